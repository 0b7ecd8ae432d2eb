"""One call from hand-out to report: what comes next follows from the draft, and the draft from the answers."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.call import (
    Draft,
    answered,
    back,
    dialled,
    from_json,
    report,
    resumed,
    turn,
    undo,
    undoable,
    warnings,
)  # fmt: skip
from ringa.core.events import Event, faults, sealed
from ringa.core.events import cells as cells_of
from ringa.core.fold import State
from ringa.core.instant import later
from ringa.core.people import Contact, Lease
from tests.build import a_device, a_member, a_phone, a_question, a_report, a_script, a_survey, an_undo, moment

SURVEY = a_survey(
    a_question("will_vote", required=True),
    a_question("why", "text", when={"will_vote": ["no"]}),
    a_question("issues", "multiple"),
)
START = Draft(moment())
SHORT = st.text(max_size=5)


def a_contact(state: State | None = None, **more: Any) -> Contact:
    return Contact(a_member(), state or State(), "members", **more)


def next_question(draft: Draft, **more: Any) -> str | None:
    question = turn(SURVEY, more.pop("script", None), more, draft).question
    return question.id if question else None


def test_without_a_script_the_questions_that_are_led_to_come_in_order() -> None:
    assert next_question(START) == "will_vote"
    yes, no = answered(START, SURVEY, "will_vote", "yes"), answered(START, SURVEY, "will_vote", "no")
    assert next_question(yes) == "issues"
    assert next_question(no) == "why"
    assert next_question(answered(yes, SURVEY, "issues", "")) is None


def test_what_is_to_be_said_is_what_comes_after_the_last_question() -> None:
    script = a_script(
        [["text", "Hej!"], ["ask", "issues"], ["text", "Tack."], ["ask", "will_vote"], ["text", "Hej då!"]]
    )
    assert turn(SURVEY, script, {}, START).say == ["Hej!"]
    draft = answered(START, SURVEY, "issues", "yes")
    assert turn(SURVEY, script, {}, draft).say == ["Tack."]
    draft = answered(draft, SURVEY, "will_vote", "yes")
    assert turn(SURVEY, script, {}, draft) == (["Hej då!"], None)


def test_a_required_question_that_the_script_never_asks_comes_last() -> None:
    script = a_script([["ask", "issues"], ["text", "Tack."]])
    assert next_question(START, script=script) == "issues"
    draft = answered(START, SURVEY, "issues", "")
    assert turn(SURVEY, script, {}, draft).say == ["Tack."]
    assert next_question(draft, script=script) == "will_vote"


def test_conditions_see_several_choices_as_a_list_and_fields_as_text() -> None:
    arms = [[["in", ["const", "no"], ["name", "issues"]], [["text", "B"]]]]
    script = a_script([["ask", "issues"], ["if", arms, []], ["field", "first_name", None]])
    draft = answered(START, SURVEY, "issues", "yes|no")
    assert turn(SURVEY, script, {"first_name": "Åsa"}, draft).say == ["BÅsa"]
    # The code "no" is no part of "not": choices are not looked for as letters.
    assert turn(SURVEY, script, {}, Draft(moment(), {"issues": "unsure"}, ("issues",))).say == []


def test_a_question_that_the_answers_do_not_lead_to_is_passed_over_in_the_script() -> None:
    script = a_script([["ask", "why"], ["ask", "will_vote"]])
    assert next_question(START, script=script) == "will_vote"


def test_another_answer_takes_away_what_only_the_first_had_led_to() -> None:
    draft = answered(answered(START, SURVEY, "will_vote", "no"), SURVEY, "why", "because")
    assert draft.answers == {"will_vote": "no", "why": "because"}
    assert answered(draft, SURVEY, "will_vote", "yes").answers == {"will_vote": "yes"}


def test_going_back_asks_again_and_what_was_answered_stands_until_it_is_answered_anew() -> None:
    draft = answered(answered(START, SURVEY, "will_vote", "no"), SURVEY, "why", "because")
    two_back = back(back(draft))
    assert (two_back.answers, two_back.trail) == (draft.answers, ())
    again = turn(SURVEY, None, {}, two_back).question
    assert again is not None and again.id == "will_vote"
    assert answered(two_back, SURVEY, "will_vote", "no").answers == draft.answers
    assert answered(two_back, SURVEY, "will_vote", "yes").answers == {"will_vote": "yes"}
    assert answered(two_back, SURVEY, "will_vote", "").answers == {}


OTHER = a_survey(
    {"id": "help", "type": "single", "ask": "Help?", "choices": [
        {"code": "ring", "text": "Ring"}, {"code": "else", "text": "Else", "other": True}]},
    {"id": "intro", "type": "note", "ask": "Listen."},
    a_question("free", "multiple", choices=[
        {"code": "now", "text": "Now"}, {"code": "soon", "text": "Soon"},
        {"code": "late", "text": "Late", "when": {"help": ["ring"]}}], min=2),
)  # fmt: skip


def test_words_go_with_the_choice_that_asks_for_them_and_leave_with_it() -> None:
    draft = answered(START, OTHER, "help", "else", "Bake")
    assert draft.answers == {"help": "else", "help_other": "Bake"}
    assert answered(draft, OTHER, "help", "else").answers == {"help": "else"}


def test_a_note_is_read_aloud_in_its_place_and_has_no_answer() -> None:
    draft = answered(START, OTHER, "help", "ring")
    note = turn(OTHER, None, {}, draft).question
    assert note is not None
    assert (note.id, note.type) == ("intro", "note")
    read = answered(draft, OTHER, "intro", "")
    assert (read.answers, read.trail) == ({"help": "ring"}, ("help", "intro"))
    assert back(read) == draft


def test_a_question_whose_answer_falls_with_another_is_asked_again() -> None:
    draft = answered(answered(START, OTHER, "help", "ring"), OTHER, "free", "now|late")
    changed = answered(draft, OTHER, "help", "else")
    assert (changed.answers, changed.trail) == ({"help": "else"}, ("help",))


def test_a_call_goes_on_after_an_edit_with_the_answers_to_questions_that_are_as_they_were() -> None:
    draft = answered(answered(START, SURVEY, "will_vote", "yes"), SURVEY, "issues", "no")
    edited = a_survey(a_question("will_vote"), a_question("issues", "multiple"))
    gone_on = resumed(draft, edited, SURVEY)
    assert (gone_on.answers, gone_on.trail) == ({"issues": "no"}, ("issues",))
    assert gone_on.survey_version == edited.version
    assert resumed(draft, SURVEY, None) == draft
    assert resumed(draft, edited, None).answers == {}


@settings(max_examples=40)
@given(st.dictionaries(SHORT, SHORT), st.lists(SHORT), st.booleans(), SHORT)
def test_a_draft_comes_back_after_a_crash(answers: dict[str, str], trail: list[str], talking: bool, note: str) -> None:
    draft = Draft(
        moment(), answers, tuple(trail), talking, note, note, corrections=answers, number_index=2 if talking else None
    )
    assert from_json(json.loads(json.dumps(draft.to_json()))) == draft


def test_the_first_number_that_works_is_dialled() -> None:
    member = a_member(phones=(a_phone(1), a_phone(2), a_phone(3)))
    assert dialled(Contact(member, State(bad_numbers=(1,)))) == 2
    assert dialled(Contact(member, State(bad_numbers=(1, 2, 3)))) is None


def test_the_number_that_the_caller_asked_to_ring_is_the_one_that_was_dialled() -> None:
    contact = a_contact()
    assert dialled(contact, 2) == 2
    assert dialled(Contact(a_member(phones=()), State()), 3) == 3  # gone from the list meanwhile: it happened


def reported(outcome: str = "conversation", **more: Any) -> Event:
    values: dict[str, Any] = {"campaign": "reference", "caller": "Kim", "ended_at": moment(minutes=5), **more}
    return report(a_contact(), outcome, **values)


def test_a_report_once_it_is_numbered_has_no_fault() -> None:
    event = reported(
        started_at=moment(), number_index=1, answers={"will_vote": "yes", "why": ""}, survey=SURVEY, note="x"
    )
    whole = sealed(event._replace(device=a_device(), seq=1, at=moment(minutes=5)))
    assert list(faults(cells_of(whole))) == []
    assert whole.answers == {"will_vote": "yes"}
    assert (whole.survey, whole.survey_version, whole.number_index) == ("val", SURVEY.version, "1")


def test_without_answers_no_survey_is_named() -> None:
    assert (reported(survey=SURVEY).survey, reported(survey=SURVEY, answers={"why": ""}).survey_version) == ("", "")
    assert reported(answers={"will_vote": "yes"}).survey == ""


def test_nothing_is_dialled_at_the_workplace() -> None:
    assert reported(number_index=1, channel="workplace").number_index == ""


def test_a_call_does_not_begin_after_it_ended() -> None:
    assert reported(started_at=moment(minutes=9)).started_at == moment(minutes=5)
    assert reported().started_at == moment(minutes=5)


def test_the_last_report_of_this_device_that_still_counts_can_be_undone() -> None:
    first, second = a_report("busy", 1), a_report("no_answer", 2)
    assert undoable([second, first], a_device()) is second
    assert undoable([an_undo(second, 3), second, first], a_device()) is first
    assert undoable([second, first], a_device(1)) is None
    assert undoable([], a_device()) is None
    taken_back = undo(second, "Kim")
    assert (taken_back.kind, taken_back.replaces, taken_back.contact, taken_back.caller) == (
        "undo", second.id, "m1", "Kim",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("contact", "event", "wanted"),
    [
        (a_contact(), a_report(), []),
        (a_contact(State(state="blocked", reason="gone")), a_report(), ["blocked_gone"]),
        (a_contact(State(state="done")), a_report(), ["already_done"]),
        (a_contact(lease=Lease("Sam", moment(), moment(hours=1))), a_report(), ["held_by_other"]),
        (a_contact(lease=Lease("Sam", moment(), moment(minutes=-1))), a_report(), []),
        (a_contact(lease=Lease("Kim", moment(), moment(hours=1))), a_report(), []),
        (a_contact(State(message_left=True)), a_report("voicemail_left"), ["second_message"]),
        (a_contact(), a_report("wrong_number"), ["no_number_dialled"]),
        (a_contact(), a_report("wrong_number", number_index="1"), []),
        (a_contact(), a_report("call_back", call_back_at=moment(minutes=-5)), ["call_back_in_the_past"]),
        (a_contact(), a_report("call_back", call_back_at=later(moment(), timedelta(days=1))), []),
    ],
)
def test_what_is_odd_is_said_and_taken_all_the_same(contact: Contact, event: Event, wanted: list[str]) -> None:
    assert warnings(contact, event, moment()) == wanted


def test_corrections_go_into_columns_of_their_own_beside_the_answers() -> None:
    event = reported(answers={"will_vote": "yes"}, corrections={"phone": "070-174 06 44", "name": ""}, survey=SURVEY)
    assert event.extra == (("answer.will_vote", "yes"), ("correction.phone", "070-174 06 44"))
    assert (event.answers, event.corrections) == ({"will_vote": "yes"}, {"phone": "070-174 06 44"})
    assert reported(corrections={"left": "yes"}, survey=SURVEY).survey == ""


def test_a_draft_of_an_older_version_has_no_corrections_and_is_a_phone_call() -> None:
    body = Draft(moment(), note="x").to_json()
    for name in ("corrections", "channel"):
        del body[name]
    assert from_json(body) == Draft(moment(), note="x")
