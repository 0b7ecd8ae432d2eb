"""Answers: what is asked after them, which of them still stand, and reading them from programs.

Answers are cells by question id (`core.cell` says what fits). The words of an `other` choice
are an answer of their own, `<question>_other`, which stands as long as that choice is chosen.
"""

from collections.abc import Mapping
from typing import Any

from ringa.core.cell import Misfit, Read, cell_of, misfit, no_answer, no_such_code, takes_words, unknown, words_of
from ringa.core.condition import Answers, codes_in, holds
from ringa.core.survey import CHOSEN, MULTIPLE, NOTE, NUMBER, SCALE, YESNO, Question, Survey, offered
from ringa.i18n import _

# Which answers stand, and what is asked after them


def justified(survey: Survey, answers: Answers) -> dict[str, str]:
    """The answers that stand: those to questions that the others lead to, and of these what fits the question.

    A choice that is no longer offered is taken away; so are the words of an `other` that is no longer chosen.
    In the order of the survey; of what stands, everything stands.
    """
    kept: dict[str, str] = {}
    for question in survey.questions:
        if question.id in answers and holds(question.when, kept):
            cell = _still_open(question, answers[question.id], kept)
            fitting = cell_of(question, cell, kept)
            if isinstance(fitting, str) and fitting:
                kept.update(_with_words(question, fitting, answers.get(question.other_id, "")))
    return kept


def _still_open(question: Question, cell: str, answers: Answers) -> str:
    """The cell without choices that are no longer offered."""
    if question.type != MULTIPLE:
        return cell
    codes = [choice.code for choice in offered(question, answers)]
    return "|".join(code for code in codes_in(cell) if code in codes)


def _with_words(question: Question, cell: str, words: str) -> dict[str, str]:
    """The answer, and beside it the words of its `other` choice."""
    said = words_of(question, words) if takes_words(question, cell) else ""
    return {question.id: cell} | ({question.other_id: said} if isinstance(said, str) and said else {})


def asked(survey: Survey, answers: Answers) -> list[Question]:
    """The questions, and notes to read aloud, that these answers lead to, in order.

    A function of the answers that stand: an answer to a question that is not asked leads nowhere.
    """
    kept = justified(survey, answers)
    return [question for question in survey.questions if holds(question.when, kept)]


def missing(survey: Survey, answers: Answers) -> list[Question]:
    """The required questions that are asked and have no answer."""
    kept = justified(survey, answers)
    return [q for q in survey.questions if q.required and q.id not in kept and holds(q.when, kept)]


# From programs


def answer_ids(question: Question) -> list[str]:
    """The names of the answers that a question can have: none for a note, two where an `other` takes words."""
    if question.type == NOTE:
        return []
    return [question.id, question.other_id] if any(choice.other for choice in question.choices) else [question.id]


def read_answers(survey: Survey, given: Mapping[str, Any]) -> tuple[dict[str, str], list[Misfit]]:
    """Answers as a program sends them, as cells in the order of the survey, and what is wrong in the order given.

    `{question: code | [codes] | number | text | true}`, and `<question>_other` for the words of an `other` choice.
    What is taken stands: `justified` would leave it as it is.
    """
    cells: dict[str, str] = {}
    read: dict[str, Read] = {}
    for question in survey.questions:
        for name in answer_ids(question) or [question.id]:
            if name in given:
                read[name] = _read(question, name, given[name], cells)
                cells.update({name: cell} if isinstance(cell := read[name], str) and cell else {})
    known = [name for question in survey.questions for name in answer_ids(question)]
    for name in given.keys() - read.keys():
        read[name] = unknown(name, known, _("there is no question {name}"))
    return cells, [wrong for name in given if isinstance(wrong := read[name], Misfit)]


def _read(question: Question, name: str, value: Any, answers: Answers) -> Read:
    typed = _typed(question, name, value)
    if isinstance(typed, Misfit) or not typed.strip():
        return typed if isinstance(typed, Misfit) else ""
    if name == question.other_id:
        chosen = takes_words(question, answers.get(question.id, ""))
        advice = _("Leave it out, or choose the answer that takes words.")
        return words_of(question, typed) if chosen else Misfit(name, _not_asked(name), advice)
    cell = cell_of(question, typed, answers)
    if isinstance(cell, str) and not holds(question.when, answers):
        return Misfit(name, _not_asked(name), _("Leave it out, or answer the question that leads to it."))
    return cell


def _not_asked(name: str) -> str:
    return _("{name} is not asked after these answers").format(name=name)


def _typed(question: Question, name: str, value: Any) -> Read:
    """What a program has sent, as somebody would type it."""
    if value is None:
        return ""
    if question.type == NOTE:
        return no_answer(question)
    if question.type in CHOSEN and name == question.id:
        return _typed_codes(question, value)
    if question.type in (NUMBER, SCALE) and isinstance(value, int | float) and not isinstance(value, bool):
        return _typed_number(value)
    if isinstance(value, str):
        return value
    if question.type in (NUMBER, SCALE):
        return misfit(question, _("{name} takes a number"), _("Write it without quotes, as in 7."))
    return Misfit(name, _("{name} takes a text").format(name=name), _("Write it in quotes."))


def _typed_codes(question: Question, value: Any) -> Read:
    if question.type == YESNO and isinstance(value, bool):
        return "yes" if value else "no"
    codes = value if isinstance(value, list) else [value]
    if not all(isinstance(code, str) for code in codes):
        return misfit(question, _("{name} takes codes"), _("Use one of: {known}"), known=", ".join(question.codes))
    return no_such_code(question, "", question.codes) if "" in codes else "|".join(codes)


def _typed_number(value: float) -> str:
    """Without the `.0` and the exponent that a program's number may have."""
    from decimal import Decimal

    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
