"""Where a mistake stands, as compilers write it."""

from ringa.core.problem import Problem


def test_the_place_has_line_and_column_if_they_are_known() -> None:
    assert Problem("surveys.yaml", 3, 7, "x").where == "surveys.yaml:3:7"
    assert Problem("surveys.yaml", 3, 0, "x").where == "surveys.yaml:3"
    assert Problem("surveys.yaml", 0, 0, "x").where == "surveys.yaml"


def test_a_problem_stops_warns_or_is_only_good_to_know() -> None:
    found = [Problem("f", 1, 1, "x"), Problem("f", 1, 1, "x", warning=True), Problem("f", 1, 1, "x", "", True, True)]
    assert [problem.level for problem in found] == ["error", "warning", "note"]
