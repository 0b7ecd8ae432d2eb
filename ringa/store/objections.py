"""Objections as a whole: what a merge brings of them, who has made them, what is lifted, and what can be handed on."""

from typing import TYPE_CHECKING, NamedTuple

from ringa.core.fold import Rules
from ringa.store import contacts, journal, log, opt_outs
from ringa.store.db import Db

if TYPE_CHECKING:
    from ringa.core.events import Event
    from ringa.core.merge import MergePlan

BATCH, LIFTED = "opt_out", "opt_out_lifted"  # kinds of journal entries


class Merged:
    """What the files of one merge say of objections, beyond what each contact's own events say."""

    def __init__(self) -> None:
        self._erased: set[tuple[str, str]] = set()  # (contact, event)
        self.lifted: set[str] = set()

    def note(self, db: Db, plan: "MergePlan") -> None:
        """Take up a plan before it is carried out: erasing takes objections from the log, or keeps them out of it.

        They may be somebody else's: of two contents under one id, one may be about a person who is forgotten.
        """
        from ringa.core.events import ERASED, objects

        self.lifted |= plan.lifted
        self._erased |= plan.objections
        gone = [event for person in plan.forget for event in log.about(db, person)]
        gone += [other for event in plan.add if event.kind == ERASED for other in log.with_id(db, event.id)]
        self._erased |= {(event.contact, event.id) for event in gone if objects(event)}

    def settle(self, db: Db, rules: Rules) -> None:
        """Once all contacts are folded: marks of objections that are erased, and those that were lifted.

        Whichever came first, the objection or the forgetting, the marks are the same, if the campaign has ever had
        the person's numbers. If results say that somebody is forgotten before a list brings the numbers, they never
        come in, and what the person has objected to is known by the id alone.
        """
        if sum(_recall(db, person, event) for person, event in sorted(self._erased)):
            contacts.block_all(db, rules)
        if sum(opt_outs.lift(db, event) for event in sorted(self.lifted)):
            contacts.free(db, rules)


def _recall(db: Db, person: str, event: str) -> int:
    found = db.row("SELECT id FROM contacts WHERE contact = ?", (person,))
    return opt_outs.recall(db, contacts.member(db, found[0]), [event]) if found else 0


class Objection(NamedTuple):
    """An objection that stands: who ('' if the person is forgotten), since when, who has written it down, where."""

    contact: str
    since: str
    by: str
    event: str


def standing(db: Db) -> list[Objection]:
    """Every objection that stands, oldest first; at the end those of people who are forgotten."""
    found = [Objection(event.contact, event.at, event.caller, event.id) for event in log.objections(db)]
    known = {objection.event for objection in found}
    rest = sorted(origin for origin in opt_outs.by_origin(db) if origin[0] == "d" and origin not in known)
    return [*found, *(Objection("", "", "", event) for event in rest)]


class Batch(NamedTuple):
    """Numbers that came in a file or one by one: since when, by whom, how many hold now (0: it was lifted)."""

    batch: str
    since: str
    by: str
    numbers: int
    note: str


def batches(db: Db) -> list[Batch]:
    """Every batch of numbers, oldest first."""
    marks = opt_outs.by_origin(db)
    return [
        Batch(entry["batch"], entry["at"], entry["caller"], marks.get(entry["batch"], 0), entry["note"])
        for entry in journal.entries(db, BATCH)
    ]


def add_numbers(db: Db, numbers: list[str], rules: Rules) -> tuple[int, int, str]:
    """Keep numbers (E.164), inside a transaction: how many are new, how many people are blocked by it, which batch.

    Nothing is kept, and there is no batch, if all of them are there already.
    """
    batch = f"b{journal.count(db, BATCH) + 1}"
    added = opt_outs.add_batch(db, numbers, batch)
    blocked = contacts.block(db, map(int, numbers), rules)
    return added, blocked, batch if added else ""


def events(db: Db, id: str) -> "list[Event]":
    """The objections under an event's id, lifted or not."""
    from ringa.core.events import objects

    return [event for event in log.with_id(db, id) if objects(event)]


def lift(db: Db, origin: str, rules: Rules) -> tuple[int, int]:
    """Take away what an event or a batch has brought, inside a transaction: how many marks, how many people are free.

    For an event, its `lift` has been appended before.
    """
    marks = opt_outs.lift(db, origin)
    return marks, contacts.free(db, rules)


class Given(NamedTuple):
    """A number (E.164) that is handed on in clear, since when it is not to be called, and what it is."""

    number: str
    since: str
    kind: str


def in_clear(db: Db) -> tuple[list[Given], int]:
    """The numbers on the list that people of this campaign have now; how many marks are of no number known here.

    Of somebody who is blocked by one number alone, only that one: a list that is handed on and back must not grow.
    """
    from ringa.core import opt_out

    secret, unknown = opt_outs.key(db), opt_outs.kept(db)
    times = _times(db) if unknown else {}
    found: dict[str, Given] = {}
    for contact in contacts.blocked_as(db, "do_not_call"):
        for phone in contact.member.phones:
            marks = [*opt_out.found_under((phone,), contact.member.name, secret)]
            unknown.difference_update(marks)
            origins = opt_outs.origins_of(db, marks)
            if origins and not phone.gone:
                since = min(filter(None, (times.get(origin, "") for origin in origins)), default="")
                found.setdefault(phone.number, Given(phone.number, since, phone.kind))
    return sorted(found.values()), len(unknown)


def _times(db: Db) -> dict[str, str]:
    """When each origin came in."""
    return {objection.event: objection.since for objection in standing(db)} | {
        batch.batch: batch.since for batch in batches(db)
    }
