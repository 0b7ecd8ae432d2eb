"""`ringa survey`: a survey from a form in Excel, a form from a survey, and the codebook of the results."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ringa.cli import ask, campaign_files, files, form_import, show
from ringa.cli.options import Json, Survey
from ringa.cli.session import Session
from ringa.cli.tallies import answers
from ringa.core.survey import version_of
from ringa.core.text import clean_line
from ringa.errors import CampaignInvalid, FormEmpty, SurveyNotAdded, UnknownSurvey, UsageProblem
from ringa.i18n import N_, _
from ringa.store import compiled

EXAMPLE = "ringa survey import FORM.xlsx --dry-run"
HELP = N_("Surveys: take one from a form in Excel, write one as a form, explain the columns of the results.")


# in: a form


def import_form(
    ctx: typer.Context,
    form: Annotated[str, typer.Argument(metavar=_("FORM.xlsx"), help=_("An XLSForm workbook; - is standard input."))],
    id: Annotated[
        str | None, typer.Option("--id", metavar=_("ID"), help=_("The survey's id. [default: the form's]"))
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar=_("CODE"), help=_("The language of texts whose column names none.")),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar=_("FILE"), help=_("Write the survey there instead, to be put into "
                     "surveys.yaml by hand; - is standard output.")),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show the plan and change nothing."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Add it without asking."))] = False,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    if output == files.STANDARD and json and not dry_run:
        raise UsageProblem(problem=_("--json needs -o FILE: the survey is on stdout."), command="ringa survey import")
    read = form_import.read(session, form, _id(id), _language(language))
    target = None if output == files.STANDARD else session.cwd / output if output else _campaign_file(session)
    if not json:
        form_import.tell(read, files.shown(form))
    survey = read.survey
    if not survey["questions"]:
        raise FormEmpty(file=files.shown(form))
    added = form_import.added(session, survey) if output is None else None
    if not dry_run:
        if added is not None and session.interactive and not yes and not ask.yes(_("Add it to surveys.yaml?")):
            raise typer.Exit(3)  # nothing was changed
        _put(target, added, survey)
    if json:
        show.data(form_import.as_json(read, None if dry_run or target is None else str(target)))
    elif not dry_run and target is not None:
        done = _("The survey {id} is in {file} now.") if added else _("Wrote {file}.")
        show.words("\n" + done.format(id=survey["id"], file=target))
    if read.remarks.not_taken:
        raise typer.Exit(4)


def _id(id: str | None) -> str:
    if id is not None and not form_import.is_id(id):
        problem = _("{text} cannot be an id or a code").format(text=clean_line(id))
        raise UsageProblem(problem=problem, command="ringa survey import")
    return id or ""


def _language(code: str | None) -> str:
    if code is None:
        return ""
    from ringa.core.languages import code_of

    known = code_of(code)
    if known is None:
        problem = _("{code} is no language code").format(code=clean_line(code))
        raise UsageProblem(problem=problem, command="ringa survey import")
    return known


def _campaign_file(session: Session) -> Path:
    return session.folder / campaign_files.SURVEYS


def _put(target: Path | None, added: form_import.Added | None, survey: dict[str, Any]) -> None:
    from ringa.formats import survey_yaml_writer

    if target is None:
        sys.stdout.write(survey_yaml_writer.write(survey, 2))
    elif added is None:
        files.write(target, [survey_yaml_writer.write(survey, 2)])
    else:
        if target.read_bytes() != added.before:
            raise SurveyNotAdded(file=campaign_files.SURVEYS, problem=_("somebody has changed the file meanwhile"))
        files.write(target, [added.after], keep_mode=True)


# out: a form


def export(
    ctx: typer.Context,
    xlsform: Annotated[
        bool, typer.Option("--xlsform", help=_("As an Excel workbook that XLSForm describes; the only way so far."))
    ] = True,
    survey: Survey = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar=_("FILE"), help=_("Where to; - is standard output. [default: a file "
                     "of its own on a terminal, else standard output]")),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    from ringa.formats.xlsform import writing

    session: Session = ctx.obj
    document = _one(_surveys(session), survey)
    written = writing.write(document, version_of(document), [session.language], session.now())
    target = _target(session, output, document["id"])
    if target is None:
        if json:
            raise UsageProblem(problem=_("--json needs -o FILE: the form is on stdout."), command="ringa survey export")
        sys.stdout.buffer.write(written.data)
        sys.stdout.buffer.flush()
    else:
        files.write(target, [written.data])
    for id, name in written.renamed.items():
        show.words(
            _("The question {id} is called {name} in the form, which keeps {id} for itself.").format(id=id, name=name)
        )
    if json:
        show.data({"file": str(target), "survey": document["id"], "questions": len(document["questions"])})
    elif target is not None:
        show.words(_("Wrote {file}.").format(file=target))


def _target(session: Session, output: str | None, stem: str) -> Path | None:
    if output == files.STANDARD or (output is None and not sys.stdout.isatty()):
        return None
    return session.cwd / output if output is not None else files.free_name(session.cwd, stem, ".xlsx")


def _surveys(session: Session) -> list[dict[str, Any]]:
    """The campaign's surveys as they are asked now. Raises CampaignInvalid."""
    found = campaign_files.read(session.folder)
    own = {campaign_files.SURVEYS: found[campaign_files.SURVEYS]}  # a script that is broken does no harm here
    document, problems = campaign_files.parse(own, fields=(), imported=False)
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise CampaignInvalid(problem=f"{errors[0].where}: {errors[0].problem}", count=len(errors))
    return list(document["surveys"])


def _named(documents: list[dict[str, Any]], id: str | None) -> list[dict[str, Any]]:
    found = [document for document in documents if id in (None, document["id"])]
    if not found:
        raise UnknownSurvey(name=clean_line(id or ""), known=", ".join(document["id"] for document in documents))
    return found


def _one(documents: list[dict[str, Any]], id: str | None) -> dict[str, Any]:
    found = _named(documents, id)
    if len(found) > 1:
        known = ", ".join(document["id"] for document in found)
        problem = _("Which survey? Name one with --survey: {known}").format(known=known)
        raise UsageProblem(problem=problem, command="ringa survey export")
    return found[0]


# the codebook


def codebook(
    ctx: typer.Context,
    survey: Survey = None,
    csv: Annotated[bool, typer.Option("--csv", help=_("As a table: a row for each column and code."))] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help=_("As a table for a Nordic spreadsheet: ; and a BOM."))
    ] = False,
    all_versions: Annotated[
        bool, typer.Option("--all-versions", help=_("Also earlier versions that this campaign has had."))
    ] = False,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar=_("FILE"), help=_("Where to; - is standard output, as is the default.")),
    ] = None,
    json: Json = False,
) -> None:
    from ringa.formats import codebook as pages

    session: Session = ctx.obj
    versions = [pages.Version(*each) for each in _versions(session, survey, every=all_versions)]
    if json:
        show.data(list(pages.rows(versions)))
        return
    pieces = pages.write_csv(versions, excel=excel) if csv or excel else pages.write_markdown(versions)
    if output in (None, files.STANDARD):
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
        return
    target = session.cwd / str(output)
    files.write(target, pieces)
    show.words(_("Wrote {file}.").format(file=target))


def _versions(session: Session, id: str | None, *, every: bool) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Normal form, version, and whether it is the one asked now; the earlier ones of a survey after that."""
    now = {document["id"]: (document, version_of(document), True) for document in _surveys(session)}
    earlier = compiled.bodies(session.open_db()) if every else []
    documents = [document for document, _version, _now in now.values()]
    known = {document["id"]: document for document in [*documents, *(body for _version, body in earlier)]}
    for document in _named(list(known.values()), id):
        current = now.get(document["id"])
        yield from [current] if current else []
        for version, body in earlier:
            if body["id"] == document["id"] and (current is None or version != current[1]):
                yield body, version, False


VERBS = {
    "import": (import_form, "ringa survey import FORM.xlsx --dry-run", N_(
        "Take a survey from a form in Excel (XLSForm). What a survey cannot hold is named, with cell and reason."
    )),
    "export": (export, "ringa survey export --xlsform -o FORM.xlsx", N_(
        "Write a survey as a form (XLSForm), for other programs and for `ringa survey import`."
    )),
    "codebook": (codebook, "ringa survey codebook --csv -o codebook.csv", N_(
        "Explain the columns of the results: questions, codes, conditions, in Markdown or as a table."
    )),
    "answers": (answers, "ringa survey answers", N_(
        "Count the answers, over the versions of a survey where they mean the same, or each version apart."
    )),
}  # fmt: skip
