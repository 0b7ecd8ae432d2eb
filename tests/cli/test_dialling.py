"""Help to dial: which way, what the card shows, and what the key does."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from ringa.cli.dialling import Dial, Dialler, chosen
from ringa.cli.screen import Screen
from ringa.cli.session import Session
from ringa.core.campaign import from_document
from ringa.core.fold import State
from ringa.core.people import Contact, Phone
from ringa.dial import qr
from ringa.errors import DialCommandInvalid, UnknownDialWay
from ringa.store import settings
from tests.build import a_campaign_document, a_member, a_phone
from tests.cli.keys import ENTER, Keys
from tests.cli.ready import an_office, import_members, small
from tests.conftest import Laptop
from tests.dial.programs import a_program, told

OPENER = "open" if sys.platform == "darwin" else "xdg-open"
LINK = "\x1b]8;;tel:+46701740605\x1b\\070-174 06 05\x1b]8;;\x1b\\"
COPIED = "\x1b]52;c;KzQ2NzAxNzQwNjA1\x07"


class Terminal:
    """A terminal of 80×24, as stdout."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys, self.written = capsys, ""
        self.set(monkeypatch, COLUMNS="80", LINES="24")
        monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stdout: True)

    def set(self, monkeypatch: pytest.MonkeyPatch, **environ: str) -> None:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)

    @property
    def text(self) -> str:
        """All that was written."""
        self.written += self.capsys.readouterr().out
        return self.written

    @property
    def words(self) -> str:
        """The same without what draws it, however its lines were wrapped."""
        return " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.text).split())


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


def a_contact(*phones: Phone) -> Contact:
    return Contact(a_member(phones=phones or (a_phone(1),)), State())


TWO = a_contact(a_phone(1), Phone(2, "+46846500405", "fixed", "08-465 004 05"))


def a_dialler(
    way: str, *template: str, linear: bool = False, colour: bool = True, path: Path | None = None, **campaign: Any
) -> Dialler:
    session = Session(environ={"PATH": f"{path or ''}"}, machine="x")
    session.use(from_document(a_campaign_document(**campaign)))
    screen = Screen(linear=linear, colour=colour)
    return Dialler(session, screen, Dial(way, template))


def press_d(dialler: Dialler, contact: Contact, dialled: int | None = None) -> int | None:
    """The key, and the next frame."""
    index = dialler.dial(contact, dialled)
    dialler.screen.frame()
    dialler.screen.keys([])
    return index


# the card


def test_the_card_tells_which_number_of_several_it_is() -> None:
    dialler = a_dialler("show")
    assert dialler.number_line(a_contact()) == "070-174 06 05"
    assert dialler.number_line(TWO) == "070-174 06 05 (1 of 2)"
    assert dialler.number_line(TWO, 2) == "08-465 004 05 (2 of 2)"
    assert dialler.number_line(Contact(a_member(phones=()), State())) == ""


def test_a_masked_number_is_whole_once_the_caller_asks_to_ring_it() -> None:
    dialler = a_dialler("show", masked_numbers=True)
    assert dialler.number_line(a_contact()) == "070-174 •• ••"
    assert dialler.number_line(a_contact(), 1) == "070-174 06 05"


def test_the_number_on_the_card_is_a_link(terminal: Terminal) -> None:
    dialler = a_dialler("link")
    dialler.screen.line("Åsa Öberg   070-174 06 05")
    dialler.screen.now.links = dialler.links(a_contact())
    dialler.screen.keys([])
    assert f"Åsa Öberg   {LINK}" in terminal.text
    assert a_dialler("show").links(a_contact()) == {}


def test_a_link_or_a_code_gives_no_masked_number_away(terminal: Terminal) -> None:
    link, code = a_dialler("link", masked_numbers=True), a_dialler("qr", masked_numbers=True)
    assert link.links(a_contact()) == {}
    assert link.links(a_contact(), 1) == {"070-174 06 05": LINK}
    assert code.beside(a_contact()) == ([], 0)
    assert len(code.beside(a_contact(), 1)[0]) == 13


def test_the_qr_code_stands_beside_the_card(terminal: Terminal) -> None:
    assert a_dialler("qr").beside(a_contact()) == ([qr.coloured(row) for row in qr.rows("+46701740605")], 25)
    assert a_dialler("qr").beside(TWO, 2) == ([qr.coloured(row) for row in qr.rows("+46846500405")], 25)
    assert a_dialler("show").beside(a_contact()) == ([], 0)
    assert a_dialler("qr").beside(Contact(a_member(phones=()), State())) == ([], 0)


@pytest.mark.parametrize(("columns", "lines"), [("66", "24"), ("60", "20"), ("80", "21"), ("40", "17")])
def test_a_small_window_has_no_code_beside_the_card_but_one_on_the_key(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: str, lines: str
) -> None:
    Keys(monkeypatch, ENTER)
    terminal.set(monkeypatch, COLUMNS=columns, LINES=lines)
    dialler = a_dialler("qr")
    assert dialler.beside(a_contact()) == ([], 0)
    assert press_d(dialler, a_contact()) == 1
    assert all(qr.coloured(row) in terminal.text for row in qr.rows("+46701740605"))


@pytest.mark.parametrize("way", ["copy", "link", "qr"])
@pytest.mark.parametrize("where", ["linear", "pipe"])
def test_nothing_but_text_goes_to_a_linear_screen_or_a_pipe(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, way: str, where: str
) -> None:
    if where == "pipe":
        monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stdout: False)
    dialler = a_dialler(way, linear=where == "linear", colour=False)
    assert dialler.beside(a_contact()) == ([], 0)
    assert dialler.links(a_contact()) == {}
    assert press_d(dialler, a_contact()) == 1
    assert ("\x1b" if where == "linear" else "\x1b]") not in terminal.text
    assert "█" not in terminal.text
    assert "070-174 06 05" in terminal.text
    assert "dial the number by hand" in terminal.text


def test_without_colours_the_number_is_shown_in_place_of_a_code(terminal: Terminal) -> None:
    dialler = a_dialler("qr", colour=False)
    assert dialler.beside(a_contact()) == ([], 0)
    press_d(dialler, a_contact())
    assert "070-174 06 05 That does not work on this screen; dial the number by hand." in terminal.words
    assert "38;5" not in terminal.text and "█" not in terminal.text


# the key


def test_the_number_is_shown_with_its_extension(terminal: Terminal) -> None:
    assert press_d(a_dialler("show"), a_contact(a_phone(1, extension="12"))) == 1
    assert "070-174 06 05 x12" in terminal.text


def test_a_copy_goes_to_the_clipboard_only_on_the_key(terminal: Terminal) -> None:
    dialler = a_dialler("copy")
    dialler.number_line(a_contact())
    assert terminal.text == ""
    assert press_d(dialler, a_contact()) == 1
    assert COPIED in terminal.text
    assert "Copied: +46701740605" in terminal.text


def test_the_key_tells_how_a_link_is_clicked(terminal: Terminal) -> None:
    press_d(a_dialler("link"), a_contact())
    assert "070-174 06 05 Click the link, in some terminals with Ctrl held down." in terminal.words


def test_the_desktop_is_asked_to_open_the_number(terminal: Terminal, tmp_path: Path) -> None:
    opener = a_program(tmp_path / "bin", OPENER)
    assert press_d(a_dialler("open", path=opener.parent), a_contact()) == 1
    assert told(opener) == ["tel:+46701740605"]
    assert f"Started: {OPENER}" in terminal.text


def test_the_callers_command_gets_the_number_as_it_wants_it(terminal: Terminal, tmp_path: Path) -> None:
    phone = a_program(tmp_path / "bin", "phone")
    dialler = a_dialler("command", "phone", "--call={number}", "{e164}; id", path=phone.parent)
    assert press_d(dialler, a_contact()) == 1
    assert told(phone) == ["--call=0701740605", "+46701740605; id"]


def test_a_dialler_that_fails_leaves_the_number_and_the_call(terminal: Terminal, tmp_path: Path) -> None:
    assert press_d(a_dialler("open", path=tmp_path), a_contact()) == 1
    shown = terminal.words
    assert "070-174 06 05" in shown
    assert f"{OPENER} did not dial: there is no such program on this computer." in shown
    assert "Dial the number by hand. Report the call as always." in shown


@pytest.mark.parametrize("way", ["show", "none", "copy", "link", "open", "qr", "command"])
def test_a_number_that_costs_extra_is_dialled_in_no_way(terminal: Terminal, tmp_path: Path, way: str) -> None:
    example = phonenumbers.example_number_for_type("SE", phonenumbers.PhoneNumberType.PREMIUM_RATE)
    assert example is not None
    contact = a_contact(Phone(1, phonenumbers.format_number(example, 0), "other", "0900-123"))
    programs = [a_program(tmp_path / "bin", name) for name in (OPENER, "phone")]
    dialler = a_dialler(way, "phone", "{e164}", path=tmp_path / "bin")
    assert dialler.beside(contact) == ([], 0)
    assert dialler.links(contact) == {}
    assert press_d(dialler, contact) == 1
    assert [told(program) for program in programs] == [[], []]
    shown = terminal.text
    assert "\x1b]" not in shown and "█" not in shown
    assert "ringa does not dial 0900-123: it costs extra to ring." in terminal.words


def test_the_caller_chooses_which_of_several_numbers(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys(monkeypatch, "2")
    assert press_d(a_dialler("show"), TWO) == 2
    assert keys.left == ""
    assert "1  070-174 06 05   mobile" in terminal.text
    assert "2  08-465 004 05   landline" in terminal.text


def test_masked_numbers_are_chosen_masked_and_only_the_chosen_one_is_shown(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    Keys(monkeypatch, "2")
    press_d(a_dialler("show", masked_numbers=True), TWO)
    assert "08-465 004 05" in terminal.text
    assert "070-174 •• ••" in terminal.text
    assert "070-174 06 05" not in terminal.text


def test_stepping_back_dials_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opener = a_program(tmp_path / "bin", OPENER)
    Keys(monkeypatch, "b", "b")
    dialler = a_dialler("open", path=opener.parent)
    assert press_d(dialler, TWO) is None
    assert press_d(dialler, a_contact(), 1) is None
    assert told(opener) == []


def test_without_a_number_that_works_nothing_is_dialled(terminal: Terminal) -> None:
    assert press_d(a_dialler("show"), Contact(a_member(phones=()), State())) is None
    assert "There is no number to dial." in terminal.text


def test_the_key_pressed_again_changes_the_way_for_the_rest_of_the_shift(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialler = a_dialler("show")
    Keys(monkeypatch, "5y", "1")
    assert press_d(dialler, a_contact(), 1) == 1
    assert "7  " not in terminal.text  # a command that the caller has not given is no choice
    assert "your phone's list of calls" in terminal.words
    assert len(dialler.beside(a_contact())[0]) == 13
    assert press_d(dialler, a_contact(), 1) == 1
    assert "(as now)" in terminal.text
    assert dialler.beside(a_contact()) == ([], 0)


def test_a_way_whose_caveat_is_not_agreed_to_is_not_taken(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    dialler = a_dialler("show")
    Keys(monkeypatch, "2n")
    assert press_d(dialler, a_contact(), 1) is None
    assert dialler.way == "show"
    assert COPIED not in terminal.text


# which numbers are masked in other places


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = an_office(tmp_path, tmp_path_factory)
    import_members(laptop, "0001;Åsa Öberg;070-174 06 05")
    return small(laptop, "masked_numbers: true")


def test_masked_numbers_are_masked_for_people_and_whole_for_programs(office: Laptop) -> None:
    assert "070-174 •• ••" in office.ok("find", "Öberg")
    assert "070-174 •• ••" in office.ok("next", "--caller", "Anna")
    assert office.ok("find", "070-174 06 05", "--json")[0]["phones"][0]["number"] == "+46701740605"
    assert "+46701740605" in json.dumps(office.ok("next", "--caller", "Anna", "--json"))
    assert "06 05" not in office.ok("find") + office.ok("next", "--caller", "Anna")


# which way it is


def session_of(office: Laptop, **environ: str) -> Session:
    return Session(environ={**office.environ, **environ}, clock=lambda: office.now, machine="x", cwd=office.folder)


def way_of(office: Laptop, caller: str = "Anna", option: str = "", template: str = "", **environ: str) -> Dial:
    """How a caller dials in a shift that begins with these options."""
    session = session_of(office, **environ)
    try:
        return chosen(session, caller, option, template)
    finally:
        session.close()


def test_a_way_is_remembered_for_its_caller_in_this_campaign(office: Laptop) -> None:
    assert way_of(office) == Dial("show")
    assert way_of(office, option="none") == Dial("none")
    assert way_of(office, "ANNA") == Dial("none")
    assert way_of(office, "Olle") == Dial("show")
    assert way_of(office, RINGA_DIAL="show") == Dial("show")
    assert way_of(office, option="none", RINGA_DIAL="show") == Dial("none")


def test_what_a_way_brings_with_it_is_said_once_and_must_be_agreed_to(
    office: Laptop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Keys(monkeypatch, "ny")
    assert way_of(office, option="qr") == Dial("show")
    assert "the member sees your own number" in capsys.readouterr().err
    assert way_of(office) == Dial("show")
    assert way_of(office, option="qr") == Dial("qr")
    assert "#31#" in capsys.readouterr().err
    assert way_of(office, RINGA_DIAL="qr") == Dial("qr")
    assert capsys.readouterr() == ("", "")


def test_a_command_comes_from_the_caller_and_is_never_stored(office: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    Keys(monkeypatch, "y")
    assert way_of(office, template="softphone {e164}") == Dial("command", ("softphone", "{e164}"))
    assert way_of(office) == Dial("show")
    assert way_of(office, RINGA_DIAL_COMMAND="other {number}") == Dial("command", ("other", "{number}"))
    assert way_of(office, "Olle", RINGA_DIAL_COMMAND="other {number}") == Dial("show", ("other", "{number}"))
    assert b"softphone" not in b"".join(path.read_bytes() for path in office.folder.glob("ringa.db*"))


def test_a_way_that_there_is_not_in_the_campaign_file_is_the_usual_one(office: Laptop) -> None:
    session = session_of(office)
    db = session.open_db()
    with db.tx():
        settings.put(db, "dial:anna", "teleport")
    session.close()
    assert way_of(office) == Dial("show")


@pytest.mark.parametrize("given", [{"option": "sms"}, {"RINGA_DIAL": "sms"}])
def test_a_way_that_there_is_not_is_told_with_those_there_are(office: Laptop, given: dict[str, str]) -> None:
    with pytest.raises(UnknownDialWay) as unknown:
        way_of(office, **given)
    assert "sms" in unknown.value.message
    assert "show, copy, link, open, qr, command, none" in unknown.value.hint


@pytest.mark.parametrize("given", [{"option": "command"}, {"RINGA_DIAL": "command"}, {"template": "softphone"}])
def test_a_command_without_a_place_for_the_number_is_no_way(office: Laptop, given: dict[str, str]) -> None:
    with pytest.raises(DialCommandInvalid):
        way_of(office, **given)
