"""`ringa survey answers`: counts that stay true when a survey is edited, and tell of nobody."""

from __future__ import annotations

import json
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.cli.ready import an_office, record, small
from tests.conftest import Laptop

SURVEYS = """campaign: {id: reference, timezone: Europe/Stockholm}
surveys:
  - id: val
    questions:
      - id: will_vote
        type: single
        ask: Will you vote
        choices:
          - {code: sure, text: Yes}
          - {code: unsure, text: Don't know yet}
      - {id: ok, type: yesno, ask: All right}
      - {id: union_should, type: text, ask: What should we do}
"""


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = small(an_office(tmp_path, tmp_path_factory))
    (laptop.folder / "surveys.yaml").write_text(SURVEYS, encoding="utf-8")
    return laptop


def answer(laptop: Laptop, times: int, **answers: str) -> None:
    contacts = [each["id"] for each in laptop.ok("find", "", "--json")]
    for contact in islice(cycle(contacts), times):
        record(laptop, contact, "partial", "--answers", json.dumps(answers), caller="Kim")


def counts(laptop: Laptop, *args: str) -> dict[str, dict[str, int | None]]:
    found = laptop.ok("survey", "answers", "--json", *args)
    return {each["question"]: {row["answer"]: row["times"] for row in each["answers"]} for each in found}


def test_few_answers_are_not_told_and_no_sum_tells_them(office: Laptop) -> None:
    answer(office, 6, ok="yes")
    answer(office, 2, ok="no")
    assert counts(office)["ok"] == {"yes": 6, "no": None}
    found = {each["question"]: each["answered"] for each in office.ok("survey", "answers", "--json")}
    assert found["ok"] is None and found["will_vote"] == 0
    shown = office.ok("survey", "answers")
    assert "Yes: 6" in shown and "No: fewer than 5" in shown


def test_words_are_counted_but_not_told(office: Laptop) -> None:
    answer(office, 6, union_should="Ring my neighbour Eva")
    (found,) = (each for each in office.ok("survey", "answers", "--json") if each["question"] == "union_should")
    assert (found["answered"], found["answers"]) == (6, [])
    assert "Eva" not in office.ok("survey", "answers")


def test_a_mended_text_is_counted_with_the_old_one_and_apart_if_that_is_asked_for(office: Laptop) -> None:
    answer(office, 5, will_vote="unsure")
    path = office.folder / "surveys.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Don't know yet", "I don't know yet"), encoding="utf-8")
    answer(office, 6, will_vote="unsure")
    assert counts(office)["will_vote"] == {"unsure": 11}
    rows = next(each for each in office.ok("survey", "answers", "--apart", "--json") if each["question"] == "will_vote")
    assert sorted(row["times"] for row in rows["answers"]) == [5, 6]


def test_a_report_that_was_undone_does_not_count(office: Laptop) -> None:
    answer(office, 6, ok="yes")
    office.ok("history", "--undo", "--caller", "Kim", "--json")
    assert counts(office)["ok"] == {"yes": 5}


def test_a_survey_that_is_not_there_is_told(office: Laptop) -> None:
    assert office.run("survey", "answers", "--survey", "vla").code != 0
