"""`ringa history`: what I did, and taking the last report back."""

from typing import Annotated

import typer

from ringa.cli import recording, show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core import call
from ringa.core.events import REPORT, UNDO
from ringa.errors import NothingToDo
from ringa.i18n import N_, _
from ringa.store import contacts, log, settings

EXAMPLE = "ringa history --undo --caller Anna"
HELP = N_("Show my reports, newest first; or undo the last one.")


def run(
    ctx: typer.Context,
    undo: Annotated[bool, typer.Option("--undo", help=_("Take my last report back. Nothing is deleted."))] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_("How many to show."))] = 20,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    caller = session.need_caller()
    if undo:
        _undo(session, caller, json=json)
        return
    db = session.open_db()
    events = log.last_reports(db, caller, limit * 2)
    undone = {event.replaces for event in events if event.kind == UNDO}
    reports = [event for event in events if event.kind == REPORT][:limit]
    if json:
        show.data([{**show.event_json(event), "undone": event.id in undone} for event in reports])
        return
    for event in reports:
        mark = "  (" + _("undone") + ")" if event.id in undone else ""
        moment = show.when(event.ended_at or event.at, session.campaign.zone)
        who = f"{event.contact}  {contacts.get(db, event.contact).member.name}".rstrip()
        show.out(f"{moment}  {who}  {show.outcome_name(event.outcome, session.campaign, event.channel)}{mark}")
    if not reports:
        show.words(_("{caller} has reported nothing here yet.").format(caller=caller))


def _undo(session: Session, caller: str, *, json: bool) -> None:
    db = session.open_db()
    device = settings.get(db, "device") or ""
    report = call.undoable(log.last_reports(db, caller, 1000), device)
    if report is None:
        raise NothingToDo(
            problem=_("There is no report of {caller} to undo on this device.").format(caller=caller),
            what_to_do=_("A report from another device is undone on that device."),
        )
    event, contact = recording.append(session, call.undo(report, caller), device_needed=device)
    if json:
        show.data({"event": event.id, "undone": report.id, "contact": contact.id, "state": contact.state.state})
        return
    done = _("Undone: {contact}, {outcome}.").format(
        contact=contact.id, outcome=show.outcome_name(report.outcome, session.campaign)
    )
    show.words(done + " " + show.state_text(contact, session.campaign))
