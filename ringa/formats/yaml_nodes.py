"""YAML read safely: no anchors, aliases, tags or merge keys, and every scalar stays the text that was written.

`Reader` walks the nodes and collects every mistake with its line and column, so that all are reported at once.
"""

from collections.abc import Callable, Collection
from typing import Any

import yaml

from ringa.core.problem import Problem
from ringa.core.text import clean, clean_line, closest
from ringa.i18n import _

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

Node = yaml.Node
Fields = dict[str, tuple[Node, Node]]

_REFUSED = {
    yaml.tokens.AnchorToken: "&",
    yaml.tokens.AliasToken: "*",
    yaml.tokens.TagToken: "!",
}
_OPENING = (
    yaml.tokens.BlockMappingStartToken, yaml.tokens.BlockSequenceStartToken,
    yaml.tokens.FlowMappingStartToken, yaml.tokens.FlowSequenceStartToken,
)  # fmt: skip
_CLOSING = (yaml.tokens.BlockEndToken, yaml.tokens.FlowMappingEndToken, yaml.tokens.FlowSequenceEndToken)


class Reader:
    """Reads one file's nodes. Every method reports what is wrong and returns None (or what is right of it)."""

    def __init__(self, file: str, first_line: int = 1) -> None:
        self.file = file
        self.first_line = first_line
        self.problems: list[Problem] = []

    def wrong(self, node: Node | yaml.Mark | None, problem: str, advice: str = "", *, warning: bool = False) -> None:
        """Report a mistake at a node or mark."""
        mark = node.start_mark if isinstance(node, Node) else node
        line, column = (mark.line + self.first_line, mark.column + 1) if mark else (0, 0)
        self.problems.append(Problem(self.file, line, column, problem, advice, warning))

    def compose(self, text: str) -> Node | None:
        """The root node, after a scan of the tokens has found nothing that is refused."""
        if len(text) > MAX_BYTES:
            self.wrong(None, _("the file is too large"), _("A survey file has a few pages, not more than 1 MB."))
            return None
        try:
            if not self._scan(text):
                return None
            root: Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            self.wrong(
                error.problem_mark or error.context_mark,
                _("this is not YAML: {problem}").format(problem=clean_line(error.problem or error.context or "")),
                _("Look at the indentation, and put quotes around a text that has a colon in it."),
            )
            return None
        except yaml.YAMLError as error:
            self.wrong(None, _("this is not YAML: {problem}").format(problem=clean_line(str(error))))
            return None
        if root is None:
            self.wrong(None, _("the file is empty"))
        return root

    def _scan(self, text: str) -> bool:
        depth = 0
        before = len(self.problems)
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            sign = _REFUSED.get(type(token))
            if sign:
                advice = _("Put quotes around the text if it begins with {sign}.").format(sign=sign)
                self.wrong(token.start_mark, _("anchors, aliases and tags are not allowed"), advice)
                return False
            if isinstance(token, yaml.tokens.ScalarToken) and token.plain and token.value == "<<":
                self.wrong(token.start_mark, _("merge keys are not allowed"), _("Write the keys out."))
                return False
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > MAX_DEPTH:
                self.wrong(token.start_mark, _("this is nested too deeply"))
                return False
        return len(self.problems) == before

    def mapping(self, node: Node, known: Collection[str] | None, what: str) -> Fields:
        """The entries of a mapping by key. Unknown and double keys are reported and left out."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, _("{what} must be written as `key: value`").format(what=what))
            return {}
        entries: Fields = {}
        for key, value in node.value:
            name = self.string(key) or ""
            if known is not None and name not in known:
                self.unknown(key, name, sorted(known), _("{what} has no `{name}`").format(what=what, name=name))
            elif name in entries:
                self.wrong(key, _("`{name}` stands here twice").format(name=name), _("Keep one of them."))
            else:
                entries[name] = (key, value)
        return entries

    def unknown(self, node: Node, name: str, known: list[str], problem: str) -> None:
        """Report a word that is none of the known ones, with the one that was probably meant."""
        near = closest(name, known)
        advice = _("Did you mean {near}?").format(near=near) if near else ""
        self.wrong(node, problem, advice or _("Use one of: {known}").format(known=", ".join(known)))

    def required(self, node: Node, entries: Fields, names: Collection[str], what: str) -> None:
        """Report keys that must be there and are not."""
        for name in names:
            if name not in entries:
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
            return self.string(node)
        entries = self.mapping(node, None, _("a text"))
        found: dict[str, str] = {}
        for code, (key, value) in entries.items():
            if len(code) not in (2, 3) or not code.isalpha() or not code.islower():
                self.wrong(key, _("{code} is no language code").format(code=code), _("Write sv, nb or en."))
            elif (said := self.string(value)) is not None:
                found[code] = said
        return found or None

    def wording(self, node: Node) -> str | dict[str, str] | None:
        """A text for people that must not be empty, in any of its languages."""
        before = len(self.problems)
        text = self.text(node)
        if len(self.problems) > before or (text and (isinstance(text, str) or all(text.values()))):
            return text
        self.wrong(node, _("here a text is expected"))
        return None
