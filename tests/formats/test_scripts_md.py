"""Scripts: a few words of Jinja are understood, and everything else is an error with its line. Nothing is ever run."""

from typing import Any

import pytest

from ringa.core.problem import Problem
from ringa.core.script import Ask, Say, from_document, render
from ringa.formats import scripts_md
from ringa.formats.scripts_md import MAX_CHARACTERS, MAX_TAGS

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


def test_all_mistakes_are_told_at_once_those_of_the_front_matter_too() -> None:
    problems = read("{{ a.b }}\n{{ 1 }}\n", "---\nid: x\ntitel: y\nwhen: z\n---\n")[1]
    assert [(problem.line, problem.column) for problem in problems] == [(3, 1), (4, 7), (6, 4), (7, 4)]
    assert problems[0].advice == "Did you mean title?"


@pytest.mark.parametrize(
    ("text", "problem", "place"),
    [
        ("Hej!", "a script begins with front matter", (1, 1)),
        ("", "a script begins with front matter", (1, 1)),
        ("---\nid: x\n", "the front matter is never closed", (1, 1)),
        ("\n\n---\nid: x\n", "the front matter is never closed", (3, 1)),
        ("---\ntitle: x\n---\n", "the front matter needs `id`", (2, 1)),
        ("---\n---\nHej!", "the front matter needs `id`", (1, 1)),
        ("---\n\n---\nHej!", "the front matter needs `id`", (1, 1)),
        ("---\nid:\n---\nHej!", "here one word or text is expected", (2, 4)),
        ("---\nid: &a x\n---\n", "anchors", (2, 5)),
        ("---\nid: [x\n---\n", "this list has no end", (2, 5)),
        ("---\n- id\n---\n", "must be written as `key: value`", (2, 1)),
        (FRONT + "x" * MAX_CHARACTERS, "the script is too long", (1, 1)),
        (FRONT + "{{ a }}\n" * (MAX_TAGS + 1), "the script is too long", (4 + MAX_TAGS, 1)),
    ],
)
def test_a_script_without_what_it_needs_is_refused(text: str, problem: str, place: tuple[int, int]) -> None:
    found, problems = scripts_md.read(text, "talk.md")
    assert found is None or found.get("id") in (None, "", "x")
    assert problem in problems[0].problem
    assert (problems[0].line, problems[0].column) == place


@pytest.mark.parametrize(
    ("line", "problem", "column", "advice"),
    [
        ("id: again", "`id` stands here twice", 1, "Keep one of them."),
        ("titel: Samtal", "the front matter has no `titel`", 1, "Did you mean title?"),
        ("language: svenska", "svenska is no language code", 11, "Write sv, nb or en."),
        ("language: SV", "SV is no language code", 11, "Write sv, nb or en."),
        ("language: no", "no is no language code", 11, "Write nb."),
        ("language: [sv]", "here one word or text is expected", 11, ""),
        ("when: branch", "when must be written as `key: value`", 7, ""),
        ("when: {branch: []}", "nobody fits here", 16, "Write the values, as in: branch: [Bus, Train]"),
        ("when: {branch: }", "nobody fits here", 15, "Write the values, as in: branch: [Bus, Train]"),
    ],
)
def test_a_mistake_in_the_front_matter_has_its_place(line: str, problem: str, column: int, advice: str) -> None:
    found, problems = read("Hej!", f"---\nid: talk\n{line}\n---\n")
    assert found is not None and found["id"] == "talk"
    assert problems == [Problem("talk.md", 3, column, problem, advice)]


@pytest.mark.parametrize("before", ["\ufeff", "\n\n", "\ufeff\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_empty_lines_and_line_ends_do_not_matter(before: str, end: str) -> None:
    text = before + FRONT + "Hej!\n{% if a %}\nb\n{% endif %}\n{{ 1 }}\n"
    found, problems = scripts_md.read(text.replace("\n", end), "talk.md")
    shift = before.count("\n")
    assert [(problem.line, problem.column) for problem in problems] == [(8 + shift, 4)]
    assert found and found["body"][:2] == [["text", "Hej!\n"], ["if", [[["name", "a"], [["text", "b\n"]]]], []]]


def test_places_of_the_front_matter_are_kept_for_what_is_checked_later() -> None:
    found, _problems = read("Hej!", "---\nid: talk\nsurvey: val\nwhen:\n  branch: Bus\n---\n")
    assert found and found["places"] == {"id": [2, 5], "survey": [3, 9], "when": [5, 3], "when branch": [5, 3]}


# Sections


@pytest.mark.parametrize("heading", ["Voicemail", "Telefonsvarare", "Röstbrevlåda", "Telefonsvarer:", "VOICEMAIL"])
def test_a_section_for_the_voicemail_is_no_part_of_the_conversation(heading: str) -> None:
    found = from_document(document(f"Hej!\n## {heading}\nHej, {{{{ first_name }}}}.\n## End\nBye."))
    assert render(found.voicemail, {"first_name": "Åsa"}) == [Say("Hej, Åsa.")]
    assert render(found.body, {}) == [Say("Hej!\n## End\nBye.")]


@pytest.mark.parametrize("heading", ["Call-back", "Callback", "Call back:", "Återuppringning", "Tilbakeringing"])
def test_the_words_for_a_call_back_are_said_instead_of_the_opening(heading: str) -> None:
    body = f'## Start\nHej!\n## {heading}\nHej igen!\n## Then\n{{{{ ask("q") }}}}\n## If x\nY\n## End\nBye.'
    found = from_document(document(body))
    assert render(found.body, {}) == [Say("## Start\nHej!\n## Then"), Ask("q"), Say("## End\nBye.")]
    again = found.to_ring_again()
    assert render(again.body, {}) == [Say(f"## {heading}\nHej igen!\n## Then"), Ask("q"), Say("## End\nBye.")]
    assert (again.id, again.hard_questions) == (found.id, found.hard_questions)


@pytest.mark.parametrize(
    ("body", "again"),
    [
        ("Hej!\n## Then\nA\n## Call-back\nB", "## Call-back\nB## Then\nA"),
        ("# The talk\n\n## Start\nHej!\n## Then\nA\n## Call-back\nB\n", "## Call-back\nB\n## Then\nA"),
        ("## Call-back\nB\n## Start\nHej!\n## Then\nA", "## Call-back\nB\n## Then\nA"),
        ("## Start\nHej!\n## If x\nY\n## Then\nA\n## Call-back\nB\n", "## Call-back\nB\n## Then\nA"),
        ("## Call-back\nB", "## Call-back\nB"),
    ],
)
def test_the_opening_goes_up_to_the_first_heading_after_words(body: str, again: str) -> None:
    assert render(from_document(document(body)).to_ring_again().body, {}) == [Say(again)]


def test_a_script_without_words_for_a_call_back_stays_as_it_is() -> None:
    found = from_document(document("Hej!"))
    assert found.to_ring_again() is found


def test_an_if_may_go_over_several_headings_of_the_conversation() -> None:
    found = from_document(document("## A\na\n{% if x %}\nb\n## C\nc\n{% endif %}\n## D\nd"))
    assert render(found.body, {}) == [Say("## A\na\n## D\nd")]


def test_an_if_must_end_in_the_part_where_it_begins() -> None:
    problems = read("a\n{% if x %}\nb\n## If c\nd\n## E\n{% endif %}\n")[1]
    assert [(p.line, p.problem) for p in problems] == [
        (5, "this if is never closed with endif"),
        (10, "endif stands here without an if"),
    ]


@pytest.mark.parametrize(("one", "two"), [("Voicemail", "Telefonsvarare"), ("Call-back", "Callback")])
def test_two_sections_of_one_kind_are_an_error(one: str, two: str) -> None:
    problems = read(f"Hej!\n## {one}\nA\n## {two}\nB {{{{ 1 }}}}\n")[1]
    assert problems[0] == Problem(
        "talk.md", 7, 1, "there is such a section on line 5 already", "Make one section of them."
    )
    assert [(p.line, p.column) for p in problems] == [(7, 1), (8, 6)]


def test_a_heading_in_a_comment_is_none() -> None:
    found = document("Hej!\n{# later:\n## If x\ny\n#}\nHej då!\n")
    assert (found["hard"], found["body"]) == ([], [["text", "Hej!\n"], ["text", "Hej då!\n"]])


def test_the_heading_of_a_ready_answer_has_words_only() -> None:
    problems = read("Hej!\n## If {{ first_name }} is angry\nA\n")[1]
    assert [(p.line, p.column, p.problem) for p in problems] == [(5, 7, "the heading of a ready answer has words only")]


@pytest.mark.parametrize("title", ["# If x", "### If x", "## Iffy", "## Voices", "##If x", "## Call-back later"])
def test_other_headings_are_part_of_the_conversation(title: str) -> None:
    assert document(f"Hej!\n{title}\nA")["hard"] == []
    assert from_document(document(f"Hej!\n{title}\nA")).bodies[1:] == [(), ()]


def test_what_is_made_to_take_long_does_not() -> None:
    document("## " + " \t" * 25_000 + "x\n")
    assert len(read('{{ "' + '\\"' * 25_000)[1]) == 1


def test_a_heading_that_was_probably_meant_for_something_else_is_told() -> None:
    for heading, near in (("Återuppringing", "Återuppringning"), ("Röstbrevlådan", "Röstbrevlåda"), ("Om", "Om")):
        document, problems = scripts_md.read(f"---\nid: a\n---\nHej!\n\n## {heading}\nNågot.\n", "a.md")
        assert document is not None
        (found,) = problems
        assert (found.line, found.warning) == (6, True) and near in found.advice
    assert scripts_md.read("---\nid: a\n---\n## Valet\nHej!\n", "a.md")[1] == []
