"""Packing and opening on a disk that lets one down; see `stage`."""

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from ringa.cli.files import drafts_of
from ringa.formats import packet as packet_file
from ringa.store import packets
from tests.torture.stage import PEOPLE, Said, Scene, fresh, laptop, nothing_left, ok, opened, place

# pack


def pack() -> Scene:
    folder = fresh("pack")
    laptop(folder).ok("status")
    command = ["pack", "--for", "Anna", "--for", "Olle", "--size", "3", "--unsealed", "--json", "-o", "out"]

    def people_in(path: Path) -> list[str]:
        return sorted(person.member.contact for person in packet_file.read(path.read_bytes(), path.name).people)

    def sound(folder: Path, said: Said) -> None:
        with closing(opened(folder)) as db:
            ledger = packets.ledger(db)
            leases: dict[str, list[str]] = {row.packet: [] for row in ledger}
            for packet, contact in db.rows("SELECT packet, contact FROM leases WHERE packet <> '' ORDER BY contact"):
                leases[packet].append(contact)
        known = {Path(row.body["file"]).name: row for row in ledger}
        files = [path for path in (folder / "out").glob("*.ringa") if not path.name.startswith(".")]
        for path in files:
            row = known.get(path.name)
            assert row and row.state == packets.OUT, "there is a packet that the ledger does not know"
            assert people_in(path) == leases[row.packet], "a packet has people that are not held for it"
        for name, row in known.items():
            there = name in {path.name for path in files} or drafts_of(folder / "out" / name)
            assert row.state != packets.OUT or there, "people are held for a packet that nobody can have"
        for each in said:
            for made in json.loads(each["out"])["packets"] if each["code"] == 0 else ():
                assert (folder / "out" / Path(made["file"]).name) in files, "a packet is lost"

    def again(folder: Path, said: Said) -> Any:
        ledger = dict(laptop(folder).run("packets", "--json").json).get("packets", [])
        assert {row["state"] for row in ledger} <= {"out"}
        out = {Path(row["file"]).name: people_in(folder / "out" / Path(row["file"]).name) for row in ledger}
        held = [contact for found in out.values() for contact in found]
        assert len(held) == len(set(held)), "a contact has two holders"
        assert {path.name for path in (folder / "out").glob("*")} == set(out) if out else True
        status = laptop(folder).ok("status", "--json")
        assert status["handed_out"] == len(held), "contacts are held for a packet that nobody has"
        nothing_left(folder)
        free = {laptop(folder).take(f"C{n}") for n in range(PEOPLE - 1 - len(held))}
        assert not free & set(held) and len(free) == PEOPLE - 1 - len(held), "a contact has two holders"
        return laptop(folder).ok("check", "--json")["findings"]

    return Scene(folder, [(0, command)], sound, again)


# open


def open_() -> Scene:
    office = fresh("packing")
    (made,) = laptop(office).ok("pack", "--for", "Anna", "--all", "--unsealed", "--json")["packets"]
    folder = place() / "open"
    folder.mkdir()
    shutil.copy(made["file"], folder / "p.ringa")
    command = ["open", "p.ringa", "folder", "--json"]

    def whole(folder: Path) -> Any:
        with closing(opened(folder)) as db:
            mine = packets.mine(db)
            people = list(db.rows("SELECT contact, phones, state, due_at FROM contacts ORDER BY contact"))
        assert mine and len(people) == PEOPLE - 1, "the folder is not whole"
        return {"packet": mine.packet, "people": people, "surveys": (folder / "surveys.yaml").read_text()}

    def sound(folder: Path, said: Said) -> None:
        if (folder / "folder").exists():
            whole(folder / "folder")
        else:
            assert not ok(said, 0), "what was opened is gone"

    def again(folder: Path, said: Said) -> Any:
        laptop(folder).ok(*command)
        assert {path.name for path in folder.iterdir()} == {"folder", "p.ringa"}
        home = laptop(folder / "folder")
        return whole(home.folder), home.ok("check", "--json")["findings"], home.ok("export", "--contacts", "--no-seal")

    return Scene(folder, [(0, command)], sound, again)
