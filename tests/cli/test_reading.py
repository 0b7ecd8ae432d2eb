"""A long list read by a second process: the same as reading it here, and nothing is left of the process."""

import gc
import io
import json
import marshal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.cli import processes, reading
from ringa.core import columns
from ringa.core.entry import Batch, Rejected
from ringa.errors import FileProblem
from ringa.formats.members import MemberList, open_list
from ringa.formats.table import TextTable, open_text
from tests.build import KEY

ROWS = 9000
WHO = ("Åsa Öberg", "Berg, Bo", " Eva  Ek", "“", "Östen \x1b[31m", "")
NUMBERS = ("070-174 06 05", "08-465 004 00 / 0701740606", "saknas", "ring hem", "070-174 06 07, fråga", "")


@pytest.fixture
def long_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MemberList]:
    """A list of some thousand rows of every kind, which is long enough for a process of its own."""
    monkeypatch.setattr(reading, "LONG", 0)
    lines = ["Utdrag;;;;;", "", "Medlemsnummer;Namn;Mobil;Skyddad;Avdelning;Personnummer"]
    for n in range(ROWS):
        secret = "ja" if n % 50 == 0 else ""
        lines.append(f"{n % 8990};{WHO[n % 7 % 6]};{NUMBERS[n % 11 % 6]};{secret};{'Spår' * (n % 3)};850101-1236")
    lines[77] = 'a;"Åsa" x;'
    path = tmp_path / "members.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252", "replace"))
    with path.open("rb") as source:
        read = open_list(open_text(source, "members.csv", columns.fitness))
        read.recognise({}, ())
        yield read


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started while a test runs."""
    found: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        found.append(popen(*args, **options))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return found


def by_line(batches: Iterator[Batch]) -> tuple[dict[int, Any], list[Rejected], list[Rejected]]:
    found = list(batches)
    entries = {line: entry for batch in found for line, entry in zip(batch.lines, batch.entries, strict=True)}
    rejected = sorted(item for batch in found for item in batch.rejected)
    return entries, rejected, sorted(item for batch in found for item in batch.doubtful)


def test_only_a_long_text_file_is_worth_other_processes(long_list: MemberList, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.worth_while(long_list) > 0
    monkeypatch.setattr(reading, "LONG", 1 << 40)
    assert reading.worth_while(long_list) == 0


def test_other_processes_give_what_reading_it_here_gives(
    long_list: MemberList, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = by_line(reading.batches(long_list, "SE", KEY))
    readers = len(started)
    assert readers and all(process.returncode is not None for process in started)
    monkeypatch.setattr(reading, "LONG", 1 << 40)
    here = by_line(reading.batches(long_list, "SE", KEY))
    assert len(started) == readers
    assert there == here
    entries, rejected, doubtful = there
    assert len(entries) > ROWS / 2 and rejected and doubtful


def test_neither_the_list_nor_the_key_can_be_seen_in_the_arguments_of_the_process(
    long_list: MemberList, started: list[subprocess.Popen[bytes]]
) -> None:
    list(reading.batches(long_list, "SE", KEY))
    arguments = str(started[0].args)
    assert "members.csv" not in arguments and KEY.hex() not in arguments
    assert started[0].stdin is not None and started[0].stdin.closed


def test_the_answer_to_a_request_is_batches_and_that_it_is_done(
    long_list: MemberList, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = io.BytesIO()
    table = long_list.table
    assert isinstance(table, TextTable)
    request = {
        "path": table.path, "encoding": table.encoding, "separator": table.separator, "region": "SE", "key": KEY.hex(),
        "below": long_list.header_line, "shape": long_list.shape._asdict(), "part": 0, "parts": 1,
        "into": "", "known": "", "module": reading.__name__, "language": "en",
    }  # fmt: skip
    monkeypatch.setattr(gc, "disable", lambda: None)
    processes.answer(json.loads(json.dumps(request)), io.BytesIO(), answer)
    assert answer.getvalue().endswith(marshal.dumps(("done", None), processes._MARSHAL))

    class Closed(io.BytesIO):
        def write(self, data: Any) -> int:
            raise BrokenPipeError

    processes.answer(request, io.BytesIO(), Closed())  # nobody listens any more, which is no error


def test_a_process_that_is_killed_in_the_middle_is_a_problem_of_the_file(
    long_list: MemberList, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_PIPE", 4096)  # so that most of the answer is still to be written
    batches = reading.batches(long_list, "SE", KEY)
    next(batches)
    started[0].kill()
    with pytest.raises(FileProblem) as caught:
        list(batches)
    assert "members.csv" in caught.value.message and "ended before its end" in caught.value.message
    assert started[0].returncode is not None


@pytest.mark.parametrize("program", ["", "import sys; sys.stdin.close()", "import sys; sys.stdout.write('ab')"])
def test_a_process_that_does_not_answer_is_a_problem_of_the_file(
    long_list: MemberList, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(processes, "_START", program)
    with pytest.raises(FileProblem):
        list(reading.batches(long_list, "SE", KEY))


def test_a_request_that_nobody_reads_is_a_problem_of_the_file(
    long_list: MemberList, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_START", "")
    monkeypatch.setattr(long_list, "header", [*long_list.header, "x" * 200_000])  # more than a pipe takes
    with pytest.raises(FileProblem):
        list(reading.batches(long_list, "SE", KEY))


def test_whoever_stops_early_leaves_no_process_behind(
    long_list: MemberList, started: list[subprocess.Popen[bytes]]
) -> None:
    batches = reading.batches(long_list, "SE", KEY)
    next(batches)
    assert started[0].poll() is None or started[0].returncode == 0
    assert isinstance(batches, Generator)
    batches.close()
    assert started[0].returncode is not None
    assert started[0].stdout is not None and started[0].stdout.closed


def test_the_process_needs_nothing_from_its_surroundings(
    long_list: MemberList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ringa.py").write_text("raise SystemExit(1)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(sys, "path", [*sys.path, ""])
    assert sum(len(batch.lines) for batch in reading.batches(long_list, "SE", KEY)) > 0


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)
INTEGERS = st.integers(-(1 << 63), (1 << 63) - 1)
ENTRIES = st.tuples(*[TEXTS] * 9, st.integers(0, 9999), TEXTS, st.integers(0, 1), INTEGERS)
REJECTED = st.builds(Rejected, st.integers(1, 9), TEXTS, TEXTS, TEXTS, st.lists(TEXTS, max_size=3), TEXTS)


@settings(max_examples=100)
@given(
    st.lists(ENTRIES, max_size=5),
    st.lists(REJECTED, max_size=2),
    st.lists(REJECTED, max_size=2),
    st.lists(INTEGERS, max_size=3),
)
def test_a_batch_arrives_as_it_was_sent(
    entries: list[Any], rejected: list[Rejected], doubtful: list[Rejected], same: list[int]
) -> None:
    batch = Batch(entries, list(range(len(entries))), rejected, doubtful, same)
    sent = marshal.dumps(reading._packed(batch), processes._MARSHAL)
    assert reading._unpacked(marshal.loads(sent)) == batch
