"""Conditions in plain words, of surveys and of scripts alike."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.condition_words import Wording, as_when, in_words
from tests.surveys import a_when

WORDING = Wording(
    several={"wishes"},
    fields={"branch"},
    name=lambda name: "branch" if name == "branch" else f"the answer to {name}",
    asked=lambda name: f"question {name}",
    answer=lambda _id, code: f"“{code}”",
)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({}, ""),
        ({"q1": ["yes"]}, "the answer to q1 is “yes”"),
        ({"q1": ["a", "b"]}, "the answer to q1 is “a” or “b”"),
        ({"wishes": ["a"]}, "the answer to wishes includes “a”"),
        ({"q1": ["a"], "q2": ["b"]}, "the answer to q1 is “a” and the answer to q2 is “b”"),
        ({"q1": {"min": 3}}, "the answer to q1 is at least “3”"),
        ({"q1": {"max": 3}}, "the answer to q1 is at most “3”"),
        ({"q1": {"min": 3, "max": 7}}, "the answer to q1 is from “3” to “7”"),
        ({"q1": {"answered": True}}, "question q1 is answered"),
        ({"q1": {"answered": False}}, "question q1 is not answered"),
        ({"branch": {"answered": True}}, "branch is known"),
        ({"not": {"branch": {"answered": True}}}, "branch is not known"),
        ({"not": {"q1": ["a"]}}, "the answer to q1 is not “a”"),
        ({"not": {"wishes": ["a"]}}, "the answer to wishes does not include “a”"),
        ({"not": {"q1": {"answered": True}}}, "question q1 is not answered"),
        ({"not": {"q1": ["a"], "q2": ["b"]}}, "not (the answer to q1 is “a” and the answer to q2 is “b”)"),
        ({"not": {"q1": {"min": 3}}}, "not (the answer to q1 is at least “3”)"),
        ({"not": {}}, "never"),
        ({"any": [{"q1": ["a"]}, {"q2": ["b"]}]}, "the answer to q1 is “a” or the answer to q2 is “b”"),
        (
            {"q3": ["c"], "any": [{"q1": ["a"]}, {"q2": ["b"]}]},
            "the answer to q3 is “c” and (the answer to q1 is “a” or the answer to q2 is “b”)",
        ),
    ],
)
def test_a_condition_is_said_in_plain_words(when: dict[str, Any], said: str) -> None:
    assert in_words(when, WORDING) == said


Q1, WISHES, BRANCH = ["name", "q1"], ["name", "wishes"], ["name", "branch"]


@pytest.mark.parametrize(
    ("node", "when"),
    [
        (["eq", Q1, ["const", "a"]], {"q1": ["a"]}),
        (["eq", ["const", "a"], Q1], {"q1": ["a"]}),
        (["in", Q1, ["const", ["b", "a"]]], {"q1": ["a", "b"]}),
        (["in", ["const", "pay"], WISHES], {"wishes": ["pay"]}),
        (["ne", Q1, ["const", "a"]], {"not": {"q1": ["a"]}}),
        (["notin", ["const", "pay"], WISHES], {"not": {"wishes": ["pay"]}}),
        (["eq", BRANCH, ["const", ""]], {"branch": {"answered": False}}),
        (["lt", Q1, ["const", 5]], {"q1": {"below": 5}}),
        (["lt", ["const", 5], Q1], {"q1": {"above": 5}}),
        (["gteq", Q1, ["const", 5]], {"q1": {"min": 5}}),
        (["eq", Q1, BRANCH], {"q1": {"same": "branch"}}),
        (["not", Q1], {"not": {"q1": {"answered": True}}}),
        (["const", 1], {}),
        (["const", ""], {"not": {}}),
        (["eq", ["const", 1], ["const", 2]], {"not": {}}),
        (["and", [Q1, WISHES]], {"q1": {"answered": True}, "wishes": {"answered": True}}),
        (["and", [["gt", Q1, ["const", 2]], ["lt", Q1, ["const", 5]]]],
         {"all": [{"q1": {"above": 2}}, {"q1": {"below": 5}}]}),
        (["or", [["eq", Q1, ["const", "b"]], ["eq", Q1, ["const", "a"]]]], {"q1": ["a", "b"]}),
        (["or", [Q1, ["eq", Q1, ["const", "a"]]]], {"any": [{"q1": {"answered": True}}, {"q1": ["a"]}]}),
    ],
)  # fmt: skip
def test_a_condition_of_a_script_has_the_form_of_a_survey_s(node: list[Any], when: dict[str, Any]) -> None:
    assert as_when(node) == when


def test_what_only_scripts_say_is_said_too() -> None:
    assert in_words({"q1": {"below": 5}}, WORDING) == "the answer to q1 is less than 5"
    assert in_words({"q1": {"above": 5}}, WORDING) == "the answer to q1 is more than 5"
    assert in_words({"q1": {"same": "branch"}}, WORDING) == "the answer to q1 is the same as branch"
    either = {"any": [{"q1": ["a"]}, {"q2": ["b"]}]}
    assert in_words({"all": [either, {"q3": ["c"]}]}, WORDING) == (
        "(the answer to q1 is “a” or the answer to q2 is “b”) and the answer to q3 is “c”"
    )


@settings(max_examples=60)
@given(st.data())
def test_every_condition_that_a_survey_can_have_is_said_and_only_none_is_nothing(data: st.DataObject) -> None:
    earlier = [{"id": "q0", "type": "number"}, {"id": "q1", "type": "yesno"}, {"id": "q2", "type": "date"}]
    when = data.draw(a_when(earlier))
    assert bool(in_words(when, Wording())) == bool(when)
