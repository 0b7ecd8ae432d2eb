"""Lists opened, their columns settled with the user, and read into the staging file."""

import json
import shlex
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ringa.cli import ask, files, reading, show
from ringa.cli.progress import track
from ringa.cli.session import Session
from ringa.core import columns, personal_number
from ringa.core.columns import Column, Unclear
from ringa.core.entry import CONTACT, TWO_PEOPLE, Rejected, shown
from ringa.core.intake import Doubled
from ringa.core.rows import rows_about
from ringa.core.text import clean_line
from ringa.formats import kinds, members, table, workbook
from ringa.formats.members import MemberList
from ringa.i18n import N_, _
from ringa.store import settings
from ringa.store.db import Db
from ringa.store.incoming import Incoming

SAMPLES = 5

FIELDS = {
    "id": N_("member number"),
    "first_name": N_("first name"),
    "last_name": N_("last name"),
    "name": N_("whole name"),
    "phone": N_("phone number"),
    "branch": N_("branch"),
    "workplace": N_("workplace"),
    "region": N_("region"),
    "municipality": N_("municipality"),
    "language": N_("language"),
    "priority": N_("priority"),
    "protected": N_("protected identity"),
}


def open_lists(
    session: Session, names: Sequence[str], sheet: str | None, mapping: Mapping[str, Sequence[str]], stack: ExitStack
) -> list[MemberList]:
    """The lists of a command line, opened; they are closed with the stack."""
    named = [column for given in mapping.values() for column in given]
    return [members.open_list(_open(session, name, sheet, stack), named) for name in names]


def _open(session: Session, name: str, sheet: str | None, stack: ExitStack) -> table.Table:
    source = stack.enter_context(files.open_seekable(name, session.cwd))
    shown = files.shown(name)
    if kinds.kind_in(source) == kinds.WORKBOOK:
        return workbook.open_workbook(Path(source.name), shown, sheet, members.looks_like_list)
    return table.open_text(source, shown, columns.fitness)


# columns


def settle_columns(
    session: Session, read: MemberList, mapping: Mapping[str, Sequence[str]], keep: Collection[str], wanted: set[str]
) -> None:
    """Recognise the columns: as said now, as said the last time of a list of this form, by name, by look, by asking.

    `keep` are other columns that the user wants to keep, `wanted` those that the campaign itself asks for.
    """
    said = _remembered(session, read)
    said["map"] = {**said["map"], **{field: list(names) for field, names in mapping.items()}}
    said["keep"] = sorted({*said["keep"], *keep})
    read.recognise(said["map"], wanted.union(said["keep"]))
    read.said = said
    if session.interactive and unclear_columns(read):
        show_columns(read)
        for unclear in unclear_columns(read):
            field = _ask(unclear)
            if field:
                said["map"].setdefault(field, []).append(_name(unclear))
            else:
                said["not_needed"].append(_name(unclear))
        read.recognise(said["map"], wanted.union(said["keep"]))
    read.demand_people()


def _remembered(session: Session, read: MemberList) -> dict[str, Any]:
    known = json.loads(settings.get(session.open_db(), _FORM + read.form) or "{}")
    return {"map": {}, "keep": [], "not_needed": [], **known}


def remember(db: Db, lists: Sequence[MemberList]) -> None:
    """Keep what was said of these lists' columns for their next editions, inside a transaction."""
    for read in lists:
        if any(read.said.values()):
            settings.put(db, _FORM + read.form, json.dumps(read.said, ensure_ascii=False))


def unclear_columns(read: MemberList) -> list[Unclear]:
    """The columns of which nobody has said what they are."""
    return [each for each in read.layout.unclear if _name(each) not in read.said["not_needed"]]


def _name(column: Column | Unclear) -> str:
    """What a column is called: its name, or its number in a list without a header."""
    return column.name or str(column.index + 1)


def _seen(cell: str) -> str:
    """A cell as it may be shown."""
    return personal_number.without(clean_line(cell))[0]


def _ask(unclear: Unclear) -> str:
    """Which field a column is; '' for none."""
    show.out()
    show.out(_("What is the column {name}? Its first cells:").format(name=_name(unclear)))
    for sample in unclear.samples:
        show.out("    " + _seen(sample))
    for key, name in enumerate(unclear.candidates, 1):
        show.out(f"  {key}  {_(FIELDS[name])}")
    show.out("  0  " + _("nothing that is needed"))
    keys = "0123456789"[: len(unclear.candidates) + 1]
    chosen = int(ask.one_of(keys, _("Press a number from {first} to {last}.").format(first=0, last=keys[-1])))
    return unclear.candidates[chosen - 1] if chosen else ""


def show_columns(read: MemberList) -> None:
    """Which column is taken for what, with the first rows as they were read on a terminal, and what is not kept."""
    taken = [column for column in read.layout.columns if column.field]
    shown = ", ".join(f"{_name(c)} → {c.field}" + (f" ({_(_HOW[c.how])})" if c.how in _HOW else "") for c in taken)
    show.out(_("Columns of {file}: {columns}").format(file=read.file, columns=shown))
    if sys.stdout.isatty():
        for row in read.sample[:SAMPLES]:
            show.out("    " + " | ".join(_seen(row[c.index]) if c.index < len(row) else "" for c in taken))
    refused = {column.index for column in read.layout.refused}
    kept = (c.field or c.index in refused or not (c.name or read.header_line == 0) for c in read.layout.columns)
    left_out = [_name(c) for c, known in zip(read.layout.columns, kept, strict=True) if not known]
    if left_out:
        show.out(_("Not kept: {columns}").format(columns=", ".join(left_out)))
    for column in read.layout.refused:
        show.out(_("Never kept: {column} (personal identity numbers)").format(column=_name(column)))


def tell_doubts(read: MemberList) -> None:
    """What may not be as it should with the columns or the letters of a list; for the log of a script, too."""
    if read.mixed:
        text = _("{file} is UTF-8 with some letters of Windows-1252 among it; look whether the names are right.")
        show.words(text.format(file=read.file))
    if not read.shape.phones:
        show.words(_("No column of {file} has telephone numbers: nobody in it can be rung.").format(file=read.file))
    for unclear in unclear_columns(read):
        name = _name(unclear)
        fields, mapping = ", ".join(unclear.candidates), shlex.quote(f"{unclear.candidates[0]}={name}")
        text = _("The column {name} may be needed ({fields}): say so with --map {mapping}.")
        show.words(text.format(name=name, fields=fields, mapping=mapping))


_FORM = "columns of "
_HOW = {"looks": N_("by its cells"), "map": N_("as you said"), "kept": N_("kept")}


# rows


def read_in(session: Session, lists: Sequence[MemberList], incoming: Incoming, region: str, key: bytes) -> None:
    """Read every row of the lists into the staging file; people who stand on several rows are settled at the end."""
    for file, read in enumerate(lists):
        columns = read.shape.columns
        known = None if incoming.fresh else incoming.db.path
        batches = reading.batches(read, region, key, known, incoming.parts, incoming.terms)
        for batch in track(session, batches, _("reading the list"), read.expected):
            incoming.take(file, batch, columns)
    incoming.gather()
    incoming.index()
    if incoming.duplicates:
        _settle_duplicates(lists, incoming, region, key)
        incoming.index()
    incoming.index_numbers()


def _settle_duplicates(lists: Sequence[MemberList], incoming: Incoming, region: str, key: bytes) -> None:
    """Read the lists again for those who stand on several rows: each is one person, or two who are all set aside."""
    people: dict[str, Doubled] = {}
    for file, read in enumerate(lists):
        reader = read.reader(region, key)
        for rows in read.rows():
            batch = reader(rows_about(rows, read.shape, incoming.duplicates))
            for line, entry in zip(batch.lines, batch.entries, strict=True):
                if entry[CONTACT] in incoming.duplicates:
                    people.setdefault(entry[CONTACT], Doubled()).add(file, line, entry)
    incoming.withdraw()
    columns = frozenset().union(*(read.shape.columns for read in lists))
    incoming.settle([person for person in people.values() if not person.clash], columns)
    clashing = {contact for contact, person in people.items() if person.clash}
    if clashing:
        _set_aside(lists, incoming, clashing, region, key)


def _set_aside(lists: Sequence[MemberList], incoming: Incoming, clashing: set[str], region: str, key: bytes) -> None:
    """Every row of those whose id belongs to two people."""
    for file, read in enumerate(lists):
        shape, reader = read.shape, read.reader(region, key)
        for every in read.rows():
            rows = rows_about(every, shape, clashing)
            cells = {number: row for number, row, _fault in rows.lines()}
            batch = reader(rows)
            incoming.set_aside(
                file,
                [
                    Rejected(line, "id", entry[CONTACT][1:], TWO_PEOPLE, shown(shape, cells[line]), entry[CONTACT])
                    for line, entry in zip(batch.lines, batch.entries, strict=True)
                    if entry[CONTACT] in clashing
                ],
            )
