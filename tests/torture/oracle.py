"""What must come of files that are merged: said once more, simply, from the promise and not from the program.

The promise is the README's page "How results are merged". A row is the cells of the exchange format by column name,
without the empty ones. The oracle remembers every whole row it was given and thinks about all of them each time.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

Row = dict[str, str]


class Post(NamedTuple):
    """A file on its way: its whole rows, why others are not, and up to which number its closing rows say devices go."""

    name: str
    data: bytes
    whole: list[Row]
    aside: list[str]  # codes of reasons, one for each row
    ends: dict[str, int]
    refused: bool = False  # as a file


class Stand(NamedTuple):
    """Where a campaign stands: what can be asked of it and of the oracle alike."""

    events: frozenset[tuple[str, str]]  # (event, check)
    ends: dict[str, int]  # the highest number of each device
    gaps: dict[str, set[int]]  # missing numbers by device
    conflicts: set[str]
    forgotten: set[str]
    objecting: set[str]  # contacts blocked as do_not_call
    deceased: set[str]
    counted: set[tuple[str, str]]  # the reports that count
    attempts: int
    conversed: set[str]
    last: dict[str, tuple[str, str]]  # the last outcome of each contact, and whose it was


class Oracle:
    """One coordinator's campaign, as it must be."""

    def __init__(self, listed: Iterable[str]) -> None:
        """`listed` are those whose numbers the campaign has."""
        self.listed = set(listed)
        self.rows: dict[tuple[str, str], Row] = {}
        self.ends: dict[str, int] = {}

    def take(self, rows: Iterable[Row], ends: dict[str, int]) -> None:
        """Rows that are whole, and how far devices go."""
        self.rows.update(((row["event"], row["check"]), row) for row in rows)
        for device, seq in ends.items():
            self.ends[device] = max(seq, self.ends.get(device, 0))

    def take_all(self, other: "Oracle") -> None:
        """An export of another coordinator."""
        standing = other.standing()
        self.take(standing, other._highest(standing))

    def standing(self) -> list[Row]:
        """The rows of the log: whatever came, but of an erased event what is left of it, and of a forgetting itself."""
        rows = self.rows.values()
        forgotten = {row["contact"] for row in rows if row["kind"] == "forget"}
        erased = {
            row["event"]
            for row in rows
            if row["kind"] == "erased" or (row["kind"] != "forget" and row.get("contact") in forgotten)
        }
        left = {row["event"]: _left(row) for row in rows if row["event"] in erased}
        return [row for row in rows if row["event"] not in erased or row["kind"] == "forget"] + [*left.values()]

    def events(self) -> frozenset[tuple[str, str]]:
        """Id and check of every row of the log."""
        return frozenset((row["event"], row["check"]) for row in self.standing())

    def stand(self) -> Stand:
        """All that follows."""
        rows = self.standing()
        known = [row for row in rows if row["kind"] != "erased"]
        forgotten = {row["contact"] for row in known if row["kind"] == "forget"}
        facts = _facts(known)
        objecting = {row["contact"] for row in facts if row.get("outcome") != "deceased"} | self._heard(known)
        counted = _counted(known)
        attempts = [row for row in counted if row["outcome"] != "skipped"]
        return Stand(
            self.events(),
            self._highest(rows),
            self._gaps(rows),
            _conflicts(known),
            forgotten,
            objecting - forgotten,
            {row["contact"] for row in facts if row.get("outcome") == "deceased"} - objecting - forgotten,
            {(row["event"], row["check"]) for row in counted},
            len(attempts),
            {row["contact"] for row in counted if row["outcome"] == "conversation"},
            {row["contact"]: (row["outcome"], row["caller"]) for row in sorted(counted, key=_place)},
        )

    def _heard(self, known: list[Row]) -> set[str]:
        """Who objects in a row that is erased since somebody else is forgotten: known by number from then on."""
        lifted = {row["replaces"] for row in known if row["kind"] == "lift"}
        objections = [r for r in self.rows.values() if r["kind"] == "opt_out" or r.get("outcome") == "do_not_call"]
        return {row["contact"] for row in objections if row["event"] not in lifted} & self.listed

    def _gaps(self, rows: list[Row]) -> dict[str, set[int]]:
        here: dict[str, set[int]] = {device: set() for device in self.ends}
        for row in rows:
            here.setdefault(row["device"], set()).add(int(row["seq"]))
        highest = self._highest(rows)
        gaps = {device: set(range(1, highest[device] + 1)) - numbers for device, numbers in here.items()}
        return {device: missing for device, missing in gaps.items() if missing}

    def _highest(self, rows: Iterable[Row]) -> dict[str, int]:
        """How far the numbers of each device go, as far as anybody has said."""
        found = dict(self.ends)
        for row in rows:
            found[row["device"]] = max(int(row["seq"]), found.get(row["device"], 0))
        return found


def check_of(row: Row) -> str:
    """A row's check, from the words of the README."""
    cells = sorted(f"{name}={cell}" for name, cell in row.items() if name not in ("check", "mac"))
    return "h" + hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16]


def _left(row: Row) -> Row:
    """What is left of a forgotten person's row."""
    left = {name: row[name] for name in ("format", "campaign", "event", "device", "seq")} | {"kind": "erased"}
    return left | {"check": check_of(left)}


def _place(row: Row) -> tuple[str, str, int, str]:
    return row["at"], row["device"], int(row["seq"]), row["check"]


def _facts(known: list[Row]) -> list[Row]:
    """What stays true whatever is undone or contradicted, but for what a coordinator has lifted."""
    lifted = {row["replaces"] for row in known if row["kind"] == "lift"}
    return [
        row
        for row in known
        if row["event"] not in lifted
        and (row["kind"] == "opt_out" or row.get("outcome") in ("do_not_call", "deceased"))
    ]


def _conflicts(known: list[Row]) -> set[str]:
    resolved = {row["replaces"] for row in known if row["kind"] == "resolve"}
    ids = [row["event"] for row in known]
    return {id for id in ids if ids.count(id) > 1} - resolved


def _counted(known: list[Row]) -> list[Row]:
    """One content of each event; of those the reports that their own device has not undone."""
    by_id: dict[str, dict[str, Row]] = {}
    for row in known:
        by_id.setdefault(row["event"], {})[row["check"]] = row
    chosen: dict[str, Row] = {}
    for id, contents in by_id.items():
        words = sorted((row for row in known if row["kind"] == "resolve" and row["replaces"] == id), key=_place)
        named = [row["note"] for row in words if row.get("note") in contents]
        chosen[id] = contents[named[-1] if named else min(contents)]
    undone = {
        row["replaces"]
        for row in chosen.values()
        if row["kind"] == "undo" and row["replaces"].rpartition("-")[0] == row["device"]
    }
    return [row for id, row in chosen.items() if row["kind"] == "report" and id not in undone]
