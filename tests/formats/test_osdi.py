"""A call as OSDI has it."""

import json
from typing import Any

import pytest

from ringa.formats import osdi
from tests.build import a_question, a_report, a_survey

SURVEY = a_survey(
    a_question("vote"), a_question("wishes", "multiple"), a_question("age", "number"), a_question("why", "text")
)


def line(**cells: Any) -> dict[str, Any]:
    [text] = osdi.write([a_report("conversation", survey="val", **cells)], {"v1": SURVEY})
    found: dict[str, Any] = json.loads(text)
    return found


def test_answers_are_codes_or_values_and_free_words_stay_at_home() -> None:
    answers = {"vote": "yes", "wishes": "yes|no", "age": "44", "why": "Åsa said so", "vote_other": "Åsa"}
    assert line(survey_version="v1", answers=answers)["add_questions_responses_uri"] == [
        {"question": "ringa:val/age", "value": "44"},
        {"question": "ringa:val/vote", "responses": ["yes"]},
        {"question": "ringa:val/wishes", "responses": ["yes", "no"]},
    ]


def test_answers_to_a_version_that_is_not_known_are_left_out() -> None:
    assert line(survey_version="v2", answers={"vote": "yes"})["add_questions_responses_uri"] == []


@pytest.mark.parametrize(("channel", "expected"), [("phone", "phoneCall"), ("workplace", "in-person")])
def test_where_it_happened(channel: str, expected: str) -> None:
    assert line(channel=channel)["canvass"]["contact_type"] == expected


def test_when_it_happened_is_when_the_call_began_if_that_is_known() -> None:
    started, ended = "2026-08-14T07:00:00Z", "2026-08-14T07:05:00Z"
    assert line(started_at=started, ended_at=ended)["canvass"]["action_date"] == started
    assert line(ended_at=ended)["canvass"]["action_date"] == ended
    assert line()["canvass"]["action_date"] == line()["canvass"]["created_date"]
