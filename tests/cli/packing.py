"""What tests of packets say often: an office that has packed, and the laptop at home on which it was opened."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.cli.ready import import_members, small
from tests.conftest import Laptop


def an_office_with(laptop: Laptop, people: int) -> Laptop:
    """So many members in a small campaign, each with a number of nobody."""
    small(laptop)
    rows = [f"{n:04};Förnamn{n} Efternamn{n};070-174 06 {(n + 10) % 95 + 5:02}" for n in range(1, people + 1)]
    import_members(laptop, *rows)
    return laptop


def pack(laptop: Laptop, *args: str) -> list[dict[str, Any]]:
    """Make unsealed packets: sealing takes a second each."""
    return list(laptop.ok("pack", "--unsealed", "--json", *args)["packets"])


def opened(office: Laptop, packet: dict[str, Any], name: str = "home") -> Laptop:
    """The packet carried to another machine and opened there."""
    home = office.folder.parent / name
    home.mkdir()
    shutil.copy(packet["file"], home / "p.ringa")
    laptop = Laptop(home, office.now, name)
    laptop.ok("open", "p.ringa", "campaign", "--json")
    laptop.folder = home / "campaign"
    return laptop


def content(packet: dict[str, Any]) -> dict[str, Any]:
    """What stands in an unsealed packet."""
    return dict(json.loads(Path(packet["file"]).read_bytes().partition(b"\n")[2]))


def people_in(packet: dict[str, Any]) -> set[str]:
    """The contacts in an unsealed packet."""
    return {person["contact"] for person in content(packet)["people"]}
