"""`ringa export`: results as CSV."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from ringa.cli import counting, exporting, files, show
from ringa.cli.exporting import CONTACTS, COUNTS, OSDI, RESULTS, SCHEMA, Wanted
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core.instant import to_text
from ringa.core.moment import read as read_moment
from ringa.core.text import clean
from ringa.errors import UnknownEvent, UsageProblem
from ringa.i18n import N_, _
from ringa.store import journal, log, packets, settings

COMMAND = "ringa export"
SEALED = ".age"  # as the age tool names its files
EXAMPLE = "ringa export -o results.csv"
HELP = N_("Export every result that this campaign knows, for `ringa merge`. No names or numbers of members are in it.")


def run(
    ctx: typer.Context,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar=_("FILE"), help=_("Where to; - is standard output. [default: a file "
                     "of its own on a terminal, else standard output]")),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar=_("EVENT|TIME"), help=_("Only what came here after that."))
    ] = None,
    contacts_view: Annotated[
        bool, typer.Option("--contacts", help=_("One row per contact instead, with names and numbers."))
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help=_("Print what the columns mean instead (Frictionless Table Schema)."))
    ] = False,
    osdi: Annotated[
        bool, typer.Option("--osdi", help=_("The calls that count instead, as JSON lines (OSDI canvasses)."))
    ] = False,
    aggregate: Annotated[
        bool, typer.Option("--aggregate", help=_("Counts only, for a union that must not see the members: see "
                           "the README."))
    ] = False,
    excel: Annotated[bool, typer.Option("--excel", help=_("For a Nordic spreadsheet: ; and a BOM."))] = False,
    seal: Annotated[
        bool | None,
        typer.Option("--seal/--no-seal", help=_("Seal it, so that only the coordinator can read it. "
                     "[default: sealed in an opened packet, else not]")),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    view = _view({CONTACTS: contacts_view, SCHEMA: schema, OSDI: osdi, COUNTS: aggregate}, since, excel=excel)
    db = session.open_db(thorough=view != SCHEMA)
    session.open_campaign()  # a campaign whose files are broken exports nothing half-read
    recipient = "" if view == SCHEMA else _recipient(session, seal)
    source = _source(session) if view == COUNTS else ""
    with db.snapshot():  # an answer to a new question that arrives meanwhile would have no column
        place = _place(session, since)
        sources = counting.sources(session, db, source) if view == COUNTS else []
        pieces: Iterable[str | bytes] = exporting.pieces(session, db, Wanted(view, place, excel, sources))
        if recipient:
            pieces = _sealed(pieces, recipient)
        target = _target(session, output, view, SEALED if recipient else "")
        if target is None:
            if json and view != SCHEMA:
                raise UsageProblem(problem=_("--json needs -o FILE: the CSV is on stdout."), command=COMMAND)
            for piece in pieces:
                sys.stdout.buffer.write(piece.encode() if isinstance(piece, str) else piece)
            sys.stdout.buffer.flush()
        else:
            files.write(target, pieces)
            if json:
                events = sum(log.counts(db).values())
                show.data({"file": str(target), "events": events, "sealed": bool(recipient)})
            else:
                text = _("Wrote {file}; only the coordinator can open it.") if recipient else _("Wrote {file}.")
                show.words(text.format(file=target))
        if view == COUNTS:
            counting.tell_own(db, sources[0])
    if view != SCHEMA:
        body = {"contacts": contacts_view, "since": since, "view": view}
        with db.tx():
            journal.note(db, session.now_text(), "export", session.caller, body)


def _view(asked: Mapping[str, bool], since: str | None, *, excel: bool) -> str:
    """What is wanted: results, unless something else was said, and only one thing. Raises UsageProblem."""
    found = [view for view, wanted in asked.items() if wanted] or [RESULTS]
    if len(found) > 1:
        raise UsageProblem(problem=_("One export at a time: take one of these options."), command=COMMAND)
    if (since and found[0] in (OSDI, COUNTS)) or (excel and found[0] == OSDI):
        raise UsageProblem(problem=_("--since and --excel do not go with this export."), command=COMMAND)
    return found[0]


def _source(session: Session) -> str:
    from ringa.store import counts

    return counts.source_id(session.open_db(), session.random)


def _place(session: Session, since: str | None) -> int:
    if since is None:
        return 0
    db = session.open_db()
    place = log.place(db, clean(since))
    if place is None:
        try:
            place = log.place(db, to_text(read_moment(since, session.campaign.zone)))
        except ValueError:
            place = None
    if place is None:
        raise UnknownEvent(value=since)
    return place


def _recipient(session: Session, seal: bool | None) -> str:
    """To whom it is sealed; '' for nobody."""
    db = session.open_db()
    recipient = settings.get(db, packets.RECIPIENT) or ""
    if seal is None:
        return recipient if packets.mine(db) else ""
    if seal and not recipient:
        problem = _("There is nobody to seal it to: this campaign has not packed, nor came in a packet.")
        raise UsageProblem(problem=problem, command=COMMAND)
    return recipient if seal else ""


def _sealed(pieces: Iterable[str | bytes], recipient: str) -> list[bytes]:
    from ringa.formats import sealing

    return [sealing.seal(b"".join(p.encode() if isinstance(p, str) else p for p in pieces), recipient)]


def _target(session: Session, output: str | None, view: str, sealed: str) -> Path | None:
    if output == files.STANDARD or (output is None and (view == SCHEMA or not sys.stdout.isatty())):
        return None
    if output is not None:
        return session.cwd / output
    packet = packets.mine(session.open_db())
    names = [session.campaign.id, packet.packet if packet else "", view, f"{session.now():%Y-%m-%d}"]
    # with the packet's name, so that files of two volunteers can be saved in one folder
    return files.free_name(session.cwd, "-".join(filter(None, names)), exporting.SUFFIXES[view] + sealed)
