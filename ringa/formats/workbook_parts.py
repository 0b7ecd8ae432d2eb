"""The parts of a workbook's zip: no more of them than is safe to read, and mended where the reader would go astray.

calamine makes room for every cell up to the last one in each direction, also if that is nothing but a space, and
cannot tell an error value or a formula without a value from an empty cell. It is given a copy in which these are
otherwise; most workbooks need none. Used by the process that opens a workbook; it imports nothing of ringa.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

DAMAGED, OTHER = "damaged", "other"
NO_VALUE = "#CALC!"  # as Excel says of a formula that it cannot calculate

MOST_PARTS = 5_000  # parts of a workbook: one a sheet, and pictures
MOST_BYTES = 1 << 30  # unpacked; a sheet of a million rows has 440 MB
MOST_RATIO, FREE_BYTES = 100, 1 << 26  # sheets shrink to a tenth or so; below 64 MiB no ratio does harm

_BLOCK = 16_384  # bytes, packed
_KEPT = 256  # bytes of a block that are looked at again with the next
_LEAST = 4  # bytes of a sheet for each cell that it says it has; with fewer, hardly any of them is filled

# Of SpreadsheetML (ECMA-376, 18.3); compiled at first use. Names may have a prefix, as in <x:c>. In text there
# is never a `<`, but there may be a `>`.
_DIMENSION = rb'<(?:\w+:)?dimension\s[^<>]*?ref="[A-Z]+[0-9]+:([A-Z]{1,3})([0-9]{1,7})"'
_VALUELESS = rb"(?:<(?:\w+:)?v(?:\s*/>|></(?:\w+:)?v>))?</(?:\w+:)?c>"
_ERROR = rb'\bt="e"(?=[^<>]*>)'
_UNCOUNTED = rb"f>" + _VALUELESS
_UNCOUNTED_CELL = (
    rb'(<(\w+:)?c(?:\s+(?!t=)[\w:]+="[^"<>]*")*)(?:\s+t="n")?\s*>\s*'
    rb"<(?:\w+:)?f(?:\s[^<>]*)?>[^<]*</(?:\w+:)?f>" + _VALUELESS
)
_CELL = rb"(<(?:\w+:)?c\s[^<>]*)(?<!/)>"
_BLANK_CELL = _CELL + rb"(?:<[^<>]*>|\s|\xc2\xa0){0,80}?</(?:\w+:)?c>"
_SHARED_TEXT = rb"(?s)<(?:\w+:)?si(?:\s*/>|>(.*?)</(?:\w+:)?si>)"
_SHARED_CELL = rb"(<(?:\w+:)?c\s[^<>]*t=\"s\"[^<>]*)>\s*<(?:\w+:)?v>(?:%b)</(?:\w+:)?v>\s*</(?:\w+:)?c>"

_Mending = Callable[[bytes], bytes]


class Refused(Exception):
    """The workbook is not read: a code, and a text that goes with it."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, text


class Faults(NamedTuple):
    """What is to be mended in a sheet."""

    errors: bool  # error values
    uncounted: bool  # formulas without a value
    sparse: bool  # far more room than cells


def checked(path: str) -> dict[str, Faults]:
    """The sheets that need mending, by the names of their parts.

    Refuses a zip that is no workbook, is locked, or grows beyond measure, whatever it declares.
    Source: APPNOTE 6.3 (PKWARE). What is declared is compared with what comes out: readers differ in whom they trust.
    """
    with zipfile.ZipFile(path) as archive, Path(path).open("rb") as raw:
        parts = archive.infolist()
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise Refused(OTHER, "\n".join(part.filename for part in parts[:200]))
        packed = sum(part.compress_size for part in parts)
        most = min(MOST_BYTES, max(FREE_BYTES, MOST_RATIO * packed))
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most:
            raise Refused(DAMAGED)
        if any(part.flag_bits & 0x41 or part.compress_type not in (0, 8) for part in parts):
            raise Refused(DAMAGED)
        found = {part.filename: _faults(_unpacked(raw, part), part.file_size) for part in parts}
    return {name: faults for name, faults in found.items() if any(faults) and name.startswith("xl/worksheets/")}


def _unpacked(raw: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part holds, in blocks."""
    raw.seek(part.header_offset)
    local = raw.read(30)
    raw.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    left, found = part.compress_size, 0
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left and (block := raw.read(min(left, _BLOCK))):
        left -= len(block)
        text = inflate.decompress(block) if part.compress_type else block
        found += len(text)
        if found > part.file_size:
            raise Refused(DAMAGED)
        yield text
    if found != part.file_size:
        raise Refused(DAMAGED)


def _faults(blocks: Iterator[bytes], size: int) -> Faults:
    before = next(blocks, b"")
    errors, uncounted, sparse = b't="e"' in before, re.search(_UNCOUNTED, before) is not None, _is_sparse(before, size)
    for block in blocks:
        text = before[-_KEPT:] + block
        errors = errors or b't="e"' in text
        uncounted = uncounted or re.search(_UNCOUNTED, text) is not None
        before = text
    return Faults(errors, uncounted, sparse)


def _is_sparse(beginning: bytes, size: int) -> bool:
    """Whether a sheet of so many bytes says that it has more cells than they can hold."""
    said = re.search(_DIMENSION, beginning)
    if said is None:
        return False
    columns = 0
    for letter in said[1]:
        columns = columns * 26 + letter - 64
    return columns * int(said[2]) * _LEAST > size


def mended(path: str, faults: dict[str, Faults]) -> BinaryIO:
    """The workbook with text in place of error values and of formulas without a value, and no blank text at all in
    sheets that are sparse. Only what calamine reads is in it.
    """
    new = BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        blanks = _blank_texts(archive) if any(each.sparse for each in faults.values()) else b""
        for name in archive.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            mend = _mending(faults[name], blanks) if name in faults else bytes
            with archive.open(name) as part, out.open(name, "w", force_zip64=True) as copy:
                for text in _pieces(part):
                    copy.write(mend(text))
    new.seek(0)
    return new


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """A part in pieces that end with an element, as far as they can."""
    rest = b""
    while block := part.read(1 << 20):
        text = rest + block
        end = text.rfind(b"row>") + 4  # not in a cell
        rest = text[end:] if end > 3 else text
        if end > 3:
            yield text[:end]
    yield rest


def _mending(faults: Faults, blanks: bytes) -> _Mending:
    blank_cell = _SHARED_CELL % blanks

    def mend(text: bytes) -> bytes:
        if faults.errors:
            text = re.sub(_ERROR, b't="str"', text)
        if faults.uncounted:
            text = re.sub(_UNCOUNTED_CELL, rb'\1 t="str"><\2v>' + NO_VALUE.encode() + rb"</\2v></\2c>", text)
        if faults.sparse:
            text = re.sub(_BLANK_CELL, rb"\1/>", text)
        return re.sub(blank_cell, rb"\1/>", text) if faults.sparse and blanks else text

    return mend


def _blank_texts(archive: zipfile.ZipFile) -> bytes:
    """The numbers of the shared texts in which nothing can be seen, as a pattern."""
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return b""
    texts = re.finditer(_SHARED_TEXT, archive.read(name))
    return b"|".join(
        b"%d" % number
        for number, text in enumerate(texts)
        if not re.sub(rb"<[^<>]*>", b"", text[1] or b"").replace(b"\xc2\xa0", b" ").strip()
    )
