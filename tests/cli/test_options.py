"""Where options may stand, what the environment decides, and the keys that programs rely on."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ringa import __version__
from ringa.cli.app import COMMANDS
from tests.cli.ready import an_office, child_environment, import_members, people, record, ringa
from tests.conftest import MEMBERS, Laptop

Copy = Callable[[Laptop, str], Laptop]


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office(tmp_path, tmp_path_factory)


def ringa_bytes(folder: Path, *args: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    """Run ringa as users do; what it writes, byte for byte."""
    return subprocess.run(
        [sys.executable, "-m", "ringa", *args],
        cwd=folder,
        env=child_environment(folder.parent),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=60,
    )


def elsewhere(office: Laptop) -> Laptop:
    """The same machine, in a folder that is no campaign's."""
    (office.folder.parent / "elsewhere").mkdir(exist_ok=True)
    return Laptop(office.folder.parent / "elsewhere", office.now, environ=dict(office.environ))


def test_campaign_and_caller_stand_before_or_behind_the_verb(office: Laptop) -> None:
    laptop, folder = elsewhere(office), str(office.folder)
    before = laptop.ok("--campaign", folder, "--caller", "Anna", "next", "--json")
    behind = laptop.ok("next", "--campaign", folder, "--caller", "Anna", "--json")
    assert before["contact"]["id"] == behind["contact"]["id"]
    assert laptop.ok("--campaign", "../office", "status", "--json")["handed_out"] == 1
    assert laptop.ok("--plain", "--no-input", "status", "--campaign", folder) == laptop.ok(
        "--campaign", folder, "status", "--plain", "--no-input"
    )


def test_what_stands_behind_the_verb_goes_before_what_stands_before_it(office: Laptop) -> None:
    office.ok("--caller", "Anna", "record", "0001", "--outcome", "busy", "--caller", "Olle", "--json")
    assert [each["caller"] for each in office.ok("history", "--caller", "Olle", "--json")] == ["Olle"]


def test_the_environment_names_campaign_and_caller_and_options_go_before_it(office: Laptop, copy_of: Copy) -> None:
    other = copy_of(office, "other")
    laptop = elsewhere(office)
    laptop.environ |= {"RINGA_CAMPAIGN": str(office.folder), "RINGA_CALLER": "  Anna   Öberg "}
    laptop.ok("record", "0001", "--outcome", "busy", "--json")
    laptop.ok("record", "0002", "--outcome", "busy", "--json", "--caller", "Olle", "--campaign", other.folder)
    assert [each["contact"] for each in office.ok("history", "--caller", "Anna Öberg", "--json")] == ["m0001"]
    assert [each["contact"] for each in other.ok("history", "--caller", "Olle", "--json")] == ["m0002"]


def test_the_campaign_is_found_upward_and_the_environment_goes_before_that(office: Laptop, copy_of: Copy) -> None:
    deep = office.folder / "scripts" / "old"
    deep.mkdir()
    laptop = Laptop(deep, office.now, environ=dict(office.environ))
    assert laptop.ok("status", "--json")["contacts"] == 5
    other = copy_of(office, "other")
    import_members(other, *people(range(1, 8)))
    laptop.environ["RINGA_CAMPAIGN"] = str(other.folder)
    assert laptop.ok("status", "--json")["contacts"] == 7


def test_the_module_runs_as_a_program(office: Laptop) -> None:
    found = ringa(office.folder, "status", "--json")
    assert (found.returncode, found.stderr) == (0, "")
    assert '"contacts": 5' in found.stdout


def test_version_is_printed_alone(tmp_path: Path) -> None:
    answer = Laptop(tmp_path).run("--version")
    assert (answer.code, answer.out, answer.err) == (0, f"ringa {__version__}\n", "")


def test_nothing_given_shows_the_commands(tmp_path: Path) -> None:
    out = Laptop(tmp_path).ok()
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_that_names_it(tmp_path: Path, command: str) -> None:
    out = Laptop(tmp_path).ok(command, "--help")
    assert "Example:" in out and f"ringa {command}" in out.partition("Example:")[2]
    assert out == Laptop(tmp_path).ok(command, "-h")
    assert list(tmp_path.iterdir()) == []


def test_a_list_is_read_from_standard_input(office: Laptop) -> None:
    found = office.ok("import", "-", "--list", "members", "--json", stdin=MEMBERS.encode("cp1252"))
    assert (found["list"], found["unchanged"], found["rejects_file"]) == ("members", 5, None)
    answer = office.run("import", "-", "--json", stdin="Medlemsnummer;Namn\n;\n;Ingen alls\n0006;Ny\n")
    assert answer.code == 4
    assert Path(answer.json["rejects_file"]) == office.folder / "stdin.rejected.csv"


def test_results_are_read_from_standard_input(office: Laptop, copy_of: Copy) -> None:
    home = copy_of(office, "home")
    record(home, "0001", "busy")
    assert office.ok("merge", "-", "--json", stdin=home.export())["added"] == 1


def test_answers_are_read_from_standard_input(office: Laptop) -> None:
    args = ("record", "0001", "--outcome", "conversation", "--caller", "Anna", "--answers", "-", "--json")
    assert office.ok(*args, stdin='{"will_vote": "yes"}')["state"] == "done"


def test_results_go_to_standard_output_byte_for_byte(office: Laptop) -> None:
    record(office, "0001", "busy", "--note", "åäö\nand more")
    written = office.export()
    for args in (("export",), ("export", "-o", "-")):
        found = ringa_bytes(office.folder, *args)
        assert (found.returncode, found.stdout, found.stderr) == (0, written, b"")


def test_a_closed_pipe_ends_quietly(office: Laptop) -> None:
    record(office, "0001", "busy")
    reading, writing = os.pipe()
    os.close(reading)
    found = ringa_bytes(office.folder, "export", stdout=writing)
    os.close(writing)
    assert b"Traceback" not in found.stderr and found.returncode not in (0, 70)


# JSON shapes


def test_next_has_the_keys_that_programs_rely_on(office: Laptop) -> None:
    record(office, "0001", "no_answer", "--note", "ring the bell")
    office.later(hours=4)
    office.ok("import", "members.csv", "--json")
    for contact in ("0002", "0003", "0004", "0005"):
        record(office, contact, "refused")
    found = office.ok("next", "--caller", "Anna", "--json")
    assert {"contact", "why", "lease_until", "script", "survey"} <= set(found)
    contact = found["contact"]
    assert {"id", "first_name", "last_name", "phones", "fields", "attempts", "history"} <= set(contact)
    assert contact["phones"] == [{"index": 1, "number": "+46701740605", "kind": "mobile", "ok": True}]
    assert (contact["id"], contact["attempts"], contact["fields"]["branch"]) == ("m0001", 1, "Pendeltåg")
    assert {"outcome", "at", "caller", "note"} <= set(contact["history"][0])
    assert contact["history"][0]["note"] == "ring the bell"
    assert {"id", "text"} <= set(found["script"]) and "Åsa" in found["script"]["text"]
    assert {"id", "version", "questions"} <= set(found["survey"])
    for question in found["survey"]["questions"]:
        assert {"id", "type", "ask", "required", "choices"} <= set(question)
        assert all(set(choice) == {"code", "text"} for choice in question["choices"])
    assert found["lease_until"] == "2026-08-12T21:15:00Z"


def test_next_with_nobody_due_has_the_keys_that_programs_rely_on(office: Laptop) -> None:
    for n in range(1, 6):
        record(office, f"{n:04}", "no_answer")
    answer = office.run("next", "--caller", "Anna", "--json")
    assert answer.code == 3
    assert answer.json == {"contact": None, "waiting": {"cooldown": 5}, "next_due": "2026-08-12T19:30:00Z"}
    for n in range(1, 6):
        record(office, f"{n:04}", "refused")
    assert office.run("next", "--caller", "Anna", "--json").json == {"contact": None, "waiting": {}, "next_due": None}


def test_record_has_the_keys_that_programs_rely_on(office: Laptop) -> None:
    found = record(office, "m0001", "no_answer")
    assert {"event", "contact", "outcome", "state", "next_due", "warnings"} <= set(found)
    assert (found["contact"], found["next_due"], found["warnings"]) == ("m0001", "2026-08-12T19:30:00Z", [])


def test_import_merge_and_status_have_the_keys_that_programs_rely_on(office: Laptop) -> None:
    record(office, "0001", "busy")
    found = office.ok("import", "members.csv", "--json")
    keys = {"list", "read", "added", "updated", "unchanged", "rejected", "gone", "rejects_file"}
    assert keys <= set(found) and found["rejects_file"] is None
    office.export()
    found = office.ok("merge", "export.csv", "--json")
    keys = {
        "files", "read", "added", "known", "quarantined", "conflicts", "unknown_contacts", "unknown_versions",
        "gaps", "quarantine_file",
    }  # fmt: skip
    assert keys <= set(found) and found["quarantine_file"] is None and found["gaps"] == []
    found = office.ok("status", "--json")
    keys = {
        "as_of", "contacts", "ready", "waiting", "handed_out", "blocked", "done", "attempts", "contacts_reached",
        "conversations", "surveys", "goals", "rates",
    }  # fmt: skip
    assert keys <= set(found) and found["as_of"] == "2026-08-12T16:30:00Z"
    assert {"name", "goal", "conversations", "needed_per_day"} <= set(found["goals"][0])
    assert "RR1" in found["rates"]


def test_people_read_on_stderr_where_stdout_is_data(office: Laptop) -> None:
    answer = office.run("record", "0001", "--outcome", "busy", "--caller", "Anna")
    assert answer.out == "" and "m0001" in answer.err
    answer = office.run("merge", "-", stdin=office.export())
    assert answer.out == "" and "1 known" in answer.err


def test_no_colour_and_no_box_reach_a_pipe(office: Laptop) -> None:
    for args in (("next", "--caller", "Anna"), ("status",), ("find",), ("check",), ("history", "--caller", "Anna")):
        answer = office.run(*args)
        assert answer.code == 0 and "\x1b" not in answer.out + answer.err
        assert not set("─│╭╮╰╯┌┐└┘") & set(answer.out + answer.err)
