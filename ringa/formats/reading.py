"""A long list read by other processes in turn, while the first compares it with the campaign and writes.

Reading a million rows takes longer than writing them, and most machines have several processors. The request goes to
each process on its input (what is in arguments, every user of the machine can see), and batches come back on its
output. Each goes through all the lines, since only what stands before tells where a row begins, and reads its share.
"""

import gc
import json
import marshal
import os
import subprocess
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from struct import Struct
from typing import IO, Any, BinaryIO

from ringa.core.entry import Batch, Line, Rejected, Shape
from ringa.core.rows import reader
from ringa.errors import FileProblem
from ringa.formats.table import Table, TextTable
from ringa.i18n import _

LONG = 4_000_000  # bytes from which on a process of its own is worth its start

ROWS = 4_000  # of a batch
_MOST = 3  # processes; with more, the one that writes is what is waited for
_SIZE = Struct("<I")
_BETWEEN = "\x00"  # what no cell has that has been cleaned
_MARSHAL = 2  # its format without references: what is sent is read twice as fast
_PIPE = 1 << 20  # bytes on their way, where the system allows it
_START = (
    "import sys, json; r = json.loads(sys.stdin.buffer.readline()); sys.path[:] = r['modules'];"
    "from ringa.formats.reading import serve; serve(r, sys.stdin.buffer.read(), sys.stdout.buffer)"
)


def batches(table: TextTable, below: int, shape: Shape, region: str, key: bytes, known: bytes = b"") -> Iterator[Batch]:
    """What the rows of a text file below its header have come to, in batches, read by other processes in turn.

    `known` are the rows that need not be read again, as 64-bit integers: digest and what `same` has for it, in turn.
    Raises FileProblem if one of them ends before the file does.
    """
    readers = min(os.cpu_count() or 1, _MOST)
    request = {
        "modules": [entry for entry in sys.path if entry], "readers": readers,
        "path": table.path, "encoding": table.encoding, "separator": table.separator,
        "below": below, "shape": shape._asdict(), "region": region, "key": key.hex(),
    }  # fmt: skip
    with ExitStack() as stack:
        outputs = [stack.enter_context(_reader({**request, "turn": turn}, known)) for turn in range(readers)]
        turns = cycle(outputs)
        while size := _SIZE.unpack(_exactly(output := next(turns), _SIZE.size, table))[0]:
            yield _unpacked(marshal.loads(_exactly(output, size, table)))  # noqa: S302  our own process


@contextmanager
def _reader(request: Mapping[str, Any], known: bytes) -> Iterator[IO[bytes]]:
    """What a process answers to a request."""
    process = subprocess.Popen(  # noqa: S603  our own interpreter and a constant
        [sys.executable, "-I", "-S", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pipesize=_PIPE,
    )
    assert process.stdin and process.stdout
    try:
        with suppress(OSError), process.stdin as line:  # it may be gone already, which its output will tell
            line.write(json.dumps(request).encode() + b"\n")
            line.write(known)
        yield process.stdout
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def rows_below(table: Table, header: int) -> Iterator[list[Line]]:
    """The lines below the header, in batches of thousands."""
    gathered: list[Line] = []
    for lines in table.lines():
        if lines[0][0] <= header:
            lines = [line for line in lines if line[0] > header]
        gathered += lines
        if len(gathered) >= ROWS:
            yield gathered
            gathered = []
    yield gathered


def _exactly(source: IO[bytes], size: int, table: TextTable) -> bytes:
    data = source.read(size)
    if len(data) < size:
        raise FileProblem(file=table.file, problem=_("reading it ended before its end"))
    return data


def serve(request: Mapping[str, Any], known: bytes, out: BinaryIO) -> None:
    """Answer one request; an empty batch ends the answer."""
    gc.disable()  # nothing here goes in circles, and looking for it takes a tenth of the time
    pairs = memoryview(known).cast("q")
    same = dict(zip(pairs[::2], pairs[1::2], strict=True))
    read = reader(Shape(**request["shape"]), request["region"], bytes.fromhex(request["key"]), same)
    with suppress(BrokenPipeError), Path(request["path"]).open("rb") as source:  # whoever asked may be gone
        table = TextTable(source, "", request["encoding"], lambda cells: 0, request["separator"])
        for lines in islice(rows_below(table, request["below"]), request["turn"], None, request["readers"]):
            batch = read(lines)
            data = marshal.dumps(_packed(batch), _MARSHAL)
            out.write(_SIZE.pack(len(data)) + data)
            out.flush()
        out.write(_SIZE.pack(0))
        out.flush()


# Entries travel as columns, each of them as one text or one row of integers: that is read six times as fast.

_Column = tuple[str, Any]


def _packed(batch: Batch) -> tuple[Any, ...]:
    columns = [_packed_column(column) for column in zip(*batch.entries, strict=True)]
    rejected, doubtful = ([tuple(item) for item in items] for items in (batch.rejected, batch.doubtful))
    return columns, batch.lines, rejected, doubtful, array("q", batch.same).tobytes()


def _packed_column(column: Sequence[Any]) -> _Column:
    if not isinstance(column[0], str):
        return "integers", array("q", column).tobytes()
    if column[0] == column[-1] and len(set(column)) == 1:
        return "same", (column[0], len(column))
    return "texts", _BETWEEN.join(column)


def _unpacked(packed: tuple[Any, ...]) -> Batch:
    columns, lines, rejected, doubtful, same = packed
    entries = list(zip(*(_unpacked_column(*column) for column in columns), strict=True))
    rejected, doubtful = ([Rejected(*item) for item in items] for items in (rejected, doubtful))
    return Batch(entries, lines, rejected, doubtful, memoryview(same).cast("q").tolist())


def _unpacked_column(kind: str, value: Any) -> Sequence[Any]:
    if kind == "integers":
        return memoryview(value).cast("q").tolist()
    return [value[0]] * value[1] if kind == "same" else value.split(_BETWEEN)
