"""Somebody rings back: found, opened and logged in a real terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.ready import an_office, reports, small
from tests.conftest import Laptop
from tests.terminal.test_calling import ENTER, Terminal


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return small(an_office(tmp_path, tmp_path_factory))


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """Terminals that are closed when the test is over."""
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.child.close(force=True)


def find(terminals: list[Terminal], office: Laptop, text: str) -> Terminal:
    terminals.append(Terminal(office.folder, "find", text, "--caller", "Anna"))
    return terminals[-1]


def test_who_was_found_is_opened_with_a_key_and_the_conversation_logged(
    terminals: list[Terminal], office: Laptop
) -> None:
    terminal = find(terminals, office, "oberg")
    terminal.wait(" 1  m0001 · Åsa Öberg")
    terminal.wait("Enter: nobody")
    terminal.press("1", "2 if you meet")
    terminal.press("2", "Whom did you reach?")
    terminal.press("3", "not there today")
    terminal.press("1", "Thank you, Anna!")
    assert terminal.end() == 0
    assert [(row["contact"], row["channel"]) for row in reports(office)] == [("m0001", "workplace")]


def test_enter_opens_nobody(terminals: list[Terminal], office: Laptop) -> None:
    terminal = find(terminals, office, "")
    terminal.wait("Enter: nobody")
    terminal.press(ENTER, "")
    assert terminal.end() == 0
    assert reports(office) == []


def test_the_list_for_the_coordinator_fits_80_columns(terminals: list[Terminal], office: Laptop) -> None:
    message = "She wants to be rung by somebody who knows the agreement for night shifts, and soon. " * 3
    office.ok("record", "0001", "--outcome", "busy", "--to-coordinator", message, "--caller", "Anna")
    terminals.append(Terminal(office.folder, "follow-ups"))
    assert terminals[-1].end() == 0
    lines = terminals[-1].raw.replace("\r", "").split("\n")
    assert max(map(len, lines)) <= 80
    assert lines[1].startswith("  message: She wants")
    assert lines[2].startswith("    ")
