"""A certain contact into a caller's hands: what `ringa call --contact` may and may not, and that it is noted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ringa.cli import handing
from ringa.cli.handing import Handout
from ringa.cli.session import Session
from ringa.core.outcome import PHONE
from ringa.errors import HeldByOther, HoldsMany, IsSelf
from tests.cli.ready import an_office, record, small, status
from tests.conftest import Laptop

Choose = Callable[[str, str], Handout]


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return small(an_office(tmp_path, tmp_path_factory), "handout: {hold: 2, look_ups: 2}")


@pytest.fixture
def session(office: Laptop) -> Iterator[Session]:
    session = Session(environ=office.environ, clock=lambda: office.now, machine=office.machine, cwd=office.folder)
    session.open_campaign()
    yield session
    session.close()


@pytest.fixture
def choose(session: Session) -> Choose:
    def chosen(caller: str, contact: str) -> Handout:
        with session.open_db().tx():
            return handing.choose(session, caller, contact, PHONE)

    return chosen


def test_who_is_chosen_is_in_hand_and_counts_as_looked_up(office: Laptop, choose: Choose) -> None:
    found = choose("Anna", "0001")
    assert (found.contact.id, found.why, found.contact.lease and found.contact.lease.caller) == (
        "m0001",
        "chosen",
        "Anna",
    )
    assert status(office)["handed_out"] == 1
    choose("Anna", "0001")
    choose("Anna", "0002")
    assert [each["members"] for each in status(office)["look_ups"]] == [3]


def test_what_another_caller_holds_is_not_for_choosing(choose: Choose) -> None:
    choose("Anna", "0001")
    with pytest.raises(HeldByOther):
        choose("Olle", "0001")


def test_nobody_holds_more_than_the_campaign_allows(office: Laptop, choose: Choose) -> None:
    choose("Anna", "0001")
    office.ok(
        "record", "0002", "--outcome", "call_back", "--call-back-at", "2026-08-13T18:00", "--mine", "--caller", "Anna"
    )
    with pytest.raises(HoldsMany, match="2 members"):
        choose("Anna", "0003")
    assert [choose("Anna", each).why for each in ("0001", "0002")] == ["chosen"] * 2  # she holds them already
    assert status(office)["handed_out"] == 2
    office.ok("release", "0001", "--caller", "Anna")
    choose("Anna", "0003")
    assert choose("Olle", "0004").contact.id == "m0004"


def test_a_call_back_that_was_not_made_in_time_is_held_by_nobody(office: Laptop, choose: Choose) -> None:
    for contact in ("0001", "0002"):
        record(office, contact, "call_back", "--call-back-at", "2026-08-12T19:00", "--mine")
    office.later(hours=1)
    choose("Anna", "0003")


def test_nobody_chooses_herself_once_she_has_said_who_she_is(session: Session, choose: Choose) -> None:
    session.own_contact = "0001"
    with pytest.raises(IsSelf):
        choose("Anna", "m0001")
    choose("Anna", "0002")
