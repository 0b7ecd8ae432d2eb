"""Personal identity numbers are known in every spelling, and other numbers are not taken for them.

Every number here is made by rule, with check digits computed by code of the tests' own. The years are such that nobody
can have the number (18xx, 2099), or the number is one of a test register (shifted months), or, where a form has no
century, its birth number is invented for a date on which the form is tried and stands for no one.
"""

import timeit
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringa.core.personal_number import kind, share, without


def swedish(nine: str) -> str:
    """Ten digits: the nine and the digit that makes their weighted cross-sum a multiple of ten."""
    products = "".join(str(int(digit) * (2, 1)[place % 2]) for place, digit in enumerate(nine))
    return nine + str(-sum(map(int, products)) % 10)


def norwegian(nine: str) -> str | None:
    """Eleven digits, or None where the rule gives no check digit (a remainder of 1)."""
    digits = nine
    for weights in ("376189452", "5432765432"):
        check = -sum(int(w) * int(d) for w, d in zip(weights, digits, strict=True)) % 11
        if check == 10:
            return None
        digits += str(check)
    return digits


def some_norwegian(date: str) -> str:
    return next(number for n in range(100, 1000) if (number := norwegian(f"{date}{n}")))


TEN = swedish("990101" + "123")
COORDINATION = swedish("990161" + "123")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (TEN, "personnummer"),
        (f" {TEN[:6]}-{TEN[6:]} ", "personnummer"),
        (f"{TEN[:6]}+{TEN[6:]}", "personnummer"),
        (f"{TEN[:6]} {TEN[6:]}", "personnummer"),
        (f"{TEN[:6]}–{TEN[6:]}", "personnummer"),
        (f"{TEN[:6]} - {TEN[6:]}", "personnummer"),
        (f"20{TEN[:6]}- {TEN[6:]}", "personnummer"),
        ("310199 - 0000", "cpr"),
        (f"20{TEN}", "personnummer"),
        (f"20{TEN[:6]}-{TEN[6:]}", "personnummer"),
        (f"18{TEN[:6]}+{TEN[6:]}", "personnummer"),
        (swedish("000229123"), "personnummer"),  # 2000 had a leap day, 1900 had none
        ("20" + swedish("000229123"), "personnummer"),
        (COORDINATION, "samordningsnummer"),
        (f"20{COORDINATION[:6]}-{COORDINATION[6:]}", "samordningsnummer"),
        (some_norwegian("010199"), "fødselsnummer"),
        (some_norwegian("014199"), "fødselsnummer"),
        (some_norwegian("016699"), "fødselsnummer"),
        (some_norwegian("319299"), "fødselsnummer"),
        (some_norwegian("410199"), "d_number"),
        (some_norwegian("418199"), "d_number"),
        (f"{some_norwegian('010199')[:6]} {some_norwegian('010199')[6:]}", "fødselsnummer"),
        ("310199-0000", "cpr"),
        ("610199-0000", "cpr"),
    ],
)
def test_a_number_is_known_in_each_of_its_forms(text: str, wanted: str) -> None:
    assert kind(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anna Öberg",
        TEN[:-1] + str((int(TEN[-1]) + 1) % 10),  # the check digit
        "19" + swedish("000229123"),  # no such day
        "20" + swedish("990230123"),
        swedish("991301123"),
        swedish("990100123"),
        swedish("990192123"),
        f"21{TEN}",
        f"17{TEN}",
        f"{TEN[:6]}--{TEN[6:]}",
        f"{TEN[:6]}.{TEN[6:]}",
        f"x{TEN}",
        f"{TEN}12",
        some_norwegian("300299"),  # no such day
        some_norwegian("013099"),
        "01019912345",  # neither check digit
        some_norwegian("010199")[:-1] + str((int(some_norwegian("010199")[-1]) + 1) % 10),
        f"{TEN[:6]}99{TEN[6:]}5",  # thirteen digits
        "320199-0000",
        "3101990000",  # a Danish one is certain only with its hyphen
        "310199 0000",
        "31 01 99-0000",
        "٩٩٠١٠١١٢٣٤",
    ],
)
def test_what_has_a_wrong_date_check_digit_or_form_is_none(text: str) -> None:
    assert kind(text) is None


@given(
    st.dates(date(1800, 1, 1), date(2099, 12, 31)),
    st.integers(100, 999),
    st.sampled_from(["", "-", "+", " "]),
    st.sampled_from([0, 60]),
)
def test_every_day_of_three_centuries_can_be_somebodys(day: date, serial: int, sign: str, shift: int) -> None:
    ten = swedish(f"{day:%y%m}{day.day + shift:02}{serial}")
    wanted = "samordningsnummer" if shift else "personnummer"
    assert kind(f"{day.year // 100}{ten[:6]}{sign}{ten[6:]}") == wanted
    if (day.month, day.day) != (2, 29):  # without its century, a leap day of 1800 is one of no year
        assert kind(f"{ten[:6]}{sign}{ten[6:]}") == wanted


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Anna {TEN[:6]}-{TEN[6:]} Öberg", "Anna Öberg"),
        (f"Anna ({TEN[:6]}-{TEN[6:]}) Öberg", "Anna Öberg"),
        (f"Anna Öberg [{TEN}]", "Anna Öberg"),
        (f"Anna Öberg, {TEN}", "Anna Öberg"),
        (f"{TEN}", ""),
        (f"{TEN[:6]}  -  {TEN[6:]} x", "x"),
        (f"20{TEN} {TEN}", ""),
        (f"Anna (pnr {TEN}) Öberg", "Anna (pnr ) Öberg"),
        (f"pnr {some_norwegian('418199')};", "pnr"),
        (f"fnr: {some_norwegian('010199')}, ring kl 18", "fnr: , ring kl 18"),
        ("cpr 310199-0000", "cpr"),
        (f"rad 1\n{TEN}\nrad 2", "rad 1\n \nrad 2"),
        (f"M{TEN}x", "M x"),
        (f"mobil 20{TEN}", "mobil"),  # no phone number begins so
    ],
)
def test_numbers_in_a_text_are_cut_out_and_the_text_is_closed_up(text: str, left: str) -> None:
    assert without(text) == (left, True)


PHONE = next(number for n in range(100, 200) if kind(number := swedish(f"070174{n}")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anna Öberg  Svensson ",
        "Storgatan 12, 123 45 Solna",
        "medlem 0012345678",
        f"{TEN}1 och 9{TEN}",  # part of a longer number
        f"ring hem, mobil: {PHONE}",
        f"tel. {PHONE} eller tfn {PHONE}",
        f"+46{PHONE[1:]}",
        "555-333-999",
    ],
)
def test_a_text_without_such_a_number_stays_as_it_is(text: str) -> None:
    assert without(text) == (text, False)


@given(st.text("ab 0123456789-+()", max_size=30))
def test_what_is_left_has_no_whole_number_and_nothing_is_lost_unsaid(text: str) -> None:
    left, found = without(text)
    assert found or left == text
    if kind(text):
        assert (left, found) == ("", True)


def test_the_share_is_of_the_cells_that_are_not_empty() -> None:
    assert share([TEN, "", " ", "0012345"]) == 0.5
    assert share(["", " "]) == share([]) == 0.0


def test_a_text_without_digits_is_done_with_at_once() -> None:
    def fastest(text: str) -> float:
        return min(timeit.repeat(lambda: without(text), number=500, repeat=7))

    name = "Anna-Lena Öberg Svensson, Pendeltåg och buss i Södertälje xx"
    assert fastest(name) * 4 < fastest(f"{name[:49]} {TEN}")  # 0.3 µs and 15: an import asks a million times
