"""Long tables in text files: read in blocks, with every line accounted for."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.entry import Line, in_columns
from ringa.errors import EmptyFile, NotText
from ringa.formats import table
from ringa.formats.encoding import decoder_of
from ringa.formats.table import LONGEST, MAX_LINES, NOT_CLOSED, TOO_LONG, TextTable, open_text
from ringa.formats.whole_table import records

KNOWN = {"id", "name", "phone"}


def known(cells: Sequence[str]) -> int:
    return sum(cell.casefold() in KNOWN for cell in cells)


def opened(data: str | bytes, fitness: Callable[[Sequence[str]], int] = known) -> TextTable:
    return open_text(io.BytesIO(data.encode() if isinstance(data, str) else data), "members.csv", fitness)


def lines_of(data: str | bytes) -> list[Line]:
    return [line for batch in opened(data).lines() for line in batch]


def cells_of(data: str | bytes) -> list[list[str]]:
    return [cells for _number, cells, fault in lines_of(data) if not fault]


@pytest.fixture(params=[32_768, 7, 1])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Blocks of any size give the same: no line depends on where a block ends."""
    monkeypatch.setattr(table, "_BLOCK", request.param)
    return int(request.param)


def written(rows: list[list[str]], separator: str, end: str, quoting: int) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(rows)
    return out.getvalue()


LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=8)
TEXTS = LETTERS | st.text('",;|\t\n\r a', max_size=5)
ROWS = st.lists(st.lists(TEXTS, min_size=2, max_size=5), min_size=0, max_size=6)


@pytest.mark.parametrize("size", [32_768, 11])
@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from(";,\t|"), st.sampled_from(["\r\n", "\n", "\r"]), st.booleans(),
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]))  # fmt: skip
def test_what_was_written_is_read(
    size: int, rows: list[list[str]], separator: str, end: str, quote_all: bool, encoding: str
) -> None:
    odd = quote_all or any(set("\r\n") & set(cell) for row in rows for cell in row)  # csv leaves a bare CR unquoted
    header = [["id", "name", "phone number as it is known in the register of the union"]]
    text = written(header + rows, separator, end, csv.QUOTE_ALL if odd else csv.QUOTE_MINIMAL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_BLOCK", size)
        found = opened(text.encode(encoding))
        assert [line for batch in found.lines() for line in batch if line[2]] == []
        assert [cells for batch in found.lines() for _n, cells, _f in batch] == header + rows
    assert found.separator == separator


NORDIC = st.text("åäöæøéÅÄÖÆØÉü abc;\n", max_size=8)


@settings(max_examples=50)
@given(st.lists(st.lists(NORDIC, min_size=2, max_size=3), max_size=5), st.sampled_from(["cp1252", "mac_roman"]))
def test_what_an_old_program_wrote_is_read(rows: list[list[str]], encoding: str) -> None:
    rows = [["id", "Åäöæøé"], *rows]
    assert cells_of(written(rows, ";", "\r\n", csv.QUOTE_ALL).encode(encoding)) == rows


def physical(text: str) -> Iterator[tuple[int, str]]:
    return ((n, line.rstrip("\r\n")) for n, line in enumerate(io.StringIO(text, newline=""), 1))


@pytest.mark.parametrize("size", [32_768, 5])
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80) | st.text('ab";\n\r', max_size=60).map(str.encode))
def test_every_line_is_a_row_or_a_fault_whatever_the_bytes(size: int, data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_BLOCK", size)
        try:
            found = opened(data)
        except (NotText, EmptyFile):
            return
        got = [line for batch in found.lines() for line in batch]
    text = decoder_of(found.encoding).decode(data, True).rstrip("\x1a")
    if text.startswith(("sep=", '"sep=')):
        return
    # Exactly what the careful reader of whole texts gives, but for the blank lines.
    expected = [
        line
        for line in records(io.StringIO(text, newline=""), found.separator)
        if (line.cells and line.cells != [""]) or line.fault
    ]
    assert [line for line in got if line[1] != [""]] == [tuple(line) for line in expected]
    starts = {number for number, _cells, _fault in got}
    within = set()
    for number, cells, fault in got:
        ends = 0 if fault else sum(cell.replace("\r\n", "\n").replace("\r", "\n").count("\n") for cell in cells)
        within |= set(range(number + 1, number + 1 + ends))
    assert all(n in starts or n in within for n, line in physical(text) if line)


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_blank_lines_are_counted_and_left_out(end: str) -> None:
    found = lines_of(end.join(["id;name", "", "1;Bo", "   ", ";;", "2"]))
    assert found == [
        (1, ["id", "name"], ""),
        (3, ["1", "Bo"], ""),
        (4, ["   "], ""),
        (5, ["", "", ""], ""),
        (6, ["2"], ""),
    ]


@pytest.mark.usefixtures("block")
def test_signs_that_end_a_line_elsewhere_end_none_here() -> None:
    assert cells_of("id;a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g\r\n1;x\r\n") == [
        ["id", "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g"],
        ["1", "x"],
    ]


@pytest.mark.usefixtures("block")
def test_a_stray_quote_spoils_its_own_line_and_no_other() -> None:
    rows = [f"{n};Namn {n}" for n in range(50)]
    rows[10], rows[20], rows[30] = '10;"Åsa', '20;"Åsa" Öberg', '30;Åsa "Bo" Öberg'
    found = lines_of("\r\n".join(rows))
    assert [line[0] for line in found] == list(range(1, 51))
    assert [line for line in found if line[2]] == [(11, ['10;"Åsa'], NOT_CLOSED), (21, ['20;"Åsa" Öberg'], NOT_CLOSED)]
    assert found[30][1] == ["30", 'Åsa "Bo" Öberg']


@pytest.mark.usefixtures("block")
def test_a_cell_may_have_several_lines_as_they_were() -> None:
    found = lines_of('id;note\r\n1;"a\r\n\r\nb"\r\n2;"c""d"\r\n')
    assert found == [(1, ["id", "note"], ""), (2, ["1", "a\r\n\r\nb"], ""), (5, ["2", 'c"d'], "")]


@pytest.mark.usefixtures("block")
def test_a_quote_that_is_never_closed_does_not_swallow_a_list() -> None:
    found = lines_of('1;"Åsa\r\n' + "2;Bo\r\n" * (MAX_LINES * 2))
    assert len(found) == MAX_LINES * 2 + 1
    assert [line[0] for line in found if line[2]] == [1]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_cell_that_is_a_formula_for_a_text_is_that_text(end: str) -> None:
    lines = ['="id";="name";phone', '="0101";Bo;="0701740605"', '"=""0102""";"=""Ek; Bo""";"1"', '="";=1;="a', ""]
    text = end.join(lines)
    wanted = [["id", "name", "phone"], ["0101", "Bo", "0701740605"], ["0102", "Ek; Bo", "1"], ["", "=1", '="a']]
    assert cells_of(text) == wanted
    found = [list(row) for rows in opened(text).rows(3, 0) for row in zip(*rows.columns, strict=True)]
    assert sorted(found) == sorted(wanted)
    assert cells_of('a;b\n"x ;=""1"";";"y\n;=""2"";"\n')[1:] == [['x ;="1";', 'y\n;="2";']]


def test_a_long_note_is_taken_and_a_longer_one_is_a_fault_wherever_it_stands() -> None:
    for before in (0, 100, 5_000):
        head = "id;note\n" + "1;x\n" * before
        taken = lines_of(head + '2;"' + ("y" * 999 + "\n") * 120 + '"\n3;z')
        assert [line[0] for line in taken[-2:]] == [before + 2, before + 123]
        faulty = lines_of(head + '2;"' + ("y" * 999 + "\n") * 140 + '"\n3;z')
        assert faulty[before + 1] == (before + 2, ['2;"' + "y" * 999], NOT_CLOSED)
        assert faulty[-1][1] == ["3", "z"]
        assert len(faulty) == before + 1 + 140 + 2


def test_quotes_that_open_again_and_again_cost_no_more_than_others() -> None:
    found = lines_of('x";"\n' * 20_000)
    assert len(found) == 20_000
    assert {line[2] for line in found} == {NOT_CLOSED}


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_line_longer_than_any_row_is_a_fault_and_is_not_kept(end: str) -> None:
    found = lines_of(end.join(["id;name", "1;" + "y" * LONGEST * 3, "2;Bo", 'a;"' + "z" * LONGEST, "3;Li"]))
    assert [(number, fault) for number, _cells, fault in found] == [
        (1, ""), (2, TOO_LONG), (3, ""), (4, TOO_LONG), (5, ""),
    ]  # fmt: skip
    assert max(len(cell) for _number, cells, _fault in found for cell in cells) == 200


def test_nuls_after_a_list_are_one_fault() -> None:
    assert [(line[0], line[2]) for line in lines_of(b"id;name\r\n1;Bo\r\n" * 2000 + bytes(3_000_000))[-2:]] == [
        (4000, ""),
        (4001, TOO_LONG),
    ]


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\r\n', "sep=;;;\n", "sep=;\r"])
def test_the_line_that_tells_excel_the_separator_is_honoured_and_is_no_row(first: str) -> None:
    found = opened(first + "id,x;name,y\n1;2")
    assert found.separator == ";"
    for _again in range(2):
        assert [line for batch in found.lines() for line in batch] == [
            (2, ["id,x", "name,y"], ""),
            (3, ["1", "2"], ""),
        ]


def test_a_table_is_read_again_and_by_two_at_a_time() -> None:
    found = opened("id;name\n" + "1;Bo\n" * 30_000)
    first, second = found.lines(), found.lines()
    assert next(first) == next(second)
    assert next(first) == next(second)
    assert sum(map(len, first)) == sum(map(len, second))
    assert (found.file, found.encoding) == ("members.csv", "utf-8")


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("\r\nid,name;x\r\n", ","),
        ("id\tname", "\t"),
        ("id|name", "|"),
        ("nothing known, at all", ","),
        ("only one column", ";"),
        ("Members of the union, by branch, as of 2026, in all\n\nid;name;phone\n1;Bo, Li;2\n", ";"),
        ("One; two; three; four\na,b,c\nd,e,f\ng,h,i\n", ","),  # no name is known: most lines agree
        ('"phone;name";id\n', ";"),
    ],
)
def test_the_separator_is_the_one_with_which_the_first_lines_make_sense(text: str, separator: str) -> None:
    assert opened(text).separator == separator


def test_without_known_names_the_separator_is_still_found() -> None:
    assert open_text(io.BytesIO(b"a|b\n1|2"), "f").separator == "|"


# Shapes of files that public collections of difficult tables hold, with invented content.
SHAPES = {
    "comma in quotes": ('id,name\n1,"Öberg, Åsa"\n', [["id", "name"], ["1", "Öberg, Åsa"]]),
    "escaped quotes": ('id,name\n1,"Bo ""Bosse"" Ek"\n', [["id", "name"], ["1", 'Bo "Bosse" Ek']]),
    "json in a cell": ('id,x\n1,"{""a"": ""b"", ""c"": 1}"\n', [["id", "x"], ["1", '{"a": "b", "c": 1}']]),
    "empty quoted and bare": (
        'id,name,phone\n1,"",""\n2,3,\n',
        [["id", "name", "phone"], ["1", "", ""], ["2", "3", ""]],
    ),
    "newline in quotes, CRLF": ('id,name\r\n1,"Once\r\nupon"\r\n', [["id", "name"], ["1", "Once\r\nupon"]]),
    "only a header": ("id;name\n", [["id", "name"]]),
    "no end of the last line": ("id;name\n1;2", [["id", "name"], ["1", "2"]]),
    "ragged": ("id;name;phone\n1\n2;x;y;z;;\n", [["id", "name", "phone"], ["1"], ["2", "x", "y", "z", "", ""]]),
    "no column has a name": (";;\n1;2;3\n", [["", "", ""], ["1", "2", "3"]]),
    "spaces about cells": (" id ; name \n 1 ; Bo \n", [[" id ", " name "], [" 1 ", " Bo "]]),
    "leading zeros": ("id;phone\n007;0701\n", [["id", "phone"], ["007", "0701"]]),
    "title and gap": (
        "List of 2026;;\n;;\nid;name;phone\n",
        [["List of 2026", "", ""], ["", "", ""], ["id", "name", "phone"]],
    ),
    "mixed line ends": ("id;name\r\n1;a\n2;b\r3;c", [["id", "name"], ["1", "a"], ["2", "b"], ["3", "c"]]),
    "other scripts": (
        "id;name\n1;漢字\n2;Ελένη\n3;محمد\n",
        [["id", "name"], ["1", "漢字"], ["2", "Ελένη"], ["3", "محمد"]],
    ),
    "control signs and NULs": ("id;name\n1;a\x00b\x07\n", [["id", "name"], ["1", "a\x00b\x07"]]),
    "tabs padded for the eye": ("id\t\tname\n1\t\tBo\n", [["id", "", "name"], ["1", "", "Bo"]]),
}


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_in_which_tables_come(shape: str) -> None:
    text, expected = SHAPES[shape]
    assert cells_of(text) == expected


@pytest.mark.parametrize("size", [32_768, 50, 7])
@settings(max_examples=150, deadline=None)
@given(st.lists(st.text('",;|\t\n\r\x85aå', max_size=12), max_size=30), st.integers(1, 5))
def test_every_line_is_in_exactly_one_part(size: int, pieces: list[str], parts: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_BLOCK", size)
        patch.setattr(table, "LONGEST", 60)
        try:
            whole = opened("name;id\n" + "\n".join(pieces))
        except (EmptyFile, NotText):
            return
        found = [line for part in range(parts) for batch in whole.lines(part, parts) for line in batch]
        lines = [line for batch in whole.lines() for line in batch]
        assert found == lines
        below = [line for line in lines if line[0] > 1]
        columns = [line for part in range(parts) for rows in whole.rows(2, 1, part, parts) for line in rows.lines()]
        assert sorted(columns) == sorted(in_columns(below, 2).lines())


def test_the_parts_of_a_list_are_of_about_the_same_size() -> None:
    whole = opened("name;id\n" + "".join(f"Öberg;{n}\n" for n in range(100_000)))
    sizes = [sum(map(len, whole.lines(part, 4))) for part in range(4)]
    assert sum(sizes) == 100_001
    assert max(sizes) < 1.2 * min(sizes)


def test_rows_go_into_columns_at_once_whatever_ends_and_quotes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_BLOCK", 200)
    for end in ("\n", "\r\n", "\r"):
        text = end.join(
            ["name;id", *(f"Bo {n};{n}" if n % 7 else f'"Ek; ""Bo"" {n}";{n}' for n in range(200)), "short", ""]
        )
        rows = [*opened(text).rows(2, 1)]
        assert [line for each in rows for line in each.lines()][:2] == [
            (2, ['Ek; "Bo" 0', "0"], ""),
            (3, ["Bo 1", "1"], ""),
        ]
        assert sorted(line for each in rows for line in each.lines()) == [
            (n + 2, [f"Bo {n}" if n % 7 else f'Ek; "Bo" {n}', str(n)], "") for n in range(200)
        ] + [(202, ["short", ""], "")]


@pytest.mark.parametrize("end", ["\x1a", "\r\n\x1a", "\n\x1a\x1a\x1a", "\r\n" + "\x1a" * 9, "\r\x1a"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_sign_that_ends_a_text_of_dos_is_no_row(end: str, encoding: str, block: int) -> None:
    rows = "id;namn\r\n1;Åsa\r\n2;Bo\x1aE"
    assert cells_of((rows + end).encode(encoding)) == [["id", "namn"], ["1", "Åsa"], ["2", "Bo\x1aE"]]
