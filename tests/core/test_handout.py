"""Whether the campaign calls now, and when the next contact can be handed out."""

from datetime import UTC, date, datetime, time

import pytest

from ringa.core.fold import State
from ringa.core.handout import Caller, Candidate, Gate, day_began, gate, may_be_met, next_due
from ringa.core.hours import Hours
from tests.build import FRIDAY, STOCKHOLM

HOURS = Hours({day: (time(9), time(20, 30)) for day in range(5)}, STOCKHOLM)
NIGHT = datetime(2026, 8, 14, 22, 30, tzinfo=UTC)
MONDAY = datetime(2026, 8, 17, 7, 0, tzinfo=UTC)


def test_at_work_one_meets_whom_one_may_ring_and_who_has_no_number() -> None:
    assert may_be_met(State())
    assert may_be_met(State(state="blocked", reason="no_number"))
    for reason in ("do_not_call", "protected", "gone", "deceased", "not_member", "max_attempts", "forgotten"):
        assert not may_be_met(State(state="blocked", reason=reason))
    assert not may_be_met(State(state="done"))


def test_the_day_begins_at_midnight_where_the_campaign_is() -> None:
    assert day_began(NIGHT, STOCKHOLM).isoformat() == "2026-08-15T00:00:00+02:00"


def test_nothing_stands_in_the_way_without_an_end_and_calling_hours() -> None:
    assert gate(None, None, STOCKHOLM, NIGHT, any_hour=False) == Gate("", None)


def test_within_calling_hours_the_gate_is_open() -> None:
    assert gate(None, HOURS, STOCKHOLM, FRIDAY, any_hour=False).reason == ""


def test_outside_calling_hours_the_gate_says_when_it_opens() -> None:
    assert gate(None, HOURS, STOCKHOLM, NIGHT, any_hour=False) == Gate("calling_hours", MONDAY)


def test_any_hour_overrides_calling_hours_and_not_the_end() -> None:
    assert gate(None, HOURS, STOCKHOLM, NIGHT, any_hour=True).reason == ""
    assert gate(date(2026, 8, 13), HOURS, STOCKHOLM, NIGHT, any_hour=True) == Gate("ended", None)


def test_a_packet_that_has_expired_hands_nobody_out() -> None:
    for expires, reason in ((NIGHT, "packet_expired"), (MONDAY, "")):
        assert gate(None, None, STOCKHOLM, NIGHT, any_hour=True, expires=expires).reason == reason


def test_the_next_due_time_is_moved_into_calling_hours() -> None:
    assert next_due(NIGHT, None, HOURS, STOCKHOLM, any_hour=False) == MONDAY
    assert next_due(NIGHT, None, HOURS, STOCKHOLM, any_hour=True) == NIGHT
    assert next_due(NIGHT, None, None, STOCKHOLM, any_hour=False) == NIGHT


def test_nobody_is_due_after_the_end_or_if_nobody_waits_or_if_it_never_opens() -> None:
    assert next_due(None, None, HOURS, STOCKHOLM, any_hour=False) is None
    assert next_due(NIGHT, date(2026, 8, 16), HOURS, STOCKHOLM, any_hour=False) is None
    assert next_due(NIGHT, None, Hours({}, STOCKHOLM), STOCKHOLM, any_hour=False) is None


# For whom somebody is

NOW = "2026-08-14T16:00:00Z"


def a_candidate(**changes: str) -> Candidate:
    """Åsa Öberg, whom anyone can call just now."""
    usual = Candidate("m1", "", "Åsa Maria", "Öberg", "anyone", "", "", "", "", "")
    return usual._replace(**changes)  # type: ignore[arg-type]  # text all of them


@pytest.mark.parametrize(
    ("caller", "first", "last"),
    [
        ("Åsa Öberg", "Åsa", "Öberg"),
        ("asa OBERG", "Åsa Maria", "Öberg"),
        ("Maria Öberg", "Åsa-Maria", "Öberg"),
        ("Ana de la Cruz", "Ana", "de la Cruz"),
    ],
)
def test_who_has_the_name_of_the_caller_may_be_the_caller(caller: str, first: str, last: str) -> None:
    found = a_candidate(first_name=first, last_name=last)
    assert Caller(caller).obstacle(found, NOW) == "oneself"
    assert Caller(caller).takes_at(found, NOW) is None
    assert Caller(caller, me="9").obstacle(found, NOW) == ""  # the caller has said who she is


@pytest.mark.parametrize("caller", ["Åsa", "Öberg", "!", "Åsa Berg", "Olle Öberg", "Åsa Maria", "Öberg Åsa"])
def test_a_part_of_the_name_is_not_enough(caller: str) -> None:
    assert Caller(caller).obstacle(a_candidate(), NOW) == ""


@pytest.mark.parametrize("me", ["m1", "1"])
def test_a_caller_who_says_which_member_she_is_is_not_handed_herself(me: str) -> None:
    assert Caller("Kim", me=me).obstacle(a_candidate(), NOW) == "oneself"


@pytest.mark.parametrize(
    ("spoken", "theirs", "rank"),
    [
        ((), "fi", 0),
        (("so", "sv"), "Somaliska", 0),
        (("so", "sv"), "SV", 1),
        (("so", "sv"), "", 2),
        (("so", "sv"), "fi", None),
        (("nb",), "nn", 0),
        (("Norsk",), "no", 0),
        (("klingonska",), "Klingonska", 0),
    ],
)
def test_languages_are_compared_by_what_they_are_and_ranked_as_named(
    spoken: tuple[str, ...], theirs: str, rank: int | None
) -> None:
    assert Caller("Kim", spoken).rank(theirs) == rank
    assert (Caller("Kim", spoken).obstacle(a_candidate(language=theirs), NOW) == "language") is (rank is None)


def test_who_had_no_language_in_common_with_one_caller_is_for_another_who_has_it() -> None:
    found = a_candidate(queue="language", language="fi", last_caller="Kim")
    assert Caller("Kim", ("fi",)).obstacle(found, NOW) == "language"
    assert Caller("Bo", ("fi",)).obstacle(found, NOW) == ""
    assert Caller("Bo").obstacle(found, NOW) == "language"
    assert Caller("Bo", ("fi",)).obstacle(found._replace(language=""), NOW) == "language"  # nobody knows which


def test_a_call_back_is_its_owners_until_it_is_half_an_hour_late() -> None:
    found = a_candidate(queue="call_back", call_back_for="Bo", available_at="2026-08-14T15:30:01Z")
    assert Caller("Kim").obstacle(found, NOW) == "other_caller"
    assert Caller("Kim").takes_at(found, NOW) == "2026-08-14T16:00:01Z"
    assert Caller("Kim").obstacle(found._replace(available_at="2026-08-14T15:30:00Z"), NOW) == ""
    assert Caller("Bo").takes_at(found, NOW) == NOW


def test_who_was_skipped_is_not_for_the_same_caller_within_12_hours() -> None:
    found = a_candidate(skipped_by="Kim", skipped_at="2026-08-14T04:00:01Z")
    assert Caller("Kim").obstacle(found, NOW) == "skipped"
    assert Caller("Kim").takes_at(found, NOW) == "2026-08-14T16:00:01Z"
    assert Caller("Bo").takes_at(found, NOW) == NOW
    assert Caller("Kim").obstacle(found._replace(skipped_at="2026-08-14T04:00:00Z"), NOW) == ""
