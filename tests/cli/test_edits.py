"""A survey is edited while people call: every answer keeps its meaning, and `check` says what to heed."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ringa.core.survey import from_document
from ringa.core.tally import Given, tally
from ringa.store import answers, compiled, log
from ringa.store.db import open_campaign
from tests.cli.ready import an_office, record, reports
from tests.conftest import Laptop

Copy = Callable[[Laptop, str], Laptop]

BEFORE = """campaign: {id: reference, timezone: Europe/Stockholm}
surveys:
  - id: val
    questions:
      - {id: vote, type: single, ask: Tänker du rösta i valet, choices: [{code: yes, text: Ja}, {code: no, text: Nej}]}
      - id: wish
        type: multiple
        ask: Vad är viktigast
        choices:
          - {code: pay, text: Högre lön}
          - {code: rest, text: Längre vila}
          - {code: food, text: Bättre mat i matsalen}
      - {id: years, type: number, ask: Hur många år, max: 60}
      - {id: why, type: text, ask: Varför}
"""
# Re-worded (vote), re-used (food), removed (rest), added (home), reordered (pay), narrowed (years), gone (why), new.
AFTER = """campaign: {id: reference, timezone: Europe/Stockholm}
surveys:
  - id: val
    questions:
      - {id: vote, type: single, ask: Tänker du rösta i år, choices: [{code: yes, text: Ja}, {code: no, text: Nej}]}
      - id: wish
        type: multiple
        ask: Vad är viktigast
        choices:
          - {code: food, text: Inga nattskift}
          - {code: pay, text: Högre lön}
          - {code: home, text: Arbeta hemma}
      - {id: years, type: number, ask: Hur många år, max: 50}
      - {id: again, type: yesno, ask: Får vi ringa igen}
"""


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = an_office(tmp_path, tmp_path_factory)
    shutil.rmtree(laptop.folder / "scripts")
    return edit(laptop, BEFORE)


def edit(laptop: Laptop, text: str) -> Laptop:
    (laptop.folder / "surveys.yaml").write_text(text, encoding="utf-8")
    return laptop


def answer(laptop: Laptop, contact: str, answers: str, caller: str = "Anna") -> Any:
    return record(laptop, contact, "conversation", "--answers", answers, caller=caller)


def edited(laptop: Laptop) -> Laptop:
    """Two conversations, the edit, and two more."""
    answer(laptop, "0001", '{"vote": "yes", "wish": ["food", "rest"], "years": 55, "why": "Det behövs"}')
    answer(laptop, "0002", '{"vote": "no", "wish": ["pay"]}')
    edit(laptop, AFTER)
    answer(laptop, "0003", '{"vote": "yes", "wish": ["food", "home"], "again": true}')
    answer(laptop, "0004", '{"vote": "yes", "wish": ["pay"], "years": 3}')
    return laptop


def findings(laptop: Laptop) -> list[tuple[int | None, str, str]]:
    found = laptop.ok("check", "--json")["findings"]
    return [(finding["line"], finding["level"], finding["message"]) for finding in found]


def test_before_any_answer_an_edit_is_nobodys_business(office: Laptop) -> None:
    assert findings(office) == []
    edit(office, AFTER)
    assert findings(office) == []
    assert office.ok("check", "--json")["versions"] == []


def test_check_says_what_an_edit_does_to_answers_and_where_a_new_id_is_wiser(office: Laptop) -> None:
    assert findings(edited(office)) == [
        (3, "note", "why is no longer asked (1 answer before that)"),
        (5, "note", "vote is worded a little differently (2 answers before that)"),
        (6, "warning", "the code food of wish means something else than before (1 answer before that)"),
        (6, "note", "the choice home of wish is new (2 answers before that)"),
        (6, "note", "the choice rest of wish is gone (1 answer before that)"),
        (6, "note", "the choices of wish come in another order (2 answers before that)"),
        (13, "note", "the limits of years were ≤ 60 and are now ≤ 50 (1 answer before that)"),
        (14, "note", "again is new"),
    ]
    said = office.run("check")
    assert said.code == 0
    assert "surveys.yaml:6:13: warning: the code food of wish" in said.out
    assert "a new code is wiser" in said.out
    version = office.ok("check", "--json")["versions"][0]
    assert version["answers"] == {"vote": 2, "wish": 2, "why": 1, "years": 1}
    assert {"change": "code_reused", "question": "wish", "code": "food", "answers": 1, "new_id": True} in version[
        "changes"
    ]


def test_the_same_change_since_several_versions_is_told_once_with_all_its_answers(office: Laptop) -> None:
    answer(office, "0001", '{"years": 55}')
    edit(office, BEFORE.replace("Varför", "Varför då"))
    answer(office, "0002", '{"years": 54}')
    edit(office, BEFORE.replace("Varför", "Varför då").replace("max: 60", "max: 50"))
    told = [message for _line, _level, message in findings(office)]
    assert told == ["the limits of years were ≤ 60 and are now ≤ 50 (2 answers before that)"]


def test_an_answer_that_was_undone_is_touched_by_nothing(office: Laptop) -> None:
    answer(office, "0001", '{"why": "Det behövs"}')
    edit(office, AFTER)
    assert len(findings(office)) > 0
    office.ok("history", "--undo", "--caller", "Anna")
    assert findings(office) == []


def test_a_survey_that_is_gone_is_told_with_its_answers(office: Laptop) -> None:
    answer(office, "0001", '{"why": "Det behövs"}')
    edit(office, AFTER.replace("id: val\n", "id: nyval\n"))
    assert findings(office) == [(None, "note", "the survey val is gone (1 answer before that)")]


def counts(laptop: Laptop, question: str, *, apart: bool = False) -> dict[tuple[str, str], int]:
    """How often each answer was given, by the wording that it was given to."""
    db = open_campaign(laptop.folder)
    given = [Given(event.survey_version, event.answers) for event in log.everything(db) if event.answers]
    known = {version for _survey, version in compiled.versions(db)}
    bodies = {version: compiled.version(db, "val", version) for version in known}
    surveys = {version: from_document(body, version) for version, body in bodies.items() if body}
    rows = tally(question, given, surveys, apart=apart)
    db.close()
    return {(row.answer, " / ".join(map(str, row.texts))): row.times for row in rows}


def test_counts_stay_true_through_an_edit_export_and_merge(office: Laptop, copy_of: Copy) -> None:
    other = copy_of(office, "other")
    other.ok("status", "--json")  # this laptop too has had the survey as it was
    edited(office)
    edit(other, AFTER)
    answer(other, "0005", '{"vote": "no", "wish": ["food"]}', caller="Bo")
    (office.folder / "bo.csv").write_bytes(other.export())
    office.ok("merge", "bo.csv", "--json")
    wishes = {("food", "Bättre mat i matsalen"): 1, ("food", "Inga nattskift"): 2, ("pay", "Högre lön"): 2,
              ("rest", "Längre vila"): 1, ("home", "Arbeta hemma"): 1}  # fmt: skip
    assert counts(office, "wish") == wishes
    assert counts(office, "vote") == {("yes", "Ja"): 3, ("no", "Nej"): 2}
    assert sum(counts(office, "vote", apart=True).values()) <= 5
    cells = Counter((row["survey_version"], row["answer.wish"]) for row in reports(office))
    assert sum(cells.values()) == 5
    (other.folder / "office.csv").write_bytes(office.export())
    other.ok("merge", "office.csv", "--json")
    assert counts(other, "wish") == wishes
    assert other.export() == office.export()
    db = open_campaign(office.folder)
    assert sum(found["vote"] for found in answers.counted(db).values()) == 5
    db.close()


def test_a_call_that_an_edit_interrupts_keeps_only_answers_to_the_questions_it_was_asked(office: Laptop) -> None:
    from ringa.core.call import Draft, answered, resumed
    from ringa.formats import surveys_yaml

    before, after = (from_document(surveys_yaml.read(text, "x")[0]["surveys"][0]) for text in (BEFORE, AFTER))
    draft = answered(answered(Draft("2026-08-12T16:30:00Z"), before, "vote", "yes"), before, "wish", "food")
    assert resumed(draft, after, before).answers == {}
    assert resumed(draft, before, before).answers == {"vote": "yes", "wish": "food"}


RICH = """campaign: {id: reference, timezone: Europe/Stockholm}
surveys:
  - id: val
    questions:
      - {id: intro, type: note, ask: Hej}
      - {id: mood, type: scale, ask: Hur, min: 1, max: 5, labels: {1: Illa, 5: Bra}, hint: Vänta, required: yes}
      - {id: pay, type: number, ask: Lön, decimals: 2, unit: kr, default: 7.5}
      - {id: day, type: date, ask: När, when: {mood: {min: 3}}}
      - id: help
        type: multiple
        ask: Hjälp
        shuffle: true
        choices: [{code: ring, text: R}, {code: visit, text: V, when: {mood: 5}}, {code: more, text: M, other: true},
                  {code: none, text: N, exclusive: true}]
"""


def test_next_and_record_know_every_kind_of_question(office: Laptop) -> None:
    edit(office, RICH)
    handed = office.ok("next", "--caller", "Anna", "--json")
    intro, mood, pay, day, help_ = handed["survey"]["questions"]
    assert intro == {"id": "intro", "type": "note", "ask": "Hej", "required": False, "choices": []}
    assert (mood["min"], mood["max"], mood["labels"], mood["hint"]) == (1, 5, {"1": "Illa", "5": "Bra"}, "Vänta")
    assert (pay["decimals"], pay["unit"], pay["default"], "min" in pay) == (2, "kr", "7.5", False)
    assert day["when"] == {"mood": {"min": 3}}
    assert help_["shuffle"] is True
    assert {choice["code"] for choice in help_["choices"][:2]} == {"ring", "visit"}
    assert help_["choices"][2:] == [
        {"code": "more", "text": "M", "other": True}, {"code": "none", "text": "N", "exclusive": True},
    ]  # fmt: skip
    assert {"code": "visit", "text": "V", "when": {"mood": ["5"]}} in help_["choices"]
    sent = '{"mood": 4, "pay": "32 000,50", "day": "8/9 2030", "help": ["more", "ring"], "help_other": "Baka"}'
    answer(office, handed["contact"]["id"], sent)
    (row,) = reports(office)
    assert {name: value for name, value in row.items() if name.startswith("answer.")} == {
        "answer.mood": "4", "answer.pay": "32000.5", "answer.day": "2030-09-08", "answer.help": "ring|more",
        "answer.help_other": "Baka",
    }  # fmt: skip


def test_record_refuses_answers_that_the_survey_does_not_allow(office: Laptop) -> None:
    edit(office, RICH)
    for sent in ('{"mood": 6}', '{"mood": 4, "help": ["visit"]}', '{"mood": 1, "day": "2030-09-08"}'):
        refused = office.run("record", "0001", "--outcome", "conversation", "--answers", sent, "--caller", "Anna")
        assert refused.code == 1
    assert reports(office) == []
