"""Which questions can never be asked, and which choices never offered, whatever the answers.

The answers to the questions that a condition depends on, straight or through others, are tried one after another.
Of each question only answers that conditions can tell apart are tried: each code that is named and one that is not,
numbers and days at every named border and on both sides of it. So the search is exact; where it would take too long,
the question counts as reachable.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from ringa.core.cell import cell_of
from ringa.core.condition import ANY, MAX, MIN, NOT, Answers, When, holds, names_in
from ringa.core.survey import CHOSEN, DATE, MULTIPLE, NUMBER, SCALE, TEXT, Choice, Question, Survey, offered

STEPS = 3000  # answers tried for one question or choice
ALL_STEPS = 30_000  # and for a whole survey


class Never(NamedTuple):
    """A question that is never asked, or, with a code, its choice that is never offered."""

    question: str
    code: str = ""


class _Budget:
    def __init__(self) -> None:
        self.left = ALL_STEPS
        self.steps = 0

    def begin(self) -> None:
        self.steps = min(STEPS, self.left)

    def spend(self) -> None:
        self.steps -= 1
        self.left -= 1
        if self.steps < 0:
            raise _Enough


class _Enough(Exception):
    """The search takes too long."""


def never(survey: Survey) -> Iterator[Never]:
    """What can never come, in the survey's order. Of a question that is never asked, only itself."""
    budget = _Budget()
    for place, question in enumerate(survey.questions):
        earlier = survey.questions[:place]
        if not _possible(earlier, [question.when], budget):
            yield Never(question.id)
            continue
        for choice in question.choices:
            if choice.when and not _possible(earlier, [question.when, choice.when], budget):
                yield Never(question.id, choice.code)


def _possible(earlier: Sequence[Question], conditions: list[When], budget: _Budget) -> bool:
    """Whether some answers fulfil all the conditions, or may for all that can be found out in good time."""
    involved = _involved(earlier, conditions)
    rules = [rule for condition in [*conditions, *_conditions(involved)] for rule in _rules(condition)]
    about = {question.id: [rule for name, rule in rules if name == question.id] for question in involved}
    budget.begin()

    def search(place: int, answers: dict[str, str]) -> bool:
        budget.spend()
        if place == len(involved):
            return all(holds(condition, answers) for condition in conditions)
        question = involved[place]
        return any(search(place + 1, found) for found in _continued(question, about[question.id], answers))

    try:
        return search(0, {})
    except _Enough:
        return True


def _involved(earlier: Sequence[Question], conditions: Iterable[When]) -> list[Question]:
    """The questions that the conditions depend on, in the survey's order."""
    names = {name for condition in conditions for name in names_in(condition)}
    found: list[Question] = []
    for question in reversed(earlier):
        if question.id in names:
            found.insert(0, question)
            names |= {name for condition in _conditions([question]) for name in names_in(condition)}
    return found


def _conditions(questions: Iterable[Question]) -> Iterator[When]:
    for question in questions:
        yield question.when
        yield from (choice.when for choice in question.choices)


def _rules(when: When) -> Iterator[tuple[str, Any]]:
    """What a condition says of single questions, at any depth."""
    for name, rule in when.items():
        for part in [rule] if name == NOT else rule if name == ANY else ():
            yield from _rules(part)
        if name not in (NOT, ANY):
            yield name, rule


def _continued(question: Question, rules: list[Any], answers: dict[str, str]) -> Iterator[dict[str, str]]:
    """The answers so far with each answer to the question that makes a difference, and without one."""
    if holds(question.when, answers):
        for cell in _cells(question, rules, answers):
            fitting = cell_of(question, cell, answers)
            if isinstance(fitting, str):
                yield {**answers, question.id: fitting}
    yield answers


def _cells(question: Question, rules: list[Any], answers: Answers) -> Iterator[str]:
    named = {value for rule in rules if isinstance(rule, list) for value in rule}
    if question.type in CHOSEN:
        yield from _codes(question, named, offered(question, answers))
    elif question.type == TEXT:
        yield "x"
    else:
        ends = {rule[end] for rule in rules if isinstance(rule, dict) for end in (MIN, MAX) if end in rule}
        own = {end for end in (question.min, question.max) if end is not None}
        for border in sorted({str(border) for border in ends | named | own} or {_ANY[question.type]}):
            yield from _around(question, border)


def _codes(question: Question, named: set[str], choices: Sequence[Choice]) -> Iterator[str]:
    """Each code, or combination of codes, that conditions can tell from the others."""
    codes = [choice.code for choice in choices if choice.code in named]
    others = [choice.code for choice in choices if choice.code not in named and not choice.exclusive]
    alone = [choice.code for choice in choices if choice.code not in named and choice.exclusive]
    if question.type != MULTIPLE:
        yield from [*codes, *others[:1]]
        return
    yield from alone[:1]
    fewest = int(question.min or 1)
    for size in range(len(codes) + 1):
        for chosen in combinations(codes, size):
            yield "|".join([*chosen, *others[: max(0, fewest - size)]])


_ANY = {SCALE: "0", NUMBER: "0", DATE: "2030-09-08"}  # where no border is named, one answer is as good as another


def _around(question: Question, border: str) -> list[str]:
    """A border and its neighbours, a day or the smallest step of the number away."""
    if question.type == DATE:
        day = date.fromisoformat(border).toordinal()
        last = date.max.toordinal()
        return [date.fromordinal(n).isoformat() for n in (day, day - 1, day + 1) if 1 <= n <= last]
    from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

    step = Decimal(1).scaleb(-question.decimals)
    below, above = (Decimal(border).quantize(step, way) for way in (ROUND_FLOOR, ROUND_CEILING))
    return [f"{number:f}" for number in (below, above, below - step, above + step)]
