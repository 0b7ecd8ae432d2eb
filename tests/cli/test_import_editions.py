"""Editions of a list: the plan, what looks wrong, who is gone, and several lists in one campaign."""

import sqlite3
from pathlib import Path

import pytest

from ringa.cli import reading
from tests.cli.lists import (
    HEAD,
    NORTH,
    SOUTH,
    an_empty_office,
    bring,
    counts_add_up,
    everybody,
    names,
    numbers,
    without,
    write,
)
from tests.cli.ready import an_office, import_members, people, record, status
from tests.conftest import EVENING, MEMBERS, Laptop


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office(tmp_path, tmp_path_factory)


@pytest.fixture
def empty(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_empty_office(tmp_path, tmp_path_factory)


@pytest.mark.parametrize(
    "text",
    [without("0004", "0005"), MEMBERS.replace("Huddinge", "Solna").replace("Täby", "Solna")],
    ids=["more than a third are gone", "a field changes for more than 30 percent"],
)
def test_a_list_that_looks_wrong_needs_yes_and_changes_nothing_without(office: Laptop, text: str) -> None:
    before = everybody(office)
    write(office, text, "members.csv")
    answer = office.run("import", "members.csv", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "import_alarm")
    assert "2" in answer.json["error"]["message"] and "--yes" in answer.json["error"]["hint"]
    assert everybody(office) == before
    found = office.ok("import", "members.csv", "--yes", "--json")
    assert found["updated"] + found["gone"] == 2
    assert everybody(office) != before


def test_a_few_changes_need_no_yes(office: Laptop) -> None:
    write(office, without("0005").replace("Huddinge", "Solna"), "members.csv")
    found = office.ok("import", "members.csv", "--json")
    assert (found["updated"], found["unchanged"], found["gone"]) == (1, 3, 1)


def test_who_is_gone_is_blocked_and_comes_back_with_history(office: Laptop) -> None:
    record(office, "0005", "no_answer")
    write(office, without("0005"), "members.csv")
    assert office.ok("import", "members.csv", "--json")["gone"] == 1
    assert status(office)["blocked"] == {"gone": 1}
    assert office.ok("import", "members.csv", "--json")["gone"] == 0  # gone once
    assert record(office, "0005", "busy")["warnings"] == ["blocked_gone"]
    write(office, MEMBERS, "members.csv")
    found = office.ok("import", "members.csv", "--json")
    assert (found["updated"], found["unchanged"]) == (1, 4)
    assert status(office)["blocked"] == {}
    assert everybody(office)["m0005"]["attempts"] == 2


def test_who_stands_on_a_row_that_is_set_aside_is_not_gone(office: Laptop) -> None:
    write(office, MEMBERS.replace("070-174 06 09", "070-174 06"), "members.csv")
    answer = office.run("import", "members.csv", "--json")
    assert (answer.code, answer.json["gone"], answer.json["rejected"]) == (4, 0, 1)
    ingrid = everybody(office)["m0005"]
    assert ingrid["state"] == "open" and numbers(ingrid) == [(1, "+46701740609", True)]


def test_a_number_that_is_secret_now_is_no_number(office: Laptop) -> None:
    write(office, MEMBERS.replace("070-174 06 09", "hemligt"), "members.csv")
    found = office.ok("import", "members.csv", "--json")
    assert (found["updated"], found["gone"], found["rejected"]) == (1, 0, 0)
    ingrid = everybody(office)["m0005"]
    assert (ingrid["state"], ingrid["reason"]) == ("blocked", "no_number")
    assert numbers(ingrid) == [(1, "+46701740609", False)]


def test_an_objection_outlives_leaving_and_coming_back(office: Laptop) -> None:
    record(office, "0005", "do_not_call")
    for text in (without("0005"), MEMBERS):
        write(office, text, "members.csv")
        office.ok("import", "members.csv", "--json")
        assert status(office)["blocked"] == {"do_not_call": 1}


def test_a_number_keeps_its_index_and_a_bad_one_stays_bad(office: Laptop) -> None:
    record(office, "0005", "wrong_number")
    assert everybody(office)["m0005"]["reason"] == "no_number"
    write(office, MEMBERS.replace("070-174 06 09", "070-174 06 19"), "members.csv")
    office.ok("import", "members.csv", "--json")
    contact = everybody(office)["m0005"]
    assert numbers(contact) == [(1, "+46701740609", False), (2, "+46701740619", True)]
    assert contact["state"] == "open"
    write(office, MEMBERS, "members.csv")
    office.ok("import", "members.csv", "--json")
    assert numbers(everybody(office)["m0005"]) == [(1, "+46701740609", False), (2, "+46701740619", False)]


def test_an_edition_without_a_column_leaves_that_field_as_it_was(office: Laptop) -> None:
    write(
        office,
        "Medlemsnummer;Namn\n0001;Åsa Öberg\n0002;Nils Björk\n0003;Fatima Warsame\n0004;Kjell Åkesson\n",
        "x.csv",
    )
    found = office.ok("import", "x.csv", "--json")
    assert (found["list"], found["unchanged"], found["gone"]) == ("members", 4, 1)
    contact = everybody(office)["m0001"]
    assert contact["fields"]["branch"] == "Pendeltåg" and contact["phones"][0]["ok"]


def test_two_lists_stand_side_by_side(office: Laptop) -> None:
    rows = "Medlemsnummer;Namn;Mobil\n0101;Ny Ett;070-174 06 31\n0102;Ny Två;070-174 06 32\n0103;Ny Tre;070-174 06 33\n"
    write(office, rows, "other.csv")
    first, again = (office.ok("import", "other.csv", "--json") for _ in range(2))
    assert (first["list"], first["added"], first["gone"]) == ("other", 3, 0)
    assert (again["list"], again["unchanged"], again["gone"]) == ("other", 3, 0)
    write(office, rows.replace("0102;Ny Två;070-174 06 32\n", ""), "renamed.csv")
    found = office.ok("import", "renamed.csv", "--json")
    assert (found["list"], found["gone"]) == ("other", 1)
    assert status(office)["blocked"] == {"gone": 1} and status(office)["contacts"] == 8
    assert office.ok("import", "members.csv", "--json")["unchanged"] == 5


def test_other_people_under_the_name_of_a_known_list_are_an_alarm(office: Laptop) -> None:
    write(office, HEAD + "0101;Ny Ett;070-174 06 31\n", "members.csv")
    before = everybody(office)
    answer = office.run("import", "members.csv", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "import_alarm")
    assert "other people" in answer.json["error"]["message"] and everybody(office) == before
    found = office.ok("import", "members.csv", "--yes", "--json")  # another list, and nobody is gone from the first
    assert (found["list"], found["added"], found["gone"]) == ("members-2", 1, 0)


def test_a_list_with_a_given_name_is_that_list_and_no_other(office: Laptop) -> None:
    write(office, HEAD + "0101;Ny Ett;070-174 06 31\n", "members.csv")
    found = office.ok("import", "members.csv", "--list", "stewards", "--json")
    assert (found["list"], found["added"], found["gone"]) == ("stewards", 1, 0)
    write(office, MEMBERS, "all.csv")
    found = office.ok("import", "all.csv", "--list", "spring", "--json")
    assert (found["list"], found["gone"], found["on_other_lists"]) == ("spring", 0, 5)


def test_several_files_are_one_edition(office: Laptop) -> None:
    head, *rows = MEMBERS.splitlines(keepends=True)
    write(office, head + "".join(rows[:2]), "north.csv")
    write(office, head + "".join(rows[2:]), "south.csv")
    found = office.ok("import", "north.csv", "south.csv", "--json")
    assert (found["list"], found["read"], found["unchanged"], found["gone"]) == ("members", 5, 5, 0)


def test_two_members_may_share_a_number(office: Laptop) -> None:
    import_members(office, "0001;Åsa Öberg;070-174 06 05", "0002;Nils Öberg;070-174 06 05")
    first = office.run("next", "--caller", "Anna")
    assert "same number" in first.out
    assert office.take("Olle") != office.take("Anna")


def test_priority_one_is_called_first(office: Laptop) -> None:
    header = "Medlemsnummer;Namn;Mobil;Prio"
    import_members(office, *(f"{row};{n}" for row, n in zip(people((1, 2, 3)), (3, 1, 2), strict=True)), header=header)
    assert [office.take(caller) for caller in ("A", "B", "C")] == ["m0002", "m0003", "m0001"]
    assert office.now == EVENING


# the plan


FIVE = HEAD.replace("\n", ";Kommun\n") + "".join(
    f"{n};Namn Efternamn{n};070-174 06 {n + 4:02};Solna\n" for n in range(1, 11)
)


def contents(laptop: Laptop) -> list[str]:
    """All that is in the database, as SQL."""
    with sqlite3.connect(laptop.folder / "ringa.db") as db:
        return list(db.iterdump())


def test_the_plan_says_field_by_field_with_examples_what_would_change(empty: Laptop) -> None:
    bring(empty, FIVE)
    changed = FIVE.replace("1;Namn Efternamn1;070-174 06 05;Solna", "1;Namn Berg;070-174 06 50;Täby")
    write(empty, changed.replace("10;Namn Efternamn10;070-174 06 14;Solna\n", ""), "list.csv")
    text = empty.ok("import", "list.csv", "--dry-run")
    for said in (
        "changed last_name: 1", "m1 last_name: Efternamn1 → Berg", "m1 municipality: Solna → Täby",
        "m1 phone: 070-174 06 05 → 070-174 06 50",
    ):  # fmt: skip
        assert said in text
    figures = {line.rsplit("  ", 1)[0].strip(): line.rsplit("  ", 1)[1] for line in text.splitlines() if "  " in line}
    assert (figures["rows read"], figures["changed"], figures["unchanged"]) == ("9", "1", "8")
    assert figures["gone from the list"] == "1"


def test_a_dry_run_leaves_every_row_of_the_database_as_it_was(office: Laptop) -> None:
    before = contents(office)
    write(office, without("0004", "0005").replace("Huddinge", "Solna") + ";x\n", "members.csv")
    answer = office.run("import", "members.csv", "--dry-run", "--json")
    assert answer.code == 4 and "would need --yes" in answer.err
    assert (answer.json["updated"], answer.json["gone"], answer.json["batch"]) == (1, 2, None)
    assert contents(office) == before
    assert sorted(path.name for path in office.folder.iterdir() if "import" in path.name) == ["ringa.db-import-lock"]


def test_a_dry_run_and_the_import_after_it_say_the_same(office: Laptop) -> None:
    write(office, without("0005").replace("Huddinge", "Solna"), "members.csv")
    dry = office.ok("import", "members.csv", "--dry-run", "--json")
    assert {**office.ok("import", "members.csv", "--json"), "batch": None} == dry


def test_an_unchanged_list_is_the_same_in_any_order_encoding_and_language(empty: Laptop) -> None:
    bring(empty, MEMBERS)
    record(empty, "0001", "busy")
    before, stands = everybody(empty), status(empty)
    head, *rows = MEMBERS.splitlines()
    columns = [4, 0, 5, 2, 1, 6, 3]
    forms = {
        "cp1252": ("Avdelning;Medlemsnummer;Kommun;Efternamn;Förnamn;Språk;Mobil", ";"),
        "utf-16": ("Avdeling\tMedlemsnummer\tKommune\tEtternavn\tFornavn\tSpråk\tMobiltelefon", "\t"),
        "utf-8-sig": ("Branch,Member number,Municipality,Last name,First name,Language,Phone", ","),
    }
    for encoding, (header, separator) in forms.items():
        turned = [separator.join(row.split(";")[at] for at in columns) for row in reversed(rows)]
        write(empty, "\n".join([header, *turned, ""]), "tonight.csv", encoding)
        found = empty.ok("import", "tonight.csv", "--json")
        assert (found["list"], found["unchanged"], found["gone"]) == ("list", 5, 0), encoding
        assert (everybody(empty), status(empty)) == (before, stands)
    assert len(head.split(";")) == len(columns)


# alarms


@pytest.mark.parametrize(("changed", "alarm"), [(3, False), (4, True)])
def test_a_field_may_change_for_thirty_percent_and_no_more(empty: Laptop, changed: int, alarm: bool) -> None:
    bring(empty, FIVE)
    found = bring(empty, FIVE.replace("Solna", "Täby", changed), code=1 if alarm else 0)
    if alarm:
        assert found["error"]["code"] == "import_alarm" and "municipality" in found["error"]["message"]
        assert len(names(empty)) == 10
    else:
        assert found["updated"] == changed


@pytest.mark.parametrize(("left", "alarm"), [(7, False), (6, True)])
def test_a_third_may_be_gone_and_no_more(empty: Laptop, left: int, alarm: bool) -> None:
    bring(empty, FIVE)
    found = bring(empty, "".join(FIVE.splitlines(keepends=True)[: left + 1]), code=1 if alarm else 0)
    assert ("4 of 10 people would be gone" in found["error"]["message"]) if alarm else found["gone"] == 3
    assert status(empty)["blocked"] == ({} if alarm else {"gone": 3})


def test_a_list_of_numbers_of_another_country_is_an_alarm(empty: Laptop) -> None:
    abroad = HEAD + "1;Kari Ek;+47 22 00 00 01\n2;Ola Ek;+47 22 00 00 02\n3;Eva Ek;070-174 06 05\n"
    assert "another country" in bring(empty, abroad, code=1)["error"]["message"]
    assert everybody(empty) == {}
    assert bring(empty, abroad, "--yes")["added"] == 3


def test_some_members_with_foreign_numbers_are_no_alarm(empty: Laptop) -> None:
    bring(empty, HEAD + "1;Kari Ek;+47 22 00 00 01\n2;Ola Ek;070-174 06 06\n3;Eva Ek;070-174 06 05\n")


# several lists


def test_each_list_only_speaks_for_its_own_people(empty: Laptop) -> None:
    bring(empty, NORTH, name="north.csv")
    bring(empty, SOUTH, name="south.csv")
    found = bring(empty, NORTH.replace("5;Nord Efternamn5;070-174 06 09\n", ""), name="north.csv")
    assert (found["list"], found["gone"]) == ("north", 1)
    assert status(empty)["blocked"] == {"gone": 1}


def test_who_stands_on_two_lists_belongs_to_the_first_until_gone_from_it(empty: Laptop) -> None:
    bring(empty, NORTH, name="north.csv")
    both = SOUTH + "5;Syd Annatnamn;070-174 06 40\n"
    found = bring(empty, both, name="south.csv")
    assert (found["added"], found["unchanged"], found["on_other_lists"]) == (5, 1, 1)
    assert names(empty)["m5"] == ("Nord", "Efternamn5")
    bring(empty, NORTH.replace("5;Nord Efternamn5;070-174 06 09\n", ""), name="north.csv")
    assert status(empty)["blocked"] == {"gone": 1}
    found = bring(empty, both, name="south.csv")  # the second list takes over
    assert (found["updated"], found["on_other_lists"]) == (1, 0)
    assert names(empty)["m5"] == ("Syd", "Annatnamn") and status(empty)["blocked"] == {}
    found = bring(empty, NORTH, name="north.csv")
    assert (found["on_other_lists"], found["unchanged"]) == (1, 5) and names(empty)["m5"] == ("Syd", "Annatnamn")


def test_a_file_with_half_of_a_lists_people_and_as_many_others_is_a_new_list(empty: Laptop) -> None:
    bring(empty, NORTH, name="north.csv")
    half = NORTH + SOUTH.removeprefix(HEAD)
    assert bring(empty, half, name="all.csv")["list"] == "all"


def test_strict_refuses_an_edition_and_leaves_everything_as_it_was(office: Laptop) -> None:
    before = contents(office)
    write(office, MEMBERS.replace("Huddinge", "Solna") + ";Ingen;;;;;\n", "members.csv")
    answer = office.run("import", "members.csv", "--strict", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "rejected_rows")
    assert contents(office) == before


KEYS = {"list", "read", "added", "updated", "unchanged", "rejected", "gone", "rejects_file"}


def test_json_has_the_keys_of_the_contract_and_one_value_on_stdout(empty: Laptop) -> None:
    write(empty, MEMBERS, "list.csv")
    answer = empty.run("import", "list.csv", "--json")
    assert answer.json.keys() >= KEYS and answer.out.count("\n") == 1 and answer.err == ""
    assert answer.json["rejects_file"] is None and counts_add_up(answer.json)


@pytest.mark.parametrize("long", [1, 1 << 40])
def test_a_long_list_gives_what_a_short_one_gives(empty: Laptop, monkeypatch: pytest.MonkeyPatch, long: int) -> None:
    monkeypatch.setattr(reading, "LONG", long)
    members = [f"{n};Medlem{n} Ek;070-174 06 {n:02d}" for n in range(10, 60)]
    bring(empty, HEAD + "\n".join(members), name="a.csv")
    doubled = [members[3], "15;Någon Annan;070-174 06 61"]
    edition = [*members[:40], *doubled, members[40].replace("Ek", "Berg"), "70;Ny Ek;"]
    for n, (added, updated, unchanged, rejected, gone) in enumerate([(1, 1, 40, 2, 9), (0, 0, 42, 2, 0)]):
        found = bring(empty, HEAD + "\n".join(edition), "--yes", name="a.csv", code=4)
        counts = (found["added"], found["updated"], found["unchanged"], found["rejected"], found["gone"])
        assert counts == (added, updated, unchanged, rejected, gone), n
    assert empty.ok("check", "--json")["ok"]
