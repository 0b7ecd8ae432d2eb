"""Many processes on one campaign file, and a disk that is full."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.ready import (
    MANY_COMMANDS,
    an_office,
    child_environment,
    import_members,
    people,
    record,
    reports,
    results_of,
    small,
    start,
)
from tests.conftest import Laptop

RECORD = (
    MANY_COMMANDS
    + """
for n in range(30):
    contact = f"{1 + (n + int(sys.argv[1])) % 20:04}"
    code, out = ringa("record", contact, "--outcome", "no_answer", "--caller", "caller " + sys.argv[1], "--json")
    assert code == 0, (code, out)
    print(json.loads(out)["event"])
"""
)
TAKE = (
    MANY_COMMANDS
    + """
code, n = 0, 0
while code == 0:
    n += 1
    code, out = ringa("next", "--caller", f"caller {sys.argv[1]}-{n}", "--json")
    if code == 0:
        print(json.loads(out)["contact"]["id"])
assert code == 3, (code, out)
"""
)
CALL = (
    MANY_COMMANDS
    + """
for n in range(20):
    code, out = ringa("next", "--caller", "caller " + sys.argv[1], "--json")
    assert code == 0, (code, out)
    contact = json.loads(out)["contact"]["id"]
    code, out = ringa("record", contact, "--outcome", "busy", "--caller", "caller " + sys.argv[1], "--json")
    assert code == 0 and not json.loads(out)["warnings"], (code, out)
    print(contact)
"""
)
FILL = (
    MANY_COMMANDS
    + """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
code = 0
while code == 0:
    code, out = ringa("record", "0001", "--outcome", "busy", "--caller", "Anna", "--note", "x" * 3000, "--json")
    print(json.loads(out)["event"] if code == 0 else f"{code} {out.strip()}", flush=True)
"""
)


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = small(an_office(tmp_path, tmp_path_factory))
    laptop.ok("status")
    return laptop


def test_ten_processes_record_on_one_file_and_every_number_is_there_once(office: Laptop) -> None:
    import_members(office, *people(range(1, 21)))
    outputs = results_of([start(office.folder, RECORD, str(n)) for n in range(10)])
    events = [event for output in outputs for event in output.split()]
    rows = reports(office)
    assert len(events) == 300
    assert [row["event"] for row in rows if row["event"] in set(events)] == [row["event"] for row in rows]
    assert len({row["device"] for row in rows}) == 1
    assert [int(row["seq"]) for row in rows] == list(range(1, 301))
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    for n, output in enumerate(outputs):
        assert [row["event"] for row in rows if row["caller"] == f"caller {n}"] == output.split()
    assert office.ok("check", "--json")["findings"] == []


def test_six_processes_take_contacts_until_none_is_left_and_none_is_handed_out_twice(office: Laptop) -> None:
    import_members(office, *people(range(1, 95)))
    outputs = results_of([start(office.folder, TAKE, str(n)) for n in range(6)])
    taken = [contact for output in outputs for contact in output.split()]
    assert len(taken) == len(set(taken)) == 94


def test_six_processes_take_and_record_without_pause_and_nobody_is_called_twice(office: Laptop) -> None:
    import_members(office, *(f"{n:04};Namn;070-174 06 {n % 95 + 5:02}" for n in range(1, 131)))
    outputs = results_of([start(office.folder, CALL, str(n)) for n in range(6)])
    called = [contact for output in outputs for contact in output.split()]
    assert len(called) == len(set(called)) == 120
    assert office.ok("check", "--json")["findings"] == []


def test_a_file_that_may_not_grow_loses_nothing_that_was_saved(office: Laptop) -> None:
    pytest.importorskip("resource")
    import_members(office, *people(range(1, 3)))
    limit = max(path.stat().st_size for path in office.folder.glob("ringa.db*")) + 60_000
    process = start(office.folder, FILL, str(limit))
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    *saved, last = out.splitlines()
    assert len(saved) > 3
    assert last.startswith('1 {"error": {"code": "disk_full"'), last
    assert "not saved" in err.splitlines()[-2] and "Traceback" not in err
    assert [row["event"] for row in reports(office)] == saved
    assert office.ok("check", "--json")["findings"] == []
    assert int(record(office, "0001", "busy")["event"].partition("-")[2]) > 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.5 MB, where the system lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk of our own here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a tmpfs")
def test_a_full_disk_loses_nothing_that_was_saved_and_goes_on_when_there_is_room(
    office: Laptop, small_disk: Path
) -> None:
    import shutil

    import_members(office, *people(range(1, 3)))
    shutil.copytree(office.folder, small_disk / "office")
    laptop = Laptop(small_disk / "office", office.now)
    saved = [record(laptop, "0001", "busy")["event"]]
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk).f_bavail * 4096
    ballast.write_bytes(bytes(max(free - 140_000, 0)))
    while True:
        answer = laptop.run("record", "0001", "--outcome", "busy", "--caller", "A", "--note", "x" * 3900, "--json")
        if answer.code:
            break
        saved.append(answer.json["event"])
    assert answer.code == 1 and answer.json["error"]["code"] == "disk_full", answer
    assert len(answer.err.splitlines()) == 2 and len(saved) > 1
    failed = laptop.run("export", "-o", "out.csv")
    assert failed.code == 1 and len(failed.err.splitlines()) == 2
    assert not list(laptop.folder.glob(".*.new"))
    ballast.unlink()
    assert [row["event"] for row in reports(laptop)] == saved
    assert laptop.ok("check", "--json")["findings"] == []
    saved.append(record(laptop, "0002", "busy")["event"])
    assert [int(row["seq"]) for row in reports(laptop)] == list(range(1, len(saved) + 1))


def test_a_reader_of_the_results_holds_up_nobody(office: Laptop) -> None:
    for n in range(60):
        record(office, "0001", "busy", "--note", "x" * 3900 + str(n))
    reader = subprocess.Popen(
        [sys.executable, "-m", "ringa", "export"],
        cwd=office.folder,
        env=child_environment(office.folder.parent),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    assert reader.stdout is not None
    reader.stdout.read(1)  # the rest waits in the pipe
    record(office, "0002", "busy")
    rest, _err = reader.communicate(timeout=30)
    assert reader.returncode == 0
    assert rest.count(b",report,") == 60
