"""`ringa preview`: the conversation as a caller has it, on the screen or on paper, storing nothing."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ringa.cli import files, invented, show
from ringa.cli.options import Branch, InFields, Json, Language, Survey
from ringa.cli.paper_text import Typewriter
from ringa.cli.session import Session
from ringa.core import paper
from ringa.core.survey import say
from ringa.errors import UsageProblem
from ringa.i18n import N_, _, speaking

if TYPE_CHECKING:
    from ringa.cli.previewing import Preview

COMMAND = "ringa preview"
EXAMPLE = "ringa preview --branch Buss --language nb"
HELP = N_("Play the conversation with an invented member, or print it on paper; nothing is stored.")


def run(
    ctx: typer.Context,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar=_("CONTACT"), help=_("For this member (see `ringa find`)."))
    ] = None,
    branch: Branch = "",
    language: Language = "",
    field: InFields = None,
    survey: Survey = None,
    script: Annotated[
        str | None, typer.Option("--script", metavar=_("SCRIPT"), help=_("A script, by its file or its id."))
    ] = None,
    on_paper: Annotated[
        bool, typer.Option("--paper", help=_("Print script and form, to be filled in with a pen."))
    ] = False,
    html: Annotated[bool, typer.Option("--html", help=_("On paper, as one HTML file that prints on A4."))] = False,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar=_("FILE"), help=_("Where paper goes; - is standard output.")),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    from ringa.cli import previewing

    session: Session = ctx.obj
    made_up = invented.fields(branch, language, field or [], COMMAND)
    if contact is not None and made_up.keys() - {"language"}:
        problem = _("Name a contact, or say what an invented member has; not both.")
        raise UsageProblem(problem=problem, command=COMMAND)
    if output is not None and not (on_paper or html):
        raise UsageProblem(problem=_("-o is for --paper and --html."), command=COMMAND)
    preview = previewing.find(session, contact, made_up, survey, script)
    if json:
        show.data(_flow(session, preview))
    elif on_paper or html:
        with speaking(preview.language):
            _put(session, preview, output, html=html)
    elif not session.interactive:
        for line in Typewriter(plain=session.linear).steps(_sheet(session, preview)):
            show.out(line)
    else:
        from ringa.cli.playing import Player

        Player(session, preview).play()


def _sheet(session: Session, preview: "Preview") -> paper.Sheet:
    return paper.sheet(preview.survey, preview.script, preview.known(session))


def _put(session: Session, preview: "Preview", output: str | None, *, html: bool) -> None:
    """The sheet, as text or as HTML, to where it is wanted: HTML goes to a file where a person sits."""
    if html and output is None and session.interactive:
        name = f"{preview.survey.id}-{preview.language}"
        output = str(files.free_name(session.cwd, name, ".html"))
    pieces = _html(session, preview) if html else (line + "\n" for line in _text(session, preview))
    if output in (None, files.STANDARD):
        for piece in pieces:
            sys.stdout.write(piece)
        return
    files.write(session.cwd / str(output), pieces)
    show.words(_("Wrote {file}.").format(file=output))


def _html(session: Session, preview: "Preview") -> Iterator[str]:
    from ringa.formats import paper_html

    return paper_html.write(_sheet(session, preview), _cover(preview), preview.language)


def _text(session: Session, preview: "Preview") -> Iterator[str]:
    writer = Typewriter(plain=session.linear)
    return writer.write(_sheet(session, preview), _cover(preview))


def _cover(preview: "Preview") -> paper.Cover:
    campaign, languages, survey = preview.campaign, preview.languages, preview.survey
    parts = (
        say(survey.title, languages) or survey.id,
        preview.script.title or preview.script.id if preview.script else "",
        say(campaign.union, languages),
        survey.version,
    )
    member = show.card(preview.contact, campaign, [], 0) if preview.chosen else []
    if preview.chosen:
        member.append(preview.contact.id)
    return paper.Cover(
        say(campaign.name, languages),
        tuple(filter(None, parts)),
        preview.contact.id if preview.chosen else "",
        tuple(member),
        campaign.rules.outcomes,
        languages,
    )


# for programs


def _flow(session: Session, preview: "Preview") -> dict[str, Any]:
    """All steps with their conditions in words."""
    sheet, languages = _sheet(session, preview), preview.languages
    questions = show.survey_json(preview.survey, languages, preview.contact.id)["questions"]
    by_id = {question["id"]: question for question in questions}

    def steps(items: Sequence[paper.Item]) -> list[dict[str, Any]]:
        return [_step(item, by_id) for item in items if item.kind != paper.IF]

    return {
        "survey": preview.survey.id,
        "version": preview.survey.version,
        "script": preview.script.id if preview.script else None,
        "language": preview.language,
        "minutes": preview.minutes,
        "steps": steps(sheet.talk),
        "call_back": steps(sheet.call_back),
        "voicemail": steps(sheet.voicemail),
        "ready_answers": [{"title": title, "steps": steps(items)} for title, items in sheet.ready],
    }


def _step(item: paper.Item, questions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    conditions = [*item.conditions, *([item.only_if] if item.only_if else [])]
    step = {"kind": item.kind, "text": item.text, "conditions": conditions}
    if item.question is None:
        return step
    return step | {"number": item.number or None, "question": questions[item.question.id]}
