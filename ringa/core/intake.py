"""What a member list changes in a campaign: decided entry by entry, shown as a plan before anything is changed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import NamedTuple

from ringa.core.entry import ENTRY, SOURCE, Entry, Rejected
from ringa.core.people import FIELDS, MOBILE, Member, Phone, fields_from, fields_text, phones_from, phones_text
from ringa.core.text import fold_case

# A plan that does more is an alarm.
FIELD_SHARE, GONE_SHARE, ABROAD_SHARE, PROTECTED_SHARE = 0.30, 1 / 3, 1 / 2, 1 / 2
MANY_PROTECTED = 5  # so many must be among the new
EXAMPLES = 5

# The alarms that are not about a field.
GONE, OTHER_PEOPLE, ABROAD, PROTECTED, NO_NUMBERS = "gone", "other_people", "abroad", "all_protected", "no_numbers"


class Change(NamedTuple):
    """One field of one person, before and after, for a person to look at."""

    contact: str
    field: str
    before: str
    after: str


@dataclass(slots=True)
class ImportPlan:
    """What an import will change. Every row read is in exactly one of added, updated, unchanged, rejected."""

    list_name: str
    read: int = 0
    added: int = 0
    updated: int = 0
    gone: int = 0
    rejected: int = 0
    doubtful: int = 0  # numbers that were left out of rows that go in
    elsewhere: int = 0  # people who stand on another list too, which goes on speaking for them
    objected: int = 0  # people of this list who are on the opt-out list or have objected
    protected: int = 0
    no_number: int = 0
    abroad: int = 0  # new people all of whose numbers belong to another country than the campaign's
    unclear_phones: bool = False  # there is a column that may have telephone numbers, and it is not taken
    alike: int = 0  # pairs that look like one person, in a list without ids
    of: int = 0  # people of this list before the import
    shared: int = 0  # ... and how many of them the file has
    taken_name: bool = False  # the file is named like a list with which it has little in common
    changes: Counter[str] = field(default_factory=Counter)
    overwritten: Counter[str] = field(default_factory=Counter)  # of these changes, where something had been there
    examples: list[Change] = field(default_factory=list)
    first_rejected: list[tuple[int, Rejected]] = field(default_factory=list)  # with the file's place among the files
    first_doubtful: list[tuple[int, Rejected]] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        """Rows that change nothing: known already, repeated, or about somebody whom another list speaks for."""
        return self.read - self.added - self.updated - self.rejected

    @property
    def alarms(self) -> list[tuple[str, int, int]]:
        """What is suspicious: (field or one of the codes above, how many, of how many)."""
        people = max(self.of, self.added + self.updated + self.unchanged)
        found = [(name, n, people) for name, n in self.overwritten.items() if n > FIELD_SHARE * people]
        if self.gone > GONE_SHARE * self.of:
            found.append((GONE, self.gone, self.of))
        if self.taken_name:
            found.append((OTHER_PEOPLE, self.read - self.shared, self.read))
        if self.abroad > ABROAD_SHARE * self.read:
            found.append((ABROAD, self.abroad, self.read))
        if self.protected >= MANY_PROTECTED and self.protected > PROTECTED_SHARE * self.added:
            found.append((PROTECTED, self.protected, self.added))
        if self.unclear_phones and 0 < self.added == self.no_number:
            found.append((NO_NUMBERS, self.no_number, self.added))
        return found


def member_of(entry: Entry) -> Member:
    """The member of an entry, with the numbers as the list has them."""
    values = dict(zip(ENTRY, entry, strict=True))
    del values["source"]
    return Member(
        **{
            **values,
            "phones": phones_from(str(values["phones"])),
            "fields": fields_from(str(values["fields"])),
            "protected": bool(values["protected"]),
        }  # type: ignore[arg-type]  # the parts of an entry in order
    )


def entry_of(member: Member, source: int) -> Entry:
    """The entry of a member."""
    return (
        member.contact, member.first_name, member.last_name, phones_text(member.phones), member.branch,
        member.workplace, member.region, member.municipality, member.language, member.priority,
        fields_text(member.fields), int(member.protected), source,
    )  # fmt: skip


def merged_phones(before: Sequence[Phone], now: Sequence[Phone]) -> tuple[Phone, ...]:
    """The numbers after a new edition: a number keeps its index for the contact's life, also when it is gone."""
    listed = {number.number: number for number in now}
    kept = [
        listed.pop(old.number)._replace(index=old.index) if old.number in listed else old._replace(gone=True)
        for old in before
    ]
    after = max((old.index for old in before), default=0)
    return (*kept, *(new._replace(index=after + n) for n, new in enumerate(listed.values(), 1)))


def updated(before: Member, now: Member, columns: Collection[str]) -> Member:
    """The member after a new edition: the list decides over the fields it has, and over no others.

    A list without a column for it can protect somebody (see `core.protection.hiding`), but not end it.
    """
    given = {name: getattr(now, name) for name in (*FIELDS, "priority") if name in columns}
    given["protected"] = now.protected or ("protected" not in columns and before.protected)
    if "name" in columns:
        given.update(first_name=now.first_name, last_name=now.last_name)
    if "phone" in columns:
        given["phones"] = merged_phones(before.phones, now.phones)
    return before._replace(**given, fields=tuple(sorted({**dict(before.fields), **dict(now.fields)}.items())))


def changes(before: Member, after: Member) -> list[Change]:
    """What is different, field by field, as a person would read it."""
    names = [name for name in (*FIELDS, "priority", "protected") if getattr(before, name) != getattr(after, name)]
    found = [Change(before.contact, name, str(getattr(before, name)), str(getattr(after, name))) for name in names]
    if before.phones != after.phones:
        found.append(Change(before.contact, "phone", _listed(before.phones), _listed(after.phones)))
    old, new = dict(before.fields), dict(after.fields)
    return found + [
        Change(before.contact, name, old.get(name, ""), new[name]) for name in new if old.get(name) != new[name]
    ]


def _listed(phones: Sequence[Phone]) -> str:
    return " / ".join(number.written for number in phones if not number.gone)


class Doubled:
    """Somebody who stands on several rows: one person with the numbers of all of them, or a `clash` of two people.

    Nothing hangs on the order of the rows, or a list that is sorted anew would be a change: where cells differ, those
    of the row hold that is last in alphabetical order.
    """

    def __init__(self) -> None:
        self.file = self.line = 0  # of the last row
        self._rows: set[Entry] = set()

    def add(self, file: int, line: int, entry: Entry) -> None:
        """One more row."""
        self.file, self.line = max((self.file, self.line), (file, line))
        self._rows.add(entry)

    @property
    def clash(self) -> bool:
        """Whether the rows have different names."""
        return len({fold_case(member_of(entry).name) for entry in self._rows}) > 1

    @property
    def entry(self) -> Entry:
        """The person as one entry; its digest is of all the rows, since none of them alone makes it."""
        source = reduce(xor, (entry[SOURCE] for entry in self._rows))
        return entry_of(reduce(_joined, map(member_of, sorted(self._rows))), source)


def _joined(one: Member, other: Member) -> Member:
    """The other row's cells, where it has any, and the numbers of both, the mobile ones first."""
    numbers = {number.number: number for number in (*one.phones, *other.phones)}
    ordered = sorted(numbers.values(), key=lambda number: number.kind != MOBILE)
    return other._replace(
        **{name: getattr(other, name) or getattr(one, name) for name in FIELDS},
        phones=tuple(number._replace(index=index) for index, number in enumerate(ordered, 1)),
        fields=tuple({**dict(one.fields), **{name: value for name, value in other.fields if value}}.items()),
        protected=one.protected or other.protected,
    )


def edition(shared: Mapping[str, int], people: int) -> str | None:
    """The list with which a file shares more than half of its people; `shared` counts them by list."""
    name, count = max(shared.items(), key=lambda item: item[1], default=("", 0))
    return name if count * 2 > people else None


def new_name(wanted: str, taken: Collection[str]) -> str:
    """A name for a new list that no list has."""
    names = (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
