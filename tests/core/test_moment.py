"""Times as people type them, in the campaign's own time."""

from datetime import UTC, datetime, timedelta

import pytest

from ringa.core.moment import read, read_coming
from tests.build import STOCKHOLM

NOW = datetime(2026, 8, 14, 14, 5, 12, tzinfo=UTC)  # five past four in Stockholm


@pytest.mark.parametrize(
    "text", ["2026-08-14T18:30", " 2026-08-14 18:30 ", "2026-08-14T16:30:00Z", "2026-08-14T18:30:00.5+02:00"]
)
def test_a_moment_without_a_zone_is_in_the_campaigns_own(text: str) -> None:
    assert read(text, STOCKHOLM) == datetime(2026, 8, 14, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30T10:00", "9999-12-31T23:59:59-10:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read(text, STOCKHOLM)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("18:30", datetime(2026, 8, 14, 16, 30, tzinfo=UTC)),
        ("18.30", datetime(2026, 8, 14, 16, 30, tzinfo=UTC)),
        ("18", datetime(2026, 8, 14, 16, 0, tzinfo=UTC)),
        ("9", datetime(2026, 8, 15, 7, 0, tzinfo=UTC)),
        ("3h", NOW + timedelta(hours=3, seconds=-12)),
        ("+45m", NOW + timedelta(minutes=45, seconds=-12)),
        ("2D", NOW + timedelta(days=2, seconds=-12)),
        ("2026-08-20T18:30", datetime(2026, 8, 20, 16, 30, tzinfo=UTC)),
        ("2026-08-20t16:30z", datetime(2026, 8, 20, 16, 30, tzinfo=UTC)),
        ("2026-08-20", datetime(2026, 8, 20, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_coming_moment_may_be_an_hour_a_delay_or_a_date(text: str, wanted: datetime) -> None:
    assert read_coming(text, NOW, STOCKHOLM) == wanted


@pytest.mark.parametrize("text", ["", "25:00", "18:75", "2026-08-14T16:05", "2020-01-01", "9999999d", "soon"])
def test_what_is_past_or_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_coming(text, NOW, STOCKHOLM)
