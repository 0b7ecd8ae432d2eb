"""Many contacts folded anew in one sweep: a few queries for hundreds of them, not several for each.

What is asked of the database and what is worked out from it are apart, so that other processes can do the second.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from typing import Any, NamedTuple

from ringa.core.events import objects
from ringa.core.fold import OPEN, Rules, State, fold
from ringa.core.handout import may_be_met
from ringa.core.people import Member, phones_from, standing
from ringa.store import contacts, log, opt_outs
from ringa.store.db import Db

_AT_ONCE = 1000
_STATE = State._fields
_LISTS = [_STATE.index(name) for name in contacts.LISTS]
_KEEP = f"UPDATE contacts SET {', '.join(f'{name} = ?' for name in _STATE)}, available_at = ? WHERE id = ?"
_PEOPLE = """
    SELECT c.id, c.contact, c.first_name, c.last_name, c.phones, c.protected, c.list, c.gone, c.begin, l.until
    FROM json_each(?) j CROSS JOIN contacts c ON c.contact = j.value LEFT JOIN leases l ON l.contact = c.contact"""


class Unfolded(NamedTuple):
    """What is known of some contacts, made of plain values: it travels between processes."""

    people: Sequence[Sequence[Any]]  # the rows of _PEOPLE
    events: Mapping[str, Sequence[Sequence[Any]]]  # rows of the log, by contact
    marks: Set[bytes]  # of the opt-out list
    secret: bytes  # what they are made with


class Folded(NamedTuple):
    """What has come of them."""

    values: Sequence[Sequence[Any]]  # of _KEEP
    met: Sequence[str]  # contacts whose lease has ended, since nobody is to meet them
    apart: Sequence[str]  # contacts that change the opt-out list, and are not among the others


Fold = Callable[[Iterable[Unfolded]], Iterator[Folded]]


def refold(db: Db, touched: Collection[str], rules: Rules, fold_all: Fold | None = None) -> None:
    """As `contacts.refold` for each of them, inside a transaction; `fold_all` is who works it out, in order.

    Those with objections, and those to be forgotten, change the opt-out list; they come last, one by one.
    """
    apart: list[str] = []
    for found in (fold_all or partial(map, partial(folded, rules=rules)))(_unfolded(db, sorted(touched))):
        db.write_many(_KEEP, found.values)
        db.write_many("DELETE FROM leases WHERE contact = ?", ((contact,) for contact in found.met))
        apart += found.apart
    for contact in apart:
        contacts.refold(db, contact, rules)


def _unfolded(db: Db, names: Sequence[str]) -> Iterator[Unfolded]:
    marks = opt_outs.kept(db)
    secret = opt_outs.key(db) if marks else b""
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        asked = (json.dumps(some),)
        db.write("INSERT OR IGNORE INTO contacts (contact) SELECT value FROM json_each(?)", asked)
        yield Unfolded(list(db.rows(_PEOPLE, asked)), log.about_many(db, some), marks, secret)


def folded(some: Unfolded, rules: Rules) -> Folded:
    """Fold them."""
    objected = opt_outs.among(some.marks, some.secret)
    values, met, apart = [], [], []
    for id, contact, first, last, phones, protected, in_list, gone, begin, until in some.people:
        events = [log.from_row(row) for row in some.events[contact]]
        member = Member(contact, first, last, phones_from(phones), protected=bool(protected))
        stands = standing(member, in_list, bool(gone), objected(member))
        state = fold(events, stands, rules, contacts.state_from(begin))
        if state.reason == "forgotten" or any(objects(event) for event in events):
            apart.append(contact)
            continue
        values.append(_values(id, state, until))
        if until is not None and not may_be_met(state):
            met.append(contact)
    return Folded(values, met, apart)


def _values(id: int, state: State, until: str | None) -> Sequence[Any]:
    values: list[Any] = list(state)
    for n in _LISTS:
        values[n] = json.dumps(values[n], ensure_ascii=False, separators=(",", ":")) if values[n] else "[]"
    return (*values, max(state.due_at, until or "" if state.state == OPEN else ""), id)


def refold_all(db: Db, rules: Rules) -> int:
    """Fold every contact anew that was called, here or before it came in a packet: rules have changed. How many."""
    touched = log.contacts(db) | {row[0] for row in db.rows("SELECT contact FROM contacts WHERE begin <> ''")}
    refold(db, touched, rules)
    return len(touched)
