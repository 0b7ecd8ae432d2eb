"""Contacts: identity as imports gave it, and the folded state beside it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ringa.core.events import REPORT, Event
from ringa.core.fold import BEGIN, Rules, State, fold, objections
from ringa.core.handout import may_be_met
from ringa.core.people import (
    Contact,
    Lease,
    Member,
    fields_from,
    fields_text,
    phones_from,
    phones_text,
    standing,
)
from ringa.core.text import clean
from ringa.errors import UnknownContact
from ringa.store import log, opt_outs
from ringa.store.db import Db

_MEMBER = (
    "contact", "first_name", "last_name", "phones", "branch", "workplace", "region", "municipality", "language",
    "priority", "fields", "protected",
)  # fmt: skip
_STATE = State._fields
LISTS = ("bad_numbers", "follow_ups")
_FLAGS = ("reached", "conversed", "surveyed", "message_left")
_SELECT = (
    f"SELECT {', '.join('c.' + name for name in (*_MEMBER, *_STATE, 'list', 'gone'))}, l.caller, l.taken_at, l.until"
    " FROM contacts c LEFT JOIN leases l ON l.contact = c.contact"
)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _member(row: Sequence[Any]) -> Member:
    values = dict(zip(_MEMBER, row, strict=False))
    values["phones"], values["fields"] = phones_from(values["phones"]), fields_from(values["fields"])
    values["protected"] = bool(values["protected"])
    return Member(**values)


def member_values(member: Member) -> dict[str, Any]:
    """A member as the table has them, column by column."""
    values: dict[str, Any] = {name: getattr(member, name) for name in _MEMBER}
    values["phones"], values["fields"] = phones_text(member.phones), fields_text(member.fields)
    values["protected"] = int(member.protected)
    return values


def member(db: Db, id: int) -> Member:
    """The member on a row of the table."""
    return _member(db.row(f"SELECT {', '.join(_MEMBER)} FROM contacts WHERE id = ?", (id,)))


def state_values(state: State) -> dict[str, Any]:
    """A state as the table has it, column by column."""
    values: dict[str, Any] = {name: getattr(state, name) for name in _STATE}
    values.update({name: _dump(values[name]) for name in LISTS})
    values.update({name: int(values[name]) for name in _FLAGS})
    return values


def _contact(row: Sequence[Any]) -> Contact:
    values = dict(zip(_STATE, row[len(_MEMBER) :], strict=False))
    values.update({name: tuple(json.loads(values[name])) for name in LISTS})
    values.update({name: bool(values[name]) for name in _FLAGS})
    in_list, gone, caller, taken_at, until = row[len(_MEMBER) + len(_STATE) :]
    lease = Lease(caller, taken_at, until) if caller is not None else None
    return Contact(_member(row), State(**values), in_list, bool(gone), lease)


def get(db: Db, contact: str) -> Contact:
    """The contact of that id, given with or without its `m`. Raises UnknownContact."""
    contact = clean(contact)
    for name in (contact, "m" + contact):
        row = db.row(f"{_SELECT} WHERE c.contact = ?", (name,))
        if row:
            return _contact(row)
    raise UnknownContact(contact=contact)


def on_row(db: Db, id: int) -> Contact:
    """The contact on a row of the table."""
    return _contact(db.row(f"{_SELECT} WHERE c.id = ?", (id,)))


def everyone(db: Db) -> Iterator[Contact]:
    """Every contact, in the order in which they came."""
    return (_contact(row) for row in db.rows(f"{_SELECT} ORDER BY c.id"))


def with_follow_ups(db: Db) -> Iterator[Contact]:
    """Everybody about whom a coordinator must do something."""
    return (_contact(row) for row in db.rows(f"{_SELECT} WHERE c.follow_ups <> '[]'"))


def sharing_number(db: Db, contact: Contact) -> int:
    """How many other contacts have this contact's first usable number."""
    numbers = contact.usable_numbers
    if not numbers:
        return 0
    sql = "SELECT count(*) - 1 FROM numbers WHERE number = ?"
    return int(db.row(sql, (int(numbers[0].number),))[0])


# writing, inside a transaction


def refold(db: Db, contact: str, rules: Rules) -> Contact:
    """Fold the contact's events anew and keep the result; a contact that nobody knows becomes a stub.

    What the contact has objected to holds for the numbers from then on: others who have them are blocked too.
    """
    row = db.row(f"{_SELECT} WHERE c.contact = ?", (contact,))
    if row is None:
        db.write("INSERT INTO contacts (contact) VALUES (?)", (contact,))
        row = db.row(f"{_SELECT} WHERE c.contact = ?", (contact,))
    found, events = _contact(row), log.about(db, contact)
    made, lifted = objections(events, contact)
    added, dropped = opt_outs.settle(db, found.member, made, lifted) if made or lifted else (0, 0)
    result = _fold_anew(db, found, events, rules)
    if made and result.state.reason == "forgotten":
        opt_outs.recall(db, found.member, made)
        block_all(db, rules)
    if added:
        block(db, (int(phone.number) for phone in found.member.phones), rules)
    if dropped:
        free(db, rules)
    return result


def _fold_anew(db: Db, found: Contact, events: Iterable[Event], rules: Rules) -> Contact:
    member = found.member
    objected = opt_outs.objected(db, member.phones, member.name)
    begin = _begin(db, found.id)
    state = fold(events, standing(member, found.list_name, found.gone, objected), rules, begin)
    _keep(db, found, state)
    return found._replace(state=state)


def block(db: Db, numbers: Iterable[int], rules: Rules) -> int:
    """Block whoever has one of these numbers (E.164 without +) and is on the opt-out list. How many they are."""
    having = f"""{_SELECT} WHERE c.reason NOT IN ('do_not_call', 'forgotten') AND c.id IN (
        SELECT n.contact FROM json_each(?) j CROSS JOIN numbers n ON n.number = j.value)"""
    found = list(map(_contact, db.rows(having, (_dump(list(numbers)),))))
    return _fold_all(db, (each for each in found if opt_outs.objected(db, each.member.phones, each.member.name)), rules)


def block_all(db: Db, rules: Rules) -> int:
    """Block whoever is on the opt-out list, where it is not known which numbers have come to it. How many they are."""
    where = "WHERE c.reason NOT IN ('do_not_call', 'forgotten') AND c.phones <> ''"
    objected = opt_outs.for_many(db)
    found = [contact for contact in map(_contact, db.rows(f"{_SELECT} {where}")) if objected(contact.member)]
    return _fold_all(db, found, rules)


def _fold_all(db: Db, found: Iterable[Contact], rules: Rules) -> int:
    return sum(_fold_anew(db, each, log.about(db, each.id), rules).state.reason == "do_not_call" for each in found)


def free(db: Db, rules: Rules) -> int:
    """Let go of whoever was on the opt-out list and no longer is, and has not objected. How many they are."""
    found = list(blocked_as(db, "do_not_call"))
    return len(found) - _fold_all(db, found, rules)


def packable(db: Db, now: str, until: str, *, again: bool = False) -> Iterator[Contact]:
    """Whom a packet may take, in the order of the queue: open, in nobody's hands, to be called before a time.

    `again`: only those who have been in a packet before, which has come back, is lost or has expired.
    """
    where = "c.queue <> '' AND c.due_at < :until AND (l.contact IS NULL OR l.until <= :now)"
    if again:
        where += """ AND c.contact IN (SELECT j.value FROM packets p, json_each(p.body, '$.contacts') j
            WHERE p.state IN ('back', 'lost') OR (p.state = 'out' AND p.expires <= :now))"""
    sql = f"{_SELECT} WHERE {where} ORDER BY c.priority, c.available_at, c.id"
    return (_contact(row) for row in db.rows(sql, {"now": now, "until": until}))


def blocked_as(db: Db, reason: str) -> Iterator[Contact]:
    """Everybody who is blocked for a reason."""
    return (_contact(row) for row in db.rows(f"{_SELECT} WHERE c.reason = ? AND c.state = 'blocked'", (reason,)))


def verified(db: Db, contact: Contact, rules: Rules) -> Contact:
    """The contact as it is; blocked, if the opt-out list has come to have one of its numbers."""
    if contact.state.reason == "do_not_call" or not opt_outs.objected(db, contact.member.phones, contact.member.name):
        return contact
    return refold(db, contact.id, rules)


def _keep(db: Db, contact: Contact, state: State) -> None:
    values = state_values(state)
    until = contact.lease.until if contact.lease and state.state == "open" else ""
    columns = ", ".join(f"{name} = :{name}" for name in _STATE)
    db.write(
        f"UPDATE contacts SET {columns}, available_at = max(:due_at, :until) WHERE contact = :contact",
        {**values, "until": until, "contact": contact.id},
    )
    if not may_be_met(state):
        db.write("DELETE FROM leases WHERE contact = ?", (contact.id,))
    if state.reason == "forgotten":
        opt_outs.rest(db, contact.member)
        blank = member_values(Member(contact.id))
        db.write(f"UPDATE contacts SET {_assign(_MEMBER)}, source = 0 WHERE contact = :contact", blank)
        db.write("DELETE FROM before_import WHERE contact = ?", (contact.id,))
        db.write("DELETE FROM drafts WHERE contact = ?", (contact.id,))
        (id,) = db.row("SELECT id FROM contacts WHERE contact = ?", (contact.id,))
        drop_numbers(db, id, contact.member)


def drop_numbers(db: Db, id: int, member: Member) -> None:
    """Nobody is found by these numbers any more."""
    pairs = ((int(phone.number), id) for phone in member.phones)
    db.write_many("DELETE FROM numbers WHERE number = ? AND contact = ?", pairs)


def _assign(names: Iterable[str]) -> str:
    return ", ".join(f"{name} = :{name}" for name in names if name != "contact")


def differences(db: Db, among: Iterable[Contact], rules: Rules) -> Iterator[str]:
    """The contacts whose stored state is not what their events and the opt-out list say."""
    touched, objected = log.contacts(db), opt_outs.for_many(db)
    begins = dict(db.rows("SELECT contact, begin FROM contacts WHERE begin <> ''"))
    for contact in among:
        events = log.about(db, contact.id) if contact.id in touched else ()
        member = contact.member
        stands = standing(member, contact.list_name, contact.gone, objected(member))
        state = fold(events, stands, rules, state_from(begins.get(contact.id, "")))
        if state != contact.state:
            yield contact.id


def unlisted_since(db: Db, place: int) -> int:
    """How many contacts of the events that came after a place in the log are on no list of this campaign."""
    sql = """SELECT count(DISTINCT c.id) FROM events e CROSS JOIN contacts c ON c.contact = e.contact
        WHERE e.id > ? AND c.list = ''"""
    return int(db.row(sql, (place,))[0])


def _begin(db: Db, contact: str) -> State:
    """Where the contact stood when it came in a packet; where everybody begins, in any other campaign."""
    (body,) = db.row("SELECT begin FROM contacts WHERE contact = ?", (contact,))
    return state_from(body)


def state_from(begin: str) -> State:
    """Where a contact stood with this in the column `begin`."""
    if not begin:
        return BEGIN
    values = json.loads(begin)["state"]
    return State(**{**values, **{name: tuple(values[name]) for name in LISTS}})


def begin_text(state: State, history: Iterable[Event]) -> str:
    """How a contact comes in a packet, as the column `begin` has it."""
    calls = [{name: cell for name, cell in event._asdict().items() if cell} for event in history]
    return _dump({"state": state._asdict(), "history": calls})


def earlier_history(db: Db, contact: str) -> list[Event]:
    """The calls to a contact before it came in a packet: to be shown, never events of this campaign."""
    (body,) = db.row("SELECT begin FROM contacts WHERE contact = ?", (contact,))
    return [Event(**{**_NO_EVENT, **cells}) for cells in json.loads(body)["history"]] if body else []


_NO_EVENT: dict[str, Any] = {"campaign": "", "device": "", "seq": 0, "kind": REPORT}


def count(db: Db) -> int:
    """How many contacts there are."""
    return int(db.row("SELECT count(*) FROM contacts")[0])


def any_listed(db: Db) -> bool:
    """Whether a list has been imported."""
    return db.row("SELECT 1 FROM contacts WHERE list <> '' LIMIT 1") is not None


def conversed(db: Db) -> Iterator[dict[str, str]]:
    """The fields of each member who has had a conversation, as goals name them."""
    return (_contact(row).member.values for row in db.rows(f"{_SELECT} WHERE c.conversed = 1"))
