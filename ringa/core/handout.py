"""Who is next and why, and why nobody is: what does not need the database."""

from datetime import date, datetime, tzinfo
from typing import Literal, NamedTuple

from ringa.core.hours import Hours, ended

Why = Literal["unfinished", "call_back", "overdue_call_back", "language", "first_call", "again", "chosen", "preview"]


class Gate(NamedTuple):
    """Whether the campaign calls at all just now: `reason` is '', `ended`, `packet_expired` or `calling_hours`."""

    reason: str = ""
    opens: datetime | None = None


def gate(
    ends: date | None,
    hours: Hours | None,
    zone: tzinfo,
    now: datetime,
    *,
    any_hour: bool,
    expires: datetime | None = None,
) -> Gate:
    """Whether one may be handed a contact now. `any_hour` overrides the calling hours, not the campaign's end.

    `expires` is when others may be handed the contacts of the packet that these came in.
    """
    if ended(ends, now, zone):
        return Gate("ended")
    if expires and expires <= now:
        return Gate("packet_expired")
    if hours and not any_hour and not hours.is_open(now):
        return Gate("calling_hours", hours.next_open(now))
    return Gate()


def next_due(
    earliest: datetime | None, ends: date | None, hours: Hours | None, zone: tzinfo, *, any_hour: bool
) -> datetime | None:
    """When the next contact can be handed out, if nothing changes: the earliest due time, inside calling hours."""
    if earliest is None:
        return None
    moment = hours.next_open(earliest) if hours and not any_hour else earliest
    return None if moment is None or ended(ends, moment, zone) else moment
