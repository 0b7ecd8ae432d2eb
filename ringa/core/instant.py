"""Instants: aware UTC datetimes inside, `2026-08-14T16:05:12Z` in files. Whole seconds; text order is time order."""

import re
from datetime import UTC, datetime, timedelta

_TEXT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def to_text(moment: datetime) -> str:
    """An aware datetime as text in UTC, whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def from_text(text: str) -> datetime:
    """The aware datetime of such a text. Raises ValueError if it is not exactly of that form."""
    if not _TEXT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def is_instant(text: str) -> bool:
    """Whether the text is an instant of a real day."""
    try:
        from_text(text)
    except ValueError:
        return False
    return True


def later(text: str, delay: timedelta) -> str:
    """The instant `delay` after another, both as text; the end of time if there is no such day."""
    try:
        return (from_text(text).replace(tzinfo=None) + delay).isoformat() + "Z"
    except OverflowError:
        return "9999-12-31T23:59:59Z"


def duration(text: str) -> timedelta:
    """`45m`, `3h`, `1d`, `90s` as a timedelta. Raises ValueError for anything else."""
    match = re.fullmatch(r"(\d+)\s*(s|m|h|d)", text.strip())
    if not match or len(match[1]) > 6:
        raise ValueError(text)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
