"""From the lines of a member list to entries: who stands on a line, in the form in which the campaign keeps people.

Here is what an entry is, and how any row at all is read with care; `core.rows` reads most of them a quicker way.
"""

import base64
import hashlib
import hmac
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import repeat
from typing import Final, NamedTuple
from zlib import crc32

from ringa.core import personal_number, phone
from ringa.core.columns import SEVERAL, Layout, is_protected, last_name_first
from ringa.core.events import CONTACT_ID
from ringa.core.no_person import NOTHING, ROUNDED, is_total, not_an_id
from ringa.core.people import MOBILE, Phone, fields_text, phones_text
from ringa.core.protection import hiding, is_remark
from ringa.core.text import canonical, clean_line, fold_case
from ringa.core.whole_name import names_order, split_name

PRIORITY = 5

# Why a row is set aside, or a number left out.
NO_ID, NO_IDENTITY, BAD_ID, BAD_PRIORITY = "no_id", "no_identity", "bad_id", "bad_priority"
TWO_PEOPLE, PERSONAL_NUMBER, TOO_MANY_CELLS = "two_people", "personal_number", "too_many_cells"
NO_PERSON = "no_person"

# A line of a table: its number (from 1), its cells, and why it is no row at all ('' for one that is).
Line = tuple[int, list[str], str]

# An entry is a plain tuple with these parts, in this order: it travels between processes and into the database as it
# is. `phones` and `fields` are the cells of `core.people`; `source` is a digest of the cells it was made from (64 bits,
# as an integer), by which a row that has not changed is known without being read again.
ENTRY = (
    "contact", "first_name", "last_name", "phones", "branch", "workplace", "region", "municipality", "language",
    "priority", "fields", "protected", "source",
)  # fmt: skip
Entry = tuple[str, str, str, str, str, str, str, str, str, int, str, int, int]
CONTACT: Final = 0
PHONES: Final = 3
PROTECTED: Final = 11
SOURCE: Final = 12

NAMES = ("first_name", "last_name", "name")
_HIDDEN_IN = (*NAMES, "region", "municipality")  # what a register leaves out of somebody's place in the world

_REMEMBERED = 4_000  # cells with numbers

BETWEEN = "\x1f"  # cells, where a digest is made of them

is_priority = re.compile("[0-9]{0,4}").fullmatch


class Rows(NamedTuple):
    """Some lines of a list as columns, and those `others` that are no rows of its width."""

    numbers: Sequence[int]  # of the lines
    columns: Sequence[Sequence[str]]
    others: list[Line]

    def lines(self) -> Iterator[Line]:
        """The lines one by one, the others last."""
        for number, *cells in zip(self.numbers, *self.columns, strict=True):
            yield number, cells, ""
        yield from self.others


def in_columns(lines: Sequence[Line], width: int) -> Rows:
    """Lines as columns. A row may leave out empty cells at its end, or have too many of them."""
    numbers, rows, others = [], [], []
    for line in lines:
        number, cells, fault = line
        if len(cells) != width and not fault:
            cells = cells[:width] + [""] * (width - len(cells)) if not any(map(str.strip, cells[width:])) else cells
        if len(cells) != width or fault:
            others.append(line)
        else:
            numbers.append(number)
            rows.append(cells)
    return Rows(numbers, list(zip(*rows, strict=True)) or [()] * width, others)


class Shape(NamedTuple):
    """Where in a list the fields stand. Made of plain values: it is sent to the process that reads the list."""

    header: Sequence[str]
    fields: Mapping[str, int]  # field → column; all but the two of which there may be several columns
    phones: Sequence[int]
    protected: Sequence[int]
    extra: Mapping[str, int]  # other columns that are wanted, by the name that wants them
    refused: Sequence[int] = ()  # columns of personal identity numbers: not even set aside
    asked_for: Sequence[str] = ()  # fields whose column the user has named: their cells are taken as they are
    last_first: bool = False  # whole names have the family name first, without a comma
    remarks: Sequence[int] = ()  # columns that are not kept, and may say that somebody's identity is protected

    def title(self, field: str) -> str:
        """What stands above a field's column as no person's cell has it; '' if it may be one: a number, or nothing."""
        name = clean_line(self.header[self.fields[field]])
        return "" if name.isdecimal() else name

    @property
    def columns(self) -> frozenset[str]:
        """The fields that the list has."""
        several = (("phone", self.phones), ("protected", self.protected))
        return frozenset((*self.fields, *(name for name, places in several if places)))


def shape_of(header: Sequence[str], layout: Layout, sample: Sequence[Sequence[str]]) -> Shape:
    """The shape of a list whose columns have been recognised; how it writes names is seen in a sample of its rows."""
    taken = [column for column in layout.columns if column.field and column.how != "kept"]
    whole = next((column for column in taken if column.field == "name"), None)
    names = [row[whole.index] for row in sample if len(row) > whole.index] if whole else []
    others = [column for column in layout.columns if not column.field and column not in layout.refused]
    return Shape(
        list(header),
        {column.field: column.index for column in taken if column.field not in SEVERAL},
        [column.index for column in taken if column.field == "phone"],
        [column.index for column in taken if column.field == "protected"],
        {column.field: column.index for column in layout.columns if column.how == "kept"},
        [column.index for column in layout.refused],
        [column.field for column in taken if column.how == "map"],
        whole is not None and (last_name_first(whole.name) or names_order(names)),
        [column.index for column in others if is_remark(column.name)],
    )


class Rejected(NamedTuple):
    """A row that is set aside for a person, or a number that is left out of one: where, what and why."""

    line: int
    column: str
    value: str
    reason: str
    cells: list[str]
    contact: str = ""  # whom the row is about, as far as that is known


class Headcount(NamedTuple):
    """How many people came who are new: all, those without a number, protected, on the opt-out list, and those whose
    numbers are all of other countries."""

    added: int = 0
    no_number: int = 0
    protected: int = 0
    objected: int = 0
    abroad: int = 0

    def plus(self, other: "Headcount") -> "Headcount":
        """Both together."""
        return Headcount(*map(sum, zip(self, other, strict=True)))


class Batch(NamedTuple):
    """What some lines of a list have come to. Every line is in exactly one of `entries`, `rejected` and `same`,
    or counted in `placed`."""

    entries: list[Entry]
    lines: list[int]  # of the entries
    rejected: list[Rejected]
    doubtful: list[Rejected]  # numbers that were left out of rows that go in
    same: list[int]  # what is known of the rows that are as they were, see `reader`
    placed: Headcount = Headcount()  # people who have been taken in already


def contact_id(list_id: str) -> str | None:
    """The contact's id from the list's: `m` and the id; None for an id that cannot be one."""
    contact = "m" + canonical(list_id.strip())
    return contact if CONTACT_ID.fullmatch(contact) and contact.isprintable() else None


def made_id(name: str, phones: str, key: bytes) -> str:
    """An id for somebody whose list has none: `n` and an HMAC-SHA-256 of name and number.

    `phones` is the cell of an entry. Of several numbers a mobile one counts before others, then the smallest, so that
    it does not matter in which column or order they stand.
    """
    numbers = [line.split("\t", 2)[:2] for line in phones.split("\n")]
    number = min(numbers, key=lambda parts: (parts[1:] != [MOBILE], parts))[0]
    text = fold_case(name) + "\x1f" + number
    mac = hmac.digest(key, text.encode(), hashlib.sha256)
    return "n" + base64.b32encode(mac[:10]).decode().lower()


def shown(shape: Shape, cells: Sequence[str]) -> list[str]:
    """A row as it was, for a person to mend; what must not be kept is not kept there either."""
    return ["" if at in shape.refused else personal_number.without(cell)[0] for at, cell in enumerate(cells)]


def columns_that_count(shape: Shape) -> list[int]:
    """The columns whose cells decide what an entry is."""
    return [*shape.fields.values(), *shape.extra.values(), *shape.phones, *shape.protected, *shape.remarks]


def digester(shape: Shape, region: str) -> Callable[[Iterable[str]], list[int]]:
    """64 bits of the cells that count, by which it is seen that a row has changed: CRC-32 forwards and backwards.

    What the cells are taken for counts too, so that a list whose columns have been put right is read anew.
    A cryptographic hash would take four times as long, and here is nobody to deceive: who can write the list can
    write anything. Together the two find every change of up to 64 bits, and miss one in 2^64 of the others.
    """
    meant = (
        [*shape.fields], [*shape.extra], len(shape.phones), len(shape.protected), sorted(shape.asked_for),
        shape.last_first, region, len(shape.remarks),
    )  # fmt: skip
    seed = repr(meant).encode(errors="replace")
    forwards, backwards = crc32(seed), crc32(seed[::-1])

    def digest(texts: Iterable[str]) -> list[int]:
        data = [text.encode(errors="replace") for text in texts]
        halves = array("I", bytes(8 * len(data)))
        halves[::2] = array("I", map(crc32, data, repeat(forwards)))
        halves[1::2] = array("I", map(crc32, [each[::-1] for each in data], repeat(backwards)))
        return memoryview(halves).cast("B").cast("q").tolist()

    return digest


class Careful:
    """Reads any row at all: mends what is certain, and sets aside what is not."""

    def __init__(self, shape: Shape, region: str, key: bytes) -> None:
        self.shape = shape
        self.key = key
        self.titles = {name: shape.title(name) for name in shape.fields}
        self.counted, self.digest = columns_that_count(shape), digester(shape, region)
        # what is wrong is wrong often: the same word for "none", the same made-up number
        self.read_parts = lru_cache(_REMEMBERED)(partial(phone.read_parts, region=region))

    def read(self, line: Line, batch: Batch) -> None:
        """Put the row where it belongs."""
        number, cells, fault = line
        shape = self.shape
        if not fault and not any(map(str.strip, cells)):
            return
        if not fault and any(cell.strip() for cell in cells[len(shape.header) :]):
            fault = TOO_MANY_CELLS
        if fault:
            contact = self._contact(cells) if fault == TOO_MANY_CELLS else ""  # known by the id, and so not gone
            batch.rejected.append(Rejected(number, "", "", fault, shown(shape, cells), contact))
            return
        cells = cells[: len(shape.header)] + [""] * (len(shape.header) - len(cells))
        values = {name: self._text(name, cells[at]) for name, at in shape.fields.items()}
        numbers, wrong = self._numbers(cells)
        first, last = _names(values, shape.last_first)
        phones = phones_text(Phone(n, *found) for n, found in enumerate(numbers, 1))
        contact, problem = self._identity(values, first, last, cells, phones)
        rejects = [
            Rejected(number, column, value, reason, shown(shape, cells), contact)
            for column, value, reason in ([problem] if problem else wrong)
        ]
        if problem or (wrong and not numbers):
            batch.rejected.append(rejects[0])
            return
        extra = [(name, self._text(name, cells[at])) for name, at in shape.extra.items()]
        who = [f"{first} {last}", *(values.get(name, "") for name in _HIDDEN_IN)]
        batch.doubtful.extend(rejects)
        batch.lines.append(number)
        batch.entries.append((
            contact, first, last, phones,
            values.get("branch", ""), values.get("workplace", ""), values.get("region", ""),
            values.get("municipality", ""), values.get("language", ""), int(values.get("priority") or PRIORITY),
            fields_text(extra), int(self._is_protected(who, cells)), self._source(cells),
        ))  # fmt: skip

    def _text(self, name: str, cell: str) -> str:
        """A cell on one line, without the personal identity numbers that nobody has asked for."""
        text = clean_line(cell)
        if name == "id" or name in self.shape.asked_for:
            return text
        return personal_number.without(text)[0]

    def _identity(
        self, values: Mapping[str, str], first: str, last: str, cells: Sequence[str], phones: str
    ) -> tuple[str, tuple[str, str, str] | None]:
        """Whom the row is about, and what is wrong with that: column, value and reason."""
        priority = values.get("priority", "")
        wrong_priority = not is_priority(priority)
        if "id" in values:
            # as it was written: signs that cannot be seen are not made up for
            contact = contact_id(cells[self.shape.fields["id"]]) or ""
            if problem := self._no_id(values["id"], contact):
                return "", problem
            if not (first or last or phones) and self._is_alone(cells):
                return "", ("id", personal_number.without(values["id"])[0], NO_PERSON)
        elif not (first or last):
            return "", ("name", "", NO_IDENTITY)
        elif not phones and self._is_no_name(values):
            return "", ("name", "", NO_PERSON)
        else:
            contact = made_id(f"{first} {last}".strip(), phones, self.key)
        return contact, ("priority", priority, BAD_PRIORITY) if wrong_priority else None

    def _contact(self, cells: Sequence[str]) -> str:
        """Whom a row is about, as far as its id says so."""
        if "id" not in self.shape.fields:
            return ""
        cell = cells[self.shape.fields["id"]]
        contact = contact_id(cell) or ""
        return "" if self._no_id(self._text("id", cell), contact) else contact

    def _no_id(self, id: str, contact: str) -> tuple[str, str, str] | None:
        """What is wrong with an id: column, value and reason."""
        why = not_an_id(id)
        if why == NOTHING:
            return "id", "", NO_ID
        if why == ROUNDED:
            return "id", id, phone.ROUNDED
        if why or id == self.titles["id"]:
            return "id", "", NO_PERSON
        if "id" not in self.shape.asked_for and personal_number.without(id)[1]:
            return "id", "", PERSONAL_NUMBER
        return None if contact else ("id", personal_number.without(id)[0], BAD_ID)

    def _is_alone(self, cells: Sequence[str]) -> bool:
        """Whether an id is all that a row has, in a list of people with names: a total, or the title of a section."""
        fields = self.shape.fields
        named = any(name in fields for name in NAMES)
        return named and "".join(cells).strip() == cells[fields["id"]].strip()

    def _is_no_name(self, values: Mapping[str, str]) -> bool:
        """Whether what stands in the columns of names is a total, or the header once more."""
        names = {name: values[name] for name in NAMES if name in values}
        if all(self.titles[name] == cell for name, cell in names.items()):
            return True
        return any(map(is_total, names.values())) and is_total(" ".join(filter(None, names.values())))

    def _numbers(self, cells: Sequence[str]) -> tuple[list[phone.Number], list[tuple[str, str, str]]]:
        """The numbers of a row, each once, and what could not be read: column, value and reason."""
        numbers: dict[str, phone.Number] = {}
        wrong = []
        for at in self.shape.phones:
            good, bad = self.read_parts(cells[at])
            left, found = personal_number.without(clean_line(cells[at])) if bad else ("", False)
            for number in good:
                numbers.setdefault(number.e164, number)
            for part, reason in bad:
                column = self.shape.header[at]
                value, cut = personal_number.without(part)
                # a part of it is as much of it as all of it: 460112  -  0019 comes in pieces
                personal = not value.strip() if cut else found and clean_line(part) not in left
                wrong.append((column, "", PERSONAL_NUMBER) if personal else (column, value, reason))
        return list(numbers.values()), wrong

    def _is_protected(self, who: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether a column that is there for it says so, or what stands in place of name or home, or a remark."""
        shape = self.shape
        if any(is_protected(cells[at]) for at in shape.protected):
            return True
        return bool(hiding([*who, *(cells[at] for at in shape.remarks)]))

    def _source(self, cells: Sequence[str]) -> int:
        """A digest of the cells that count."""
        (digest,) = self.digest([BETWEEN.join(cells[at] for at in self.counted)])
        return digest


def _names(values: Mapping[str, str], last_first: bool) -> tuple[str, str]:
    """First and last name; a whole name is split where the list has no parts."""
    first, last, whole = (values.get(name, "") for name in NAMES)
    return (first, last) if first or last or not whole else split_name(whole, last_first)
