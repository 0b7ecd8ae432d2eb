"""Which questions are asked follows from the answers; which answers are taken follows from the survey."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import survey as s
from ringa.core.answers import asked, justified, missing, read_answers
from ringa.core.survey import choices_for, say
from ringa.core.text import MAX_TEXT
from ringa.formats import surveys_yaml
from tests.build import a_question, a_survey, a_survey_document

VAL = a_survey(
    a_question("will_vote", required=True),
    a_question("why", "text", when={"will_vote": ["no", "unsure"]}, required=True),
    a_question("issues", "multiple", max=2),
    a_question("contact", "yesno", when={"issues": ["yes", "unsure"]}),
    a_question("when", "text", when={"contact": ["yes"]}),
)
CODES = ("yes", "unsure", "no")


def ids(questions: list[s.Question]) -> list[str]:
    return [question.id for question in questions]


def test_a_text_is_said_in_the_first_language_that_it_has() -> None:
    text = {"sv": "Ja", "en": "Yes"}
    assert say(text, ["nb", "en", "sv"]) == "Yes"
    assert say(text, ["nb"]) == "Ja"
    assert say("Ja", ["en"]) == "Ja"
    assert say({}, ["en"]) == ""


def test_a_question_is_asked_after_any_of_the_answers_that_lead_to_it() -> None:
    assert ids(asked(VAL, {})) == ["will_vote", "issues"]
    assert ids(asked(VAL, {"will_vote": "unsure"})) == ["will_vote", "why", "issues"]
    assert ids(asked(VAL, {"issues": "no|unsure"})) == ["will_vote", "issues", "contact"]
    assert ids(asked(VAL, {"issues": "no"})) == ["will_vote", "issues"]


def test_all_conditions_of_a_question_must_hold() -> None:
    both = a_survey(a_question("a"), a_question("b"), a_question("c", "text", when={"a": ["yes"], "b": ["no"]}))
    assert "c" not in ids(asked(both, {"a": "yes", "b": "yes"}))
    assert "c" in ids(asked(both, {"a": "yes", "b": "no"}))


def test_an_answer_to_a_question_that_is_not_asked_leads_nowhere() -> None:
    answers = {"contact": "yes", "when": "tonight"}
    assert ids(asked(VAL, answers)) == ["will_vote", "issues"]
    assert justified(VAL, {**answers, "will_vote": "yes"}) == {"will_vote": "yes"}


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "will_vote": st.sampled_from(CODES),
        "why": st.just("because"),
        "issues": st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True).map("|".join),
        "contact": st.sampled_from(["yes", "no"]),
        "when": st.just("tonight"),
    },
)


@settings(max_examples=80)
@given(ANSWERS, st.randoms())
def test_what_is_asked_depends_on_the_answers_that_were_asked_for_and_on_nothing_else(
    answers: dict[str, str], random: Any
) -> None:
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    kept = justified(VAL, answers)
    assert asked(VAL, dict(shuffled)) == asked(VAL, answers) == asked(VAL, kept)
    assert justified(VAL, kept) == kept
    order = ids(list(VAL.questions))
    assert ids(asked(VAL, answers)) == [id for id in order if id in ids(asked(VAL, answers))]


def test_only_required_questions_that_are_asked_are_missed() -> None:
    assert ids(missing(VAL, {})) == ["will_vote"]
    assert ids(missing(VAL, {"will_vote": "no"})) == ["why"]
    assert ids(missing(VAL, {"will_vote": "yes"})) == []


# Versions


def version(text: str) -> str:
    document, problems = surveys_yaml.read(text, "surveys.yaml")
    assert problems == []
    return s.version_of(document["surveys"][0])


YAML = """
campaign: {id: reference}
surveys:
  - id: val
    questions:
      - id: will_vote
        type: single
        ask: {sv: "Röstar du?", en: "Will you vote?"}
        choices:
          - {code: "yes", text: Ja}
          - {code: "no", text: Nej}
"""


def test_comments_the_order_of_keys_and_the_form_of_letters_do_not_make_a_new_version() -> None:
    same = [
        "# A comment\n" + YAML.replace("type: single", "type: 'single'  # one"),
        YAML.replace('{sv: "Röstar du?", en: "Will you vote?"}', '{en: "Will you vote?", sv: "Ro\u0308star du?"}'),
        YAML.replace("        type: single\n", "        type: single\n        required: false\n"),
        YAML.replace('{code: "yes", text: Ja}', '{text: Ja, code: "yes"}'),
    ]
    assert YAML not in same
    assert {version(text) for text in same} == {version(YAML)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Röstar du?", "Röstar du i år?"),
        ("text: Ja", "text: Jo"),
        ('code: "yes"', "code: yea"),
        ("id: will_vote", "id: votes"),
        ("type: single", "type: multiple"),
        ("type: single", "type: single\n        required: true"),
        ("id: val", "id: val2"),
    ],
)
def test_another_wording_code_or_rule_is_another_version(before: str, after: str) -> None:
    assert version(YAML) != version(YAML.replace(before, after, 1))


def test_the_order_of_choices_is_part_of_the_version() -> None:
    one = a_survey_document(a_question())
    other = a_survey_document({**a_question(), "choices": a_question()["choices"][::-1]})
    assert s.version_of(one) != s.version_of(other)
    assert s.version_of(one).startswith("v")
    assert len(s.version_of(one)) == 13


# Answers from a program


@pytest.mark.parametrize(
    ("given_answers", "cells"),
    [
        ({}, {}),
        ({"will_vote": "yes"}, {"will_vote": "yes"}),
        ({"issues": ["no", "yes"], "will_vote": ["yes"]}, {"will_vote": "yes", "issues": "yes|no"}),
        ({"issues": ["yes", "yes", "no"]}, {"issues": "yes|no"}),
        ({"issues": "unsure", "contact": True}, {"issues": "unsure", "contact": "yes"}),
        ({"issues": "unsure", "contact": False}, {"issues": "unsure", "contact": "no"}),
        ({"issues": "unsure", "contact": "no"}, {"issues": "unsure", "contact": "no"}),
        ({"issues": [], "will_vote": None}, {}),
        ({"will_vote": "no", "why": " No\x1b time \r\n"}, {"will_vote": "no", "why": "No␛ time"}),
        ({"will_vote": "no", "why": "   "}, {"will_vote": "no"}),
    ],
)
def test_answers_that_fit_become_cells_in_the_order_of_the_survey(
    given_answers: dict[str, Any], cells: dict[str, str]
) -> None:
    found, misfits = read_answers(VAL, given_answers)
    assert misfits == []
    assert list(found.items()) == list(cells.items())


@pytest.mark.parametrize(
    ("given_answers", "problem", "advice"),
    [
        ({"will_vot": "yes"}, "no question will_vot", "Did you mean will_vote?"),
        ({"zzz{}": "yes"}, "no question zzz{}", "Use one of: will_vote, why, issues, contact, when"),
        ({"will_vote": "yess"}, "will_vote has no answer yess", "Did you mean yes?"),
        ({"will_vote": "{x}"}, "will_vote has no answer {x}", "Use one of: yes, unsure, no"),
        ({"will_vote": ""}, "will_vote has no answer", "Use one of"),
        ({"will_vote": 1}, "will_vote takes codes", "Use one of: yes, unsure, no"),
        ({"will_vote": True}, "will_vote takes codes", "Use one of"),
        ({"will_vote": {"code": "yes"}}, "will_vote takes codes", "Use one of"),
        ({"will_vote": ["yes", "no"]}, "will_vote takes at most 1 answers", "Leave some out."),
        ({"issues": ["yes", "no", "unsure"]}, "issues takes at most 2 answers", "Leave some out."),
        ({"issues": ["yes", 2]}, "issues takes codes", "Use one of"),
        ({"will_vote": "no", "why": 3}, "why takes a text", "Write it in quotes."),
        ({"will_vote": "no", "why": "x" * (MAX_TEXT + 1)}, "why is too long", "under 4000"),
        ({"why": "because"}, "why is not asked after these answers", "Leave it out"),
    ],
)
def test_answers_that_do_not_fit_are_refused_with_a_reason(
    given_answers: dict[str, Any], problem: str, advice: str
) -> None:
    found, misfits = read_answers(VAL, given_answers)
    assert len(misfits) == 1
    assert problem in misfits[0].problem
    assert advice in misfits[0].advice
    assert misfits[0].question not in found


def test_all_that_is_wrong_is_told_at_once_in_the_order_given() -> None:
    _found, misfits = read_answers(VAL, {"when": "x", "why": "x", "nope": 1, "issues": 5})
    assert [misfit.question for misfit in misfits] == ["when", "why", "nope", "issues"]


def test_several_choices_without_a_limit_may_all_be_chosen() -> None:
    free = a_survey(a_question("issues", "multiple"))
    assert read_answers(free, {"issues": list(CODES)}) == ({"issues": "yes|unsure|no"}, [])


@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from([q.id for q in VAL.questions]) | st.text(max_size=3), st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(CODES),
    st.lists(st.sampled_from(CODES) | st.integers(), max_size=3),
)))  # fmt: skip
def test_every_answer_is_taken_or_refused_or_empty_and_what_is_taken_is_asked(given_answers: dict[str, Any]) -> None:
    found, misfits = read_answers(VAL, given_answers)
    assert found == justified(VAL, found)
    for misfit in misfits:
        assert misfit.problem
        assert misfit.advice


# For people


def test_choices_are_shown_in_a_language_and_yes_and_no_need_no_words_of_their_own() -> None:
    single, yesno, text = VAL.question("will_vote"), VAL.question("contact"), VAL.question("why")
    assert single is not None
    assert yesno is not None
    assert text is not None
    assert list(choices_for(single, ["en"])) == [("yes", "yes"), ("unsure", "unsure"), ("no", "no")]
    assert list(choices_for(yesno, ["nb"])) == [("yes", "Ja"), ("no", "Nei")]
    assert text.codes == []
