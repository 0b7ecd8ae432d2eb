"""Where a list waits until it is applied: a file of its own beside the campaign's, for as long as an import runs.

So nobody waits while a list is read, a million people do not have to fit into memory, and nothing is changed before the
plan has been shown. Into a campaign that has nobody yet a list goes directly, in the transaction that is open until the
plan has been agreed to: nobody can be waiting for somebody to call there.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from ringa.core.entry import Batch
from ringa.store import contacts, opt_outs
from ringa.store.db import Db, accidents, connect
from ringa.store.newcomers import Newcomers, Terms, index_numbers
from ringa.store.turnstile import open_private, remove

_CACHE_KIB, _STAGE_KIB = 32_000, 16_000
_FAST = ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_STAGE_KIB}")  # after a crash the file is made anew
_BY_NAME = "contacts_by_name"


class Stage(NamedTuple):
    """Where a list waits.

    `fresh`: the campaign has nobody yet. Then the index of its contacts by name is left out until all have come, which
    is faster (`by_name` is what makes it); and there may be `parts`, a file for the people of each part of a list.
    """

    fresh: bool
    by_name: str = ""
    parts: Sequence[Path] = ()


def path_of(db: Db, part: str = "") -> Path:
    """The file in which a list, or a part of it, is staged."""
    return db.path.with_name(f"{db.path.name}-import{part}")


@contextmanager
def staged(db: Db, parts: int = 0) -> Iterator[Stage]:
    """A staging file for as long as the block runs, and as many `parts` if the campaign has nobody yet.

    What a crash has left of earlier ones is removed first. What has not been applied is gone at the end.
    """
    with ExitStack() as stack, accidents(path_of(db)):
        schema = dict(db.rows("SELECT name, sql FROM sqlite_schema WHERE tbl_name IN ('contacts', 'numbers')"))
        by_name = schema.pop(_BY_NAME)
        for left in db.path.parent.glob(f"{path_of(db).name}-[0-9]*"):
            left.unlink()
        stage = [*_STAGE, schema["contacts"], by_name, schema["numbers"]]
        _attach(db, "stage", path_of(db), stage, stack)
        db.connection.execute(f"PRAGMA main.cache_size=-{_CACHE_KIB}")
        files = [] if contacts.count(db) or opt_outs.kept(db) else [path_of(db, f"-{n}") for n in range(parts)]
        for n, path in enumerate(files):
            _attach(db, f"part{n}", path, [*filter(None, schema.values())], stack)
        stack.callback(db.roll_back)
        if _nobody_comes(db, stack):
            yield Stage(True, by_name, files)
        else:
            yield Stage(False)


def _nobody_comes(db: Db, stack: ExitStack) -> bool:
    """Whether the campaign has nobody yet; if so, nobody else writes in it until the stack is left."""
    if contacts.count(db):
        return False
    with ExitStack() as mine:
        mine.enter_context(db.turnstile.turn())
        db.connection.execute("BEGIN")  # IMMEDIATE would lock the parts too, in which others are to write
        mine.callback(db.roll_back)
        db.connection.execute(f"DROP INDEX main.{_BY_NAME}")
        if contacts.count(db):
            return False  # somebody has come while we waited
        stack.push(mine.pop_all())
    return True


def _attach(db: Db, name: str, path: Path, schema: Sequence[str], stack: ExitStack) -> None:
    """A new file with these tables, known to SQL by a name."""
    path.unlink(missing_ok=True)
    stack.callback(remove, path)
    stack.callback(db.detach, name)
    os.close(open_private(path, os.O_EXCL))
    db.connection.execute(f"ATTACH ? AS {name}", (str(path),))
    for setting in _FAST:
        db.connection.execute(f"PRAGMA {name}.{setting}")
    for sql in schema:
        own = sql.replace("CREATE TABLE ", f"CREATE TABLE {name}.", 1).replace(" INDEX ", f" INDEX {name}.", 1)
        db.connection.execute(own)


@contextmanager
def filling(path: Path, terms: Terms) -> Iterator[Callable[[Batch], Batch]]:
    """A function that puts the people of a batch into a part, for the process that reads it: whole when the block ends.

    Their ids go on from the line of the first: no part has those of another, and they are in the order of the list.
    """
    with accidents(path), closing(connect(path)) as connection:
        for setting in _FAST:
            connection.execute(f"PRAGMA {setting}")
        db = Db(path, connection)
        newcomers = Newcomers(db, "main", terms)
        begun = False

        def place(batch: Batch) -> Batch:
            nonlocal begun
            if batch.lines and not begun:
                db.write("INSERT INTO contacts (id, contact) VALUES (?, '')", (min(batch.lines) - 1,))
                begun = True
            return batch._replace(entries=[], lines=[], placed=newcomers.add(batch.entries))

        connection.execute("BEGIN")
        yield place
        db.write("DELETE FROM contacts WHERE contact = ''")
        index_numbers(db, "main")
        connection.execute("COMMIT")


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
    """CREATE TABLE changed (
        id INTEGER PRIMARY KEY, contact TEXT NOT NULL, list TEXT NOT NULL, gone INTEGER NOT NULL,
        file INTEGER NOT NULL, line INTEGER NOT NULL, fields TEXT NOT NULL, after TEXT NOT NULL, source INTEGER NOT NULL
    ) STRICT""",
    "CREATE TABLE same (id INTEGER PRIMARY KEY, list TEXT NOT NULL, source INTEGER NOT NULL) STRICT",
    "CREATE TABLE gone (id INTEGER PRIMARY KEY, contact TEXT NOT NULL) STRICT",
    """CREATE TABLE rejected (
        doubtful INTEGER NOT NULL, file INTEGER NOT NULL, line INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT""",
)
