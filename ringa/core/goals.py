"""Goals: how many conversations, with whom, and the pace that would still reach them."""

from collections.abc import Iterable, Mapping
from datetime import date
from math import ceil
from types import MappingProxyType
from typing import NamedTuple


class Goal(NamedTuple):
    """So many conversations with members whose fields are as `where` says; a part of goal `of`."""

    name: str
    conversations: int
    of: str = ""
    where: tuple[tuple[str, str | tuple[str, ...]], ...] = ()


class Progress(NamedTuple):
    """A goal and how far it has come. `needed_per_day` counts today; None where there is no last day."""

    goal: Goal
    conversations: int
    needed_per_day: int | None


def covers(goal: Goal, goals: Mapping[str, Goal], member: Mapping[str, str]) -> bool:
    """Whether a conversation with this member counts towards the goal and every goal that it is a part of."""
    seen = set()
    step: Goal | None = goal
    while step is not None and step.name not in seen:
        seen.add(step.name)
        for name, wanted in step.where:
            options = (wanted,) if isinstance(wanted, str) else wanted
            if member.get(name, "").casefold() not in [option.casefold() for option in options]:
                return False
        step = goals.get(step.of)
    return True


def covering(goals: Iterable[Goal], member: Mapping[str, str]) -> tuple[str, ...]:
    """The names of all goals towards which a conversation with this member counts, in their order."""
    tree = {goal.name: goal for goal in goals}
    return tuple(goal.name for goal in tree.values() if covers(goal, tree, member))


def progress(
    goals: Iterable[Goal],
    conversed: Iterable[Mapping[str, str]],
    ends: date | None,
    today: date,
    below: Mapping[str, int] = MappingProxyType({}),
) -> list[Progress]:
    """How far each goal has come, from the fields of each member who has had a conversation (each once).

    `below` are conversations by goal that other campaigns have counted (`core.aggregate.towards`).
    """
    tree = {goal.name: goal for goal in goals}
    counts = {name: below.get(name, 0) for name in tree}
    for member in conversed:
        for goal in tree.values():
            counts[goal.name] += covers(goal, tree, member)
    days = None if ends is None else max((ends - today).days + 1, 0)
    return [Progress(goal, counts[name], _pace(goal, counts[name], days)) for name, goal in tree.items()]


def _pace(goal: Goal, done: int, days: int | None) -> int | None:
    left = max(goal.conversations - done, 0)
    if days is None or (left and not days):
        return None
    return ceil(left / days) if left else 0
