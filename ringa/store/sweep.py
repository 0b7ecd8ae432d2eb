"""Many contacts folded anew in one sweep: a few queries for hundreds of them, not several for each."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from ringa.core.events import objects
from ringa.core.fold import OPEN, Rules, Standing, State, fold
from ringa.core.handout import may_be_met
from ringa.core.people import Member, phones_from, standing
from ringa.store import contacts, log, opt_outs
from ringa.store.db import Db

_AT_ONCE = 1000
_STATE = State._fields
_LISTS = [_STATE.index(name) for name in contacts.LISTS]
_KEEP = f"UPDATE contacts SET {', '.join(f'{name} = ?' for name in _STATE)}, available_at = ? WHERE id = ?"


class _Found(NamedTuple):
    """What the fold needs to know of a contact beside its events."""

    id: int  # of its row
    contact: str
    standing: Standing
    begin: State
    until: str | None  # the end of its lease


def refold(db: Db, touched: Collection[str], rules: Rules) -> None:
    """As `contacts.refold` for each of them, inside a transaction.

    Those with objections, and those to be forgotten, change the opt-out list; they come last, one by one.
    """
    objected = opt_outs.for_many(db)
    names, apart = sorted(touched), []
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        db.write("INSERT OR IGNORE INTO contacts (contact) SELECT value FROM json_each(?)", (json.dumps(some),))
        events = log.about_many(db, some)
        folded = []
        for found in _several(db, some, objected):
            mine = events[found.contact]
            state = fold(mine, found.standing, rules, found.begin)
            if state.reason == "forgotten" or any(objects(event) for event in mine):
                apart.append(found.contact)
            else:
                folded.append((found, state))
        _keep(db, folded)
    for contact in apart:
        contacts.refold(db, contact, rules)


def _several(db: Db, names: Sequence[str], objected: Callable[[Member], bool]) -> Iterator[_Found]:
    sql = """
        SELECT c.id, c.contact, c.first_name, c.last_name, c.phones, c.protected, c.list, c.gone, c.begin, l.until
        FROM json_each(?) j CROSS JOIN contacts c ON c.contact = j.value LEFT JOIN leases l ON l.contact = c.contact"""
    for id, contact, first, last, phones, protected, in_list, gone, begin, until in db.rows(sql, (json.dumps(names),)):
        member = Member(contact, first, last, phones_from(phones), protected=bool(protected))
        stands = standing(member, in_list, bool(gone), objected(member))
        yield _Found(id, contact, stands, contacts.state_from(begin), until)


def _keep(db: Db, folded: Sequence[tuple[_Found, State]]) -> None:
    db.write_many(_KEEP, (_values(found, state) for found, state in folded))
    ended = ((found.contact,) for found, state in folded if found.until is not None and not may_be_met(state))
    db.write_many("DELETE FROM leases WHERE contact = ?", ended)


def _values(found: _Found, state: State) -> tuple[Any, ...]:
    values: list[Any] = list(state)
    for n in _LISTS:
        values[n] = json.dumps(values[n], ensure_ascii=False, separators=(",", ":")) if values[n] else "[]"
    until = found.until or "" if state.state == OPEN else ""
    return (*values, max(state.due_at, until), found.id)


def refold_all(db: Db, rules: Rules) -> int:
    """Fold every contact anew that was called, here or before it came in a packet: rules have changed. How many."""
    touched = log.contacts(db) | {row[0] for row in db.rows("SELECT contact FROM contacts WHERE begin <> ''")}
    refold(db, touched, rules)
    return len(touched)
