"""Member lists: from the bytes of a CSV file to rows with named cells."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ringa.core.intake import Rejected, Row
from ringa.errors import NoHeader, UnknownColumn
from ringa.formats.guard import guard
from ringa.formats.table import decode, records, separator_for, write_row

# Column names in Swedish, Norwegian, Danish and English, without case, spaces and signs.
_NAMES = {
    "id": "medlemsnummer medlemsnr medlemnr medlemsid medlemid medlemskap medlemsnummer medlemsno medlnr mnr id"
    " memberid membernumber memberno membershipnumber membershipno",
    "first_name": "förnamn tilltalsnamn fornavn firstname givenname forename",
    "last_name": "efternamn etternavn efternavn lastname surname familyname",
    "name": "namn navn name fulltnamn fulltnavn fullname medlem member",
    "phone": "telefon telefonnummer telefonnr tel tlf tlfnr mobil mobilnummer mobilnr mobiltelefon hemtelefon"
    " arbetstelefon telefonhem telefonarbete telefonmobil telefonbostad bostadstelefon telefonprivat privattelefon"
    " phone phonenumber telephone mobile mobilephone cellphone homephone workphone",
    "branch": "avdelning avd klubb sektion branch bransch bransje branche fagforening lokallag avdeling branchname",
    "workplace": "arbetsplats arbetsställe arbeidsplass arbejdsplads arbejdssted arbeidssted workplace employer"
    " arbetsgivare arbeidsgiver",
    "region": "region distrikt län lan fylke district county",
    "municipality": "kommun kommune municipality",
    "language": "språk sprak språkkod språk sprog language lang",
    "priority": "prioritet prio priority",
}
FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split()}
FIELD_NAMES = tuple(_NAMES)


def header_key(name: str) -> str:
    """A column name as it is compared: no case, spaces or signs; a number at the end (Telefon 2) does not count."""
    name = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[\W_]+", "", name).rstrip("0123456789") or name.strip()


@dataclass(frozen=True, slots=True)
class MemberList:
    """A list as read: which fields it has, and its rows."""

    file: str
    header: list[str]
    fields: dict[int, str]  # column → field
    extra: dict[int, str]  # column → name of a field that a script, a goal or the user wants kept
    text: str
    separator: str

    @property
    def columns(self) -> frozenset[str]:
        """The fields that the list has."""
        return frozenset(self.fields.values())

    @property
    def left_out(self) -> list[str]:
        """The columns of which nothing is kept."""
        return [name for i, name in enumerate(self.header) if name and i not in self.fields and i not in self.extra]

    def rows(self) -> Iterator[Row]:
        """The rows after the header; lines without any content are none."""
        lines = records(self.text, self.separator)
        next(line for line in lines if any(cell.strip() for cell in line.cells))  # the header
        for line in lines:
            if line.fault or any(cell.strip() for cell in line.cells):
                yield self._row(line.number, line.cells, line.fault)

    def _row(self, number: int, cells: Sequence[str], fault: str) -> Row:
        if not fault and any(cell.strip() for cell in cells[len(self.header) :]):
            fault = "too_many_cells"
        if fault:
            return Row(self.file, number, {}, raw=cells, fault=fault)
        width = len(cells)
        values = {name: cells[i] for i, name in self.fields.items() if name != "phone" and i < width}
        phones = [(self.header[i], cells[i]) for i, name in self.fields.items() if name == "phone" and i < width]
        extra = {name: cells[i] for i, name in self.extra.items() if i < width}
        return Row(self.file, number, values, phones, extra, cells)


def read(data: bytes, file: str, *, mapping: Mapping[str, str], keep: Collection[str]) -> MemberList:
    """A member list from the bytes of a CSV file.

    `mapping` is field → column name and goes before what names suggest; `keep` are the extra columns wanted.
    Raises NotText, EmptyFile, NoHeader, UnknownColumn.
    """
    text = decode(data, file)
    separator = separator_for(text, lambda cells: sum(header_key(c) in FIELD_OF for c in cells))
    header = next((line.cells for line in records(text, separator) if any(c.strip() for c in line.cells)), [])
    header = [cell.strip().lstrip("\ufeff") for cell in header]
    fields = _fields(header, mapping)
    if not {"id", "name", "first_name", "last_name"} & set(fields.values()):
        raise NoHeader(file=file, header=", ".join(header)[:120])
    wanted = {header_key(name): name for name in keep}
    extra = {i: wanted[key] for i, name in enumerate(header) if i not in fields and (key := header_key(name)) in wanted}
    return MemberList(file, header, fields, extra, text, separator)


def _fields(header: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    fields: dict[int, str] = {}
    for field, column in mapping.items():
        found = [i for i, name in enumerate(header) if name.casefold() == column.strip().casefold()]
        if not found:
            raise UnknownColumn(mapping=f"{field}={column}", column=column, columns=", ".join(header))
        fields[found[0]] = field
    taken = set(fields.values())
    for i, name in enumerate(header):
        field_name = FIELD_OF.get(header_key(name), "")
        if i in fields or not field_name or (field_name in taken and field_name != "phone"):
            continue
        if field_name == "phone" and "phone" in mapping:
            continue
        fields[i] = field_name
        taken.add(field_name)
    return dict(sorted(fields.items()))


def rejects(rejected: Sequence[Rejected], reason_text: Mapping[str, str]) -> str:
    """The rows that were set aside as a CSV for people: where, what, why, and the row as it was."""
    width = max((len(item.row.raw) for item in rejected), default=0)
    head = ["file", "line", "column", "value", "reason", *(f"cell {n}" for n in range(1, width + 1))]
    rows = [
        [item.row.file, str(item.row.line), item.column, item.value, reason_text[item.reason], *item.row.raw]
        for item in rejected
    ]
    return "".join(write_row([guard(cell) for cell in row]) for row in (head, *rows))
