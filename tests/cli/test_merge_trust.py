"""Whose results are taken: what a packet vouches for, what nothing does; and two contents under one id."""

import csv
import io
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from ringa.cli import ask
from ringa.cli.session import Session
from ringa.core.events import Event, erased
from ringa.store import db as store
from ringa.store import packets
from tests.build import a_device, a_forget, a_packet_row, a_report, a_resolve, a_results_file, signed
from tests.cli.ready import an_office_to_merge_into, record, reports, rows_of, small, status
from tests.conftest import Laptop

Copy = Callable[[Laptop, str], Laptop]
A, B, C = (a_device(n) for n in range(3))
OURS, UNKNOWN = a_packet_row(0), a_packet_row(1, caller="Lo")
CALL = a_report("busy", 1, contact="m0001")


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office_to_merge_into(tmp_path, tmp_path_factory)


def packed(laptop: Laptop) -> Laptop:
    """The campaign has sent a packet out."""
    db = store.open_campaign(laptop.folder)
    with db.tx():
        packets.put(db, OURS)
    db.close()
    return laptop


def put(laptop: Laptop, *events: Event, name: str = "in.csv") -> str:
    (laptop.folder / name).write_bytes(a_results_file(events).encode())
    return name


def in_quarantine(laptop: Laptop) -> list[tuple[str, str]]:
    """Event and reason of the rows in the newest file of what was set aside."""
    path = max(laptop.folder.glob("*.quarantine*.csv"), key=lambda path: path.stat().st_mtime_ns)
    return [(row["event"], row["reason"]) for row in rows_of(path.read_bytes())]


def macs(laptop: Laptop) -> list[str]:
    return [row["mac"] for row in reports(laptop)]


# Packets


def test_rows_signed_with_the_packets_key_go_in_and_forged_ones_are_set_aside(office: Laptop) -> None:
    packed(office)
    good = signed(CALL, OURS)
    forged = signed(a_report("refused", 2, contact="m0002"), OURS._replace(key=b"x" * 32))
    answer = office.run("merge", put(office, good, forged), "--json")
    assert (answer.code, answer.json["added"], answer.json["reasons"]) == (4, 1, {"wrong_key": 1})
    assert [event for event, _reason in in_quarantine(office)] == [forged.id]
    assert "by telephone" in answer.err


def test_in_a_campaign_that_has_packed_nothing_vouches_for_rows_without_mac_but_the_coordinator(office: Laptop) -> None:
    packed(office)
    bare, strange = (
        a_report("busy", 1, contact="m0001"),
        signed(a_report("busy", 1, device=B, contact="m0002"), UNKNOWN),
    )
    name = put(office, bare, strange)
    answer = office.run("merge", name, "--json")
    assert (answer.code, answer.json["added"]) == (4, 0)
    assert answer.json["reasons"] == {"unknown_packet": 1, "unsigned": 1}
    assert "--accept-unsigned" in answer.err
    answer = office.run("merge", name, "--accept-unsigned", "--json")
    assert (answer.code, answer.json["added"], answer.json["carried"]) == (0, 2, 1)
    forged = signed(CALL, OURS._replace(key=b"x" * 32))
    assert office.run("merge", put(office, forged), "--accept-unsigned", "--json").json["reasons"] == {"wrong_key": 1}


def test_a_campaign_that_has_packed_takes_its_own_rows_back_also_from_an_older_device_of_its_own(
    office: Laptop,
) -> None:
    packed(office)
    record(office, "0001", "busy")
    office.later(days=-1)  # the clock goes back: a new device
    record(office, "0002", "busy")
    assert len({row["device"] for row in reports(office)}) == 2
    (office.folder / "mine.csv").write_bytes(office.export())
    found = office.ok("merge", "mine.csv", "--json")
    assert (found["known"], found["quarantined"]) == (2, 0)


def test_who_does_not_hold_the_key_carries_rows_on_and_says_so(office: Laptop, copy_of: Copy) -> None:
    branch = copy_of(office, "branch")
    answer = branch.run("merge", put(branch, signed(CALL, OURS)), "--json")
    assert (answer.code, answer.json["carried"]) == (0, 1)
    assert "vouched for" in answer.err
    (office.folder / "branch.csv").write_bytes(branch.export())
    assert packed(office).ok("merge", "branch.csv", "--json")["added"] == 1


def test_results_of_an_accepted_campaign_are_vouched_for_there(office: Laptop) -> None:
    packed(small(office, "accepts: [south]"))
    theirs = signed(a_report("busy", 1, contact="m0001", campaign="south"), UNKNOWN)
    bare = a_report("busy", 1, device=B, contact="m0001", campaign="south")
    assert office.ok("merge", put(office, theirs, bare), "--json")["added"] == 2


def test_of_two_copies_of_a_row_the_one_with_its_mac_is_kept_whichever_comes_first(
    office: Laptop, copy_of: Copy
) -> None:
    whole, other = signed(CALL, OURS), signed(CALL, OURS._replace(key=b"x" * 32))
    bare = whole._replace(mac="")
    exports = set()
    for n, order in enumerate(permutations((whole, bare, other))):
        laptop = copy_of(office, f"office{n}")
        for event in order:
            laptop.ok("merge", put(laptop, event), "--json")
        exports.add(laptop.export())
        assert macs(laptop) == [min(whole.mac, other.mac)]
    assert len(exports) == 1
    packed(office)
    for event in (other, bare, whole, other):
        office.run("merge", put(office, event), "--accept-unsigned", "--json")
    assert macs(office) == [whole.mac]


def test_forgetting_reaches_a_packed_campaign_with_the_coordinators_word(office: Laptop) -> None:
    packed(office)
    call = signed(CALL, OURS)
    office.ok("merge", put(office, call), "--json")
    gone = [a_forget(1, contact="m0001", device=C), erased(call)]
    assert office.run("merge", put(office, *gone), "--json").json["reasons"] == {"unsigned": 2}
    assert office.ok("merge", put(office, *gone), "--accept-unsigned", "--json")["added"] == 2
    assert status(office)["blocked"]["forgotten"] == 1
    assert office.ok("merge", put(office, call), "--json")["known"] == 1


# The plan


def test_a_dry_run_tells_all_and_changes_nothing(office: Laptop) -> None:
    office.run("merge", put(office, a_report("busy", 2, contact="m0001")))
    before, files = office.export(), sorted(office.folder.iterdir())
    text = a_results_file([CALL, a_report("busy", 1, device=B, contact="m0002", caller="Lo", note="x")])
    (office.folder / "in.csv").write_bytes(text.replace(",x,", ",y,").encode())
    answer = office.run("merge", "in.csv", "--dry-run", "--json")
    found = answer.json
    assert (answer.code, found["added"], found["quarantined"], found["quarantine_file"]) == (0, 1, 1, None)
    assert [each["device"] for each in found["gaps"]] == [B] and [each["device"] for each in found["gaps_closed"]] == [
        A
    ]
    assert "would bring 1 new" in answer.err and "Nothing was changed" in answer.err
    assert office.export() == before and sorted(office.folder.iterdir()) == files
    assert office.run("merge", "in.csv", "--json").json["added"] == 1


@pytest.mark.parametrize("agrees", [False, True])
def test_on_a_terminal_only_what_is_odd_is_asked_about(
    office: Laptop, monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    asked = []

    def yes(question: str) -> bool:
        asked.append(question)
        return agrees

    monkeypatch.setattr(Session, "interactive", property(lambda self: True))
    monkeypatch.setattr(ask, "yes", yes)
    packed(office)
    assert office.run("merge", put(office, signed(CALL, OURS))).code == 0
    assert asked == []
    odd = put(office, *(signed(a_report("busy", n, device=B, contact="m0002"), UNKNOWN) for n in range(1, 13)))
    answer = office.run("merge", odd)
    assert (answer.code, len(asked)) == (4 if agrees else 1, 1)
    assert "12 of 12 rows" in answer.err and ("Nothing was changed" in answer.err) is not agrees
    assert office.run("merge", odd, "--yes").code == 4 and len(asked) == 1


def test_each_volunteer_with_a_gap_is_written_to(office: Laptop) -> None:
    answer = office.run("merge", put(office, a_report("busy", 3, contact="m0001", caller="Olle")))
    assert "Hello Olle! " in answer.err and "2 of them have not arrived" in answer.err
    answer = office.run("merge", put(office, a_report("busy", 2, contact="m0001")))
    assert "Hello Olle! " in answer.err and "1 of them has not arrived" in answer.err


# Two contents under one id


ONE, OTHER = (a_report(outcome, 1, contact="m0001", note="x") for outcome in ("busy", "refused"))


def in_conflict(office: Laptop) -> Any:
    assert office.run("merge", put(office, ONE, OTHER)).code == 4
    (found,) = office.ok("merge", "--conflicts", "--json")
    return found


def test_a_conflict_is_shown_with_both_contents_and_how_to_settle_it(office: Laptop) -> None:
    assert office.ok("merge", "--conflicts", "--json") == []
    assert "no conflicts" in office.run("merge", "--conflicts").err
    found = in_conflict(office)
    assert (found["event"], found["counted"]) == (ONE.id, min(ONE.check, OTHER.check))
    assert {each["outcome"] for each in found["contents"]} == {"busy", "refused"}
    shown = office.ok("merge", "--conflicts")
    assert "outcome: busy | does not want to" in shown or "outcome: does not want to" in shown
    assert "note: x\n" in shown
    assert f"ringa merge --resolve {ONE.id} --keep {OTHER.check}" in shown


@pytest.mark.parametrize("kept", [ONE, OTHER])
def test_the_content_that_is_named_counts_from_then_on_here_and_elsewhere(
    office: Laptop, copy_of: Copy, kept: Event
) -> None:
    other = copy_of(office, "other")
    in_conflict(office)
    found = office.ok("merge", "--resolve", ONE.id, "--keep", kept.check, "--json")
    assert (found["resolved"], found["kept"]) == (ONE.id, kept.check)
    assert office.ok("merge", "--conflicts", "--json") == []
    (other.folder / "all.csv").write_bytes(office.export())
    assert other.ok("merge", "all.csv", "--json")["conflicts"] == 0
    for laptop in (office, other):
        assert status(laptop)["done"] == (kept is OTHER) and status(laptop)["attempts"] == 1
        assert laptop.ok("check", "--json")["ok"]
    assert other.export() == office.export()


def test_settling_a_conflict_does_not_settle_what_was_passed_on_to_the_coordinator(office: Laptop) -> None:
    told = a_report("busy", 1, contact="m0001", to_coordinator="call her")
    office.run("merge", put(office, told, OTHER))
    office.ok("merge", "--resolve", told.id, "--keep", told.check)
    assert status(office)["follow_ups"] == 1
    office.ok("merge", put(office, a_resolve(told, 1, device=C, note="done")), "--json")
    assert status(office)["follow_ups"] == 0


def test_only_a_conflict_can_be_settled_and_only_for_a_content_that_is_there(office: Laptop) -> None:
    event = in_conflict(office)["event"]
    for args in ((event, "h" + "0" * 16), (event, "x"), ("nothing", ONE.check), (f"{B}-1", ONE.check)):
        answer = office.run("merge", "--resolve", args[0], "--keep", args[1])
        assert answer.code == 1 and "--conflicts" in answer.err


@pytest.mark.parametrize(
    "args", [(), ("--resolve", ONE.id), ("--keep", ONE.check), ("in.csv", "--conflicts"), ("in.csv", "--keep", "x")]
)
def test_one_thing_at_a_time(office: Laptop, args: Sequence[str]) -> None:
    put(office, ONE)
    assert office.run("merge", *args).code == 2


def test_answers_are_counted_from_the_content_that_counts(office: Laptop) -> None:
    yes, no = (
        a_report("conversation", 1, contact="m0001", survey="val", survey_version="v0", answers={"will_vote": answer})
        for answer in ("yes", "no")
    )
    office.run("merge", put(office, yes, no))
    for kept in (yes, no):
        office.ok("merge", "--resolve", yes.id, "--keep", kept.check)
        office.later(minutes=1)
        db = store.open_campaign(office.folder)
        from ringa.store import answers

        assert [each.answers for each in answers.given(db, "val")] == [dict(kept.answers)]
        db.close()


# From campaign to campaign


def test_exports_of_exports_fill_the_campaigns_above_and_forgotten_people_stay_forgotten(
    office: Laptop, copy_of: Copy
) -> None:
    branches = [copy_of(office, f"branch{n}") for n in (1, 2)]
    district, union = copy_of(office, "district"), copy_of(office, "union")
    for n, branch in enumerate(branches, 1):
        small(branch).folder.joinpath("surveys.yaml").write_text(
            branch.folder.joinpath("surveys.yaml").read_text().replace("id: reference", f"id: branch{n}")
        )
        record(branch, f"000{n}", "busy", "--note", f"Olof in branch {n}")
    small(district, "accepts: [branch1, branch2]")
    small(union, "accepts: [branch1, branch2]")
    early = branches[0].export()
    (union.folder / "early.csv").write_bytes(early)
    union.ok("merge", "early.csv", "--json")
    for n, branch in enumerate(branches):
        (district.folder / f"{n}.csv").write_bytes(branch.export())
    assert district.ok("merge", "0.csv", "1.csv", "--json")["added"] == 2
    forget = a_forget(1, contact="m0001", device=C, campaign="branch1")
    district.ok("merge", put(district, forget), "--json")
    (union.folder / "district.csv").write_bytes(district.export())
    union.ok("merge", "district.csv", "--json")
    (union.folder / "again.csv").write_bytes(early + b"\r\n")
    assert union.ok("merge", "again.csv", "--json")["added"] == 0
    assert union.export() == district.export() and b"Olof in branch 1" not in union.export()
    assert status(union)["blocked"]["forgotten"] == 1 and status(union)["attempts"] == 1
    assert {row["campaign"] for row in csv.DictReader(io.StringIO(union.export().decode()))} >= {"branch1", "branch2"}
