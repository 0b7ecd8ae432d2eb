"""Writes `ringa/core/numbering_tables.py` from the metadata of `phonenumbers`: `python -m tests.make_numbering`.

A number's first three digits decide, for a given length, what it is and how it is grouped, as long as no pattern of
the metadata looks at a later digit. Where that is so (it is proven on the patterns, not sampled), the library is asked
once; where it is not, the table keeps silent and the number is left to the library.
"""

import importlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import phonenumbers as library
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

REGIONS = ("SE", "NO", "DK", "FI")
FILE = Path(__file__).parent.parent / "ringa/core/numbering_tables.py"
HEAD = '''\
"""The usual numbers of four countries. Made by `python -m tests.make_numbering` from phonenumbers; never edited.

Per country: its calling code and trunk prefix; then kind, national and international grouping, and the first digits
of the national numbers that are so: `70` is 700 to 709, `12[015]` is 120, 121 and 125.
"""

TABLES = """\\
'''

KINDS = {0: "fixed", 1: "mobile", 2: "mobile"}  # the others are left to the library
GROUPS = 4  # at most, in a usual number
ANY = frozenset("0123456789")
DESCRIPTIONS = (
    "general_desc", "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip",
    "pager", "uan", "voicemail",
)  # fmt: skip
Shape = tuple[frozenset[str], ...]  # the digits that may stand at each place


def written() -> str:
    """The whole module as text."""
    return HEAD + "\n\n".join("\n".join(_country(region)) for region in REGIONS) + '\n"""\n'


def _country(region: str) -> Iterator[str]:
    code = library.country_code_for_region(region)
    yield f"{region} {code} {library.ndd_prefix_for_region(region, True) or ''}".strip()
    blocks = defaultdict(set)
    shapes = _shapes(code)
    for first in ("".join(digits) for digits in product("0123456789", repeat=3)):
        if _decides(first, shapes):
            for length in range(5, 13):
                if row := _asked(code, first.ljust(length, "0")):
                    blocks[row].add(first)
    for row, firsts in sorted(blocks.items()):
        for line in _wrapped(_shortened(firsts), 112 - len(" | ".join(row))):
            yield " | ".join((*row, line))


def _asked(code: int, number: str) -> tuple[str, str, str] | None:
    """Kind and groupings of a national number, by the library; None where it is not usual."""
    parsed = library.parse(f"+{code}{number}", None)
    kind = KINDS.get(library.number_type(parsed))
    if kind is None or str(parsed.national_number) != number or not library.is_valid_number(parsed):
        return None
    home = _mask(library.format_number(parsed, library.PhoneNumberFormat.NATIONAL), len(number))
    away = _mask(library.format_number(parsed, library.PhoneNumberFormat.INTERNATIONAL), len(number))
    return (kind, home, away.partition(" ")[2]) if max(len(_groups(home)), len(_groups(away))) <= GROUPS + 1 else None


def _mask(text: str, length: int) -> str:
    """`070-174 06 05` as `0##-### ## ##`: a sign for each of the last `length` digits."""
    places = [n for n, sign in enumerate(text) if sign.isdecimal()][-length:]
    return "".join("#" if n in places else sign for n, sign in enumerate(text))


def _groups(mask: str) -> list[str]:
    return mask.replace("-", " ").split()


def _decides(first: str, shapes: list[Shape]) -> bool:
    """Whether no pattern that numbers with these first digits can fit looks at a later digit."""
    fitting = (shape for shape in shapes if all(d in place for d, place in zip(first, shape, strict=False)))
    return all(place == ANY for shape in fitting for place in shape[len(first) :])


def _shapes(code: int) -> list[Shape]:
    """Every shape that any pattern of the calling code knows: of kinds, of groupings, of regions within it."""
    patterns = set()
    for region in COUNTRY_CODE_TO_REGION_CODE[code]:
        data: Any = PhoneMetadata.metadata_for_region(region)
        patterns |= {getattr(data, name).national_number_pattern for name in DESCRIPTIONS if getattr(data, name)}
        patterns |= {form.leading_digits_pattern[-1] for form in (*data.number_format, *data.intl_number_format)}
        patterns.add(data.leading_digits)
    return [shape for pattern in patterns if pattern for shape in _spelled(_parser().parse(pattern))]


@cache
def _parser() -> Any:
    return importlib.import_module("re._parser")


def _spelled(tree: Any) -> list[Shape]:
    """A parsed pattern as the list of all its shapes."""
    shapes: list[Shape] = [()]
    for name, value in tree:
        shapes = [before + after for before, after in product(shapes, _node(str(name), value))]
    return shapes


def _node(name: str, value: Any) -> list[Shape]:
    if name == "LITERAL":
        return [(frozenset(chr(value)),)]
    if name == "IN":
        return [(frozenset().union(*(_members(str(kind), each) for kind, each in value)),)]
    if name == "SUBPATTERN":
        return _spelled(value[-1])
    if name == "BRANCH":
        return [shape for branch in value[1] for shape in _spelled(branch)]
    if name == "MAX_REPEAT":
        least, most, tree = value
        return [sum(each, ()) for n in range(least, most + 1) for each in product(_spelled(tree), repeat=n)]
    raise NotImplementedError(name)  # new in the metadata: teach it here before trusting the tables


def _members(kind: str, value: Any) -> frozenset[str]:
    if kind == "CATEGORY":
        return ANY
    low, high = value if kind == "RANGE" else (value, value)
    return frozenset(map(chr, range(low, high + 1)))


def _shortened(firsts: set[str]) -> list[str]:
    """First digits by tens: `70` for 700 to 709, `12[015]` for 120, 121 and 125."""
    tens: defaultdict[str, str] = defaultdict(str)
    for first in sorted(firsts):
        tens[first[:2]] += first[2]
    return [two if len(thirds) == len(ANY) else f"{two}[{thirds}]" for two, thirds in tens.items()]


def _wrapped(words: list[str], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        if len(line) + len(word) >= width:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
