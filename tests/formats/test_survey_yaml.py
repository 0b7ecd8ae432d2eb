"""Surveys in surveys.yaml: all kinds of question are taken, and every mistake is told with its place and advice."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.problem import Problem
from ringa.core.reachable import never
from ringa.core.survey import from_document
from ringa.formats import surveys_yaml
from tests.surveys import survey_documents

HEAD = "campaign: {id: reference}\nsurveys:\n"


def read(text: str) -> tuple[dict[str, Any], list[Problem]]:
    return surveys_yaml.read(text, "surveys.yaml")


def survey(*questions: str, more: str = "") -> str:
    """A file with these questions; `more` stands in the survey's head."""
    items = "".join(f"      - {{{text}}}\n" for text in questions)
    return f"{HEAD}  - id: val\n{more}    questions:\n{items}"


RICH = """
campaign: {id: reference}
surveys:
  - id: val
    title: {sv: Valet, nb: Valget}
    languages: [sv, nb]
    questions:
      - {id: intro, type: note, ask: {sv: Hej, nb: Hei}}
      - {id: mood, type: scale, ask: {sv: A, nb: A}, min: 1, max: 10, labels: {1: {sv: Usel, nb: Elendig}, 10: Bra}}
      - {id: pay, type: number, ask: {sv: A, nb: A}, min: "0.50", max: 90000, decimals: 2, unit: kr, default: "7,5"}
      - {id: day, type: date, ask: {sv: När, nb: Når}, min: 2030-01-01, max: 2030-12-31, default: 2030-09-08}
      - {id: agree, type: yesno, ask: {sv: Med, nb: Med}, default: true, hint: {sv: Vänta., nb: Vent.}}
      - id: help
        type: multiple
        ask: {sv: Vad, nb: Hva}
        min: 2
        max: 3
        shuffle: yes
        default: [ring, visit]
        choices:
          - {code: ring, text: {sv: Ringa, nb: Ringe}}
          - {code: visit, text: {sv: Besök, nb: Besøk}, when: {mood: {min: 3}}}
          - {code: more, text: {sv: Mer, nb: Mer}, other: true}
          - {code: none, text: {sv: Inget, nb: Ingenting}, exclusive: yes}
        when:
          not: {day: {max: 2030-06-30}}
          any: [{pay: {answered: true}}, {mood: [9, 10], agree: no}, {pay: 7.50}]
      - {id: why, type: text, ask: {sv: A, nb: A}, max_length: 200, required: yes, when: {help: [visit, ring]}}
"""


LABELS = {"1": {"sv": "Usel", "nb": "Elendig"}, "10": "Bra"}


def test_all_that_a_survey_can_have_is_brought_into_its_normal_form() -> None:
    document, problems = read(RICH)
    assert problems == []
    made = document["surveys"][0]
    assert (made["id"], made["title"], made["languages"]) == ("val", {"sv": "Valet", "nb": "Valget"}, ["sv", "nb"])
    plain = [{name: value for name, value in question.items() if name != "ask"} for question in made["questions"]]
    assert plain == [
        {"id": "intro", "type": "note"},
        {"id": "mood", "type": "scale", "min": 1, "max": 10, "labels": LABELS},
        {"id": "pay", "type": "number", "min": "0.5", "max": 90000, "decimals": 2, "unit": "kr", "default": "7.5"},
        {"id": "day", "type": "date", "min": "2030-01-01", "max": "2030-12-31", "default": "2030-09-08"},
        {"id": "agree", "type": "yesno", "default": "yes", "hint": {"sv": "Vänta.", "nb": "Vent."}},
        {
            "id": "help", "type": "multiple", "min": 2, "max": 3, "shuffle": True, "default": "ring|visit",
            "choices": [
                {"code": "ring", "text": {"sv": "Ringa", "nb": "Ringe"}},
                {"code": "visit", "text": {"sv": "Besök", "nb": "Besøk"}, "when": {"mood": {"min": 3}}},
                {"code": "more", "text": {"sv": "Mer", "nb": "Mer"}, "other": True},
                {"code": "none", "text": {"sv": "Inget", "nb": "Ingenting"}, "exclusive": True},
            ],
            "when": {
                "not": {"day": {"max": "2030-06-30"}},
                "any": [{"pay": {"answered": True}}, {"mood": ["10", "9"], "agree": ["no"]}, {"pay": ["7.5"]}],
            },
        },
        {"id": "why", "type": "text", "max_length": 200, "required": True, "when": {"help": ["ring", "visit"]}},
    ]  # fmt: skip
    assert len(from_document(made).questions) == 7


def test_what_is_usual_leaves_no_trace_in_the_normal_form() -> None:
    usual = survey(
        "id: a, type: text, ask: A, required: no, max_length: 4000",
        "id: b, type: number, ask: B, decimals: 0",
        "id: c, type: multiple, ask: C, min: 0, max: 2, shuffle: false, choices: [{code: x, text: X, other: no}, "
        "{code: y, text: Y, exclusive: no}]",
        "id: d, type: multiple, ask: D, min: 1, choices: [{code: x, text: X}]",
    )
    document, problems = read(usual)
    assert problems == []
    assert [set(question) for question in document["surveys"][0]["questions"]] == [
        {"id", "type", "ask"},
        {"id", "type", "ask"},
        {"id", "type", "ask", "choices"},
        {"id", "type", "ask", "choices"},
    ]


SINGLE = "id: a, type: single, ask: A"
MULTIPLE = "id: a, type: multiple, ask: A"
YESNO = "id: a, type: yesno, ask: A"
TEXT = "id: a, type: text, ask: A"
NOTE = "id: a, type: note, ask: A"
SCALE = "id: a, type: scale, ask: A"
NUMBER = "id: a, type: number, ask: A"
DATE = "id: a, type: date, ask: A"
X, Y = "{code: x, text: X}", "{code: y, text: Y}"
B = "id: b, type: text, ask: B"
OTHER = "questions: [{id: b, type: text, ask: B}]"


def on(when: str, *earlier: str) -> str:
    """A question that depends on these earlier ones."""
    return survey(*earlier, f"{B}, when: {when}")


# The place that is to be reported stands behind a §.
MISTAKES = [
    # surveys
    (f"{HEAD}  - {{id: val, {OTHER}}}\n  - {{id: §val, {OTHER}}}\n", "two surveys are called val", ""),
    (f"{HEAD}  - {{id: §Val, {OTHER}}}\n", "Val cannot be an id", "small letters"),
    (f"{HEAD}  - {{id: b, questions: §x}}\n", "questions must be a list", ""),
    (f"{HEAD}  - {{id: b, §question: []}}\n".replace("§q", "questions: [{id: b, type: text, ask: B}], §q"),
     "a survey has no `question`", "questions"),
    (f"{HEAD}  - §{{{OTHER}}}\n", "a survey needs `id`", ""),
    (survey(TEXT, more="    title: §\"\"\n"), "here a text is expected", ""),
    (survey(TEXT, more="    languages: §[]\n"), "this list is empty", ""),
    (survey(TEXT, more="    languages: [§swedish]\n"), "swedish is no language code", "Write sv, nb or en."),
    (survey(TEXT, more="    languages: [sv, §sv]\n"), "`sv` stands here twice", "Keep one"),
    # any question
    (survey("id: a, type: text").replace("{id: a", "§{id: a"), "a question needs `ask`", ""),
    (survey("type: text, ask: A").replace("{type", "§{type"), "a question needs `id`", ""),
    (survey(f"{TEXT}, §hints: x"), "a question has no `hints`", "Did you mean hint?"),
    (survey("id: §1a, type: text, ask: A"), "1a cannot be an id", "small letters"),
    (survey(f"id: §{'a' * 65}, type: text, ask: A"), "cannot be an id", ""),
    (survey("id: §not, type: text, ask: A"), "not is a word of `when`", "another id"),
    (survey("id: §first_name, type: text, ask: A"), "first_name is what scripts call something else", "first_name_is"),
    (survey("id: §caller, type: text, ask: A"), "caller is what scripts call something else", ""),
    (survey("id: a, type: §singl, ask: A"), "there is no question type singl", "Did you mean single?"),
    (survey("id: a, type: §[x], ask: A"), "here one word or text is expected", ""),
    (survey("id: a, type: text, ask: {§svenska: A}"), "svenska is no language code", "Write sv"),
    (survey('id: a, type: text, ask: §""'), "here a text is expected", ""),
    (survey("id: a, type: text, ask: §{}"), "here a text is expected", ""),
    (survey('id: a, type: text, ask: {sv: §""}'), "here a text is expected", ""),
    (survey(f"id: a, type: text, ask: {{sv: §{'x' * 4001}}}"), "this text is too long", "4000"),
    (survey(f"{TEXT}, hint: §[x]"), "a text must be written as `key: value`", ""),
    (survey(f"{TEXT}, required: §maybe"), "maybe is neither true nor false", ""),
    (survey(f"{NOTE}, §required: yes"), "a question of type note has no `required`", "Take it away."),
    (survey(f"{NOTE}, §default: x"), "a question of type note has no `default`", "Take it away."),
    (survey(YESNO, "id: §a, type: yesno, ask: A"), "two questions are called a", ""),
    # choices
    (survey(f"{YESNO}, §choices: []"), "type yesno has no `choices`", "That is for: single, multiple."),
    (survey(SINGLE).replace("{id: a", "§{id: a"), "a question with choices needs `choices`", ""),
    (survey(f"{SINGLE}, choices: §[]"), "here choices are expected", ""),
    (survey(f"{SINGLE}, choices: §x"), "choices must be a list", ""),
    (survey(f"{SINGLE}, choices: [{X}, §{{code: y}}]"), "a choice needs `text`", ""),
    (survey(f"{SINGLE}, choices: [{X}, §{{text: y}}]"), "a choice needs `code`", ""),
    (survey(f"{SINGLE}, choices: [{X}, {{code: §x, text: Y}}]"), "two choices have the code x", ""),
    (survey(f"{SINGLE}, choices: [{X}, {{code: §Y, text: Y}}]"), "Y cannot be an id or a code", ""),
    (survey(f'{SINGLE}, choices: [{X}, {{code: y, text: §""}}]'), "here a text is expected", ""),
    (survey(f"{SINGLE}, choices: [{X}, {{code: y, text: Y, §txt: Z}}]"), "a choice has no `txt`", "Did you mean text?"),
    (survey(f"{SINGLE}, choices: [{X}, {{code: y, text: Y, §exclusive: yes}}]"), "no `exclusive`", "Only one"),
    (survey(f"{MULTIPLE}, choices: [{X}, {{code: y, text: Y, other: §perhaps}}]"), "perhaps is neither", ""),
    (survey(f"{TEXT}, §shuffle: yes"), "type text has no `shuffle`", "That is for: single, multiple."),
    (survey(f"{MULTIPLE}, choices: [{X}], max: §two"), "two is no number of choices", ""),
    (survey(f"{MULTIPLE}, choices: [{X}], max: §0"), "0 is no number of choices", ""),
    (survey(f"{MULTIPLE}, choices: [{X}, {Y}], min: §2, max: 1"), "min 2 is larger than max 1", ""),
    (survey(f"{MULTIPLE}, choices: [{X}, {Y}], min: §3"), "min 3 is more than can be chosen together (2)", ""),
    (survey(f"{SINGLE}, choices: [{', '.join(f'{{code: c{n}, text: C{n}}}' for n in range(200))}, §{X}]"),
     "at most 200 choices", "in words"),
    (survey(*[f"id: q{n}, type: text, ask: A" for n in range(200)], TEXT).replace("{id: a,", "§{id: a,"),
     "at most 200 questions", "two surveys"),
    (survey(f"{MULTIPLE}, choices: [{{code: x, text: X, other: yes}}]", "id: §a_other, type: text, ask: A"),
     "a_other is what the words to a are called in the results", "leave `other` out of a"),
    (survey("id: §a_other, type: text, ask: A", f"{SINGLE}, choices: [{{code: x, text: X, other: yes}}]"),
     "a_other is what the words to a", ""),
    # scales, numbers, dates, texts
    (survey(SCALE).replace("{id: a", "§{id: a").replace("ask: A", "ask: A, min: 1"), "type scale needs `max`", ""),
    (survey(f"{SCALE}, min: §5, max: 5"), "min 5 is not smaller than max 5", ""),
    (survey(f"{SCALE}, min: §-1, max: 5"), "-1 is no whole number", ""),
    (survey(f"{SCALE}, min: 90, max: §101"), "101 is too much", "It is at most 100."),
    (survey(f"{SCALE}, min: 0, max: §21"), "a scale has at most 21 points", ""),
    (survey(f"{SCALE}, min: 0, max: 5, labels: {{§6: X}}"), "6 is no point of this scale", "It is from 0 to 5."),
    (survey(f"{SCALE}, min: 0, max: 5, labels: {{§low: X}}"), "low is no whole number", ""),
    (survey(f'{SCALE}, min: 0, max: 5, labels: {{1: X, §"01": X}}'), "`1` stands here twice", ""),
    (survey(f"{SCALE}, min: 0, max: 5, labels: §[X]"), "labels must be written as `key: value`", ""),
    (survey(f"{NUMBER}, min: §much"), "much is no number", ""),
    (survey(f"{NUMBER}, min: §7, max: 3"), "min 7 is larger than max 3", ""),
    (survey(f"{NUMBER}, min: §-3, max: -7"), "min -3 is larger than max -7", ""),
    (survey(f"{NUMBER}, min: §0.25, decimals: 1"), "0.25 has more digits after the point", "decimals: 2"),
    (survey(f"{NUMBER}, decimals: §7"), "7 is too much", "It is at most 6."),
    (survey(f'{NUMBER}, unit: §""'), "here a text is expected", ""),
    (survey(f"{NUMBER}, §labels: {{1: X}}"), "type number has no `labels`", "That is for: scale."),
    (survey(f"{DATE}, min: §8/9 2030"), "8/9 2030 is no date", "Write it as 2030-09-08."),
    (survey(f"{DATE}, max: §2030-02-30"), "2030-02-30 is no date", ""),
    (survey(f"{DATE}, min: §2030-02-03, max: 2030-02-01"), "min 2030-02-03 is larger than max 2030-02-01", ""),
    (survey(f"{TEXT}, max_length: §0"), "0 is no number of characters", ""),
    (survey(f"{TEXT}, max_length: §5000"), "5000 is too much", "It is at most 4000."),
    (survey(f"{TEXT}, §min: 3"), "type text has no `min`", "That is for: multiple, scale, number, date."),
    # defaults
    (survey(f"{YESNO}, default: §ja"), "the default does not fit: a has no answer ja", "yes, no"),
    (survey(f"{SCALE}, min: 1, max: 5, default: §6"), "the default does not fit: a cannot be 6", "It is from 1 to 5."),
    (survey(f"{NUMBER}, default: §0.5"), "the default does not fit: a takes a whole number", ""),
    (survey(f"{DATE}, max: 2030-01-01, default: §2030-01-02"), "a cannot be 2030-01-02", "It is at most 2030-01-01."),
    (survey(f"{SINGLE}, choices: [{X}, {Y}], default: §[x, y]"), "a takes at most 1 answers", ""),
    (survey(f"{MULTIPLE}, choices: [{X}, {Y}], default: §z"), "a has no answer z", "Use one of: x, y"),
    (survey(f"{TEXT}, max_length: 3, default: §long"), "a is too long", ""),
    # conditions
    (on("{§b: x}", YESNO), "`when` names b, which is not asked before this", "Move that question up"),
    (survey(f"{B}, when: {{§a: yes}}", YESNO), "`when` names a, which is not asked before this", "Move that"),
    (on("{§aa: yes}", YESNO), "`when` names aa, which is no earlier question", "Did you mean a?"),
    (on("{§all: [{a: yes}]}", YESNO), "`when` has no `all`", "without `all`"),
    (on("{§a: yes}", NOTE), "a is read aloud and has no answer", "Name a question"),
    (on("§{}", YESNO), "this condition says nothing", "Name an earlier question"),
    (on("§yes", YESNO), "when must be written as `key: value`", ""),
    (on("{a: §ja}", YESNO), "a has no answer ja", "Use one of: yes, no"),
    (on("{a: [yes, §noo]}", YESNO), "a has no answer noo", "Did you mean no?"),
    (on("{a: §z}", f"{SINGLE}, choices: [{X}, {Y}]"), "a has no answer z", "Use one of: x, y"),
    (on("{a: §[]}", YESNO), "this list is empty", ""),
    (on("{a: §x}", TEXT), "a is answered in free words", "`a: {answered: true}`"),
    (on("{a: §{}}", YESNO), "this condition says nothing", "answered: true"),
    (on("{a: {§min: 1}}", YESNO), "a condition on a has no `min`", "Use one of: answered"),
    (on("{a: {answered: §maybe}}", YESNO), "maybe is neither true nor false", ""),
    (on("{a: {§answered: true, min: 1}}", NUMBER), "`answered` goes with no `min`", ""),
    (on("{a: {min: §x}}", NUMBER), "x is no number", ""),
    (on("{a: {min: §7, max: 3}}", NUMBER), "min 7 is larger than max 3", ""),
    (on("{a: §many}", NUMBER), "many is no number", ""),
    (on("{a: §soon}", DATE), "soon is no date", ""),
    (on("{a: {max: §soon}}", DATE), "soon is no date", "Write it as 2030-09-08."),
    (on("{not: §yes}", YESNO), "when must be written as `key: value`", ""),
    (on("{any: §{a: yes}}", YESNO), "any must be a list", ""),
    (on("{any: §[]}", YESNO), "this list is empty", ""),
    (on("{any: [{a: yes}, {not: {a: §x}}]}", YESNO), "a has no answer x", ""),
    (survey(YESNO, f"id: b, type: single, ask: B, choices: [{{code: x, text: X, when: {{§b: x}}}}, {Y}]"),
     "`when` names b, which is not asked before this", ""),
    # what can never be
    (on("{a: yes, not: {a: yes}}", YESNO).replace("when:", "§when:"), "the question b can never be asked", "No"),
    (survey(YESNO, f"{B}, when: {{a: yes}}", "id: c, type: text, ask: C, §when: {b: {answered: true}, a: no}"),
     "the question c can never be asked", ""),
    (survey(f"{SCALE}, min: 1, max: 5", f"{B}, §when: {{a: {{min: 6}}}}"), "the question b can never be asked", ""),
    (survey(YESNO, "id: b, type: single, ask: B, when: {a: yes}, choices: "
            f"[{{code: x, text: X, §when: {{a: no}}}}, {Y}]"), "the choice x can never be offered", "No answers"),
]  # fmt: skip
WARNINGS = [
    (survey(f"{MULTIPLE}, choices: [{X}, {Y}], max: §3"), "max 3 is more than the number of choices (2)", "smaller"),
    (survey(f"{MULTIPLE}, choices: §[{{code: x, text: X, exclusive: yes}}]"), "every choice is exclusive", "single"),
    (survey("id: a, type: text, ask: §{sv: A}", more="    languages: [sv, nb]\n"),
     "this text is missing in: nb", "sv is shown instead"),
    (survey("id: a, type: text, ask: §{nb: A}", more="    languages: [sv, nb]\n"),
     "this text is missing in: sv", "nb is shown instead"),
    (survey("id: a, type: text, ask: §A", more="    languages: [sv, nb]\n"), "worded in one language only", "sv, nb"),
    (survey("id: a, type: single, ask: {sv: A, nb: A}, choices: [{code: x, text: §{sv: X}}]"),
     "this text is missing in: nb", "sv is shown instead"),
    (survey("id: a, type: scale, min: 0, max: 3, ask: {sv: A, nb: A}, labels: {0: §{nb: X}}, hint: {sv: A, nb: B}"),
     "this text is missing in: sv", "nb is shown instead"),
]  # fmt: skip


def one_problem(text: str, problem: str, advice: str) -> Problem:
    before, _sign, _after = text.partition("§")
    place = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    problems = read(text.replace("§", ""))[1]
    assert [(p.line, p.column) for p in problems] == [place], problems
    assert problem in problems[0].problem
    assert advice in problems[0].advice
    return problems[0]


@pytest.mark.parametrize(("text", "problem", "advice"), MISTAKES, ids=[problem for _t, problem, _a in MISTAKES])
def test_each_mistake_is_told_with_its_place(text: str, problem: str, advice: str) -> None:
    assert not one_problem(text, problem, advice).warning


@pytest.mark.parametrize(("text", "problem", "advice"), WARNINGS, ids=[problem for _t, problem, _a in WARNINGS])
def test_what_may_be_meant_so_is_a_warning(text: str, problem: str, advice: str) -> None:
    assert one_problem(text, problem, advice).warning


def test_a_language_that_the_survey_does_not_declare_is_an_error() -> None:
    text = survey("id: a, type: text, ask: {sv: A, §da: A}", more="    languages: [sv]\n")
    assert not one_problem(text, "da is none of the survey's languages", "Use one of: sv").warning


def test_texts_in_some_languages_more_than_most_others_need_no_translation_of_these() -> None:
    two, one = "id: b, type: text, ask: {sv: B, nb: B}", "id: c, type: text, ask: C"
    asks = ("id: a, type: text, ask: {sv: A, nb: A, en: A}", two, one)
    assert [p.problem for p in read(survey(*asks))[1]] == ["this question is worded in one language only"]
    assert read(survey(one, two))[1] == []


def test_all_mistakes_are_told_in_one_run_in_the_order_of_the_file() -> None:
    text = survey(
        "id: a, type: singel, ask: A, §reqired: yes".replace("§", ""),
        "id: b, type: scale, ask: {sv: B, svenska: B}, min: 9, max: 3",
        f"id: c, type: single, ask: C, choices: [{X}, {X}], default: q, when: {{d: yes, b: {{min: lots}}}}",
        "id: d, type: note, ask: D, required: perhaps",
        "id: any, type: date, min: tomorrow, ask: X",
        "id: e, type: text, ask: E, when: {a: anything, cc: x, d: yes}",
    )
    problems = read(text)[1]
    assert [(p.line, p.problem) for p in problems] == [
        (5, "there is no question type singel"),
        (5, "a question has no `reqired`"),
        (6, "svenska is no language code"),
        (6, "min 9 is not smaller than max 3"),
        (7, "two choices have the code x"),
        (7, "`when` names d, which is not asked before this"),
        (7, "lots is no number"),
        (8, "a question of type note has no `required`"),
        (8, "perhaps is neither true nor false"),
        (9, "any is a word of `when`"),
        (9, "tomorrow is no date"),
        (10, "`when` names cc, which is no earlier question"),
        (10, "d is read aloud and has no answer"),
    ]
    assert [(p.line, p.column) for p in problems] == sorted((p.line, p.column) for p in problems)


def test_a_question_that_is_broken_can_be_named_all_the_same() -> None:
    text = survey(YESNO.replace("yesno", "yesnot"), f"{B}, when: {{a: yes}}", f"{B}, when: {{a: {{min: 3}}}}")
    assert [p.problem for p in read(text)[1]] == ["there is no question type yesnot", "two questions are called b"]


def test_a_word_that_yaml_would_turn_into_something_else_stays_a_word() -> None:
    choices = "[{code: no, text: NO}, {code: on, text: 12:30}, {code: null, text: 0701}]"
    document, problems = read(survey(f"{SINGLE}, choices: {choices}"))
    assert problems == []
    assert document["surveys"][0]["questions"][0]["choices"] == [
        {"code": "no", "text": "NO"}, {"code": "on", "text": "12:30"}, {"code": "null", "text": "0701"},
    ]  # fmt: skip


def test_a_survey_as_large_as_can_be_is_checked_in_good_time() -> None:
    first = (
        "id: q0, type: single, ask: Q, choices: [" + ", ".join(f"{{code: c{n}, text: C{n}}}" for n in range(9)) + "]"
    )
    text = survey(first, *[
        f"id: q{n}, type: yesno, ask: Q, when: {{q{n - 1}: {{answered: true}}, any: [{{q0: c1}}, {{not: {{q0: c2}}}}]}}"
        for n in range(1, 200)
    ])  # fmt: skip
    before = process_time()
    assert read(text)[1] == []
    assert process_time() - before < 60  # a search without limits takes for ever


def written(value: Any) -> str:
    """Plain data as YAML in one line, every text in quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(name)}: {written(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else f"'{value}'"


@settings(max_examples=40)
@given(st.data())
def test_a_normal_form_written_as_yaml_is_read_as_itself(data: st.DataObject) -> None:
    document = data.draw(survey_documents().filter(lambda made: not list(never(from_document(made)))))
    for question in document["questions"]:  # only what differs from the default is in a normal form
        if question["type"] == "multiple":
            together = sum("exclusive" not in choice for choice in question["choices"])
            if question.get("min", 0) < 2 or question["min"] > together:
                question.pop("min", None)
            if question.get("max", 99) >= len(question["choices"]):
                question.pop("max", None)
    read_back, problems = read(f"campaign: {{id: x}}\nsurveys: [{written(document)}]\n")
    assert [problem for problem in problems if not problem.warning] == []
    assert read_back["surveys"] == [document]


def test_what_is_cut_off_by_a_comment_is_told_and_a_comment_is_not() -> None:
    text = survey().replace(
        "questions:\n", "questions:\n      - id: nr\n        type: text\n        ask: Call number #1 now\n"
    )
    (found,) = read(text)[1]
    assert (found.line, found.warning) == (7, True) and "#1" in found.problem
    assert read(text.replace("#1", "one  # the first"))[1] == []
    assert read(text.replace("Call number #1 now", "'Call number #1 now'"))[1] == []


def test_norwegian_is_nb_and_a_survey_has_questions() -> None:
    for text, line in (
        (survey("id: a, type: text, ask: {sv: A, no: B}"), 5),
        (survey("id: a, type: text, ask: A", more="    languages: [sv, no]\n"), 4),
    ):
        assert [(p.line, p.advice) for p in read(text)[1] if not p.warning] == [(line, "Write nb.")]
    assert any(not p.warning for p in read(f"{HEAD}  - id: val\n    questions: []\n")[1])


def test_a_type_that_there_is_not_hides_no_mistake_in_the_choices() -> None:
    text = survey("id: a, type: singel, ask: A, choices: [{code: x, text: X}, {code: x, text: Y}, {code: Z, text: Z}]")
    told = [problem.problem for problem in read(text)[1]]
    assert len(told) == 3 and "two choices have the code x" in told
