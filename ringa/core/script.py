"""Scripts: which one fits a contact, and what the caller says up to the next question.

A script's body is a tree of plain lists, so that it can be cached as JSON (`formats.scripts_md` makes it):
`["text", t]`, `["field", name, default]`, `["ask", question]`, `["if", [[condition, body], …], else_body]`;
a condition is `["name", n]`, `["const", value]`, `["not", c]`, `["and" | "or", [c, …]]` or `[operator, left, right]`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Node = list[Any]
Values = Mapping[str, str | Sequence[str]]


class HardQuestion(NamedTuple):
    """A ready answer to something that members say."""

    title: str
    body: list[Node]


class Script(NamedTuple):
    """What the caller says. `when` names fields of the contact with the values of which any one fits."""

    id: str
    title: str
    survey: str
    language: str
    when: tuple[tuple[str, tuple[str, ...]], ...]
    body: list[Node]
    hard_questions: tuple[HardQuestion, ...] = ()


class Say(NamedTuple):
    """Words for the caller, Markdown."""

    text: str


class Ask(NamedTuple):
    """The place where the conversation comes to a question."""

    question: str


Step = Say | Ask


def from_document(document: Mapping[str, Any]) -> Script:
    """The script of a normal form as `formats.scripts_md` makes it."""
    return Script(
        id=document["id"],
        title=document.get("title", ""),
        survey=document.get("survey", ""),
        language=document.get("language", ""),
        when=tuple((name, tuple(values)) for name, values in sorted(document.get("when", {}).items())),
        body=document["body"],
        hard_questions=tuple(HardQuestion(title, body) for title, body in document.get("hard", ())),
    )


def fits(script: Script, values: Mapping[str, str]) -> bool:
    """Whether the script is for such a contact, language aside. Case does not count."""
    return all(
        values.get(name, "").casefold() in [option.casefold() for option in options] for name, options in script.when
    )


def choose(scripts: Sequence[Script], values: Mapping[str, str], languages: Sequence[str]) -> Script | None:
    """The most specific script that fits, in the first of the languages that any fitting script has."""
    fitting = [script for script in scripts if fits(script, values)]
    if not fitting:
        return None

    def rank(script: Script) -> tuple[int, int, str]:
        known = script.language in languages
        place = languages.index(script.language) if known else len(languages)
        return place if script.language else 0, -len(script.when), script.id

    return min(fitting, key=rank)


def render(body: Sequence[Node], values: Values) -> list[Step]:
    """What to say and ask, with the fields filled in. Depends on the values alone."""
    steps: list[Step] = []
    text: list[str] = []

    def flush() -> None:
        said = _tidy("".join(text))
        if said:
            steps.append(Say(said))
        text.clear()

    def walk(nodes: Sequence[Node]) -> None:
        for node in nodes:
            if node[0] == "text":
                text.append(node[1])
            elif node[0] == "field":
                text.append(_shown(values.get(node[1])) or node[2] or "")
            elif node[0] == "ask":
                flush()
                steps.append(Ask(node[1]))
            else:
                branch = next((body for condition, body in node[1] if _holds(condition, values)), node[2])
                walk(branch)

    walk(body)
    flush()
    return steps


def _tidy(text: str) -> str:
    """At most one empty line in a row, none at the ends: what conditions leave behind."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)


def _shown(value: str | Sequence[str] | None) -> str:
    return value if isinstance(value, str) else ", ".join(value or ())


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b or [a] == b or a == [b],
    "ne": lambda a, b: not _COMPARE["eq"](a, b),
    "in": lambda a, b: isinstance(a, str) and a in b,
    "notin": lambda a, b: not _COMPARE["in"](a, b),
    "lt": lambda a, b: _number(a) < _number(b),
    "lteq": lambda a, b: _number(a) <= _number(b),
    "gt": lambda a, b: _number(a) > _number(b),
    "gteq": lambda a, b: _number(a) >= _number(b),
}
OPERATORS = frozenset(_COMPARE)


def _number(value: Any) -> float:
    """The number in a text, or NaN, which compares as false with everything."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _value(node: Node, values: Values) -> str | list[str]:
    """A text, or the texts of several choices: numbers too are compared as a list or an answer has them."""
    value = node[1] if node[0] == "const" else values.get(node[1], "")
    return [str(item) for item in value] if isinstance(value, list | tuple) else str(value)


def _holds(node: Node, values: Values) -> bool:
    kind = node[0]
    if kind == "and":
        return all(_holds(part, values) for part in node[1])
    if kind == "or":
        return any(_holds(part, values) for part in node[1])
    if kind == "not":
        return not _holds(node[1], values)
    if kind in ("name", "const"):
        return bool(node[1] if kind == "const" else values.get(node[1]))
    return _COMPARE[kind](_value(node[1], values), _value(node[2], values))


def questions_in(body: Sequence[Node]) -> list[str]:
    """Every question the script can ask, in order of appearance."""
    found: list[str] = []
    for node in body:
        if node[0] == "ask":
            found.append(node[1])
        elif node[0] == "if":
            for branch in (*(body for _condition, body in node[1]), node[2]):
                found += questions_in(branch)
    return found


def names_in(body: Sequence[Node]) -> set[str]:
    """Every field and question that the script's text and conditions name."""
    found: set[str] = set()
    for node in body:
        if node[0] == "field":
            found.add(node[1])
        elif node[0] == "if":
            for condition, branch in node[1]:
                found |= _condition_names(condition) | names_in(branch)
            found |= names_in(node[2])
    return found


def _condition_names(node: Node) -> set[str]:
    if node[0] in ("and", "or"):
        return set().union(*(_condition_names(part) for part in node[1]))
    if node[0] == "name":
        return {node[1]}
    return set().union(*(_condition_names(part) for part in node[1:])) if node[0] != "const" else set()
