"""A list read into batches; a long one by other processes, each of which reads a part of it.

Reading a million rows takes longer than all else, and most machines have several processors. The request goes to each
process on its input (what is in arguments, every user of the machine can see), and its answer comes on its output.
Where nobody can be in the campaign yet, the processes put the people into files of their own; else they send them to be
compared.
"""

import os
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ringa.cli import processes
from ringa.core.entry import Batch, Headcount, Rejected, Shape
from ringa.core.rows import reader
from ringa.formats.members import MemberList
from ringa.formats.table import TextTable
from ringa.store.incoming import known_rows
from ringa.store.newcomers import Terms
from ringa.store.staging import filling

LONG = 2_000_000  # bytes from which on a process of its own is worth its start, also where each row needs care

_MOST = 3  # processes; with more, the one that writes is what is waited for
_BETWEEN = "\x00"  # what no cell has that has been cleaned


def worth_while(read: MemberList) -> int:
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
    one for each process that is `worth_while`, people are put there on these `terms`; the batches have what is left.
    Raises FileProblem if a process ends before its part of the list does, and what befell it there.
    """
    table, readers = read.table, worth_while(read)
    if not readers or not isinstance(table, TextTable):
        yield from map(read.reader(region, key), read.rows())
        return
    request = {
        "parts": readers,
        "path": table.path, "encoding": table.encoding, "separator": table.separator,
        "below": read.header_line, "shape": read.shape._asdict(), "region": region, "key": key.hex(),
        "known": str(known or ""), "terms": terms,
    }  # fmt: skip
    requests = [{**request, "part": part, "into": str(parts[part]) if parts else ""} for part in range(readers)]
    for content in processes.answers(__name__, requests, table.file):
        yield _unpacked(content)


def serve(request: Mapping[str, Any]) -> Iterator[Any]:
    """Answer one request: its batches."""
    known = known_rows(Path(request["known"])) if request["known"] else {}
    with Path(request["path"]).open("rb") as source, _placing(request) as place:
        table = TextTable(source, "", request["encoding"], lambda cells: 0, request["separator"])
        width = len(request["shape"]["header"])
        read = reader(Shape(**request["shape"]), request["region"], bytes.fromhex(request["key"]), known)
        for rows in table.rows(width, request["below"], request["part"], request["parts"]):
            yield _packed(place(read(rows)))


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
