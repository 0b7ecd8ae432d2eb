"""Days as people say them: `tomorrow`, `nästa måndag`, `24/8`, `den 24:e`, `för tre dagar sedan`.

What is said narrows down the days that can be meant (a Tuesday; next week; the 24th of a month); the day that is meant
is the first, or the nearest, on which all of it is true.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ringa.core.phrase import Found, Rule, readings
from ringa.core.time_words import spaced

YEAR = 366  # days: how far a day without its year can be away
LONGEST = 80  # characters of a phrase


class Day(NamedTuple):
    """What has been said about a day."""

    fits: Callable[[date], bool]
    only: date | None = None  # the one day that it can be
    weekday: bool = False  # a day of the week and no more: said on a Monday, Monday is not today
    same_hour: bool = False  # counted from now: in two days is in 48 hours, if nothing else is said


def days_of(said: Sequence[Day], span: Iterable[date]) -> Iterator[date]:
    """Those days of a span of which everything is true that was said; the only one, if only one can be meant."""
    only = next((day.only for day in said if day.only), None)
    return (day for day in ([only] if only else span) if all(each.fits(day) for each in said))


def read_day(text: str, today: date, fits: Callable[[date], bool] = lambda _day: True) -> date:
    """The day that is meant, past or coming: of several, the nearest that `fits`, else the nearest. Raises ValueError.

    Last Monday is the latest one before today, next Monday that of the next week.
    """
    if not 0 < len(text) <= LONGEST:
        raise ValueError(text)
    away = [0, *(sign * n for n in range(1, YEAR + 1) for sign in (-1, 1))]
    span = [today + timedelta(days=n) for n in away]
    said = (pieces for pieces in readings(spaced(text), DAYS, today) if pieces)
    found = [day for pieces in said for day in days_of(pieces, span)]
    if not found:
        raise ValueError(text)
    return next(filter(fits, found), found[0])


def _only(day: date, *, same_hour: bool = False) -> tuple[Day]:
    return (Day(day.__eq__, day, same_hour=same_hour),)


def _near(found: Found, today: date) -> tuple[Day]:
    return _only(today + timedelta(days=found["day"]))


def _counted(found: Found, today: date) -> tuple[Day]:
    number = found["amount"] * found["days"]
    return _only(today + timedelta(days=_whole(-number if found.get("ago") else number)), same_hour=True)


def _counted_months(found: Found, today: date) -> tuple[Day]:
    """The same day of a later month, or its last. 32 days for each month lead into the right one, up to a year."""
    number = min(_whole(found["amount"]), 13)
    first = (today.replace(day=1) + timedelta(days=32 * number)).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return _only(min(first + timedelta(days=today.day - 1), last), same_hour=True)


def _whole(number: float) -> int:
    if number != int(number):
        raise ValueError(number)
    return int(number)


def _weekday(found: Found, _today: date) -> tuple[Day]:
    return (Day(lambda day: day.weekday() == found["weekday"], weekday=True),)


def _last_weekday(found: Found, today: date) -> tuple[Day]:
    weekday = found["weekday_2"] if found["weekday"] is None else found["weekday"]
    return _only(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))


def _weekend(_found: Found, _today: date) -> tuple[Day]:
    return (Day(lambda day: day.weekday() >= 5),)


def _week(found: Found, today: date) -> tuple[Day]:
    """A week from Monday to Sunday: this one, or so many later."""
    monday = today + timedelta(days=7 * found["week"] - today.weekday())
    return (Day(lambda day: monday <= day < monday + timedelta(days=7)),)


def _next(found: Found, today: date) -> tuple[Day, ...]:
    (kind,) = (_weekend if found["weekday"] is None else _weekday)(found, today)
    return (kind._replace(weekday=False), *_week({"week": 1}, today))


def _date(found: Found, today: date) -> tuple[Day]:
    """A day of a month, with or without the year."""
    month = found["month"] if "month" in found else int(found["M"])
    number, year = int(found["D"]), found.get("Y")
    if year is not None:
        return _only(date(int(year), month, number))
    date(2000, month, number)  # a day that some year has
    return (Day(lambda day: (day.month, day.day) == (month, number)),)


def _day_of_month(found: Found, _today: date) -> tuple[Day]:
    number = int(found["D"])
    if not 1 <= number <= 31:
        raise ValueError(number)
    return (Day(lambda day: day.day == number),)


def _date_of_a_year(found: Found, today: date) -> tuple[Day]:
    """Of the year two digits may be enough: it is within the last 80 years or the next 20."""
    if found["Y2"] is None:
        return _date(found, today)
    since = today.year - 79
    return _date({**found, "Y": since + (int(found["Y2"]) - since) % 100}, today)


_D, _M, _Y = "(?P<D>[0-9]{1,2})", "(?P<M>[0-9]{1,2})", "(?P<Y>(?:19|20)[0-9]{2})"
_YEAR = f"(?:[/. -]{_Y}|[/.-](?P<Y2>[0-9]{{2}}))"
_TH = "(?: (?:e|a|th|st|nd|rd))"  # 24:e, 24th

DAYS = (
    Rule("on", "<day>", _near),
    Rule("on", "<weekday>", _weekday),
    Rule("on", "<next> (?:<weekday>|<weekend>)", _next),
    Rule("on", "<week>", _week),
    Rule("on", "(?:at (?:the )?)?<weekend>", _weekend),
    Rule("on", "(?:<last> <weekday>|<weekday_2>s)", _last_weekday),  # i måndags
    Rule("on", f"(?P<Y>[0-9]{{4}})-{_M}-{_D}", _date),
    # With the year, or else what looks like one can be an hour.
    Rule("on", f"{_D}[/.]{_M}{_YEAR}", _date_of_a_year),
    Rule("on", f"{_D}[/.]{_M}", _date),
    Rule("on", f"{_D}{_TH}? (?:of |i )?<month> {_Y}", _date),
    Rule("on", f"{_D}{_TH}? (?:of |i )?<month>", _date),
    Rule("on", f"<month> {_D}{_TH}? {_Y}", _date),
    Rule("on", f"<month> {_D}{_TH}?", _date),
    Rule("on", f"{_D}{_TH}", _day_of_month),
    Rule("on", f"(?:den|the) {_D}", _day_of_month),
    Rule("on", "(?P<D>2[4-9]|3[01])", _day_of_month),  # which is no hour
    Rule("on", "(?:om |in )?<amount> <days>(?: from (?:now|today))?", _counted),
    Rule("on", "(?:om |in )?<amount> <months>(?: from (?:now|today))?", _counted_months),
    Rule("on", "(?:for )?<amount> <days> <ago>", _counted),
)
