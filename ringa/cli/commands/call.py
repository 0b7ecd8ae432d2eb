"""`ringa call`: the calling loop."""

from typing import Annotated

import typer

from ringa.cli import ask, handing, show
from ringa.cli.calling import Desk, lock_name
from ringa.cli.options import AnyHour, Languages
from ringa.cli.session import Session
from ringa.core.instant import to_text
from ringa.core.text import clean_line
from ringa.errors import CallerBusy, HeldByOther, NeedsTerminal, OutInPacket
from ringa.i18n import N_, _
from ringa.store import contacts, handout, packets
from ringa.store.turnstile import one_at_a_time

EXAMPLE = "ringa call --caller Anna"
HELP = N_("Call one member after another: card, script, answers, outcome, next. Nothing is lost if it is interrupted.")


def run(
    ctx: typer.Context,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar=_("CONTACT"), help=_("Begin with this one (see `ringa find`)."))
    ] = None,
    language: Languages = None,
    any_hour: AnyHour = False,
) -> None:
    session: Session = ctx.obj
    if not session.interactive:
        raise NeedsTerminal(command="ringa call", instead=_("In scripts, use `ringa next` and `ringa record`."))
    session.open_db()  # whose packet it is, if it is one
    caller = session.caller
    while not caller:
        caller = clean_line(ask.line(_("Your name")))
    shift(session, caller, contact, language or [], any_hour=any_hour)


def shift(
    session: Session, caller: str, contact: str | None, languages: list[str],
    *, any_hour: bool, lasting: bool = True, greeting: str = "",
) -> None:  # fmt: skip
    """One caller's shift at this terminal; a second terminal with the same name is refused."""
    db = session.open_db()
    with one_at_a_time(db.path.with_name(lock_name(caller))) as alone:
        if not alone:
            raise CallerBusy(caller=caller)
        desk = Desk(session, caller, languages=languages, any_hour=any_hour, lasting=lasting)
        if not desk.work(_take(session, caller, contact) if contact else None, greeting):
            raise typer.Exit(3)


def _take(session: Session, caller: str, contact: str) -> handing.Handout:
    """A certain contact into the caller's hands, unless somebody else holds it."""
    db, now = session.open_db(), session.now()
    rules = session.campaign.rules  # read before the transaction begins: reading may write the cache
    with db.tx():
        wanted = contacts.verified(db, contacts.get(db, contact), rules)
    if wanted.state.state == "blocked":
        text = f"{wanted.member.name}: {show.state_text(wanted, session.campaign)}. "
        if not ask.yes(text + _("Report a call all the same?")):
            raise typer.Exit(3)
    mine = packets.mine(db)
    if mine and mine.expires <= to_text(now):
        raise handing.expired()
    with db.tx():
        other, packet = handout.holder(db, wanted.id, to_text(now))
        if packet:
            raise OutInPacket(caller=other, contact=wanted.id)
        if other and other != caller:
            raise HeldByOther(caller=other, contact=wanted.id)
        handout.lease(db, wanted.id, caller, to_text(now), to_text(now + session.campaign.lease))
    return handing.accompany(session, contacts.get(db, wanted.id), "chosen")
