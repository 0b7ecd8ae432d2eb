"""`ringa opt-out`: who is not to be called, in and out."""

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from ringa.cli import ask, files, number_list, recording, show, unaware
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core.events import EVENT_ID, LIFT, OPT_OUT, Event
from ringa.core.fold import OPEN
from ringa.core.people import MOBILE, Contact
from ringa.core.phone import read_parts
from ringa.core.text import MAX_TEXT, clean
from ringa.errors import InPacket, NeedsTerminal, NothingToDo, NumberUnreadable, UnknownObjection, UsageProblem
from ringa.formats.guard import guard
from ringa.formats.whole_table import write_row
from ringa.i18n import N_, _, ngettext
from ringa.store import contacts, device, journal, log, objections, packets
from ringa.store.objections import Given

EXAMPLE = "ringa opt-out --import do-not-call.csv"
HELP = N_(
    "Who is not to be called: somebody of this campaign, a number, or a file of numbers. Without arguments, the list."
)

COMMAND = "ringa opt-out"


def run(
    ctx: typer.Context,
    contact: Annotated[
        str | None, typer.Argument(metavar=_("[CONTACT]"), help=_("This member objects to being called."))
    ] = None,
    number: Annotated[
        bool, typer.Option("--number", help=_("A number, which is asked for, or read from standard input."))
    ] = False,
    import_file: Annotated[
        str | None,
        typer.Option("--import", metavar=_("FILE"), help=_("Numbers not to be called: CSV or Excel; - is stdin.")),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar=_("NAME"), help=_("Which sheet of a workbook: name or number."))
    ] = None,
    export_file: Annotated[
        str | None,
        typer.Option("--export", metavar=_("FILE"), help=_("Write the numbers in clear, for others to import.")),
    ] = None,
    lift: Annotated[
        str | None,
        typer.Option(
            "--lift",
            metavar=_("EVENT|BATCH"),
            help=_("Somebody has asked to be called again after all; or a wrong number or a death was a mistake."),
        ),
    ] = None,
    note: Annotated[
        str, typer.Option("--note", metavar=_("TEXT"), help=_("Where it comes from: no names, no numbers."))
    ] = "",
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    if sum((contact is not None, number, import_file is not None, export_file is not None, lift is not None)) > 1:
        raise UsageProblem(problem=_("One thing at a time: a contact, or one of the options."), command=COMMAND)
    if len(note) > MAX_TEXT:
        problem = _("A text may have {n} characters; this one has {m}.").format(n=MAX_TEXT, m=len(note))
        raise UsageProblem(problem=problem, command=COMMAND)
    note = clean(note).strip()
    if (number or import_file is not None or export_file is not None) and packets.mine(session.open_db()):
        problem = _("numbers that are not to be called are kept at the office")
        advice = _("Somebody of this packet objects with `ringa opt-out CONTACT`; tell the coordinator of any other.")
        raise InPacket(problem=problem, what_to_do=advice)
    session.open_campaign()  # read before any transaction begins: reading may write the cache
    if contact is not None:
        _object(session, contact, note, json=json)
    elif number:
        _add_number(session, note, json=json)
    elif import_file is not None:
        _import(session, import_file, sheet, note, json=json)
    elif export_file is not None:
        _export(session, export_file, json=json)
    elif lift is not None:
        _lift(session, clean(lift).strip(), note, json=json)
    else:
        _list(session, json=json)


# in: one person


def _object(session: Session, name: str, note: str, *, json: bool) -> None:
    db = session.open_db()
    contact = contacts.get(db, name)
    _refuse_known(session, contact)
    if session.interactive:
        who = f"{contact.member.name} ({contact.id})".strip()
        if not ask.yes(_("{who} objects to being called. Never call them again?").format(who=who)):
            raise typer.Exit(3)  # nothing was changed
    event = Event(session.campaign.id, "", 0, OPT_OUT, contact=contact.id, caller=session.caller, note=note)
    event, after = recording.append(session, event)
    if json:
        body = {"event": event.id, "contact": after.id, "state": after.state.state, "reason": after.state.reason}
        show.data(body)
    else:
        show.words(_("Saved: {contact} is not called again ({event}).").format(contact=after.id, event=event.id))
    unaware.tell(session)


def _refuse_known(session: Session, contact: Contact) -> None:
    """Nothing is to be written down about somebody who has objected or is forgotten."""
    known = log.objections(session.open_db(), contact.id)
    if contact.state.reason == "forgotten":
        problem = _("{contact} was forgotten, and is never called.").format(contact=contact.id)
    elif known:
        when = show.when(known[0].at, session.campaign.zone)
        problem = _("{contact} has objected already: {when}, {event}.")
        problem = problem.format(contact=contact.id, when=when, event=known[0].id)
    else:
        return
    raise NothingToDo(problem=problem, what_to_do=_("`ringa opt-out` lists every objection."))


# in: numbers


def _add_number(session: Session, note: str, *, json: bool) -> None:
    if session.interactive:
        text = ask.line(_("The number that is not to be called"))
    elif sys.stdin.isatty():
        raise NeedsTerminal(command=f"{COMMAND} --number", instead=_("Write the number to standard input."))
    else:
        text = sys.stdin.readline()
    numbers, problems = read_parts(clean(text).strip(), session.campaign.region)
    if problems or not numbers:
        raise NumberUnreadable
    _keep(session, [each.e164 for each in numbers], (), None, note, json=json)


def _import(session: Session, name: str, sheet: str | None, note: str, *, json: bool) -> None:
    found = number_list.read(session, name, sheet)
    rejects = number_list.write_rejected(session, name, found)
    _keep(session, list(found.numbers), found.rejected, str(rejects) if rejects else None, note, json=json)
    if found.rejected:
        raise typer.Exit(4)


def _keep(
    session: Session, numbers: list[str], rejected: Sequence[Any], rejects: str | None, note: str, *, json: bool
) -> None:
    db = session.open_db()
    session.key()  # makes it, in a transaction of its own
    with db.tx():
        added, blocked, batch = objections.add_numbers(db, numbers, session.campaign.rules)
        counts = {"read": len(numbers), "added": added, "known": len(numbers) - added, "rejected": len(rejected)}
        if batch:
            body = {"batch": batch, **counts, "blocked": blocked, "note": note}
            journal.note(db, session.now_text(), objections.BATCH, session.caller, body)
    if json:
        show.data({**counts, "blocked": blocked, "batch": batch or None, "rejects_file": rejects})
    n = counts["read"]
    text = ngettext(
        "{n} number read: {added} new, {known} known.", "{n} numbers read: {added} new, {known} known.", n
    ).format(n=n, **counts)
    show.words(text + (" " + _("They are batch {batch}.").format(batch=batch) if batch else ""))
    text = ngettext(
        "{n} member of this campaign is blocked by it.", "{n} members of this campaign are blocked by it.", blocked
    )
    show.words(text.format(n=blocked))
    unaware.tell(session)
    if rejects:
        n = len(rejected)
        text = ngettext(
            "{n} row was set aside, with the reason, in {file}.", "{n} rows were set aside, with reasons, in {file}.", n
        )
        show.words(text.format(n=n, file=rejects))
        show.words(_("As long as they are not mended, these people can be called."))


# out


def _export(session: Session, name: str, *, json: bool) -> None:
    if name == files.STANDARD and json:
        raise UsageProblem(problem=_("--json needs a file: the CSV is on stdout."), command=COMMAND)
    db = session.open_db()
    with db.snapshot():
        numbers, unknown = objections.in_clear(db)
    if name == files.STANDARD:
        sys.stdout.buffer.write("".join(_rows(numbers)).encode())
        sys.stdout.buffer.flush()
    else:
        files.write(session.cwd / name, _rows(numbers))
    with db.tx():
        journal.note(db, session.now_text(), "opt_out_export", session.caller, {"numbers": len(numbers)})
    fixed = sum(given.kind != MOBILE for given in numbers)
    if json:
        show.data({"file": str(session.cwd / name), "numbers": len(numbers), "fixed": fixed, "without": unknown})
    n = len(numbers)
    text = ngettext(
        "{file} has {n} number of a member in clear: send it only protected, and delete it afterwards.",
        "{file} has {n} numbers of members in clear: send it only protected, and delete it afterwards.",
        n,
    )
    show.words(text.format(file=_("Standard output") if name == files.STANDARD else name, n=n))
    if fixed:
        text = _("{n} of them are not mobiles: whoever imports the file calls nobody on them, a whole workplace maybe.")
        show.words(text.format(n=fixed))
    if unknown:
        text = _("{n} objections are not in it: their numbers are kept as keyed hashes only, and cannot be told.")
        show.words(text.format(n=unknown))


def _rows(numbers: Sequence[Given]) -> Iterator[str]:
    """The file. The guard's apostrophe keeps a spreadsheet from taking a number for a sum; our reader takes it off."""
    yield write_row(["phone", "since"])
    for given in numbers:
        yield write_row([guard(given.number), given.since])


# lifting


def _lift(session: Session, name: str, note: str, *, json: bool) -> None:
    if re.fullmatch("b[1-9][0-9]*", name):
        found = _lift_batch(session, name)
    elif EVENT_ID.fullmatch(name):
        found = _lift_event(session, name, note)
    else:
        raise UnknownObjection(name=name)
    if json:
        show.data(found)
    n = found["freed"]
    text = ngettext("{n} member can be called again.", "{n} members can be called again.", n)
    # Else a number came back to who was called anyway.
    tells = n or found["numbers"] or found["reason"] == "do_not_call"
    show.words(_("Lifted: {name}.").format(name=name) + (" " + text.format(n=n) if tells else ""))
    if found["reason"] == "do_not_call":
        text = _("{contact} is still not called: another objection stands. `ringa opt-out` lists them.")
        show.words(text.format(contact=found["contact"]))


def _lift_batch(session: Session, name: str) -> dict[str, Any]:
    db = session.open_db()
    batch = next((each for each in objections.batches(db) if each.batch == name), None)
    if batch is None:
        raise UnknownObjection(name=name)
    _confirm(session, _("{n} numbers in {name}").format(n=batch.numbers, name=name))
    with db.tx():
        numbers, freed = objections.lift(db, name, session.campaign.rules)
        if not numbers:
            raise _lifted_already(name)
        body = {"batch": name, "numbers": numbers, "freed": freed}
        journal.note(db, session.now_text(), objections.LIFTED, session.caller, body)
    return {"lifted": name, "event": None, "contact": None, "numbers": numbers, "freed": freed, "reason": None}


def _lift_event(session: Session, name: str, note: str) -> dict[str, Any]:
    """Append a `lift`. It names the event alone, and not the person, so that it stands when they are forgotten."""
    db, rules = session.open_db(), session.campaign.rules
    fact = log.fact(db, name)
    if fact:
        return _lift_fact(session, fact, note)
    made = objections.events(db, name)
    standing = next((each for each in objections.standing(db) if each.event == name), None)
    if standing is None:
        raise _lifted_already(name) if made else UnknownObjection(name=name)
    who = standing.contact or _("somebody who was forgotten")
    _confirm(session, _("the objection of {who}, {event}").format(who=who, event=name))
    with db.tx():
        event, slot = log.append(db, _lifting(session, name, note), session.home, session.now_text())
        numbers, freed = objections.lift(db, name, rules)
        after = [contacts.refold(db, contact, rules) for contact in sorted({each.contact for each in made})]
    device.written(db, slot)
    if standing.contact:
        show.words(_("This was the objection of {contact}.").format(contact=standing.contact))
    body = {"lifted": name, "event": event.id, "contact": standing.contact or None, "numbers": numbers}
    return {**body, "freed": freed, "reason": after[0].state.reason if after else None}


def _lift_fact(session: Session, fact: Event, note: str) -> dict[str, Any]:
    """Take back what was said by mistake and stays though it was undone: a wrong number, a death."""
    outcome = show.outcome_name(fact.outcome, session.campaign, fact.channel)
    question = _("Take back “{outcome}” of {contact}, {event}? Only if it was a mistake.")
    if session.interactive and not ask.yes(question.format(outcome=outcome, contact=fact.contact, event=fact.id)):
        raise typer.Exit(3)  # nothing was changed
    db, rules = session.open_db(), session.campaign.rules
    with db.tx():
        before = contacts.get(db, fact.contact).state.state
        event, slot = log.append(db, _lifting(session, fact.id, note), session.home, session.now_text())
        after = contacts.refold(db, fact.contact, rules).state
    device.written(db, slot)
    freed = int(before != OPEN and after.state == OPEN)
    body = {"lifted": fact.id, "event": event.id, "contact": fact.contact, "numbers": 0}
    return {**body, "freed": freed, "reason": after.reason}


def _lifting(session: Session, name: str, note: str) -> Event:
    return Event(session.campaign.id, "", 0, LIFT, caller=session.caller, note=note, replaces=name)


def _confirm(session: Session, what: str) -> None:
    question = _("Lift {what}? Only if they have asked to be called again.").format(what=what)
    if session.interactive and not ask.yes(question):
        raise typer.Exit(3)  # nothing was changed


def _lifted_already(name: str) -> NothingToDo:
    return NothingToDo(
        problem=_("{name} was lifted already.").format(name=name),
        what_to_do=_("`ringa opt-out` lists every objection."),
    )


# the list


def _list(session: Session, *, json: bool) -> None:
    db, zone = session.open_db(), session.campaign.zone
    with db.snapshot():
        people, batches = objections.standing(db), objections.batches(db)
        blocked = sum(1 for _contact in contacts.blocked_as(db, "do_not_call"))
    if json:
        show.data({
            "objections": [{**each._asdict(), "contact": each.contact or None, "since": each.since or None}
                           for each in people],
            "batches": [each._asdict() for each in batches],
            "blocked": blocked,
        })  # fmt: skip
        return
    for person in people:
        who = person.contact or _("somebody who was forgotten")
        show.out("  ".join(filter(None, (who, show.when(person.since, zone), person.by, person.event))))
    for batch in batches:
        text = ngettext("{n} number", "{n} numbers", batch.numbers).format(n=batch.numbers)
        said = text if batch.numbers else _("lifted")
        show.out("  ".join(filter(None, (batch.batch, show.when(batch.since, zone), batch.by, said, batch.note))))
    text = ngettext(
        "{n} member of this campaign has objected to calls, or has a number that must not be called.",
        "{n} members of this campaign have objected to calls, or have a number that must not be called.",
        blocked,
    )
    show.words(text.format(n=blocked))
