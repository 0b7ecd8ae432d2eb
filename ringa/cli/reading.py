"""A list read into batches; a long one by other processes, each of which reads a part of it.

Reading a million rows takes longer than all else, and most machines have several processors. The request goes to each
process on its input (what is in arguments, every user of the machine can see), and its answer comes on its output.
Where nobody can be in the campaign yet, the processes put the people into files of their own; else they send them to be
compared.
"""

import gc
import json
import marshal
import os
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle
from pathlib import Path
from struct import Struct
from typing import IO, Any, BinaryIO

from ringa import errors
from ringa.core.entry import Batch, Headcount, Rejected, Shape
from ringa.core.rows import reader
from ringa.errors import FileProblem, RingaError
from ringa.formats.members import MemberList
from ringa.formats.table import TextTable
from ringa.i18n import _
from ringa.store.incoming import known_rows
from ringa.store.newcomers import Terms
from ringa.store.staging import filling

LONG = 4_000_000  # bytes from which on a process of its own is worth its start

_MOST = 3  # processes; with more, the one that writes is what is waited for
_SIZE = Struct("<I")
_BETWEEN = "\x00"  # what no cell has that has been cleaned
_MARSHAL = 2  # its format without references: what is sent is read twice as fast
_PIPE = 1 << 20  # bytes on their way, where the system allows it
_START = (
    "import sys, json; r = json.loads(sys.stdin.buffer.readline()); sys.path[:] = r['modules'];"
    "from ringa.cli.reading import serve; serve(r, sys.stdout.buffer)"
)


def processes(read: MemberList) -> int:
    """How many other processes are worth while for a list."""
    if not isinstance(read.table, TextTable) or read.table.size <= LONG:
        return 0
    return min(os.cpu_count() or 1, _MOST)


def batches(
    read: MemberList,
    region: str,
    key: bytes,
    known: Path | None = None,
    parts: Sequence[Path] = (),
    terms: Terms | None = None,
) -> Iterator[Batch]:
    """What the rows of a list have come to, in batches.

    `known` is the campaign file whose people need not be read again as long as their rows are the same. With `parts`,
    one for each of the `processes`, people are put there on these `terms`, and the batches have what is left.
    Raises FileProblem if a process ends before its part of the list does, and what befell it there.
    """
    table, readers = read.table, processes(read)
    if not readers or not isinstance(table, TextTable):
        yield from map(read.reader(region, key), read.rows())
        return
    request = {
        "modules": [entry for entry in sys.path if entry], "parts": readers,
        "path": table.path, "encoding": table.encoding, "separator": table.separator,
        "below": read.header_line, "shape": read.shape._asdict(), "region": region, "key": key.hex(),
        "known": str(known or ""), "terms": terms,
    }  # fmt: skip
    with ExitStack() as stack:
        requests = [{**request, "part": part, "into": str(parts[part]) if parts else ""} for part in range(readers)]
        outputs = [stack.enter_context(_process(each)) for each in requests]
        turns = cycle(outputs)
        while outputs:
            output = next(turns)
            kind, content = marshal.loads(_exactly(output, table.file))  # noqa: S302  our own process
            if kind == "batch":
                yield _unpacked(content)
                continue
            if kind == "failed":
                raise getattr(errors, content[0])(**content[1])
            outputs.remove(output)
            turns = cycle(outputs)


@contextmanager
def _process(request: Mapping[str, Any]) -> Iterator[IO[bytes]]:
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
        yield process.stdout
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _exactly(source: IO[bytes], file: str) -> bytes:
    """The next message."""
    size = source.read(_SIZE.size)
    data = source.read(_SIZE.unpack(size)[0]) if len(size) == _SIZE.size else b""
    if not data or len(data) < _SIZE.unpack(size)[0]:
        raise FileProblem(file=file, problem=_("reading it ended before its end"))
    return data


def serve(request: Mapping[str, Any], out: BinaryIO) -> None:
    """Answer one request: batches, then that it is done, or what befell it."""
    gc.disable()  # nothing here goes in circles, and looking for it takes a tenth of the time

    def send(kind: str, content: Any) -> None:
        data = marshal.dumps((kind, content), _MARSHAL)
        out.write(_SIZE.pack(len(data)) + data)
        out.flush()

    with suppress(BrokenPipeError):  # whoever asked may be gone
        try:
            known = known_rows(Path(request["known"])) if request["known"] else {}
            with Path(request["path"]).open("rb") as source, _placing(request) as place:
                table = TextTable(source, "", request["encoding"], lambda cells: 0, request["separator"])
                width = len(request["shape"]["header"])
                read = reader(Shape(**request["shape"]), request["region"], bytes.fromhex(request["key"]), known)
                for rows in table.rows(width, request["below"], request["part"], request["parts"]):
                    send("batch", _packed(place(read(rows))))
            send("done", None)
        except RingaError as error:
            send("failed", (type(error).__name__, {name: str(value) for name, value in error.fields.items()}))


@contextmanager
def _placing(request: Mapping[str, Any]) -> Iterator[Callable[[Batch], Batch]]:
    """What is done with a batch before it is sent."""
    if not request["into"]:
        yield lambda batch: batch
        return
    with filling(Path(request["into"]), Terms(*request["terms"])) as place:
        yield place


# Entries travel as columns, each of them as one text or one row of integers: that is read six times as fast.

_Column = tuple[str, Any]


def _packed(batch: Batch) -> tuple[Any, ...]:
    columns = [_packed_column(column) for column in zip(*batch.entries, strict=True)]
    rejected, doubtful = ([tuple(item) for item in items] for items in (batch.rejected, batch.doubtful))
    return columns, batch.lines, rejected, doubtful, array("q", batch.same).tobytes(), tuple(batch.placed)


def _packed_column(column: Sequence[Any]) -> _Column:
    if not isinstance(column[0], str):
        return "integers", array("q", column).tobytes()
    if column[0] == column[-1] and len(set(column)) == 1:
        return "same", (column[0], len(column))
    return "texts", _BETWEEN.join(column)


def _unpacked(packed: tuple[Any, ...]) -> Batch:
    columns, lines, rejected, doubtful, same, placed = packed
    entries = list(zip(*(_unpacked_column(*column) for column in columns), strict=True))
    rejected, doubtful = ([Rejected(*item) for item in items] for items in (rejected, doubtful))
    return Batch(entries, lines, rejected, doubtful, memoryview(same).cast("q").tolist(), Headcount(*placed))


def _unpacked_column(kind: str, value: Any) -> Sequence[Any]:
    if kind == "integers":
        return memoryview(value).cast("q").tolist()
    return [value[0]] * value[1] if kind == "same" else value.split(_BETWEEN)
