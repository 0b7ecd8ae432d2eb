"""How many members a caller looks up: more than calling needs is told to the coordinator, and nobody is refused."""

from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from ringa.core.instant import later

WINDOW = timedelta(hours=1)
# So long the coordinator is told.
TOLD = timedelta(days=14)


class LookUp(NamedTuple):
    """One look-up: when (instant as text), by whom ('' is nobody knows), how many members were shown."""

    at: str
    caller: str
    members: int


def many(look_ups: Iterable[LookUp], limit: int) -> list[LookUp]:
    """For each caller who has looked up more than `limit` members within an hour, the hour with the most of them.

    `look_ups` in the order in which they happened. `at` is when that hour's last one was; the most come first.
    """
    recent: dict[str, deque[LookUp]] = {}
    worst: dict[str, LookUp] = {}
    for each in look_ups:
        hour = recent.setdefault(each.caller, deque())
        hour.append(each)
        while hour[0].at <= later(each.at, -WINDOW):
            hour.popleft()
        members = sum(other.members for other in hour)
        if members > max(limit, worst[each.caller].members if each.caller in worst else 0):
            worst[each.caller] = each._replace(members=members)
    return sorted(worst.values(), key=lambda each: (-each.members, each.caller))
