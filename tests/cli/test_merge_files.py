"""What can be merged: files, folders, patterns, zips, sealed or not; and what is told of what cannot."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ringa.cli import receiving
from ringa.core.events import Event
from ringa.formats import bundle, sealing
from ringa.store import db as store
from ringa.store import packets, settings
from ringa.store.turnstile import one_at_a_time
from tests.build import a_device, a_report, a_results_file
from tests.cli.ready import an_office, reports, small
from tests.conftest import Laptop

A, B, C = (a_device(n) for n in range(3))
FILES = [[a_report("busy", seq, contact=f"m000{seq}", device=device) for seq in (1, 2)] for device in (A, B, C)]


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = small(an_office(tmp_path, tmp_path_factory))
    laptop.later(days=5)
    return laptop


def data_of(events: Sequence[Event]) -> bytes:
    return a_results_file(events).encode()


def a_folder(laptop: Laptop) -> Path:
    """A folder as a coordinator has one: results in folders within it, and other things."""
    folder = laptop.folder / "post"
    (folder / "monday").mkdir(parents=True)
    (folder / ".trash").mkdir()
    (folder / "a.csv").write_bytes(data_of(FILES[0]))
    (folder / "monday" / "b.CSV").write_bytes(data_of(FILES[1]))
    (folder / ".trash" / "c.csv").write_bytes(data_of(FILES[2]))
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "merge-2026-08-17.quarantine.csv").write_text("file,line,format,device,seq,check\n")
    return folder


def ids(laptop: Laptop) -> set[str]:
    return {row["event"] for row in reports(laptop)}


def test_a_folder_is_merged_with_the_folders_in_it_but_without_what_is_hidden_or_no_results(office: Laptop) -> None:
    a_folder(office)
    found = office.ok("merge", "post", "--json")
    assert (found["files"], found["added"], found["refused"]) == (2, 4, [])
    assert ids(office) == {event.id for event in FILES[0] + FILES[1]}


def test_a_folder_without_results_is_told_and_so_is_one_with_too_much(
    office: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.folder / "empty").mkdir()
    answer = office.run("merge", "empty")
    assert answer.code == 1 and "no results in the folder" in answer.err
    a_folder(office)
    monkeypatch.setattr("ringa.cli.gathering.MOST_FILES", 1)
    answer = office.run("merge", "post")
    assert answer.code == 1 and "too many files" in answer.err


def test_a_pattern_that_the_shell_has_left_is_taken_as_one(office: Laptop) -> None:
    a_folder(office)
    assert office.ok("merge", "post/*.csv", "post/a.csv", "--json")["files"] == 2  # with the file of a quarantine
    answer = office.run("merge", "post/*.results")
    assert answer.code == 1 and "no file has such a name" in answer.err


def test_a_file_named_twice_is_read_once(office: Laptop) -> None:
    a_folder(office)
    found = office.ok("merge", "post/a.csv", "post/../post/a.csv", "post", "--json")
    assert (found["files"], found["added"], found["known"]) == (2, 4, 0)


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in entries.items():
            out.writestr(name, data)
    return path


def test_a_zip_is_merged_without_being_unpacked_whatever_its_files_are_called(office: Laptop) -> None:
    names = ("../../outside.csv", "/etc/inside.csv", "c:\\windows\\b.csv")
    entries = {name: data_of(events) for name, events in zip(names, FILES, strict=True)}
    zipped(office.folder / "all.zip", {**entries, "readme.md": b"hello", "empty/": b""})
    before = sorted(office.folder.parent.rglob("*side.csv"))
    found = office.ok("merge", "all.zip", "--json")
    assert (found["files"], found["added"], found["refused"]) == (3, 6, [])
    assert sorted(office.folder.parent.rglob("*side.csv")) == before
    data = (office.folder / "all.zip").read_bytes()
    assert office.ok("merge", "-", "--json", stdin=data)["files_known"] == 3


def test_a_zip_that_would_unpack_to_too_much_is_refused(office: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    zipped(office.folder / "bomb.zip", {"a.csv": b"0" * 3_000_000})
    answer = office.run("merge", "bomb.zip")
    assert answer.code == 1 and "packed as no results are" in answer.err
    zipped(office.folder / "many.zip", {f"{n}.csv": b"x" for n in range(3)})
    monkeypatch.setattr(bundle, "MOST_FILES", 2)
    answer = office.run("merge", "many.zip")
    assert answer.code == 1 and "too much in the zip" in answer.err


def test_a_zip_that_is_damaged_or_holds_no_results_is_named(office: Laptop) -> None:
    whole = zipped(office.folder / "a.zip", {"a.csv": data_of(FILES[0])}).read_bytes()
    (office.folder / "cut.zip").write_bytes(whole[:-30])
    (office.folder / "bad.zip").write_bytes(whole.replace(whole[60:70], bytes(10)))
    zipped(office.folder / "none.zip", {"picture.jpg": b"x"})
    for name in ("cut.zip", "bad.zip", "none.zip"):
        answer = office.run("merge", name)
        assert answer.code == 1 and name in answer.err, answer
    assert office.run("merge", "cut.zip", "a.zip", "--json").json["files"] == 1


def test_sealed_results_are_opened_with_the_campaigns_own_key(office: Laptop) -> None:
    mine, other = sealing.new_pair(), sealing.new_pair()
    (office.folder / "a.csv.age").write_bytes(sealing.seal(data_of(FILES[0]), mine.recipient))
    (office.folder / "b.csv.age").write_bytes(sealing.seal(data_of(FILES[1]), other.recipient))
    answer = office.run("merge", "a.csv.age")
    assert answer.code == 1 and "no key that opens it" in answer.err
    db = store.open_campaign(office.folder)
    with db.tx():
        settings.put(db, packets.IDENTITY, mine.identity)
    db.close()
    answer = office.run("merge", "a.csv.age", "b.csv.age", "--json")
    assert (answer.code, answer.json["added"]) == (4, 2)
    assert [each["file"] for each in answer.json["refused"]] == ["b.csv.age"]


@pytest.mark.parametrize(
    ("data", "says", "advises"),
    [
        (b"Medlemsnummer;Namn;Mobil\n1;X;070\n", "a member list", "ringa import"),
        (b"ringa-packet/1 x\n", "a packet", "ringa open"),
        (sealing.HEADER + b"-> scrypt x 18\n", "a packet", "ringa open"),
        (b"PK\x03\x04 xl/workbook.xml", "an Excel workbook", "ringa export"),
        (b"%PDF-1.7", "a PDF", "ringa export"),
        (b"a,b\n1,2\n", "begins with", "ringa export"),
    ],
)
def test_what_is_no_results_is_said_with_what_to_do(office: Laptop, data: bytes, says: str, advises: str) -> None:
    (office.folder / "in.csv").write_bytes(data)
    answer = office.run("merge", "in.csv")
    assert answer.code == 1 and says in answer.err and advises in answer.err


@pytest.mark.parametrize("ours", [True, False])
def test_sealed_results_that_do_not_open_are_asked_for_again(office: Laptop, ours: bool) -> None:
    mine, other = sealing.new_pair(), sealing.new_pair()
    sealed = sealing.seal(data_of(FILES[0]), (mine if ours else other).recipient)
    (office.folder / "a.csv.age").write_bytes(sealed[: -10 if ours else None])
    db = store.open_campaign(office.folder)
    with db.tx():
        settings.put(db, packets.IDENTITY, mine.identity)
    db.close()
    answer = office.run("merge", "a.csv.age", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "not_unsealed")
    assert answer.err.splitlines()[-2:] == [
        "a.csv.age does not open: it was cut on the way, or it was sealed for another campaign.",
        "Ask for the file again.",
    ]


def test_each_file_of_several_that_is_left_out_has_its_what_to_do(office: Laptop) -> None:
    for name, data in (("a.csv", data_of(FILES[0])), ("b.csv", b"%PDF-1.7"), ("c.csv", b"ringa-packet/1 x\n")):
        (office.folder / name).write_bytes(data)
    answer = office.run("merge", "a.csv", "b.csv", "c.csv", "--json")
    lines = answer.err.splitlines()
    assert answer.code == 4
    for each, advises in zip(answer.json["refused"], ("ringa export", "ringa open"), strict=True):
        told = lines.index(f"Left out: {each['message']}")
        assert advises in each["hint"] and lines[told + 1].strip() == each["hint"]


def test_results_of_another_campaign_are_refused_as_a_file_and_one_of_ours_in_it_is_not(office: Laptop) -> None:
    theirs = [a_report("busy", seq, device=A, campaign="south") for seq in (1, 2)]
    (office.folder / "theirs.csv").write_bytes(data_of(theirs))
    answer = office.run("merge", "theirs.csv")
    assert answer.code == 1 and "another campaign: south" in answer.err and "accepts" in answer.err
    assert not list(office.folder.glob("*.quarantine*"))
    (office.folder / "ours.csv").write_bytes(data_of(FILES[1]))
    answer = office.run("merge", "theirs.csv", "ours.csv", "--json")
    assert (answer.code, answer.json["added"], answer.json["quarantined"]) == (4, 2, 0)
    small(office, "accepts: [south]")
    assert office.ok("merge", "theirs.csv", "--json")["added"] == 2


# Files that are known


def test_a_file_that_went_in_whole_is_not_read_again(office: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    (office.folder / "a.csv").write_bytes(data_of(FILES[0]))
    first = office.ok("merge", "a.csv", "--json")

    def refuse(*_args: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(receiving, "ResultsFile", refuse)
    again = office.ok("merge", "a.csv", "--json")
    assert (again["files"], again["read"], again["added"], again["known"]) == (1, first["read"], 0, 2)


def test_a_file_of_which_something_was_set_aside_is_read_again_for_it_may_be_taken_now(office: Laptop) -> None:
    events = [FILES[0][0], a_report("busy", 1, device=B, campaign="south")]
    (office.folder / "a.csv").write_bytes(data_of(events))
    assert office.run("merge", "a.csv", "--json").json["added"] == 1
    small(office, "accepts: [south]")
    found = office.ok("merge", "a.csv", "--json")
    assert (found["added"], found["known"], found["files_known"]) == (1, 1, 0)


# Much to read


def test_many_files_read_by_several_processes_give_what_reading_them_here_gives(
    office: Laptop, copy_of: Callable[[Laptop, str], Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_folder(office)
    (folder / "c.csv").write_bytes(data_of(FILES[2]).replace(b"busy", b"refused", 1))
    (folder / "list.csv").write_text("Medlemsnummer;Namn;Mobil\n")
    other = copy_of(office, "other")
    here = office.run("merge", "post", "--json")
    monkeypatch.setattr(receiving, "LONG", 0)
    monkeypatch.setattr(receiving.os, "cpu_count", lambda: 3)  # type: ignore[attr-defined]
    there = other.run("merge", "post", "--json")
    assert there.code == here.code == 4
    own = {"quarantine_file"}
    assert {k: v for k, v in there.json.items() if k not in own} == {k: v for k, v in here.json.items() if k not in own}
    files = [next(laptop.folder.glob("*.quarantine.csv")).read_bytes() for laptop in (office, other)]
    assert other.export() == office.export() and files[0] == files[1]
    assert not list(other.folder.glob("ringa.db-merge-[0-9]*"))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_what_libreoffice_has_opened_and_saved_is_whole(office: Laptop) -> None:
    home = office.folder.parent
    (home / "a.csv").write_bytes(data_of([a_report("busy", 1, contact="m0001", note='=1+1\nÅsa; "x"', caller="+46 1")]))
    settings = f"-env:UserInstallation=file://{home}/profile"
    options = ["--headless", "--convert-to", "csv", "--outdir", str(home / "saved")]
    subprocess.run(["soffice", settings, *options, str(home / "a.csv")], check=True, capture_output=True, timeout=120)
    assert office.ok("merge", home / "saved" / "a.csv", "--json")["added"] == 1


def test_what_a_crash_has_left_is_removed_and_two_merges_wait_for_each_other(
    office: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.folder / "a.csv").write_bytes(data_of(FILES[0]))
    left = office.folder / "ringa.db-merge-1"
    left.write_bytes(b"notes")
    monkeypatch.setattr("ringa.cli.commands.merge.PATIENCE", 0)
    with one_at_a_time(office.folder / "ringa.db-merge-lock"):
        answer = office.run("merge", "a.csv")
        assert answer.code == 1 and "Another merge into" in answer.err and left.exists()
    assert office.ok("merge", "a.csv", "--json")["added"] == 2
    assert not left.exists()
