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
    voicemail: Sequence[Node] = ()
    call_back: Sequence[Node] = ()  # said in place of the opening to somebody who asked us to ring again
    opening: int = 0  # how many nodes of the body are the opening, if there is such a text

    @property
    def bodies(self) -> list[Sequence[Node]]:
        """Everything that can be said, in parts."""
        return [self.body, self.call_back, self.voicemail, *(hard.body for hard in self.hard_questions)]

    def to_ring_again(self) -> "Script":
        """The script for a call that the member is waiting for."""
        return self._replace(body=[*self.call_back, *self.body[self.opening :]]) if self.call_back else self


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
        voicemail=document.get("voicemail", ()),
        call_back=document.get("callback", ()),
        opening=document.get("opening", 0),
    )


def fits(script: Script, values: Mapping[str, str]) -> bool:
    """Whether the script is for such a contact, language aside. Case does not count."""
    return all(has_one_of(values, name, options) for name, options in script.when)


def has_one_of(values: Mapping[str, str], name: str, options: Sequence[str]) -> bool:
    """Whether a field of the contact has one of these values."""
    return values.get(name, "").casefold() in [option.casefold() for option in options]


def rank(script: Script, languages: Sequence[str]) -> tuple[int, int, int, str]:
    """How well a script suits among those that fit; the smallest is chosen.

    First the place of its language (a script without one is in everybody's), then how many fields its `when` names,
    the more the better, then how many values they have together, the fewer the better, and last its id.
    """
    last = len(languages) if script.language else 0
    place = languages.index(script.language) if script.language in languages else last
    return place, -len(script.when), sum(len(options) for _name, options in script.when), script.id


def choose(scripts: Sequence[Script], values: Mapping[str, str], languages: Sequence[str]) -> Script | None:
    """The most specific script that fits, in the first of the languages that any fitting script has (see `rank`)."""
    fitting = (script for script in scripts if fits(script, values))
    return min(fitting, key=lambda script: rank(script, languages), default=None)


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
                branch = next((body for condition, body in node[1] if holds(condition, values)), node[2])
                walk(branch)

    walk(body)
    flush()
    return steps


def said(body: Sequence[Node], values: Values) -> str:
    """The words of a part in which nothing is asked; '' for none."""
    return "\n\n".join(step.text for step in render(body, values) if isinstance(step, Say))


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


def holds(node: Node, values: Values) -> bool:
    """Whether a condition holds for these fields and answers."""
    kind = node[0]
    if kind == "and":
        return all(holds(part, values) for part in node[1])
    if kind == "or":
        return any(holds(part, values) for part in node[1])
    if kind == "not":
        return not holds(node[1], values)
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
                found |= names_in_condition(condition) | names_in(branch)
            found |= names_in(node[2])
    return found


def names_in_condition(node: Node) -> set[str]:
    """Every field and question that a condition names."""
    if node[0] in ("and", "or"):
        return set().union(*(names_in_condition(part) for part in node[1]))
    if node[0] == "name":
        return {node[1]}
    return set().union(*(names_in_condition(part) for part in node[1:])) if node[0] != "const" else set()
