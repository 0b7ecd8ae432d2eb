"""A condition holds or not: by codes, by numbers and dates, by whether there is an answer, and by their nesting."""

from typing import Any

import pytest

from ringa.core.condition import holds, names_in, within

ANSWERS = {"vote": "yes", "issues": "pay|hours", "pay": "7.5", "debt": "-3", "day": "2030-09-08"}


@pytest.mark.parametrize(
    ("when", "held"),
    [
        ({}, True),
        ({"vote": ["no", "yes"]}, True),
        ({"vote": ["no"]}, False),
        ({"issues": ["hours"]}, True),
        ({"nothing": ["yes"]}, False),
        ({"vote": ["yes"], "issues": ["rest"]}, False),
        ({"pay": ["7.5"]}, True),
        ({"pay": {"min": "7.5"}}, True),
        ({"pay": {"min": 8}}, False),
        ({"pay": {"max": 10}}, True),
        ({"pay": {"min": 1, "max": 7}}, False),
        ({"debt": {"min": -3, "max": "-2.5"}}, True),
        ({"debt": {"max": -4}}, False),
        ({"day": {"min": "2030-09-08", "max": "2030-09-08"}}, True),
        ({"day": {"min": "2030-10-01"}}, False),
        ({"nothing": {"max": 7}}, False),
        ({"vote": {"answered": True}, "nothing": {"answered": False}}, True),
        ({"vote": {"answered": False}}, False),
        ({"not": {"vote": ["no"]}}, True),
        ({"not": {"vote": ["yes"], "issues": ["rest"]}}, True),
        ({"any": [{"vote": ["no"]}, {"issues": ["pay"]}]}, True),
        ({"any": [{"vote": ["no"]}, {"not": {"issues": ["pay"]}}]}, False),
    ],
)
def test_a_condition_holds_if_all_its_entries_do(when: dict[str, Any], held: bool) -> None:
    assert holds(when, ANSWERS) is held


def test_numbers_are_compared_as_numbers_and_dates_as_days() -> None:
    assert within("10", 9, 11)
    assert not within("-10", -9, None)
    assert within("2030-10-01", "2030-09-30", None)


def test_a_condition_tells_which_questions_it_names() -> None:
    when = {"a": ["x"], "not": {"b": {"min": 1}}, "any": [{"c": ["x"]}, {"not": {"a": ["y"]}}]}
    assert list(names_in(when)) == ["a", "b", "c", "a"]
