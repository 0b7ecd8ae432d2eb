"""`ringa import` in a real terminal: what is unclear is asked once, and an alarm is a question."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.lists import HEAD, an_empty_office, everybody, names, rung, without
from tests.cli.ready import status
from tests.conftest import Laptop

# Towns and streets or people? The name says nothing, and the cells are in no list of names.
UNCLEAR = """Ref;Kallas;Nr
a-1;Quux Zandt;070-174 06 05
b-22;Blarg Wibble;070-174 06 06
c-333;Flurb Snork;070-174 06 07
"""
QUESTION = "What is the column Kallas? Its first cells:"

Import = Callable[..., Any]


@pytest.fixture
def empty(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_empty_office(tmp_path, tmp_path_factory)


@pytest.fixture
def start(empty: Laptop) -> Iterator[Import]:
    """Starts an import in a terminal of 80 columns."""
    opened = []

    def run(*args: str) -> Any:
        env = {**os.environ, "TERM": "xterm-256color", "RINGA_LANG": "en"}
        child: Any = pexpect.spawn(
            sys.executable, ["-m", "ringa", "import", *args], cwd=str(empty.folder), env=env, dimensions=(40, 80),
            encoding="utf-8", timeout=60,
        )  # fmt: skip
        opened.append(child)
        return child

    yield run
    for child in opened:
        child.close(force=True)


def end(child: Any) -> tuple[int, str]:
    """The exit code and all that was written since the last question."""
    child.expect(pexpect.EOF)
    text = re.sub(r"\s+", " ", child.before)
    child.close()
    return int(child.exitstatus if child.exitstatus is not None else -child.signalstatus), text


def write(laptop: Laptop, text: str) -> None:
    (laptop.folder / "list.csv").write_text(text, encoding="utf-8")


def test_an_unclear_column_is_asked_for_with_its_cells_and_remembered(start: Import, empty: Laptop) -> None:
    write(empty, UNCLEAR)
    child = start("list.csv", "--map", "id=Ref")
    child.expect_exact(QUESTION)
    assert "--map" not in child.before  # it is about to be asked
    for shown in ("Quux Zandt", "Blarg Wibble", "1  ", "0  nothing that is needed"):
        child.expect_exact(shown)
    whole = re.search(r"(\d)  whole name", child.before)
    assert whole
    child.send("x")  # no answer
    child.expect_exact("\a")
    child.expect_exact("Press a number from 0 to ")
    child.send(whole[1])
    code, text = end(child)
    assert code == 0 and "Kallas → name (as you said)" in text
    assert names(empty)["ma-1"] == ("Quux", "Zandt") and rung(empty)["mb-22"] == ["+46701740606"]

    write(empty, UNCLEAR + "d-4;Vork Plim;070-174 06 08\n")
    code, text = end(start("list.csv"))  # not a word this time, and no flag
    assert code == 0 and QUESTION not in text
    assert names(empty)["md-4"] == ("Vork", "Plim")
    assert empty.ok("import", "list.csv", "--json")["unchanged"] == 4  # and so tonight, without a terminal


def test_an_unclear_column_can_be_left_out(start: Import, empty: Laptop) -> None:
    write(empty, UNCLEAR)
    child = start("list.csv", "--map", "id=Ref")
    child.expect_exact("0  nothing that is needed")
    child.send("0")
    code, _text = end(child)
    assert code == 0 and set(names(empty).values()) == {("", "")}


def test_a_question_that_is_interrupted_changes_nothing(start: Import, empty: Laptop) -> None:
    write(empty, UNCLEAR)
    child = start("list.csv", "--map", "id=Ref")
    child.expect_exact("0  nothing that is needed")
    child.kill(signal.SIGINT)
    code, text = end(child)
    assert code == 130 and "Traceback" not in text
    assert everybody(empty) == {}


def test_no_input_asks_nothing_even_at_a_terminal(start: Import, empty: Laptop) -> None:
    write(empty, UNCLEAR)
    code, text = end(start("list.csv", "--map", "id=Ref", "--no-input"))
    assert code == 0 and QUESTION not in text and "--map" in text


def test_the_first_rows_are_shown_as_they_were_read_and_cannot_drive_the_terminal(start: Import, empty: Laptop) -> None:
    write(empty, HEAD + '1;"\x1b]52;c;aGVq\x07\x1b[2JÅsa Öberg";070-174 06 05\n')
    code, text = end(start("list.csv", "--dry-run"))
    assert code == 0 and "Åsa Öberg | 070-174 06 05" in text
    assert "\x1b]52" not in text and "\x1b[2J" not in text


@pytest.mark.parametrize(("answer", "code", "gone"), [("n", 1, 0), ("y", 0, 3)])
def test_a_list_that_looks_wrong_is_a_question(start: Import, empty: Laptop, answer: str, code: int, gone: int) -> None:
    write(empty, without())
    empty.ok("import", "list.csv", "--json")
    write(empty, without("0003", "0004", "0005"))
    child = start("list.csv")
    child.expect_exact("(y/n)")
    child.send(answer)
    assert end(child)[0] == code
    assert status(empty)["blocked"] == ({"gone": gone} if gone else {})
