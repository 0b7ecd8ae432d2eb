"""Somebody has rung back, or was met: they are found by what one knows of them."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.ready import an_office, import_members, record, small
from tests.conftest import Laptop


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return small(an_office(tmp_path, tmp_path_factory))


def found(laptop: Laptop, text: str, *more: str) -> list[str]:
    answer = laptop.run("find", "--json", *more, "--", text)
    assert answer.code == (0 if answer.json else 3)
    return [each["id"] for each in answer.json]


@pytest.mark.parametrize(
    "text",
    ["oberg", "ÖBERG", "Öberg Åsa", "asa ob", "0001", "m0001", "070-174 06 05", "+46701740605", "0046 70 174 06 05",
     "+46 (0)70 1740605", "0605", "70174060 5", "17 40 605"],
)  # fmt: skip
def test_somebody_is_found_by_name_number_and_id_in_any_form(office: Laptop, text: str) -> None:
    assert found(office, text) == ["m0001"]


def test_nobody_is_found_by_what_fits_nobody(office: Laptop) -> None:
    for text in ("Zzz", "0799999999", "Åsa Björk", "m9999"):
        assert found(office, text) == []


def test_what_fits_best_comes_first(office: Laptop) -> None:
    import_members(
        office,
        "1;Eva Bergman;070-174 06 05", "2;Eva Berg;070-174 06 06", "3;Åsa Öberg;070-174 06 07",
        "4;Åsa Oberg;070-174 06 08", "5;Bo Öberg-Ek;070-174 06 09", "6;Nils Ek;", "0605;Kim Sund;",
    )  # fmt: skip
    assert found(office, "berg") == ["m2", "m1", "m4", "m0001", "m3", "m5"]
    assert found(office, "Öberg") == ["m0001", "m3", "m5", "m4"]
    assert found(office, "0605") == ["m0605", "m1", "m0001"]
    assert found(office, "berg", "--limit", "1") == ["m2"]


def test_without_a_text_everybody_is_listed_by_name(office: Laptop) -> None:
    assert found(office, "") == ["m0002", "m0005", "m0003", "m0004", "m0001"]
    answer = office.run("find", "--limit", "2")
    assert len(answer.out.splitlines()) == 2
    assert "There are more" in answer.err


def test_it_is_said_who_has_somebody_in_hand_and_who_must_not_be_called(office: Laptop) -> None:
    office.take("Olle")
    record(office, "0002", "do_not_call")
    [held] = office.ok("find", "0001", "--json")
    assert (held["held_by"], held["state"]) == ("Olle", "open")
    lines: Any = office.ok("find").splitlines()
    assert any("Öberg" in line and "in the hands of Olle" in line for line in lines)
    assert any("Björk" in line and "not to be called: objected to calls" in line for line in lines)
    office.later(hours=2)
    assert office.ok("find", "0001", "--json")[0]["held_by"] is None


def test_each_look_up_is_in_the_journal_without_what_was_looked_for(office: Laptop) -> None:
    from ringa.store import db, journal

    found(office, "Öberg", "--caller", "Olle")
    opened = db.open_campaign(office.folder)
    [entry] = journal.entries(opened, "find")
    opened.close()
    assert (entry["caller"], entry["found"]) == ("Olle", 1)
    assert "berg" not in str(entry)
