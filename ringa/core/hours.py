"""When the campaign rings: calling hours in the campaign's own time, and its last day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span = tuple[time, time]


class Hours(NamedTuple):
    """Opening and closing time for each weekday (0 is Monday); a day that is not there is closed."""

    spans: Mapping[int, Span]
    zone: tzinfo

    def is_open(self, moment: datetime) -> bool:
        """Whether one may ring at this moment."""
        local = moment.astimezone(self.zone)
        span = self.spans.get(local.weekday())
        return span is not None and span[0] <= local.time() < span[1]

    def next_open(self, moment: datetime) -> datetime | None:
        """The first moment from `moment` on at which one may ring; None if every day is closed."""
        if self.is_open(moment):
            return moment
        today = moment.astimezone(self.zone).date()
        for day in (today + timedelta(days=n) for n in range(9)):
            span = self.spans.get(day.weekday())
            if span is None:
                continue
            opens = datetime.combine(day, span[0], self.zone).astimezone(UTC)
            if opens >= moment:
                return opens
        return None


# A call begun later than this before closing would not end in time.
BEFORE_CLOSING = timedelta(minutes=15)


def fits(moment: datetime, hours: Hours | None, ends: date | None, zone: tzinfo) -> bool:
    """Whether a campaign with these hours and this last day rings at this moment."""
    return (hours is None or hours.is_open(moment)) and not ended(ends, moment, zone)


def nearest(moment: datetime, hours: Hours | None, ends: date | None, zone: tzinfo, now: datetime) -> datetime | None:
    """The moment after `now` at which the campaign rings that is nearest to one at which it does not; None if there is
    none within a week of it or of the last day.

    On each day it is the same hour, or the one nearest to it that leaves time for a call before closing.
    """
    local = moment.astimezone(zone)
    middle = min(local.date(), ends or local.date())
    found = []
    for day in (middle + timedelta(days=n) for n in range(-7, 8)):
        opens, closes = (time.min, time.max) if hours is None else hours.spans.get(day.weekday(), (None, None))
        if opens is None or closes is None:
            continue
        last = datetime.combine(day, closes) - BEFORE_CLOSING
        wall = min(max(datetime.combine(day, local.time()), datetime.combine(day, opens)), last)
        found.append(wall.replace(second=0, microsecond=0, tzinfo=zone).astimezone(UTC))
    inside = [each for each in found if each > now and fits(each, hours, ends, zone)]
    return min(inside, key=lambda each: abs(each - moment), default=None)


def ended(ends: date | None, moment: datetime, zone: tzinfo) -> bool:
    """Whether the campaign's last day is over."""
    return ends is not None and moment.astimezone(zone).date() > ends


def parse_day_range(text: str) -> list[int]:
    """`mon-fri`, `sat` as weekday numbers. Raises ValueError."""
    first, dash, last = (part.strip().lower() for part in text.partition("-"))
    start, stop = DAYS.index(first), DAYS.index(last if dash else first)
    if stop < start:
        return [*range(start, 7), *range(stop + 1)]
    return list(range(start, stop + 1))


def parse_span(text: str) -> Span | None:
    """`09:00-20:30` as two times, `closed` as None. Raises ValueError."""
    if text.strip().lower() == "closed":
        return None
    opens, _dash, closes = text.partition("-")
    until = time.max if closes.strip() == "24:00" else time.fromisoformat(closes.strip())
    span = (time.fromisoformat(opens.strip()), until)
    if span[0].tzinfo or span[1].tzinfo or span[0] >= span[1]:
        raise ValueError(text)
    return span
