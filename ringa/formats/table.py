"""Text tables as people send them: which encoding, which separator, and rows that are never swallowed.

Rules of RFC 4180 with strict quoting: a stray quote spoils its own line and no other.
A table is read in blocks, so that a list of a million rows takes no more memory than one of ten.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import compress, islice
from operator import not_
from pathlib import Path
from typing import BinaryIO, Protocol

from ringa.core.entry import Line, Rows, in_columns
from ringa.formats.encoding import decoder_of, encoding_of

SEPARATORS = (";", ",", "\t", "|")
MAX_LINES = 200  # lines of one quoted cell; more is a quote that was never closed
LONGEST = 131_072  # characters of a line, and the csv module's own limit of a cell: more is no row of a list

NOT_CLOSED = "bad_quotes"
TOO_LONG = "too_long"

ROWS = 1_000  # of a batch: what is looked at in one go should fit the memory near the processor

_BLOCK = 32_768  # bytes; what fits the nearest memory of the processor is split fastest
_JUDGED = 20  # lines by which the separator is chosen: titles may stand above the header
_NO_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # where str.splitlines ends a line and a table does not
_END_OF_FILE = "\x1a"  # what DOS ends a text with, or fills it up with
_SHOWN = 200  # characters kept of a line that is too long
# ="0701": what makes a spreadsheet leave the zero. Quoted as a cell with quotes should be, or not; not within a cell.
_KEPT_AS_TEXT = r'(?<![^\ufeff{0}\r\n])(?:="([^"{0}\r\n]*)"|"=(")"([^"\r\n]*")"")(?![^{0}\r\n])'
_SEP_LINE = re.compile(r'"?sep=([^"\r\n])"?[;,\t|]*[\r\n]*')


class Table(Protocol):
    """Something with rows: a text file or a sheet of a workbook."""

    @property
    def file(self) -> str:
        """Its name for messages."""

    def lines(self) -> Iterator[list[Line]]:
        """The lines from the top, in batches of up to a few thousand. May be called several times."""


class TextTable:
    """A table in a text file. It needs no more memory than a few blocks of the file."""

    def __init__(
        self, source: BinaryIO, file: str, encoding: str, fitness: Callable[[Sequence[str]], int], separator: str = ""
    ) -> None:
        """`encoding` and, if it is given, `separator` have been found out before; see `open_text`."""
        self.file = file
        self.encoding = encoding
        self._source = source
        _at, first = next(self._texts(), (0, ""))
        told = _SEP_LINE.fullmatch(next(io.StringIO(first, newline=""), ""))
        self._heading = 1 if told else 0  # the line `sep=;`, by which Excel is told the separator, is no row
        self.separator = separator or (told[1] if told else _best_separator(first, fitness))

    @property
    def path(self) -> str:
        """Where its file is."""
        return str(Path(self._source.name).absolute())

    @property
    def size(self) -> int:
        """Bytes of its file."""
        return self._source.seek(0, io.SEEK_END)

    def lines(self, part: int = 0, parts: int = 1) -> Iterator[list[Line]]:
        """The lines in batches; blank lines are counted but left out, faulty ones have a fault and one cell.

        Faults: `bad_quotes` (broken quoting, or a cell of more than MAX_LINES lines), `too_long` (over LONGEST
        characters; only its beginning is in the cell). Source: RFC 4180, strictly.

        With `parts`, only the lines of one of so many parts of about the same size; each is in exactly one of them.
        What stands before a part is gone through as well, since only that tells where its first line begins.
        """
        for records, text, first, after in self._pieces(part, parts):
            if batch := self._within(records.take(text, last=not text), first, after):
                yield batch

    def rows(self, width: int, below: int, part: int = 0, parts: int = 1) -> Iterator[Rows]:
        """The lines below a header as columns, in batches of thousands; the lines are those of `lines`."""
        numbers: list[int] = []
        columns: list[list[str]] = [[] for _ in range(width)]
        lines: list[Line] = []
        for records, text, first, after in self._pieces(part, parts):
            whole = text and after is None and first <= records.number > max(below, self._heading)
            if whole and records.take_columns(text, columns, numbers, lines):
                full = len(numbers) + len(lines) >= ROWS
            else:
                lines += self._within(records.take(text, last=not text), max(first, below + 1), after)
                full = bool(lines)  # what goes into columns from now on stands below them
            if full:
                yield _together(numbers, columns, lines)
                numbers, columns, lines = [], [[] for _ in range(width)], []
        if numbers or lines:
            yield _together(numbers, columns, lines)

    def _pieces(self, part: int, parts: int) -> Iterator[tuple["_Records", str, int, int | None]]:
        """The pieces of text in which the lines of a part are, an empty one last, for the records to take.

        With it the number of the first line of the part, and of the first after it as soon as that is known.
        """
        begins, ends = self.size * part // parts, self.size * (part + 1) // parts
        records = _Records(self.separator)
        first, after = 1, None
        for at, text in self._texts():
            if at < begins:
                records.skip(text)
                first = records.next
                continue
            if after is None and at >= ends and part < parts - 1:
                after = records.next
            if after is not None and records.number >= after:
                return
            yield records, text, first, after
        yield records, "", first, after

    def _within(self, batch: list[Line], first: int, after: int | None) -> list[Line]:
        """The lines of a batch that are in a part, and no heading."""
        if not batch:
            return batch
        first = max(first, self._heading + 1)
        if batch[0][0] >= first and (after is None or batch[-1][0] < after):
            return batch
        return [line for line in batch if first <= line[0] and (after is None or line[0] < after)]

    def _texts(self) -> Iterator[tuple[int, str]]:
        """The text in pieces of whole lines; of a line that is too long only the beginning and its end.

        Each with the place of the block of the file in which it ends.
        """
        decoder = decoder_of(self.encoding)
        at, rest = 0, ""
        while True:
            self._source.seek(at)  # two readers may take turns
            block = self._source.read(_BLOCK)
            text = rest + decoder.decode(block, not block)
            if not block:
                break
            end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1  # the last sign may be the half of a CR LF
            rest = text[end:]
            if len(rest) > LONGEST:
                rest = rest[: LONGEST + 1] + ("\r" if rest[-1] == "\r" else "")
            if end:
                yield at, text[:end]
            at += len(block)
        if text := text.rstrip(_END_OF_FILE):
            yield at, text


def _together(numbers: list[int], columns: list[list[str]], lines: list[Line]) -> Rows:
    if not lines:
        return Rows(numbers, columns, [])
    more = in_columns(lines, len(columns))
    return Rows(
        [*numbers, *more.numbers], [[*one, *two] for one, two in zip(columns, more.columns, strict=True)], more.others
    )


def open_text(source: BinaryIO, file: str, fitness: Callable[[Sequence[str]], int] = lambda cells: 0) -> TextTable:
    """A table from a seekable binary file, which stays the caller's to close, after the last of the lines.

    The encoding is verified over the whole file. The separator is told by a line `sep=;`, else the one with which
    `fitness` (how many cells are known column names) finds most in one of the first lines, then the one by which
    most lines have the same number of cells. Raises NotText and EmptyFile.
    """
    return TextTable(source, file, encoding_of(source, file, mixed=True), fitness)


def _best_separator(text: str, fitness: Callable[[Sequence[str]], int]) -> str:
    sample = "".join(islice(io.StringIO(text, newline=""), _JUDGED * 5))

    def rank(separator: str) -> tuple[int, int, int]:
        lines = [cells for _n, cells, fault in _Records(separator).take(sample, last=True) if not fault][:_JUDGED]
        widths = Counter(width for cells in lines if (width := len(cells)) > 1)
        width, agreeing = max(widths.items(), key=lambda item: item[::-1], default=(1, 0))
        return max(map(fitness, lines), default=0), agreeing, width

    return max(SEPARATORS, key=rank)


class _Records:
    """Splits text into records: what needs no csv module does without, at a quarter of its time."""

    def __init__(self, separator: str) -> None:
        self.separator = separator
        self.number = 1  # of the next line
        self.kept: list[str] = []  # lines of a record that may go on in the next piece
        self.hopeless = 0  # up to this line a quote was followed that led nowhere

    @property
    def next(self) -> int:
        """The number of the next line that has not been seen."""
        return self.number + len(self.kept)

    def take(self, text: str, *, last: bool = False) -> list[Line]:
        """The records in the next whole lines of the text; with `last`, also what was kept from before."""
        text = self._unwrapped(text)
        if self._is_simple(text):
            with suppress(csv.Error):
                return self._simple(text)
        return self._careful([*self.kept, *io.StringIO(text, newline="")], last)

    def take_columns(self, text: str, columns: list[list[str]], numbers: list[int], others: list[Line]) -> bool:
        """Add the cells of the next whole lines of the text to columns, and to `others` the records that need a closer
        look for their quotes. Nothing is taken, and the answer is False, unless each line is a record of so many cells.
        """
        lines = self._lines(text)
        quoted = self._quoted_rows(lines)
        if quoted is None or len(columns) < 2:  # in a single column a blank line would be a cell
            return False
        found: Sequence[int] = range(self.number, self.number + len(lines))
        after = found[-1] + 1
        records: list[Line] = []
        if quoted:
            plain = ['"' not in line for line in lines]
            places = compress(found, map(not_, plain))
            records = [(number, cells, "") for number, cells in zip(places, quoted, strict=True)]
            lines, found = [*compress(lines, plain)], [*compress(found, plain)]
        rows = [line.split(self.separator) for line in lines]
        if not {len(columns)}.issuperset(map(len, rows)):
            return False
        for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
            column += cells
        numbers += found
        others += records
        self.number = after
        return True

    def skip(self, text: str) -> None:
        """Go past the next whole lines of the text."""
        lines = self._lines(text)
        if self._quoted_rows(lines) is None:
            self.take(text)
        else:
            self.number += len(lines)

    def _lines(self, text: str) -> list[str]:
        """The lines of the text if each of them may be a record of its own, else none."""
        text = self._unwrapped(text)
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        return text.removesuffix("\n").split("\n") if self._is_simple(text) and "\r" not in text else []

    def _quoted_rows(self, lines: list[str]) -> list[list[str]] | None:
        """The cells of the lines with quotes; None if one of them goes on in the next line or is not well quoted, or if
        there are no lines."""
        quoted = [line for line in lines if '"' in line]
        rows = [*_whole(csv.reader(quoted, delimiter=self.separator, strict=True))] if quoted else []
        return rows if lines and len(rows) == len(quoted) else None

    def _unwrapped(self, text: str) -> str:
        """The text with the cells of it that are formulas for a text, as that text."""
        if "=" not in text or '="' not in text:  # one sign is looked for far faster than two
            return text
        return re.sub(_KEPT_AS_TEXT.format(re.escape(self.separator)), r"\1\2\3", text)

    def _is_simple(self, text: str) -> bool:
        """Whether each line may be a record of its own."""
        return not self.kept and len(text) <= LONGEST and not any(sign in text for sign in _NO_ENDS)

    def _simple(self, text: str) -> list[Line]:
        """The records if each of them is one line; else csv.Error."""
        lines = text.splitlines()
        first, separator = self.number, self.separator
        if '"' not in text:
            self.number += len(lines)
            return [(number, line.split(separator), "") for number, line in enumerate(lines, first) if line]
        batch = [
            (number, line.split(separator) if '"' not in line else _quoted(line, separator), "")
            for number, line in enumerate(lines, first)
            if line
        ]
        self.number += len(lines)
        return batch

    def _careful(self, lines: list[str], last: bool) -> list[Line]:
        batch: list[Line] = []
        done = 0
        while done < len(lines):
            taken, cells, fault = self._record(lines, done, last)
            if not taken:
                break
            if cells:
                batch.append((self.number + done, cells, fault))
            done += taken
        self.kept = lines[done:]
        self.number += done
        return batch

    def _record(self, lines: list[str], at: int, last: bool) -> tuple[int, list[str], str]:
        """How many lines the record takes (0: more of them are needed to know), its cells and its fault.

        A blank line has no cells.
        """
        text = lines[at].rstrip("\r\n")
        if len(text) > LONGEST:
            return 1, [text[:_SHOWN]], TOO_LONG
        if '"' not in text:
            return 1, text.split(self.separator) if text else [], ""
        try:
            return 1, _quoted(text, self.separator), ""
        except csv.Error:
            return self._open_quote(lines, at, last, text)

    def _open_quote(self, lines: list[str], at: int, last: bool, text: str) -> tuple[int, list[str], str]:
        # A line with an open quote, itself within a quote that led nowhere, leads there too. Were it followed again,
        # a small file could take hours.
        if self.number + at < self.hopeless:
            return 1, [text], NOT_CLOSED
        within = lines[at : at + MAX_LINES]
        reader = csv.reader(within, delimiter=self.separator, strict=True)
        cells = next(_whole(reader), [])
        ended = reader.line_num
        size = sum(map(len, within[:ended]))
        if cells and size <= LONGEST:
            return ended, cells, ""
        if not last and ended == len(within) < MAX_LINES and size <= LONGEST:
            return 0, [], ""
        self.hopeless = self.number + at + ended - 1
        return 1, [text], NOT_CLOSED


def _quoted(line: str, separator: str) -> list[str]:
    """The cells of a line with quotes; csv.Error if they are not closed, or stand wrongly."""
    cells = line[1:-1].split(f'"{separator}"')
    if line[0] == line[-1] == '"' and line.count('"') == 2 * len(cells):
        return cells  # every cell is quoted and none holds a quote
    return next(csv.reader((line,), delimiter=separator, strict=True))


def _whole(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    with suppress(csv.Error):
        yield from rows
