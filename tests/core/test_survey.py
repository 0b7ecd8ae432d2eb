"""A survey is what its author wrote; its version is a hash of what that means."""

import pytest

from ringa.core import survey as s
from ringa.core.survey import choices_for, from_document, offered, say
from ringa.formats import surveys_yaml
from tests.build import a_question, a_survey, a_survey_document
from tests.formats.test_surveys_yaml import ROOT


def test_a_text_is_said_in_the_first_language_that_it_has() -> None:
    text = {"sv": "Ja", "en": "Yes"}
    assert say(text, ["nb", "en", "sv"]) == "Yes"
    assert say(text, ["nb"]) == "Ja"
    assert say("Ja", ["en"]) == "Ja"
    assert say({}, ["en"]) == ""


# Versions


def version(text: str) -> str:
    document, problems = surveys_yaml.read(text, "surveys.yaml")
    assert problems == []
    return s.version_of(document["surveys"][0])


YAML = """
campaign: {id: reference}
surveys:
  - id: val
    questions:
      - id: will_vote
        type: single
        ask: {sv: "Röstar du?", en: "Will you vote?"}
        choices:
          - {code: "yes", text: Ja}
          - {code: "no", text: Nej}
"""


def test_comments_the_order_of_keys_and_the_form_of_letters_do_not_make_a_new_version() -> None:
    same = [
        "# A comment\n" + YAML.replace("type: single", "type: 'single'  # one"),
        YAML.replace('{sv: "Röstar du?", en: "Will you vote?"}', '{en: "Will you vote?", sv: "Ro\u0308star du?"}'),
        YAML.replace("        type: single\n", "        type: single\n        required: false\n"),
        YAML.replace('{code: "yes", text: Ja}', '{text: Ja, code: "yes"}'),
    ]
    assert YAML not in same
    assert {version(text) for text in same} == {version(YAML)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Röstar du?", "Röstar du i år?"),
        ("text: Ja", "text: Jo"),
        ('code: "yes"', "code: yea"),
        ("id: will_vote", "id: votes"),
        ("type: single", "type: multiple"),
        ("type: single", "type: single\n        required: true"),
        ("id: val", "id: val2"),
    ],
)
def test_another_wording_code_or_rule_is_another_version(before: str, after: str) -> None:
    assert version(YAML) != version(YAML.replace(before, after, 1))


def test_the_order_of_choices_is_part_of_the_version() -> None:
    one = a_survey_document(a_question())
    other = a_survey_document({**a_question(), "choices": a_question()["choices"][::-1]})
    assert s.version_of(one) != s.version_of(other)
    assert s.version_of(one).startswith("v")
    assert len(s.version_of(one)) == 13


# For people


def test_choices_are_shown_in_a_language_and_yes_and_no_need_no_words_of_their_own() -> None:
    single, yesno, text = a_survey(
        a_question("a"), a_question("b", "yesno", ask="B?"), a_question("c", "text")
    ).questions
    assert list(choices_for(single, ["en"])) == [("yes", "yes"), ("unsure", "unsure"), ("no", "no")]
    assert list(choices_for(yesno, ["nb"])) == [("yes", "Ja"), ("no", "Nei")]
    assert text.codes == []


REFERENCE_VERSION = "v0311814b2ddb"


def test_new_kinds_of_rule_leave_the_versions_of_old_surveys_as_they_were() -> None:
    document, _problems = surveys_yaml.read((ROOT / "surveys.yaml").read_text(encoding="utf-8"), "surveys.yaml")
    assert s.version_of(document["surveys"][0]) == REFERENCE_VERSION


def test_choices_are_offered_where_their_condition_holds() -> None:
    choices = [{"code": "a", "text": "A"}, {"code": "b", "text": "B", "when": {"x": ["yes"]}}]
    _x, question = a_survey(a_question("x", "yesno"), a_question(choices=choices)).questions
    assert [choice.code for choice in offered(question, {})] == ["a"]
    assert [choice.code for choice in offered(question, {"x": "yes"})] == ["a", "b"]
    assert list(choices_for(question, [])) == [("a", "A")]
    assert list(choices_for(question, [], {"x": "yes"})) == [("a", "A"), ("b", "B")]


def test_shuffled_choices_differ_from_member_to_member_and_stay_the_same_for_one() -> None:
    choices = [{"code": code, "text": code} for code in "abcde"]
    choices[1]["other"], choices[3]["exclusive"] = True, True  # type: ignore[assignment]
    question = a_survey(a_question(choices=choices, shuffle=True)).questions[0]
    orders = {tuple(code for code, _text in choices_for(question, [], seed=f"m{n} val")) for n in range(40)}
    assert len(orders) == 6  # each order of a, c, e
    assert {order[-2:] for order in orders} == {("b", "d")}
    assert len({tuple(choices_for(question, [], seed="m1 val")) for _again in range(9)}) == 1


def test_a_survey_has_all_that_its_normal_form_says() -> None:
    labels = {"1": {"sv": "Lite"}, "10": "Mycket"}
    document = a_survey_document(
        a_question("mood", "scale", min=1, max=10, labels=labels, hint="Wait.", default="7"),
        a_question("pay", "number", decimals=2, unit="kr"),
    )
    survey = from_document({**document, "title": "T", "languages": ["sv", "nb"]})
    mood, pay = survey.questions
    assert (survey.title, survey.languages) == ("T", ("sv", "nb"))
    assert (mood.min, mood.max, mood.labels, mood.hint, mood.default) == (1, 10, labels, "Wait.", "7")
    assert (pay.decimals, pay.unit, pay.max_length) == (2, "kr", 4000)


def test_yes_and_no_are_in_the_language_in_which_it_is_asked() -> None:
    for ask, words in (
        ({"sv": "Med?"}, ["Ja", "Nej"]),
        ("With us?", ["Yes", "No"]),
        ({"sv": "A", "en": "B"}, ["Yes", "No"]),
    ):
        found = from_document(a_survey_document(a_question("ok", "yesno", ask=ask))).questions[0]
        assert [text for _code, text in choices_for(found, ["en", "sv"])] == words
