"""A time to come as people say it: how long from now, or on which day, in which part of it, at which hour."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from ringa.core.day import DAYS, LONGEST, YEAR, Day, days_of
from ringa.core.phrase import Found, Rule, readings
from ringa.core.time_words import AM, PM, spaced

NOON = 12 * 60
# Whoever says "half past six" or "5" and no more means the hour at which a union rings. Minutes since midnight.
FIRST, LAST = 8 * 60, 21 * 60
# Where no hour was said: the first of these that is still to come.
ANY_HOUR = tuple(range(10 * 60, LAST, 2 * 60))


class Delay(NamedTuple):
    """So many minutes from now."""

    minutes: int


class Part(NamedTuple):
    """A part of the day: at which minutes since midnight, the usual one first, and in which half of the day."""

    minutes: tuple[int, ...]
    half: str | None


class Clock(NamedTuple):
    """An hour in minutes since midnight. Unless it is `sure`, it may be meant twelve hours later."""

    minutes: int
    sure: bool
    half: str | None = None

    def times(self, half: str | None) -> tuple[int, ...]:
        """When that is, in minutes since midnight."""
        on_dial = self.minutes % NOON
        if half and self.minutes < NOON + 60:
            return (on_dial + NOON * (half == PM),)
        if self.sure:
            return (self.minutes,) if half != AM else ()
        return tuple(minute for minute in (on_dial, on_dial + NOON) if FIRST <= minute < LAST)


def moments(text: str, now: datetime, zone: tzinfo) -> Iterator[datetime]:
    """The moments, in UTC, that a text can mean, in every way that it can be read; what is past is among them."""
    local = now.astimezone(zone)
    words = spaced(text) if len(text) <= LONGEST else ""
    for pieces in readings(words, RULES, local.date()):
        delays = [piece for piece in pieces if isinstance(piece, Delay)]
        if not delays:
            yield from _on_days(pieces, local)
        elif len(pieces) == 1:
            yield (now + timedelta(minutes=delays[0].minutes)).replace(second=0, microsecond=0)


def _on_days(pieces: Sequence[object], local: datetime) -> Iterator[datetime]:
    """On each day that can be meant, at each hour that can be meant on it."""
    days = [piece for piece in pieces if isinstance(piece, Day)]
    minutes = _minutes(pieces, days, local)
    first = 1 if days and all(day.weekday for day in days) else 0
    span = [local.date() + timedelta(days=n) for n in range(first, YEAR + 1)] if pieces else []
    for day in days_of(days, span):
        for minute in minutes:
            clock = time(*divmod(minute, 60))
            # An hour that the clock skips in spring becomes the next one; of one that comes twice, it is the first.
            yield datetime.combine(day, clock, local.tzinfo).astimezone(UTC)


def _minutes(pieces: Sequence[object], days: Sequence[Day], local: datetime) -> tuple[int, ...]:
    """At which minutes since midnight; none if the pieces contradict each other."""
    parts = [piece for piece in pieces if isinstance(piece, Part)]
    clocks = [piece for piece in pieces if isinstance(piece, Clock)]
    if len(parts) > 1 or len(clocks) > 1:
        return ()
    if clocks:
        return clocks[0].times(clocks[0].half or (parts[0].half if parts else None))
    if parts:
        return parts[0].minutes
    return (local.hour * 60 + local.minute,) if any(day.same_hour for day in days) else ANY_HOUR


def _delay(found: Found, _today: date) -> tuple[Delay]:
    """`1 h 30`, `en timme och en kvart`, `an hour and a half`."""
    minutes = found["amount"] * found["unit"]
    if found.get("amount_2"):
        minutes += found["amount_2"] * (found["unit_2"] or 1)
    return (Delay(round(minutes + (found["unit"] / 2 if found.get("HALF") else 0))),)


def _lone_delay(found: Found, today: date) -> tuple[Delay]:
    return _delay({"amount": 1, **found}, today)


def _part(found: Found, _today: date) -> tuple[Part]:
    hours, half = found["part"]
    return (Part(tuple(60 * hour for hour in hours), half),)


def _part_of_today(found: Found, today: date) -> tuple[Day, Part]:
    return (Day(today.__eq__, today), *_part({"part": found["today_part"]}, today))


def _same_hour(_found: Found, _today: date) -> tuple[Day]:
    return (Day(lambda _day: True, same_hour=True),)


def _in_figures(found: Found, _today: date) -> tuple[Clock]:
    """`18`, `18:30`, `1830`, `5 pm`. From 1 to 7 without a zero in front, it can be either half of the day."""
    hour, minute = int(found["H"]), int(found["M"] or 0)
    if hour > 23 or minute > 59:
        raise ValueError(found)
    return (Clock(hour * 60 + minute, not 0 < hour < 8 or found["H"][0] == "0", found.get("half")),)


def _in_words(found: Found, _today: date) -> tuple[Clock]:
    """`fem`, `half past six`, `kvart över fem`, `fem i halv sju`."""
    hour = found["hour"]
    minutes = hour * 60 + found.get("sign", 0) * found.get("count", 0) + (found.get("thirty") or 0)
    return (Clock(int(minutes), hour > 12, found["half"]),)


def _hour(found: Found, today: date) -> tuple[Clock]:
    return _in_words({**found, "hour": found["number"]}, today)


DELAYS = (
    Rule(
        "during",
        "(?:om )?<amount> <unit>(?: (?P<HALF>(?:och|og|and) (?:en |ett |et |a )?hal(?:v|vt|f)))?(?: from now)?",
        _delay,
    ),
    Rule("during", "<amount> <unit> (?:(?:och|og|and) )?<amount_2>(?: <unit_2>)?(?: from now)?", _delay),
    Rule("during", "(?:om |in )<unit>", _lone_delay),
)
# 18.05 and 18.10 are hours, 15.12 is rather a date.
DOTTED = Rule("at", r"(?P<H>[01][0-9]|2[0-3])\.(?P<M>05|10)", _in_figures)
PARTS = (
    Rule("during", "<today_part>", _part_of_today),
    Rule("during", "<part>", _part),
    Rule("during", "(?:the )?(?:samma|samme|same) (?:tid|time)", _same_hour),
)
_UNTIL = "(?:(?:-| (?:och|og|and) )[0-9]{1,2}(?:[:.][0-9]{2})?)?"
CLOCKS = (
    Rule("at", f"(?P<H>[0-9]{{1,2}})(?:[:.](?P<M>[0-9]{{2}}))?{_UNTIL}(?: oclock| ?tiden)?(?: <half>)?", _in_figures),
    Rule("at", "(?P<H>[01][0-9]|2[0-3])(?P<M>[0-5][05])", _in_figures),
    Rule("at", "<count>(?: min(?:uter|utter|utes)?)? <sign> (?:<thirty> )?<hour>(?: <half>)?", _in_words),
    Rule("at", "<thirty> <hour>(?: <half>)?", _in_words),
    Rule("at", "<number>(?: oclock| ?tiden)?(?: <half>)?", _hour),
)
RULES = (*DELAYS, DOTTED, *DAYS, *PARTS, *CLOCKS)
