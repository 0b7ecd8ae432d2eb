"""Personal identity numbers: what is one, so that it is not stored unless somebody asks for it by name.

Sources: the Swedish tax agency's SKV 704 (personnummer) and SKV 707 (samordningsnummer: day + 60), the Norwegian
regulation on the population register (fødselsnummer, D-number: day + 40; months + 40, + 65 and + 80 are the synthetic
numbers of the authorities' test registers), and the Danish CPR office (no check digit since 2007).
"""

import re
from collections.abc import Sequence

PERSONNUMMER, SAMORDNINGSNUMMER = "personnummer", "samordningsnummer"
FODSELSNUMMER, D_NUMBER, CPR = "fødselsnummer", "d_number", "cpr"

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212"  # what a spreadsheet or a word processor makes of a hyphen
_BETWEEN = rf"(?:[ \t\u00a0]{{0,3}}[{_HYPHENS}+][ \t\u00a0]{{0,3}}|[ \u00a0]?)"
_NUMBER = rf"([0-9]{{6}}(?:[0-9]{{2}})?)({_BETWEEN})([0-9]{{4,5}})"
_whole = re.compile(_NUMBER).fullmatch
_IN_TEXT = rf"([ \t]*)([(\[]?)(?<![0-9+]){_NUMBER}(?![0-9])([)\]]?)[ \t]*"  # compiled when a text may hold one
_GROUPED = rf"[0-9]{{6}}[{_HYPHENS}\u2015 +][0-9]{{4}}(?![0-9])"
_maybe = re.compile(rf"[0-9]{{6}}{_BETWEEN}[0-9]{{4}}").search  # in every number, in hardly any other text
_AFTER_PHONE = r"(?i:tel|tlf|tfn|mob|phone|ring|sms)[\w.]*:? *$"

_FIRST_CHECK = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_CHECK = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_SHIFTED_MONTHS = (0, 40, 65, 80)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def kind(text: str) -> str | None:
    """Which personal identity number the whole text is, or None.

    Swedish numbers have 10 or 12 digits, Norwegian 11, with a hyphen, plus, space or nothing before the last part;
    their dates and check digits must be right. A Danish one has its hyphen: without a check digit, ten digits alone
    are not certain. A mobile number written as ten digits can happen to be one: ask only of cells that are no phones.
    """
    match = _whole(text.strip())
    return _kind(*match.groups()) if match else None


def is_grouped(text: str) -> bool:
    """Whether digits stand in a text as in such a number, and in no telephone number: six, a hyphen or space, four."""
    return re.search(_GROUPED, text) is not None


def is_no_phone(text: str) -> bool:
    """Whether the whole text is such a number and written like one, so that it is no phone: 010112-0012."""
    return is_grouped(text) and kind(text) is not None


def without(text: str) -> tuple[str, bool]:
    """A free text with every personal identity number in it cut out, and whether there was one.

    What stands after a word for a phone, and a number with a country code, stays.
    """
    # Every month, also a shifted one, has one of these digits: most texts are done with here, five times as fast
    # as a pattern would be.
    if not ("0" in text or "1" in text or "2" in text or "4" in text or "6" in text or "7" in text or "8" in text):
        return text, False
    if _maybe(text) is None:
        return text, False
    found = False

    def cut(match: re.Match[str]) -> str:
        nonlocal found
        _space, opened, *number, closed = match.groups()
        if _kind(*number) is None or (number[0][0] == "0" and re.search(_AFTER_PHONE, text[: match.start(2)])):
            return match[0]
        found = True
        return " " if opened and closed else f" {opened} {closed} "

    left = re.sub(_IN_TEXT, cut, text)
    return (re.sub("  +", " ", left).strip(" ,;"), True) if found else (text, False)


def share(cells: Sequence[str]) -> float:
    """Which part of the cells that are not empty are personal identity numbers: 0 to 1; 0 when all are empty."""
    filled = [cell for cell in cells if cell.strip()]
    return sum(kind(cell) is not None for cell in filled) / len(filled) if filled else 0.0


def _kind(date: str, between: str, rest: str) -> str | None:
    if len(rest) == 5:
        return _norwegian(date, rest) if len(date) == 6 else None
    swedish = _swedish(date, rest)
    if swedish is None and len(date) == 6 and between.strip() and between.strip() in _HYPHENS:
        return _danish(date)
    return swedish


def _swedish(date: str, rest: str) -> str | None:
    century = int(date[:-6] or 20)
    if not 18 <= century <= 20 or not _luhn(date[-6:] + rest):
        return None
    year, month, day = int(date[-6:-4]), int(date[-4:-2]), int(date[-2:])
    years = (century * 100 + year,) if len(date) == 8 else (1900 + year, 2000 + year)
    for name, days in ((PERSONNUMMER, day), (SAMORDNINGSNUMMER, day - 60)):
        if any(_is_date(y, month, days) for y in years):
            return name
    return None


def _norwegian(date: str, rest: str) -> str | None:
    digits = [int(digit) for digit in date + rest]
    if any(
        sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11
        for weights in (_FIRST_CHECK, _SECOND_CHECK)
    ):
        return None
    day, month, year = int(date[:2]), int(date[2:4]), int(date[4:])
    for name, days in ((FODSELSNUMMER, day), (D_NUMBER, day - 40)):
        if any(_is_date(y, month - shift, days) for y in (1900 + year, 2000 + year) for shift in _SHIFTED_MONTHS):
            return name
    return None


def _danish(date: str) -> str | None:
    day, month, year = int(date[:2]), int(date[2:4]), int(date[4:])
    days = (day, day - 60)  # day + 60: the replacement numbers of hospitals and tests
    return CPR if any(_is_date(y, month, d) for y in (1900 + year, 2000 + year) for d in days) else None


def _is_date(year: int, month: int, day: int) -> bool:
    leap_day = month == 2 and year % 4 == 0 and (year % 100 > 0 or year % 400 == 0)
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] + leap_day


def _luhn(digits: str) -> bool:
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[0::2])
    return (doubled + sum(int(digit) for digit in digits[1::2])) % 10 == 0
