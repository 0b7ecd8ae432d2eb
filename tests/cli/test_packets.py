"""`ringa packets`: who has what, what is missing, and what to do when a laptop is lost."""

from pathlib import Path
from typing import Any

import pytest

from ringa.store import journal
from ringa.store.db import open_campaign
from tests.cli.packing import an_office_with, opened, pack, people_in
from tests.cli.ready import an_office, record, small, status
from tests.conftest import Laptop


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office_with(an_office(tmp_path, tmp_path_factory), 8)


def ledger(office: Laptop) -> list[dict[str, Any]]:
    return list(office.ok("packets", "--json")["packets"])


def merged(office: Laptop, home: Laptop, *without: str) -> None:
    """Results come home, but for some rows."""
    lines = home.export("--no-seal").decode().splitlines(keepends=True)
    path = office.folder / "home.csv"
    path.write_text("".join(line for line in lines if not any(id in line for id in without)), newline="")
    office.ok("merge", path, "--json")


def test_no_packet_is_nothing_to_show(office: Laptop) -> None:
    assert office.run("packets").code == 3
    assert ledger(office) == []


def test_what_is_out_is_listed(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--size", "3")
    assert ledger(office) == [
        {
            "packet": packet["packet"], "caller": "Anna", "made_at": "2026-08-12T16:30:00Z",
            "expires": packet["expires"], "state": "out", "contacts": 3, "left": 3, "results": "none", "calls": 0,
            "heard_at": None, "missing": [], "sealed": "plain", "file": packet["file"],
        }
    ]  # fmt: skip
    said = office.run("packets").out
    assert "Anna" in said and "3 of 3 left to call" in said and "not heard from" in said


def test_missing_results_are_named(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--size", "4")
    home = opened(office, packet)
    events = [record(home, contact, "refused", caller="Anna")["event"] for contact in sorted(people_in(packet))[:3]]
    merged(office, home, events[1] + ",")
    (row,) = ledger(office)
    device = events[0].partition("-")[0]
    assert (row["results"], row["missing"]) == ("incomplete", [{"device": device, "missing": [[2, 2]]}])
    assert (row["calls"], row["left"], row["heard_at"]) == (2, 2, "2026-08-12T16:30:00Z")
    assert f"Missing from {device} (Anna): 2" in office.run("packets").out
    merged(office, home)
    assert (ledger(office)[0]["results"], ledger(office)[0]["calls"]) == ("complete", 3)


def test_a_packet_is_back_when_nobody_in_it_is_left_to_call(office: Laptop) -> None:
    anna, olle = pack(office, "--for", "Anna", "--for", "Olle", "--size", "2")
    home = opened(office, anna)
    first, second = sorted(people_in(anna))
    record(home, first, "refused", caller="Anna")
    record(home, second, "no_answer", caller="Anna")
    merged(office, home)
    assert [row["state"] for row in ledger(office)] == ["out", "out"]
    home.later(days=1)
    record(home, second, "do_not_call", caller="Anna")
    merged(office, home)
    assert {row["packet"]: row["state"] for row in ledger(office)} == {anna["packet"]: "back", olle["packet"]: "out"}


def test_what_is_left_goes_to_others_when_a_volunteer_has_finished(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--all")
    assert office.run("next", "--caller", "Eva").code == 3
    found = office.ok("packets", "--back", "Anna", "--json")
    assert found["back"][0]["freed"] == 8 and ledger(office)[0]["state"] == "back"
    assert office.take("Eva") in people_in(packet)
    assert office.run("packets", "--back", "Anna").code == 3


def test_a_lost_laptop_frees_its_contacts_and_says_what_was_on_it(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Olle", "--size", "3")
    answer = office.run("packets", "--lost", packet["packet"])
    assert answer.code == 0 and status(office)["handed_out"] == 0
    for said in ("It had 3 members", "telephone numbers", "Wed 12/8 18:30", "not sealed", "72 hours"):
        assert said in answer.err
    db = open_campaign(office.folder)
    (incident,) = journal.entries(db, "packet_lost")
    db.close()
    assert (incident["packet"], incident["contacts"], incident["sealed"]) == (packet["packet"], 3, "plain")
    assert {"first_name", "numbers", "notes"} <= set(incident["fields"]) and incident["since"] == "2026-08-12T16:30:00Z"
    assert ledger(office)[0]["state"] == "lost"
    assert "Nothing has come from it" in answer.err
    again = office.run("packets", "--lost", "Olle")
    assert again.code == 3 and "is not out any more: lost, Wed 12/8 18:30" in again.err


def test_what_had_come_from_a_lost_laptop_was_on_it_too(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Olle", "--size", "2")
    home = opened(office, packet)
    record(home, min(people_in(packet)), "refused", caller="Olle")
    merged(office, home)
    said = office.run("packets", "--lost", "Olle").err
    assert "It had been opened: calls made on it came here (1, the last" in said


def test_results_of_a_lost_laptop_that_turns_up_still_count(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Olle", "--size", "2")
    home = opened(office, packet)
    record(home, min(people_in(packet)), "refused", caller="Olle")
    office.ok("packets", "--lost", "Olle", "--json")
    merged(office, home)
    assert (ledger(office)[0]["state"], ledger(office)[0]["calls"]) == ("lost", 1)
    assert status(office)["done"] == 1


def test_only_one_thing_at_a_time_and_only_who_has_a_packet(office: Laptop) -> None:
    assert office.run("packets", "--lost", "Olle", "--back", "Anna").code == 2
    assert office.run("packets", "--lost", "Olle").code == 1


def test_a_packet_that_was_lost_is_not_held_when_its_results_are_folded(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--all")
    record(office, min(people_in(packet)), "do_not_call")
    office.ok("packets", "--lost", "Anna", "--json")
    assert office.ok("check", "--json")["findings"] == [] and status(office)["ready"] == 7


def test_who_must_not_be_called_any_more_is_told_to_whoever_has_them_at_home(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--size", "3")
    first, second, third = sorted(people_in(packet))
    home = opened(office, packet)
    said = office.run("opt-out", first).err
    assert f"{first} must not be called, and is in Anna's packet: tell Anna today." in said
    record(home, second, "do_not_call", caller="Anna")
    record(home, first, "no_answer", caller="Anna")
    merged(office, home)
    unaware = [{"packet": packet["packet"], "caller": "Anna", "contact": first}]
    assert office.ok("packets", "--json")["unaware"] == unaware  # not the second: Anna has said so herself
    assert first in office.run("packets").err and second not in office.run("packets").err
    home.ok("opt-out", first)
    merged(office, home)
    assert office.ok("packets", "--json")["unaware"] == []
    assert "tell" not in home.run("opt-out", third).err  # at home everybody knows


def test_whom_no_number_reaches_is_not_left_to_call_and_keeps_no_packet_out(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Kim", "--size", "2")
    home = opened(office, packet)
    first, second = sorted(people_in(packet))
    record(home, first, "wrong_number", caller="Kim")
    merged(office, home)
    assert [(each["left"], each["state"]) for each in ledger(office)] == [(1, "out")]
    assert status(office)["handed_out"] == 1
    record(home, second, "refused", caller="Kim")
    merged(office, home)
    assert [(each["left"], each["state"]) for each in ledger(office)] == [(0, "back")]


def test_a_volunteer_is_found_in_any_case(office: Laptop) -> None:
    pack(office, "--for", "Anna", "--size", "2")
    assert office.ok("packets", "--back", "anna", "--json")["back"][0]["freed"] == 2


def test_only_what_was_in_a_packet_is_told_to_be_lost(office: Laptop) -> None:
    pack(office, "--for", "Anna", "--size", "2")
    said = office.ok("packets", "--lost", "Anna", "--json")["lost"][0]
    assert {"first_name", "municipality"} <= set(said["fields"]) and "workplace" not in said["fields"]


def test_a_packet_ends_with_the_campaign(office: Laptop) -> None:
    small(office, "ends: 2026-09-13")
    (packet,) = pack(office, "--for", "Anna", "--size", "2", "--days", "300", "--over-limits")
    assert packet["expires"] == "2026-09-13T21:59:59Z"
