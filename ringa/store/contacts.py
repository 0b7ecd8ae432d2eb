"""Contacts: identity as imports gave it, and the folded state beside it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ringa.core.fold import Rules, State, fold
from ringa.core.people import Contact, Lease, Member, Phone, standing
from ringa.core.text import clean
from ringa.errors import UnknownContact
from ringa.store import log
from ringa.store.db import Db

if TYPE_CHECKING:
    from ringa.core.intake import ImportPlan, Known

_MEMBER = (
    "contact", "first_name", "last_name", "phones", "branch", "workplace", "region", "municipality", "language",
    "priority", "fields",
)  # fmt: skip
_STATE = State._fields
_LISTS = ("bad_numbers", "follow_ups")
_FLAGS = ("reached", "conversed", "surveyed", "message_left")
_SELECT = (
    f"SELECT {', '.join('c.' + name for name in (*_MEMBER, *_STATE, 'list', 'gone'))}, l.caller, l.taken_at, l.until"
    " FROM contacts c LEFT JOIN leases l ON l.contact = c.contact"
)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _member(row: Sequence[Any]) -> Member:
    values = dict(zip(_MEMBER, row, strict=False))
    values["phones"] = tuple(Phone(*phone) for phone in json.loads(values["phones"]))
    values["fields"] = tuple((name, value) for name, value in json.loads(values["fields"]))
    return Member(**values)


def _member_values(member: Member) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(member, name) for name in _MEMBER}
    values["phones"], values["fields"] = (
        _dump([(p.index, p.number, p.kind, p.shown, p.gone) for p in member.phones]),
        _dump(member.fields),
    )
    return values


def _state_values(state: State) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(state, name) for name in _STATE}
    values.update({name: _dump(values[name]) for name in _LISTS})
    values.update({name: int(values[name]) for name in _FLAGS})
    return values


def _contact(row: Sequence[Any]) -> Contact:
    values = dict(zip(_STATE, row[len(_MEMBER) :], strict=False))
    values.update({name: tuple(json.loads(values[name])) for name in _LISTS})
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


def search(db: Db, text: str, digits: str, limit: int) -> list[Contact]:
    """Contacts by a part of the name, a number (`digits` as in E.164) or an id; all of them for no text."""
    where, values = "", {"limit": limit}
    if text:
        where = """WHERE instr(fold_case(c.first_name || ' ' || c.last_name), fold_case(:text)) > 0
            OR c.contact IN (:text, 'm' || :text)"""
        if digits:
            where += " OR c.contact IN (SELECT contact FROM numbers WHERE instr(number, :digits) > 0)"
    rows = db.rows(
        f"""{_SELECT} {where} ORDER BY c.contact IN (:text, 'm' || :text) DESC,
            c.last_name, c.first_name, c.id LIMIT :limit""",
        {**values, "text": text, "digits": digits},
    )
    return [_contact(row) for row in rows]


def everyone(db: Db) -> Iterator[Contact]:
    """Every contact, in the order in which they came."""
    return (_contact(row) for row in db.rows(f"{_SELECT} ORDER BY c.id"))


def known(db: Db) -> dict[str, "Known"]:
    """What an import plan needs to know of every contact."""
    from ringa.core.intake import Known

    rows = db.rows(f"SELECT {', '.join(_MEMBER)}, list, gone, reason = 'forgotten' FROM contacts")
    return {row[0]: Known(row[-3], bool(row[-2]), bool(row[-1]), _member(row)) for row in rows}


def sharing_number(db: Db, contact: Contact) -> int:
    """How many other contacts have this contact's first usable number."""
    numbers = contact.usable_numbers
    if not numbers:
        return 0
    sql = "SELECT count(*) FROM numbers WHERE number = ? AND contact <> ?"
    return int(db.row(sql, (numbers[0].number, contact.id))[0])


# writing, inside a transaction


def refold(db: Db, contact: str, rules: Rules) -> Contact:
    """Fold the contact's events anew and keep the result; a contact that nobody knows becomes a stub."""
    row = db.row(f"{_SELECT} WHERE c.contact = ?", (contact,))
    if row is None:
        db.write("INSERT INTO contacts (contact) VALUES (?)", (contact,))
        row = db.row(f"{_SELECT} WHERE c.contact = ?", (contact,))
    found = _contact(row)
    state = fold(log.about(db, contact), standing(found.member, found.list_name, found.gone), rules)
    _keep(db, found, state)
    return Contact(found.member, state, found.list_name, found.gone, found.lease)


def _keep(db: Db, contact: Contact, state: State) -> None:
    values = _state_values(state)
    until = contact.lease.until if contact.lease and state.state == "open" else ""
    columns = ", ".join(f"{name} = :{name}" for name in _STATE)
    db.write(
        f"UPDATE contacts SET {columns}, available_at = max(:due_at, :until) WHERE contact = :contact",
        {**values, "until": until, "contact": contact.id},
    )
    if state.state != "open":
        db.write("DELETE FROM leases WHERE contact = ?", (contact.id,))
    if state.reason == "forgotten":
        blank = _member_values(Member(contact.id))
        db.write(f"UPDATE contacts SET {_assign(_MEMBER)} WHERE contact = :contact", blank)
        db.write("DELETE FROM drafts WHERE contact = ?", (contact.id,))
        db.write("DELETE FROM numbers WHERE contact = ?", (contact.id,))


def _assign(names: Iterable[str]) -> str:
    return ", ".join(f"{name} = :{name}" for name in names if name != "contact")


def refold_touched(db: Db, rules: Rules) -> int:
    """Fold every contact that has events anew, after the campaign's rules have changed. How many."""
    touched = log.contacts(db)
    for contact in sorted(touched):
        refold(db, contact, rules)
    return len(touched)


def differences(db: Db, among: Iterable[Contact], rules: Rules) -> Iterator[str]:
    """The contacts whose stored state is not what their events say."""
    touched = log.contacts(db)
    for contact in among:
        events = log.about(db, contact.id) if contact.id in touched else ()
        state = fold(events, standing(contact.member, contact.list_name, contact.gone), rules)
        if state != contact.state:
            yield contact.id


def apply(db: Db, plan: "ImportPlan", rules: Rules) -> None:
    """Carry out an import plan: all of it, in the transaction that is open."""
    columns = (*_MEMBER, "list", "state", "reason", "queue")
    sql = f"INSERT OR IGNORE INTO contacts ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    have_events = log.contacts(db)
    fresh = {
        bool(phones): fold((), standing(Member("", phones=phones), plan.list_name, False), rules)
        for phones in ((), (Phone(1, "", "", ""),))
    }
    db.write_many(sql, (_fresh_row(member, plan.list_name, fresh[bool(member.phones)]) for member in plan.added))
    _keep_numbers(db, (*plan.added, *plan.updated))
    for member in plan.added:
        if member.contact in have_events:
            _take_in(db, member, plan.list_name, rules)
    for member in plan.updated:
        _take_in(db, member, plan.list_name, rules)
    for contact in plan.gone:
        db.write("UPDATE contacts SET gone = 1 WHERE contact = ?", (contact,))
        refold(db, contact, rules)


def _keep_numbers(db: Db, members: Iterable[Member]) -> None:
    pairs = ((phone.number, member.contact) for member in members for phone in member.phones)
    db.write_many("INSERT OR IGNORE INTO numbers (number, contact) VALUES (?, ?)", pairs)


def _fresh_row(member: Member, list_name: str, state: State) -> tuple[Any, ...]:
    return (*_member_values(member).values(), list_name, state.state, state.reason, state.queue)


def _take_in(db: Db, member: Member, list_name: str, rules: Rules) -> None:
    """What the list says about somebody who is known already."""
    db.write(
        f"UPDATE contacts SET {_assign(_MEMBER)}, gone = 0, list = :list WHERE contact = :contact",
        {**_member_values(member), "list": list_name},
    )
    refold(db, member.contact, rules)


def unlisted(db: Db, among: Iterable[str]) -> int:
    """How many of these contacts are on no list of this campaign."""
    names = json.dumps(sorted(among))
    sql = "SELECT count(*) FROM json_each(?) j JOIN contacts c ON c.contact = j.value WHERE c.list = ''"
    return int(db.row(sql, (names,))[0])


def count(db: Db) -> int:
    """How many contacts there are."""
    return int(db.row("SELECT count(*) FROM contacts")[0])


def any_listed(db: Db) -> bool:
    """Whether a list has been imported."""
    return db.row("SELECT 1 FROM contacts WHERE list <> '' LIMIT 1") is not None


def conversed(db: Db) -> Iterator[dict[str, str]]:
    """The fields of each member who has had a conversation, as goals name them."""
    return (_contact(row).member.values for row in db.rows(f"{_SELECT} WHERE c.conversed = 1"))
