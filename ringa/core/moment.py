"""Times as people type them: a moment in the campaign's own time zone."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import chain

A_YEAR = timedelta(days=366)  # nobody is promised a call further ahead

_ISO = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d.*")


def read(text: str, zone: tzinfo) -> datetime:
    """`2026-08-14T18:30`, `2026-08-14 18:30`, with or without a zone, as a moment in UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError(text) from None


def read_coming(text: str, now: datetime, zone: tzinfo) -> datetime:
    """A moment after `now`, in UTC, at most a year ahead: as `read` does, or in words.

    Words are Swedish, Norwegian or English: how long from now (`om tre timmar`, `3h`, `in a week`), or a day, a part
    of the day, an hour (`imorgon kväll`, `mandag kl 17`, `24/8 18:30`), of which the first to come is meant. Without
    an hour, a part of the day has its usual one, and a day is meant from 10:00 on. `5` and `half past six` are when a
    union rings, between 08:00 and 21:00; `05:00` is as it is written. A day of the week is never today.

    Raises ValueError for what is none of this, and for what is past.
    """
    from ringa.core.coming import moments

    now = now.astimezone(UTC)
    try:
        written = [read(text.strip().upper(), zone)] if _ISO.fullmatch(text.strip()) else []
    except ValueError:
        written = []
    try:
        return next(moment for moment in chain(written, moments(text, now, zone)) if now < moment <= now + A_YEAR)
    except (StopIteration, OverflowError):
        raise ValueError(text) from None
