"""Surveys: questions, skip logic, and whether answers fit."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ringa.core.text import MAX_TEXT, clean, clean_line, closest
from ringa.i18n import _

SINGLE, MULTIPLE, YESNO, TEXT = "single", "multiple", "yesno", "text"
TYPES = (SINGLE, MULTIPLE, YESNO, TEXT)

# A text for people: one string, or one per language.
Text = str | Mapping[str, str]


def say(text: Text, languages: Sequence[str]) -> str:
    """The text in the first of the languages that has it, else in the first language it was written in."""
    if isinstance(text, str):
        return text
    return next((text[code] for code in languages if code in text), next(iter(text.values()), ""))


class Choice(NamedTuple):
    """One answer that can be chosen."""

    code: str
    text: Text


class Question(NamedTuple):
    """One question. `when` names earlier questions with the codes of which any one leads here."""

    id: str
    type: str
    ask: Text
    required: bool = False
    choices: tuple[Choice, ...] = ()
    max: int | None = None
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def codes(self) -> list[str]:
        """The codes that can be answered; none for free text."""
        return ["yes", "no"] if self.type == YESNO else [choice.code for choice in self.choices]


class Survey(NamedTuple):
    """A survey in one version. `version` is a hash of its meaning."""

    id: str
    version: str
    questions: tuple[Question, ...]

    def question(self, id: str) -> Question | None:
        """The question of that id."""
        return next((question for question in self.questions if question.id == id), None)


def version_of(document: Mapping[str, Any]) -> str:
    """The content version: `v` and 12 hex digits of SHA-256 over the survey's normal form.

    Comments and the order of keys do not count; wording, order of questions and choices, codes and rules do.
    The normal form has only keys that differ from their default, so that later kinds of rule leave it as it is.
    """
    import hashlib

    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "v" + hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:12]


def from_document(document: Mapping[str, Any], version: str = "") -> Survey:
    """The survey of a normal form as `formats.surveys_yaml` makes it; its version, if that is known already."""
    questions = tuple(
        Question(
            id=q["id"],
            type=q["type"],
            ask=q["ask"],
            required=q.get("required", False),
            choices=tuple(Choice(c["code"], c["text"]) for c in q.get("choices", ())),
            max=q.get("max"),
            when=tuple((name, tuple(codes)) for name, codes in sorted(q.get("when", {}).items())),
        )
        for q in document["questions"]
    )
    return Survey(document["id"], version or version_of(document), questions)


def codes_in(cell: str) -> tuple[str, ...]:
    """The codes of an answer's cell (several choices are joined by `|`)."""
    return tuple(cell.split("|")) if cell else ()


def is_asked(question: Question, answers: Mapping[str, str]) -> bool:
    """Whether the answers so far lead to the question."""
    return all(set(codes) & set(codes_in(answers.get(name, ""))) for name, codes in question.when)


def asked(survey: Survey, answers: Mapping[str, str]) -> list[Question]:
    """The questions that these answers lead to, in order. A question that is not asked justifies nothing."""
    valid: dict[str, str] = {}
    found = []
    for question in survey.questions:
        if is_asked(question, valid):
            found.append(question)
            if question.id in answers:
                valid[question.id] = answers[question.id]
    return found


def justified(survey: Survey, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers without those to questions that the others no longer lead to."""
    return {q.id: answers[q.id] for q in asked(survey, answers) if q.id in answers}


def missing(survey: Survey, answers: Mapping[str, str]) -> list[Question]:
    """The required questions that were asked and have no answer."""
    return [q for q in asked(survey, answers) if q.required and not answers.get(q.id)]


class Misfit(NamedTuple):
    """One answer that breaks the survey: what is wrong, and what would be right."""

    question: str
    problem: str
    advice: str


def read_answers(survey: Survey, given: Mapping[str, Any]) -> tuple[dict[str, str], list[Misfit]]:
    """Answers as a program sends them (`{question: code | [codes] | true | text}`) as cells, and what is wrong."""
    answers: dict[str, str] = {}
    misfits: list[Misfit] = []
    for name, value in given.items():
        question = survey.question(name)
        if question is None:
            misfits.append(_unknown(name, [q.id for q in survey.questions], _("there is no question {name}")))
            continue
        cell, problem = _cell(question, value)
        if problem:
            misfits.append(problem)
        elif cell:
            answers[name] = cell
    led_to = {question.id for question in asked(survey, answers)}
    for name in (name for name in answers if name not in led_to):
        advice = _("Leave it out, or answer the question that leads to it.")
        misfits.append(Misfit(name, _("{name} is not asked after these answers").format(name=name), advice))
    order = [question.id for question in survey.questions]
    return {name: answers[name] for name in order if name in answers and name in led_to}, misfits


def _unknown(name: str, known: list[str], problem: str) -> Misfit:
    near = closest(name, known)
    advice = _("Did you mean {near}?").format(near=near) if near else _("Use one of: {known}")
    return Misfit(name, problem.format(name=clean_line(name)), advice.format(known=", ".join(known)))


def _cell(question: Question, value: Any) -> tuple[str, Misfit | None]:
    def misfit(problem: str, advice: str) -> tuple[str, Misfit]:
        return "", Misfit(question.id, problem.format(name=question.id), advice)

    if value is None:
        return "", None
    if question.type == TEXT:
        if not isinstance(value, str):
            return misfit(_("{name} takes a text"), _("Write it in quotes."))
        if len(value) > MAX_TEXT:
            return misfit(_("{name} is too long"), _("Keep it under {n} characters.").format(n=MAX_TEXT))
        return clean(value).strip(), None
    if question.type == YESNO and isinstance(value, bool):
        value = "yes" if value else "no"
    codes = value if isinstance(value, list) else [value]
    if not all(isinstance(code, str) for code in codes):
        return misfit(_("{name} takes codes"), _("Use one of: {known}").format(known=", ".join(question.codes)))
    return _chosen(question, codes, misfit)


def _chosen(question: Question, codes: list[str], misfit: Any) -> tuple[str, Misfit | None]:
    for code in codes:
        if code not in question.codes:
            problem = _("{name} has no answer {code}")
            return "", _unknown(code, question.codes, problem.format(name=question.id, code="{name}"))
    most = (question.max or len(question.codes)) if question.type == MULTIPLE else 1
    if len(set(codes)) > most:
        wrong: tuple[str, Misfit] = misfit(
            _("{name} takes at most {n} answers").format(name="{name}", n=most), _("Leave some out.")
        )
        return wrong
    return "|".join(code for code in question.codes if code in codes), None


def choices_for(question: Question, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Code and text of each choice, in a language."""
    if question.type == YESNO:
        yield from (("yes", say(_YES, languages)), ("no", say(_NO, languages)))
        return
    for choice in question.choices:
        yield choice.code, say(choice.text, languages)


_YES: Text = {"sv": "Ja", "nb": "Ja", "en": "Yes"}
_NO: Text = {"sv": "Nej", "nb": "Nei", "en": "No"}
