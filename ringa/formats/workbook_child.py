"""The process that opens a workbook, alone and with limits: a file made for it can make the reader abort.

It is started by `ringa.formats.workbook` with a request on its input and writes frames to its output. A frame is
a kind, a number and a size, then that many bytes of UTF-8. It imports little.
"""

import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from ringa.formats.workbook_parts import DAMAGED, Refused, checked, mended

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

FRAME = struct.Struct("<cII")
SHEETS = b"S"  # the names, each after "1" (visible) or "0"; the number is that of the sheet taken, 0 for none
HEAD = b"H"  # the first rows of the visible sheet with this number
ROWS = b"R"  # rows from this number on
LONG = b"L"  # the beginning of a row that is too long to be one
FAULT = b"E"
END = b"."
CELL, ROW = "\x00", "\x01"  # between cells and between rows; XML has neither (XML 1.0, 2.2)

MOST_COLUMNS = 500
MOST_CELLS = 30_000_000
MOST_LETTERS = 131_072  # of a row, as of a line of text
HEAD_ROWS = 50
_BATCH_ROWS, _BATCH_LETTERS = 1_000, 500_000


def run(request: Mapping[str, object]) -> None:
    """Serve one request on standard output, within its limits of memory and processor time."""
    limit(int(str(request["memory"])), int(str(request["seconds"])))
    with suppress(BrokenPipeError), os.fdopen(os.dup(1), "wb") as out:  # broken: whoever asked is gone
        serve(str(request["path"]), str(request["sheet"]), out)
    os._exit(0)  # without the tidying of a big heap


def limit(memory: int, seconds: int) -> None:
    """Bound this process in bytes of address space and in seconds of processor time, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        with suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(what, (most, most))


def serve(path: str, wanted: str, out: BinaryIO) -> None:
    """The frames of a workbook: its sheets, then the rows of the sheet that is wanted, or the first rows of all.

    `wanted` is a name or a number from 1; "" takes the only visible sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        faults = checked(path)
        with CalamineWorkbook.from_object(mended(path, faults) if faults else path) as workbook:
            for kind, number, text in _frames(workbook, wanted):
                _put(out, kind, number, text)
        _put(out, END, 0, "")
    except Refused as refused:
        _put(out, FAULT, 0, f"{refused.code} {refused.text}")
    except (CalamineError, zipfile.BadZipFile, zlib.error, OSError, ValueError, MemoryError, NotImplementedError) as e:
        if isinstance(e, BrokenPipeError):
            raise
        _put(out, FAULT, 0, DAMAGED)


def _put(out: BinaryIO, kind: bytes, number: int, text: str) -> None:
    data = text.encode("utf-8", "replace")
    out.write(FRAME.pack(kind, number, len(data)))
    out.write(data)
    out.flush()


Frame = tuple[bytes, int, str]


def _frames(workbook: "CalamineWorkbook", wanted: str) -> Iterator[Frame]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    names = [sheet.name for sheet in sheets]
    visible = [n for n, sheet in enumerate(sheets, 1) if sheet.visible == SheetVisibleEnum.Visible]
    taken = chosen(names, visible, wanted)
    yield SHEETS, taken, CELL.join(f"{int(n in visible)}{name}" for n, name in enumerate(names, 1))
    if taken:
        yield from row_frames(_opened(workbook, names[taken - 1]).iter_rows())
    for n in visible if not (wanted or taken) else ():
        head = islice(_opened(workbook, names[n - 1]).iter_rows(), HEAD_ROWS)
        yield HEAD, n, ROW.join(_joined(row)[: MOST_LETTERS // 8] for row in head)


def chosen(names: Sequence[str], visible: Sequence[int], wanted: str) -> int:
    """The number of the sheet that is meant: by name, by name in any case, by number; the only visible one; else 0."""
    if not wanted:
        return visible[0] if len(visible) == 1 else 0
    for n, name in enumerate(names, 1):
        if name == wanted:
            return n
    for n, name in enumerate(names, 1):
        if name.strip().casefold() == wanted.strip().casefold():
            return n
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 and 0 < int(wanted) <= len(names) else 0


def _opened(workbook: "CalamineWorkbook", name: str) -> "CalamineSheet":
    sheet = workbook.get_sheet_by_name(name)
    if sheet.width > MOST_COLUMNS or sheet.width * sheet.height > MOST_CELLS:
        raise Refused(DAMAGED)
    return sheet


def row_frames(rows: Iterator[Sequence[object]]) -> Iterator[Frame]:
    """Rows in batches. A blank row is empty; one that is too long for a row has a frame of its own."""
    batch: list[str] = []
    first, letters = 1, 0
    for number, row in enumerate(rows, 1):
        text = _joined(row)
        long = len(text) > MOST_LETTERS
        if batch and (long or len(batch) == _BATCH_ROWS or letters > _BATCH_LETTERS):
            yield ROWS, first, ROW.join(batch)
            batch, letters = [], 0
        if long:
            yield LONG, number, text[:200].replace(CELL, " ")
            continue
        if not batch:
            first = number
        batch.append(text)
        letters += len(text)
    if batch:
        yield ROWS, first, ROW.join(batch)


def _joined(row: Sequence[object]) -> str:
    if row.count("") == len(row):  # a sheet whose last row has been formatted has a million of these
        return ""
    cells = [cell if cell.__class__ is str else cell_text(cell) for cell in row]
    text = CELL.join(cells)
    if ROW in text or text.count(CELL) >= len(cells) > 0:
        cells = [cell.replace(CELL, "").replace(ROW, "") for cell in cells]
        text = CELL.join(cells)
    return text if any(cells) else ""


def cell_text(value: object) -> str:
    """A cell as text: whole numbers as digits, TRUE and FALSE, dates and times by ISO 8601; of 15 digits, as Excel."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return _number(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)


def _number(value: float) -> str:
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    if 1e15 <= abs(value) < 1e21:
        digits, _e, power = f"{value:.14e}".partition("e")
        return digits.replace(".", "") + "0" * (int(power) - 14)
    return f"{value:.15g}"
