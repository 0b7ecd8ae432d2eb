"""What a script cannot have, in the words of its author: what it is called, and what to write instead."""

import re

from jinja2 import nodes

from ringa.core.text import closest
from ringa.i18n import N_, _

Refusal = tuple[str, str]  # what it is, what to write instead

GENERAL = N_('A script knows {{ field }}, {{ ask("question") }}, if/elif/else and default.')

ASK: Refusal = (
    N_("an ask without one question in quotes"),
    N_('Write {{ ask("will_vote") }}, with the id of one question in quotes.'),
)
DEFAULT: Refusal = (
    N_("a default without one text in quotes"),
    N_('Write {{ workplace | default("work") }}, with one text in quotes.'),
)
LIST: Refusal = (
    N_("a list of anything but texts and numbers"),
    N_('Write texts in quotes: {% if branch in ["Bus", "Train"] %}.'),
)
_CONDITION: Refusal = (
    N_("a condition inside {{ }}"),
    N_("Write {% if … %} before the words, {% endif %} after them."),
)
_NODES: tuple[tuple[tuple[type[nodes.Node], ...], Refusal], ...] = (
    ((nodes.Getattr, nodes.Getitem), (N_("a part of a field"), N_("Name the field itself, as in {{ workplace }}."))),
    ((nodes.Call,), (N_("a call of anything but ask"), N_('Name the field, or write {{ ask("question") }}.'))),
    ((nodes.Filter,), (N_("a filter other than default"), N_('Write {{ workplace | default("work") }}.'))),
    ((nodes.Test,), (N_("a test with is"), N_("Write {% if branch %} to ask whether there is one."))),
    ((nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Compare), _CONDITION),
    (
        (nodes.BinExpr, nodes.UnaryExpr, nodes.Concat),
        (N_("arithmetic"), N_("Write the result, or compare a field with a number: {% if age >= 30 %}.")),
    ),
    ((nodes.Const,), (N_("a value inside {{ }}"), N_("Write the words themselves, without braces."))),
    ((nodes.List, nodes.Tuple, nodes.Dict), LIST),
)
CHAIN: Refusal = (N_("two comparisons in one"), N_("Join them with and: {% if age > 20 and age < 30 %}."))
NONE: Refusal = (N_("none"), N_("Write {% if not branch %} to ask whether there is none."))

_LOOP: Refusal = (
    N_("a loop"),
    N_("Write the words out, in an {% if … %} of their own where only some should hear them."),
)
_FILES: Refusal = (N_("another file"), N_("Copy the words into this script."))
_MACRO: Refusal = (N_("words to use again"), N_("Write the words out wherever they are said."))
_VALUE: Refusal = (N_("a value of its own"), N_("Compare the field or the answer itself, in the {% if … %}."))
_TAGS: dict[str, Refusal] = {
    "for": _LOOP, "set": _VALUE, "with": _VALUE, "macro": _MACRO, "call": _MACRO, "block": _MACRO,
    "include": _FILES, "import": _FILES, "from": _FILES, "extends": _FILES,
}  # fmt: skip
_ODD = ("filter", "autoescape", "raw", "trans", "do", "break", "continue", "debug")
# Tags of Jinja that have an end of their own.
_BLOCKS = ("for", "macro", "call", "block", "with", "filter", "autoescape", "raw", "trans")

_MEANT = {
    "elseif": "elif", "elsif": "elif", "end": "endif", "fi": "endif", "om": "if", "hvis": "if", "annars": "else",
    "ellers": "else", "slut": "endif", "slutt": "endif",
}  # fmt: skip
KNOWN_TAGS = ["if", "elif", "else", "endif"]

# What stands in a tag that Jinja does not understand, and what to write instead. The first that is found is told.
_SYNTAX: tuple[tuple[str, str], ...] = (
    (r"[“”„«»‘’´`]", N_('Write straight quotes: "yes".')),
    (r"^\s*(?:if|elif|else|endif)\b", N_("Write {% and %} around an if.")),
    (r"&", N_("Write and.")),
    (r"\|\s*\|", N_("Write or.")),
    (r"!(?!=)", N_("Write not.")),
    (r"(?<![=!<>])=(?!=)", N_("Write == to compare.")),
    (r"[=<>!]=\s*[=<>]|=[<>]|<>", N_("Compare with one of ==, !=, <, <=, >, >=.")),
    (r"\b(?:och|og)\b", N_("Write and.")),
    (r"\b(?:eller)\b", N_("Write or.")),
    (r"\b(?:inte|ikke)\b", N_("Write not.")),
    (r"\bthen\b|:\s*$", N_("The condition ends where the tag does: {% if branch %}.")),
    (r"^\s*\w+(?:[ -]+\w+)+\s*$", N_("The name of a field is one word, as in {{ first_name }}.")),
    (r"^\s*$", N_("A field or a condition is missing.")),
)


# What is written in place of a sign or word of Jinja, and what is meant by it. Strings mean what they are.
_MEANT_BY = (
    (r"""\"[^"]*\"|'[^']*'""", None),
    (r"&&?|\b(?:och|og)\b", " and "),
    (r"\|\s*\||\b(?:eller)\b", " or "),
    (r"!(?!=)|\b(?:inte|ikke)\b", " not "),
    (r"<>|!==", " != "),
    (r"===|(?<![=!<>])=(?!=)", " == "),
    (r"\bthen\b|:\s*$", ""),
)
_meant_by = re.compile("|".join(f"({pattern})" for pattern, _word in _MEANT_BY))
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’´`", "'"))


def as_meant(text: str) -> tuple[str, list[int]]:
    """What stands in a tag, in Jinja as it was probably meant, and where each of its characters comes from."""
    text = text.translate(_QUOTES)
    parts: list[tuple[str, int]] = []
    at = 0
    for found in _meant_by.finditer(text):
        meant = _MEANT_BY[(found.lastindex or 1) - 1][1]
        parts += [(sign, n) for n, sign in enumerate(text[at : found.start()], at)]
        if meant is None:
            parts += [(sign, n) for n, sign in enumerate(found[0], found.start())]
        else:
            parts += [(sign, found.start()) for sign in meant]
        at = found.end()
    parts += [(sign, n) for n, sign in enumerate(text[at:], at)]
    open_ = text.count("(") - text.count(")")
    parts += [(")", len(text))] * min(max(open_, 0), 1)
    return "".join(sign for sign, _n in parts), [*(n for _sign, n in parts), len(text)]


def of_node(node: nodes.Node) -> Refusal:
    """What a node of Jinja's tree is."""
    return next((refusal for types, refusal in _NODES if isinstance(node, types)), (N_("this"), GENERAL))


def of_tag(name: str) -> Refusal | None:
    """What a tag of Jinja is that a script cannot have; None if there is no such tag."""
    return _TAGS.get(name) or ((N_("this"), GENERAL) if name in _ODD else None)


def has_an_end(name: str, rest: str) -> bool:
    """Whether a tag of Jinja has an end tag (a `set` does if it has no `=`)."""
    return name in _BLOCKS or (name == "set" and "=" not in rest)


def meant(name: str) -> str | None:
    """Which tag was probably meant."""
    return _MEANT.get(name.lower()) or closest(name, KNOWN_TAGS)


def of_syntax(text: str) -> str:
    """What to write instead of what stands in a tag that is not understood."""
    bare = re.sub(r"""\"[^"]*\"|'[^']*'""", '""', text)
    return next((_(advice) for pattern, advice in _SYNTAX if re.search(pattern, bare)), _(GENERAL))
