"""Killed at any moment: what was acknowledged is there, what is there is whole, and the next call goes on."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.ready import MANY_COMMANDS, an_office, child_environment, record, reports, rows_of, small, start
from tests.conftest import Laptop

KILLS = 16
RECORD_FOR_EVER = (
    MANY_COMMANDS
    + """
while True:
    code, out = ringa("record", "0002", "--outcome", "busy", "--caller", "Olle", "--json")
    assert code == 0, (code, out)
    print(json.loads(out)["event"], flush=True)
"""
)


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = small(an_office(tmp_path, tmp_path_factory))
    laptop.ok("status")
    return laptop


def assert_nothing_is_lost(laptop: Laptop, acknowledged: list[str]) -> None:
    """Every acknowledged event is in the export, numbers have no gaps, and the file is in order."""
    rows = reports(laptop)
    assert set(acknowledged) <= {row["event"] for row in rows}
    numbers: dict[str, list[int]] = {}
    for row in rows:
        numbers.setdefault(row["device"], []).append(int(row["seq"]))
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in numbers.values())
    assert len({row["event"] for row in rows}) == len(rows)
    assert laptop.ok("check", "--json")["findings"] == []
    before = laptop.export()
    assert record(laptop, "0003", "busy")["event"] not in {row["event"] for row in rows_of(before)}


def test_a_command_that_is_killed_has_saved_what_it_acknowledged(office: Laptop) -> None:
    chance = random.Random(20260814)
    args = [sys.executable, "-m", "ringa", "record", "0001", "--outcome", "busy", "--caller", "Anna", "--json"]
    environ = child_environment(office.folder.parent)
    acknowledged, silent = [], 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            args, cwd=office.folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        try:
            process.wait(chance.uniform(0.05, 0.35))
        except subprocess.TimeoutExpired:
            process.kill()
        out = process.communicate(timeout=30)[0]
        if out.endswith("\n"):
            acknowledged.append(json.loads(out)["event"])
        silent += process.returncode == -9
    assert silent > 0
    assert_nothing_is_lost(office, acknowledged)


def test_a_program_that_is_killed_while_it_writes_has_saved_what_it_acknowledged(office: Laptop) -> None:
    chance = random.Random(14)
    acknowledged = []
    for _ in range(3):
        pair = [start(office.folder, RECORD_FOR_EVER) for _ in range(2)]  # two at once, on one file
        for process in pair:
            assert process.stdout is not None
            acknowledged.append(process.stdout.readline().strip())
            try:
                process.wait(chance.uniform(0, 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
        for process in pair:
            out, err = process.communicate(timeout=30)
            acknowledged += [line.strip() for line in out.splitlines(keepends=True) if line.endswith("\n")]
            assert process.returncode == -9 and "Traceback" not in err
    assert len(acknowledged) >= 6
    assert_nothing_is_lost(office, acknowledged)
