"""A few words of Jinja are understood, and everything else is an error with its place. Nothing is ever run."""

from typing import Any

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.problem import Problem
from ringa.core.script import Ask, Say, render
from ringa.formats.script_body import BodyReader
from ringa.formats.script_tags import Lines


def read(text: str) -> tuple[list[Any], list[tuple[int, int, str, str]]]:
    """The tree of a text, and what is wrong: line, column, problem, advice."""
    found: list[tuple[int, int, str, str]] = []
    lines = Lines(text)
    reader = BodyReader(text, lines, lambda at, problem, advice: found.append((*lines.place(at), problem, advice)))
    return reader.read(0, len(text)), found


REFUSED = [
    ("{% for x in y %}a{% else %}b{% endfor %}", 4, "a loop"),
    ("{% for x in y %}{% for z in x %}{% endfor %}", 4, "a loop"),
    ("{% if a %}{% for x in y %}{% endif %}", 14, "a loop"),
    ("{% set x = 1 %}", 4, "a value of its own"),
    ("{% set x %}a{% endset %}", 4, "a value of its own"),
    ("{% with x = 1 %}a{% endwith %}", 4, "a value of its own"),
    ("{% macro m() %}a{% endmacro %}", 4, "words to use again"),
    ("{% call m() %}a{% endcall %}", 4, "words to use again"),
    ("{% block b %}a{% endblock %}", 4, "words to use again"),
    ('{% include "x" %}', 4, "another file"),
    ('{% extends "x" %}', 4, "another file"),
    ('{% import "x" as y %}', 4, "another file"),
    ('{% from "x" import y %}', 4, "another file"),
    ("{% filter upper %}x{% endfilter %}", 4, "this"),
    ("{% raw %}{{ a }}{% endraw %}", 4, "this"),
    ("{%- raw -%}a{%- endraw -%}", 5, "this"),
    ("{{ a.b }}", 4, "a part of a field"),
    ('{{ a["b"] }}', 4, "a part of a field"),
    ("{{ a() }}", 4, "a call of anything but ask"),
    ("{{ a.b() }}", 4, "a call of anything but ask"),
    ('{{ a.ask("a") }}', 4, "a call of anything but ask"),
    ("{{ 1 + 1 }}", 4, "arithmetic"),
    ("{{ 9 ** 9 ** 9 }}", 4, "arithmetic"),
    ("{{ a ~ b }}", 4, "arithmetic"),
    ("{{ -a }}", 4, "arithmetic"),
    ('{{ "text" }}', 4, "a value inside {{ }}"),
    ("{{ a | upper }}", 4, "a filter other than default"),
    ('{{ "x" | default("y") }}', 4, "a filter other than default"),
    ("{{ a | default(b) }}", 8, "a default without one text in quotes"),
    ("{{ a | default }}", 8, "a default without one text in quotes"),
    ("{{ a | default(3) }}", 8, "a default without one text in quotes"),
    ('{{ a | default("x", true) }}', 8, "a default without one text in quotes"),
    ('{{ a | default("x", boolean=true) }}', 8, "a default without one text in quotes"),
    ("{{ ask(a) }}", 4, "an ask without one question in quotes"),
    ('{{ ask("a", "b") }}', 4, "an ask without one question in quotes"),
    ("{{ ask() }}", 4, "an ask without one question in quotes"),
    ("{{ ask(3) }}", 4, "an ask without one question in quotes"),
    ('{{ ask(question="a") }}', 4, "an ask without one question in quotes"),
    ('{{ ask("a", *b) }}', 4, "an ask without one question in quotes"),
    ('{{ ask("a", **b) }}', 4, "an ask without one question in quotes"),
    ("{{ a if b else c }}", 4, "a condition inside {{ }}"),
    ("{{ a == b }}", 4, "a condition inside {{ }}"),
    ("{{ not a }}", 4, "a condition inside {{ }}"),
    ("{{ [a] }}", 4, "a list of anything but texts and numbers"),
    ("{{ a, b }}", 4, "a list of anything but texts and numbers"),
    ("{{ {} }}", 4, "a list of anything but texts and numbers"),
    ("{% if x and a.b %}{% endif %}", 13, "a part of a field"),
    ('{% if ask("x") %}{% endif %}', 7, "a call of anything but ask"),
    ("{% if a is defined %}{% endif %}", 7, "a test with is"),
    ("{% if a + 1 == 2 %}{% endif %}", 7, "arithmetic"),
    ("{% if a < b < c %}{% endif %}", 15, "two comparisons in one"),
    ("{% if a == none %}{% endif %}", 12, "none"),
    ('{% if a in [b, "c"] %}{% endif %}', 12, "a list of anything but texts and numbers"),
    ("{% if a in [none] %}{% endif %}", 12, "a list of anything but texts and numbers"),
    ("{% if a | length %}{% endif %}", 7, "a filter other than default"),
    ("{% if a %}{% elif b() %}{% endif %}", 19, "a call of anything but ask"),
]


@pytest.mark.parametrize(("bad", "column", "what"), REFUSED)
def test_whatever_is_not_on_the_short_list_is_an_error_with_its_place(bad: str, column: int, what: str) -> None:
    problems = read(f"Hej!\n\n{bad}\n")[1]
    assert [(line, at) for line, at, _problem, _advice in problems][:1] == [(3, column)]
    assert problems[0][2].startswith(f"a script cannot have {what}: {{")
    assert problems[0][3]
    assert all("a script cannot have" in problem for _line, _at, problem, _advice in problems)


NOT_UNDERSTOOD = [
    ("{{ a b }}", 6, "one word"),
    ("{{ first-name. }}", 14, "A script knows"),
    ("{{ första namnet }}", 11, "one word"),
    ("{{ }}", 3, "is missing"),
    ("{%  if  %}x{% endif %}", 7, "is missing"),
    ("{{ if a }}{% endif %}", 7, "around an if"),
    ("{% if a %}b{{ endif }}", 15, "around an if"),
    ("{{ ask(“a”) }}", 8, "straight quotes"),
    ("{{ ask('a) }}", 8, "A script knows"),
    ("{{ ask('a' }}", 8, "A script knows"),
    ('{% if a = "x" %}y{% endif %}', 9, "=="),
    ('{% if a === "x" %}y{% endif %}', 11, "Compare with one of"),
    ('{% if a <> "x" %}y{% endif %}', 10, "Compare with one of"),
    ('{% if a == "x" && b %}y{% endif %}', 16, "Write and."),
    ('{% if a == "x" || b %}y{% endif %}', 17, "Write or."),
    ("{% if !a %}y{% endif %}", 7, "Write not."),
    ("{% if a och b %}y{% endif %}", 9, "Write and."),
    ("{% if a eller b %}y{% endif %}", 9, "Write or."),
    ("{% if inte a %}y{% endif %}", 12, "Write not."),
    ("{% if a then %}y{% endif %}", 9, "ends where the tag does"),
    ("{% if a: %}y{% endif %}", 8, "ends where the tag does"),
    ("{% if a == %}y{% endif %}", 9, "A script knows"),
    ("{{ a } }}", 6, "A script knows"),
    ("{{ " + "9" * 5000 + " }}", 3, "A script knows"),
    ('{{ ask("\\x") }}', 8, "A script knows"),
]


@pytest.mark.parametrize(("bad", "column", "advice"), NOT_UNDERSTOOD, ids=lambda value: str(value)[:30])
def test_what_is_no_jinja_is_an_error_with_its_place_and_what_to_write(bad: str, column: int, advice: str) -> None:
    problems = read(f"Hej!\n  {bad}\n")[1]
    assert [(line, at) for line, at, _problem, _advice in problems] == [(2, column + 2)]
    assert "this is not understood: {" in problems[0][2]
    assert advice in problems[0][3]


TAGS = [
    ("Hej {{ first_name }\nb", 5, "{{ is opened here and never closed", "Close it with }}"),
    ("{{ a\n{{ b }}", 1, "{{ is opened here and never closed", "Close it with }}"),
    ("{% if a\nb {% endif %}", 1, "{% is opened here and never closed", "Close it with %}"),
    ("{# a", 1, "{# is opened here and never closed", "Close it with #}"),
    ("{{ a %}", 1, "{{ is closed with %}", "{{ … }} around a field"),
    ("{% a }}", 1, "{% is closed with }}", "{{ … }} around a field"),
    ("{ a }}", 5, "}} stands here and closes nothing", "Write {{ before"),
    ("a %}", 3, "%} stands here and closes nothing", "Write {{ before"),
    ("{% if a %}b", 1, "this if is never closed with endif", "Write {% endif %}"),
    ("{% if a %}{% for b in c %}d", 1, "this if is never closed with endif", "Write {% endif %}"),
    ("{% for a in b %}{% if a %}{% endfor %}", 17, "this if is never closed with endif", "Write {% endif %}"),
    ("{% endif %}", 1, "endif stands here without an if", ""),
    ("{% elif a %}", 1, "elif stands here without an if", ""),
    ("{% else %}", 1, "else stands here without an if", ""),
    ("{% if a %}b{% else %}c{% else %}d{% endif %}", 23, "else stands after else", "Put else last."),
    ("{% if a %}b{% else %}c{% elif d %}e{% endif %}", 23, "elif stands after else", "Put else last."),
    ("{% if a %}b{% else if c %}d{% endif %}", 20, "nothing can stand after else", "{% elif … %}"),
    ("{% if a %}b{% endif a %}", 21, "nothing can stand after endif", ""),
    ("{% if a %}b{% elsif c %}d{% endif %}", 15, "there is no tag elsif", "Did you mean elif?"),
    ("{% om a %}", 4, "there is no tag om", "Did you mean if?"),
    ("{% endfor %}", 4, "there is no tag endfor", "Did you mean endif?"),
    ("{%   first_name %}", 6, "there is no tag first_name", "Write {{ and }} around"),
    ('{% ask("a") %}', 4, "there is no tag ask", "Write {{ and }} around"),
    ("{% unknown b %}", 4, "there is no tag unknown", "A script knows"),
    ("{% %}", 4, "there is no tag {%  %}", "A script knows"),
]


@pytest.mark.parametrize(("bad", "column", "problem", "advice"), TAGS)
def test_a_tag_that_is_wrong_has_its_place(bad: str, column: int, problem: str, advice: str) -> None:
    found = read(f"Hej!\n{bad}\n")[1]
    assert (2, column, problem) in [each[:3] for each in found]
    assert advice in next(each[3] for each in found if each[2] == problem)


def test_all_mistakes_are_told_at_once_each_in_its_place() -> None:
    text = "{{ a.b }}\n{% if x = 1 %}\n{{ c\n{{ d }} {{ ask(e) }}\n{% endfi %}\n}}\n{% for y in z %}\n"
    assert [(line, column) for line, column, _problem, _advice in read(text)[1]] == [
        (1, 4), (2, 9), (3, 1), (4, 12), (5, 4), (6, 1), (7, 4),
    ]  # fmt: skip


def test_a_broken_condition_does_not_hide_what_is_said_under_it() -> None:
    tree, problems = read('{% if a = 1 %}{{ b }}{% else %}{{ ask("c") }}{% endif %}')
    assert tree == [["if", [[["eq", ["name", "a"], ["const", 1]], [["field", "b", None]]]], [["ask", "c"]]]]
    assert len(problems) == 1
    tree, problems = read('{% if a a %}{{ b }}{% else %}{{ ask("c") }}{% endif %}')
    assert tree == [["if", [[["const", []], [["field", "b", None]]]], [["ask", "c"]]]]
    assert len(problems) == 1


def test_a_message_shows_the_tag_as_it_is_written() -> None:
    assert read('{%- if a = "x" %}b{% endif %}')[1][0][2] == 'this is not understood: {% if a = "x" %}'
    assert read("{{-  a  b -}}")[1][0][2] == "this is not understood: {{ a b }}"


def test_a_long_tag_is_shown_shortened_and_without_control_characters() -> None:
    problem = read("{{ \x1b[2J" + "a" * 100 + " }}")[1][0][2]
    assert "\x1b" not in problem and "␛" in problem and len(problem) < 120


def test_words_are_kept_without_control_characters() -> None:
    tree, problems = read('a\x1b]0;x\x07 {{ b | default("\x9b") }}{% if c == "\u202e" %}d{% endif %}')
    condition = ["eq", ["name", "c"], ["const", "\ufffd"]]
    assert tree[:2] == [["text", "a␛]0;x␇ "], ["field", "b", "\ufffd"]]
    assert tree[2:] == [["if", [[condition, [["text", "d"]]]], []]]
    assert problems == []


@pytest.mark.parametrize("deep", ["a" + ".b" * 5000, "a" + ' | default("x")' * 5000, "a" + "()" * 5000])
def test_a_long_chain_is_refused_and_no_crash(deep: str) -> None:
    assert [problem[:2] for problem in read(f"{{{{ {deep} }}}}")[1]] == [(1, 4)]


def test_nested_ifs_are_told_where_they_become_too_deep() -> None:
    problems = read("{% if a %}\n" * 30 + "x\n" + "{% endif %}\n" * 30)[1]
    assert problems == [(21, 1, "this is nested too deeply", "")]


def test_a_condition_is_told_where_it_becomes_too_deep() -> None:
    deep = "this is nested too deeply"
    assert read("{% if " + "not " * 25 + "a %}x{% endif %}")[1] == [(1, 87, deep, "")]
    assert read("{{ " + "a if b else " * 1000 + "c }}")[1] == [(1, 251, deep, "")]
    assert read("{% if " + "a or b and not (" * 19 + "a" + ")" * 19 + " %}x{% endif %}")[1][0][2] == deep
    assert read("{% if " + "(" * 20 + "a" + ")" * 20 + " %}x{% endif %}")[1] == []


# Beside Jinja itself

NAMES = st.sampled_from(["a", "b"])
TEXTS = st.text("xy \n>-{}%#", max_size=6).filter(lambda text: not set(text) & set("{}%#") or len(text) == 1)
CONDITIONS = st.one_of(
    NAMES, NAMES.map('{} == "x"'.format), NAMES.map("not {}".format), NAMES.map('{} in ["x"]'.format)
)
SIGNS = st.sampled_from(["", "-", "+"])


def a_block(inner: str) -> st.SearchStrategy[str]:
    return st.tuples(SIGNS, SIGNS).map(lambda signs: f"{{%{signs[0]} {inner} {signs[1]}%}}")


def an_if(bodies: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    begin = CONDITIONS.flatmap(lambda condition: a_block(f"if {condition}"))
    return st.tuples(begin, bodies, a_block("else"), bodies, a_block("endif")).map("".join)


PIECES = st.one_of(
    TEXTS,
    NAMES.map("{{{{ {} }}}}".format),
    NAMES.map("{{{{- {} -}}}}".format),
    NAMES.map('{{{{ {} | default("}}}}") }}}}'.format),
    st.sampled_from(["{# x #}", "{#- x -#}", "{#+ {{ x #}\n"]),
)
TEMPLATES = st.recursive(st.lists(PIECES, max_size=4).map("".join), an_if, max_leaves=6)


@settings(max_examples=60)
@given(st.lists(TEMPLATES, max_size=3).map("".join), st.sampled_from(["", "x"]), st.sampled_from(["x", "y"]))
def test_a_script_says_what_jinja_says(template: str, a: str, b: str) -> None:
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["default"] = lambda value, default: value or default
    try:
        said = environment.from_string(template).render(a=a, b=b)
    except jinja2.TemplateSyntaxError:
        return
    tree, problems = read(template)
    if any("closes nothing" in problem[2] for problem in problems):
        return  # words to Jinja, a mistake to us
    assert problems == []
    steps = render([["text", "|"], *tree, ["text", "|"]], {"a": a, "b": b})
    tidy = render([["text", f"|{said}|"]], {})
    assert steps == tidy


def test_a_question_is_where_it_is_asked() -> None:
    tree, _problems = read('A\n{{ ask("q") }}\nB')
    assert render(tree, {}) == [Say("A"), Ask("q"), Say("B")]


def test_a_problem_is_where_compilers_say_it_is() -> None:
    assert Problem("a.md", 2, 3, "x").where == "a.md:2:3"
