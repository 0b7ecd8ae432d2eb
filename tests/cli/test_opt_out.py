"""Who is not to be called: an objection holds against every list, every merge and every way to write a number."""

import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ringa.cli import files
from ringa.cli.session import Session
from ringa.core.events import Event
from ringa.errors import FileProblem
from ringa.store import contacts
from ringa.store.db import Db, open_campaign
from tests.build import a_device, a_forget, a_lift, a_report, a_results_file, an_opt_out, an_undo
from tests.cli.ready import an_office, import_members, record, rows_of, small, status
from tests.conftest import Laptop
from tests.core.test_opt_out import WAYS

NUMBER = "+46701740605"  # Åsa's, m0001
SWITCHBOARD = "08-465 004 00"
B = a_device(1)

Make = Callable[[str], Laptop]


@pytest.fixture
def make(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes campaigns with a key of their own and no members."""

    def made(name: str) -> Laptop:
        Laptop(tmp_path).ok("init", name, "--ends", "2026-09-13", "--json")
        return small(Laptop(tmp_path / name, machine=name))

    return made


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return small(an_office(tmp_path, tmp_path_factory))


@contextmanager
def opened(laptop: Laptop) -> Iterator[Db]:
    db = open_campaign(laptop.folder)
    yield db
    db.close()


def marks(laptop: Laptop) -> set[tuple[bytes, str]]:
    with opened(laptop) as db:
        return set(db.rows("SELECT mark, origin FROM opt_outs"))


def reasons(laptop: Laptop) -> dict[str, str]:
    """Why each contact is blocked, or its state."""
    with opened(laptop) as db:
        return dict(db.rows("SELECT contact, CASE state WHEN 'blocked' THEN reason ELSE state END FROM contacts"))


def blocked(laptop: Laptop) -> set[str]:
    """Who is blocked because of an objection; what is stored is what the events and the marks say."""
    findings = laptop.ok("check", "--json")["findings"]
    assert [each for each in findings if each["level"] == "error"] == []
    return {contact for contact, reason in reasons(laptop).items() if reason == "do_not_call"}


def merge(laptop: Laptop, *events: Event, name: str = "in.csv") -> Any:
    (laptop.folder / name).write_bytes(a_results_file(events).encode())
    return laptop.ok("merge", name, "--json")


def add_file(laptop: Laptop, text: str, *more: str, name: str = "stop.csv") -> Any:
    (laptop.folder / name).write_text(text, encoding="utf-8")
    return laptop.ok("opt-out", "--import", name, "--json", *more)


def counts(answer: Any) -> tuple[int, ...]:
    return tuple(answer[name] for name in ("read", "added", "known", "rejected", "blocked"))


# an objection outlives lists, ids, spellings and forgetting


@pytest.mark.parametrize("forgotten", [False, True])
def test_an_objection_survives_twenty_imports_twelve_spellings_new_ids_and_forgetting(
    office: Laptop, forgotten: bool
) -> None:
    record(office, "0001", "do_not_call")
    if forgotten:
        merge(office, a_forget(1, contact="m0001", device=B))
    for n in range(20):
        import_members(office, f"0001;Åsa Öberg;{WAYS[n % 12]}", f"1{n:03};Åsa Ö;{WAYS[n % 12]}", "0009;A B;0701740699")
        states = reasons(office)
        assert states["m0001"] == ("forgotten" if forgotten else "do_not_call")
        assert {states[f"m1{earlier:03}"] for earlier in range(n + 1)} == {"do_not_call"}
        assert office.ok("next", "--caller", "Bo", "--json")["contact"]["id"] == "m0009"
    assert office.ok("check", "--json")["findings"] == []


def test_an_objection_on_a_fixed_line_survives_with_the_name_and_leaves_the_others_alone(office: Laptop) -> None:
    import_members(office, f"0001;Åsa Öberg;{SWITCHBOARD}", f"0002;Nils Björk;{SWITCHBOARD}")
    record(office, "0001", "do_not_call")
    assert blocked(office) == {"m0001"}
    import_members(office, "0101;ÖBERG, Åsa;+46 8 465 004 00", "0102;Nils Björk;08-46500400")
    assert blocked(office) == {"m0001", "m0101"}


def test_a_number_that_a_list_brings_to_somebody_else_meets_the_objection(office: Laptop) -> None:
    record(office, "0001", "do_not_call")
    import_members(office, "0002;Nils Björk;070-174 06 06, 070-174 06 05", "0003;Fatima Warsame;070-174 06 07")
    assert blocked(office) == {"m0001", "m0002"}
    import_members(office, "0002;Nils Björk;070-174 06 06", "0003;Fatima Warsame;070-174 06 07")
    assert blocked(office) == {"m0001", "m0002"}  # by a number that is gone, too


def test_a_number_that_a_list_brings_to_the_objector_blocks_those_who_have_it(office: Laptop) -> None:
    record(office, "0001", "do_not_call")
    import_members(office, "0001;Åsa Öberg;070-174 06 05, 070-174 06 06", "0002;Nils Björk;070-174 06 06")
    assert blocked(office) == {"m0001", "m0002"}


def test_a_new_name_on_a_fixed_line_meets_the_objection(office: Laptop) -> None:
    import_members(office, f"0001;Åsa Öberg;{SWITCHBOARD}", f"0002;Asa;{SWITCHBOARD}")
    record(office, "0001", "do_not_call")
    assert blocked(office) == {"m0001"}
    import_members(office, f"0001;Åsa Nygård;{SWITCHBOARD}", f"0002;Åsa Öberg;{SWITCHBOARD}")
    assert blocked(office) == {"m0001", "m0002"}
    import_members(office, f"0001;Åsa Nygård;{SWITCHBOARD}", f"0003;Åsa Nygård;{SWITCHBOARD}")
    assert blocked(office) == {"m0001", "m0002", "m0003"}


def test_an_objection_survives_an_import_that_is_undone(office: Laptop) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", "0101;Ny Person;0701740631")
    record(office, "0101", "do_not_call")
    office.ok("import", "--undo", "2")
    import_members(office, "0001;Åsa Öberg;0701740605", "0102;Någon Annan;070-174 06 31")
    assert blocked(office) == {"m0101", "m0102"}


# merging


def test_results_with_an_objection_block_everybody_with_the_number(office: Laptop) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", "0002;Åsa Ö;0701740605", "0003;Nils;0701740606")
    merge(office, a_report("do_not_call", contact="m0001", device=B))
    assert blocked(office) == {"m0001", "m0002"}


def test_a_lift_that_is_merged_lets_go_of_everybody_with_the_number(office: Laptop) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", "0002;Åsa Ö;0701740605")
    objection = an_opt_out(1, contact="m0001", device=B)
    merge(office, objection)
    merge(office, a_lift(objection, 2, device=B))
    assert (blocked(office), marks(office)) == (set(), set())


OBJECTION = a_report("do_not_call", 1, contact="m0001", device=B)
ROAD = {
    "objection": [OBJECTION, an_undo(OBJECTION, 2)],  # what a caller takes back stands all the same
    "word": [a_report("busy", 3, contact="m0002", device=B), an_opt_out(4, contact="m0003", device=B)],
    "forget": [a_forget(1, contact="m0001", device=a_device(2))],
}


@pytest.mark.parametrize("lifted", [False, True])
def test_the_order_of_files_does_not_matter(
    office: Laptop, lifted: bool, copy_of: Callable[[Laptop, str], Laptop]
) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", "0002;Åsa Ö;0701740605", "0003;Nils;0701740633")
    files = {**ROAD, "lift": [a_lift(OBJECTION, 5, device=a_device(2))]} if lifted else ROAD
    found = []
    for n, order in enumerate(permutations(files)):
        laptop = copy_of(office, f"copy{n}")
        for name in order:
            merge(laptop, *files[name])
        found.append((marks(laptop), reasons(laptop)))
        assert blocked(laptop) == ({"m0003"} if lifted else {"m0002", "m0003"}), order
    together = copy_of(office, "together")
    for name, events in files.items():
        (together.folder / f"{name}.csv").write_bytes(a_results_file(events).encode())
    together.ok("merge", *(f"{name}.csv" for name in files))
    found.append((marks(together), reasons(together)))
    assert all(each == found[0] for each in found)


def test_import_then_merge_is_merge_then_import(make: Make) -> None:
    lists = ("0001;Åsa Öberg;0701740605", "0002;Åsa Ö;0701740605", f"0003;Nils Björk;{SWITCHBOARD}",
             f"0004;Nils Björk;{SWITCHBOARD}", f"0005;Siv Björk;{SWITCHBOARD}")  # fmt: skip
    events = [OBJECTION, ROAD["word"][1]]
    first, second, third = make("first"), make("second"), make("third")
    import_members(first, *lists)
    with opened(first) as db:
        (key,) = db.row("SELECT value FROM settings WHERE name = 'key'")
    for laptop in (second, third):
        laptop.ok("status")
        with opened(laptop) as db, db.tx():
            db.write("INSERT OR REPLACE INTO settings (name, value) VALUES ('key', ?)", (key,))
    merge(first, *events)
    merge(second, *events)
    import_members(second, *lists)
    import_members(third, *lists[2:])
    merge(third, *events)
    import_members(third, *lists)
    assert blocked(first) == blocked(second) == blocked(third) == {"m0001", "m0002", "m0003", "m0004"}
    assert marks(first) == marks(second) == marks(third)
    assert reasons(first) == reasons(second) == reasons(third)


# handing out


def test_the_contact_is_looked_at_once_more_before_it_is_handed_out(office: Laptop) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", "0002;Nils Björk;0701740606")
    first = office.take("Anna")
    office.ok("release", "--caller", "Anna")
    number = {"m0001": "0701740605", "m0002": "0701740606"}[first]
    office.ok("opt-out", "--number", stdin=number)
    with opened(office) as db, db.tx():  # as if it had slipped in while an import was under way
        db.write("UPDATE contacts SET state = 'open', reason = '', queue = 'anyone' WHERE contact = ?", (first,))
    assert office.take("Anna") == ({"m0001", "m0002"} - {first}).pop()
    assert blocked(office) == {first}
    assert status(office)["handed_out"] == 1


def test_an_objection_ends_the_lease_of_everybody_with_the_number(office: Laptop) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", "0002;Åsa Ö;0701740605")
    taken = {office.take("Anna"), office.take("Bo")}
    record(office, taken.pop(), "do_not_call")
    assert status(office)["handed_out"] == 0
    assert office.run("next", "--caller", "Bo", "--json").code == 3


# the command: people


def test_a_member_objects_with_a_word_to_the_coordinator(office: Laptop) -> None:
    said = office.ok("opt-out", "0001", "--caller", "Kim", "--note", "by letter", "--json")
    assert (said["contact"], said["state"], said["reason"]) == ("m0001", "blocked", "do_not_call")
    (row,) = [row for row in rows_of(office.export()) if row["kind"] == "opt_out"]
    assert (row["event"], row["contact"], row["caller"], row["channel"], row["note"]) == (
        said["event"], "m0001", "Kim", "", "by letter",
    )  # fmt: skip
    again = office.run("opt-out", "m0001")
    assert again.code == 3
    assert "m0001 has objected already" in again.err and said["event"] in again.err
    assert "not called again" in office.run("opt-out", "0002").err


def test_nothing_is_written_about_somebody_who_was_forgotten(office: Laptop) -> None:
    merge(office, a_forget(1, contact="m0001", device=B))
    answer = office.run("opt-out", "m0001")
    assert (answer.code, "was forgotten" in answer.err) == (3, True)


def test_an_objection_of_a_forgotten_person_that_is_recorded_late_holds_for_the_number(office: Laptop) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", "0002;Åsa Ö;0701740605")
    merge(office, a_forget(1, contact="m0001", device=B))
    assert blocked(office) == set()
    record(office, "m0001", "do_not_call")
    assert blocked(office) == {"m0002"}


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "interactive", property(lambda self: not self.no_input))


@pytest.mark.usefixtures("at_terminal")
def test_a_person_is_asked_before_somebody_is_blocked_or_let_go(office: Laptop) -> None:
    answer = office.run("opt-out", "0001", stdin="n")
    assert (answer.code, "Åsa Öberg (m0001) objects to being called" in answer.out) == (3, True)
    assert blocked(office) == set()
    assert office.run("opt-out", "0001", stdin="y").code == 0
    (objection,) = office.ok("opt-out", "--json")["objections"]
    assert office.run("opt-out", "--lift", objection["event"], stdin="n").code == 3
    assert blocked(office) == {"m0001"}
    assert office.run("opt-out", "--lift", objection["event"], stdin="y").code == 0
    assert office.run("opt-out", "--number", stdin="0701740605\n").code == 0
    assert office.run("opt-out", "--number", stdin="\n").code == 1
    assert blocked(office) == {"m0001"}


def test_the_list_names_people_by_id_and_batches_by_size_and_no_number(office: Laptop) -> None:
    assert "0 members" in office.run("opt-out").err
    event = record(office, "0001", "do_not_call", caller="Anna")["event"]
    add_file(office, "070-174 06 41\n070-174 06 42\n", "--caller", "Kim", "--note", "from Oslo")
    found = office.ok("opt-out", "--json")
    assert found["blocked"] == 1
    (person,) = found["objections"]
    assert person == {"contact": "m0001", "since": "2026-08-12T16:30:00Z", "by": "Anna", "event": event}
    assert found["batches"] == [
        {"batch": "b1", "since": "2026-08-12T16:30:00Z", "by": "Kim", "numbers": 2, "note": "from Oslo"}
    ]
    text = office.ok("opt-out")
    assert "m0001  Wed 12/8 18:30  Anna  " + event in text
    assert "b1  Wed 12/8 18:30  Kim  2 numbers  from Oslo" in text
    assert "1740" not in text.replace(" ", "")


def test_the_list_knows_of_people_who_are_forgotten(office: Laptop) -> None:
    merge(office, OBJECTION)
    merge(office, a_forget(9, contact="m0001", device=a_device(2)))
    found = office.ok("opt-out", "--json")
    assert found["objections"] == [{"contact": None, "since": None, "by": "", "event": OBJECTION.id}]
    assert "somebody who was forgotten  –  " + OBJECTION.id in office.ok("opt-out")
    import_members(office, "0101;Åsa Öberg;0701740605")
    lifted = office.ok("opt-out", "--lift", OBJECTION.id, "--json")
    assert (lifted["contact"], lifted["numbers"], lifted["freed"]) == (None, 1, 1)
    assert blocked(office) == set()


# lifting


def test_lifting_an_objection_says_whose_it_was(office: Laptop) -> None:
    event = record(office, "0001", "do_not_call")["event"]
    second = office.ok("opt-out", "0002", "--json")["event"]
    answer = office.run("opt-out", "--lift", event, "--note", "rang us")
    assert answer.code == 0
    assert "This was the objection of m0001." in answer.err and "1 member can be called again." in answer.err
    assert blocked(office) == {"m0002"}
    (row,) = [row for row in rows_of(office.export()) if row["kind"] == "lift"]
    assert (row["replaces"], row["contact"], row["note"]) == (event, "", "rang us")
    assert office.run("opt-out", "--lift", event).code == 3
    assert office.ok("opt-out", "--lift", second, "--json") | {"event": ""} == {
        "lifted": second, "event": "", "contact": "m0002", "numbers": 1, "freed": 1, "reason": "",
    }  # fmt: skip


def test_an_objection_beside_the_one_that_is_lifted_stands(office: Laptop) -> None:
    first = record(office, "0001", "do_not_call")["event"]
    record(office, "0001", "do_not_call")
    answer = office.run("opt-out", "--lift", first)
    assert "m0001 is still not called: another objection stands." in answer.err
    assert blocked(office) == {"m0001"}


def test_a_list_still_holds_where_an_objection_is_lifted(office: Laptop) -> None:
    event = record(office, "0001", "do_not_call")["event"]
    add_file(office, NUMBER)
    assert office.ok("opt-out", "--lift", event, "--json")["freed"] == 0
    assert blocked(office) == {"m0001"}
    assert office.ok("opt-out", "--lift", "b1", "--json")["freed"] == 1


@pytest.mark.parametrize("name", ["d" + "a" * 10 + "-7", "b1", "b0", "nonsense", "0701740605", "d" + "a" * 10])
def test_what_is_no_objection_cannot_be_lifted(office: Laptop, name: str) -> None:
    answer = office.run("opt-out", "--lift", name, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "unknown_objection")


def test_a_call_is_no_objection(office: Laptop) -> None:
    event = record(office, "0001", "refused")["event"]
    assert office.run("opt-out", "--lift", event).code == 1


def test_a_batch_is_lifted_whole_and_once(office: Laptop) -> None:
    add_file(office, "0701740605\n0701740606\n")
    add_file(office, "0701740606\n0701740607\n", name="more.csv")
    assert blocked(office) == {"m0001", "m0002", "m0003"}
    lifted = office.ok("opt-out", "--lift", "b1", "--json")
    assert (lifted["numbers"], lifted["freed"]) == (2, 1)
    assert blocked(office) == {"m0002", "m0003"}  # the second file says so too
    assert office.run("opt-out", "--lift", "b1").code == 3
    assert "b1  Wed 12/8 18:30  lifted" in office.ok("opt-out")
    assert add_file(office, "0701740605\n")["batch"] == "b3"


# numbers in


@pytest.mark.parametrize("written", WAYS)
def test_a_number_is_given_without_standing_in_the_command_line(office: Laptop, written: str) -> None:
    said = office.ok("opt-out", "--number", "--json", stdin=written + "\n")
    assert said == {
        "read": 1, "added": 1, "known": 0, "rejected": 0, "blocked": 1, "batch": "b1", "rejects_file": None,
    }  # fmt: skip
    assert blocked(office) == {"m0001"}


def test_a_number_that_cannot_be_read_is_an_error(office: Laptop) -> None:
    for text in ("", "12", "not yet", "4,67E+10"):
        answer = office.run("opt-out", "--number", "--json", stdin=text)
        assert (answer.code, answer.json["error"]["code"]) == (1, "number")
    assert marks(office) == set()


def test_a_number_is_not_waited_for_where_nobody_can_be_asked(office: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _self: True, raising=False)
    answer = office.run("opt-out", "--number", "--no-input")
    assert (answer.code, "standard input" in answer.err) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "0701740605\n08-465 004 00\n",
        "Telefon\n0701740605\n08-465 004 00\n",
        "telefonnummer\r\n+46701740605\r\n+4684650 0400\r\n",
        "phone,since\r\n'+46701740605,2026-08-14\r\n'+4684650 0400,\r\n",
        "Namn;Mobil;Telefon\nÅsa Öberg;0701740605;08-465 004 00\n",
        "Medlemsnummer;Mobil\n0001;46701740605\n0002;4684650 0400\n",
        "0701740605 / 08-465 004 00",
    ],
)
def test_a_file_of_numbers_comes_in_any_form(office: Laptop, text: str) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", f"0002;Nils;{SWITCHBOARD}", f"0003;Siv;{SWITCHBOARD}")
    assert counts(add_file(office, text)) == (2, 2, 0, 0, 3)
    assert blocked(office) == {"m0001", "m0002", "m0003"}


def test_a_workbook_comes_in(office: Laptop) -> None:
    for name, sheets in (("one.xlsx", ["Stop"]), ("two.xlsx", ["Notes", "Stop"])):
        with xlsxwriter.Workbook(office.folder / name) as book:
            for sheet in sheets:
                page = book.add_worksheet(sheet)
                rows = [["Telefon"], [701740605], ["08-465 004 00"]] if sheet == "Stop" else [["x"]]
                for n, row in enumerate(rows):
                    page.write_row(n, 0, row)
    assert counts(office.ok("opt-out", "--import", "one.xlsx", "--json")) == (2, 2, 0, 0, 1)
    assert counts(office.ok("opt-out", "--import", "two.xlsx", "--sheet", "Stop", "--json"))[:3] == (2, 0, 2)
    assert counts(office.ok("opt-out", "--import", "two.xlsx", "--json"))[:3] == (2, 0, 2)


def test_the_same_file_twice_adds_nothing(office: Laptop) -> None:
    assert counts(add_file(office, "0701740605\n0701740641\n0701740641\n")) == (2, 2, 0, 0, 1)
    before = marks(office)
    again = add_file(office, "0701740605\n0701740641\n")
    assert (counts(again), again["batch"]) == ((2, 0, 2, 0, 0), None)
    assert marks(office) == before
    assert counts(office.ok("opt-out", "--import", "-", "--json", stdin="070-174 06 41\n"))[:3] == (1, 0, 1)


def test_rows_that_cannot_be_read_are_set_aside_and_the_others_hold(office: Laptop) -> None:
    text = 'Namn;Mobil;Telefon\nÅsa;0701740605;12\nNils;saknas;\nSiv;4,67E+10;\n;;\n"Kim;0701740606;\n'
    (office.folder / "stop.csv").write_text(text, encoding="utf-8")
    answer = office.run("opt-out", "--import", "stop.csv", "--json")
    assert answer.code == 4
    assert counts(answer.json) == (1, 1, 0, 4, 1)
    rejects = Path(answer.json["rejects_file"])
    assert rejects == office.folder / "stop.csv.rejected.csv"
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    rows = [(row["line"], row["column"], row["value"]) for row in rows_of(rejects.read_bytes())]
    assert rows == [("2", "Telefon", "12"), ("3", "", ""), ("4", "Mobil", "4,67E+10"), ("6", "", '"Kim;0701740606;')]
    assert "can be called" in answer.err
    assert blocked(office) == {"m0001"}


def test_rejects_go_to_the_campaign_where_there_is_no_room_beside_the_list(
    office: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.folder.parent / "stop.csv").write_text("0701740606\n12\n")
    with monkeypatch.context() as patch:
        write = files.write

        def picky(path: Path, pieces: Iterable[str]) -> None:
            if path.parent != office.folder:
                raise FileProblem(file=path, problem="no room")
            write(path, pieces)

        patch.setattr(files, "write", picky)
        answer = office.run("opt-out", "--import", "../stop.csv", "--json")
        assert answer.json["rejects_file"] == str(office.folder / "stop.csv.rejected.csv")
    answer = office.run("opt-out", "--import", "-", "--json", stdin="0701740605\n12\n")
    assert (answer.code, answer.json["rejects_file"]) == (4, str(office.folder / "stdin.rejected.csv"))


@pytest.mark.parametrize(
    ("text", "code"), [("Namn;Ort\nÅsa;Solna\n", "no_numbers"), ("", "empty"), ("\x00\x01\x02" * 99, "not_a_list")]
)
def test_a_file_without_numbers_is_refused(office: Laptop, text: str, code: str) -> None:
    (office.folder / "stop.csv").write_text(text, encoding="utf-8")
    answer = office.run("opt-out", "--import", "stop.csv", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, code)


def test_no_number_of_a_file_is_kept_in_clear(office: Laptop) -> None:
    import_members(office, "0001;Åsa Öberg;0701740605", "0002;Nils Björk;0701740606")
    add_file(office, "070-174 06 77\n08-465 004 55\n", "--note", "from the old system")
    office.ok("opt-out", "--number", "--json", stdin="070-174 06 78\n")
    office.ok("opt-out")
    (office.folder / "stop.csv").unlink()
    for path in office.folder.rglob("*"):
        data = path.read_bytes().replace(b" ", b"").replace(b"-", b"") if path.is_file() else b""
        for needle in (b"701740677", b"701740678", b"846500455"):
            assert needle not in data, path
            assert int(b"46" + needle).to_bytes(6, "big") not in data, path


# numbers out


def test_the_list_goes_to_another_campaign_with_another_key(office: Laptop, make: Make) -> None:
    record(office, "0001", "do_not_call")
    answer = office.run("opt-out", "--export", "stop.csv", "--json")
    path = office.folder / "stop.csv"
    assert answer.json == {"file": str(path), "numbers": 1, "fixed": 0, "without": 0}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "in clear" in answer.err
    assert path.read_bytes() == b"phone,since\r\n'+46701740605,2026-08-12T16:30:00Z\r\n"

    other = make("other")
    import_members(other, "7001;Åsa Öberg;0701740605", "7002;Nils Björk;0701740606")
    assert counts(other.ok("opt-out", "--import", path, "--json")) == (1, 1, 0, 0, 1)
    assert blocked(other) == {"m7001"}
    assert not {mark for mark, _origin in marks(office)} & {mark for mark, _origin in marks(other)}
    other.ok("opt-out", "--export", "again.csv")
    assert rows_of((other.folder / "again.csv").read_bytes())[0]["phone"] == "'" + NUMBER
    assert counts(office.ok("opt-out", "--import", other.folder / "again.csv", "--json")) == (1, 1, 0, 0, 0)


def test_a_list_that_a_spreadsheet_has_saved_comes_in(office: Laptop) -> None:
    assert counts(add_file(office, "\ufeffphone;since\r\n46701740605;2026-08-12 16:30\r\n")) == (1, 1, 0, 0, 1)


def test_of_somebody_who_is_blocked_by_one_number_only_that_one_goes_out(office: Laptop) -> None:
    import_members(
        office, "0001;Åsa Öberg;0701740605, 0701740631", f"0002;Siv Ö;0701740605, {SWITCHBOARD}", "0003;Kim;0701740607"
    )
    record(office, "0001", "do_not_call")
    answer = office.run("opt-out", "--export", "-")
    assert [row["phone"] for row in rows_of(answer.out)] == ["'+46701740605", "'+46701740631"]
    assert "Standard output has 2 numbers" in answer.err
    assert office.run("opt-out", "--export", "-", "--json").code == 2


def test_what_cannot_be_exported_is_said(office: Laptop) -> None:
    rows = (f"0001;Åsa Öberg;{SWITCHBOARD}", "0002;Nils;0701740631", "0003;Kim;0701740633")
    import_members(office, rows[0], rows[1] + ", 0701740632", rows[2])
    for contact in ("0001", "0002", "0003"):
        record(office, contact, "do_not_call")
    import_members(office, *rows)
    merge(office, a_forget(1, contact="m0003", device=B))
    add_file(office, "0701740631\n0701740677\n", name="in.csv")
    answer = office.run("opt-out", "--export", "stop.csv", "--json")
    assert answer.json | {"file": ""} == {"file": "", "numbers": 2, "fixed": 1, "without": 3}
    assert "1 of them are not mobiles" in answer.err and "3 objections are not in it" in answer.err
    phones = [row["phone"] for row in rows_of((office.folder / "stop.csv").read_bytes())]
    assert phones == ["'+46701740631", "'+46846500400"]


def test_an_empty_list_is_a_header(office: Laptop) -> None:
    assert office.ok("opt-out", "--export", "-").split() == ["phone,since"]


# the command line


def test_one_thing_at_a_time(office: Laptop) -> None:
    for args in (("0001", "--number"), ("--import", "a", "--export", "b"), ("0001", "--lift", "b1")):
        assert office.run("opt-out", *args).code == 2
    assert office.run("opt-out", "0001", "--note", "x" * 4001).code == 2
    assert office.run("opt-out", "0099").code == 1


def test_the_journal_has_no_names_and_no_numbers(office: Laptop) -> None:
    record(office, "0001", "do_not_call")
    add_file(office, "0701740677\n")
    office.ok("opt-out", "--export", "out.csv")
    office.ok("opt-out", "--lift", "b1")
    with opened(office) as db:
        rows = dict(db.rows("SELECT kind, body FROM journal WHERE kind LIKE 'opt_out%'"))
    assert set(rows) == {"opt_out", "opt_out_export", "opt_out_lifted"}
    assert not any("1740" in body or "Öberg" in body for body in rows.values())


def test_call_begins_with_nobody_who_has_come_onto_the_list(office: Laptop) -> None:
    add_file(office, NUMBER)
    with opened(office) as db, db.tx():
        db.write("UPDATE contacts SET state = 'open', reason = '', queue = 'anyone' WHERE contact = 'm0001'")
    with opened(office) as db, db.tx():
        rules = Session(environ={}, cwd=office.folder).campaign.rules
        assert contacts.verified(db, contacts.get(db, "m0001"), rules).state.reason == "do_not_call"


def test_a_wrong_number_that_was_a_mistake_is_lifted_by_its_event(office: Laptop) -> None:
    event = record(office, "m0001", "wrong_number")["event"]
    office.ok("history", "--undo", "--caller", "Anna", "--json")
    assert office.ok("find", "0001", "--json")[0]["state"] == "blocked"  # undone, and yet it stays
    assert "ringa opt-out --lift" in office.run("follow-ups").err
    lifted = office.ok("opt-out", "--lift", event, "--json")
    assert (lifted["contact"], lifted["freed"], lifted["reason"]) == ("m0001", 1, "")
    assert office.ok("find", "0001", "--json")[0]["state"] == "open"
    assert office.run("opt-out", "--lift", event).code != 0
    assert office.ok("check", "--json")["ok"]
