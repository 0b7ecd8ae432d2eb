"""`ringa call`: the calling loop."""

from typing import Annotated, Literal

import typer

from ringa.cli import ask, handing, show, walk
from ringa.cli.calling import Desk, lock_name
from ringa.cli.dialling import chosen
from ringa.cli.handing import Queue, Source
from ringa.cli.options import AnyHour, Languages, Me
from ringa.cli.session import Session
from ringa.core.handout import may_be_met
from ringa.core.outcome import PHONE, WORKPLACE
from ringa.core.text import clean_line
from ringa.dial.ways import WAYS
from ringa.errors import CallerBusy, NeedsTerminal, UsageProblem
from ringa.i18n import N_, _
from ringa.store import contacts
from ringa.store.turnstile import one_at_a_time

EXAMPLE = "ringa call --caller Anna"
HELP = N_("Call one member after another: card, script, answers, outcome, next. Nothing is lost if it is interrupted.")


def run(
    ctx: typer.Context,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar=_("CONTACT"), help=_("Begin with this one (see `ringa find`)."))
    ] = None,
    channel: Annotated[
        Literal["phone", "workplace"] | None,
        typer.Option("--channel", help=_("With --contact: where you talk. [default: phone]")),
    ] = None,
    workplace: Annotated[
        str | None,
        typer.Option("--workplace", metavar=_("NAME"), help=_("Go through the members of this workplace, whom you meet "
                     "there; a part of the name will do.")),
    ] = None,
    language: Languages = None,
    any_hour: AnyHour = False,
    me: Me = "",
    dial: Annotated[
        str,
        typer.Option("--dial", metavar=_("WAY"),
                     help=_("How to dial, from now on: {ways}.").format(ways=", ".join(f"`{way}`" for way in WAYS))),
    ] = "",
    dial_command: Annotated[
        str,
        typer.Option("--dial-command", metavar=_("COMMAND"),
                     help=_("Your own program that dials, as in 'linphone {e164}'.")),
    ] = "",
) -> None:  # fmt: skip
    session: Session = ctx.obj
    session.own_contact = me
    if workplace is not None and (contact is not None or channel == PHONE):
        problem = _("--workplace goes from member to member, who are met and not rung: it goes without {option}.")
        option = "--contact" if contact is not None else "--channel phone"
        raise UsageProblem(problem=problem.format(option=option), command="ringa call")
    if channel is not None and contact is None and workplace is None:
        raise UsageProblem(problem=_("--channel says where you talk with --contact."), command="ringa call")
    if not session.interactive:
        raise NeedsTerminal(command="ringa call", instead=_("In scripts, use `ringa next` and `ringa record`."))
    caller = _who(session)
    source: Source = Queue(session, caller, languages=language or [], any_hour=any_hour)
    if workplace is not None:
        source = walk.through(session, caller, walk.choose(session, clean_line(workplace)))
    elif contact and channel == WORKPLACE:
        source = walk.to(session, caller, contact)
    desk = Desk(session, caller, source, dial=chosen(session, caller, dial, dial_command))
    shift(desk, contact, channel or PHONE)


def begin(session: Session, contact: str, channel: str) -> None:
    """A call to somebody who was looked up, and the shift that follows."""
    caller = _who(session)
    source: Source = Queue(session, caller, languages=[], any_hour=False)
    if channel == WORKPLACE:
        source = walk.to(session, caller, contact)
    shift(Desk(session, caller, source), contact, channel)


def _who(session: Session) -> str:
    """Who is calling; asked for, if nobody has said it and the campaign came in no packet."""
    session.open_db()  # which knows whose packet it came in
    caller = session.caller
    while not caller:
        caller = clean_line(ask.line(_("Your name")))
    return caller


def shift(desk: Desk, contact: str | None = None, channel: str = PHONE, greeting: str = "") -> None:
    """One caller's shift at this terminal; a second terminal with the same name is refused.

    It begins with the `contact`, if one is named, and goes on with what the desk's source has.
    """
    db = desk.session.open_db()
    with one_at_a_time(db.path.with_name(lock_name(desk.caller))) as alone:
        if not alone:
            raise CallerBusy(caller=desk.caller)
        first = _take(desk.session, desk.caller, contact, channel) if contact else None
        if not desk.work(first, greeting):
            raise typer.Exit(3)


def _take(session: Session, caller: str, contact: str, channel: str) -> handing.Handout:
    """A certain contact into the caller's hands, unless somebody else holds it."""
    db = session.open_db()
    rules = session.campaign.rules  # read before the transaction begins: reading may write the cache
    with db.tx():
        wanted = contacts.verified(db, contacts.get(db, contact), rules)
    if wanted.state.state == "blocked" and not (channel == WORKPLACE and may_be_met(wanted.state)):
        text = f"{wanted.member.name}: {show.state_text(wanted, session.campaign)}. "
        if not ask.yes(text + _("Report a call all the same?")):
            raise typer.Exit(3)
    if handing.gate(session, any_hour=True).reason == "packet_expired":
        raise handing.expired()
    with db.tx():
        return handing.choose(session, caller, wanted.id, channel)
