"""Forms as files: which workbooks are forms, and files made to do harm."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ringa.errors import FormTooLong, FormUnreadable, NotForm
from ringa.formats.xlsform import sheets
from ringa.formats.xlsform.reading import read
from ringa.formats.xlsform.sheets import key_of, letters
from tests.formats.xlsform.surveys import form

SURVEY = [["type", "name", "label"], ["integer", "n", "How many?"], ["text", "why", "Why?"]]


@pytest.fixture
def a_form(tmp_path: Path) -> Path:
    return form(tmp_path / "Vår enkät.xlsx", SURVEY)


def test_a_form_needs_only_the_sheet_of_its_survey(a_form: Path) -> None:
    found = read(a_form, a_form.name)
    assert [question["id"] for question in found.survey["questions"]] == ["n", "why"]
    assert found.survey["id"] == "var_enkat"  # after the file, since the form names none


def test_the_id_is_the_form_s_or_the_given_one(tmp_path: Path) -> None:
    path = form(tmp_path / "f.xlsx", SURVEY, settings=[["form_id"], ["Val 2030"]])
    found = read(path, "f.xlsx")
    assert found.survey["id"] == "val_2030" and found.remarks.changed[0].where == "settings!A2 (form_id)"
    assert read(path, "f.xlsx", id="other").survey["id"] == "other"


def test_sheets_are_found_in_any_case_and_cells_are_what_a_person_reads(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "f.xlsx"))
    survey, choices = book.add_worksheet("Survey"), book.add_worksheet("CHOICES")
    rows = [["type", "name", "label", "required"], [" ", "  "], ["select_one l", "q", "Q?", True]]
    for number, row in enumerate(rows, 3):
        survey.write_row(number, 0, row)
    for number, row in enumerate([["list_name", "name", "label"], ["l", 1, 2030], ["l", 2.5, "B"]]):
        choices.write_row(number, 0, row)
    book.close()
    (question,) = read(tmp_path / "f.xlsx", "f.xlsx").survey["questions"]
    assert question["required"] is True
    assert question["choices"] == [{"code": "c1", "text": "2030"}, {"code": "c2_5", "text": "B"}]


def test_another_workbook_is_no_form(tmp_path: Path) -> None:
    members = form(tmp_path / "f.xlsx", [["Medlemsnummer"], ["1"]])
    with pytest.raises(NotForm, match="no column `type`"):
        read(members, "f.xlsx")
    with pytest.raises(NotForm, match="no column `type`"):
        read(form(tmp_path / "e.xlsx", [[]]), "e.xlsx")
    with pytest.raises(NotForm, match="only: choices"):
        read(form(tmp_path / "g.xlsx", (), [["list_name"]]), "g.xlsx")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", FormUnreadable),
        (b"type;name;label\n", FormUnreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), NotForm),
        (b"%PDF-1.7\n", NotForm),
        (b"PK\x03\x04" + bytes(100), NotForm),
    ],
)
def test_another_file_is_no_form(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    (tmp_path / "f.xlsx").write_bytes(data)
    with pytest.raises(error):
        read(tmp_path / "f.xlsx", "f.xlsx")


def test_a_zip_that_grows_beyond_measure_is_refused(a_form: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(a_form) as parts, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            out.writestr(name, bytes(200 << 20) if name.endswith("sharedStrings.xml") else parts.read(name))
    with pytest.raises(FormUnreadable):
        read(bomb, "bomb.xlsx")


def test_a_sheet_that_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    path = form(tmp_path / "f.xlsx", [*SURVEY, ["text", "more", "More?"]])
    with pytest.raises(FormTooLong, match="survey is too long at row 4"):
        read(path, "f.xlsx")
    with pytest.raises(FormTooLong, match="survey is too long at row 2"):
        read(form(tmp_path / "g.xlsx", [SURVEY[0], ["x" * 30_000] * 6]), "g.xlsx")


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_in_a_spreadsheet(place: int, name: str) -> None:
    assert letters(place) == name


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("type", ("type", "")),
        ("List  Name", ("list_name", "")),
        ("label::Svenska (sv)", ("label", "Svenska (sv)")),
        ("label : English", ("label", "English")),
        ("bind:jr:constraintMsg", ("constraint_message", "")),
        ("bind::jr:constraintMsg::sv", ("constraint_message", "sv")),
        ("jr:count", ("repeat_count", "")),
        ("media::image::English", ("image", "English")),
        ("media", ("media", "")),
    ],
)
def test_a_column_is_known_by_its_header(header: str, key: tuple[str, str]) -> None:
    assert key_of(header, double=False) == key
