"""Which column of a member list is what: by name first, then by what its cells look like, else somebody is asked.

Only what is needed is kept. Personal identity numbers are refused wherever they stand, unless asked for by name.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ringa.core.column_cells import DIGITS, SOMETHING_ELSE, look, personal
from ringa.core.column_names import FIELD_NAMES, PERSONAL, header_key, is_name, last_name_first, meaning
from ringa.core.protection import is_flag, is_protected, may_protect
from ringa.core.whole_name import names_order, split_name
from ringa.errors import UnknownColumn

__all__ = [
    "FIELD_NAMES",
    "SEVERAL",
    "Column",
    "Layout",
    "Unclear",
    "fitness",
    "header_key",
    "header_row",
    "is_protected",
    "last_name_first",
    "names_order",
    "recognise",
    "split_name",
]

SAMPLES = 5  # cells shown to somebody who is asked
FIRST_ROWS = 30  # so far down a header is looked for

SEVERAL = ("phone", "protected")  # fields of which a list may have several columns; any yes of the latter protects

_NAMES = ("name", "first_name", "last_name")
# What a column may be if it looks like something and that is not sure.
_MAY_BE = {DIGITS: ("id", "phone"), "phone": ("phone",), "id": ("id",), **dict.fromkeys(_NAMES, _NAMES)}


class Column(NamedTuple):
    """A column: its place (from 0), its name, the field it becomes ('' if it is not kept) and what decided that.

    `how` is map, name, looks, kept (an extra column that is wanted), or '' for a column that is not kept.
    """

    index: int  # type: ignore[assignment]  # a tuple's own index() is not missed
    name: str
    field: str
    how: str


class Unclear(NamedTuple):
    """A column that may be one that is missing: the fields it may be, and cells to show to whom decides."""

    index: int  # type: ignore[assignment]  # a tuple's own index() is not missed
    name: str
    candidates: tuple[str, ...]
    samples: tuple[str, ...]


class Layout(NamedTuple):
    """What each column is, in order; what is to be asked; and the columns of personal identity numbers."""

    columns: tuple[Column, ...]
    unclear: tuple[Unclear, ...]
    refused: tuple[Column, ...]


def fitness(cells: Sequence[str]) -> int:
    """How many of the cells are names of columns that are known, needed or not."""
    return sum(map(is_name, cells))


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the header among the first rows of a list, below titles and empty rows; None if it has none."""
    head = list(rows[:FIRST_ROWS])
    known = [fitness(row) for row in head]
    best = max(known, default=0)
    if best >= 2:
        return known.index(best)
    wide = max((len(_filled(row)) for row in rows), default=0)
    first = next((n for n, row in enumerate(head) if len(_filled(row)) * 2 > wide), None)
    if first is None or any(sign.isdigit() for cell in head[first] if not is_name(cell) for sign in cell):
        return None
    return first if known[first] or _above_data(head[first], rows[first + 1 :]) else None


def recognise(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    *,
    mapping: Mapping[str, Sequence[str]],
    keep: Collection[str],
) -> Layout:
    """What each column of a list is. `header` may be empty or shorter than the rows, and the rows ragged.

    `mapping` (field → names, or numbers from 1, of columns) goes before everything; the fields in SEVERAL
    take several columns, of any other the last one named holds. `keep` names extra columns that are wanted.
    Raises UnknownColumn for a mapping that names no column.
    """
    width = max((len(row) for row in (header, *sample)), default=0)
    names = [" ".join(name.lstrip("\ufeff").split()) for name in header] + [""] * (width - len(header))
    cells = [[text for row in sample if i < len(row) and (text := " ".join(row[i].split()))] for i in range(width)]
    work = _Work(names, cells, len(sample))
    work.map(mapping)
    work.protect()
    work.refuse({header_key(name) for name in keep})
    work.by_name()
    work.keep(keep)
    work.by_looks()
    columns = tuple(Column(i, name, *work.taken.get(i, ("", ""))) for i, name in enumerate(names))
    return Layout(columns, work.unclear(), tuple(columns[i] for i in sorted(work.refused)))


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def _above_data(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether digits stand in some column below a row that has none."""
    for i, name in enumerate(header):
        below = [row[i] for row in rows if i < len(row) and row[i].strip()]
        if name.strip() and below and sum(any(sign.isdigit() for sign in cell) for cell in below) >= 0.8 * len(below):
            return True
    return False


@dataclass(slots=True)
class _Work:
    """The columns while they are being recognised: step by step, what an earlier step has taken stays taken."""

    names: Sequence[str]
    cells: Sequence[Sequence[str]]  # by column; those that are not empty
    rows: int
    taken: dict[int, tuple[str, str]] = field(default_factory=dict)  # column → field and how
    refused: set[int] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)  # fields that neither names nor looks give any more

    def map(self, mapping: Mapping[str, Sequence[str]]) -> None:
        """What the user has said."""
        for field_name, wanted in mapping.items():
            found = [self._find(field_name, column) for column in wanted]
            for i in found if field_name in SEVERAL else found[-1:]:
                self.taken[i] = (field_name, "map")
        self.shut = self._have() - {"protected"}  # one more column that protects does no harm
        if "name" in self.shut:  # else the names that were not asked for would go before it
            self.shut |= {"first_name", "last_name"}
        elif self.shut & {"first_name", "last_name"}:
            self.shut.add("name")

    def _find(self, field_name: str, column: str) -> int:
        said = column.strip().casefold()
        same = [i for i, name in enumerate(self.names) if name and name.casefold() == said]
        near = [i for i, name in enumerate(self.names) if name and header_key(name) == header_key(column)]
        if same or len(near) == 1:
            return (same or near)[0]
        if said.isascii() and said.isdigit() and 1 <= int(said) <= len(self.names):
            return int(said) - 1
        raise UnknownColumn(
            mapping=f"{field_name}={column}", column=column, columns=", ".join(filter(None, self.names))
        )

    def protect(self) -> None:
        """Names that hint at protection over cells that are a flag: `Skyddat personnummer` may be one of J and N."""
        for i in self._free():
            if meaning(self.names[i]).field != "protected" and may_protect(self.names[i]) and is_flag(self.cells[i]):
                self.taken[i] = ("protected", "looks")

    def refuse(self, wanted: Collection[str]) -> None:
        """Personal identity numbers, by name or by what the cells are."""
        for i in self._free():
            says = meaning(self.names[i]).field
            if says == PERSONAL:
                refused = header_key(self.names[i]) not in wanted
            else:
                refused = says != "phone" and personal(self.cells[i])
            if refused:
                self.refused.add(i)

    def by_name(self) -> None:
        """What names decide. Of two columns of one field, one with content, then the more precise, then the fuller."""
        claims: dict[str, list[int]] = defaultdict(list)
        for i in self._free():
            says = meaning(self.names[i]).field
            if says in FIELD_NAMES and says not in self.shut:
                claims[says].append(i)
        self._settle_names(claims)
        for name, columns in claims.items():
            best = max(
                columns, key=lambda i: (bool(self.cells[i]), meaning(self.names[i]).rank, len(self.cells[i]), -i)
            )
            for i in columns if name in SEVERAL else [best]:
                self.taken[i] = (name, "name")

    def _settle_names(self, claims: dict[str, list[int]]) -> None:
        """`Namn` beside `Efternamn` is the given name, unless it holds the family name too."""
        if not claims.get("name"):
            return
        named = bool(self.cells[claims["name"][0]])
        parts = [part for part in _NAMES[1:] if any(self.cells[i] or not named for i in claims.get(part, ()))]
        if len(parts) == 2:
            del claims["name"]
        elif parts:
            part, whole = set(self.cells[claims[parts[0]][0]]), self.cells[claims["name"][0]]
            if sum(bool(part & {cell, *cell.replace(",", " ").split()}) for cell in whole) * 2 > len(whole):
                del claims[parts[0]]
            elif parts == ["last_name"]:
                claims["first_name"] = claims.pop("name")

    def keep(self, wanted: Collection[str]) -> None:
        """The extra columns that are wanted, under the name that wants them."""
        for name in wanted:
            key = header_key(name)
            found = next((i for i in self._free() if self.names[i] and header_key(self.names[i]) == key), None)
            if found is not None:
                self.taken[found] = (name, "kept")

    def by_looks(self) -> None:
        """What is still missing and a look at the cells makes sure; two columns that may be one field do not."""
        missing = self._missing() | ({"language"} - self._have() - self.shut)
        claims: dict[str, list[int]] = defaultdict(list)
        for i in self._undecided():
            seen = look(self.cells[i], tiny=self.rows < 3)
            says = meaning(self.names[i])
            if seen.sure and seen.field in missing and (says.rank or seen.field not in says.hints):
                # (a name that says the field and something unknown is suspicious: `Kollegas mobil`)
                claims[seen.field].append(i)
        if "name" in claims:  # whole names go before their parts
            claims = {name: columns for name, columns in claims.items() if name not in _NAMES[1:]}
        for name, columns in claims.items():
            if name == "phone" or len(columns) == 1:
                self.taken.update((i, (name, "looks")) for i in columns)

    def unclear(self) -> tuple[Unclear, ...]:
        """What to ask: columns that may be the id, the name or the phone that the list lacks, or protect."""
        missing, found = self._missing(), []
        for i in self._free():
            fields = self._may_be(i) & missing | ({"protected"} if may_protect(self.names[i]) else set())
            if fields and self.cells[i]:
                candidates = tuple(name for name in FIELD_NAMES if name in fields)
                found.append(Unclear(i, self.names[i], candidates, tuple(self.cells[i][:SAMPLES])))
        return tuple(found)

    def _may_be(self, i: int) -> set[str]:
        says = meaning(self.names[i])
        if not self.cells[i] or says.field is not None:
            return set()
        seen = look(self.cells[i], tiny=self.rows < 3).field
        return set() if seen == SOMETHING_ELSE else {*_MAY_BE.get(seen, ()), *says.hints}

    def _free(self) -> list[int]:
        return [i for i in range(len(self.names)) if i not in self.taken and i not in self.refused]

    def _undecided(self) -> list[int]:
        return [i for i in self._free() if self.cells[i] and meaning(self.names[i]).field is None]

    def _have(self) -> set[str]:
        return {name for name, _how in self.taken.values()}

    def _missing(self) -> set[str]:
        have = self._have()
        parts = {"first_name", "last_name"}
        names = set() if "name" in have else parts - have if parts & have else set(_NAMES)
        return ({"id", "phone"} - have) | names
