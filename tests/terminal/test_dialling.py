"""Help to dial in a real terminal: the QR code beside the card, and the number that the report names."""

# ruff: noqa: F811  fixtures

import csv
import os
from pathlib import Path

import pytest

from ringa.dial import qr
from tests.cli.ready import import_members, small
from tests.conftest import Laptop
from tests.dial.programs import a_program, told
from tests.terminal.test_calling import ENTER, Terminal, call, open_office, terminals  # noqa: F401

OPENERS = ("xdg-open", "open")


@pytest.fixture
def two_numbers(open_office: Laptop) -> Laptop:
    """One member, with a mobile and a landline."""
    import_members(open_office, "0001;Åsa Öberg;070-174 06 05;08-465 004 05", header="Medlemsnummer;Namn;Mobil;Telefon")
    return open_office


def agreed(terminal: Terminal) -> Terminal:
    """Agree to what comes with a way of dialling."""
    terminal.wait("Dial that way? (y/n)")
    terminal.child.send("y")
    return terminal


def number_rung(office: Laptop) -> str:
    """The index of the number that the only report names."""
    (report,) = [row for row in csv.DictReader(office.export().decode().splitlines()) if row["kind"] == "report"]
    return report["number_index"]


def test_the_qr_code_stands_beside_the_card_at_80_by_24(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = agreed(call(terminals, open_office, "--dial", "qr"))
    assert "the member sees your own number" in " ".join(terminal.raw.split())
    terminal.wait("q quit")
    shown = terminal.screen()
    code = [line[55:].ljust(25) for line in shown[1:14]]
    assert code == [row.ljust(25) for row in qr.rows("+46701740605")]
    left = [line[:53].rstrip() for line in shown]
    assert "Åsa Öberg   070-174 06 05" in left
    assert "Whom did you reach?" in left
    assert "  3  nobody" in left
    assert "q quit" in shown[-1]
    assert "\x1b[38;5;231;48;5;16m" in terminal.raw


def test_the_way_is_remembered_and_agreed_to_once(terminals: list[Terminal], open_office: Laptop) -> None:
    first = agreed(call(terminals, open_office, "--dial", "qr"))
    first.wait("q quit")
    first.press("q", "Thank you")
    again = call(terminals, open_office)
    again.wait("q quit")
    assert qr.rows("+46701740605")[1] in again.raw
    assert "Dial that way?" not in again.raw


@pytest.mark.parametrize(
    "environ", [{"NO_COLOR": "1"}, {"RINGA_PLAIN": "1"}, {"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}]
)
def test_where_no_code_can_be_shown_the_number_is(
    terminals: list[Terminal],
    open_office: Laptop,
    environ: dict[str, str],
) -> None:
    terminal = agreed(call(terminals, open_office, RINGA_DIAL="qr", **environ))
    terminal.wait("070-174 06 05")
    terminal.wait("quit")
    terminal.press("d", "dial the number by hand")
    assert "█" not in terminal.raw


def test_a_narrow_window_has_the_code_on_a_frame_of_its_own(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = agreed(call(terminals, open_office, "--dial", "qr", COLUMNS="60", LINES="20"))
    terminal.wait("q quit")
    assert "█" not in terminal.raw
    terminal.press("d", "Scan the code with your phone.")
    terminal.wait("Enter back to the call")
    assert all(row in terminal.raw for row in qr.rows("+46701740605"))
    terminal.press(ENTER, "Whom did you reach?")


def test_the_report_names_the_number_that_was_rung_last(terminals: list[Terminal], two_numbers: Laptop) -> None:
    terminal = call(terminals, two_numbers)
    terminal.wait("070-174 06 05 (1 of 2)")
    terminal.wait("Whom did you reach?")
    terminal.press("d", "Which number?")
    terminal.press("2", "08-465 004 05 (2 of 2)")
    terminal.wait("Whom did you reach?")
    terminal.press("3", "Åsa Öberg · 08-465 004 05 (2 of 2)")
    terminal.press("1", "Nobody to call")
    terminal.child.close(force=True)
    assert number_rung(two_numbers) == "2"


def test_the_number_that_was_rung_is_kept_when_the_program_is_killed(
    terminals: list[Terminal],
    two_numbers: Laptop,
) -> None:
    terminal = call(terminals, two_numbers)
    terminal.wait("Whom did you reach?")
    terminal.press("d", "Which number?")
    terminal.press("2", "(2 of 2)")
    terminal.wait("Whom did you reach?")
    terminal.child.close(force=True)
    again = call(terminals, two_numbers)
    again.wait("08-465 004 05 (2 of 2)")


def test_another_way_is_chosen_by_pressing_the_key_again(
    terminals: list[Terminal],
    open_office: Laptop,
    tmp_path: Path,
) -> None:
    programs = [a_program(tmp_path / "bin", name) for name in OPENERS]
    terminal = call(terminals, open_office, PATH=f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    terminal.wait("Whom did you reach?")
    terminal.press("d", "Press d again")
    terminal.wait("Whom did you reach?")
    terminal.press("d", "How do you want to dial?")
    terminal.press("4", "Dial that way?")
    terminal.press("y", "Started: ")
    assert [told(program) for program in programs].count(["tel:+46701740605"]) == 1
    terminal.wait("Whom did you reach?")
    terminal.press("3", "out of service")
    terminal.press("1", "Nils Björk")
    terminal.wait("Whom did you reach?")
    terminal.press("d", "Started: ")
    assert ["tel:+46701740606"] in [told(program) for program in programs]


def test_a_command_that_fails_leaves_the_number_and_the_call(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = agreed(call(terminals, open_office, "--dial-command", "no-such-phone {e164}"))
    terminal.wait("Whom did you reach?")
    terminal.press("d", "070-174 06 05   no-such-phone did not dial: there is no such program on this")
    terminal.wait("Whom did you reach?")
    terminal.press("3", "out of service")
    terminal.press("1", "Nils Björk")


def test_a_masked_number_is_shown_once_it_is_to_be_rung(terminals: list[Terminal], open_office: Laptop) -> None:
    small(open_office, "masked_numbers: true")
    terminal = call(terminals, open_office)
    terminal.wait("Åsa Öberg   070-174 •• ••")
    terminal.wait("Whom did you reach?")
    assert "06 05" not in terminal.raw
    terminal.press("d", "Åsa Öberg   070-174 06 05")


def test_the_number_is_a_link_on_the_card(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = agreed(call(terminals, open_office, "--dial", "link"))
    terminal.wait("Åsa Öberg   \x1b]8;;tel:+46701740605\x1b\\070-174 06 05\x1b]8;;\x1b\\")


def test_a_way_that_there_is_not_ends_with_2(terminals: list[Terminal], open_office: Laptop) -> None:
    terminal = call(terminals, open_office, "--dial", "sms")
    assert terminal.end() == 2
    assert "There is no way to dial called sms." in terminal.raw
