"""Asking a question of every type, as a caller meets it: what is shown, and which keys become which answer."""

import itertools
import re
from datetime import date
from typing import Any

import pytest
import typer

from ringa.cli.keyboard import Back, Ended, Keyboard
from ringa.cli.questions import Questions
from ringa.cli.screen import Screen
from ringa.core.survey import Question, Survey, from_document
from ringa.formats import surveys_yaml
from tests.cli.keys import ENTER, Keys
from tests.every_kind import SURVEYS


def the_survey() -> Survey:
    document, problems = surveys_yaml.read(SURVEYS, "surveys.yaml")
    assert [problem for problem in problems if not problem.warning] == []
    return from_document(document["surveys"][0])


EVERY = the_survey()


class Desk:
    """A caller at a screen of 80×24 who presses keys."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        self.shown = ""
        self.frames: list[str] = []
        self.linear = False
        self.notes: list[str] = []
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setenv("LINES", "24")

    def answer(self, question: Question | str, *keys: str, answers: Any = None, before: str = "") -> str:
        """The cell that comes of these keys, all of which are needed."""
        if isinstance(question, str):
            found = EVERY.question(question)
            assert found is not None
            question = found
        pressed = Keys(self.monkeypatch, *keys)
        screen = Screen(linear=self.linear, colour=False)
        keyboard = Keyboard(screen, {"n": lambda: self.notes.append("n")})
        try:
            asking = Questions(screen, keyboard, ["en"], "m0001 every", today=date(2026, 11, 18))
            return asking.answer(question, answers or {}, before)
        finally:
            screen.frame()  # what the next one has on top
            screen.paint()
            self.seen()
            assert pressed.left == ""

    def seen(self) -> None:
        """All that has been shown, and each frame that was."""
        frames = self.capsys.readouterr().out.split("\x1b[H")
        self.frames = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", frame) for frame in frames]
        self.shown = "\n".join(self.frames)

    def words(self, *keys: str, before: str = "") -> str:
        """The words of an `other` choice."""
        Keys(self.monkeypatch, *keys)
        screen = Screen(linear=False, colour=False)
        shift = EVERY.question("shift")
        assert shift is not None
        found = Questions(screen, Keyboard(screen, {}), ["en"], "").words(shift, before)
        self.seen()
        return found


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(monkeypatch, capsys)


def test_a_hint_is_marked_as_for_the_caller(desk: Desk) -> None:
    assert desk.answer("shift", "2") == "night"
    assert "  [For you: The longest one counts.]" in desk.shown
    assert "→ Night" in desk.shown


def test_a_default_is_taken_by_enter_and_by_nothing_else(desk: Desk) -> None:
    assert desk.answer("member_ok", ENTER) == "yes"
    assert "Proposed: Yes" in desk.shown and "Enter take it" in desk.shown
    assert desk.answer("member_ok", "2") == "no"
    assert desk.answer("member_ok", "0") == ""


def test_enter_never_passes_a_question_over(desk: Desk) -> None:
    for id, rest in (("shift", "0"), ("happy", "0"), ("trust", "-" + ENTER), ("story", "0" + ENTER)):
        assert desk.answer(id, ENTER, rest) == ""
        assert "\a" in desk.shown


def test_an_answer_that_was_given_before_is_shown_and_kept_by_enter(desk: Desk) -> None:
    assert desk.answer("member_ok", ENTER, before="no") == "no"
    assert "Answered before: No" in desk.shown and "Enter keep it" in desk.shown
    assert desk.answer("hours", ENTER, before="7.5") == "7.5"
    assert "Answered before: 7.5 hours" in desk.shown


def test_what_cannot_be_taken_any_more_is_not_proposed(desk: Desk) -> None:
    assert desk.answer("shift", ENTER, "1", before="gone") == "day"
    assert "before" not in desk.shown


def test_a_wrong_key_is_a_bell_and_what_is_expected_once(desk: Desk) -> None:
    assert desk.answer("shift", "9", "x", "1") == "day"
    assert desk.shown.count("\a") == 2
    assert "Press a number from 1 to 3, or one of these keys." in desk.frames[-2]
    desk.linear = True
    assert desk.answer("shift", "9", "x", "1") == "day"
    assert desk.shown.count("Press a number from 1 to 3, or one of these keys.") == 1


def test_choices_are_offered_only_after_the_answers_that_lead_to_them(desk: Desk) -> None:
    assert desk.answer("wishes", "4", ENTER, answers={"shift": "day"}) == "none"
    assert "Fewer nights" not in desk.shown
    assert desk.answer("wishes", "4", "1", ENTER, answers={"shift": "night"}) == "pay|nights"


def test_too_few_choices_are_told_before_and_when_they_are_taken(desk: Desk) -> None:
    assert desk.answer("wishes", "1", ENTER, "3", ENTER) == "pay|safety"
    assert "  [Choose 2 to 3.]" in desk.shown
    assert "Choose at least 2." in desk.shown


def test_too_many_choices_are_refused_and_the_others_stay(desk: Desk) -> None:
    assert desk.answer("wishes", "1", "2", "3", "4", "3", ENTER, answers={"shift": "night"}) == "pay|hours"
    assert "At most 3; press a number again to take it away." in desk.shown


def test_an_exclusive_choice_clears_the_others_and_the_other_way_round(desk: Desk) -> None:
    assert desk.answer("wishes", "1", "2", "4", ENTER) == "none"
    assert desk.answer("wishes", "4", "1", "2", ENTER) == "pay|hours"


def test_several_choices_given_before_can_be_changed(desk: Desk) -> None:
    assert desk.answer("wishes", "1", "3", ENTER, before="pay|hours") == "hours|safety"
    assert "Answered before: Pay, Hours" in desk.shown


def test_zero_is_no_reply_on_a_question_of_several_choices_too(desk: Desk) -> None:
    assert desk.answer("wishes", "1", "0") == ""


def test_a_short_scale_has_a_key_for_each_point(desk: Desk) -> None:
    assert desk.answer("happy", "5") == "5"
    assert "  1  2  3  4  5" in desk.shown
    assert "1 = not at all · 5 = very" in desk.shown
    assert "→ 5 = very" in desk.shown


def test_a_scale_with_zero_is_typed_and_passed_over_with_a_dash(desk: Desk) -> None:
    assert desk.answer("trust", "11" + ENTER, "0" + ENTER) == "0"
    assert "It is from 0 to 10." in desk.shown
    assert desk.answer("trust", "10" + ENTER) == "10"
    assert desk.answer("trust", "-" + ENTER) == ""
    assert "- pass over" in desk.shown


def test_a_number_takes_comma_or_point_and_tells_its_range(desk: Desk) -> None:
    assert desk.answer("hours", "lots" + ENTER, "200" + ENTER, "37,5" + ENTER) == "37.5"
    assert "hours: " in desk.shown
    assert "It is from 0 to 80." in desk.shown
    assert "→ 37.5 hours" in desk.shown


def test_a_day_is_typed_in_several_forms_and_shown_back(desk: Desk) -> None:
    assert desk.answer("last_day", "1/2 1999" + ENTER, "8/9 2030" + ENTER) == "2030-09-08"
    assert "It is at least 2020-01-01." in desk.shown
    assert "→ Sun 8/9 2030" in desk.shown
    assert desk.answer("last_day", "2030-02-30" + ENTER, "2030-09-08" + ENTER) == "2030-09-08"


def test_a_text_that_is_too_long_is_cut_and_proposed(desk: Desk) -> None:
    assert desk.answer("story", "x" * 40 + ENTER, ENTER) == "x" * 30
    assert "Keep it under 30 characters." in desk.shown


def test_in_words_a_letter_is_an_answer_and_with_a_slash_it_is_a_key(desk: Desk) -> None:
    assert desk.answer("story", "b" + ENTER) == "b"
    assert desk.answer("story", "/n" + ENTER, "/?" + ENTER + ENTER, "0" + ENTER) == ""
    assert desk.notes == ["n"]
    with pytest.raises(Back):
        desk.answer("story", "/b" + ENTER)


@pytest.mark.parametrize("id", ["member_ok", "wishes", "happy"])
def test_letters_keep_their_meaning_where_keys_are_pressed(desk: Desk, id: str) -> None:
    for key, left in (("b", Back), ("e", Ended)):
        with pytest.raises(left):
            desk.answer(id, "n", "?" + ENTER, key)


@pytest.mark.parametrize("id", ["trust", "hours", "last_day", "station"])
def test_letters_keep_their_meaning_where_something_is_typed(desk: Desk, id: str) -> None:
    for key, left in (("B", Back), ("/e", Ended)):
        with pytest.raises(left):
            desk.answer(id, "n" + ENTER, "?" + ENTER + ENTER, key + ENTER)


def test_a_note_is_read_aloud_and_enter_goes_on(desk: Desk) -> None:
    assert desk.answer("intro", ENTER) == ""
    assert "These questions are about work." in desk.shown
    assert "[For you: Speak slowly.]" in desk.shown and "Enter go on" in desk.shown


def test_twenty_choices_fit_a_screen_and_are_typed(desk: Desk) -> None:
    cell = desk.answer("station", "12" + ENTER)
    assert cell.startswith("s")
    lines = desk.frames[1].splitlines()
    assert len(lines) <= 24 and max(map(len, lines)) <= 80
    assert all(f"Station number {n}" in desk.shown for n in range(1, 21))
    assert f"→ Station number {cell[1:]}" in desk.shown


def test_shuffled_choices_come_in_the_members_order(desk: Desk) -> None:
    first, again = (desk.answer("station", "1" + ENTER) for _time in range(2))
    assert first == again
    shuffled = {desk.answer("station", f"{n}{ENTER}") for n in range(1, 21)}
    assert shuffled == {f"s{n}" for n in range(1, 21)}


def test_several_numbers_can_be_typed_at_once_where_there_are_many_choices(desk: Desk) -> None:
    station = EVERY.question("station")
    assert station is not None
    many = station._replace(type="multiple", shuffle=False)
    assert desk.answer(many, "3 12, 20" + ENTER, "99" + ENTER, ENTER) == "s3|s12|s20"
    assert "Type numbers from 1 to 20." in desk.shown
    assert desk.answer(station, "3 4" + ENTER, "3" + ENTER)
    assert "Type one number from 1 to 20." in desk.shown


@pytest.mark.parametrize("linear", [False, True])
def test_choices_that_are_too_long_for_one_screen_come_on_pages(desk: Desk, linear: bool) -> None:
    station = EVERY.question("station")
    assert station is not None
    words = " ".join(itertools.repeat("very", 12))
    long = station._replace(choices=tuple(c._replace(text=f"{c.text} {words}") for c in station.choices))
    desk.linear = linear
    desk.answer(long, "+" + ENTER, "+" + ENTER, "+" + ENTER, "20" + ENTER)
    assert all(f"Station number {n} " in desk.shown for n in range(1, 21))
    first = desk.shown.partition("Number: ")[0] if linear else desk.frames[1]
    assert len(first.splitlines()) <= 24


def test_an_other_choice_asks_for_a_few_words(desk: Desk) -> None:
    assert desk.words("split shifts" + ENTER) == "split shifts"
    assert "In a few words: what?" in desk.shown
    assert desk.words("0" + ENTER) == ""
    assert desk.words(ENTER, before="split shifts") == "split shifts"


def test_the_end_of_input_takes_nothing(desk: Desk) -> None:
    for id in ("member_ok", "hours", "station"):
        with pytest.raises(typer.Abort):
            desk.answer(id)


def test_a_day_can_be_told_from_today_and_is_shown_with_its_year(desk: Desk) -> None:
    for typed, cell, shown in (("igår", "2026-11-17", "→ Tue 17/11 2026"), ("8/9", "2026-09-08", "→ Tue 8/9 2026")):
        assert desk.answer("last_day", typed + ENTER) == cell
        assert shown in desk.shown and "yesterday" in desk.shown
    assert desk.answer("last_day", "sometime" + ENTER, "i förrgår" + ENTER) == "2026-11-16"
    assert "Write it as 8/9, 8 September, yesterday or 2030-09-08." in desk.shown
