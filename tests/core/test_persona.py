"""Invented members: at which places they speak, and how they answer any question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.cell import cell_of
from ringa.core.persona import Given, Moment, Persona, Reply, reply
from ringa.core.survey import Choice, Question, from_document
from ringa.formats import surveys_yaml
from tests.every_kind import SURVEYS

EVERY = from_document(surveys_yaml.read(SURVEYS, "surveys.yaml")[0]["surveys"][0])
KIM = Persona("kim", "Kim", "Exempel", "calm", "Short.", opinion={"sv": "Lyssna", "en": "Listen"})


def test_a_persona_has_a_name_and_the_right_outcomes_of_what_is_in_store() -> None:
    assert KIM.name == "Kim Exempel"
    assert KIM.right == ("conversation",)
    moments = (Moment("phone", "Hello"), Moment("2", "No.", over=("refused",)))
    assert KIM._replace(moments=moments).right == ("refused",)
    assert KIM._replace(moments=moments).moment("2") == moments[1]
    assert KIM._replace(moments=moments).moment("3") is None


@settings(max_examples=40)
@given(seed=st.text(max_size=8))
def test_every_kind_of_question_has_an_answer_that_fits(seed: str) -> None:
    for question in EVERY.questions:
        found = reply(KIM, question, {}, ["en"], seed)
        assert cell_of(question, found.cell) == found.cell or question.type == "note"
        assert found.cell or question.type == "note"
        assert found == reply(KIM, question, {}, ["en"], seed)


def test_chance_differs_from_one_seed_to_another() -> None:
    station = EVERY.question("station")
    assert station is not None
    assert len({reply(KIM, station, {}, ["en"], str(seed)).cell for seed in range(30)}) > 5


PAY = Question("pay", "single", "?", choices=(Choice("high", "High"), Choice("low", "Low")), required=True)


def test_an_answer_of_its_own_is_given_only_where_it_fits() -> None:
    low = KIM._replace(answers={"pay": Given("Too low!", ("low",))})
    assert reply(low, PAY, {}, ["en"], "") == Reply("low", "Too low!")
    other = PAY._replace(choices=(Choice("a", "A"), Choice("b", "B")))
    assert reply(low, other, {}, ["en"], "").cell in ("a", "b")
    assert reply(low, other, {}, ["en"], "").says == ""


def test_a_required_question_is_never_left_without_an_answer() -> None:
    silent = KIM._replace(answers={"pay": Given("I won't say")})
    assert reply(silent, PAY._replace(required=False), {}, ["en"], "") == Reply("", "I won't say")
    assert reply(silent, PAY, {}, ["en"], "").cell in ("high", "low")


def test_words_are_those_of_the_file_else_the_opinion_and_never_too_long() -> None:
    story = Question("story", "text", "?", max_length=5)
    own = KIM._replace(answers={"story": Given({"en": "Nobody rings"})})
    assert reply(own, story, {}, ["en"], "") == Reply("Nobod", {"en": "Nobody rings"})
    assert reply(KIM, story, {}, ["sv"], "") == Reply("Lyssn", KIM.opinion)


@pytest.mark.parametrize(
    ("low", "high", "possible"),
    [
        (None, None, range(1, 42)),
        ("5", None, range(5, 46)),
        (None, "9", range(10)),
        ("3", "4", range(3, 5)),
        ("2.5", "3.5", range(3, 4)),
    ],
)
def test_a_number_lies_within_its_limits(low: str | None, high: str | None, possible: range) -> None:
    question = Question("n", "number", "?", min=low, max=high)
    found = {int(reply(KIM, question, {}, [], str(seed)).cell) for seed in range(60)}
    assert found <= set(possible) and (len(found) > 1 or len(possible) == 1)


def test_limits_with_no_whole_number_between_them_are_kept() -> None:
    question = Question("n", "number", "?", min="2.2", max="2.8", decimals=1)
    assert reply(KIM, question, {}, [], "").cell == "2.2"


def test_a_choice_that_asks_for_words_or_stands_alone_is_taken_only_if_there_is_no_other() -> None:
    odd = (Choice("other", "Other", other=True), Choice("none", "None", exclusive=True))
    alone = Question("q", "multiple", "?", choices=odd, min=1)
    assert reply(KIM, alone, {}, [], "").cell == "other"
    assert reply(KIM, alone._replace(choices=odd[1:]), {}, [], "").cell == "none"
    many = Question("q", "multiple", "?", choices=(*odd, Choice("a", "A"), Choice("b", "B")), min=2)
    assert reply(KIM, many, {}, [], "").cell == "a|b"
