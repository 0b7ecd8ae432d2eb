"""`relevant` and `choice_filter` of a form as `when` of a survey: the same condition, or none.

An unanswered question is the empty text in a form: no number, no date, and unlike every code (XPath 1.0, 3.4).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from ringa.formats.xlsform.expression import And, Call, Column, Compare, Literal, Node, Number, Or, Ref, Unheld
from ringa.i18n import _

MOST_NESTED = 5  # `any` and `not` within each other; surveys.yaml takes no more than 20 levels in all

When = dict[str, Any]
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EMPTY = Literal("")


class Known(NamedTuple):
    """A question that was taken: its normal form, and its codes by the names that the form gives them."""

    question: Mapping[str, Any]
    codes: Mapping[str, str]


Find = Callable[[str], Known]  # raises Unheld for a question that a condition here cannot name


def when_of(node: Node, find: Find) -> When:
    """The condition as `when`; empty if it always holds. Raises Unheld."""
    when = _when(node, find)
    if _depth(when) > MOST_NESTED:
        raise Unheld(_("it is nested too deeply"))
    return when


def _depth(when: When) -> int:
    inner = [when["not"]] if "not" in when else []
    return max((1 + _depth(each) for each in (*inner, *when.get("any", ()))), default=0)


def both(one: When, other: When) -> When:
    """A condition that holds where both do."""
    shared = one.keys() & other.keys()
    if all(name not in ("not", "any") and _joins(one[name], other[name]) for name in shared):
        return {**one, **other, **{name: {**one[name], **other[name]} for name in shared}}
    if "any" not in one:
        return {**one, "any": [other]}
    if "any" not in other:
        return {**other, "any": [one]}
    return {"not": {"any": [{"not": one}, {"not": other}]}}


def _joins(one: Any, other: Any) -> bool:
    """Whether two rules for one question are a lower and an upper limit."""
    return isinstance(one, dict) and isinstance(other, dict) and sorted([*one, *other]) == ["max", "min"]


def either(conditions: Sequence[When], *, as_written: bool = False) -> When:
    """A condition that holds where any of them does. Codes of one question become one list unless `as_written`."""
    if not all(conditions):
        return {}
    parts: list[When] = []
    for when in conditions:
        name, rule = next(iter(when.items()))
        same = next((part for part in parts if part.keys() == {name} and isinstance(part[name], list)), None)
        if not as_written and same and len(when) == 1 and name != "any" and isinstance(rule, list):
            same[name] = sorted({*same[name], *rule})
        else:
            parts.append(dict(when))
    return {"any": parts} if as_written or len(parts) > 1 else parts[0]


def _when(node: Node, find: Find) -> When:
    if isinstance(node, And):
        found: When = {}
        for part in reversed([_when(part, find) for part in node.parts]):
            found = both(part, found)
        return found
    if isinstance(node, Or):
        parts = [part for part in node.parts if part != Call("false", ())]
        return either([_when(part, find) for part in parts], as_written=len(parts) < len(node.parts))
    if isinstance(node, Compare):
        return _compared(node, find)
    if isinstance(node, Call):
        return _called(node, find)
    if isinstance(node, Column):
        raise Unheld(_("{name} stands there without ${{}}").format(name=node.name))
    raise Unheld(_("it says neither yes nor no"))


def _called(node: Call, find: Find) -> When:
    if node.name == "not" and len(node.args) == 1:
        inner = _when(node.args[0], find)
        if not inner:
            raise Unheld(_("it never holds"))
        return {"not": inner}
    if node.name == "selected" and len(node.args) == 2:
        ref, code = node.args
        if isinstance(ref, Ref) and isinstance(code, Literal | Number):
            return {_chosen(find(ref.name)): [_code(find(ref.name), code.text)]}
    if node.name in ("true", "boolean") and not node.args:
        return {}
    if node.name == "false":
        raise Unheld(_("it never holds"))
    raise unknown_call(node)


def unknown_call(node: Call) -> Unheld:
    """The reason for a function that is not understood, or not in this place."""
    return Unheld(_("{name}() is not understood here").format(name=node.name))


def _chosen(known: Known) -> str:
    if known.question["type"] not in ("single", "multiple", "yesno"):
        raise Unheld(_("{name} is no question with choices").format(name=known.question["id"]))
    return str(known.question["id"])


def _code(known: Known, name: str) -> str:
    if name not in known.codes:
        raise Unheld(_("{name} has no choice {code}").format(name=known.question["id"], code=name or "''"))
    return known.codes[name]


def _compared(node: Compare, find: Find) -> When:
    sign, left, right = node
    if not _asks(left):
        sign, left, right = _TURNED[sign], right, left
    if isinstance(left, Call) and (left.name == "number" or (left.name == "coalesce" and left.args[1:] == (_EMPTY,))):
        left = left.args[0]  # what makes a number of an answer, or an empty text of none, changes nothing here
    if isinstance(left, Call):
        return _counted(sign, left, right, find)
    if not isinstance(left, Ref):
        raise Unheld(_("it compares without naming a question"))
    if isinstance(right, Call) and right.name == "date" and len(right.args) == 1:
        right = right.args[0]
    if isinstance(right, Ref):
        raise Unheld(_("it compares two answers with each other"))
    if isinstance(right, Call):
        raise unknown_call(right)
    if not isinstance(right, Literal | Number):
        raise Unheld(_("it compares with neither a text nor a number"))
    return _rule(sign, find(left.name), right)


def _asks(node: Node) -> bool:
    return isinstance(node, Ref) or (isinstance(node, Call) and any(_asks(arg) for arg in node.args))


def _counted(sign: str, left: Call, right: Node, find: Find) -> When:
    """`string-length(${q}) > 0` and `count-selected(${q}) >= 1`: it is answered; or the contrary."""
    if left.name not in ("string-length", "count-selected") or len(left.args) != 1:
        raise unknown_call(left)
    ref = left.args[0]
    if isinstance(ref, Ref) and isinstance(right, Number):
        if (sign, right.text) in ((">", "0"), (">=", "1"), ("!=", "0")):
            return _answered(find(ref.name), True)
        if (sign, right.text) in (("=", "0"), ("<", "1"), ("<=", "0")):
            return _answered(find(ref.name), False)
    raise Unheld(_("only whether there is an answer can be counted"))


def _answered(known: Known, answered: bool) -> When:
    if known.question["type"] == "note":
        raise Unheld(_("{name} is a note, which has no answer").format(name=known.question["id"]))
    return {known.question["id"]: {"answered": answered}}


def _rule(sign: str, known: Known, value: Literal | Number) -> When:
    """One question compared with a constant."""
    if not value.text and sign in ("=", "!="):
        return _answered(known, sign == "!=")
    if sign == "!=":
        return {"not": _rule("=", known, value)}
    type, name = known.question["type"], known.question["id"]
    if type in ("single", "yesno"):
        return {name: [_code(known, value.text)]} if sign == "=" else {name: _codes_within(sign, known, value.text)}
    if type == "multiple":
        return _only(known, value.text, sign)
    if type in ("scale", "number", "date"):
        return {name: limits(sign, known.question, value.text)}
    raise Unheld(_("{name} has no answer that is known beforehand").format(name=name))


def _codes_within(sign: str, known: Known, number: str) -> list[str]:
    """The codes whose names in the form are numbers on that side: scales are often lists of 1 to 5."""
    edge = as_number(number)
    holds = {"<": edge.__gt__, "<=": edge.__ge__, ">": edge.__lt__, ">=": edge.__le__}[sign]
    found = sorted(code for name, code in known.codes.items() if _is_number(name) and holds(Decimal(name)))
    if not found:
        raise Unheld(_("it never holds"))
    return found


def _only(known: Known, name: str, sign: str) -> When:
    """`${several} = 'a'`: that choice and no other."""
    if sign != "=":
        raise Unheld(_("several choices have no order"))
    code, id = _code(known, name), str(known.question["id"])
    others = sorted({*known.codes.values()} - {code})
    return {id: [code], **({"not": {id: others}} if others else {})}


# Numbers and dates


def as_number(text: str) -> Decimal:
    """A number of a form. Raises Unheld."""
    if not _is_number(text):
        raise Unheld(_("{text} is no number").format(text=text or "''"))
    return Decimal(text)


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits) <= 15


def plain(number: Decimal) -> str:
    """A number as an answer's cell has it: no zeros that say nothing."""
    return f"{number.normalize():f}" if number else "0"


def as_limit(number: Decimal) -> int | str:
    """A number as the normal form has limits: whole as such, else as text."""
    return int(number) if number == number.to_integral_value() else plain(number)


def limits(sign: str, question: Mapping[str, Any], text: str) -> Any:
    """What a number or date must be to stand so to the text: a list of it, or {"min"} or {"max"}. Raises Unheld.

    What lies between two steps (whole numbers, so many decimals, days) makes a limit of the next step.
    """
    if question["type"] == "date":
        return _date_limits(sign, text)
    number, step = as_number(text), Decimal(1).scaleb(-int(question.get("decimals", 0)))
    down, up = ((number / step).to_integral_value(rounding) * step for rounding in (ROUND_FLOOR, ROUND_CEILING))
    if sign == "=":
        if down != number:
            raise Unheld(_("it never holds"))
        return [plain(number)]
    if sign in (">", ">="):
        return {"min": as_limit(up + step if sign == ">" and up == number else up)}
    return {"max": as_limit(down - step if sign == "<" and down == number else down)}


def _date_limits(sign: str, text: str) -> Any:
    day = as_date(text)
    if sign == "=":
        return [day.isoformat()]
    try:
        if sign in (">", ">="):
            return {"min": (day + timedelta(days=sign == ">")).isoformat()}
        return {"max": (day - timedelta(days=sign == "<")).isoformat()}
    except OverflowError:
        raise Unheld(_("it never holds")) from None


def as_date(text: str) -> date:
    """A date of a form, which a spreadsheet may have made a moment of. Raises Unheld."""
    try:
        return date.fromisoformat(text.removesuffix("T00:00:00") if len(text) > 10 else text)
    except ValueError:
        raise Unheld(_("{text} is no date; write it as 2030-09-08").format(text=text or "''")) from None
