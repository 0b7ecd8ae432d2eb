"""Scripts beside their surveys: names, codes, and questions in an order in which they can be asked."""

from typing import Any

import pytest

from ringa.core.problem import Problem
from ringa.core.script import Node
from ringa.formats import scripts_md
from ringa.formats.script_check import cross_check
from tests.build import a_question, a_script_document, a_survey_document

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


def test_a_question_that_is_none_is_an_error() -> None:
    assert crossed(a_script_document([*ASKS, ["ask", "isues"]])) == [
        ("0.md", "the script asks isues, which is no question", False)
    ]


def test_a_field_that_nobody_has_is_an_error_once_a_list_was_imported() -> None:
    script = a_script_document(ASKS, hard=[["If x", [["field", "shift", None]]]], when={"depot": ["A"]})
    wanted = [f"the script names {name}, which is no field and no question" for name in ("shift", "depot")]
    assert crossed(script) == [("0.md", text, False) for text in wanted]
    assert crossed(script, imported=False) == [("0.md", text, True) for text in wanted]


def test_a_required_question_that_is_never_asked_is_a_warning() -> None:
    assert crossed(a_script_document([])) == [
        ("0.md", "the script never asks the required question will_vote; it comes at the end", True)
    ]


# With their text: line, column, what is wrong

QUESTIONS = (
    a_question("will_vote"),
    a_question("issues", "multiple"),
    a_question("call_me", "yesno", when={"will_vote": ["unsure"]}),
    a_question("mark", "scale", min=1, max=5),
    a_question("age", "number"),
    a_question("why", "text"),
    a_question("thanks", "note"),
    a_question("open", "text", when={"any": [{"mark": {"min": 3}}, {"not": {"age": {"answered": True}}}]}),
    a_question("last", "text", when={"any": [{"mark": {"min": 3}}, {"will_vote": ["yes"]}], "age": {"answered": True}}),
    a_question("silent", "text", when={"why": {"answered": False}}),
    a_question("branch_other", choices=[{"code": "x", "text": "X", "other": True}]),
)
FIELDS = {"first_name", "branch"}
FRONT = "---\nid: talk\n---\n"


def checked(body: str, front: str = FRONT, *, imported: bool = True) -> list[Problem]:
    """What is wrong with a script that can be read."""
    document, problems = scripts_md.read(front + body, "talk.md")
    assert document is not None and problems == []
    return cross_check([("talk.md", document)], [a_survey_document(*QUESTIONS)], FIELDS, imported=imported)


ERRORS = [
    ('Hej {{ frist_name }}', 4, 8,
     "the script names frist_name, which is no field and no question", "first_name?"),
    ('a\n{{ branhc | default("x") }}', 5, 4, "the script names branhc, which is no", "branch?"),
    ('{% if x\n  and shift == "a" %}b{% endif %}', 4, 7, "the script names x, which is no", "column of the list"),
    ('a {{ ask("wil_vote") }}', 4, 10, "the script asks wil_vote, which is no question", "will_vote?"),
    ("## If a\n{{ depot }}", 5, 4, "the script names depot, which is no", ""),
    ("## Voicemail\n{{ depot }}", 5, 4, "the script names depot, which is no", ""),
    ("Hej\n## Call-back\n{{ depot }}", 6, 4, "the script names depot, which is no", ""),
    ('{{ ask("will_vote") }}{% if will_vote == "unsrue" %}a{% endif %}', 4, 42,
     "will_vote has no answer unsrue", "unsure?"),
    ('{{ ask("will_vote") }}{% if "nope" != will_vote %}a{% endif %}', 4, 29, "will_vote has no answer nope", ""),
    ('{{ ask("will_vote") }}{% if not will_vote in ["yes",\n "x"] %}a{% endif %}', 5, 2,
     "will_vote has no answer x", ""),
    ('{{ ask("issues") }}{% if "yse" not in issues or "no" in issues %}a{% endif %}', 4, 26,
     "issues has no answer yse", "yes?"),
    ('{{ ask("will_vote") }}{{ ask("call_me") }}{% if call_me == true %}a{% endif %}', 4, 60,
     "call_me has no answer True", "yes, no"),
    ('{{ ask("mark") }}{% if mark == 7 %}a{% endif %}', 4, 32, "mark has no answer 7", "1, 2, 3, 4, 5"),
    ('{{ ask("thanks") }}{% if thanks %}a{% endif %}', 4, 26, "thanks is only read aloud and has no answer", ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "line", "column", "problem", "advice"), ERRORS)
def test_a_name_or_code_that_nobody_knows_has_its_place(
    body: str, line: int, column: int, problem: str, advice: str
) -> None:
    first = checked(body)[0]
    assert (first.line, first.column, first.warning) == (line, column, False)
    assert problem in first.problem and advice in first.advice


WARNINGS = [
    ('{{ ask("why") }}\n{{ ask("why") }}', 5, 8, "why has been asked before on the way here"),
    ('{% if branch == "A" %}{{ ask("why") }}{% endif %}\n{{ ask("why") }}', 5, 8, "why has been asked before"),
    ('{{ ask("why") }}\n{% if branch %}{% else %}{{ ask("why") }}{% endif %}', 5, 33, "why has been asked before"),
    ('{{ ask("call_me") }}\n{{ ask("will_vote") }}', 4, 8, "call_me is asked only after certain answers to will_vote"),
    ('{{ ask("mark") }}{{ ask("last") }}', 4, 25, "last is asked only after certain answers to age, will_vote"),
    ('{{ ask("age") }}{{ ask("last") }}', 4, 24, "last is asked only after certain answers to mark, will_vote"),
    ('{% if will_vote == "yes" %}a{% endif %}{{ ask("will_vote") }}', 4, 7, "the answer to will_vote is used before"),
    ('{{ why }}{{ ask("why") }}', 4, 4, "the answer to why is used before it is asked"),
    ('{% if branch == "A" %}{{ ask("why") }}{% elif branch == "B" %}{{ why }}{% endif %}', 4, 66, "the answer to why"),
    ('## If a\n{% if branch %}{{ ask("why") }}{% endif %}', 5, 23, "nothing is asked here, so why is not either"),
    ('## Voicemail\n{{ ask("why") }}', 5, 8, "nothing is asked here, so why is not either"),
    ('A {{ ask("why") }}\n## Call-back\nB', 5, 1, "the opening asks why, and the words for a call-back"),
    ('{{ ask("will_vote") }}{% if "no" in will_vote %}a{% endif %}', 4, 37, "this does not compare will_vote as it"),
    ('{{ ask("issues") }}{% if issues in ["no"] %}a{% endif %}', 4, 26, "this does not compare issues as it should"),
]


@pytest.mark.parametrize(("body", "line", "column", "problem"), WARNINGS)
def test_what_can_never_come_in_this_order_is_a_warning_in_its_place(
    body: str, line: int, column: int, problem: str
) -> None:
    first = checked(body)[0]
    assert (first.line, first.column, first.warning) == (line, column, True)
    assert problem in first.problem


@pytest.mark.parametrize(
    "body",
    [
        '{% if branch == "A" %}{{ ask("why") }}{% endif %}{% if branch == "B" %}{{ ask("why") }}{% endif %}',
        '{% if branch in ["A"] and 1 %}{{ ask("why") }}{% endif %}{% if branch == "C" %}{{ ask("why") }}{% endif %}',
        '{% if "A" == branch or branch == "B" %}{{ ask("why") }}{% elif branch == "C" %}{{ ask("why") }}{% endif %}',
        '{% if "A" == branch or "B" == branch %}{{ ask("why") }}{% elif first_name == "x" %}a{% endif %}',
        '{% if branch == "A" %}{{ ask("why") }}{% else %}{{ ask("why") }}{% endif %}',
        '{{ ask("will_vote") }}{{ ask("call_me") }}',
        '{% if branch == "A" %}{{ ask("will_vote") }}{% endif %}{{ ask("call_me") }}',
        '{{ ask("open") }}',
        '{{ ask("silent") }}',
        '{{ ask("age") }}{{ ask("will_vote") }}{{ ask("last") }}',
        '{{ ask("mark") }}{% if mark >= 3 and mark in [3, "4"] and mark != 5 %}a{% endif %}',
        '{{ ask("age") }}{% if age == 30 or "x" == "x" %}a{% endif %}',
        '{{ ask("why") }}{% if "x" in why and why != "y" %}{{ why }}{% endif %}',
        '{{ ask("thanks") }}a',
        '{{ ask("branch_other") }}{% if branch_other_other %}{{ branch_other_other }}{% endif %}',
        'A {{ ask("why") }}\n## Call-back\n{{ ask("why") }}\n## Then\n{% if why %}b{% endif %}',
        '{{ ask("issues") }}\n## If a\n{% if "no" in issues %}{{ why }}{% endif %}',
        '{% if branch == branch and first_name == "x" %}a{% endif %}',
    ],
)
def test_what_can_come_in_this_order_is_no_warning(body: str) -> None:
    assert checked(body) == []


def test_a_name_is_told_once_where_it_stands_first() -> None:
    found = checked('{{ depot }}{{ depot }}{% if depot %}{{ ask("depto") }}{{ ask("depto") }}{% endif %}')
    assert [(p.line, p.column) for p in found] == [(4, 4), (4, 44)]


def test_a_field_that_a_list_may_still_bring_is_a_warning_that_says_so() -> None:
    [found] = checked("{{ depot }}", imported=False)
    assert found.warning and "the list must have one of that name" in found.advice


FRONTS = [
    ("survey: vals", "Hej", 9, "there is no survey vals", "Did you mean val?"),
    ("when: {barnch: x}", "Hej", 8, "the script names barnch, which is no field", "Did you mean branch?"),
    ("when: {will_vote: yes}", '{{ ask("will_vote") }}', 8, "will_vote is a question", ""),
]


@pytest.mark.parametrize(("line", "body", "column", "problem", "advice"), FRONTS)
def test_the_front_matter_names_what_there_is(line: str, body: str, column: int, problem: str, advice: str) -> None:
    first = checked(body, f"---\nid: talk\n{line}\n---\n")[0]
    assert (first.line, first.column, first.warning) == (3, column, False)
    assert problem in first.problem and advice in first.advice


def test_of_two_scripts_for_the_same_members_only_one_is_ever_chosen() -> None:
    one = a_script_document(ASKS, id="b", language="sv", when={"branch": ["Bus", "Train"]})
    other = a_script_document(ASKS, id="a", language="sv", when={"branch": ["train", "bus"]})
    [found] = cross_check([("b.md", one), ("a.md", other)], SURVEYS, FIELDS, imported=True)
    assert (found.file, found.warning) == ("a.md", True)
    assert found.problem == "b.md is for the same members and in the same language"
    assert found.advice == "Only a is ever chosen. Give b another language or `when`."


def test_of_a_script_with_errors_only_the_names_are_told_as_well() -> None:
    text = FRONT + '{{ ask(will_vote) }}\n{{ depot }}\n{% if will_vote == "x" %}a{% endif %}'
    document, problems = scripts_md.read(text, "talk.md")
    assert document is not None and [problem.line for problem in problems] == [4]
    found = cross_check([("talk.md", document)], SURVEYS, FIELDS, imported=True)
    assert [(problem.line, problem.warning) for problem in found] == [(5, False), (6, False)]
