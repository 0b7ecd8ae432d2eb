"""Excel workbooks: what is in the cells, which sheet is the list, and files made to do harm."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import IO

import pytest
import xlsxwriter

from ringa.core.entry import Line
from ringa.errors import NoSuchSheet, NotText, SheetUnclear, WorkbookUnreadable
from ringa.formats import workbook, workbook_child
from ringa.formats.table import TOO_LONG, Table
from ringa.formats.workbook import SheetTable, open_workbook

FRAME = workbook_child.FRAME
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS: list[list[object]] = [
    ["Medlemsnummer", "Förnamn", "Mobil"],
    ["1", "Åsa", "+46701740605"],
    ["2", "Bo", "+46701740606"],
]


def like_a_list(lines: list[Line]) -> bool:
    return any("Medlemsnummer" in cells for _number, cells, _fault in lines)


def written(path: Path, sheets: dict[str, list[list[object]]], **hidden: bool) -> Path:
    book = xlsxwriter.Workbook(str(path), {"remove_timezone": True, "nan_inf_to_errors": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if hidden.get(name):
            sheet.hide()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


@pytest.fixture
def a_list(tmp_path: Path) -> Path:
    return written(tmp_path / "list.xlsx", {"Medlemmar": ROWS})


def trimmed(cells: list[str]) -> list[str]:
    """A row without empty cells at its end."""
    return "\x00".join(cells).rstrip("\x00").split("\x00")


def opened(path: Path, sheet: str | None = None) -> SheetTable:
    return open_workbook(path, path.name, sheet, like_a_list)


def lines_of(path: Path, sheet: str | None = None) -> list[Line]:
    return [line for batch in opened(path, sheet).lines() for line in batch]


def frames_here(path: Path, sheet: str = "") -> list[tuple[bytes, int, str]]:
    """What the child would say, said by its code in this process."""
    out = io.BytesIO()
    workbook_child.serve(str(path), sheet, out)
    frames, data = [], out.getvalue()
    while data:
        kind, number, size = FRAME.unpack(data[: FRAME.size])
        frames.append((kind, number, data[FRAME.size : FRAME.size + size].decode()))
        data = data[FRAME.size + size :]
    return frames


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same workbook with other content in its parts."""
    parts = zipfile.ZipFile(path)
    with parts, zipfile.ZipFile(path.with_name("new.xlsx"), "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            out.writestr(name, change(name, parts.read(name)))
    return path.with_name("new.xlsx")


def with_sheet(path: Path, xml: str, dimension: str = "") -> Path:
    said = f'<dimension ref="{dimension}"/>' if dimension else ""
    head = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{said}<sheetData>'
    whole = (head + xml + "</sheetData></worksheet>").encode()
    return repacked(path, lambda name, data: whole if name.endswith("sheet1.xml") else data)


# What is in the cells


def test_a_sheet_is_read_as_a_table_again_and_again(a_list: Path) -> None:
    found: Table = opened(a_list)
    expected = [(number, row, "") for number, row in enumerate(ROWS, 1)]
    assert found.file == "list.xlsx"
    for _again in range(2):
        assert [line for batch in found.lines() for line in batch] == expected


def test_a_cell_is_text_as_a_person_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(2, 0, [46701740605, 3.5, True, False, " 0701 ", "a\nb\tc"])
    sheet.write_datetime(2, 6, datetime(2026, 8, 14), day)
    sheet.write_datetime(2, 7, datetime(2026, 8, 14, 18, 30), moment)
    sheet.write_formula(2, 8, "=1+1", None, 2)
    sheet.write_formula(2, 9, "=NA()", None, "#N/A")
    sheet.merge_range(2, 10, 2, 11, "merged")
    sheet.write(4, 11, "end")
    book.close()
    first, last = lines_of(path)
    assert first == (3, ["46701740605", "3.5", "TRUE", "FALSE", " 0701 ", "a\nb\tc", "2026-08-14",
                         "2026-08-14T18:30:00", "2", "#N/A", "merged", ""], "")  # fmt: skip
    assert last == (5, [*[""] * 11, "end"], "")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="B2" s="0" t="e"><f>C2</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B2"><f>C2</f></c>', "#CALC!"),
        ('<c r="B2"><f>C2</f><v/></c>', "#CALC!"),
        ('<c r="B2" t="n"><f t="array" ref="B2">C2</f><v /></c>', "#CALC!"),
        ('<x:c r="B2"><x:f>C2</x:f><x:v></x:v></x:c>', "#CALC!"),
        ('<c r="B2" t="str"><f>C2</f><v></v></c>', ""),  # the formula says that it is empty
        ('<c r="B2" t="str"><f>C2</f><v>ok</v></c>', "ok"),
        ('<c r="B2" t="inlineStr"><is><t>a t="e" b</t></is></c>', 'a t="e" b'),
    ],
)
def test_a_value_that_could_not_be_calculated_is_told_from_an_empty_cell(a_list: Path, cell: str, text: str) -> None:
    xml = f'<row r="2"><c r="A2"><v>1</v></c>{cell}<c r="C2"><v>3</v></c></row>'
    path = with_sheet(a_list, xml.replace("</c><x:c", '</c><x:c xmlns:x="' + MAIN + '"', 1))
    assert lines_of(path) == [(2, ["1", text, "3"], "")]
    assert frames_here(path)[1][2].lstrip("\x01") == f"1\x00{text}\x003"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (46701740605.0, "46701740605"),
        (7, "7"),
        (-2.0, "-2"),
        (0.1 + 0.2, "0.3"),
        (1234567890123456789.0, "1234567890123460000"),  # Excel keeps 15 digits
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (True, "TRUE"),
        (date(2026, 8, 14), "2026-08-14"),
        (datetime(2026, 8, 14, 1, 2, 3), "2026-08-14T01:02:03"),
        (clock(18, 30), "18:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_numbers_and_times_have_one_form(value: object, text: str) -> None:
    assert workbook_child.cell_text(value) == text


def test_the_signs_that_hold_the_cells_apart_are_taken_out_of_cells() -> None:
    rows: list[list[object]] = [["a\x00b", "c\x01d"], ["", ""], ["x", "y"]]
    assert list(workbook_child.row_frames(iter(rows))) == [(workbook_child.ROWS, 1, "ab\x00cd\x01\x01x\x00y")]


def test_many_rows_come_in_batches_with_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    rows: list[list[object]] = [[n, f"Namn {n}"] if n % 1500 else [] for n in range(1, 4001)]
    found = opened(written(tmp_path / "many.xlsx", {"A": rows}))
    batches = list(found.lines())
    assert [cells for batch in batches for _n, cells, _f in batch] == [
        [str(n), f"Namn {n}"] for n, *_ in filter(None, rows)
    ]
    assert all(number == int(cells[0]) for batch in batches for number, cells, _fault in batch)
    assert max(map(len, batches)) <= 1000


def test_rows_with_very_long_cells_are_faults(tmp_path: Path) -> None:
    long: list[object] = ["y" * 32_000] * 5
    fits: list[object] = ["z" * 32_000] * 4
    rows: list[list[object]] = [["id"], long, [2], *[fits] * 8, long]
    found = lines_of(written(tmp_path / "long.xlsx", {"A": rows}))
    assert [(number, fault) for number, _cells, fault in found] == [
        (1, ""), (2, TOO_LONG), (3, ""), *((n, "") for n in range(4, 12)), (12, TOO_LONG),
    ]  # fmt: skip
    assert found[1][1] == ["y" * 200]


def test_a_reading_that_was_left_after_the_header_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = opened(written(tmp_path / "many.xlsx", {"A": [[n] for n in range(3000)]}))
    monkeypatch.delattr(workbook._Reader, "__init__")  # no second process is needed
    for batch in found.lines():
        assert batch[0] == (1, ["0"], "")
        break
    assert [line[0] for batch in found.lines() for line in batch] == list(range(1, 3001))


# Which sheet


def test_the_only_visible_sheet_is_taken_whatever_is_in_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", {"New": [["y"]], "Old": [["x"]]}, Old=True)
    assert lines_of(path) == [(1, ["y"], "")]
    assert lines_of(path, "Old") == [(1, ["x"], "")]


def test_of_many_sheets_the_one_that_looks_like_a_list_is_taken(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {f"S{n}": [["Sum", n]] for n in range(99)}
    sheets["S50"] = [["Members of 2026"], [], *ROWS]
    found = opened(written(tmp_path / "a.xlsx", sheets))
    for _again in range(2):
        assert [line[0] for batch in found.lines() for line in batch] == [1, 3, 4, 5]


@pytest.mark.parametrize(("sheet", "first"), [("B", "b"), ("b ", "b"), ("2", "two"), ("1", "a"), ("3", "two")])
def test_a_sheet_is_named_or_numbered(tmp_path: Path, sheet: str, first: str) -> None:
    path = written(tmp_path / "a.xlsx", {"A": [["a"]], "B": [["b"]], "2": [["two"]]})
    assert lines_of(path, sheet) == [(1, [first], "")]


@pytest.mark.parametrize("sheet", ["C", "0", "4", "²", "99999999999999999999"])
def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(NoSuchSheet) as caught:
        opened(written(tmp_path / "a.xlsx", {"A": [], "Blad 2": [], "C c": []}), sheet)
    assert caught.value.fields == {"file": "a.xlsx", "sheet": sheet, "sheets": "A, Blad 2, C c"}


@pytest.mark.parametrize("how_many", [0, 2])
def test_no_sheet_is_guessed_if_none_or_several_look_like_a_list(tmp_path: Path, how_many: int) -> None:
    sheets: dict[str, list[list[object]]] = {f"Blad {n}": [["x"]] for n in range(30)}
    sheets |= {f"Blad {n}": ROWS for n in range(how_many)}
    with pytest.raises(SheetUnclear) as caught:
        opened(written(tmp_path / "a.xlsx", sheets, **{"Blad 29": True}))
    assert str(caught.value.fields["sheets"]).startswith("Blad 0, Blad 1, ")
    assert str(caught.value.fields["sheets"]).endswith("Blad 19 …")


def test_a_workbook_of_hidden_sheets_is_unclear(a_list: Path) -> None:
    path = repacked(
        a_list, lambda _name, data: data.replace(b'<sheet name="Medlemmar"', b'<sheet state="hidden" name="Medlemmar"')
    )
    with pytest.raises(SheetUnclear) as caught:
        opened(path)
    assert caught.value.fields["sheets"] == "Medlemmar"


# Files of another kind, broken, or made to do harm


def refused(path: Path, *, only_there: bool = False) -> None:
    """Refused by the whole, and unless that is dangerous, by the child's code in this process."""
    with pytest.raises(WorkbookUnreadable) as caught:
        lines_of(path)
    assert caught.value.message == f"{path.name} is too large or damaged; it cannot be read as a workbook."
    if not only_there:
        assert frames_here(path)[-1][0] == workbook_child.FAULT


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<html><table><tr><td>id", "a web page"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "an Excel workbook locked with a password"),
    ],
)  # fmt: skip
def test_another_kind_of_file_is_named(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    with pytest.raises(NotText) as caught:
        opened(path)
    assert caught.value.fields["kind"] == kind


def test_an_office_file_of_another_kind_is_told_by_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", "x" * 80_000)
        out.writestr("word/document.xml", "")
    with pytest.raises(NotText) as caught:
        opened(path)
    assert caught.value.fields["kind"] == "a text document"


def test_an_office_file_without_a_workbook_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", "")
    refused(path)


def test_a_text_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"id;name\n1;Bo\n")
    refused(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_workbook_that_was_cut_short_is_damaged(a_list: Path, share: float) -> None:
    data = a_list.read_bytes()
    a_list.write_bytes(data[: int(len(data) * share)])
    refused(a_list)


def test_a_part_that_is_broken_is_damage(a_list: Path) -> None:
    refused(repacked(a_list, lambda name, data: b"<worksheet><" if name.endswith("sheet1.xml") else data))


def test_a_bomb_is_not_unpacked(a_list: Path) -> None:
    path = repacked(a_list, lambda name, data: bytes(90 << 20) if name.endswith("sheet1.xml") else data)
    assert path.stat().st_size < 200_000
    refused(path)


def test_a_size_that_is_a_lie_is_found_out(a_list: Path) -> None:
    with zipfile.ZipFile(a_list) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    data = a_list.read_bytes()
    for other in (size - 1, size + 1):
        a_list.write_bytes(data.replace(size.to_bytes(4, "little"), other.to_bytes(4, "little")))
        refused(a_list)


def test_a_locked_part_and_an_odd_method_are_refused(a_list: Path) -> None:
    data = bytearray(a_list.read_bytes())
    at = data.index(b"PK\x01\x02")
    locked, odd = bytearray(data), bytearray(data)
    locked[at + 8] |= 1
    odd[at + 10] = 99
    for changed in (locked, odd):
        a_list.write_bytes(changed)
        refused(a_list)


def test_too_many_parts_are_refused(a_list: Path) -> None:
    with zipfile.ZipFile(a_list, "a") as out:
        for n in range(5_000):
            out.writestr(f"x{n}", "")
    refused(a_list)


def test_a_stored_part_is_taken(a_list: Path) -> None:
    with zipfile.ZipFile(a_list, "a", zipfile.ZIP_STORED) as out:
        out.writestr("docProps/note.txt", "stored as it is")
    assert len(lines_of(a_list)) == 3


@pytest.mark.parametrize("far", ["XFD1048576", "ZZ2", "XFD1", "BZ1048576"])
def test_a_cell_far_away_costs_nothing(a_list: Path, far: str) -> None:
    row = far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{far}"><v>1</v></c></row>'
    refused(with_sheet(a_list, cells), only_there=row == "1048576")


@pytest.mark.parametrize("far", ["XFD1", "XFD2", "XFD1048576", "A1048576"])
@pytest.mark.parametrize("blank", [" ", "\u00a0", ""])
def test_a_blank_text_at_the_end_of_the_sheet_does_not_count(tmp_path: Path, far: str, blank: str) -> None:
    path = tmp_path / "far.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    sheet.write_string(far, blank, book.add_format({"bold": True}))
    sheet.write_string("G2", "\u00a0")  # and one more, of the same kind or another
    sheet.write_string("H2", "here")
    book.close()
    expected = [(1, ROWS[0], ""), (2, [*ROWS[1], "", "", "", "", "here"], ""), (3, ROWS[2], "")]
    assert [(n, trimmed(cells), fault) for n, cells, fault in lines_of(path)] == expected
    assert frames_here(path)[1][2].count("\x01") == 2  # three rows


@pytest.mark.parametrize(
    "blank",
    [
        '<c r="{far}" t="inlineStr"><is><t xml:space="preserve"> </t></is></c>',
        '<c r="{far}" t="inlineStr"><is><r><rPr><b/></rPr><t> </t></r><r><t/></r></is></c>',
        '<c r="{far}" t="str"><v> \n</v></c>',
        '<c r="{far}" s="0"/>',
    ],
)
def test_a_blank_text_in_the_cell_itself_does_not_count_either(a_list: Path, blank: str) -> None:
    first = '<row r="1"><c r="A1"/><c r="B1"><v>1</v></c><c r="C1" t="str"><v>  </v></c><c r="D1"><v>4</v></c></row>'
    rows = first + f'<row r="1048576">{blank.format(far="XFD1048576")}</row>'
    assert lines_of(with_sheet(a_list, rows, "A1:XFD1048576")) == [(1, ["1", "", "4"], "")]
    assert frames_here(with_sheet(a_list, rows, "A1:XFD1048576"))[1][2] == "1\x00\x004"


def test_a_long_list_with_a_blank_text_far_away_is_mended_in_pieces(a_list: Path) -> None:
    text = "x" * 200
    far = '<c r="XFD5000" t="str"><v> </v></c>'
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>{text}</v></c><c r="B{n}"><v>{n}</v></c>{far * (n == 5000)}</row>'
        for n in range(1, 9_001)
    )
    path = with_sheet(a_list, rows, "A1:XFD9000")
    assert [cells for _n, cells, _f in lines_of(path)] == [[text, str(n)] for n in range(1, 9_001)]
    frames = [text.split("\x01") for kind, _n, text in frames_here(path) if kind == workbook_child.ROWS]
    assert sum(map(len, frames)) == 9_000


def test_a_value_that_stands_between_two_blocks_of_a_long_sheet_is_found(a_list: Path) -> None:
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
    rows = "".join(row.format(n) for n in range(1, 90_001))
    last = '<row r="90001"><c r="A90001" t="e"><v>#N/A</v></c><c r="B90001"><f>A1</f><v></v></c></row>'
    path = with_sheet(a_list, rows + last)
    assert lines_of(path)[-1] == (90_001, ["#N/A", "#CALC!"], "")
    assert frames_here(path)[-2] == (workbook_child.ROWS, 90_001, "#N/A\x00#CALC!")


def test_a_mended_workbook_may_lack_shared_texts_and_has_no_need_of_its_pictures(a_list: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" t="str"><v> </v></c></row>'
    path = with_sheet(a_list, cells, "A1:XFD1")
    bare = path.with_name("bare.xlsx")
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(bare, "w") as out:
        for name in whole.namelist():
            if name != "xl/sharedStrings.xml":
                out.writestr(name, whole.read(name).replace(b'/sharedStrings"', b'/other"'))
        out.writestr("xl/media/image1.png", b"picture")
    assert lines_of(bare) == [(1, ["1"], "")]
    assert frames_here(bare)[1][2] == "1"


def test_a_sheet_that_says_less_than_it_has_is_refused_when_it_grows_too_large(a_list: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="XFD2" t="str"><v> </v></c></row>'
    refused(with_sheet(a_list, cells, "A1:B2"))


def test_a_million_cells_far_away_are_refused(a_list: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 100_001))
    refused(with_sheet(a_list, rows, "A1:XFD1000000"), only_there=True)


def test_a_stray_cell_in_the_last_row_is_only_that(a_list: Path) -> None:
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="H1"><v>1</v></c></row>'
    cells = first + '<row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    assert [line[0] for line in lines_of(with_sheet(a_list, cells))] == [1, 1_048_576]


def test_a_file_larger_than_any_workbook_is_not_opened(a_list: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_SIZE", 1000)
    refused(a_list, only_there=True)


def test_the_limits_grow_with_the_file() -> None:
    small, large = workbook._Limits.of(1490), workbook._Limits.of(46 << 20)
    assert small.memory < 500_000_000
    assert small.seconds <= 5
    assert large.memory > 800 << 20
    assert large.seconds > 60
    assert workbook._Limits.of(256 << 20).memory == 1 << 30


def test_a_process_that_meets_its_limit_of_memory_is_damage(a_list: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook._Limits, "of", classmethod(lambda cls, _size: cls(120 << 20, 5)))
    assert len(lines_of(a_list)) == 3
    corners = [f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="SA{n}"><v>1</v></c></row>' for n in (1, 9_000)]
    refused(with_sheet(a_list, "".join(corners)), only_there=True)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_dies_or_hangs_in_the_middle_is_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: signal.Signals
) -> None:
    path = written(tmp_path / "many.xlsx", {"A": [[n, "x" * 100] for n in range(20_000)]})
    readers: list[workbook._Reader] = []
    begin = workbook._Reader.__init__

    def remember(self: workbook._Reader, path: Path, file: str, sheet: str) -> None:
        begin(self, path, file, sheet)
        readers.append(self)

    monkeypatch.setattr(workbook._Reader, "__init__", remember)
    found = opened(path).lines()
    assert next(found)[0] == (1, ["0", "x" * 100], "")
    (reader,) = readers
    reader.patience = 1
    os.kill(reader.process.pid, sign)
    with pytest.raises(WorkbookUnreadable):
        list(found)
    assert reader.process.returncode == -signal.SIGKILL  # and waited for: no zombie


def test_a_table_that_is_dropped_ends_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []
    end = workbook._end

    def remember(process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
        end(process, output)
        ended.append(process)

    monkeypatch.setattr(workbook, "_end", remember)
    found = opened(written(tmp_path / "a.xlsx", {"A": [["x"]]}))
    del found
    assert [process.returncode is not None for process in ended] == [True]


def test_a_process_whose_asker_is_gone_ends_by_itself(tmp_path: Path) -> None:
    path = written(tmp_path / "many.xlsx", {"A": [[n, "x" * 1000] for n in range(20_000)]})
    asker = (
        "import sys, pathlib; from ringa.formats.workbook import open_workbook;"
        "found = open_workbook(pathlib.Path(sys.argv[1]), 'f', None, bool); lines = found.lines(); next(lines);"
        "reader = lines.gi_frame.f_locals['batches'].gi_frame.f_locals['reader'];"
        "print(reader.process.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", asker, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        process.kill()
    for _wait in range(100):
        if not Path(f"/proc/{child}/cmdline").exists() or not Path(f"/proc/{child}/cmdline").read_bytes():
            return
        time.sleep(0.1)
    pytest.fail("the child lives on")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"x" * 100,
        FRAME.pack(b"R", 1, 0),
        FRAME.pack(b"S", 1, 5 << 20),
        FRAME.pack(b"S", 1, 2) + b"1A",
        FRAME.pack(b"S", 1, 9) + b"1A",
        FRAME.pack(b"S", 1, 2) + b"1\xff",
        FRAME.pack(b"S", 1, 2) + b"1A" + FRAME.pack(b"R", 7, 1) + b"x" + FRAME.pack(b".", 0, 0),
        FRAME.pack(b"S", 1, 2) + b"1A" + FRAME.pack(b"?", 1, 1) + b"x" + FRAME.pack(b".", 0, 0),
        FRAME.pack(b"S", 1, 2) + b"1A" + FRAME.pack(b"R", 1, 2_000_000) + b"\x01" * 2_000_000,
        FRAME.pack(b"E", 0, 7) + b"damaged",
    ],
)  # fmt: skip
def test_what_the_process_says_is_not_trusted(a_list: Path, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    said_in = a_list.with_name("said")
    said_in.write_bytes(said)
    monkeypatch.setattr(workbook, "_START", f"import sys; sys.stdout.buffer.write(open({str(said_in)!r}, 'rb').read())")
    refused(a_list, only_there=True)


# The child's own code, here in this process


def test_the_frames_of_a_workbook(a_list: Path) -> None:
    sheets, rows, end = frames_here(a_list)
    assert sheets == (workbook_child.SHEETS, 1, "1Medlemmar")
    assert rows[:2] == (workbook_child.ROWS, 1)
    assert end == (workbook_child.END, 0, "")


def test_the_frames_of_several_sheets(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", {"A": [[n] for n in range(99)], "B": [["b"]], "C": [["c"]]}, B=True)
    sheets, first, last, _end = frames_here(path)
    assert sheets == (workbook_child.SHEETS, 0, "1A\x000B\x001C")
    assert first == (workbook_child.HEAD, 1, "\x01".join(map(str, range(50))))
    assert last == (workbook_child.HEAD, 3, "c")
    assert [frame[0] for frame in frames_here(path, "D")] == [workbook_child.SHEETS, workbook_child.END]


def test_a_row_that_is_too_long_has_a_frame_of_its_own() -> None:
    long = ["a", "b" * 140_000]
    frames = list(workbook_child.row_frames(iter([long, ["1"], *[["c" * 100_000]] * 6, long])))
    assert [(kind, number, len(text.split("\x01"))) for kind, number, text in frames] == [
        (workbook_child.LONG, 1, 1),
        (workbook_child.ROWS, 2, 6),
        (workbook_child.ROWS, 8, 1),
        (workbook_child.LONG, 9, 1),
    ]
    assert frames[0][2] == "a " + "b" * 198


@pytest.mark.parametrize(
    ("wanted", "number"),
    [("", 0), ("Ägare", 2), (" ägare", 2), ("1", 3), ("2", 2), ("4", 0), ("0", 0), ("²", 0), ("1" * 99, 0)],
)
def test_a_name_goes_before_a_number(wanted: str, number: int) -> None:
    assert workbook_child.chosen(["A", "Ägare", "1"], [1, 2], wanted) == number


class Gone(io.BytesIO):
    """A pipe whose reader is gone."""

    def write(self, _data: object) -> int:
        raise BrokenPipeError


def test_a_reader_that_is_gone_is_no_damage_of_the_file(a_list: Path) -> None:
    with pytest.raises(BrokenPipeError):
        workbook_child.serve(str(a_list), "", Gone())


def test_the_limits_are_set_where_the_system_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    calls: list[tuple[int, tuple[int, int]]] = []

    def note(what: int, most: tuple[int, int]) -> None:
        calls.append((what, most))
        raise ValueError

    monkeypatch.setattr(resource, "setrlimit", note)
    workbook_child.limit(1000, 5)
    assert calls == [
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_AS, (1000, 1000)),
        (resource.RLIMIT_CPU, (5, 5)),
    ]
    monkeypatch.setattr(sys, "platform", "win32")
    workbook_child.limit(1000, 5)
    assert len(calls) == 3


def test_one_request_is_one_process(a_list: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[int] = []
    read, write = os.pipe()
    monkeypatch.setattr(workbook_child, "limit", lambda _memory, _seconds: None)
    monkeypatch.setattr(os, "dup", lambda _number: write)
    monkeypatch.setattr(os, "_exit", ends.append)
    workbook_child.run({"path": str(a_list), "sheet": "", "memory": 1, "seconds": 1})
    with os.fdopen(read, "rb") as pipe:
        assert pipe.read(1) == b"S"
    assert ends == [0]
