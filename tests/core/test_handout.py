"""Whether the campaign calls now, and when the next contact can be handed out."""

from datetime import UTC, date, datetime, time

from ringa.core.fold import State
from ringa.core.handout import Gate, day_began, gate, may_be_met, next_due
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


def test_the_next_due_time_is_moved_into_calling_hours() -> None:
    assert next_due(NIGHT, None, HOURS, STOCKHOLM, any_hour=False) == MONDAY
    assert next_due(NIGHT, None, HOURS, STOCKHOLM, any_hour=True) == NIGHT
    assert next_due(NIGHT, None, None, STOCKHOLM, any_hour=False) == NIGHT


def test_nobody_is_due_after_the_end_or_if_nobody_waits_or_if_it_never_opens() -> None:
    assert next_due(None, None, HOURS, STOCKHOLM, any_hour=False) is None
    assert next_due(NIGHT, date(2026, 8, 16), HOURS, STOCKHOLM, any_hour=False) is None
    assert next_due(NIGHT, None, Hours({}, STOCKHOLM), STOCKHOLM, any_hour=False) is None
