"""Member lists in the three languages: which column is what, and every line is a row or set aside."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.intake import Rejected, plan
from ringa.errors import EmptyFile, NoHeader, NotText, UnknownColumn
from ringa.formats.members import FIELD_NAMES, MemberList, header_key, read, rejects
from tests.build import KEY, a_row

SWEDISH = (
    "Medlemsnummer;Förnamn;Efternamn;Mobil;Telefon;Avdelning;Arbetsplats;Kommun;Språk\r\n"
    "0012345;Åsa;Öberg;070-174 06 05;08-465 004 00;Spår;Depån;Solna;sv\r\n"
)


def a_list(text: str, **more: object) -> MemberList:
    mapping, keep = more.get("mapping", {}), more.get("keep", ())
    return read(text.encode(), "members.csv", mapping=mapping, keep=keep)  # type: ignore[arg-type]


def test_a_swedish_list_is_understood() -> None:
    members = a_list(SWEDISH)
    assert members.columns == {
        "id", "first_name", "last_name", "phone", "branch", "workplace", "municipality", "language",
    }  # fmt: skip
    (row,) = members.rows()
    assert (row.line, row.values["id"], row.values["municipality"]) == (2, "0012345", "Solna")
    assert row.phones == [("Mobil", "070-174 06 05"), ("Telefon", "08-465 004 00")]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            "Medlemsnr,Navn,Tlf,Fagforening,Arbeidsplass,Fylke",
            "id name phone branch workplace region",
        ),
        ("Member ID\tFirst name\tSurname\tMobile phone", "id first_name last_name phone"),
        ("medlems-nr|NAMN|Telefon 2|Prio", "id name phone priority"),
        ("Efternamn;Fo\u0308rnamn;Telefon (hem)", "last_name first_name phone"),
    ],
)
def test_columns_are_known_by_their_names_in_any_spelling(header: str, fields: str) -> None:
    assert list(a_list(header + "\n").fields.values()) == fields.split()


def test_a_name_without_letters_is_compared_as_it_is() -> None:
    assert header_key(" 2 ") == "2"
    assert header_key("Telefon 2") == "telefon"
    assert set(FIELD_NAMES) >= {"id", "name", "phone"}


def test_a_second_column_of_one_field_is_left_out_and_every_phone_is_kept() -> None:
    members = a_list("Namn;Name;Telefon;Mobil\n")
    assert members.fields == {0: "name", 2: "phone", 3: "phone"}


def test_a_given_mapping_goes_before_what_names_suggest() -> None:
    members = a_list("Namn;Kod;Mobil;Jour\nÅsa;7;1;2\n", mapping={"id": "kod ", "phone": "Jour"})
    assert members.fields == {0: "name", 1: "id", 3: "phone"}
    assert next(members.rows()).phones == [("Jour", "2")]


def test_a_mapping_to_a_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UnknownColumn) as caught:
        a_list("Namn;Kod\n", mapping={"id": "Nr"})
    assert caught.value.fields == {"mapping": "id=Nr", "column": "Nr", "columns": "Namn, Kod"}


def test_only_wanted_extra_columns_are_kept_under_the_name_that_wants_them() -> None:
    members = a_list("Namn;Ombud ;Personnummer\nÅsa;ja;x\n", keep=["ombud", "missing"])
    assert next(members.rows()).extra == {"ombud": "ja"}


def test_a_list_without_anybodys_name_or_number_is_refused() -> None:
    with pytest.raises(NoHeader) as caught:
        a_list("Telefon;Kommun\n1;2\n")
    assert caught.value.fields["header"] == "Telefon, Kommun"
    with pytest.raises(NoHeader):
        a_list('"Namn;id\n')


@pytest.mark.parametrize(("data", "error"), [(b"", EmptyFile), (b"PK\x03\x04", NotText)])
def test_what_is_no_list_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(data, "f", mapping={}, keep=())


def test_lines_without_content_are_no_rows_and_the_header_may_come_late() -> None:
    members = a_list("\n;;\nid;Namn\n\n1;Åsa\n ; \n2;Bo\n")
    assert [(row.line, row.values["id"]) for row in members.rows()] == [(5, "1"), (7, "2")]


def test_a_short_row_has_what_it_has_and_a_long_one_is_at_fault() -> None:
    members = a_list("id;Namn;Mobil;Ombud\n1\n2;Bo;;;\n3;Eva;1;2;3\n", keep=["ombud"])
    short, padded, long = members.rows()
    assert (short.values, short.phones, short.extra) == ({"id": "1"}, [], {})
    assert padded.fault == ""
    assert (long.fault, long.raw) == ("too_many_cells", ["3", "Eva", "1", "2", "3"])


def test_a_line_with_a_stray_quote_is_at_fault_and_the_others_are_not() -> None:
    members = a_list('id;Namn\n1;"Åsa" Öberg\n2;Bo\n')
    assert [(row.line, row.fault) for row in members.rows()] == [(2, "bad_quotes"), (3, "")]


@settings(max_examples=60)
@given(st.lists(st.lists(st.text('a1 ";', max_size=4), max_size=4).map(";".join), max_size=8))
def test_every_row_that_is_read_is_taken_or_set_aside(lines: list[str]) -> None:
    rows = list(a_list("id;Namn;Mobil\n" + "\n".join(lines)).rows())
    result = plan(rows, {}, list_name="l", given_list=True, columns=frozenset(), region="SE", key=KEY)
    assert result.read == len(rows) == len(result.added) + result.unchanged + len(result.rejected)


def test_rows_set_aside_are_written_for_people_and_run_nothing() -> None:
    items = [
        Rejected(a_row(raw=["=cmd", "Åsa"], line=4), "id", "=cmd", "bad_id"),
        Rejected(a_row(raw=["2"], line=5), "", "", "bad_quotes"),
    ]
    text = rejects(items, {"bad_id": "no id", "bad_quotes": "quotes"})
    assert list(csv.reader(io.StringIO(text))) == [
        ["file", "line", "column", "value", "reason", "cell 1", "cell 2"],
        ["members.csv", "4", "id", "'=cmd", "no id", "'=cmd", "Åsa"],
        ["members.csv", "5", "", "", "quotes", "2"],
    ]
    assert rejects([], {}) == "file,line,column,value,reason\r\n"


def test_columns_of_which_nothing_is_kept_are_named() -> None:
    found = read(b"id;Namn;Personnummer;Skift;;\n1;Eva Ek;x;natt;;\n", "a.csv", mapping={}, keep={"skift"})
    assert found.left_out == ["Personnummer"]
