"""Text tables: the right letters, the right separator, and no row swallowed."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.errors import EmptyFile, NotText
from ringa.formats.encoding import encoding_of
from ringa.formats.table import MAX_LINES, NOT_CLOSED
from ringa.formats.whole_table import Record, first_lines, records, separator_for, write_row

NORDIC = [
    "Medlemsnummer;Förnamn;Efternamn\r\n1;Åsa;Öberg\r\n2;Märta;Sjöström\r\n",
    "Medlemsnummer;Fornavn;Etternavn\r\n1;Øystein;Bråten\r\n2;Kjærsti;Sæther\r\n",
    "id;name\n1;André Müller\n",
]


def decode(data: bytes, file: str) -> str:
    return data.decode(encoding_of(io.BytesIO(data), file), "replace")


def lines_of(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


@pytest.mark.parametrize("text", NORDIC)
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"],
)
def test_the_letters_are_right_whatever_the_program_that_wrote_them(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "f") == text


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=40))
def test_every_utf8_text_is_read_as_it_is(text: str) -> None:
    assert decode(b"id\r\n" + text.encode(), "f") == "id\r\n" + text


def test_a_byte_order_mark_of_the_other_order_is_understood() -> None:
    assert decode(b"\xfe\xff" + "id;Åsa".encode("utf-16-be"), "f") == "id;Åsa"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t\x00"])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        decode(data, "f")


def test_what_is_no_text_is_named() -> None:
    with pytest.raises(NotText) as caught:
        decode(b"%PDF-1.7 ...", "members.csv")
    assert caught.value.message == "members.csv is a PDF; a list is CSV or Excel (.xlsx)."


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
TABLES = st.lists(st.lists(CELLS | st.text('",;\n\r\t|', max_size=4), min_size=2, max_size=4), max_size=6)


@settings(max_examples=100)
@given(TABLES, st.sampled_from(";,\t|"))
def test_what_is_written_is_read_and_every_record_has_the_number_of_its_first_line(
    table: list[list[str]], separator: str
) -> None:
    text = "".join(write_row(row, separator) for row in table)
    found = list(records(lines_of(text), separator))
    assert [line.cells for line in found] == table
    assert not any(line.fault for line in found)
    lines = list(io.StringIO(text, newline=""))
    for line, row in zip(found, table, strict=True):
        assert lines[line.number - 1].startswith(write_row(row, separator)[:1])


def test_a_row_is_written_with_no_more_quotes_than_needed() -> None:
    assert write_row(["a", 'b"c', "d,e", "f\ng", ""]) == 'a,"b""c","d,e","f\ng",\r\n'


@settings(max_examples=100)
@given(st.integers(0, 9), st.sampled_from(['"Åsa;x', '5;"Åsa" Öberg', '5;"Åsa', '"']))
def test_a_stray_quote_spoils_its_own_line_and_no_other(place: int, stray: str) -> None:
    lines = [f"{n};Namn {n}" for n in range(10)]
    lines[place] = stray
    found = list(records(lines_of("\r\n".join(lines) + "\r\n"), ";"))
    assert [line.number for line in found] == list(range(1, 11))
    assert [line for line in found if line.fault] == [Record(place + 1, [stray], NOT_CLOSED)]
    assert [line.cells for line in found if not line.fault] == [[str(n), f"Namn {n}"] for n in range(10) if n != place]


@settings(max_examples=100)
@given(st.text('ab";\n', max_size=40))
def test_no_line_is_lost_whatever_the_quotes(text: str) -> None:
    found = list(records(lines_of(text), ";"))
    lines = list(io.StringIO(text, newline=""))
    starts = [line.number for line in found]
    assert starts == sorted(set(starts))
    assert all(1 <= start <= len(lines) for start in starts)
    if lines:
        assert starts[0] == 1
    for line, following in zip(found, [*starts[1:], len(lines) + 1], strict=False):
        if line.fault:
            assert following == line.number + 1
        else:
            whole = "".join(lines[line.number - 1 : following - 1])
            assert next(csv.reader(io.StringIO(whole, newline=""), delimiter=";", strict=True)) == line.cells


def test_a_quote_that_is_never_closed_does_not_swallow_a_long_list() -> None:
    text = '1;"Åsa\r\n' + "2;Bo\r\n" * (MAX_LINES * 2)
    found = list(records(lines_of(text), ";"))
    assert len(found) == MAX_LINES * 2 + 1
    assert [line.number for line in found if line.fault] == [1]


def test_the_separator_is_the_one_with_which_the_header_makes_sense() -> None:
    known = {"id", "name", "phone, mobile"}

    def fitness(cells: list[str] | tuple[str, ...] | object) -> int:
        return sum(cell in known for cell in cells) if isinstance(cells, list) else 0

    assert separator_for("\r\nid,name;x\r\n", fitness) == ","
    assert separator_for('id;"phone, mobile"\r\n1;2', fitness) == ";"
    assert separator_for("id\tname", fitness) == "\t"
    assert separator_for("id|name", fitness) == "|"
    assert separator_for("nothing known, at all", fitness) == ","
    assert separator_for("", fitness) == ";"


def test_the_beginning_of_a_text_is_shown_on_one_line() -> None:
    assert first_lines("\n\n  Hello, world\nmore") == "Hello, world"
    assert first_lines("x" * 99) == "x" * 60
    assert first_lines(" \n") == ""
