"""The exchange format `ringa-results/1`: events as CSV, RFC 4180; see `results_reading` for the way in."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ringa.core.events import FREE_TEXT, HEAD, TAIL, Event, cells, end_row
from ringa.core.glance import FIXED
from ringa.formats.guard import guard, unguard
from ringa.formats.whole_table import write_row


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
    separator = ";" if excel else ","
    names = header(extra)
    guarded = {name for name in names if name in FREE_TEXT or name not in FIXED}
    yield ("\ufeff" if excel else "") + write_row(names, separator)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")

    def put(row: Mapping[str, str]) -> None:
        writer.writerow([guard(row.get(n, "")) if n in guarded else row.get(n, "") for n in names])

    waiting = iter(sorted(ends))
    device = next(waiting, None)
    for event in events:
        while device is not None and device < event.device:
            put(end_row(ends[device][0], device, ends[device][1]))
            device = next(waiting, None)
        put(cells(event))
        if out.tell() > 60_000:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    while device is not None:
        put(end_row(ends[device][0], device, ends[device][1]))
        device = next(waiting, None)
    yield out.getvalue()


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
