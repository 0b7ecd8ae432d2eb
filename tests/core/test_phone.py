"""A number is read however it is written, and never guessed. All numbers here are fictional (PTS)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.phone import NOT_READABLE, PREMIUM, Number, NumberProblem, read_cell, searchable

MOBILE = Number("+46701740605", "mobile", "070-174 06 05")
OFFICE = Number("+46846500400", "fixed", "08-465 004 00")


@pytest.mark.parametrize(
    "text",
    [
        "070-174 06 05", "0701740605", "+46701740605", "0046701740605", "+46 (0)70-174 06 05", "46701740605",
        "46 70 174 06 05", "701740605", "070.174.06.05", "070/174 06 05", "(070) 174 06 05", "070 – 174 06 05",
        " 070-17406O5 ", "０７０１７４０６０５",
    ],
)  # fmt: skip
def test_one_number_in_many_writings_is_one_number(text: str) -> None:
    assert read_cell(text, "SE") == [MOBILE]


@pytest.mark.parametrize("text", ["08-465 004 00", "08 - 46500400", "+46 8 465 004 00"])
def test_a_fixed_line_is_known_as_one(text: str) -> None:
    assert read_cell(text, "SE") == [OFFICE]


@settings(max_examples=60)
@given(
    st.sampled_from([f"70174{n:04}" for n in range(605, 700)] + [f"3139{n:05}" for n in range(600, 650)]),
    st.sampled_from(["0", "+46", "0046", "46", "+46 (0)"]),
    st.lists(st.sampled_from(["", "", " ", "-", "."]), min_size=9, max_size=9),
)
def test_signs_between_the_digits_do_not_count(national: str, prefix: str, between: list[str]) -> None:
    text = prefix + "".join(digit + sign for digit, sign in zip(national, between, strict=True))
    assert [number.e164 for number in read_cell(text, "SE")] == ["+46" + national]


@pytest.mark.parametrize(
    "text",
    [
        "070-174 06 05 / 08-465 004 00", "0701740605;0846500400", "0701740605,, 0846500400", "0701740605\n0846500400",
        "070-174 06 05 eller 08-465 004 00", "0701740605 och 0846500400", "0701740605|0846500400",
        "070-174 06 05, 08-465 004 00", "0701740605 ; +46701740605 ; 0846500400", "0701740605; -; 0846500400",
    ],
)  # fmt: skip
def test_several_numbers_in_one_cell_are_all_read_each_once(text: str) -> None:
    assert read_cell(text, "SE") == [MOBILE, OFFICE]


@pytest.mark.parametrize("text", ["", "  ", "-", "saknas", "N/A", "0", "Okänt"])
def test_a_word_for_none_is_no_number_and_no_mistake(text: str) -> None:
    assert read_cell(text, "SE") == []


@pytest.mark.parametrize(
    "text",
    [
        "12345", "070-174 06", "7.01740605E+08", "4,67E+10", "ring hem", "070-174 06 05 (Kims)", "abc / 0701740605",
        "0701740605#12", "+46 70", "08-465 004 00,12", "0701740605;12",
    ],
)  # fmt: skip
def test_what_is_not_certainly_a_number_is_refused(text: str) -> None:
    with pytest.raises(NumberProblem) as caught:
        read_cell(text, "SE")
    assert caught.value.reason == NOT_READABLE


def test_premium_numbers_are_refused_as_such() -> None:
    with pytest.raises(NumberProblem) as caught:
        read_cell("0900-123 45 67", "SE")
    assert caught.value.reason == PREMIUM


def test_a_number_from_abroad_is_shown_with_its_country() -> None:
    assert read_cell("+46701740605", "NO")[0].shown == "+46 70 174 06 05"


def test_a_number_that_is_neither_mobile_nor_fixed_is_another_kind() -> None:
    assert read_cell("+800 1234 5678", "SE")[0].kind == "other"


@pytest.mark.parametrize("text", ["070-174", "+46 (0)70-174", "0046701 74", "70174"])
def test_a_number_is_searched_by_its_digits(text: str) -> None:
    assert searchable(text) in ("70174", "4670174")


@pytest.mark.parametrize("text", ["Åsa", "07", "m0012345", ""])
def test_other_text_is_not_searched_as_a_number(text: str) -> None:
    assert searchable(text) == ""
