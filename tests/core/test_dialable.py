"""What a program may dial. The numbers that it may not are made by rule, from the metadata of `phonenumbers`."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from ringa.core.dialable import PREMIUM, SHORT, UNSURE, Dialable, NotDialable, dialable

NORDIC = ("SE", "NO", "DK", "FI")


def refused(number: str, region: str = "SE") -> str:
    """Why a number is not dialled."""
    with pytest.raises(NotDialable) as refusal:
        dialable(number, region)
    return refusal.value.reason


def examples(*kinds: int) -> list[str]:
    """A number of each of these kinds in each country that has any."""
    found = [phonenumbers.example_number_for_type(region, kind) for region in NORDIC for kind in kinds]
    return [phonenumbers.format_number(number, PhoneNumberFormat.E164) for number in found if number]


@pytest.mark.parametrize(
    ("number", "digits"),
    [("+46701740605", "0701740605"), ("+4684650040", "084650040"), ("+46980319200", "0980319200")],
)
def test_an_ordinary_number_is_dialled_as_one_dials_it_at_home(number: str, digits: str) -> None:
    assert dialable(number, "SE") == Dialable(number, digits)


def test_a_number_abroad_is_dialled_with_its_country_code() -> None:
    assert dialable("+46701740605", "NO") == Dialable("+46701740605", "+46701740605")


@pytest.mark.parametrize("number", examples(PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST))
def test_what_costs_extra_is_never_dialled(number: str) -> None:
    assert refused(number) == PREMIUM


@pytest.mark.parametrize(
    "number", examples(PhoneNumberType.PAGER, PhoneNumberType.VOICEMAIL, PhoneNumberType.PERSONAL_NUMBER)
)
def test_numbers_that_are_nobodys_telephone_are_not_dialled(number: str) -> None:
    assert refused(number) == UNSURE


@pytest.mark.parametrize("code", ["+46", "+47", "+45", "+358"])
@given(number=st.from_regex(r"1[0-9]{2,4}", fullmatch=True))
@settings(max_examples=20)
def test_short_and_emergency_numbers_are_never_dialled(code: str, number: str) -> None:
    assert refused(code + number) in (SHORT, UNSURE)
    assert refused(number) == UNSURE


@pytest.mark.parametrize("number", ["+46112", "+47112", "+45112", "+358112", "+4702800"])
def test_why_a_short_number_is_not_dialled_is_told(number: str) -> None:
    assert refused(number) == SHORT


@pytest.mark.parametrize(
    "number",
    ["", "0701740605", "+999123456789", "+46701740605;rm", "+46 70 174 06 05", "+46701740605\n", "-e", "+467017406051"],
)
def test_what_is_no_whole_number_is_not_dialled(number: str) -> None:
    assert refused(number) == UNSURE


@given(st.text(max_size=20) | st.from_regex(r"\+4[5-7][0-9]{5,9}", fullmatch=True))
@settings(max_examples=50)
def test_nothing_but_digits_behind_a_plus_is_ever_dialled(text: str) -> None:
    try:
        number = dialable(text, "SE")
    except NotDialable:
        return
    assert number.e164 == text
    assert number.digits.removeprefix("+").isascii()
    assert number.digits.removeprefix("+").isdigit()
