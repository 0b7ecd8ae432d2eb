"""Every import is a batch that can be listed and undone: people and numbers go back, reports never."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.lists import (
    HEAD,
    NORTH,
    SOUTH,
    an_empty_office,
    bring,
    everybody,
    rung,
    without,
    write,
)
from tests.cli.ready import an_office, record, reports, status
from tests.conftest import MEMBERS, Laptop


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office(tmp_path, tmp_path_factory)


@pytest.fixture
def empty(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_empty_office(tmp_path, tmp_path_factory)


def batches(laptop: Laptop) -> list[dict[str, Any]]:
    return list(laptop.ok("import", "--batches", "--json"))


def test_imports_are_numbered_and_listed_with_what_they_did(office: Laptop) -> None:
    office.later(hours=1)
    write(office, without("0005").replace("Huddinge", "Solna"), "members.csv")
    assert office.ok("import", "members.csv", "--caller", "Eva", "--json")["batch"] == 2
    newest, first = batches(office)
    assert (newest["batch"], newest["list"], newest["updated"], newest["gone"]) == (2, "members", 1, 1)
    assert (first["batch"], first["added"]) == (1, 5)
    assert [each["can_be_undone"] for each in (newest, first)] == [True, False]
    text = office.ok("import", "--batches").splitlines()
    assert text[0].startswith("2  Wed 12/8 19:30  list members: 0 new, 1 changed, 1 gone")


def test_undoing_the_first_import_takes_its_people_out(office: Laptop) -> None:
    assert office.ok("import", "--undo", "1", "--json") == {"batch": 1, "removed": 5, "restored": 0}
    assert everybody(office) == {} and status(office)["contacts"] == 0
    assert office.run("find", "0701740605", "--json").code == 3
    assert [each["undone"] for each in batches(office)] == [True]
    assert office.ok("import", "members.csv", "--json")["added"] == 5


def test_undoing_an_import_puts_everybody_back_as_they_were(office: Laptop) -> None:
    record(office, "0002", "wrong_number")
    before, stands = everybody(office), status(office)
    text = without("0005").replace("Huddinge", "Solna").replace("070-174 06 08", "070-174 06 48")
    write(office, text + "0006;Ny Ung;070-174 06 10;;;\n", "members.csv")
    found = office.ok("import", "members.csv", "--json")
    assert (found["added"], found["updated"], found["gone"]) == (1, 2, 1)
    done = office.ok("import", "--undo", str(found["batch"]), "--json")
    assert (done["removed"], done["restored"]) == (1, 3)
    assert (everybody(office), status(office)) == (before, stands)
    assert office.ok("check", "--json")["ok"]
    assert office.run("find", "0701740648", "--json").code == 3
    write(office, MEMBERS, "members.csv")
    again = office.ok("import", "members.csv", "--json")
    assert (again["unchanged"], again["gone"]) == (5, 0)


def test_a_report_about_somebody_whose_import_is_undone_is_kept(office: Laptop) -> None:
    event = record(office, "0001", "no_answer")["event"]
    office.ok("import", "--undo", "1", "--json")
    assert [row["event"] for row in reports(office)] == [event]
    assert status(office)["blocked"] == {"not_in_list": 1}
    assert office.ok("check", "--json")["ok"]
    office.ok("import", "members.csv", "--json")
    assert everybody(office)["m0001"]["attempts"] == 1 and rung(office)["m0001"] == ["+46701740605"]


def test_an_objection_made_since_outlives_the_undoing(office: Laptop) -> None:
    write(office, MEMBERS.replace("Huddinge", "Solna"), "members.csv")
    office.ok("import", "members.csv", "--json")
    record(office, "0001", "do_not_call")
    office.ok("import", "--undo", "2", "--json")
    assert status(office)["blocked"] == {"do_not_call": 1}
    office.ok("import", "members.csv", "--json")
    assert status(office)["blocked"] == {"do_not_call": 1}


def test_who_is_in_somebodys_hands_is_taken_out_of_them(office: Laptop) -> None:
    office.take("Anna")
    office.ok("import", "--undo", "1", "--json")
    assert office.run("release", "--caller", "Anna", "--json").code == 3
    assert office.run("next", "--caller", "Anna", "--json").code == 3


@pytest.mark.parametrize("number", ["1", "3", "99", "0", "-1"])
def test_only_an_import_that_is_the_newest_of_its_list_is_undone(office: Laptop, number: str) -> None:
    write(office, MEMBERS.replace("Huddinge", "Solna"), "members.csv")
    office.ok("import", "members.csv", "--json")
    before = everybody(office)
    answer = office.run("import", f"--undo={number}", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "unknown_batch")
    assert "--batches" in answer.json["error"]["hint"] and everybody(office) == before


def test_the_newest_import_is_undone_also_when_it_changed_nothing(office: Laptop) -> None:
    office.ok("import", "members.csv", "--json")
    before = everybody(office)
    assert office.ok("import", "--undo", "2", "--json") == {"batch": 2, "removed": 0, "restored": 0}
    assert everybody(office) == before
    assert office.ok("import", "--undo", "1", "--json")["removed"] == 5


def test_an_import_is_undone_once(office: Laptop) -> None:
    office.ok("import", "--undo", "1", "--json")
    assert office.run("import", "--undo", "1", "--json").code == 1
    office.ok("import", "members.csv", "--json")
    assert len(everybody(office)) == 5


def test_the_newest_of_each_list_can_be_undone_and_leaves_the_other_alone(office: Laptop) -> None:
    write(office, HEAD + "0101;Ny Ett;070-174 06 31\n", "other.csv")
    assert office.ok("import", "other.csv", "--json")["batch"] == 2
    assert [each["can_be_undone"] for each in batches(office)] == [True, True]
    office.ok("import", "--undo", "1", "--json")
    assert list(everybody(office)) == ["m0101"] and status(office)["blocked"] == {}


def test_two_imports_of_two_lists_are_undone_in_any_order(empty: Laptop) -> None:
    bring(empty, NORTH, name="north.csv")
    bring(empty, SOUTH, name="south.csv")
    before, stands = everybody(empty), status(empty)
    bring(empty, NORTH.replace("5;Nord Efternamn5;070-174 06 09\n", ""), name="north.csv")
    bring(empty, SOUTH + "5;Syd Annatnamn;070-174 06 40\n", name="south.csv")  # takes the fifth over
    empty.ok("import", "--undo", "3", "--json")
    empty.ok("import", "--undo", "4", "--json")
    assert (everybody(empty), status(empty)) == (before, stands)
