"""scripts/*.md: front matter, Markdown and a few words of Jinja, checked and brought into their normal form.

Jinja is used for its grammar only: the parsed tree is walked, whatever is not on the short list of node types
is an error with its line, and nothing is ever compiled or run.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any, TypeGuard

import jinja2
from jinja2 import nodes

from ringa.core.problem import Problem
from ringa.core.script import OPERATORS, names_in, questions_in
from ringa.formats.yaml_nodes import Reader
from ringa.i18n import _

MAX_CHARACTERS = 64_000
MAX_TAGS = 500
_FRONT = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
# `## If …` in the languages that ringa speaks: a ready answer to a hard question.
_HARD = re.compile(r"^##[ \t]+((?:If|Om|Hvis)[ \t].*?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(r"^##?[ \t]", re.MULTILINE)


def read(text: str, file: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The normal form of a script (see `core.script`) and every problem; None if there is none to use."""
    reader = _ScriptReader(file)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    front = _FRONT.match(text)
    if len(text) > MAX_CHARACTERS or text.count("{%") + text.count("{{") > MAX_TAGS:
        reader.wrong(None, _("the script is too long"))
        return None, reader.problems
    if front is None:
        reader.at(1, _("a script begins with front matter between two lines of ---"), "---\nid: …\n---")
        return None, reader.problems
    document = reader.front_matter(front[1] or "")
    line = text[: front.end()].count("\n") + 1
    body = text[front.end() :]
    document["body"], document["hard"] = reader.body(body, line)
    document["lines"] = reader.lines
    errors = [problem for problem in reader.problems if not problem.warning]
    return (None if errors else document), reader.problems


class _ScriptReader(Reader):
    def __init__(self, file: str) -> None:
        super().__init__(file, first_line=2)  # the front matter begins on the second line
        self.lines: dict[str, int] = {}  # where each field and question is named first

    def front_matter(self, text: str) -> dict[str, Any]:
        root = self.compose(text)
        if root is None:
            return {}
        entries = self.mapping(root, ("id", "survey", "language", "when", "title"), _("the front matter"))
        self.required(root, entries, ("id",), _("the front matter"))
        found: dict[str, Any] = {name: self.string(value) for name, (_key, value) in entries.items() if name != "when"}
        if "when" in entries:
            pairs = self.mapping(entries["when"][1], None, "when").items()
            found["when"] = {name: self.strings(value, "when") for name, (_key, value) in pairs}
        return found

    def body(self, text: str, first_line: int) -> tuple[list[Any], list[Any]]:
        """The conversation, and the ready answers as (title, body) pairs."""
        hard = []
        spoken = []
        position = 0
        for heading in _HARD.finditer(text):
            after = _HEADING.search(text, heading.end())
            stop = after.start() if after else len(text)
            spoken.append((position, heading.start()))
            hard.append([heading[1], self.part(text[heading.end() : stop], first_line + _lines(text, heading.end()))])
            position = stop
        spoken.append((position, len(text)))
        body = []
        for start, stop in spoken:
            body += self.part(text[start:stop], first_line + _lines(text, start))
        return body, hard

    def part(self, text: str, first_line: int) -> list[Any]:
        environment = jinja2.Environment(
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701  nothing is rendered
        )
        try:
            return self.walk(environment.parse(text).body, first_line)
        except jinja2.TemplateSyntaxError as error:
            self.at(
                first_line + error.lineno - 1,
                _("this is not understood: {problem}").format(problem=error.message),
            )
            return []
        except RecursionError:
            self.at(first_line, _("this is nested too deeply"))
            return []

    def at(self, line: int, problem: str, advice: str = "") -> None:
        self.problems.append(Problem(self.file, line, 1, problem, advice))

    def walk(self, tree: Sequence[nodes.Node], first_line: int) -> list[Any]:
        found: list[Any] = []
        for node in tree:
            if isinstance(node, nodes.Output):
                found += (made for part in node.nodes if (made := self.output(part, first_line)) is not None)
            elif isinstance(node, nodes.If):
                found.append(self.choice(node, first_line))
            else:
                self.refuse(node, first_line)
        return found

    def choice(self, node: nodes.If, first_line: int) -> list[Any]:
        arms = [(branch.test, branch.body) for branch in (node, *node.elif_)]
        return [
            "if",
            [[self.condition(test, first_line), self.walk(body, first_line)] for test, body in arms],
            self.walk(node.else_, first_line),
        ]

    def output(self, node: nodes.Node, first_line: int) -> list[Any] | None:
        if isinstance(node, nodes.TemplateData):
            return ["text", node.data]
        if isinstance(node, nodes.Name):
            self.lines.setdefault(node.name, first_line + node.lineno - 1)
            return ["field", node.name, None]
        if isinstance(node, nodes.Filter) and node.name == "default" and isinstance(node.node, nodes.Name):
            values = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
            if len(values) == 1 == len(node.args) and isinstance(values[0], str) and not node.kwargs:
                self.lines.setdefault(node.node.name, first_line + node.lineno - 1)
                return ["field", node.node.name, values[0]]
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "ask":
            names = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
            more = node.kwargs or node.dyn_args or node.dyn_kwargs
            if len(names) == 1 == len(node.args) and isinstance(names[0], str) and not more:
                self.lines.setdefault(names[0], first_line + node.lineno - 1)
                return ["ask", names[0]]
        self.refuse(node, first_line)
        return None

    def condition(self, node: nodes.Node, first_line: int) -> list[Any]:
        if isinstance(node, nodes.And | nodes.Or):
            kind = "and" if isinstance(node, nodes.And) else "or"
            return [kind, [self.condition(part, first_line) for part in _joined(node)]]
        if isinstance(node, nodes.Not):
            return ["not", self.condition(node.node, first_line)]
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in OPERATORS:
            return [
                node.ops[0].op,
                self.value(node.expr, first_line),
                self.value(node.ops[0].expr, first_line),
            ]
        return self.value(node, first_line)

    def value(self, node: nodes.Node, first_line: int) -> list[Any]:
        if isinstance(node, nodes.Name):
            self.lines.setdefault(node.name, first_line + node.lineno - 1)
            return ["name", node.name]
        if _is_plain(node):
            return ["const", node.value]
        if isinstance(node, nodes.List | nodes.Tuple):
            items = [item.value for item in node.items if _is_plain(item)]
            if len(items) == len(node.items):
                return ["const", items]
        self.refuse(node, first_line)
        return ["const", ""]

    def refuse(self, node: nodes.Node, first_line: int) -> None:
        what = type(node).__name__.lower()
        advice = _('A script knows {{ field }}, {{ ask("question") }}, if/elif/else and default.')
        self.at(first_line + node.lineno - 1, _("a script cannot have this: {what}").format(what=what), advice)


def _is_plain(node: nodes.Node) -> TypeGuard[nodes.Const]:
    """Whether the node is a text, a number, true or false."""
    return isinstance(node, nodes.Const) and isinstance(node.value, str | int | float)


def _joined(node: nodes.Node) -> list[nodes.Node]:
    """The parts of `a or b or c`, which the parser nests to the left, as deep as the chain is long."""
    kind, parts = type(node), []
    while isinstance(node, nodes.BinExpr) and type(node) is kind:
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


def _lines(text: str, position: int) -> int:
    return text.count("\n", 0, position)


def cross_check(
    scripts: Sequence[tuple[str, dict[str, Any]]],
    surveys: Sequence[dict[str, Any]],
    fields: Collection[str],
    *,
    imported: bool,
) -> list[Problem]:
    """What is wrong between scripts and surveys. `fields` are those that a contact can have; before anything
    was `imported`, a field that nobody knows is only a warning, since a list may bring it."""
    problems = []
    by_id: dict[str, str] = {}
    for file, document in scripts:
        survey = next((s for s in surveys if s["id"] == document.get("survey", surveys[0]["id"])), None)
        if document["id"] in by_id:
            other = by_id[document["id"]]
            problems.append(Problem(file, 2, 1, _("{file} has the same id").format(file=other)))
        by_id[document["id"]] = file
        if survey is None:
            problems.append(Problem(file, 2, 1, _("there is no survey {name}").format(name=document["survey"])))
            continue
        questions = {question["id"]: question for question in survey["questions"]}
        tree = _whole(document)
        named, asked = names_in(tree), set(questions_in(tree))
        for name in sorted(asked - questions.keys()):
            text = _("the script asks {name}, which is no question").format(name=name)
            problems.append(Problem(file, document["lines"].get(name, 2), 1, text))
        for name in sorted((named | set(document.get("when", ()))) - questions.keys() - set(fields)):
            text = _("the script names {name}, which is no field and no question").format(name=name)
            problems.append(Problem(file, document["lines"].get(name, 2), 1, text, warning=not imported))
        for question in survey["questions"]:
            if question.get("required") and question["id"] not in asked:
                text = _("the script never asks the required question {name}; it comes at the end")
                problems.append(Problem(file, 0, 0, text.format(name=question["id"]), warning=True))
    return problems


def not_utf8() -> str:
    """The problem of a file that is not UTF-8."""
    return _("this line is not UTF-8; save the file as UTF-8")


def _whole(document: dict[str, Any]) -> list[Any]:
    """The conversation and the ready answers as one tree."""
    return [*document["body"], *(node for _title, body in document["hard"] for node in body)]
