"""Contacts folded by other processes: what comes of a merge is the same, and one that dies changes nothing."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ringa.cli import folding, processes
from ringa.store import sweep
from tests.build import a_device, a_lift, a_report, a_results_file, an_opt_out, an_undo
from tests.cli.ready import an_office_to_merge_into
from tests.conftest import Laptop

Copy = Callable[[Laptop, str], Laptop]


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Laptop:
    """With results beside it: people who objected, who share a number with one who did, and who were only called."""
    monkeypatch.setattr(sweep, "_AT_ONCE", 3)  # so that there are many questions
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    laptop = an_office_to_merge_into(tmp_path, tmp_path_factory)
    outcomes = ("busy", "no_answer", "refused", "conversation", "wrong_number", "call_back", "language")
    calls = [
        a_report(outcomes[n % len(outcomes)], n, contact=f"m{n % 20:04}", number_index="1", note=f"nr {n}")
        for n in range(1, 60)
    ]
    other = a_device(1)
    objection = an_opt_out(1, device=other, contact="m0002")
    calls += [objection, an_opt_out(2, device=other, contact="m0005"), a_lift(objection, 3, device=other)]
    calls += [a_report("do_not_call", 4, device=other, contact="m0007"), an_undo(calls[0], 60)]
    (laptop.folder / "results.csv").write_text(a_results_file(calls), encoding="utf-8")
    return laptop


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started."""
    found: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            found.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    return found


def merged(laptop: Laptop) -> tuple[Any, str, bytes]:
    report = laptop.run("merge", "results.csv", "--yes", "--accept-unsigned", "--json").json
    return report, laptop.ok("export", "--contacts"), laptop.export()


def test_other_processes_fold_as_this_one_does(
    office: Laptop, copy_of: Copy, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = merged(copy_of(office, "here"))
    assert not started
    monkeypatch.setattr(folding, "LONG", 1)
    there_office = copy_of(office, "there")
    there = merged(there_office)
    assert len(started) == 2 and all(process.returncode is not None for process in started)
    assert there == here
    assert there_office.ok("check", "--json")["ok"] == copy_of(office, "bare").ok("check", "--json")["ok"]
    again = merged(there_office)  # now with an opt-out list that others are looked up in
    assert again[1:] == there[1:]


@pytest.mark.parametrize("program", ["", "import sys; sys.stdin.buffer.readline(); sys.stdin.buffer.read(100)"])
def test_a_process_that_dies_changes_nothing(office: Laptop, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    before = office.export()
    monkeypatch.setattr(folding, "LONG", 1)
    monkeypatch.setattr(processes, "_START", program)
    answer = office.run("merge", "results.csv", "--yes", "--accept-unsigned")
    assert answer.code == 1 and "ended before its end" in answer.err
    assert office.export() == before
    monkeypatch.undo()
    assert merged(office)[0]["added"] == 64
