"""`ringa release`: give contacts back."""

from typing import Annotated

import typer

from ringa.cli import show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.errors import NothingToDo, UsageProblem
from ringa.i18n import N_, _, ngettext
from ringa.store import contacts, handout

EXAMPLE = "ringa release --all --caller Anna"
HELP = N_("Give back a contact that you hold, for others to call.")


def run(
    ctx: typer.Context,
    contact: Annotated[str | None, typer.Argument(metavar=_("[CONTACT]"), help=_("Which one."))] = None,
    all: Annotated[bool, typer.Option("--all", help=_("Everything that the caller holds."))] = False,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    caller, db = session.need_caller(), session.open_db()
    held = handout.held_by(db, caller)
    if contact is not None:
        wanted = [contacts.get(db, contact).id]
    elif all or len(held) <= 1:
        wanted = held
    else:
        problem = _("{caller} holds {n} contacts.").format(caller=caller, n=len(held))
        raise UsageProblem(problem=problem + " " + _("Name one, or use --all."), command="ringa release")
    with db.tx():
        released = [each for each in wanted if handout.release(db, each, caller)]
    if not released:
        raise NothingToDo(
            problem=_("{caller} holds nothing to give back.").format(caller=caller),
            what_to_do=_("`ringa next` hands out a contact."),
        )
    if json:
        show.data({"released": released})
        return
    n = len(released)
    show.words(ngettext("Gave back {n} contact.", "Gave back {n} contacts.", n).format(n=n))
