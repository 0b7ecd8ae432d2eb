"""The format `ringa-counts/1`: counts of one campaign or of several as CSV, out and in, with a check row by row.

A campaign's rows (all with its `source`) are taken as a whole or not at all: half of them would be wrong counts.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ringa.core.aggregate import Answered, Figures, Period, Source
from ringa.core.events import DEVICE, digest
from ringa.core.instant import is_instant
from ringa.core.text import canonical
from ringa.errors import NotResults
from ringa.formats.encoding import encoding_of
from ringa.formats.guard import guard, unguard
from ringa.formats.whole_table import records, separator_for, write_row
from ringa.i18n import _

FORMAT = "ringa-counts/1"
COLUMNS = (
    "format", "source", "campaign", "as_of", "kind", "device", "goals", "first_day", "last_day", *Figures._fields,
    "survey", "survey_version", "question", "answer", "count", "check",
)  # fmt: skip
SOURCE = re.compile(r"s[a-z2-7]{10}")
_DEVICE_ROW, _PERIOD, _ANSWER, _END = "device", "period", "answer", "end"
_FREE = frozenset({"goals"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BETWEEN = " | "  # goals; a bar in a name is doubled


class Read(NamedTuple):
    """The sources that are whole, and how many are not."""

    sources: list[Source]
    damaged: int


def is_counts(data: bytes) -> bool:
    """Whether a file is one of counts, whatever a spreadsheet has made of it."""
    return FORMAT.encode() in data[:1000] or FORMAT.encode("utf-16-le") in data[:2000]


def write(sources: Iterable[Source], *, excel: bool = False) -> Iterator[str]:
    """The file in pieces, a source at a time, by id."""
    separator = ";" if excel else ","
    yield ("\ufeff" if excel else "") + write_row(COLUMNS, separator)
    for source in sorted(sources):
        rows = [*_rows(source)]
        for row in (*rows, _row(source, _END, count=len(rows))):
            cells = {**row, "check": digest(row)}
            yield write_row([guard(cells.get(n, "")) if n in _FREE else cells.get(n, "") for n in COLUMNS], separator)


def _row(source: Source, kind: str, **cells: Any) -> dict[str, str]:
    head = {"format": FORMAT, "source": source.id, "campaign": source.campaign, "as_of": source.as_of, "kind": kind}
    return head | {name: str(cell) for name, cell in cells.items() if cell}


def _rows(source: Source) -> Iterator[dict[str, str]]:
    for device in source.devices:
        yield _row(source, _DEVICE_ROW, device=device)
    for goals, first, last, figures in source.told:
        cell = _BETWEEN.join(name.replace("|", "||") for name in goals)
        yield _row(source, _PERIOD, goals=cell, first_day=first, last_day=last, **figures._asdict())
    for survey, version, question, code, first, last, count in source.answered:
        where = {"survey": survey, "survey_version": version, "question": question, "answer": code}
        yield _row(source, _ANSWER, **where, first_day=first, last_day=last, count=count)


def read(data: bytes, file: str) -> Read:
    """The sources in a file. Raises NotResults, NotText, EmptyFile."""
    text = data.decode(encoding_of(io.BytesIO(data), file), "replace")
    separator = separator_for(text, lambda found: sum(name in COLUMNS for name in found))
    lines = (line.cells for line in records(io.StringIO(text, newline=""), separator) if any(line.cells))
    names = [canonical(cell.strip()) for cell in next(lines, [])]
    if not set(names).issuperset(COLUMNS):
        raise NotResults(file=file, problem=_("columns are missing"))
    found: dict[str, list[dict[str, str]]] = {}
    for cells in lines:
        row = {name: canonical(cell) for name, cell in zip(names, cells, strict=False) if cell}
        row |= {name: unguard(row[name]) for name in _FREE if name in row}
        found.setdefault(row.get("source", ""), []).append(row)
    sources = [_source(rows) for rows in found.values()]
    whole = [source for source in sources if source]
    return Read(whole, len(sources) - len(whole))


def _source(rows: list[dict[str, str]]) -> Source | None:
    """The source of these rows, if they are whole and say what counts can say."""
    if not all(digest(row) == row.get("check") and row.keys() >= _KEYS for row in rows):
        return None
    *rows, end = sorted(rows, key=lambda row: row["kind"] == _END)
    head = {(row["format"], row["source"], row["campaign"], row["as_of"]) for row in (*rows, end)}
    if len(head) != 1 or end["kind"] != _END or end.get("count", "0") != str(len(rows)):
        return None
    [(format, id, campaign, as_of)] = head
    if format != FORMAT or not SOURCE.fullmatch(id) or not is_instant(as_of):
        return None
    try:
        return Source(
            id,
            campaign,
            as_of,
            tuple(sorted(_device(row) for row in rows if row["kind"] == _DEVICE_ROW)),
            tuple(sorted(_period(row) for row in rows if row["kind"] == _PERIOD)),
            tuple(sorted(_answered(row) for row in rows if row["kind"] == _ANSWER)),
        )
    except (KeyError, ValueError):
        return None


_KEYS = {"format", "source", "campaign", "as_of", "kind"}


def _device(row: Mapping[str, str]) -> str:
    if not DEVICE.fullmatch(row["device"]):
        raise ValueError
    return row["device"]


def _days(row: Mapping[str, str]) -> tuple[str, str]:
    if not _DAY.fullmatch(row["first_day"]) or not _DAY.fullmatch(row["last_day"]):
        raise ValueError
    return row["first_day"], row["last_day"]


def _count(text: str) -> int:
    """A count that may be told: what is smaller did not come from ringa, and is not passed on."""
    if not re.fullmatch(r"[1-9]\d{1,11}", text):
        raise ValueError
    return int(text)


def _period(row: Mapping[str, str]) -> Period:
    cell = row.get("goals", "").replace("||", "\x00")
    goals = tuple(name.replace("\x00", "|") for name in cell.split(_BETWEEN) if name)
    figures = (_count(row[name]) if name != "surveys" or name in row else 0 for name in Figures._fields)
    return Period(goals, *_days(row), Figures(*figures))


def _answered(row: Mapping[str, str]) -> Answered:
    survey, version, question, code = (row[name] for name in ("survey", "survey_version", "question", "answer"))
    return Answered(survey, version, question, code, *_days(row), _count(row["count"]))
