"""Phone numbers: what a cell of a member list means. E.164 by `phonenumbers`, never guessed.

A cell is mended where only one number can be meant, and set aside where more than one can: a wrong number is a stranger
who is rung. A word or sign that is not known makes its number uncertain.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from ringa.core import personal_number
from ringa.core import phone_words as words
from ringa.core.numbering import CODES, LOST_ZERO, reader

NOT_READABLE, PREMIUM, ROUNDED = "not_readable", "premium", "rounded"
_UNSURE = "unsure"

LONGEST, MOST_PARTS = 300, 20  # characters and parts of a cell that somebody can have meant

_LONGEST, _SHORTEST = 15, 8  # digits of one number (E.164), and of one in full beside others
_MOST_GROUPS = 16  # of digits with a space between: three numbers

_KINDS = {0: "fixed", 1: "mobile", 2: "mobile"}  # phonenumbers.PhoneNumberType; all else is "other"
_PREMIUM = {4, 5}  # premium rate, shared cost

# As text, so that they are compiled at first use: most lists never need them.
_EXPONENT = r"[0-9](?:[.,][0-9]*)?\s*[eE]\s*\+?[0-9]+"  # 4,67E+10: a spreadsheet has rounded the digits away
_FLOAT = r"^(\+?[1-9][0-9]{5,})[.,]0{1,2}$"  # 701740605.0: a spreadsheet wrote a number, and lost nothing
# Digits and signs that say nothing, but no fraction.
_DIALLED = r"(?!\+?[1-9][0-9]*\.[0-9]{1,2}$)[0-9\s()\[\].\u2010-\u2015\u2212+-]+"
_QUOTES = "\"'`´“”„‘’"
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
    if usual is not None and not personal_number.is_no_phone(text):
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
    return _sorted([(text, _numbers(part, region, alone=True)) for part in parts if not words.is_none(part)])


def _several(text: str, parts: list[str], region: str) -> _Read:
    """What several parts are; or what they are together, if what is between them stood inside one number."""
    if not re.search("[/\n]", text) and isinstance(one := _together(text, region), Number):
        return [one], []  # a wide space
    numbers, problems = _sorted([(part, _numbers(part, region, alone=False)) for part in parts])
    if not problems:
        return numbers, []
    if any(_goes_on(*pair, region) for pair in pairwise(parts)):
        return [], [(text, NOT_READABLE)]
    one = _together(text, region)
    if isinstance(one, Number) and not numbers:
        return [one], []
    if isinstance(one, Number) or any(words.forbids(part) for part, _reason in problems):
        return [], [(text, NOT_READABLE)]  # two ways to read it, or a "never ring" that may be about all of it
    return numbers, [problem for problem in problems if not words.is_none(problem[0])]


def _goes_on(part: str, after: str, region: str) -> bool:
    """Whether a part is a number, and with the few digits that come next another one: 08-465 004  00."""
    few = (after.split() or [""])[0]
    if _digits(few) >= _SHORTEST:
        return False
    return all(isinstance(_number(text, region, alone=True), Number) for text in (part, f"{part} {few}"))


def _together(text: str, region: str) -> Number | str:
    return _number(re.sub(r"[/\s]+", " ", text), region, alone=True)


def _sorted(found: list[tuple[str, list[Number] | str]]) -> _Read:
    """The numbers, each once, and what is none."""
    numbers: dict[str, Number] = {}
    problems = []
    for part, each in found:
        if isinstance(each, str):
            problems.append((part, each))
        else:
            for number in each:
                numbers.setdefault(number.e164, number)
    return list(numbers.values()), problems


def _numbers(part: str, region: str, alone: bool) -> list[Number] | str:
    """The number that a part is, or the numbers that stand in it one after another, or the reason why it is none."""
    number = _number(part, region, alone)
    if not isinstance(number, str):
        return [number]
    return _in_a_row(part, region) or number


def _in_a_row(text: str, region: str) -> list[Number]:
    """The numbers in full that stand in a text with nothing but a space between; none if it can be parted otherwise."""
    if not re.fullmatch(_DIALLED, text) or _digits(text) <= _LONGEST:
        return []
    groups = text.split()
    if len(groups) > _MOST_GROUPS:
        return []
    ways = [*islice(_ways(groups, region), 2)]
    numbers = [number for number in ways[0] if isinstance(number, Number)] if ways else []
    return numbers if len(ways) == 1 and len(numbers) == len(ways[0]) else []


def _ways(groups: list[str], region: str) -> Iterator[list[Number | str]]:
    """Every way to part groups of digits into numbers, and such as may be numbers but must not be rung as they are."""
    for end in range(1, len(groups) + 1):
        written, left = " ".join(groups[:end]), "".join(groups[end:])
        if not _SHORTEST <= _digits(written) <= _LONGEST + len("00") or 0 < _digits(left) < _SHORTEST:
            continue
        number = _number(written, region, alone=False) if _is_in_full(written) else _UNSURE
        if number == NOT_READABLE:
            continue
        if end < len(groups) and re.fullmatch("0[0-79]?", groups[end]):
            number = _UNSURE  # what comes next begins with 06 and goes on with this: the shortest area code is 08
        if end == len(groups):
            yield [number]
        yield from ([number, *others] for others in _ways(groups[end:], region))


def _digits(text: str) -> int:
    return len(re.findall("[0-9]", text))


def _is_in_full(written: str) -> bool:
    """Whether a number is written with its zero or its plus, and is certainly no personal identity number."""
    return re.sub("[^+0-9]", "", written)[:1] in "0+" and not personal_number.is_grouped(written)


def _number(part: str, region: str, alone: bool) -> Number | str:
    """The number that a part is, or the reason why it is none.

    Only one that stands `alone` has lost a zero or a plus: a spreadsheet takes them from a cell of nothing but digits,
    while a second number is often given without its area code ("08-465 004 00 / 465 004 01").
    """
    part = part.strip(_QUOTES)
    if re.match("[Oo][1-9]", part):
        return _with_letter(part, region, alone)
    match = re.fullmatch(rf"(.*\d)[\s,;(]*{words.EXTENSION}[\s.:=]*(\d{{1,6}})\)?", part, re.IGNORECASE)
    written, extension = match.groups() if match else (part, "")
    written = re.sub(_LETTER_DIGIT, lambda letters: re.sub("[Oo]", "0", re.sub("[Il]", "1", letters[0])), written)
    if not re.fullmatch(_DIALLED, written) or personal_number.is_no_phone(written):
        return NOT_READABLE
    if re.sub("[^+0-9]", "", written)[:1] in "+0":
        usual = reader(region)(written)
        number = Number(*usual) if usual else _valid(written, region)
    else:
        number = _without_prefix(written, region, alone)
    return number if isinstance(number, str) else number._replace(extension=extension)


def _with_letter(part: str, region: str, alone: bool) -> Number | str:
    """The number that begins with the letter O for its zero, if it is none without the letter, or the same."""
    number, rest = (_number(text, region, alone) for text in (f"0{part[1:]}", part[1:]))
    return number if isinstance(rest, str) or rest == number else NOT_READABLE


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
