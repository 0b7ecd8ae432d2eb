"""The codebook: each column of the results explained, as a table and as a page."""

import csv
import io
from typing import Any

from ringa.core.survey import version_of
from ringa.formats.codebook import COLUMNS, Version, limits_in_words, rows, write_csv, write_markdown
from tests.build import a_question, a_survey_document
from tests.formats.xlsform.test_round_trip import EVERYTHING

NOW = Version(EVERYTHING, version_of(EVERYTHING), True)


def table(*versions: Version) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(write_csv(versions)), newline="")))


def page(*versions: Version) -> str:
    return "".join(write_markdown(versions))


def one(question: dict[str, Any], **more: Any) -> Version:
    return Version({**a_survey_document(question), **more}, "v1", True)


def test_the_table_has_a_row_for_each_column_and_code_and_none_for_notes() -> None:
    found = [(row["column"], row["code"]) for row in table(NOW)]
    assert found == [
        ("answer.ok", "yes"), ("answer.ok", "no"),
        ("answer.issues", "pay"), ("answer.issues", "time"), ("answer.issues", "else"), ("answer.issues", "none"),
        ("answer.issues_other", ""),
        ("answer.mood", "0"), ("answer.mood", "10"),
        ("answer.pay", ""), ("answer.since", ""), ("answer.why", ""),
    ]  # fmt: skip


def test_the_table_says_of_each_column_what_it_means() -> None:
    first = table(NOW)[2]
    assert list(first)[: len(COLUMNS)] == list(COLUMNS)
    assert first == {
        "survey": "val", "version": NOW.version, "current": "yes", "number": "3", "question": "issues",
        "column": "answer.issues", "type": "multiple", "required": "no", "when": "ok is yes",
        "limits": "from 2 to 2 choices; none goes with no other", "default": "pay|time", "unit": "",
        "missing": "not asked, the conversation did not come to it, passed over",
        "code": "pay", "code_when": "", "ask": "Vad är viktigt?", "text": "**Lön**",
        "ask.sv": "Vad är viktigt?", "ask.nb": "Hva er viktig?", "text.sv": "**Lön**", "text.nb": "Lønn",
    }  # fmt: skip


def test_words_of_other_have_a_row_of_their_own() -> None:
    (words,) = (row for row in table(NOW) if row["column"] == "answer.issues_other")
    assert (words["type"], words["when"]) == ("text", "issues includes else")
    assert words["limits"] == "at most 4000 characters"
    assert (words["default"], words["required"]) == ("", "no")


def test_limits_are_said_in_words() -> None:
    limits = [limits_in_words(question) for question in EVERYTHING["questions"]]
    assert limits[3:] == [
        "from 0 to 10",
        "from 0.5 to 900; 2 decimals",
        "from 1960-01-01 to 2030-12-31",
        "at most 200 characters",
    ]


def test_cells_that_look_like_formulas_are_guarded() -> None:
    (row,) = table(one(a_question("q", "text", ask="=1+1")))
    assert row["ask"] == "'=1+1"


def test_the_page_shows_questions_codes_and_conditions() -> None:
    text = page(NOW)
    assert text.startswith("# Codebook\n")
    assert f"## Survey Allt (`val`)\n\nVersion `{NOW.version}`, as it is asked now.\n" in text
    assert (
        "### 1. `hello`\n\n| | |\n|---|---|\n| Type | read aloud, without an answer |\n| Text (sv) | Hej! Vi ringer"
        in text
    )
    assert "| Code | sv | nb | Offered |\n|---|---|---|---|\n| `pay` | \\*\\*Lön\\*\\* | Lønn | always |\n" in text
    assert "| `time` | Tid | Tid | if ok is answered |\n" in text
    assert "| Unit (sv) | kronor |\n| Unit (nb) | kroner |\n" in text
    assert "| Proposed | pay\\|time |\n" in text
    assert "### 3. `issues_other`\n" in text


def test_no_text_of_an_author_is_markup_in_the_page() -> None:
    text = page(one(a_question("q", "text", ask="a | b\n# <b>c</b> `d` [e](f) *g* _h_", hint="|"), title="*T*"))
    assert "| Text | a \\| b \\# \\<b\\>c\\</b\\> \\`d\\` \\[e\\](f) \\*g\\* \\_h\\_ |\n" in text
    assert "## Survey \\*T\\* (`val`)" in text and "| Hint | \\| |\n" in text


def test_earlier_versions_are_told_apart() -> None:
    before = Version(a_survey_document(a_question("q", "yesno")), "v0", False)
    assert {row["version"]: row["current"] for row in rows([NOW, before])} == {NOW.version: "yes", "v0": "no"}
    assert "Version `v0`, an earlier one.\n" in page(NOW, before)


def test_every_line_of_a_table_in_the_page_has_as_many_cells_as_its_head() -> None:
    for block in page(NOW).split("\n\n"):
        lines = [line.replace("\\|", "") for line in block.strip().split("\n") if line.startswith("|")]
        assert len({line.count("|") for line in lines}) <= 1
