"""Times as people type them: a moment in the campaign's own time zone."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from ringa.core.instant import duration

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")


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
    """A moment after `now`: as `read` does, or `18:30` and `18` (the next time the clock shows it), `3h`, `45m`, `2d`.

    Raises ValueError for anything else, and for a moment that is past.
    """
    text = text.strip().removeprefix("+").lower()
    clock = _CLOCK.fullmatch(text)
    if clock:
        local = now.astimezone(zone)
        moment = local.replace(hour=int(clock[1]), minute=int(clock[2] or 0), second=0, microsecond=0)
        if moment <= local:
            moment += timedelta(days=1)
        return moment.astimezone(UTC)
    try:
        return (now + duration(text)).replace(microsecond=0)
    except (ValueError, OverflowError):
        moment = read(text.upper() if "t" in text else text, zone)
    if moment <= now:
        raise ValueError(text)
    return moment
