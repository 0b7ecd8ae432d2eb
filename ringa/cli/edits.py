"""What the surveys as they are now do to answers that were given to earlier versions of them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from ringa.cli.campaign_files import SURVEYS
from ringa.core.condition import codes_in
from ringa.core.problem import Problem
from ringa.core.survey import CHOSEN, SCALE, Survey, from_document, version_of
from ringa.core.survey_changes import Change, compare
from ringa.i18n import _, ngettext
from ringa.store import answers, compiled
from ringa.store.db import Db

Places = Mapping[str, tuple[int, int]]


class Edited(NamedTuple):
    """An earlier version that has answers, and what has changed since. `survey` is None where it is gone."""

    survey: str
    version: str
    counts: Mapping[str, int]  # by question
    codes: Mapping[tuple[str, str], int]  # by question and code
    now: Survey | None
    changes: list[Change]

    def answers(self, change: Change) -> int:
        """How many answers the change touches; of a change to the whole, those to the question with most answers."""
        if change.code and change.kind != "choice_added":
            return self.codes.get((change.question, change.code), 0)
        own = self.counts.get(change.question, 0)
        return own if change.question else max(self.counts.values())

    def to_json(self) -> dict[str, Any]:
        """As programs read it."""
        changes = [
            {"change": c.kind, "question": c.question, "code": c.code, "answers": self.answers(c), "new_id": c.wiser}
            for c in self.changes
        ]
        return {"survey": self.survey, "version": self.version, "answers": dict(self.counts), "changes": changes}


def since(db: Db, document: Mapping[str, Any]) -> list[Edited]:
    """Every earlier version that has answers and that this campaign has had, with what has changed since."""
    now = {item["id"]: from_document(item, version_of(item)) for item in document["surveys"]}
    found = []
    for (survey, version), counts in answers.counted(db).items():
        body = compiled.version(db, survey, version)
        current = now.get(survey)
        if body is not None and (current is None or current.version != version):
            then = from_document(body, version)
            changes = compare(then, current) if current else []
            found.append(Edited(survey, version, counts, _codes(db, then), current, changes))
    return found


def _codes(db: Db, survey: Survey) -> Counter[tuple[str, str]]:
    """How often each code was answered in this version of a survey."""
    chosen = {question.id for question in survey.questions if question.type in (*CHOSEN, SCALE)}
    return Counter(
        (name, code)
        for given in answers.given(db, survey.id)
        if given.version == survey.version
        for name, cell in given.answers.items()
        if name in chosen
        for code in codes_in(cell)
    )


def problems(edited: list[Edited], places: Places) -> list[Problem]:
    """What people should know of it: a change that touches answers, once for all versions that it touches."""
    counts: dict[tuple[str, Change], int] = {}
    gone: dict[str, int] = {}
    for version in edited:
        if version.now is None:
            gone[version.survey] = gone.get(version.survey, 0) + max(version.counts.values())
        for change in version.changes:
            times = version.answers(change)
            if times or change.kind == "question_added":
                counts[version.survey, change] = counts.get((version.survey, change), 0) + times
    found = [_gone(survey, times) for survey, times in gone.items()]
    found += [_problem(survey, change, times, places) for (survey, change), times in counts.items()]
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _problem(survey: str, change: Change, times: int, places: Places) -> Problem:
    line, column = places.get(f"{survey}/{change.question}", places.get(survey, (0, 0)))
    text = ngettext("{change} ({n} answer before that)", "{change} ({n} answers before that)", times)
    problem = text.format(change=change.problem, n=times) if times else change.problem
    return Problem(SURVEYS, line, column, problem, change.advice, warning=True, note=not change.wiser)


def _gone(survey: str, times: int) -> Problem:
    text = ngettext(
        "the survey {survey} is gone ({n} answer before that)", "the survey {survey} is gone ({n} answers before that)",
        times,
    )  # fmt: skip
    advice = _("Its answers stay, with their wording. Do not use the id for something else.")
    return Problem(SURVEYS, 0, 0, text.format(survey=survey, n=times), advice, warning=True, note=True)
