"""The schema says of each column what stands in it, as the surveys have it, and no more than is certain."""

import re
from typing import Any

import pytest

from ringa.core.events import HEAD, KINDS, TAIL
from ringa.formats.codebook import Version
from ringa.formats.table_schema import schema
from tests.build import a_question, a_survey_document

SCALE = {"min": 1, "max": 5, "labels": {"1": "låg", "5": "hög"}}


def fields(*surveys: dict[str, Any], whole: bool = True, extra: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """The fields by name, for answers to these surveys."""
    versions = [Version(document, f"v{n}", True) for n, document in enumerate(surveys)]
    ids = {q["id"] for document in surveys for q in document["questions"]}
    names = {f"answer.{id}" for id in ids} | set(extra)
    found = schema(names, versions, ("sv", "en"), whole=whole)["fields"]
    return {field["name"]: field for field in found}


def constraints(*questions: dict[str, Any]) -> Any:
    """What bounds the answers to a question, asked in these ways in so many versions."""
    field = fields(*(a_survey_document({"id": "q", **question}) for question in questions))["answer.q"]
    return field["type"], field.get("constraints")


def test_the_fixed_columns_are_there_in_their_order() -> None:
    found = schema((), (), ("sv",), whole=True)
    assert [field["name"] for field in found["fields"]] == [*HEAD, *TAIL]
    assert all(field["title"] for field in found["fields"])
    assert (found["missingValues"], found["primaryKey"]) == ([""], ["device", "seq", "check"])
    by_name = {field["name"]: field for field in found["fields"]}
    assert by_name["kind"]["constraints"] == {"enum": list(KINDS), "required": True}
    assert by_name["at"]["type"] == "datetime" and "constraints" not in by_name["at"]
    assert re.fullmatch(by_name["event"]["constraints"]["pattern"], "daaaaaaaaaa-17")


@pytest.mark.parametrize(("excel", "delimiter"), [(False, ","), (True, ";")])
def test_the_dialect_goes_with_it(excel: bool, delimiter: str) -> None:
    assert schema((), (), (), whole=True, excel=excel)["dialect"]["delimiter"] == delimiter


def test_a_question_is_told_in_the_language_that_is_wanted() -> None:
    field = fields(a_survey_document(a_question("vote")))["answer.vote"]
    assert field["title"] == "Fråga vote?"
    assert field["description"].startswith("yes = Yes; unsure = Unsure; no = No. Empty: ")
    assert field["constraints"] == {"enum": ["yes", "unsure", "no"]}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (a_question("q", "yesno"), ("string", {"enum": ["yes", "no"]})),
        (a_question("q", "scale", **SCALE), ("integer", {"minimum": 1, "maximum": 5})),
        (a_question("q", "scale", min=-2, max=2), ("string", {"pattern": "^(?:(?:'-)?[0-9]+)$"})),
        (a_question("q", "number", min=0, max=80), ("number", {"minimum": 0, "maximum": 80})),
        (a_question("q", "number", min="0.5"), ("number", {"minimum": 0.5})),
        (a_question("q", "number"), ("string", {"pattern": r"^(?:(?:'-)?[0-9]+(?:\.[0-9]+)?)$"})),
        (a_question("q", "number", min=-1, max=2), ("string", {"pattern": r"^(?:(?:'-)?[0-9]+(?:\.[0-9]+)?)$"})),
        (a_question("q", "text", max_length=30), ("string", {"maxLength": 31})),
        (a_question("q", "date"), ("date", None)),
    ],
)
def test_each_type_bounds_its_answers_and_leaves_room_for_the_guard(question: dict[str, Any], expected: Any) -> None:
    assert constraints(question) == expected


def test_several_choices_are_any_of_the_codes_joined() -> None:
    pattern = constraints(a_question("q", "multiple"))[1]["pattern"]
    assert re.match(pattern, "yes|no") and re.match(pattern, "unsure")
    assert not re.match(pattern, "yes|maybe") and not re.match(pattern, "yes|")


def test_answers_to_earlier_versions_fit_too() -> None:
    assert constraints(a_question("q", "scale", **SCALE), a_question("q", "scale", min=0, max=3)) == (
        "integer", {"minimum": 0, "maximum": 5},
    )  # fmt: skip
    one, other = a_question("q"), a_question("q", choices=[{"code": "maybe", "text": "Kanske"}])
    assert constraints(one, other)[1] == {"enum": ["yes", "unsure", "no", "maybe"]}
    assert constraints(one, a_question("q", "text")) == ("string", None)
    assert constraints(a_question("q", "number", min=0, max=5), a_question("q", "number", min=0)) == (
        "number",
        {"minimum": 0},
    )


def test_where_a_version_is_not_known_nothing_is_certain() -> None:
    field = fields(a_survey_document(a_question("vote")), whole=False)["answer.vote"]
    assert (field["type"], "constraints" in field, field["title"]) == ("string", False, "Fråga vote?")


def test_words_of_other_choices_corrections_and_later_columns_are_text() -> None:
    choices = [{"code": "a", "text": "A"}, {"code": "other", "text": "Annat", "other": True}]
    extra = ("answer.q_other", "answer.unknown", "correction.phone", "later")
    found = fields(a_survey_document(a_question("q", choices=choices)), extra=extra)
    assert found["answer.q_other"]["constraints"] == {"maxLength": 4001}
    assert found["answer.unknown"] == {"name": "answer.unknown", "type": "string"}
    assert found["correction.phone"]["title"] == "correction of the register: has a new number"
    assert found["later"] == {"name": "later", "type": "string"}
