"""Conditions in plain words: when a question is asked, a choice is offered, a part of a script is said.

The conditions of scripts are brought into the form of `when` first (`as_when`), which has `all` besides, so that one
and the same condition is told in the same words wherever it stands.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from ringa.core.condition import ANSWERED, ANY, MAX, MIN, NOT, When
from ringa.core.script import Node, holds
from ringa.i18n import _

ALL = "all"
BELOW, ABOVE, SAME = "below", "above", "same"  # what conditions of scripts say besides


class Wording(NamedTuple):
    """How things are called: `name` the answer to a question (or a field), `asked` the question, `answer` a code.

    `several` are the questions with several choices, `fields` what is known of the member without asking.
    """

    several: Collection[str] = ()
    fields: Collection[str] = ()
    name: Callable[[str], str] = str
    asked: Callable[[str], str] = str
    answer: Callable[[str, str], str] = lambda _question, code: code


def in_words(when: When, wording: Wording) -> str:
    """A condition as a person says it; '' for none."""
    alone = len(when) == 1
    return _(" and ").join(_entry(name, rule, wording, alone) for name, rule in when.items())


def _entry(name: str, rule: Any, wording: Wording, alone: bool) -> str:
    if name == NOT:
        return _negated(rule, wording)
    if name in (ANY, ALL):
        joint = _(" or ") if name == ANY else _(" and ")
        parts = [in_words(part, wording) for part in rule]
        if name == ALL:  # of what is joined by "and", only an "or" needs its brackets
            parts = [
                f"({text})" if len(part.get(ANY, ())) > 1 else text for part, text in zip(rule, parts, strict=True)
            ]
        return joint.join(parts) if alone or name == ALL else f"({joint.join(parts)})"
    called = wording.name(name)
    if isinstance(rule, list):
        text = _("{question} includes {codes}") if name in wording.several else _("{question} is {codes}")
        return text.format(question=called, codes=_(" or ").join(wording.answer(name, code) for code in rule))
    if ANSWERED in rule:
        return _filled(name, rule[ANSWERED], wording)
    if SAME in rule:
        return _("{question} is the same as {other}").format(question=called, other=wording.name(rule[SAME]))
    if BELOW in rule or ABOVE in rule:
        text = _("{question} is less than {n}") if BELOW in rule else _("{question} is more than {n}")
        return text.format(question=called, n=rule.get(BELOW, rule.get(ABOVE)))
    return _("{question} is {range}").format(question=called, range=range_in_words(rule, name, wording))


def _negated(when: When, wording: Wording) -> str:
    """The plain "is not" where one thing is denied."""
    if not when:
        return _("never")
    name, rule = next(iter(when.items()))
    if len(when) > 1 or name in (NOT, ANY, ALL) or (isinstance(rule, Mapping) and ANSWERED not in rule):
        return _("not ({condition})").format(condition=in_words(when, wording))
    if isinstance(rule, list):
        text = _("{question} does not include {codes}") if name in wording.several else _("{question} is not {codes}")
        codes = _(" or ").join(wording.answer(name, code) for code in rule)
        return text.format(question=wording.name(name), codes=codes)
    return _filled(name, not rule[ANSWERED], wording)


def _filled(name: str, filled: bool, wording: Wording) -> str:
    if name in wording.fields:
        text = _("{field} is known") if filled else _("{field} is not known")
        return text.format(field=wording.name(name))
    text = _("{question} is answered") if filled else _("{question} is not answered")
    return text.format(question=wording.asked(name))


def range_in_words(rule: Mapping[str, Any], name: str = "", wording: Wording | None = None) -> str:
    """From, at least, at most."""
    ends = {end: wording.answer(name, str(rule[end])) if wording else rule[end] for end in (MIN, MAX) if end in rule}
    if len(ends) == 2:
        return _("from {min} to {max}").format(**ends)
    return (_("at least {min}") if MIN in ends else _("at most {max}")).format(**ends)


# The conditions of scripts


def as_when(node: Node) -> dict[str, Any]:
    """A condition of a script (see `core.script`) in the form of `when`; the same names and values, in one way."""
    kind = node[0]
    if kind == "not":
        return {NOT: as_when(node[1])}
    if kind in ("and", "or"):
        parts = [as_when(part) for part in node[1]]
        return _either(parts) if kind == "or" else _both(parts)
    if kind == "name":
        return {node[1]: {ANSWERED: True}}
    if kind == "const" or node[1][0] == node[2][0] == "const":
        return {} if holds(node, {}) else {NOT: {}}
    return _compared(kind, node[1], node[2])


def _either(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One of several; where all are about codes of one question, one list of codes, as a survey has it."""
    names = {name for part in parts for name in part}
    if len(names) == 1 and all(isinstance(part.get(name), list) for part in parts for name in names):
        name = names.pop()
        return {name: sorted({code for part in parts for code in part[name]})}
    return {ANY: parts}


def _both(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """All of them; as one mapping where no name comes twice."""
    merged = {name: rule for part in parts for name, rule in part.items()}
    return merged if len(merged) == sum(map(len, parts)) else {ALL: parts}


_MIRRORED = {"lt": "gt", "gt": "lt", "lteq": "gteq", "gteq": "lteq"}
_RULES = {"lt": BELOW, "gt": ABOVE, "lteq": MAX, "gteq": MIN}


def _compared(kind: str, left: Node, right: Node) -> dict[str, Any]:
    if kind in ("ne", "notin"):
        return {NOT: _compared({"ne": "eq", "notin": "in"}[kind], left, right)}
    if left[0] == "const":
        return _compared(_MIRRORED.get(kind, kind), right, left)
    name, value = left[1], right[1]
    if right[0] == "name":
        return {name: {SAME: value}}
    if kind in _RULES:
        return {name: {_RULES[kind]: value}}
    values = sorted(str(item) for item in value) if isinstance(value, list | tuple) else [str(value)]
    return {name: values if any(values) else {ANSWERED: False}}
