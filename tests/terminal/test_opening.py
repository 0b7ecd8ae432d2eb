"""`ringa open` in a real terminal: the code is asked for, and the word that was misheard is named."""

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.packing import an_office_with
from tests.cli.ready import an_office
from tests.conftest import Laptop


def test_a_code_is_asked_for_until_it_is_right(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    from datetime import UTC, datetime

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
