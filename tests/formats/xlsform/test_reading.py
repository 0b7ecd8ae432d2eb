"""Forms as people have them: what a survey can hold arrives, what it cannot is named with its cell and the reason."""

from typing import Any

import pytest

from ringa.formats.xlsform import reading
from ringa.formats.xlsform.reading import Form
from tests.formats.xlsform.surveys import Document, Rows, read_rows

HEAD = ["type", "name", "label", "relevant", "constraint", "required", "parameters", "default", "choice_filter"]
LISTS = [
    ["list_name", "name", "label", "region"],
    ["yes_no", "yes", "Yes", ""], ["yes_no", "no", "No", ""],
    ["answers", "yes", "Yes", ""], ["answers", "no", "No", ""], ["answers", "maybe", "Maybe", ""],
    ["marks", "1", "Bad", ""], ["marks", "2", "So so", ""], ["marks", "3", "Good", ""],
    ["towns", "a", "Alingsås", "west"], ["towns", "b", "Borås", "west"], ["towns", "c", "Kalmar", "east"],
    ["regions", "west", "West", ""], ["regions", "east", "East", ""],
]  # fmt: skip
EARLIER = [
    ["select_one answers", "one", "One?"], ["select_multiple answers", "many", "Many?"],
    ["select_one yes_no", "yn", "Y?"],
    ["integer", "n", "N?"], ["decimal", "x", "X?", "", ". = round(., 2)"], ["range", "scale", "S?"],
    ["date", "d", "D?"],
    ["text", "t", "T?"], ["note", "note", "N!"], ["calculate", "calc", ""], ["select_one marks", "mark", "M?"],
]  # fmt: skip


def one(*cells: str, head: list[str] = HEAD, choices: Rows = LISTS, settings: Rows = ()) -> tuple[Document, Form]:
    """The last question of a form, with some questions before it."""
    form = read_rows([HEAD, *EARLIER, cells] if head is HEAD else [head, cells], choices, settings)
    return form.survey["questions"][-1], form


def told(form: Form, *, what: str = "not_taken") -> list[str]:
    return [f"{remark.where}: {remark.reason}" for remark in getattr(form.remarks, what) if remark.text != "calculate"]


# Types


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        ("text", {"type": "text"}),
        ("string", {"type": "text"}),
        (" Text ", {"type": "text"}),
        ("integer", {"type": "number"}),
        ("int", {"type": "number"}),
        ("add integer prompt", {"type": "number"}),
        ("decimal", {"type": "number", "decimals": 6}),
        ("date", {"type": "date"}),
        ("note", {"type": "note"}),
        ("range", {"type": "scale", "min": 1, "max": 10}),
        ("select_one yes_no", {"type": "yesno"}),
        ("select one from yes_no", {"type": "yesno"}),
        ("add select one prompt using yes_no", {"type": "yesno"}),
        ("q select1 yes_no", {"type": "yesno"}),
        ("acknowledge", {"type": "single", "choices": [{"code": "ok", "text": "OK"}]}),
    ],
)
def test_a_type_arrives(type: str, expected: Document) -> None:
    question, form = one(type, "q", "Q?")
    assert question == {"id": "q", "ask": "Q?"} | expected
    assert told(form) == []


@pytest.mark.parametrize("type", ["select_one marks", "select one marks", "Select_One marks", "select1 marks"])
def test_one_of_several_choices(type: str) -> None:
    texts = [{"code": "c1", "text": "Bad"}, {"code": "c2", "text": "So so"}, {"code": "c3", "text": "Good"}]
    assert one(type, "q", "Q?")[0] == {"id": "q", "type": "single", "ask": "Q?", "choices": texts}


@pytest.mark.parametrize("type", ["select_multiple towns", "select all that apply from towns", "select multiple towns"])
def test_several_of_several_choices(type: str) -> None:
    question, _form = one(type, "q", "Q?")
    assert (question["type"], [choice["code"] for choice in question["choices"]]) == ("multiple", ["a", "b", "c"])


@pytest.mark.parametrize(
    "type", ["select_one towns or_other", "select_one towns or other", "select one from towns or specify other"]
)
def test_or_other_asks_for_a_few_words(type: str) -> None:
    question, _form = one(type, "q", "Q?")
    assert question["choices"][-1] == {"code": "other", "text": "Other", "other": True}
    assert one(type, "q", "Q?", choices=[*LISTS, ["towns", "other", "Elsewhere"]])[0]["choices"][-1] == {
        "code": "other", "text": "Elsewhere", "other": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("type", "reason"),
    [
        ("calculate", "computed"), ("hidden", "nobody"), ("geopoint", "places"), ("image", "pictures"),
        ("audio", "pictures"),
        ("rank towns", "order of choices"), ("time", "time of day"), ("dateTime", "moment"), ("barcode", "scan"),
        ("select_one_from_file x.csv", "another file"), ("select_one_external x", "another file"),
        ("selct_one a", "no such type"),
        ("select_one nowhere", "has no list nowhere"),
        ("select_one town", "Did you mean towns"), ("", "no type"),
        ("xml-external", "another file"), ("photo", "pictures"), ("start-geopoint", "places"),
        ("audio prompt", "pictures"),
    ],
)  # fmt: skip
def test_a_type_that_has_no_place_is_named_with_its_cell(type: str, reason: str) -> None:
    form = read_rows([HEAD, ["text", "first", "F?"], [type, "q", "Q?"]], LISTS)
    assert [question["id"] for question in form.survey["questions"]] == ["first"]
    (remark,) = form.remarks.not_taken
    assert (remark.sheet, remark.row, remark.column, remark.cell) == ("survey", 3, "type", "A3")
    assert reason in remark.reason


def test_what_programs_note_by_themselves_is_named_in_one_line() -> None:
    form = read_rows([HEAD, ["start", "s"], ["end", "e"], ["get device id", "i"], ["text", "q", "Q?"]])
    assert told(form) == []
    (remark,) = form.remarks.left_out
    assert remark.text == "start, end, get device id"


# Conditions


@pytest.mark.parametrize(
    ("relevant", "when"),
    [
        ("${one} = 'yes'", {"one": ["yes"]}),
        ('"yes"=${one}', {"one": ["yes"]}),
        ("${one}=‘yes’", {"one": ["yes"]}),
        ("${ one } != 'yes'", {"not": {"one": ["yes"]}}),
        ("${one} = 'yes' or ${one} = 'no'", {"one": ["no", "yes"]}),
        ("(${one} = 'yes') or ((${one} = 'no'))", {"one": ["no", "yes"]}),
        ("selected(${many}, 'yes')", {"many": ["yes"]}),
        ("selected(${many}, 'yes') or selected(${many}, 'no')", {"many": ["no", "yes"]}),
        ("selected(${many}, 'yes') and selected(${many}, 'no')", {"many": ["yes"], "any": [{"many": ["no"]}]}),
        ("not(selected(${many}, 'yes'))", {"not": {"many": ["yes"]}}),
        ("${many} = 'yes'", {"many": ["yes"], "not": {"many": ["maybe", "no"]}}),
        ("${yn} = 'yes' and ${one} = 'no'", {"yn": ["yes"], "one": ["no"]}),
        ("${yn} = 'yes' or ${one} = 'no'", {"any": [{"yn": ["yes"]}, {"one": ["no"]}]}),
        ("${n} > 3", {"n": {"min": 4}}),
        ("${n} >= 3", {"n": {"min": 3}}),
        ("${n} < 3", {"n": {"max": 2}}),
        ("3 < ${n}", {"n": {"min": 4}}),
        ("3 >= ${n}", {"n": {"max": 3}}),
        ("${n} > 2.5 and ${n} <= 7", {"n": {"min": 3, "max": 7}}),
        ("${n} = 3", {"n": ["3"]}),
        ("${n} > -3", {"n": {"min": -2}}),
        ("number(${n}) = 3", {"n": ["3"]}),
        ("${x} > 3", {"x": {"min": "3.01"}}),
        ("${x} < .5", {"x": {"max": "0.49"}}),
        ("${x} = 2.50", {"x": ["2.5"]}),
        ("${scale} >= 8", {"scale": {"min": 8}}),
        ("${d} > '2030-01-31'", {"d": {"min": "2030-02-01"}}),
        ("${d} <= date('2030-01-31')", {"d": {"max": "2030-01-31"}}),
        ("${d} = date('2030-01-31')", {"d": ["2030-01-31"]}),
        ("${d} < '2030-01-01'", {"d": {"max": "2029-12-31"}}),
        ("${t} != ''", {"t": {"answered": True}}),
        ("${t} = ''", {"t": {"answered": False}}),
        ("string-length(${t}) > 0", {"t": {"answered": True}}),
        ("string-length(${t}) = 0", {"t": {"answered": False}}),
        ("count-selected(${many}) >= 1", {"many": {"answered": True}}),
        ("coalesce(${one}, '') = 'no'", {"one": ["no"]}),
        ("${mark} >= 2", {"mark": ["c2", "c3"]}),
        ("${mark} = 1", {"mark": ["c1"]}),
        ("true()", None),
        ("${one} = 'yes' or true()", None),
        ("not(not(${yn} = 'no'))", {"not": {"not": {"yn": ["no"]}}}),
        ("not(${one}='yes') and not(${yn}='no')", {"not": {"one": ["yes"]}, "any": [{"not": {"yn": ["no"]}}]}),
        (
            "(${one} = 'yes' or ${yn} = 'no') and (${one} = 'no' or ${yn} = 'yes')",
            {
                "not": {
                    "any": [
                        {"not": {"any": [{"one": ["yes"]}, {"yn": ["no"]}]}},
                        {"not": {"any": [{"one": ["no"]}, {"yn": ["yes"]}]}},
                    ]
                }
            },
        ),
        (
            "((${one} = 'yes' or ${x} > 3) and ${n} > 2) and ${n} > 4",
            {"any": [{"any": [{"one": ["yes"]}, {"x": {"min": "3.01"}}], "n": {"min": 3}}], "n": {"min": 5}},
        ),
        (
            "(${one} = 'yes' or ${n} > 3) and ${one} != '' and ${one} != 'no'",
            {"any": [{"one": ["yes"]}, {"n": {"min": 4}}], "one": {"answered": True}, "not": {"one": ["no"]}},
        ),
        (
            "${n} > 3 and (${one} = 'yes' or ${yn} = 'no') and ${n} > 5",
            {"n": {"min": 4}, "any": [{"n": {"min": 6}, "any": [{"one": ["yes"]}, {"yn": ["no"]}]}]},
        ),
    ],
)  # fmt: skip
def test_a_condition_arrives(relevant: str, when: Document | None) -> None:
    question, form = one("text", "q", "Q?", relevant)
    assert told(form) == []
    assert question["id"] == "q" and question.get("when") == when


@pytest.mark.parametrize(
    ("relevant", "reason"),
    [
        ("${nobody} = 'yes'", "there is no question nobody"),
        ("${ones} = 'yes'", "Did you mean one"),
        ("${q} = 'yes'", "it names itself"),
        ("${later} = 'yes'", "later (row 14) leads to no answer: it is asked later"),
        ("${calc} > 3", "calc (row 11) leads to no answer: nothing is computed"),
        ("${note} != ''", "note is a note"),
        ("${one} = 'perhaps'", "one has no choice perhaps"),
        ("${one} > 'yes'", "yes is no number"),
        ("${mark} > 3", "never holds"),
        ("${many} > 'yes'", "no order"),
        ("${t} = 'yes'", "no answer that is known beforehand"),
        ("selected(${t}, 'yes')", "no question with choices"),
        ("${n} = 2.5", "never holds"),
        ("${n} = 'many'", "many is no number"),
        ("${d} > today()", "today() is not understood"),
        ("${d} > 'tomorrow'", "tomorrow is no date"),
        ("${d} > '9999-12-31'", "never holds"),
        ("${n} = ${x}", "two answers"),
        ("${n} + 1 > 3", "computes with +"),
        ("${n} div 2 = 1", "computes with div"),
        ("../n = 3", "path"),
        ("/data/n = 3", "path"),
        ("'a' = 'a'", "without naming a question"),
        ("1", "neither yes nor no"),
        ("yes", "stands there without ${}"),
        ("${n} = yes", "neither a text nor a number"),
        ("count-selected(${many}) > 1", "only whether there is an answer"),
        ("string-length(string(${t})) > 0", "only whether there is an answer"),
        ("selected(${one}, ${yn})", "selected() is not understood"),
        ("if(${n} = 1, true(), false())", "if() is not understood"),
        ("coalesce(${one}, 'x') = 'no'", "coalesce() is not understood"),
        ("string-length() > 0", "without naming a question"),
        ("string-length(${t}, 1) > 0", "string-length() is not understood"),
        ("round(${x}) = 3", "round() is not understood"),
        ("false()", "never holds"),
        ("not(true())", "never holds"),
        ("selected(${many})", "selected() is not understood"),
        ("${one} = 'yes", "cannot be read from here on: 'yes"),
        ("${one} = 'yes' 'no'", "cannot be read from here on: 'no'"),
        ("(${one} = 'yes'", ") is missing before: the end"),
        ("selected(${many} 'yes')", ", is missing before: 'yes' )"),
        ("${one} =", "ends too early"),
        ("= 'yes'", "cannot be read from here on: = 'yes'"),
        ("-", "ends too early"),
        ("(" * 40 + "${one} = 'yes'" + ")" * 40, "nested too deeply"),
        ("not(" * 8 + "${one} = 'yes'" + ")" * 8, "nested too deeply"),
        ("${one} = 'yes' or " * 2000, "too long"),
    ],
)
def test_a_question_whose_condition_cannot_be_held_is_not_taken(relevant: str, reason: str) -> None:
    form = read_rows([HEAD, *EARLIER, ["text", "q", "Q?", relevant], ["text", "later", "L?"]], LISTS)
    assert "q" not in [question["id"] for question in form.survey["questions"]]
    (problem,) = told(form)
    assert problem.startswith("survey!D13 (relevant): ") and reason in problem
    assert problem.endswith("without the condition everybody would be asked")


def test_what_hangs_on_a_question_that_is_not_taken_is_not_taken_either() -> None:
    rows = [
        HEAD,
        ["image", "a", "A"],
        ["text", "b", "B", "${a} != ''"],
        ["text", "c", "C", "${b} != ''"],
        ["text", "d", "D"],
    ]
    form = read_rows(rows)
    assert [question["id"] for question in form.survey["questions"]] == ["d"]
    assert ["pictures" in told(form)[0], "a (row 2)" in told(form)[1], "b (row 3)" in told(form)[2]] == [True] * 3


def test_a_condition_on_one_of_two_questions_with_the_same_name_is_not_taken() -> None:
    form = read_rows([HEAD, ["text", "a", "A"], ["text", "a", "B"], ["text", "c", "C", "${a} != ''"]])
    assert [question["id"] for question in form.survey["questions"]] == ["a", "a_2"]
    assert "several questions are called a" in told(form)[0]


def test_a_question_that_could_never_be_asked_is_named_and_the_rest_taken() -> None:
    rows = [HEAD, *EARLIER, ["text", "q", "Q?", "${yn} = 'yes' and ${yn} != 'yes'"], ["text", "r", "R?", "${q} != ''"]]
    form = read_rows(
        [*rows, ["text", "s", "S?", "${yn} = 'no'"], ["text", "t2", "T?", "${s} != '' and ${yn} = 'yes'"]], LISTS
    )
    assert [question["id"] for question in form.survey["questions"]][-2:] == ["mark", "s"]
    assert [remark.cell for remark in form.remarks.not_taken if remark.text != "calculate"] == ["D13", "D14", "D16"]
    assert all("could never be asked" in problem for problem in told(form))


def test_choices_that_could_never_be_offered_are_named_and_the_others_taken() -> None:
    town = ["select_one towns", "q", "Q?", "${r} = 'east'", "", "", "", "", "region = ${r}"]
    form = read_rows([HEAD, ["select_one regions", "r", "R?"], town], LISTS)
    assert [choice["code"] for choice in form.survey["questions"][1]["choices"]] == ["c"]
    assert told(form) == ["survey!I3 (choice_filter): these choices could never be offered: a, b"]
    form = read_rows([HEAD, ["select_one regions", "r", "R?"], [*town[:-1], "region = ${r} and ${r} = 'west'"]], LISTS)
    assert len(form.survey["questions"]) == 1 and "could never be offered: a, b, c" in told(form)[0]


def test_there_are_no_more_questions_and_choices_than_a_survey_holds() -> None:
    form = read_rows([HEAD, *([["text", f"q{n}", "Q?"] for n in range(202)])])
    assert len(form.survey["questions"]) == 200
    assert [remark.cell for remark in form.remarks.not_taken] == ["A202", "A203"]
    many = [["list_name", "name", "label"], *(["l", f"c{n}", "C"] for n in range(200))]
    assert len(read_rows([HEAD, ["select_one l", "q", "Q?"]], many).survey["questions"]) == 1
    form = read_rows([HEAD, ["select_one l or_other", "q", "Q?"]], many)
    assert form.survey["questions"] == [] and "at most 200 choices" in told(form)[0]


# Groups


def test_the_condition_of_a_group_is_that_of_its_questions() -> None:
    rows = [
        HEAD, ["select_one yes_no", "yn", "Y?"], ["begin group", "g", "Heading", "${yn} = 'yes'"],
        ["begin_group", "h"], ["integer", "n", "N?"], ["text", "t", "T?", "${n} > 3"], ["end_group"], ["end group"],
        ["text", "z", "Z?"],
    ]  # fmt: skip
    form = read_rows(rows, LISTS)
    assert [question.get("when") for question in form.survey["questions"]] == [
        None, {"yn": ["yes"]}, {"yn": ["yes"], "n": {"min": 4}}, None,
    ]  # fmt: skip
    assert told(form) == [] and "headings" in told(form, what="left_out")[0]


def test_nothing_in_a_group_whose_condition_is_lost_is_taken() -> None:
    rows = [HEAD, ["begin group", "g", "", "pulldata('x')"], ["begin group", "h"], ["text", "t", "T?"], ["end group"],
            ["text", "u", "U?"], ["end group"], ["text", "v", "V?", "${g} = 1"]]  # fmt: skip
    form = read_rows(rows)
    assert form.survey["questions"] == []
    assert [remark.cell for remark in form.remarks.not_taken] == ["D2", "B4", "B6", "D8"]
    assert "the group g (row 2)" in told(form)[1] and "it is a group" in told(form)[3]


@pytest.mark.parametrize("begin", ["begin repeat", "begin_repeat", "begin looped group", "begin loop over towns"])
def test_nothing_in_a_repeat_is_taken(begin: str) -> None:
    form = read_rows([HEAD, [begin, "r"], ["text", "t", "T?"], ["end " + begin[6:]], ["text", "u", "U?"]], LISTS)
    assert [question["id"] for question in form.survey["questions"]] == ["u"]
    assert [remark.cell for remark in form.remarks.not_taken] == ["A2", "B3"]


def test_groups_that_do_not_begin_or_end_are_told() -> None:
    form = read_rows([HEAD, ["end group"], ["begin group", "g"], ["text", "t", "T?"]])
    assert len(form.survey["questions"]) == 1
    assert [remark.row for remark in form.remarks.changed] == [2, 3]


# Limits, and other rules


@pytest.mark.parametrize(
    ("type", "constraint", "limits"),
    [
        ("integer", ". >= 1 and . <= 10", {"min": 1, "max": 10}),
        ("integer", ".>0 and .<11", {"min": 1, "max": 10}),
        ("integer", "1 <= . and (. <= 20 and . < 11)", {"min": 1, "max": 10}),
        ("integer", ". >= -5", {"min": -5}),
        ("integer", "true()", {}),
        ("decimal", ". > 0 and . = round(., 2)", {"min": "0.01", "decimals": 2}),
        ("decimal", "round(., 0) = .", {}),
        ("decimal", ". <= 7.50", {"max": "7.5", "decimals": 6}),
        ("range", ". >= 3", {"min": 3, "max": 10}),
        ("date", ". >= '2030-01-01' and . < date('2031-01-01')", {"min": "2030-01-01", "max": "2030-12-31"}),
        ("date", ". >= '2030-01-01' and . >= '2030-02-01'", {"min": "2030-02-01"}),
        ("text", "string-length(.) <= 200", {"max_length": 200}),
        ("text", "string-length(.) < 200 and string-length(.) < 100", {"max_length": 99}),
        ("text", "string-length(.) > 0", {}),
        ("text", "string-length(.) <= 9000", {}),
        ("select_multiple towns", "count-selected(.) <= 2", {"max": 2}),
        ("select_multiple towns", "count-selected(.) = 2", {"min": 2, "max": 2}),
        ("select_multiple towns", "count-selected(.) >= 0 and count-selected(.) <= 9", {}),
    ],
)  # fmt: skip
def test_limits_arrive(type: str, constraint: str, limits: Document) -> None:
    question, form = one(type, "q", "Q?", "", constraint)
    assert told(form) == []
    assert {key: question[key] for key in question if key not in ("id", "type", "ask", "choices")} == limits


@pytest.mark.parametrize(
    ("type", "constraint", "reason"),
    [
        ("text", "regex(., '[0-9]{4}')", "regex() is not understood"),
        ("text", "string-length(.) >= 5", "shortest"),
        ("text", "string-length(.) < 1", "no answer could fulfil"),
        ("text", ". = round(., 2)", "no limit of the answer"),
        ("text", ". != 'x'", "no limit of the answer"),
        ("integer", ". != 5", "no limit of the answer"),
        ("integer", ". > 0 or . = -1", "one thing or another"),
        ("integer", ". > ${n}", "another answer"),
        ("integer", ". > today()", "today() is not understood"),
        ("integer", ". > 'a lot'", "a lot is no number"),
        ("integer", "5", "no limit of the answer"),
        ("integer", "string-length(.) < 5", "string-length() is not understood"),
        ("integer", "not(. > 5)", "not() is not understood"),
        ("integer", ". > 5 and . < 3", "no answer could fulfil"),
        ("integer", "${n} > 3", "another answer"),
        ("integer", ". = abs(.)", "abs() is not understood"),
        ("integer", ". >", "ends too early"),
        ("integer", "3 > 2", "no limit of the answer"),
        ("date", ". <= '2030-01-01' and . >= '2030-02-01'", "no answer could fulfil"),
        ("date", ". <= today()", "today() is not understood"),
        ("range", ". >= 10", "two points"),
        ("select_multiple towns", "count-selected(.) != 2", "no limit of the answer"),
        ("select_multiple towns", "count-selected(.) >= 4", "only 3 can be chosen together"),
        ("select_multiple towns", "not(selected(., 'a') and selected(., 'b'))", "goes with no other"),
        ("select_multiple towns", "not(selected(., 'z') and count-selected(.) > 1)", "goes with no other"),
        ("select_multiple towns", "not(selected(., 'a'))", "not() is not understood"),
    ],
)  # fmt: skip
def test_a_limit_that_cannot_be_held_is_named_and_the_question_taken(type: str, constraint: str, reason: str) -> None:
    question, form = one(type, "q", "Q?", "", constraint)
    assert question["id"] == "q"
    (problem,) = told(form)
    assert problem.startswith("survey!E13 (constraint): ") and reason in problem


@pytest.mark.parametrize(
    "constraint",
    [
        "not(selected(., 'c') and count-selected(.) > 1)",
        "not(count-selected(.) >= 2 and selected(., 'c'))",
        "not(selected(., 'c') and (selected(., 'a') or selected(., 'b')))",
    ],
)
def test_a_choice_that_goes_with_no_other_is_known(constraint: str) -> None:
    question, form = one("select_multiple towns", "q", "Q?", "", constraint)
    assert told(form) == []
    assert [choice.get("exclusive", False) for choice in question["choices"]] == [False, False, True]


@pytest.mark.parametrize("required", ["yes", "TRUE", "true()", "1"])
def test_required_arrives(required: str) -> None:
    assert one("text", "q", "Q?", "", "", required)[0]["required"] is True


@pytest.mark.parametrize("required", ["no", "FALSE", "false()", "0", ""])
def test_not_required_arrives(required: str) -> None:
    assert "required" not in one("text", "q", "Q?", "", "", required)[0]


def test_required_under_conditions_is_named() -> None:
    question, form = one("text", "q", "Q?", "", "", "${n} > 3")
    assert "required" not in question and told(form)[0].startswith("survey!F13 (required): ")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("start=0 end=10 step=1", {"type": "scale", "min": 0, "max": 10}),
        ("start = 0;end=5", {"type": "scale", "min": 0, "max": 5}),
        ("start=5,end=1,step=-1", {"type": "scale", "min": 1, "max": 5}),
        ("start=0 end=100 step=1", {"type": "number", "min": 0, "max": 100}),
        ("start=-5 end=5 step=1", {"type": "number", "min": -5, "max": 5}),
        ("start=0 end=1 step=0.1", {"type": "number", "min": 0, "max": 1, "decimals": 1}),
        ("start=0 end=10 step=5", {"type": "number", "min": 0, "max": 10}),
        (
            "start=1 end=3 tick_labelset=marks",
            {"type": "scale", "min": 1, "max": 3, "labels": {"1": "Bad", "2": "So so", "3": "Good"}},
        ),
        (
            "start=2 end=9 tick_labelset=marks",
            {"type": "scale", "min": 2, "max": 9, "labels": {"2": "So so", "3": "Good"}},
        ),
        ("start=2 end=9 tick_labelset=nowhere", {"type": "scale", "min": 2, "max": 9}),
    ],
)  # fmt: skip
def test_a_range_is_a_scale_or_a_number(parameters: str, expected: Document) -> None:
    question, form = one("range", "q", "Q?", "", "", "", parameters)
    assert question == {"id": "q", "ask": "Q?"} | expected
    lossy = any(sign in parameters for sign in ("step=5", "start=2", "nowhere"))
    assert [problem.split(":")[0] for problem in told(form)] == ["survey!G13 (parameters)"] * lossy


@pytest.mark.parametrize("parameters", ["start=1 end=1", "start=a end=b", "start=1 end=5 step=0", "step=0.0000001"])
def test_a_range_without_two_points_is_not_taken(parameters: str) -> None:
    form = read_rows([HEAD, ["range", "q", "Q?", "", "", "", parameters]])
    assert form.survey["questions"] == [] and form.remarks.not_taken[0].cell == "G2"


def test_a_random_order_is_shuffled_and_a_seed_is_left_out() -> None:
    question, form = one("select_one towns", "q", "Q?", "", "", "", "randomize=true, seed=42")
    assert question["shuffle"] is True
    assert told(form, what="left_out") == ["survey!G13 (parameters): seed has no place in a call"]


@pytest.mark.parametrize(
    ("type", "default", "cell"),
    [
        ("select_one towns", "a", "a"), ("select_multiple towns", "b a", "a|b"), ("select_one yes_no", "yes", "yes"),
        ("integer", "7", "7"), ("decimal", "7.50", "7.5"), ("date", "2030-09-08", "2030-09-08"), ("range", "3", "3"),
        ("date", "2030-09-08T00:00:00", "2030-09-08"), ("text", "Ja (kanske)", "Ja (kanske)"),
    ],
)  # fmt: skip
def test_an_answer_that_is_proposed_arrives(type: str, default: str, cell: str) -> None:
    question, form = one(type, "q", "Q?", "", "", "", "", default)
    assert question["default"] == cell and told(form) == []


@pytest.mark.parametrize(
    ("type", "default"),
    [
        ("date", "today()"), ("integer", "${n} + 1"), ("text", "uuid()"), ("text", "Hi ${t}"),
        ("select_one towns", "z"),
        ("range", "11"), ("integer", "seven"), ("integer", "2.5"), ("note", "x"),
        ("text", "x" * 5000), ("date", "8/9"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_proposed_is_named(type: str, default: str) -> None:
    question, form = one(type, "q", "Q?", "", "", "", "", default)
    assert "default" not in question and told(form)[0].startswith("survey!H13 (default): ")


def test_a_proposed_answer_keeps_the_limits() -> None:
    limited = "count-selected(.) <= 2 and not(selected(., 'c') and count-selected(.) > 1)"
    assert "default" not in one("select_multiple towns", "q", "Q?", "", limited, "", "", "a b c")[0]
    assert "default" not in one("select_multiple towns", "q", "Q?", "", limited, "", "", "a c")[0]
    assert one("select_multiple towns", "q", "Q?", "", limited, "", "", "a b")[0]["default"] == "a|b"


@pytest.mark.parametrize(
    ("choice_filter", "whens"),
    [
        ("region = ${r}", [{"r": ["west"]}, {"r": ["west"]}, {"r": ["east"]}]),
        ("region != 'west' or ${r} = 'west'", [{"r": ["west"]}, {"r": ["west"]}, {}]),
        ("not(name = 'a') and region = 'west'", [None, {}, None]),
        ("not(${r} = region)", [{"not": {"r": ["west"]}}, {"not": {"r": ["west"]}}, {"not": {"r": ["east"]}}]),
        ("true()", [{}, {}, {}]),
    ],
)
def test_a_choice_filter_says_when_each_choice_is_offered(choice_filter: str, whens: list[Document | None]) -> None:
    rows = [HEAD, ["select_one regions", "r", "R?"], ["select_one towns", "q", "Q?", "", "", "", "", "", choice_filter]]
    form = read_rows(rows, LISTS)
    assert told(form) == []
    expected = {code: when for code, when in zip("abc", whens, strict=True) if when is not None}
    assert {c["code"]: c.get("when", {}) for c in form.survey["questions"][1]["choices"]} == expected


@pytest.mark.parametrize(
    ("type", "choice_filter", "reason"),
    [
        ("select_one towns", "country = ${one}", "no column country"),
        ("select_one towns", "region = ${t}", "known beforehand"),
        ("select_one towns", "region = 'north'", "no choice is ever offered"),
        ("select_one towns", "region =", "ends too early"),
        ("select_one towns or_other", "region = ${one}", "no choices of its own"),
        ("text", "region = ${one}", "no choices of its own"),
    ],
)
def test_a_choice_filter_that_cannot_be_held_is_named_and_all_choices_offered(
    type: str, choice_filter: str, reason: str
) -> None:
    question, form = one(type, "q", "Q?", "", "", "", "", "", choice_filter)
    assert question["id"] == "q" and reason in told(form)[0] and "I13" in told(form)[0]


# Names


def test_names_become_ids_and_each_renaming_is_told_and_followed() -> None:
    rows = [
        HEAD, ["select_one färger", "Ålder på dig", "A?"], ["text", "2", "B?", "${Ålder på dig} = 'Röd-grön'"],
        ["text", "first_name", "C?"], ["text", "", "D?"], ["note", "", "E"], ["text", "中文", "F?"],
    ]  # fmt: skip
    choices = [
        ["list name", "value", "label"],
        ["färger", "Röd-grön", "x"],
        ["färger", "röd grön", "y"],
        ["färger", "7", "z"],
    ]
    form = read_rows(rows, choices, reserved={"first_name"})
    questions = form.survey["questions"]
    assert [q["id"] for q in questions] == ["alder_pa_dig", "q2", "first_name_2", "t_5", "n_6", "q"]
    assert [choice["code"] for choice in questions[0]["choices"]] == ["rod_gron", "rod_gron_2", "c7"]
    assert "when" not in questions[1] or questions[1]["when"] == {"alder_pa_dig": ["rod_gron"]}
    assert [remark.cell for remark in form.remarks.changed] == ["B2", "B3", "B4", "B7", "B2", "B3", "B4"]


def test_words_of_other_keep_their_name_and_another_question_makes_way() -> None:
    form = read_rows([HEAD, ["select_one towns or_other", "q", "Q?"], ["text", "q_other", "Which one?"]], LISTS)
    assert [question["id"] for question in form.survey["questions"]] == ["q", "q_other_2"]


def test_a_question_for_words_of_other_as_programs_write_it_becomes_part_of_the_choice() -> None:
    row = ["text", "q_other", "Specify other.", "selected(${q}, 'c')"]
    form = read_rows([HEAD, ["select_one towns", "q", "Q?"], row, ["text", "z", "Z?", "${q_other} != ''"]], LISTS)
    (question,) = form.survey["questions"]
    assert [choice.get("other", False) for choice in question["choices"]] == [False, False, True]
    assert "words of another answer" in told(form)[0]


@pytest.mark.parametrize(
    "row",
    [
        ["text", "q_other", "Why there?", "selected(${q}, 'c')"],
        ["text", "q_other", "Specify other.", "${q} = 'c'"],
        ["text", "q_other", "Specify other.", "selected(${q}, "],
        ["text", "q_other", "Specify other.", "selected(${q}, 'c')", "string-length(.) < 9"],
    ],
)
def test_another_question_after_other_stays_a_question(row: list[str]) -> None:
    form = read_rows([HEAD, ["select_one towns", "q", "Q?"], row], LISTS)
    assert not any(choice.get("other") for choice in form.survey["questions"][0]["choices"])


def test_choices_without_name_list_or_label_and_double_ones_are_told() -> None:
    choices = [["list_name", "name", "label", "image"], ["l", "", "A"], ["", "b", "B"], ["l", "c", ""], ["l", "c", "C"],
               ["l", "d", "D", "d.png"], ["", "", "", "only a picture"]]  # fmt: skip
    form = read_rows([HEAD, ["select_one l", "q", "Q?"]], choices)
    assert [choice["text"] for choice in form.survey["questions"][0]["choices"]] == ["c", "D"]
    assert [remark.cell for remark in form.remarks.not_taken] == ["C2", "C3", "B5", "D6"]
    assert [remark.cell for remark in form.remarks.changed] == ["B4"]


# Texts and languages


def test_languages_of_columns_arrive_the_default_one_first() -> None:
    head = [
        "type",
        "name",
        "label::English (en)",
        "Label::Norsk",
        "label::Svenska (sv)",
        "hint::English (en)",
        "guidance_hint::English (en)",
    ]
    rows = [head, ["text", "a", "Why?", "Hvorfor?", "Varför?", "Wait.", "Be kind."], ["text", "b", "", "Hva?"]]
    form = read_rows(rows, settings=[["default_language", "form_title"], ["Svenska (sv)", "Oss emellan"]])
    first, second = form.survey["questions"]
    assert list(first["ask"].items()) == [("sv", "Varför?"), ("en", "Why?"), ("nb", "Hvorfor?")]
    assert (first["hint"], second["ask"]) == ({"en": "Wait.\nBe kind."}, {"nb": "Hva?"})
    assert form.survey["title"] == "Oss emellan" and told(form) == []


@pytest.mark.parametrize(
    ("head", "settings", "options", "ask"),
    [
        (["label", "label::sv"], (), {}, {"sv": "B"}),
        (["label", "label::sv"], [["default_language"], ["nb"]], {}, {"nb": "A", "sv": "B"}),
        (["label", "label::sv"], [["default_language"], ["default"]], {"language": "fi"}, {"fi": "A", "sv": "B"}),
        (["label", "label::Klingon"], (), {}, "A"),
        (["label::Klingon", "label::Elvish"], (), {}, "A"),
        (["label::Klingon", "label::sv"], [["default_language"], ["Klingon"]], {}, {"sv": "B"}),
        (["label::default", "label::sv"], (), {}, {"sv": "B"}),
        (["label:English", "label:Svenska"], (), {}, {"en": "A", "sv": "B"}),
        (["Label : English (en)", "x"], (), {}, {"en": "A"}),
        (["caption", "x"], (), {}, "A"),
        (["label::pt-BR", "label::no"], (), {}, {"pt": "A", "nb": "B"}),
        (["label::English (en", "label::sv"], (), {}, {"sv": "B"}),
    ],
)
def test_texts_of_columns_that_name_their_language_or_not(
    head: list[str], settings: Rows, options: Any, ask: Any
) -> None:
    form = read_rows([["type", "name", *head], ["text", "q", "A", "B"]], settings=settings, **options)
    assert [question["ask"] for question in form.survey["questions"]] == [ask] * (ask is not None)


def test_a_language_that_nobody_knows_is_named_once() -> None:
    head = ["type", "name", "label::sv", "label::Klingon"]
    form = read_rows(
        [head, ["text", "a", "A", "X"], ["text", "b", "B", "Y"]], settings=[["default_language"], ["Klingon"]]
    )
    assert [remark.where for remark in form.remarks.not_taken] == [
        "survey!D (label::Klingon)",
        "settings!A2 (default_language)",
    ]


@pytest.mark.parametrize(
    ("label", "text", "what"),
    [
        ("How **old** are you?", "How old are you?", "changed"),
        ("# Hi\nyou", "Hi\nyou", "changed"),
        ("<span style='color:red'>Hi</span><br/>you", "Hi\nyou", "changed"),
        ("*Hi* [you](https://x.example)", "Hi you (https://x.example)", "changed"),
        ("2 * 3 * 4, a_b_c, <namn>, 5 < 6", "2 * 3 * 4, a_b_c, <namn>, 5 < 6", ""),
        ("Hi ${first}, and ${last}!", "Hi …, and …!", "not_taken"),
        ("  Two   words \n\n next\tline  ", "Two   words\n\n next line", ""),
        ("Two   words  ", "Two words", ""),
        (r"\*not bold\*", "*not bold*", ""),
        ("bell\x07", "bell␇", ""),
    ],
)
def test_a_text_is_what_is_said(label: str, text: str, what: str) -> None:
    form = read_rows([HEAD, ["text", "q", label]])
    assert form.survey["questions"][0]["ask"] == text
    assert [name for name in ("changed", "not_taken") if getattr(form.remarks, name)] == [what] * bool(what)


@pytest.mark.parametrize(
    ("cells", "question"),
    [
        (["", "Hint", ""], {"ask": "Hint"}),
        (["", "", "Guide"], {"ask": "Guide"}),
        (["", "Hint", "Guide"], {"ask": "Hint", "hint": "Guide"}),
        (["Q", "Hint", "Guide"], {"ask": "Q", "hint": "Hint"}),
        (["Q", "", "Guide"], {"ask": "Q", "hint": "Guide"}),
    ],
)
def test_a_question_without_label_is_asked_by_its_hint(cells: list[str], question: Document) -> None:
    form = read_rows([["type", "name", "label", "hint", "guidance_hint"], ["text", "q", *cells]])
    assert form.survey["questions"] == [{"id": "q", "type": "text", **question}]
    assert bool(form.remarks.changed) == (not cells[0])


def test_a_question_that_says_nothing_is_not_taken() -> None:
    form = read_rows([HEAD, ["text", "q"], ["text", ""], ["text", "r", "<b></b>"]])
    assert form.survey["questions"] == []
    assert [remark.cell for remark in form.remarks.not_taken] == ["B2", "A3", "B4"]


# Sheets and columns


def test_columns_are_known_by_their_older_names_and_in_any_case() -> None:
    head = ["Type", "NAME", "Caption", "bind::relevant", "BIND::Constraint", "bind:required"]
    rows = [head, ["integer", "n", "N?", "", ". > 3", "yes"], ["text", "t", "T?", "${n} > 5"]]
    form = read_rows(rows)
    assert form.survey["questions"] == [
        {"id": "n", "type": "number", "ask": "N?", "min": 4},
        {"id": "t", "type": "text", "ask": "T?", "when": {"n": {"min": 6}}},
    ]


def test_what_a_call_does_not_need_is_told_once_a_column() -> None:
    head = [
        "type",
        "name",
        "label",
        "appearance",
        "constraint_message::sv",
        "body::accuracyThreshold",
        "my notes",
        "bind:jr:count",
    ]
    form = read_rows([head, *([["text", f"q{n}", "Q?", "minimal", "Nej", "1.5", ""] for n in range(3)])])
    assert [remark.where for remark in form.remarks.left_out] == [
        "survey!D (appearance)", "survey!E (constraint_message::sv)", "survey!F (body::accuracyThreshold)",
    ]  # fmt: skip


def test_what_makes_a_form_do_something_else_is_told_for_each_cell() -> None:
    head = ["type", "name", "label", "calculation", "trigger", "read_only", "image", "media::audio::sv"]
    form = read_rows(
        [head, ["text", "q", "Q?", "1+1", "${x}", "yes", "a.png", "a.mp3"], ["text", "r", "R?", "", "", "no"]]
    )
    assert [remark.cell for remark in form.remarks.not_taken] == ["D2", "E2", "F2", "G2", "H2"]


def test_rows_that_are_switched_off_or_say_nothing_are_passed_over() -> None:
    rows = [
        ["type", "name", "label", "disabled"],
        ["text", "a", "A", "yes"],
        ["", "", "", "x"],
        ["text", "b", "B", "no"],
    ]
    form = read_rows(rows)
    assert [question["id"] for question in form.survey["questions"]] == ["b"] and told(form) == []


def test_of_two_columns_with_the_same_meaning_the_left_one_counts() -> None:
    form = read_rows([["type", "name", "label", "relevant", "relevance"], ["text", "q", "Q?", "true()", "false()"]])
    assert len(form.survey["questions"]) == 1
    assert told(form) == ["survey!E1 (relevance): another column has the same meaning, and stands further left"]


def test_settings_that_change_nothing_are_passed_over() -> None:
    form = read_rows([HEAD, ["text", "q", "Q?"]], settings=[["version", "style"], ["1", "pages"]])
    assert told(form, what="left_out") == ["settings!B (style): ringa has nothing of the kind"]


def test_a_required_note_is_only_a_note() -> None:
    assert one("note", "q", "Q!", "", "", "yes")[0] == {"id": "q", "type": "note", "ask": "Q!"}


def test_cells_under_no_header_and_rows_of_blanks_are_passed_over() -> None:
    form = read_rows([["type", "", "name", "label"], ["", "only a remark"], ["text", "a remark", "q", "Q?"]])
    assert form.survey["questions"] == [{"id": "q", "type": "text", "ask": "Q?"}]
    assert told(form) == []


def test_a_default_language_that_nobody_knows_is_no_matter_where_no_column_has_a_known_one() -> None:
    form = read_rows(
        [["type", "name", "label::Klingon"], ["text", "q", "nuqneH"]], settings=[["default_language"], ["Klingon"]]
    )
    assert form.survey["questions"][0]["ask"] == "nuqneH" and told(form) == []


def test_the_search_for_questions_that_can_never_be_asked_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_READINGS", 1)
    rows = [HEAD, ["select_one yes_no", "yn", "Y?"], ["text", "q", "Q?", "${yn} = 'yes' and ${yn} = 'no'"]]
    assert len(read_rows(rows, LISTS).survey["questions"]) == 2
