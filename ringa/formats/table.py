"""Text tables as people send them: which encoding, which separator, and rows that are never swallowed.

Rules of RFC 4180 with strict quoting: a stray quote spoils its own line and no other.
"""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ringa.errors import EmptyFile, NotText
from ringa.i18n import N_, _

SEPARATORS = (";", ",", "\t", "|")
MAX_LINES = 200  # lines of one quoted cell; more is a quote that was never closed

_NORDIC = frozenset("åäöæøéÅÄÖÆØÉü")
_MAGIC = (
    (b"%PDF", N_("a PDF")),
    (b"PK\x03\x04", N_("a zip or an Excel workbook (.xlsx)")),
    (b"\xd0\xcf\x11\xe0", N_("an old Excel workbook (.xls)")),
    (b"age-encryption.org", N_("an encrypted file")),
    (b"SQLite format 3\x00", N_("a database")),
    (b"<!doctype html", N_("a web page")),
    (b"<html", N_("a web page")),
    (b"\x7fELF", N_("a program")),
)

NOT_CLOSED = "bad_quotes"


class Line(NamedTuple):
    """A record: the number of its first line, its cells, or the fault that makes it none."""

    number: int
    cells: list[str]
    fault: str = ""


def decode(data: bytes, file: str) -> str:
    """The text of a file: BOM, strict UTF-8, then the old 8-bit encoding with most Nordic letters.

    Raises NotText for what is no text, naming what it is, and EmptyFile.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile(file=file)
    start = data[:512].lstrip().lower()
    for magic, kind in _MAGIC:
        if start.startswith(magic.lower()):
            raise NotText(file=file, kind=_(kind))
    text = _unicode(data)
    if text is None:
        if b"\x00" in data:
            raise NotText(file=file, kind=_("binary data"))
        text = max((data.decode(name, "replace") for name in ("cp1252", "mac_roman", "cp850")), key=_likely)
    controls = sum(1 for sign in text[:10_000] if ord(sign) < 32 and sign not in "\t\r\n\x0b\x0c")
    if controls * 3 > len(text[:10_000]):
        raise NotText(file=file, kind=_("binary data"))
    return text


def _unicode(data: bytes) -> str | None:
    name = "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    elif len(data) % 2 == 0 and (nuls := data[:4000].count(0)) > len(data[:4000]) // 4:
        name = "utf-16-le" if data[1:4000:2].count(0) * 2 > nuls else "utf-16-be"
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _likely(text: str) -> int:
    """How much a decoded text looks Nordic: letters of ours count for it, odd signs against it."""
    score = 0
    for sign in text[:200_000]:
        if sign in _NORDIC:
            score += 1
        elif ord(sign) > 126 and not sign.isalpha():
            score -= 1
    return score


class _Feed:
    """Lines for csv.reader, which remembers those of the record under way and takes lines back."""

    def __init__(self, text: str, most_lines: int) -> None:
        self.lines = io.StringIO(text, newline="")
        self.most_lines = most_lines
        self.back: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self.back.popleft() if self.back else next(self.lines)
        self.taken.append(line)
        if len(self.taken) > self.most_lines:
            raise csv.Error("too many lines in one cell")
        return line


def records(text: str, separator: str, most_lines: int = MAX_LINES) -> Iterator[Line]:
    """The records of a table with their line numbers. A line with broken quoting is a fault of its own."""
    feed = _Feed(text, most_lines)
    reader = csv.reader(feed, delimiter=separator, strict=True)
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            feed.back.extendleft(reversed(feed.taken[1:]))
            yield Line(number, [feed.taken[0].rstrip("\r\n")], NOT_CLOSED)
            number += 1
        else:
            yield Line(number, cells)
            number += len(feed.taken)
        feed.taken.clear()


def separator_for(text: str, fitness: Callable[[Sequence[str]], int]) -> str:
    """The separator with which the first line makes most sense as a header; `fitness` counts known names."""
    header = next((line for line in io.StringIO(text, newline="") if line.strip()), "")

    def rank(separator: str) -> tuple[int, int]:
        cells = next(records(header, separator), Line(0, [])).cells
        return fitness(cells), len(cells)

    return max(SEPARATORS, key=rank)


def first_lines(text: str) -> str:
    """The beginning of a text, for a message."""
    return text.lstrip()[:60].splitlines()[0] if text.strip() else ""


def write_row(cells: Sequence[str], separator: str = ",") -> str:
    """One record, RFC 4180 with minimal quoting, CRLF."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
