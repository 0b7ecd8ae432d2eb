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
from ringa.core.text import clean_line
from ringa.errors import HeldByOther, HoldsMany, IsSelf, NothingToDo
from ringa.i18n import _
from ringa.store import contacts, handout, log


class Handout(NamedTuple):
    """A contact in a caller's hands, with what goes with it."""

    contact: Contact
    why: Why
    history: list[Event]
    sharing: int
    script: Script | None
    survey: Survey


class Nobody(NamedTuple):
    """Nobody is due for a caller: what the open contacts wait for, and when the next one is due."""

    waiting: dict[str, int]
    next_due: datetime | None


def hand_out(session: Session, caller: str, *, languages: Sequence[str], any_hour: bool) -> Handout | Nobody:
    """The next contact for a caller, under a lease; or why there is none."""
    session.open_campaign()  # read before the transaction begins: reading may write the cache
    with session.open_db().tx():
        taken = claim(session, caller, languages=languages, any_hour=any_hour)
    if taken is None:
        return why_nobody(session, caller, languages=languages, any_hour=any_hour)
    return accompany(session, *taken)


def claim(session: Session, caller: str, *, languages: Sequence[str], any_hour: bool) -> tuple[Contact, Why] | None:
    """The next contact, inside a transaction that is open: "record this, hand me the next" is one.

    All the rest (`accompany`, `why_nobody`) is read afterwards, when the others no longer have to wait.
    """
    db, campaign, now = session.open_db(), session.campaign, session.now()
    now_text, until = to_text(now), to_text(now + campaign.lease)
    while True:
        if _gate(session, any_hour).reason:
            found = handout.in_hand(db, caller, now_text)
        else:
            found = handout.claim(db, _caller(session, caller, languages), now_text, until, zone=campaign.zone)
        if found is None:
            return None
        contact = contacts.verified(db, contacts.get(db, found[0]), campaign.rules)
        if contact.state.state == "open":  # else somebody has objected on this number: the lease is gone, the next
            return contact, found[1]


def _caller(session: Session, caller: str, languages: Sequence[str]) -> rules.Caller:
    """Who is calling. Who names languages also has the one in which ringa speaks to them."""
    named = tuple(filter(None, map(clean_line, languages)))
    return rules.Caller(caller, (*named, session.language) if named else (), session.me)


def _gate(session: Session, any_hour: bool) -> rules.Gate:
    campaign = session.campaign
    return rules.gate(campaign.ends, campaign.hours, campaign.zone, session.now(), any_hour=any_hour)


def accompany(session: Session, contact: Contact, why: Why) -> Handout:
    """A contact with history, script (with the words for a call-back, if it is one) and survey."""
    db, campaign = session.open_db(), session.campaign
    script = campaign.script_for(contact.member, session.language)
    if script and is_call_back(contact, session.now_text()):
        script = script.to_ring_again()
    survey = campaign.survey(script.survey if script else "")
    sharing = contacts.sharing_number(db, contact)
    return Handout(contact, why, history(log.about(db, contact.id), contact.id), sharing, script, survey)


def history(events: Sequence[Event], contact: str) -> list[Event]:
    """The calls to a contact among these events that were not undone, oldest first."""
    undone = {event.replaces for event in events if event.kind == UNDO}
    calls = [e for e in events if e.kind == REPORT and e.contact == contact and e.id not in undone]
    return sorted(calls, key=lambda event: (event.at, event.device, event.seq))


def why_nobody(session: Session, caller: str, *, languages: Sequence[str], any_hour: bool) -> Nobody:
    """Why nobody could be handed to this caller, and when somebody can be."""
    from ringa.store import waiting as counts

    db, campaign, now = session.open_db(), session.campaign, session.now_text()
    gate, who = _gate(session, any_hour), _caller(session, caller, languages)
    waiting = counts.waiting(db, now) if gate.reason else counts.waiting_for(db, who, now)
    ready = waiting.pop("ready", 0)
    if ready:
        waiting[gate.reason or "ready"] = ready
    first = None if gate.reason == "ended" else counts.earliest(db, who, now)
    due = first and from_text(first)
    return Nobody(waiting, rules.next_due(due or None, campaign.ends, campaign.hours, campaign.zone, any_hour=any_hour))


def nobody(found: Nobody, session: Session) -> NothingToDo:
    """That nobody is due, as an error for people."""
    zone = session.campaign.zone
    why = show.reasons(found.waiting, show.WAITING) or _("everybody has been called")
    advice = _("The next call is due {when}.").format(when=show.when(found.next_due, zone))
    return NothingToDo(
        problem=_("Nobody to call just now: {why}.").format(why=why),
        what_to_do=advice if found.next_due else _("See `ringa status`."),
    )


def choose(session: Session, caller: str, contact: str) -> Handout:
    """A certain contact into the caller's hands, inside a transaction; it counts as looked up.

    Raises HeldByOther, HoldsMany, IsSelf.
    """
    from ringa.store import journal

    db, now = session.open_db(), session.now()
    wanted = contacts.get(db, contact)
    other = handout.holder(db, wanted.id, to_text(now))
    if other and other != caller:
        raise HeldByOther(caller=other, contact=wanted.id)
    if session.me and _caller(session, caller, ()).is_self(wanted.id, "", ""):
        raise IsSelf(contact=wanted.id)
    if not other and not may_hold(session, caller, wanted.id):
        raise HoldsMany(caller=caller, n=session.campaign.hold)
    handout.lease(db, wanted.id, caller, to_text(now), to_text(now + session.campaign.lease))
    journal.note(db, to_text(now), journal.CHOOSE, caller, {"found": 1})
    return accompany(session, contacts.get(db, wanted.id), "chosen")


def may_hold(session: Session, caller: str, contact: str) -> bool:
    """Whether the caller may keep this contact from others, beside those that the caller keeps already."""
    return handout.hold(session.open_db(), caller, session.now_text(), contact) < session.campaign.hold


def keeper(session: Session, wanted: str, contact: str) -> str:
    """Whose a call-back is to be: as it was agreed, or '' (anyone's) if that caller keeps too many already."""
    return wanted if wanted and may_hold(session, wanted, contact) else ""
