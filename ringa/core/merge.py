"""Merging results: what a file adds to the log. A set union over (event, check).

The README page "How results are merged" gives the promise in plain words.

Forgetting is stronger than the union: rows about a forgotten person become `erased` wherever they are met, and
`erased` stands for every content under its id but a `forget`, which nothing takes away. So the outcome is the
same in whatever order files arrive.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ringa.core.events import ERASED, FORGET, LIFT, Event, erased, keyed, objects

# Under each event id (device, seq): the contents that are known, by check, with their kind.
Contents = dict[tuple[str, int], dict[str, str]]


class Trust(NamedTuple):
    """Whose rows a campaign takes. A row is judged by itself: what else has come decides nothing."""

    campaign: str
    accepts: frozenset[str] = frozenset()  # other campaigns whose results are taken
    keys: Mapping[str, bytes] = {}  # of packets that are known here
    packed: bool = False  # this campaign has sent packets out
    devices: frozenset[str] = frozenset()  # that have written in this very campaign file
    unsigned: bool = False  # rows are taken that no packet vouches for

    def takes(self, campaign: str) -> bool:
        """Whether results of that campaign are taken at all."""
        return campaign == self.campaign or campaign in self.accepts

    def doubt(self, row: Event, signed: bytes) -> str:
        """Why a row of a campaign that is taken is set aside, though its check holds; '' if it is not.

        `signed` is what its mac is made over. Who does not hold the key of a packet carries its rows on: they are
        undamaged, and their origin is vouched for by the file they came in.
        """
        key = self.keys.get(row.packet)
        if key is not None and row.mac:
            return "" if keyed(signed, key) == row.mac else "wrong_key"
        if not self.packed or self.unsigned or row.campaign != self.campaign or row.device in self.devices:
            return ""
        return "unknown_packet" if row.packet and row.mac else "unsigned"


@dataclass(slots=True)
class MergePlan:
    """What one file changes. `known` counts rows that are already there, or that `erased` rows stand for."""

    add: list[Event] = field(default_factory=list)
    known: int = 0
    rivals: set[str] = field(default_factory=set)  # ids under which another content stood already
    forget: set[str] = field(default_factory=set)  # contacts to forget here that were not forgotten before
    objections: set[tuple[str, str]] = field(default_factory=set)  # (contact, event): erased, or under an erased id
    lifted: set[str] = field(default_factory=set)  # events whose sticky fact is lifted


def plan(rows: Iterable[Event], contents: Contents, forgotten: Iterable[str]) -> MergePlan:
    """What these rows add to a log with these contents. `contents` is brought up to date in place."""
    rows = list(rows)
    result = MergePlan()
    before = set(forgotten)
    result.forget = {row.contact for row in rows if row.kind == FORGET} - before
    gone = before | result.forget
    for row in rows:
        if row.kind == LIFT:
            result.lifted.add(row.replaces)
        here = contents.setdefault((row.device, row.seq), {})
        if objects(row) and (row.contact in gone or ERASED in here.values()):
            result.objections.add((row.contact, row.id))
        if row.contact in gone and row.kind != FORGET:
            row = erased(row)
        if row.check in here or (ERASED in here.values() and row.kind != FORGET):
            result.known += 1
            continue
        if row.kind == ERASED:
            for check in [check for check, kind in here.items() if kind != FORGET]:
                del here[check]
        if here:
            result.rivals.add(row.id)
        here[row.check] = row.kind
        result.add.append(row)
    return result


def gaps(numbers: Iterable[int], highest: int) -> list[tuple[int, int]]:
    """The ranges missing between 1 and `highest`; `numbers` ascending, each at least once."""
    missing = []
    expected = 1
    for number in numbers:
        if number > expected:
            missing.append((expected, number - 1))
        expected = max(expected, number + 1)
    if highest >= expected:
        missing.append((expected, highest))
    return missing


def all_gaps(seqs: Mapping[str, Iterable[int]], ends: Mapping[str, int]) -> dict[str, list[tuple[int, int]]]:
    """The missing ranges of every device that has any."""
    found = {device: gaps(seqs.get(device, ()), ends.get(device, 0)) for device in sorted(seqs.keys() | ends.keys())}
    return {device: missing for device, missing in found.items() if missing}
