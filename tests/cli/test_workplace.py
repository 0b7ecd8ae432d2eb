"""Members who are met at the workplace: the same conversation, nothing dialled, nobody asked twice in a day."""

from pathlib import Path

import pytest
import typer

from ringa.cli import walk
from ringa.cli.calling import Desk
from ringa.cli.commands.call import begin, shift
from ringa.cli.handing import Queue
from ringa.cli.session import Session
from ringa.errors import HeldByOther, UnknownWorkplace
from tests.cli.keys import ENTER, Keys
from tests.cli.ready import an_office, import_members, record, reports, small, status
from tests.conftest import Laptop

HEADER = "Medlemsnummer;Förnamn;Efternamn;Mobil;Arbetsplats"
ROWS = (
    "1;Bo;Ek;070-174 06 05;Depå Söder",
    "2;Åsa;Alm;070-174 06 06;Depå Söder",
    "3;Eva;Dahl;;DEPÅ SÖDER",  # no number
    "4;Nils;Berg;070-174 06 08;Depå Söder",
    "5;Ida;Lund;070-174 06 09;Depå Norr",
)
# Keys: talk now, question answered yes, save, no message, no note.
TALKED = ("1", "1", "1", ENTER, ENTER, ENTER)
NOT_THERE = ("3", "1")


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = small(an_office(tmp_path, tmp_path_factory))
    import_members(laptop, *ROWS, header=HEADER)
    return laptop


class Visit:
    """A caller who walks around with a laptop and presses keys."""

    def __init__(self, office: Laptop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.office = office
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def session(self) -> Session:
        laptop = self.office
        return Session(environ=laptop.environ, clock=lambda: laptop.now, machine=laptop.machine, cwd=laptop.folder)

    def walk(self, name: str, *keys: str, caller: str = "Anna") -> str:
        """A round through a workplace; what was shown."""
        session = self.session()
        pressed = Keys(self.monkeypatch, *keys)
        try:
            way = walk.through(session, caller, walk.choose(session, name))
            shift(Desk(session, caller, way))
        finally:
            session.close()
        assert pressed.left == ""
        return self.capsys.readouterr().out

    def meet(self, contact: str, *keys: str, channel: str = "workplace", caller: str = "Anna") -> str:
        """A conversation with one person; what was shown."""
        session = self.session()
        session.caller_name = caller
        pressed = Keys(self.monkeypatch, *keys)
        try:
            begin(session, contact, channel)
        finally:
            session.close()
        assert pressed.left == ""
        return self.capsys.readouterr().out

    def reports(self) -> list[tuple[str, str, str]]:
        return [(row["contact"], row["channel"], row["outcome"]) for row in reports(self.office)]


@pytest.fixture
def visit(office: Laptop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Visit:
    return Visit(office, monkeypatch, capsys)


def test_a_workplace_is_walked_through_by_name_and_who_has_no_number_is_met_too(visit: Visit) -> None:
    shown = visit.walk("depa soder", *NOT_THERE, *TALKED, *TALKED, *NOT_THERE, "q")
    assert visit.reports() == [
        ("m2", "workplace", "not_available"), ("m4", "workplace", "conversation"),
        ("m3", "workplace", "conversation"), ("m1", "workplace", "not_available"),
    ]  # fmt: skip
    assert "not there today" in shown and "the number is out of service" not in shown
    assert "That was everybody at Depå Söder" in shown
    assert {row["number_index"] for row in reports(visit.office)} == {""}
    assert status(visit.office)["conversations"] == 2


def test_a_walk_goes_on_later_where_it_was_left(visit: Visit) -> None:
    visit.walk("Söder", *NOT_THERE, "q")
    visit.walk("Söder", *NOT_THERE, "q")
    assert [contact for contact, *_ in visit.reports()] == ["m2", "m4"]
    assert status(visit.office)["handed_out"] == 0
    visit.office.later(days=1)
    visit.walk("Söder", *TALKED, "q")
    assert visit.reports()[2] == ("m2", "workplace", "conversation")


def test_who_is_held_by_another_has_talked_or_must_not_be_asked_is_passed_over(visit: Visit) -> None:
    office = visit.office
    record(office, "2", "refused")
    record(office, "4", "do_not_call")
    office.ok("next", "--caller", "Olle", "--json")  # m1
    shown = visit.walk("Söder", *TALKED, "q")
    assert [each for each in visit.reports() if each[1] == "workplace"] == [("m3", "workplace", "conversation")]
    assert "Alm" not in shown and "Berg" not in shown and "Ek" not in shown


def test_nobody_is_handed_to_two_who_walk_and_ring(visit: Visit) -> None:
    session = visit.session()
    office = visit.office
    place = walk.choose(session, "Söder")
    session.open_campaign()
    claimed = []
    for caller in ("Anna", "Olle", "Eva", "Kim", "Bo"):
        with session.open_db().tx():
            claimed.append(walk.through(session, caller, place).claim())
    session.close()
    ids = [taken[0].id for taken in claimed if taken]
    assert ids == ["m2", "m4", "m3", "m1"]
    assert office.ok("next", "--caller", "Per", "--json")["contact"]["id"] == "m5"
    assert office.run("next", "--caller", "Ulla", "--json").code == 3


def test_who_was_rung_without_an_answer_can_be_met_an_hour_later(visit: Visit) -> None:
    record(visit.office, "2", "no_answer")
    visit.office.later(hours=1)
    visit.walk("Söder", *TALKED, "q")
    assert visit.reports()[-1] == ("m2", "workplace", "conversation")


def test_a_report_that_was_undone_brings_the_person_back(visit: Visit) -> None:
    visit.walk("Söder", *NOT_THERE, "q")
    visit.office.ok("history", "--undo", "--caller", "Anna")
    visit.walk("Söder", *TALKED, "q")
    assert visit.reports()[-1] == ("m2", "workplace", "conversation")


def test_what_was_begun_at_work_goes_on_at_work_and_comes_first(visit: Visit) -> None:
    visit.walk("Söder", *NOT_THERE, "1", "1", "q")  # talking with m4
    visit.office.later(hours=2)
    visit.walk("Söder", ENTER, "1", ENTER, ENTER, ENTER, "q")
    assert visit.reports()[-1] == ("m4", "workplace", "conversation")


def test_what_was_begun_at_work_is_no_phone_call_when_it_goes_on_in_the_queue(visit: Visit) -> None:
    visit.walk("Söder", *NOT_THERE, "1", "1", "q")
    keys = Keys(visit.monkeypatch, ENTER, "1", ENTER, ENTER, ENTER, "q")
    session = visit.session()
    shift(Desk(session, "Anna", Queue(session, "Anna", languages=[], any_hour=True)))
    session.close()
    assert keys.left == ""
    assert visit.reports()[-1] == ("m4", "workplace", "conversation")


def test_one_person_who_was_met_is_logged_and_that_is_all(visit: Visit) -> None:
    shown = visit.meet("3", *TALKED)
    assert visit.reports() == [("m3", "workplace", "conversation")]
    assert "Thank you, Anna! 1 call, 1 conversation." in shown


def test_who_rings_back_is_logged_as_a_call(visit: Visit) -> None:
    visit.meet("5", *TALKED, "q", channel="phone")
    assert visit.reports() == [("m5", "phone", "conversation")]


def test_who_is_in_the_hands_of_another_is_not_taken(visit: Visit) -> None:
    visit.office.ok("next", "--caller", "Olle", "--json")
    with pytest.raises(HeldByOther):
        visit.meet("1")


def test_when_the_campaign_is_over_nobody_is_met(visit: Visit) -> None:
    small(visit.office, "ends: 2026-08-01")
    with pytest.raises(typer.Exit):
        visit.walk("Söder")
    assert "the campaign is over" in visit.capsys.readouterr().out


def test_of_several_workplaces_one_is_chosen(visit: Visit) -> None:
    shown = visit.walk("depå", "1", *TALKED, "q")
    assert "1  Depå Norr (1 member)" in shown and "2  Depå Söder (4 members)" in shown
    assert visit.reports() == [("m5", "workplace", "conversation")]
    with pytest.raises(typer.Exit):
        visit.walk("depå", ENTER)


def test_a_workplace_that_is_not_there_is_told_with_what_was_meant(visit: Visit) -> None:
    with pytest.raises(UnknownWorkplace) as caught:
        visit.walk("Depo Sydder")
    assert "Depå Söder" in caught.value.hint
    with pytest.raises(UnknownWorkplace) as caught:
        visit.walk("Sjukhuset")
    assert "Depå Norr, Depå Söder" in caught.value.hint


def test_the_register_is_corrected_with_a_key_during_the_call(visit: Visit) -> None:
    visit.meet("1", "r", "1", "070-174 06 44" + ENTER, "r", "4", ENTER, *TALKED)
    [row] = reports(visit.office)
    assert (row["correction.phone"], row["correction.left"]) == ("070-174 06 44", "yes")


@pytest.mark.parametrize(
    "args",
    [("--workplace", "Söder", "--contact", "1"), ("--workplace", "Söder", "--channel", "phone"),
     ("--channel", "workplace")],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(office: Laptop, args: tuple[str, ...]) -> None:
    assert office.run("call", "--caller", "Anna", *args).code == 2
