"""Personas as instructors write them: read whole, and every mistake told with its place."""

import pytest

from ringa.core.persona import Given, Moment, Persona
from ringa.formats.personas_yaml import read, read_delicate

WHOLE = """first_name: Kim
last_name: Exempel
mood: {sv: glad, en: cheerful}
brief: Short.
who: someone_else
difficulty: 3
minutes: 4
exam: true
branch: Buss
workplace: Garaget
opinion: Lyssna
moments:
  - at: end
    says: Bye
  - at: "10"
    sound: Hm
  - {at: greeting, says: "Who?", voice: Bo, ready: true, after: I see, good: Be kind, private: [Bo, x*]}
  - {at: 2, says: No, over: [refused, call_back]}
  - {at: phone, says: Hello}
answers:
  vote: {code: "yes", says: Sure}
  issues: {code: [a, b], says: Those}
  story: {says: Once}
"""


def test_all_that_a_persona_can_have_is_read_and_moments_are_put_in_order() -> None:
    assert read(WHOLE, "own/kim.yaml") == (
        Persona(
            "kim", "Kim", "Exempel", {"sv": "glad", "en": "cheerful"}, "Short.", "someone_else", 3, "Buss", "Garaget",
            (
                Moment("phone", "Hello"),
                Moment("greeting", "Who?", "", "Bo", "Be kind", True, "I see", (), ("Bo", "x*")),
                Moment("2", "No", over=("refused", "call_back")),
                Moment("10", sound="Hm"),
                Moment("end", "Bye"),
            ),
            {"vote": Given("Sure", ("yes",)), "issues": Given("Those", ("a", "b")), "story": Given("Once")},
            "Lyssna", 4, True,
        ),
        [],
    )  # fmt: skip


SHORT = "first_name: Kim\nmood: x\nbrief: x\nopinion: x\nmoments: [{at: phone, says: Hi}]\n"


def test_little_is_needed() -> None:
    persona, problems = read(SHORT, "kim.yaml")
    assert problems == []
    assert persona == Persona("kim", "Kim", "", "x", "x", opinion="x", moments=(Moment("phone", "Hi"),))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("§first_nam: x\n" + SHORT, "a persona has no `first_nam`"),
        (SHORT + "who: §nobdy\n", "`who` cannot be nobdy"),
        (SHORT + "who: §[a]\n", "here one word or text is expected"),
        (SHORT + "difficulty: §4\n", "`difficulty` cannot be 4"),
        (SHORT + "minutes: §0\n", "0 is no number of minutes"),
        (SHORT + "exam: §perhaps\n", "perhaps is neither true nor false"),
        (SHORT.replace("[{at", "[{at: §lunch, says: Hm}, {at"), "lunch is no place in a call"),
        (SHORT.replace("[{at", "[§{says: Hm}, {at"), "a moment needs `at`"),
        (SHORT.replace("[{at", "[§{at: 3}, {at"), "a moment needs `says`"),
        (SHORT.replace("Hi}]", "Hi}, {at: §phone, says: Hi}]"), "two moments are at phone"),
        ("§" + SHORT.replace("phone", "greeting"), "nothing happens when the number is dialled"),
        ("§" + SHORT.replace("opinion: x\n", ""), "a persona who talks to the end needs `opinion`"),
        (SHORT.replace("Hi}", "Hi, over: §[no_anser]}"), "there is no outcome no_anser"),
        (SHORT + "answers: {vote: §{code: x}}\n", "an answer needs `says`"),
        ("§- x\n", "a persona must be written as"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_place(text: str, problem: str) -> None:
    before, _sign, _after = text.partition("§")
    persona, problems = read(text.replace("§", ""), "kim.yaml")
    assert persona is None
    assert (problems[0].line, problems[0].column) == (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    assert problem in problems[0].problem


def test_a_file_that_is_empty_or_wrongly_called_is_told() -> None:
    assert read("", "kim.yaml")[1][0].problem == "the file is empty"
    assert read(SHORT, "Kim 2.yaml")[1][0].problem == "Kim 2 cannot be an id or a code"


def test_what_is_missing_is_told_all_at_once() -> None:
    problems = read("last_name: Exempel\n", "kim.yaml")[1]
    assert len(problems) == 5


def test_delicate_words_are_read_by_kind_and_language() -> None:
    text = "health: {sv: [sjuk*, adhd], en: ill}\nparty: {en: [tory]}\n"
    assert read_delicate(text, "delicate.yaml") == (
        {"health": {"sv": ["sjuk*", "adhd"], "en": ["ill"]}, "party": {"en": ["tory"]}},
        [],
    )
    assert read_delicate("", "delicate.yaml")[1][0].problem == "the file is empty"
    assert read_delicate("helth: {}", "delicate.yaml")[1][0].advice == "Did you mean health?"
