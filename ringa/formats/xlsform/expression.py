"""Expressions of a form (`relevant`, `constraint`, `choice_filter`): the part of XPath that forms use, as a tree.

Source: ODK XForms specification, "XPath operators" and "XPath functions".
"""

import re
from typing import NamedTuple

from ringa.i18n import _

MOST_SIGNS = 10_000
MOST_NESTED = 30


class Unheld(Exception):
    """An expression that a survey cannot hold; its text is the reason, in the active language."""


class Literal(NamedTuple):
    """A text in quotes."""

    text: str


class Number(NamedTuple):
    """A number, in plain decimal notation."""

    text: str


class Ref(NamedTuple):
    """The answer to a question: `${name}`."""

    name: str


class Here(NamedTuple):
    """The answer that is checked: `.`."""


class Column(NamedTuple):
    """A bare word: in a choice filter, a column of the sheet with the choices."""

    name: str


class Call(NamedTuple):
    """A function: `selected(${q}, 'a')`."""

    name: str
    args: tuple["Node", ...]


class Compare(NamedTuple):
    """Two things compared; `sign` is one of = != < <= > >=."""

    sign: str
    left: "Node"
    right: "Node"


class And(NamedTuple):
    """All of them."""

    parts: tuple["Node", ...]


class Or(NamedTuple):
    """Any of them."""

    parts: tuple["Node", ...]


Node = Literal | Number | Ref | Here | Column | Call | Compare | And | Or

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<ref>\$\{[^{}]+\})
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<sign>!=|<=|>=|=|<|>)
    |(?P<word>[^\W\d][\w-]*(?:\.[\w-]+)*(?::[^\W\d][\w.-]*)?)
    |(?P<mark>\.\.|//|[().,+*/|\[\]-])
    )""",
    re.VERBOSE,
)
_QUOTES = str.maketrans("‘’“”", "''\"\"")  # what text programs make of them; pyxform takes them back as well
_RELATIONS = ("<", "<=", ">", ">=")


def parse(text: str) -> Node:
    """The tree of an expression. Raises Unheld."""
    if len(text) > MOST_SIGNS:
        raise Unheld(_("it is too long"))
    return _Parser(_tokens(text.translate(_QUOTES))).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match or match.lastgroup is None:
            raise Unheld(_("it cannot be read from here on: {text}").format(text=text[place : place + 40].strip()))
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = [*tokens, ("end", "")]
        self.place = self.depth = 0

    def whole(self) -> Node:
        node = self.either()
        if self.tokens[self.place][0] != "end":
            raise Unheld(_("it cannot be read from here on: {text}").format(text=self.rest()))
        return node

    def rest(self) -> str:
        return " ".join(text for _kind, text in self.tokens[self.place :])[:40].strip()

    def take(self, kind: str, *texts: str) -> str:
        """The next token if it is one of these, else ""."""
        found, text = self.tokens[self.place]
        if found != kind or (texts and text.lower() not in texts):
            return ""
        self.place += 1
        return text

    def need(self, mark: str) -> None:
        if not self.take("mark", mark):
            raise Unheld(_("{sign} is missing before: {text}").format(sign=mark, text=self.rest() or _("the end")))

    def either(self) -> Node:
        parts = [self.both()]
        while self.take("word", "or"):
            parts.append(self.both())
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def both(self) -> Node:
        parts = [self.equal()]
        while self.take("word", "and"):
            parts.append(self.equal())
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def equal(self) -> Node:
        node = self.relation()
        while sign := self.take("sign", "=", "!="):
            node = Compare(sign, node, self.relation())
        return node

    def relation(self) -> Node:
        node = self.value()
        while sign := self.take("sign", *_RELATIONS):
            node = Compare(sign, node, self.value())
        return node

    def value(self) -> Node:
        node = self.single()
        kind, text = self.tokens[self.place]
        if (kind == "mark" and text not in "),") or text.lower() in ("div", "mod"):
            raise Unheld(_("it computes with {sign}").format(sign=text))
        return node

    def single(self) -> Node:
        if self.take("mark", "("):
            self.deeper()
            node = self.either()
            self.need(")")
            self.depth -= 1
            return node
        if self.take("mark", "-"):
            number = self.take("number")
            return Number("-" + number) if number else self.unreadable()
        if text := self.take("text"):
            return Literal(text[1:-1].strip())
        if text := self.take("number"):
            return Number(text)
        if text := self.take("ref"):
            return Ref(text[2:-1].strip())
        if self.take("mark", "."):
            return Here()
        if word := self.take("word"):
            return self.call(word) if self.take("mark", "(") else Column(word)
        return self.unreadable()

    def unreadable(self) -> "Node":
        kind, text = self.tokens[self.place]
        if text in ("/", "//", "..", "["):
            raise Unheld(_("it has a path; only ${{name}} is understood").format())
        if kind == "end":
            raise Unheld(_("it ends too early"))
        raise Unheld(_("it cannot be read from here on: {text}").format(text=self.rest()))

    def call(self, name: str) -> Call:
        self.deeper()
        args: list[Node] = []
        while not self.take("mark", ")"):
            if args:
                self.need(",")
            args.append(self.either())
        self.depth -= 1
        return Call(name.lower(), tuple(args))

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise Unheld(_("it is nested too deeply"))
