"""The exchange format described for other programs: a Table Schema (Frictionless Data, version 1.0) of its columns.

Free text carries the formula guard (`formats.guard`): one character more than was said, and never a number.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from ringa.core import correction
from ringa.core.events import (
    ANSWER,
    CHANNELS,
    CONTACT_ID,
    CORRECTION,
    DEVICE,
    EVENT_ID,
    FORMAT,
    KINDS,
    MAC,
)
from ringa.core.outcome import OUTCOMES
from ringa.core.survey import say
from ringa.core.text import MAX_TEXT, clean_line
from ringa.formats.codebook import Variable, Version, limits_in_words, missing_in_words, variables
from ringa.formats.results_csv import header
from ringa.i18n import N_, _

Field = dict[str, Any]

# What the profile of a Table Schema is called, for programs that ask.
PROFILE = "https://specs.frictionlessdata.io/schemas/table-schema.json"

_ALWAYS = {"required": True}
_TIME = {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%SZ"}


def _like(pattern: str) -> Field:
    return {"type": "string", "constraints": {"pattern": f"^(?:{pattern})$"}}


def _one_of(codes: Iterable[str]) -> Field:
    return {"type": "string", "constraints": {"enum": list(codes)}}


# The fixed columns: what stands in them, and what to call them.
_FIXED: dict[str, tuple[Field, str]] = {
    "format": (_one_of([FORMAT]), N_("the format of the row")),
    "campaign": ({"type": "string"}, N_("the id of the campaign")),
    "event": (_like(EVENT_ID.pattern), N_("the name of the event: device and number; closing rows have none")),
    "device": (_like(DEVICE.pattern), N_("the computer on which it was reported")),
    "seq": ({"type": "integer", "constraints": {"minimum": 1}}, N_("the number of the event on its device; in a "
            "closing row, the highest there is")),
    "at": (_TIME, N_("when it was reported (UTC)")),
    "kind": (_one_of(KINDS), N_("the kind of event; only reports are calls, and closing rows (end) are none at all")),
    "contact": (_like(CONTACT_ID.pattern), N_("the member: m and the id of the register, or n and a code")),
    "caller": ({"type": "string"}, N_("who called")),
    "channel": (_one_of(CHANNELS), N_("by telephone, or at work")),
    "outcome": (_one_of(OUTCOMES), N_("what came of the call")),
    "number_index": ({"type": "integer", "constraints": {"minimum": 1}}, N_("which of the member's numbers was rung")),
    "started_at": (_TIME, N_("when the call began (UTC)")),
    "ended_at": (_TIME, N_("when the call ended (UTC)")),
    "call_back_at": (_TIME, N_("when to ring again (UTC)")),
    "call_back_for": ({"type": "string"}, N_("who has promised to ring again")),
    "note": ({"type": "string"}, N_("a note to the next caller")),
    "to_coordinator": ({"type": "string"}, N_("words to the coordinator")),
    "survey": ({"type": "string"}, N_("the survey that was answered")),
    "survey_version": ({"type": "string"}, N_("the version of the survey that was asked")),
    "replaces": (_like(EVENT_ID.pattern), N_("the event that this one is about: undone, lifted, settled")),
    "packet": ({"type": "string"}, N_("the packet from which the call was made")),
    "mac": (_like(MAC.pattern), N_("the signature with the packet's key")),
    "check": (_like("h[0-9a-f]{16}"), N_("the check of the row: whether it was altered")),
}  # fmt: skip
_REQUIRED = {"format", "campaign", "device", "seq", "kind", "check"}


def schema(
    extra: Collection[str], versions: Sequence[Version], languages: Sequence[str], *, whole: bool, excel: bool = False
) -> dict[str, Any]:
    """The Table Schema of a results file with these columns beside the fixed ones, in the file's order.

    `versions` are the surveys that its rows may have answered, whose texts are given in the first of the `languages`
    that they have; `whole` says that these are all of them, so that an answer is one that they allow. `dialect` is
    for a Data Resource, which needs it.
    """
    asked: dict[str, list[Variable]] = {}
    for version in versions:
        for variable in variables(version.survey):
            asked.setdefault(variable.column, []).append(variable)
    return {
        "$schema": PROFILE,
        "fields": [_field(name, asked.get(name, []), languages, whole=whole) for name in header(extra)],
        "missingValues": [""],
        "primaryKey": ["device", "seq", "check"],
        "dialect": {
            "delimiter": ";" if excel else ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
    }


def _field(name: str, asked: Sequence[Variable], languages: Sequence[str], *, whole: bool) -> Field:
    if name in _FIXED:
        kind, text = _FIXED[name]
        constraints = kind.get("constraints", {}) | (_ALWAYS if name in _REQUIRED else {})
        found: Field = {"name": name, **kind, "title": _(text)}
        return found | ({"constraints": constraints} if constraints else {})
    if name.startswith(ANSWER) and asked:
        return {"name": name, **(_answers(asked) if whole else {"type": "string"}), **_texts(asked[0], languages)}
    if name.startswith(CORRECTION):
        kind_of = correction.label(name.removeprefix(CORRECTION))
        return {"name": name, "type": "string", "title": _("correction of the register: {kind}").format(kind=kind_of)}
    return {"name": name, "type": "string"}


def _texts(variable: Variable, languages: Sequence[str]) -> Field:
    """How the question is asked, what bounds its answer, and what an empty cell means."""
    question = variable.question
    limits = "" if variable.words else limits_in_words({**question, "type": variable.type})
    missing = _("Empty: {reasons}.").format(reasons=missing_in_words(question, variable.when))
    labels = "; ".join(f"{code['code']} = {clean_line(say(code['text'], languages))}" for code in variable.codes)
    parts = [text[:1].upper() + text[1:] + "." for text in (limits,) if text] + [missing]
    return {
        "title": clean_line(say(question["ask"], languages)),
        "description": " ".join([*([labels + "."] if labels else []), *parts]),
    }


def _answers(asked: Sequence[Variable]) -> Field:
    """What may stand in the column of a question, in whichever of these versions it was asked."""
    types = {variable.type for variable in asked}
    rule = _RULES.get(types.pop()) if len(types) == 1 else None
    return rule(asked) if rule else {"type": "string"}


def _codes(asked: Sequence[Variable]) -> list[str]:
    return list(dict.fromkeys(str(code["code"]) for variable in asked for code in variable.codes))


def _several(asked: Sequence[Variable]) -> Field:
    one = "|".join(map(re.escape, _codes(asked)))
    return _like(rf"(?:{one})(?:\|(?:{one}))*")


def _within(asked: Sequence[Variable], name: str) -> Iterator[str]:
    return (str(variable.question[name]) for variable in asked if name in variable.question)


def _scale(asked: Sequence[Variable]) -> Field:
    lowest, highest = min(map(int, _within(asked, "min"))), max(map(int, _within(asked, "max")))
    if lowest < 0:  # the guard stands before a minus sign
        return _like("(?:'-)?[0-9]+")
    return {"type": "integer", "constraints": {"minimum": lowest, "maximum": highest}}


def _number(asked: Sequence[Variable]) -> Field:
    lowest, highest = [*map(float, _within(asked, "min"))], [*map(float, _within(asked, "max"))]
    if len(lowest) < len(asked) or min(lowest) < 0:
        return _like(r"(?:'-)?[0-9]+(?:\.[0-9]+)?")
    bounds = {"minimum": min(lowest)} | ({"maximum": max(highest)} if len(highest) == len(asked) else {})
    return {"type": "number", "constraints": bounds}


def _text(asked: Sequence[Variable]) -> Field:
    longest = max(MAX_TEXT if each.words else each.question.get("max_length", MAX_TEXT) for each in asked)
    return {"type": "string", "constraints": {"maxLength": longest + 1}}


_RULES: dict[str, Callable[[Sequence[Variable]], Field]] = {
    "single": lambda asked: _one_of(_codes(asked)),
    "yesno": lambda asked: _one_of(_codes(asked)),
    "multiple": _several,
    "scale": _scale,
    "number": _number,
    "text": _text,
    "date": lambda asked: {"type": "date"},
}
