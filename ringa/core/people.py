"""Who is called: the member as the union's list has them, with the numbers they can be reached on."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from ringa.core.fold import Standing, State


class Phone(NamedTuple):
    """A number of a contact. `index` is its name for the contact's life; `number` is E.164."""

    index: int  # type: ignore[assignment]  # nobody looks for a place in this tuple
    number: str
    kind: str  # mobile, fixed, other
    shown: str  # grouped for reading
    gone: bool = False  # no longer on the list; the index stays taken


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

    @property
    def usable_numbers(self) -> list[Phone]:
        """The numbers that are on the list and have not gone bad, in order."""
        return usable(self.member.phones, self.state.bad_numbers)


def usable(phones: Iterable[Phone], bad: Collection[int]) -> list[Phone]:
    """The numbers that are on the list and have not gone bad, in order."""
    return [phone for phone in phones if not phone.gone and phone.index not in bad]


def standing(member: Member, list_name: str, gone: bool) -> Standing:
    """What the imports say of a contact, for the fold."""
    numbers = tuple(phone.index for phone in usable(member.phones, ()))
    return Standing(member.contact, numbers, bool(list_name), gone)
