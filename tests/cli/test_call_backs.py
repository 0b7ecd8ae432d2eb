"""Agreeing on a call-back at a terminal: when, inside which hours, and who."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa import i18n
from ringa.cli import call_backs, show
from ringa.cli.keyboard import Back, Keyboard, Quit
from ringa.cli.screen import Screen
from ringa.core.campaign import Campaign, from_document
from ringa.core.moment import read_coming
from tests.build import STOCKHOLM, a_campaign_document
from tests.cli.keys import ENTER, Keys

NOW = datetime(2026, 11, 17, 12, 5, 12, tzinfo=UTC)  # a Tuesday, five past one in Stockholm
HOURS = {"mon-fri": "09:00-20:30", "sat": "10:00-17:00", "sun": "closed"}
MINE, ANYONE = "1", "2"


class Desk:
    """A caller with a member on the phone. `notes` are the helping keys that were pressed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        self.notes: list[str] = []
        self.shown = ""
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setenv("LINES", "24")

    def agree(self, campaign: Campaign, *keys: str, at_home: bool = False) -> tuple[str, str]:
        """What comes of these keys, all of which are needed."""
        pressed = Keys(self.monkeypatch, *keys)
        screen = Screen(linear=False, colour=False)
        keyboard = Keyboard(screen, {"n": lambda: self.notes.append("n")})
        try:
            return call_backs.agree(screen, keyboard, campaign, NOW, "Anna", at_home=at_home)
        finally:
            self.shown = self.capsys.readouterr().out
            assert pressed.left == ""


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(monkeypatch, capsys)


def campaign(**head: object) -> Campaign:
    return from_document(a_campaign_document(**head))


ALWAYS = campaign()
OFFICE = campaign(calling_hours=HOURS, ends="2026-11-27")


def test_what_was_understood_is_shown_and_the_caller_promises(desk: Desk) -> None:
    assert desk.agree(ALWAYS, "imorgon kväll", ENTER, MINE) == ("2026-11-18T17:00:00Z", "Anna")
    assert "→ tomorrow, Wed 18/11 18:00" in desk.shown
    assert "30 minutes late, it goes to the others" in " ".join(desk.shown.split())


def test_at_home_nobody_else_makes_the_call_that_was_promised(desk: Desk) -> None:
    assert desk.agree(ALWAYS, "tonight", ENTER, MINE, at_home=True) == ("2026-11-17T17:00:00Z", "Anna")
    shown = " ".join(desk.shown.split())
    assert "nobody else will ring" in shown and "it goes to the others" not in shown


def test_anyone_may_call_back(desk: Desk) -> None:
    assert desk.agree(OFFICE, "tonight", ENTER, ANYONE) == ("2026-11-17T17:00:00Z", "")
    assert "→ today, Tue 17/11 18:00" in desk.shown


def test_what_is_not_understood_is_asked_for_again_with_examples(desk: Desk) -> None:
    assert desk.agree(ALWAYS, "kanske", ENTER, ENTER, "om en vecka", ENTER, MINE)[0] == "2026-11-24T12:05:00Z"
    assert "That is no time to come. As in: tomorrow 18:00" in desk.shown and desk.shown.count("\a") == 2


def test_a_time_outside_calling_hours_is_kept_if_it_is_confirmed(desk: Desk) -> None:
    assert desk.agree(OFFICE, "söndag 18", ENTER, "y", MINE) == ("2026-11-22T17:00:00Z", "Anna")
    assert "outside the calling hours. The nearest time inside is Mon 23/11 18:00." in desk.shown


def test_the_nearest_time_inside_is_taken_by_enter(desk: Desk) -> None:
    assert desk.agree(OFFICE, "fredag 21", ENTER, "n", ENTER, MINE) == ("2026-11-20T19:15:00Z", "Anna")
    assert "Enter Fri 20/11 20:15" in desk.shown


def test_another_time_can_be_written_in_its_place(desk: Desk) -> None:
    assert desk.agree(OFFICE, "fredag 21", ENTER, "n", "lördag 11", ENTER, MINE)[0] == "2026-11-21T10:00:00Z"


def test_a_time_after_the_last_day_is_told(desk: Desk) -> None:
    assert desk.agree(OFFICE, "4 december 18", ENTER, "n", ENTER, ANYONE)[0] == "2026-11-27T17:00:00Z"
    assert "The campaign is over then. The nearest time inside is Fri 27/11 18:00." in desk.shown


def test_when_there_is_no_time_inside_none_is_proposed(desk: Desk) -> None:
    closed = campaign(calling_hours={"mon-sun": "closed"})
    assert desk.agree(closed, "3h", ENTER, "n", "4h", ENTER, "y", ANYONE)[0] == "2026-11-17T16:05:00Z"
    assert "nearest" not in desk.shown


def test_one_step_back_from_who_is_when_and_from_there_out(desk: Desk) -> None:
    assert desk.agree(ALWAYS, "3h", ENTER, "b", "4h", ENTER, MINE)[0] == "2026-11-17T16:05:00Z"
    with pytest.raises(Back):
        desk.agree(ALWAYS, "3h", ENTER, "b", "b", ENTER)
    with pytest.raises(Quit):
        desk.agree(ALWAYS, "q", ENTER)


def test_notes_can_be_taken_in_between(desk: Desk) -> None:
    desk.agree(ALWAYS, "n", ENTER, "3h", ENTER, "n", MINE)
    assert desk.notes == ["n", "n"]


def test_at_the_end_of_a_shift_the_promises_are_told() -> None:
    due = ["2026-11-18T17:00:00Z", "2026-11-25T09:00:00Z"]
    assert call_backs.promised([], NOW, ALWAYS) == ""
    assert call_backs.promised(due[:1], NOW, ALWAYS) == "You have promised 1 call-back: tomorrow, Wed 18/11 18:00."
    assert call_backs.promised(due, NOW, ALWAYS) == (
        "You have promised 2 call-backs: tomorrow, Wed 18/11 18:00; Wed 25/11 10:00."
    )


@settings(max_examples=100)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 365 * 24 * 60) | st.integers(1, 2 * 24 * 60),
    st.sampled_from(i18n.LANGUAGES),
)
def test_the_words_on_the_screen_mean_the_moment_that_they_stand_for(
    now: datetime, minutes: int, language: str
) -> None:
    at = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    local = at.astimezone(STOCKHOLM)
    if local.fold or at <= now:  # the second of two identical hours has no words
        return
    with i18n.speaking(language):
        words = show.coming(at, now, STOCKHOLM)
    assert read_coming(words, now, STOCKHOLM) == at


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_examples_on_the_screen_are_understood(desk: Desk, language: str) -> None:
    with i18n.speaking(language):
        desk.agree(ALWAYS, "?", ENTER, ENTER, "3h", ENTER, MINE)
        examples = i18n._(call_backs.EXAMPLES).partition(": ")[2].rstrip(".").split(", ")
    assert ", ".join(examples) in desk.shown
    assert len(examples) == 4
    for example in examples:
        assert read_coming(example, NOW, STOCKHOLM) > NOW
