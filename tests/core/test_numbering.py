"""The fast way reads every cell that it accepts exactly as the library does, over the whole numbering plans.

Numbers here are made up by rule, over all that the plans hold; those written by hand are fictional (PTS).
"""

import random
import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import numbering
from ringa.core.numbering import calling_code, column_reader, reader
from tests import make_numbering

REGIONS = ("SE", "NO", "DK", "FI")
ABROAD = {"SE": "46", "NO": "47", "DK": "45", "FI": "358"}
# What people put before and between the digits of a number.
BEGINNINGS = (
    "", "0", "00", *(before + code + after for code in ABROAD.values() for before in ("+", "00", "", "(+")
                     for after in ("", " ", ") ", "(0)", " (0)", "0")),
)  # fmt: skip
SIGNS = ("", "", "", "", " ", "-", "\u00a0", "\u2013", ".", "/", "(", ")", "  ")
CELLS = st.builds(
    lambda start, digits, marks: start + "".join(d + m for d, m in zip(digits, marks, strict=False)),
    st.sampled_from(BEGINNINGS),
    st.text("0123456789", min_size=4, max_size=11),
    st.lists(st.sampled_from(SIGNS), min_size=11, max_size=11),
)
KINDS = {0: "fixed", 1: "mobile", 2: "mobile"}


def parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def by_the_library(cell: str, region: str) -> tuple[str, str, str] | None:
    """What the library says of a cell; of one that is a country code without its plus, with the plus."""
    number = parsed(cell, region) or parsed("+" + cell.lstrip("( "), region)
    if number is None:
        return None
    at_home = str(number.country_code) == ABROAD[region]
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        KINDS.get(phonenumbers.number_type(number), "unusual"),
        phonenumbers.format_number(number, style),
    )


@settings(max_examples=1000)
@given(CELLS, st.sampled_from(REGIONS))
def test_what_it_accepts_is_what_the_library_says(cell: str, region: str) -> None:
    read = reader(region)(cell)
    assert read is None or read == by_the_library(cell, region)


@settings(max_examples=300)
@given(st.text("0123456789+-() .,/xOE;#٠٧＋０\u00a0\u200b\n", max_size=18), st.sampled_from(REGIONS))
def test_what_is_not_digits_and_usual_signs_is_not_misread_either(cell: str, region: str) -> None:
    read = reader(region)(cell)
    assert read is None or read == by_the_library(cell, region)


LOOSE = CELLS | st.text("0123456789+-() .\n\r\t\u00a0\u2013\u2028x٠０", max_size=14)


@settings(max_examples=300)
@given(
    st.lists(LOOSE | st.sampled_from(["", "\n", "+", "070-174 06 05"]), max_size=6), st.sampled_from(["XX", *REGIONS])
)
def test_a_column_is_read_cell_by_cell(cells: list[str], region: str) -> None:
    alone = [reader(region)(cell) for cell in cells]
    expected = [
        "" if cell == "" else "\t".join(read) if read else None for cell, read in zip(cells, alone, strict=True)
    ]
    assert column_reader(region)(cells) == expected


def test_a_line_break_in_one_cell_moves_no_number_to_another() -> None:
    read = column_reader("SE")(["070-174 06 05", "070\n1740606", "+46 70 174 06 07", ""])
    assert [found and found.partition("\t")[0] for found in read] == ["+46701740605", None, "+46701740607", ""]
    assert column_reader("SE")([]) == []


def test_the_calling_code_of_a_region_is_known_where_there_is_a_table() -> None:
    assert {region: calling_code(region) for region in REGIONS} == {name: f"+{code}" for name, code in ABROAD.items()}
    assert [calling_code(region) for region in ("DE", "", "S", "fixed")] == ["+"] * 4


@pytest.mark.parametrize("country", REGIONS)
def test_every_beginning_of_three_digits_and_every_length_is_read_alike_in_every_shape(country: str) -> None:
    chance = random.Random(country)
    code, trunk = ABROAD[country], "0" if country in ("SE", "FI") else ""
    for first in range(1000):
        for length in range(5, 11):
            number = f"{first:03}" + "".join(chance.choices("0123456789", k=length - 3))
            home = chance.choice(REGIONS)
            shape = chance.choice(("+{}{}", "00{}{}", "+{} (0){}", "{}{}", "+{}-{}", " +{}\u00a0{} "))
            cell = shape.format(code, number)
            for text, region in ((cell, home), (trunk + number, country), (number, country)):
                read = reader(region)(text)
                assert read is None or read == by_the_library(text, region), (text, region)


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_nearly_all_valid_mobile_and_fixed_numbers_take_the_fast_way(country: str) -> None:
    chance = random.Random(country)
    valid = missed = 0
    for _ in range(3000):
        cell = f"+{ABROAD[country]}{chance.randrange(10_000_000, 1_000_000_000)}"
        expected = by_the_library(cell, country)
        if expected and expected[1] != "unusual":
            valid += 1
            missed += reader(country)(cell) is None
    assert valid > 50 and missed <= valid * 0.01


@pytest.mark.parametrize(
    ("region", "cell", "read"),
    [
        ("SE", "070-174 06 05", ("+46701740605", "mobile", "070-174 06 05")),
        ("SE", "+46 70 174 06 05", ("+46701740605", "mobile", "070-174 06 05")),
        ("SE", "0046701740605", ("+46701740605", "mobile", "070-174 06 05")),
        ("SE", "+46 (0)70-174 06 05", ("+46701740605", "mobile", "070-174 06 05")),
        ("SE", "46701740605", ("+46701740605", "mobile", "070-174 06 05")),
        ("SE", "701740605", ("+46701740605", "mobile", "070-174 06 05")),
        ("SE", "070\u00a0174\u00a006\u00a005", ("+46701740605", "mobile", "070-174 06 05")),
        ("SE", " 070\u2013174 06 05 ", ("+46701740605", "mobile", "070-174 06 05")),
        ("SE", "08-465 004 00", ("+46846500400", "fixed", "08-465 004 00")),
        ("SE", "031-390 06 00", ("+46313900600", "fixed", "031-390 06 00")),
        ("SE", "0980-319 200", ("+46980319200", "fixed", "0980-31 92 00")),
        ("NO", "+46 70 174 06 05", ("+46701740605", "mobile", "+46 70 174 06 05")),
        ("DK", "0046 8 465 004 00", ("+46846500400", "fixed", "+46 8 465 004 00")),
        ("FI", "46701740605", ("+46701740605", "mobile", "+46 70 174 06 05")),
    ],
)
def test_the_usual_shapes_take_the_fast_way(region: str, cell: str, read: tuple[str, str, str]) -> None:
    assert reader(region)(cell) == read == by_the_library(cell, region)


@pytest.mark.parametrize("region", REGIONS)
def test_the_usual_shapes_of_all_four_countries_take_the_fast_way_in_each(region: str) -> None:
    for country, code in ABROAD.items():
        example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
        assert example is not None
        number = str(example.national_number)
        for cell in (f"+{code}{number}", f"00{code} {number}", f"+{code} {number[:2]} {number[2:]}"):
            read = reader(region)(cell)
            assert read is not None and read == by_the_library(cell, region)


@pytest.mark.parametrize(
    "cell",
    [
        "", " ", "+", "0", "00", "0046", "x", "070", "010000012", "020-123 456", "0900-123 45", "+47 (0)40 61 23 45",
        "46500400", "465004001", "461201 1234", "701740605.0", "070-174 06 05 / 08-465 004 00", "+49 30 123456", "²²²",
        "０７０１７４０６０５",
    ],
)  # fmt: skip
def test_everything_else_is_left_to_the_library(cell: str) -> None:
    assert reader("SE")(cell) is None


@pytest.mark.parametrize("cell", ["0 40 61 23 45", "4061234", "46701740", "12345678"])
def test_where_numbers_have_no_trunk_zero_none_is_taken_away(cell: str) -> None:
    read = reader("NO")(cell)
    assert read == by_the_library(cell, "NO")


@pytest.mark.parametrize("region", ["US", "GB", "XX", "IT", "", "S", "fixed"])
def test_a_region_without_a_table_has_no_fast_way(region: str) -> None:
    assert reader(region)("+46701740605") is None


def test_the_tables_are_what_the_installed_library_gives() -> None:
    assert make_numbering.FILE.read_text(encoding="utf-8") == make_numbering.written()


def test_the_makers_proof_sees_a_pattern_that_looks_at_a_later_digit() -> None:
    shapes = [tuple(frozenset(place) for place in ("4", "5", "0123456789", "012346789"))]
    assert not make_numbering._decides("453", shapes) and make_numbering._decides("463", shapes)


def test_usual_cells_do_not_load_the_library() -> None:
    code = "import sys; from ringa.core.phone import read_cell as r; r('070-174 06 05 / 08-465 004 00', 'SE');"
    code += "r('Mobil: 070-174 06 05', 'SE'); r('saknas', 'SE'); sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_calling_codes_are_those_of_the_tables() -> None:
    assert set(numbering.CODES) == set(ABROAD.values())
