"""Every shape in which a register sends its list: text, workbooks, pipes; and files that are no list at all."""

import os
import threading
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from tests.cli.lists import HEAD, an_empty_office, bring, everybody, names, rung, workbook, write
from tests.cli.ready import status
from tests.conftest import MEMBERS, Laptop

TWO = HEAD + "0001;Åsa Öberg;070-174 06 05\n0002;Nils Björk;070-174 06 06\n"
BOTH = {"m0001": ["+46701740605"], "m0002": ["+46701740606"]}


@pytest.fixture
def empty(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_empty_office(tmp_path, tmp_path_factory)


def put(laptop: Laptop, data: bytes, name: str = "list.xlsx") -> Path:
    path = laptop.folder / name
    path.write_bytes(data)
    return path


# text


SHAPES = {
    "titles above the header": "Medlemslista 2026\n\nKlubb 4;;\nUtskriven;2026-08-12;\n" + TWO,
    "told by sep=;": "sep=;\n" + TWO,
    "told by sep=| in quotes": '"sep=|"\n' + TWO.replace(";", "|"),
    "with bars": TWO.replace(";", "|"),
    "with tabs": TWO.replace(";", "\t"),
    "with commas": TWO.replace(";", ","),
    "with trailing empty columns": TWO.replace("\n", ";;;;\n"),
    "with short rows": TWO.replace("Mobil\n", "Mobil;Avdelning;Ort\n"),
    "with blank rows between": TWO.replace("\n", "\n\n;;\n"),
    "quoted through and through": "\n".join(
        ";".join(f'"{cell}"' for cell in row.split(";")) if row else "" for row in TWO.split("\n")
    ),
    "without a header": TWO.removeprefix(HEAD),
    "without a last line end": TWO.rstrip("\n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_two_people_are_in_every_shape_of_text(empty: Laptop, shape: str) -> None:
    found = bring(empty, SHAPES[shape], *(["--map", "id=1"] if "without a header" in shape else []))
    assert (found["read"], found["added"], found["rejected"]) == (2, 2, 0)
    assert rung(empty) == BOTH
    assert names(empty)["m0001"] == ("Åsa", "Öberg")


def test_a_line_of_windows_1252_in_a_list_in_utf_8_spoils_no_name_and_is_told(empty: Laptop) -> None:
    rows = "1;Åsa Öberg;070-174 06 05\n2;Märta Ström;070-174 06 06\n".encode() + "3;Örjan Åkesson;\n".encode("cp1252")
    (empty.folder / "list.csv").write_bytes(HEAD.encode() + rows)
    answer = empty.run("import", "list.csv", "--json")
    assert answer.code == 0 and "UTF-8 with some letters of Windows-1252" in answer.err
    assert names(empty) == {"m1": ("Åsa", "Öberg"), "m2": ("Märta", "Ström"), "m3": ("Örjan", "Åkesson")}


def test_old_macintosh_line_ends_are_line_ends(empty: Laptop) -> None:
    put(empty, TWO.replace("\n", "\r").encode(), "list.csv")
    assert empty.ok("import", "list.csv", "--json")["added"] == 2
    assert rung(empty) == BOTH


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_what_excel_calls_unicode_text_is_read(empty: Laptop, encoding: str) -> None:
    write(empty, TWO.replace(";", "\t"), "list.txt", encoding)
    assert empty.ok("import", "list.txt", "--json")["added"] == 2
    assert names(empty)["m0001"] == ("Åsa", "Öberg")


def test_a_quoted_cell_may_have_line_breaks_and_separators(empty: Laptop) -> None:
    rows = '1;"Öberg, Åsa";"070-174 06 05\n08-465 004 05";"Norra\nverkstaden; plan 2"\n2;Nils Björk;070-174 06 06;x\n'
    found = bring(empty, "Medlemsnummer;Namn;Telefon;Arbetsplats\n" + rows)
    assert found["added"] == 2
    assert rung(empty) == {"m1": ["+46701740605", "+46846500405"], "m2": ["+46701740606"]}
    assert everybody(empty)["m1"]["fields"]["workplace"] == "Norra verkstaden; plan 2"


def test_a_row_with_more_cells_than_columns_is_set_aside_and_a_shorter_one_is_not(empty: Laptop) -> None:
    found = bring(empty, TWO + "3;Eva Ek;070-174 06 07;vad?\n4;Bo Ek\n", code=4)
    assert (found["added"], found["rejected"]) == (3, 1)
    assert sorted(everybody(empty)) == ["m0001", "m0002", "m4"]


def test_a_quote_that_is_never_closed_takes_no_other_row_with_it(empty: Laptop) -> None:
    found = bring(empty, TWO + '3;"Eva Ek;070-174 06 07\n4;Bo Ek;070-174 06 08\n', code=4)
    assert (found["read"], found["added"], found["rejected"]) == (4, 3, 1)
    assert "m4" in everybody(empty)


# several, and not from a file


def test_several_files_of_different_shapes_are_one_edition(empty: Laptop) -> None:
    write(empty, TWO, "north.csv")
    put(empty, workbook({"Blad1": [["Member no", "Name", "Phone"], ["0003", "Eva Ek", "070-174 06 07"]]}), "south.xlsx")
    found = empty.ok("import", "north.csv", "south.xlsx", "--json")
    assert (found["list"], found["read"], found["added"]) == ("north", 3, 3)
    assert rung(empty) == {**BOTH, "m0003": ["+46701740607"]}
    assert empty.ok("import", "north.csv", "south.xlsx", "--json")["unchanged"] == 3


def test_a_person_in_two_of_the_files_is_one_person(empty: Laptop) -> None:
    write(empty, TWO, "north.csv")
    write(empty, HEAD + "0002;Nils Björk;08-465 004 06\n", "south.csv")
    found = empty.ok("import", "north.csv", "south.csv", "--json")
    assert (found["read"], found["added"], found["unchanged"]) == (3, 2, 1)
    assert rung(empty)["m0002"] == ["+46701740606", "+46846500406"]


def test_a_list_comes_through_standard_input(empty: Laptop) -> None:
    found = empty.ok("import", "-", "--list", "nightly", "--json", stdin=TWO.encode("cp1252"))
    assert (found["list"], found["added"]) == ("nightly", 2)
    assert rung(empty) == BOTH


def test_a_workbook_comes_through_standard_input(empty: Laptop) -> None:
    data = workbook({"Blad1": [["Medlemsnummer", "Namn", "Mobil"], ["0001", "Åsa Öberg", "070-174 06 05"]]})
    assert empty.ok("import", "-", "--json", stdin=data)["added"] == 1
    assert names(empty) == {"m0001": ("Åsa", "Öberg")}


def test_rows_set_aside_from_standard_input_are_in_the_campaigns_folder(empty: Laptop) -> None:
    answer = empty.run("import", "-", "--json", stdin=(TWO + ";Ingen;070-174 06 07\n").encode())
    assert answer.code == 4
    assert Path(answer.json["rejects_file"]) == empty.folder / "stdin.rejected.csv"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_a_list_comes_through_a_named_pipe(empty: Laptop) -> None:
    pipe = empty.folder / "pipe.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(TWO.encode()), daemon=True)
    writer.start()
    assert empty.ok("import", "pipe.csv", "--json")["added"] == 2
    writer.join(10)
    assert rung(empty) == BOTH


# workbooks


MEN = [["Medlemsnummer", "Namn", "Mobil"], ["0001", "Åsa Öberg", "070-174 06 05"]]
WOMEN = [["Medlemsnummer", "Namn", "Mobil"], ["0002", "Nils Björk", "070-174 06 06"]]


def test_of_several_sheets_the_only_one_that_looks_like_a_list_is_taken(empty: Laptop) -> None:
    put(empty, workbook({"Läs mig": [["Listan är hemlig"]], "Register": MEN, "Diagram": [[1, 2], [3, 4]]}))
    assert empty.ok("import", "list.xlsx", "--json")["added"] == 1


def test_two_sheets_that_look_like_lists_are_not_guessed_among(empty: Laptop) -> None:
    put(empty, workbook({"Norr": MEN, "Söder": WOMEN}))
    answer = empty.run("import", "list.xlsx", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "sheet_unclear")
    assert "Norr, Söder" in answer.json["error"]["hint"] and everybody(empty) == {}


@pytest.mark.parametrize(("sheet", "who"), [("Söder", "m0002"), ("söder", "m0002"), ("2", "m0002"), ("1", "m0001")])
def test_a_sheet_is_named_or_numbered(empty: Laptop, sheet: str, who: str) -> None:
    put(empty, workbook({"Norr": MEN, "Söder": WOMEN}))
    assert empty.ok("import", "list.xlsx", "--sheet", sheet, "--json")["added"] == 1
    assert list(everybody(empty)) == [who]


def test_a_sheet_that_is_not_there_is_a_wrong_command_line(empty: Laptop) -> None:
    put(empty, workbook({"Norr": MEN, "Söder": WOMEN}))
    answer = empty.run("import", "list.xlsx", "--sheet", "Väster", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "no_such_sheet")
    assert "Norr, Söder" in answer.json["error"]["hint"]


def test_numbers_in_cells_were_ids_and_telephone_numbers(empty: Laptop) -> None:
    rows: list[list[object]] = [
        ["Medlemsnummer", "Namn", "Mobil", "Prio"],
        [101, "Åsa Öberg", 701740605, 1],  # the zero is lost
        [102.0, "Nils Björk", 46701740606, 2.0],  # the plus is lost
        ["103", "Eva Ek", "4,67E+10", ""],  # the digits are lost
    ]
    put(empty, workbook({"Blad1": rows}))
    answer = empty.run("import", "list.xlsx", "--json")
    assert (answer.code, answer.json["added"], answer.json["rejected"]) == (4, 2, 1)
    assert rung(empty) == {"m101": ["+46701740605"], "m102": ["+46701740606"]}


def test_a_date_in_a_cell_is_a_date_and_no_serial_number(empty: Laptop) -> None:
    day = ("day", date(1999, 3, 1))
    put(empty, workbook({"Blad1": [[*MEN[0], "Medlem sedan"], [*MEN[1], day]]}, day={"num_format": "yyyy-mm-dd"}))
    empty.ok("import", "list.xlsx", "--keep", "medlem sedan", "--json")
    assert everybody(empty)["m0001"]["fields"]["medlem sedan"].startswith("1999-03-01")


def test_the_same_list_as_a_workbook_changes_nothing(empty: Laptop) -> None:
    write(empty, MEMBERS, "list.csv")
    assert empty.ok("import", "list.csv", "--json")["added"] == 5
    before = everybody(empty)
    put(empty, workbook({"Blad1": [row.split(";") for row in MEMBERS.splitlines()]}))
    found = empty.ok("import", "list.xlsx", "--json")
    assert (found["list"], found["unchanged"]) == ("list", 5)
    assert everybody(empty) == before


# no list at all


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


WRONG = {
    "members.xls": (b"<html><body><table><tr><td>Namn</td></tr></table></body></html>", "web page", "save it as CSV"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "old Excel", "save it as CSV"),
    "members.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF", "Ask"),
    "members.zip": (zipped("members.csv"), "a zip file", "Unpack"),
    "members.csv.gz": (b"\x1f\x8b\x08\x00" + bytes(40), "packed", "Unpack"),
    "members.ods": (zipped("content.xml") + b"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument", "CSV"),
    "members.json": (b'[{"name": "x"}]', "JSON", "Ask"),
    "members.png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture", "Ask"),
    "members.bin": (bytes(range(256)) * 40, "binary", "Ask"),
    "empty.csv": (b"", "empty", "again"),
    "blank.csv": (b"\r\n \r\n", "", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_no_list_is_named_for_what_it_is_with_what_to_do(empty: Laptop, name: str) -> None:
    data, kind, advice = WRONG[name]
    put(empty, data, name)
    answer = empty.run("import", name, "--json")
    assert answer.code == 1, answer
    assert kind in answer.json["error"]["message"] and advice in answer.json["error"]["hint"]
    assert len(answer.err.splitlines()) == 2 and name in answer.err
    assert status(empty)["contacts"] == 0
    assert sorted(path.name for path in empty.folder.glob("*.rejected.csv")) == []


def test_one_wrong_file_among_several_stops_them_all(empty: Laptop) -> None:
    write(empty, TWO, "good.csv")
    put(empty, WRONG["members.pdf"][0], "bad.pdf")
    assert empty.run("import", "good.csv", "bad.pdf", "--json").code == 1
    assert everybody(empty) == {}


def test_a_file_that_is_not_there_is_said(empty: Laptop) -> None:
    answer = empty.run("import", "nowhere.csv", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "file")
    assert empty.run("import", ".", "--json").code == 1


def test_without_a_file_the_command_line_is_wrong(empty: Laptop) -> None:
    assert empty.run("import").code == 2
