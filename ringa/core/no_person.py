"""What stands in the rows of a list and is no person: totals, lines that divide, words for "none" in place of an id.

In Swedish, Norwegian, Danish, Finnish and English, and what spreadsheets write for an error in these languages.
"""

import re

from ringa.core.phone_words import NONE, is_none

NOTHING, NOBODY, ROUNDED = "nothing", "nobody", "rounded"  # no id at all, a total or a line, what is left of an id

_SUMS = (
    "summa|summor|suma|sum|sums|summe|delsumma|slutsumma|totalsumma|totalsum|total|totals|totalt|totalen|totalantal"
    "|subtotal|antal|antall|count|iallt|sammanlagt|sammenlagt|yhteensä"
)
_OF = (
    "st|stk|kpl|stycken|pers|personer|people|medlemmar|medlemmer|members|jäsentä|rader|rækker|rows|poster|totalt|total"
)
_TOTAL = (
    rf"[* ]*(?:{_SUMS}|i allt|i alt|in total|grand total|sub total)"
    rf"(?: (?:{_OF}))*(?: ?[ :=] ?[0-9][0-9 .,]*(?:{_OF})?)?[ :=.*]*"
)
_LINE = r"(?=[-–—=_~+|*])[-–—=_~+|*: ]{3,}"
_LONGEST = 80  # characters of a total
_ERROR = r"#(?:N/A|I/T|[A-ZÅÄÖÆØ]+(?:/0)?[!?]|#*)"  # of a spreadsheet; #### is a column that was too narrow
_ROUNDED = r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2}"  # 1.23E+11, where a spreadsheet has rounded the digits away
_USUAL = "(?=.*[1-9])[^ :=+]*"  # an id that needs no further look

# Of all texts of letters and digits, in small letters, the ones that are nobody's id.
PLAIN_WORDS = frozenset(word for word in (*NONE, *_SUMS.split("|")) if word.isalnum())


def is_total(text: str) -> bool:
    """Whether a text on one line says a word for a total, perhaps with a number, or is a line of dashes."""
    if len(text) <= _LONGEST and re.fullmatch(_TOTAL, text, re.IGNORECASE):
        return True
    return re.fullmatch(_LINE, text) is not None


def is_error(text: str) -> bool:
    """Whether a text is what a spreadsheet shows of a cell that it could not calculate."""
    return re.fullmatch(_ERROR, text) is not None


def not_an_id(text: str) -> str:
    """Why a text on one line is nobody's id: NOTHING, NOBODY or ROUNDED; '' for one that may be somebody's."""
    if re.fullmatch(_USUAL, text):
        return ""
    if is_total(text):
        return NOBODY
    if is_none(text) or is_error(text):
        return NOTHING
    return ROUNDED if re.fullmatch(_ROUNDED, text) else ""
