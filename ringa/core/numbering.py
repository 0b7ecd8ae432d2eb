"""A fast way to read the usual shapes of phone numbers, exactly as `phonenumbers` reads them.

It looks numbers up in tables made ahead from the library's own metadata, accepts only what it is certain of, and leaves
everything else to the library: a list of a million members would otherwise take minutes. Tests hold the two equal.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from ringa.core.numbering_tables import TABLES

Reader = Callable[[str], tuple[str, str, str] | None]
ColumnReader = Callable[[Sequence[str]], list[str | None]]
_Groups = tuple[str, str, int, str, int, str, int, str]  # kind, then in turn: what stands before a group, where it ends
_Style = tuple[str, str, str, int, str, int, str, int, str]  # what stands before it in E.164, then the groups
_Styles = dict[str, dict[int, _Style]]  # by the first three digits of a national number and by its length

# What may stand between digits. No full stop: a spreadsheet's 701740605.0 has one digit more than the number.
_SIGNS = " -()\u00a0\u2010\u2011\u2012\u2013\u2014\u2015\u2212"

CODES = tuple(re.findall(r"^[A-Z]+ (\d+)", TABLES, re.MULTILINE))  # calling codes of the countries that have a table

# Without any prefix a number is certain when it has this many digits: with fewer, a local number without its area code
# looks the same (465 004 00 of Stockholm is also 046-50 04 00 of Lund); with more, it begins with a country code.
LOST_ZERO = 9
_NO_TRUNK = 8  # in Norway and Denmark every number is written so
_LONGEST = 15  # digits of an E.164 number
_LOST_PLUS = 11  # with fewer: a number of the country itself, or a Swedish personal identity number


def calling_code(region: str) -> str:
    """What every number of a region begins with in E.164 (`+46`), as far as there is a table; else only `+`."""
    found = re.search(rf"^{region} (\d+)", TABLES, re.MULTILINE)
    return f"+{found[1]}" if found else "+"


class _Country(NamedTuple):
    region: str
    code: str
    trunk: str  # what stands before the area code within the country: "0" or nothing
    styles: _Styles


def reader(region: str) -> Reader:
    """The reader of cells for a region: E.164, kind ("fixed", "mobile") and the form to show; None for "ask further".

    A number of the region itself is shown in national form, a neighbour's in international form. Regions without a
    table get a reader that always says None. The source of all rules is the metadata of `phonenumbers`.
    """
    read_column = column_reader(region)

    def read(cell: str) -> tuple[str, str, str] | None:
        (found,) = read_column([cell])
        if not found:
            return None
        e164, kind, shown = found.split("\t")
        return e164, kind, shown

    return read


@cache
def column_reader(region: str) -> ColumnReader:
    """As `reader`, for many cells in one step, and each number as one text with tabs between its parts.

    An empty cell gives an empty text: it has no number.
    """
    countries = sorted(_countries(region), key=lambda country: country.region != region)
    home = countries[0]
    if home.region != region:
        return lambda cells: ["" if cell == "" else None for cell in cells]
    beginnings = [(f"00{each.code}", len(each.code) + 2, each) for each in countries]
    trunk, nothing = home.trunk, (home, "")

    def with_code(digits: str) -> str:
        """A number without any prefix as an international one; nothing where it is not certain."""
        if len(digits) == (LOST_ZERO if trunk else _NO_TRUNK) and not (trunk and digits.startswith(CODES)):
            return f"00{home.code}{digits}"
        if len(digits) >= _LOST_PLUS or (not trunk and digits.startswith(home.code)):
            return f"00{digits}"
        return ""

    def international(digits: str) -> tuple[_Country, str]:
        """The country and the national number."""
        if digits[:1] != "0":
            digits = with_code(digits)
        for beginning, length, country in beginnings:
            if digits.startswith(beginning):
                number = digits[length:]
                return country, number[1:] if country.trunk and number[:1] == "0" else number
        return nothing

    def from_afar(digits: str) -> tuple[str, _Style | None]:
        """The national number, and how one of its kind is written."""
        country, number = international(digits)
        lengths = country.styles.get(number[:3])
        return number, lengths.get(len(number)) if lengths else None

    # what a number within the country begins with, up to the third digit behind the trunk prefix
    within = {f"{trunk}{first}": lengths for first, lengths in home.styles.items()} if trunk else {}
    behind = len(trunk)

    def look_up(numbers: Sequence[str]) -> Iterator[str | None]:
        for digits in numbers:
            if lengths := within.get(digits[:4]):
                number = digits[behind:]
                style = lengths.get(len(number))
            else:
                number, style = from_afar(digits)
            if style is None or not (number.isdecimal() and number.isascii()):
                yield None
                continue
            plus, kind, before, end, sign, end2, sign2, end3, sign3 = style
            yield (
                f"{plus}{number}\t{kind}\t"
                f"{before}{number[:end]}{sign}{number[end:end2]}{sign2}{number[end2:end3]}{sign3}{number[end3:]}"
            )

    def read(cells: Sequence[str]) -> list[str | None]:
        text = "\n".join(cells)
        if text.count("\n") >= len(cells) > 0:
            return [None if "\n" in cell else read([cell])[0] for cell in cells]
        for sign in _SIGNS:
            text = text.replace(sign, "")
        numbers = f"\n{text}".replace("\n+", "\n00")[1:].split("\n")
        found = [*look_up(numbers)] if cells else []
        if "" in cells:
            found = ["" if cell == "" else number for number, cell in zip(found, cells, strict=True)]
        return found

    return read


def _countries(home: str) -> Iterator[_Country]:
    for block in TABLES.strip().split("\n\n"):
        head, *rows = block.split("\n")
        region, code, *trunk = head.split()
        styles: _Styles = {}
        for row in rows:
            kind, national, international, firsts = row.split(" | ")
            style = _style(kind, national if region == home else f"+{code} {international}")
            for first in _spelled(firsts):
                styles.setdefault(first, {})[international.count("#")] = f"+{code}", *style
        yield _Country(region, code, "".join(trunk), styles)


def _style(kind: str, mask: str) -> _Groups:
    """`0##-### ## ##` as what stands before its groups and where they end; the tables have four groups at most."""
    before, *signs = re.split("#+", mask)
    ends = [*accumulate(map(len, re.findall("#+", mask))), _LONGEST, _LONGEST]
    signs += ["", ""]
    return kind, before, ends[0], signs[0], ends[1], signs[1], ends[2], signs[2]


def _spelled(firsts: str) -> Iterator[str]:
    """The first three digits that `70 12[015]` stands for."""
    for ten in firsts.split():
        yield from (ten[:2] + third for third in ten[3:-1] or "0123456789")
