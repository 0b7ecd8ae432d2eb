"""Who is called: the member as the union's list has them, with the numbers they can be reached on."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from ringa.core.fold import CALL_BACK, Standing, State

_COVERED = r"\d(?!\d*\D(?:\D*\d){4})"  # by a mask: a digit behind whose group there are fewer than four more


MOBILE = "mobile"  # a kind of number: it goes where the member goes


class Phone(NamedTuple):
    """A number of a contact. `index` is its name for the contact's life; `number` is E.164."""

    index: int  # type: ignore[assignment]  # nobody looks for a place in this tuple
    number: str
    kind: str  # MOBILE, fixed, other
    shown: str  # grouped for reading
    extension: str = ""  # to dial or to ask for when the switchboard has answered
    gone: bool = False  # no longer on the list; the index stays taken

    @property
    def written(self) -> str:
        """As it is written for people: `08-465 004 05 x12`."""
        return f"{self.shown} x{self.extension}" if self.extension else self.shown

    @property
    def masked(self) -> str:
        """As `070-174 •• ••`: whole groups at the end are covered, and what tells mobile from fixed stays."""
        return re.sub(_COVERED, "•", self.shown)


class Member(NamedTuple):
    """A row of the union's list, with its identity in this campaign (`contact`: m… or n…)."""

    contact: str
    first_name: str = ""
    last_name: str = ""
    phones: tuple[Phone, ...] = ()
    branch: str = ""
    workplace: str = ""
    region: str = ""
    municipality: str = ""
    language: str = ""
    priority: int = 5
    fields: tuple[tuple[str, str], ...] = ()
    protected: bool = False  # lives under a protected identity: is never handed out

    @property
    def name(self) -> str:
        """First and last name, as one says them."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def values(self) -> dict[str, str]:
        """Everything a script, a goal or a survey may name, by field name."""
        named = {name: str(getattr(self, name)) for name in FIELDS}
        return {**dict(self.fields), **named, "name": self.name}


# The fields that scripts and goals may name without asking for them.
FIELDS = ("first_name", "last_name", "branch", "workplace", "region", "municipality", "language")


class Lease(NamedTuple):
    """A contact in somebody's hands: whose, since when, until when (instants as text)."""

    caller: str
    taken_at: str
    until: str


class Contact(NamedTuple):
    """A member in this campaign: the member, where the contact stands, and who holds it."""

    member: Member
    state: State
    list_name: str = ""
    gone: bool = False
    lease: Lease | None = None

    @property
    def id(self) -> str:
        """The contact's name in every file and command."""
        return self.member.contact

    def holder(self, now: str) -> str:
        """Who has the contact in hand at an instant; '' for nobody."""
        return self.lease.caller if self.lease and self.lease.until > now else ""

    def is_call_back(self, now: str) -> bool:
        """Whether they have asked to be rung again and it is time. A line that was cut off is no such thing."""
        state = self.state
        return state.queue == CALL_BACK and state.last_outcome != "cut_off" and state.due_at <= now

    @property
    def usable_numbers(self) -> list[Phone]:
        """The numbers that are on the list and have not gone bad, in order."""
        return usable(self.member.phones, self.state.bad_numbers)

    def number(self, asked: int | None = None) -> Phone | None:
        """The usable number of that index, else the first; None if there is none."""
        numbers = self.usable_numbers
        return next((phone for phone in numbers if phone.index == asked), next(iter(numbers), None))


def usable(phones: Iterable[Phone], bad: Collection[int]) -> list[Phone]:
    """The numbers that are on the list and have not gone bad, in order."""
    return [phone for phone in phones if not phone.gone and phone.index not in bad]


def standing(member: Member, list_name: str, gone: bool, objected: bool = False) -> Standing:
    """What the imports and the opt-out list say of a contact, for the fold."""
    numbers = tuple(phone.index for phone in usable(member.phones, ()))
    return Standing(member.contact, numbers, bool(list_name), gone, member.protected, objected)


# How the numbers and the other fields of a member are written in one cell: a line each, parts between tabs.


def phones_text(phones: Iterable[Phone]) -> str:
    """The numbers in the order of their indexes: E.164, kind, as shown, extension, `gone`."""
    lines = ((p.number, p.kind, p.shown, p.extension, "gone" if p.gone else "") for p in phones)
    return "\n".join("\t".join(parts).rstrip("\t") for parts in lines)


def phones_from(text: str) -> tuple[Phone, ...]:
    """The numbers that `phones_text` has written."""
    return tuple(_phone(index, *line.split("\t")) for index, line in enumerate(text.split("\n"), 1) if line)


def _phone(index: int, number: str, kind: str, shown: str, extension: str = "", gone: str = "") -> Phone:
    return Phone(index, number, kind, shown, extension, bool(gone))


def fields_text(fields: Iterable[tuple[str, str]]) -> str:
    """The other fields: name and value."""
    return "\n".join(f"{name}\t{value}" for name, value in fields)


def fields_from(text: str) -> tuple[tuple[str, str], ...]:
    """The fields that `fields_text` has written."""
    pairs = (line.partition("\t") for line in text.split("\n") if line)
    return tuple((name, value) for name, _tab, value in pairs)
