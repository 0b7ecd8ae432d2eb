"""What can never be asked or offered is found; what some answers lead to is never called unreachable."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import reachable
from ringa.core.answers import asked, justified
from ringa.core.reachable import never
from ringa.core.survey import from_document, offered
from tests.build import a_question, a_survey
from tests.surveys import given_answers, survey_documents

A = a_question("a", "yesno")
B = a_question("b", "yesno", when={"a": ["yes"]})
SCALE = a_question("s", "scale", min=1, max=5)
PAY = a_question("p", "number")
DAY = a_question("d", "date", min="2030-01-01")
MANY = a_question("m", "multiple", max=2, choices=[{"code": code, "text": code} for code in "vwxyz"])
LONELY = a_question("m", "multiple", choices=[
    {"code": "x", "text": "X"}, {"code": "y", "text": "Y"}, {"code": "none", "text": "None", "exclusive": True}],
)  # fmt: skip
TEXT, NOTE = a_question("t", "text"), a_question("n", "note")


@pytest.mark.parametrize(
    ("earlier", "when"),
    [
        ([A], {"a": ["yes"], "not": {"a": ["yes"]}}),
        ([A, B], {"b": ["no"], "not": {"a": ["yes"]}}),
        ([A, B], {"b": {"answered": True}, "a": ["no"]}),
        ([A], {"a": ["yes"], "any": [{"a": ["no"]}, {"a": {"answered": False}}]}),
        ([A], {"not": {"any": [{"a": ["yes", "no"]}, {"a": {"answered": False}}]}}),
        ([SCALE], {"s": {"min": 6}}),
        ([SCALE], {"s": {"min": 2, "max": 3}, "not": {"s": ["2", "3"]}}),
        ([PAY], {"p": {"min": "2.1", "max": "2.9"}}),
        ([DAY], {"d": {"max": "2029-12-31"}}),
        ([MANY], {"any": [{"m": ["x"]}], "m": ["y"], "not": {"not": {"m": ["z"]}}}),
        ([LONELY], {"m": ["none"], "not": {"not": {"m": ["x"]}}}),
        ([TEXT], {"t": {"answered": True}, "not": {"t": {"answered": True}}}),
        ([A, B, a_question("c", "yesno", when={"b": ["yes"]})], {"c": ["yes"], "a": {"answered": False}}),
        ([{**A, "when": {}}, a_question("m", choices=[{"code": "x", "text": "X", "when": {"a": ["yes"]}}])],
         {"m": ["x"], "a": ["no"]}),
    ],
)  # fmt: skip
def test_a_question_that_no_answers_lead_to_is_found(earlier: list[dict[str, Any]], when: dict[str, Any]) -> None:
    survey = a_survey(*earlier, a_question("last", "text", when=when))
    assert [found.question for found in never(survey)] == ["last"]


@pytest.mark.parametrize(
    ("earlier", "when"),
    [
        ([A], {"not": {"a": ["yes"]}}),
        ([A], {"a": {"answered": False}}),
        ([SCALE], {"s": {"min": 5}}),
        ([PAY], {"p": {"min": "1.5", "max": "2.5"}}),
        ([PAY], {"p": {"answered": True}}),
        ([a_question("p", "number", decimals=1)], {"p": {"min": "2.4", "max": "2.6"}, "not": {"p": ["2.4", "2.6"]}}),
        ([DAY], {"d": ["2030-01-01"]}),
        ([a_question("d", "date")], {"d": {"answered": True}}),
        ([a_question("d", "date", max="0001-01-01")], {"d": {"answered": True}}),
        ([MANY], {"m": {"answered": True}, "not": {"m": ["v", "x", "y", "z"]}}),
        ([LONELY], {"m": {"answered": True}, "not": {"m": ["x", "y"]}}),
        ([{**LONELY, "min": 2}], {"m": ["x"]}),
        ([TEXT, NOTE], {"t": {"answered": True}}),
    ],
)
def test_a_question_that_some_answers_lead_to_is_not(earlier: list[dict[str, Any]], when: dict[str, Any]) -> None:
    assert list(never(a_survey(*earlier, a_question("last", "text", when=when)))) == []


def test_a_choice_that_is_never_offered_is_found() -> None:
    choices = [{"code": "x", "text": "X", "when": {"a": ["no"]}}, {"code": "y", "text": "Y", "when": {"a": ["yes"]}}]
    survey = a_survey(A, a_question("c", choices=choices, when={"a": ["yes"]}))
    assert list(never(survey)) == [("c", "x")]
    assert list(never(a_survey(A, a_question("c", choices=choices)))) == []


def test_what_would_take_too_long_to_find_out_counts_as_reachable() -> None:
    many = [a_question(f"q{n}", "yesno") for n in range(60)]
    never_true = {
        "any": [{f"q{n}": ["yes"]} for n in range(60)],
        "not": {"any": [{f"q{n}": ["yes"]} for n in range(60)]},
    }
    last = [a_question(f"last{n}", "text", when=never_true) for n in range(20)]
    assert list(never(a_survey(*many, *last))) == []


@settings(max_examples=60)
@given(st.data())
def test_what_a_conversation_has_come_to_is_never_called_unreachable(data: st.DataObject) -> None:
    survey = from_document(data.draw(survey_documents()))
    found = {(name, code) for name, code in reachable.never(survey)}
    for _time in range(3):
        answers = justified(survey, data.draw(given_answers(survey.questions)))
        for question in asked(survey, answers):
            assert (question.id, "") not in found
            assert not {(question.id, choice.code) for choice in offered(question, answers)} & found
