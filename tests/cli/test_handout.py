"""Who is handed to whom, and when: nobody twice, nobody too soon, and never a call that cannot be recorded."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.ready import an_office, import_members, people, record, reports, small, status
from tests.conftest import Laptop

HOURS = 'calling_hours: {mon-fri: "09:00-20:30", sat: "10:00-17:00", sun: closed}'
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return small(an_office(tmp_path, tmp_path_factory))


@pytest.fixture
def one(office: Laptop) -> Laptop:
    """A campaign with one member, 0001."""
    import_members(office, *people([1]), name="one.csv")
    assert status(office)["blocked"] == {"gone": 4}
    return office


def next_for(laptop: Laptop, caller: str, *more: str) -> tuple[str, str]:
    """The contact that a caller is handed, and why; two empty strings for nobody."""
    answer = laptop.run("next", "--caller", caller, "--json", *more)
    assert answer.code == (0 if answer.json["contact"] else 3)
    found = answer.json["contact"]
    return (found["id"], answer.json["why"]) if found else ("", "")


def nobody(laptop: Laptop, caller: str = "Anna", *more: str) -> dict[str, Any]:
    """What `next` says when nobody is due."""
    answer = laptop.run("next", "--caller", caller, "--json", *more)
    assert answer.code == 3 and answer.json["contact"] is None, answer
    assert len(answer.err.splitlines()) == 2
    return dict(answer.json)


def test_an_unfinished_contact_comes_first(office: Laptop) -> None:
    first = next_for(office, "Anna")
    assert first[1] == "first_call"
    office.later(minutes=44)
    assert next_for(office, "Anna") == (first[0], "unfinished")
    record(office, first[0], "refused")
    assert next_for(office, "Anna")[0] != first[0]


def test_no_contact_is_handed_to_two_callers(office: Laptop) -> None:
    taken = [next_for(office, f"caller {n}")[0] for n in range(5)]
    assert len(set(taken)) == 5
    found = nobody(office, "caller 5")
    assert found["waiting"] == {"handed_out": 5}
    assert found["next_due"] == "2026-08-12T17:15:00Z"


def test_a_lease_ends_after_45_minutes_and_frees_the_contact(one: Laptop) -> None:
    assert next_for(one, "Anna") == ("m0001", "first_call")
    one.later(minutes=44, seconds=59)
    nobody(one, "Olle")
    one.later(seconds=1)
    assert status(one)["ready"] == 1
    assert next_for(one, "Olle") == ("m0001", "first_call")
    nobody(one, "Anna")
    assert record(one, "0001", "busy", caller="Anna")["warnings"] == ["held_by_other"]


def test_the_length_of_a_lease_is_the_campaigns(one: Laptop) -> None:
    small(one, "handout: {lease: 10m}")
    next_for(one, "Anna")
    one.later(minutes=10)
    assert next_for(one, "Olle")[0] == "m0001"


def test_a_lease_that_ran_out_is_not_unfinished_once_somebody_else_has_called(one: Laptop) -> None:
    next_for(one, "Anna")
    one.later(minutes=5)
    record(one, "0001", "call_back", "--call-back-at", "2026-08-13T18:00", caller="Olle")
    assert next_for(one, "Anna") == ("m0001", "unfinished")  # she may be on the line
    one.later(hours=1)
    assert nobody(one, "Anna")["next_due"] == "2026-08-13T16:00:00Z"


def test_release_gives_back_one_or_all(office: Laptop) -> None:
    first = next_for(office, "Anna")[0]
    assert office.ok("release", "--caller", "Anna", "--json") == {"released": [first]}
    assert next_for(office, "Olle")[0] == first
    assert office.run("release", first, "--caller", "Anna").code == 3
    assert office.ok("release", first.removeprefix("m"), "--caller", "Olle", "--json") == {"released": [first]}
    assert status(office)["handed_out"] == 0


def test_recording_gives_the_contact_back(office: Laptop) -> None:
    record(office, next_for(office, "Anna")[0], "busy")
    assert status(office)["handed_out"] == 0


# Call-backs


def test_a_call_back_is_due_at_its_time_before_all_others(office: Laptop) -> None:
    record(office, "0003", "call_back", "--call-back-at", "2026-08-12T19:00")
    office.later(minutes=29)
    assert next_for(office, "Olle")[0] != "m0003"
    office.later(minutes=1)
    assert next_for(office, "Anna") == ("m0003", "call_back")


def test_a_call_back_of_mine_is_mine_until_it_is_half_an_hour_late(one: Laptop) -> None:
    record(one, "0001", "call_back", "--call-back-at", "2026-08-12T19:00", "--mine")
    one.later(minutes=30)
    found = nobody(one, "Olle")
    assert found == {"contact": None, "waiting": {"other_caller": 1}, "next_due": "2026-08-12T17:30:00Z"}
    one.later(minutes=29)
    nobody(one, "Olle")
    one.later(minutes=1)
    assert next_for(one, "Olle") == ("m0001", "overdue_call_back")


def test_a_call_back_of_mine_comes_to_me_before_anyones(office: Laptop) -> None:
    record(office, "0001", "call_back", "--call-back-at", "2026-08-12T18:40")
    record(office, "0002", "call_back", "--call-back-at", "2026-08-12T18:50", "--mine")
    office.later(minutes=20)
    assert next_for(office, "Olle") == ("m0001", "call_back")
    assert next_for(office, "Anna") == ("m0002", "call_back")


def test_a_partial_conversation_is_over_unless_a_call_back_is_agreed(office: Laptop) -> None:
    assert record(office, "0001", "partial")["state"] == "done"
    found = record(office, "0002", "partial", "--call-back-at", "2026-08-13T18:00")
    assert (found["state"], found["next_due"]) == ("open", "2026-08-13T16:00:00Z")


def test_a_call_back_in_the_past_is_taken_with_a_warning(one: Laptop) -> None:
    found = record(one, "0001", "call_back", "--call-back-at", "2026-08-12T08:00")
    assert found["warnings"] == ["call_back_in_the_past"]
    assert next_for(one, "Olle") == ("m0001", "call_back")


def test_a_line_that_was_cut_off_goes_back_to_the_same_caller_at_once(one: Laptop) -> None:
    record(one, "0001", "cut_off")
    nobody(one, "Olle")
    assert next_for(one, "Anna") == ("m0001", "call_back")


# Delays

DELAYS = {
    "no_answer": timedelta(hours=3),
    "busy": timedelta(minutes=45),
    "not_available": timedelta(days=1),
    "voicemail": timedelta(days=1),
    "voicemail_left": timedelta(days=1),
    "skipped": timedelta(hours=1),
}


@pytest.mark.parametrize("outcome", DELAYS)
def test_each_outcome_has_its_rest(one: Laptop, outcome: str) -> None:
    due = (one.now + DELAYS[outcome]).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert record(one, "0001", outcome)["next_due"] == due
    found = nobody(one, "Olle")
    assert (found["waiting"], found["next_due"]) == ({"cooldown": 1}, due)
    one.now += DELAYS[outcome] - timedelta(seconds=1)
    nobody(one, "Olle")
    one.later(seconds=1)
    assert next_for(one, "Olle")[0] == "m0001"


def test_the_campaign_decides_over_delays(one: Laptop) -> None:
    small(one, outcomes="no_answer: {retry_after: 10m}")
    record(one, "0001", "no_answer")
    one.later(minutes=10)
    assert next_for(one, "Anna") == ("m0001", "again")


def test_a_change_of_the_rules_counts_for_calls_that_were_made_before(one: Laptop) -> None:
    record(one, "0001", "no_answer")
    one.later(minutes=10)
    nobody(one)
    small(one, outcomes="no_answer: {retry_after: 10m}")
    assert next_for(one, "Anna")[0] == "m0001"
    assert one.ok("check", "--json")["ok"]


def test_a_contact_is_tried_so_often_and_no_more(one: Laptop) -> None:
    for n in range(6):
        assert next_for(one, "Anna") == ("m0001", "again" if n else "first_call")
        found = record(one, "0001", "no_answer")
        one.later(hours=5)
    assert (found["state"], found["reason"]) == ("blocked", "max_attempts")
    assert nobody(one) == {"contact": None, "waiting": {}, "next_due": None}
    small(one, "handout: {max_attempts: 7}")
    assert next_for(one, "Anna") == ("m0001", "again")


def test_a_skip_is_no_attempt_and_not_for_the_same_caller_within_12_hours(one: Laptop) -> None:
    next_for(one, "Anna")
    record(one, "0001", "skipped", "--note", "my cousin")
    one.later(hours=1)
    assert nobody(one, "Anna")["next_due"] == "2026-08-13T04:30:00Z"
    assert next_for(one, "Olle") == ("m0001", "first_call")
    one.ok("release", "--caller", "Olle")
    one.later(hours=10, minutes=59)
    nobody(one, "Anna")
    one.later(minutes=1)
    assert next_for(one, "Anna")[0] == "m0001"
    assert status(one)["attempts"] == 0


def test_a_contact_with_another_language_waits_for_a_caller_who_has_it(office: Laptop) -> None:
    record(office, "0005", "language", caller="Olle")
    for n in range(1, 5):
        record(office, f"{n:04}", "refused")
    assert nobody(office)["waiting"] == {"language": 1}
    nobody(office, "Anna", "--language", "fi")
    assert next_for(office, "Anna", "--language", "fi", "--language", "NB") == ("m0005", "language")
    nobody(office, "Olle", "--language", "nb")


def test_the_untried_part_of_the_day_is_preferred_and_not_required(office: Laptop) -> None:
    office.now = datetime(2026, 8, 12, 7, 0, tzinfo=UTC)  # nine in the morning
    record(office, "0001", "no_answer")
    office.now = datetime(2026, 8, 12, 11, 0, tzinfo=UTC)  # one in the afternoon
    record(office, "0002", "no_answer")
    for n in range(3, 6):
        record(office, f"{n:04}", "refused")
    office.now = datetime(2026, 8, 13, 8, 0, tzinfo=UTC)  # ten in the morning: 0001 has waited longer
    assert [next_for(office, "Anna")[0], next_for(office, "Olle")[0]] == ["m0002", "m0001"]
    office.ok("release", "--caller", "Anna")
    office.ok("release", "--caller", "Olle")
    office.now = datetime(2026, 8, 13, 12, 0, tzinfo=UTC)
    assert [next_for(office, "Anna")[0], next_for(office, "Olle")[0]] == ["m0001", "m0002"]


# Hours and the end of the campaign


def test_outside_calling_hours_nobody_is_handed_out_and_the_opening_is_named(office: Laptop) -> None:
    small(office, HOURS)
    record(office, "0001", "call_back", "--call-back-at", "2026-08-13T10:30")
    office.now = datetime(2026, 8, 12, 18, 30, tzinfo=UTC)  # half past eight, closing time
    found = nobody(office)
    assert found["waiting"] == {"calling_hours": 4, "call_back": 1}
    assert found["next_due"] == "2026-08-13T07:00:00Z"
    assert next_for(office, "Anna", "--any-hour")[1] == "first_call"
    office.later(seconds=-1)
    assert next_for(office, "Olle")[1] == "first_call"


def test_from_saturday_evening_the_opening_is_on_monday(office: Laptop) -> None:
    small(office, HOURS)
    office.now = datetime(2026, 8, 15, 15, 0, tzinfo=UTC)
    assert nobody(office)["next_due"] == "2026-08-17T07:00:00Z"


def test_a_contact_in_hand_stays_in_hand_when_the_hours_end(office: Laptop) -> None:
    small(office, HOURS)
    office.now = datetime(2026, 8, 12, 18, 15, tzinfo=UTC)
    first = next_for(office, "Anna")[0]
    office.later(minutes=20)
    assert next_for(office, "Anna") == (first, "unfinished")
    nobody(office, "Olle")


def test_after_the_last_day_nobody_is_handed_out_at_any_hour(office: Laptop) -> None:
    small(office, "ends: 2026-09-13")
    office.now = datetime(2026, 9, 13, 21, 59, 59, tzinfo=UTC)
    assert next_for(office, "Anna")[1] == "first_call"
    office.now = datetime(2026, 9, 13, 22, 0, tzinfo=UTC)
    for more in ((), ("--any-hour",)):
        found = nobody(office, "Olle", *more)
        assert (found["waiting"], found["next_due"]) == ({"ended": 4, "handed_out": 1}, None)


def test_a_due_time_after_the_last_day_is_none(one: Laptop) -> None:
    small(one, "ends: 2026-08-12")
    record(one, "0001", "not_available")
    assert nobody(one)["next_due"] is None


def test_record_is_blocked_by_nothing(office: Laptop) -> None:
    small(office, HOURS + "\nends: 2026-08-01")
    office.now = datetime(2026, 8, 16, 2, 0, tzinfo=UTC)  # a Sunday night, after the end
    next_warnings = [
        ("busy", "0001", []),
        ("refused", "0001", []),
        ("conversation", "0001", ["already_done"]),
        ("do_not_call", "0001", ["already_done"]),
        ("no_answer", "0001", ["blocked_do_not_call"]),
        ("voicemail_left", "0002", []),
        ("voicemail_left", "0002", ["second_message"]),
        ("wrong_number", "0003", []),
        ("wrong_number", "0003", ["blocked_no_number", "no_number_dialled"]),
    ]
    for outcome, contact, warnings in next_warnings:
        more = ["--answers", '{"will_vote": true}'] if outcome == "conversation" else []
        answer = office.run("record", contact, "--outcome", outcome, "--caller", "Anna", "--json", *more)
        assert (answer.code, answer.json["warnings"]) == (0, warnings)
        assert answer.err.count("Note:") == len(warnings)
    for _ in range(8):
        last = record(office, "0004", "no_answer")
    assert last["warnings"] == ["blocked_max_attempts"]
    assert status(office)["attempts"] == len(next_warnings) + 8


def test_what_happened_earlier_is_recorded_as_of_then(one: Laptop) -> None:
    found = record(one, "0001", "no_answer", "--at", "2026-08-12T15:00")
    assert found["next_due"] == "2026-08-12T16:00:00Z"
    row = reports(one)[0]
    assert (row["ended_at"], row["at"]) == ("2026-08-12T13:00:00Z", "2026-08-12T16:30:00Z")


# Odd moments

MOMENTS = {
    "the hour that is not there": datetime(2027, 3, 28, 2, 30, tzinfo=STOCKHOLM),
    "just before summer time": datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),
    "just after summer time": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    "the hour that comes twice": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    "the hour that comes twice, again": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "leap day": datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
    "new year": datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    "a year of 53 weeks": datetime(2027, 1, 3, 22, 30, tzinfo=UTC),
    "the end of 32-bit time": datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    "the year 2100, which is no leap year": datetime(2100, 2, 28, 23, 30, tzinfo=UTC),
    "the last days of the calendar": datetime(9999, 12, 30, 12, 0, tzinfo=UTC),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_the_road_is_open_at_odd_moments(one: Laptop, name: str) -> None:
    small(one, HOURS)
    one.now = MOMENTS[name].astimezone(UTC)
    start = one.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert next_for(one, "Anna", "--any-hour") == ("m0001", "first_call")
    found = record(one, "0001", "no_answer")
    assert found["next_due"] > start
    assert nobody(one, "Anna", "--any-hour")["next_due"] == found["next_due"]
    nobody(one, "Anna")
    one.later(hours=3)
    assert next_for(one, "Anna", "--any-hour")[0] == "m0001"
    record(one, "0001", "call_back", "--call-back-at", "9999-12-31T20:00")
    assert status(one)["waiting"] == 1
    nobody(one, "Olle")
    one.export()


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), "2027-03-29T07:00:00Z"),  # over the change to summer time
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), "2026-10-26T08:00:00Z"),  # and back
        (datetime(2028, 2, 28, 20, 0, tzinfo=UTC), "2028-02-29T08:00:00Z"),
        (datetime(2026, 12, 31, 22, 0, tzinfo=UTC), "2027-01-01T08:00:00Z"),
    ],
)
def test_the_opening_is_at_nine_by_the_clock_on_the_wall(one: Laptop, now: datetime, opens: str) -> None:
    small(one, HOURS)
    one.now = now
    assert nobody(one)["next_due"] == opens
    one.now = datetime.fromisoformat(opens)
    assert next_for(one, "Anna")[0] == "m0001"


def test_a_call_back_in_the_hour_that_is_not_there_or_comes_twice_is_taken(one: Laptop) -> None:
    assert record(one, "0001", "call_back", "--call-back-at", "2027-03-28T02:30")["next_due"] == "2027-03-28T01:30:00Z"
    assert record(one, "0001", "call_back", "--call-back-at", "2026-10-25T02:30")["next_due"] == "2026-10-25T00:30:00Z"
    zoned = record(one, "0001", "call_back", "--call-back-at", "2026-10-25T02:30+01:00")
    assert zoned["next_due"] == "2026-10-25T01:30:00Z"
