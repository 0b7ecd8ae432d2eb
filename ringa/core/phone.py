"""Phone numbers: what a cell of a member list means. E.164 by `phonenumbers`, never guessed."""

import re
from typing import NamedTuple

from ringa.core.numbering import plan_for

NOT_READABLE, PREMIUM = "not_readable", "premium"

_NO_NUMBER = frozenset(
    {"", "-", "--", "?", "0", "n/a", "na", "saknas", "okänt", "mangler", "ukjent", "none", "unknown"}
)
_BETWEEN = re.compile(r"\s*(?:[/;|\n]|,\s|\s(?:eller|och|og|or|and)\s)\s*", re.IGNORECASE)
_LETTER_O = re.compile(r"(?<=\d)[Oo](?=\d)")
_TYPES = {0: "fixed", 1: "mobile", 2: "mobile", 6: "other", 7: "other", 10: "other"}
_PREMIUM = {4, 5}  # premium rate, shared cost: phonenumbers.PhoneNumberType


class Number(NamedTuple):
    """A number that can be dialled: E.164, its kind, and grouped for reading."""

    e164: str
    kind: str
    shown: str


class NumberProblem(ValueError):
    """A cell that holds no number that is certain. `reason` is NOT_READABLE or PREMIUM."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_cell(text: str, region: str) -> list[Number]:
    """The numbers in a cell, in order, each once; none for an empty cell or a word for "none".

    Raises NumberProblem when any part of it is not certainly a number in `region` or an international one.
    """
    text = text.strip()
    if text.casefold() in _NO_NUMBER:
        return []
    plan = plan_for(region)
    usual = plan.read(text) if plan else None
    if usual is not None:
        return [Number(*usual)]
    whole = _parse(text, region)
    if whole is not None:
        return [whole]
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) < 2:
        raise NumberProblem(NOT_READABLE)
    return list({number.e164: number for part in parts for number in read_cell(part, region)}.values())


def _parse(text: str, region: str) -> Number | None:
    text = _LETTER_O.sub("0", text)
    if re.search(r"[^\W\d_]", text):
        return None  # letters: a vanity number here, an exponent there, a wife's name: nothing certain
    digits = re.sub(r"\D", "", text)
    for attempt in (text, "+" + digits, "0" + digits) if text[:1].isdigit() else (text,):
        number = _valid(attempt, region)
        if number is not None:
            return number
    return None


def _valid(text: str, region: str) -> Number | None:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if parsed.extension or not phonenumbers.is_valid_number(parsed):
        return None  # what looks like an extension is more often a second number
    kind = phonenumbers.number_type(parsed)
    if kind in _PREMIUM:
        raise NumberProblem(PREMIUM)
    at_home = phonenumbers.region_code_for_number(parsed) == region
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return Number(
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        _TYPES.get(kind, "other"),
        phonenumbers.format_number(parsed, style),
    )


def searchable(text: str) -> str:
    """The digits by which a number in any national or international form is found in E.164; '' for other text."""
    if re.search(r"[^\W\d_]", text):
        return ""
    digits = re.sub(r"\D", "", text.replace("(0)", "")).lstrip("0")
    return digits if len(digits) >= 4 else ""
