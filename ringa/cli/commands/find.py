"""`ringa find`: look somebody up, and go on with a call to them."""

from collections.abc import Sequence
from typing import Annotated

import typer

from ringa.cli import ask, show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core.outcome import PHONE, WORKPLACE
from ringa.core.people import Contact
from ringa.core.phone import searchable
from ringa.core.spelling import Sought
from ringa.core.text import clean_line
from ringa.errors import NothingToDo
from ringa.i18n import N_, _
from ringa.store import journal, lookup

EXAMPLE = "ringa find Öberg"
HELP = N_("Look up a member, for instance one who has rung back. Without a text, list them.")
KEYS = "123456789"  # those who can be opened with one key


def run(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar=_("TEXT"), help=_("A part of the name, a number in any form, or an id."))
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_("How many to show."))] = 20,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    db = session.open_db()
    text = clean_line(text)
    found = lookup.search(db, text, searchable(text), Sought(text).fits, limit + 1)
    found, more = found[:limit], len(found) > limit
    with db.tx():
        journal.note(db, session.now_text(), journal.FIND, session.caller, {"found": len(found)})
    if json:
        now = session.now_text()
        show.data([
            {**show.contact_json(each, ()), "state": each.state.state, "reason": each.state.reason,
             "held_by": each.holder(now) or None}
            for each in found
        ])  # fmt: skip
    if not found and text and json:
        raise typer.Exit(3)
    if not found and text:
        raise NothingToDo(
            problem=_("Nobody here matches {text}.").format(text=text),
            what_to_do=_("Try a shorter part of the name, or the last digits of the number."),
        )
    if not json:
        _show(session, found, more=more)


def _show(session: Session, found: Sequence[Contact], *, more: bool) -> None:
    """Who was found, a line each; on a terminal, one of the first nine can be opened with a key."""
    opens = session.interactive and found
    for number, each in enumerate(found, 1):
        key = f"{number:>2}  " if opens and number <= len(KEYS) else "    " if opens else ""
        show.out(key + _line(session, each))
    if more:
        show.words(_("There are more; write more of the name, or use --limit."))
    if opens:
        _open(session, found[: len(KEYS)])


def _line(session: Session, each: Contact) -> str:
    """Who it is, and where the contact stands."""
    number = show.number(each, masked=session.campaign.masked_numbers) or _("no number")
    holder = each.holder(session.now_text())
    held = _("in the hands of {caller}").format(caller=holder) if holder else ""
    place = each.member.workplace or each.member.branch
    parts = (each.id, each.member.name, number, place, show.state_text(each, session.campaign), held)
    return " · ".join(filter(None, parts))


def _open(session: Session, found: Sequence[Contact]) -> None:
    """They rang back, or were met: the conversation can be logged at once."""
    from ringa.cli.commands.call import begin

    show.out(_("Open whom? Press the number; Enter: nobody."))
    pressed = ask.key(KEYS[: len(found)] + "\r")
    if pressed == "\r":
        return
    show.out(_("Press 1 if you talk by phone, 2 if you meet; Enter: nobody."))
    where = ask.key("12\r")
    if where != "\r":
        begin(session, found[int(pressed) - 1].id, WORKPLACE if where == "2" else PHONE)
