"""`ringa import`: a member list into the campaign."""

from pathlib import Path
from typing import Annotated

import typer

from ringa.cli import ask, campaign_files, files, show
from ringa.cli.options import Json
from ringa.cli.progress import track
from ringa.cli.session import Session
from ringa.core import intake
from ringa.core.intake import ImportPlan, Row
from ringa.core.text import clean_line
from ringa.errors import FileProblem, ImportAlarm, ListRejected, UsageProblem
from ringa.formats import members
from ringa.i18n import N_, _
from ringa.store import contacts, journal, settings

EXAMPLE = "ringa import medlemmar.csv --dry-run"
HELP = N_("Import a member list. The plan is shown first; a list that is imported again changes nothing.")

REASONS = {
    intake.NO_ID: N_("the id is missing"),
    intake.NO_IDENTITY: N_("neither id nor name"),
    intake.BAD_ID: N_("an id may have up to 64 characters, without spaces, commas, semicolons, quotes and bars"),
    intake.BAD_PRIORITY: N_("the priority is no whole number"),
    intake.TWO_PEOPLE: N_("two people with different names have the same id"),
    "not_readable": N_("this is no phone number that is certain"),
    "premium": N_("a premium-rate number is never called"),
    "bad_quotes": N_("a quote is not closed, or stands where none may be"),
    "too_many_cells": N_("more cells than the header has columns"),
}


def run(
    ctx: typer.Context,
    lists: Annotated[list[str], typer.Argument(metavar=_("FILE..."), help=_("CSV files; - is standard input."))],
    map: Annotated[
        list[str] | None,
        typer.Option("--map", metavar=_("FIELD=COLUMN"), help=_("Which column is which field; can be repeated.")),
    ] = None,
    list_name: Annotated[
        str | None, typer.Option("--list", metavar=_("NAME"), help=_("Which list this is. [default: recognised]"))
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", metavar=_("COLUMN"), help=_("Also keep this column; can be repeated."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show the plan and change nothing."))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=_("Take nothing if a row must be set aside."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Go on where a plan looks wrong."))] = False,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    db = session.open_db(thorough=True)
    mapping = _mapping(map or ())
    wanted = {*campaign_files.wanted_columns(session.campaign), *(keep or ())}
    read = [
        members.read(files.read(name, session.cwd), files.shown(name), mapping=mapping, keep=wanted) for name in lists
    ]
    plan = intake.plan(
        track(
            session,
            (row for each in read for row in each.rows()),
            _("reading the list"),
            sum(each.text.count("\n") for each in read),
        ),
        contacts.known(db),
        list_name=clean_line(list_name or "") or Path(files.shown(lists[0])).stem,
        given_list=list_name is not None,
        columns=frozenset().union(*(each.columns for each in read)),
        region=session.campaign.region,
        key=session.key(),
    )
    rejects = _write_rejects(session, lists[0], plan) if plan.rejected and not dry_run else None
    if not json:
        for each in read:
            _show_columns(each)
        _show(plan)
    if strict and plan.rejected:
        raise ListRejected(rejected=len(plan.rejected), read=plan.read, file=rejects or "-")
    if not dry_run:
        _confirm(session, plan, yes)
        with db.tx():
            contacts.apply(db, plan, session.campaign.rules)
            settings.put(db, "columns", " ".join(sorted({*known_columns(session), *_extra(read)})))
            journal.note(db, session.now_text(), "import", session.caller, _counts(plan))
    if json:
        show.data({**_counts(plan), "rejects_file": str(rejects) if rejects else None})
    if dry_run and plan.alarms:
        show.words(_("This list looks wrong: {problem}. It would need --yes.").format(problem=_alarms(plan)))
    if dry_run and not json:
        show.words(_("This was a dry run; nothing was changed."))
    if rejects:
        show.words(_("{n} rows were set aside, with reasons, in {file}.").format(n=len(plan.rejected), file=rejects))
    if plan.rejected:
        raise typer.Exit(4)


def known_columns(session: Session) -> list[str]:
    """The extra columns that lists have brought so far."""
    return (settings.get(session.open_db(), "columns") or "").split()


def _extra(read: list[members.MemberList]) -> set[str]:
    return {name for each in read for name in each.extra.values()}


def _mapping(given: list[str] | tuple[()]) -> dict[str, str]:
    mapping = {}
    for item in given:
        field, sign, column = item.partition("=")
        if not sign or field not in members.FIELD_NAMES:
            problem = _("--map {item} is not FIELD=COLUMN.").format(item=item)
            known = _("Fields are: {fields}").format(fields=", ".join(members.FIELD_NAMES))
            raise UsageProblem(problem=f"{problem} {known}", command="ringa import")
        mapping[field] = column
    return mapping


def _write_rejects(session: Session, name: str, plan: ImportPlan) -> Path:
    """The rows that were set aside, beside the list; in the campaign's folder where that cannot be written."""
    texts = {code: _(text) for code, text in REASONS.items()}
    content = [members.rejects(plan.rejected, texts)]
    at_home = session.folder / f"{Path(files.shown(name)).name}.rejected.csv"
    if name == files.STANDARD:
        files.write(at_home, content)
        return at_home
    beside = (session.cwd / f"{name}.rejected.csv").resolve()
    try:
        files.write(beside, content)
    except FileProblem:
        files.write(at_home, content)
        return at_home
    return beside


def _confirm(session: Session, plan: ImportPlan, yes: bool) -> None:
    if not plan.alarms or yes:
        return
    problem = _alarms(plan)
    if not session.interactive or not ask.yes(_("This list looks wrong: {problem}. Go on?").format(problem=problem)):
        raise ImportAlarm(problem=problem)


def _alarms(plan: ImportPlan) -> str:
    problems = []
    for name, n, of in plan.alarms:
        text = _("{n} of {of} people would be gone") if name == "gone" else _("{field} would change for {n} of {of}")
        problems.append(text.format(field=name, n=n, of=of))
    return "; ".join(problems)


def _counts(plan: ImportPlan) -> dict[str, int | str]:
    return {
        "list": plan.list_name,
        "read": plan.read,
        "added": len(plan.added),
        "updated": len(plan.updated),
        "unchanged": plan.unchanged,
        "rejected": len(plan.rejected),
        "gone": len(plan.gone),
    }


def _show_columns(read: members.MemberList) -> None:
    """Which column is taken for what, and which are not kept."""
    taken = [f"{read.header[i]} → {name}" for i, name in sorted({**read.fields, **read.extra}.items())]
    show.out(_("Columns of {file}: {columns}").format(file=read.file, columns=", ".join(taken)))
    if read.left_out:
        show.out(_("Not kept: {columns}").format(columns=", ".join(read.left_out)))


def _show(plan: ImportPlan) -> None:
    rows = (
        (_("list"), plan.list_name),
        (_("rows read"), plan.read),
        (_("new"), len(plan.added)),
        (_("changed"), len(plan.updated)),
        (_("unchanged"), plan.unchanged),
        (_("set aside"), len(plan.rejected)),
        (_("gone from the list"), len(plan.gone)),
    )
    width = max(len(name) for name, _value in rows)
    for name, value in rows:
        show.out(f"{name:<{width}}  {value}")
    for name, n in plan.changes.most_common():
        show.out("  " + _("changed {field}: {n}").format(field=name, n=n))
    for item in plan.rejected[:5]:
        show.out("  " + _place(item.row) + f" {item.column} {item.value!r}: {_(REASONS[item.reason])}")
    if len(plan.rejected) > 5:
        show.out("  " + _("… and {n} more").format(n=len(plan.rejected) - 5))
    for item in plan.doubtful[:5]:
        place = _place(item.row)
        text = _("one of the numbers was left out: {value}").format(value=repr(item.value))
        show.out(f"  {place} {item.column}: {text}")


def _place(row: Row) -> str:
    return f"{row.file}:{row.line}"
