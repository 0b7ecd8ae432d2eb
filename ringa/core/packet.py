"""A packet: contacts that go out to one caller for some days, with all that it takes to call them and no more."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ringa.core.events import Event
from ringa.core.fold import ANYONE, CALL_BACK, LANGUAGE, State
from ringa.core.people import Contact, Member, usable

ID = re.compile(r"p[a-z2-7]{10}")
KEY_BYTES = 32

# How much may be on a laptop that is lost, and for how long: beyond that, somebody must have asked for it by name.
MOST_PEOPLE, MOST_DAYS = 300, 30

# What the card shows, whatever the scripts say; and what says which script and language it is.
CARD = frozenset({"first_name", "last_name", "branch", "workplace", "municipality", "language"})


Shares = dict[str, list[Contact]]  # by caller, or by the value of a field


class Person(NamedTuple):
    """A contact as it goes out: who, where the contact stands, and the calls so far, to be shown and nothing else."""

    member: Member
    state: State
    history: tuple[Event, ...] = ()


class Packet(NamedTuple):
    """Everything in a packet file. Times are instants as text."""

    packet: str
    campaign: str
    caller: str  # who calls; '' if whoever is there does
    made_at: str
    expires: str
    key: bytes  # with which results are signed
    recipient: str  # to whom results are sealed, `age1…`
    files: Mapping[str, str]  # surveys.yaml and scripts/… by name
    surveys: Sequence[tuple[str, dict[str, Any]]]  # (version, normal form) of every survey that was ever asked
    people: Sequence[Person]


def new_id(random: Callable[[int], bytes]) -> str:
    """A new packet's id. `random` gives so many random bytes."""
    import base64

    return "p" + base64.b32encode(random(7)).decode().lower()[:10]


def person(contact: Contact, history: Sequence[Event], fields: Collection[str]) -> Person:
    """A contact as it goes out, with only what is needed: these fields, the numbers that work, no follow-ups.

    A number keeps its index. `fields` are those that a script or a survey names.
    """
    member, needed = contact.member, CARD.union(fields)
    blank: dict[str, Any] = {
        name: "" for name in ("branch", "workplace", "region", "municipality") if name not in needed
    }
    member = member._replace(
        **blank,
        phones=tuple(usable(member.phones, contact.state.bad_numbers)),
        fields=tuple((name, value) for name, value in member.fields if name in needed),
    )
    return Person(member, contact.state._replace(follow_ups=()), tuple(map(_told, history)))


def _told(event: Event) -> Event:
    """What is shown of an earlier call: not what was answered, nor what was told to the coordinator."""
    return Event(
        "", "", 0, event.kind, at=event.at, contact=event.contact, caller=event.caller, channel=event.channel,
        outcome=event.outcome, ended_at=event.ended_at, call_back_at=event.call_back_at, note=event.note,
    )  # fmt: skip


def shares(pool: Iterable[Contact], callers: Sequence[str], size: int, languages: Collection[str] = ()) -> Shares:
    """Who gets whom: the pool dealt out as cards are, each caller up to `size`. The pool is read as far as is needed.

    A call-back goes to the caller who has promised it, or stays where it is; so does who needs another language than
    these (lower case).
    """
    dealt: Shares = {caller: [] for caller in callers}
    for contact in pool:
        free = [caller for caller in callers if len(dealt[caller]) < size]
        if not free:
            break
        if contact.state.queue == CALL_BACK:
            free = [caller for caller in free if caller == contact.state.call_back_for]
        elif contact.state.queue == LANGUAGE and contact.member.language.lower() not in languages:
            free = []
        if free:
            dealt[min(free, key=lambda caller: len(dealt[caller]))].append(contact)
    return {caller: found for caller, found in dealt.items() if found}


def shares_by(pool: Iterable[Contact], column: str, size: int) -> Shares:
    """A share for each value of a field, up to `size`. Who is to be called by somebody certain stays where they are."""
    dealt: Shares = {}
    for contact in pool:
        value = contact.member.values.get(column, "")
        if value and contact.state.queue == ANYONE and len(dealt.setdefault(value, [])) < size:
            dealt[value].append(contact)
    return dict(sorted(dealt.items()))
