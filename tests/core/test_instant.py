"""Instants in files are text in UTC whose order is the order of time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.instant import duration, from_text, is_instant, later, to_text

MOMENTS = st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2999, 12, 30), timezones=st.just(UTC))


@settings(max_examples=50)
@given(MOMENTS, MOMENTS)
def test_instants_come_back_and_sort_as_text(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    assert from_text(to_text(one)) == one
    assert (to_text(one) < to_text(other)) == (one < other)


def test_an_instant_is_written_in_utc_and_whole_seconds() -> None:
    summer = timezone(timedelta(hours=2))
    assert to_text(datetime(2026, 8, 14, 18, 5, 12, 999_999, summer)) == "2026-08-14T16:05:12Z"


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-08-14", "2026-08-14T16:05Z", "2026-08-14T16:05:12", "2026-08-14T16:05:12+02:00",
        "2026-02-30T16:05:12Z", "2026-08-14T25:05:12Z", "2026-08-14 16:05:12Z", "x2026-08-14T16:05:12Z",
    ],
)  # fmt: skip
def test_anything_else_is_no_instant(text: str) -> None:
    assert not is_instant(text)
    with pytest.raises(ValueError, match=r".*"):
        from_text(text)


def test_an_instant_of_a_real_day_is_one() -> None:
    assert is_instant("2028-02-29T23:59:59Z")


def test_later_adds_a_delay_and_never_passes_the_end_of_time() -> None:
    assert later("2026-08-14T16:05:12Z", timedelta(minutes=45)) == "2026-08-14T16:50:12Z"
    assert later("9999-12-31T23:00:00Z", timedelta(days=1)) == "9999-12-31T23:59:59Z"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("90s", timedelta(seconds=90)),
        ("45m", timedelta(minutes=45)),
        (" 3 h ", timedelta(hours=3)),
        ("1d", timedelta(days=1)),
    ],
)
def test_lengths_of_time_are_written_with_a_unit(text: str, wanted: timedelta) -> None:
    assert duration(text) == wanted


@pytest.mark.parametrize("text", ["", "45", "m", "-3h", "1.5h", "3 weeks", "9999999d"])
def test_other_lengths_of_time_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        duration(text)
