"""Scripts: a few words of Jinja are understood, and everything else is an error with its line. Nothing is ever run."""

from typing import Any

import pytest

from ringa.core.problem import Problem
from ringa.core.script import Ask, Node, Say, from_document, render
from ringa.formats import scripts_md
from ringa.formats.scripts_md import MAX_CHARACTERS, MAX_TAGS, cross_check
from tests.build import a_question, a_script_document, a_survey_document

FRONT = "---\nid: talk\n---\n"


def read(body: str, front: str = FRONT) -> tuple[dict[str, Any] | None, list[Problem]]:
    return scripts_md.read(front + body, "talk.md")


def document(body: str, front: str = FRONT) -> dict[str, Any]:
    found, problems = read(body, front)
    assert problems == []
    assert found is not None
    return found


def test_front_matter_says_for_whom_the_script_is() -> None:
    front = "---\nid: talk\nsurvey: val\nlanguage: sv\ntitle: Samtal\nwhen: {branch: [Spår, no], region: Skåne}\n---\n"
    found = document("Hej!", front)
    assert {name: found[name] for name in ("id", "survey", "language", "title", "when")} == {
        "id": "talk", "survey": "val", "language": "sv", "title": "Samtal",
        "when": {"branch": ["Spår", "no"], "region": ["Skåne"]},
    }  # fmt: skip
    assert from_document(found).when == (("branch", ("Spår", "no")), ("region", ("Skåne",)))


def test_text_fields_questions_and_conditions_become_a_tree() -> None:
    body = (
        'Hej {{ first_name }} på {{ workplace | default("jobbet") }}\n{{ ask("a") }}\n'
        '{% if a == "yes" and not region %}\nA\n{% elif b in ["x", 2] or priority >= 3 %}\nB\n{% else %}\nC\n'
        "{% endif %}\n"
    )
    assert document(body)["body"] == [
        ["text", "Hej "], ["field", "first_name", None], ["text", " på "], ["field", "workplace", "jobbet"],
        ["text", "\n"], ["ask", "a"], ["text", "\n"],
        ["if", [
            [["and", [["eq", ["name", "a"], ["const", "yes"]], ["not", ["name", "region"]]]], [["text", "A\n"]]],
            [["or", [["in", ["name", "b"], ["const", ["x", 2]]], ["gteq", ["name", "priority"], ["const", 3]]]],
             [["text", "B\n"]]],
        ], [["text", "C\n"]]],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "tree"),
    [
        ("a", ["name", "a"]),
        ("true", ["const", True]),
        ('a != "x"', ["ne", ["name", "a"], ["const", "x"]]),
        ('"x" not in a', ["notin", ["const", "x"], ["name", "a"]]),
        ('a in ("x", "y")', ["in", ["name", "a"], ["const", ["x", "y"]]]),
        ("a < 1.5", ["lt", ["name", "a"], ["const", 1.5]]),
        ("a or b or c", ["or", [["name", "a"], ["name", "b"], ["name", "c"]]]),
        ("a and (b or c)", ["and", [["name", "a"], ["or", [["name", "b"], ["name", "c"]]]]]),
    ],
)
def test_conditions_are_comparisons_joined_by_and_or_not(condition: str, tree: list[Any]) -> None:
    assert document(f"{{% if {condition} %}}x{{% endif %}}")["body"] == [["if", [[tree, [["text", "x"]]]], []]]


@pytest.mark.parametrize("words", ["If", "Om", "Hvis", "if"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_heading_that_begins_with_if_is_a_ready_answer_up_to_the_next_heading(words: str, end: str) -> None:
    lines = ["## Start", "Hej!", f"## {words} angry  ", "I hear {{ caller }}.", "### More", "Sorry.", "## End", "Bye."]
    found = from_document(document(end.join(lines)))
    assert render(found.body, {}) == [Say("## Start\nHej!\n## End\nBye.")]
    assert [(hard.title, render(hard.body, {"caller": "you"})) for hard in found.hard_questions] == [
        (f"{words} angry", [Say("I hear you.\n### More\nSorry.")])
    ]


def test_two_ready_answers_may_follow_each_other_and_end_the_script() -> None:
    found = from_document(document('Hej!\n## If a\nA\n## If b\n{{ ask("q") }}'))
    assert [render(hard.body, {}) for hard in found.hard_questions] == [[Say("A")], [Ask("q")]]
    assert render(found.body, {}) == [Say("Hej!")]


@pytest.mark.parametrize(
    "bad",
    [
        "{% for x in y %}{% endfor %}", "{% set x = 1 %}", "{% macro m() %}{% endmacro %}", '{% include "x" %}',
        '{% extends "x" %}', '{% import "x" as y %}', '{% from "x" import y %}', "{% block b %}{% endblock %}",
        "{% call m() %}{% endcall %}", "{% filter upper %}x{% endfilter %}", "{% with %}{% endwith %}",
        "{{ a.b }}", '{{ a["b"] }}', "{{ a() }}", "{{ a.b() }}", "{{ 1 + 1 }}", "{{ 9 ** 9 ** 9 }}", "{{ a ~ b }}",
        "{{ -a }}", '{{ "text" }}', "{{ a | upper }}", "{{ a | default(b) }}", '{{ a | default("x", true) }}',
        '{{ a | default("x", boolean=true) }}', "{{ a | default }}", "{{ a | default(3) }}",
        '{{ "x" | default("y") }}', "{{ ask(a) }}", '{{ ask("a", "b") }}', "{{ ask() }}", "{{ ask(3) }}",
        '{{ ask(question="a") }}', '{{ ask("a", *b) }}', '{{ ask("a", **b) }}', '{{ a.ask("a") }}',
        "{{ a if b else c }}", "{{ [a] }}", "{{ {} }}",
        "{% if a.b %}{% endif %}", "{% if a() %}{% endif %}", "{% if a is defined %}{% endif %}",
        "{% if a + 1 == 2 %}{% endif %}", "{% if a < b < c %}{% endif %}", "{% if a == none %}{% endif %}",
        "{% if a in [b] %}{% endif %}", "{% if a | length %}{% endif %}", "{% if a in [none] %}{% endif %}",
    ],
)  # fmt: skip
def test_whatever_is_not_on_the_short_list_is_an_error_with_its_line(bad: str) -> None:
    found, problems = read(f"Hej!\n\n{bad}\n")
    assert found is None
    assert {(problem.file, problem.line) for problem in problems} == {("talk.md", 6)}
    assert "a script cannot have this" in problems[0].problem
    assert "{{ field }}" in problems[0].advice


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        ("Hej {{ first_name }\n", 4),
        ("a\n{% if a %}\nb\n", 6),
        ("a\n{% endif %}\n", 5),
        ("{% unknown %}", 4),
        ("{% if %}x{% endif %}", 4),
        ("Hej!\n## If a\nb\n{{ }}\n", 7),
        ("Hej!\n## If a\nb\n## Then\n\n{{ a b }}\n", 9),
    ],
)
def test_what_is_no_jinja_is_an_error_with_its_line(bad: str, line: int) -> None:
    found, problems = read(bad)
    assert found is None
    assert [problem.line for problem in problems] == [line]
    assert "this is not understood" in problems[0].problem


def test_all_mistakes_are_told_at_once_those_of_the_front_matter_too() -> None:
    problems = read("{{ a.b }}\n{{ 1 }}\n", "---\nid: x\ntitel: y\nwhen: z\n---\n")[1]
    assert [(problem.line, problem.column) for problem in problems] == [(3, 1), (4, 7), (6, 1), (7, 1)]
    assert problems[0].advice == "Did you mean title?"


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("Hej!", "a script begins with front matter", 1),
        ("---\nid: x\n", "a script begins with front matter", 1),
        ("---\ntitle: x\n---\n", "the front matter needs `id`", 2),
        ("---\n---\nHej!", "the file is empty", 0),
        ("---\nid: &a x\n---\n", "anchors", 2),
        (FRONT + "x" * MAX_CHARACTERS, "the script is too long", 0),
        (FRONT + "{{ a }}" * (MAX_TAGS + 1), "the script is too long", 0),
    ],
)
def test_a_script_without_what_it_needs_is_refused(text: str, problem: str, line: int) -> None:
    found, problems = scripts_md.read(text, "talk.md")
    assert found is None
    assert problem in problems[0].problem
    assert problems[0].line == line


def test_a_byte_order_mark_does_not_matter() -> None:
    assert scripts_md.read("\ufeff" + FRONT + "Hej!", "talk.md")[1] == []


@pytest.mark.parametrize(
    "deep",
    [
        "{% if " + "not " * 5000 + "a %}x{% endif %}",
        "{% if " + "(" * 5000 + "a" + ")" * 5000 + " %}x{% endif %}",
        "{% if a %}" * 240 + "x" + "{% endif %}" * 240,
        "{% if " + "not (a or " * 3000 + "a" + ")" * 3000 + " %}x{% endif %}",
    ],
)
def test_what_is_nested_too_deeply_is_an_error_and_no_crash(deep: str) -> None:
    found, problems = read(deep)
    assert found is None
    assert [(problem.line, problem.problem) for problem in problems] == [(4, "this is nested too deeply")]


@pytest.mark.parametrize("word", ["or", "and"])
def test_a_long_chain_of_conditions_is_not_deep(word: str) -> None:
    body = document("{% if " + f" {word} ".join(["a"] * 5000) + " %}x{% endif %}")["body"]
    assert render(body, {"a": "yes"}) == [Say("x")]


# Scripts and surveys together


SURVEYS = [a_survey_document(a_question("will_vote", required=True), a_question("issues", "multiple"))]
ASKS: list[Node] = [["ask", "will_vote"], ["field", "first_name", None]]


def crossed(*scripts: dict[str, Any], imported: bool = True) -> list[tuple[str, str, bool]]:
    pairs = [(f"{n}.md", script) for n, script in enumerate(scripts)]
    found = cross_check(pairs, SURVEYS, {"first_name", "branch"}, imported=imported)
    return [(problem.file, problem.problem, problem.warning) for problem in found]


def test_a_script_that_fits_its_survey_has_no_problem() -> None:
    one = a_script_document(ASKS, id="one", survey="val", when={"branch": ["A"]})
    other = a_script_document(ASKS, id="two", hard=[["If x", [["field", "branch", None]]]])
    assert crossed(one, other) == []


def test_two_scripts_of_one_id_are_an_error() -> None:
    assert crossed(a_script_document(ASKS), a_script_document(ASKS)) == [("1.md", "0.md has the same id", False)]


def test_a_script_for_no_survey_is_an_error() -> None:
    assert crossed(a_script_document(ASKS, survey="vals")) == [("0.md", "there is no survey vals", False)]


def test_a_question_that_is_none_is_an_error() -> None:
    assert crossed(a_script_document([*ASKS, ["ask", "isues"]])) == [
        ("0.md", "the script asks isues, which is no question", False)
    ]


def test_a_field_that_nobody_has_is_an_error_once_a_list_was_imported() -> None:
    script = a_script_document(ASKS, hard=[["If x", [["field", "shift", None]]]], when={"depot": ["A"]})
    wanted = [f"the script names {name}, which is no field and no question" for name in ("depot", "shift")]
    assert crossed(script) == [("0.md", text, False) for text in wanted]
    assert crossed(script, imported=False) == [("0.md", text, True) for text in wanted]


def test_a_required_question_that_is_never_asked_is_a_warning() -> None:
    assert crossed(a_script_document([])) == [
        ("0.md", "the script never asks the required question will_vote; it comes at the end", True)
    ]


def test_a_file_that_is_not_utf8_is_told_so() -> None:
    assert "UTF-8" in scripts_md.not_utf8()


def test_what_a_script_names_in_vain_is_told_with_its_line() -> None:
    body = 'Hej!\n{% if shift == "x" %}\n{{ depot | default("x") }}\n{% endif %}\n{{ ask("isues") }}\n{{ plats }}\n'
    found = cross_check([("a.md", document(body))], SURVEYS, {"first_name"}, imported=True)
    places = {problem.problem.split()[3].strip(","): problem.line for problem in found if not problem.warning}
    assert places == {"isues,".strip(","): 8, "depot": 6, "plats": 9, "shift": 5}
