"""`ringa practice` in a real terminal of 80×24, with keys only."""

from pathlib import Path

import pytest

from tests.terminal.test_calling import ENTER, Terminal, terminals  # noqa: F401


def practise(terminals: list[Terminal], folder: Path, *args: str, **environ: str) -> Terminal:  # noqa: F811
    terminal = Terminal(folder, "practice", "--caller", "Anna", *args, **environ)
    terminals.append(terminal)
    return terminal


def test_a_practice_shift_of_two_calls_in_a_terminal(terminals: list[Terminal], tmp_path: Path) -> None:  # noqa: F811
    terminal = practise(terminals, tmp_path, "--persona", "hurried", "--persona", "objects_midway", "--language", "sv")
    terminal.wait("Voice: “Ja, Leila?”")
    terminal.wait("Whom did you reach?")
    terminal.press("1", "Kan du ringa i morgon efter sju?”")
    terminal.wait("can talk now")
    terminal.press("2", "When?")
    terminal.press("1d" + ENTER, "Who calls back?")
    terminal.press("1", "Message to the coordinator")
    terminal.press(ENTER, "Note to the next caller")
    terminal.press("efter sju" + ENTER, "How it went")
    terminal.wait("Leila Norén: stressad.")
    terminal.wait("Enter next call")
    terminal.press(ENTER, "“Hej, Idris här.”")
    terminal.press("1", "can talk now")
    terminal.press("1", "Idris: “Ja, det stämmer.”")
    terminal.press("1", "Sluta ringa mig")
    terminal.wait("quit")
    assert all(len(line) <= 80 for line in terminal.screen())
    terminal.press("1", "Sluta ringa mig")
    terminal.press("e", "How did it end?")
    terminal.press("5", "y yes")
    terminal.press("y", "Message to the coordinator")
    terminal.press(ENTER, "Note to the next caller")
    terminal.press(ENTER, "  - The member had had enough, and you went on.")
    terminal.wait("Enter to the score")
    terminal.press(ENTER, "Your score")
    assert terminal.end() == 0
    assert "Next time, think of this first:" in terminal.raw
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("environ", [{"RINGA_PLAIN": "1"}, {"TERM": "dumb"}])
def test_practice_can_be_heard_in_linear_mode(
    terminals: list[Terminal],  # noqa: F811
    tmp_path: Path,
    environ: dict[str, str],
) -> None:
    terminal = practise(terminals, tmp_path, "--persona", "busy", "--language", "en", **environ)
    terminal.wait("(Beep, beep, beep. The line is busy.)")
    terminal.press("3", "5  ")
    terminal.press("2", "Enter: to the score")
    terminal.press(ENTER, "1. Mehmet Aydın: busy. 3 of 3 points")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.raw.replace("\x1b[6n", "")


def test_ctrl_c_ends_practice_with_130_and_leaves_nothing(terminals: list[Terminal], tmp_path: Path) -> None:  # noqa: F811
    terminal = practise(terminals, tmp_path)
    terminal.wait("Whom did you reach?")
    terminal.child.send("\x03")
    assert terminal.end() == 130
    assert not list(tmp_path.iterdir())
