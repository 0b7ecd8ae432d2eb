"""A whole shift in a real terminal: hostile names, windows that change, meaningless keys, ends that come suddenly.

After every key the screen is read as a terminal shows it, and every frame has to be legible.
"""

import random
import signal
from collections.abc import Iterator

import pexpect
import pyte
import pytest

from tests.cli.naughty import STRINGS
from tests.conftest import Laptop
from tests.terminal.test_calling import ENTER, Terminal, call, open_office, outcomes, terminals  # noqa: F401

SIZES = [(20, 60), (60, 200), (30, 100), (24, 80)]
PASTED = "\x1b[200~1111 klistrat\r2\r3\r\x1b[201~"
QUIT = "q quit"
CALLS = 8


class Window:
    """The screen beside a terminal, as somebody would see it."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.screen)

    def look(self) -> list[str]:
        """The lines, once the program has nothing more to write."""
        patience = 2.0  # for the first of it
        while self.terminal.child.expect([r"(?s).+", pexpect.TIMEOUT, pexpect.EOF], timeout=patience) == 0:
            patience = 0.06
            self.stream.feed(self.terminal.child.after)
        return [line.rstrip() for line in self.screen.display]

    def press(self, keys: str) -> list[str]:
        """Press keys and look; the frame that comes is legible."""
        self.terminal.child.send(keys)
        return self.legible()

    def resize(self, rows: int, columns: int) -> list[str]:
        """Another size of the window."""
        self.screen.resize(rows, columns)
        self.terminal.child.setwinsize(rows, columns)
        return self.legible()

    def legible(self) -> list[str]:
        """The first line says where one is; the keys stand last, none of them cut."""
        for _again in range(10):  # a machine that is busy draws late
            lines = self.look()
            written = [line for line in lines if line] or [""]
            keys = " ".join(written[-4:])
            if lines[0].startswith("─") and (QUIT in keys or "Enter" in keys):
                break
        assert lines[0].startswith("─") and (QUIT in keys or "Enter" in keys), lines
        assert all(len(line) <= min(self.screen.columns, 80) for line in lines), lines
        assert not any(char < " " or "\x7f" <= char < "\xa0" for line in lines for char in line), lines
        return lines


@pytest.fixture
def crowd(open_office: Laptop) -> Laptop:  # noqa: F811
    """A campaign of people whose names come from hostile lists."""
    names = [name for name in STRINGS if name.strip() and "\n" not in name and "\r" not in name][:40]
    quoted = ('"' + name.replace('"', '""') + '"' for name in names)
    rows = [f"{n},{name},070-174 06 {n % 95 + 5:02},{name}" for n, name in enumerate(quoted, 10)]
    (open_office.folder / "crowd.csv").write_text("id,last_name,phone,workplace\n" + "\n".join(rows), newline="")
    open_office.run("import", "crowd.csv", "--json", "--yes")
    return open_office


@pytest.fixture
def window(terminals: list[Terminal], crowd: Laptop) -> Iterator[Window]:  # noqa: F811
    """A shift that has begun."""
    yield Window(call(terminals, crowd))


def answer_at_random(window: Window, lines: list[str], chance: random.Random) -> list[str]:
    """One sensible key for what is on the screen."""
    shown = "\n".join(lines)
    typed = lines[-1].endswith(":") or [line for line in lines if line][-1].endswith(":")
    if "0 pass over" in shown:
        return window.press("0" + ENTER if typed else chance.choice("01"))
    return window.press("1" if "Can you talk?" in shown else ENTER)


def test_a_shift_among_hostile_names_loses_nothing_and_stays_legible(window: Window, crowd: Laptop) -> None:
    chance = random.Random(5)
    lines = window.legible()
    reported = 0
    for turn in range(CALLS):
        lines = window.resize(*SIZES[turn % len(SIZES)])
        for nonsense in chance.sample(["x", "\x1b[A", "å", PASTED, "\x1bOP", "99"], 2):
            assert window.press(nonsense)[0] == lines[0]
        assert "Whom did you reach?" in "\n".join(lines)
        way = chance.choice(["31", "32", "21", "s", "12", "1e"])
        if way == "s":
            window.press("s")
            lines = window.press("för långt bort" + ENTER)
        elif way in ("31", "32"):
            window.press("3")
            lines = window.press(way[1])
        else:
            window.press(way[0])
            lines = window.press("1")
            for _step in range(40):
                if "Saved:" in "\n".join(lines):
                    break
                lines = answer_at_random(window, lines, chance)
        reported += 1
        assert "Saved:" in "\n".join(lines)
    assert len({contact for contact, _outcome in outcomes(crowd)}) == len(outcomes(crowd)) == reported


@pytest.mark.parametrize("end", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL, "\x03"])
def test_the_first_screen_is_given_back_and_has_seen_no_member(
    terminals: list[Terminal],  # noqa: F811
    open_office: Laptop,  # noqa: F811
    end: signal.Signals | str,
) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("quit")
    if isinstance(end, str):
        terminal.child.send(end)
    else:
        terminal.child.kill(end)
    terminal.end()
    before, _second, rest = terminal.raw.partition("\x1b[?1049h")
    shown, left, after = rest.partition("\x1b[?1049l")
    assert "Åsa" in shown and "Åsa" not in before + after
    assert bool(left) is (end != signal.SIGKILL)
