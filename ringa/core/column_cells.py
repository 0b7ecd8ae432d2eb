"""What a column's cells look like, for columns whose names do not say it."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ringa.core.personal_number import share
from ringa.core.whole_name import is_family, is_given, is_word

AGREE, ENOUGH = 0.8, 3  # of the cells that are not empty, so many must agree, and so many there must be
SOMETHING_ELSE, DIGITS = "-", "digits"

_OTHER = (  # compiled when the first column needs it
    r"\S+@\S+|(?:https?://|www\.)\S+"  # e-mail, web
    r"|\d{4}-\d\d?-\d\d?.*|\d\d?[./-]\d\d?[./-](?:\d\d)?\d\d.*|(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d"  # dates
    r"|\d{3} \d\d|(?:SE?|N|NO|DK)-\d{3,5}"  # post codes
    r"|-?\d{1,3}(?:[ \u00a0.]?\d{3})*,\d\d?(?: ?kr\.?)?|-?\d+\.\d\d?|[\d ]+ ?(?:kr\.?|%|SEK|NOK|DKK|EUR)"  # money
    r"|[^\W\d][^\d,]*\s\d{1,4}\s?[A-Za-z]?(?:,.*)?"  # street and number
    r"|ja|nej|nei|yes|no|true|false|sant|falskt|x|j|n|y|man|kvinna|mann|kvinne|kvinde|mand|male|female|[mkf]"
)
_PHONE = re.compile(r"(?:\+|00)?[(\d][\d\s().\u00a0/\u2010-\u2015-]{5,22}")
_PERHAPS = re.compile(r"[2-79]\d{7}|46[1-9]\d{7,8}|4[57][2-9]\d{7}")  # without 0 or +: a phone's digits or a member's
_SECOND = re.compile(r" ?[/;,] | (?:eller|och|og|or) ")  # before another number in the cell
_LANGUAGE_WORDS = (
    "sv nb nn da en fi so ar fa ku pl ru uk es fr de tr ti et lt lv ro bs hr sr sq th vi zh swe nob nno nor dan eng fin"
    " som ara fas per kur pol rus ukr spa fra ger deu tur tir svenska norska norsk bokmål nynorsk danska dansk engelska"
    " engelsk english swedish norwegian danish finska finsk finnish somaliska somalisk somali arabiska arabisk arabic"
    " persiska persisk farsi dari persian kurdiska kurdisk kurdish polska polsk polish ryska russisk russian ukrainska"
    " ukrainsk ukrainian spanska spansk spanish franska fransk french tyska tysk german turkiska tyrkisk turkish"
    " tigrinja tigrinya svensk"
)
_LANGUAGES = frozenset(_LANGUAGE_WORDS.split())
_ID = re.compile(r"(?=\S*\d)[A-Za-zÅÄÖÆØåäöæø0-9]+(?:[-./_][A-Za-zÅÄÖÆØåäöæø0-9]+)*")


class Look(NamedTuple):
    """A field that cells look like, or one of DIGITS (an id or a phone), SOMETHING_ELSE and '' when they do not tell.

    `sure` if the field can be taken without asking.
    """

    field: str
    sure: bool


def look(cells: Sequence[str], *, tiny: bool = False) -> Look:
    """What the cells of a column look like: at least one, none empty, each on one line with single spaces.

    `tiny`: the whole list has fewer than ENOUGH rows, so fewer must do.
    """
    sure = tiny or len(cells) >= ENOUGH
    for field, test in _TESTS:
        verdict = test(cells)
        if verdict is not None:
            return Look(field, verdict and sure)
    return Look("", False)


def personal(cells: Sequence[str]) -> bool:
    """Whether a column holds personal identity numbers; mobile numbers written as ten digits can look like some."""
    return share([cell for cell in cells if not cell.strip().startswith("07")]) >= 0.5 and share(cells) >= 0.5


def _agree(cells: Sequence[str], test: Callable[[str], object], part: float = AGREE) -> bool:
    return sum(bool(test(cell)) for cell in cells) >= part * len(cells)


def _numbered(cells: Sequence[str]) -> bool:
    """Whether the cells count: 1, 2, 3 … or 70001, 70002 …"""
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    steps = [after - before for before, after in pairwise(numbers)]
    return len(numbers) == len(cells) and len(steps) > 0 and all(0 < step <= 3 for step in steps)


def _is_phone(cell: str) -> bool:
    """By its shape a phone number: cheap, and stricter about what it begins with than a dialler would be."""
    cell = _SECOND.split(cell)[0]
    if not _PHONE.fullmatch(cell):
        return False
    digits = re.sub(r"\D", "", cell)
    if cell[0] == "+" or digits.startswith("00"):
        return 9 <= len(digits) <= 17
    begins = 8 - ("-" in cell) <= len(digits) <= 11 if digits[0] == "0" else digits[0] == "7" and len(digits) == 9
    return begins or (len(digits) == 8 and digits[0] in "2345679" and " " in cell)  # Norway, Denmark: in groups


def _phone(cells: Sequence[str]) -> bool | None:
    return True if _agree(cells, _is_phone) and (cells[0][0] in "+0(" or not _numbered(cells)) else None


def _digits(cells: Sequence[str]) -> bool | None:
    """Digits in one, as Norwegians write numbers or some programs do, may be a member's; so may numbers that count."""
    return False if _agree(cells, lambda cell: _is_phone(cell) or _PERHAPS.fullmatch(cell)) else None


def _language(cells: Sequence[str]) -> bool | None:
    said = [cell.casefold() for cell in cells]
    return True if _agree(said, lambda word: word in _LANGUAGES or word == "no") and set(said) - {"no"} else None


def _else(cells: Sequence[str]) -> bool | None:
    other = re.compile(_OTHER, re.IGNORECASE).fullmatch
    return True if _agree(cells, other) or (_numbered(cells) and cells[0] in {"0", "1"}) else None


def _id(cells: Sequence[str]) -> bool | None:
    if len(set(cells)) < len(cells) or not _agree(cells, _ID.fullmatch, 1.0):
        return None
    # A register gives all its members one width; four or five digits may as well be post codes.
    return len({len(cell) for cell in cells}) == 1 and len(cells[0]) >= 6


def _is_whole_name(cell: str) -> bool:
    words = cell.replace(",", " ", 1).split()
    return 2 <= len(words) <= 5 and all(map(is_word, words))


def _name(cells: Sequence[str]) -> bool | None:
    if not _agree(cells, _is_whole_name):
        return None
    if _agree(cells, lambda cell: any(is_given(word) for word in re.split("[ ,]+", cell)), 0.4):
        return True
    # Towns and workplaces have the same shape, but they come more than once.
    return False if len(set(cells)) >= 0.9 * len(cells) else None


def _is_one_word(cell: str) -> bool:
    return all(map(is_word, cell.split())) and len(cell.split()) <= 2


def _first_name(cells: Sequence[str]) -> bool | None:
    return True if _agree(cells, _is_one_word) and _agree(cells, lambda c: is_given(c.split()[0]), 0.4) else None


def _last_name(cells: Sequence[str]) -> bool | None:
    if not _agree(cells, _is_one_word) or not _agree(cells, lambda c: is_family(c.split()[-1]), 0.4):
        return None
    return len(set(cells)) >= 0.5 * len(cells)  # `Solberg` is a place too


def _text(cells: Sequence[str]) -> bool | None:
    return False if _agree(cells, lambda cell: all(map(is_word, cell.replace(",", " ").split()))) else None


_TESTS: tuple[tuple[str, Callable[[Sequence[str]], bool | None]], ...] = (
    (SOMETHING_ELSE, _else),
    ("phone", _phone),
    (DIGITS, _digits),
    ("language", _language),
    ("id", _id),
    ("name", _name),
    ("first_name", _first_name),
    ("last_name", _last_name),
    ("name", _text),  # names that are in no list of ours, or towns
)
