"""Drawing for a person who calls: at most 80 columns, keys last and always in the same place, no meaning by colour.

In linear mode (screen readers, dumb terminals) there is one fact a line and nothing is drawn.
"""

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from itertools import zip_longest

from ringa.core.markdown import DIRECTION, HEADING, blocks, plain
from ringa.core.text import clean

WIDEST = 80
GAP = 2  # between a text and what stands beside it
TALLEST = 18  # lines of a question with its choices and keys
BOLD, DIM, PLAIN = "1", "2", ""


class Screen:
    """Lines on the terminal, append-only."""

    def __init__(self, *, linear: bool, colour: bool) -> None:
        self.linear = linear
        self.colour = colour and not linear

    @property
    def width(self) -> int:
        """How wide a line may be, just now: the window can have been resized."""
        return max(20, min(shutil.get_terminal_size().columns, WIDEST))

    @property
    def room(self) -> int:
        """How many lines of script fit above the keys."""
        return max(6, shutil.get_terminal_size().lines - 9)

    def line(self, text: str = "", style: str = PLAIN, indent: str = "") -> int:
        """A paragraph, wrapped. `style` only adds to what the words already say. How many lines it took."""
        lines = self.wrapped(text, indent)
        for line in lines:
            sys.stdout.write(self._styled(line, style) + "\n")
        sys.stdout.flush()
        return len(lines)

    def wrong(self, expected: str) -> None:
        """That this cannot be: a bell, and what can."""
        sys.stdout.write("\a")
        self.line(expected)

    def wrapped(self, text: str, indent: str = "") -> list[str]:
        """The lines of a text at this width."""
        lines: list[str] = []
        for part in clean(text).split("\n"):
            lines += textwrap.wrap(part, self.width, subsequent_indent=indent) or [""]
        return lines

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text

    def rule(self, text: str = "") -> None:
        """Where something new begins."""
        if self.linear:
            self.line()
            if text:
                self.line(text)
            return
        head = f"── {text} " if text else ""
        self.line()
        self.line(head + "─" * (self.width - len(head)), DIM)

    def card(
        self, lines: Sequence[str], beside: Sequence[str] = (), finish: Callable[[str], str] = lambda line: line
    ) -> None:
        """The contact: name and number first. Rows that are drawn already stand `beside` it, and `finish` may add to
        a line what takes no room."""
        column = self.width - max((len(re.sub("\x1b[^m]*m", "", row)) for row in beside), default=-GAP)
        left = [
            finish(self._styled(line, PLAIN if number else BOLD))
            for number, text in enumerate(lines)
            for line in textwrap.wrap(clean(text), column - GAP)
        ]
        for text, row in zip_longest(left, beside, fillvalue=""):
            sys.stdout.write(text + (f"\x1b[{column + 1}G{row}" if row else "") + "\n")  # in its column, however wide
        sys.stdout.flush()

    def spoken(self, paragraph: str) -> None:
        """A paragraph of a script: headings, [directions to the caller] (`>`), and words to say."""
        for kind, text in blocks(plain(paragraph)):
            if kind == HEADING:
                self.line(text if self.linear else text.upper(), DIM)
            elif kind == DIRECTION:
                self.direction(text)
            else:
                self.line(text)

    def direction(self, text: str) -> int:
        """What is for the caller's eyes and not to be read aloud. How many lines it took."""
        return self.line(f"  [{text}]", DIM, indent="   ")

    def pages(self, words: Sequence[str]) -> list[list[str]]:
        """The paragraphs of a script in pages that fit the window; a paragraph is never torn apart."""
        pages: list[list[str]] = [[]]
        used = 0
        for paragraph in words:
            height = sum(len(self.wrapped(text)) for _kind, text in blocks(paragraph)) + 1
            if pages[-1] and used + height > self.room:
                pages.append([])
                used = 0
            pages[-1].append(paragraph)
            used += height
        return [page for page in pages if page]

    def keys(self, options: Sequence[tuple[str, str]]) -> None:
        """The keys that can be pressed now, on one line or as many as it takes."""
        if self.linear:
            for key, text in options:
                self.line(f"{key}: {text}")
            return
        lines = [""]
        for key, text in options:
            part = f"{key} {text}"
            if lines[-1] and len(lines[-1]) + 3 + len(part) > self.width:
                lines.append("")
            lines[-1] += ("   " if lines[-1] else "") + part
        for line in lines:
            self.line(line, BOLD)

    def drawn(self, rows: Sequence[str]) -> None:
        """Rows that are ready for the terminal: neither cleaned nor wrapped."""
        for row in rows:
            sys.stdout.write(row + "\n")
        sys.stdout.flush()

    def choices(self, texts: Sequence[str], chosen: Sequence[int] = ()) -> None:
        """Numbered choices, one a line; those chosen have a mark."""
        for number, text in enumerate(texts, 1):
            mark = "x " if number - 1 in chosen else "  " if chosen or self.linear else ""
            self.line(f"  {number}  {mark}{text}", indent="     ")

    def numbered(self, texts: Sequence[str], used: int) -> list[list[str]]:
        """Numbered choices as pages of lines, when so many lines of a screen are used otherwise.

        One choice a line; if that is too long and fits then, in two columns; else on several pages.
        """
        rows = [self._row(number, text, self.width) for number, text in enumerate(texts, 1)]
        tallest = shutil.get_terminal_size().lines - 6  # a key a line in linear mode
        room = max(3, (tallest if self.linear else TALLEST) - used)
        if sum(map(len, rows)) > room and not self.linear:
            beside = self._in_columns(texts)
            rows = beside if sum(map(len, beside)) <= room else rows
        pages: list[list[str]] = [[]]
        for row in rows:
            if pages[-1] and len(pages[-1]) + len(row) > room:
                pages.append([])
            pages[-1] += row
        return pages

    def _in_columns(self, texts: Sequence[str]) -> list[list[str]]:
        """Rows of two choices: the first half of them on the left."""
        width, half = (self.width - 2) // 2, (len(texts) + 1) // 2
        cells = [self._row(number, text, width) for number, text in enumerate(texts, 1)]
        nothing: list[str] = []
        pairs = zip_longest(cells[:half], cells[half:], fillvalue=nothing)
        return [
            [f"{left:{width}}  {right}".rstrip() for left, right in zip_longest(*pair, fillvalue="")] for pair in pairs
        ]

    def _row(self, number: int, text: str, width: int) -> list[str]:
        return textwrap.wrap(f"{number:3}  {clean(text)}", width, subsequent_indent="     ", drop_whitespace=True)

    def typed(self, text: str) -> None:
        """What a key meant, so that the line tells what was answered."""
        self.line(f"→ {text}" if not self.linear else text)
