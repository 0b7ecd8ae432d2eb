"""Calling hours are those of the campaign's own clock, on the days on which it changes too."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.hours import BEFORE_CLOSING, Hours, ended, fits, nearest, parse_day_range, parse_span
from tests.build import STOCKHOLM

OFFICE = Hours({day: (time(9), time(20, 30)) for day in range(5)} | {5: (time(10), time(17))}, STOCKHOLM)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (local(2026, 8, 14, 8, 59, 59), False),
        (local(2026, 8, 14, 9), True),
        (local(2026, 8, 14, 20, 29, 59), True),
        (local(2026, 8, 14, 20, 30), False),
        (local(2026, 8, 15, 16), True),
        (local(2026, 8, 16, 12), False),
    ],
)
def test_one_may_ring_from_the_opening_to_the_closing_minute(moment: datetime, is_open: bool) -> None:
    assert OFFICE.is_open(moment) is is_open


@pytest.mark.parametrize(
    ("before", "opens"),
    [
        # Summer time begins on Sunday 29 March 2026 and ends on Sunday 25 October 2026.
        (datetime(2026, 3, 27, 20, tzinfo=UTC), datetime(2026, 3, 28, 9, tzinfo=UTC)),
        (datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)),
        (datetime(2026, 10, 24, 16, tzinfo=UTC), datetime(2026, 10, 26, 8, tzinfo=UTC)),
    ],
)
def test_the_hour_of_opening_follows_summer_time(before: datetime, opens: datetime) -> None:
    assert OFFICE.next_open(before) == opens


@settings(max_examples=60)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.dictionaries(st.integers(0, 6), st.tuples(st.integers(4, 12), st.integers(13, 23)), min_size=1),
)
def test_the_next_opening_is_open_and_nothing_before_it_is(moment: datetime, spans: dict[int, tuple[int, int]]) -> None:
    hours = Hours({day: (time(start), time(stop)) for day, (start, stop) in spans.items()}, STOCKHOLM)
    opens = hours.next_open(moment)
    assert opens is not None
    assert opens >= moment
    assert hours.is_open(opens)
    if opens > moment:
        assert not hours.is_open(moment)
        assert not hours.is_open(opens - timedelta(seconds=1))
    assert opens - moment <= timedelta(days=7, hours=1)


def test_a_campaign_that_is_always_closed_never_opens() -> None:
    assert Hours({}, STOCKHOLM).next_open(local(2026, 8, 14, 9)) is None


NOW = local(2026, 8, 12, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (local(2026, 8, 14, 7), local(2026, 8, 14, 9)),
        (local(2026, 8, 14, 21), local(2026, 8, 14, 20, 15)),  # in time for a call before closing
        (local(2026, 8, 16, 11), local(2026, 8, 15, 11)),  # at the same hour
        (local(2026, 8, 16, 18), local(2026, 8, 17, 18)),
        (local(2026, 8, 13, 7), local(2026, 8, 13, 9)),
        (local(2026, 8, 12, 20, 45), local(2026, 8, 12, 20, 15)),
        (local(2026, 9, 20, 18), local(2026, 8, 28, 18)),  # on the last day
    ],
)
def test_the_nearest_time_inside_keeps_the_hour_if_it_can(moment: datetime, inside: datetime) -> None:
    assert nearest(moment, OFFICE, date(2026, 8, 28), STOCKHOLM, NOW) == inside


def test_without_calling_hours_the_last_day_counts() -> None:
    assert nearest(local(2026, 9, 20, 18), None, date(2026, 8, 28), STOCKHOLM, NOW) == local(2026, 8, 28, 18)
    assert nearest(local(2026, 9, 20, 18), None, date(2026, 8, 11), STOCKHOLM, NOW) is None
    assert nearest(local(2026, 9, 20, 18), Hours({}, STOCKHOLM), None, STOCKHOLM, NOW) is None


@settings(max_examples=60)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.dictionaries(st.integers(0, 6), st.tuples(st.integers(4, 12), st.integers(13, 23)), min_size=1),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)
def test_the_nearest_time_inside_is_inside_and_to_come(
    moment: datetime, spans: dict[int, tuple[int, int]], ends: date | None
) -> None:
    hours = Hours({day: (time(start), time(stop)) for day, (start, stop) in spans.items()}, STOCKHOLM)
    now = moment - timedelta(days=1)
    found = nearest(moment, hours, ends, STOCKHOLM, now)
    if found is None:
        assert ends is not None
        return
    assert found > now and fits(found, hours, ends, STOCKHOLM)
    assert fits(found + BEFORE_CLOSING - timedelta(minutes=1), hours, ends, STOCKHOLM) or hours.is_open(moment)
    opens = hours.next_open(moment)
    if opens is not None and fits(opens + BEFORE_CLOSING, hours, ends, STOCKHOLM):
        assert abs(found - moment) <= max(opens - moment, timedelta(hours=1)) + timedelta(days=7)


def test_a_campaign_ends_with_its_last_day_in_its_own_time() -> None:
    last = date(2026, 8, 14)
    assert not ended(None, local(2999, 1, 1), STOCKHOLM)
    assert not ended(last, datetime(2026, 8, 14, 21, 59, tzinfo=UTC), STOCKHOLM)
    assert ended(last, datetime(2026, 8, 14, 22, 0, tzinfo=UTC), STOCKHOLM)


@pytest.mark.parametrize(
    ("text", "days"),
    [("mon", [0]), ("mon-fri", [0, 1, 2, 3, 4]), (" Sat - SUN ", [5, 6]), ("fri-mon", [4, 5, 6, 0]), ("sun-sun", [6])],
)
def test_days_are_named_singly_or_as_a_range(text: str, days: list[int]) -> None:
    assert parse_day_range(text) == days


@pytest.mark.parametrize("text", ["", "monday", "mon-", "-fri", "mon-tue-wed", "1"])
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_day_range(text)


def test_a_span_is_two_times_or_closed() -> None:
    assert parse_span("09:00-20:30") == (time(9), time(20, 30))
    assert parse_span(" 09:00 - 24:00 ") == (time(9), time.max)
    assert parse_span("Closed") is None


@pytest.mark.parametrize(
    "text", ["", "09:00", "09:00-", "-20:30", "20:30-09:00", "09:00-09:00", "9-17", "25:00-26:00", "09:00Z-20:30"]
)
def test_other_spans_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_span(text)
