"""Questions of every type in a real terminal of 80×24: a whole conversation, back and forth, and a crash."""

import re
import signal

import pytest

from tests.conftest import Laptop
from tests.every_kind import SCRIPT, SURVEYS
from tests.terminal.test_calling import ENTER, Terminal, answers, call, terminals  # noqa: F401


@pytest.fixture
def every_kind(office: Laptop) -> Laptop:
    """A campaign with every kind of question, and Åsa to be called first."""
    for script in (office.folder / "scripts").iterdir():
        script.unlink()
    (office.folder / "scripts" / "talk.md").write_text(SCRIPT, encoding="utf-8")
    text = SURVEYS.replace("id: every, name", "id: reference, name", 1)
    (office.folder / "surveys.yaml").write_text(text, encoding="utf-8")
    return office


def to_the_shift(terminal: Terminal) -> None:
    terminal.wait("Whom did you reach?")
    terminal.press("1", "can talk now")
    terminal.press("1", "Frågorna handlar om jobbet.")
    terminal.press(ENTER, "Proposed: Ja")
    terminal.press(ENTER, "Vilket skift")


def test_every_type_is_asked_and_a_step_back_shows_the_answer(
    terminals: list[Terminal],  # noqa: F811
    every_kind: Laptop,
) -> None:
    terminal = call(terminals, every_kind)
    to_the_shift(terminal)
    terminal.press("3", "In a few words")
    terminal.press("delade pass" + ENTER, "Vad är viktigast?")
    terminal.press("b", "Answered before: Något annat")
    terminal.press(ENTER, "Answered before: delade pass")
    terminal.press(ENTER, "Vad är viktigast?")
    terminal.press("1", "x Lön")
    terminal.press("2", "x Tider")
    terminal.press(ENTER, "→ Lön, Tider")
    terminal.wait("Hur nöjd är du?")
    terminal.press("4", "Hur mycket litar du på oss?")
    terminal.press("3" + ENTER, "Hur lång är din vecka?")
    terminal.press("37,5" + ENTER, "När var du ledig senast?")
    terminal.press("6/6 2026" + ENTER, "Vilken station?")
    terminal.wait("q quit")
    shown = terminal.screen()
    assert all(any(f" Station number {n}" in line for line in shown) for n in range(1, 21))
    terminal.press("1" + ENTER, "Vad ska vi göra?")
    terminal.press("Lyssna" + ENTER, "Enter save")
    terminal.press(ENTER, "Message to the coordinator")
    terminal.press(ENTER, "Note to the next caller")
    terminal.press(ENTER, "Nils Björk")
    found = answers(every_kind)[0]
    assert found.pop("answer.station").startswith("s")
    assert found == {
        "answer.member_ok": "yes", "answer.shift": "other", "answer.shift_other": "delade pass",
        "answer.wishes": "pay|hours", "answer.happy": "4", "answer.trust": "3", "answer.hours": "37.5",
        "answer.last_day": "2026-06-06", "answer.story": "Lyssna",
    }  # fmt: skip


def test_an_answer_is_kept_before_its_words_are_asked_for(
    terminals: list[Terminal],  # noqa: F811
    every_kind: Laptop,
) -> None:
    terminal = call(terminals, every_kind)
    to_the_shift(terminal)
    terminal.press("3", "In a few words")
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    again = call(terminals, every_kind)
    again.wait("You were in the middle of this call")
    again.wait("Enter go on")
    again.press(ENTER, "Vad är viktigast?")
    again.press("b", "Vilket skift")
    again.press("2", "Vad är viktigast?")


@pytest.mark.parametrize("environ", [{"RINGA_PLAIN": "1"}, {"NO_COLOR": "1"}])
def test_questions_have_no_escape_sequences_where_none_are_wanted(
    terminals: list[Terminal],  # noqa: F811
    every_kind: Laptop,
    environ: dict[str, str],
) -> None:
    terminal = call(terminals, every_kind, **environ)
    to_the_shift(terminal)
    terminal.press("2", "Vad är viktigast?")
    terminal.wait("quit" if "RINGA_PLAIN" not in environ else "q: quit")
    assert not re.search(r"\x1b\[[0-9;]*m" if "NO_COLOR" in environ else r"\x1b", terminal.raw)


def test_a_preview_is_played_with_the_same_keys_and_stores_nothing(
    terminals: list[Terminal],  # noqa: F811
    every_kind: Laptop,
) -> None:
    before = every_kind.export()
    terminal = Terminal(every_kind.folder, "preview", "--language", "sv")
    terminals.append(terminal)
    terminal.wait("What do you want to see?")
    terminal.press("1", "Kim Exempel")
    terminal.press("1", "can talk now")
    terminal.press("1", "Preview, nothing is stored: intro")
    terminal.press(ENTER, "question 1 of 9, member_ok")
    terminal.press("2", "question 2 of 9, shift")
    terminal.press("q", "hours: not asked, only if")
    assert terminal.end() == 0
    assert every_kind.export() == before
    assert every_kind.ok("status", "--json")["handed_out"] == 0
