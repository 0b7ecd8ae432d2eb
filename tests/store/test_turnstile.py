"""The line in front of the campaign file: first come, first served, and nobody is held up by somebody who died."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringa.store import turnstile as line
from ringa.store.turnstile import Turnstile
from tests.cli.ready import results_of, start

pytest.importorskip("fcntl")

TAKE_A_TURN = """
import sys
from pathlib import Path
from ringa.store.turnstile import Turnstile
with Turnstile(Path("turn")).turn(), open("order", "a") as order:
    order.write(sys.argv[1])
"""


@pytest.fixture
def turnstile(tmp_path: Path) -> Iterator[Turnstile]:
    found = Turnstile(tmp_path / "turn")
    yield found
    found.close()


def in_line(turnstile: Turnstile, name: str) -> subprocess.Popen[str]:
    """A process that has come to the turnstile and waits."""
    before = line.came(turnstile.fd)
    process = start(turnstile.path.parent, TAKE_A_TURN, name)
    while line.came(turnstile.fd) == before and process.poll() is None:
        time.sleep(0.001)
    return process


def test_turns_are_taken_in_the_order_in_which_processes_came(turnstile: Turnstile) -> None:
    with turnstile.turn():
        processes = [in_line(turnstile, name) for name in "ABCDE"]
        assert not (turnstile.path.parent / "order").exists()
    results_of(processes)
    assert (turnstile.path.parent / "order").read_text() == "ABCDE"


def test_who_is_killed_in_the_line_holds_up_nobody_and_lets_nobody_in_too_early(turnstile: Turnstile) -> None:
    with turnstile.turn():
        first, second, third = (in_line(turnstile, name) for name in "ABC")
        second.kill()
        second.communicate()
        assert not (turnstile.path.parent / "order").exists()
    results_of([first, third])
    assert sorted((turnstile.path.parent / "order").read_text()) == ["A", "C"]


def test_the_line_and_the_mark_stand_beside_each_other(turnstile: Turnstile) -> None:
    turnstile.write_mark("dabcdefghij", 10**9)
    with turnstile.turn():
        assert turnstile.read_mark() == ("dabcdefghij", 10**9)
    turnstile.write_mark("dabcdefghij", 7)
    assert (line.came(turnstile.fd), turnstile.read_mark()) == (1, ("dabcdefghij", 7))
