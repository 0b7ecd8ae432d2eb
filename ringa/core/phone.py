"""Phone numbers: what a cell of a member list means. E.164 by `phonenumbers`, never guessed.

A cell is mended where only one number can be meant, and set aside where more than one can: a wrong number is a stranger
who is rung. A word or sign that is not known makes its number uncertain.
"""

import re
from typing import NamedTuple

from ringa.core import phone_words as words
from ringa.core.numbering import CODES, LOST_ZERO, reader

NOT_READABLE, PREMIUM, ROUNDED = "not_readable", "premium", "rounded"

LONGEST, MOST_PARTS = 300, 20  # characters and parts of a cell that somebody can have meant

_KINDS = {0: "fixed", 1: "mobile", 2: "mobile"}  # phonenumbers.PhoneNumberType; all else is "other"
_PREMIUM = {4, 5}  # premium rate, shared cost

# As text, so that they are compiled at first use: most lists never need them.
_EXPONENT = r"[0-9](?:[.,][0-9]*)?\s*[eE]\s*\+?[0-9]+"  # 4,67E+10: a spreadsheet has rounded the digits away
_FLOAT = r"^(\+?[1-9][0-9]{5,})[.,]0{1,2}$"  # 701740605.0: a spreadsheet wrote a number, and lost nothing
# Digits and signs that say nothing, but no fraction.
_DIALLED = r"(?!\+?[1-9][0-9]*\.[0-9]{1,2}$)'?[0-9\s()\[\].\u2010-\u2015\u2212+-]+"
_LETTER_DIGIT = r"(?<=\d)[OoIl]+(?=[ -]?\d)"
_PERSONAL = r"..(?:0[1-9]|1[012])(?:0[1-9]|[12][0-9]|3[01])...."  # 4612011234: born on 1 December 1946, or 0120-112 34

_Read = tuple[list["Number"], list[tuple[str, str]]]


class Number(NamedTuple):
    """A number that can be dialled: E.164, its kind (mobile, fixed, other), grouped for reading, and the extension."""

    e164: str
    kind: str
    shown: str
    extension: str = ""  # digits, to be dialled or asked for when there is an answer


class NumberProblem(ValueError):
    """A cell that holds no number that is certain. `reason` is NOT_READABLE, PREMIUM or ROUNDED."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_cell(text: str, region: str) -> list[Number]:
    """The numbers in a cell, in order, each once; none for an empty cell or a word for "none".

    Raises NumberProblem when any part of it is not certainly a number in `region` or an international one.
    """
    numbers, problems = read_parts(text, region)
    if problems:
        raise NumberProblem(problems[0][1])
    return numbers


def read_parts(text: str, region: str) -> _Read:
    """The numbers in a cell, in order, each once; and the parts that are no certain number, each with its reason.

    A cell that is too long, or has too many parts, is one part that is none.
    A number is valid by `phonenumbers`, never of premium rate, and read from its own E.164 or shown form is the same.
    """
    usual = reader(region)(text)
    if usual is not None:
        return [Number(*usual)], []
    text = words.plain(text)
    if words.is_none(text):
        return [], []
    if len(text) > LONGEST:
        return [], [(text, NOT_READABLE)]
    if not re.search("[0-9]", text):
        return [], [(text, NOT_READABLE)] if words.parts(text) else []
    if re.fullmatch(_EXPONENT, text):
        return [], [(text, ROUNDED)]
    parts = words.parts(re.sub(_FLOAT, r"\1", text))
    if len(parts) > MOST_PARTS:
        return [], [(text, NOT_READABLE)]
    if len(parts) > 1:
        return _several(text, parts, region)
    return _sorted([(text, _number(part, region, alone=True)) for part in parts if not words.is_none(part)])


def _several(text: str, parts: list[str], region: str) -> _Read:
    """What several parts are; or what they are together, if what is between them stood inside one number."""
    if not re.search("[/\n]", text) and isinstance(one := _together(text, region), Number):
        return [one], []  # a wide space
    numbers, problems = _sorted([(part, _number(part, region, alone=False)) for part in parts])
    if not problems:
        return numbers, []
    one = _together(text, region)
    if isinstance(one, Number) and not numbers:
        return [one], []
    if isinstance(one, Number) or any(words.forbids(part) for part, _reason in problems):
        return [], [(text, NOT_READABLE)]  # two ways to read it, or a "never ring" that may be about all of it
    return numbers, [problem for problem in problems if not words.is_none(problem[0])]


def _together(text: str, region: str) -> Number | str:
    return _number(re.sub(r"[/\s]+", " ", text), region, alone=True)


def _sorted(found: list[tuple[str, Number | str]]) -> _Read:
    """The numbers, each once, and what is none."""
    numbers: dict[str, Number] = {}
    problems = []
    for part, each in found:
        if isinstance(each, str):
            problems.append((part, each))
        else:
            numbers.setdefault(each.e164, each)
    return list(numbers.values()), problems


def _number(part: str, region: str, alone: bool) -> Number | str:
    """The number that a part is, or the reason why it is none.

    Only one that stands `alone` has lost a zero or a plus: a spreadsheet takes them from a cell of nothing but digits,
    while a second number is often given without its area code ("08-465 004 00 / 465 004 01").
    """
    match = re.fullmatch(rf"(.*\d)[\s,;(]*{words.EXTENSION}[\s.:=]*(\d{{1,6}})\)?", part, re.IGNORECASE)
    written, extension = match.groups() if match else (part, "")
    written = re.sub(_LETTER_DIGIT, lambda letters: re.sub("[Oo]", "0", re.sub("[Il]", "1", letters[0])), written)
    if not re.fullmatch(_DIALLED, written):
        return NOT_READABLE
    if re.sub("[^+0-9]", "", written)[:1] in "+0":
        usual = reader(region)(written)
        number = Number(*usual) if usual else _valid(written, region)
    else:
        number = _without_prefix(written, region, alone)
    return number if isinstance(number, str) else number._replace(extension=extension)


def _without_prefix(text: str, region: str, alone: bool) -> Number | str:
    """The number that begins neither with a zero nor with a plus, if it can be nothing else."""
    import phonenumbers

    home = _valid(text, region)
    has_trunk = phonenumbers.ndd_prefix_for_region(region, True) == "0"
    if not has_trunk and home != NOT_READABLE:
        return home
    digits = re.sub(r"\D", "", text)
    if (has_trunk and not alone) or len(digits) < LOST_ZERO or re.fullmatch(_PERSONAL, digits):
        return NOT_READABLE
    abroad = _valid(f"+{digits}", region) if digits.startswith(CODES) else NOT_READABLE
    found = {home, abroad} - {NOT_READABLE}
    return found.pop() if len(found) == 1 else NOT_READABLE


def _valid(text: str, region: str) -> Number | str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return NOT_READABLE
    if not phonenumbers.is_valid_number(parsed):
        return NOT_READABLE
    kind = phonenumbers.number_type(parsed)
    if kind in _PREMIUM:
        return PREMIUM
    at_home = parsed.country_code == phonenumbers.country_code_for_region(region)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return Number(
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        _KINDS.get(kind, "other"),
        phonenumbers.format_number(parsed, style),
    )


def searchable(text: str) -> tuple[str, ...]:
    """The digits by which a number in any form, or its last digits, are found in E.164; none for other text.

    A zero in front is that of a national or international form, or one of the last digits of a number.
    """
    if re.search(r"[^\W\d_]", text):
        return ()
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    return tuple(dict.fromkeys(form for form in (digits.lstrip("0"), digits) if len(form) >= 4))
