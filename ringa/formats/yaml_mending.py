"""One entry of a YAML text that cannot be read: as little of it as possible is covered up, and the rest is read.

What is covered keeps its length, so every place stays what it is in the file.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import yaml

from ringa.formats.yaml_source import Refused

Place = tuple[int, int]  # line and column, from 0
Compose = Callable[[str, int, int], yaml.Node | None]  # of a text, its line and its depth; raises Refused

MOST_SLIPS = 10  # in one entry
MOST_TEXT = 20_000  # characters of one entry
_MOST_TRIES = 60
_DELIMITER = re.compile(r"[,\]}]|(?=\n)|\Z")
_BEGIN = re.compile(r"(?:(?<=[,\[{])|(?<=[:-]\s)|^)\s*(?=\S)", re.MULTILINE)
_NEXT_KEY = re.compile(r""",\s*(?:"[^"]*"|'[^']*'|[\w-]+)\s*:\s""")
_TOKEN = re.compile(r"[&!][^\s,\]}]*")


class Unread(yaml.Node):
    """What could not be read; `words` are those that stand in it. Nothing is wrong with it but what has been told."""

    id = "unread"

    def __init__(self, text: str, place: Place) -> None:
        mark = yaml.Mark("", 0, *place, None, 0)
        super().__init__("", "", mark, mark)
        self.words = frozenset(re.findall(r"\w+", f"{text} {text.casefold()}"))
        self.last = place[0] + text.rstrip().count("\n")


class _Cover(NamedTuple):
    """A part of the text that is replaced. If it is `lost`, a node begins there that was not read."""

    start: int
    stop: int
    filler: str
    lost: bool = True


def mended(text: str, line: int, depth: int, refused: Refused, compose: Compose, tell: Callable[[Refused], None]) -> (
    yaml.Node | None
):  # fmt: skip
    """The node of a text that was refused, with what is wrong in it left out; None if too much is wrong."""
    covered: dict[Place, Unread] = {}
    for _slip in range(MOST_SLIPS):
        tell(refused)
        found = _better(text, line, depth, refused, compose) if len(text) <= MOST_TEXT else None
        if found is None:
            return None
        cover, result = found
        if cover.lost:
            place = _place(text, cover.start, line)
            covered[place] = Unread(text[cover.start : cover.stop], place)
        text = text[: cover.start] + cover.filler + text[cover.stop :]
        if not isinstance(result, Refused):
            return result and _with(result, covered)
        refused = result
    return None


def _better(
    text: str, line: int, depth: int, refused: Refused, compose: Compose
) -> tuple[_Cover, yaml.Node | Refused | None] | None:
    """The smallest cover with which all can be read, and the node; or more can, and what is wrong next."""
    at, stop = (_index(text, *place, line) for place in ((refused.line, refused.column), refused.stop))
    for cover in _covers(text, at, stop):
        try:
            node = compose(text[: cover.start] + cover.filler + text[cover.stop :], line, depth)
        except Refused as still:
            after = _index(text, still.line, still.column, line)
            if cover.lost and after > cover.stop and re.search(r"\w", text[cover.stop : after]):
                return cover, still
        else:
            return cover, node
    return None


def _covers(text: str, at: int, stop: int) -> Iterator[_Cover]:
    """What might be covered, the best first: a sign that stands there or is missing, then more and more words."""
    if text[at : at + 1] in ("[", "{"):
        if stop > at + 1 and text[stop - 1] == " ":
            yield _Cover(stop - 1, stop, ",", lost=False)
        yield _Cover(len(text), len(text), _closing(text), lost=False)
    stray = text[stop : stop + 1]
    if stray in ("\t", "]", "}", ",") and (stray == "\t" or not re.search(r"[:-]\s*$", text[:stop])):
        yield _Cover(stop, stop + 1, " ", lost=False)
    token = _TOKEN.match(text, at)
    if token and re.match(r"[ \t]+[^\s,\]}#]", text[token.end() :]):
        yield _Cover(at, token.end(), " " * len(token[0]), lost=False)
    yield from _holes(text, at)


def _holes(text: str, at: int) -> Iterator[_Cover]:
    """Values around a place, the shortest first."""
    starts = [found.end() for found in _BEGIN.finditer(text, 0, at + 1) if found.end() <= at][-8:]
    in_mapping = _closing(text[:at]).startswith("}")
    ends = [
        found.start()
        for found in _DELIMITER.finditer(text, at + 1)
        if not (in_mapping and found[0] == "," and not _NEXT_KEY.match(text, found.start()))
    ][:20]
    pairs = sorted({(start, end) for start in starts for end in ends}, key=lambda pair: pair[1] - pair[0])
    for start, end in pairs[:_MOST_TRIES]:
        end = start + len(text[start:end].rstrip())
        yield _Cover(start, end, _filler(text[start:end]))


def _filler(text: str) -> str:
    """A value of the same length and number of lines."""
    first, *rest = text.split("\n")
    value = "'" + " " * (len(first) - 2) + "'" if len(first) > 1 else "0" * len(first)
    return "\n".join([value, *(" " * len(line) for line in rest)])


def _closing(text: str) -> str:
    """The signs that close what is open at the end of a text, if signs in quotes are none. The innermost is first."""
    bare = re.sub(r""""(?:[^"\\\n]|\\.){0,500}"|(?<!\w)'[^'\n]{0,500}'""", "", text)
    signs: list[str] = []
    for sign in re.findall(r"[\[\]{}]", bare):
        if sign in "[{":
            signs.append("]" if sign == "[" else "}")
        elif sign in signs:
            while signs.pop() != sign:
                pass
    return "".join(reversed(signs))


def _with(node: yaml.Node, covered: dict[Place, Unread]) -> yaml.Node:
    """The node with what is covered taken out of it."""
    return replaced(node, lambda scalar: covered.get((scalar.start_mark.line, scalar.start_mark.column)))


def replaced(node: yaml.Node, other: Callable[[yaml.ScalarNode], Unread | None]) -> yaml.Node:
    """The node with every scalar for which there is an `other` in place of it."""
    if isinstance(node, yaml.MappingNode):
        node.value = [(replaced(key, other), replaced(value, other)) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        node.value = [replaced(item, other) for item in node.value]
    elif isinstance(node, yaml.ScalarNode):
        return other(node) or node
    return node


def _place(text: str, at: int, line: int) -> Place:
    before = text[:at]
    return line + before.count("\n"), len(before.rpartition("\n")[2])


def _index(text: str, line: int, column: int, first: int) -> int:
    lines = text.split("\n")[: max(line - first, 0)]
    return min(sum(len(each) + 1 for each in lines) + column, len(text))
