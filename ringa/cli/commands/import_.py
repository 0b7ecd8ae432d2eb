"""`ringa import`: member lists into the campaign."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from ringa.cli import ask, campaign_files, files, import_plan, importing, reading, show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core import columns, personal_number
from ringa.core.intake import ImportPlan
from ringa.core.text import clean_line
from ringa.errors import ImportAlarm, ImportBusy, InPacket, ListRejected, UnknownBatch, UsageProblem
from ringa.formats import members
from ringa.formats.members import MemberList
from ringa.i18n import N_, _, ngettext
from ringa.store import imports, journal, packets, settings, staging
from ringa.store.incoming import Incoming
from ringa.store.turnstile import one_at_a_time

EXAMPLE = "ringa import medlemmar.csv --dry-run"
HELP = N_("Import member lists. The plan is shown first; a list that is imported again changes nothing.")

PATIENCE = 10  # minutes that an import waits for another


def run(
    ctx: typer.Context,
    lists: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("FILE..."), help=_("CSV or Excel files; - is standard input.")),
    ] = None,
    map: Annotated[
        list[str] | None,
        typer.Option("--map", metavar=_("FIELD=COLUMN"), help=_("Which column is which field; can be repeated.")),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar=_("NAME"), help=_("Which sheet of a workbook: name or number."))
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
    batches: Annotated[bool, typer.Option("--batches", help=_("List the imports so far instead."))] = False,
    undo: Annotated[
        int | None, typer.Option("--undo", metavar=_("NUMBER"), help=_("Undo an import instead: see --batches."))
    ] = None,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    if sum((bool(lists), batches, undo is not None)) > 1:
        problem = _("One thing at a time: lists, --batches or --undo.")
        raise UsageProblem(problem=problem, command="ringa import")
    if batches:
        _show_batches(session, json=json)
        return
    if undo is None and not lists:
        raise UsageProblem(problem=_("{name} is missing.").format(name=_("FILE...")), command="ringa import")
    db = session.open_db(thorough=True)
    if packets.mine(db):
        problem = _("its people are those of the packet")
        raise InPacket(problem=problem, what_to_do=_("Lists are imported at the office, or after `ringa init`."))
    session.open_campaign()  # may write its cache, and so not within a transaction
    lock = db.path.with_name(db.path.name + "-import-lock")
    with one_at_a_time(lock, wait=PATIENCE * 60, waiting=_tell_waiting) as mine:
        if not mine:
            raise ImportBusy(folder=session.folder, minutes=PATIENCE)
        if undo is not None:
            _undo(session, undo, json=json)
            return
        with ExitStack() as stack:
            mapping = _mapping(map or ())
            opened = importing.open_lists(session, lists or (), sheet, mapping, stack)
            wanted = campaign_files.wanted_columns(session.campaign)
            for each in opened:
                importing.settle_columns(session, each, mapping, keep or (), wanted)
                if not json:
                    importing.show_columns(each)
                importing.tell_doubts(each)
            region, rules, key = session.campaign.region, session.campaign.rules, session.key()
            parts = reading.worth_while(opened[0]) if len(opened) == 1 else 0
            stage = stack.enter_context(staging.staged(db, parts))
            name = _list_name(list_name, Path(files.shown((lists or ["-"])[0])).stem)
            coming = Incoming(db, name, rules, region, stage)
            importing.read_in(session, opened, coming, region, key)
            has_ids = all("id" in each.shape.fields for each in opened)
            plan = coming.plan(given=list_name is not None, has_ids=has_ids)
            unclear = (column for each in opened for column in importing.unclear_columns(each))
            plan.unclear_phones = any("phone" in column.candidates for column in unclear)
            _carry_out(session, opened, coming, plan, dry_run=dry_run, strict=strict, yes=yes, json=json)


def _list_name(given: str | None, file: str) -> str:
    """What a new list is called: as was said, else like its file; never with a personal identity number in it."""
    names = (personal_number.without(clean_line(name))[0].strip(" -_.") for name in (given or "", file))
    return next(filter(None, names), "list")


def _tell_waiting() -> None:
    show.words(_("Another import is running; waiting for it."))


def _carry_out(
    session: Session, opened: list[MemberList], coming: Incoming, plan: ImportPlan,
    *, dry_run: bool, strict: bool, yes: bool, json: bool,
) -> None:  # fmt: skip
    """Show the plan, carry it out unless something speaks against it, and say what became of it."""
    names = [each.file for each in opened]
    rejects = None
    if not dry_run:
        rejects, numbers = (_write_aside(session, coming, names, doubtful=doubtful) for doubtful in (False, True))
    if not json:
        import_plan.tell(plan, names)
    if strict and plan.rejected:
        raise ListRejected(rejected=plan.rejected, read=plan.read, file=rejects or "-")
    if not dry_run:
        _confirm(session, plan, yes)
        _apply(session, opened, coming, plan)
    if json:
        number = None if dry_run else coming.number
        rejects_file = str(rejects) if rejects else None
        show.data({**import_plan.counts(plan), "batch": number, "rejects_file": rejects_file})
    if dry_run:
        _tell_dry_run(plan, json=json)
    elif numbers:
        text = ngettext(
            "{n} number was left out, with the reason, in {file}; the person is in.",
            "{n} numbers were left out, with reasons, in {file}; the people are in.",
            plan.doubtful,
        )
        show.words(text.format(n=plan.doubtful, file=numbers))
    if rejects:
        text = ngettext(
            "{n} row was set aside, with the reason, in {file}.",
            "{n} rows were set aside, with reasons, in {file}.",
            plan.rejected,
        )
        show.words(text.format(n=plan.rejected, file=rejects))
    if coming.fresh and plan.added and session.interactive and not (dry_run or json):
        show.words(_("Next: `ringa check`, then `ringa call` here, or `ringa pack --for NAME` for somebody at home."))
    if plan.rejected:
        raise typer.Exit(4)


def _tell_dry_run(plan: ImportPlan, *, json: bool) -> None:
    if plan.alarms:
        problem = import_plan.alarms(plan)
        show.words(_("This list looks wrong: {problem}. It would need --yes.").format(problem=problem))
    if not json:
        show.words(_("This was a dry run; nothing was changed."))


def _apply(session: Session, opened: list[MemberList], coming: Incoming, plan: ImportPlan) -> None:
    db = session.open_db()
    with staging.applying(db):
        imports.apply(db, coming, plan, session.campaign.rules)
        importing.remember(db, opened)
        extra = {name for each in opened for name in each.shape.extra}
        settings.put(db, "columns", " ".join(sorted({*known_columns(session), *extra})))
        body = {
            "batch": coming.number,
            **import_plan.counts(plan),
            "files": [personal_number.without(each.file)[0] for each in opened],
        }
        journal.note(db, session.now_text(), "import", session.caller, body)
    db.tidy()


def known_columns(session: Session) -> list[str]:
    """The extra columns that lists have brought so far."""
    return (settings.get(session.open_db(), "columns") or "").split()


def _mapping(given: Sequence[str]) -> dict[str, list[str]]:
    mapping: dict[str, list[str]] = {}
    for item in given:
        field, sign, column = item.partition("=")
        if not sign or field not in columns.FIELD_NAMES:
            problem = _("--map {item} is not FIELD=COLUMN.").format(item=item)
            known = _("Fields are: {fields}").format(fields=", ".join(columns.FIELD_NAMES))
            raise UsageProblem(problem=f"{problem} {known}", command="ringa import")
        mapping.setdefault(field, []).append(column)
    return mapping


def _write_aside(session: Session, coming: Incoming, names: Sequence[str], *, doubtful: bool) -> Path | None:
    """The rows set aside, or the numbers left out, beside the list; in the campaign's folder where that cannot be."""
    if not (coming.doubtful if doubtful else coming.rejected):
        return None
    texts = {code: _(text) for code, text in import_plan.REASONS.items()}
    name = f"{names[0]}.numbers.csv" if doubtful else f"{names[0]}.rejected.csv"

    def content() -> Iterator[str]:
        rows = ((names[file], item) for file, item in coming.aside(doubtful=doubtful))
        return members.rejects(rows, coming.widest(), texts)

    standard = names[0] == files.shown(files.STANDARD)
    return files.write_beside(name, session.cwd, session.folder, content, standard=standard)


def _confirm(session: Session, plan: ImportPlan, yes: bool) -> None:
    if not plan.alarms:
        return
    problem = import_plan.alarms(plan)
    if yes:
        show.words(_("This list looks wrong: {problem}. It goes in all the same, with --yes.").format(problem=problem))
    elif not session.interactive or not ask.yes(_("This list looks wrong: {problem}. Go on?").format(problem=problem)):
        raise ImportAlarm(problem=problem)


def _show_batches(session: Session, *, json: bool) -> None:
    entries = list(imports.undoable(session.open_db()).values())
    if json:
        show.data(entries)
        return
    for each in entries:
        when = show.when(each["at"], session.campaign.zone)
        text = _("{batch}  {when}  list {list}: {added} new, {updated} changed, {gone} gone, {rejected} set aside")
        undone = " · " + _("undone") if each["undone"] else ""
        show.out(text.format(**{**each, "when": when}) + undone)


def _undo(session: Session, number: int, *, json: bool) -> None:
    db = session.open_db()
    entry = imports.undoable(db).get(number)
    if entry is None or not entry["can_be_undone"]:
        raise UnknownBatch(number=number)
    with db.tx():
        done = imports.undo(db, number, session.campaign.rules)
        journal.note(db, session.now_text(), "import_undone", session.caller, {"batch": number, **done})
    if json:
        show.data({"batch": number, **done})
    text = _("Import {number} was undone: {removed} people were taken out, {restored} are as they were before it.")
    show.words(text.format(number=number, **done))
