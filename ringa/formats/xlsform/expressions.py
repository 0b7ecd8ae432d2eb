"""`when` and limits of a survey as expressions of a form, as `conditions` and `constraints` read them."""

from collections.abc import Iterator, Mapping
from typing import Any

When = Mapping[str, Any]
Question = Mapping[str, Any]


def relevant(when: When, questions: Mapping[str, Question]) -> str:
    """The condition as an expression; "" for none. `questions` by id, each with its `name` in the form."""
    return " and ".join(_entries(when, questions))


def _entries(when: When, questions: Mapping[str, Question]) -> Iterator[str]:
    for name, rule in when.items():
        if name == "not":
            yield f"not({relevant(rule, questions)})"
        elif name == "any":
            parts = [relevant(part, questions) for part in rule]
            yield _any(parts + (["false()"] if _would_melt(rule) else []))
        else:
            yield from _rule(questions[name], rule)


def _would_melt(parts: list[When]) -> bool:
    """Whether a reader would make less of it: of one part that part, of two lists of codes one list."""
    lists = [next(iter(part)) for part in parts if len(part) == 1 and isinstance(next(iter(part.values())), list)]
    lists = [name for name in lists if name != "any"]
    return len(parts) == 1 or len(set(lists)) < len(lists)


def _any(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def _rule(question: Question, rule: Any) -> Iterator[str]:
    ref = f"${{{question['name']}}}"
    if isinstance(rule, list):
        if question["type"] == "multiple":
            yield _any([f"selected({ref}, '{code}')" for code in rule])
        else:
            yield _any([f"{ref} = {_constant(question, code)}" for code in rule])
    elif "answered" in rule:
        yield f"{ref} {'!=' if rule['answered'] else '='} ''"
    else:
        yield from (f"{ref} {sign} {_constant(question, rule[name])}" for name, sign in _SIGNS if name in rule)


_SIGNS = (("min", ">="), ("max", "<="))


def _constant(question: Question, value: int | str) -> str:
    if question["type"] == "date":
        return f"date('{value}')"
    return str(value) if question["type"] in ("scale", "number") else f"'{value}'"


def constraint(question: Question) -> str:
    """The limits of an answer as an expression; "" for none. A scale has its limits in its parameters."""
    type = question["type"]
    parts = []
    if type == "number" and question.get("decimals"):
        parts.append(f". = round(., {question['decimals']})")
    if type != "scale":
        left, of = ("count-selected(.)", {"type": "number"}) if type == "multiple" else (".", question)
        parts += [f"{left} {sign} {_constant(of, question[name])}" for name, sign in _SIGNS if name in question]
    if "max_length" in question:
        parts.append(f"string-length(.) <= {question['max_length']}")
    for choice in question.get("choices", ()):
        if choice.get("exclusive"):
            parts.append(f"not(selected(., '{choice['code']}') and count-selected(.) > 1)")
    return " and ".join(parts)


def choice_filter(question: Question, questions: Mapping[str, Question]) -> str:
    """Which choices are offered when, as an expression; "" if all are, always."""
    return " and ".join(
        f"(name != '{choice['code']}' or {relevant(choice['when'], questions)})"
        for choice in question.get("choices", ())
        if "when" in choice
    )


def words_of(question: Question) -> str:
    """Whether a choice was made that asks for a few words; "" if none does."""
    ref = f"${{{question['name']}}}"
    return " or ".join(f"selected({ref}, '{c['code']}')" for c in question.get("choices", ()) if c.get("other"))
