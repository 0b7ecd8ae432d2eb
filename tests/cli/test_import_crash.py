"""A long import that is killed, interrupted, doubled or out of room: the old state or the new, nothing between."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringa.cli import processes, reading
from tests.cli.lists import an_empty_office
from tests.cli.ready import child_environment, status
from tests.conftest import Laptop

ROWS = 26_000  # over four million bytes with such workplaces: the list is read by a process of its own
WORKPLACE = "Älvsjö verkstad, " + "byggnaden bakom den stora hallen, " * 3
HEAD = "Medlemsnummer;Förnamn;Efternamn;Mobil;Avdelning;Arbetsplats;Kommun;Språk\n"
STAGE = "ringa.db-import"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def rows(family: str = "Efternamn", first: int = 0, last: int = ROWS) -> str:
    return "".join(
        f"{n:07};Förnamn;{family}{n};070-174 06 {5 + n % 95:02};Pendeltåg;{WORKPLACE}{n % 400};Huddinge;sv\n"
        for n in range(first, last)
    )


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a long list, its next edition, and a campaign that has imported the first."""
    folder = tmp_path_factory.mktemp("lists")
    (folder / "long.csv").write_text(HEAD + rows(), encoding="utf-8")
    # 100 people have another name, 100 are gone, 100 are new
    text = rows("Nygift", 0, 100) + rows(first=200) + rows(first=ROWS, last=ROWS + 100)
    (folder / "next.csv").write_text(HEAD + text, encoding="utf-8")
    (folder / "made").mkdir()
    laptop = an_empty_office(folder / "made", tmp_path_factory)
    shutil.copytree(laptop.folder, folder / "empty")
    laptop.ok("import", folder / "long.csv", "--json")
    laptop.folder.rename(folder / "full")
    assert (folder / "long.csv").stat().st_size > 4_000_000
    return folder


def copy(lists: Path, name: str, to: Path) -> Laptop:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(lists / name, to)
    return Laptop(to)


def begin(laptop: Laptop, *args: str | Path) -> "subprocess.Popen[str]":
    """Start an import in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ringa", "import", *map(str, args), "--json"],
        cwd=laptop.folder,
        env=child_environment(laptop.folder.parent),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_reading(laptop: Laptop, process: "subprocess.Popen[str]") -> None:
    """Wait until the list is being read."""
    until = time.monotonic() + 30
    while not (laptop.folder / STAGE).exists():
        assert process.poll() is None and time.monotonic() < until, process.communicate()
        time.sleep(0.002)


def state(laptop: Laptop) -> tuple[int, int, int, int]:
    """Contacts, gone, newly named, and imports: what tells one state from another."""
    counts = "count(*), coalesce(sum(gone <> 0), 0), coalesce(sum(last_name LIKE 'Nygift%'), 0)"
    batches = len(laptop.ok("import", "--batches", "--json"))
    db = sqlite3.connect(laptop.folder / "ringa.db")
    try:
        people, gone, named = db.execute(f"SELECT {counts} FROM contacts").fetchone()
    finally:
        db.close()
    return people, gone, named, batches


EMPTY, FIRST, SECOND = (0, 0, 0, 0), (ROWS, 0, 0, 1), (ROWS + 100, 100, 100, 2)


@pytest.mark.parametrize(
    ("campaign", "file", "old", "new"),
    [("empty", "long.csv", EMPTY, FIRST), ("full", "next.csv", FIRST, SECOND)],
    ids=["the first import", "a new edition"],
)
def test_an_import_that_is_killed_leaves_the_old_state_or_the_new(
    lists: Path, tmp_path: Path, campaign: str, file: str, old: tuple[int, ...], new: tuple[int, ...]
) -> None:
    chance = random.Random(3)
    laptop = copy(lists, campaign, tmp_path / "office")
    began = time.monotonic()
    assert begin(laptop, lists / file).communicate(timeout=60)[1] == ""
    lasts = time.monotonic() - began
    assert state(laptop) == new
    outcomes = []
    for part in (0.4, 0.7, 0.9):
        laptop = copy(lists, campaign, tmp_path / "office")
        process = begin(laptop, lists / file)
        try:
            process.wait(lasts * (part + chance.uniform(-0.05, 0.05)))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate(timeout=30)
        outcomes.append(process.returncode)
        assert state(laptop) in (old, new)
    assert -9 in outcomes
    assert laptop.ok("check", "--json")["ok"]
    # what is left of it is in nobody's way
    (laptop.folder / STAGE).write_bytes(b"left by a crash")
    answer = laptop.run("import", lists / file, "--json")
    assert answer.code == 0 and state(laptop)[:3] == new[:3]
    assert not (laptop.folder / STAGE).exists()


def test_an_import_that_is_interrupted_changes_nothing_and_leaves_nothing(lists: Path, tmp_path: Path) -> None:
    laptop = copy(lists, "full", tmp_path / "office")
    process = begin(laptop, lists / "next.csv")
    wait_for_reading(laptop, process)
    time.sleep(0.15)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=30)
    assert process.returncode == 130 and "Traceback" not in err
    assert state(laptop) == FIRST and not (laptop.folder / STAGE).exists()


def test_of_two_imports_at_once_the_second_says_so_and_waits(lists: Path, tmp_path: Path) -> None:
    laptop = copy(lists, "empty", tmp_path / "office")
    first = begin(laptop, lists / "long.csv")
    wait_for_reading(laptop, first)
    second = begin(laptop, lists / "long.csv")
    (out, err), (out2, err2) = first.communicate(timeout=60), second.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (0, 0), (err, err2)
    assert "waiting" not in err and "Another import is running; waiting for it." in err2
    assert f'"added": {ROWS}' in out and f'"unchanged": {ROWS}' in out2
    assert state(laptop) == (ROWS, 0, 0, 2)


def test_members_are_handed_out_and_calls_recorded_while_a_list_is_read(lists: Path, tmp_path: Path) -> None:
    laptop = copy(lists, "full", tmp_path / "office")
    process = begin(laptop, lists / "next.csv")
    wait_for_reading(laptop, process)
    waited: list[float] = []
    taken: list[str] = []
    while process.poll() is None:
        began = time.monotonic()
        contact = laptop.take(f"Anna{len(taken)}")
        laptop.ok("record", contact, "--outcome", "busy", "--caller", f"Anna{len(taken)}", "--json")
        waited.append(time.monotonic() - began)
        taken.append(contact)
    assert process.communicate(timeout=30)[1] == "" and process.returncode == 0
    assert len(taken) == len(set(taken)) >= 3 and max(waited) < 2
    assert state(laptop) == SECOND and status(laptop)["attempts"] == len(taken)
    assert laptop.ok("check", "--json")["ok"]


# the processes that read


def people(laptop: Laptop) -> list[tuple[object, ...]]:
    with sqlite3.connect(laptop.folder / "ringa.db") as db:
        found = db.execute("SELECT * FROM contacts ORDER BY id").fetchall()
    db.close()
    return found


def reached(laptop: Laptop) -> set[tuple[int, str]]:
    """Whom the numbers reach."""
    with sqlite3.connect(laptop.folder / "ringa.db") as db:
        sql = "SELECT n.number, coalesce(c.contact, n.contact) FROM numbers n LEFT JOIN contacts c ON c.id = n.contact"
        found = set(db.execute(sql))
    db.close()
    return found


def test_a_long_list_read_in_parts_gives_what_reading_it_here_gives(
    lists: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONG", 100_000)
    last = 3000
    in_parts, here = (copy(lists, "empty", tmp_path / name) for name in ("in_parts", "here"))
    text = (
        HEAD
        + rows(last=30)
        + "0000003;Eva;Ek;;;;;\n"
        + rows(first=30, last=last)
        + "0000004;Förnamn;Efternamn4;070-174 06 99;;;;\n"
        + "0009000;Eva;Ek;070-174 06 05 / 08-465 004 00;;;;\n0009001;Kim;Ek;070-174 06 98;;;;\n"
        + "0009001;Kim;Ek;08-465 004 01;;;;\n"  # the last of all stands on two rows
    )
    path = tmp_path / "long.csv"
    odd = "0009002;Örjan;Åkesson;070-174 06 97;;;;\n".encode("cp1252")
    hidden = b"0009003;Skyddad;identitet;070-174 06 96;;;;\n"
    path.write_bytes(text.encode() + hidden + odd)
    assert in_parts.run("import", path, "--json").json["rejected"] == 2  # two people with one id
    monkeypatch.setattr(reading, "LONG", 1 << 40)
    assert here.run("import", path, "--json").json["rejected"] == 2
    told = [{each[1]: each[2:] for each in people(laptop)} for laptop in (in_parts, here)]
    assert told[0] == told[1] and len(told[0]) == last + 3
    assert reached(in_parts) == reached(here)
    assert {contact for number, contact in reached(here) if number in (46846500400, 46846500401)} == {
        "m0009000",
        "m0009001",
    }
    by_contact = {each[1]: each for each in people(in_parts)}
    assert "Örjan" in by_contact["m0009002"] and "protected" in by_contact["m0009003"]
    assert [each[1] for each in people(in_parts)][:3] == ["m0000000", "m0000001", "m0000002"]
    assert in_parts.ok("check", "--json")["ok"]
    assert [file.name for file in in_parts.folder.glob("ringa.db-import*")] == ["ringa.db-import-lock"]


def test_with_an_opt_out_list_a_long_list_is_looked_at_person_by_person(lists: Path, tmp_path: Path) -> None:
    laptop = copy(lists, "empty", tmp_path / "office")
    (tmp_path / "objected.csv").write_text("Mobil\n070-174 06 05\n", encoding="utf-8")
    laptop.ok("opt-out", "--import", tmp_path / "objected.csv", "--json")
    plan = laptop.ok("import", lists / "long.csv", "--json")
    assert 0 < plan["opted_out"] < plan["added"] == ROWS
    assert laptop.ok("status", "--json")["blocked"]["do_not_call"] == plan["opted_out"]


def test_a_full_disk_under_a_reading_process_is_told_as_such(
    lists: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = copy(lists, "empty", tmp_path / "office")
    before = state(laptop)
    # in the processes that read, no file may grow over a million bytes
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)); "
    monkeypatch.setattr(processes, "_START", limit + processes._START)
    answer = laptop.run("import", lists / "long.csv", "--json")
    assert answer.code == 1 and '"code": "disk_full"' in answer.out
    assert state(laptop) == before and not list(laptop.folder.glob(STAGE + "-[0-9]"))


def readers(process: "subprocess.Popen[str]") -> list[int]:
    """The processes that an import has started, in Linux."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


def wait_for_reader(process: "subprocess.Popen[str]") -> int:
    until = time.monotonic() + 30
    while not (found := readers(process)):
        assert process.poll() is None and time.monotonic() < until, process.communicate()
        time.sleep(0.001)
    return found[0]


@linux
@pytest.mark.parametrize("campaign", ["empty", "full"])
def test_when_the_reading_process_dies_the_import_says_so_and_changes_nothing(
    lists: Path, tmp_path: Path, campaign: str
) -> None:
    laptop = copy(lists, campaign, tmp_path / "office")
    before = state(laptop)
    process = begin(laptop, lists / "next.csv")
    reader = wait_for_reader(process)
    time.sleep(0.05)
    os.kill(reader, signal.SIGKILL)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1 and '"code": "file"' in out
    assert "ended before its end" in err and len(err.splitlines()) == 2
    assert state(laptop) == before and not (laptop.folder / STAGE).exists()


@linux
def test_when_the_import_is_killed_the_reading_process_ends_too(lists: Path, tmp_path: Path) -> None:
    laptop = copy(lists, "empty", tmp_path / "office")
    process = begin(laptop, lists / "long.csv")
    reader = wait_for_reader(process)
    process.kill()
    process.communicate(timeout=30)
    until = time.monotonic() + 10
    while Path(f"/proc/{reader}").exists() and "Z" not in _state_of(reader) and time.monotonic() < until:
        time.sleep(0.05)
    assert _state_of(reader) in ("", "Z")


def test_what_a_killed_import_has_left_of_its_parts_is_removed_by_the_next(lists: Path, tmp_path: Path) -> None:
    laptop = copy(lists, "full", tmp_path / "office")
    for name in (STAGE, STAGE + "-0", STAGE + "-7"):
        (laptop.folder / name).write_text("members")
    (tmp_path / "short.csv").write_text(HEAD + rows(last=3), encoding="utf-8")
    laptop.ok("import", tmp_path / "short.csv", "--list", "short", "--json")
    assert [file.name for file in laptop.folder.glob(STAGE + "*")] == [STAGE + "-lock"]


def _state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


# a full disk


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of so many KiB, where the system lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    options = f"size={request.param}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk of our own here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@linux
@pytest.mark.parametrize("disk", [2_000, 7_000, 12_000], indirect=True)
def test_a_disk_that_gets_full_changes_nothing_and_leaves_room_again(lists: Path, disk: Path) -> None:
    laptop = copy(lists, "empty", disk / "office")
    small = HEAD + rows(last=20)
    (laptop.folder / "small.csv").write_text(small, encoding="utf-8")
    laptop.ok("import", "small.csv", "--json")
    before = state(laptop)
    answer = laptop.run("import", lists / "long.csv", "--list", "long", "--json")
    assert answer.code == 1 and answer.json["error"]["code"] == "disk_full", answer
    assert len(answer.err.splitlines()) == 2
    assert state(laptop) == before and not (laptop.folder / STAGE).exists()
    assert laptop.ok("check", "--json")["ok"]
    (laptop.folder / "small.csv").write_text(small + rows(first=20, last=30), encoding="utf-8")
    assert laptop.ok("import", "small.csv", "--json")["added"] == 10


@linux
@pytest.mark.parametrize("disk", [20_000], indirect=True)
def test_a_disk_with_just_enough_room_is_enough(lists: Path, disk: Path) -> None:
    laptop = copy(lists, "empty", disk / "office")
    assert laptop.ok("import", lists / "long.csv", "--json")["added"] == ROWS
    assert state(laptop) == FIRST


@linux
@pytest.mark.parametrize("disk", [3_000], indirect=True)
def test_with_no_room_for_the_rejects_nothing_is_changed_and_nothing_left(lists: Path, disk: Path) -> None:
    laptop = copy(lists, "empty", disk / "office")
    laptop.ok("status")
    bad = HEAD + "".join(f";Ingen;{'x' * 60};;;;;\n" for _ in range(4_000))
    (laptop.folder / "bad.csv").write_text(bad + rows(last=5), encoding="utf-8")
    ballast = laptop.folder / "ballast"
    for room in range(20_000, 1_200_000, 200_000):
        ballast.unlink(missing_ok=True)
        ballast.write_bytes(bytes(max(os.statvfs(disk).f_bavail * 4096 - room, 0)))
        answer = laptop.run("import", "bad.csv", "--json")
        if answer.code == 4:
            break
        assert answer.code == 1 and answer.json["error"]["code"] == "disk_full", answer
        assert not (laptop.folder / STAGE).exists() and not list(laptop.folder.glob(".*.new"))
        ballast.unlink()
        if state(laptop) != EMPTY:  # a commit may report an error and still be on disk: then it is there as a whole
            break
    assert state(laptop) == (5, 0, 0, 1)
