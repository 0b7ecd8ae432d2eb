"""What tests of `ringa import` say often: lists written, people read back, and numbers that belong to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.cli.ready import an_office, small
from tests.conftest import MEMBERS, Laptop

HEAD = "Medlemsnummer;Namn;Mobil\n"
# Two lists of five people.
NORTH = HEAD + "".join(f"{n};Nord Efternamn{n};070-174 06 {n + 4:02}\n" for n in range(1, 6))
SOUTH = HEAD + "".join(f"{n};Syd Efternamn{n};070-174 06 {n + 4:02}\n" for n in range(11, 16))


def an_empty_office(tmp_path: Path, factory: pytest.TempPathFactory) -> Laptop:
    """A campaign into which nothing has been imported."""
    laptop = small(an_office(tmp_path, factory))
    for file in laptop.folder.glob("ringa.db*"):
        file.unlink()
    return laptop


def write(laptop: Laptop, text: str, name: str = "ugly.csv", encoding: str = "cp1252") -> Path:
    """A list in the campaign's folder, with the line ends of Windows."""
    path = laptop.folder / name
    path.write_bytes(text.lstrip("\n").replace("\n", "\r\n").encode(encoding))
    return path


def without(*ids: str) -> str:
    """The five members without some of them."""
    return "".join(line for line in MEMBERS.splitlines(keepends=True) if not line.startswith(ids))


def bring(laptop: Laptop, text: str, *args: str, name: str = "list.csv", code: int = 0) -> Any:
    """Import a list of this text; the command's JSON. Every row that was read must be accounted for."""
    write(laptop, text, name, "utf-8")
    answer = laptop.run("import", name, "--json", *args)
    assert answer.code == code, answer
    if "read" in answer.json:
        assert counts_add_up(answer.json)
    return answer.json


def everybody(laptop: Laptop) -> dict[str, Any]:
    """Every contact as `find` shows it, by id."""
    return {each["id"]: each for each in laptop.ok("find", "--limit", "1000", "--json")}


def names(laptop: Laptop) -> dict[str, tuple[str, str]]:
    """First and last name of every contact, by id."""
    return {id: (each["first_name"], each["last_name"]) for id, each in everybody(laptop).items()}


def numbers(contact: dict[str, Any]) -> list[tuple[int, str, bool]]:
    """The numbers of a contact: index, E.164, and whether it may be rung."""
    return [(phone["index"], phone["number"], phone["ok"]) for phone in contact["phones"]]


def rung(laptop: Laptop) -> dict[str, list[str]]:
    """The numbers that may be rung, by contact."""
    return {id: [n["number"] for n in each["phones"] if n["ok"]] for id, each in everybody(laptop).items()}


def counts_add_up(found: dict[str, Any]) -> bool:
    """Rows in are rows taken and rows set aside."""
    return bool(found["read"] == sum(found[name] for name in ("added", "updated", "unchanged", "rejected")))


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], **formats: dict[str, object]) -> bytes:
    """An XLSX with these sheets; a cell `(format's name, value)` is written in that format."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        styles = {name: book.add_format(properties) for name, properties in formats.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    value, style = (cell[1], styles[cell[0]]) if isinstance(cell, tuple) else (cell, None)
                    sheet.write(y, x, value, style)
    return out.getvalue()


# Personal identity numbers, made by the rules of their check digits for people who are not born yet.


def swedish_number(day: str = "20990101", serial: str = "238") -> str:
    """Twelve digits: date of birth, serial number, check digit (Luhn over the last ten)."""
    digits = day[2:] + serial
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[0::2])
    return day + serial + str(-(doubled + sum(map(int, digits[1::2]))) % 10)


def norwegian_number(day: str = "010199") -> str:
    """Eleven digits: date of birth, the first serial number that has both check digits, and these."""
    for serial in range(900, 1000):
        digits = [int(digit) for digit in f"{day}{serial}"]
        for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)):
            digits.append(-sum(w * d for w, d in zip(weights, digits, strict=True)) % 11)
        if 10 not in digits:
            return "".join(map(str, digits))
    raise AssertionError("no such number")


def kept_of(laptop: Laptop, *needles: str, besides: str = "list.csv") -> list[str]:
    """The files of the campaign, besides the list itself, in which one of these texts stands."""
    found = []
    for path in laptop.folder.rglob("*"):
        if path.is_file() and path.name != besides:
            data = path.read_bytes()
            found += [path.name for needle in needles if needle.encode() in data or needle.encode("utf-16-le") in data]
    return found
