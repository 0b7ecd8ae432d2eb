"""Recording: one event into the log, the contact folded anew, lease and draft given up: one transaction, one fsync."""

from collections.abc import Callable

from ringa.cli.session import Session
from ringa.core.events import REPORT, Event
from ringa.core.people import Contact
from ringa.errors import NothingToDo
from ringa.i18n import _
from ringa.store import contacts, device, drafts, handout, log


def append(
    session: Session, event: Event, *, device_needed: str = "", then: Callable[[], None] | None = None
) -> tuple[Event, Contact]:
    """Write an event and fold its contact. `then` runs in the same transaction: "record this, hand me the next".

    `device_needed` is the device that must still be writing here (an undo names an event of its own device).
    """
    db, rules, now = session.open_db(), session.campaign.rules, session.now_text()
    with db.tx():
        event, slot = log.append(db, event, session.home, now)
        if device_needed and slot.device != device_needed:
            raise NothingToDo(
                problem=_("This copy of the campaign is a new device; nothing has been reported on it."),
                what_to_do=_("A report from another device is undone on that device."),
            )
        if event.kind == REPORT:
            handout.release(db, event.contact, event.caller)
            drafts.drop(db, event.contact, event.caller)
        contact = contacts.refold(db, event.contact, rules)
        if then is not None:
            then()
    device.written(db, slot)
    return event, contact
