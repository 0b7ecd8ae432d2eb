"""What is tried on a disk that lets one down: calls, lists and results here, packets in `packing`; see `stage`."""

import json
import os
import shutil
from contextlib import closing
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from ringa.core.events import Event
from ringa.formats import sealing
from ringa.store import db as store
from ringa.store import log, merging, packets, settings
from tests.build import a_device, a_forget, a_packet_row, a_report, a_results_file, an_undo, signed
from tests.cli.ready import rows_of
from tests.torture import packing
from tests.torture.stage import PEOPLE, Said, Scene, events, fresh, laptop, office, ok, opened, place

# record


def _record() -> Scene:
    folder = fresh("record")
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
        shutil.copy(office() / name, folder / name)
    command = ["import", "list.csv", "--list", "members", "--yes", "--json"]

    def sound(folder: Path, said: Said) -> None:
        if not (folder / store.NAME).exists():
            assert not ok(said, 0), "a list that was imported is lost"
            return
        with closing(opened(folder)) as db:
            (n,) = db.row("SELECT count(*) FROM contacts")
            assert n in (0, PEOPLE) and (n or not ok(said, 0)), f"{n} people of {PEOPLE}"

    def again(folder: Path, said: Said) -> Any:
        laptop(folder).ok(*command)
        return laptop(folder).ok("export", "--contacts"), laptop(folder).ok("check", "--json")["findings"]

    return Scene(folder, [(0, command)], sound, again)


# export


def _export() -> Scene:
    folder = fresh("export")
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
        assert out.read_bytes() == new or (out.read_bytes() == old and not ok(said, 0)), "half an export"
        found = everybody.read_bytes() if everybody.exists() else None
        assert found == people or (found is None and not ok(said, 1)), "half a list of contacts"

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
            "events": events(db),
            "ends": log.ends(db),
            "contacts": list(db.rows("SELECT * FROM contacts ORDER BY id")),
            "leases": list(db.rows("SELECT * FROM leases ORDER BY contact")),
            "files": list(db.rows("SELECT DISTINCT body ->> 'sha256' FROM journal WHERE kind = 'merge' ORDER BY 1")),
            "heard": list(db.rows("SELECT packet, state FROM packets ORDER BY packet")),
        }


def _merge() -> Scene:
    merging.ROWS_PER_COMMIT = 1  # so that each of these small files has a commit of its own, as large ones do
    folder = fresh("merge")
    names = _results(folder)
    commands = [(4, ["merge", *names, "--yes"])]
    states = []
    for n in range(len(names) + 1):  # what there may be: the files up to one of them, each whole
        part = Path(shutil.copytree(folder, place() / "part"))
        if n:
            laptop(part).run("merge", *names[:n], "--yes", "--json")
        states.append(_state(part))
        shutil.rmtree(part)
    assert all(one != other for one, other in pairwise(states))

    def sound(folder: Path, said: Said) -> None:
        assert _state(folder) in (states[-1:] if ok(said, 0, 4) else states), "a file is in by half, or lost"

    def again(folder: Path, said: Said) -> Any:
        assert laptop(folder).run(*commands[0][1]).code in (0, 4)
        assert laptop(folder).run(*commands[0][1], "--json").json["added"] == 0
        sound(folder, [{"code": 4}])
        aside = {path.read_bytes() for path in folder.glob("*.quarantine*")}
        assert len(aside) == 1, "what was set aside is not in a file"
        return laptop(folder).export().decode(), laptop(folder).ok("export", "--contacts")

    return Scene(folder, commands, sound, again)


_MAKERS = {
    "merge": _merge, "pack": packing.pack, "open": packing.open_,
    "export": _export, "record": _record, "import": _import,
}  # fmt: skip
NAMES = tuple(_MAKERS)


@cache
def scene(name: str) -> Scene:
    """The scene of that name; made when it is first asked for."""
    os.environ["RINGA_LANG"] = "en"
    return _MAKERS[name]()
