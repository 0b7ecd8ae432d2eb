"""Excel workbooks (.xlsx): the rows of one sheet, read by a process with limits and taken as data of a stranger's."""

import json
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from ringa.core.entry import Line
from ringa.errors import NoSuchSheet, RingaError, SheetUnclear, WorkbookUnreadable
from ringa.formats import workbook_child as child
from ringa.formats import workbook_parts
from ringa.formats.kinds import WORKBOOK, kind_in, kind_of, not_text
from ringa.formats.table import TOO_LONG

MOST_ROWS = 1_048_576  # of a sheet (ECMA-376)
_MOST_FRAME = 4 << 20  # bytes; the largest that is sent is a batch of 500,000 letters and one row more
_MIB = 1 << 20
_MOST_SIZE = 256 * _MIB  # of the file
_GRACE = 15  # seconds of waiting beyond the processor time that the child may use

# The request comes on the input: what is in arguments, every user of the machine can see.
_START = (
    "import sys, json; r = json.loads(sys.stdin.readline()); sys.path[:] = r['modules'];"
    "from ringa.formats.workbook_child import run; run(r)"
)


class _Limits(NamedTuple):
    """What the child may use. It grows with the file, so that a small file can do no harm, and a long list is read.

    calamine needs 70 MiB for 100,000 rows of 8 cells (4.6 MB) and 780 for a million (46 MB); 1 s and 16 s.
    """

    memory: int
    seconds: int

    @classmethod
    def of(cls, size: int) -> "_Limits":
        return cls(min(448 * _MIB + 12 * size, 1024 * _MIB), 4 + size * 3 // _MIB)


class SheetTable:
    """The rows of one sheet. Line numbers are those of the sheet."""

    def __init__(self, path: Path, file: str, sheet: int, reader: "_Reader | None") -> None:
        self.file = file
        self._path = path
        self._sheet = sheet
        # A workbook takes a second to open: a reading that was left after its first batch is taken up again.
        self._left: tuple[Iterator[list[Line]], list[Line] | None] | None = (
            (_batches(reader), None) if reader is not None else None
        )

    def lines(self) -> Iterator[list[Line]]:
        """The rows in batches; blank rows are counted but left out, one that is too long has a fault and one cell.

        Raises WorkbookUnreadable, also in the middle.
        """
        left, self._left = self._left, None
        batches, first = left or (self._again(), None)
        first = first or next(batches, [])
        try:
            yield first
        except GeneratorExit:
            self._left = batches, first
            raise
        yield from batches

    def _again(self) -> Iterator[list[Line]]:
        reader = _Reader(self._path, self.file, str(self._sheet))
        reader.frame()  # the sheets
        return _batches(reader)


def _batches(reader: "_Reader") -> Iterator[list[Line]]:
    row = 1
    try:
        while row <= MOST_ROWS + 1:
            kind, number, text = reader.frame()
            if kind == child.END:
                return
            if kind not in (child.ROWS, child.LONG) or number != row:
                break
            rows = [text] if kind == child.LONG else text.split(child.ROW)
            row += len(rows)
            if kind == child.LONG:
                yield [(number, rows, TOO_LONG)]
            elif batch := _lines(rows, number):
                yield batch
        raise reader.unreadable()
    finally:
        reader.close()


def _lines(rows: Sequence[str], first: int) -> list[Line]:
    return [(number, row.split(child.CELL), "") for number, row in enumerate(rows, first) if row]


def open_workbook(
    path: Path, file: str, sheet: str | None, looks_like_list: Callable[[list[Line]], bool]
) -> SheetTable:
    """The rows of a sheet: by its name or its number from 1, or else the only visible one that looks like a list.

    `looks_like_list` is given the first rows of each visible sheet, if there are several.
    Raises NotText for another kind of file, WorkbookUnreadable, NoSuchSheet, SheetUnclear.
    """
    with path.open("rb") as source:
        kind = kind_in(source)
    if kind and kind != WORKBOOK:
        raise not_text(file, kind)
    reader = _Reader(path, file, sheet or "")
    try:
        taken, text = reader.frame(child.SHEETS)[1:]
        if taken:
            return SheetTable(path, file, taken, reader)
        names = [(name[:1] == "1", name[1:]) for name in text.split(child.CELL)]
        if sheet:
            raise NoSuchSheet(file=file, sheet=sheet, sheets=_named(names))
        guess = _guessed(reader, looks_like_list)
    except BaseException:
        reader.close()
        raise
    reader.close()
    if not guess:
        raise SheetUnclear(file=file, sheets=_named([name for name in names if name[0]] or names))
    return SheetTable(path, file, guess, None)


def _guessed(reader: "_Reader", looks_like_list: Callable[[list[Line]], bool]) -> int:
    found: list[int] = []
    while True:
        kind, number, text = reader.frame()
        if kind == child.END:
            return found[0] if len(found) == 1 else 0
        if looks_like_list(_lines(text.split(child.ROW), 1)):
            found.append(number)


def _named(names: Sequence[tuple[bool, str]]) -> str:
    return ", ".join(name[:60] for _visible, name in names[:20]) + (" …" if len(names) > 20 else "")


class _Reader:
    """The child and what it sends. However it ends, or does not, it is waited for no longer than its limits."""

    def __init__(self, path: Path, file: str, sheet: str) -> None:
        self.file = file
        size = path.stat().st_size
        if size > _MOST_SIZE:
            raise self.unreadable()
        limits = _Limits.of(size)
        self.patience = limits.seconds + _GRACE
        request = {
            "modules": [entry for entry in sys.path if entry],
            "path": str(path.absolute()),
            "sheet": sheet,
            **limits._asdict(),
        }
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and a constant
            [sys.executable, "-I", "-S", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdin and process.stdout
        self.process, self._input, self._output = process, process.stdin, process.stdout
        self._finalizer = weakref.finalize(self, _end, process, process.stdout)
        with suppress(OSError), self._input as line:  # it may be gone already, which its output will tell
            line.write(json.dumps(request).encode() + b"\n")

    def close(self) -> None:
        """End the child, if it has not ended. May be called again."""
        self._finalizer()

    def unreadable(self) -> RingaError:
        """The error for a workbook that cannot be read to its end."""
        return WorkbookUnreadable(file=self.file)

    def frame(self, expected: bytes = b"") -> child.Frame:
        """The next frame. Raises WorkbookUnreadable if there is none, and what the child says is wrong."""
        timer = threading.Timer(self.patience, self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            kind, number, text = self._read()
        except (OSError, ValueError, struct.error):
            raise self.unreadable() from None
        finally:
            timer.cancel()
        if kind == child.FAULT:
            raise self._fault(text)
        if expected not in (b"", kind):
            raise self.unreadable()
        return kind, number, text

    def _read(self) -> child.Frame:
        kind, number, size = child.FRAME.unpack(self._output.read(child.FRAME.size))
        if size > _MOST_FRAME:
            raise ValueError
        return kind, number, self._output.read(size).decode()

    def _fault(self, text: str) -> RingaError:
        code, _space, parts = text.partition(" ")
        kind = kind_of(b"PK\x03\x04" + parts.encode()) if code == workbook_parts.OTHER else None
        return not_text(self.file, kind) if kind and kind != WORKBOOK else self.unreadable()


def _end(process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
    process.kill()
    output.close()
    process.wait()
