"""What a practice call was worth, and several of them together."""

from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ringa.core.call import Draft
from ringa.core.persona import Moment, Persona
from ringa.core.practice import PASS, WORTH, Played, Point, Sum, misnoted, score, total, written
from ringa.core.survey import Choice, Question, Survey

SURVEY = Survey(
    "val",
    "v1",
    (
        Question("vote", "single", "?", required=True, choices=(Choice("yes", "Yes"), Choice("no", "No"))),
        Question("issues", "multiple", "?", choices=(Choice("pay", "Pay"), Choice("rest", "Rest"))),
        Question("story", "text", "?"),
    ),
)
KIM = Persona("kim", "Kim", "Exempel", "calm", "Short.", opinion="Listen")
LISTS = {"health": {"en": ["sick*"]}}
TALK = Draft("", MappingProxyType({"vote": "yes"}), ("vote", "issues", "story"), talking=True, outcome="conversation")


def played(draft: Draft = TALK, **more: Any) -> Played:
    usual: dict[str, Any] = {"heard": {"vote": "yes"}, "closed": True}
    return Played(KIM, SURVEY, draft, **(usual | more))


def lost(call: Played) -> dict[str, tuple[str, ...]]:
    return {point.check: point.found for point in score(call, LISTS) if not point.got}


def judged(call: Played) -> list[str]:
    return [point.check for point in score(call, LISTS)]


def over(*codes: str, at: str = "greeting", **more: Any) -> Moment:
    return Moment(at, "No", over=codes, **more)


def test_a_good_conversation_loses_nothing() -> None:
    assert lost(played()) == {}
    assert judged(played()) == ["outcome", "required", "answers", "thanks", "privacy", "time"]


def test_what_did_not_come_up_is_not_judged() -> None:
    assert judged(played(Draft("", outcome="busy"), came=(over("busy"),), heard={})) == ["outcome", "time"]
    assert judged(played(Draft("", outcome="cut_off"), came=(over("cut_off"),), heard={})) == [
        "outcome", "privacy", "time",
    ]  # fmt: skip


def test_an_objection_that_is_recorded_as_something_else_costs_twice() -> None:
    call = played(Draft("", outcome="refused"), came=(over("do_not_call"),), heard={})
    assert lost(call) == {"outcome": ("refused",), "objection": ("refused",)}


def test_going_on_after_a_no_is_told_by_the_questions_or_by_the_outcome() -> None:
    refused = (over("refused"),)
    asked = played(Draft("", outcome="refused"), came=refused, heard={}, beyond=("vote",))
    assert lost(asked) == {"stopped": ("vote",)}
    reported = played(Draft("", outcome="partial"), came=refused, heard={})
    assert lost(reported) == {"outcome": ("partial",), "stopped": ("partial",)}


def test_a_hard_question_needs_its_ready_answer_if_the_script_has_any() -> None:
    hard = (Moment("greeting", "Who?", ready=True), Moment("2", "How?", ready=True))
    assert lost(played(came=hard, helped=True, read=frozenset({"greeting"}))) == {"ready": ("2",)}
    assert "ready" not in judged(played(came=hard, helped=False))


def test_a_conversation_that_is_ended_early_has_no_thanks_and_not_all_answers() -> None:
    call = played(Draft("", outcome="partial", talking=True), heard={}, closed=False)
    assert lost(call) == {"outcome": ("partial",), "required": ("vote",), "answers": ("-",), "thanks": ("-",)}


def test_notes_are_compared_with_what_was_said() -> None:
    said = {"vote": "no", "issues": "pay|rest", "story": "x"}
    assert misnoted(played(heard=said)) == ("vote", "issues")
    assert misnoted(played(heard={"story": ""})) == ()
    told = TALK._replace(answers={**TALK.answers, "story": "something", "issues": "rest|pay"})
    assert misnoted(played(told, heard={"vote": "yes", "story": "", "issues": "pay|rest"})) == ("story",)


def test_a_question_that_the_conversation_no_longer_leads_to_is_not_compared() -> None:
    assert misnoted(played(TALK._replace(trail=("vote",)), heard={"vote": "yes", "issues": "pay"})) == ()


def test_all_that_is_written_is_looked_through() -> None:
    draft = TALK._replace(
        answers={"story": "sick 1", "issues_other": "sick2", "vote": "sick3"}, note="sick4", to_coordinator="sixten"
    )
    call = played(draft, came=(Moment("2", "Sixten drinks", private=("sixten",)),))
    assert [found.word for found in written(call, LISTS)] == ["sick4", "sixten", "sick", "sick2"]
    assert lost(call)["privacy"] == ("sick4", "sixten", "sick", "sick2")


def test_a_call_may_be_as_long_as_the_persona_says() -> None:
    assert lost(played(seconds=600)) == {}
    assert lost(played(seconds=601)) == {"time": ("601",)}


points = st.builds(
    lambda check, got: Point(check, WORTH[check] if got else 0, WORTH[check]),
    st.sampled_from(list(WORTH)),
    st.booleans(),
)


@given(scores=st.lists(st.lists(points, max_size=6), max_size=6))
def test_the_sum_is_that_of_its_parts(scores: list[list[Point]]) -> None:
    found = total(scores, [60] * len(scores))
    assert found.got == sum(got for got, _of in found.checks.values())
    assert found.of == sum(of for _got, of in found.checks.values())
    assert 0 <= found.percent <= 100
    assert found.percent < 100 or found.got == found.of


def test_the_middle_of_the_times_is_told() -> None:
    assert total([], []).median_seconds == 0
    assert total([], [30, 10, 20]).median_seconds == 20
    assert total([], [40, 10, 20, 30]).median_seconds == 20


def test_an_exam_needs_enough_points_and_every_objection() -> None:
    assert Sum(PASS, 100, {}, 0).passed
    assert not Sum(PASS * 10 - 1, 1000, {}, 0).passed
    assert not Sum(99, 100, {"objection": (2, 4)}, 0).passed
    assert not Sum(0, 0, {}, 0).passed
