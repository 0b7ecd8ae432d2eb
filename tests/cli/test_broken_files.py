"""Files with several mistakes each, slips in YAML and in tags among them: the complete list of what is told.

Every place that is told stands behind a § (two mistakes in one place behind two); nothing else is told.
"""

import pytest

from ringa.cli import campaign_files
from ringa.core.problem import Problem

FIELDS = {"first_name", "branch"}
SOUND = """campaign: {id: ref, union: Facket}
surveys:
  - id: val
    questions:
      - id: will_vote
        type: single
        required: yes
        ask: Vote?
        choices:
          - {code: yes, text: Yes}
          - {code: no, text: No}
      - id: issues
        type: multiple
        ask: What?
        choices:
          - {code: pay, text: Pay}
          - {code: time, text: Time}
        when: {will_vote: [yes]}
      - id: thanks
        type: note
        ask: Thanks.
"""
FRONT = "---\nid: talk\n---\n"
HELLO = "Hej, {{ caller }} {{ union }}!\n"
ASKS = '{{ ask("will_vote") }}{{ ask("issues") }}\n'


def told(surveys: str, script: str = "") -> list[Problem]:
    files = {"surveys.yaml": surveys.encode()} | ({"talk.md": script.encode()} if script else {})
    return campaign_files.parse(files, fields=FIELDS, imported=True)[1]


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and their places."""
    places = []
    for number, line in enumerate(text.split("\n"), 1):
        at = 0
        for part in line.split("§")[:-1]:
            at += len(part)
            places.append((number, at + 1))
    return text.replace("§", ""), places


def check(found: list[Problem], places: list[tuple[int, int]], kinds: list[str]) -> None:
    assert [(each.line, each.column) for each in found] == places, found
    for problem, kind in zip(found, kinds, strict=True):
        assert kind in problem.problem, found


BLOCK = """campaign: {id: ref}
surveys:
  - id: val
    questions:
"""
SURVEYS = {
    "the slip stands first": (
        """campaign: {id: ref, name: §@Facket, ends: §soon}
surveys:
  - id: val
    questions:
      - {id: a, type: text, ask: A, §requierd: yes}
""",
        ["cannot begin with this sign", "soon is no date", "has no `requierd`"],
    ),
    "the slip stands last": (
        BLOCK
        + """      - {id: a, type: §tekst, ask: A}
      - {id: b, type: scale, ask: B, min: §5, max: 1}
      - {id: c, type: text, ask: §"C}
""",
        ["no question type tekst", "not smaller than max", "never closed"],
    ),
    "the slip stands in the middle": (
        BLOCK
        + """      - {id: a, type: §tekst, ask: A}
      - {id: b, type: text, ask: Vad§: nu}
      - {id: c, type: text, ask: C, when: {§d: yes}}
""",
        ["no question type tekst", "this colon", "`when` names d"],
    ),
    "three slips, each of another kind": (
        BLOCK
        + """      - id: a
        type: text
        ask: §"Vad
      - id: b
        type: §[text
        ask: B
      - id: c
        type: text
        ask: Hur§: så
        §hnt: x
""",
        ["never closed", "no end", "this colon", "has no `hnt`"],
    ),
    "a line that is indented too little": (
        BLOCK
        + """      - id: a
        type: text
       §ask: A
        max_length: §0
      - {id: b, type: text, ask: B, when: {a: §x}}
""",
        ["does not fit", "no number of characters", "free words"],
    ),
    "a line that is indented too much": (
        BLOCK
        + """      - id: a
        type: text
          ask§: A
        max_length: §long
""",
        ["this colon", "no number of characters"],
    ),
    "several lines that are indented too little": (
        BLOCK
        + """      - id: a
       §type: single
       ask: A
       choices:
         - {code: x, text: X}
         - {code: §X, text: Y}
      - {id: b, type: yesno, ask: B, when: {a: [x], §c: yes}}
""",
        ["does not fit", "cannot be an id", "`when` names c"],
    ),
    "an item that is indented otherwise than its neighbours": (
        BLOCK
        + """      - id: a
        type: yesno
        ask: A
     §- id: b
       type: §tekst
       ask: B
       when: {a: [yes]}
      - {id: c, type: text, ask: C, when: {b: {answered: true}, §d: x}}
""",
        ["does not fit", "no question type tekst", "`when` names d"],
    ),
    "a choice whose text is not under its code": (
        BLOCK
        + """      - id: a
        type: single
        ask: A
        choices:
          - code: x
           §text: X
          - code: §Y
            text: Y
""",
        ["does not fit", "cannot be an id"],
    ),
    "tabs in place of spaces": (
        BLOCK
        + """      - id: a
§\ttype: §tekst
        ask: A
§\t  - id: b
        type: text
        ask: B
        when: {§c: yes}
""",
        ["a tab", "no question type tekst", "a tab", "`when` names c"],
    ),
    "a tab before a text": (
        BLOCK
        + """      - id: a
        type:§\ttext
        ask: A
        §hnt: x
""",
        ["a tab", "has no `hnt`"],
    ),
    "two quotes that are never closed": (
        BLOCK
        + """      - id: a
        type: text
        ask: §"Vad
        hint: x
      - id: b
        type: text
        ask: §'Hur
        when: {§c: yes}
""",
        ["never closed", "never closed", "`when` names c"],
    ),
    "a quote inside quotes": (
        BLOCK
        + """      - {id: a, type: text, ask: {sv: 'Hur är'§t nu', nb: Hva}, max_length: §x}
      - {id: b, type: text, ask: "Say "§yes" now", §hnt: x}
""",
        ["quotes end before", "no number of characters", "quotes end before", "has no `hnt`"],
    ),
    "a list over several lines without an end": (
        BLOCK
        + """      - id: a
        type: single
        choices: §[
          {code: x, text: X},
          {code: §Y, text: Y}
        ask: A
        default: q
""",
        ["no end", "cannot be an id"],
    ),
    "a comma between two choices is missing": (
        BLOCK
        + """      - id: a
        type: single
        ask: A
        choices: §[{code: x, text: X} {code: §Y, text: Y}]
        §requierd: yes
""",
        ["a comma is missing", "cannot be an id", "has no `requierd`"],
    ),
    "a brace of a choice is missing": (
        BLOCK
        + """      - id: a
        type: single
        ask: A
        choices:
          - {code: x, text: X}
          - §{code: y, text: Y
          - {code: §Z, text: Z}
      - {id: b, type: text, ask: B, when: {a: [y, §q]}}
""",
        ["no end", "cannot be an id", "has no answer q"],
    ),
    "one brace too many": (
        BLOCK
        + """      - {id: a, type: §tekst, ask: A}§}
      - {id: b, type: text, ask: B, §hnt: x}
""",
        ["no question type tekst", "does not fit", "has no `hnt`"],
    ),
    "colons that are missing": (
        BLOCK
        + """      - id: a
        §type single
        ask: A
        §choices
          - {code: x, text: X}
          - {code: §Y, text: Y}
      - id§:b
        type: text
        ask: B
        when: {a: [x], §c: yes}
""",
        ["a colon is missing", "a colon is missing", "cannot be an id", "a space is missing", "`when` names c"],
    ),
    "an id that is lost is not missed where it is named": (
        BLOCK
        + """      - {id: a: x, type: yesno, ask: A}
      - {id: b, type: text, ask: B, when: {a: [yes]}}
      - {id: c, type: text, ask: C, when: {§d: [yes]}}
""".replace("a: x", "a§: x"),
        ["this colon", "`when` names d"],
    ),
    "anchors, aliases, tags and merge keys as slips": (
        BLOCK
        + """      - {id: a, type: text, ask: §*Viktigt* nu}
      - {id: b, type: text, ask: §!Ja nu}
      - id: c
        type: text
        ask: §&co C
        §<<: {b: c}
        §hnt: x
""",
        ["cannot begin with", "anchors, aliases", "anchors, aliases", "merge keys", "has no `hnt`"],
    ),
    "double keys and a slip": (
        BLOCK
        + """      - id: a
        type: text
        §type: note
        ask: A§: B
        §ask: C
    §questions: []
""",
        ["`type` stands here twice", "this colon", "`ask` stands here twice", "`questions` stands here twice"],
    ),
    "a translation that is lost is not missed": (
        """campaign: {id: ref}
surveys:
  - id: val
    languages: [sv, nb]
    questions:
      - id: a
        type: text
        ask:
          sv: A
          §nb B
      - id: b
        type: text
        ask: {sv: B, nb: §"C}
      - id: c
        type: text
        ask: §{sv: C}
""",
        ["a colon is missing", "never closed", "missing in: nb"],
    ),
    "a choice that is lost is missed nowhere": (
        BLOCK
        + """      - id: a
        type: multiple
        ask: A
        max: 2
        default: x
        choices:
          - {code: x§: text: X}
          - {code: y, text: Y, exclusive: true}
      - {id: b, type: text, ask: B, when: {a: [x, §z]}}
""",
        ["this colon", "has no answer z"],
    ),
    "a second document": (
        """campaign: {id: ref}
§---
surveys:
  - {id: val, questions: [{id: a, type: §x, ask: A}]}
""",
        ["second document", "no question type x"],
    ),
    "characters that cannot be seen": (
        BLOCK
        + """      - {id: a, type: §\x07text, ask: A\x08, §hnt: x}
      - {id: b, type: text, ask: B§\x01, §hnt: x}
""",
        ["cannot be in a text", "has no `hnt`", "cannot be in a text", "has no `hnt`"],
    ),
    "escapes in double quotes": (
        BLOCK
        + """      - {id: a, type: text, ask: "C:\\§qx"}
      - {id: b, type: text, ask: B, when: {§q: x}}
""",
        ["a backslash", "`when` names q"],
    ),
    "a head with a slip and goals that name each other": (
        """campaign:
  id: ref
  goals:
    - {name: All: x, conversations: 5}
    - {name: S, of: All, conversations: §many}
    - {name: T, of: §Nobody, conversations: 3}
  §retentoin: 3d
surveys:
  - {id: val, questions: [{id: a, type: text, ask: A}]}
""".replace("All: x", "All§: x"),
        ["this colon", "no number of conv", "no goal Nobody", "has no `retentoin`"],
    ),
    "choices that are words": (
        BLOCK
        + """      - {id: a, type: single, ask: A, choices: [§Ja, Nej tack]}
      - {id: b, type: text, ask: B, when: {a: [ja], §c: x}}
      - {id: d, type: single, ask: D, choices: [{code: x, text: X}, {code: y, text: §x}]}
""",
        ["needs a code and a text", "`when` names c", "has the same text"],
    ),
    "the whole file in braces": (
        """{"campaign": {"id": "ref"}, "surveys": [{"id": "val", "questions": [
  {"id": "a", "type": "text", "ask": §"A},
  {"id": "b", "type": §"tekst", "ask": "B"}
]}]}
""",
        ["never closed", "no question type tekst"],
    ),
}


@pytest.mark.parametrize("name", SURVEYS)
def test_a_slip_in_yaml_hides_nothing_and_makes_nothing_wrong(name: str) -> None:
    text, kinds = SURVEYS[name]
    surveys, places = marked(text)
    check(told(surveys), places, kinds)


WRONG = "which is no"
SCRIPTS = {
    "a field that is never closed": ("§{{ first_name }\n{{ §shift }}\n", ["never closed", WRONG]),
    "a field that is never closed, at the end": ("{{ §shift }}\nHej §{{ first_name", [WRONG, "never closed"]),
    "a field closed as a block": ("§{{ §shift %}\n{{ §depot }}", ["is closed with", WRONG, WRONG]),
    "a block closed as a field": (
        "§{% if §shift }}a{% else %}{{ §depot }}{% endif %}",
        ["is closed with", WRONG, WRONG],
    ),
    "an if that is never closed as a tag": (
        '§{% if branch == "A"\nb\n{% elif §shift %}c{% endif %}\n{{ §depot }}',
        ["never closed", WRONG, WRONG],
    ),
    "an endif that is never closed as a tag": (
        "{% if §shift %}a§{% endif\n{{ §depot }}",
        [WRONG, "never closed", WRONG],
    ),
    "an if in Swedish": (
        "{% §om §shift %}a{% §annars %}b{% §slut %}{{ §depot }}",
        ["no tag om", WRONG, "no tag", "no tag", WRONG],
    ),
    "tags that are almost right": (
        '{% if §shift %}a{% §elsif will_vote == §"maybe" %}b{% §endfi %}{{ §depot }}',
        [WRONG, "no tag elsif", "no answer maybe", "no tag endfi", WRONG],
    ),
    "one sign to compare": (
        '{% if issues §= §"salary" %}a{% endif %}{{ §shift }}',
        ["not understood", "no answer salary", WRONG],
    ),
    "words and signs of other languages": (
        '{% if §shift §&& will_vote == §"maybe" %}a{% endif %}{% if branch §eller §depot %}b{% endif %}',
        [WRONG, "not understood", "no answer maybe", "not understood", WRONG],
    ),
    "curly quotes": (
        "{{ ask(§“thanks”) }}{% if will_vote == §§“maybe” %}a{% endif %}",
        ["not understood", "not understood", "no answer maybe"],
    ),
    "an if in braces": (
        "{{ if §§shift }}a{{ §else }}b{{ §endif }}{{ §depot }}",
        ["not understood", WRONG, "not und", "not und", WRONG],
    ),
    "a field in a block": ("{% §§shift %}\n{{ §depot }}", ["no tag shift", WRONG, WRONG]),
    "an ask in a block": ('{% §ask(§"wil_vote") %}\n{{ §depot }}', ["no tag ask", WRONG, WRONG]),
    "a comment without an end": (
        "§{# note\n{{ §shift }}\n## If x\n{{ §depot }}\n{# end #}",
        ["never closed", WRONG, WRONG],
    ),
    "a comment without an end before another": (
        "§{# note\n{{ §shift }} {# x #}\n{{ §depot }}",
        ["never closed", WRONG, WRONG],
    ),
    "a quote without an end": (
        '{{ ask(§"thanks) }} {{ ask(§"isues") }}\n{{ §depot }}',
        ["not understood", WRONG, WRONG],
    ),
    "a bracket without an end": ('{{ ask(§§"isues" }}\n{{ §depot }}', ["not understood", WRONG, WRONG]),
    "a ready answer": (
        (
            "## If angry\n{{ §first_name | upper }} {{ §shift }}\n"
            '## If x\n{% if will_vote == §"maybe" %}\n{{ §depot }}{% endif %}'
        ),
        ["filter", WRONG, "no answer maybe", WRONG],
    ),
    "a loop": ("{% §for x in y %}{{ §shift }}{% endfor %}{{ §depot }}", ["a loop", WRONG, WRONG]),
    "an if without an end": ("§{% if §shift %}\na\n## If x\n{{ §depot }}", ["never closed", WRONG, WRONG]),
    "a part of a field": (
        "{{ §first_name.last }}{{ §shift }}{% if §branch.x or §depot %}a{% endif %}",
        ["part", WRONG, "part", WRONG],
    ),
    "signs that close nothing": ("Hej { first_name §}}\n{{ §shift }} §%}", ["closes nothing", WRONG, "closes nothing"]),
    "a part of a field closed as a block": ("§{{ first_name.x %}{{ §shift }}", ["is closed with", WRONG]),
    "a tag that means nothing": ("{% §zzz yyy xxx %}a{% endif %}{{ §shift }}", ["no tag zzz", WRONG]),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_broken_tag_hides_no_wrong_name_and_makes_nothing_wrong(name: str) -> None:
    text, kinds = SCRIPTS[name]
    script, places = marked(FRONT + HELLO + ASKS + text)
    check(told(SOUND, script), places, kinds)


FRONTS = {
    "a slip first": (
        "---\nid: §@talk\n§langage: sv\nwhen: {§depot: A}\n---\n",
        ["cannot begin", "has no `langage`", WRONG],
    ),
    "two slips": (
        "---\nid: talk\ntitle: Hej§: du\nlanguage: §[sv\n§surveys: val\n---\n",
        ["this colon", "no end", "has no `surveys`"],
    ),
    "a survey that nobody knows": ("---\nid: talk\nsurvey: §vla\n---\n", ["no survey vla"]),
    "a survey that is lost": ("---\nid: talk\nsurvey: §'val\n---\n", ["never closed"]),
    "a tab": ("---\nid: talk\nwhen:\n§\tbranch: A\n\t§depot: B\n---\n", ["a tab", WRONG]),
    "a front matter without an end": ("§---\nid: talk\nwhen: {§depot: A}\n\n", ["never closed", WRONG]),
    "no front matter": ("§", ["begins with front matter"]),
    "brackets without end": (f"---\nid: {'[' * 19}§{'[' * 9}\n---\n", ["too deeply"]),
    "no id": ("---\n§title: Hej\n---\n", ["needs `id`"]),
}


@pytest.mark.parametrize("name", FRONTS)
def test_a_slip_in_the_front_matter_hides_no_wrong_name(name: str) -> None:
    front, kinds = FRONTS[name]
    script, places = marked(front + HELLO + ASKS + "{{ §shift }}\n## If x\n{{ ask(§“thanks”) }}{{ §depots }}\n")
    found = [each for each in told(SOUND, script) if not each.warning]
    check(found, places, [*kinds, WRONG, "not understood", WRONG])


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ('{{ ask("will_vote" x) }}', ["issues"]),
        ("{{ ask( }}", []),
        ("{{ first_name ) }}", ["will_vote", "issues"]),
        ("{{ will_vote x ) }}", ["issues"]),
    ],
)
def test_a_question_is_not_missed_that_a_broken_tag_may_ask(tag: str, names: list[str]) -> None:
    surveys = SOUND.replace("type: multiple", "type: multiple\n        required: yes")
    problems = told(surveys, FRONT + HELLO + tag + "\n")
    assert [each.problem.split()[-6].strip(";") for each in problems if "never asks" in each.problem] == names


def test_names_that_a_broken_survey_may_have_are_not_called_wrong_in_scripts() -> None:
    surveys, _places = marked(SOUND.replace("id: issues", "id: issues: x").replace("code: yes,", "code: Yes,"))
    script = FRONT + HELLO + ASKS + '{% if will_vote == "yes" %}a{% endif %}{{ ask("isues") }}{{ shift }}\n'
    found = [(each.file, each.line, each.column) for each in told(surveys, script) if not each.warning]
    assert [each for each in found if each[0] == "talk.md"] == [("talk.md", 6, 47), ("talk.md", 6, 61)]


def test_the_questions_of_all_surveys_count_where_the_survey_is_lost() -> None:
    other = "  - id: other\n    questions:\n      - {id: mood, type: text, ask: M}\n"
    other += "      - {id: issues, type: text, ask: I}\n"
    script = "---\nid: talk\nsurvey: 'x\n---\n" + HELLO + ASKS + '{{ ask("mood") }}{{ ask("moood") }}\n'
    found = [(each.line, each.problem) for each in told(SOUND + other, script) if not each.warning]
    assert [line for line, _problem in found] == [3, 7]


def test_a_script_in_a_language_that_no_question_has_is_told() -> None:
    surveys = "campaign: {id: a}\nsurveys:\n  - {id: v, questions: [{id: a, type: text, ask: {sv: A, nb: B}}]}\n"
    script = "---\nid: talk\nlanguage: en\n---\n" + HELLO + '{{ ask("a") }}\n'
    (found,) = told(surveys, script)
    assert (found.line, found.column, found.warning) == (3, 11, True)
    assert "worded in en" in found.problem
    assert told(surveys, script.replace(": en", ": nb")) == []


def test_a_question_that_is_called_as_a_column_is_told() -> None:
    surveys = "campaign: {id: a}\nsurveys:\n  - {id: v, questions: [{id: branch, type: text, ask: A}]}\n"
    found = campaign_files.parse({"surveys.yaml": surveys.encode()}, fields={"shift"}, imported=True)[1]
    assert [each.problem for each in found] == ["branch is what scripts call something else"]
    surveys = surveys.replace("branch", "shift")
    (found_one,) = campaign_files.parse({"surveys.yaml": surveys.encode()}, fields={"shift"}, imported=True)[1]
    assert (found_one.line, found_one.column, found_one.warning) == (3, 30, True)
    assert "also a column" in found_one.problem
