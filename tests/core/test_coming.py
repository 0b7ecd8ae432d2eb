"""What people type when a member says when to call again: three languages, one clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.moment import read_coming
from ringa.core.time_words import _WORDS, MEANINGS, folded
from tests.build import STOCKHOLM

# Tuesday, week 47, five past one in Stockholm; other moments are named where they are used.
TUESDAY = "2026-11-17 13:05"

PHRASES = {
    # how long from now
    "in 3 hours": "17/11 16:05",
    "om 3 timmar": "17/11 16:05",
    "om tre timer": "17/11 16:05",
    "om to timer": "17/11 15:05",
    "3h": "17/11 16:05",
    "+3h": "17/11 16:05",
    "3 t": "17/11 16:05",
    "45 min": "17/11 13:50",
    "+45m": "17/11 13:50",
    "1 h 30 min": "17/11 14:35",
    "1h30": "17/11 14:35",
    "1,5 timmar": "17/11 14:35",
    "om en och en halv timme": "17/11 14:35",
    "om en time og en halv": "17/11 14:35",
    "an hour and a half": "17/11 14:35",
    "om halvannen time": "17/11 14:35",
    "om en timme och en kvart": "17/11 14:20",
    "om en halvtimme": "17/11 13:35",
    "om halvtimme": "17/11 13:35",
    "om en halv time": "17/11 13:35",
    "in half an hour": "17/11 13:35",
    "om en kvart": "17/11 13:20",
    "om et kvarter": "17/11 13:20",
    "in a quarter of an hour": "17/11 13:20",
    "om tre kvart": "17/11 13:50",
    "om ett par timmar": "17/11 15:05",
    "an hour from now": "17/11 14:05",
    "om tjugo minuter": "17/11 13:25",
    "om tretti minutter": "17/11 13:35",
    "2d": "19/11 13:05",
    "om 2 dagar": "19/11 13:05",
    "om to dager kl 18": "19/11 18:00",
    "in two days at 6 pm": "19/11 18:00",
    "om en vecka": "24/11 13:05",
    "om ei uke": "24/11 13:05",
    "in two weeks": "1/12 13:05",
    "a week from today": "24/11 13:05",
    "om en månad": "17/12 13:05",
    "om en måned på kvelden": "17/12 18:00",
    # today and tomorrow
    "ikväll": "17/11 18:00",
    "ikvall": "17/11 18:00",
    "i kväll kl 8": "17/11 20:00",
    "i kveld": "17/11 18:00",
    "Tonight": "17/11 18:00",
    "8 ikväll": "17/11 20:00",
    "nio ikväll": "17/11 21:00",
    "i eftermiddag": "17/11 14:00",
    "i ettermiddag kl 3": "17/11 15:00",
    "this evening at 7": "17/11 19:00",
    "idag": "17/11 14:00",
    "senere i dag": "17/11 14:00",
    "today 16": "17/11 16:00",
    "efter lunch": "17/11 14:00",
    "etter lunsj": "17/11 14:00",
    "after lunch": "17/11 14:00",
    "efter jobbet": "17/11 17:00",
    "etter middag": "17/11 19:00",
    "imorgon": "18/11 10:00",
    "imorn": "18/11 10:00",
    "i morra": "18/11 10:00",
    "I MORGON!": "18/11 10:00",
    "tomorrow": "18/11 10:00",
    "tomorrow evening": "18/11 18:00",
    "imorgon kväll": "18/11 18:00",
    "imorgonkväll": "18/11 18:00",
    "i morgen kveld": "18/11 18:00",
    "i morgen tidlig": "18/11 09:00",
    "imorgon bitti kl 7": "18/11 07:00",
    "imorgon förmiddag": "18/11 10:00",
    "tomorrow noon": "18/11 12:00",
    "før lunsj i morgen": "18/11 11:00",
    "imorgon 5": "18/11 17:00",
    "imorgon 1830": "18/11 18:30",
    "i övermorgon": "19/11 10:00",
    "i overmorgen kveld": "19/11 18:00",
    "the day after tomorrow at noon": "19/11 12:00",
    # days of the week
    "måndag 17": "23/11 17:00",
    "mandag kl 17": "23/11 17:00",
    "MANDAG KL. 17": "23/11 17:00",
    "Monday 5pm": "23/11 17:00",
    "monday 5 p.m.": "23/11 17:00",
    "måndag 5": "23/11 17:00",
    "måndag 17-18": "23/11 17:00",
    "mån. 17.30": "23/11 17:30",
    "på torsdag": "19/11 10:00",
    "nu på torsdag em": "19/11 14:00",
    "tors 9": "19/11 09:00",
    "on Thursday morning": "19/11 10:00",
    "fre": "20/11 10:00",
    "fredagkväll": "20/11 18:00",
    "fredags kveld": "20/11 18:00",
    "lördag lunch": "21/11 12:00",
    "lørdag klokka to": "21/11 14:00",
    "i helgen": "21/11 10:00",
    "at the weekend": "21/11 10:00",
    "tisdag": "24/11 10:00",
    "tirsdag kl 20": "24/11 20:00",
    "tisdag 24": "24/11 10:00",
    "nästa vecka": "23/11 10:00",
    "neste uke": "23/11 10:00",
    "next week": "23/11 10:00",
    "nästa måndag": "23/11 10:00",
    "neste fredag": "27/11 10:00",
    "next friday evening": "27/11 18:00",
    "onsdag nästa vecka kl 18": "25/11 18:00",
    "nästa helg": "28/11 10:00",
    "torsdag denne uka": "19/11 10:00",
    "kommande fredag": "20/11 10:00",
    # dates
    "24/8 18:00": "24/8 2027 18:00",
    "24/8": "24/8 2027 10:00",
    "24/11 2030": "24/11 20:30",
    "24 augusti kl 18": "24/8 2027 18:00",
    "24. august": "24/8 2027 10:00",
    "Tisdag den 24:e november kl. 18.30!": "24/11 18:30",
    "tir 24. nov kl 18": "24/11 18:00",
    "the 24th at 5pm": "24/11 17:00",
    "November 24th": "24/11 10:00",
    "24th of November": "24/11 10:00",
    "den 1:a": "1/12 10:00",
    "15.12": "15/12 10:00",
    "15.12. kl 18": "15/12 18:00",
    "18.10 kl 9": "18/10 2027 09:00",
    "3.1.2027": "3/1 2027 10:00",
    "3. 1. 2027": "3/1 2027 10:00",
    "3/1-27 kväll": "3/1 2027 18:00",
    "2026-12-24": "24/12 10:00",
    "2026-12-24 kl 18": "24/12 18:00",
    "2026-12-24 05:30": "24/12 05:30",
    "2026-12-24t17:30z": "24/12 18:30",
    # hours
    "18:30": "17/11 18:30",
    "18.30": "17/11 18:30",
    "18.10.": "17/11 18:10",
    "1830": "17/11 18:30",
    "kl 18": "17/11 18:00",
    "klockan arton": "17/11 18:00",
    "efter 17": "17/11 17:00",
    "mellan 17 och 18": "17/11 17:00",
    "between 5 and 6": "17/11 17:00",
    "17–18": "17/11 17:00",
    "5": "17/11 17:00",
    "05:00": "18/11 05:00",
    "9": "18/11 09:00",
    "12": "18/11 12:00",
    "klokka fem": "17/11 17:00",
    "six o'clock": "17/11 18:00",
    "half past six": "17/11 18:30",
    "half seven": "17/11 19:30",
    "halv sju": "17/11 18:30",
    "halv 7": "17/11 18:30",
    "halv syv i morgen tidlig": "18/11 06:30",
    "halv nio": "17/11 20:30",
    "kvart över fem": "17/11 17:15",
    "kvart på fem": "17/11 16:45",
    "kvart i fem": "17/11 16:45",
    "a quarter to five": "17/11 16:45",
    "ten to six": "17/11 17:50",
    "5 over halv sju": "17/11 18:35",
    "fem i halv sju": "17/11 18:25",
    "tio minuter över sex": "17/11 18:10",
    "12 am": "18/11 00:00",
    "8 pm": "17/11 20:00",
    "kl 3 em": "17/11 15:00",
    "9 f.m.": "18/11 09:00",
    "vid 7-tiden": "17/11 19:00",
    "vid sjutiden på torsdag": "19/11 19:00",
    "kring lunch imorgon": "18/11 12:00",
    "om en timmes tid": "17/11 14:05",
    "om en times tid": "17/11 14:05",
    "in a fortnight": "1/12 13:05",
    "sent ikväll": "17/11 20:00",
    "late afternoon on Friday": "20/11 16:00",
    "tidig kväll på onsdag": "18/11 17:00",
    "när som helst imorgon": "18/11 10:00",
    "i morgen når som helst": "18/11 10:00",
    "hela dagen på fredag": "20/11 10:00",
    "samma tid imorgon": "18/11 13:05",
    "på mandag, samme tid": "23/11 13:05",
    "tomorrow at the same time": "18/11 13:05",
    "tidigast måndag": "23/11 10:00",
    "fredag efter 17": "20/11 17:00",
    "20 på kvällen": "17/11 20:00",
}

AT_OTHER_TIMES = [
    # In the evening, what is left of it; then tomorrow's.
    ("2026-11-17 18:40", "ikväll", "17/11 19:00"),
    ("2026-11-17 20:40", "kväll", "18/11 18:00"),
    ("2026-11-17 17:40", "idag", "17/11 18:00"),
    ("2026-11-17 09:00", "halv nio", "17/11 20:30"),
    ("2026-11-17 08:00", "halv nio", "17/11 08:30"),
    ("2026-11-17 18:00", "18", "18/11 18:00"),
    # A day of the week is never today, and next Monday is that of the next week.
    ("2026-11-23 09:00", "måndag", "30/11 10:00"),
    ("2026-11-22 09:00", "nästa måndag", "23/11 10:00"),
    ("2026-11-23 09:00", "today, Mon 23/11 18:00", "23/11 18:00"),
    ("2026-11-21 11:00", "helgen", "21/11 12:00"),
    # Over the change to summer time, and back.
    ("2027-03-27 20:00", "imorgon 02:30", "28/3 2027 03:30"),
    ("2027-03-28 01:30", "om en timme", "28/3 2027 03:30"),
    ("2027-03-27 18:00", "om en dag", "28/3 2027 18:00"),
    ("2026-10-24 20:00", "i morgen 02:30", "25/10 02:30"),
    ("2026-10-24 18:00", "in a day", "25/10 18:00"),
    ("2026-10-25 02:15", "om en timme", "25/10 02:15"),
    # Over New Year.
    ("2026-12-31 19:00", "imorgon kväll", "1/1 2027 18:00"),
    ("2026-12-31 19:00", "1 januari", "1/1 2027 10:00"),
    ("2026-12-31 19:00", "fre", "1/1 2027 10:00"),
    ("2026-12-30 12:00", "nästa vecka", "4/1 2027 10:00"),
    # The leap day.
    ("2028-02-28 12:00", "imorgon", "29/2 2028 10:00"),
    ("2027-03-01 12:00", "29/2", "29/2 2028 10:00"),
    ("2028-01-31 12:00", "om en månad", "29/2 2028 12:00"),
    ("2027-12-31 12:00", "om 12 månader", "31/12 2028 12:00"),
]  # fmt: skip

NOTHING = [
    "", " ", "kanske", "i morgon kanske", "snart", "om 20", "in 5", "igår", "i måndags", "förra måndagen",
    "25:00", "18:75", "29/2", "31/2", "31/4", "8/24", "den 32", "imorse", "måndag tisdag", "idag imorgon",
    "17 18", "kväll morgon", "2026-11-17 13:05", "2020-01-01", "2026-02-30T10:00", "2027-11-19", "0 min", "0h",
    "9999d", "9999999d", "om 1,5 dagar", "om 13 månader", "18 am", "18:30 på morgonen", "om en timme imorgon",
    "3 dagar sedan", "inte måndag", "måndag eller tisdag", "mån-fre", "före 18", "x" * 200, "om två dagar om en timme",
    "den 24 kl 18 på kvällen nästa vecka tisdag 24/11", "9999-12-31 10:00",
]  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(second=12, tzinfo=STOCKHOLM)


def understood(text: str, now: str = TUESDAY) -> str:
    moment = read_coming(text, at(now), STOCKHOLM)
    assert moment.tzinfo is UTC
    local = moment.astimezone(STOCKHOLM)
    year = "" if local.year == 2026 else f" {local.year}"
    return f"{local.day}/{local.month}{year} {local:%H:%M}"


@pytest.mark.parametrize("text", PHRASES)
def test_people_say_it_in_three_languages(text: str) -> None:
    assert understood(text) == PHRASES[text]


@pytest.mark.parametrize(("now", "text", "wanted"), AT_OTHER_TIMES)
def test_the_first_that_is_still_to_come_is_meant(now: str, text: str, wanted: str) -> None:
    assert understood(text, now) == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_understood_contradicts_itself_or_is_past_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_coming(text, at(TUESDAY), STOCKHOLM)


def test_of_two_identical_hours_it_is_the_first() -> None:
    moment = read_coming("25/10 02:30", at("2026-10-24 12:00"), STOCKHOLM)
    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_at_the_end_of_time_nothing_is_understood_and_nothing_breaks() -> None:
    for text in ("imorgon", "om en vecka", "3h", "om en månad"):
        with pytest.raises(ValueError, match=r".*"):
            read_coming(text, datetime(9999, 12, 31, 21, tzinfo=UTC), STOCKHOLM)


def test_within_its_kind_a_word_has_one_meaning() -> None:
    for kind, lines in _WORDS.items():
        words = [word for line in lines.values() for word in {folded(each) for each in line.split()}]
        assert len(words) == len(set(words)) == len(MEANINGS[kind]), kind


NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)).map(
    lambda now: now.replace(microsecond=0)
)
SAID = [*PHRASES, *(text for _now, text, _wanted in AT_OTHER_TIMES)]
WORDS = st.sampled_from(sorted({word for table in MEANINGS.values() for word in map(str, table)}))
FIGURES = st.from_regex(r"[0-9]{1,4}([.:/-][0-9]{1,2}){0,2}", fullmatch=True)


@settings(max_examples=200)
@given(
    st.lists(WORDS | FIGURES | st.sampled_from(SAID), min_size=1, max_size=4).map(" ".join) | st.text(max_size=40), NOWS
)
def test_whatever_is_typed_is_to_come_within_a_year_at_a_whole_minute_or_refused(text: str, now: datetime) -> None:
    try:
        moment = read_coming(text, now, STOCKHOLM)
    except ValueError:
        return
    assert now < moment <= now + timedelta(days=366)
    assert moment.tzinfo is UTC and (moment.second == 0 or ":" in text)
    assert read_coming(text, now, STOCKHOLM) == moment


@settings(max_examples=60)
@given(NOWS, st.integers(0, 23), st.integers(0, 59))
def test_an_hour_is_the_next_time_the_clock_shows_it_also_when_clocks_change(
    now: datetime, hour: int, minute: int
) -> None:
    moment = read_coming(f"{hour:02}:{minute:02}", now, STOCKHOLM)
    shown = moment.astimezone(STOCKHOLM)
    skipped = shown.replace(hour=hour, minute=minute).astimezone(UTC).astimezone(STOCKHOLM).hour != hour
    assert (shown.hour - skipped, shown.minute) == (hour, minute)
    assert timedelta(0) < moment - now <= timedelta(hours=25)
