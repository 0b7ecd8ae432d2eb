"""What became of each question in a conversation: its answer, or why it was not asked."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ringa.core.call import Draft, comes_to
from ringa.core.paper import QUESTION, Item, numbers
from ringa.core.script import Script
from ringa.core.survey import NOTE, Question, Survey

ANSWERED, PASSED, ENDED, NOT_ASKED, NOWHERE = "answered", "passed", "ended", "not_asked", "nowhere"


class Fate(NamedTuple):
    """One question: its number (0 if the script never asks it), what became of it, and its answer's cell.

    Of one that is NOT_ASKED, the conditions in words under which it is, one for each place in the script.
    """

    question: Question
    number: int
    became: str
    cell: str = ""
    conditions: tuple[str, ...] = ()


def account(
    survey: Survey,
    script: Script | None,
    values: Mapping[str, str],
    draft: Draft,
    items: Iterable[Item],
    together: str,
) -> list[Fate]:
    """All questions in the order of their numbers; `items` are the sheet on which nothing is known of the member, and
    `together` is "and" between conditions."""
    numbered = numbers(survey, script)
    ahead = comes_to(survey, script, values, draft.answers)
    places: dict[str, list[str]] = {}
    for item in items:
        if item.kind == QUESTION and item.question:
            under = together.join([*item.conditions, *([item.only_if] if item.only_if else [])])
            places.setdefault(item.question.id, []).append(under)
    found = []
    for question in survey.questions:
        number, cell = numbered.get(question.id, 0), draft.answers.get(question.id, "")
        if question.type == NOTE:
            continue
        became = NOWHERE if not number else ENDED if question.id in ahead else NOT_ASKED
        if question.id in draft.trail:
            became = ANSWERED if cell else PASSED
        conditions = tuple(dict.fromkeys(filter(None, places.get(question.id, ())))) if became == NOT_ASKED else ()
        found.append(Fate(question, number, became, cell, conditions))
    return sorted(found, key=lambda fate: (fate.number == 0, fate.number))
