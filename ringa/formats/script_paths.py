"""Ways through a script's tree: what may have been asked before a place, by which conditions one comes there."""

from collections.abc import Mapping
from typing import NamedTuple

from ringa.core.script import Node

Place = tuple[int, int]  # line and column, from 1
# Which values a field or an answer must have, as far as comparisons say it.
Guards = Mapping[str, frozenset[str]]


class Asked(NamedTuple):
    """A question that may have been asked on the way here, and under which guards."""

    question: str
    guards: Guards


Path = tuple[Asked, ...]


def place_of(node: Node, part: int | None = None) -> Place:
    """Where a node stands, or a value in its list; the file as a whole for one that was made without its text."""
    parts: tuple[Place, ...] = getattr(node, "parts", ())
    whole: Place = getattr(node, "place", (0, 0))
    return whole if part is None or not parts else parts[part]


def before(path: Path, guards: Guards) -> set[str]:
    """The questions that may have been asked on a way that leads to here."""
    return {asked.question for asked in path if _together(asked.guards, guards)}


def _together(one: Guards, other: Guards) -> bool:
    """Whether both can hold for one member: no name must have two values."""
    return all(one[name] & other[name] for name in one.keys() & other.keys())


def guards_of(condition: Node) -> Guards:
    """The values that names must have for a condition to hold, where it says so."""
    if condition[0] == "and":
        return {name: values for part in condition[1] for name, values in guards_of(part).items()}
    if condition[0] == "or":
        parts = [guards_of(part) for part in condition[1]]
        shared = set(parts[0]).intersection(*parts[1:])
        return {name: frozenset().union(*(part[name] for part in parts)) for name in shared}
    if condition[0] == "eq" and condition[1][0] == "const":
        condition = ["eq", condition[2], condition[1]]
    if condition[0] in ("eq", "in") and condition[1][0] == "name" and condition[2][0] == "const":
        values = condition[2][1] if isinstance(condition[2][1], list) else [condition[2][1]]
        return {condition[1][1]: frozenset(map(str, values))}
    return {}
