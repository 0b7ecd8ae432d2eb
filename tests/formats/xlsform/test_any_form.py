"""Whatever stands in a form: it is read to its end, and what comes of it is a survey that the loader takes."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.campaign import SCRIPT_FIELDS
from ringa.core.condition import RESERVED
from ringa.formats import surveys_yaml
from ringa.formats.survey_yaml_writer import write
from tests.formats.xlsform.surveys import read_rows

NAMES = ["a", "b", "c d", "7", "name", "not", "a_other", "Å", ""]
TYPES = [
    "text", "integer", "decimal", "date", "note", "range", "select_one l", "select_multiple l", "select_one l or_other",
    "select_multiple l or_other", "select_one yn", "select_one none", "acknowledge", "begin group", "end group",
    "begin repeat", "end repeat", "calculate", "start", "nonsense", "",
]  # fmt: skip
LABELS = [
    "",
    "Hi",
    "**Hi** ${a}",
    "# <b>x</b>\n\n y",
    "Ja",
    "Specify other.",
    "=1+1",
    "- a: 'b",
    "{",
    "\u200d🙂",
    "no",
    "~",
]
CODES = ["a", "b", "1", "2", "yes", "no", "other", "Z z", ""]
_REF = st.sampled_from(
    ["${a}", "${b}", "${c d}", "${7}", ".", "count-selected(.)", "string-length(${a})", "round(., 2)"]
)
_VALUE = st.sampled_from(
    ["'a'", "'yes'", "''", "1", "2.5", "'2030-01-01'", "today()", "${b}", "-3", "99999999999999999"]
)
_ATOM = st.one_of(
    st.tuples(_REF, st.sampled_from(["=", "!=", "<", ">=", ">"]), _VALUE).map(" ".join),
    st.tuples(_REF, _VALUE).map(lambda pair: f"selected({pair[0]}, {pair[1]})"),
    st.sampled_from(
        ["true()", "false()", "not(selected(., '2') and count-selected(.) > 1)", "region = ${a}", "name = 'a'"]
    ),
)
EXPRESSIONS = st.recursive(
    _ATOM,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join),
        inner.map(lambda text: f"not({text})"),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=4,
)
_RARE = st.one_of(st.just(""), st.just(""), EXPRESSIONS)
PARAMETERS = [
    "",
    "start=0 end=10",
    "start=5 end=1 step=2",
    "start=a",
    "randomize=true",
    "start=0 end=2 tick_labelset=l",
    "end=1.5",
]
DEFAULTS = ["", "", "a", "a b", "1", "2.5", "2030-01-01", "today()", "yes", "x" * 5000, "|", "'"]
HEAD = [
    "type", "name", "label", "label::Svenska (sv)", "hint", "relevant", "constraint", "required", "parameters",
    "default", "choice_filter", "guidance_hint::en",
]  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.sampled_from(TYPES), st.sampled_from(NAMES), st.sampled_from(LABELS), st.sampled_from(LABELS),
        st.sampled_from(LABELS), _RARE, _RARE, st.sampled_from(["", "yes", "maybe"]), st.sampled_from(PARAMETERS),
        st.sampled_from(DEFAULTS), _RARE, st.sampled_from(LABELS),
    ),
    max_size=8,
)  # fmt: skip
CHOICES = st.lists(
    st.tuples(st.sampled_from(["l", "yn"]), st.sampled_from(CODES), st.sampled_from(LABELS), st.sampled_from(CODES)),
    max_size=7,
)


@settings(max_examples=60)
@given(ROWS, CHOICES, st.sampled_from([(), [["default_language"], ["sv"]]]))
def test_any_form_comes_to_a_survey_that_the_loader_takes(
    rows: list[tuple[str, ...]], choices: list[tuple[str, ...]], given_settings: list[list[str]]
) -> None:
    taken = {*SCRIPT_FIELDS, *RESERVED}
    form = read_rows(
        [HEAD, *rows], [["list_name", "name", "label", "region"], *choices], given_settings, reserved=taken
    )
    if form.survey["questions"]:
        document, problems = surveys_yaml.read("campaign: {id: c}\nsurveys:\n" + write(form.survey, 2), "s")
        assert [problem for problem in problems if not problem.warning] == []
        assert document["surveys"] == [form.survey]
    for remark in (*form.remarks.not_taken, *form.remarks.changed, *form.remarks.left_out):
        assert remark.sheet in ("survey", "choices", "settings") and remark.reason and "{" not in remark.reason


@pytest.mark.parametrize(
    "rows",
    [
        [["text", "q", "Q?"]] * 5000,
        [["text", f"q{n}", "Q?", "", "", "${nosuch} = 1"] for n in range(1000)],
        [["begin group", "g", "", "", "", "true()"]] * 2000,
        [["text", "q", "**a " * 3000]],
        [["text", "q", "[" * 10_000 + "](" * 5000]],
        [["text", "q", "Q?", "", "", "not(" * 2400]],
    ],
    ids=["one name", "no name", "groups", "stars", "brackets", "parentheses"],
)
def test_a_form_made_to_take_long_is_read_in_a_moment(rows: list[list[str]]) -> None:
    begun = time.process_time()
    read_rows([HEAD, *rows])
    assert time.process_time() - begun < 30
