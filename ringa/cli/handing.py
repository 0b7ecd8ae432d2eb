"""Handing out: the gate, the claim, and all that a caller needs with the contact."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from ringa.cli import show
from ringa.cli.session import Session
from ringa.core import handout as rules
from ringa.core.events import REPORT, UNDO, Event
from ringa.core.handout import Why
from ringa.core.instant import from_text, to_text
from ringa.core.people import Contact
from ringa.core.script import Script
from ringa.core.survey import Survey
from ringa.core.text import clean_line
from ringa.errors import HeldByOther, HoldsMany, IsSelf, NothingToDo, OutInPacket
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
    channel: str = ""  # where it is to be; '' for where it was begun, or by phone


class Nobody(NamedTuple):
    """Nobody is due: what the open contacts wait for, and when the next one is due; or what else there is to say."""

    waiting: dict[str, int]
    next_due: datetime | None
    words: str = ""
    final: bool = False  # there is no use in looking again


Taken = tuple[Contact, Why] | None


class Source(Protocol):
    """Where a caller's next contact comes from: the queue, or a round through a workplace."""

    any_hour: bool  # whether the calling hours do not count

    def claim(self) -> Taken:
        """The next contact, under a lease, inside a transaction that is open."""

    def accompany(self, contact: Contact, why: Why) -> Handout:
        """What goes with a contact that was taken; read afterwards, when others no longer have to wait."""

    def why_nobody(self) -> Nobody:
        """Why nobody could be taken."""


class Queue:
    """The campaign's queue, for one caller. Who names languages also has the one in which ringa speaks to them."""

    def __init__(self, session: Session, caller: str, *, languages: Sequence[str], any_hour: bool) -> None:
        self.session = session
        self.who = _caller(session, caller, languages)
        self.any_hour = any_hour

    @property
    def gate(self) -> rules.Gate:
        """Whether the campaign calls just now."""
        return gate(self.session, any_hour=self.any_hour)

    def claim(self) -> Taken:
        """The next contact: "record this, hand me the next" is one transaction."""
        db, campaign, now = self.session.open_db(), self.session.campaign, self.session.now()
        now_text, until = to_text(now), to_text(now + campaign.lease)
        while True:
            if self.gate.reason:
                found = handout.in_hand(db, self.who.name, now_text)
            else:
                found = handout.claim(db, self.who, now_text, until, zone=campaign.zone)
            if found is None:
                return None
            contact = contacts.verified(db, contacts.get(db, found[0]), campaign.rules)
            if contact.state.state == "open":  # else somebody has objected on this number: the lease is gone, the next
                return contact, found[1]

    def accompany(self, contact: Contact, why: Why) -> Handout:
        """As a call by phone, unless it was begun otherwise."""
        return accompany(self.session, contact, why)

    def why_nobody(self) -> Nobody:
        """Why nobody could be handed to this caller, and when somebody can be."""
        from ringa.store import waiting as counts

        db, campaign, now = self.session.open_db(), self.session.campaign, self.session.now_text()
        shut = self.gate.reason
        waiting = counts.waiting(db, now) if shut else counts.waiting_for(db, self.who, now)
        ready = waiting.pop("ready", 0)
        if ready:
            waiting[shut or "ready"] = ready
        first = None if shut in OVER else counts.earliest(db, self.who, now)
        due = from_text(first) if first else None
        return Nobody(
            waiting, rules.next_due(due, campaign.ends, campaign.hours, campaign.zone, any_hour=self.any_hour)
        )


def gate(session: Session, *, any_hour: bool) -> rules.Gate:
    """Whether the campaign calls just now, and the packet, if it is one, still hands out."""
    campaign, packet = session.campaign, packets.mine(session.open_db())
    expires = from_text(packet.expires) if packet else None
    return rules.gate(campaign.ends, campaign.hours, campaign.zone, session.now(), any_hour=any_hour, expires=expires)


def hand_out(session: Session, source: Source) -> Handout | Nobody:
    """The next contact, under a lease; or why there is none."""
    session.open_campaign()  # read before the transaction begins: reading may write the cache
    with session.open_db().tx():
        taken = source.claim()
    return following(source, taken)


def following(source: Source, taken: Taken) -> Handout | Nobody:
    """What was taken, with what goes with it."""
    return source.accompany(*taken) if taken else source.why_nobody()


def _caller(session: Session, caller: str, languages: Sequence[str]) -> rules.Caller:
    """Who is calling. Who names languages also has the one in which ringa speaks to them."""
    named = tuple(filter(None, map(clean_line, languages)))
    return rules.Caller(caller, (*named, session.language) if named else (), session.me)


def accompany(session: Session, contact: Contact, why: Why, channel: str = "") -> Handout:
    """A contact with history, script (with the words for a call-back, if it is one) and survey."""
    db, campaign = session.open_db(), session.campaign
    script = campaign.script_for(contact.member, session.language)
    if script and contact.is_call_back(session.now_text()):
        script = script.to_ring_again()
    survey = campaign.survey(script.survey if script else "")
    sharing = contacts.sharing_number(db, contact)
    calls = [*contacts.earlier_history(db, contact.id), *history(log.about(db, contact.id), contact.id)]
    return Handout(contact, why, calls, sharing, script, survey, channel)


def history(events: Sequence[Event], contact: str) -> list[Event]:
    """The calls to a contact among these events that were not undone, oldest first."""
    undone = {event.replaces for event in events if event.kind == UNDO}
    calls = [e for e in events if e.kind == REPORT and e.contact == contact and e.id not in undone]
    return sorted(calls, key=lambda event: (event.at, event.device, event.seq))


def nobody(found: Nobody, session: Session) -> NothingToDo:
    """That nobody is due, as an error for people."""
    if found.words:
        return NothingToDo(problem=found.words, what_to_do=_("`ringa call` goes on by phone."))
    zone = session.campaign.zone
    why = show.reasons(found.waiting, show.WAITING) or _("everybody has been called")
    if "packet_expired" in found.waiting:
        return expired()
    advice = _("The next call is due {when}.").format(when=show.when(found.next_due, zone))
    return NothingToDo(
        problem=_("Nobody to call just now: {why}.").format(why=why),
        what_to_do=advice if found.next_due else _("See `ringa status`."),
    )


def choose(session: Session, caller: str, contact: str, channel: str) -> Handout:
    """A certain contact into the caller's hands, inside a transaction; it counts as looked up.

    Raises OutInPacket, HeldByOther, HoldsMany, IsSelf.
    """
    from ringa.store import journal

    db, now = session.open_db(), session.now()
    wanted = contacts.get(db, contact)
    other, packet = handout.holder(db, wanted.id, to_text(now))
    if packet:
        raise OutInPacket(caller=other, contact=wanted.id)
    if other and other != caller:
        raise HeldByOther(caller=other, contact=wanted.id)
    if session.me and _caller(session, caller, ()).is_self(wanted.id, "", ""):
        raise IsSelf(contact=wanted.id)
    if not other and not may_hold(session, caller, wanted.id):
        raise HoldsMany(caller=caller, n=session.campaign.hold)
    handout.lease(db, wanted.id, caller, to_text(now), to_text(now + session.campaign.lease))
    journal.note(db, to_text(now), journal.CHOOSE, caller, {"found": 1})
    return accompany(session, contacts.get(db, wanted.id), "chosen", channel)


def may_hold(session: Session, caller: str, contact: str) -> bool:
    """Whether the caller may keep this contact from others, beside those that the caller keeps already."""
    return handout.hold(session.open_db(), caller, session.now_text(), contact) < session.campaign.hold


def keeper(session: Session, wanted: str, contact: str) -> str:
    """Whose a call-back is to be: as it was agreed, or '' (anyone's) if that caller keeps too many already."""
    return wanted if wanted and may_hold(session, wanted, contact) else ""


def expired() -> NothingToDo:
    """That the packet's contacts may be in other hands by now."""
    return NothingToDo(
        problem=_("This packet has expired: others may be calling its members now."),
        what_to_do=_("Send your results with `ringa export`, and ask the coordinator for a new packet."),
    )
