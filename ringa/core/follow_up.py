"""What volunteers passed on to the coordinator: each thing on which somebody must act, with what it takes to act."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ringa.core import fold
from ringa.core.correction import PHONE, label, told
from ringa.core.events import Event
from ringa.core.people import Contact
from ringa.i18n import N_, _

# Two different reports under one id; until a `resolve` names it, one of them counts.
CONFLICT = "conflict"
LABELS = {
    fold.MESSAGE: N_("message"),
    fold.CORRECTION: N_("correction"),
    "not_member": N_("says to be no member"),
    "language": N_("needs a caller with another language"),
    "deceased": N_("has died"),
    fold.NO_NUMBER: N_("no number that works"),
    fold.MISTAKE: N_("the caller says this was a mistake"),
    fold.BROKEN_PROMISE: N_("was promised a call, and has been tried too often"),
    CONFLICT: N_("two different reports under one number"),
}


class FollowUp(NamedTuple):
    """One thing to act on. An event can have several; resolving it resolves them all."""

    event: Event
    contact: Contact
    kind: str  # of LABELS
    correction: str = ""  # what to correct: of core.correction.KINDS
    text: str = ""  # in the words of the caller
    number: str = ""  # E.164, where a new number is certain

    @property
    def at(self) -> str:
        """When it happened: an instant."""
        return self.event.ended_at or self.event.at

    @property
    def what(self) -> str:
        """What there is to do, for people; the words of the caller come on top."""
        return label(self.correction) if self.correction else _(LABELS[self.kind])


def of_contact(contact: Contact, events: Iterable[Event], number: Callable[[str], str]) -> Iterator[FollowUp]:
    """What is to be done about a contact, oldest first. `events` as for `core.fold`.

    `number` reads a telephone number as somebody said it: E.164, '' for none that is certain.
    """
    for event, why in fold.follow_ups(events, contact.id, contact.state):
        if why == fold.CORRECTION:
            for kind, words in event.corrections.items():
                yield FollowUp(event, contact, why, kind, told(words), number(words) if kind == PHONE else "")
        else:
            yield FollowUp(event, contact, why, text=_words(event, why))


def _words(event: Event, why: str) -> str:
    """What the caller wrote about it: the message, or the note where an outcome stands for itself."""
    return event.to_coordinator if why == fold.MESSAGE else event.note


def conflict(event: Event, contact: Contact) -> FollowUp:
    """That there are two contents under the id of this event."""
    return FollowUp(event, contact, CONFLICT)


def chosen(found: Iterable[FollowUp], kinds: set[str], names: set[str]) -> list[FollowUp]:
    """Those of these kinds (or kinds of correction), of these events and contacts (ids); an empty set is any."""
    return [
        each
        for each in found
        if (not kinds or not kinds.isdisjoint((each.kind, each.correction)))
        and (not names or not names.isdisjoint((each.event.id, each.contact.id)))
    ]
