"""Where a list waits until it is applied: a file of its own beside the campaign's, for as long as an import runs.

So nobody waits while a list is read, a million people do not have to fit into memory, and nothing is changed before the
plan has been shown. Into a campaign that has nobody yet a list goes directly, in the transaction that is open until the
plan has been agreed to: nobody can be waiting for somebody to call there.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ringa.store import contacts
from ringa.store.db import Db, accidents
from ringa.store.turnstile import open_private

_CACHE_KIB, _STAGE_KIB = 32_000, 16_000


def path_of(db: Db) -> Path:
    """The file in which a list is staged."""
    return db.path.with_name(db.path.name + "-import")


@contextmanager
def staged(db: Db) -> Iterator[bool]:
    """A staging file for as long as the block runs; whether the campaign has nobody yet.

    What a crash has left of an earlier one is removed first. What has not been applied is gone at the end.
    """
    path = path_of(db)
    with ExitStack() as stack, accidents(path):
        path.unlink(missing_ok=True)
        stack.callback(path.unlink, missing_ok=True)
        stack.callback(db.detach, "stage")
        os.close(open_private(path, os.O_EXCL))
        _attach(db, path)
        stack.callback(db.roll_back)
        yield _nobody_comes(db, stack)


def _nobody_comes(db: Db, stack: ExitStack) -> bool:
    """Whether the campaign has nobody yet; if so, nobody else writes in it until the stack is left."""
    if contacts.count(db):
        return False
    with ExitStack() as mine:
        mine.enter_context(db.turnstile.turn())
        db.connection.execute("BEGIN IMMEDIATE")
        mine.callback(db.roll_back)
        if contacts.count(db):
            return False  # somebody has come while we waited
        db.connection.execute("DROP INDEX contacts_by_name")  # is faster made when all have come
        stack.push(mine.pop_all())
    return True


def _attach(db: Db, path: Path) -> None:
    db.connection.execute("ATTACH ? AS stage", (str(path),))
    for setting in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_STAGE_KIB}"):
        db.connection.execute(f"PRAGMA stage.{setting}")
    db.connection.execute(f"PRAGMA main.cache_size=-{_CACHE_KIB}")
    schema = (
        "SELECT sql FROM main.sqlite_schema WHERE name IN ('contacts', 'contacts_by_name', 'numbers') ORDER BY rowid"
    )
    same = [
        sql.replace("CREATE TABLE ", "CREATE TABLE stage.", 1).replace(" INDEX ", " INDEX stage.", 1)
        for (sql,) in db.rows(schema)
    ]
    for sql in (*_STAGE, *same):
        db.connection.execute(sql)


@contextmanager
def applying(db: Db) -> Iterator[None]:
    """The transaction in which an import is applied: one of its own, or the one that has been open since the start."""
    if not db.connection.in_transaction:
        with db.tx():
            yield
        return
    with accidents(db.path):
        yield
        db.connection.execute("COMMIT")


_STAGE = (
    """CREATE TABLE stage.changed (
        id INTEGER PRIMARY KEY, contact TEXT NOT NULL, list TEXT NOT NULL, gone INTEGER NOT NULL,
        file INTEGER NOT NULL, line INTEGER NOT NULL, fields TEXT NOT NULL, after TEXT NOT NULL, source INTEGER NOT NULL
    ) STRICT""",
    "CREATE TABLE stage.same (id INTEGER PRIMARY KEY, list TEXT NOT NULL, source INTEGER NOT NULL) STRICT",
    "CREATE TABLE stage.gone (id INTEGER PRIMARY KEY, contact TEXT NOT NULL) STRICT",
    """CREATE TABLE stage.rejected (
        doubtful INTEGER NOT NULL, file INTEGER NOT NULL, line INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT""",
)
