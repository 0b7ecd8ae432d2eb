"""The campaign file: opened with every setting, written whole or not at all, and the log only ever grows."""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ringa.cli.calling import lock_name
from ringa.core.events import Event, erased
from ringa.core.merge import plan
from ringa.errors import DatabaseNewer, FileProblem
from ringa.store import db as store
from ringa.store import device, log, settings
from ringa.store.db import Db, open_campaign
from ringa.store.migrations import migrate
from ringa.store.turnstile import one_at_a_time
from tests.build import a_report, an_undo, moment
from tests.cli.ready import import_members, people, record, results_of, small, start
from tests.conftest import MEMBERS, Laptop


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    """An empty campaign file."""
    db = open_campaign(tmp_path)
    yield db
    db.close()


def setting(connection: Any, name: str) -> Any:
    row = connection.execute(f"PRAGMA {name}").fetchone()
    return row[0] if row else None


def put(db: Db, *events: Event) -> None:
    with db.tx():
        log.apply(db, plan(events, log.contents(db, events), ()), moment())


# Opening


def test_every_connection_has_every_setting(db: Db) -> None:
    found = {name: setting(db.connection, name) for name in ("journal_mode", "synchronous", "busy_timeout")}
    assert found == {"journal_mode": "wal" if store.WAL else "delete", "synchronous": 2 if store.WAL else 3,
                     "busy_timeout": 30_000}  # fmt: skip
    switches = ("foreign_keys", "secure_delete", "cell_size_check", "trusted_schema")
    assert [setting(db.connection, name) for name in switches] == [1, 1, 1, 0]
    assert setting(db.connection, "temp_store") == 2
    assert setting(db.connection, "mmap_size") in (0, None)
    assert setting(db.connection, "application_id") == store.APPLICATION_ID
    assert setting(db.connection, "user_version") == store.VERSION


def test_the_library_has_no_wal_reset_bug(db: Db) -> None:
    version = tuple(int(part) for part in db.row("SELECT sqlite_version()")[0].split("."))
    assert not store.WAL or version >= (3, 51, 3)


def schema(db: Db) -> list[Any]:
    return list(db.rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"))


def test_opening_again_and_migrating_again_changes_nothing(db: Db, tmp_path: Path) -> None:
    before = schema(db)
    assert len(before) > 10
    again = open_campaign(tmp_path, thorough=True)
    assert schema(again) == before
    migrate(again.connection)
    assert schema(again) == before
    again.close()


def test_a_file_with_steps_missing_is_brought_up_to_date(db: Db, tmp_path: Path) -> None:
    before = schema(db)
    db.connection.execute("PRAGMA user_version = 0")
    db.close()
    again = open_campaign(tmp_path)
    assert schema(again) == before and setting(again.connection, "user_version") == store.VERSION
    again.close()


def test_a_newer_file_is_refused_unchanged(db: Db, tmp_path: Path) -> None:
    db.connection.execute(f"PRAGMA user_version = {store.VERSION + 1}")
    db.close()
    before = (tmp_path / "ringa.db").read_bytes()
    with pytest.raises(DatabaseNewer):
        open_campaign(tmp_path)
    assert (tmp_path / "ringa.db").read_bytes() == before


def test_a_folder_that_is_not_there_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        open_campaign(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_making_a_file_leaves_no_draft_behind(db: Db, tmp_path: Path) -> None:
    db.close()
    assert {path.name for path in tmp_path.iterdir()} <= {"ringa.db", "ringa.db-turn"}


def test_a_file_that_another_has_made_meanwhile_stays(db: Db, tmp_path: Path) -> None:
    with db.tx():
        settings.put(db, "key", "00")
    store.create(tmp_path / "ringa.db")
    assert settings.get(db, "key") == "00"


CREATE = """
import sys, time
from pathlib import Path
from ringa.store import settings
from ringa.store.db import open_campaign
root, number, at = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
for n in range(8):
    time.sleep(max(0, at + n * 0.06 - time.time()))
    db = open_campaign(root / str(n))
    print(settings.key(db, number.encode() * 4).hex())
    db.close()
"""


def test_processes_that_make_the_same_file_at_once_get_one_file(tmp_path: Path) -> None:
    for n in range(8):
        (tmp_path / str(n)).mkdir()
    at = str(time.time() + 0.6)
    outputs = results_of([start(tmp_path, CREATE, str(tmp_path), str(number), at) for number in range(4)])
    assert len(set(outputs)) == 1 and len(outputs[0].split()) == 8
    for n in range(8):
        assert not list((tmp_path / str(n)).glob("*.new*"))  # of two that close at once, neither clears up the WAL


# Transactions


def test_a_transaction_that_fails_is_undone_whole(db: Db) -> None:
    with pytest.raises(ZeroDivisionError), db.tx():
        settings.put(db, "one", "1")
        log.apply(db, plan([a_report()], {}, ()), moment())
        log.put_ends(db, "SELECT ?, ?, ?", ("daaaaaaaaaa", "reference", 5))
        raise ZeroDivisionError
    assert settings.get(db, "one") is None
    assert list(log.everything(db)) == [] and log.ends(db) == {}
    with db.tx():
        settings.put(db, "two", "2")
    assert settings.get(db, "two") == "2"


def test_an_interrupted_transaction_is_undone_whole_and_the_turn_is_given_back(db: Db, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), db.tx():
        settings.put(db, "one", "1")
        raise KeyboardInterrupt
    other = open_campaign(tmp_path)
    with other.tx():
        settings.put(other, "two", "2")
    assert (settings.get(db, "one"), settings.get(db, "two")) == (None, "2")
    other.close()


def test_a_savepoint_that_fails_takes_only_its_own_part_back(db: Db) -> None:
    with db.tx():
        settings.put(db, "one", "1")
        with pytest.raises(ZeroDivisionError), db.savepoint():
            settings.put(db, "two", "2")
            raise ZeroDivisionError
        settings.put(db, "three", "3")
    assert [settings.get(db, name) for name in ("one", "two", "three")] == ["1", None, "3"]


def test_an_error_that_undoes_the_whole_transaction_inside_a_savepoint_stays_what_it_is(db: Db) -> None:
    with pytest.raises(ValueError, match="the disk"), db.tx(), db.savepoint():
        db.connection.execute("ROLLBACK")  # as SQLite does after some errors of the disk
        raise ValueError("the disk")
    assert not db.connection.in_transaction


def test_what_a_death_has_left_of_a_file_that_was_being_made_is_removed(tmp_path: Path) -> None:
    for name in ("ringa.db.new", "ringa.db.new-journal"):
        (tmp_path / name).write_bytes(b"half")
    store.open_campaign(tmp_path, thorough=True).close()
    assert not list(tmp_path.glob("*.new*"))


def test_a_reader_sees_nothing_of_a_transaction_that_is_open(db: Db, tmp_path: Path) -> None:
    other = open_campaign(tmp_path)
    with db.tx():
        settings.put(db, "one", "1")
        assert settings.get(other, "one") is None
    assert settings.get(other, "one") == "1"
    other.close()


def test_reads_in_a_snapshot_are_of_one_state_while_others_write(db: Db, tmp_path: Path) -> None:
    other = open_campaign(tmp_path)
    with db.snapshot():
        assert log.extra_columns(db) == set()
        put(other, a_report("partial", answers={"new": "x"}))
        assert list(log.everything(db)) == [] and log.ends(db) == {}
    assert log.extra_columns(db) == {"answer.new"} and len(list(log.everything(db))) == 1
    other.close()


# The log


def test_events_are_never_changed(db: Db) -> None:
    put(db, a_report())
    for sql in ("UPDATE events SET note = 'x'", "UPDATE events SET id = 7", "REPLACE INTO events SELECT * FROM events"):
        with pytest.raises(Exception, match="append-only"), db.tx():
            db.write(sql)
    assert list(log.everything(db)) == [a_report()]


def test_events_are_only_deleted_where_an_erased_row_stands_for_them(db: Db) -> None:
    forgotten, other = a_report("busy", 1), a_report("busy", 2)
    put(db, forgotten, other)
    with pytest.raises(Exception, match="append-only"), db.tx():
        db.write("DELETE FROM events WHERE seq = 1")
    put(db, erased(forgotten))
    assert list(log.everything(db)) == [erased(forgotten), other]
    for seq in (1, 2):
        with pytest.raises(Exception, match="append-only"), db.tx():
            db.write("DELETE FROM events WHERE seq = ?", (seq,))
    assert list(log.everything(db)) == [erased(forgotten), other]


def test_an_event_that_is_there_already_is_not_written_twice(db: Db) -> None:
    put(db, a_report())
    with db.tx():
        log.apply(db, plan([a_report()], {}, ()), moment())
    assert list(log.everything(db)) == [a_report()]


def test_what_is_written_is_read_back_cell_by_cell(db: Db) -> None:
    event = a_report(
        "conversation", 1, note="Å\n'=1", answers={"a": "x|y", "b": "å"}, survey="val", survey_version="v1", mac="k0"
    )
    put(db, event, an_undo(event, 2))
    assert list(log.everything(db)) == [event, an_undo(event, 2)]
    assert log.about(db, "m1") == [event, an_undo(event, 2)]


def test_numbers_run_from_1_and_the_clock_never_runs_backwards(db: Db) -> None:
    home = device.Home("machine", os.urandom)
    slots = []
    for now in ("2026-08-14T08:00:00Z", "2026-08-14T07:51:00Z", "2026-08-14T07:50:00Z", "2026-08-14T07:49:59Z"):
        with db.tx():
            event, slot = log.append(db, a_report()._replace(device="", seq=0), home, now)
        device.written(db, slot)
        slots.append((slot.seq, event.at))
    assert slots == [
        (1, "2026-08-14T08:00:00Z"),
        (2, "2026-08-14T08:00:00Z"),
        (3, "2026-08-14T08:00:00Z"),
        (1, "2026-08-14T07:49:59Z"),  # ten minutes behind, and more: a new device
    ]


def test_another_machine_or_a_moved_file_is_another_device(db: Db, tmp_path: Path) -> None:
    def append(machine: str) -> str:
        with db.tx():
            home = device.Home(machine, os.urandom)
            event, slot = log.append(db, a_report()._replace(device="", seq=0), home, moment())
        device.written(db, slot)
        return event.device

    first = append("laptop")
    assert append("laptop") == first
    assert append("desktop") not in (first, append("laptop"))
    third = append("laptop")
    turn = db.turnstile.path
    db.turnstile.close()
    turn.rename(tmp_path / "old-turn")
    assert append("laptop") != third


# Who may read


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_file_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)  # the most careless user
    try:
        Laptop(tmp_path).ok("init", "deep/office", "--json")
        laptop = Laptop(tmp_path / "deep" / "office")
        (tmp_path / "list.csv").write_text(MEMBERS + "0006;;;fel nr\n", encoding="utf-8")
        assert laptop.run("import", "../../list.csv").code == 4
        record(laptop, "0001", "busy")
        laptop.export()
        laptop.ok("export", "--contacts", "--excel", "-o", "contacts.csv")
        (tmp_path / "bad.csv").write_bytes(laptop.export().replace(b"busy", b"Busy"))
        assert laptop.run("merge", "../../bad.csv").code == 4
        db = open_campaign(laptop.folder)
        with db.tx(), one_at_a_time(laptop.folder / lock_name("Anna")):
            settings.put(db, "one", "1")
            open_files = {path.name for path in laptop.folder.iterdir()}
            found = {path: mode(path) for path in laptop.folder.rglob("*")}
        db.close()
    finally:
        os.umask(before)
    assert {"ringa.db", "ringa.db-turn", lock_name("Anna")} <= open_files
    assert not store.WAL or {"ringa.db-wal", "ringa.db-shm"} <= open_files
    assert {"contacts.csv", "export.csv", "surveys.yaml"} <= open_files
    assert any("quarantine" in name for name in open_files)
    assert {path.name: oct(bits) for path, bits in found.items() if bits & 0o077} == {}
    assert mode(laptop.folder) == 0o700
    assert mode(tmp_path / "list.csv.rejected.csv") == 0o600


def test_an_export_over_an_open_file_makes_it_private(tmp_path: Path) -> None:
    Laptop(tmp_path).ok("init", "office", "--json")
    laptop = small(Laptop(tmp_path / "office"))
    import_members(laptop, *people([1]))
    target = laptop.folder / "out.csv"
    target.write_text("old")
    target.chmod(0o644)
    laptop.ok("export", "-o", "out.csv")
    assert mode(target) == 0o600


def test_the_events_of_a_contact_are_found_without_reading_the_whole_log(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Any]] = []
    rows = db.rows

    def noted(sql: str, values: Any = ()) -> Iterator[Any]:
        asked.append((sql, values))
        return rows(sql, values)

    monkeypatch.setattr(db, "rows", noted)
    log.about(db, "m1")
    log.objections(db, "m1")
    assert len(asked) == 2
    for sql, values in asked:
        plan = [row[3] for row in rows("EXPLAIN QUERY PLAN " + sql, values)]
        assert not [step for step in plan if step.startswith("SCAN")], plan


# A row's mac


def test_a_row_that_came_without_its_mac_may_be_given_it_and_keeps_it_then(db: Db) -> None:
    put(db, a_report())
    for value in ("kb", "ka"):
        with db.tx():
            db.write("UPDATE events SET mac = ?", (value,))
    for value in ("", "ka", "kb"):
        with pytest.raises(Exception, match="append-only"), db.tx():
            db.write("UPDATE events SET mac = ?", (value,))
    assert [event.mac for event in log.everything(db)] == ["ka"]


def test_what_a_trial_writes_is_undone_and_what_it_raises_is_told(db: Db) -> None:
    with db.trial():
        db.write("INSERT INTO settings VALUES ('a', 'b')")
        assert db.row("SELECT value FROM settings WHERE name = 'a'") == ("b",)
    assert db.row("SELECT value FROM settings WHERE name = 'a'") is None
    with pytest.raises(KeyError), db.trial():
        raise KeyError
