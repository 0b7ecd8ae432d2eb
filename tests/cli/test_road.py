"""The main job from outside, by the contract only."""

import csv
import io
from collections.abc import Callable
from itertools import permutations
from typing import Any

from tests.conftest import Laptop

Copy = Callable[[Laptop, str], Laptop]

# Every outcome with what it needs, and the state of the contact after it.
OUTCOMES = {
    "conversation": (["--answers", '{"will_vote": "yes", "register_ok": true}'], "done"),
    "partial": (["--answers", '{"register_ok": false}'], "done"),
    "call_back": (["--call-back-at", "2026-08-13T18:00"], "open"),
    "not_available": ([], "open"),
    "no_answer": ([], "open"),
    "busy": ([], "open"),
    "voicemail_left": ([], "open"),
    "voicemail": ([], "open"),
    "cut_off": ([], "open"),
    "wrong_number": ([], "blocked"),
    "out_of_service": ([], "blocked"),
    "refused": ([], "done"),
    "do_not_call": ([], "blocked"),
    "language": ([], "open"),
    "deceased": ([], "blocked"),
    "not_member": ([], "blocked"),
    "skipped": (["--note", "=kollega"], "open"),
}


def a_campaign_with_everyone(laptop: Laptop) -> None:
    """As many members as there are outcomes."""
    rows = [f"{n:04};Förnamn{n};Efternamn{n};070-174 06 {n + 4:02}" for n in range(1, len(OUTCOMES) + 1)]
    text = "\r\n".join(["Medlemsnummer;Förnamn;Efternamn;Mobil", *rows, ""])
    (laptop.folder / "members.csv").write_bytes(text.encode("cp1252"))
    laptop.ok("import", "members.csv", "--yes", "--json")


def record_every_outcome(laptop: Laptop, caller: str) -> None:
    for number, (outcome, (extra, _state)) in enumerate(OUTCOMES.items(), 1):
        laptop.ok("record", f"{number:04}", "--outcome", outcome, "--caller", caller, *extra, "--json")


def status(laptop: Laptop) -> Any:
    return dict(laptop.ok("status", "--json"))


def test_every_outcome_leaves_the_contact_where_the_contract_says(office: Laptop) -> None:
    a_campaign_with_everyone(office)
    for number, (outcome, (extra, state)) in enumerate(OUTCOMES.items(), 1):
        saved = office.ok("record", f"{number:04}", "--outcome", outcome, "--caller", "Anna", *extra, "--json")
        assert (saved["outcome"], saved["state"]) == (outcome, state)
    counts = status(office)
    parts = [counts[name] for name in ("ready", "waiting", "handed_out", "done")]
    assert sum(parts) + sum(counts["blocked"].values()) == counts["contacts"] == len(OUTCOMES)
    assert office.ok("check", "--json")["ok"]


def test_merging_in_any_order_and_twice_gives_the_same_campaign_byte_for_byte(office: Laptop, copy_of: Copy) -> None:
    a_campaign_with_everyone(office)
    callers = [copy_of(office, name) for name in ("anna", "olle", "kim")]
    for laptop in callers:
        record_every_outcome(laptop, laptop.machine)
        laptop.ok("history", "--undo", "--caller", laptop.machine, "--json")
    files = [laptop.folder / "out.csv" for laptop in callers]
    for laptop, file in zip(callers, files, strict=True):
        laptop.ok("export", "-o", file)
    exports, states = set(), []
    for number, order in enumerate(permutations(files)):
        coordinator = copy_of(office, f"coordinator{number}")
        for file in (*order, order[0]):
            merged = coordinator.ok("merge", file, "--json")
            assert merged["quarantined"] == merged["conflicts"] == 0 and merged["gaps"] == []
        assert coordinator.ok("check", "--json")["ok"]
        exports.add(coordinator.export())
        states.append(status(coordinator))
    assert len(exports) == 1
    assert all(each == states[0] for each in states)
    assert states[0]["attempts"] == 3 * (len(OUTCOMES) - 1)  # a skip is no attempt, and it is what was undone


def test_import_and_merge_commute(office: Laptop, copy_of: Copy) -> None:
    coordinator = copy_of(office, "coordinator")
    a_campaign_with_everyone(office)
    record_every_outcome(office, "Anna")
    results = office.folder / "results.csv"
    office.ok("export", "-o", results)
    members = office.folder / "members.csv"
    before, after = copy_of(coordinator, "before"), copy_of(coordinator, "after")
    before.ok("import", members, "--yes", "--json")
    before.ok("merge", results, "--json")
    unknown = after.ok("merge", results, "--json")["unknown_contacts"]
    assert unknown == len(OUTCOMES) - 5
    after.ok("import", members, "--yes", "--json")
    assert status(before) == status(after) == status(office)
    assert before.export() == after.export()


def test_a_copied_folder_is_another_device(office: Laptop, copy_of: Copy) -> None:
    office.ok("record", "0001", "--outcome", "busy", "--caller", "Anna", "--json")
    home = copy_of(office, "home")
    for laptop, caller in ((office, "Anna"), (home, "Olle")):
        laptop.ok("record", "0002", "--outcome", "no_answer", "--caller", caller, "--json")
    (office.folder / "home.csv").write_bytes(home.export())
    merged = office.ok("merge", "home.csv", "--json")
    assert (merged["added"], merged["known"], merged["conflicts"]) == (1, 1, 0)
    devices = {row["device"] for row in csv.DictReader(io.StringIO(office.export().decode()))}
    assert len(devices) == 2


def test_a_folder_put_back_from_a_backup_does_not_number_twice(office: Laptop) -> None:
    office.ok("record", "0001", "--outcome", "busy", "--caller", "Anna", "--json")
    backup = (office.folder / "ringa.db").read_bytes()
    lost = office.ok("record", "0002", "--outcome", "busy", "--caller", "Anna", "--json")["event"]
    (office.folder / "sent.csv").write_bytes(office.export())
    for suffix in ("", "-wal", "-shm"):
        (office.folder / f"ringa.db{suffix}").unlink(missing_ok=True)
    (office.folder / "ringa.db").write_bytes(backup)
    again = office.ok("record", "0003", "--outcome", "busy", "--caller", "Anna", "--json")["event"]
    assert again.partition("-")[0] != lost.partition("-")[0]
    assert office.ok("merge", "sent.csv", "--json")["conflicts"] == 0


def test_a_clock_set_back_begins_a_new_device_and_never_runs_backwards(office: Laptop) -> None:
    first = office.ok("record", "0001", "--outcome", "busy", "--caller", "Anna", "--json")["event"]
    office.later(minutes=-5)
    second = office.ok("record", "0002", "--outcome", "busy", "--caller", "Anna", "--json")["event"]
    office.later(minutes=-60)
    third = office.ok("record", "0003", "--outcome", "busy", "--caller", "Anna", "--json")["event"]
    assert first[:11] == second[:11] != third[:11]
    rows = [row for row in csv.DictReader(io.StringIO(office.export().decode())) if row["event"] in (first, second)]
    assert rows[0]["at"] == rows[1]["at"]


def test_an_undo_is_an_event_and_the_contact_comes_back(office: Laptop) -> None:
    office.ok("record", "0001", "--outcome", "refused", "--caller", "Anna", "--json")
    undone = office.ok("history", "--undo", "--caller", "Anna", "--json")
    assert (undone["contact"], undone["state"]) == ("m0001", "open")
    assert office.run("history", "--undo", "--caller", "Anna").code == 3
    assert [each["undone"] for each in office.ok("history", "--caller", "Anna", "--json")] == [True]
    assert "m0001  Åsa Öberg  " in office.run("history", "--caller", "Anna").out


def test_an_objection_stays_when_the_report_is_undone_and_asks_for_a_coordinator(office: Laptop) -> None:
    office.ok("record", "0001", "--outcome", "do_not_call", "--caller", "Anna", "--json")
    office.ok("history", "--undo", "--caller", "Anna", "--json")
    counts = status(office)
    assert counts["blocked"] == {"do_not_call": 1}
    assert counts["follow_ups"] == 1
    office.ok("import", "members.csv", "--json")
    assert status(office)["blocked"] == {"do_not_call": 1}
