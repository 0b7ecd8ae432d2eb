"""Member lists: from a table to entries, and the rows that were set aside as a table for people."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ringa.core import columns, personal_number
from ringa.core.columns import Layout
from ringa.core.entry import Line, Rejected, Rows, Shape, in_columns, shape_of
from ringa.core.no_person import is_error
from ringa.core.rows import Reader, reader
from ringa.errors import NoHeader
from ringa.formats.encoding import MIXED
from ringa.formats.guard import guard
from ringa.formats.table import ROWS, Table, TextTable
from ringa.formats.whole_table import write_row

TOP = 40  # lines among which the header is looked for
SAMPLE = 300  # rows by whose cells columns are judged


@dataclass(slots=True)
class MemberList:
    """A list whose columns have been recognised."""

    table: Table
    header_line: int  # the number of its line; 0 if the list has none
    header: list[str]
    sample: list[list[str]]  # its first rows
    layout: Layout = field(default=Layout((), (), ()))
    said: dict[str, Any] = field(default_factory=dict)  # what somebody said of its columns, to be remembered

    @property
    def file(self) -> str:
        """Its name for messages."""
        return self.table.file

    @property
    def mixed(self) -> bool:
        """Whether it is in two encodings at once."""
        return isinstance(self.table, TextTable) and self.table.encoding == MIXED

    @property
    def shape(self) -> Shape:
        """Where its fields stand."""
        return shape_of(self.header, self.layout, self.sample)

    @property
    def form(self) -> str:
        """What is the same for every edition of a list: the names of its columns, or how many there are."""
        return json.dumps([columns.header_key(name) for name in self.header] if self.header_line else len(self.header))

    @property
    def expected(self) -> int:
        """How many batches there may be, judging by its first rows; 0 for "no idea"."""
        table, letters = self.table, sum(len("".join(row)) + len(row) for row in self.sample)
        if not isinstance(table, TextTable) or not letters:
            return 0
        return table.size * len(self.sample) // letters // ROWS

    def recognise(self, mapping: Mapping[str, Sequence[str]], keep: Collection[str]) -> None:
        """Recognise the columns again, with what has been said of them. Raises UnknownColumn, NoHeader."""
        header = self.header if self.header_line else []
        self.layout = columns.recognise(header, self.sample, mapping=mapping, keep=keep)

    def demand_people(self) -> None:
        """Raises NoHeader if nothing in the list says who somebody is."""
        if not {"id", "name", "first_name", "last_name"} & self.shape.columns:
            first = self.header if self.header_line or not self.sample else self.sample[0]
            raise NoHeader(file=self.file, header=", ".join(personal_number.without(cell)[0] for cell in first)[:120])

    def rows(self) -> Iterator[Rows]:
        """The lines below the header, in batches."""
        width, table = len(self.header), self.table
        if isinstance(table, TextTable):
            yield from table.rows(width, self.header_line)
            return
        phones = self.shape.phones
        for lines in table.lines():
            rows = in_columns([line for line in lines if line[0] > self.header_line], width)
            cells = [cells if at in phones else _without_errors(cells) for at, cells in enumerate(rows.columns)]
            yield rows._replace(columns=cells)

    def reader(self, region: str, key: bytes) -> Reader:
        """A function that reads rows of this list."""
        return reader(self.shape, region, key)


def _without_errors(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a sheet with none for error values: nobody is called #N/A. Among phones they are lost numbers."""
    return ["" if is_error(cell) else cell for cell in cells] if "#" in "".join(cells) else cells


def open_list(table: Table, named: Collection[str] = ()) -> MemberList:
    """Find the header of a list and look at its first rows. The columns are still to be recognised.

    `named` are column names that somebody has used: the first row that has one of them is the header.
    """
    first = list(islice((line for batch in table.lines() for line in batch if not line[2]), TOP + SAMPLE))
    top = [cells for _number, cells, _fault in first[:TOP]]
    wanted = {columns.header_key(name) for name in named if not name.isdecimal()}
    said = (n for n, cells in enumerate(top) if not wanted.isdisjoint(map(columns.header_key, cells)))
    at = next(said, columns.header_row(top))
    sample = [cells for _number, cells, _fault in first[0 if at is None else at + 1 :] if any(map(str.strip, cells))]
    if at is None:
        width = max((len(cells) for cells in sample), default=0)
        header = [str(number) for number in range(1, width + 1)]
    else:
        header = [personal_number.without(cell.replace("\ufeff", "").strip())[0] for cell in first[at][1]]
    return MemberList(table, 0 if at is None else first[at][0], header, sample)


def rejects(rejected: Iterable[tuple[str, Rejected]], width: int, reason_text: Mapping[str, str]) -> Iterator[str]:
    """Rows that were set aside as a CSV for people: where, what, why, the row as it was. `width`: of the longest."""
    yield write_row(["file", "line", "column", "value", "reason", *(f"cell {n}" for n in range(1, width + 1))])
    for file, item in rejected:
        cells = [file, str(item.line), item.column, item.value, reason_text[item.reason], *item.cells]
        yield write_row([guard(cell) for cell in cells])


def looks_like_list(lines: Sequence[Line]) -> bool:
    """Whether the first lines of a sheet are those of a member list: a header with names that are known."""
    rows = [cells for _number, cells, fault in lines if not fault]
    at = columns.header_row(rows)
    return at is not None and columns.fitness(rows[at]) >= 2
