"""Surveys written as YAML: read back as they were, and added to a file without touching anything else in it."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from ringa.formats import surveys_yaml
from ringa.formats.survey_yaml_writer import NotAdded, add, write
from tests.build import a_question, a_survey_document
from tests.formats.xlsform.surveys import Document, surveys

REFERENCE = (Path(__file__).parents[2] / "surveys.yaml").read_text(encoding="utf-8")
NEW = a_survey_document(a_question("pay", "yesno"), id="new")


def read(text: str) -> tuple[Document, list[str]]:
    document, problems = surveys_yaml.read(text, "surveys.yaml")
    return document, [f"{problem.where}: {problem.problem}" for problem in problems if not problem.warning]


@settings(max_examples=30)
@given(surveys())
def test_a_survey_is_read_back_as_it_was(survey: Document) -> None:
    text = "campaign: {id: c}\nsurveys:\n" + write(survey, 2)
    document, problems = read(text)
    assert problems == []
    assert document["surveys"] == [survey]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\n# the end\n", "\n      # within the last item\n", "\n...\n"])
def test_a_survey_is_added_and_the_rest_stays_byte_for_byte(newline: str, end: str) -> None:
    old = (REFERENCE.rstrip("\n") + end).replace("\n", newline)
    new = add(old, NEW, "surveys.yaml")
    added = ("\n" + write(NEW, 2)).replace("\n", newline)
    assert new.replace(added, "", 1).rstrip() == old.rstrip() and new.count(added) == 1
    assert new.replace(added, "", 1) == (old if end else old + newline)
    document, problems = read(new)
    assert problems == [] and document["surveys"][-1] == NEW


def test_a_survey_is_added_in_front_of_what_follows_the_list() -> None:
    old = "surveys:\n- id: val\n  questions:\n  - {id: a, type: yesno, ask: A}\n\n# About us\ncampaign: {id: c}\n"
    new = add(old, NEW, "surveys.yaml")
    assert new.startswith(old.partition("\n\n")[0] + "\n\n- id: new\n")
    assert new.endswith("\n\n# About us\ncampaign: {id: c}\n")
    assert [survey["id"] for survey in read(new)[0]["surveys"]] == ["val", "new"]


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        ("campaign: {id: c}\nsurveys: [{id: val, questions: [{id: a, type: yesno, ask: A}]}]\n", "one item a line"),
        ("campaign: {id: c}\nsurveys: []\n", "mistakes"),
        ("campaign: {id: c}\n", "mistakes"),
        ("surveys: - what\n", "mistakes"),
    ],
)
def test_a_file_that_a_survey_cannot_be_added_to_is_refused(old: str, reason: str) -> None:
    with pytest.raises(NotAdded, match=reason):
        add(old, NEW, "surveys.yaml")


def test_a_survey_that_would_not_be_read_back_as_it_was_is_refused() -> None:
    with pytest.raises(NotAdded, match="another way"):
        add(REFERENCE, a_survey_document(a_question(ask="two  blanks"), id="new"), "surveys.yaml")


def test_a_survey_that_the_file_has_already_is_refused() -> None:
    with pytest.raises(NotAdded, match="two surveys are called val"):
        add(REFERENCE, NEW | {"id": "val"}, "surveys.yaml")


def test_a_survey_reads_as_a_person_would_write_it() -> None:
    question = a_question("pay", "multiple", ask="Line one\nLine two", default="yes|no", max=2)
    question |= {"when": {"vote": ["yes"], "any": [{"age": {"min": 18}}, {"not": {"vote": ["no"]}}]}}
    scale = {"id": "how", "type": "scale", "ask": "How?", "min": 1, "max": 10, "labels": {"10": "Much", "1": "Little"}}
    assert write(a_survey_document(question, scale), 2) == WRITTEN


WRITTEN = """\
  - id: val
    questions:
      - id: pay
        type: multiple
        ask: |-
          Line one
          Line two
        when:
          vote: ['yes']
          any:
            - age: {min: 18}
            - not:
                vote: ['no']
        max: 2
        default: ['yes', 'no']
        choices:
          - code: 'yes'
            text:
              sv: 'Yes'
              en: 'yes'
          - code: unsure
            text:
              sv: Unsure
              en: unsure
          - code: 'no'
            text:
              sv: 'No'
              en: 'no'
      - id: how
        type: scale
        ask: How?
        min: 1
        max: 10
        labels:
          1: Little
          10: Much
"""
