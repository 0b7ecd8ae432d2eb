"""`ringa open` in a real terminal: the code is asked for, and the word that was misheard is named."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.packing import an_office_with, opened, pack
from tests.cli.ready import an_office
from tests.conftest import Laptop
from tests.terminal.test_calling import ENTER, Terminal, terminals  # noqa: F401  the second is a fixture


def test_a_code_is_asked_for_until_it_is_right(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    office = an_office_with(an_office(tmp_path, tmp_path_factory), 3)
    office.now = datetime.now(UTC)  # the terminal has no other clock
    (packet,) = office.ok("pack", "--for", "Anna", "--json")["packets"]
    env = {**os.environ, "TERM": "xterm-256color", "RINGA_LANG": "en"}
    child: Any = pexpect.spawn(
        sys.executable, ["-m", "ringa", "open", packet["file"], "home"], cwd=str(tmp_path), env=env,
        dimensions=(40, 80), encoding="utf-8", timeout=60,
    )  # fmt: skip
    words = packet["code"].split("-")
    child.expect("Code: ")
    child.sendline(" ".join(["blaha", *words[1:]]))
    child.expect(r"word 1 \(blaha\)")
    child.expect("Code: ")
    child.sendline(" ".join([words[1], words[0], *words[2:]]) if words[0] != words[1] else "")
    child.expect("Code: ")
    child.sendline(" ".join(words).upper())
    child.expect("Anna: 3 contacts")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert Laptop(tmp_path / "home", office.now).ok("status", "--json")["contacts"] == 3


@pytest.mark.parametrize(("args", "who"), [((), "Olle"), (("--caller", "Siv"), "Siv")])
def test_whose_packet_it_is_need_not_be_asked(
    terminals: list[Terminal],  # noqa: F811
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    args: tuple[str, ...],
    who: str,
) -> None:
    office = an_office_with(an_office(tmp_path, tmp_path_factory), 3)
    office.now = datetime.now(UTC)
    home = opened(office, pack(office, "--for", "Olle")[0])
    terminal = Terminal(home.folder, "call", "--any-hour", *args)
    terminals.append(terminal)
    terminal.wait(f"{who} · 0 calls")
    assert "Your name" not in terminal.raw


def test_a_call_back_that_was_promised_at_home_is_said_to_be_nobody_elses(
    terminals: list[Terminal],  # noqa: F811
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office = an_office_with(an_office(tmp_path, tmp_path_factory), 3)
    office.now = datetime.now(UTC)
    home = opened(office, pack(office, "--for", "Olle")[0])
    terminal = Terminal(home.folder, "call", "--any-hour")
    terminals.append(terminal)
    terminal.wait("Whom did you reach?")
    terminal.press("1", "can talk now")
    terminal.press("2", "When?")
    terminal.press("imorgon kväll" + ENTER, "Who calls back?")
    terminal.wait("nobody else will ring")
