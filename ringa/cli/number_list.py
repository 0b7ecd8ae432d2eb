"""A list of telephone numbers, opened and read: numbers that are certain, and the rows that a person must look at."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from ringa.cli import files, import_plan
from ringa.cli.progress import track
from ringa.cli.session import Session
from ringa.core import columns
from ringa.core.entry import Line, Rejected
from ringa.core.phone import read_parts
from ringa.errors import NoNumbers
from ringa.formats import kinds, members, table, workbook
from ringa.formats.guard import unguard
from ringa.formats.members import MemberList
from ringa.i18n import N_, _

NO_NUMBER = "no_number"
REASONS = {**import_plan.REASONS, NO_NUMBER: N_("there is no number in this row")}


@dataclass(slots=True)
class NumberList:
    """What a file holds: each number (E.164) once, in order; and rows with something that is no certain number."""

    file: str
    numbers: dict[str, None] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    def take(self, line: Line, places: Sequence[int], header: Sequence[str], region: str) -> None:
        """Read the cells of a line in which numbers stand. What is certain is taken even if the rest is not."""
        number, cells, fault = line
        problem = ("", cells[0], fault) if fault else ("", "", NO_NUMBER)
        found = False
        for place in places if not fault else ():
            written = unguard(cells[place].strip()) if place < len(cells) else ""
            numbers, problems = read_parts(written, region)
            self.numbers.update((each.e164, None) for each in numbers)
            found = found or bool(numbers)
            if problems and problem[2] == NO_NUMBER:
                problem = (header[place] if place < len(header) else "", *problems[0])
        if (problem[2] != NO_NUMBER or not found) and any(cell.strip() for cell in cells):
            self.rejected.append(Rejected(number, *problem, cells))


def read(session: Session, name: str, sheet: str | None) -> NumberList:
    """Read a file (CSV with or without a header, one number a line, a workbook): the columns with phone numbers.

    A file of a single column has numbers in it, whatever it is called. Raises NoNumbers, and what `import` raises.
    """
    with ExitStack() as stack:
        source = stack.enter_context(files.open_seekable(name, session.cwd))
        shown = files.shown(name)
        opened: table.Table
        if kinds.kind_in(source) == kinds.WORKBOOK:
            opened = workbook.open_workbook(Path(source.name), shown, sheet, _has_header)
        else:
            opened = table.open_text(source, shown, columns.fitness)
        listed = members.open_list(opened)
        places = _places(listed)
        result = NumberList(shown)
        for rows in track(session, listed.rows(), _("reading the list"), 0):
            for line in rows.lines():
                result.take(line, places, listed.header, session.campaign.region)
        return result


def _has_header(lines: Sequence[Line]) -> bool:
    return columns.header_row([cells for _number, cells, fault in lines if not fault]) is not None


def _places(listed: MemberList) -> Sequence[int]:
    if max(map(len, (listed.header, *listed.sample)), default=0) == 1:
        return (0,)
    listed.recognise({}, ())
    if not listed.shape.phones:
        raise NoNumbers(file=listed.file)
    return listed.shape.phones


def write_rejected(session: Session, name: str, found: NumberList) -> Path | None:
    """The rows set aside, beside the list; in the campaign's folder where that cannot be. None if there are none."""
    if not found.rejected:
        return None
    texts = {code: _(text) for code, text in REASONS.items()}
    width = max(len(item.cells) for item in found.rejected)

    def content() -> Iterator[str]:
        return members.rejects(((found.file, item) for item in found.rejected), width, texts)

    rejects = f"{found.file}.rejected.csv"
    standard = name == files.STANDARD
    return files.write_beside(rejects, session.cwd, session.folder, content, standard=standard)
