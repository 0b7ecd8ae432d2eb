"""Results that have arrived, merged into the campaign: the log, the contacts concerned, the journal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ringa.core.fold import Rules
from ringa.store import journal, log, packets, sweep
from ringa.store.arrivals import Arrivals, Arrived
from ringa.store.db import Db
from ringa.store.objections import Merged
from ringa.store.sweep import Fold

# Files share commits: so many rows to a transaction.
ROWS_PER_COMMIT = 20_000


@dataclass(slots=True)
class Tally:
    """What came of a merge, over all files: events that came, those that were new, where in the log those begin."""

    rows: int = 0
    added: int = 0
    began: int = 0


class Foreseen(NamedTuple):
    """What a merge would do: events that are new and known, and how many conflicts there would be."""

    added: int
    known: int
    conflicts: int


def foresee(db: Db, arrivals: Arrivals, rules: Rules, now: str, caller: str) -> Foreseen:
    """What a merge would do: counted while others may go on writing, or tried where rows forget or settle."""
    rows = sum(each.rows for each in arrivals.files)
    if arrivals.is_plain():
        added, clashing = arrivals.unseen()
        conflicts = {*log.conflicts(db), *(event for event in clashing if not log.resolved(db, event))}
        return Foreseen(added, rows - added, len(conflicts))
    with db.trial():
        tally = Tally(began=log.last_id(db))
        add(db, arrivals, arrivals.files, rules, now, caller, tally)
        conflicts = {*log.conflicts(db)}
    return Foreseen(tally.added, rows - tally.added, len(conflicts))


def merge(db: Db, arrivals: Arrivals, rules: Rules, now: str, caller: str, fold_all: Fold | None = None) -> Tally:
    """Merge all files, each whole or not at all, in as few commits as leave others time to write in between.

    `fold_all` folds the contacts, see `sweep.refold`.
    """
    tally = Tally(began=log.last_id(db))
    for batch in _batches(arrivals.files):
        with db.tx():
            add(db, arrivals, batch, rules, now, caller, tally, fold_all)
    return tally


def add(
    db: Db, arrivals: Arrivals, batch: Sequence[Arrived], rules: Rules, now: str, caller: str, tally: Tally,
    fold_all: Fold | None = None,
) -> None:  # fmt: skip
    """Put some files in, inside a transaction."""
    touched: set[str] = set()
    changes = Merged()
    place = log.last_id(db)
    for each in batch:
        added = arrivals.add(each, now, touched, changes)
        body = {"sha256": each.sha256, "read": each.rows, "added": added, "quarantined": each.aside}
        journal.note(db, now, "merge", caller, {**body, "cut_short": int(each.cut_short)})
        tally.rows += each.rows
        tally.added += added
    sweep.refold(db, touched, rules, fold_all)
    changes.settle(db, rules)
    for packet in log.packets_since(db, place):
        packets.came_back(db, packet)


def _batches(files: Sequence[Arrived]) -> Iterator[list[Arrived]]:
    batch: list[Arrived] = []
    for each in files:
        batch.append(each)
        if sum(other.rows for other in batch) >= ROWS_PER_COMMIT:
            yield batch
            batch = []
    if batch:
        yield batch
