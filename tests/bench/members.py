"""Invented member lists as registers send them, the same for the same seed.

The numbers are made up by rule: digits by chance in the shapes that a Swedish register holds (dashes, spaces, +46,
0046, a lost zero, fixed lines, neighbours' numbers, empty cells, rubbish). Whoever they may belong to is in no list.
"""

import csv
import random
from collections.abc import Callable, Iterator
from pathlib import Path

HEADER = ("Medlemsnummer", "Förnamn", "Efternamn", "Telefon", "Avdelning", "Arbetsplats", "Kommun", "Språk")
# ruff: noqa: SIM905  lists of words read better as text
_FIRST = (
    "Anna Eva Maria Karin Sara Emma Åsa Märta Göran Lars Anders Johan Per Erik Nils Olof Björn Östen Ahmed Fatima"
    " Amina Hodan Piotr Agnieszka Timo Päivi Jorge Lucía Nguyễn Zoë Håkan"
).split()
_LAST = (
    "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Svensson Gustafsson Jönsson Lindberg Öberg Åkesson"
    " Sjöström Ali Hassan Nowak Kowalska Virtanen García Nguyen O'Brien d'Angelo"
).split()
_TOWNS = "Stockholm Göteborg Malmö Uppsala Västerås Örebro Lund Umeå Gävle Borås Luleå Kiruna Visby Kalmar".split()
_BRANCHES = [f"Avd {n:02d} {town}" for n, town in enumerate(_TOWNS, 1)]
_WORKPLACES = [f"{kind} {n}" for n in range(1, 301) for kind in ("Lagret", "Sjukhuset", "Skolan", "Hemtjänsten")]
_LANGUAGES = ["sv"] * 76 + ["en"] * 6 + ["ar"] * 5 + ["fi"] * 3 + ["so"] * 3 + ["pl"] * 3 + ["fa"] * 2 + ["es", "ti"]
_RUBBISH = ("saknas", "okänt", "-", "070-", "12345", "ring ej", "?", "0000000000", "070 123 45 67 (hustrun)", "fel nr")

# How often a cell has which shape, in per mille; o: operator, n: seven digits, a b c: the same in groups.
_SHAPES: tuple[tuple[int, Callable[[str, str, str, str, str], str]], ...] = (
    (340, lambda o, n, a, b, c: f"0{o}-{a} {b} {c}"),
    (120, lambda o, n, a, b, c: f"0{o}{n}"),
    (60, lambda o, n, a, b, c: f"0{o} {a} {b} {c}"),
    (50, lambda o, n, a, b, c: f"0{o}-{n}"),
    (60, lambda o, n, a, b, c: f"+46 {o} {n}"),
    (50, lambda o, n, a, b, c: f"+46{o}{n}"),
    (40, lambda o, n, a, b, c: f"+46 {o}-{a} {b} {c}"),
    (40, lambda o, n, a, b, c: f"0046{o}{n}"),
    (20, lambda o, n, a, b, c: f"+46 (0){o}-{a} {b} {c}"),
    (20, lambda o, n, a, b, c: f"{o}{n}"),
    (50, lambda o, n, a, b, c: f"08-{a} {b} {c}"),
    (40, lambda o, n, a, b, c: f"031-{a} {b} {c}"),
    (20, lambda o, n, a, b, c: f"0480-{a} {b}"),
    (15, lambda o, n, a, b, c: f"+47 4{b} {c} {a}"),
    (10, lambda o, n, a, b, c: f"+358 40 {n}"),
    (10, lambda o, n, a, b, c: f"+45 2{b[0]} {b} {c} {c}"),
    (10, lambda o, n, a, b, c: f"46{o}{n}"),
    (10, lambda o, n, a, b, c: f"0{o}\u00a0{a}\u00a0{b}\u00a0{c}"),
    (5, lambda o, n, a, b, c: f"0{o}\u2013{a} {b} {c}"),
    (5, lambda o, n, a, b, c: f"0{o}-{n} / 08-{a} {b} {c}"),
    (15, lambda o, n, a, b, c: ""),
    (10, lambda o, n, a, b, c: _RUBBISH[int(n) % len(_RUBBISH)]),
)
_BY_CHANCE = [shape for weight, shape in _SHAPES for _ in range(weight)]


def members(rows: int, seed: int = 1) -> Iterator[list[str]]:
    """The rows of a list, without its header. Ids are unique and in no order."""
    chance = random.Random(seed)
    pick = chance.choice
    for n in range(rows):
        digits = f"{chance.randrange(10_000_000):07d}"
        phone = pick(_BY_CHANCE)(pick(("70", "72", "73", "76", "79")), digits, digits[:3], digits[3:5], digits[5:])
        number = n * 7919 % rows if rows % 7919 else n
        yield [
            f"M{number:08d}", pick(_FIRST), pick(_LAST), phone,
            pick(_BRANCHES), pick(_WORKPLACES), pick(_TOWNS), pick(_LANGUAGES),
        ]  # fmt: skip


def write_csv(path: Path, rows: int) -> Path:
    """A list as CSV, unless it is there already."""
    if not path.exists():
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(members(rows))
    return path


def write_xlsx(path: Path, rows: int) -> Path:
    """A list as a workbook, unless it is there already."""
    import xlsxwriter

    if not path.exists():
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("Medlemmar")
            sheet.write_row(0, 0, HEADER)
            for at, row in enumerate(members(rows), 1):
                sheet.write_row(at, 0, row)
    return path
