"""A number is read however it is written, and never guessed.

All numbers written by hand are fictional (PTS), or no numbers at all; the properties make numbers up by rule.
"""

import re
from collections.abc import Iterator

import phonenumbers
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ringa.core import phone
from ringa.core.phone import (
    NOT_READABLE,
    PREMIUM,
    ROUNDED,
    Number,
    NumberProblem,
    read_cell,
    read_parts,
    searchable,
)

MOBILE = Number("+46701740605", "mobile", "070-174 06 05")
OFFICE = Number("+46846500400", "fixed", "08-465 004 00")
OFFICE_12 = OFFICE._replace(extension="12")


@pytest.mark.parametrize(
    "text",
    [
        "070-174 06 05", "0701740605", "+46701740605", "0046701740605", "+46 (0)70-174 06 05", "0046 (0)70 174 06 05",
        "+46 0701740605", "(+46) 70 174 06 05", "46701740605", "46 70 174 06 05", "701740605", "70-174 06 05",
        "070.174.06.05", "070/174 06 05", "(070) 174 06 05", "070 – 174 06 05", "070  174 06 05", "070\t174 06 05",
        "'0701740605", "[070]1740605", "070-1740605 -", "(070-174 06 05)",
        "701740605.0", "701740605,0", "46701740605.00", "+46701740605.0",  # what a spreadsheet makes of it
        '"0701740605"', "`0701740605", "´0701740605", "“070-174 06 05”", "callto:+46701740605", "callto://+46701740605",
        "O70-174 06 05", "o701740605", "O701740605",
        " 070-17406O5 ", "07O-1740605", "07OI740605", "07017406O5", "070l740605",
        "０７０１７４０６０５", "０７０－１７４　０６０５", "＋４６ ７０１７４０６０５", "٠٧٠١٧٤٠٦٠٥",
        "070\u200b1740605", "\ufeff0701740605", "\u202d0701740605\u202c", "070\u00ad1740605", "\u200e+46701740605",
        "Mobil: 070-174 06 05", "mobil 0701740605", "mob.0701740605", "M: 0701740605", "m.0701740605",
        "070-174 06 05 (mobil)", "Tel. nr: 070-174 06 05", "tel0701740605", "tfn 0701740605", "tel:+46701740605",
        "mobil hem 0701740605", "arb: 0701740605", "jobbmobil +46 70 174 06 05", "hem 701740605", "📱 0701740605",
        "☎️0701740605", "0701740605 privat", "mobiltlf. 0701740605", "Hjemme: 0701740605", "matkapuh. 0701740605",
        "cell +46701740605", "Työ: 0701740605", "växel 0701740605", "0701740605 vx", "direkt: 0701740605",
        "mobil: 0701740605 hem: saknas",
    ],
)  # fmt: skip
def test_one_number_in_many_writings_is_one_number(text: str) -> None:
    assert read_cell(text, "SE") == [MOBILE]


@pytest.mark.parametrize("text", ["08-465 004 00", "08 - 46500400", "+46 8 465 004 00", "846500400", "08/465 004 00"])
def test_a_fixed_line_is_known_as_one(text: str) -> None:
    assert read_cell(text, "SE") == [OFFICE]


@pytest.mark.parametrize(
    "text",
    [
        "08-465 004 00 ankn 12", "08-465 004 00 ankn. 12", "08-465 004 00, ankn 12", "08-465 004 00 (ankn 12)",
        "08-465 004 00 anknytning 12", "08-46500400 anm 12", "0846500400x12", "08-465 004 00 X 12", "+46846500400x12",
        "08-465 004 00 ext. 12", "0846500400;ext=12", "vx 08-465 004 00 ankn 12", "tel 08-465 004 00, ext 12",
        "08-465 004 00  tilknytning: 12", "08-465 004 00 lokal 12", "08-465 004 00 alanumero 12", "846500400 x12",
    ],
)  # fmt: skip
def test_an_extension_is_kept_beside_the_number(text: str) -> None:
    assert read_cell(text, "SE") == [OFFICE_12]


@settings(max_examples=60)
@given(
    st.sampled_from([f"70174{n:04}" for n in range(605, 700)] + [f"3139{n:05}" for n in range(600, 650)]),
    st.sampled_from(["0", "+46", "0046", "46", "+46 (0)"]),
    st.lists(st.sampled_from(["", "", " ", "-", "."]), min_size=9, max_size=9),
)
def test_signs_between_the_digits_do_not_count(national: str, prefix: str, between: list[str]) -> None:
    text = prefix + "".join(digit + sign for digit, sign in zip(national, between, strict=True))
    assume(not re.fullmatch(r"\+?[1-9][0-9]*\.[0-9]{1,2}", text))  # that is a fraction
    assert [number.e164 for number in read_cell(text, "SE")] == ["+46" + national]


@pytest.mark.parametrize(
    "text",
    [
        "070-174 06 05 / 08-465 004 00", "0701740605;0846500400", "0701740605,, 0846500400", "0701740605\n0846500400",
        "070-174 06 05 eller 08-465 004 00", "0701740605 och 0846500400", "0701740605|0846500400",
        "070-174 06 05 08-465 004 00", "0701740605 0846500400", "+46701740605 0846500400", "(070)1740605 (08)46500400",
        "0046 70 174 06 05 0046 8 465 004 00", "mobil 070 174 06 05 08 465 004 00", "070-174 06 05 + 08-465 004 00",
        "070-174 06 05 el. 08-465 004 00", "0701740605 el 0846500400", "0701740605 resp. 0846500400",
        "070-174 06 05 08-465 004 00 070-174 06 05", "070-174 06 05 + +46 8 465 004 00",
        "070-174 06 05, 08-465 004 00", "0701740605 ; +46701740605 ; 0846500400", "0701740605; -; 0846500400",
        "0701740605,0846500400", "0701740605  0846500400", "0701740605\t0846500400", "0701740605 & 0846500400",
        "0701740605 og 0846500400", "0701740605 or 0846500400", "0701740605/0846500400",
       
        "Mobil: 070-174 06 05 Hem: 08-465 004 00", "070-174 06 05 (mob), 08-465 004 00 (arb)",
        "hem saknas; mobil 0701740605; jobb 0846500400",
    ],
)  # fmt: skip
def test_several_numbers_in_one_cell_are_all_read_each_once(text: str) -> None:
    assert read_cell(text, "SE") == [MOBILE, OFFICE]


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "-", "--", "–", "saknas", "N/A", "0", "00", "Okänt", "?", "(saknas)", "hemligt", "Hemligt nr.",
        "ej tel", "har ej", "uppgift saknas", "ingen", "intet", "ikke", "unlisted", "xxx", "X", "har ikke", "ei ole",
        "Mobil:", "tel: -", "hem: 0", "0 / 00", "saknas / saknas", "\u200b", "salainen", "0.0", "null",
    ],
)  # fmt: skip
def test_a_word_for_none_is_no_number_and_no_mistake(text: str) -> None:
    assert read_parts(text, "SE") == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "08-465 004  00, 070-174 06 05", "08-465 004  01 / 070-174 06 06", "08-465 004  01 08-465 004 02",
        "Hem: 08-465 004  01 Mob: 070-174 06 05", "040-628 04 01 070-174 06  05", "08-465 004, 01", "08-465 004,00",
        "040-628 04 01 070-174 06", "040-628 04 01 070 174 06", "08-465 004 00460112-0019",
        "010112-0012", "040213-0017", "040213\u20130017", "040213 0017", "070-174 06 05 040213 0018",
        "12345", "070-", "070-174 06", "070-12 34", "070-174 06 05 89 10", "+46 70", "+460", "+46", "0000000000",
        "+0000000000", "112", "1177", "90000", "116 117", "0112", "*31#0701740605", "0701740605#12", "+46 (0)",
        "ring hem", "ring ej", "fel nr", "070-174 06 05 (Kims)", "070 174 06 05 (hustrun)", "fru 0701740605",
        "ring ej 0701740605", "fax 08-465 004 00", "ankn 12", "08-465 004 00 ankn", "08-465 004 00 ankn 1234567",
        "08-465 004 00 ankn 12 34", "08-465 004 00 vx 12", "0701740605?", "0701740605²", "0701740605\x1b[0m",
        "070-174 06 O", "0701740605x0846500400", "0701740605 - 0846500400", "O46701740605", "OO701740605",
        "070-I74 06 05", "08-465 004 I2", '"', "0701740605 846500400", "0701740605 0846500400 12",
        "0701740605 0900-123 45 67", "08-465 004 06 08-465 005",
        "010203-1238 0701740605", " ".join(["0701740605"] * 17), "070-174 06 05 + 12",
        "465 004 00", "46500400", "31390600",  # a local number, or one whose zero is lost
        "468123456",  # of Lund without its zero, or of Stockholm without its plus
        "4612011234", "461201-1234", "4606011234",  # a personal identity number, or a country code without its plus
        "194612011234", "1.5", "81234567.5", "+4670174060", "00000", "070I74", "abc", "@", "+",
    ],
)  # fmt: skip
def test_what_is_not_certainly_a_number_is_refused(text: str) -> None:
    with pytest.raises(NumberProblem) as caught:
        read_cell(text, "SE")
    assert caught.value.reason == NOT_READABLE


@pytest.mark.parametrize("text", ["4,67E+10", "4.67E+10", "7.01740605E+08", "7E+08", "4,6701740605e10", "７,０E+08"])
def test_a_number_that_a_spreadsheet_has_rounded_is_refused_as_such(text: str) -> None:
    with pytest.raises(NumberProblem) as caught:
        read_cell(text, "SE")
    assert caught.value.reason == ROUNDED


@pytest.mark.parametrize(("text", "region"), [("0900-123 45 67", "SE"), ("0771-123456", "SE"), ("82012345", "NO")])
def test_premium_numbers_are_refused_as_such(text: str, region: str) -> None:
    with pytest.raises(NumberProblem) as caught:
        read_cell(text, region)
    assert caught.value.reason == PREMIUM


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("08-465 00 400/401", [OFFICE], [("401", NOT_READABLE)]),
        ("08-465 004 00 / 465 004 01", [OFFICE], [("465 004 01", NOT_READABLE)]),
        ("08-465 004 00 / 846500401", [OFFICE], [("846500401", NOT_READABLE)]),
        ("abc / 0701740605", [MOBILE], [("abc", NOT_READABLE)]),
        ("0701740605;12", [MOBILE], [("12", NOT_READABLE)]),
        ("08-465 004 00,12", [OFFICE], [("12", NOT_READABLE)]),
        ("0701740605, 0900-123 45 67", [MOBILE], [("0900-123 45 67", PREMIUM)]),
        ("08-465 004 00 ankn 12 / 0701740605 / x", [OFFICE_12, MOBILE], []),
        ("070/174 06 05 / 08/465 004 00", [], [(t, NOT_READABLE) for t in ("070", "174 06 05", "08", "465 004 00")]),
        ("0701740605/0", [MOBILE], []),
        ("070 174 06 05 / 08-465 004 00 (hustrun)", [MOBILE], [("08-465 004 00 (hustrun)", NOT_READABLE)]),
        # What may be about the other number as well, and what can be read in two ways, is set aside whole.
        ("ring ej / 0701740605", [], [("ring ej / 0701740605", NOT_READABLE)]),
        ("08-465 004/00", [], [("08-465 004/00", NOT_READABLE)]),
        ("08-465 004\n00", [], [("08-465 004\n00", NOT_READABLE)]),
    ],
)
def test_the_good_parts_of_a_cell_are_kept_and_the_others_reported(
    text: str, good: list[Number], bad: list[tuple[str, str]]
) -> None:
    assert read_parts(text, "SE") == (good, bad)
    if bad:
        with pytest.raises(NumberProblem):
            read_cell(text, "SE")


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("4670 174 06 05", "NO", "+46701740605"),
        ("4740123456", "SE", "+4740123456"),
        ("47 40123456", "NO", "+4740123456"),
        ("40 12 34 56 / 40 12 34 57", "NO", "+4740123456 +4740123457"),
        ("02000", "NO", "+4702000"),
        ("020-123 456", "SE", "+4620123456"),
        ("030 123456", "DE", "+4930123456"),
        ("201 555 0123", "US", "+12015550123"),
        ("+46701740605", "XX", "+46701740605"),
    ],
)
def test_numbers_are_read_in_the_manner_of_the_region(text: str, region: str, e164: str) -> None:
    assert " ".join(number.e164 for number in read_cell(text, region)) == e164


@pytest.mark.parametrize(
    ("text", "region"), [("4612011234", "NO"), ("2000", "NO"), ("46846500400", "DE"), ("0701740605", "XX")]
)
def test_what_is_uncertain_in_the_region_is_refused(text: str, region: str) -> None:
    with pytest.raises(NumberProblem):
        read_cell(text, region)


def test_a_number_from_abroad_is_shown_with_its_country() -> None:
    assert read_cell("+46701740605", "NO")[0].shown == "+46 70 174 06 05"


def test_a_number_that_is_neither_mobile_nor_fixed_is_another_kind() -> None:
    assert read_cell("+800 1234 5678", "SE")[0].kind == "other"


PIECES = st.sampled_from([
    "070-174 06 05", "08-465 004 00", "+46", "0046", "0", "46", "47", "45", "358", "(0)", "12", "0900", "077", "174 06",
    " ", "  ", "-", "/", ", ", ";", "och", "ankn", "x", "mobil:", "saknas", "O", "l", "E+",
    ".0", "(", ")", "\u200e", "７",
])  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.one_of(PIECES, st.text("0123456789", max_size=7)), max_size=7).map("".join),
    st.text("0123456789 -/+.(),xOl", max_size=20),
    st.text(max_size=12),
)


@settings(max_examples=500)
@given(TEXTS, st.sampled_from(["SE", "NO", "DK", "FI"]))
def test_what_is_read_is_dialable_never_premium_and_read_again_is_the_same(text: str, region: str) -> None:
    numbers, _problems = read_parts(text, region)
    for number in numbers:
        parsed = phonenumbers.parse(number.e164, None)
        assert phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) not in (4, 5)
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == number.e164
        assert number.extension == "" or number.extension.isdecimal()
        plain = number._replace(extension="")
        assert read_cell(number.e164, region) == read_cell(number.shown, region) == [plain]


FIRST = st.sampled_from(["08465004", "0846500400", "0701740605", "031390600", "0980319200", "+47401234", "0047"])
MORE = st.text("0046", max_size=3)
SECOND = st.sampled_from(["0846500401", "0701740606", "08465005", "0046846500401", "+46701740606", "70174", "02000123"])


@settings(max_examples=200)
@given(FIRST, MORE, SECOND, st.sets(st.integers(7, 22), max_size=3), st.sampled_from(["SE", "NO"]))
@example("08465004", "06", "08465005", {8}, "SE")  # 08-465 004 06 and 08-465 005; or 08-465 004 and 0608-46 50 05
@example("0701740605", "", "0846500401", {3, 6}, "SE")
def test_numbers_in_a_row_are_only_taken_if_there_is_no_other_way_to_part_them(
    first: str, more: str, second: str, gaps: set[int], region: str
) -> None:
    row = f"{first}{more} {second}"
    text = " ".join("".join(" " * (place in gaps) + sign for place, sign in enumerate(row)).split())
    numbers, problems = read_parts(text, region)
    if len(numbers) > 1:
        assert problems == []
        groups = text.split(" ")
        assert [[number.e164 for number in numbers]] == [
            list(dict.fromkeys(way)) for way in ways_to_part(groups, region)
        ]


def ways_to_part(groups: list[str], region: str) -> Iterator[list[str]]:
    """Every way to read groups of digits as valid numbers, by `phonenumbers` alone."""
    if not groups:
        yield []
    for end in range(1, len(groups) + 1):
        written = "".join(groups[:end])
        for form in {written, f"+{written}"} if written[0] not in "+0" else {written}:
            try:
                parsed = phonenumbers.parse(form, region)
            except phonenumbers.NumberParseException:
                continue
            if len(written) >= 8 and phonenumbers.is_valid_number(parsed):
                e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
                yield from ([e164, *others] for others in ways_to_part(groups[end:], region))


def test_a_letter_that_can_be_the_zero_in_front_of_a_number_or_beside_one_is_no_zero() -> None:
    assert read_parts("O8-465 004", "SE")[0] == read_parts("08-465 004", "SE")[0] != []
    assert read_parts("O2000123", "NO")[0] == []


@settings(max_examples=400)
@given(
    st.sampled_from(["", "0", "00", "+46", "0046", "46", "+47 ", "47", "+45", "45", "+358", "358", "+46 (0)"]),
    st.text("0123456789", min_size=5, max_size=10),
    st.lists(st.sampled_from(["", "", "", " ", "-", "\u00a0", "  "]), min_size=10, max_size=10),
    st.sampled_from(["SE", "NO", "DK", "FI"]),
)
def test_the_slow_way_reads_as_the_fast_one(start: str, digits: str, marks: list[str], region: str) -> None:
    text = start + "".join(digit + mark for digit, mark in zip(digits, marks, strict=False))
    fast = read_parts(text, region)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phone, "reader", lambda _region: lambda _cell: None)
        slow = read_parts(text, region)
    assert fast == slow


@settings(max_examples=200)
@given(TEXTS)
def test_a_cell_is_read_or_reported_and_space_around_it_does_not_count(text: str) -> None:
    assert read_parts(f" {text}\u00a0", "SE") == read_parts(text, "SE")


@pytest.mark.parametrize("text", ["070-174", "+46 (0)70-174", "0046701 74", "70174"])
def test_a_number_is_searched_by_its_digits(text: str) -> None:
    assert searchable(text)[0] in ("70174", "4670174")


def test_a_zero_in_front_may_be_one_of_the_last_digits() -> None:
    assert searchable("0605") == ("0605",)
    assert searchable("06 05 06") == ("60506", "060506")


@pytest.mark.parametrize("text", ["Åsa", "07", "m0012345", ""])
def test_other_text_is_not_searched_as_a_number(text: str) -> None:
    assert searchable(text) == ()
