"""The exchange format `ringa-results/1`: events as CSV, out and in. RFC 4180, with checks row by row."""

import csv
import io
import json
import re
import unicodedata
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ringa.core.events import (
    ANSWER,
    CORRECTION,
    END,
    FORMAT,
    FREE_TEXT,
    HEAD,
    TAIL,
    Event,
    Line,
    digest,
    end_row,
    faults,
    from_cells,
    to_line,
)  # fmt: skip
from ringa.core.text import canonical
from ringa.errors import NotResults
from ringa.formats.guard import guard, unguard
from ringa.formats.whole_table import decode, first_lines, records, separator_for, write_row
from ringa.i18n import _

MOST_LINES = 100_000  # of one row: a note or an answer may have as many as it likes

_FIXED = frozenset((*HEAD, *TAIL))
_OTHER_COLUMN = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
# A line that holds one of these cannot have been written by ringa; U+001F would let two rows share a check.
_NEVER_WRITTEN = frozenset(map(chr, [*range(9), 11, 12, *range(14, 32)]))

# Where things are in a line.
_DEVICE, _EXTRA = HEAD.index("device"), len(HEAD)
_GUARDED = [place for place, name in enumerate(HEAD) if name in FREE_TEXT]
_AFTER_ALL = "e"  # sorts behind the name of every device
REMEMBERED = 50_000  # different sets of answers whose cells are kept


class Quarantined(NamedTuple):
    """A row that is set aside: where it stood, why (a code and the columns that are wrong), and its cells."""

    file: str
    line: int
    reason: str
    columns: tuple[str, ...]
    raw: Sequence[str]


class Results(NamedTuple):
    """What a results file holds: good rows, each device's highest number, rows set aside."""

    file: str
    events: list[Event]
    ends: dict[str, tuple[str, int]]
    quarantined: list[Quarantined]
    read: int
    header: list[str]

    @property
    def cut_short(self) -> bool:
        """Whether the closing row of some device in the file is missing: the file was longer once."""
        if not (self.ends or self.events):
            return not any(item.reason == "other_campaign" for item in self.quarantined)
        return any(event.device not in self.ends for event in self.events)


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


def read(data: bytes, file: str, campaigns: Collection[str]) -> Results:
    """The rows of a results file: those whose check holds, and those set aside with a reason.

    `campaigns` are the ids that are taken. Raises NotResults, NotText, EmptyFile.
    """
    text = decode(data, file)
    separator = separator_for(text, lambda found: sum(name in _FIXED for name in found))
    lines = records(text, separator, MOST_LINES)
    first = next((line for line in lines if any(cell.strip() for cell in line.cells)), None)
    names = [canonical(cell.strip()) for cell in first.cells] if first else []
    if not {"format", "device", "seq", "check"} <= set(names):
        raise NotResults(file=file, problem=_("it begins with: {text}").format(text=first_lines(text)))
    results = Results(file, [], {}, [], 0, names)
    read_count = 0
    for line in lines:
        if not line.fault and not any(line.cells):
            continue
        read_count += 1
        reason, wrong, row = ("bad_quotes", (), {}) if line.fault else _row(names, line.cells, campaigns)
        if reason:
            results.quarantined.append(Quarantined(file, line.number, reason, tuple(wrong), line.cells))
        elif row["kind"] == END:
            before = results.ends.get(row["device"], (row["campaign"], 0))
            results.ends[row["device"]] = (min(before[0], row["campaign"]), max(before[1], int(row["seq"])))
        else:
            results.events.append(from_cells(row))
    return results._replace(read=read_count)


def _row(
    names: Sequence[str], found: Sequence[str], campaigns: Collection[str]
) -> tuple[str, Sequence[str], dict[str, str]]:
    """The non-empty cells of a row if it is whole; else the reason why it is not, and the columns concerned."""
    if any(found[len(names) :]):
        return "too_many_cells", (), {}
    row: dict[str, str] = {}
    for name, cell in zip(names, found, strict=False):
        if not cell:
            continue
        if not name or name in row:
            return "double_column", (name,), {}
        if name in FREE_TEXT or name not in _FIXED:
            cell = unguard(cell)
        row[name] = canonical(cell)
    if any(not _NEVER_WRITTEN.isdisjoint(cell) for cell in row.values()):
        return "control_sign", (), {}
    if "check" not in row:
        return "no_check", ("check",), {}
    if digest(row) != row["check"]:
        # A column that a person has added to the sheet takes nothing from the rest of the row.
        ours = {name: cell for name, cell in row.items() if name in _FIXED or name.startswith((ANSWER, CORRECTION))}
        if digest(ours) != row["check"]:
            return "altered", (), {}
        row = ours
    if row.get("format") != FORMAT:
        return "other_format", ("format",), {}
    if row.get("campaign") not in campaigns:
        return "other_campaign", ("campaign",), {}
    wrong = [name for name in row if name not in _FIXED and not _OTHER_COLUMN.fullmatch(name)]
    wrong += faults(row)
    return ("impossible", wrong, {}) if wrong else ("", (), row)


def quarantine(rows: Sequence[Quarantined], headers: Mapping[str, Sequence[str]], reasons: Mapping[str, str]) -> str:
    """The rows set aside as a CSV for people: where, why, and each cell under its column's name."""
    names = list(dict.fromkeys(name for header in headers.values() for name in header))
    out = [write_row(["file", "line", "reason", "wrong", *map(_safe, names)])]
    for item in rows:
        here = dict(zip(headers[item.file], item.raw, strict=False))
        values = [item.file, str(item.line), reasons[item.reason], " ".join(item.columns)]
        out.append(
            write_row(
                [guard(unicodedata.normalize("NFC", c)) for c in values] + [_safe(here.get(n, "")) for n in names]
            )
        )
    return "".join(out)


def _safe(cell: str) -> str:
    """A cell as it was found, guarded if it is not: whoever altered it may have made a formula of it."""
    return guard(unguard(cell))
