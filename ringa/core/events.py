"""What a volunteer did: the events of the log, their canonical form and their check.

An event's cells are text, exactly those of the exchange format `ringa-results/1`; an empty cell is
the empty string. `seq` is the one number. See "How results are merged" in the README.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ringa.core.instant import is_instant
from ringa.core.outcome import OUTCOMES, PHONE, WORKPLACE
from ringa.core.text import canonical

FORMAT = "ringa-results/1"

KINDS = REPORT, UNDO, OPT_OUT, LIFT, RESOLVE, FORGET, ERASED, END = (
    "report", "undo", "opt_out", "lift", "resolve", "forget", "erased", "end",
)  # fmt: skip
CHANNELS = (PHONE, WORKPLACE)
ANSWER, CORRECTION = "answer.", "correction."

DEVICE = re.compile(r"d[a-z2-7]{10}")
EVENT_ID = re.compile(r"(d[a-z2-7]{10})-([1-9][0-9]{0,17})")
CONTACT_ID = re.compile(r"[mn][^\s,;|\"'\x00-\x20]{1,64}")
MAC = re.compile(r"k[0-9a-f]{16}")
CHECK = re.compile(r"h[0-9a-f]{16}")


class Event(NamedTuple):
    """One row of the log. `extra` holds answers, corrections and columns of a later minor version, sorted by name."""

    campaign: str
    device: str
    seq: int
    kind: str
    at: str = ""
    contact: str = ""
    caller: str = ""
    channel: str = ""
    outcome: str = ""
    number_index: str = ""
    started_at: str = ""
    ended_at: str = ""
    call_back_at: str = ""
    call_back_for: str = ""
    note: str = ""
    to_coordinator: str = ""
    survey: str = ""
    survey_version: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    replaces: str = ""
    packet: str = ""
    mac: str = ""
    check: str = ""

    @property
    def id(self) -> str:
        """The event's name in every file: device and number."""
        return f"{self.device}-{self.seq}"

    @property
    def answers(self) -> dict[str, str]:
        """Answers by question id, as cells (several choices joined by `|`)."""
        return {name[len(ANSWER) :]: value for name, value in self.extra if name.startswith(ANSWER)}

    @property
    def corrections(self) -> dict[str, str]:
        """What the member says is wrong in the register, by kind (`core.correction`)."""
        return {name[len(CORRECTION) :]: value for name, value in self.extra if name.startswith(CORRECTION)}


# The columns of the exchange format before and after the answers.
HEAD = (
    "format", "campaign", "event", "device", "seq", "at", "kind", "contact", "caller", "channel", "outcome",
    "number_index", "started_at", "ended_at", "call_back_at", "call_back_for", "note", "to_coordinator",
    "survey", "survey_version",
)  # fmt: skip
TAIL = ("replaces", "packet", "mac", "check")
FREE_TEXT = frozenset({"caller", "call_back_for", "note", "to_coordinator"})

_STORED = [name for name in (*HEAD, *TAIL) if name not in ("format", "event", "seq")]
_TIMES = ("at", "started_at", "ended_at", "call_back_at")
# What is left of a forgotten person's row: nothing that is about anybody.
_ERASED_CELLS = {"format", "campaign", "event", "device", "seq", "kind", "check"}


def objects(event: Event) -> bool:
    """Whether somebody objects here to being called: in a call, or in a word to the coordinator."""
    return event.kind == OPT_OUT or (event.kind == REPORT and event.outcome == "do_not_call")


def cells(event: Event) -> dict[str, str]:
    """The non-empty cells of an event's row, by column name."""
    row = {"format": FORMAT, "event": event.id, "seq": str(event.seq)}
    row.update((name, value) for name in _STORED if (value := getattr(event, name)))
    row.update(event.extra)
    return row


# An event as one tuple of what stands in its row: the cells of HEAD, `extra` as a JSON object ("" for none), the cells
# of TAIL. `seq` is a number. What a log that keeps its events so can write without looking at each.
Line = tuple[Any, ...]


def to_line(event: Event) -> Line:
    """The event as a line."""
    row = cells(event)
    extra = json.dumps(dict(event.extra), ensure_ascii=False) if event.extra else ""
    return (*(row.get(name, "") for name in HEAD), extra, *(row.get(name, "") for name in TAIL))


def digest(row: Mapping[str, str]) -> str:
    """The `check` of a row: `h` and 16 hex digits of SHA-256 over its non-empty cells but `check` and `mac`.

    The cells are written `name=value`, sorted by name in code-point order, NFC, line breaks LF, joined by U+001F.
    """
    import hashlib

    return "h" + hashlib.sha256(signed(row)).hexdigest()[:16]


def mac(row: Mapping[str, str], key: bytes) -> str:
    """The `mac` of a row: `k` and 16 hex digits of HMAC-SHA-256 over what `check` covers, keyed for the packet."""
    return keyed(signed(row), key)


def keyed(signed: bytes, key: bytes) -> str:
    """As `mac`, from what it is made over."""
    import hmac

    return "k" + hmac.digest(key, signed, "sha256").hex()[:16]


def signed(row: Mapping[str, str]) -> bytes:
    """What `check` and `mac` are made over."""
    parts = [
        canonical(f"{name}={value}") for name, value in sorted(row.items()) if value and name not in ("check", "mac")
    ]
    return "\x1f".join(parts).encode()


def sealed(event: Event) -> Event:
    """The event with canonical cells and its check filled in."""
    fixed: dict[str, Any] = {name: canonical(getattr(event, name)) for name in _STORED}
    event = event._replace(
        **fixed,
        extra=tuple(sorted((canonical(name), canonical(value)) for name, value in event.extra if value)),
    )
    return event._replace(check=digest(cells(event)))


def erased(event: Event) -> Event:
    """What is left of an event about a forgotten person; the same from whichever content it is made."""
    return sealed(Event(campaign=event.campaign, device=event.device, seq=event.seq, kind=ERASED))


def end_row(campaign: str, device: str, seq: int) -> dict[str, str]:
    """The cells of the row that closes a device's events: `seq` is the highest that is known."""
    row = {"format": FORMAT, "campaign": campaign, "device": device, "seq": str(seq), "kind": END}
    return {**row, "check": digest(row)}


def faults(row: Mapping[str, str]) -> Iterator[str]:
    """The names of the columns whose cells cannot be right, though the check holds. Empty for a good row.

    `row` has the non-empty cells. The order of tests is the order in which a person would look.
    """
    kind = row.get("kind", "")
    needs = _NEEDS.get(kind)
    if needs is None:
        yield "kind"
        return
    event = EVENT_ID.fullmatch(row.get("event", ""))
    if kind != END and (not event or (event[1], event[2]) != (row.get("device"), row.get("seq"))):
        yield "event"
    if not DEVICE.fullmatch(row.get("device", "")):
        yield "device"
    if not re.fullmatch(r"[1-9][0-9]{0,17}", row.get("seq", "")):
        yield "seq"
    if kind == ERASED:
        yield from sorted(row.keys() - _ERASED_CELLS)
        return
    if kind == END:
        yield from sorted(row.keys() - (_ERASED_CELLS - {"event"}))
        return
    for name in needs:
        if name not in row:
            yield name
    for name in _TIMES:
        if name in row and not is_instant(row[name]):
            yield name
    yield from _odd_values(row)


_NEEDS: dict[str, tuple[str, ...]] = {
    REPORT: ("at", "contact", "channel", "outcome"),
    UNDO: ("at", "replaces"),
    OPT_OUT: ("at", "contact"),
    LIFT: ("at", "replaces"),
    RESOLVE: ("at", "replaces"),
    FORGET: ("at", "contact"),
    ERASED: (),
    END: (),
}


def _odd_values(row: Mapping[str, str]) -> Iterator[str]:
    patterns = (("contact", CONTACT_ID), ("replaces", EVENT_ID), ("mac", MAC))
    for name, pattern in patterns:
        if name in row and not pattern.fullmatch(row[name]):
            yield name
    if "outcome" in row and row["outcome"] not in OUTCOMES:
        yield "outcome"
    if "channel" in row and row["channel"] not in CHANNELS:
        yield "channel"
    if "number_index" in row and not re.fullmatch(r"[1-9][0-9]{0,3}", row["number_index"]):
        yield "number_index"


def from_cells(row: Mapping[str, str]) -> Event:
    """The event of a row without faults. `row` has the non-empty cells, canonical."""
    fixed: dict[str, Any] = {name: row[name] for name in _STORED if name in row}
    extra = tuple(sorted((n, v) for n, v in row.items() if n not in _COLUMNS))
    return Event(**fixed, seq=int(row["seq"]), extra=extra)


_COLUMNS = frozenset((*HEAD, *TAIL))
