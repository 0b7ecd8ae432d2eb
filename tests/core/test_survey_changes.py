"""Every kind of edit is told for what it is; only what would mix answers up calls for a new id or code."""

from typing import Any

import pytest

from ringa.core.survey_changes import Change, alike, compare, means_the_same
from tests.build import a_question, a_survey

CHOICES: list[dict[str, Any]] = [
    {"code": "pay", "text": {"sv": "Högre lön", "en": "Higher pay"}},
    {"code": "rest", "text": {"sv": "Längre vila", "en": "Longer rest"}},
    {"code": "none", "text": {"sv": "Inget av detta", "en": "None of these"}},
]
BASE = a_question("demand", choices=CHOICES)
SCALE = a_question("mood", "scale", min=1, max=5, labels={"1": "Dåligt", "5": "Mycket bra"})
PAY = a_question("pay", "number", min=1, max=9, unit="kr")
DAY = a_question("d", "date", max="2030-01-01")
WORDS = a_question("why", "text")


def choices(place: int, **changes: Any) -> dict[str, Any]:
    """The base question with one choice changed."""
    return {**BASE, "choices": [{**choice, **changes} if n == place else choice for n, choice in enumerate(CHOICES)]}


def changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Change]:
    return compare(a_survey(*before), a_survey(*after))


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (BASE, BASE, []),
        (BASE, {**BASE, "hint": "x", "shuffle": True, "default": "pay"}, []),
        (BASE, {**BASE, "ask": {**BASE["ask"], "nb": "Spørsmål?"}}, []),
        (BASE, {**BASE, "ask": {"sv": "Fråga demand?"}}, []),
        (BASE, {**BASE, "ask": "Fråga demand?"}, []),
        (BASE, {**BASE, "ask": {"sv": "Fråga demand nu?", "en": "Question demand?"}}, [("question_reworded", "")]),
        (BASE, {**BASE, "ask": {"sv": "Hur mår hunden?", "en": "Is it raining?"}}, [("question_replaced", "")]),
        (BASE, {**BASE, "type": "multiple"}, [("several_allowed", "")]),
        (BASE, {**WORDS, "id": "demand"}, [("type_changed", "")]),
        (BASE, {**BASE, "choices": CHOICES[:2]}, [("choice_removed", "none")]),
        ({**BASE, "choices": CHOICES[:2]}, BASE, [("choice_added", "none")]),
        (BASE, {**BASE, "choices": CHOICES[::-1]}, [("choices_reordered", "")]),
        (BASE, choices(0, text={"sv": "Mycket högre lön", "en": "Higher pay"}), [("choice_reworded", "pay")]),
        (BASE, choices(0, text={"sv": "Gratis kaffe", "en": "No more Mondays"}), [("code_reused", "pay")]),
        (BASE, choices(1, text={"sv": "Högre lön", "en": "Higher pay"}), [("code_reused", "rest")]),
        (BASE, choices(1, when={"x": ["yes"]}), [("choice_condition_changed", "rest")]),
        (BASE, {**BASE, "when": {"x": ["yes"]}}, [("condition_changed", "")]),
        (BASE, {**BASE, "required": True}, [("required_changed", "")]),
        (SCALE, {**SCALE, "max": 10}, [("scale_changed", "")]),
        (SCALE, {**SCALE, "labels": {"1": "Dåligt!", "5": "Mycket bra"}}, [("label_reworded", "1")]),
        (SCALE, {**SCALE, "labels": {"1": "Mycket bra", "5": "Dåligt"}}, [("code_reused", "1"), ("code_reused", "5")]),
        (PAY, {**PAY, "unit": "öre"}, [("unit_changed", "")]),
        (PAY, {**PAY, "max": 8}, [("range_narrowed", "")]),
        (PAY, {**PAY, "min": "1.5"}, [("range_narrowed", "")]),
        (PAY, {**PAY, "min": 0, "max": 12}, [("range_widened", "")]),
        (WORDS, {**WORDS, "max_length": 20}, [("range_narrowed", "")]),
        ({**WORDS, "max_length": 20}, WORDS, [("range_widened", "")]),
        (DAY, {**DAY, "max": "2029-12-31"}, [("range_narrowed", "")]),
    ],
)  # fmt: skip
def test_each_edit_of_a_question_is_told(
    before: dict[str, Any], after: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    assert [(change.kind, change.code) for change in changes([before], [after])] == wanted


def test_questions_that_come_go_and_move_are_told() -> None:
    assert [c[:2] for c in changes([BASE, WORDS], [WORDS, PAY, BASE])] == [
        ("question_added", "pay"), ("questions_reordered", ""),
    ]  # fmt: skip
    assert [c[:2] for c in changes([BASE, WORDS], [BASE])] == [("question_removed", "why")]


def test_a_note_has_no_answers_that_an_edit_could_touch() -> None:
    note = a_question("intro", "note")
    assert changes([BASE], [BASE, note]) == []
    assert changes([BASE, note], [BASE]) == []
    assert changes([note], [{**note, "ask": "Quite another speech."}]) == []


def test_only_what_would_mix_answers_up_calls_for_another_id() -> None:
    edits = changes(
        [PAY, SCALE, BASE], [{**PAY, "unit": "öre", "max": 3}, {**SCALE, "max": 9}, choices(0, text="Kaffe")]
    )
    assert [change.kind for change in edits if change.wiser] == ["unit_changed", "scale_changed", "code_reused"]


def test_each_change_is_said_with_what_it_does() -> None:
    unit, limits = changes([PAY], [{**PAY, "unit": "öre", "max": 3}])
    assert unit.problem == "the unit of pay was kr and is now öre"
    assert "a new id is wiser" in unit.advice
    assert limits.problem == "the limits of pay were 1–9 and are now 1–3"


def test_texts_are_compared_in_the_languages_that_both_have() -> None:
    assert means_the_same({"sv": "Ja", "nb": "Ja"}, {"sv": "Ja", "en": "Yes"})
    assert not means_the_same({"sv": "Ja"}, {"en": "Yes"})
    assert alike({"sv": "Ja", "en": "No"}, {"sv": "Ja tack", "nb": "Kanskje"})
    assert not alike({"sv": "Ja", "en": "No"}, {"sv": "Ja", "en": "Maybe later"})
