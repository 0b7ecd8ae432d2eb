"""Rows of results that are right at a glance: nearly all, those that ringa has written and nobody has touched.

One pattern says what `events.faults` asks of a report, and one search that the cells are in canonical form. A glance
accepts a row or says nothing of it; whoever gets no answer looks closely (`formats.results_reading`).
"""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple
from unicodedata import is_normalized

from ringa.core.events import ANSWER, CHANNELS, CORRECTION, FORMAT, HEAD, REPORT, TAIL, Event
from ringa.core.outcome import OUTCOMES

OTHER_COLUMN = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
FIXED = frozenset((*HEAD, *TAIL))

_BETWEEN = "\x1f"
_GUARDED = "='"  # a cell, written behind its name, that begins with an apostrophe
_ODD = re.compile(r"[\x00-\x08\x0b-\x1e]")  # what is not canonical, or was never written
_DAY = r"\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
_TIME = rf"(?!0000){_DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ"
_ANY = "[^\x1f]+"
# The signed cells of a report, in the order in which they are signed, behind its answers.
_CELLS = {
    "at": _TIME, "call_back_at": _TIME, "call_back_for": _ANY, "caller": _ANY, "campaign": _ANY,
    "channel": f"(?:{'|'.join(CHANNELS)})", "contact": r"""[mn][^\s,;|"'\x00-\x20]{1,64}""", CORRECTION: "",
    "device": "(?P<device>d[a-z2-7]{10})", "ended_at": _TIME, "event": "(?P=device)-(?P<seq>[1-9][0-9]{0,17})",
    "format": re.escape(FORMAT), "kind": REPORT, "note": _ANY, "number_index": "[1-9][0-9]{0,3}",
    "outcome": f"(?:{'|'.join(OUTCOMES)})", "packet": _ANY, "replaces": r"d[a-z2-7]{10}-[1-9][0-9]{0,17}",
    "seq": "(?P=seq)", "started_at": _TIME, "survey": _ANY, "survey_version": _ANY, "to_coordinator": _ANY,
}  # fmt: skip
_MUST = {"campaign", "channel", "contact", "device", "event", "format", "kind", "outcome", "seq"}


def _pattern(name: str, cell: str) -> str:
    if name == "at":
        return f"at={cell}"
    if name == CORRECTION:
        return f"(?:\x1f{re.escape(CORRECTION)}[^\x1f]*)*"
    return f"\x1f{name}={cell}" if name in _MUST else f"(?:\x1f{name}={cell})?"


_REPORT = re.compile(f"(?:{re.escape(ANSWER)}[^\x1f]*\x1f)*" + "".join(map(_pattern, _CELLS, _CELLS.values())))


class Glance(NamedTuple):
    """What is made of a row that is right, but for its check: the event, and what check and mac are made over."""

    event: Event
    signed: bytes


class Columns:
    """The columns of a file, each a name that ringa gives, and none twice."""

    def __init__(self, names: Sequence[str]) -> None:
        order = sorted(name for name in names if name not in ("check", "mac"))
        self._width = len(names)
        self._prefixes = [name + "=" for name in order]
        self._signed = itemgetter(*map(names.index, order))
        # what a file has no column for is found behind its last cell
        self._fields = itemgetter(*(names.index(name) if name in names else len(names) for name in Event._fields))
        self._extra = [(name, names.index(name)) for name in order if name not in FIXED]

    def read(self, cells: list[str]) -> Glance | None:
        """The report in these cells, if it is right at a glance; nothing while a cell begins with a formula guard."""
        if len(cells) != self._width:
            return None
        parts = [name + cell for name, cell in zip(self._prefixes, self._signed(cells), strict=True) if cell]
        text = _BETWEEN.join(parts)
        if _GUARDED in text:
            return None
        if _ODD.search(text) or not (text.isascii() or is_normalized("NFC", text)) or not _REPORT.fullmatch(text):
            return None
        if text.count(_BETWEEN) >= len(parts):
            return None
        values = list(self._fields([*cells, ""]))
        values[_SEQ] = int(values[_SEQ])
        values[_EXTRA] = tuple((name, cells[at]) for name, at in self._extra if cells[at])
        return Glance(Event._make(values), text.encode())


_SEQ, _EXTRA = Event._fields.index("seq"), Event._fields.index("extra")


def columns(names: Sequence[str]) -> Columns | None:
    """A file's columns, if rows in them can be taken at a glance."""
    others = [name for name in names if name not in FIXED]
    known = all(name.startswith((ANSWER, CORRECTION)) and OTHER_COLUMN.fullmatch(name) for name in others)
    return Columns(names) if known and len(set(names)) == len(names) else None
