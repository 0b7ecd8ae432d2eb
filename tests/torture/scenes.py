"""What is tried on a disk that lets one down: commands in a folder, and how one sees that nothing came to harm.

A scene is made once and copied for each case. Whatever befell a copy, `sound` looks at what is there without changing
much, and `again` does the work once more, after which everything must be as if nothing had happened.
"""

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from ringa.cli.files import drafts_of
from ringa.core.events import Event
from ringa.formats import packet as packet_file
from ringa.formats import sealing
from ringa.store import db as store
from ringa.store import log, merging, packets, settings
from ringa.store.db import Db
from tests.build import a_device, a_forget, a_packet_row, a_report, a_results_file, an_undo, signed
from tests.cli.ready import import_members, rows_of, small
from tests.conftest import Laptop

PEOPLE = 8
Said = Sequence[dict[str, Any]]  # what each command answered that came to its end: code, out, err


class Scene(NamedTuple):
    """`folder` is copied; `commands` are run in it, each with the code that it ends with if all is well.

    `sound(folder, said)` raises AssertionError if what is there contradicts what was said, or is half there;
    `again(folder, said)` gives what must be the same whatever befell the first run. If it is `shared`, another terminal
    is open meanwhile, so that nothing is tidied up behind each command.
    """

    folder: Path
    commands: Sequence[tuple[int, Sequence[str]]]
    sound: Callable[[Path, Said], None]
    again: Callable[[Path, Said], Any]
    shared: bool = False


def laptop(folder: Path) -> Laptop:
    """The machine on which all this is done, five days after its last call."""
    found = Laptop(folder)
    found.later(days=5)
    return found


def run(scene: Scene, folder: Path) -> Iterator[dict[str, Any]]:
    """The scene's commands in a copy of its folder, one after another; an answer once each has come to its end."""
    other = opened(folder) if scene.shared else None
    if other:
        other.row("SELECT count(*) FROM events")
    for _code, args in scene.commands:
        answer = laptop(folder).run(*args)
        yield {"code": answer.code, "out": answer.out, "err": answer.err}
    if other:
        other.close()


def copy(scene: Scene, to: Path) -> Path:
    """A copy of the scene's folder, in place of what is there."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(scene.folder, to)
    return to


@cache
def place() -> Path:
    """A folder for all that is made, as long as the worker lives."""
    memory = "/dev/shm"  # where there is one: whoever is killed there loses as little as on a disk, and sooner
    return Path(tempfile.mkdtemp(prefix="scenes-", dir=memory if os.access(memory, os.W_OK) else None))


@cache
def _office() -> Path:
    home = place() / "office"
    Laptop(place()).ok("init", home, "--ends", "2026-09-13", "--json")
    office = small(Laptop(home))
    import_members(office, *(f"{n:04};Förnamn{n} Efternamn{n};070-174 06 {n + 10:02}" for n in range(1, PEOPLE + 1)))
    office.ok("next", "--caller", "Kim", "--json")
    office.ok("record", "0008", "--outcome", "do_not_call", "--caller", "Kim", "--json")
    office.ok("release", "--all", "--caller", "Kim", "--json")
    return home


def _new(name: str) -> Path:
    return Path(shutil.copytree(_office(), place() / name))


# What holds everywhere


def opened(folder: Path) -> Db:
    """The campaign file there, which must be in order."""
    return store.open_campaign(folder, thorough=True)


def private(scene_folder: Path, folder: Path) -> None:
    """What the commands have made is readable by its owner only."""
    for path in folder.rglob("*"):
        if not (scene_folder / path.relative_to(folder)).exists() and not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0 or path.is_dir(), f"{path.name} has mode {mode:o}"


def nothing_left(folder: Path) -> None:
    """No file is left of what was interrupted."""
    left = [path.name for path in folder.rglob("*") if path.name.endswith(".new") or "ringa.db-merge-0" in path.name]
    assert not left, f"left behind: {left}"


def _events(db: Db) -> list[tuple[Any, ...]]:
    return [tuple(line) for batch in log.lines(db) for line in batch]


def _ok(said: Said, n: int, code: int = 0) -> bool:
    """Whether the n-th command has said that it succeeded."""
    return len(said) > n and said[n]["code"] == code


# record


def _record() -> Scene:
    folder = _new("record")
    calls = [("0001", "busy"), ("0002", "refused"), ("0003", "do_not_call")]
    commands = [(0, ["record", who, "--outcome", what, "--caller", "Anna", "--json"]) for who, what in calls]

    def sound(folder: Path, said: Said) -> None:
        with closing(opened(folder)) as db:
            numbers: dict[str, list[int]] = {}
            known = set()
            for event in log.everything(db):
                numbers.setdefault(event.device, []).append(event.seq)
                known.add(event.id)
            attempts = dict(db.rows("SELECT contact, attempts FROM contacts"))
            folded = {event.contact for event in log.everything(db) if event.contact}
        said_ids = {json.loads(each["out"])["event"] for each in said if each["code"] == 0}
        assert said_ids <= known, "a call that was recorded is lost"
        assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in numbers.values()), numbers
        assert folded == {who for who, n in attempts.items() if n}, "a contact does not know of its call"

    def again(folder: Path, said: Said) -> Any:
        before = {row["event"] for row in rows_of(laptop(folder).export())}
        found = laptop(folder).ok(*commands[0][1])
        assert found["event"] not in before, "an id was given twice"
        return laptop(folder).ok("check", "--json")["findings"]

    return Scene(folder, commands, sound, again, shared=True)


# import: into a campaign that has no file yet


def _import() -> Scene:
    folder = place() / "import"
    folder.mkdir()
    for name in ("surveys.yaml", "list.csv"):
        shutil.copy(_office() / name, folder / name)
    command = ["import", "list.csv", "--list", "members", "--yes", "--json"]

    def sound(folder: Path, said: Said) -> None:
        if not (folder / store.NAME).exists():
            assert not _ok(said, 0), "a list that was imported is lost"
            return
        with closing(opened(folder)) as db:
            (n,) = db.row("SELECT count(*) FROM contacts")
            assert n in (0, PEOPLE) and (n or not _ok(said, 0)), f"{n} people of {PEOPLE}"

    def again(folder: Path, said: Said) -> Any:
        laptop(folder).ok(*command)
        return laptop(folder).ok("export", "--contacts"), laptop(folder).ok("check", "--json")["findings"]

    return Scene(folder, [(0, command)], sound, again)


# export


def _export() -> Scene:
    folder = _new("export")
    names = ("sent/out.csv", "sent/people.csv")
    views: list[list[str]] = [[], ["--contacts"]]
    commands = [(0, ["export", *view, "-o", name, "--json"]) for name, view in zip(names, views, strict=True)]
    old = laptop(folder).export()
    (folder / "sent").mkdir()
    (folder / "export.csv").rename(folder / names[0])
    laptop(folder).ok("record", "0001", "--outcome", "busy", "--caller", "Anna", "--json")
    (new, people), exported = (laptop(folder).export(*view) for view in views), folder / "export.csv"
    exported.unlink()

    def sound(folder: Path, said: Said) -> None:
        opened(folder).close()
        out, everybody = (folder / name for name in names)
        assert out.read_bytes() == new or (out.read_bytes() == old and not _ok(said, 0)), "half an export"
        found = everybody.read_bytes() if everybody.exists() else None
        assert found == people or (found is None and not _ok(said, 1)), "half a list of contacts"

    def again(folder: Path, said: Said) -> Any:
        for _code, command in commands:
            laptop(folder).ok(*command)
        return [(folder / name).read_bytes().decode() for name in names]

    return Scene(folder, commands, sound, again)


# merge


def _calls(n: int, calls: int, **more: Any) -> list[Event]:
    outcomes = ("busy", "refused", "no_answer", "do_not_call", "wrong_number")
    found = []
    for seq in range(1, calls + 1):
        outcome = outcomes[(n + seq) % len(outcomes)]
        number = {"number_index": "1"} if outcome == "wrong_number" else {}
        found.append(a_report(outcome, seq, device=a_device(n), contact=f"m{(n + seq) % 5 + 1:04}", **number, **more))
    return found


def _results(folder: Path) -> list[str]:
    """Results of five volunteers as they come: plain, sealed, zipped, damaged, and with somebody to forget."""
    import zipfile

    ledger = [a_packet_row(n, body={"file": f"{n}.ringa"}) for n in range(5)]
    identity, recipient = sealing.new_pair()
    with closing(store.open_campaign(folder)) as db, db.tx():
        for row in ledger:
            packets.put(db, row)
        settings.put(db, packets.IDENTITY, identity)
    logs = [[signed(event, ledger[n]) for event in _calls(n, 6)] for n in range(5)]
    logs[3][5] = signed(a_forget(6, contact="m0004", device=a_device(3)), ledger[3])
    logs[4][5] = signed(an_undo(logs[4][2], 6), ledger[4])
    texts = [a_results_file(each).encode() for each in logs]
    (folder / "0.csv").write_bytes(texts[0])
    (folder / "1.csv.age").write_bytes(sealing.seal(texts[1], recipient))
    (folder / "2.csv").write_bytes(texts[2].replace(b",refused,", b",busy,", 1))
    (folder / "3.csv").write_bytes(texts[3])
    with zipfile.ZipFile(folder / "4.zip", "w") as bundle:
        bundle.writestr("4.csv", texts[4])
    return ["0.csv", "1.csv.age", "2.csv", "3.csv", "4.zip"]


def _state(folder: Path) -> dict[str, Any]:
    with closing(opened(folder)) as db:
        return {
            "events": _events(db),
            "ends": log.ends(db),
            "contacts": list(db.rows("SELECT * FROM contacts ORDER BY id")),
            "leases": list(db.rows("SELECT * FROM leases ORDER BY contact")),
            "files": list(db.rows("SELECT DISTINCT body ->> 'sha256' FROM journal WHERE kind = 'merge' ORDER BY 1")),
            "heard": list(db.rows("SELECT packet, state FROM packets ORDER BY packet")),
        }


def _merge() -> Scene:
    merging.ROWS_PER_COMMIT = 1  # so that each of these small files has a commit of its own, as large ones do
    folder = _new("merge")
    names = _results(folder)
    commands = [(4, ["merge", *names, "--yes", "--json"])]
    states = []
    for n in range(len(names) + 1):  # what there may be: the files up to one of them, each whole
        part = Path(shutil.copytree(folder, place() / "part"))
        if n:
            laptop(part).run("merge", *names[:n], "--yes", "--json")
        states.append(_state(part))
        shutil.rmtree(part)
    assert all(one != other for one, other in pairwise(states))

    def sound(folder: Path, said: Said) -> None:
        assert _state(folder) in (states[-1:] if _ok(said, 0, 4) else states), "a file is in by half, or lost"

    def again(folder: Path, said: Said) -> Any:
        assert laptop(folder).run(*commands[0][1]).code in (0, 4)
        assert laptop(folder).run(*commands[0][1]).json["added"] == 0
        sound(folder, [{"code": 4}])
        aside = {path.read_bytes() for path in folder.glob("*.quarantine*")}
        assert len(aside) == 1, "what was set aside is not in a file"
        return laptop(folder).export().decode(), laptop(folder).ok("export", "--contacts")

    return Scene(folder, commands, sound, again)


# pack


def _pack() -> Scene:
    folder = _new("pack")
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


def _open() -> Scene:
    office = _new("packing")
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
            assert not _ok(said, 0), "what was opened is gone"

    def again(folder: Path, said: Said) -> Any:
        laptop(folder).ok(*command)
        assert {path.name for path in folder.iterdir()} == {"folder", "p.ringa"}
        home = laptop(folder / "folder")
        return whole(home.folder), home.ok("check", "--json")["findings"], home.ok("export", "--contacts", "--no-seal")

    return Scene(folder, [(0, command)], sound, again)


_MAKERS = {
    "merge": _merge, "pack": _pack, "open": _open, "export": _export, "record": _record, "import": _import,
}  # fmt: skip
NAMES = tuple(_MAKERS)


@cache
def scene(name: str) -> Scene:
    """The scene of that name; made when it is first asked for."""
    os.environ["RINGA_LANG"] = "en"
    return _MAKERS[name]()
