"""Skip logic: when a question is asked and when a choice is offered.

A condition (`when`) is a plain mapping, as the normal form of a survey has it; all its entries must hold:
`{question: [codes]}` any one of them was answered; `{question: {"min": …, "max": …}}` the number or date is within;
`{question: {"answered": true | false}}`; `{"not": {…}}`; `{"any": [{…}, …]}` one of them holds. They nest.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

NOT, ANY = "not", "any"
RESERVED = (NOT, ANY)  # words of `when`, so no question has such an id
MIN, MAX, ANSWERED = "min", "max", "answered"

When = Mapping[str, Any]
Answers = Mapping[str, str]
ALWAYS: When = MappingProxyType({})
NOTHING: Answers = MappingProxyType({})


def codes_in(cell: str) -> tuple[str, ...]:
    """The codes of an answer's cell (several choices are joined by `|`)."""
    return tuple(cell.split("|")) if cell else ()


def holds(when: When, answers: Answers) -> bool:
    """Whether the answers so far fulfil the condition."""
    return all(_entry_holds(name, rule, answers) for name, rule in when.items())


def _entry_holds(name: str, rule: Any, answers: Answers) -> bool:
    if name == NOT:
        return not holds(rule, answers)
    if name == ANY:
        return any(holds(part, answers) for part in rule)
    cell = answers.get(name, "")
    if isinstance(rule, list):
        return not set(rule).isdisjoint(codes_in(cell))
    if ANSWERED in rule:
        return bool(cell) is rule[ANSWERED]
    return bool(cell) and within(cell, rule.get(MIN), rule.get(MAX))


def within(cell: str, low: int | str | None, high: int | str | None) -> bool:
    """Whether a number or a date lies between two of its kind, both included; None is no limit."""
    return (low is None or is_ordered(low, cell)) and (high is None or is_ordered(cell, high))


def is_ordered(one: int | str, other: int | str) -> bool:
    """Whether the first of two numbers (plain decimals), or of two dates (ISO), is not the larger one."""
    first, second = str(one), str(other)
    if "-" in first[1:] or "-" in second[1:]:  # dates in ISO form are ordered as texts are
        return first <= second
    from decimal import Decimal

    return Decimal(first) <= Decimal(second)


def names_in(when: When) -> Iterator[str]:
    """The questions that a condition names, each as often as it does."""
    for name, rule in when.items():
        if name == NOT:
            yield from names_in(rule)
        elif name == ANY:
            for part in rule:
                yield from names_in(part)
        else:
            yield name
