"""Tables that are taken as a whole, since their files are never long: results; and rows written."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ringa.formats.table import MAX_LINES, NOT_CLOSED, SEPARATORS


class Record(NamedTuple):
    """A record: the number of its first line, its cells, or the fault that makes it none."""

    number: int
    cells: list[str]
    fault: str = ""


class _Feed:
    """Lines for csv.reader, which remembers those of the record under way and takes lines back."""

    def __init__(self, lines: Iterable[str], most_lines: int) -> None:
        self.lines = iter(lines)
        self.most_lines = most_lines
        self.back: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self.back.popleft() if self.back else next(self.lines)
        self.taken.append(line)
        if len(self.taken) > self.most_lines:
            raise csv.Error("too many lines in one cell")
        return line


def records(lines: Iterable[str], separator: str, most_lines: int = MAX_LINES) -> Iterator[Record]:
    """The records of a table, given line by line, with their numbers. One with broken quoting is a fault of its own."""
    feed = _Feed(lines, most_lines)
    reader = csv.reader(feed, delimiter=separator, strict=True)
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            feed.back.extendleft(reversed(feed.taken[1:]))
            yield Record(number, [feed.taken[0].rstrip("\r\n")], NOT_CLOSED)
            number += 1
        else:
            yield Record(number, cells)
            number += len(feed.taken)
        feed.taken.clear()


def separator_for(text: str, fitness: Callable[[Sequence[str]], int]) -> str:
    """The separator with which the first line makes most sense as a header; `fitness` counts known names."""
    header = next((line for line in io.StringIO(text, newline="") if line.strip()), "")

    def rank(separator: str) -> tuple[int, int]:
        cells = next(records([header], separator), Record(0, [])).cells
        return fitness(cells), len(cells)

    return max(SEPARATORS, key=rank)


def first_lines(text: str) -> str:
    """The beginning of a text, for a message."""
    return text.lstrip()[:60].splitlines()[0] if text.strip() else ""


def write_row(cells: Sequence[str], separator: str = ",") -> str:
    """One record, RFC 4180 with minimal quoting, CRLF."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
