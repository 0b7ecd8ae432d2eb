"""A round through a workplace: the people on its list, one after another, for somebody who meets them there."""

from collections.abc import Sequence

import typer

from ringa.cli import ask, handing, show
from ringa.cli.handing import Handout, Nobody, Taken
from ringa.cli.session import Session
from ringa.core import handout as rules
from ringa.core import workplace
from ringa.core.handout import Why
from ringa.core.instant import to_text
from ringa.core.outcome import WORKPLACE
from ringa.core.people import Contact
from ringa.core.workplace import Workplace
from ringa.errors import UnknownWorkplace
from ringa.i18n import _, ngettext
from ringa.store import contacts, handout, workplaces

MOST = 9  # workplaces to choose from: a key each


class Walk:
    """One caller's way through certain contacts, who are met and not rung. `over` is said when all have been met.

    Without it there is nothing to say and nothing to wait for then.
    """

    def __init__(self, session: Session, caller: str, among: Sequence[str], over: str = "") -> None:
        self.session = session
        self.caller = caller
        self.among = among
        self.over = over
        self.any_hour = True

    def claim(self) -> Taken:
        """The next one, under a lease, inside the transaction that is open. Calling hours are for the phone."""
        session, db, now = self.session, self.session.open_db(), self.session.now()
        campaign, now_text = session.campaign, to_text(now)
        if self.has_ended:
            return None
        today = to_text(rules.day_began(now, campaign.zone))
        while found := workplaces.next_to_meet(db, self.among, self.caller, now_text, today):
            contact = contacts.verified(db, contacts.get(db, found), campaign.rules)
            if rules.may_be_met(contact.state):  # else somebody has objected on this number
                handout.lease(db, found, self.caller, now_text, to_text(now + campaign.lease))
                return contacts.get(db, found), "at_work"
        return None

    @property
    def has_ended(self) -> bool:
        """Whether the campaign is over."""
        return handing.gate(self.session, any_hour=True).reason in handing.OVER

    def accompany(self, contact: Contact, why: Why) -> Handout:
        """As a conversation at the workplace."""
        return handing.accompany(self.session, contact, why, WORKPLACE)

    def why_nobody(self) -> Nobody:
        """That all have been met, or that the campaign is over."""
        if self.has_ended:
            return Nobody({handing.gate(self.session, any_hour=True).reason: len(self.among)}, None)
        return Nobody({}, None, self.over, final=not self.over)


def through(session: Session, caller: str, place: Workplace) -> Walk:
    """The way through a workplace."""
    among = workplaces.people(session.open_db(), place.spellings)
    text = _("That was everybody at {workplace} who can be met today.").format(workplace=place.name)
    return Walk(session, caller, among, text)


def to(session: Session, caller: str, contact: str) -> Walk:
    """The way to one contact, after whom nobody comes. Raises UnknownContact."""
    return Walk(session, caller, [contacts.get(session.open_db(), contact).id])


def choose(session: Session, text: str) -> Workplace:
    """The workplace that is meant, asked for where there are several. Raises UnknownWorkplace."""
    known = workplace.workplaces(workplaces.counts(session.open_db()))
    found = workplace.named(text, known)
    if not found:
        near = workplace.near(text, known)
        names = ", ".join(each.name for each in known[:MOST]) + (" …" if len(known) > MOST else "")
        advice = _("Did you mean {near}?").format(near=near) if near else _("There are: {names}").format(names=names)
        raise UnknownWorkplace(name=text, what_to_do=advice if known else _("The member lists name no workplaces."))
    return found[0] if len(found) == 1 else _one_of(found)


def _one_of(found: Sequence[Workplace]) -> Workplace:
    shown = found[:MOST]
    show.out(_("Which workplace?"))
    for number, each in enumerate(shown, 1):
        n = each.contacts
        show.out(f"  {number}  {each.name} (" + ngettext("{n} member", "{n} members", n).format(n=n) + ")")
    if len(found) > MOST:
        show.out(_("There are {n} more; write more of the name.").format(n=len(found) - MOST))
    show.out(_("Enter: none of these"))
    pressed = ask.key("".join(map(str, range(1, len(shown) + 1))) + "\r")
    if pressed == "\r":
        raise typer.Exit(3)
    return shown[int(pressed) - 1]
