"""`ringa call` in a real terminal of 80×24, with keys only."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest

from tests.conftest import Laptop

ENTER = "\r"


class Terminal:
    """A terminal in which ringa runs, and the screen that a person sees."""

    def __init__(self, folder: Path, *args: str, **environ: str) -> None:
        env = {**os.environ, "TERM": "xterm-256color", "RINGA_LANG": "en", **environ}
        command = ["-m", "ringa", *args]
        self.child: Any = pexpect.spawn(
            sys.executable, command, cwd=str(folder), env=env, dimensions=(24, 80), encoding="utf-8", timeout=60
        )
        self.raw = ""

    def wait(self, text: str) -> None:
        """Wait until the text has been written."""
        self.child.expect_exact(text)
        self.raw += self.child.before + self.child.after

    def press(self, keys: str, then: str) -> None:
        """Press keys and wait for what they lead to."""
        self.child.send(keys)
        self.wait(then)

    def end(self) -> int:
        """Wait for the program to end; its exit code."""
        self.child.expect(pexpect.EOF)
        self.raw += self.child.before
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)

    def screen(self) -> list[str]:
        """The 24 lines as a terminal shows them, once the program has nothing more to write."""
        self.child.expect(pexpect.TIMEOUT, timeout=0.4)
        screen = pyte.Screen(80, 24)
        pyte.Stream(screen).feed(self.raw + self.child.before)
        return [line.rstrip() for line in screen.display]


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """Terminals that are closed when the test is over."""
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.child.close(force=True)


def call(terminals: list[Terminal], office: Laptop, *args: str, caller: str = "Anna", **environ: str) -> Terminal:
    """Start calling, up to the first card."""
    terminal = Terminal(office.folder, "call", "--caller", caller, "--any-hour", *args, **environ)
    terminals.append(terminal)
    return terminal


@pytest.fixture
def open_office(office: Laptop) -> Laptop:
    """A campaign that does not end: the program in the terminal runs by the real clock."""
    surveys = office.folder / "surveys.yaml"
    surveys.write_text(re.sub(r"  ends: .*\n", "", surveys.read_text()))
    return office


def outcomes(office: Laptop, caller: str = "Anna") -> list[tuple[str, str]]:
    return [(e["contact"], e["outcome"]) for e in office.ok("history", "--caller", caller, "--json")]


def answers(office: Laptop) -> list[dict[str, str]]:
    import csv

    rows = csv.DictReader(office.export().decode().splitlines())
    return [{k: v for k, v in row.items() if k.startswith("answer.") and v} for row in rows if row["kind"] == "report"]


def test_nobody_answered_is_two_keys_to_the_next_person(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.wait("quit")
    shown = terminal.screen()
    assert any("Åsa Öberg   070-174 06 05" in line for line in shown)
    assert "q quit" in [line for line in shown if line][-1]
    terminal.press("3", "the number is out of service")
    terminal.press("1", "Nils Björk")
    assert outcomes(open_office) == [("m0001", "no_answer")]


def test_a_conversation_is_led_by_the_script_and_saved(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("1", "Jag ringer från Facket Exempel")
    terminal.wait("can talk now")
    terminal.press("1", "Stämmer det som står om dig?")
    terminal.press("1", "Tänker du rösta i valet?")
    assert all(len(line) <= 80 for line in terminal.screen())
    terminal.press("1", "Vad är viktigast för dig på jobbet?")
    terminal.press("3", "→")
    terminal.press("1", "→")
    terminal.press(ENTER, "pendeltågen?")
    terminal.press("0", "Vad tycker du att facket ska göra?")
    terminal.press("Lyssna mer" + ENTER, "Känner du för något av det här?")
    terminal.press("0", "Enter save")
    terminal.press(ENTER, "Message to the coordinator")
    terminal.press(ENTER, "Note to the next caller")
    terminal.press(ENTER, "Nils Björk")
    assert outcomes(open_office) == [("m0001", "conversation")]
    assert answers(open_office) == [
        {
            "answer.register_ok": "yes",
            "answer.will_vote": "yes",
            "answer.issues": "staffing|working_hours",
            "answer.union_should": "Lyssna mer",
        }
    ]


def begin_a_conversation(terminal: Terminal) -> None:
    terminal.wait("Whom did you reach?")
    terminal.press("1", "Jag ringer från Facket Exempel")
    terminal.wait("can talk now")
    terminal.press("1", "Stämmer det som står om dig?")
    terminal.press("1", "Tänker du rösta i valet?")


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_a_call_goes_on_after_the_program_was_killed(
    terminals: list[Terminal], open_office: Laptop, death: signal.Signals
) -> None:
    terminal = call(terminals, open_office)
    begin_a_conversation(terminal)
    terminal.child.kill(death)
    terminal.end()
    again = call(terminals, open_office)
    again.wait("You were in the middle of this call")
    again.wait("Åsa Öberg")
    again.wait("Enter go on")
    again.press(ENTER, "Tänker du rösta i valet?")
    again.press("1", "Vad är viktigast")
    again.press("e", "How did it end?")
    again.press("1", "Message to the coordinator")
    again.press(ENTER, "Note to the next caller")
    again.press(ENTER, "Nils Björk")
    assert answers(open_office) == [{"answer.register_ok": "yes", "answer.will_vote": "yes"}]


def test_ctrl_c_ends_with_130_and_keeps_the_call(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    begin_a_conversation(terminal)
    terminal.child.send("\x03")
    assert terminal.end() == 130
    assert "Interrupted. What was saved is safe." in terminal.raw
    assert open_office.ok("next", "--caller", "Anna", "--any-hour", "--json")["contact"]["id"] == "m0001"


def test_a_second_terminal_with_the_same_name_is_refused(terminals: list[Terminal], open_office: Laptop) -> None:
    call(terminals, open_office).wait("Whom did you reach?")
    second = call(terminals, open_office)
    assert second.end() == 1
    assert "Anna is already calling in another terminal" in second.raw
    other = call(terminals, open_office, caller="Olle")
    other.wait("Nils Björk")


def test_an_objection_takes_a_confirming_second_key(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("1", "can talk now")
    terminal.press("4", "y yes")
    terminal.press("n", "can talk now")
    terminal.press("4", "y yes")
    terminal.press("y", "Message to the coordinator")
    terminal.press(ENTER, "Note to the next caller")
    terminal.press(ENTER, "Nils Björk")
    assert open_office.ok("status", "--json")["blocked"] == {"do_not_call": 1}


def test_wrong_keys_and_arrow_keys_do_nothing(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    for keys in ("9", "x", "\x1b[A", "\x1b[B", "å", "\t", " "):
        terminal.press(keys, "\a")
    terminal.press("?", "undo my last report")
    assert outcomes(open_office) == []


def test_a_call_back_is_asked_for_and_shown(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("1", "can talk now")
    terminal.press("2", "When?")
    terminal.press("i morgon kanske" + ENTER, "That is no time to come.")
    terminal.press("imorgon kväll" + ENTER, "→ tomorrow, ")
    terminal.wait("Who calls back?")
    terminal.press("1", "Message to the coordinator")
    terminal.press("ring chefen" + ENTER, "Note to the next caller")
    terminal.press("hund som skäller" + ENTER, "Nils Björk")
    found = open_office.ok("find", "Öberg", "--json")
    assert (found[0]["state"], found[0]["reason"]) == ("open", "call_back")


def test_the_message_for_a_voicemail_is_shown_before_it_is_saved(
    terminals: list[Terminal], open_office: Laptop
) -> None:
    script = open_office.folder / "scripts" / "samtal.sv.md"
    said = "\n## Telefonsvarare\nHej {{ first_name }}, det är {{ caller }}.\n"
    script.write_text(script.read_text(encoding="utf-8") + said, encoding="utf-8")
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("3", "the number is out of service")
    terminal.press("3", "Hej Åsa, det är Anna.")
    terminal.wait("Enter save")
    terminal.press("b", "the number is out of service")
    terminal.press("3", "Enter save")
    terminal.press(ENTER, "Nils Björk")
    assert outcomes(open_office) == [("m0001", "voicemail_left")]


def test_q_gives_back_a_card_that_was_only_looked_at(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.child.send("q")
    assert terminal.end() == 0
    assert "Thank you, Anna! 0 calls" in terminal.raw
    assert open_office.ok("status", "--json")["handed_out"] == 0


def test_u_takes_the_last_report_back(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("3", "out of service")
    terminal.press("1", "Nils Björk")
    terminal.press("u", "Take this report back? Åsa Öberg: no answer")
    terminal.press("y", "Undone: Åsa Öberg")
    assert open_office.ok("history", "--caller", "Anna", "--json")[0]["undone"]


def test_a_name_cannot_drive_the_terminal(terminals: list[Terminal], open_office: Laptop) -> None:
    evil = "id,name\r\n9,\x1b]52;c;aGVq\x07\x1b[2J[bold]Eva\u202e\x00 Ek\r\n"
    (open_office.folder / "evil.csv").write_text(evil, newline="")
    open_office.ok("import", "evil.csv", "--json")
    terminal = call(terminals, open_office, "--contact", "9")
    terminal.wait("no number that works. Report a call all the same?")
    terminal.press("y", "Whom did you reach?")
    text = "".join(terminal.screen())
    assert "[bold]Eva" in text
    assert "\x1b]52" not in terminal.raw and "\x1b[2J" not in terminal.raw and "\u202e" not in terminal.raw


@pytest.mark.parametrize("environ", [{"RINGA_PLAIN": "1"}, {"TERM": "dumb"}])
def test_linear_mode_has_no_boxes_and_no_escape_sequences(
    terminals: list[Terminal], open_office: Laptop, environ: dict[str, str]
) -> None:
    terminal = call(terminals, open_office, **environ)
    terminal.wait("Whom did you reach?")
    terminal.press("3", "5  ")
    terminal.press("1", "Nils Björk")
    assert "\x1b" not in terminal.raw.replace("\x1b[6n", "")
    assert "─" not in terminal.raw
    assert "  1  the member" in terminal.raw and "q: quit" in terminal.raw


def test_no_color_is_respected(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office, NO_COLOR="1")
    terminal.wait("Whom did you reach?")
    assert not re.search(r"\x1b\[[0-9;]*m", terminal.raw)


def test_without_a_name_it_asks_for_one(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = Terminal(open_office.folder, "call", "--any-hour")
    terminals.append(terminal)
    terminal.wait("Your name")
    terminal.press(ENTER, "Your name")
    terminal.press("Siv" + ENTER, "Hej! Jag heter Siv.")


def test_the_demo_calls_invented_members(terminals: list[Terminal], tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "demo", "--caller", "Anna")
    terminals.append(terminal)
    terminal.wait("Whom did you reach?")
    terminal.press("3", "out of service")
    terminal.press("1", "Nils Björk")
    terminal.child.send("q")
    assert terminal.end() == 0
    assert not list(tmp_path.iterdir())


def test_the_greeting_comes_first_then_who_we_are_then_the_question_whether_they_can_talk(
    terminals: list[Terminal], open_office: Laptop
) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Pratar jag med Åsa?")
    terminal.wait("Svarar någon annan")
    terminal.wait("Whom did you reach?")
    terminal.press("1", "Jag ringer från Facket Exempel")
    terminal.wait("Passar det att prata nu?")
    terminal.wait("Can you talk?")
    terminal.wait("q quit")
    shown = terminal.screen()
    assert any("Passar det att prata nu?" in line for line in shown)
    assert "q quit" in [line for line in shown if line][-1]


def test_taking_back_an_objection_says_that_it_stays(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("1", "can talk now")
    terminal.press("4", "y yes")
    terminal.press("y", "Message to the coordinator")
    terminal.press(ENTER, "Note to the next caller")
    terminal.press(ENTER, "Nils Björk")
    terminal.press("u", "Take this report back?")
    terminal.press("y", "That stays until a coordinator lifts it")
    assert open_office.ok("status", "--json")["blocked"] == {"do_not_call": 1}


def test_an_outcome_is_not_lost_when_the_notes_are_interrupted(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("1", "can talk now")
    terminal.press("3", "Message to the coordinator")
    terminal.child.kill(signal.SIGKILL)
    terminal.end()
    again = call(terminals, open_office)
    again.wait("You had chosen: does not want to take part this time")
    again.press(ENTER, "Message to the coordinator")
    again.press(ENTER, "Note to the next caller")
    again.press(ENTER, "Nils Björk")
    assert outcomes(open_office) == [("m0001", "refused")]


def test_somebody_who_objected_is_not_called_by_mistake(terminals: list[Terminal], open_office: Laptop) -> None:
    open_office.ok("record", "0001", "--outcome", "do_not_call", "--caller", "Kim", "--json")
    terminal = call(terminals, open_office, "--contact", "0001")
    terminal.wait("objected to calls. Report a call all the same?")
    terminal.child.send("n")
    assert terminal.end() == 3
    assert open_office.ok("status", "--json")["handed_out"] == 0


def test_what_is_typed_can_be_seen_changed_and_left(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("q quit")
    terminal.press("n", "/q quit")
    terminal.press("ring efter sex", "ring efter sex")
    terminal.press(ENTER, "Noted.")
    terminal.press("n", "Note: ring efter sex")
    terminal.press(" och inte förr", "och inte förr")
    terminal.press("\x15/b" + ENTER, "Whom did you reach?")
    terminal.press("n", "Note: ring efter sex")
    terminal.press("\x15" + ENTER, "Noted.")
    terminal.press("3", "out of service")
    terminal.press("1", "Nils Björk")
    assert open_office.ok("history", "--caller", "Anna", "--json")[0]["note"] == ""


def test_who_steps_back_from_the_notes_is_asked_for_the_outcome_again(
    terminals: list[Terminal], open_office: Laptop
) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("1", "can talk now")
    terminal.press("3", "Message to the coordinator")
    terminal.press("/b" + ENTER, "Whom did you reach?")
    terminal.press("3", "out of service")
    terminal.press("1", "Nils Björk")
    assert outcomes(open_office) == [("m0001", "no_answer")]


def test_no_to_never_again_leads_back_to_the_choices(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office)
    terminal.wait("Whom did you reach?")
    terminal.press("1", "can talk now")
    terminal.press("4", "y yes")
    terminal.press("n", "can talk now")
    terminal.press("3", "Message to the coordinator")
