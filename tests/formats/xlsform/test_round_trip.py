"""A survey that is written as a form is the same survey when it is read again, and other programs take the form."""

import io
from datetime import UTC, datetime

import openpyxl
from hypothesis import given, settings
from pyxform.xls2xform import convert

from ringa.formats.xlsform import reading, writing
from ringa.formats.xlsform.sheets import CHOICES, SETTINGS, SURVEY, Book, Remarks, Sheet
from tests.formats.xlsform.surveys import Document, surveys

MADE = datetime(2026, 8, 14, 8, 0, tzinfo=UTC)


def written(survey: Document) -> bytes:
    return writing.write(survey, "v0123456789ab", ("sv",), MADE).data


def read(data: bytes) -> reading.Form:
    """The survey in the workbook, whose cells another library than ours has read."""
    book, remarks = openpyxl.load_workbook(io.BytesIO(data)), Remarks()
    sheets = []
    for name in (SURVEY, CHOICES, SETTINGS):
        rows = enumerate(book[name].iter_rows(values_only=True), 1)
        lines = [(number, ["" if cell is None else str(cell) for cell in row]) for number, row in rows]
        sheets.append(Sheet(name, lines, remarks))
    return reading.survey_in(Book(*sheets), "val", "", (), remarks)


def accepted(data: bytes) -> list[str]:
    """What pyxform warns of in a form that it takes."""
    warnings: list[str] = []
    convert(io.BytesIO(data), validate=False, warnings=warnings, file_type=".xlsx")
    return warnings


@settings(max_examples=40)
@given(surveys())
def test_a_survey_comes_back_from_a_form_as_it_was(survey: Document) -> None:
    form = read(written(survey))
    assert form.survey == survey
    assert form.remarks.not_taken == []


@settings(max_examples=40)
@given(surveys())
def test_pyxform_takes_every_form_that_we_write(survey: Document) -> None:
    assert accepted(written(survey)) is not None
