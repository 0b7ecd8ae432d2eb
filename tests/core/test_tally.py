"""Answers are counted together where they mean the same, and never where an edit made them mean something else."""

from typing import Any

from ringa.core.survey import Survey
from ringa.core.tally import Count, Given, tally
from tests.build import a_question, a_survey


def survey(yes: str, ask: str = "Will you vote in the election?", **more: Any) -> Survey:
    choices = [{"code": "yes", "text": yes}, {"code": "no", "text": "Not at all"}]
    return a_survey(a_question("vote", ask=ask, choices=choices, **more))


def counted(surveys: dict[str, Survey], *, apart: bool = False) -> list[Count]:
    given = [Given("v1", {"vote": "yes"}), Given("v1", {"vote": "no"}), Given("v2", {"vote": "yes"}), Given("v2", {})]
    return tally("vote", given, surveys, apart=apart)


def test_a_code_that_means_the_same_is_counted_over_its_versions() -> None:
    assert counted({"v1": survey("Yes, surely"), "v2": survey("Yes, surely", required=True)}) == [
        Count("yes", ("Yes, surely",), ("v1", "v2"), 2), Count("no", ("Not at all",), ("v1",), 1),
    ]  # fmt: skip


def test_a_mended_text_is_counted_with_the_old_one_and_both_are_told() -> None:
    rows = counted({"v1": survey("Yes, surely"), "v2": survey("Yes, surly")})
    assert rows[0] == Count("yes", ("Yes, surely", "Yes, surly"), ("v1", "v2"), 2)


def test_a_code_that_is_used_for_something_else_is_counted_by_itself() -> None:
    rows = counted({"v1": survey("Yes, surely"), "v2": survey("Coffee")})
    assert [(row.answer, row.texts, row.times) for row in rows] == [
        ("no", ("Not at all",), 1), ("yes", ("Yes, surely",), 1), ("yes", ("Coffee",), 1),
    ]  # fmt: skip


def test_a_question_that_asks_something_else_is_counted_by_itself() -> None:
    rows = counted({"v1": survey("Yes"), "v2": survey("Yes", ask="Do you own a dog?")})
    assert [(row.answer, row.versions) for row in rows] == [("no", ("v1",)), ("yes", ("v1",)), ("yes", ("v2",))]


def test_versions_are_kept_apart_if_that_is_wanted() -> None:
    same = {"v1": survey("Yes"), "v2": survey("Yes")}
    assert [(row.answer, row.versions) for row in counted(same, apart=True)] == [
        ("no", ("v1",)), ("yes", ("v1",)), ("yes", ("v2",)),
    ]  # fmt: skip


def test_a_version_that_is_not_known_here_is_counted_without_a_text() -> None:
    assert Count("yes", (), ("v2",), 1) in counted({"v1": survey("Yes")})


def test_several_choices_count_each_by_itself_and_words_as_a_whole() -> None:
    several = a_survey(a_question("issues", "multiple"), a_question("why", "text"))
    given = [Given("v1", {"issues": "yes|no", "why": "a|b"}), Given("v1", {"issues": "no"})]
    assert [(row.answer, row.times) for row in tally("issues", given, {"v1": several})] == [("no", 2), ("yes", 1)]
    assert [(row.answer, row.times) for row in tally("why", given, {"v1": several})] == [("a|b", 1)]
    assert tally("gone", given, {"v1": several}) == []
