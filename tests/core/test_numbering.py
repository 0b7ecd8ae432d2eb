"""The fast way reads every cell that it accepts exactly as the library does."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import phone
from ringa.core.numbering import plan_for

REGIONS = ("SE", "NO", "DK", "FI")
# What people put around and between the digits of a number.
BEGINNINGS = ("", "0", "00", "+46", "+46 ", "0046", "+47", "0047 ", "+45", "+358", "7", "07", "08", "4", "9", "2")
CELLS = st.builds(
    lambda start, digits, marks: start + "".join(d + m for d, m in zip(digits, marks, strict=False)),
    st.sampled_from(BEGINNINGS),
    st.text("0123456789", min_size=4, max_size=11),
    st.lists(st.sampled_from(["", "", "", "", " ", "-"]), min_size=11, max_size=11),
).map(str.strip)


def by_the_library(cell: str, region: str) -> tuple[str, str, str] | None:
    try:
        number = phonenumbers.parse(cell, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number_for_region(number, region):
        return None
    kinds = {phonenumbers.PhoneNumberType.FIXED_LINE: "fixed", phonenumbers.PhoneNumberType.MOBILE: "mobile"}
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        kinds.get(phonenumbers.number_type(number), "unusual"),
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL),
    )


@settings(max_examples=1500)
@given(CELLS, st.sampled_from(REGIONS))
def test_what_it_accepts_is_what_the_library_says(cell: str, region: str) -> None:
    plan = plan_for(region)
    read = plan.read(cell) if plan else None
    assert read is None or read == by_the_library(cell, region)


@pytest.mark.parametrize("region", ["SE", "NO"])
@pytest.mark.parametrize("ending", ["00000", "12345", "98765", "55555"])
def test_every_beginning_of_four_digits_and_every_length_is_read_alike(region: str, ending: str) -> None:
    plan = plan_for(region)
    assert plan is not None
    prefix = "0" if region == "SE" else ""
    for start in range(1000, 10000, 3):
        for length in (7, 8, 9):
            cell = prefix + f"{start}{ending}"[:length]
            read = plan.read(cell)
            assert read is None or read == by_the_library(cell, region), cell


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("070-174 06 05", ("+46701740605", "mobile", "070-174 06 05")),
        ("+46 70 174 06 05", ("+46701740605", "mobile", "070-174 06 05")),
        ("0046701740605", ("+46701740605", "mobile", "070-174 06 05")),
        ("08-465 004 00", ("+46846500400", "fixed", "08-465 004 00")),
        ("031-390 06 00", ("+46313900600", "fixed", "031-390 06 00")),
    ],
)
def test_the_usual_shapes_take_the_fast_way(cell: str, read: tuple[str, str, str]) -> None:
    plan = plan_for("SE")
    assert plan is not None and plan.read(cell) == read
    assert phone.read_cell(cell, "SE") == [phone.Number(*read)]


@pytest.mark.parametrize(
    "cell",
    ["+46 (0)70-174 06 05", "010000012", "0100-00012", "070", "020-123 456", "0900-123 45", "+47 40 00 00 00", "x"],
)
def test_everything_else_is_left_to_the_library(cell: str) -> None:
    plan = plan_for("SE")
    assert plan is not None and plan.read(cell) is None


@pytest.mark.parametrize("region", ["US", "GB", "XX", "IT"])
def test_a_region_with_other_habits_has_no_fast_way(region: str) -> None:
    assert plan_for(region) is None
