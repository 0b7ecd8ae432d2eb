"""`constraint` of a form as the limits of a question: `min`, `max`, `max_length`, `decimals`, `exclusive`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ringa.core.text import MAX_TEXT
from ringa.formats.xlsform.conditions import as_limit, as_number, limits, unknown_call
from ringa.formats.xlsform.expression import And, Call, Compare, Here, Literal, Node, Number, Or, Ref, Unheld
from ringa.i18n import _

Question = dict[str, Any]
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_HERE = Here()


def constrain(question: Question, node: Node, codes: Mapping[str, str]) -> list[str]:
    """Give the question the limits of the constraint; the reasons for the parts that it cannot have.

    `codes` are the question's codes by the names that the form gives them.
    """
    reasons = []
    for part in sorted(node.parts if isinstance(node, And) else (node,), key=lambda part: not _rounds(part)):
        before = dict(question)
        try:
            _limit(question, part, codes)
            _check(question)
        except Unheld as unheld:
            question.clear()
            question.update(before)
            reasons.append(str(unheld))
    return reasons


def _limit(question: Question, node: Node, codes: Mapping[str, str]) -> None:
    if isinstance(node, And):
        for part in node.parts:
            _limit(question, part, codes)
    elif isinstance(node, Compare):
        _compared(question, node)
    elif isinstance(node, Call) and node.name == "not" and question["type"] == "multiple":
        _exclusive(question, node, codes)
    elif isinstance(node, Call) and node.name != "true":
        raise unknown_call(node)
    elif isinstance(node, Or):
        raise Unheld(_("a limit cannot be one thing or another"))
    elif not isinstance(node, Call):
        raise Unheld(_("it is no limit of the answer"))


def _compared(question: Question, node: Compare) -> None:
    sign, left, right = node
    if _rounds(node):
        _round(question, next(each.args[1] for each in (left, right) if isinstance(each, Call)))
        return
    if not _is_here(left):
        sign, left, right = _TURNED[sign], right, left
    if isinstance(right, Call) and right.name == "date" and len(right.args) == 1:
        right = right.args[0]
    if not _is_here(left) or not isinstance(right, Literal | Number):
        if isinstance(right, Call):
            raise unknown_call(right)
        raise Unheld(
            _("a limit cannot depend on another answer")
            if isinstance(right, Ref)
            else _("it is no limit of the answer")
        )
    if isinstance(left, Call):
        _counted(question, left.name, sign, as_number(right.text))
    elif question["type"] in ("scale", "number", "date") and sign not in ("=", "!="):
        _narrow(question, limits(sign, question, right.text))
    else:
        raise Unheld(_("it is no limit of the answer"))


def _is_here(node: Node) -> bool:
    return node == _HERE or (isinstance(node, Call) and node.args == (_HERE,))


def _rounds(node: Node) -> bool:
    """`. = round(., 2)`: so many decimals."""
    if not isinstance(node, Compare) or node.sign != "=" or _HERE not in (node.left, node.right):
        return False
    other = node.right if node.left == _HERE else node.left
    if not isinstance(other, Call) or other.name != "round" or len(other.args) != 2 or other.args[0] != _HERE:
        return False
    return isinstance(other.args[1], Number) and other.args[1].text.isdigit()


def _round(question: Question, places: Node) -> None:
    if question["type"] != "number":
        raise Unheld(_("it is no limit of the answer"))
    assert isinstance(places, Number)
    decimals = min(question.pop("decimals", 0), int(places.text))
    question.update({"decimals": decimals} if decimals else {})


def _counted(question: Question, function: str, sign: str, number: Decimal) -> None:
    counts = {"count-selected": "multiple", "string-length": "text"}
    if counts.get(function) != question["type"]:
        raise Unheld(_("{name}() is not understood here").format(name=function))
    signs = [sign] if sign != "=" else [">=", "<="]
    for each in signs:
        rule = limits(each, {"type": "number"}, str(number)) if sign != "!=" else {}
        if question["type"] == "multiple":
            _narrow(question, rule)
        elif int(rule.get("max", 1)) < 1:
            raise Unheld(_("no answer could fulfil it"))
        elif "max" in rule:
            question["max_length"] = min(question.get("max_length", MAX_TEXT), int(rule["max"]))
        elif rule.get("min", 2) > 1:  # an empty answer is none
            raise Unheld(_("a text has no shortest length"))


def _narrow(question: Question, rule: Mapping[str, Any]) -> None:
    """The stricter one of the limits that are there and those of the rule."""
    for name, value in rule.items():
        if name not in question:
            question[name] = value
        elif question["type"] == "date":
            question[name] = (max if name == "min" else min)(question[name], value)
        else:
            stricter = (max if name == "min" else min)(Decimal(question[name]), Decimal(value))
            question[name] = as_limit(stricter)
    if not rule:
        raise Unheld(_("it is no limit of the answer"))


def _check(question: Question) -> None:
    low, high = question.get("min"), question.get("max")
    if low is None or high is None:
        return
    if low > high if question["type"] == "date" else Decimal(low) > Decimal(high):
        raise Unheld(_("no answer could fulfil it"))
    if question["type"] == "scale" and low == high:
        raise Unheld(_("a scale needs two points"))


def _exclusive(question: Question, node: Call, codes: Mapping[str, str]) -> None:
    """`not(selected(., 'none') and count-selected(.) > 1)`, or `and (selected(., 'a') or …)` with all others."""
    inner = node.args[0] if len(node.args) == 1 else None
    if not isinstance(inner, And) or len(inner.parts) != 2:
        raise unknown_call(node)
    selected, rest = inner.parts
    if not _is_selected(selected):
        selected, rest = rest, selected
    alone = _code(selected, codes)
    counted = Call("count-selected", (_HERE,))
    several = Compare(">", counted, Number("1")), Compare(">=", counted, Number("2"))
    if rest not in several:
        others = {_code(each, codes) for each in (rest.parts if isinstance(rest, Or) else (rest,))}
        if others != {choice["code"] for choice in question["choices"]} - {alone}:
            raise Unheld(_("only a choice that goes with no other can be kept apart"))
    question["choices"] = [
        {**choice, "exclusive": True} if choice["code"] == alone else choice for choice in question["choices"]
    ]


def _is_selected(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "selected" and len(node.args) == 2 and node.args[0] == _HERE


def _code(node: Node, codes: Mapping[str, str]) -> str:
    code = node.args[1] if isinstance(node, Call) and _is_selected(node) else None
    if not isinstance(code, Literal | Number) or code.text not in codes:
        raise Unheld(_("only a choice that goes with no other can be kept apart"))
    return codes[code.text]
