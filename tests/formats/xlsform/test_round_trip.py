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


@settings(max_examples=20)
@given(surveys())
def test_a_survey_comes_back_from_a_form_as_it_was(survey: Document) -> None:
    form = read(written(survey))
    assert form.survey == survey
    assert form.remarks.not_taken == []


@settings(max_examples=20)
@given(surveys())
def test_pyxform_takes_every_form_that_we_write(survey: Document) -> None:
    assert accepted(written(survey)) is not None


EVERYTHING: Document = {
    "id": "val",
    "title": {"sv": "Allt", "nb": "Alt"},
    "languages": ["sv", "nb"],
    "questions": [
        {"id": "hello", "type": "note", "ask": {"sv": "Hej!\nVi ringer från facket.", "nb": "Hei!"}},
        {"id": "ok", "type": "yesno", "ask": {"sv": "Får jag?", "nb": "Får jeg?"}, "required": True, "default": "yes"},
        {
            "id": "issues",
            "type": "multiple",
            "ask": {"sv": "Vad är viktigt?", "nb": "Hva er viktig?"},
            "hint": {"sv": "Läs inte upp.", "nb": "Ikke les opp."},
            "when": {"ok": ["yes"]},
            "min": 2,
            "max": 2,
            "shuffle": True,
            "default": "pay|time",
            "choices": [
                {"code": "pay", "text": {"sv": "**Lön**", "nb": "Lønn"}},
                {"code": "time", "text": {"sv": "Tid", "nb": "Tid"}, "when": {"ok": {"answered": True}}},
                {"code": "else", "text": {"sv": "Annat", "nb": "Annet"}, "other": True},
                {"code": "none", "text": {"sv": "Inget", "nb": "Ingenting"}, "exclusive": True},
            ],
        },
        {
            "id": "mood",
            "type": "scale",
            "ask": {"sv": "Hur är det?", "nb": "Hvordan går det?"},
            "min": 0,
            "max": 10,
            "labels": {"0": {"sv": "Dåligt", "nb": "Dårlig"}, "10": {"sv": "Bra", "nb": "Bra"}},
            "when": {"any": [{"issues": ["pay"]}, {"issues": ["else", "time"]}]},
        },
        {
            "id": "pay",
            "type": "number",
            "ask": {"sv": "Lön?", "nb": "Lønn?"},
            "unit": {"sv": "kronor", "nb": "kroner"},
            "decimals": 2,
            "min": "0.5",
            "max": 900,
            "when": {"mood": {"min": 3, "max": 7}, "not": {"issues": ["none"]}, "any": [{"issues": ["pay"]}]},
        },
        {
            "id": "since",
            "type": "date",
            "ask": {"sv": "Sedan när?", "nb": "Siden når?"},
            "min": "1960-01-01",
            "max": "2030-12-31",
            "when": {"pay": {"max": "99.5"}, "mood": ["3", "7"]},
        },
        {
            "id": "why",
            "type": "text",
            "ask": {"sv": "Varför?", "nb": "Hvorfor?"},
            "max_length": 200,
            "when": {"since": {"min": "2000-01-01"}, "not": {"any": [{"ok": ["no"]}, {"since": ["2030-09-08"]}]}},
        },
    ],
}  # fmt: skip


def test_a_survey_with_everything_comes_back_and_pyxform_has_nothing_to_say_about_it() -> None:
    data = written(EVERYTHING)
    assert read(data).survey == EVERYTHING
    assert accepted(data) == []
