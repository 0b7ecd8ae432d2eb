"""Killed, or out of disk, at any step of packing and opening: nobody has two holders, nothing is half there."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.packing import an_office_with, pack, people_in
from tests.cli.ready import MANY_COMMANDS, an_office, results_of, start, status
from tests.conftest import Laptop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and limits of Unix")

PEOPLE = 8
DEATHS = 16
STEPS = ("cli/packing.py", "cli/opening.py", "cli/files.py", "store/packets.py", "store/opened.py", "store/db.py")

# In copies of a folder, one for each death: run the command and die at one of its steps.
SWEEP = (
    MANY_COMMANDS
    + """
import os, shutil
deaths, steps, given = int(sys.argv[1]), tuple(sys.argv[2].split(",")), sys.argv[3:]
seen = fatal = 0
def count(frame, event, arg):
    global seen
    if event in ("call", "return") and frame.f_code.co_filename.endswith(steps):
        seen += 1
        if seen == fatal:
            os.kill(os.getpid(), 9)
def go():
    sys.setprofile(count)
    ringa(*given)
    sys.setprofile(None)
def copied(name):
    os.chdir("../pristine")
    shutil.copytree(".", "../" + name)
    os.chdir("../" + name)
copied(f"at-{deaths}")  # this one comes through
go()
every = seen / deaths
for n in range(deaths):
    copied(f"at-{n}")
    pid = os.fork()
    if not pid:
        seen, fatal = 0, 1 + int(n * every)
        go()
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(pid, 0)[1])
"""
)

# With files that may not grow beyond a size; nor may Python keep half of what it has compiled.
LIMITED = (
    "import sys; sys.dont_write_bytecode = True\n"
    + MANY_COMMANDS
    + """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
print(ringa(*sys.argv[2:])[0])
"""
)


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = an_office_with(an_office(tmp_path, tmp_path_factory), PEOPLE)
    laptop.ok("status")
    (tmp_path / "office").rename(tmp_path / "pristine")
    return Laptop(tmp_path / "pristine", datetime.now(UTC))  # the processes below have no other clock


def swept(laptop: Laptop, *command: str) -> list[Laptop]:
    """The folder as it was left by each of the deaths, and by the run that came through."""
    results_of([start(laptop.folder, SWEEP, str(DEATHS), ",".join(STEPS), *command)])
    return [Laptop(laptop.folder.parent / f"at-{n}", laptop.now) for n in range(DEATHS + 1)]


def assert_the_ledger_is_right(office: Laptop) -> int:
    """Every file is known and nobody in it is handed to anybody else; whatever was not finished is gone. How many."""
    files = {str(path) for path in (office.folder / "out").glob("*.ringa")}
    ledger = json_of(office, "packets").get("packets", [])
    assert {row["file"] for row in ledger} == files
    assert not list((office.folder / "out").glob(".*"))
    held = [contact for row in ledger for contact in people_in(row)]
    assert len(held) == len(set(held)) == status(office)["handed_out"]
    free = {office.take(f"C{n}") for n in range(PEOPLE - len(held))}
    assert not free & set(held) and len(free) == PEOPLE - len(held)
    return len(files)


def json_of(laptop: Laptop, *args: str) -> dict[str, list[dict[str, str]]]:
    return dict(laptop.run(*args, "--json").json)


def test_a_pack_that_is_killed_leaves_no_contact_with_two_holders_and_no_unknown_packet(office: Laptop) -> None:
    args = ("pack", "--for", "Anna", "--for", "Olle", "--size", "3", "--unsealed", "--json", "-o", "out")
    made = [assert_the_ledger_is_right(each) for each in swept(office, *args)]
    assert made[0] == 0 and made[-1] == 2 and made == sorted(made) and set(made) == {0, 1, 2}


def test_an_open_that_is_killed_leaves_a_whole_folder_or_none_and_can_be_done_again(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--all")
    home = office.folder.parent / "home"
    home.mkdir()
    shutil.copy(packet["file"], home / "p.ringa")
    shutil.rmtree(office.folder)
    home.rename(office.folder)
    whole = []
    for laptop in swept(office, "open", "p.ringa", "folder", "--json"):
        folder = laptop.folder / "folder"
        whole.append(folder.exists())
        if folder.exists():
            assert Laptop(folder, laptop.now).ok("status", "--json")["contacts"] == PEOPLE
        assert laptop.ok("open", "p.ringa", "folder", "--json")["already_open"] is whole[-1]
        assert Laptop(folder, laptop.now).ok("check", "--json")["findings"] == []
        assert sorted(path.name for path in laptop.folder.iterdir()) == ["folder", "p.ringa"]
    assert whole == sorted(whole) and set(whole) == {False, True}


@pytest.mark.parametrize("size", [0, 2_000, 40_000])
def test_without_room_on_the_disk_nothing_is_made_and_nobody_is_held(office: Laptop, size: int) -> None:
    (packet,) = pack(office, "--for", "Anna", "--size", "3", "-o", "out")
    home = office.folder.parent / "home"
    home.mkdir()
    shutil.copy(packet["file"], home / "p.ringa")
    (code,) = results_of([start(home, LIMITED, str(size), "open", "p.ringa", "folder")])
    assert int(code) == 1 and [path.name for path in home.iterdir()] == ["p.ringa"]
    args = ("pack", "--for", "Olle", "--size", "3", "--unsealed", "-o", "out")
    (code,) = results_of([start(office.folder, LIMITED, str(size), *args)])
    assert (int(code), assert_the_ledger_is_right(office)) in ((1, 1), (0, 2))
