"""`ringa merge`: results from others into this campaign."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from ringa.cli import counting, files, show
from ringa.cli.options import Json
from ringa.cli.progress import track
from ringa.cli.session import Session
from ringa.core import merge
from ringa.errors import EmptyFile, NotResults, NotText, RingaError
from ringa.formats import results_csv
from ringa.formats.results_csv import Quarantined, Results
from ringa.i18n import N_, _, ngettext
from ringa.store import compiled, contacts, journal, log, objections
from ringa.store.db import Db

EXAMPLE = "ringa merge anna.csv olle.csv"
HELP = N_("Merge results: any files, in any order, any number of times. What is damaged is set aside, row by row.")

# Files share commits: so many rows to a transaction.
ROWS_PER_COMMIT = 20_000

REASONS = {
    "altered": N_("the row was altered after it was exported (its check does not hold)"),
    "no_check": N_("the row has no check"),
    "bad_quotes": N_("a quote is not closed, or stands where none may be"),
    "too_many_cells": N_("more cells than the header has columns"),
    "double_column": N_("two columns have the same name"),
    "control_sign": N_("there are control characters in it"),
    "other_format": N_("another version of the format; update ringa"),
    "other_campaign": N_("it belongs to another campaign"),
    "impossible": N_("a cell has something that this ringa does not know"),
}


@dataclass(slots=True)
class Tally:
    """What came of a merge, over all files."""

    files: int = 0
    read: int = 0
    added: int = 0
    known: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)
    headers: dict[str, list[str]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    cut_short: list[str] = field(default_factory=list)
    refused: list[tuple[str, RingaError]] = field(default_factory=list)


def run(
    ctx: typer.Context,
    results: Annotated[list[str], typer.Argument(metavar=_("FILE..."), help=_("Results files; - is standard input."))],
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    db = session.open_db(thorough=True)
    campaign = session.campaign
    contents = [(name, files.read(name, session.cwd)) for name in results]
    contents, counts = counting.take(session, contents)  # counts without people go a way of their own
    tally = Tally()
    reading = track(session, contents, _("merging"), len(contents))
    for batch in _batches(reading, {campaign.id, *campaign.accepts}, tally, alone=len(results) == 1):
        _apply(session, db, batch, tally)
    quarantine = _write_quarantine(session, tally) if tally.quarantined else None
    report = _report(db, tally, quarantine) | {"counts": counts.newer}
    if json:
        show.data(report)
    counting.tell(counts)
    if contents:
        _tell(report, tally)
    if counts.damaged or tally.quarantined or report["conflicts"] or tally.refused:
        raise typer.Exit(4)


def _batches(
    contents: Iterable[tuple[str, bytes]], campaigns: set[str], tally: Tally, *, alone: bool
) -> Iterator[list[tuple[Results, str]]]:
    """The files read and checked, as many together as share a commit, each with its hash."""
    batch: list[tuple[Results, str]] = []
    for name, data in contents:
        try:
            found = results_csv.read(data, files.shown(name), campaigns)
        except (NotResults, NotText, EmptyFile) as error:
            if alone:
                raise
            tally.refused.append((name, error))
            continue
        batch.append((found, hashlib.sha256(data).hexdigest()))
        if sum(len(each.events) for each, _hash in batch) >= ROWS_PER_COMMIT:
            yield batch
            batch = []
    if batch:
        yield batch


def _apply(session: Session, db: Db, batch: Sequence[tuple[Results, str]], tally: Tally) -> None:
    now = session.now_text()
    touched: set[str] = set()
    changes = objections.Merged()
    with db.tx():
        forgotten = log.forgotten(db)
        for found, sha256 in batch:
            devices = {event.device for event in found.events}
            plan = merge.plan(found.events, log.contents(db, devices), forgotten)
            changes.note(db, plan)
            with db.savepoint():
                touched |= log.apply(db, plan, found.ends, now)
            forgotten |= plan.forget
            counts = {"read": found.read, "added": len(plan.add), "quarantined": len(found.quarantined)}
            journal.note(db, now, "merge", session.caller, {"sha256": sha256, **counts})
            tally.files += 1
            tally.read += len(found.events) + len(found.quarantined)
            tally.added += len(plan.add)
            tally.known += plan.known
            tally.quarantined += found.quarantined
            tally.headers[found.file] = found.header
            if found.cut_short:
                tally.cut_short.append(found.file)
        for contact in sorted(touched):
            contacts.refold(db, contact, session.campaign.rules)
        changes.settle(db, session.campaign.rules)
    tally.touched |= touched


def _write_quarantine(session: Session, tally: Tally) -> Path:
    path = files.free_name(session.folder, f"merge-{session.now():%Y-%m-%d}.quarantine", ".csv")
    texts = {code: _(text) for code, text in REASONS.items()}
    files.write(path, [results_csv.quarantine(tally.quarantined, tally.headers, texts)])
    return path


def _report(db: Db, tally: Tally, quarantine: Path | None) -> dict[str, Any]:
    unknown = sorted(log.versions_used(db) - compiled.versions(db))
    return {
        "files": tally.files,
        "read": tally.read,
        "added": tally.added,
        "known": tally.known,
        "quarantined": len(tally.quarantined),
        "conflicts": len(log.conflicts(db)),
        "unknown_contacts": contacts.unlisted(db, tally.touched),
        "unknown_versions": [f"{survey} {version}" for survey, version in unknown],
        "gaps": [
            {"device": device, "caller": log.caller_of(db, device), "missing": [list(pair) for pair in missing]}
            for device, missing in log.missing(db).items()
        ],
        "quarantine_file": str(quarantine) if quarantine else None,
        "cut_short": tally.cut_short,
        "refused": [{"file": name, "message": error.message} for name, error in tally.refused],
    }


def _tell(report: dict[str, Any], tally: Tally) -> None:
    n = report["files"]
    show.words(
        ngettext("Merged {n} file: {added} new, {known} known.", "Merged {n} files: {added} new, {known} known.", n)
        .format(n=n, added=report["added"], known=report["known"])
    )  # fmt: skip
    for name, error in tally.refused:
        show.words(_("Left out {file}: {problem}").format(file=name, problem=error.message))
    for name in tally.cut_short:
        show.words(_("{file} is cut short: ask for it again.").format(file=name))
    if tally.quarantined:
        for reason, n in Counter(item.reason for item in tally.quarantined).most_common():
            show.words(f"{n}: {_(REASONS[reason])}")
        text = _("{n} rows were set aside, with reasons, in {file}.")
        show.words(text.format(n=report["quarantined"], file=report["quarantine_file"]))
    if report["conflicts"]:
        text = _("{n} results have two contents under one id; both are kept, one is counted.")
        show.words(text.format(n=report["conflicts"]))
    if report["unknown_contacts"]:
        text = _("{n} people in these results are on no list here; they wait for an import.")
        show.words(text.format(n=report["unknown_contacts"]))
    for version in report["unknown_versions"]:
        show.words(_("Answers to a version of a survey that is not known here: {version}").format(version=version))
    for gap in report["gaps"]:
        missing = ", ".join(f"{a}–{b}" if a != b else str(a) for a, b in gap["missing"])
        text = _("Missing from {device} ({caller}): {missing}. Ask for a new export.")
        show.words(text.format(device=gap["device"], caller=gap["caller"] or "?", missing=missing))
