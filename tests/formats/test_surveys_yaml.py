"""surveys.yaml: what is right is taken, and every mistake is told at once with line, column and advice."""

from pathlib import Path
from typing import Any

import pytest

from ringa.core import campaign
from ringa.core.problem import Problem
from ringa.formats import script_check, scripts_md, surveys_yaml

ROOT = Path(__file__).parents[2]


def read(text: str) -> tuple[dict[str, Any], list[Problem]]:
    return surveys_yaml.read(text, "surveys.yaml")


def test_the_reference_files_have_no_problem() -> None:
    document, problems = read((ROOT / "surveys.yaml").read_text(encoding="utf-8"))
    assert problems == []
    scripts = []
    for path in sorted((ROOT / "scripts").glob("*.md")):
        script, problems = scripts_md.read(path.read_text(encoding="utf-8"), path.name)
        assert problems == []
        assert script is not None
        scripts.append((path.name, script))
    fields = {"first_name", "workplace", "branch", "caller", "union"}
    assert script_check.cross_check(scripts, document["surveys"], fields, imported=True) == []
    made = campaign.from_document({**document, "scripts": [script for _file, script in scripts]})
    assert (made.id, len(made.surveys), len(made.scripts)) == ("reference", 1, 3)
    assert {goal.of for goal in made.goals} == {"", "Hela kampanjen"}


WHOLE = """
campaign:
  id: ref-2026
  name: {sv: Samtal, en: Talks}
  union: Facket
  ends: 2030-09-08
  region: "NO"
  timezone: Europe/Oslo
  calling_hours: {mon-fri: "09:00-20:30", sun: closed}
  handout: {lease: 30m, max_attempts: 4, hold: 5, look_ups: 50}
  retention: 90d
  privacy: {purpose: Att höra, controller: Facket, contact: a@facket.example, information: {sv: Text}}
  goals:
    - {name: Riket, conversations: 500}
    - {name: S, of: Riket, where: {region: Skåne, branch: [A, no]}, conversations: 80}
  accepts: [sister]
  masked_numbers: yes
outcomes:
  no_answer: {retry_after: 2h, max: 4, scope: number}
  refused: {label: {sv: Vill inte, en: Said no}, note: required}
  busy: {}
surveys:
  - id: val
    questions:
      - {id: a, type: yesno, ask: A, required: yes}
      - {id: b, type: multiple, ask: B, max: 2, choices: [{code: x, text: X}, {code: y, text: Y}, {code: no, text: N}]}
      - {id: c, type: text, ask: {sv: C}, required: false, when: {a: no, b: [y, x]}}
      - {id: d, type: multiple, ask: D, max: 9, choices: [{code: x, text: X}]}
"""


def test_a_whole_file_is_brought_into_its_normal_form() -> None:
    document, problems = read(WHOLE)
    assert [(p.problem, p.warning) for p in problems] == [("max 9 is more than the number of choices (1)", True)]
    assert document == {
        "campaign": {
            "id": "ref-2026", "name": {"sv": "Samtal", "en": "Talks"}, "union": "Facket", "ends": "2030-09-08",
            "region": "NO", "timezone": "Europe/Oslo", "calling_hours": {"mon-fri": "09:00-20:30", "sun": "closed"},
            "handout": {"lease": "30m", "max_attempts": 4, "hold": 5, "look_ups": 50}, "retention": "90d",
            "privacy": {
                "purpose": "Att höra", "controller": "Facket", "contact": "a@facket.example",
                "information": {"sv": "Text"},
            },
            "goals": [
                {"name": "Riket", "conversations": 500},
                {"name": "S", "of": "Riket", "conversations": 80,
                 "where": {"region": ["Skåne"], "branch": ["A", "no"]}},
            ],
            "accepts": ["sister"],
            "masked_numbers": True,
        },
        "outcomes": {
            "no_answer": {"retry_after": "2h", "max": 4, "scope": "number"},
            "refused": {"label": {"sv": "Vill inte", "en": "Said no"}, "note": "required"},
        },
        "surveys": [{"id": "val", "questions": [
            {"id": "a", "type": "yesno", "ask": "A", "required": True},
            {"id": "b", "type": "multiple", "ask": "B", "max": 2, "choices": [
                {"code": "x", "text": "X"}, {"code": "y", "text": "Y"}, {"code": "no", "text": "N"}]},
            {"id": "c", "type": "text", "ask": {"sv": "C"}, "when": {"a": ["no"], "b": ["x", "y"]}},
            {"id": "d", "type": "multiple", "ask": "D", "choices": [{"code": "x", "text": "X"}]},
        ]}],
        "places": {"val": (23, 9), "val/a": (25, 14), "val/b": (26, 14), "val/c": (27, 14), "val/d": (28, 14)},
    }  # fmt: skip
    assert campaign.from_document(document).rules.max_attempts == 4


def head(text: str) -> str:
    return f"campaign:\n  id: reference\n  {text}\n{VAL}"


VAL = "surveys:\n  - {id: val, questions: [{id: a, type: text, ask: A}]}\n"


# The place that is to be reported stands behind a §.
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("§surveys: []\n", "the file needs `campaign`"),
        (head("ends: 2030-09-08") + "§scripts: x\n", "the file has no `scripts`"),
        ("campaign: {id: x}\nsurveys: §[]\n", "there is no survey with questions"),
        ("campaign: {id: x}\nsurveys:\n  - §{id: val}\n", "a survey needs `questions`"),
        (f"campaign: §{{name: x}}\n{VAL}", "campaign needs `id`"),
        (f"campaign: {{id: §-x y}}\n{VAL}", "the id -x y may have"),
        (head("§id: x"), "`id` stands here twice"),
        (head("ends: §2030-13-01"), "2030-13-01 is no date"),
        (head("region: §Sweden"), "Sweden is no country code"),
        (head("timezone: §Europe/Stokholm"), "there is no time zone Europe/Stokholm"),
        (head("timezone: §Europe"), "there is no time zone Europe"),
        (head(f"timezone: §{'x' * 300}"), "there is no time zone x"),
        (head('calling_hours: {§mån: "09:00-20:30"}'), "mån is no day"),
        (head('calling_hours: {mon: §"20:30-09:00"}'), "20:30-09:00 are no calling hours"),
        (head('calling_hours: {mon: §"09:00Z-20:30"}'), "09:00Z-20:30 are no calling hours"),
        (head("calling_hours: {mon: §[x]}"), "here one word or text is expected"),
        (head("calling_hours: §always"), "calling_hours must be written as `key: value`"),
        (head("masked_numbers: §mostly"), "mostly is neither true nor false"),
        (head("§masked_number: true"), "campaign has no `masked_number`"),
        (head("handout: {§leas: 3h}"), "handout has no `leas`"),
        (head("handout: {lease: §3 weeks}"), "3 weeks is no length of time"),
        (head("handout: {max_attempts: §0}"), "0 is no number of attempts"),
        (head("retention: §long"), "long is no length of time"),
        (head("privacy: {§owner: x}"), "privacy has no `owner`"),
        (head("goals: §all"), "goals must be a list"),
        (head("goals: [§{name: x}]"), "a goal needs `conversations`"),
        (head("goals: [{name: x, conversations: §many}]"), "many is no number of conversations"),
        (head('goals: [{name: §"", conversations: 3}]'), "here a text is expected"),
        (head("goals: [{name: x, conversations: 1, of: §y}]"), "there is no goal y"),
        (head("goals: [{name: x, conversations: 1}, §{name: x, conversations: 2}]"), "two goals are called x"),
        (head("accepts: §{a: b}"), "accepts must be a list"),
        (head("union: U\noutcomes: {§nobody: {}}"), "outcomes has no `nobody`"),
        (head("union: U\noutcomes: {§no_anwser: {}}"), "outcomes has no `no_anwser`"),
        (head("union: U\noutcomes: {busy: {§colour: x}}"), "busy has no `colour`"),
        (head("union: U\noutcomes: {refused: {§retry_after: 1d}}"), "refused has no `retry_after`"),
        (head("union: U\noutcomes: {call_back: {§scope: number}}"), "call_back has no `scope`"),
        (head("union: U\noutcomes: {skipped: {§max: 2}}"), "skipped has no `max`"),
        (head("union: U\noutcomes: {busy: {max: §0}}"), "0 is no number of calls"),
        (head("union: U\noutcomes: {busy: {max: 2, scope: §numbr}}"), "`scope` cannot be numbr"),
        (head("union: U\noutcomes: {busy: {§scope: number}}"), "`scope` stands here without `max`"),
        (head("union: U\noutcomes: {busy: {note: §maybe}}"), "`note` cannot be maybe"),
        (head("union: U\noutcomes: {busy: {note: §[required]}}"), "here one word or text is expected"),
        (head('union: U\noutcomes: {busy: {label: {sv: §""}}}'), "here a text is expected"),
        (head("handout: {hold: §none}"), "none is no number of members"),
        (head("union: U\noutcomes: {busy: {retry_after: §soon}}"), "soon is no length of time"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_place(text: str, problem: str) -> None:
    before, _sign, _after = text.partition("§")
    place = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    problems = read(text.replace("§", ""))[1]
    assert [(p.line, p.column) for p in problems] == [place], problems
    assert problem in problems[0].problem


def test_a_file_that_is_something_else_is_told_so_first() -> None:
    document, problems = read("- x\n")
    assert problems[0].problem == "the file must be written as `key: value`"
    assert document == {"campaign": {}, "outcomes": {}, "surveys": [], "places": {}}


def test_all_mistakes_are_told_at_once_with_what_was_probably_meant() -> None:
    text = WHOLE.replace("type: text", "type: tekst").replace("lease: 30m", "lease: 30x").replace("a: no", "a: noo")
    problems = read(text)[1]
    assert [(p.problem, p.advice) for p in problems if not p.warning] == [
        ("30x is no length of time", "Write 45m, 3h or 1d."),
        ("there is no question type tekst", "Did you mean text?"),
        ("a has no answer noo", "Did you mean no?"),
    ]


def test_a_file_that_cannot_be_read_is_an_empty_document_with_its_problem() -> None:
    document, problems = read("campaign: " + "[" * 100)
    assert document == {}
    assert len(problems) == 1


def test_a_code_of_an_outcome_that_is_misspelt_is_guessed() -> None:
    problems = read("campaign: {id: a}\noutcomes:\n  no_anwser: {retry_after: 1h}\nsurveys: []\n")[1]
    assert (problems[0].line, problems[0].column, problems[0].advice) == (3, 3, "Did you mean no_answer?")
