"""What volunteers pass on to the coordinator, and what becomes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ringa.core.events import cells, from_cells, sealed
from ringa.formats import results_csv
from tests.cli.naughty import STRINGS
from tests.cli.ready import an_office, import_members, people, record, reports, rows_of, small, status
from tests.conftest import Laptop

Copy = Callable[[Laptop, str], Laptop]


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return small(an_office(tmp_path, tmp_path_factory))


def follow_ups(laptop: Laptop, *more: str) -> list[dict[str, Any]]:
    return list(laptop.ok("follow-ups", "--json", *more))


def kinds(laptop: Laptop, *more: str) -> list[tuple[str, str]]:
    """Of whom and what: contact and kind, or kind of correction."""
    return [(each["contact"], each["correction"] or each["kind"]) for each in follow_ups(laptop, *more)]


def correct(laptop: Laptop, contact: str, *corrections: str, outcome: str = "no_answer") -> Any:
    return record(laptop, contact, outcome, *(part for each in corrections for part in ("--correction", each)))


# corrections of the register


def test_a_correction_is_a_proposal_that_changes_nothing_about_the_member(office: Laptop) -> None:
    before = office.ok("find", "0001", "--json")
    correct(office, "0001", "phone=070-174 06 44", "name=Åsa Öberg-Ek", outcome="refused")
    after = office.ok("find", "0001", "--json")
    for name in ("first_name", "last_name", "phones", "fields"):
        assert before[0][name] == after[0][name]
    [row] = reports(office)
    assert (row["correction.phone"], row["correction.name"]) == ("070-174 06 44", "Åsa Öberg-Ek")


def test_what_can_be_read_as_a_number_is_told_as_one_and_the_words_are_kept(office: Laptop) -> None:
    found = correct(office, "0001", "phone=0701740644")
    assert found["warnings"] == []
    found = correct(office, "0002", "phone=ask his sister, 070-XXX")
    assert found["warnings"] == ["number_uncertain"]
    assert [(each["text"], each["number"]) for each in follow_ups(office)] == [
        ("0701740644", "+46701740644"),
        ("ask his sister, 070-XXX", None),
    ]


def test_leaving_the_union_and_preferring_e_mail_need_no_words(office: Laptop) -> None:
    correct(office, "0001", "left", "email=")
    assert [(each["correction"], each["text"]) for each in follow_ups(office)] == [("email", ""), ("left", "")]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("fone=070",), "Did you mean phone?"),
        (("phone",), "needs words"),
        (("address=  ",), "needs words"),
        (("name=A", "NAME=B"), "given twice"),
        (("name=" + "x" * 4001,), "4000"),
        (("=x",), "There is no correction"),
    ],
)
def test_a_correction_that_is_none_is_refused_with_the_kinds(
    office: Laptop, given: tuple[str, ...], words: str
) -> None:
    args = [part for each in given for part in ("--correction", each)]
    answer = office.run("record", "0001", "--outcome", "busy", "--caller", "Anna", *args)
    assert answer.code == 2
    assert words in answer.err and "phone, address, name, left, email" in answer.err
    assert reports(office) == []


def test_corrections_travel_to_the_office_and_back_the_same(office: Laptop, copy_of: Copy) -> None:
    home = copy_of(office, "home")
    correct(home, "0001", "address==HYPERLINK(1)", "phone=+46 70 174 06 44")
    (office.folder / "home.csv").write_bytes(home.export())
    assert b"'=HYPERLINK(1)" in home.export()
    office.ok("merge", "home.csv", "--json")
    assert follow_ups(office) == follow_ups(home)
    assert office.export() == home.export()
    (office.folder / "excel.csv").write_bytes(home.export("--excel"))
    assert office.ok("merge", "excel.csv", "--json")["known"] == 1


def test_a_correction_that_was_altered_on_the_way_is_set_aside(office: Laptop, copy_of: Copy) -> None:
    home = copy_of(office, "home")
    correct(home, "0001", "phone=070-174 06 44")
    (office.folder / "home.csv").write_bytes(home.export().replace(b"070-174 06 44", b"070-174 06 45"))
    answer = office.run("merge", "home.csv", "--json")
    assert (answer.code, answer.json["quarantined"]) == (4, 1)
    assert follow_ups(office) == []


def test_a_report_that_is_undone_takes_its_corrections_and_messages_with_it(office: Laptop) -> None:
    correct(office, "0001", "email=asa@example.org")
    record(office, "0002", "busy", "--to-coordinator", "Ring Nils")
    office.ok("history", "--undo", "--caller", "Anna", "--json")
    assert kinds(office) == [("m0001", "email")]
    office.ok("history", "--undo", "--caller", "Anna", "--json")
    assert kinds(office) == []
    assert status(office)["follow_ups"] == 0


# the list


def test_everything_that_needs_somebody_is_listed_with_what_it_is(office: Laptop) -> None:
    small(office, "handout: {max_attempts: 2}")
    record(office, "0001", "refused", "--to-coordinator", "Wants a visit", "--correction", "left=in May")
    record(office, "0002", "not_member", "--note", "joined another union")
    record(office, "0003", "deceased")
    record(office, "0004", "wrong_number")
    for _ in range(2):
        record(office, "0005", "call_back", "--call-back-at", "2026-08-13T18:00")
    assert sorted(kinds(office)) == [
        ("m0001", "left"), ("m0001", "message"), ("m0002", "not_member"), ("m0003", "deceased"),
        ("m0004", "no_number"), ("m0005", "call_back"),
    ]  # fmt: skip
    office.ok("history", "--undo", "--caller", "Anna")
    record(office, "0005", "language")
    record(office, "0001", "do_not_call")
    office.ok("history", "--undo", "--caller", "Anna")
    assert {("m0005", "language"), ("m0001", "mistake")} <= set(kinds(office))
    assert {each["text"] for each in follow_ups(office, "--kind", "not_member")} == {"joined another union"}


def test_the_oldest_comes_first_unless_the_newest_is_asked_for(office: Laptop) -> None:
    for contact in ("0003", "0001", "0002"):
        record(office, contact, "busy", "--to-coordinator", "x")
        office.later(minutes=1)
    oldest = [contact for contact, _kind in kinds(office)]
    assert oldest == ["m0003", "m0001", "m0002"]
    assert [contact for contact, _kind in kinds(office, "--newest")] == oldest[::-1]


def test_the_list_is_narrowed_by_kind_event_and_contact(office: Laptop) -> None:
    event = correct(office, "0001", "phone=070-174 06 44", "left")["event"]
    record(office, "0002", "busy", "--to-coordinator", "x")
    assert kinds(office, "--corrections") == [("m0001", "left"), ("m0001", "phone")]
    assert kinds(office, "--kind", "phone", "--kind", "message") == [("m0001", "phone"), ("m0002", "message")]
    assert kinds(office, "0002") == kinds(office, "m0002") == [("m0002", "message")]
    assert kinds(office, event, "--kind", "left") == [("m0001", "left")]
    assert office.run("follow-ups", "--kind", "fax").code == 2


def test_an_empty_list_is_no_failure(office: Laptop) -> None:
    answer = office.run("follow-ups")
    assert (answer.code, answer.out, answer.err) == (0, "", "Nothing waits for the coordinator.\n")
    assert follow_ups(office) == []
    assert rows_of(office.run("follow-ups", "-o", "-").out) == []


def test_people_read_who_when_what_and_the_name_of_the_event(office: Laptop) -> None:
    found = record(office, "0001", "busy", "--to-coordinator", "First line\nsecond line", "--correction", "left=in May")
    answer = office.run("follow-ups")
    assert answer.out.splitlines() == [
        "Åsa Öberg (m0001) · Wed 12/8 18:30 · Anna",
        "  message: First line",
        "    second line",
        "  says to have left the union: in May",
        "  " + found["event"],
        "",
    ]
    assert "2 things to act on" in answer.err
    assert "ringa follow-ups" in office.ok("status")


def test_naughty_words_do_nothing_to_the_terminal_or_a_spreadsheet(office: Laptop) -> None:
    for number, text in enumerate(STRINGS):
        if text.strip("\x00 \t"):
            args = (
                "--to-coordinator",
                text.replace("\x00", ""),
                "--correction",
                "address=x" + text.replace("\x00", ""),
            )
            record(office, f"000{number % 5 + 1}", "busy", *args)
    out = office.run("follow-ups").out
    assert not [sign for sign in out if not sign.isprintable() and sign not in "\n\t" and ord(sign) < 0xA0]
    csv = office.ok("follow-ups", "-o", "-")
    assert not [cell for row in rows_of(csv) for cell in row.values() if cell[:1] in "=+-@" and cell]


def test_a_contact_that_no_list_has_is_listed_by_its_id(office: Laptop, copy_of: Copy) -> None:
    home = copy_of(office, "home")
    import_members(home, *people([8]))
    record(home, "0008", "busy", "--to-coordinator", "x")
    (office.folder / "home.csv").write_bytes(home.export())
    office.ok("merge", "home.csv", "--json")
    assert office.ok("follow-ups").startswith("m0008 · ")


# as a file


def test_the_list_for_the_register_is_a_file_of_its_owner_only(office: Laptop) -> None:
    correct(office, "0001", "phone=070-174 06 44")
    record(office, "0002", "busy", "--to-coordinator", "x")
    answer = office.run("follow-ups", "--corrections", "--csv", "list.csv", "--json")
    assert answer.json == {"file": str(office.folder / "list.csv"), "rows": 1}
    assert "keep it protected" in answer.err
    assert (office.folder / "list.csv").stat().st_mode & 0o777 == 0o600
    [row] = rows_of((office.folder / "list.csv").read_bytes())
    assert row["number"] == "'+46701740644"
    assert (row["contact"], row["last_name"], row["what"]) == ("m0001", "Öberg", "has a new number")
    assert (row["text"], row["at"]) == ("070-174 06 44", "2026-08-12 18:30")


def test_for_excel_it_is_a_table_in_a_nordic_spreadsheet(office: Laptop) -> None:
    correct(office, "0001", "left")
    office.ok("follow-ups", "--excel", "-o", "list.csv")
    text = (office.folder / "list.csv").read_text(encoding="utf-8")
    assert text.startswith("\ufeffcontact;first_name;")


def test_json_and_a_csv_on_stdout_do_not_go_together(office: Laptop) -> None:
    assert office.run("follow-ups", "-o", "-", "--json").code == 2


# resolving


def test_what_is_resolved_leaves_the_list_here_and_wherever_it_is_merged(office: Laptop, copy_of: Copy) -> None:
    event = correct(office, "0001", "left")["event"]
    record(office, "0002", "busy", "--to-coordinator", "x")
    other = copy_of(office, "other")
    done = office.ok("follow-ups", "--resolve", event, "--note", "Told the register", "--caller", "Eva", "--json")
    assert done["resolved"] == [{"event": done["resolved"][0]["event"], "resolved": event, "contact": "m0001"}]
    assert done["left"] == 1
    assert kinds(office) == [("m0002", "message")]
    (other.folder / "office.csv").write_bytes(office.export())
    other.ok("merge", "office.csv", "--json")
    assert kinds(other) == [("m0002", "message")]
    [row] = [row for row in rows_of(office.export()) if row["kind"] == "resolve"]
    assert (row["replaces"], row["note"], row["caller"]) == (event, "Told the register", "Eva")


def test_a_contact_names_all_that_waits_about_them(office: Laptop) -> None:
    for _ in range(2):
        record(office, "0001", "busy", "--to-coordinator", "x")
    answer = office.run("follow-ups", "--resolve", "0001")
    assert answer.code == 0
    assert "Resolved: 2 events." in answer.err
    assert follow_ups(office) == []


def test_one_unknown_name_resolves_nothing(office: Laptop) -> None:
    event = correct(office, "0001", "left")["event"]
    for name in ("d2345672345-1", "0002", "nonsense", ""):
        answer = office.run("follow-ups", "--resolve", event, name, "--json")
        assert (answer.code, answer.json["error"]["code"]) == (1, "unknown_follow_up")
    assert kinds(office) == [("m0001", "left")]


def test_what_was_resolved_already_is_said(office: Laptop) -> None:
    event = correct(office, "0001", "left")["event"]
    office.ok("follow-ups", "--resolve", event)
    assert office.run("follow-ups", "--resolve", event).code == 3


@pytest.mark.parametrize(
    "args",
    [
        ("--resolve",),
        ("--note", "x"),
        ("--resolve", "0001", "--corrections"),
        ("--resolve", "0001", "-o", "x.csv"),
        ("--resolve", "0001", "--note", "x" * 4001),
    ],
)
def test_options_that_do_not_go_together_are_refused(office: Laptop, args: tuple[str, ...]) -> None:
    assert office.run("follow-ups", *args).code == 2


def test_two_reports_under_one_number_are_listed_until_resolved(office: Laptop, copy_of: Copy) -> None:
    record(office, "0001", "busy")
    home = copy_of(office, "home")
    home.machine = office.machine  # a copy that is taken for the same device
    rows = office.export().decode()
    home_rows = rows_of(rows)
    event = from_cells({name: cell for name, cell in home_rows[0].items() if cell})
    rival = sealed(event._replace(outcome="refused"))
    assert cells(rival)["event"] == event.id
    text = "".join(results_csv.write([rival], {event.device: (event.campaign, 1)}, ()))
    (office.folder / "rival.csv").write_text(text, encoding="utf-8", newline="")
    office.run("merge", "rival.csv", "--json")
    assert kinds(office) == [("m0001", "conflict")]
    office.ok("follow-ups", "--resolve", event.id)
    assert kinds(office) == []
    assert office.ok("check", "--json")["ok"]


def test_a_resolve_and_its_note_are_forgotten_with_the_member(office: Laptop) -> None:
    correct(office, "0001", "left")
    office.ok("follow-ups", "--resolve", "0001", "--note", "spoke with Åsa")
    rows = [row for row in rows_of(office.export()) if row["kind"] == "resolve"]
    assert rows[0]["contact"] == "m0001"
