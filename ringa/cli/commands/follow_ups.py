"""`ringa follow-ups`: what volunteers passed on to the coordinator, and what has been done about it."""

import sys
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Annotated, Any

import typer

from ringa.cli import files, show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core import correction, fold, follow_up
from ringa.core.events import RESOLVE, Event
from ringa.core.fold import CORRECTION, State
from ringa.core.follow_up import FollowUp
from ringa.core.people import Contact, Member
from ringa.core.text import MAX_TEXT, clean, clean_line
from ringa.errors import NothingToDo, UnknownFollowUp, UsageProblem
from ringa.formats import follow_ups_csv
from ringa.i18n import N_, _, ngettext
from ringa.store import contacts, device, journal, log

EXAMPLE = "ringa follow-ups --corrections --excel -o corrections.csv"
HELP = N_(
    "What callers passed on to the coordinator: messages, corrections of the register, what somebody must act on."
)
COMMAND = "ringa follow-ups"
KINDS = (*follow_up.LABELS, *correction.KINDS)


def run(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("[EVENT|CONTACT]..."), help=_("Only these. [default: all]")),
    ] = None,
    resolve: Annotated[bool, typer.Option("--resolve", help=_("These are done: they leave the list."))] = False,
    note: Annotated[str, typer.Option("--note", metavar=_("TEXT"), help=_("With --resolve: what was done."))] = "",
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar=_("KIND"), help=_("Only of this kind; can be repeated: {known}").format(
            known=", ".join(KINDS))),
    ] = None,
    corrections: Annotated[
        bool, typer.Option("--corrections", help=_("Only corrections, for those who keep the register."))
    ] = False,
    newest: Annotated[bool, typer.Option("--newest", help=_("Newest first. [default: oldest first]"))] = False,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", "--csv", metavar=_("FILE"), help=_("Write a CSV; - is standard output.")),
    ] = None,
    excel: Annotated[bool, typer.Option("--excel", help=_("For a Nordic spreadsheet: ; and a BOM."))] = False,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    wanted = [clean_line(name) for name in names or ()]
    kinds = _kinds([*(kind or ()), *([CORRECTION] if corrections else ())])
    _check(resolve=resolve, narrowed=bool(kinds or newest or excel or output is not None), names=wanted, note=note)
    session.open_campaign()  # read before any transaction begins: reading may write the cache
    if resolve:
        _resolve(session, wanted, clean(note).strip(), json=json)
        return
    found = follow_up.chosen(_all(session), kinds, _with_m(wanted))
    found = found[::-1] if newest else found
    if output is not None:
        _write(session, found, output, excel=excel, json=json)
    elif json:
        show.data([_json(each) for each in found])
    else:
        _show(session, found)


def _kinds(given: Sequence[str]) -> set[str]:
    unknown = next((kind for kind in given if kind not in KINDS), None)
    if unknown is not None:
        problem = _("There is no kind {kind}; there are {known}.").format(kind=unknown, known=", ".join(KINDS))
        raise UsageProblem(problem=problem, command=COMMAND)
    return set(given)


def _check(*, resolve: bool, narrowed: bool, names: Sequence[str], note: str) -> None:
    """That the options go together."""
    problem = ""
    if resolve and not names:
        problem = _("Which ones are done? Name their events, or their contacts.")
    elif resolve and narrowed:
        problem = _("--resolve takes whole events: it goes with names and --note alone.")
    elif note and not resolve:
        problem = _("--note says what was done; it goes with --resolve.")
    elif len(note) > MAX_TEXT:
        problem = _("A text may have {n} characters; this one has {m}.").format(n=MAX_TEXT, m=len(note))
    if problem:
        raise UsageProblem(problem=problem, command=COMMAND)


def _with_m(names: Sequence[str]) -> set[str]:
    """Ids of events and contacts; those of contacts are given with or without their m."""
    return {*names, *("m" + name for name in names)}


def _all(session: Session) -> list[FollowUp]:
    """All that waits for somebody, oldest first."""
    db, number = session.open_db(), partial(correction.number, region=session.campaign.region)
    with db.snapshot():
        found = [
            each
            for contact in contacts.with_follow_ups(db)
            for each in follow_up.of_contact(contact, log.about(db, contact.id), number)
        ]
        for id in log.conflicts(db):
            event = min(log.with_id(db, id), key=lambda event: event.check)
            contact = contacts.get(db, event.contact) if event.contact else Contact(Member(""), State())
            found.append(follow_up.conflict(event, contact))
    return sorted(found, key=lambda each: (each.at, each.event.id))


# out


def _json(each: FollowUp) -> dict[str, Any]:
    member = each.contact.member
    return {
        "event": each.event.id,
        "at": each.at,
        "contact": member.contact,
        "first_name": member.first_name,
        "last_name": member.last_name,
        "caller": each.event.caller,
        "outcome": each.event.outcome,
        "kind": each.kind,
        "correction": each.correction or None,
        "text": each.text,
        "number": each.number or None,
    }


def _show(session: Session, found: Sequence[FollowUp]) -> None:
    """A paragraph for each event."""
    for _id, group in groupby(found, key=lambda each: each.event.id):
        _paragraph(session, list(group))
        show.out()
    n = len(found)
    if not n:
        show.words(_("Nothing waits for the coordinator."))
        return
    text = ngettext("{n} thing to act on.", "{n} things to act on.", n).format(n=n)
    show.words(text + " " + _("When it is done: `ringa follow-ups --resolve EVENT`."))
    if any(each.kind in (fold.MISTAKE, fold.NO_NUMBER) for each in found):
        text = _("A wrong number or a death that was a mistake, though it was undone: `ringa opt-out --lift EVENT`.")
        show.words(text)


def _paragraph(session: Session, group: Sequence[FollowUp]) -> None:
    """Who, when and by whom; each thing to do; the event's name."""
    first = group[0]
    member, when = first.contact.member, show.when(first.at, session.campaign.zone)
    who = f"{member.name} ({member.contact})" if member.name else member.contact
    show.wrapped(" · ".join(filter(None, (who, when, first.event.caller))))
    for each in group:
        show.wrapped(f"{each.what}: {each.text}" if each.text else each.what, "  ")
    show.wrapped(first.event.id, "  ")


def _write(session: Session, found: Sequence[FollowUp], output: str, *, excel: bool, json: bool) -> None:
    if output == files.STANDARD and json:
        raise UsageProblem(problem=_("--json needs a file: the CSV is on stdout."), command=COMMAND)
    pieces = follow_ups_csv.write(found, session.campaign.zone, excel=excel)
    if output == files.STANDARD:
        sys.stdout.buffer.write("".join(pieces).encode())
        sys.stdout.buffer.flush()
    else:
        files.write(session.cwd / output, pieces)
    db = session.open_db()
    with db.tx():
        journal.note(db, session.now_text(), "follow_ups_export", session.caller, {"rows": len(found)})
    if json:
        show.data({"file": str(session.cwd / output), "rows": len(found)})
    name = _("Standard output") if output == files.STANDARD else output
    text = _("{file} has names, and what members have said: keep it protected, and delete it afterwards.")
    show.words(text.format(file=name))


# done


def _resolve(session: Session, names: Sequence[str], note: str, *, json: bool) -> None:
    """Append a `resolve` for each event, all or none. It names the contact too, so that it is forgotten with them."""
    db, rules, now = session.open_db(), session.campaign.rules, session.now_text()
    waiting = _all(session)
    found = [each for name in dict.fromkeys(names) for each in _named(session, waiting, name)]
    events = {each.event.id: each.event for each in found}
    done = []
    with db.tx():
        for event in events.values():
            given = Event(session.campaign.id, "", 0, RESOLVE, contact=event.contact, caller=session.caller, note=note)
            given, slot = log.append(db, given._replace(replaces=event.id), session.home, now)
            done.append({"event": given.id, "resolved": event.id, "contact": event.contact or None})
            if event.contact:
                contacts.refold(db, event.contact, rules)
    device.written(db, slot)
    if json:
        left = {each.event.id for each in waiting} - events.keys()
        show.data({"resolved": done, "left": len(left)})
        return
    for _id, group in groupby([each for each in waiting if each.event.id in events], key=lambda each: each.event.id):
        _paragraph(session, list(group))
    n = len(events)
    show.words(ngettext("Resolved: {n} event.", "Resolved: {n} events.", n).format(n=n))


def _named(session: Session, waiting: Sequence[FollowUp], name: str) -> list[FollowUp]:
    """What waits under a name. Raises UnknownFollowUp, or NothingToDo for what has been resolved already."""
    found = follow_up.chosen(waiting, set(), _with_m([name]))
    if found:
        return found
    if log.resolved(session.open_db(), name):
        raise NothingToDo(
            problem=_("{name} was resolved already.").format(name=name),
            what_to_do=_("`ringa follow-ups` lists what waits, with the names of its events."),
        )
    raise UnknownFollowUp(name=name)
