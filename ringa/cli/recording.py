"""Recording: one event into the log, the contact folded anew, lease and draft given up: one transaction, one fsync.

And before that, the draft of a call in progress.
"""

from collections.abc import Callable

from ringa.cli.session import Session
from ringa.core import call, survey
from ringa.core.call import Draft
from ringa.core.events import REPORT, Event
from ringa.core.instant import to_text
from ringa.core.people import Contact
from ringa.core.survey import Survey
from ringa.errors import NothingToDo
from ringa.i18n import _
from ringa.store import compiled, contacts, device, drafts, handout, log


def append(
    session: Session, event: Event, *, device_needed: str = "", then: Callable[[], None] | None = None
) -> tuple[Event, Contact]:
    """Write an event and fold its contact. `then` runs in the same transaction: "record this, hand me the next".

    Of an event about somebody who was forgotten only the erased row stays, and the numbers of an objection.

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
            handout.end_lease(db, event.contact, event.caller)
            drafts.drop(db, event.contact, event.caller)
        contact = contacts.refold(db, event.contact, rules)
        if contact.state.reason == "forgotten":
            from ringa.core.merge import plan

            log.apply(db, plan([event], {}, [contact.id]), now)  # perhaps forgotten while they were on the line
        if then is not None:
            then()
    device.written(db, slot)
    return event, contact


def saved_draft(session: Session, contact: str, caller: str, now: Survey) -> Draft | None:
    """What had been noted of a call, as far as it stands if the survey was edited meanwhile."""
    db = session.open_db()
    body = drafts.load(db, contact, caller)
    if body is None:
        return None
    draft = call.from_json(body)
    before = compiled.version(db, now.id, draft.survey_version)
    return call.resumed(draft, now, survey.from_document(before, draft.survey_version) if before else None)


def save_draft(session: Session, contact: str, caller: str, draft: Draft) -> None:
    """The draft on disk, and the lease renewed."""
    db = session.open_db()
    until = to_text(session.now() + session.campaign.lease)
    with db.tx():
        drafts.save(db, contact, caller, draft.to_json())
        handout.renew(db, contact, caller, until)
