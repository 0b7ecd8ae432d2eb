"""`ringa merge`: results from others into this campaign."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Annotated, Any

import typer

from ringa.cli import ask, conflicts, counting, files, folding, gathering, merge_report, receiving, show
from ringa.cli.merge_report import Reading
from ringa.cli.options import Json
from ringa.cli.progress import track
from ringa.cli.session import Session
from ringa.core.merge import Trust
from ringa.errors import MergeBusy, UsageProblem
from ringa.formats import results_csv
from ringa.i18n import N_, _
from ringa.store import arrivals, device, journal, log, merging, packets, settings
from ringa.store.arrivals import Arrivals
from ringa.store.db import Db
from ringa.store.turnstile import one_at_a_time

EXAMPLE = "ringa merge anna.csv olle.csv"
HELP = N_("Merge results: any files, in any order, any number of times. What is damaged is set aside, row by row.")

PATIENCE = 10  # minutes that a merge waits for another


def run(
    ctx: typer.Context,
    results: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("FILE..."),
                       help=_("Results files, folders, zip files; - is standard input.")),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would come of it, change nothing."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Go on where something looks odd."))] = False,
    accept_unsigned: Annotated[
        bool,
        typer.Option("--accept-unsigned", help=_("Take rows too that no packet of this campaign vouches for.")),
    ] = False,
    list_conflicts: Annotated[
        bool, typer.Option("--conflicts", help=_("List results with two contents under one id instead."))
    ] = False,
    resolve: Annotated[
        str | None, typer.Option("--resolve", metavar=_("EVENT"), help=_("Settle the conflict under this id instead."))
    ] = None,
    keep: Annotated[
        str | None, typer.Option("--keep", metavar=_("CHECK"), help=_("With --resolve: the content that counts."))
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    if not (results or list_conflicts or resolve or keep):
        raise UsageProblem(problem=_("{name} is missing.").format(name=_("FILE...")), command="ringa merge")
    if sum((bool(results), list_conflicts, resolve is not None)) != 1 or (resolve is None) != (keep is None):
        problem = _("One thing at a time: files, --conflicts, or --resolve EVENT with --keep CHECK.")
        raise UsageProblem(problem=problem, command="ringa merge")
    if list_conflicts:
        conflicts.tell(session, json=json)
    elif resolve is not None:
        conflicts.resolve(session, resolve, keep or "", json=json)
    else:
        _merge(session, results or [], dry_run=dry_run, yes=yes, unsigned=accept_unsigned, json=json)


def _merge(session: Session, names: Sequence[str], *, dry_run: bool, yes: bool, unsigned: bool, json: bool) -> None:
    db = session.open_db(thorough=True)
    trust = _trust(session, db, unsigned=unsigned)
    with ExitStack() as stack:
        if not stack.enter_context(one_at_a_time(arrivals.lock_of(db), wait=PATIENCE * 60, waiting=_tell_waiting)):
            raise MergeBusy(folder=session.folder, minutes=PATIENCE)
        sources, refused = gathering.sources(names, session.cwd, stack)
        sources, counts = counting.apart(session, sources)
        parts = stack.enter_context(arrivals.parts(db, receiving.worth_while(sources)))
        reading = _read(session, db, sources, parts, trust)
        reading.refused[:0] = refused
        if len(reading.refused) == 1 and not (reading.files or reading.known):
            raise reading.refused[0][1]
        waiting = Arrivals(db, parts, stack)
        odd = merge_report.alarms(waiting)
        asking = bool(odd) and not yes and not dry_run and session.interactive
        if dry_run or asking:
            counting.tell(counting.take(session, counts, tried=True))
            report = _tried(session, db, waiting, reading)
            if json:
                show.data(report)
            merge_report.tell(report, session, tried=True)
        if dry_run or (asking and not _agreed(odd)):
            show.words(_("Nothing was changed."))
            raise typer.Exit(0 if dry_run else 1)
        if waiting.files and not json:  # who asks for JSON has it all in the report
            merge_report.tell_plan(waiting, reading, _foreseen(session, db, waiting))
        report = _done(session, db, waiting, reading)
        taken = counting.take(session, counts)
    if json:
        show.data(report | {"counts": taken.newer})
    if sources or not counts:
        merge_report.tell(report, session)
    counting.tell(taken)
    if report["quarantined"] or report["conflicts"] or reading.refused or taken.damaged:
        raise typer.Exit(4)


def _tell_waiting() -> None:
    show.words(_("Another merge is running; waiting for it."))


def _agreed(odd: Sequence[str]) -> bool:
    for text in odd:
        show.words(text)
    return ask.yes(_("Merge all the same? What is set aside stays out."))


def _trust(session: Session, db: Db, *, unsigned: bool) -> Trust:
    campaign = session.campaign
    return Trust(
        campaign.id, frozenset(campaign.accepts), packets.keys(db), packets.packed(db), device.own(db), unsigned
    )


def _read(session: Session, db: Db, sources: Sequence[gathering.Source], parts: Sequence[Any], trust: Trust) -> Reading:
    reading, known = Reading(), journal.merged_whole(db)
    identity = settings.get(db, packets.IDENTITY) or ""
    found = receiving.receive(sources, parts, trust, list(known), identity) if sources else ()
    for each in sorted(track(session, found, _("reading"), len(sources))):
        if each.error:
            reading.refused.append((each.source.name, each.error))
        elif each.known:
            reading.known += 1
            reading.known_rows += known[each.sha256]
        else:
            reading.files += 1
    return reading


def _foreseen(session: Session, db: Db, waiting: Arrivals) -> merging.Foreseen:
    return merging.foresee(db, waiting, session.campaign.rules, session.now_text(), session.caller)


def _tried(session: Session, db: Db, waiting: Arrivals, reading: Reading) -> dict[str, Any]:
    """What would come of it."""
    before = log.missing(db)
    with db.trial():
        tally = merging.Tally(began=log.last_id(db))
        now = session.now_text()
        merging.add(db, waiting, waiting.files, session.campaign.rules, now, session.caller, tally)
        return merge_report.report(db, waiting, reading, tally, before, None)


def _done(session: Session, db: Db, waiting: Arrivals, reading: Reading) -> dict[str, Any]:
    before = log.missing(db)
    aside = None
    if any(each.aside for each in waiting.files):
        aside = files.free_name(session.folder, f"merge-{session.now():%Y-%m-%d}.quarantine", ".csv")
        texts = {code: _(text) for code, text in merge_report.REASONS.items()}
        rows = (results_csv.Aside(*each) for each in waiting.aside())
        files.write(aside, results_csv.quarantine(rows, waiting.headers, texts))
    rules, many = session.campaign.rules, sum(each.rows for each in waiting.files)
    with folding.folds(many, rules, db.path.name) as fold_all:
        tally = merging.merge(db, waiting, rules, session.now_text(), session.caller, fold_all)
    return merge_report.report(db, waiting, reading, tally, before, aside)
