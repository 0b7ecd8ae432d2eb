"""Drawing for a person who calls: at most 80 columns, keys last and always in the same place, no meaning by colour.

In linear mode (screen readers, dumb terminals) there is one fact a line and nothing is drawn.
"""

import shutil
import sys
import textwrap
from collections.abc import Sequence

from ringa.core.text import clean

WIDEST = 80
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

    def line(self, text: str = "", style: str = PLAIN, indent: str = "") -> None:
        """A paragraph, wrapped. `style` only adds to what the words already say."""
        for line in self.wrapped(text, indent):
            sys.stdout.write(self._styled(line, style) + "\n")
        sys.stdout.flush()

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

    def card(self, lines: Sequence[str]) -> None:
        """The contact: name and number first."""
        for number, text in enumerate(lines):
            self.line(text, BOLD if number == 0 else PLAIN)

    def spoken(self, paragraph: str) -> None:
        """A paragraph of a script: headings, [directions to the caller] (`>`), and words to say."""
        for kind, text in _blocks(paragraph):
            if kind == "#":
                self.line(text if self.linear else text.upper(), DIM)
            elif kind == ">":
                self.line(f"  [{text}]", DIM, indent="   ")
            else:
                self.line(text)

    def pages(self, words: Sequence[str]) -> list[list[str]]:
        """The paragraphs of a script in pages that fit the window; a paragraph is never torn apart."""
        pages: list[list[str]] = [[]]
        used = 0
        for paragraph in words:
            height = sum(len(self.wrapped(text)) for _kind, text in _blocks(paragraph)) + 1
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

    def choices(self, texts: Sequence[str], chosen: Sequence[int] = ()) -> None:
        """Numbered choices, one a line; those chosen have a mark."""
        for number, text in enumerate(texts, 1):
            mark = "x " if number - 1 in chosen else "  " if chosen or self.linear else ""
            self.line(f"  {number}  {mark}{text}", indent="     ")

    def typed(self, text: str) -> None:
        """What a key meant, so that the line tells what was answered."""
        self.line(f"→ {text}" if not self.linear else text)


def paragraphs(texts: Sequence[str]) -> list[str]:
    """The paragraphs of a script's words, in order."""
    return [paragraph for text in texts for paragraph in text.split("\n\n")]


def _blocks(paragraph: str) -> list[tuple[str, str]]:
    """A Markdown paragraph as (kind, text): `#` heading, `>` direction, `-` item, '' text; wrapped lines are joined."""
    blocks: list[tuple[str, str]] = []
    for line in paragraph.split("\n"):
        kind = line[:1] if line[:1] in ("#", ">") or line[:2] == "- " else ""
        text = line if kind in ("", "-") else line.lstrip("#> ")
        if blocks and kind == blocks[-1][0] and kind in ("", ">"):
            blocks[-1] = (kind, f"{blocks[-1][1]} {text}")
        else:
            blocks.append((kind, text))
    return blocks
