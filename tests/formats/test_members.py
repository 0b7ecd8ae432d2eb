"""Member lists: where the header is, which column is what, and what is set aside as a table for people."""

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import columns
from ringa.core.entry import Entry, Rejected
from ringa.core.intake import member_of
from ringa.errors import NoHeader, UnknownColumn
from ringa.formats.members import MemberList, looks_like_list, open_list, rejects
from ringa.formats.table import open_text
from ringa.formats.workbook import open_workbook
from tests.build import KEY, a_mobile

SWEDISH = (
    "Medlemsnummer;Förnamn;Efternamn;Mobil;Telefon;Avdelning;Arbetsplats;Kommun;Språk\r\n"
    "0012345;Åsa;Öberg;070-174 06 05;08-465 004 00;Spår;Depån;Solna;sv\r\n"
)


def a_list(text: str, *, mapping: dict[str, list[str]] | None = None, keep: tuple[str, ...] = ()) -> MemberList:
    read = open_list(open_text(io.BytesIO(text.encode()), "members.csv", columns.fitness))
    read.recognise(mapping or {}, keep)
    return read


def entries(read: MemberList) -> list[Entry]:
    return [entry for rows in read.rows() for entry in read.reader("SE", KEY)(rows).entries]


def line_numbers(read: MemberList) -> list[int]:
    return [number for rows in read.rows() for number, _cells, _fault in rows.lines()]


def test_a_swedish_list_is_understood() -> None:
    read = a_list(SWEDISH)
    assert (read.file, read.header_line, read.header[:2]) == ("members.csv", 1, ["Medlemsnummer", "Förnamn"])
    assert read.shape.columns == {
        "id", "first_name", "last_name", "phone", "branch", "workplace", "municipality", "language",
    }  # fmt: skip
    assert read.shape.phones == [3, 4]
    (found,) = entries(read)
    member = member_of(found)
    assert (member.contact, member.name, member.municipality) == ("m0012345", "Åsa Öberg", "Solna")
    assert [phone.number for phone in member.phones] == [a_mobile(), "+46846500400"]


def test_the_header_is_found_below_titles_and_lines_above_it_are_no_rows() -> None:
    read = a_list(f"Medlemslista 2026;;\n\nUtdrag;den 1 maj;\n{SWEDISH}")
    assert (read.header_line, read.header[0]) == (4, "Medlemsnummer")
    assert line_numbers(read) == [5]
    assert len(entries(read)) == 1


def test_a_byte_order_mark_and_spaces_are_no_part_of_a_name() -> None:
    read = a_list("\ufeff\ufeff Medlemsnummer ;Namn\n1;Eva Ek\n")
    assert read.header == ["Medlemsnummer", "Namn"]


def test_a_list_without_a_header_has_numbers_for_names_and_every_line_is_a_row() -> None:
    read = a_list("0012345;Eva Ek;070-174 06 05\n0012346;Bo Ström;070-174 06 06;x\n")
    assert (read.header_line, read.header) == (0, ["1", "2", "3", "4"])
    assert line_numbers(read) == [1, 2]
    assert read.form == "4"
    read.recognise({"id": ["1"], "name": ["2"], "phone": ["3"]}, ())
    assert sorted(entry[:3] for entry in entries(read)) == [("m0012345", "Eva", "Ek"), ("m0012346", "Bo", "Ström")]


def test_the_line_that_tells_a_spreadsheet_the_separator_is_no_row() -> None:
    read = a_list("sep=|\n1|2\n")
    assert line_numbers(read) == [2]
    empty = a_list("sep=|\n")
    assert (empty.header, line_numbers(empty)) == ([], [])


def test_two_editions_have_one_form_whatever_the_spelling_of_their_columns() -> None:
    assert a_list("Medlems-nr;Mobil 1\n").form == a_list("medlemsnr;MOBIL 1\n1;070-174 06 05\n").form
    assert a_list("Medlemsnr;Mobil\n").form != a_list("Mobil;Medlemsnr\n").form


def test_a_given_mapping_goes_before_what_names_suggest() -> None:
    text = "Namn;Kod;Mobil;Jour\nÅsa Ek;7;070-174 06 05;070-174 06 06\n"
    read = a_list(text, mapping={"id": ["kod"], "phone": ["Jour"]})
    assert (dict(read.shape.fields), read.shape.phones) == ({"name": 0, "id": 1}, [3])
    (found,) = entries(read)
    assert [phone.number for phone in member_of(found).phones] == [a_mobile(6)]


def test_a_mapping_to_a_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UnknownColumn) as caught:
        a_list("Namn;Kod\n", mapping={"id": ["Nr"]})
    assert caught.value.fields == {"mapping": "id=Nr", "column": "Nr", "columns": "Namn, Kod"}


def test_only_wanted_extra_columns_are_kept_under_the_name_that_wants_them() -> None:
    read = a_list("Namn;Ombud ;Personnummer;Skift\nÅsa Ek;ja;x;natt\n", keep=("ombud", "missing"))
    (found,) = entries(read)
    assert member_of(found).fields == (("ombud", "ja"),)
    assert read.shape.refused == [2]


def test_a_list_without_anybodys_name_or_id_is_refused() -> None:
    read = a_list("Telefon;Kommun\n070-174 06 05;Solna\n")
    with pytest.raises(NoHeader) as caught:
        read.demand_people()
    assert caught.value.fields == {"file": "members.csv", "header": "Telefon, Kommun"}
    for column in ("Namn", "Förnamn", "Efternamn", "Medlemsnummer"):
        a_list(f"{column};Telefon\n1;2\n").demand_people()


def test_a_line_with_a_stray_quote_is_at_fault_and_the_others_are_not() -> None:
    read = a_list('Medlemsnummer;Namn\n1;"Åsa" Öberg\n2;Bo Ek\n')
    (batch,) = map(read.reader("SE", KEY), read.rows())
    assert [(item.line, item.reason) for item in batch.rejected] == [(2, "bad_quotes")]
    assert [entry[0] for entry in batch.entries] == ["m2"]


@settings(max_examples=60)
@given(st.lists(st.lists(st.text('a1 ";', max_size=4), max_size=4).map(";".join), max_size=8))
def test_every_line_that_is_read_is_taken_or_set_aside(written: list[str]) -> None:
    read = a_list("Medlemsnummer;Namn;Mobil\n" + "\n".join(written))
    lines = [line for part in read.rows() for line in part.lines()]
    rows = [number for number, cells, fault in lines if fault or any(map(str.strip, cells))]
    batches = [*map(read.reader("SE", KEY), read.rows())]
    taken = [line for batch in batches for line in (*batch.lines, *(item.line for item in batch.rejected))]
    assert sorted(taken) == sorted(rows)


def test_rows_are_read_in_batches_in_their_order() -> None:
    rows = [f"{n};Eva Ek{n}" for n in range(1, 5001)]
    read = a_list("\n".join(["Medlemsnummer;Namn", *rows]))
    batches = list(map(read.reader("SE", KEY), read.rows()))
    assert len(batches) > 2
    assert [entry[0] for batch in batches for entry in batch.entries] == [f"m{n}" for n in range(1, 5001)]


def test_rows_set_aside_are_written_for_people_and_run_nothing() -> None:
    items = [
        ("a.csv", Rejected(4, "id", "=cmd", "bad_id", ["=cmd", "Åsa"])),
        ("b.csv", Rejected(5, "", "", "bad_quotes", ["2"], "m2")),
    ]
    text = "".join(rejects(items, 2, {"bad_id": "no id", "bad_quotes": "quotes"}))
    assert list(csv.reader(io.StringIO(text))) == [
        ["file", "line", "column", "value", "reason", "cell 1", "cell 2"],
        ["a.csv", "4", "id", "'=cmd", "no id", "'=cmd", "Åsa"],
        ["b.csv", "5", "", "", "quotes", "2"],
    ]
    assert "".join(rejects([], 0, {})) == "file,line,column,value,reason\r\n"


def test_a_sheet_looks_like_a_list_if_two_of_its_columns_are_known() -> None:
    title = (1, ["Medlemslista"], "")
    assert looks_like_list([title, (2, ["Medlemsnummer", "Namn"], ""), (3, ["1", "Eva"], "")])
    assert not looks_like_list([title, (2, ["Summa", "12"], "")])
    assert not looks_like_list([(1, ["Medlemsnummer", "Namn"], "bad_quotes")])
    assert not looks_like_list([])


def test_in_a_sheet_nobody_is_called_by_an_error_and_a_number_that_is_one_is_reported(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "list.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Medlemsnummer", "Förnamn", "Efternamn", "Mobil", "Telefon"])
    sheet.write_row(1, 0, ["0012345", "Åsa", "Öberg #2", "070-174 06 05", "08-465 004 00"])
    sheet.write_row(2, 0, ["0012346", "Bo", "#REF!"])
    sheet.write_formula("B3", "=NA()", None, "#N/A")
    sheet.write_formula("D3", "=VLOOKUP(A3,X,2)", None, "#N/A")
    sheet.write_string("E3", "08-465 004 01")
    book.close()
    read = open_list(open_workbook(tmp_path / "list.xlsx", "list.xlsx", None, looks_like_list))
    read.recognise({}, ())
    found = [read.reader("SE", KEY)(rows) for rows in read.rows()]
    assert sorted(entry[:3] for batch in found for entry in batch.entries) == [
        ("m0012345", "Åsa", "Öberg #2"), ("m0012346", "", ""),
    ]  # fmt: skip
    assert [item[1:4] for batch in found for item in batch.doubtful] == [("Mobil", "#N/A", "not_readable")]
