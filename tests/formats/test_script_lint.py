"""What is better otherwise in a script: how it sounds, what was left to be filled in, whose data stands in it."""

import time
from pathlib import Path
from typing import Any

import pytest

from ringa.core.problem import Problem
from ringa.formats import script_lint, scripts_md, surveys_yaml
from tests.build import a_question, a_survey_document

ROOT = Path(__file__).parent.parent.parent
HELLO = "Hej! Jag heter {{ caller }} och ringer från {{ union }}.\n"
WHO = "the words before the first question do not say who calls: "
SURVEY = a_survey_document(
    a_question("q", ask={"sv": "Hur är det?", "en": "How are things at work these days?"}),
    a_question("thanks", "note", ask=" ".join(["tack"] * 60)),
)


def linted(body: str, head: dict[str, Any] | None = None, *, language: str = "sv") -> list[Problem]:
    text = f"---\nid: talk\nlanguage: {language}\n---\n{body}"
    document, problems = scripts_md.read(text, "talk.md")
    assert document is not None and problems == []
    campaign = {"campaign": {"union": {"sv": "Facket Exempel", "en": "Union"}, **(head or {})}, "surveys": [SURVEY]}
    found = script_lint.lint("talk.md", text, document, campaign)
    assert all(problem.warning for problem in found)
    return found


def told(body: str, **more: Any) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.problem) for problem in linted(body, **more)]


@pytest.mark.parametrize("name", ["samtal.sv.md", "samtale.nb.md", "conversation.en.md"])
def test_the_scripts_of_the_reference_campaign_have_no_warning(name: str) -> None:
    text = (ROOT / "scripts" / name).read_text(encoding="utf-8")
    document, problems = scripts_md.read(text, name)
    campaign, more = surveys_yaml.read((ROOT / "surveys.yaml").read_text(encoding="utf-8"), "surveys.yaml")
    assert document is not None and problems == more == []
    assert script_lint.lint(name, text, document, campaign) == []
    assert document["callback"] and "voicemail" not in document
    assert 2 <= script_lint.minutes(document, campaign["surveys"]) <= 4


# Length


def words(n: int) -> str:
    return " ".join(["ord"] * n)


def test_more_than_ninety_words_without_a_pause_are_told_where_they_begin() -> None:
    assert told(f"{HELLO}\n## Start\n{words(50)}\n\n{words(40)}\n> Vänta.\n{words(90)}\n") == [
        (5, 1, "98 words are read aloud here without a pause")
    ]


@pytest.mark.parametrize("pause", ["> Vänta.", "Passar det?", '{{ ask("q") }}', "  > Vänta på {{ first_name }}"])
def test_a_direction_and_a_question_are_pauses(pause: str) -> None:
    assert told(f"{HELLO}{words(80)}\n{pause}\n{words(90)}") == []


def test_directions_and_headings_are_not_spoken() -> None:
    many = words(100)
    assert told(f"{HELLO}# {many}\n## {many} {{{{ first_name }}}}\n> {many} {{{{ first_name }}}} {many}\n") == []


def test_a_field_in_the_middle_of_a_line_is_a_word_of_it() -> None:
    assert told(f"{HELLO}> Vänta.\n{words(45)} {{{{ first_name }}}} {words(45)}") == [
        (7, 1, "91 words are read aloud here without a pause")
    ]


def test_the_longest_way_through_conditions_counts() -> None:
    body = f"{HELLO}> V\n{{% if branch %}}\n{words(50)}\n{{% else %}}\n{words(60)}\n{{% endif %}}\n{words(31)}\n"
    assert told(body) == [(10, 1, "91 words are read aloud here without a pause")]


def test_a_note_is_read_aloud_without_a_pause() -> None:
    assert told(f'{HELLO}> V\n{words(31)}\n{{{{ ask("thanks") }}}}\n') == [
        (7, 1, "91 words are read aloud here without a pause")
    ]


def test_ready_answers_and_the_voicemail_have_their_stretches_too() -> None:
    body = f"{HELLO}## Om x\n{words(91)}\n## Telefonsvarare\n{words(91)}\n"
    assert [line for line, _column, _text in told(body)] == [7, 9]


def test_a_script_of_more_than_eight_minutes_is_told() -> None:
    body = HELLO + f"{words(75)}\n> Vänta.\n" * 17
    assert told(body) == [(0, 0, "read aloud, the script takes 9 minutes")]
    assert told(HELLO + f"{words(75)}\n> Vänta.\n" * 16) == []


def test_words_for_one_branch_and_words_for_another_are_not_added() -> None:
    parts = [f'{{% if branch == "B{n}" %}}\n{words(80)}\n> V\n{{% endif %}}\n' for n in range(20)]
    assert told(HELLO + "".join(parts)) == []
    other = '{% else %}{% if "C" == branch or branch == "D" %}> x{% endif %}{% endif %}'
    nested = [f"{{% if region %}}\n{part}{other}\n" for part in parts]
    assert told(HELLO + "".join(nested)) == []


def test_questions_are_read_aloud_in_the_language_of_the_script() -> None:
    def minutes(language: str) -> int:
        text = f"---\nid: a\nlanguage: {language}\n---\n" + '{{ ask("q") }}\n' * 60
        document, _problems = scripts_md.read(text, "a.md")
        assert document is not None
        return script_lint.minutes(document, [SURVEY])

    assert (minutes("sv"), minutes("en")) == (1, 3)


# Who calls


@pytest.mark.parametrize(
    ("body", "place", "missing"),
    [
        ('Hej!\n{{ ask("q") }}', (6, 8), "{{ caller }}, {{ union }}"),
        ('Jag heter {{ caller }}. {{ ask("q") }}', (5, 32), "{{ union }}"),
        ('Från {{ union }}. {{ ask("q") }}', (5, 26), "{{ caller }}"),
        ('> Säg {{ caller }} {{ union }}\n{{ ask("q") }}', (6, 8), "{{ caller }}, {{ union }}"),
        ('# {{ caller }} {{ union }}\n{{ ask("q") }}', (6, 8), "{{ caller }}, {{ union }}"),
        ('{% if branch %}{{ caller }}{% endif %} {{ union }} {{ ask("q") }}', (5, 59), "{{ caller }}"),
        ('{{ ask("q") }} {{ caller }} {{ union }}', (5, 8), "{{ caller }}, {{ union }}"),
        ("Hej!", (0, 0), "{{ caller }}, {{ union }}"),
        (HELLO + '{{ ask("q") }}\n## Call-back\nHej igen!\n## Then\n{{ ask("q") }}', (10, 8),
         "{{ caller }}, {{ union }}"),
    ],
)  # fmt: skip
def test_the_words_before_the_first_question_say_who_calls(body: str, place: tuple[int, int], missing: str) -> None:
    assert (*place, WHO + missing) in told(body)


@pytest.mark.parametrize(
    "body",
    [
        HELLO + '{{ ask("q") }}',
        'Jag heter {{ caller }} och ringer från facket exempel. {{ ask("q") }}',
        '{% if branch %}{{ caller }} {{ union }}{% else %}{{ union }} {{ caller }}{% endif %} {{ ask("q") }}',
        '{% if branch %}' + HELLO + '{{ ask("q") }}{% else %}' + HELLO + '{% endif %}{{ ask("q") }}',
    ],
)  # fmt: skip
def test_who_calls_may_be_said_in_several_ways(body: str) -> None:
    assert told(body) == []


def test_a_union_that_is_one_text_is_known_by_it_too() -> None:
    assert told('{{ caller }} från Kommunarna. {{ ask("q") }}', head={"union": "Kommunarna"}) == []
    assert told('{{ caller }}. {{ ask("q") }}', head={"union": ""}) != []


@pytest.mark.parametrize(
    "text", ["Rösta på oss", "Skriv under", "gå med i facket", "Stem på oss", "meld deg inn", "vote for us", "join our"]
)
def test_nobody_is_asked_for_something_before_it_is_said_who_calls(text: str) -> None:
    early = told(f'Hej! {text} nu.\n{HELLO}{{{{ ask("q") }}}}')
    assert [(line, column) for line, column, _text in early] == [(5, 6)]
    assert f"asks for something ({text[:5]}" in early[0][2]
    assert told(f'{HELLO}{text} nu.\n{{{{ ask("q") }}}}') == []


# What was left to be filled in, and what should not stand there


@pytest.mark.parametrize(
    "left", ["[NAMN]", "<namn>", "{name}", "XXX", "TODO", "NN", "N.N.", "[your name here]", "TBD", "xX{ x }"]
)
def test_what_is_still_to_be_filled_in_is_told(left: str) -> None:
    shown = left.removeprefix("xX")
    column = 6 + len(left) - len(shown)
    [(line, at, text)] = told(f"{HELLO}Från {left} vi")
    assert (line, at, text) == (6, column, f"{shown} looks like something to be filled in")


@pytest.mark.parametrize(
    "fine", ["[text](https://facket.example)", "<https://facket.example>", "[ ]", "TODOS", "1 < 2 > 1", "<!-- x -->",
             "{{ first_name }} [", "{# [NAMN] #}", "MAXXX", "_{_"],
)  # fmt: skip
def test_what_only_looks_like_it_is_not(fine: str) -> None:
    assert told(f"{HELLO}Från {fine} vi") == []


def test_lines_to_write_on_are_told() -> None:
    assert told(f"{HELLO}Från ___ vi") == [(6, 6, "___ looks like something to be filled in")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("070-174 06 05", "070-174 06 05 looks like somebody's own number"),
        ("+46 70 174 06 05", "+46 70 174 06 05 looks like somebody's own number"),
        ("kim.exempel@gmail.com", "kim.exempel@gmail.com looks like somebody's own address"),
        ("19121212-1212", "a personal identity number stands here"),
        ("121212-1212", "a personal identity number stands here"),
    ],
)
def test_data_about_people_is_told(text: str, problem: str) -> None:
    assert told(f"{HELLO}Ring {text}.") == [(6, 6, problem)]


@pytest.mark.parametrize(
    "fine", ["08-465 004 00", "info@facket.example", "2030-09-08", "100 000 000 kr", "112", "123456-7890", "20301231-1"]
)
def test_what_is_the_unions_own_and_other_figures_are_fine(fine: str) -> None:
    assert told(f"{HELLO}Ring {fine}.") == []


def test_numbers_are_read_as_in_the_campaigns_region() -> None:
    assert told(f"{HELLO}Ring 406 12 345.", head={"region": "NO"}) != []
    assert told(f"{HELLO}Ring 406 12 345.") == []


def test_characters_that_cannot_be_seen_are_told_where_they_stand() -> None:
    assert told(f"{HELLO}a\x1b[0m\u202eb\n\tc\u200dd\u00a0e") == [
        (6, 2, "a character that cannot be seen stands here"),
        (6, 6, "a character that cannot be seen stands here"),
    ]


def test_of_a_script_with_errors_its_text_is_looked_at_all_the_same() -> None:
    text = "---\nid: a\n---\n{{ 1 }} [NAMN]\n"
    document, _problems = scripts_md.read(text, "a.md")
    assert document is not None
    found = script_lint.lint("a.md", text, document, {"campaign": {}, "surveys": [SURVEY]})
    assert [(problem.line, problem.column) for problem in found] == [(4, 9)]


def test_a_script_for_no_survey_is_looked_at_all_the_same() -> None:
    text = f"---\nid: a\nsurvey: none\n---\n{HELLO}" + '{{ ask("q") }}'
    document, _problems = scripts_md.read(text, "a.md")
    assert document is not None
    assert script_lint.lint("a.md", text, document, {"campaign": {}, "surveys": [SURVEY]}) == []


@pytest.mark.parametrize(
    "body",
    [
        "{{ a" * 12_000, "{# " * 16_000, "{% if a %}{% endif %}\n" * 240, "[" * 60_000, "<" * 60_000, "a@" * 30_000,
        "1 " * 30_000, "121212-1212 " * 5_000, "{% if " + "a or " * 5_000 + "a %}x{% endif %}", "## If a\n" * 8_000,
        "".join(f'{{% if a{n} == "b" %}}c{{% endif %}}' for n in range(240)), "{% if a %}" * 20 + "b " * 9_000,
    ],
    ids=lambda body: body[:12],
)  # fmt: skip
def test_what_is_made_to_take_long_does_not(body: str) -> None:
    text = f"---\nid: a\n---\n{body}"
    begin = time.process_time()
    document, problems = scripts_md.read(text, "a.md")
    if document is not None:
        problems += script_lint.lint("a.md", text, document, {"campaign": {}, "surveys": [SURVEY]})
    assert problems
    assert time.process_time() - begin < 30  # what is quadratic takes minutes
