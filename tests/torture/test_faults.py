"""On a disk that lets one down nothing that was acknowledged is lost, and nothing is there by half."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.ready import ROOT, child_environment
from tests.torture import deaths, disk_errors, faults, power
from tests.torture.faults import OURS, STANDARD, Fault
from tests.torture.teeth import caught

HERE = "tests.torture.test_faults"  # as the worker knows it
pytestmark = pytest.mark.skipif(bool(faults.missing()), reason=faults.missing())


def test_killed_at_any_call_to_the_disk_leaves_nothing_by_half_and_loses_nothing_acknowledged() -> None:
    assert not deaths.run(range(48)).failures


def test_an_error_at_any_call_to_the_disk_is_told_in_two_lines_and_loses_nothing() -> None:
    assert not disk_errors.run(range(48)).failures


def test_what_was_acknowledged_is_there_after_a_power_cut() -> None:
    assert not power.run(range(700)).failures


@pytest.mark.parametrize(
    ("harness", "fault", "scene", "driver"),
    [
        ("deaths", "no_transaction", "merge", OURS),
        ("deaths", "written_in_place", "export", OURS),
        ("deaths", "packets_before_the_ledger", "pack", STANDARD),
        ("deaths", "opened_in_place", "open", OURS),
        ("deaths", "readable_by_all", "import", OURS),
        ("deaths", "drafts_left", "export", STANDARD),
        ("disk_errors", "errors_swallowed", "export", OURS),
        ("disk_errors", "errors_untold", "record", OURS),
        ("disk_errors", "no_savepoint_after_an_error", "merge", STANDARD),
        ("power", "synchronous_off", "record", OURS),
        ("power", "synchronous_normal", "record", OURS),
        ("power", "synchronous_normal", "record", STANDARD),
        ("power", "no_fsync_of_files", "export", OURS),
        ("power", "no_fsync_of_folders", "export", OURS),
        ("power", "ledger_before_the_folder", "pack", OURS),
    ],
)
def test_a_planted_fault_is_caught(harness: str, fault: str, scene: str, driver: str) -> None:
    assert scene in caught(harness, fault, scene, driver)


# The injector itself


def three_steps(folder: str) -> Any:
    """In the worker: what a run of three writes leaves, by what befalls the second."""
    place = Path(folder)

    def run() -> Iterator[int]:
        for n in range(3):
            with (place / f"{n}").open("wb") as file:
                file.write(b"12345678")
            yield n

    found = []
    for what in range(5):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        try:
            said = faults.under(Fault(what, 4 if what else 0, 5), place, run).said
        except AssertionError as error:  # an error of the disk that nobody looks after
            assert "Traceback" not in str(error)
            said = ["failed"]
        found.append([said, [path.read_text() for path in sorted(place.iterdir())]])
    return found


def test_the_nth_call_dies_is_torn_fails_or_is_cut(tmp_path: Path) -> None:
    whole, half = "12345678", "1234"
    assert faults.call(OURS, HERE, "three_steps", folder=str(tmp_path / "place")) == [
        [[0, 1, 2], [whole] * 3],
        [[0], [whole, ""]],
        [[0], [whole, half]],
        [["failed"], [whole, ""]],
        [[0, 1, 2], [whole] * 3],  # Python writes the other half
    ]


def which(folder: str) -> list[Any]:
    """In the worker: the driver, and the calls that a commit of its own makes."""
    from ringa.store import db

    def run() -> Iterator[int]:
        campaign = db.open_campaign(Path(folder))
        with campaign.tx():
            campaign.write("INSERT INTO settings VALUES ('a', 'b')")
        campaign.close()
        yield 1

    notes = Path(folder).with_name("notes")
    faults.under(Fault(), Path(folder), run, notes)
    return [
        type(db.connect(Path(":memory:"))).__module__,
        "".join(call.op for call in faults.calls_in(notes) if call.op in "wsd"),
    ]


@pytest.mark.parametrize("driver", faults.DRIVERS)
def test_what_either_driver_writes_is_counted_as_the_system_counts_it(driver: str, tmp_path: Path) -> None:
    (tmp_path / "campaign").mkdir()
    name, calls = faults.call(driver, HERE, "which", folder=str(tmp_path / "campaign"))
    assert name.split(".")[0] == driver and calls.count("w") > 20 and calls.count("s") > 3
    if strace := shutil.which("strace"):
        seen = _seen_by(strace, driver, tmp_path)
        assert (seen.count("write"), seen.count("sync")) == (calls.count("w"), calls.count("s") + calls.count("d"))


def _seen_by(strace: str, driver: str, tmp_path: Path) -> str:
    """The lines of strace about the same campaign file, made anew."""
    folder = tmp_path / "again"
    folder.mkdir()
    script = f"""
{"import sys; sys.modules['sqlcipher3'] = None" if driver == STANDARD else ""}
from pathlib import Path
from ringa.store import db
campaign = db.open_campaign(Path({str(folder)!r}))
with campaign.tx():
    campaign.write("INSERT INTO settings VALUES ('a', 'b')")
campaign.close()
"""
    subprocess.run(
        [
            strace,
            "-y",
            "-o",
            tmp_path / "seen",
            "-e",
            "trace=write,pwrite64,fsync,fdatasync",
            sys.executable,
            "-c",
            script,
        ],
        check=True,
        cwd=ROOT,
        env=child_environment(tmp_path),
    )
    lines = (tmp_path / "seen").read_text().splitlines()
    return "\n".join(line.split("(")[0] for line in lines if f"<{folder}" in line)
