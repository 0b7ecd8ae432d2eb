"""A disk that lets one down: what a program writes under one folder is counted, and the n-th of it goes wrong.

The counting is done in front of libc by a small library (`faults.c`), which is compiled when it is first needed and
loaded before a Python of its own, the worker, that lives as long as the tests. There every case is a fork: it runs
ringa in process, dies or fails where it is told to, and can be looked at afterwards by those who have no such disk.

`call(driver, module, function, …)` calls a function in the worker; all else here is for the functions called.
"""

import atexit
import ctypes
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

from tests.cli.ready import ROOT, child_environment

OURS, STANDARD = "sqlcipher3", "sqlite3"  # the two drivers
DRIVERS = (OURS, STANDARD)


def missing() -> str:
    """What is not here that this needs; '' if all is."""
    if not sys.platform.startswith("linux"):
        return "calls are counted on Linux only"
    return "" if shutil.which("cc") else "there is no C compiler (cc)"


@cache
def _library() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    source = Path(__file__).with_name("faults.c")
    subprocess.run(
        ["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", folder / "faults.so", source], check=True
    )
    return folder / "faults.so"


@cache
def _worker(driver: str) -> "subprocess.Popen[str]":
    library = _library()
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.torture.worker", driver],
        cwd=ROOT,
        env={**child_environment(library.parent), "LD_PRELOAD": str(library), "TMPDIR": str(library.parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(worker.wait)
    atexit.register(worker.stdin.close)  # type: ignore[union-attr]  # it is a pipe
    return worker


def call(driver: str, module: str, function: str, **arguments: Any) -> Any:
    """What a function gives that is called in the worker, where ringa has that driver. All of it is JSON."""
    worker = _worker(driver)
    assert worker.stdin and worker.stdout
    worker.stdin.write(json.dumps([module, function, arguments]) + "\n")
    worker.stdin.flush()
    kind, found = json.loads(worker.stdout.readline())
    if kind == "failed":
        raise AssertionError(found)
    return found


# In the worker


class Fault(NamedTuple):
    """What befalls the `at`-th call, counted from 1, and with `lasting` every one behind it."""

    what: int = 0
    at: int = 0
    error: int = 0
    lasting: bool = False


# TEAR writes the first half and dies; CUT writes the first half and says so, after which a lasting fault sets in.
NOTHING, DIE, TEAR, FAIL, CUT = range(5)


class Ended(NamedTuple):
    """What came of a run: what it said before it died, if it did, and how many calls it made (0 if it died)."""

    said: list[Any]
    calls: int


@cache
def _shim() -> Any:
    shim = ctypes.CDLL(None)
    shim.faults_arm.argtypes = (
        ctypes.c_char_p, ctypes.c_int, ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_int,
    )  # fmt: skip
    shim.faults_disarm.restype = ctypes.c_long
    return shim


def under(fault: Fault, folder: Path, run: Callable[[], Iterator[Any]], notes: Path | None = None) -> Ended:
    """Run in a process of its own, while a fault waits in the folder. What it yields is said: it has got out.

    Into the file `notes` go the calls, for `calls_in`; it must not be in the folder.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        try:
            _child(fault, folder, run, notes, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as source:
        lines = [json.loads(line) for line in source if line.endswith("\n")]
    status = os.waitpid(pid, 0)[1]
    calls = lines.pop()[1] if lines and lines[-1][0] == "calls" else 0
    if not calls and not (os.WIFSIGNALED(status) and fault.what in (DIE, TEAR)):
        raise AssertionError(f"{fault}: ended with {status}, said {lines}")
    return Ended([said for _kind, said in lines], calls)


def _child(fault: Fault, folder: Path, run: Callable[[], Iterator[Any]], notes: Path | None, writing: int) -> None:
    gc.disable()
    shim = _shim()
    log = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if notes else -1
    shim.faults_arm(os.fsencode(folder), fault.what, fault.at, fault.error, int(fault.lasting), log)
    for said in run():
        text = json.dumps(["said", said])
        shim.faults_say(b"said")
        os.write(writing, text.encode() + b"\n")
    os.write(writing, json.dumps(["calls", shim.faults_disarm()]).encode() + b"\n")
    os._exit(0)


class Call(NamedTuple):
    """A call as it was made: `op` is one of

    w write · t truncate · s sync a file · d sync a folder · c create · o open for writing · u remove · r rename ·
    l link · m make a folder · ! something was said (which is no call).
    """

    op: str
    done: bool
    inode: int
    offset: int
    path: str
    path2: str
    data: bytes


_HEAD = Struct("<BBHHHQqQ")


def calls_in(notes: Path) -> Iterator[Call]:
    """The calls of a run, in their order."""
    data, place = notes.read_bytes(), 0
    while place < len(data):
        op, done, long1, long2, _unused, inode, offset, size = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        ends = (place + long1, place + long1 + long2, place + long1 + long2 + size)
        path, path2 = data[place : ends[0]].decode(), data[ends[0] : ends[1]].decode()
        yield Call(chr(op), bool(done), inode, offset, path, path2, data[ends[1] : ends[2]])
        place = ends[2]
