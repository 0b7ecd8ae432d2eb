"""`ringa check`: surveys, scripts, database and log."""

from typing import Any

import typer

from ringa.cli import campaign_files, edits, show
from ringa.cli.commands.import_ import known_columns
from ringa.cli.options import Json
from ringa.cli.progress import track
from ringa.cli.session import Session
from ringa.core.events import cells, digest
from ringa.core.problem import Problem
from ringa.i18n import N_, _, ngettext
from ringa.store import contacts, log
from ringa.store.db import NAME, Db

EXAMPLE = "ringa check"
LEVELS = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}
HELP = N_("Check surveys, scripts, the database and the log, and explain what is found.")


def run(ctx: typer.Context, json: Json = False) -> None:
    session: Session = ctx.obj
    db = session.open_db(thorough=True)
    columns = known_columns(session)
    imported = contacts.any_listed(db)
    document, problems = campaign_files.parse(campaign_files.read(session.folder), fields=columns, imported=imported)
    edited = []
    if not any(not problem.warning for problem in problems):
        problems += _database(session, db)
        edited = edits.since(db, document)
        problems += edits.problems(edited, document["places"])
    errors = [problem for problem in problems if not problem.warning]
    if json:
        findings = [_as_json(problem) for problem in problems]
        show.data({"ok": not errors, "findings": findings, "versions": [version.to_json() for version in edited]})
    for problem in [] if json else problems:
        show.out(f"{problem.where}: {_(LEVELS[problem.level])}: {problem.problem}")
        if problem.advice:
            show.out(f"    {problem.advice}")
    if errors:
        n = len(errors)
        show.words(ngettext("{n} error found.", "{n} errors found.", n).format(n=n))
        raise typer.Exit(1)
    if not json:
        show.words(_("Surveys, scripts, database and log are in order."))


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line or None,
        "column": problem.column or None,
        "level": problem.level,
        "message": problem.problem,
        "hint": problem.advice,
    }


def _database(session: Session, db: Db) -> list[Problem]:
    """What the database itself has: rows whose check does not hold, folds that differ, numbers missing, conflicts."""
    found = []
    for event in log.everything(db):
        if digest(cells(event)) != event.check:
            found.append(Problem(NAME, 0, 0, _("the check of {event} does not hold").format(event=event.id)))
    everyone = track(session, contacts.everyone(db), _("checking"), contacts.count(db))
    for contact in contacts.differences(db, everyone, session.campaign.rules):
        text = _("what is stored of {contact} is not what its events say").format(contact=contact)
        found.append(Problem(NAME, 0, 0, text))
    for device, missing in log.missing(db).items():
        ranges = ", ".join(f"{a}–{b}" for a, b in missing)
        text = _("results of {device} are missing: {missing}").format(device=device, missing=ranges)
        found.append(Problem(NAME, 0, 0, text, _("Ask for a new export and merge it."), warning=True))
    for event_id in log.conflicts(db):
        text = _("{event} has two contents").format(event=event_id)
        found.append(
            Problem(
                NAME,
                0,
                0,
                text,
                _("Both are kept, one is counted: `ringa merge --conflicts` shows them."),
                warning=True,
            )
        )
    return found
