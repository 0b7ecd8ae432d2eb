"""Results as they may be altered on the way, each with what must become of it; zipped and sealed ones in `wrapped`.

Meaningless are, and go in whole: other line endings, quotes and separators, a byte order mark, Windows-1252 where it
has all the letters, empty lines, rows or columns (with their header) in another order, rows that stand twice, columns
that a person has added, and a file's own name. All else touches rows, and no touched row is taken.
"""

import csv
import io
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple

from ringa.core.events import Event, digest
from tests.build import a_device, a_packet_row, a_report, a_results_file, signed

NOTES = ("", "ring efter 17", "=1+1", 'på tåget; "snart"\nhemma', "'", "070 123", "é", "a" * 400)
OUTCOMES = ("busy", "no_answer", "refused", "conversation", "do_not_call", "wrong_number")
LEDGER = [a_packet_row(n) for n in range(2)]
ROWS = 12
Key = tuple[str, int]  # device and number


class Altered(NamedTuple):
    """A file as it came: `gone` are the rows that must not go in, all others must; None: nobody knows which.

    `reasons` are those that may be given for rows; () for any.
    """

    how: str
    data: bytes
    gone: frozenset[Key] | None
    reasons: tuple[str, ...] = ()
    name: str = "a.csv"


def calls(n: int, campaign: str = "reference", packet: int = 0, device: int = -1) -> list[Event]:
    """What a volunteer has done, differently for each number."""
    chance = Random(n)
    found = []
    for seq in range(1, ROWS + 1):
        cells: dict[str, Any] = {"contact": f"m{chance.randint(1, 8):04}", "caller": "Åsa", "campaign": campaign}
        cells |= {"note": chance.choice(NOTES), "device": a_device(n % 20 if device < 0 else device)}
        cells |= {"call_back_for": chance.choice(["", "Eva"]), "ended_at": "2026-08-14T09:00:00Z"}
        outcome = chance.choice(OUTCOMES)
        if outcome == "conversation":
            cells |= {"survey": "val", "survey_version": "v0", "answers": {"will_vote": "yes", "why": "för att"}}
        if outcome == "wrong_number":
            cells["number_index"] = "1"
        found.append(signed(a_report(outcome, seq, **cells), LEDGER[packet]))
    return found


GENUINE = calls(0)
ALL = frozenset((event.device, event.seq) for event in GENUINE)
NONE: frozenset[Key] = frozenset()
WHOLE = a_results_file(GENUINE).encode()


def table(data: bytes = WHOLE) -> list[list[str]]:
    """The cells of a file."""
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def text(rows: Sequence[Sequence[str]], **options: Any) -> bytes:
    """The file with these cells."""
    out = io.StringIO()
    csv.writer(out, **{"lineterminator": "\r\n", **options}).writerows(rows)
    return out.getvalue().encode()


def _key(head: Sequence[str], row: Sequence[str]) -> frozenset[Key]:
    """The event that stands in a row; nothing for a closing row."""
    cells = dict(zip(head, row, strict=True))
    return frozenset({(cells["device"], int(cells["seq"]))} if cells["event"] else set())


def _one(chance: Random) -> tuple[list[list[str]], int]:
    rows = table()
    return rows, chance.randrange(1, ROWS + 1)


# plain


def edited(chance: Random) -> Altered:
    """A cell has another text."""
    rows, n = _one(chance)
    gone, place = _key(rows[0], rows[n]), chance.randrange(len(rows[0]))
    cell = rows[n][place]
    others = [row[place] for row in rows[1:]] + ["", "x", cell + "x", cell[:-1], "é", cell + " ", "0", cell.upper()]
    rows[n][place] = chance.choice([other for other in others if other != cell and other.strip("'") != cell.strip("'")])
    return Altered(f"{rows[0][place]}: {cell!r} to {rows[n][place]!r}", text(rows), gone, _TOUCHED)


_TOUCHED = ("altered", "no_check", "wrong_key", "unsigned", "impossible", "control_sign", "bad_quotes")


def swapped(chance: Random) -> Altered:
    """Two rows have changed a cell."""
    rows, n = _one(chance)
    other = chance.choice([each for each in range(1, ROWS + 1) if each != n])
    places = [place for place in range(len(rows[0])) if rows[n][place] != rows[other][place]]
    place = chance.choice(places)
    rows[n][place], rows[other][place] = rows[other][place], rows[n][place]
    gone = _key(rows[0], table()[n]) | _key(rows[0], table()[other])
    return Altered(f"{rows[0][place]} swapped", text(rows), gone, _TOUCHED)


def forged(chance: Random) -> Altered:
    """Somebody who knows the format, but not the packet's key, has made the check right again."""
    rows, n = _one(chance)
    gone = _key(rows[0], rows[n])
    row = dict(zip(rows[0], rows[n], strict=True))
    way = chance.randrange(6)
    changes: dict[str, str] = [
        {"outcome": "refused" if row["outcome"] != "refused" else "busy"},
        {"outcome": "do_not_call" if row["outcome"] != "do_not_call" else "busy", "mac": ""},
        {"packet": LEDGER[1].packet},
        {"packet": "", "note": "x"},
        {"packet": "pzzzzzzzzzz"},
        {"campaign": "sister"},
    ][way]
    row |= changes
    row["check"] = digest({name: cell for name, cell in _bare(row).items() if cell})
    rows[n] = list(row.values())
    reasons = ("wrong_key", "unsigned", "wrong_key", "unsigned", "unknown_packet", "other_campaign")
    return Altered(f"forged {changes}", text(rows), gone, (reasons[way],))


def _bare(row: dict[str, str]) -> dict[str, str]:
    from ringa.core.events import FREE_TEXT
    from ringa.formats.guard import unguard

    return {n: unguard(c) if n in FREE_TEXT or n.startswith("answer.") else c for n, c in row.items()}


def later_version(chance: Random) -> Altered:
    """Rows of a format that there is not yet, their checks right."""
    rows, n = _one(chance)
    row = dict(zip(rows[0], rows[n], strict=True)) | {"format": f"ringa-results/{chance.randint(2, 99)}"}
    row["check"] = digest({name: cell for name, cell in _bare(row).items() if cell})
    gone = _key(rows[0], rows[n])
    rows[n] = list(row.values())
    return Altered("later version", text(rows), gone, ("other_format",))


def smuggled(chance: Random) -> Altered:
    """A cell with the sign in it that stands between cells where checks are made: two rows of one check."""
    rows = table()
    fit = [n for n in range(1, ROWS + 1) if dict(zip(rows[0], rows[n], strict=True))["call_back_for"]]
    n = chance.choice(fit)
    row = dict(zip(rows[0], rows[n], strict=True))
    row |= {"call_back_for": f"{row['call_back_for']}\x1fcaller={row['caller']}", "caller": ""}
    gone = _key(rows[0], rows[n])
    rows[n] = list(row.values())
    return Altered("two cells in one", text(rows), gone, ("control_sign",))


def flipped(chance: Random) -> Altered:
    """Some bytes are others."""
    data = bytearray(WHOLE)
    for _ in range(chance.choice([1, 1, 2, 8])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return Altered("bytes flipped", bytes(data), None)


def one_letter(chance: Random) -> Altered:
    """One digit or letter of a row is another: only that row is touched."""
    lines = WHOLE.split(b"\r\n")
    n = chance.randrange(1, ROWS + 1)
    line = bytearray(lines[n])
    places = [place for place, byte in enumerate(line) if chr(byte).isalnum() and byte < 128]
    place = chance.choice(places)
    line[place] = ord("q") if line[place] != ord("q") else ord("z")
    lines[n] = bytes(line)
    return Altered("a letter", b"\r\n".join(lines), _key(table()[0], table()[n]), _TOUCHED)


def broken_letter(chance: Random) -> Altered:
    """One letter beyond ASCII has lost a byte or got another: the rows around it are as they were."""
    lines = WHOLE.split(b"\r\n")
    n = chance.randrange(1, ROWS + 1)
    line = bytearray(lines[n])
    place = chance.choice([place for place, byte in enumerate(line) if byte >= 0x80])
    line[place : place + 1] = chance.choice([b"", b"\xff", b"\xe5", b"\x80", b" "])
    lines[n] = bytes(line)
    changed = frozenset[Key]() if lines == WHOLE.split(b"\r\n") else _key(table()[0], table()[n])
    return Altered("a broken letter", b"\r\n".join(lines), changed, _TOUCHED)


def cut(chance: Random) -> Altered:
    """The end is missing."""
    place = chance.randrange(len(WHOLE))
    head = WHOLE[:place]
    lines = [n for n, row in enumerate(table()) if n and WHOLE.index(row[-1].encode()) + len(row[-1]) <= place]
    kept = frozenset().union(*(_key(table()[0], table()[n]) for n in lines))
    return Altered(f"cut at {place}", head, ALL - kept, ("altered", "no_check", "bad_quotes"))


def header(chance: Random) -> Altered:
    """A column has another name, or the name of another."""
    rows = table()
    place = chance.randrange(len(rows[0]))
    old = rows[0][place]
    new = chance.choice(["x", "", old.upper(), chance.choice(rows[0]), "answer.other"])
    rows[0][place] = new
    gone = frozenset().union(*(_key(table()[0], row) for row in table()[1:] if row[place] or new in table()[0]))
    if new == old:
        gone = NONE
    elif new in table()[0]:
        return Altered(f"{old} is called {new}", text(rows), None)
    return Altered(f"{old} is called {new!r}", text(rows), gone)


def meaningless(chance: Random) -> Altered:
    """What a mail program, a spreadsheet or a person does to a file that takes nothing from it."""
    rows = table()
    order = list(range(len(rows[0])))
    chance.shuffle(order)
    body = rows[1:]
    chance.shuffle(body)
    ways: list[tuple[str, Callable[[], bytes]]] = [
        ("LF", lambda: text(rows, lineterminator="\n")),
        ("CR", lambda: text(rows, lineterminator="\r")),
        ("a byte order mark", lambda: b"\xef\xbb\xbf" + WHOLE),
        ("all in quotes", lambda: text(rows, quoting=csv.QUOTE_ALL)),
        ("semicolons", lambda: text(rows, delimiter=";")),
        ("tabs", lambda: text(rows, delimiter="\t")),
        ("Windows-1252", lambda: text(rows).decode().encode("cp1252")),
        ("empty lines", lambda: WHOLE.replace(b"\r\nringa", b"\r\n\r\nringa") + b"\r\n\r\n"),
        ("columns in another order", lambda: text([[row[n] for n in order] for row in rows])),
        ("rows in another order", lambda: text([rows[0], *body])),
        ("rows twice", lambda: text([rows[0], *rows[1:], *body])),
        ("a column more", lambda: text([[*rows[0], "Kommentar"], *([*row, "ringt"] for row in rows[1:])])),
    ]
    how, made = chance.choice(ways)
    return Altered(how, made(), NONE)


def other_campaign(chance: Random) -> Altered:
    """Results of another campaign, every row of which is right there."""
    return Altered("another campaign", a_results_file(calls(chance.randint(1, 99), "sister")).encode(), ALL)


def control_signs(chance: Random) -> Altered:
    """NUL and their like in a row."""
    rows, n = _one(chance)
    gone, place = _key(rows[0], rows[n]), chance.randrange(len(rows[0]))
    rows[n][place] += chance.choice("\0\x01\x08\x0b\x1b\x1f")
    return Altered("control signs", text(rows), gone, _TOUCHED)
