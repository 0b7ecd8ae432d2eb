"""A script and its survey on paper: what is said and asked, with numbers and conditions in plain words."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import account, paper
from ringa.core.call import Draft, comes_to
from ringa.core.paper import Box, Known
from ringa.core.script import Script, from_document
from ringa.core.survey import Survey
from ringa.core.survey import from_document as survey_from
from ringa.formats import scripts_md, surveys_yaml
from tests.every_kind import SCRIPT, SURVEYS
from tests.surveys import given_answers, survey_documents

SURVEY: Survey = survey_from(surveys_yaml.read(SURVEYS, "surveys.yaml")[0]["surveys"][0])
NOTHING = Known({}, ["en"])


def a_script(body: str) -> Script:
    document, problems = scripts_md.read(f"---\nid: talk\nsurvey: every\n---\n{body}", "talk.md")
    assert document is not None and not problems
    return from_document(document)


def the_script() -> Script:
    document, _problems = scripts_md.read(SCRIPT, "talk.md")
    assert document is not None
    return from_document(document)


def told(script: Script | None, known: Known = NOTHING) -> list[tuple[int, str, str]]:
    return [(item.depth, item.kind, item.text) for item in paper.sheet(SURVEY, script, known).talk]


def asked(script: Script | None, known: Known = NOTHING) -> dict[str, paper.Item]:
    items = paper.sheet(SURVEY, script, known).talk
    return {item.question.id: item for item in items if item.question}


def test_words_directions_headings_and_items_are_parted() -> None:
    assert told(a_script("## Hello\nHi {{ first_name }},\n  welcome.\n\n> Wait.\n- a\n- b\n\n>\n"))[:5] == [
        (0, "heading", "Hello"),
        (0, "words", "Hi ‹first_name›, welcome."),
        (0, "direction", "Wait."),
        (0, "item", "a"),
        (0, "item", "b"),
    ]


def test_a_sign_without_words_is_nothing() -> None:
    assert told(a_script("Hi.\n\n>\n\nBye.\n"))[:2] == [(0, "words", "Hi."), (0, "words", "Bye.")]


def test_a_field_that_is_known_is_filled_in() -> None:
    script = a_script('{{ first_name }} at {{ workplace | default("work") }}')
    assert told(script, Known({"first_name": "Kim", "workplace": ""}, ["en"]))[0][2] == "Kim at work"


def test_ways_are_led_to_by_their_conditions() -> None:
    script = a_script(
        '{{ ask("member_ok") }}{% if member_ok == "no" %}Oh.{% elif branch %}Ah.{% else %}Good!{% endif %}'
    )
    assert told(script)[1:7] == [
        (0, "if", "If the answer to question 1 is “No”:"),
        (1, "words", "Oh."),
        (0, "if", "Otherwise, if branch is known:"),
        (1, "words", "Ah."),
        (0, "if", "Otherwise:"),
        (1, "words", "Good!"),
    ]


def test_what_is_known_of_the_member_decides() -> None:
    body = '{% if branch == "Bus" %}Bus.{% elif branch == "Metro" %}Metro.{% else %}Else.{% endif %}'
    for branch, said in (("Bus", "Bus."), ("Metro", "Metro."), ("", "Else.")):
        assert told(a_script(body), Known({"branch": branch}, ["en"]))[0] == (0, "words", said)


def test_a_way_without_words_is_left_out_and_the_other_has_the_whole_condition() -> None:
    body = '{% if member_ok == "no" %}{% else %}Good!{% endif %}{{ ask("member_ok") }}'
    assert told(a_script(body))[:2] == [
        (0, "if", "If the answer to question 1 is not “No”:"),
        (1, "words", "Good!"),
    ]
    assert told(a_script("{% if branch %}{% endif %}"))[0][1] == "question"


def test_questions_are_numbered_as_the_script_comes_to_them_and_notes_are_not() -> None:
    script = a_script('{{ ask("trust") }}{{ ask("intro") }}{{ ask("happy") }}')
    assert paper.numbers(SURVEY, script) == {"trust": 1, "happy": 2, "member_ok": 3}
    assert list(asked(script)) == ["trust", "intro", "happy", "member_ok"]
    assert list(paper.numbers(SURVEY, None)) == [q.id for q in SURVEY.questions if q.type != "note"]
    assert asked(None)["intro"].kind == "words" and asked(None)["intro"].hint == "Speak slowly."


def test_numbers_are_the_same_whatever_is_known() -> None:
    script = the_script()
    some, none = asked(script, Known({"branch": "Bus"}, ["en"])), asked(script)
    assert {id: item.number for id, item in some.items()} == {id: item.number for id, item in none.items()}


def test_a_question_that_the_survey_does_not_have_is_left_out() -> None:
    assert [kind for _depth, kind, _text in told(a_script('{{ ask("gone") }}'))] == ["question"]


def test_a_condition_is_not_told_twice() -> None:
    around = asked(a_script('{% if member_ok == "yes" %}{{ ask("hours") }}{% endif %}{{ ask("member_ok") }}'))["hours"]
    assert (around.conditions, around.only_if) == (("the answer to question 2 is “Yes”",), "")
    assert asked(a_script('{{ ask("hours") }}'))["hours"].only_if == "the answer to question 2 is “Yes”"
    assert asked(a_script('{{ ask("story") }}'))["story"].only_if == (
        "the answer to trust is at most 4 or the answer to wishes includes “Pay”"
    )


def test_a_question_that_is_not_numbered_is_called_by_its_id() -> None:
    assert told(a_script("{% if trust %}Thanks.{% endif %}"))[0] == (0, "if", "If trust is answered:")
    assert told(a_script('{% if branch == "B" %}Thanks.{% endif %}'))[0] == (0, "if", "If branch is “B”:")


def test_each_type_has_its_form() -> None:
    forms = {id: item.form for id, item in asked(None).items()}
    assert forms["shift"].boxes[2] == Box("Something else", "other", words=True)
    assert forms["wishes"].rule == "Choose 2 to 3."
    assert [box.note for box in forms["wishes"].boxes[3:]] == [
        "only if the answer to question 2 is “Night”",
        "and nothing else",
    ]
    assert forms["happy"].in_row and forms["happy"].boxes[0] == Box("not at all", "1")
    assert (forms["hours"].lines, forms["hours"].unit, forms["hours"].rule) == (1, "hours", "from 0 to 80")
    assert forms["last_day"].rule == "year-month-day, at least 2020-01-01"
    assert forms["story"].lines == 3
    assert forms["intro"] == paper.Form()


def test_how_many_choices_may_be_ticked_is_told() -> None:
    found = SURVEY.question("wishes")
    assert found is not None
    for limits, rule in (
        ({"min": None, "max": None}, "Choose as many as you like."),
        ({"min": 2, "max": None}, "Choose at least 2."),
        ({"min": None, "max": 2}, "Choose at most 2."),
    ):
        form = paper.form(found._replace(**limits), NOTHING, paper.wording(SURVEY, None, NOTHING))
        assert form.rule == rule


def test_choices_are_in_the_survey_s_order_unless_it_is_for_a_member() -> None:
    codes = [box.code for box in asked(None)["station"].form.boxes]
    assert codes == [f"s{n}" for n in range(1, 21)]
    mine = [box.code for box in asked(None, Known({}, ["en"], seed="m0001 every"))["station"].form.boxes]
    assert sorted(mine) == sorted(codes) and mine != codes


def test_the_other_parts_of_the_script_are_on_the_sheet_too() -> None:
    sheet = paper.sheet(SURVEY, the_script(), NOTHING)
    assert [item.text for item in sheet.voicemail] == ["Hello, this is ‹caller›."]
    assert sheet.call_back[1].text.startswith("Hi again")
    assert [(title, items[0].text) for title, items in sheet.ready] == [
        ("If they are busy", "Ask when to ring <again>.")
    ]


def test_every_outcome_has_a_box() -> None:
    codes = [box.code for _title, boxes in paper.outcomes(paper.Cover("", ())) for box in boxes]
    assert {"conversation", "partial", "no_answer", "deceased"} <= set(codes) and "skipped" not in codes
    assert "ringa record m0001" in paper.to_record(paper.Cover("", (), "m0001"))


# what became of each question


def fates(draft: Draft, script: Script | None = None) -> dict[str, account.Fate]:
    items = paper.sheet(SURVEY, script, NOTHING).talk
    found = account.account(SURVEY, script, {}, draft, items, " and ")
    return {fate.question.id: fate for fate in found}


def test_it_is_told_what_became_of_each_question() -> None:
    draft = Draft("", {"member_ok": "no", "trust": "9"}, ("intro", "member_ok", "shift", "trust"))
    found = fates(draft)
    assert (found["member_ok"].became, found["member_ok"].cell) == (account.ANSWERED, "no")
    assert found["shift"].became == account.PASSED
    assert found["last_day"].became == account.ENDED
    assert (found["hours"].became, found["hours"].conditions) == (
        account.NOT_ASKED, ("the answer to question 1 is “Yes”",),
    )  # fmt: skip
    assert "intro" not in found


def test_questions_that_the_script_does_not_come_to_are_told_last() -> None:
    script = a_script('{% if branch == "B" %}{{ ask("hours") }}{% endif %}{{ ask("member_ok") }}')
    found = fates(Draft("", {"member_ok": "yes"}, ("member_ok",)), script)
    assert found["hours"].conditions == ("branch is “B” and the answer to question 2 is “Yes”",)
    assert found["shift"].became == account.NOWHERE
    assert [fate.number for fate in found.values()][:3] == [1, 2, 0]


@settings(max_examples=50)
@given(st.data(), survey_documents())
def test_a_conversation_never_comes_to_a_question_that_is_not_on_the_sheet(
    data: st.DataObject, document: dict[str, Any]
) -> None:
    survey = survey_from(document)
    items = paper.sheet(survey, None, NOTHING).talk
    on_paper = {item.question.id for item in items if item.question}
    answers = data.draw(given_answers(survey.questions))
    assert comes_to(survey, None, {}, answers) <= on_paper
    numbers = [item.number for item in items if item.kind == paper.QUESTION]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_question_that_needs_an_answer_says_so() -> None:
    needed = {id for id, item in asked(None).items() if "an answer is needed" in item.form.rule}
    assert needed == {question.id for question in SURVEY.questions if question.required} != set()
