"""Handing out: the gate, the claim, and all that a caller needs with the contact."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from ringa.cli import show
from ringa.cli.session import Session
from ringa.core import handout as rules
from ringa.core.call import is_call_back
from ringa.core.events import REPORT, UNDO, Event
from ringa.core.handout import Why
from ringa.core.instant import from_text, to_text
from ringa.core.people import Contact
from ringa.core.script import Script
from ringa.core.survey import Survey
from ringa.core.text import clean
from ringa.errors import NothingToDo
from ringa.i18n import _
from ringa.store import contacts, handout, log, packets

# What does not pass by waiting.
OVER = ("ended", "packet_expired")


class Handout(NamedTuple):
    """A contact in a caller's hands, with what goes with it."""

    contact: Contact
    why: Why
    history: list[Event]
    sharing: int
    script: Script | None
    survey: Survey


class Nobody(NamedTuple):
    """Nobody is due: what the open contacts wait for, and when the next one is due."""

    waiting: dict[str, int]
    next_due: datetime | None


def hand_out(session: Session, caller: str, *, languages: Sequence[str], any_hour: bool) -> Handout | Nobody:
    """The next contact for a caller, under a lease; or why there is none."""
    session.open_campaign()  # read before the transaction begins: reading may write the cache
    with session.open_db().tx():
        return claim(session, caller, languages=languages, any_hour=any_hour)


def claim(session: Session, caller: str, *, languages: Sequence[str], any_hour: bool) -> Handout | Nobody:
    """As `hand_out`, inside a transaction that is open: "record this, hand me the next" is one."""
    db, campaign, now = session.open_db(), session.campaign, session.now()
    packet = packets.mine(db)
    expires = from_text(packet.expires) if packet else None
    gate = rules.gate(campaign.ends, campaign.hours, campaign.zone, now, any_hour=any_hour, expires=expires)
    now_text, until = to_text(now), to_text(now + campaign.lease)
    codes = [clean(code) for code in languages]
    while True:
        if gate.reason:
            found = handout.in_hand(db, caller, now_text)
        else:
            found = handout.claim(db, caller, now_text, until, languages=codes, zone=campaign.zone)
        if found is None:
            return _nobody(session, caller, gate, any_hour)
        contact = contacts.verified(db, contacts.get(db, found[0]), campaign.rules)
        if contact.state.state == "open":  # else somebody has objected on this number: the lease is gone, the next
            return accompany(session, contact, found[1])


def accompany(session: Session, contact: Contact, why: Why) -> Handout:
    """A contact with history, script (with the words for a call-back, if it is one) and survey."""
    db, campaign = session.open_db(), session.campaign
    script = campaign.script_for(contact.member, session.language)
    if script and is_call_back(contact, session.now_text()):
        script = script.to_ring_again()
    survey = campaign.survey(script.survey if script else "")
    sharing = contacts.sharing_number(db, contact)
    calls = [*contacts.earlier_history(db, contact.id), *history(log.about(db, contact.id), contact.id)]
    return Handout(contact, why, calls, sharing, script, survey)


def history(events: Sequence[Event], contact: str) -> list[Event]:
    """The calls to a contact among these events that were not undone, oldest first."""
    undone = {event.replaces for event in events if event.kind == UNDO}
    calls = [e for e in events if e.kind == REPORT and e.contact == contact and e.id not in undone]
    return sorted(calls, key=lambda event: (event.at, event.device, event.seq))


def _nobody(session: Session, caller: str, gate: rules.Gate, any_hour: bool) -> Nobody:
    db, campaign, now = session.open_db(), session.campaign, session.now()
    waiting = handout.waiting(db, to_text(now))
    ready = waiting.pop("ready", 0)
    if ready:
        waiting[gate.reason or "other_caller"] = ready
    first = handout.earliest(db, caller, to_text(now))
    due = None if gate.reason in OVER or first is None else from_text(first)
    due = rules.next_due(due, campaign.ends, campaign.hours, campaign.zone, any_hour=any_hour)
    return Nobody(waiting, due)


def nobody(found: Nobody, session: Session) -> NothingToDo:
    """That nobody is due, as an error for people."""
    zone = session.campaign.zone
    why = show.reasons(found.waiting, show.WAITING) or _("everybody has been called")
    if "packet_expired" in found.waiting:
        return expired()
    advice = _("The next call is due {when}.").format(when=show.when(found.next_due, zone))
    return NothingToDo(
        problem=_("Nobody to call just now: {why}.").format(why=why),
        what_to_do=advice if found.next_due else _("See `ringa status`."),
    )


def expired() -> NothingToDo:
    """That the packet's contacts may be in other hands by now."""
    return NothingToDo(
        problem=_("This packet has expired: others may be calling its members now."),
        what_to_do=_("Send your results with `ringa export`, and ask the coordinator for a new packet."),
    )
