"""Days as people say them, past and coming."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.day import read_day

WEDNESDAY = date(2026, 11, 18)

DAYS = {
    "idag": "2026-11-18", "today": "2026-11-18", "I dag!": "2026-11-18",
    "igår": "2026-11-17", "in går": "2026-11-17", "i gar": "2026-11-17", "Yesterday": "2026-11-17",
    "i förrgår": "2026-11-16", "i forgårs": "2026-11-16", "the day before yesterday": "2026-11-16",
    "imorgon": "2026-11-19", "i morgen": "2026-11-19", "i overmorgen": "2026-11-20",
    "förra måndagen": "2026-11-16", "forrige onsdag": "2026-11-11", "last Friday": "2026-11-13",
    "i måndags": "2026-11-16", "i torsdags": "2026-11-12",
    "måndag": "2026-11-16", "onsdag": "2026-11-18", "fredag": "2026-11-20", "next friday": "2026-11-27",
    "för tre dagar sedan": "2026-11-15", "for to uker siden": "2026-11-04", "3 days ago": "2026-11-15",
    "om en vecka": "2026-11-25", "om en månad": "2026-12-18",
    "8/9": "2026-09-08", "8 september": "2026-09-08", "September 8th": "2026-09-08", "8. sept": "2026-09-08",
    "8.9.": "2026-09-08", "18.10": "2026-10-18", "20/12": "2026-12-20", "17/6": "2026-06-17", "19/5": "2027-05-19",
    "den 24:e": "2026-11-24", "24": "2026-11-24", "the 16th": "2026-11-16",
    "8 september 1987": "1987-09-08", "8/9-87": "1987-09-08", "8/9/31": "2031-09-08", "September 8, 1987": "1987-09-08",
    "2030-09-08": "2030-09-08", "mån 16/11": "2026-11-16",
}  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_a_day_without_its_year_is_the_nearest(text: str) -> None:
    assert read_day(text, WEDNESDAY).isoformat() == DAYS[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 81,
        "kanske",
        "7",
        "31/2",
        "31/4 2026",
        "29/2",
        "imorgon igår",
        "fre 16/11",
        "18:30",
        "en halv dag",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_day(text, WEDNESDAY)


def test_of_several_days_it_is_the_nearest_one_that_fits() -> None:
    assert read_day("8/9", WEDNESDAY, lambda day: day > WEDNESDAY) == date(2027, 9, 8)
    assert read_day("måndag", WEDNESDAY, lambda day: day > WEDNESDAY) == date(2026, 11, 23)
    assert read_day("igår", WEDNESDAY, lambda day: day > WEDNESDAY) == date(2026, 11, 17)  # none fits: what was said


@settings(max_examples=60)
@given(
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.integers(-360, 360),
    st.sampled_from(["{d}/{m}", "{d}.{m}.{y}", "{iso}"]),
)
def test_a_day_that_is_written_is_the_day_that_is_read(today: date, away: int, form: str) -> None:
    day = today + timedelta(days=away)
    text = form.format(d=day.day, m=day.month, y=day.year, iso=day.isoformat())
    read = read_day(text, today)
    assert (read.day, read.month) == (day.day, day.month)
    assert abs(read - today) <= abs(day - today)
    assert read == day or form == "{d}/{m}"
