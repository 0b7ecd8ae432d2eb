"""How often each answer was given: `ringa survey answers`."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from ringa.cli import show
from ringa.cli.options import Json
from ringa.cli.options import Survey as SurveyId
from ringa.cli.session import Session
from ringa.core.survey import CHOSEN, NOTE, SCALE, YES_NO, YESNO, Question, from_document, say
from ringa.core.tally import FEWEST, Count, tally, told
from ringa.core.text import clean_line
from ringa.errors import UnknownSurvey
from ringa.i18n import _, ngettext
from ringa.store import answers as log
from ringa.store import compiled

_LISTED = (*CHOSEN, YESNO, SCALE)  # what members said in their own words or figures may tell who they are


def answers(
    ctx: typer.Context,
    survey: SurveyId = None,
    apart: Annotated[bool, typer.Option("--apart", help=_("Each version of the survey by itself."))] = False,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    ids = [each.id for each in session.campaign.surveys]
    if survey is not None and survey not in ids:
        raise UnknownSurvey(name=clean_line(survey), known=", ".join(ids))
    found = [each for id in ids if survey in (None, id) for each in _questions(session, id, apart=apart)]
    if json:
        show.data(found)
        return
    for each in found:
        _show(each, apart=apart)
    show.words(_("Answers that fewer than {n} gave are not told: they might tell who gave them.").format(n=FEWEST))


def _questions(session: Session, id: str, *, apart: bool) -> Iterator[dict[str, Any]]:
    """Each question that is asked now or was answered, and how often what was answered."""
    db = session.open_db()
    now = session.campaign.survey(id)
    versions = {version: from_document(body, version) for version, body in compiled.bodies(db) if body["id"] == id}
    versions[now.version] = now
    given = list(log.given(db, id))
    languages = [session.language, *now.languages]
    questions = {question.id: question for survey in (*versions.values(), now) for question in survey.questions}
    order = dict.fromkeys([*(question.id for question in now.questions), *questions])
    for question in (questions[name] for name in order if questions[name].type != NOTE):
        counts = tally(question.id, given, versions, apart=apart) if question.type in _LISTED else []
        rows = [_row(question, count, languages) for count in counts]
        total = sum(bool(each.answers.get(question.id)) for each in given)
        yield {
            "survey": id,
            "question": question.id,
            "type": question.type,
            "ask": say(question.ask, languages),
            "answered": None if any(row["times"] is None for row in rows) else told(total) if total else 0,
            "answers": rows,
        }


def _row(question: Question, count: Count, languages: Sequence[str]) -> dict[str, Any]:
    texts = count.texts
    if question.type == YESNO:
        texts = tuple(choice.text for choice in YES_NO if choice.code == count.answer)
    return {
        "answer": count.answer,
        "texts": [say(text, languages) for text in texts],
        "versions": list(count.versions),
        "times": told(count.times),
    }


def _show(found: dict[str, Any], *, apart: bool) -> None:
    show.out()
    show.out(f"{clean_line(found['ask'])} ({found['question']})")
    if found["answered"] is not None:
        n = found["answered"]
        show.out("  " + ngettext("{n} answer", "{n} answers", n).format(n=n))
    elif not found["answers"]:
        show.out("  " + _fewer())
    for row in found["answers"]:
        name = clean_line(" / ".join(row["texts"]) or row["answer"])
        times = _fewer() if row["times"] is None else str(row["times"])
        show.out(f"  {name}: {times}" + (f"   {row['versions'][0]}" if apart else ""))


def _fewer() -> str:
    return _("fewer than {n}").format(n=FEWEST)
