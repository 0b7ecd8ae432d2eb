"""A contact's state is a function of the set of its events. What each outcome leads to stands in CONTRACT section 6."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import fold as f
from ringa.core.events import Event, erased
from ringa.core.fold import State, fold, part_of_day, tries
from ringa.core.outcome import OUTCOMES
from tests.build import (
    STOCKHOLM,
    a_device,
    a_forget,
    a_lift,
    a_report,
    a_resolve,
    a_rules,
    a_standing,
    an_opt_out,
    an_undo,
    moment,
)

RULES = a_rules()


def folded(*events: Event, standing: f.Standing | None = None, rules: f.Rules = RULES) -> State:
    return fold(events, standing or a_standing(), rules)


def where(state: State) -> tuple[str, str]:
    return state.state, state.reason


def test_a_contact_that_nobody_has_rung_is_open_at_once_for_anyone() -> None:
    assert folded() == State()


# What each outcome leads to


@pytest.mark.parametrize(
    ("outcome", "wanted"),
    [
        ("conversation", {"state": "done", "reason": "", "queue": ""}),
        ("partial", {"state": "done", "reason": "", "queue": ""}),
        ("refused", {"state": "done", "reason": "", "queue": ""}),
        ("not_available", {"due_at": moment(days=1, minutes=1)}),
        ("no_answer", {"due_at": moment(hours=3, minutes=1)}),
        ("busy", {"due_at": moment(minutes=46)}),
        ("voicemail_left", {"due_at": moment(days=1, minutes=1)}),
        ("voicemail", {"due_at": moment(days=1, minutes=1)}),
        ("cut_off", {"reason": "call_back", "queue": "call_back", "due_at": moment(minutes=1), "call_back_for": "Kim"}),
        ("language", {"reason": "language", "queue": "language", "due_at": moment(minutes=1)}),
        ("do_not_call", {"state": "blocked", "reason": "do_not_call", "queue": ""}),
        ("deceased", {"state": "blocked", "reason": "deceased", "queue": ""}),
        ("not_member", {"state": "blocked", "reason": "not_member", "queue": ""}),
        ("wrong_number", {"reason": "cooldown", "due_at": moment(minutes=1)}),
        ("skipped", {"reason": "", "due_at": moment(hours=1, minutes=1)}),
    ],
)
def test_each_outcome_leads_to_its_next_state(outcome: str, wanted: Mapping[str, str]) -> None:
    state = folded(a_report(outcome))
    defaults = {
        "state": "open", "reason": "cooldown" if "due_at" in wanted else "", "queue": "anyone", "due_at": "",
        "call_back_for": "",
    }  # fmt: skip
    assert {name: getattr(state, name) for name in defaults} == {**defaults, **wanted}


def test_a_busy_line_is_retried_45_minutes_after_the_call_and_not_after_it_was_written_down() -> None:
    assert folded(a_report("busy", ended_at=moment(minutes=-30))).due_at == moment(minutes=15)


def test_a_campaign_can_change_the_delay_of_an_outcome() -> None:
    outcomes = {**OUTCOMES, "busy": OUTCOMES["busy"]._replace(retry_after=timedelta(hours=2))}
    assert outcomes["no_answer"] is OUTCOMES["no_answer"]
    assert folded(a_report("busy"), rules=a_rules(outcomes=outcomes)).due_at == moment(hours=2, minutes=1)


def test_a_call_back_is_due_at_the_agreed_time_for_whom_it_was_agreed() -> None:
    state = folded(a_report("call_back", call_back_at=moment(days=2), call_back_for="Kim"))
    assert (state.queue, state.reason, state.due_at, state.call_back_for) == (
        "call_back", "call_back", moment(days=2), "Kim",
    )  # fmt: skip


def test_a_call_back_without_a_time_is_due_at_once() -> None:
    state = folded(a_report("call_back"))
    assert (where(state), state.queue, state.due_at) == (("open", "cooldown"), "anyone", moment(minutes=1))


def test_a_conversation_that_was_broken_off_goes_on_at_the_agreed_time() -> None:
    state = folded(a_report("partial", call_back_at=moment(days=1)))
    assert (where(state), state.due_at) == (("open", "call_back"), moment(days=1))
    assert not state.conversed


def test_a_call_that_is_made_keeps_no_call_back_of_before() -> None:
    state = folded(a_report("call_back", 1, call_back_at=moment(days=2), call_back_for="Kim"), a_report("no_answer", 2))
    assert (state.queue, state.call_back_for, state.due_at) == ("anyone", "", moment(hours=3, minutes=2))


def test_who_is_not_at_work_today_is_still_rung_at_the_agreed_time() -> None:
    agreed = a_report("call_back", 1, call_back_at=moment(days=2), call_back_for="Kim")
    state = folded(agreed, a_report("not_available", 2, channel="workplace"))
    assert (state.queue, state.call_back_for, state.due_at) == ("call_back", "Kim", moment(days=2))
    later = folded(agreed, a_report("not_available", 2, channel="workplace", ended_at=moment(days=3)))
    assert later.queue == "anyone"


def test_a_late_no_answer_does_not_open_what_is_done() -> None:
    assert folded(a_report("conversation", 1), a_report("no_answer", 2)).state == "done"
    assert where(folded(a_report("not_member", 1), a_report("no_answer", 2))) == ("blocked", "not_member")


def test_an_agreed_time_opens_what_is_done() -> None:
    assert folded(a_report("conversation", 1), a_report("call_back", 2, call_back_at=moment(days=1))).state == "open"


# Counts


def test_attempts_people_reached_conversations_and_surveys_are_four_counts() -> None:
    assert folded(a_report("no_answer")).attempts == 1
    assert not folded(a_report("no_answer")).reached
    bare = folded(a_report("conversation"))
    assert (bare.reached, bare.conversed, bare.surveyed) == (True, True, False)
    full = folded(a_report("partial", answers={"will_vote": "yes"}))
    assert (full.reached, full.conversed, full.surveyed) == (True, False, True)
    assert not folded(a_report("refused", answers={"will_vote": "yes"})).surveyed


def test_a_conversation_at_the_workplace_counts_once_with_one_by_phone() -> None:
    state = folded(a_report("conversation", 1), a_report("conversation", 2, channel="workplace"))
    assert (state.attempts, state.conversed, state.disposition) == (2, True, "I")


def test_skipping_is_no_attempt_and_is_remembered() -> None:
    state = folded(a_report("skipped", 1))
    assert (state.attempts, state.disposition, state.skipped_by, state.skipped_at) == (0, "", "Kim", moment(minutes=1))


def test_skipping_never_brings_a_contact_forward_nor_opens_it() -> None:
    agreed = a_report("call_back", 1, call_back_at=moment(days=2))
    assert folded(agreed, a_report("skipped", 2)).due_at == moment(days=2)
    assert folded(a_report("conversation", 1), a_report("skipped", 2)).state == "done"


@pytest.mark.parametrize(
    ("outcomes", "wanted"),
    [
        (["no_answer", "refused"], "R"),
        (["partial", "refused"], "P"),
        (["language", "no_answer"], "O"),
        (["not_member", "refused"], "NE"),
        (["refused", "conversation"], "I"),
    ],
)
def test_the_most_that_was_ever_reached_stands_for_all_calls(outcomes: list[str], wanted: str) -> None:
    assert folded(*(a_report(outcome, n) for n, outcome in enumerate(outcomes, 1))).disposition == wanted


def test_the_last_call_its_caller_and_the_last_note_are_kept() -> None:
    state = folded(a_report("busy", 1, note="after six"), a_report("no_answer", 2, caller="Sam"))
    assert (state.last_outcome, state.last_caller, state.last_at, state.note) == (
        "no_answer", "Sam", moment(minutes=2), "after six",
    )  # fmt: skip


def test_a_message_is_left_once() -> None:
    assert folded(a_report("voicemail_left", 1), a_report("voicemail", 2)).message_left
    assert not folded(a_report("voicemail")).message_left


@pytest.mark.parametrize(
    ("at", "part"),
    [
        ("2026-08-14T09:59:59Z", f.MORNING),
        ("2026-08-14T10:00:00Z", f.AFTERNOON),
        ("2026-08-14T15:00:00Z", f.EVENING),
        ("2026-12-14T10:59:59Z", f.MORNING),
        ("2026-08-14T22:00:00Z", f.WEEKEND),
        ("2026-08-16T12:00:00Z", f.WEEKEND),
    ],
)
def test_the_day_has_three_parts_and_the_weekend_is_one(at: str, part: int) -> None:
    assert part_of_day(at, STOCKHOLM) == part


def test_only_parts_of_the_day_in_which_nobody_was_reached_are_tried() -> None:
    tried = folded(
        a_report("no_answer", 1, at="2026-08-14T08:00:00Z"),
        a_report("busy", 2, at="2026-08-14T17:00:00Z"),
        a_report("call_back", 3, at="2026-08-14T12:00:00Z"),
    ).tried
    assert [tries(tried, part) for part in f.PARTS] == [1, 0, 1, 0]


def test_tries_are_counted_in_each_part_of_the_day_and_no_further_than_255() -> None:
    days = [f"2026-{month:02}-{day:02}T08:00:00Z" for month in range(1, 13) for day in range(1, 29)]
    mornings = [a_report("busy", n, at=day, ended_at=day) for n, day in enumerate(days, 1)]
    tried = fold(mornings, a_standing(), a_rules(max_attempts=10_000)).tried
    weekends = sum(part_of_day(day, STOCKHOLM) == f.WEEKEND for day in days)
    assert [tries(tried, part) for part in f.PARTS] == [len(days) - weekends, 0, 0, weekends]
    years = [a_report("busy", n, at="2026-08-14T08:00:00Z") for n in range(1, 300)]
    assert fold(years, a_standing(), a_rules(max_attempts=10_000)).tried == 255


# The cap, the list, the numbers


def capped(**rule: Any) -> f.Rules:
    return a_rules(outcomes={**OUTCOMES, "voicemail": OUTCOMES["voicemail"]._replace(**rule)})


def test_an_outcome_with_a_cap_of_its_own_ends_the_tries_when_it_has_come_so_often() -> None:
    calls = [a_report("voicemail", 1), a_report("no_answer", 2), a_report("voicemail", 3)]
    assert folded(*calls[:2], rules=capped(max=2)).state == "open"
    state = folded(*calls, rules=capped(max=2))
    assert (state.state, state.reason, state.bad_numbers) == ("blocked", "max_attempts", ())
    assert folded(*calls, an_undo(calls[2], 4), rules=capped(max=2)).state == "open"
    assert folded(*calls, a_report("conversation", 4), rules=capped(max=2)).state == "done"


def test_a_cap_for_each_number_sets_the_number_aside_and_the_next_one_is_rung() -> None:
    rules = capped(max=2, scope="number")
    calls = [a_report("voicemail", n, number_index="1") for n in (1, 2)]
    state = folded(*calls, standing=a_standing(1, 2), rules=rules)
    assert (state.state, state.bad_numbers) == ("open", (1,))
    more = [a_report("voicemail", n, number_index="2") for n in (3, 4)]
    state = folded(*calls, *more, standing=a_standing(1, 2), rules=rules)
    assert (state.reason, state.bad_numbers, state.follow_ups) == ("max_attempts", (1, 2), ())
    assert folded(*(a_report("voicemail", n) for n in (1, 2)), rules=rules).state == "open"  # nobody knows which


# The cap on all calls


def test_at_the_cap_nobody_rings_again() -> None:
    calls = [a_report("no_answer", n) for n in range(1, 7)]
    assert folded(*calls[:5]).state == "open"
    assert where(folded(*calls)) == ("blocked", "max_attempts")
    assert folded(*calls[:5], a_report("conversation", 6)).state == "done"
    assert folded(*calls[:5], a_report("skipped", 6)).state == "open"


def test_a_promise_that_the_cap_would_break_is_a_follow_up() -> None:
    calls = [a_report("no_answer", 1), a_report("call_back", 2, call_back_at=moment(days=1))]
    state = folded(*calls, rules=a_rules(max_attempts=2))
    assert (where(state), state.follow_ups) == (("blocked", "max_attempts"), (calls[1].id,))


def test_a_wrong_number_leads_to_the_next_one() -> None:
    state = folded(a_report("wrong_number", number_index="1"), standing=a_standing(1, 2))
    assert (where(state), state.bad_numbers) == (("open", "cooldown"), (1,))


def test_without_a_number_that_works_nobody_can_ring_and_a_coordinator_is_told_once() -> None:
    calls = [a_report("wrong_number", 1, number_index="1"), a_report("out_of_service", 2, number_index="2")]
    state = folded(*calls, standing=a_standing(1, 2))
    assert (where(state), state.bad_numbers, state.follow_ups) == (("blocked", "no_number"), (1, 2), (calls[1].id,))


def test_a_new_number_on_the_list_opens_the_contact_again() -> None:
    assert folded(a_report("wrong_number", number_index="1"), standing=a_standing(1, 2)).state == "open"
    assert where(folded(standing=f.Standing("m1", (), listed=True))) == ("blocked", "no_number")


def test_a_wrong_number_that_nobody_has_named_spoils_none() -> None:
    assert folded(a_report("wrong_number")).bad_numbers == ()


def test_somebody_reached_at_work_is_done_without_any_number() -> None:
    assert (
        folded(a_report("conversation", channel="workplace"), standing=f.Standing("m1", (), listed=True)).state
        == "done"
    )


def test_a_contact_that_no_list_has_waits_for_one() -> None:
    assert where(folded(a_report("no_answer"), standing=a_standing(listed=False))) == ("blocked", "not_in_list")


def test_a_contact_that_has_left_the_list_is_blocked_and_comes_back_with_it() -> None:
    call = a_report("busy")
    assert where(folded(call, standing=a_standing(gone=True))) == ("blocked", "gone")
    assert where(folded(call)) == ("open", "cooldown")


# Rights and sticky facts


OUTCOME_CODES, INDEXES = st.sampled_from(sorted(OUTCOMES)), st.sampled_from(["", "1", "2"])
ANY_REPORTS = st.lists(st.tuples(OUTCOME_CODES, st.sampled_from(["", moment(days=1)]), INDEXES), max_size=5)


def reports(drawn: list[tuple[str, str, str]], first: int, device: str = a_device(1)) -> list[Event]:
    return [
        a_report(outcome, n, device=device, call_back_at=back, number_index=index)
        for n, (outcome, back, index) in enumerate(drawn, first)
    ]


@settings(max_examples=80)
@given(ANY_REPORTS, ANY_REPORTS, st.sampled_from(["report", "opt_out"]), st.booleans())
def test_an_objection_is_never_undone_by_anything_but_a_lift_that_names_it(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]], kind: str, listed: bool
) -> None:
    objection = a_report("do_not_call", 10) if kind == "report" else an_opt_out(10)
    others = reports([r for r in before if r[0] != "do_not_call"], 1) + reports(
        [r for r in after if r[0] != "do_not_call"], 20
    )
    events = [
        *others, objection, an_undo(objection, 30), a_resolve(objection, 31),
        *(a_lift(other, 40 + n, device=a_device(2)) for n, other in enumerate(others)),
    ]  # fmt: skip
    standing = a_standing(1, 2, listed=listed)
    assert where(folded(*events, standing=standing)) == ("blocked", "do_not_call")
    lifted = folded(*events, a_lift(objection, 90, device=a_device(2)), standing=standing)
    assert lifted.reason != "do_not_call"


def test_of_two_objections_a_lift_takes_away_the_one_it_names() -> None:
    one, other = a_report("do_not_call", 1), an_opt_out(2)
    assert folded(one, other, a_lift(one, 3)).reason == "do_not_call"
    assert folded(one, other, a_lift(one, 3), a_lift(other, 4)).state == "open"


def test_a_lift_gives_back_what_was_before_and_no_more() -> None:
    objection = a_report("do_not_call", 2)
    lift = a_lift(objection, 3)
    assert folded(a_report("conversation", 1), objection, lift).state == "done"
    assert where(folded(a_report("not_member", 1), objection, lift)) == ("blocked", "not_member")
    agreed = folded(a_report("call_back", 1, call_back_at=moment(days=1), call_back_for="Kim"), objection, lift)
    assert (agreed.queue, agreed.due_at, agreed.call_back_for) == ("call_back", moment(days=1), "Kim")


def test_lifting_a_bad_number_lets_it_be_dialled_again() -> None:
    wrong = a_report("wrong_number", 1, number_index="1")
    assert folded(wrong, a_lift(wrong, 2)).bad_numbers == ()


@pytest.mark.parametrize("outcome", ["do_not_call", "deceased", "wrong_number", "out_of_service"])
def test_a_fact_that_stays_survives_its_undoing_and_becomes_a_follow_up(outcome: str) -> None:
    report = a_report(outcome, 1, number_index="1")
    state = folded(report, an_undo(report, 2))
    assert state.state == "blocked"
    assert state.attempts == 0  # the report no longer counts
    assert state.follow_ups == (report.id,)
    assert folded(report, an_undo(report, 2), a_resolve(report, 3)).follow_ups == ()


def test_an_opt_out_that_is_undone_becomes_a_follow_up() -> None:
    objection = an_opt_out(1)
    state = folded(objection, an_undo(objection, 2))
    assert (where(state), state.follow_ups) == (("blocked", "do_not_call"), (objection.id,))


def test_an_undone_report_no_longer_counts() -> None:
    call = a_report("conversation", 1)
    assert folded(call, an_undo(call, 2)) == State()


def test_nobody_undoes_a_report_of_another_device() -> None:
    call = a_report("conversation", 1)
    assert folded(call, an_undo(call, 2, device=a_device(1))).state == "done"


def test_there_is_no_undo_of_an_undo() -> None:
    call = a_report("conversation", 1)
    undo = an_undo(call, 2)
    assert folded(call, undo, an_undo(undo, 3)).state == "open"


def test_objection_stands_over_death_over_not_being_a_member_over_the_list() -> None:
    gone = a_standing(listed=False, gone=True)
    facts = [a_report("not_member", 1), a_report("deceased", 2), an_opt_out(3)]
    assert [folded(*facts[:n], standing=gone).reason for n in (0, 1, 2, 3)] == [
        "not_in_list", "not_member", "deceased", "do_not_call",
    ]  # fmt: skip


def test_of_a_forgotten_person_nothing_is_known() -> None:
    events = [a_report("conversation", 1, note="x"), an_opt_out(2), a_forget(3), a_lift(a_forget(3), 4)]
    assert folded(*events) == State(state="blocked", reason="forgotten", queue="")


def test_what_is_left_of_an_erased_row_counts_for_nothing() -> None:
    assert folded(erased(a_report("conversation"))) == State()


# Follow-ups


def test_a_message_to_the_coordinator_and_some_outcomes_are_follow_ups_until_resolved() -> None:
    events = [a_report("busy", 1, to_coordinator="call the office"), a_report("language", 2), a_report("no_answer", 3)]
    assert folded(*events).follow_ups == (events[0].id, events[1].id)
    assert folded(*events, a_resolve(events[0], 4)).follow_ups == (events[1].id,)


def test_follow_ups_stand_oldest_first_and_each_once() -> None:
    objection = a_report("do_not_call", 1, to_coordinator="angry")
    death = a_report("deceased", 3, to_coordinator="the daughter told me")
    events = [objection, an_undo(objection, 2), death, a_report("language", 4), a_report("not_member", 5)]
    assert folded(*events).follow_ups == tuple(events[n].id for n in (0, 2, 3, 4))


# Two contents under one id


def test_of_two_contents_the_smaller_check_counts_and_facts_count_from_both() -> None:
    contents = [a_report("conversation"), a_report("busy"), a_report("do_not_call")]
    counted = min(contents[:2], key=lambda e: e.check)
    assert folded(*contents[:2]).last_outcome == counted.outcome
    assert folded(*contents[:2]).attempts == 1
    assert folded(*contents).reason == "do_not_call"


def test_of_two_contents_about_two_people_one_is_counted_and_facts_hold_for_their_own() -> None:
    mine, other = a_report("conversation"), a_report("do_not_call", contact="m2")
    counted = [folded(mine, other, standing=f.Standing(who, (1,), True)) for who in ("m1", "m2")]
    assert [state.attempts for state in counted] == ([1, 0] if mine.check < other.check else [0, 1])
    assert [state.reason == "do_not_call" for state in counted] == [False, True]


# Order does not matter


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A contact's events: reports of two devices with ids that clash, and every other kind."""
    events = []
    for device in (0, 1):
        for seq in draw(st.lists(st.integers(1, 6), max_size=5)):
            more: dict[str, Any] = {
                "call_back_at": draw(st.sampled_from(["", moment(days=1)])),
                "number_index": draw(st.sampled_from(["", "1", "2"])),
                "to_coordinator": draw(st.sampled_from(["", "help"])),
                "at": moment(minutes=draw(st.integers(0, 5))),
            }
            events.append(a_report(draw(st.sampled_from(sorted(OUTCOMES))), seq, device=a_device(device), **more))
    for n, event in enumerate(draw(st.lists(st.sampled_from(events), max_size=4)) if events else [], 10):
        make = draw(st.sampled_from([an_undo, a_lift, a_resolve]))
        events.append(make(event, n, device=event.device))
    events += draw(st.sampled_from([[], [an_opt_out(20)], [a_report("busy", 21)]]))
    if draw(st.integers(0, 9)) == 0:
        events.append(a_forget(30))
    if draw(st.booleans()):
        events.append(erased(a_report(seq=40)))
    return events


@settings(max_examples=80)
@given(histories(), st.data())
def test_the_order_in_which_events_arrive_does_not_matter(events: list[Event], data: st.DataObject) -> None:
    standing = data.draw(
        st.builds(f.Standing, st.just("m1"), st.sampled_from([(1,), (1, 2), ()]), st.booleans(), st.booleans()),
        label="standing",
    )
    state = fold(events, standing, RULES)
    assert fold(data.draw(st.permutations(events)), standing, RULES) == state
    assert fold([*events, *events[:3]], standing, RULES) == state


@settings(max_examples=50)
@given(histories())
def test_every_state_is_whole(events: list[Event]) -> None:
    state = fold(events, a_standing(1, 2), RULES)
    assert (state.state == "open") == bool(state.queue)
    assert (state.state == "blocked") <= bool(state.reason)
    if state.state != "open":
        assert state._replace(due_at="", call_back_for="") == state


def test_the_reason_of_a_skip_does_not_take_the_place_of_a_note_to_the_next_caller() -> None:
    state = folded(a_report("not_available", note="ring after six"), a_report("skipped", 2, note="a colleague"))
    assert state.note == "ring after six"
