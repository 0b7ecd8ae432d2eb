"""The sheets of a form: which column is what, the cells of each row, and remarks about them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ringa.core.text import clean_line
from ringa.errors import FormTooLong, FormUnreadable, NoSuchSheet, NotForm, NotText, WorkbookUnreadable
from ringa.formats.workbook import open_workbook
from ringa.i18n import N_, _

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
MEDIA = ("image", "big-image", "audio", "video")  # columns
PICTURES = N_("pictures and sounds have no place in a call")
MOST_ROWS = 20_000  # of a sheet; forms with lists of all places of a country have about that

# How columns have been called through the years. Source: pyxform 4.5, `aliases.py`.
_ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "jr:count": "repeat_count",
    "count": "repeat_count",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
_PREFIXES = ("bind", "control", "body", "media")  # `bind::relevant` is `relevant`

Key = tuple[str, str]  # the field, and the language that the header names, as it names it


class Remark(NamedTuple):
    """Something in a form that did not arrive as it stood: where, what stands there, and why.

    `row` is 0 for a column or the sheet as a whole; `cell` is as a spreadsheet names it.
    """

    sheet: str
    row: int
    column: str
    cell: str
    text: str
    reason: str

    @property
    def where(self) -> str:
        """`survey!C7 (relevant)`."""
        place = f"{self.sheet}!{self.cell or self.row}" if self.cell or self.row else self.sheet
        return f"{place} ({self.column})" if self.column else place


class Remarks:
    """What a coordinator is told about a form that was read."""

    def __init__(self) -> None:
        self.not_taken: list[Remark] = []  # it is missing now
        self.changed: list[Remark] = []  # it is there in another way
        self.left_out: list[Remark] = []  # a call does not need it

    def copy(self) -> "Remarks":
        """The same, to be added to."""
        copy = Remarks()
        copy.not_taken, copy.changed, copy.left_out = [*self.not_taken], [*self.changed], [*self.left_out]
        return copy

    def sort(self) -> None:
        """Bring them into the order in which a person goes through the workbook."""
        for remarks in (self.not_taken, self.changed, self.left_out):
            remarks.sort(key=lambda each: ((SURVEY, CHOICES, SETTINGS).index(each.sheet), each.row))


class Row:
    """One row of a sheet: its cells by key; blank ones are left out."""

    def __init__(self, sheet: "Sheet", number: int, cells: dict[Key, str]) -> None:
        self.sheet, self.number, self.cells = sheet, number, cells

    def get(self, field: str) -> str:
        """The cell on one line; "" if there is none."""
        return clean_line(self.cells.get((field, ""), ""))

    def remark(self, field: str, reason: str, text: str = "", language: str = "") -> Remark:
        """A remark about a cell of the row."""
        header, letters = self.sheet.columns.get((field, language), ("", ""))
        cell = f"{letters}{self.number}" if letters else ""
        shown = clean_line(text or self.cells.get((field, language), ""))
        return Remark(self.sheet.name, self.number, header, cell, shown[:300], reason)

    def languages(self, field: str) -> Iterator[tuple[str, str]]:
        """The cells of a field with the languages that their headers name ("" for none), in the sheet's order."""
        for (name, language), text in self.cells.items():
            if name == field:
                yield language, text


class Sheet:
    """One sheet: its columns by key, as header and letters; its rows under the header."""

    def __init__(self, name: str, lines: Sequence[tuple[int, Sequence[str]]], remarks: Remarks) -> None:
        self.name = name
        self.columns: dict[Key, tuple[str, str]] = {}
        self.rows: list[Row] = []
        if not lines:
            return
        keys = self._keys(lines[0], remarks)
        for number, cells in lines[1:]:
            found = {key: cell for key, cell in zip(keys, cells, strict=False) if key and cell.strip()}
            if found:
                self.rows.append(Row(self, number, found))

    def _keys(self, header: tuple[int, Sequence[str]], remarks: Remarks) -> list[Key | None]:
        number, names = header
        double = any("::" in name for name in names)
        keys: list[Key | None] = []
        for place, name in enumerate(map(clean_line, names)):
            key = key_of(name, double=double) if name else None
            if key in self.columns:
                reason = _("another column has the same meaning, and stands further left")
                remarks.not_taken.append(Remark(self.name, number, name, f"{letters(place)}{number}", name, reason))
                key = None
            elif key:
                self.columns[key] = name, letters(place)
            keys.append(key)
        return keys


class Book(NamedTuple):
    """The sheets of a form; those that are missing are empty."""

    survey: Sheet
    choices: Sheet
    settings: Sheet


def key_of(header: str, *, double: bool) -> Key:
    """What a column is, by its header: the field, and the language if it names one.

    `double`: some header of the sheet has `::`, so that a single colon is not a separator (pyxform's rule).
    """
    parts = [part.strip() for part in header.split("::" if double or "::" in header else ":")]
    if "jr" in parts[:-1]:  # the single colon of a namespace
        place = parts.index("jr")
        parts[place : place + 2] = [f"jr:{parts[place + 1]}"]
    if len(parts) > 1 and parts[0].lower() in _PREFIXES:
        del parts[0]
    field = "_".join(parts[0].lower().split())
    return _ALIASES.get(field, field), "::".join(parts[1:])


def letters(place: int) -> str:
    """The letters of a column, counted from 0: A, … Z, AA, …"""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def read_book(path: Path, file: str, remarks: Remarks) -> Book:
    """The sheets of a form. Raises NotForm, FormUnreadable, FormTooLong."""
    sheets = (Sheet(name, _lines(path, file, name), remarks) for name in (SURVEY, CHOICES, SETTINGS))
    survey = next(sheets)
    if ("type", "") not in survey.columns:
        raise NotForm(file=file, problem=_("its sheet `survey` has no column `type`"))
    return Book(survey, *sheets)


def _lines(path: Path, file: str, name: str) -> list[tuple[int, list[str]]]:
    """The rows of a sheet that are not blank; none if there is no such sheet, unless it is the one of the survey."""
    found: list[tuple[int, list[str]]] = []
    try:
        for batch in open_workbook(path, file, name, lambda _lines: False).lines():
            for number, cells, fault in batch:
                if fault or len(found) > MOST_ROWS:
                    raise FormTooLong(file=file, sheet=name, row=number)
                if any(cell.strip() for cell in cells):
                    found.append((number, cells))
    except NoSuchSheet as missing:
        if name == SURVEY:
            problem = _("it has no sheet `survey`, only: {sheets}").format(sheets=missing.fields["sheets"])
            raise NotForm(file=file, problem=problem) from None
    except NotText as other:
        raise NotForm(file=file, problem=_("it is {kind}").format(kind=other.fields["kind"])) from None
    except WorkbookUnreadable as error:
        raise FormUnreadable(file=file) from error
    return found
