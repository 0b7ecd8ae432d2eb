"""The rows of a member list, thousands at a time: the quick road to entries.

Most lines of a register are as they should be, and a list has up to a million and a half: they are read column by
column. All others are left to `core.entry.Careful`; a property test holds the two equal.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import compress, repeat

from ringa.core import numbering, personal_number, phone
from ringa.core.columns import is_protected
from ringa.core.entry import (
    BETWEEN,
    NAMES,
    PRIORITY,
    Batch,
    Careful,
    Line,
    Rows,
    Shape,
    columns_that_count,
    contact_id,
    digester,
    in_columns,
    is_priority,
    made_id,
)
from ringa.core.no_person import PLAIN_WORDS, is_total, not_an_id
from ringa.core.phone_words import is_none
from ringa.core.protection import hiding, hinting
from ringa.core.text import clean_line
from ringa.core.whole_name import NO_NAME, split_name

Reader = Callable[[list[Line] | Rows], Batch]

_REMEMBERED = 50_000  # cells
_WRITTEN_IN_FULL = r"[0+][0-9]+(?:[ -][0-9]+)*(?: ?/ ?[0+][0-9]+(?:[ -][0-9]+)*)+"  # 070-174 06 05 / 08-465 004 00
_may_be_personal = re.compile(r"0[0-9]{5}[^0-9\n][0-9]{4}(?![0-9])").search  # in hardly any list of phones
_TEXTS = ("first_name", "last_name", "branch", "workplace", "region", "municipality", "language")


def reader(shape: Shape, region: str, key: bytes, known: Mapping[int, int] | None = None) -> Reader:
    """A function that reads lines of a list of this shape. `key` is the campaign's, for ids that are made.

    `known` are the `source` digests of rows that were imported before and need not be read again; what it has for
    them is what `same` of a batch has.
    A line without any content is nothing at all: it is in neither `entries` nor `rejected`.
    """
    careful = Careful(shape, region, key)
    quick = _quick(shape, region, key, known or {})

    def read(lines: list[Line] | Rows) -> Batch:
        batch = Batch([], [], [], [], [])
        rows = lines if isinstance(lines, Rows) else in_columns(lines, len(shape.header))
        for line in quick(rows, batch):
            careful.read(line, batch)
        return batch

    return read


def rows_about(rows: Rows, shape: Shape, contacts: Collection[str]) -> Rows:
    """The rows that may be about some people, for a reader that wants to know of no others."""
    if "id" not in shape.fields:
        return rows
    ids = {contact[1:] for contact in contacts}
    which = [
        cell in ids or (not (cell.isalnum() and cell.isascii()) and contact_id(cell) in contacts)
        for cell in rows.columns[shape.fields["id"]]
    ]
    columns = [[*compress(cells, which)] for cells in rows.columns]
    return Rows([*compress(rows.numbers, which)], columns, rows.others)


def _quick(shape: Shape, region: str, key: bytes, known: Mapping[int, int]) -> Callable[[Rows, Batch], list[Line]]:
    """A function that reads the rows about which nothing at all is unusual, and gives back the others.

    It works column by column, since most of what is done to a cell is then done to thousands in one step.
    """
    usual_numbers = numbering.column_reader(region)
    at = shape.fields
    texts = [at[name] for name in (*_TEXTS, "name") if name in at] + list(shape.extra.values())
    counted, digests = columns_that_count(shape), digester(shape, region)
    tidy = _Tidy()
    titles = [(at[name], shape.title(name)) for name in (("id",) if "id" in at else NAMES) if name in at]

    def read(rows: Rows, batch: Batch) -> list[Line]:
        numbers, columns, others = rows
        if not numbers:
            return others
        sources = digests(map(BETWEEN.join, zip(*(columns[place] for place in counted), strict=True)))
        if known:
            same = [known.get(source) for source in sources]
            batch.same.extend(id for id in same if id is not None)
            new = [id is None for id in same]
            numbers, sources, columns = _chosen(new, numbers, sources, columns)
            if not numbers:
                return others
        unusual: set[int] = set()
        for place in texts:
            unusual |= tidy.exceptions(columns[place])
        for place in shape.remarks:
            unusual |= _places_of(columns[place], hiding(set(columns[place])).__contains__)
        if "id" in at:
            unusual |= _odd_ids(columns[at["id"]])
            unusual |= _empty(columns, [at[name] for name in NAMES if name in at])
        else:
            names = zip(*(columns[at[name]] for name in NAMES if name in at), strict=True)
            unusual |= {place for place, cells in enumerate(names) if not "".join(cells).strip(NO_NAME)}
            for place in (at[name] for name in NAMES if name in at):
                unusual |= _places_of(columns[place], is_total)
        for place, title in titles:
            if title in columns[place]:
                unusual |= _places_of(columns[place], title.__eq__)
        if "priority" in at:
            unusual |= _places_of(columns[at["priority"]], lambda cell: not is_priority(cell))
        found = [numbers_of(columns[place]) for place in shape.phones]
        for column in found:
            unusual |= {place for place, number in enumerate(column) if number is None}
        if unusual:
            others = others + [(numbers[place], [column[place] for column in columns], "") for place in sorted(unusual)]
            usual = [place not in unusual for place in range(len(numbers))]
            numbers, sources, columns = _chosen(usual, numbers, sources, columns)
            found = [list(compress(column, usual)) for column in found]
        append(batch, numbers, columns, found, sources)
        return others

    def numbers_of(cells: Sequence[str]) -> list[str | None]:
        """The number of each cell, or its numbers in lines; '' where it says that it has none, None for care."""
        found = usual_numbers(cells)
        if _may_be_personal("\n".join(cells)):
            found = [
                None if personal_number.is_no_phone(cell) else number for cell, number in zip(cells, found, strict=True)
            ]
        for place in [place for place, number in enumerate(found) if number is None]:
            found[place] = "" if is_none(cells[place]) else several(cells[place])
        return found

    def several(cell: str) -> str | None:
        """The numbers of a cell in which they are written in full with a slash between them."""
        if len(cell) > phone.LONGEST or cell.count("/") >= phone.MOST_PARTS:
            return None
        if not re.fullmatch(_WRITTEN_IN_FULL, cell) or any(map(personal_number.is_no_phone, cell.split("/"))):
            return None
        numbers = usual_numbers(cell.replace(" ", "").split("/"))
        return None if None in numbers else _joined(numbers)

    def append(
        batch: Batch,
        numbers: Sequence[int],
        columns: Sequence[Sequence[str]],
        found: Sequence[Sequence[str | None]],
        sources: list[int],
    ) -> None:
        nothing = [""] * len(numbers)

        def column(name: str) -> Sequence[str]:
            return columns[at[name]] if name in at else nothing

        first, last = column("first_name"), column("last_name")
        if "name" in at:
            names = [
                (one, other) if one or other else split_name(whole, shape.last_first)
                for one, other, whole in zip(first, last, column("name"), strict=True)
            ]
            first, last = [name[0] for name in names], [name[1] for name in names]
        phones = [_joined(cells) for cells in zip(*found, strict=True)] if found else nothing
        if "id" in at:
            contacts = ["m" + cell for cell in column("id")]
        else:
            contacts = [
                made_id(f"{one} {other}".strip(), cell, key)
                for one, other, cell in zip(first, last, phones, strict=True)
            ]
        extra = [[f"{name}\t{cell}" for cell in columns[place]] for name, place in shape.extra.items()]
        protected = [
            any(map(is_protected, cells)) for cells in zip(*(columns[n] for n in shape.protected), strict=True)
        ]
        batch.lines.extend(numbers)
        batch.entries.extend(
            zip(
                contacts, first, last, phones,
                *(column(name) for name in ("branch", "workplace", "region", "municipality", "language")),
                [int(cell or PRIORITY) for cell in columns[at["priority"]]] if "priority" in at else repeat(PRIORITY),
                map("\n".join, zip(*extra, strict=True)) if extra else nothing,
                map(int, protected) if protected else repeat(0),
                sources,
                strict=False,  # what is the same in all rows has no end
            )
        )  # fmt: skip

    return read


def _chosen(
    which: Sequence[bool], numbers: Sequence[int], sources: list[int], columns: Sequence[Sequence[str]]
) -> tuple[list[int], list[int], Sequence[Sequence[str]]]:
    """Some of the rows."""
    return [*compress(numbers, which)], [*compress(sources, which)], [[*compress(cells, which)] for cells in columns]


def _joined(cells: Sequence[str | None]) -> str:
    """The numbers of several columns in one cell, each once."""
    if len(cells) == 1:
        return cells[0] or ""
    numbers = dict.fromkeys(filter(None, cells))
    text = "\n".join(numbers)
    one_each = text.count("\n") < len(numbers)
    return text if one_each else "\n".join(dict.fromkeys(text.split("\n")))


def _odd_ids(cells: Sequence[str]) -> set[int]:
    """The places of ids that are not plainly ids: the shortest personal identity numbers have ten digits."""
    together = "".join(cells)
    if together.isascii() and together.isalnum() and all(cells) and max(map(len, cells)) < 10:
        return set() if PLAIN_WORDS.isdisjoint(map(str.lower, cells)) else _places_of(cells, _is_word)
    return {place for place, cell in enumerate(cells) if not _is_plain_id(cell)}


def _empty(columns: Sequence[Sequence[str]], which: Sequence[int]) -> set[int]:
    """The places of the rows that have nothing in some columns, if those are any at all."""
    if not which or any("" not in columns[at] for at in which):
        return set()
    return {place for place, cells in enumerate(zip(*(columns[at] for at in which), strict=True)) if not any(cells)}


def _is_plain_id(text: str) -> bool:
    return contact_id(text) == "m" + text and not personal_number.without(text)[1] and not not_an_id(text)


def _is_word(text: str) -> bool:
    return text.lower() in PLAIN_WORDS


def _places_of(cells: Sequence[str], what: Callable[[str], object]) -> set[int]:
    """The places of the cells of which something is true, asked once for each different cell."""
    chosen = {cell for cell in set(cells) if what(cell)}
    return {place for place, cell in enumerate(cells) if cell in chosen} if chosen else set()


class _Tidy(set[str]):
    """Cells that need no care: most stand in a list many times, and are looked at once."""

    def exceptions(self, cells: Sequence[str]) -> set[int]:
        """The places of cells that are to be mended, or that may hide who somebody is."""
        if len(self) > _REMEMBERED:
            self.clear()
        new = set(cells) - self
        untidy = {cell for cell in new if clean_line(cell) != cell or personal_number.without(cell)[1]}
        untidy |= hinting(new)
        self |= new - untidy
        return {place for place, cell in enumerate(cells) if cell in untidy} if untidy else set()
