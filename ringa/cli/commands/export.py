"""`ringa export`: results as CSV."""

import sys
from collections.abc import Iterable
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
from ringa.store import contacts, journal, log, packets, settings

EXAMPLE = "ringa export -o results.csv"
COMMAND = "ringa export"
SEALED = ".age"  # as the age tool names its files
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
    seal: Annotated[
        bool | None,
        typer.Option("--seal/--no-seal", help=_("Seal it, so that only the coordinator can read it. "
                     "[default: sealed in an opened packet, else not]")),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    db = session.open_db(thorough=True)
    campaign = session.campaign  # a campaign whose files are broken exports nothing half-read
    recipient = _recipient(session, seal)
    with db.snapshot():  # an answer to a new question that arrives meanwhile would have no column
        place = _place(session, since)
        if contacts_view:
            pieces: Iterable[str | bytes] = contacts_csv.write(contacts.everyone(db), excel=excel)
            stem = f"{campaign.id}-contacts-{session.now():%Y-%m-%d}"
        else:
            pieces = results_csv.write(
                log.everything(db, place), log.ends(db), log.extra_columns(db, place), excel=excel
            )
            stem = f"{campaign.id}-results-{session.now():%Y-%m-%d}"
        if recipient:
            pieces = _sealed(pieces, recipient)
        target = _target(session, output, stem, ".csv" + (SEALED if recipient else ""))
        if target is None:
            if json:
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


def _target(session: Session, output: str | None, stem: str, suffix: str) -> Path | None:
    if output == files.STANDARD or (output is None and not sys.stdout.isatty()):
        return None
    return session.cwd / output if output is not None else files.free_name(session.cwd, stem, suffix)
