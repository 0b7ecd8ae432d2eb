"""Who is next and why, and why nobody is: what does not need the database."""

from datetime import date, datetime, tzinfo
from typing import Literal, NamedTuple

from ringa.core.fold import NO_NUMBER, OPEN, State
from ringa.core.hours import Hours, ended
from ringa.core.instant import later
from ringa.core.outcome import CALL_BACK_GRACE, SKIP_REST
from ringa.core.text import name_words

Why = Literal[
    "unfinished",
    "call_back",
    "overdue_call_back",
    "language",
    "first_call",
    "again",
    "chosen",
    "at_work",
    "preview",
    "practice",
]


def may_be_met(state: State) -> bool:
    """Whether one may talk with a contact at the workplace: whom one may ring, and who has no number that works."""
    return state.state == OPEN or state.reason == NO_NUMBER


def day_began(now: datetime, zone: tzinfo) -> datetime:
    """Midnight before, where the campaign is."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


class Candidate(NamedTuple):
    """An open contact, as far as it decides to whom it can be handed. Times are instants as text."""

    contact: str
    language: str
    first_name: str
    last_name: str
    queue: str
    available_at: str
    call_back_for: str
    skipped_by: str
    skipped_at: str
    last_caller: str
    attempts: int = 0


class Caller(NamedTuple):
    """Who is calling, as far as it decides whom they are handed.

    `languages`: the rarest first; none: everybody's. `me`: the caller's own contact, or ''.
    """

    name: str
    languages: tuple[str, ...] = ()
    me: str = ""

    def rank(self, language: str) -> int | None:
        """Of how many languages of the caller's a member's comes behind; None for one that the caller does not have.

        A member of whom no language is known can be called by everybody.
        """
        if not self.languages or not language:
            return len(self.languages)
        theirs = tongue(language)
        return next((n for n, own in enumerate(self.languages) if tongue(own) == theirs), None)

    def is_named(self, first_name: str, last_name: str) -> bool:
        """Whether a member has the caller's name: the last name and at least one of the first names, in any case and
        with or without accents. It may be somebody else of that name, whom others can call."""
        own, last = name_words(self.name), name_words(last_name)
        given = own[: len(own) - len(last)]
        return bool(last and given) and own[len(given) :] == last and set(given) <= set(name_words(first_name))

    def is_self(self, contact: str, first_name: str, last_name: str) -> bool:
        """Whether the caller is this member: by the contact that the caller has named, else by the name."""
        return contact in (self.me, "m" + self.me) if self.me else self.is_named(first_name, last_name)

    def obstacle(self, found: Candidate, now: str) -> str:
        """Why somebody who is due is not for this caller: '' (for the caller), `other_caller`, `language`, `skipped`
        or `oneself`."""
        if found.call_back_for not in ("", self.name) and now < later(found.available_at, CALL_BACK_GRACE):
            return "other_caller"
        others_fault = found.queue == "language" and found.last_caller == self.name
        unknown = found.queue == "language" and not (self.languages and found.language)
        if others_fault or unknown or self.rank(found.language) is None:
            return "language"
        if found.skipped_by == self.name and now < later(found.skipped_at, SKIP_REST):
            return "skipped"
        return "oneself" if self.is_self(found.contact, found.first_name, found.last_name) else ""

    def takes_at(self, found: Candidate, now: str) -> str | None:
        """From when on the contact is for this caller, if nothing changes; None if never."""
        due = max(found.available_at, now)
        if found.call_back_for not in ("", self.name):
            due = max(due, later(found.available_at, CALL_BACK_GRACE))
        if found.skipped_by == self.name:
            due = max(due, later(found.skipped_at, SKIP_REST))
        return None if self.obstacle(found, due) else due


def tongue(language: str) -> str:
    """A language, whatever it is called. Who speaks one Norwegian understands the other."""
    code = language.casefold()
    if not (len(code) == 2 and code.isascii()):
        from ringa.core.languages import code_of

        code = code_of(language) or code
    return "nb" if code in ("no", "nn") else code


class Gate(NamedTuple):
    """Whether the campaign calls at all just now: `reason` is '', `ended`, `packet_expired` or `calling_hours`."""

    reason: str = ""
    opens: datetime | None = None


def gate(
    ends: date | None,
    hours: Hours | None,
    zone: tzinfo,
    now: datetime,
    *,
    any_hour: bool,
    expires: datetime | None = None,
) -> Gate:
    """Whether one may be handed a contact now. `any_hour` overrides the calling hours, not the campaign's end.

    `expires` is when others may be handed the contacts of the packet that these came in.
    """
    if ended(ends, now, zone):
        return Gate("ended")
    if expires and expires <= now:
        return Gate("packet_expired")
    if hours and not any_hour and not hours.is_open(now):
        return Gate("calling_hours", hours.next_open(now))
    return Gate()


def next_due(
    earliest: datetime | None, ends: date | None, hours: Hours | None, zone: tzinfo, *, any_hour: bool
) -> datetime | None:
    """When the next contact can be handed out, if nothing changes: the earliest due time, inside calling hours."""
    if earliest is None:
        return None
    moment = hours.next_open(earliest) if hours and not any_hour else earliest
    return None if moment is None or ended(ends, moment, zone) else moment
