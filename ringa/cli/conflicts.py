"""Two contents under one id: shown side by side, and settled by naming the one that counts."""

from collections.abc import Mapping
from typing import Any

from ringa.cli import show
from ringa.cli.session import Session
from ringa.core.campaign import Campaign
from ringa.core.events import CHECK, RESOLVE, Event, cells
from ringa.errors import NoConflict
from ringa.i18n import N_, _
from ringa.store import device, journal, log, sweep
from ringa.store.db import Db

_OWN = ("format", "event", "device", "seq", "check", "mac")  # what says nothing of a call
_TIMES = ("at", "started_at", "ended_at", "call_back_at")
_NAMES = {
    "at": N_("written down"), "contact": N_("member"), "caller": N_("caller"), "outcome": N_("outcome"),
    "started_at": N_("began"), "ended_at": N_("ended"), "call_back_at": N_("call back"),
    "call_back_for": N_("call back by"), "note": N_("note"), "to_coordinator": N_("to the coordinator"),
}  # fmt: skip


def tell(session: Session, *, json: bool) -> None:
    """List the conflicts that nobody has settled."""
    db = session.open_db()
    found = [(event, _contents(db, event)) for event in log.conflicts(db)]
    if json:
        show.data([_as_data(event, contents) for event, contents in found])
        return
    if not found:
        show.words(_("There are no conflicts."))
    for event, contents in found:
        _tell_one(event, contents, session.campaign)


def _contents(db: Db, event: str) -> list[Event]:
    return sorted(log.with_id(db, event), key=lambda each: each.check)


def _as_data(event: str, contents: list[Event]) -> dict[str, Any]:
    return {"event": event, "counted": contents[0].check, "contents": [cells(each) for each in contents]}


def _tell_one(event: str, contents: list[Event], campaign: Campaign) -> None:
    """The contents of one id side by side, cell by cell, and the command that settles it for each of them."""
    show.out(event)
    rows = [cells(each) for each in contents]
    for name in dict.fromkeys(name for row in rows for name in row if name not in _OWN):
        values = [_in_words(name, row, campaign) for row in rows]
        shown = values[0] if len(set(values)) == 1 else " | ".join(values)
        show.out(f"  {_(_NAMES[name]) if name in _NAMES else name}: {shown}")
    for number, each in enumerate(contents):
        text = (
            _("the first content, which counts now")
            if number == 0
            else _("the content number {n}").format(n=number + 1)
        )
        show.out(f"  ringa merge --resolve {event} --keep {each.check}   ({text})")


def _in_words(name: str, row: Mapping[str, str], campaign: Campaign) -> str:
    cell = row.get(name, "")
    if name in _TIMES or not cell:
        return show.when(cell, campaign.zone)
    return show.outcome_name(cell, campaign, row.get("channel", "phone")) if name == "outcome" else cell


def resolve(session: Session, event: str, check: str, *, json: bool) -> None:
    """Say which content counts. Raises NoConflict."""
    db = session.open_db()
    contents = _contents(db, event)
    if len(contents) < 2 or not CHECK.fullmatch(check) or check not in {each.check for each in contents}:
        raise NoConflict(event=event, check=check)
    now = session.now_text()
    settled = Event(session.campaign.id, "", 0, RESOLVE, caller=session.caller, replaces=event, note=check)
    with db.tx():
        written, slot = log.append(db, settled, session.home, now)
        journal.note(db, now, RESOLVE, session.caller, {"event": event})
        sweep.refold(db, {each.contact for each in contents if each.contact}, session.campaign.rules)
    device.written(db, slot)
    if json:
        show.data({"event": written.id, "resolved": event, "kept": check})
    else:
        show.words(_("Settled: {check} counts for {event}.").format(check=check, event=event))
