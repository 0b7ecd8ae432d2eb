"""What a survey is as a form: how it reads in a spreadsheet, and what it cannot carry."""

import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from ringa.errors import FormCellTooLong
from ringa.formats.xlsform import writing
from tests.build import a_question, a_survey_document
from tests.formats.xlsform.surveys import Document

MADE = datetime(2026, 8, 14, 8, 0, tzinfo=UTC)


def sheets_of(survey: Document, *spoken: str) -> dict[str, list[dict[str, Any]]]:
    """The cells of each row by the header, for each sheet."""
    book = openpyxl.load_workbook(io.BytesIO(writing.write(survey, "v1", spoken, MADE).data))
    found = {}
    for sheet in book:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {str(name): cell for name, cell in zip(head, row, strict=True) if cell is not None} for row in rows
        ]
    return found


def test_the_reference_reads_as_an_author_of_forms_would_write_it() -> None:
    question = a_question("issues", "multiple", max=2, when={"vote": ["yes"]}, required=True, shuffle=True)
    question["choices"][2]["exclusive"] = True
    sheets = sheets_of(a_survey_document(a_question("vote", "yesno"), question))
    assert sheets["survey"] == [
        {
            "type": "select_one yes_no", "name": "vote",
            "label::Svenska (sv)": "Fråga vote?", "label::English (en)": "Question vote?",
        },
        {
            "type": "select_multiple issues", "name": "issues", "required": "yes", "relevant": "${vote} = 'yes'",
            "label::Svenska (sv)": "Fråga issues?", "label::English (en)": "Question issues?",
            "constraint": "count-selected(.) <= 2 and not(selected(., 'no') and count-selected(.) > 1)",
            "parameters": "randomize=true",
        },
    ]  # fmt: skip
    assert sheets["choices"][0] == {
        "list_name": "yes_no", "name": "yes", "label::Svenska (sv)": "Ja", "label::English (en)": "Yes",
    }  # fmt: skip
    assert sheets["settings"] == [{"form_id": "val", "version": "v1", "default_language": "Svenska (sv)"}]


@pytest.mark.parametrize(("spoken", "yes"), [("sv", "Ja"), ("nb", "Ja"), ("en", "Yes"), ("fi", "Yes")])
def test_yes_is_said_in_the_language_that_is_spoken_where_the_survey_names_none(spoken: str, yes: str) -> None:
    questions = [{"id": id, "type": "yesno", "ask": "Q?"} for id in ("a", "b")]
    sheets = sheets_of(a_survey_document(*questions), spoken)
    assert len(sheets["choices"]) == 2 and sheets["choices"][0]["label"] == yes


def test_a_name_that_forms_keep_for_themselves_is_another_and_conditions_follow() -> None:
    survey = a_survey_document(a_question("meta", "yesno"), a_question("b", "text", when={"meta": ["yes"]}))
    assert writing.write(survey, "v1", (), MADE).renamed == {"meta": "meta_2"}
    rows = sheets_of(survey)["survey"]
    assert (rows[0]["name"], rows[1]["relevant"]) == ("meta_2", "${meta_2} = 'yes'")


def test_what_would_be_read_as_an_answer_is_written_with_a_space() -> None:
    sheets = sheets_of(a_survey_document({"id": "q", "type": "text", "ask": "Pay ${sum}?", "default": "${x}"}))
    assert (sheets["survey"][0]["label"], sheets["survey"][0]["default"]) == ("Pay $ {sum}?", "$ {x}")


def test_text_that_looks_like_formulas_numbers_or_links_stays_text() -> None:
    choices = [{"code": f"c{n}", "text": text} for n, text in enumerate(("=1+1", "007", "https://facket.example"))]
    sheets = sheets_of(a_survey_document({"id": "q", "type": "single", "ask": "@Q", "choices": choices}))
    assert [row["label"] for row in sheets["choices"]] == ["=1+1", "007", "https://facket.example"]


def test_a_text_that_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(FormCellTooLong, match="question q is too long"):
        sheets_of(a_survey_document({"id": "q", "type": "text", "ask": "x" * 40_000}))


def test_the_same_survey_is_the_same_file() -> None:
    survey = a_survey_document()
    assert writing.write(survey, "v1", (), MADE) == writing.write(survey, "v1", (), MADE)
