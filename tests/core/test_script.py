"""A script is chosen for the member and rendered from values alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.script import OPERATORS, Ask, Node, Say, choose, fits, names_in, questions_in, render
from tests.build import a_script

BRANCH = ["name", "branch"]


def rendered_if(condition: Node, **values: Any) -> bool:
    return render([["if", [[condition, [["text", "so"]]]], []]], values) == [Say("so")]


def test_fields_are_filled_in_and_those_that_are_empty_have_their_default() -> None:
    body: list[Node] = [
        ["text", "Hej "],
        ["field", "first_name", None],
        ["text", " på "],
        ["field", "workplace", "jobbet"],
    ]
    assert render(body, {"first_name": "Åsa", "workplace": ""}) == [Say("Hej Åsa på jobbet")]
    assert render(body, {"workplace": "lagret"}) == [Say("Hej  på lagret")]
    assert render([["field", "issues", None]], {"issues": ["pay", "rest"]}) == [Say("pay, rest")]


def test_the_conversation_stops_where_a_question_comes() -> None:
    body: list[Node] = [["text", "One.\n"], ["ask", "a"], ["text", "\n\n"], ["ask", "b"], ["text", "Two."]]
    assert render(body, {}) == [Say("One."), Ask("a"), Ask("b"), Say("Two.")]


def test_what_conditions_leave_behind_is_no_more_than_one_empty_line() -> None:
    assert render([["text", "\n\nOne  \n\n\n \nTwo\n\n"]], {}) == [Say("One\n\nTwo")]


def test_the_first_arm_that_holds_is_said_else_the_last() -> None:
    body: list[Node] = [["if", [[BRANCH, [["text", "A"]]], [["name", "region"], [["text", "B"]]]], [["text", "C"]]]]
    assert render(body, {"branch": "x", "region": "y"}) == [Say("A")]
    assert render(body, {"branch": "", "region": "y"}) == [Say("B")]
    assert render(body, {}) == [Say("C")]


@pytest.mark.parametrize(
    ("condition", "values", "holds"),
    [
        (["eq", BRANCH, ["const", "Spår"]], {"branch": "Spår"}, True),
        (["eq", BRANCH, ["const", "Spår"]], {}, False),
        (["ne", BRANCH, ["const", "Spår"]], {}, True),
        (["eq", ["name", "issues"], ["const", "pay"]], {"issues": ["pay"]}, True),
        (["eq", ["const", "pay"], ["name", "issues"]], {"issues": ("pay",)}, True),
        (["eq", ["name", "issues"], ["const", "pay"]], {"issues": ["pay", "rest"]}, False),
        (["in", ["const", "pay"], ["name", "issues"]], {"issues": ["pay", "rest"]}, True),
        (["in", ["const", "pay"], ["name", "issues"]], {}, False),
        (["in", BRANCH, ["const", ["A", "B"]]], {"branch": "B"}, True),
        (["notin", BRANCH, ["const", ["A", "B"]]], {"branch": "B"}, False),
        (["notin", BRANCH, ["const", ["A", "B"]]], {}, True),
        (["lt", ["name", "age"], ["const", 30]], {"age": "29"}, True),
        (["lteq", ["name", "age"], ["const", 30]], {"age": "30"}, True),
        (["gt", ["name", "age"], ["const", 30]], {"age": "30"}, False),
        (["gteq", ["name", "age"], ["const", 30]], {"age": "30"}, True),
        (["gt", ["name", "age"], ["const", 30]], {"age": "old"}, False),
        (["lt", ["name", "age"], ["const", 30]], {"age": ["1"]}, False),
        (["eq", ["name", "age"], ["const", 30]], {"age": "30"}, True),
        (["in", ["name", "age"], ["const", [30, 31]]], {"age": "30"}, True),
        (["and", [BRANCH, ["name", "region"]]], {"branch": "x"}, False),
        (["or", [BRANCH, ["name", "region"]]], {"branch": "x"}, True),
        (["not", BRANCH], {}, True),
        (["const", False], {}, False),
        (["const", "x"], {}, True),
    ],
)
def test_conditions_compare_fields_and_answers(condition: Node, values: dict[str, Any], holds: bool) -> None:
    assert rendered_if(condition, **values) is holds


LEAVES = st.sampled_from(["a", "b"]).map(lambda name: ["name", name]) | st.one_of(
    st.text("ab1", max_size=2), st.integers(), st.floats(), st.booleans(), st.lists(st.text("ab", max_size=1))
).map(lambda value: ["const", value])
CONDITIONS = st.recursive(
    LEAVES | st.tuples(st.sampled_from(sorted(OPERATORS)), LEAVES, LEAVES).map(list),
    lambda inner: (
        inner.map(lambda c: ["not", c])
        | st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)).map(list)
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(CONDITIONS, st.dictionaries(st.sampled_from(["a", "b"]), st.text("ab1", max_size=2) | st.lists(st.text("ab"))))
def test_no_condition_fails_on_the_phone(condition: Node, values: dict[str, Any]) -> None:
    held = rendered_if(condition, **values)
    assert rendered_if(["not", condition], **values) is not held


def test_questions_and_names_are_found_in_every_arm() -> None:
    body: list[Node] = [
        ["field", "first_name", None],
        [
            "if",
            [[["and", [["in", BRANCH, ["const", ["x"]]], ["not", ["name", "region"]]]], [["ask", "a"]]]],
            [["ask", "b"], ["field", "shift", "dag"]],
        ],
        ["ask", "a"],
        ["text", "x"],
    ]
    assert questions_in(body) == ["a", "b", "a"]
    assert names_in(body) == {"first_name", "branch", "region", "shift"}


def test_a_script_fits_those_whose_fields_it_names_whatever_the_case() -> None:
    script = a_script(when={"branch": ["Spår", "Buss"], "region": ["Skåne"]})
    assert fits(script, {"branch": "BUSS", "region": "skåne"})
    assert not fits(script, {"branch": "Buss"})
    assert fits(a_script(), {})


ALL, TRAINS, NORWEGIAN = (
    a_script(id="all", language="sv"),
    a_script(id="trains", language="sv", when={"branch": ["Spår"]}),
    a_script(id="norsk", language="nb", when={"branch": ["Spår"]}),
)


def test_the_most_specific_script_in_the_first_language_that_has_one_is_chosen() -> None:
    scripts = [ALL, NORWEGIAN, TRAINS]
    assert choose(scripts, {"branch": "Spår"}, ["sv", "nb"]) is TRAINS
    assert choose(scripts, {"branch": "Spår"}, ["en", "nb", "sv"]) is NORWEGIAN
    assert choose(scripts, {}, ["nb", "sv"]) is ALL
    assert choose(scripts, {}, ["en"]) is ALL
    assert choose([TRAINS], {}, ["sv"]) is None


def test_a_script_without_a_language_is_in_everybodys() -> None:
    anyones = a_script(id="any", when={"branch": ["Spår"]})
    assert choose([ALL, anyones], {"branch": "Spår"}, ["sv"]) is anyones
    assert choose([NORWEGIAN, anyones], {"branch": "Spår"}, ["sv", "nb"]) is anyones


def test_hard_questions_are_kept_in_order() -> None:
    script = a_script(hard=[["If angry", [["text", "I hear you."]]]])
    assert [(hard.title, render(hard.body, {})) for hard in script.hard_questions] == [
        ("If angry", [Say("I hear you.")])
    ]
