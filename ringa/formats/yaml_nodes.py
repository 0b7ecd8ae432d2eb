"""YAML read as what was written: every scalar stays text (`no`, `0701`, `12:30`), whatever YAML would make of it.

`Reader` walks the nodes and collects every mistake with its line and column, so that all are reported at once.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

import yaml

from ringa.core.problem import Problem
from ringa.core.text import MAX_TEXT, clean, clean_line, closest
from ringa.formats.yaml_mending import Unread
from ringa.formats.yaml_pieces import read
from ringa.i18n import _

Node = yaml.Node
Fields = dict[str, tuple[Node, Node]]
LANGUAGE = re.compile("[a-z]{2,3}")


class Reader:
    """Reads one file's nodes. Every method reports what is wrong and returns None (or what is right of it)."""

    def __init__(self, file: str, first_line: int = 1) -> None:
        self.file = file
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.unread: list[Unread] = []
        self.slips: set[tuple[int, int]] = set()  # where the YAML itself is wrong: nothing more is told there

    def wrong(self, node: Node | yaml.Mark | None, problem: str, advice: str = "", *, warning: bool = False) -> None:
        """Report a mistake at a node or mark. What could not be read has been told."""
        if isinstance(node, Unread):
            return
        mark = node.start_mark if isinstance(node, Node) else node
        line, column = (mark.line + self.first_line, mark.column + 1) if mark else (0, 0)
        if (line, column) in self.slips:
            return
        self.problems.append(Problem(self.file, line, column, problem, advice, warning))

    def compose(self, text: str) -> Node | None:
        """The root node, or None if there is none to read. `unread` is what has no meaning in it."""
        root, slips = read(text)
        for slip in slips:
            line, column = slip.line + self.first_line, slip.column + 1
            self.problems.append(Problem(self.file, line, column, slip.problem, slip.advice))
            self.slips.add((line, column))
        if root is not None:
            self.unread = list(_unread(root))
        elif not slips:
            self.wrong(None, _("the file is empty"))
        return root

    def lose(self, node: Node) -> None:
        """Keep the words of what has been told and cannot be used."""
        mark = node.end_mark
        text = mark.buffer[node.start_mark.pointer : mark.pointer] if mark.buffer else ""
        self.unread.append(Unread(text, (node.start_mark.line, node.start_mark.column)))

    @property
    def lost(self) -> set[str]:
        """The words of what could not be read: a name that seems to be missing may be one of them."""
        return {word for each in self.unread for word in each.words}

    def lost_in(self, node: Node) -> list[Unread]:
        """What could not be read on the lines of a node."""
        first, last = node.start_mark.line, node.end_mark.line
        return [each for each in self.unread if each.last >= first and each.start_mark.line <= last]

    def mapping(self, node: Node, known: Collection[str] | None, what: str) -> Fields:
        """The entries of a mapping by key. Unknown and double keys are reported and left out."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, _("{what} must be written as `key: value`").format(what=what))
            return {}
        entries: Fields = {}
        for key, value in node.value:
            if isinstance(key, Unread):
                continue
            name = self.string(key) or ""
            if known is not None and name not in known:
                self.unknown(key, name, sorted(known), _("{what} has no `{name}`").format(what=what, name=name))
            elif name in entries:
                self.wrong(key, _("`{name}` stands here twice").format(name=name), _("Keep one of them."))
            else:
                entries[name] = (key, value)
        return entries

    def unnamed(self, node: Node, name: str, known: list[str], problem: str) -> None:
        """Report a name that nothing has, unless that could not be read."""
        if name not in self.lost:
            self.unknown(node, name, known, problem)

    def unknown(self, node: Node, name: str, known: list[str], problem: str) -> None:
        """Report a word that is none of the known ones, with the one that was probably meant."""
        near = closest(name, known)
        advice = _("Did you mean {near}?").format(near=near) if near else ""
        self.wrong(node, problem, advice or _("Use one of: {known}").format(known=", ".join(known)))

    def required(self, node: Node, entries: Fields, names: Collection[str], what: str) -> None:
        """Report keys that must be there and are not."""
        lost = {word for each in self.lost_in(node) for word in each.words}
        for name in names:
            if name not in entries and name not in lost:
                self.wrong(node, _("{what} needs `{name}`").format(what=what, name=name))

    def items(self, node: Node, what: str) -> list[Node]:
        """The items of a list."""
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, _("{what} must be a list, each item after a dash").format(what=what))
            return []
        return list(node.value)

    def string(self, node: Node) -> str | None:
        """A scalar as the text that was written."""
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(node, _("here one word or text is expected"))
            return None
        return clean(node.value).strip() if node.style in ("|", ">") else clean_line(node.value)

    def parsed(self, node: Node, parse: Callable[[str], Any], problem: str, advice: str = "") -> Any:
        """A scalar through a parser that raises ValueError."""
        text = self.string(node)
        if text is None:
            return None
        try:
            return parse(text)
        except (ValueError, LookupError, OSError):  # OSError: a time zone that is the name of a folder
            self.wrong(node, problem.format(text=text), advice)
            return None

    def strings(self, node: Node, what: str) -> list[str]:
        """One word, or a list of them."""
        nodes = [node] if isinstance(node, yaml.ScalarNode) else self.items(node, what)
        return [text for item in nodes if (text := self.string(item)) is not None]

    def text(self, node: Node) -> str | dict[str, str] | None:
        """A text for people: one string, or one per language."""
        if isinstance(node, yaml.ScalarNode):
            return self.said(node)
        entries = self.mapping(node, None, _("a text"))
        found: dict[str, str] = {}
        for code, (key, value) in entries.items():
            if code == "no":
                self.wrong(key, _("{code} is no language code").format(code=code), _("Write nb."))
            elif not LANGUAGE.fullmatch(code):
                self.wrong(key, _("{code} is no language code").format(code=code), _("Write sv, nb or en."))
            elif (said := self.said(value)) is not None:
                found[code] = said
        return found or None

    def said(self, node: Node) -> str | None:
        """A scalar for people, not longer than anybody reads aloud."""
        text = self.string(node)
        if text is not None and len(text) > MAX_TEXT:
            self.wrong(node, _("this text is too long"), _("Keep it under {n} characters.").format(n=MAX_TEXT))
            return None
        if cut := _comment_after(node):
            problem = _("from {text} on this is a comment, which nobody sees").format(text=cut)
            self.wrong(node.end_mark, problem, _("Put quotes around the text if it belongs to it."), warning=True)
        return text

    def wording(self, node: Node) -> str | dict[str, str] | None:
        """A text for people that must not be empty, in any of its languages."""
        before = len(self.problems)
        text = self.text(node)
        if len(self.problems) > before:
            return text
        if text is None or text == "":
            if not any(_unread(node)):
                self.wrong(node, _("here a text is expected"))
            return None
        if isinstance(text, dict) and isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if text.get(self.string(key) or "") == "":
                    self.wrong(value, _("here a text is expected"))
        return text


def _unread(node: Node) -> Iterator[Unread]:
    """What could not be read of a node."""
    if isinstance(node, Unread):
        yield node
    for part in node.value if isinstance(node, yaml.CollectionNode) else ():
        for each in part if isinstance(part, tuple) else (part,):
            yield from _unread(each)


def _comment_after(node: Node) -> str:
    """The beginning of what was probably meant as a part of the text: a comment with no space behind its sign."""
    mark = node.end_mark
    if getattr(node, "style", "") is not None or mark.buffer is None:
        return ""
    found = re.match(r"[ \t]+(#\S+)", mark.buffer[mark.pointer : mark.pointer + 80])
    return clean_line(found[1]) if found else ""


# Parsers for `Reader.parsed`


def pattern(expression: re.Pattern[str]) -> Callable[[str], str]:
    """A parser that takes what the expression matches as a whole."""

    def parse(text: str) -> str:
        if not expression.fullmatch(text):
            raise ValueError(text)
        return text

    return parse


def truth(text: str) -> bool:
    """True or false."""
    return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]


def whole(text: str) -> int:
    """A whole number from 0 up."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text)


def positive(text: str) -> int:
    """A whole number from 1 up."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise ValueError(text)
    return int(text)
