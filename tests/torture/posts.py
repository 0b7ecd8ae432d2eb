"""Files as they come by mail: whole, turned, edited, cut, saved by other programs; each with what is true of it."""

import csv
import io
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from ringa.core.events import Event, cells, sealed
from tests.build import a_packet_row, a_report, a_results_file, signed
from tests.torture.oracle import Post, Row

# What LibreOffice 7.4 makes of these cells when it opens a CSV in its usual settings and saves it again.
SAVED = {"1E5": "100000", "007": "7", "0701740605": "701740605", "1.50": "1.5", "1/2": "01/02/2026", "true": "TRUE"}
REFUSED = (b"", b"\n\n", b"<html>Logga in</html>\n", b"Medlemsnummer;Namn;Mobil\n1;Nils Ek;070-174 06 05\n")


class Line(NamedTuple):
    """A line of a table: its cells, what it says, and why it is set aside. A closing row has no `event`."""

    cells: list[str]
    row: Row
    reason: str = ""


class Sheet(NamedTuple):
    """A table."""

    header: list[str]
    lines: list[Line]

    def written(self, encoding: str = "utf-8", **options: object) -> bytes:
        """The table as a file."""
        return text([self.header, *(line.cells for line in self.lines)], **options).encode(encoding)


Damage = Callable[[Sheet, Random], tuple[Sheet, bytes]]


def text(rows: Sequence[Sequence[str]], **options: object) -> str:
    """Rows as CSV, as this program writes it, unless told otherwise."""
    out = io.StringIO()
    csv.writer(out, **{"lineterminator": "\r\n", **options}).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def sheet(events: Sequence[Event], reason: str = "") -> Sheet:
    """The file that these events are sent in; none of them is taken, if there is a reason."""
    header, *table = csv.reader(io.StringIO(a_results_file(events), newline=""))
    rows = {(event.id, event.check): cells(event) for event in events}
    lines = []
    for found in table:
        row = {name: cell for name, cell in zip(header, found, strict=True) if cell}
        event = rows.get((row.get("event", ""), row["check"]))
        lines.append(Line(found, event or row, reason if event else ""))
    return Sheet(header, lines)


def post(name: str, events: Sequence[Event], damage: Damage, chance: Random, reason: str = "") -> Post:
    """A file of these events on its way, and what happened to it."""
    found, data = damage(sheet(events, reason), chance)
    return Post(
        name,
        data,
        [line.row for line in found.lines if "event" in line.row and not line.reason],
        [line.reason for line in found.lines if line.reason],
        {line.row["device"]: int(line.row["seq"]) for line in found.lines if _closes(line) and not line.reason},
        refused=not found.header,
    )


def _closes(line: Line) -> bool:
    return line.row["kind"] == "end"


# What happens to a file. None of these may cost a row that was not touched.


def whole(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """Nothing."""
    return found, found.written()


def twice(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """Every row stands there twice, and lines are empty."""
    found = found._replace(lines=[*found.lines, *found.lines])
    return found, found.written().replace(b"\r\n" + b"ringa", b"\r\n\r\n" + b"ringa", 1)


def glued(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """`cat a.csv b.csv`: a header in the middle, which is no row that holds."""
    again = Line(found.header, {"kind": "header"}, "altered")
    found = found._replace(lines=[*found.lines, again, *found.lines])
    return found, found.written()


def turned(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """Rows and columns in another order, and a column more."""
    order = chance.sample(range(len(found.header)), len(found.header))
    lines = [line._replace(cells=[line.cells[n] for n in order]) for line in found.lines]
    chance.shuffle(lines)
    rows = [[found.header[n] for n in order] + ["Kommentar"], *([*line.cells, "sett"] for line in lines)]
    return found, text(rows).encode()


def libreoffice(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """Opened and saved: LF, as few quotes as can be, and what looks like a number or a day has become one."""
    lines = []
    for line in found.lines:
        saved = [SAVED.get(cell, cell) for cell in line.cells]
        lines.append(Line(saved, line.row, "altered" if saved != line.cells else line.reason))
    found = found._replace(lines=lines)
    return found, found.written(lineterminator="\n")


def excel(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """A BOM and semicolons."""
    return found, found.written("utf-8-sig", delimiter=";")


def cp1252(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """An old program's letters, everything in quotes."""
    return found, found.written("cp1252", delimiter=";", quoting=csv.QUOTE_ALL)


def utf16(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """Excel's "Unicode text"."""
    return found, found.written("utf-16", delimiter="\t")


def edited(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """A hand has changed some cells, one in a row."""
    lines = list(found.lines)
    for n in {chance.randrange(len(lines)), max(len(lines) - 2, 0)}:  # the last but one is mostly the last call
        column = chance.choice([*found.header, "mac", "mac", "check", "outcome", "contact"])
        lines[n] = _edited(lines[n], found.header.index(column), column, chance)
    found = found._replace(lines=lines)
    return found, found.written()


def _edited(line: Line, place: int, column: str, chance: Random) -> Line:
    before = line.cells[place]
    after = chance.choice([value for value in (before + "x", "", "k" + "0" * 16) if value != before])
    after_all = [*line.cells[:place], after, *line.cells[place + 1 :]]
    return Line(after_all, line.row, line.reason or _reason(line, column, after))


def _reason(line: Line, column: str, value: str) -> str:
    if column == "check":
        return "altered" if value else "no_check"
    if column != "mac":
        return "altered"
    if not _closes(line) and not value:
        return "unsigned"
    return "impossible" if _closes(line) or value.endswith("x") else "wrong_key"


def cut(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """The end is missing, from anywhere on."""
    pieces = [text([cells]).encode() for cells in (found.header, *(line.cells for line in found.lines))]
    at = chance.randrange(sum(map(len, pieces)))
    data = b"".join(pieces)[:at]
    lines, begun = [], len(pieces[0])
    if at < begun - 2:
        return Sheet([], []), data
    for line, piece in zip(found.lines, pieces[1:], strict=True):
        if at > begun:
            left = piece[: at - begun]
            reason = _reason_of_piece(piece, left)
            lines.append(line._replace(reason=reason or line.reason))
            if reason == "bad_quotes":  # a quote that is never closed ends with its line; what is below stands alone
                lines += [line._replace(reason="no_check") for rest in left.split(b"\n")[1:] if rest.strip()]
        begun += len(piece)
    return found._replace(lines=lines), data


def _reason_of_piece(whole: bytes, piece: bytes) -> str:
    if len(piece) >= len(whole) - 2:
        return ""
    if piece.count(b'"') % 2:
        return "bad_quotes"
    last = whole[:-2].rpartition(b",")[2]
    return "no_check" if len(piece) <= len(whole) - 2 - len(last) else "altered"


def mixed(found: Sheet, chance: Random) -> tuple[Sheet, bytes]:
    """Rows of another campaign among ours."""
    theirs = sheet([a_report("busy", 1, device="dssssssssss", campaign="sister")])
    assert [*theirs.header] == [name for name in found.header if name in theirs.header]
    strange = [
        Line([line.row.get(name, "") for name in found.header], line.row, "other_campaign") for line in theirs.lines
    ]
    found = found._replace(lines=[*found.lines, *strange])
    return found, found.written()


DAMAGES: tuple[Damage, ...] = (
    whole, twice, glued, turned, libreoffice, excel, cp1252, utf16, edited, edited, cut, mixed,
)  # fmt: skip


# Files of which nothing is taken.


def forged(name: str, events: Sequence[Event], chance: Random) -> Post:
    """Made by somebody who has not got the packet's key."""
    key = chance.randbytes(32)
    made = [signed(event, a_packet_row()._replace(packet=event.packet, key=key)) for event in events]
    return post(name, made, whole, chance, "wrong_key")


def strange(name: str, events: Sequence[Event], chance: Random) -> Post:
    """Signed with a packet that nobody here has made."""
    return post(name, [signed(event, a_packet_row(200)) for event in events], whole, chance, "unknown_packet")


def bare(name: str, events: Sequence[Event], chance: Random) -> Post:
    """Nobody vouches for it."""
    return post(name, [sealed(event._replace(packet="", mac="")) for event in events], whole, chance, "unsigned")


def sister(name: str, events: Sequence[Event], chance: Random) -> Post:
    """Of another campaign altogether."""
    theirs = [a_report("busy", n, device="dssssssssss", campaign="sister") for n in (1, 2)]
    return Post(name, a_results_file(theirs).encode(), [], [], {}, refused=True)


def no_results(name: str, events: Sequence[Event], chance: Random) -> Post:
    """Not what it should be."""
    return Post(name, chance.choice(REFUSED), [], [], {}, refused=True)


REFUSALS = (forged, forged, strange, bare, sister, no_results)
