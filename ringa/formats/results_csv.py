"""The exchange format `ringa-results/1`: events as CSV, RFC 4180; see `results_reading` for the way in."""

import csv
import io
import json
import unicodedata
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ringa.core.events import FREE_TEXT, HEAD, TAIL, Event, Line, end_row, to_line
from ringa.formats.guard import guard, unguard
from ringa.formats.whole_table import write_row

# Where things are in a line.
_DEVICE, _EXTRA = HEAD.index("device"), len(HEAD)
_GUARDED = [place for place, name in enumerate(HEAD) if name in FREE_TEXT]
_AFTER_ALL = "e"  # sorts behind the name of every device
REMEMBERED = 50_000  # different sets of answers whose cells are kept


class Aside(NamedTuple):
    """A row that was set aside: its file and line, why (a code, and the columns that are wrong), header and cells."""

    file: str
    line: int
    reason: str
    wrong: str
    header: Sequence[str]
    cells: Sequence[str]


def header(extra: Collection[str]) -> list[str]:
    """The column names, with those of answers and corrections (and of any later column) that the rows need."""
    return [*HEAD, *sorted(extra), *TAIL]


def write(
    events: Iterable[Event],
    ends: Mapping[str, tuple[str, int]],
    extra: Collection[str],
    *,
    excel: bool = False,
) -> Iterator[str]:
    """The file in pieces. `events` ordered by device, seq, check; `ends` has campaign and highest number by device.

    `excel` is a view for people: `;` and a BOM, so that a Nordic spreadsheet opens it as a table.
    """
    return write_lines([[to_line(event) for event in events]], ends, extra, excel=excel)


def write_lines(
    batches: Iterable[Sequence[Line]],
    ends: Mapping[str, tuple[str, int]],
    extra: Collection[str],
    *,
    excel: bool = False,
) -> Iterator[str]:
    """The same from events as they are kept (`core.events.to_line`), a piece for each batch: the road of a million."""
    separator = ";" if excel else ","
    yield ("\ufeff" if excel else "") + write_row(header(extra), separator)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    spread = _Spread(sorted(extra))
    waiting = deque(sorted(ends))

    def close(before: str) -> None:
        """The closing rows of the devices that come before this one."""
        while waiting and waiting[0] < before:
            campaign, seq = ends[device := waiting.popleft()]
            row = end_row(campaign, device, seq)
            writer.writerow([row.get(name, "") for name in header(extra)])

    for batch in batches:
        for device, lines in groupby(batch, itemgetter(_DEVICE)):
            close(device)
            writer.writerows(map(spread.cells, lines))
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    close(_AFTER_ALL)
    yield out.getvalue()


class _Spread:
    """Lines made rows: answers in their columns, and guarded what a spreadsheet could take for a formula."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.known = {"": ("",) * len(names)}

    def cells(self, line: Line) -> Sequence[str | int]:
        """The cells of a row."""
        for place in _GUARDED:
            cell = line[place]
            if cell and not cell[0].isalnum():  # what begins with a letter or a digit is never taken for a formula
                line = (*line[:place], guard(cell), *line[place + 1 :])
        text = line[_EXTRA]
        answers = self.known[text] if text in self.known else self._answers(text)
        return (*line[:_EXTRA], *answers, *line[_EXTRA + 1 :])

    def _answers(self, text: str) -> tuple[str, ...]:
        """The cells of what was answered; many answer alike, and are looked at once."""
        given = json.loads(text)
        if len(self.known) > REMEMBERED:
            del self.known[next(reversed(self.known))]
        return self.known.setdefault(text, tuple(guard(given.get(name, "")) for name in self.names))


def quarantine(rows: Iterable[Aside], headers: Iterable[Sequence[str]], reasons: Mapping[str, str]) -> Iterator[str]:
    """The rows set aside as a CSV for people, in pieces: where, why, and each cell under its column's name.

    `headers` are those of all the files that the rows come from.
    """
    names = list(dict.fromkeys(name for header in headers for name in header))
    yield write_row(["file", "line", "reason", "wrong", *map(_safe, names)])
    for item in rows:
        here = dict(zip(item.header, item.cells, strict=False))
        values = [item.file, str(item.line), reasons[item.reason], item.wrong]
        yield write_row(
            [guard(unicodedata.normalize("NFC", cell)) for cell in values] + [_safe(here.get(n, "")) for n in names]
        )


def _safe(cell: str) -> str:
    """A cell as it was found, guarded if it is not: whoever altered it may have made a formula of it."""
    return guard(unguard(cell))
