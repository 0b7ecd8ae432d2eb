"""`ringa find`: look somebody up."""

from typing import Annotated

import typer

from ringa.cli import show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core.phone import searchable
from ringa.core.text import clean_line
from ringa.errors import NothingToDo
from ringa.i18n import N_, _
from ringa.store import contacts, journal

EXAMPLE = "ringa find Öberg"
HELP = N_("Look up a member, for instance one who has rung back. Without a text, list them.")


def run(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar=_("TEXT"), help=_("A part of the name, a number in any form, or an id."))
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_("How many to show."))] = 20,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    db, campaign = session.open_db(), session.campaign
    text = clean_line(text)
    found = contacts.search(db, text, searchable(text), limit)
    with db.tx():
        journal.note(db, session.now_text(), "find", session.caller, {"found": len(found)})
    if json:
        show.data(
            [{**show.contact_json(each, ()), "state": each.state.state, "reason": each.state.reason} for each in found]
        )
    if not found and text and json:
        raise typer.Exit(3)
    if not found and text:
        raise NothingToDo(
            problem=_("Nobody here matches {text}.").format(text=text),
            what_to_do=_("Try a shorter part of the name, or the last digits of the number."),
        )
    for each in [] if json else found:
        number = show.number(each, masked=campaign.masked_numbers) or _("no number")
        show.out(" · ".join((each.id, each.member.name, number, show.state_text(each, campaign))))
