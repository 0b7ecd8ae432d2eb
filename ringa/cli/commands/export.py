"""`ringa export`: results as CSV."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ringa.cli import files, show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core.instant import to_text
from ringa.core.moment import read as read_moment
from ringa.core.text import clean
from ringa.errors import UnknownEvent, UsageProblem
from ringa.formats import contacts_csv, results_csv
from ringa.i18n import N_, _
from ringa.store import contacts, journal, log

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
    excel: Annotated[bool, typer.Option("--excel", help=_("For a Nordic spreadsheet: ; and a BOM."))] = False,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    db = session.open_db(thorough=True)
    campaign = session.campaign  # a campaign whose files are broken exports nothing half-read
    with db.snapshot():  # an answer to a new question that arrives meanwhile would have no column
        place = _place(session, since)
        if contacts_view:
            pieces: Iterator[str] = contacts_csv.write(contacts.everyone(db), excel=excel)
            stem = f"{campaign.id}-contacts-{session.now():%Y-%m-%d}"
        else:
            pieces = results_csv.write_lines(
                log.lines(db, place), log.ends(db), log.extra_columns(db, place), excel=excel
            )
            stem = f"{campaign.id}-results-{session.now():%Y-%m-%d}"
        target = _target(session, output, stem)
        if target is None:
            if json:
                raise UsageProblem(problem=_("--json needs -o FILE: the CSV is on stdout."), command="ringa export")
            for piece in pieces:
                sys.stdout.buffer.write(piece.encode())
            sys.stdout.buffer.flush()
        else:
            files.write(target, pieces)
            if json:
                show.data({"file": str(target), "events": sum(log.counts(db).values())})
            else:
                show.words(_("Wrote {file}.").format(file=target))
    with db.tx():
        journal.note(db, session.now_text(), "export", session.caller, {"contacts": contacts_view, "since": since})


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


def _target(session: Session, output: str | None, stem: str) -> Path | None:
    if output == files.STANDARD or (output is None and not sys.stdout.isatty()):
        return None
    return session.cwd / output if output is not None else files.free_name(session.cwd, stem, ".csv")
