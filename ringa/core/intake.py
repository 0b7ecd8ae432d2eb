"""Member lists coming in: from rows to members, and the plan of what an import will change.

`plan()` reads and decides; nothing is changed before the plan has been shown.
"""

import base64
import hashlib
import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ringa.core import phone
from ringa.core.events import CONTACT_ID
from ringa.core.people import FIELDS, Member, Phone
from ringa.core.text import canonical, clean_line, fold_case

PRIORITY = 5
FIELD_SHARE, GONE_SHARE = 0.30, 1 / 3  # a plan that does more is an alarm

# Why a row is set aside.
NO_ID, NO_IDENTITY, BAD_ID, BAD_PRIORITY = "no_id", "no_identity", "bad_id", "bad_priority"
TWO_PEOPLE = "two_people"


class Row(NamedTuple):
    """A row of a list as read: the cells of known columns, and the phone cells with their column names."""

    file: str
    line: int
    values: Mapping[str, str]
    phones: Sequence[tuple[str, str]] = ()
    extra: Mapping[str, str] = {}
    raw: Sequence[str] = ()
    fault: str = ""  # why the line is not a row at all


class Rejected(NamedTuple):
    """A row that is set aside for a person: where, what and why. `reason` is one of the codes above."""

    row: Row
    column: str
    value: str
    reason: str


class Known(NamedTuple):
    """A contact that the campaign has: in which list, whether gone from it, whether forgotten, and the member."""

    list_name: str
    gone: bool
    forgotten: bool
    member: Member


@dataclass(slots=True)
class ImportPlan:
    """What an import will change. Every row read is in exactly one of added, updated, unchanged, rejected."""

    list_name: str
    read: int = 0
    added: list[Member] = field(default_factory=list)
    updated: list[Member] = field(default_factory=list)
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    doubtful: list[Rejected] = field(default_factory=list)  # one of several numbers is unreadable; the row goes in
    changes: Counter[str] = field(default_factory=Counter)
    of: int = 0  # people of this list before the import

    @property
    def alarms(self) -> list[tuple[str, int, int]]:
        """What is suspicious: (field or `gone`, how many, of how many)."""
        people = max(self.of, len(self.added) + len(self.updated) + self.unchanged)
        found = [(name, n, people) for name, n in self.changes.items() if n > FIELD_SHARE * people]
        if len(self.gone) > GONE_SHARE * self.of:
            found.append(("gone", len(self.gone), self.of))
        return found


def contact_id(list_id: str) -> str | None:
    """The contact's id from the list's: `m` and the id; None for an id that cannot be one."""
    contact = "m" + canonical(list_id.strip())
    return contact if CONTACT_ID.fullmatch(contact) and contact.isprintable() else None


def made_id(name: str, numbers: Sequence[str], key: bytes) -> str:
    """An id for somebody whose list has none: `n` and an HMAC-SHA-256 of name and first number."""
    text = fold_case(name) + "\x1f" + (numbers[0] if numbers else "")
    mac = hmac.digest(key, text.encode(), hashlib.sha256)
    return "n" + base64.b32encode(mac[:10]).decode().lower()


def read_row(row: Row, region: str, key: bytes) -> tuple[Member | None, list[Rejected]]:
    """The member of a row, and what is wrong with the row. A member with wrongs is one with a doubtful number."""
    if row.fault:
        return None, [Rejected(row, "", "", row.fault)]
    values = {name: clean_line(value) for name, value in row.values.items()}
    first, last = _names(values)
    numbers, wrong = _numbers(row, region)
    if wrong and not numbers:
        return None, wrong
    if values.get("id"):
        contact = contact_id(row.values["id"])  # as it was written: signs that cannot be seen are not made up for
        if contact is None:
            return None, [Rejected(row, "id", values["id"], BAD_ID)]
    elif "id" in values or not (first or last):
        missing = ("id", NO_ID) if "id" in values else ("name", NO_IDENTITY)
        return None, [Rejected(row, missing[0], "", missing[1])]
    else:
        contact = made_id(f"{first} {last}".strip(), [number.e164 for number in numbers], key)
    priority = values.get("priority") or str(PRIORITY)
    if not re.fullmatch(r"[0-9]{1,4}", priority):
        return None, [Rejected(row, "priority", priority, BAD_PRIORITY)]
    return Member(
        contact=contact,
        first_name=first,
        last_name=last,
        phones=tuple(Phone(n, *number) for n, number in enumerate(numbers, 1)),
        **{name: values.get(name, "") for name in FIELDS[2:]},
        priority=int(priority),
        fields=tuple(sorted((name, clean_line(value)) for name, value in row.extra.items())),
    ), wrong


def _names(values: Mapping[str, str]) -> tuple[str, str]:
    """First and last name; a whole name is split at a comma (`Öberg, Åsa`) or before its last word."""
    first, last, whole = (values.get(name, "") for name in ("first_name", "last_name", "name"))
    if first or last or not whole:
        return first, last
    if "," in whole:
        last, _comma, first = (part.strip() for part in whole.partition(","))
        return first, last
    first, _space, last = whole.rpartition(" ")
    return (first, last) if first else (last, "")


def _numbers(row: Row, region: str) -> tuple[list[phone.Number], list[Rejected]]:
    numbers: dict[str, phone.Number] = {}
    wrong = []
    for column, cell in row.phones:
        try:
            numbers.update((number.e164, number) for number in phone.read_cell(cell, region))
        except phone.NumberProblem as problem:
            wrong.append(Rejected(row, column, cell, problem.reason))
    return list(numbers.values()), wrong


def merged_phones(before: Sequence[Phone], now: Sequence[Phone]) -> tuple[Phone, ...]:
    """The numbers after a new edition: a number keeps its index for the contact's life, also when it is gone."""
    listed = {number.number: number for number in now}
    kept = [
        listed.pop(old.number)._replace(index=old.index) if old.number in listed else old._replace(gone=True)
        for old in before
    ]
    after = max((old.index for old in before), default=0)
    return (*kept, *(new._replace(index=after + n) for n, new in enumerate(listed.values(), 1)))


def plan(
    rows: Iterable[Row],
    known: Mapping[str, Known],
    *,
    list_name: str,
    given_list: bool,
    columns: frozenset[str],
    region: str,
    key: bytes,
) -> ImportPlan:
    """What an import of these rows changes in a campaign that knows these contacts.

    `list_name` is the list's name if the rows are no new edition of a list that is known (or `given_list`);
    `columns` are the fields that the list has: what it does not have stays as it was.
    """
    result = ImportPlan(list_name)
    people, aside = _people(rows, result, region, key)
    if not given_list:
        result.list_name = _edition(people, known) or _new_name(list_name, {k.list_name for k in known.values()})
    result.of = sum(1 for k in known.values() if k.list_name == result.list_name and not k.gone)
    for contact, member in people.items():
        before = known.get(contact)
        if before is not None and before.forgotten:
            result.unchanged += 1  # a forgotten person does not come back
            continue
        if before is None or not before.list_name:
            result.added.append(member)
            continue
        after = _updated(before.member, member, columns)
        changed = _changed(before.member, after)
        if changed or before.gone:
            result.updated.append(after)
            result.changes.update(changed)
        else:
            result.unchanged += 1
    result.gone = [
        contact
        for contact, k in known.items()
        if k.list_name == result.list_name and not (k.gone or k.forgotten or contact in people or contact in aside)
    ]
    return result


def _people(rows: Iterable[Row], result: ImportPlan, region: str, key: bytes) -> tuple[dict[str, Member], set[str]]:
    """Each person once, and the ids of those whose rows are set aside: they have not left the list.

    Rows that give two people one id are all set aside; a repeated row counts as unchanged.
    """
    people: dict[str, Member] = {}
    sources: dict[str, list[tuple[Row, list[Rejected]]]] = defaultdict(list)
    aside: set[str] = set()
    clashing: set[str] = set()
    for row in rows:
        result.read += 1
        member, wrong = read_row(row, region, key)
        if member is None:
            result.rejected += wrong[:1]
            aside.add(contact_id(row.values.get("id", "")) or "")
            continue
        contact = member.contact
        sources[contact].append((row, wrong))
        if contact in people:
            if not _same_person(people[contact], member):
                clashing.add(contact)
            member = _joined(people[contact], member)
        people[contact] = member
    for contact in clashing:
        del people[contact]
        result.rejected += (Rejected(row, "id", contact[1:], TWO_PEOPLE) for row, _wrong in sources[contact])
    for contact in people:
        result.unchanged += len(sources[contact]) - 1
        result.doubtful += (item for _row, wrong in sources[contact] for item in wrong)
    result.rejected.sort(key=lambda item: (item.row.file, item.row.line))
    return people, clashing | aside


def _same_person(one: Member, other: Member) -> bool:
    return fold_case(one.name) == fold_case(other.name)


def _joined(one: Member, other: Member) -> Member:
    """One person who stands on two rows: the later row's cells, and the numbers of both."""
    numbers = {number.number: number for number in (*one.phones, *other.phones)}
    return other._replace(phones=tuple(n._replace(index=i) for i, n in enumerate(numbers.values(), 1)))


def _edition(people: Mapping[str, Member], known: Mapping[str, Known]) -> str | None:
    """The list with which the rows share more than half of their people."""
    shared = Counter(k.list_name for contact in people if (k := known.get(contact)) and k.list_name)
    name, count = max(shared.items(), key=lambda item: item[1], default=("", 0))
    return name if count * 2 > len(people) else None


def _new_name(wanted: str, taken: set[str]) -> str:
    """A name for a new list that no list has."""
    names = (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _updated(before: Member, now: Member, columns: frozenset[str]) -> Member:
    """The member after a new edition: the list decides over the fields it has, and over no others."""
    given = {name: getattr(now, name) for name in (*FIELDS, "priority") if name in columns}
    if "name" in columns:
        given.update(first_name=now.first_name, last_name=now.last_name)
    if "phone" in columns:
        given["phones"] = merged_phones(before.phones, now.phones)
    return before._replace(**given, fields=tuple(sorted({**dict(before.fields), **dict(now.fields)}.items())))


def _changed(before: Member, after: Member) -> list[str]:
    names = [name for name in (*FIELDS, "priority", "phones") if getattr(before, name) != getattr(after, name)]
    old, new = dict(before.fields), dict(after.fields)
    return names + [name for name in new if old.get(name) != new[name]]
