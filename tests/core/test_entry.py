"""From the lines of a list to entries: what a row becomes, and that the quick road leads where the careful one does."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ringa.core import columns, entry, rows
from ringa.core.entry import Batch, Entry, Line, Rejected, Shape, contact_id, made_id, shape_of, shown
from ringa.core.intake import member_of
from ringa.core.people import Member
from ringa.core.rows import reader, rows_about
from tests.build import KEY, a_mobile, a_phone

HEADER = ("Medlemsnummer", "Namn", "Mobil", "Avdelning")
PERSONAL = "850101-1236"  # the digits are right, and nobody's: see test_personal_number
NAMED = Shape(HEADER, {"id": 0, "name": 1, "branch": 3}, [2], [], {})


def a_shape(*fields: str, **more: Any) -> Shape:
    """A list with these columns, one after the other; `x …` is an extra column, `-` one that is not kept."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(fields):
        places.setdefault(name, []).append(place)
    extra = {name[2:]: at[-1] for name, at in places.items() if name.startswith("x ")}
    single = {
        name: at[-1] for name, at in places.items() if name not in ("phone", "protected", "-") and name[2:] not in extra
    }
    return Shape(fields, single, places.get("phone", []), places.get("protected", []), extra, **more)


def read(shape: Shape, *rows: Sequence[str], region: str = "SE") -> Batch:
    return reader(shape, region, KEY)([(n, list(cells), "") for n, cells in enumerate(rows, 2)])


def the_member(shape: Shape, *cells: str) -> Member:
    batch = read(shape, cells)
    assert not batch.rejected and not batch.doubtful
    (found,) = batch.entries
    return member_of(found)


def why(batch: Batch) -> list[tuple[int, str, str, str]]:
    return [(item.line, item.column, item.value, item.reason) for item in batch.rejected]


# One row


@pytest.mark.parametrize("id", ["0012345", " 0012345 "])
def test_a_row_becomes_a_member_whether_it_needs_mending_or_not(id: str) -> None:
    shape = a_shape("id", "name", "phone", "branch", "priority", "x skift")
    row = (id, "Åsa  Öberg", "070-174 06 05", "Spår\t1", "3", " natt ")
    expected = Member(
        "m0012345", "Åsa", "Öberg", (a_phone(),), branch="Spår 1", priority=3, fields=(("skift", "natt"),)
    )
    assert the_member(shape, *row) == expected
    assert the_member(shape, id, "Åsa Öberg", "0701740605", "Spår 1", "3", "natt") == expected


def test_every_field_of_a_list_finds_its_place() -> None:
    names = ("first_name", "last_name", "branch", "workplace", "region", "municipality", "language")
    member = the_member(a_shape("id", *names), "1", *names)
    assert [getattr(member, name) for name in names] == list(names)


@pytest.mark.parametrize(
    ("fields", "cells", "first", "last"),
    [
        (["name"], ["Anna Karin Berg"], "Anna Karin", "Berg"),
        (["name"], ["Öberg, Åsa Maria"], "Åsa Maria", "Öberg"),
        (["name"], ["Åsa"], "Åsa", ""),
        (["name", "branch"], ["", "Spår"], "", ""),
        (["name", "first_name", "last_name"], ["Someone Else", "Åsa", "Öberg"], "Åsa", "Öberg"),
        (["name", "first_name"], ["Åsa Öberg", ""], "Åsa", "Öberg"),
        (["first_name"], ["Åsa"], "Åsa", ""),
    ],
)
def test_a_whole_name_is_split_and_given_parts_go_before_it(
    fields: list[str], cells: list[str], first: str, last: str
) -> None:
    for end in ("", " "):
        member = the_member(a_shape("id", *fields), "1" + end, *cells)
        assert (member.first_name, member.last_name) == (first, last)


def test_a_list_that_puts_the_family_name_first_is_read_so() -> None:
    member = the_member(a_shape("id", "name", last_first=True), "1", "Berg Karin")
    assert (member.first_name, member.last_name) == ("Karin", "Berg")


# Ids


@pytest.mark.parametrize("id", ["1;2", "a b", "'1", "x" * 65, "\u202e1", "1\x00", "1|2", "\u200b"])
def test_an_id_that_would_break_a_file_is_set_aside(id: str) -> None:
    ((line, column, _value, reason),) = why(read(NAMED, (id, "Åsa", "", "")))
    assert (line, column, reason) == (2, "id", entry.BAD_ID)


def test_an_id_is_kept_as_text_and_in_one_form() -> None:
    assert contact_id(" 007 ") == "m007"
    assert contact_id("A\u030a1") == "mÅ1"
    assert contact_id("x" * 64) == "m" + "x" * 64
    assert contact_id("") is None


def test_without_an_id_column_name_and_number_make_one_that_only_the_campaign_knows() -> None:
    shape = a_shape("name", "phone")
    one = the_member(shape, "Åsa Öberg", "070-174 06 05").contact
    assert one == made_id("åsa öberg", f"{a_mobile()}\tmobile", KEY)
    assert one[0] == "n" and contact_id(one[1:]) is not None
    assert one == the_member(shape, " A\u030asa  ÖBERG", "+46 70 174 06 05").contact
    assert one != the_member(shape, "Åsa Öberg", "070-174 06 06").contact
    assert one != made_id("åsa öberg", f"{a_mobile()}\tmobile", b"another key")
    assert made_id("åsa", "", KEY) == the_member(shape, "Åsa", "").contact != made_id("åsa", a_mobile(), KEY)


def test_an_id_that_is_made_does_not_hang_on_the_order_of_the_numbers() -> None:
    shape = a_shape("name", "phone")
    one = the_member(shape, "Åsa Öberg", "031-390 06 00, 070-174 06 06, 070-174 06 05").contact
    assert one == the_member(shape, "Åsa Öberg", "070-174 06 05 / 070-174 06 06 / 031-390 06 00").contact
    assert one == the_member(shape, "Åsa Öberg", "070-174 06 05").contact
    fixed = the_member(shape, "Åsa Öberg", "031-390 06 01 / 031-390 06 00").contact
    assert fixed == the_member(shape, "Åsa Öberg", "031-390 06 00").contact


# Rows that are set aside


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("", "Åsa", "", ""), ("id", "", entry.NO_ID)),
        (("1", "Åsa", "ring hem", ""), ("Mobil", "ring hem", "not_readable")),
        (("1", "Åsa", "0900-123 45 67", ""), ("Mobil", "0900-123 45 67", "premium")),
        (("1", "Åsa", "4,67E+10", ""), ("Mobil", "4,67E+10", "rounded")),
        (("1", "Åsa", PERSONAL, ""), ("Mobil", "", entry.PERSONAL_NUMBER)),
        ((PERSONAL, "Åsa", "", ""), ("id", "", entry.PERSONAL_NUMBER)),
        (("8501011236", "Åsa", "", ""), ("id", "", entry.PERSONAL_NUMBER)),
        (("1", "Åsa", "", "Spår", "more"), ("", "", entry.TOO_MANY_CELLS)),
    ],
)
def test_a_row_that_cannot_be_taken_says_where_and_why(cells: tuple[str, ...], problem: tuple[str, str, str]) -> None:
    batch = read(NAMED, cells)
    assert batch.entries == []
    assert why(batch) == [(2, *problem)]


@pytest.mark.parametrize("name", ["", " ", ",", "\"”, '"])
def test_without_an_id_column_somebody_without_a_name_is_nobody(name: str) -> None:
    shape = a_shape("name", "phone")
    assert why(read(shape, (name, "070-174 06 05"))) == [(2, "name", "", entry.NO_IDENTITY)]


def test_a_priority_is_a_whole_number_of_up_to_four_digits() -> None:
    shape = a_shape("id", "priority")
    assert [the_member(shape, "1", cell).priority for cell in ("", " ", "0", "7", " 12 ", "9999")] == [
        5, 5, 0, 7, 12, 9999,
    ]  # fmt: skip
    for cell in ("high", "-1", "1.5", "10000", "٣"):
        assert why(read(shape, ("1", cell))) == [(2, "priority", cell, entry.BAD_PRIORITY)]


def test_it_is_said_whom_a_row_that_is_set_aside_is_about() -> None:
    batch = read(a_shape("id", "phone", "priority"), ("1", "ring", ""), ("2", "", "x"), ("", "", "1"))
    assert [item.contact for item in batch.rejected] == ["m1", "m2", ""]


def test_a_line_with_a_fault_is_set_aside_as_it_was() -> None:
    batch = reader(NAMED, "SE", KEY)([(7, ['1;"Åsa" Öberg'], "bad_quotes"), (8, [""], "too_long")])
    assert batch.rejected == [
        Rejected(7, "", "", "bad_quotes", ['1;"Åsa" Öberg']),
        Rejected(8, "", "", "too_long", [""]),
    ]


def test_rows_without_content_are_nothing_and_those_that_are_short_or_padded_are_read() -> None:
    batch = read(NAMED, (), ("", " ", "", ""), ("", "", "", "", ""), ("1", "Åsa"), ("2", "Bo", "", "Spår", "", " "))
    assert (batch.entries[0][:4], batch.entries[1][4], batch.rejected) == (("m1", "Åsa", "", ""), "Spår", [])
    assert batch.lines == [5, 6]


def test_a_row_with_nothing_but_an_id_is_nobody_where_people_have_names() -> None:
    shape = a_shape("id", "name", "phone", "-")
    batch = read(shape, ("3", "", "", ""), (" Älvsjö ", "", " "), ("4",), ("5", "", "", "x"), ("6", "", a_mobile(), ""))
    assert why(batch) == [(line, "id", id, entry.NO_PERSON) for line, id in ((2, "3"), (3, "Älvsjö"), (4, "4"))]
    assert sorted(found[entry.CONTACT] for found in batch.entries) == ["m5", "m6"]
    assert [found[entry.CONTACT] for found in read(a_shape("id", "phone"), ("3", "")).entries] == ["m3"]


def test_a_row_with_too_many_cells_is_about_somebody_all_the_same() -> None:
    rows = [("1", "Åsa", "", "Spår", "more"), (PERSONAL, "Bo", "", "", "more")]
    assert [item.contact for item in read(NAMED, *rows).rejected] == ["m1", ""]
    assert [item.contact for item in read(a_shape("name"), ("Åsa", "more")).rejected] == [""]


# What must not be kept


def test_personal_numbers_are_cut_out_of_every_cell_that_is_kept() -> None:
    shape = a_shape("id", "name", "branch", "x skift")
    member = the_member(shape, "1", f"Åsa Öberg {PERSONAL}", f"Spår ({PERSONAL})", f"natt {PERSONAL}")
    assert (member.name, member.branch, member.fields) == ("Åsa Öberg", "Spår", (("skift", "natt"),))


def test_a_column_that_somebody_has_asked_for_by_name_is_taken_as_it_is() -> None:
    asked = a_shape("id", "branch", asked_for=["id", "branch"])
    member = the_member(asked, PERSONAL, f"Spår {PERSONAL}")
    assert (member.contact, member.branch) == ("m" + PERSONAL, f"Spår {PERSONAL}")


def test_neither_personal_numbers_nor_refused_columns_are_in_what_is_set_aside() -> None:
    shape = Shape(("id", "Personnummer", "Mobil"), {"id": 0}, [2], [], {}, [1])
    rows = [
        (f"{PERSONAL} x", "19850101", "070-174 06 05"),
        ("1", "19850101", f"{PERSONAL} hustru"),
        ("1", "19850101", "", "more", PERSONAL),
        ("2", "19850101", f"070-174 06 05 / {PERSONAL} fel"),
    ]
    batch = read(shape, *rows)
    kept = [*batch.rejected, *batch.doubtful]
    assert len(kept) == len(rows)
    for item in kept:
        assert item.cells[1] == ""
        assert PERSONAL not in str(item) and "19850101" not in str(item)
    assert shown(shape, ["1", PERSONAL, "x"]) == ["1", "", "x"]


# Rows that are no people


@pytest.mark.parametrize(
    "id",
    [
        "NULL",
        "null",
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#SAKNAS!",
        "#I/T",
        "####",
        "saknas",
        "-",
        "–",
        "n/a",
        "ingen",
        "0",
        "00",
    ],
)
def test_a_word_for_nothing_is_nobodys_id(id: str) -> None:
    for road in (id, id + " "):
        assert why(read(NAMED, ("101", "Bo Ek", "", ""), (road, "Cia Alm", "", ""))) == [(3, "id", "", entry.NO_ID)]


@pytest.mark.parametrize("id", ["1.23E+11", "1,23E+11", "2E+09"])
def test_an_id_that_a_spreadsheet_has_rounded_is_nobodys(id: str) -> None:
    assert why(read(NAMED, (id, "Cia Alm", "", ""))) == [(2, "id", id, "rounded")]


@pytest.mark.parametrize("id", ["1E5", "m-0", "#12", "#AB", "x-1", "10", "0-1", "sum-17", "total1", "antalya"])
def test_an_id_that_only_resembles_such_a_word_is_one(id: str) -> None:
    assert read(NAMED, (id, "Cia Alm", "", "")).entries[0][0] == "m" + id


@pytest.mark.parametrize(
    "cells",
    [
        ("Summa", "", "", ""), ("Totalt:", "3", "", ""), ("Antal", "3", "st", ""), ("SUM:", "", "", ""),
        ("i alt", "3", "", ""), ("Yhteensä", "", "", ""), ("Total:3", "", "", ""),
        ("Antal medlemmar: 3 st", "", "", ""),
        ("----", "----", "----", "--"), ("=" * 100, "", "", ""), ("*Summa*", "", "", ""), HEADER,
        ("Medlemsnummer", "", "", ""),
    ],
)  # fmt: skip
def test_a_total_a_line_and_the_header_repeated_are_no_people(cells: tuple[str, ...]) -> None:
    assert why(read(NAMED, ("101", "Bo Ek", "", ""), cells)) == [(3, "id", "", entry.NO_PERSON)]


@pytest.mark.parametrize("name", ["Summa", "Antal medlemmar: 3", "Summa 3 st", "Totalt", "----", "name", "==="])
def test_without_an_id_column_such_a_word_without_a_number_is_nobody(name: str) -> None:
    whole, parts = a_shape("name", "phone"), a_shape("first_name", "last_name", "phone")
    assert why(read(whole, ("Bo Ek", "070-174 06 05"), (name, ""))) == [(3, "name", "", entry.NO_PERSON)]
    if name != "name":
        assert why(read(parts, (name, "", ""), ("", name, ""))) == [(n, "name", "", entry.NO_PERSON) for n in (2, 3)]
    assert read(whole, (name, "070-174 06 05")).rejected == []


def test_people_who_are_called_like_a_total_or_a_column_go_in() -> None:
    shape = a_shape("first_name", "last_name", "phone")
    rows = [("Antal", "Berg", ""), ("Sum", "Ek", ""), ("first_name", "Ek", ""), ("Summanen", "", "")]
    assert len(read(shape, *rows).entries) == len(rows)
    named = read(a_shape("id", "name"), ("1", "Anna Summa"), ("2", "Summa")).entries
    assert [found[1:3] for found in named] == [("Anna", "Summa"), ("Summa", "")]


def test_the_header_repeated_is_nobody_where_names_are_in_two_columns() -> None:
    shape = a_shape("first_name", "last_name", "phone")
    assert why(read(shape, ("first_name", "last_name", "phone"))) == [(2, "name", "", entry.NO_PERSON)]


def test_in_a_list_without_a_header_the_number_of_a_column_is_an_id() -> None:
    shape = Shape(["1", "2"], {"id": 0, "name": 1}, [], [], {})
    assert [found[0] for found in read(shape, ("1", "Bo Ek"), ("2", "Cia Alm")).entries] == ["m1", "m2"]


@pytest.mark.parametrize("id", [f"m{PERSONAL}", f"104-{PERSONAL}", "m8501011236", f"{PERSONAL}x", "850101 - 1236"])
def test_an_id_with_a_personal_number_in_it_is_set_aside(id: str) -> None:
    assert why(read(NAMED, (id, "Cia Alm", "", ""))) == [(2, "id", "", entry.PERSONAL_NUMBER)]


@pytest.mark.parametrize("id", ["1234567890", "123456789012", "8501011237", "m-8501011237", "198501011237"])
def test_an_id_with_as_many_digits_that_is_no_personal_number_goes_in(id: str) -> None:
    assert read(NAMED, (id, "Cia Alm", "", "")).entries[0][0] == "m" + id


@pytest.mark.parametrize(
    "cell", ["850101 - 1236", "850101  -  1236", "850101 -1236 fel", "070-174 06 05 / 850101 - 1236"]
)
def test_a_personal_number_with_spaces_in_a_cell_for_phones_is_nowhere_in_what_is_set_aside(cell: str) -> None:
    batch = read(a_shape("id", "phone"), ("1", cell))
    (item,) = batch.rejected + batch.doubtful
    assert "850101" not in str(item) and "1236" not in str(item)


# Numbers


def test_a_cell_of_very_many_numbers_is_not_readable_on_either_road() -> None:
    shape, one = a_shape("id", "phone"), "070-174 06 05"
    assert len(read(shape, ("1", "/".join([one] * 20))).entries) == 1
    for cell in ("/".join([one] * 21), ",".join(["07"] * 21), "07," * 10_000, "/".join(["0" * 99] * 4), "ring " * 99):
        assert why(read(shape, ("1", cell)))[0][3] == "not_readable"
        assert read(shape, ("1", cell)) == carefully(shape, "SE")([(2, ["1", cell], "")])


def test_numbers_of_several_columns_are_each_kept_once_in_order() -> None:
    shape = a_shape("id", "phone", "phone", "phone")
    for id in ("1", " 1"):
        batch = read(shape, (id, "070-174 06 06", "0701740605", "+46 70 174 06 06"))
        (found,) = batch.entries
        assert member_of(found).phones == (a_phone(1, 6), a_phone(2, 5))


def test_a_row_with_one_good_number_goes_in_and_the_other_is_doubtful() -> None:
    shape = Shape(("id", "Mobil", "Hem", "Arbete"), {"id": 0}, [1, 2, 3], [], {})
    batch = read(shape, ("1", "070-174 06 05", "fråga Åsa", "08-465 004 00 / 0701740605"))
    assert [number.number for number in member_of(batch.entries[0]).phones] == [a_mobile(), "+46846500400"]
    assert [(item.column, item.value, item.contact) for item in batch.doubtful] == [("Hem", "fråga Åsa", "m1")]
    assert batch.rejected == []


@pytest.mark.parametrize("cell", ["", "saknas", "-", " hemligt nr "])
def test_somebody_without_a_number_goes_in(cell: str) -> None:
    assert the_member(a_shape("id", "phone"), "1", cell).phones == ()


@pytest.mark.parametrize("cell", ["040213-0017", "070-174 06 05 / 040213-0017", "070-174 06 05 / 040213 0017"])
def test_a_personal_number_that_could_be_dialled_is_no_phone(cell: str) -> None:
    batch = read(a_shape("id", "phone"), ("1", cell))
    assert [(item.value, item.reason) for item in batch.rejected + batch.doubtful] == [("", entry.PERSONAL_NUMBER)]
    assert [member_of(found).phones[0].number for found in batch.entries] == ([a_mobile()] if "/" in cell else [])


def test_numbers_are_read_as_the_campaigns_country_writes_them() -> None:
    shape = a_shape("id", "phone")
    swedish, norwegian = (read(shape, ("1", "40 61 23 45"), region=region) for region in ("SE", "NO"))
    assert len(swedish.rejected) == 1
    assert member_of(norwegian.entries[0]).phones[0].number == "+4740612345"


# Protected identities


def test_any_yes_protects() -> None:
    shape = a_shape("id", "protected", "protected")
    rows = [("1", "nej", ""), ("2", "", "ja"), ("3", "sekretess", "nej"), (" 4", "x", ""), (" 5", "0", "-")]
    found = {found[entry.CONTACT]: found[entry.PROTECTED] for found in read(shape, *rows).entries}
    assert found == {"m1": 0, "m2": 1, "m3": 1, "m4": 1, "m5": 0}


@pytest.mark.parametrize("text", ["Skyddad identitet", "SEKRETESS", "Strengt fortrolig", "Kode 6"])
@pytest.mark.parametrize("field", ["name", "first_name", "last_name", "region", "municipality", "status"])
def test_a_text_that_hides_somebody_protects_in_place_of_name_or_home_or_as_a_remark(field: str, text: str) -> None:
    shape = a_shape("id", "-" if field == "status" else field, "phone", remarks=[1] if field == "status" else [])
    found = read(shape, ("1", text, "070-174 06 05"), ("2", "Bo Ek", ""), (" 3", text, ""), (" 4", "Ej skyddad", ""))
    assert [each[entry.CONTACT] for each in found.entries if each[entry.PROTECTED]] == ["m1", "m3"]


def test_a_name_in_two_cells_is_looked_at_as_one() -> None:
    found = read(
        a_shape("id", "first_name", "last_name"), ("1", "Kode", "6"), ("2", "Skyddad", "identitet"), ("3", "Kim", "6")
    )
    assert sorted(each[entry.CONTACT] for each in found.entries if each[entry.PROTECTED]) == ["m1", "m2"]


@pytest.mark.parametrize("field", ["branch", "workplace", "x skift"])
def test_where_somebody_works_hides_nobody(field: str) -> None:
    found = read(a_shape("id", "name", field), ("1", "Bo Ek", "Sekretess"), ("2", "Eva Ek", "Arkiv (hemligt)"))
    assert [each[entry.PROTECTED] for each in found.entries] == [0, 0]


def test_an_id_hides_nobody() -> None:
    found = read(a_shape("id", "name"), ("sekretess", "Bo Ek"), ("sekretess", "Eva Ek "))
    assert [each[entry.PROTECTED] for each in found.entries] == [0, 0]


def test_a_row_whose_remark_changes_is_another_row() -> None:
    shape = a_shape("id", "name", "-", remarks=[2])
    one, same, other = (read(shape, ("1", "Bo Ek", cell)).entries[0] for cell in ("Aktiv", "Aktiv", "Sekretess"))
    assert one == same and one[entry.SOURCE] != other[entry.SOURCE]


def test_columns_that_are_not_kept_are_remarks_by_their_names() -> None:
    header, sample = ["Medlemsnr", "Namn", "Status", "Adress", "Yrke"], [["1", "Bo Ek", "Aktiv", "Storgatan 5", "x"]]
    assert shape_of(header, columns.recognise(header, sample, mapping={}, keep=()), sample).remarks == [2, 3]


def test_every_entry_keeps_its_line_and_its_numbers() -> None:
    shape = a_shape("id", "phone", "protected", "phone")
    batch = read(
        shape,
        ("1", "", "", ""),
        ("2", "070-174 06 05", "ja", "070-174 06 06"),
        ("3", "070-174 06 07", "", "070-174 06 08"),
        ("4", "070-174 06 09", "", ""),
    )
    assert [(found[entry.CONTACT], found[entry.PHONES].count("+")) for found in batch.entries] == [
        ("m1", 0), ("m2", 2), ("m3", 2), ("m4", 1),
    ]  # fmt: skip
    assert batch.lines == [2, 3, 4, 5]


# Two roads

TIDY = st.sampled_from(["Åsa", "Öberg", "Anna Karin", "von Essen", "Spår 1", "Depån", "sv", "ÅSA", "Bo Ek", "1", ""])
UNTIDY = st.sampled_from([
    " Åsa", "Åsa  Öberg", "Öberg, Åsa", "A\u030asa", "a\tb", "a\nb", "\x1b[31m", f"x {PERSONAL}", PERSONAL, ",", '"',
    "“”", " ", "\u00a0", "\u200b", "\u202eabc", "\x00", "é", "a|b", "|", "\x1f", "010101", "Tel 8501011236", "²",
    "ǅ", "ﬁ", "\ufeffid", "\ud800", "İ", "Ali;", "Summa", "Totalt: 3", "SUMMA", "----", "name", "first_name",
    "last_name",     "Antal Berg", "=", f"m{PERSONAL}", f"1-{PERSONAL}-2", "Skyddad identitet", "SEKRETESS", "Kode 6",
    "Ej skyddad", "Sperre", "spa\u0308rrad", "(skyddad) Bo Ek", "Bo Ek, sekretess",
])  # fmt: skip
IDS = st.sampled_from([
    "1", "2", "0012345", " 3", "x" * 64, "x" * 65, "a-1", "a b", "Å1", "A\u030a1", "", " ", PERSONAL, "8501011236",
    "1234567890", "123456789", "m1", "\u200b1", "1\u2028", "1;2", "٣", "1\x00", "\ud800", "850101-1236 x",
    "NULL", "#N/A", "0", "-", "saknas", "1.23E+11", "summa", "Totalt:", "----", "id", "ID", "#12", "ſumma", "i alt",
    f"m{PERSONAL}", f"1-{PERSONAL}", "m8501011236", "1E5", "x", "İd", "SAKNAS",
]) | st.text("0123456789", min_size=1, max_size=12)  # fmt: skip
PHONES = st.sampled_from([
    "070-174 06 05", "0701740605", "+46 70 174 06 06", "0046701740607", "701740608", "08-465 004 00", "46701740605",
    "070-174 06 05 / 08-465 004 00", "070-174 06 05, 0701740605", "08-465 004 00 ankn 12", "Mobil: 070-174 06 05",
    "", "-", "saknas", " ", "0", "00", "x", "ring hem", "0900-123 45 67", "4,67E+10", "701740605.0", PERSONAL,
    f"{PERSONAL} x", "8501011236", "+47 40 61 23 45", "40612345", "070\n1740605", "070-174 06 05\n", "\n",
    "070-174\u00a006\u201305", "０７０１７４０６０５", "+", "070", "0771-123456", "\u200b070-174 06 05",
    "+49 30 901820",
    "hemligt", "070-174 06 05 ring ej", "０", "\u180e",
]) | st.text("0123456789+-() /\n", max_size=14)  # fmt: skip
SEVERAL = st.lists(PHONES, min_size=2, max_size=3).flatmap(
    lambda cells: st.sampled_from([" / ", "/", " /", "  /  ", ", "]).map(lambda between: between.join(cells))
)
CELLS = {
    "id": IDS | UNTIDY,
    "phone": PHONES | SEVERAL | UNTIDY,
    "priority": st.sampled_from(["", "1", "3", "007", "9999", "10000", " 2", "-1", "1.5", "hög", "٣", " ", "1\n"]),
    "protected": st.sampled_from(["", "", "ja", "nej", " Nej ", "0", "x", "-", "\n", "skyddad"]),
}
NAMINGS = [["name"], ["first_name", "last_name"], ["name", "first_name"], ["name", "first_name", "last_name"], []]
OTHERS = ["branch", "workplace", "region", "municipality", "language", "priority", "x skift", "x ombud", "-", "-"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Shape, list[Line]]:
    """A list of any shape with any cells, mostly tidy ones."""
    naming = draw(st.sampled_from(NAMINGS))
    fields = [*naming, *draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=4))]
    fields += ["phone"] * draw(st.integers(0, 3)) + ["protected"] * draw(st.sampled_from([0, 0, 1, 2]))
    if not naming or draw(st.booleans()):
        fields.append("id")
    fields = draw(st.permutations(fields))
    refused = [place for place, name in enumerate(fields) if name == "-"]
    remarks = [place for place in refused if draw(st.booleans())]
    asked = draw(st.lists(st.sampled_from(sorted({*fields} - {"-"})), unique=True, max_size=2))
    shape = a_shape(*fields, refused=refused, remarks=remarks, asked_for=asked, last_first=draw(st.booleans()))
    untidy = draw(st.booleans())
    lines: list[Line] = []
    for number in range(2, 2 + draw(st.integers(0, 7))):
        cells = [draw(CELLS.get(name, TIDY | UNTIDY if untidy else TIDY)) for name in fields]
        cut = draw(st.sampled_from([0, 0, 0, 0, 0, 1, 2, 9]))
        more = draw(st.sampled_from([[], [], [], [], [""], [" ", ""], ["x"]]))
        lines.append((number, [*cells[: len(cells) - cut], *more], draw(st.sampled_from(["", "", "", "", "too_long"]))))
    return shape, lines


def carefully(shape: Shape, region: str) -> Callable[[list[Line]], Batch]:
    careful = entry.Careful(shape, region, KEY)

    def read(lines: list[Line]) -> Batch:
        batch = Batch([], [], [], [], [])
        for line in lines:
            careful.read(line, batch)
        return batch

    return read


def by_line(batch: Batch) -> tuple[dict[int, Entry], list[Rejected], list[Rejected]]:
    assert len(batch.entries) == len(batch.lines) == len(set(batch.lines))
    entries = dict(zip(batch.lines, batch.entries, strict=True))
    return entries, sorted(batch.rejected), sorted(batch.doubtful)


@settings(max_examples=200)
@given(tables(), st.sampled_from(["SE", "SE", "NO", "DE"]))
@example((a_shape("name"), [(2, [","], "")]), "SE")
@example((a_shape("id", "phone", "phone"), [(2, ["1", "070-174 06 05", "070\n174"], "")]), "SE")
@example(
    (a_shape("id", "phone", "phone"), [(2, ["1", "0701740605/0701740606", "0701740606 / 08-465 004 00"], "")]), "SE"
)
def test_the_quick_road_and_the_careful_one_lead_to_the_same_entries(
    table: tuple[Shape, list[Line]], region: str
) -> None:
    shape, lines = table
    quick, careful = by_line(reader(shape, region, KEY)(lines)), by_line(carefully(shape, region)(lines))
    assert quick == careful  # the source, too


@settings(max_examples=80)
@given(tables())
def test_every_line_with_content_is_an_entry_or_set_aside_and_no_refused_cell_is_kept(
    table: tuple[Shape, list[Line]],
) -> None:
    shape, lines = table
    secret = [
        (n, [f"secret{cell}" if at in shape.refused else cell for at, cell in enumerate(cells)], fault)
        for n, cells, fault in lines
    ]
    batch = reader(shape, "SE", KEY)(secret)
    filled = [n for n, cells, fault in secret if fault or any(map(str.strip, cells))]
    assert sorted(batch.lines + [item.line for item in batch.rejected]) == filled
    assert "secret" not in str(batch)


def test_the_places_of_the_usual_are_remembered_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_REMEMBERED", 3)
    read_lines = reader(a_shape("id", "branch"), "SE", KEY)
    for start in (10, 20, 30):
        batch = read_lines([(n, [f"{n}", f"Avd  {n}" if n % 2 else f"Avd {n}"], "") for n in range(start, start + 10)])
        assert sorted(found[4] for found in batch.entries) == sorted(f"Avd {n}" for n in range(start, start + 10))


# The source of an entry


def source(shape: Shape, *cells: str, region: str = "SE") -> int:
    (found,) = read(shape, cells, region=region).entries
    return found[entry.SOURCE]


@settings(max_examples=100)
@given(st.integers(0, 5), st.sampled_from(["x1", "natt ", "12", "Spår"]))
def test_the_source_changes_with_the_cells_that_count_and_with_no_others(place: int, cell: str) -> None:
    shape = a_shape("id", "branch", "x skift", "protected", "-", "name")
    cells = ["1", "a", "b", "nej", "c", "d"]
    changed = [cell if at == place else old for at, old in enumerate(cells)]
    assert (source(shape, *cells) == source(shape, *changed)) == (place == 4)
    assert -(1 << 63) <= source(shape, *changed) < 1 << 63


def test_a_sign_that_moves_into_the_next_cell_is_a_change() -> None:
    shape = a_shape("id", "branch", "workplace")
    assert source(shape, "1", "a|", "b") != source(shape, "1", "a", "|b")


def test_the_same_cells_taken_for_something_else_have_another_source() -> None:
    shapes = [
        a_shape("id", "first_name", "last_name"),
        a_shape("id", "last_name", "first_name"),
        a_shape("id", "first_name", "x last_name"),
        a_shape("id", "first_name", "last_name", asked_for=["last_name"]),
        a_shape("id", "name", "last_name"),
        a_shape("id", "name", "last_name", last_first=True),
    ]
    sources = [source(shape, "1", "Åsa", "Öberg") for shape in shapes]
    assert len({*sources, source(shapes[0], "1", "Åsa", "Öberg", region="NO")}) == 7


# Shapes


def test_a_shape_is_made_of_what_has_been_recognised() -> None:
    header = ["Nr", "Namn", "Mobil", "Telefon", "Skyddad", "Skift", "Pnr", "Kod"]
    sample = [["1", "Berg Karin", "", "", "", "", "x", ""], ["2"], ["3", "Ström Anna"], ["4", "Lund Eva"]]
    found = (
        columns.Column(0, "Nr", "id", "map"), columns.Column(1, "Namn", "name", "name"),
        columns.Column(2, "Mobil", "phone", "name"), columns.Column(3, "Telefon", "phone", "looks"),
        columns.Column(4, "Skyddad", "protected", "name"), columns.Column(5, "Skift", "skift", "kept"),
        columns.Column(6, "Pnr", "", ""), columns.Column(7, "Kod", "", ""),
    )  # fmt: skip
    shape = shape_of(header, columns.Layout(found, (), (found[6],)), sample)
    assert shape == Shape(header, {"id": 0, "name": 1}, [2, 3], [4], {"skift": 5}, [6], ["id"], True, [])
    assert shape.columns == {"id", "name", "phone", "protected"}
    assert a_shape("id").columns == {"id"}


# Rows that are known


def test_rows_that_are_known_are_not_read_again() -> None:
    shape = a_shape("id", "name", "phone")
    rows_ = [["1", "Åsa Öberg", "070-174 06 05"], ["2", " Bo  Ek ", "saknas"], ["3", "Eva Ek", "fel nr"], ["", "", ""]]
    lines: list[Line] = [(n, cells, "") for n, cells in enumerate(rows_, 2)]
    first = reader(shape, "SE", KEY)(lines)
    assert (len(first.entries), len(first.rejected), first.same) == (2, 1, [])
    known = {found[entry.SOURCE]: n for n, found in enumerate(first.entries, 11)}
    again = reader(shape, "SE", KEY, known)(lines)
    assert again.entries == [] and again.rejected == first.rejected and sorted(again.same) == [11, 12]
    changed = reader(shape, "SE", KEY, known)([(2, ["1", "Åsa Öberg", "070-174 06 06"], ""), lines[1]])
    assert [found[0] for found in changed.entries] == ["m1"] and len(changed.same) == 1


def test_the_rows_about_some_people_are_found_however_their_ids_are_written() -> None:
    lines: list[Line] = [
        (n, [id, "x"], "") for n, id in enumerate(["1", "2", " 1", "A\u030a", "Å", "SE-4", "\u212b"], 2)
    ]
    rows = entry.in_columns([*lines, (9, ["1", "2", "3"], "")], 2)
    found = rows_about(rows, a_shape("id", "name"), {"m1", "mÅ", "mSE-4"})
    assert [(number, cells[0]) for number, cells, _fault in found.lines()] == [
        (2, "1"), (4, " 1"), (5, "A\u030a"), (6, "Å"), (7, "SE-4"), (8, "\u212b"), (9, "1"),
    ]  # fmt: skip
    assert rows_about(rows, a_shape("name", "branch"), {"n1"}) == rows


def test_when_all_rows_are_known_nothing_is_read() -> None:
    shape = a_shape("id", "name")
    lines: list[Line] = [(2, ["1", "Åsa Öberg"], ""), (3, ["2", "Bo"], "")]
    known = {found[entry.SOURCE]: 7 for found in reader(shape, "SE", KEY)(lines[:1]).entries}
    batch = reader(shape, "SE", KEY, known)(lines)
    assert batch.same == [7] and [found[0] for found in batch.entries] == ["m2"]
    alone = reader(shape, "SE", KEY, known)(lines[:1])
    assert alone.same == [7] and alone.entries == [] and alone.rejected == []
