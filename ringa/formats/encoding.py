"""Which encoding a text was written in, judged over the whole of it and in a few MiB of memory."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from ringa.errors import EmptyFile
from ringa.formats.kinds import BINARY, kind_in, not_text

_BLOCK = 65_536
_BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_NULS = bytes(_BLOCK)  # compared with at once: a crash may leave gigabytes of them
_EIGHT_BIT = ("cp1252", "mac_roman", "cp850")  # what programs here wrote before UTF-8; the likeliest first
_ASCII = bytes(range(128))
_CONTROLS = dict.fromkeys(sorted(set(range(32)) - set(b"\t\r\n\x0b\x0c")))
_ENOUGH = 200_000  # letters beyond ASCII that settle which of them it is
_NORDIC = frozenset("åäöæøéÅÄÖÆØÉü")

# UTF-8 with lines of Windows-1252 among it, as lists are that were put together from two.
MIXED = "utf-8 with cp1252"


def decoder_of(encoding: str) -> codecs.IncrementalDecoder:
    """What decodes a text in a codec that `encoding_of` has found, whatever is broken in it."""
    if encoding == MIXED:
        return codecs.getincrementaldecoder("utf-8-sig")(MIXED)
    return codecs.getincrementaldecoder(encoding)("replace")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(MIXED, _as_windows_1252)


def encoding_of(source: BinaryIO, file: str, *, damaged: bool = False, mixed: bool = False) -> str:
    """The codec of a seekable file: BOM, UTF-16 by its NULs, strict UTF-8, then the likeliest of the old 8-bit ones.

    UTF-8 and UTF-16 are verified to the last byte: one Windows-1252 letter may stand in the last line only. A file that
    was cut in the middle of a letter is still what it was before.
    Where each row has a check of its own, `damaged` UTF-8 is UTF-8 as long as most of its letters are whole: the other
    rows are to be read. With `mixed`, the letters in it that are broken are those of Windows-1252, and it is MIXED.
    Raises NotText for what is no text, naming what it is, and EmptyFile for what has no content at all.
    """
    if all(block == _NULS[: len(block)] or not block.strip(_BLANK) for block in _blocks(source)):
        raise EmptyFile(file=file)
    kind = kind_in(source)
    if kind:
        raise not_text(file, kind)
    name = _unicode(source) or ((damaged or mixed) and _damaged_utf_8(source, mixed)) or _eight_bit(source, file)
    source.seek(0)
    head = decoder_of(name).decode(source.read(20_000))[:10_000]
    controls = len(head) - len(head.translate(_CONTROLS))
    if controls * 3 > len(head):
        raise not_text(file, BINARY)
    return name


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    while block := source.read(_BLOCK):
        yield block


def _unicode(source: BinaryIO) -> str | None:
    name = "utf-8"
    source.seek(0)
    head = source.read(4000)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif head.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    elif (nuls := head.count(0)) > len(head) // 4 and source.seek(0, 2) % 2 == 0:
        name = "utf-16-le" if head[1::2].count(0) * 2 > nuls else "utf-16-be"
    decoder = codecs.getincrementaldecoder(name)()
    proven = name == "utf-8-sig"
    try:
        for block in _blocks(source):
            proven = not decoder.decode(block).isascii() or proven
    except UnicodeDecodeError:
        return None
    begun, _flags = decoder.getstate()  # of a last letter: a cut, or an old encoding's only letter
    return name if proven or not begun else None


def _damaged_utf_8(source: BinaryIO, mixed: bool) -> str:
    whole = broken = 0
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    for block in _blocks(source):
        if mixed and b"\x00" in block:
            return ""
        text = decoder.decode(block)
        odd = text.count("\ufffd")
        broken += odd
        whole += len(text) - len(text.encode("ascii", "ignore")) - odd
        if whole + broken > _ENOUGH:
            break
    if whole < broken or not whole:
        return ""
    if mixed:
        return MIXED
    source.seek(0)
    bom = source.read(3) == codecs.BOM_UTF8
    return "utf-8-sig" if bom else "utf-8"


def _eight_bit(source: BinaryIO, file: str) -> str:
    high = bytearray()
    for block in _blocks(source):
        if b"\x00" in block:
            raise not_text(file, BINARY)
        if len(high) < _ENOUGH:
            high += block.translate(None, _ASCII)
    return max(_EIGHT_BIT, key=lambda name: _likely(high[:_ENOUGH].decode(name, "replace")))


def _likely(text: str) -> int:
    """How much letters look Nordic: those of ours count for it, odd signs against it."""
    score = 0
    for sign in text:
        if sign in _NORDIC:
            score += 1
        elif not sign.isalpha():
            score -= 1
    return score
