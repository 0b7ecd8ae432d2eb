"""What somebody types becomes one form, however it is written in the Nordic countries; what is unclear is refused."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.cell import Misfit, cell_of, plain_date, plain_number, words_of
from ringa.core.survey import Question
from tests.build import a_question, a_survey


def question(type: str, **more: object) -> Question:
    return a_survey(a_question("q", type, **more)).questions[0]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", "7"), (" 007 ", "7"), ("+7", "7"), ("-0", "0"), ("7,5", "7.5"), ("-3.50", "-3.5"), ("−3", "-3"),
        ("32 000", "32000"), ("1\u00a0000\u202f000,25", "1000000.25"), ("0.0", "0"), ("0,05", "0.05"),
        ("", None), ("seven", None), ("7 5", None), ("1 0000", None), ("1,000,000", None), ("1e3", None), (".5", None),
        ("7.", None), ("٧", None), ("12:30", None), ("1" * 16, None), ("1" * 99999, None),
    ],
)  # fmt: skip
def test_a_number_is_written_in_one_way(typed: str, number: str | None) -> None:
    assert plain_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2030-09-08", "2030-09-08"), ("8/9 2030", "2030-09-08"), ("8/9-2030", "2030-09-08"),
        ("8/9/2030", "2030-09-08"), ("08.09.2030", "2030-09-08"), ("8.9 2030", "2030-09-08"),
        ("8. 9. 2030", "2030-09-08"), ("2030-02-30", None), ("20300908", None), ("8/9", None), ("8/9 30", None),
        ("9/31 2030", None), ("0000-01-01", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_is_written_in_one_way(typed: str, day: str | None) -> None:
    assert plain_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("igår", "2026-11-17"),
        ("8/9", "2026-09-08"),
        ("8/9 2031", "2031-09-08"),
        ("2031-09-08", "2031-09-08"),
        (" ", ""),
    ],
)
def test_where_a_person_types_a_day_can_be_told_from_today(typed: str, cell: str) -> None:
    assert cell_of(question("date"), typed, {}, date(2026, 11, 18)) == cell


def test_a_program_has_to_write_the_year() -> None:
    for typed in ("igår", "8/9", "today"):
        assert isinstance(cell_of(question("date"), typed), Misfit)


def test_of_two_days_the_one_is_meant_that_the_question_takes() -> None:
    today, coming = date(2026, 11, 18), question("date", min="2026-11-18")
    assert cell_of(coming, "8/9", {}, today) == "2027-09-08"
    early, odd = cell_of(coming, "igår", {}, today), cell_of(coming, "soon", {}, today)
    assert isinstance(early, Misfit) and isinstance(odd, Misfit)
    assert (early.problem, odd.problem) == ("q cannot be 2026-11-17", "q takes a date")
    assert "yesterday" in odd.advice


def test_three_digits_after_a_point_are_no_thousands() -> None:
    read = cell_of(question("number"), "32.000")
    assert isinstance(read, Misfit)
    assert cell_of(question("number", decimals=3), "32.000") == "32"


def test_an_end_that_is_open_is_said_so() -> None:
    at_least, at_most = cell_of(question("number", min=1), "0"), cell_of(question("number", max=1), "2")
    assert isinstance(at_least, Misfit)
    assert isinstance(at_most, Misfit)
    assert (at_least.advice, at_most.advice) == ("It is at least 1.", "It is at most 1.")


def test_an_empty_line_passes_over_any_question() -> None:
    for type in ("single", "multiple", "yesno", "number", "text", "date", "note"):
        assert cell_of(question(type), " ") == ""


def test_the_words_of_an_other_choice_are_made_safe() -> None:
    assert words_of(question("single"), " x\x1b ") == "x␛"
    long = words_of(question("single"), "x" * 4001)
    assert isinstance(long, Misfit)
    assert (long.question, long.problem) == ("q_other", "q_other is too long")


KINDS = st.sampled_from([
    question("number", decimals=4), question("number", min=-3), question("scale", min=0, max=9), question("date"),
    question("text"), question("single"), question("multiple", max=2), question("yesno"),
])  # fmt: skip


@settings(max_examples=100)
@given(KINDS, st.text(max_size=12) | st.from_regex(r"-?[0-9]{1,4}[.,/ -][0-9]{1,3}( 2030)?", fullmatch=True))
def test_a_cell_read_again_is_itself(kind: Question, typed: str) -> None:
    cell = cell_of(kind, typed)
    assert isinstance(cell, Misfit) or cell_of(kind, cell) == cell
