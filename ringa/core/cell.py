"""One answer: what is typed becomes the cell that is stored, or it is said what does not fit.

A cell is text. Choices: the code, several joined by `|` in the survey's order. Numbers: plain decimals, `.` as the
point, no zeros in front or behind (`7`, `-3`, `7.5`). Dates: `2030-09-08`. Texts: cleaned. A note has none.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from ringa.core.condition import NOTHING, Answers, codes_in, within
from ringa.core.survey import (
    CHOSEN,
    DATE,
    MULTIPLE,
    NOTE,
    NUMBER,
    SCALE,
    TEXT,
    Choice,
    Question,
    offered,
)  # fmt: skip
from ringa.core.text import MAX_TEXT, clean, clean_line, closest
from ringa.i18n import _

MAX_DIGITS = 15  # of a number, before and after the point together: what a spreadsheet keeps


class Misfit(NamedTuple):
    """One answer that breaks the survey: what is wrong, and what would be right."""

    question: str
    problem: str
    advice: str


Read = str | Misfit


def cell_of(question: Question, text: str, answers: Answers = NOTHING, today: date | None = None) -> Read:
    """One typed answer as its cell, '' for one that is passed over, or what is wrong with it.

    Choices are codes joined by `|`; of those, the ones that are offered after the `answers` so far can be taken.
    Numbers may have a decimal comma and spaces between thousands, dates be 2030-09-08 or 8/9 2030, day first.
    Where a person types, `today` is known: then a day may be 8/9 or `yesterday` (`core.day`).
    """
    if not text.strip():
        return ""
    if question.type in CHOSEN:
        return _chosen(question, codes_in(text.strip()), offered(question, answers))
    if question.type == DATE and today:
        return _said_day(question, text, today)
    return _READERS[question.type](question, text)


def words_of(question: Question, text: str) -> Read:
    """The words of an `other` choice as the cell of `<question>_other`."""
    return _text(question._replace(id=question.other_id, max_length=MAX_TEXT), text)


def misfit(question: Question, problem: str, advice: str, **values: object) -> Misfit:
    """What is wrong with an answer; the texts may name `{name}`, the question, and the other values."""
    values["name"] = question.id
    return Misfit(question.id, problem.format(**values), advice.format(**values))


def _text(question: Question, text: str) -> Read:
    cell = clean(text).strip()
    if len(cell) > question.max_length:
        return misfit(
            question, _("{name} is too long"), _("Keep it under {n} characters."), n=question.max_length
        )  # fmt: skip
    return cell


def no_answer(question: Question, _text: str = "") -> Misfit:
    """That a note has no answer."""
    return misfit(question, _("{name} is read aloud and has no answer"), _("Leave it out."))


_NUMBER = r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?"  # as text, so that it is compiled at first use: a hand-out has no need


def plain_number(text: str) -> str | None:
    """A number in plain decimal notation (`7`, `-3`, `7.5`), or None for what is none or too long."""
    text = re.sub(r"(?<=[0-9])\s(?=[0-9]{3}(?![0-9]))", "", text.strip()).replace("−", "-")
    match = re.fullmatch(_NUMBER, text)
    if match is None:
        return None
    whole, part = match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
    if len(whole + part) > MAX_DIGITS:
        return None
    number = f"{whole}.{part}" if part else whole
    return "-" + number if match[1] == "-" and number != "0" else number


def _number(question: Question, text: str) -> Read:
    cell = plain_number(text)
    typed = len(re.split("[.,]", text.strip())[-1]) if re.search("[.,]", text) else 0
    if cell is not None and typed <= question.decimals:
        return _in_range(question, cell)
    if cell is None or question.decimals == 0:
        advice = (
            _("Write it with digits, as in 7 or 7.5.") if question.decimals else _("Write it with digits, as in 7.")
        )
        problem = _("{name} takes a number") if question.decimals else _("{name} takes a whole number")
        return misfit(question, problem, advice)
    problem = _("{name} takes at most {n} digits after the point")
    return misfit(question, problem, _("Round it off."), n=question.decimals)


_DAY = (
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
    r"(?P<day>[0-9]{1,2})[/.]\s?(?P<month>[0-9]{1,2})[/. -]\s?(?P<year>[0-9]{4})",
)


def plain_date(text: str) -> str | None:
    """A day as 2030-09-08, from that or from 8/9 2030, 8/9-2030 or 8.9.2030, day first; None for what is none."""
    match = next((found for form in _DAY if (found := re.fullmatch(form, text.strip()))), None)
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def _date(question: Question, text: str) -> Read:
    cell = plain_date(text)
    return (
        misfit(question, _("{name} takes a date"), _("Write it as 2030-09-08."))
        if cell is None
        else _in_range(question, cell)
    )


def _said_day(question: Question, text: str, today: date) -> Read:
    """A day in words: the nearest one that the question takes."""
    from ringa.core.day import read_day

    if plain_date(text) is not None:
        return _date(question, text)
    try:
        day = read_day(text, today, lambda day: within(day.isoformat(), question.min, question.max))
    except ValueError:
        problem, advice = _("{name} takes a date"), _("Write it as 8/9, 8 September, yesterday or 2030-09-08.")
        return misfit(question, problem, advice)
    return _in_range(question, day.isoformat())


def _in_range(question: Question, cell: str) -> Read:
    if within(cell, question.min, question.max):
        return cell
    problem = _("{name} cannot be {cell}")
    if question.min is None:
        return misfit(question, problem, _("It is at most {max}."), cell=cell, max=question.max)
    if question.max is None:
        return misfit(question, problem, _("It is at least {min}."), cell=cell, min=question.min)
    return misfit(
        question, problem, _("It is from {min} to {max}."), cell=cell, min=question.min, max=question.max
    )  # fmt: skip


_READERS: Mapping[str, Callable[[Question, str], Read]] = {
    TEXT: _text, NUMBER: _number, SCALE: _number, DATE: _date, NOTE: no_answer,
}  # fmt: skip


def _chosen(question: Question, codes: tuple[str, ...], open_: tuple[Choice, ...]) -> Read:
    known = [choice.code for choice in open_]
    for code in codes:
        if code in question.codes and code not in known:
            problem = _("{name} does not offer {code} after these answers")
            return misfit(question, problem, _("Use one of: {known}"), code=code, known=", ".join(known))
        if code not in known:
            return no_such_code(question, code, known)
    return _fitting_number(question, [choice for choice in open_ if choice.code in codes], len(open_))


def _fitting_number(question: Question, chosen: list[Choice], open_: int) -> Read:
    """The cell of choices, if they may go together and are neither too few nor too many."""
    fewest, most = limits(question, open_)
    alone = next((choice.code for choice in chosen if choice.exclusive), None)
    if alone and len(chosen) > 1:
        problem = _("{code} of {name} goes with no other answer")
        return misfit(question, problem, _("Leave the others out, or {code}."), code=alone)
    if len(chosen) > most:
        return misfit(question, _("{name} takes at most {n} answers"), _("Leave some out."), n=most)
    if len(chosen) < fewest and not alone:
        return misfit(question, _("{name} takes at least {n} answers"), _("Choose more."), n=fewest)
    return "|".join(choice.code for choice in chosen)


def limits(question: Question, open_: int) -> tuple[int, int]:
    """How many choices are taken at least and at most, when so many are offered. An exclusive one is enough."""
    if question.type != MULTIPLE:
        return 1, 1
    return min(int(question.min or 1), open_), int(question.max or open_)


def takes_words(question: Question, cell: str) -> bool:
    """Whether a choice that asks for a few words is among the chosen ones."""
    return any(choice.other for choice in question.choices if choice.code in codes_in(cell))


def no_such_code(question: Question, code: str, known: list[str]) -> Misfit:
    """That a question has no such code, with the one that was probably meant."""
    problem = _("{name} has no answer {code}").format(name=question.id, code="{name}")
    return unknown(code, known, problem)._replace(question=question.id)


def unknown(name: str, known: list[str], problem: str) -> Misfit:
    """A word that is none of the known ones, with the one that was probably meant."""
    near = closest(name, known)
    advice = _("Did you mean {near}?").format(near=near) if near else _("Use one of: {known}")
    return Misfit(name, problem.format(name=clean_line(name)), advice.format(known=", ".join(known)))
