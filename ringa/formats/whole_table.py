"""Tables that are taken as a whole, since their files are never long: results; and rows written."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from ringa.formats.table import MAX_LINES, NOT_CLOSED, SEPARATORS


class Record(NamedTuple):
    """A record: the number of its first line, its cells, or the fault that makes it none."""

    number: int
    cells: list[str]
    fault: str = ""


def records(lines: Iterable[str], separator: str, most_lines: int = MAX_LINES) -> Iterator[Record]:
    """The records of a table, given line by line, with their numbers. One with broken quoting is a fault of its own."""
    taken: list[str] = []  # the lines of the record under way
    waiting = iter(lines)

    def feed() -> Iterator[str]:
        for line in waiting:
            taken.append(line)
            if len(taken) > most_lines:
                raise csv.Error("too many lines in one cell")
            yield line

    reader = csv.reader(feed(), delimiter=separator, strict=True)
    number = 1
    while True:
        try:
            for cells in reader:
                yield Record(number, cells)
                number += len(taken)
                taken.clear()
        except csv.Error:
            yield Record(number, [taken[0].rstrip("\r\n")], NOT_CLOSED)
            number += 1
            waiting = chain(taken[1:], waiting)
            taken = []
            reader = csv.reader(feed(), delimiter=separator, strict=True)
        else:
            return


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
