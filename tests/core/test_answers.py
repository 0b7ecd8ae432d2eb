"""Which questions are asked follows from the answers; which answers are taken follows from the survey."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.answers import answer_ids, asked, justified, missing, read_answers
from ringa.core.call import Draft, answered, back, turn
from ringa.core.cell import cell_of, takes_words
from ringa.core.condition import holds
from ringa.core.survey import Question, from_document
from ringa.core.text import MAX_TEXT
from tests.build import a_question, a_survey, moment
from tests.surveys import a_typed_answer, given_answers, survey_documents

VAL = a_survey(
    a_question("will_vote", required=True),
    a_question("why", "text", when={"will_vote": ["no", "unsure"]}, required=True),
    a_question("issues", "multiple", max=2),
    a_question("contact", "yesno", when={"issues": ["yes", "unsure"]}),
    a_question("when", "text", when={"contact": ["yes"]}),
)
CODES = ("yes", "unsure", "no")


def ids(questions: list[Question]) -> list[str]:
    return [question.id for question in questions]


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


def test_only_required_questions_that_are_asked_are_missed() -> None:
    assert ids(missing(VAL, {})) == ["will_vote"]
    assert ids(missing(VAL, {"will_vote": "no"})) == ["why"]
    assert ids(missing(VAL, {"will_vote": "yes"})) == []


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


# Other choices, exclusive ones, numbers and days

WISHES = a_survey(
    a_question("pay", "number", min="0.5", max=90000, decimals=2),
    a_question("mood", "scale", min=1, max=10, required=True),
    a_question("free", "date", min="2030-01-01", max="2030-12-31", when={"mood": {"max": 3}}),
    {
        "id": "help", "type": "multiple", "ask": "Help?", "min": 2, "choices": [
            {"code": "ring", "text": "Ring"}, {"code": "visit", "text": "Visit", "when": {"mood": {"min": 5}}},
            {"code": "else", "text": "Else", "other": True}, {"code": "none", "text": "None", "exclusive": True},
        ],
    },
    {"id": "intro", "type": "note", "ask": "Read this aloud."},
    a_question("why", "text", max_length=10, when={"not": {"help": ["none"]}, "any": [{"pay": {"answered": True}}]}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("given_answers", "cells"),
    [
        ({"pay": 7}, {"pay": "7"}),
        ({"pay": 7.0}, {"pay": "7"}),
        ({"pay": 1e3}, {"pay": "1000"}),
        ({"pay": "32 000,50"}, {"pay": "32000.5"}),
        ({"mood": 3, "free": "8/9 2030"}, {"mood": "3", "free": "2030-09-08"}),
        ({"mood": 5, "help": ["visit", "ring"]}, {"mood": "5", "help": "ring|visit"}),
        ({"help": ["none"]}, {"help": "none"}),
        ({"help_other": "Bake", "help": ["else", "ring"]}, {"help": "ring|else", "help_other": "Bake"}),
        ({"help_other": " ", "help": ["else", "ring"]}, {"help": "ring|else"}),
        ({"pay": 7, "why": "because"}, {"pay": "7", "why": "because"}),
        ({"intro": None}, {}),
    ],
)
def test_every_kind_of_answer_that_fits_becomes_a_cell(given_answers: dict[str, Any], cells: dict[str, str]) -> None:
    assert read_answers(WISHES, given_answers) == (cells, [])


@pytest.mark.parametrize(
    ("given_answers", "name", "problem", "advice"),
    [
        ({"pay": 7.125}, "pay", "pay takes at most 2 digits after the point", "Round it off."),
        ({"pay": True}, "pay", "pay takes a number", "without quotes"),
        ({"pay": [7]}, "pay", "pay takes a number", "without quotes"),
        ({"pay": "much"}, "pay", "pay takes a number", "as in 7 or 7.5"),
        ({"pay": float("nan")}, "pay", "pay takes a number", "as in 7 or 7.5"),
        ({"pay": 0}, "pay", "pay cannot be 0", "It is from 0.5 to 90000."),
        ({"mood": 2.5}, "mood", "mood takes a whole number", "as in 7."),
        ({"mood": 11}, "mood", "mood cannot be 11", "It is from 1 to 10."),
        ({"mood": 3, "free": "2031-01-01"}, "free", "free cannot be 2031-01-01", "It is from 2030-01-01"),
        ({"mood": 3, "free": "2030-02-30"}, "free", "free takes a date", "Write it as 2030-09-08."),
        ({"mood": 3, "free": 20300908}, "free", "free takes a text", "Write it in quotes."),
        ({"mood": 4, "free": "2030-09-08"}, "free", "free is not asked after these answers", "Leave it out"),
        ({"mood": 4, "help": ["visit", "ring"]}, "help", "help does not offer visit after these answers", "ring, else"),
        ({"help": ["none", "ring"]}, "help", "none of help goes with no other answer", "Leave the others out, or none"),
        ({"help": ["ring"]}, "help", "help takes at least 2 answers", "Choose more."),
        ({"help": ["", "ring"]}, "help", "help has no answer ", "Use one of"),
        ({"help": ["ring", "else"], "help_other": 3}, "help_other", "help_other takes a text", "Write it in quotes."),
        ({"help": ["none"], "help_other": "Bake"}, "help_other", "help_other is not asked", "choose the answer that"),
        ({"help": ["ring", "else"], "help_other": "x" * 4001}, "help_other", "help_other is too long", "4000"),
        ({"intro": "x"}, "intro", "intro is read aloud and has no answer", "Leave it out."),
        ({"pay_other": "x"}, "pay_other", "there is no question pay_other", "Did you mean help_other?"),
        ({"pay": 7, "why": "x" * 11}, "why", "why is too long", "under 10"),
    ],
)  # fmt: skip
def test_every_kind_of_answer_that_does_not_fit_is_refused(
    given_answers: dict[str, Any], name: str, problem: str, advice: str
) -> None:
    found, misfits = read_answers(WISHES, given_answers)
    assert name not in found
    assert [misfit.question for misfit in misfits] == [name]
    assert problem in misfits[0].problem
    assert advice in misfits[0].advice


def test_the_words_of_an_other_choice_fall_with_it() -> None:
    before = {"help": "ring|else", "help_other": "Bake"}
    assert justified(WISHES, before) == before
    assert justified(WISHES, {**before, "help": "none"}) == {"help": "none"}
    assert justified(WISHES, {"help_other": "Bake"}) == {}


def test_a_choice_that_is_no_longer_offered_falls_and_the_others_stand() -> None:
    three = {"mood": "5", "help": "ring|visit|else"}
    assert justified(WISHES, three) == three
    assert justified(WISHES, {**three, "mood": "4"}) == {"mood": "4", "help": "ring|else"}
    # Where too few are left, the answer falls as a whole.
    assert justified(WISHES, {"mood": "4", "help": "ring|visit"}) == {"mood": "4"}


def test_fewer_choices_than_the_fewest_are_enough_where_no_more_are_offered() -> None:
    choices = [{"code": "a", "text": "A"}, {"code": "b", "text": "B", "when": {"all": ["yes"]}}]
    few = a_survey(
        a_question("all", "yesno"), {"id": "x", "type": "multiple", "ask": "X", "min": 2, "choices": choices}
    )
    assert read_answers(few, {"x": ["a"]}) == ({"x": "a"}, [])
    assert read_answers(few, {"all": True, "x": ["a"]})[0] == {"all": "yes"}


def test_notes_are_asked_and_never_missed() -> None:
    assert "intro" in ids(asked(WISHES, {}))
    assert ids(missing(WISHES, {})) == ["mood"]


# For any survey


@settings(max_examples=30)
@given(st.data())
def test_what_is_asked_depends_on_the_answers_that_stand_and_on_nothing_else(data: st.DataObject) -> None:
    survey = from_document(data.draw(survey_documents()))
    answers = data.draw(given_answers(survey.questions))
    other_way = dict(data.draw(st.permutations(list(answers.items()))))
    kept = justified(survey, answers)
    assert asked(survey, answers) == asked(survey, other_way) == asked(survey, kept)
    assert justified(survey, other_way) == justified(survey, kept) == kept
    assert asked(survey, answers) == [q for q in survey.questions if holds(q.when, kept)]
    led_to = {name for question in asked(survey, answers) for name in answer_ids(question)}
    assert kept.keys() <= led_to


@settings(max_examples=30)
@given(st.data())
def test_answers_that_stand_satisfy_the_survey(data: st.DataObject) -> None:
    survey = from_document(data.draw(survey_documents()))
    kept = justified(survey, data.draw(given_answers(survey.questions)))
    assert read_answers(survey, kept) == (kept, [])


@settings(max_examples=30)
@given(st.data())
def test_going_to_and_fro_in_a_conversation_leaves_only_answers_that_satisfy_the_survey(data: st.DataObject) -> None:
    survey = from_document(data.draw(survey_documents()))
    draft = Draft(moment())
    for _step in range(data.draw(st.integers(0, 12))):
        question = turn(survey, None, {}, draft).question
        if draft.trail and (question is None or data.draw(st.integers(0, 3)) == 0):
            draft = back(draft)
        elif question is None:
            break
        else:
            read = cell_of(question, data.draw(a_typed_answer(question)), draft.answers)
            cell = read if isinstance(read, str) else ""
            words = data.draw(st.sampled_from(["", "Bake"])) if takes_words(question, cell) else ""
            draft = answered(draft, survey, question.id, cell, words)
        assert read_answers(survey, draft.answers) == (draft.answers, [])
        assert set(draft.trail) <= set(ids(list(survey.questions)))


@settings(max_examples=30)
@given(st.data())
def test_going_back_and_giving_the_same_answers_changes_nothing(data: st.DataObject) -> None:
    survey = from_document(data.draw(survey_documents()))
    drafts = [Draft(moment(), survey_version=survey.version)]
    while (question := turn(survey, None, {}, drafts[-1]).question) is not None:
        read = cell_of(question, data.draw(a_typed_answer(question)), drafts[-1].answers)
        drafts.append(answered(drafts[-1], survey, question.id, read if isinstance(read, str) else ""))
    last = drafts[-1]
    start = last
    for before in reversed(drafts[:-1]):
        start = back(start)
        assert start.trail == before.trail and start.answers == last.answers
    while (question := turn(survey, None, {}, start).question) is not None:
        words = last.answers.get(question.other_id, "")
        start = answered(start, survey, question.id, last.answers.get(question.id, ""), words)
    assert start == last


@settings(max_examples=30)
@given(st.data())
def test_whatever_a_program_sends_is_taken_or_refused_and_what_is_taken_stands(data: st.DataObject) -> None:
    survey = from_document(data.draw(survey_documents()))
    values = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["a", "b", "yes"]),
        st.lists(st.sampled_from(["a", "b"]) | st.integers(), max_size=3),
        st.dictionaries(st.text(max_size=1), st.none()),
    )  # fmt: skip
    names = st.sampled_from([name for q in survey.questions for name in (q.id, q.other_id)]) | st.text(max_size=3)
    sent = data.draw(st.dictionaries(names, values))
    found, misfits = read_answers(survey, sent)
    assert found == justified(survey, found)
    assert [m.question for m in misfits] == [name for name in sent if name in {m.question for m in misfits}]
    for misfit in misfits:
        assert misfit.problem
        assert misfit.advice
