"""Drawing for a person who calls: one frame a step, keys last and always in the same place, no meaning by colour.

A frame is drawn whole whenever it changes and when the window does, so that each is legible at any size. In linear mode
(screen readers, dumb terminals) nothing is drawn: there is one fact a line, one after the other.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import NamedTuple

from ringa.cli import ask, terminal
from ringa.cli.wrapping import cells, wrap
from ringa.core.markdown import DIRECTION, HEADING, blocks, plain
from ringa.core.text import clean

WIDEST = 80
BOLD, DIM, PLAIN = "1", "2", ""
_KEY_ROWS = 3  # lines that the keys take, and what was wrong with one


class Line(NamedTuple):
    """A paragraph of a frame. `style` only adds to what the words already say."""

    text: str
    style: str = PLAIN
    indent: str = ""


class Frame:
    """What is on the screen in one step of a call."""

    def __init__(self, title: str = "") -> None:
        self.title = title
        self.notices: list[Line] = []
        self.body: list[Line] = []
        self.beside: tuple[Sequence[str], int] = ((), 0)  # drawn lines to the right of the body, and how wide they are
        self.links: Mapping[str, str] = {}  # words of the body, and what is written for them, which looks the same
        self.fault = ""
        self.keys: Sequence[tuple[str, str]] = ()


class Screen:
    """Frames on the terminal. `status` stands in the first line of each: how the shift goes."""

    def __init__(self, *, linear: bool, colour: bool) -> None:
        self.linear = linear
        self.colour = colour and not linear
        self.status = ""
        self.now = Frame()
        self._prompt: str | None = None  # while a line is typed
        self._coming: list[Line] = []  # notices for the next frame

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Draw on the terminal's second screen, which leaves nothing behind; in linear mode on the first."""
        if self.linear:
            yield
            return
        with terminal.second_screen(self._resized):
            yield

    # how big it is

    @property
    def width(self) -> int:
        """How wide a line may be, just now: the window can have been resized."""
        return max(20, min(terminal.size().columns, WIDEST))

    @property
    def height(self) -> int:
        """How many lines the window has."""
        return max(8, terminal.size().lines)

    @property
    def free(self) -> int:
        """How many more lines fit above the keys."""
        if self.linear:  # a key a line
            return self.height - 10
        return self.height - _KEY_ROWS - len(self._top()) - len(self._words())

    # frames

    def frame(self, title: str = "", *, spoken: bool = False) -> None:
        """Begin a new step. In linear mode its title is only said where it is news."""
        self.now = Frame(title)
        self.now.notices, self._coming = self._coming, []
        if self.linear:
            sys.stdout.write("\n")
            for text in (title, self.status) if spoken else ():
                if text:
                    self._write(Line(text))

    def rewind(self, place: int) -> None:
        """Back to a `place` in this frame, to draw what comes after it anew. What was said stays said."""
        if not self.linear:
            del self.now.body[place:]

    @property
    def place(self) -> int:
        """Where the frame has come to."""
        return len(self.now.body)

    @contextmanager
    def aside(self, title: str) -> Iterator[None]:
        """A frame between. When it is left, the one before is there again; linear, its question is said again."""
        before = self.now
        self.frame(title, spoken=True)
        try:
            yield
        finally:
            self.now = before
            if self.linear:
                bold = [number for number, line in enumerate(before.body) if line.style == BOLD]
                for line in before.body[bold[-1] :] if bold else []:
                    self._write(line)

    # what stands in a frame

    def line(self, text: str = "", style: str = PLAIN, indent: str = "") -> None:
        """A paragraph, wrapped."""
        self._add(Line(clean(text), style, indent))

    def _add(self, line: Line) -> None:
        self.now.body.append(line)
        if self.linear:
            self._write(line)

    def notice(self, text: str) -> None:
        """What has just become of something: it stands on top of what is shown next."""
        self._coming.append(Line(clean(text)))
        if self.linear:
            self._write(self._coming[-1])

    def typed(self, text: str) -> None:
        """What a key meant, so that the next frame tells what was answered."""
        self._coming, self.now.fault = [], ""
        self.notice(text if self.linear else f"→ {text}")

    def wrong(self, expected: str) -> None:
        """That this cannot be: a bell, and what can."""
        sys.stdout.write("\a")
        if self.linear and self.now.fault != expected:
            self._write(Line(clean(expected)))
        self.now.fault = clean(expected)

    def gap(self) -> None:
        """An empty line, unless the frame begins here."""
        if self.place:
            self.line()

    def spoken(self, paragraph: str) -> None:
        """A paragraph of a script: headings, [directions to the caller] (`>`), and words to say."""
        for kind, text in blocks(plain(paragraph)):
            if kind == HEADING:
                self.line(text if self.linear else text.upper(), DIM)
            elif kind == DIRECTION:
                self.direction(text)
            else:
                self.line(text)

    def direction(self, text: str) -> None:
        """What is for the caller's eyes and not to be read aloud."""
        self.line(f"  [{text}]", DIM, indent="   ")

    def beside(self, rows: Sequence[str], width: int, words: int = 40) -> None:
        """Drawn rows of this width, on the right of the frame, if there is room for words beside them."""
        if not self.linear and rows and self.width - width >= words:
            self.now.beside = (rows, width)

    def choices(self, texts: Sequence[str]) -> None:
        """Numbered choices, one a line."""
        for number, text in enumerate(texts, 1):
            self.line(f"  {number}  {text}", indent="     ")

    def rows(self, *texts: str) -> int:
        """How many lines these paragraphs take."""
        rows, taken = self.now.beside
        width = self.width - (taken + 2 if rows else 0)
        return sum(len(wrap(text, width)) for text in texts)

    def pages(self, words: Sequence[str]) -> list[list[str]]:
        """The paragraphs of a script in pages, the first as long as there is room, the others a frame each.

        A paragraph is never torn apart.
        """
        pages: list[list[str]] = [[]]
        room = self.free
        for paragraph in words:
            height = sum(self.rows(text) for _kind, text in blocks(plain(paragraph))) + 1
            if height > room and (pages[-1] or self.now.body):
                pages.append([])
                room = self.height - _KEY_ROWS - 1
            pages[-1].append(paragraph)
            room -= height
        return pages

    def numbered(self, texts: Sequence[str], chosen: Sequence[int] = ()) -> list[list[str]]:
        """Numbered choices as pages of lines, as many as fit into this frame; those chosen have a mark.

        One choice a line; if that is too long and fits then, in two columns; else on several pages.
        """
        marks = [("x " if number in chosen else "· ") if chosen else "" for number in range(len(texts))]
        marked = [mark + text for mark, text in zip(marks, texts, strict=True)]
        rows = [self._row(number, text, self.width) for number, text in enumerate(marked, 1)]
        room = max(3, self.free)
        if sum(map(len, rows)) > room and not self.linear:
            beside = self._in_columns(marked)
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
        columns = [self._row(number, text, width) for number, text in enumerate(texts, 1)]
        nothing: list[str] = []
        pairs = zip_longest(columns[:half], columns[half:], fillvalue=nothing)
        return [
            [
                f"{left}{' ' * (width - cells(left))}  {right}".rstrip()
                for left, right in zip_longest(*pair, fillvalue="")
            ]
            for pair in pairs
        ]

    def _row(self, number: int, text: str, width: int) -> list[str]:
        return wrap(f"{number:3}  {clean(text)}", width, "     ")

    # keys and lines

    def keys(self, options: Sequence[tuple[str, str]]) -> None:
        """The keys that can be pressed now: the frame is complete, and shown."""
        self.now.keys = options
        if self._coming:
            self.now.notices, self._coming = self._coming, []
        if self.linear:
            for key, text in options:
                self._write(Line(f"{key}: {text}", BOLD))
        self.paint()

    def read_line(self, prompt: str, default: str = "") -> str:
        """A line that is typed under the keys."""
        self._prompt = clean(prompt)
        try:
            self.paint()
            sys.stdout.write("" if self.linear else "\r\x1b[2K")
            with terminal.echoing():
                return ask.line(prompt, default=default, plain=self.linear)
        finally:
            self._prompt = None

    # drawing

    def paint(self) -> None:
        """Draw the frame."""
        if self.linear:
            sys.stdout.flush()
            return
        top, foot = self._top(), self._foot()
        height = self.height
        body, room = self._body(), max(1, height - len(top) - len(foot))
        if len(body) > room:
            first = body[:1] if self.now.body[0].style == BOLD else []  # who it is
            body = [*first, self._styled("…", DIM), *body[len(body) - room + 1 + len(first) :]]
        space = max(0, min(height, 24) - len(top) - len(body) - len(foot))
        *rows, last = [*top, *body, *[""] * space, *foot]
        drawn = "".join(f"\x1b[2K{row}\r\n" for row in rows)
        sys.stdout.write(f"{terminal.BRACKETS}\x1b[H{drawn}\x1b[J{last}")
        sys.stdout.flush()

    def _resized(self) -> None:
        """The window has another size: the same frame, drawn anew."""
        self.paint()
        if self._prompt is not None:
            sys.stdout.write(": " + ask.typed_so_far())
            sys.stdout.flush()

    def _top(self) -> list[str]:
        """The first line, and what has become of the step before."""
        frame, width = self.now, self.width
        right = f" {self.status} ──" if self.status else "──"
        left = clean(f"── {frame.title} ") if frame.title else ""
        if cells(left) + cells(right) > width:
            right = ""
        rule = wrap(left, width - 1)[0] + " " if left else ""
        rule += "─" * max(0, width - cells(rule) - cells(right)) + right
        notices = [row for line in frame.notices for row in self._laid(line)]
        return [self._styled(rule, DIM), *notices, *([""] if len(notices) > 1 else [])]

    def _body(self) -> list[str]:
        """The paragraphs, laid out; drawn rows stand on their right."""
        rows, taken = self._beside()
        lines = self._words()
        for words, written in self.now.links.items():
            lines = [line.replace(words, written) for line in lines]
        lines += [""] * (len(rows) - len(lines))
        return [
            f"{text}\x1b[{self.width - taken + 1}G{rows[number]}" if number < len(rows) else text
            for number, text in enumerate(lines)
        ]

    def _beside(self) -> tuple[Sequence[str], int]:
        """The drawn rows and their width; none if the window has become too small for them."""
        rows, taken = self.now.beside
        fits = len(rows) + _KEY_ROWS + len(self._top()) <= self.height and self.width - taken >= 30
        return (rows, taken) if fits else ((), 0)

    def _words(self) -> list[str]:
        """The paragraphs alone, narrower where drawn rows stand on their right."""
        rows, taken = self._beside()
        lines: list[str] = []
        for line in self.now.body:
            narrow = self.width - (taken + 2 if len(lines) < len(rows) else 0)
            lines += self._laid(line, narrow)
        return lines

    def _foot(self) -> list[str]:
        """What was wrong with a key, the keys, and a line that is being typed."""
        lines = [""]
        for key, text in self.now.keys:
            part = f"{key} {text}"
            if lines[-1] and cells(lines[-1]) + 3 + cells(part) > self.width:
                lines.append("")
            lines[-1] += ("   " if lines[-1] else "") + part
        fault = self._laid(Line(self.now.fault)) if self.now.fault else [""]
        prompt = [] if self._prompt is None else [self._prompt]
        return [*fault, *(self._styled(text, BOLD) for text in lines), *prompt]

    def _laid(self, line: Line, width: int = 0) -> list[str]:
        return [self._styled(text, line.style) for text in wrap(line.text, width or self.width, line.indent)]

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text

    def _write(self, line: Line) -> None:
        for text in wrap(line.text, self.width, line.indent):
            sys.stdout.write(text + "\n")
        sys.stdout.flush()
