"""Whether the campaign calls now, and when the next contact can be handed out."""

from datetime import UTC, date, datetime, time

from ringa.core.handout import Gate, gate, next_due
from ringa.core.hours import Hours
from tests.build import FRIDAY, STOCKHOLM

HOURS = Hours({day: (time(9), time(20, 30)) for day in range(5)}, STOCKHOLM)
NIGHT = datetime(2026, 8, 14, 22, 30, tzinfo=UTC)
MONDAY = datetime(2026, 8, 17, 7, 0, tzinfo=UTC)


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
