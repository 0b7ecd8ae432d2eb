"""The campaign file: opened with care, written in short transactions, created whole or not at all.

Facts behind the settings are in the README, "How it is built". Two libraries never share a file's mode: with
sqlcipher3 (required) the mode is WAL + FULL; without it, the standard library's SQLite uses DELETE + EXTRA.
An encrypted campaign will be opened here, by a key given to `connect`.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ringa.core.text import fold_case
from ringa.errors import DatabaseBusy, DatabaseNewer, DatabaseProblem, DiskFull, FileProblem
from ringa.i18n import N_, _
from ringa.store.turnstile import Turnstile, open_private, remove

if TYPE_CHECKING:
    import sqlite3 as driver

    WAL = True
else:
    try:
        from sqlcipher3 import dbapi2 as driver

        WAL = True
    except ImportError:
        import sqlite3 as driver

        WAL = False

NAME = "ringa.db"
IntegrityError = driver.IntegrityError
APPLICATION_ID = 0x52494E47  # "RING"
VERSION = 7  # of the file: the number of migrations; see migrations.py
BUSY_SECONDS = 30

_SETTINGS = (
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it, REPLACE goes past the trigger that keeps the log
    "temp_store=MEMORY",
    "secure_delete=ON",
    f"busy_timeout={BUSY_SECONDS * 1000}",
    f"synchronous={'FULL' if WAL else 'EXTRA'}",
)
# What SQLite says, and what that is for a user. The order matters: the first that fits.
_ACCIDENTS: tuple[tuple[str, str], ...] = (
    ("not a database", N_("this is not a campaign file, or it is damaged")),
    ("malformed", N_("the file is damaged")),
    ("Could not decode", N_("the file is damaged")),
    ("unable to open", N_("the file cannot be opened")),
    ("locking protocol", N_("the file cannot be opened")),  # its write-ahead log cannot be read in
    ("readonly", N_("the file may not be written to")),
)
_FULL = ("disk is full", "disk I/O error", "database or disk")


class _Tried(Exception):
    """A trial is over."""


class Db:
    """An open campaign file. Reads go through `rows` and `row`; every write happens inside `tx()`."""

    def __init__(self, path: Path, connection: driver.Connection) -> None:
        self.path = path
        self.connection = connection
        self.turnstile = Turnstile(path.with_name(path.name + "-turn"))

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Any]:
        """The rows of a query as tuples, fetched as they are wanted."""
        for batch in self.batches(sql, values):
            yield from batch

    def batches(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Iterator[list[Any]]:
        """The same, as many at a time as were fetched together."""
        with accidents(self.path):
            cursor = self.connection.execute(sql, values)
            while batch := cursor.fetchmany(1000):
                yield batch

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first row of a query, or None."""
        with accidents(self.path):
            return self.connection.execute(sql, values).fetchone()

    def one_by_one(self, sql: str, values: dict[str, Any]) -> Iterator[Any]:
        """The rows of a query as tuples, each read when it is asked for: where the first that fits is looked for."""
        with accidents(self.path):
            yield from self.connection.execute(sql, values)

    def write(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> int:
        """One statement inside `tx()`; the number of rows it changed."""
        return self.connection.execute(sql, values).rowcount

    def write_many(self, sql: str, values: Iterable[Sequence[Any]]) -> int:
        """One statement for many rows inside `tx()`; the number of rows it changed."""
        return self.connection.executemany(sql, values).rowcount

    @contextmanager
    def tx(self) -> Iterator[None]:
        """A write transaction: on disk (fsync) when the block ends, undone whole when it raises.

        Begins IMMEDIATE behind the turnstile, so that what is read inside cannot have changed before it is written.
        """
        with self.turnstile.turn(), accidents(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def trial(self) -> Iterator[None]:
        """As `tx`, but what was written is undone: to see what would become of it."""
        with suppress(_Tried), self.tx():
            yield
            raise _Tried

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of one and the same state, while others may go on writing."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that is undone whole when it raises."""
        self.connection.execute("SAVEPOINT part")
        try:
            yield
            self.connection.execute("RELEASE part")
        except BaseException:
            if self.connection.in_transaction:  # an error of the disk may have undone all of it already
                self.connection.execute("ROLLBACK TO part")
                self.connection.execute("RELEASE part")
            raise

    def tidy(self) -> None:
        """After much has been written: bring it from the write-ahead log into the file, if there is room and no reader.

        It is safe in the log as well; so nothing here is an error.
        """
        with suppress(driver.Error):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def roll_back(self) -> None:
        """Undo what was begun and not committed, whatever has happened."""
        with suppress(driver.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def detach(self, schema: str) -> None:
        """Let go of a file that was attached, whatever has happened."""
        with suppress(driver.Error):
            self.connection.execute(f"DETACH {schema}")

    def close(self) -> None:
        """Close the file. Nothing is lost without it."""
        self.connection.close()
        self.turnstile.close()


@contextmanager
def accidents(path: Path) -> Iterator[None]:
    """Turn what SQLite reports into an error that a user can act on. A bug of ours stays what it is."""
    try:
        yield
    except driver.DatabaseError as error:
        text = str(error)
        if any(sign in text for sign in _FULL):
            raise DiskFull(file=path) from error
        if "locked" in text or "busy" in text:
            raise DatabaseBusy(file=path, seconds=BUSY_SECONDS) from error
        problem = next((problem for sign, problem in _ACCIDENTS if sign in text), None)
        if problem is None:
            raise
        raise DatabaseProblem(file=path, problem=_(problem)) from error


def connect(path: Path) -> driver.Connection:
    """A connection with every setting of ours. The door at which an encrypted file's key will come in."""
    connection = driver.connect(str(path), isolation_level=None, timeout=BUSY_SECONDS)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    connection.create_function("fold_case", 1, lambda text: fold_case(text or ""), deterministic=True)
    return connection


def open_campaign(folder: Path, *, thorough: bool = False) -> Db:
    """The campaign file in a folder, brought up to date; made if the folder has none yet.

    `thorough` also has SQLite check the file's structure, which takes time in proportion to its size.
    Raises DatabaseNewer, DatabaseProblem, FileProblem.
    """
    path = folder / NAME
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise FileProblem(file=path, problem=_("this is a link or a folder, not a file"))
    if not path.exists():
        create(path)
    with accidents(path):
        db = Db(path, connect(path))
        version = db.row("PRAGMA user_version")[0]
        if version > VERSION:
            raise DatabaseNewer(file=path, found=version, known=VERSION)
        if db.row("PRAGMA application_id")[0] != APPLICATION_ID:
            raise DatabaseProblem(file=path, problem=_("this is not a campaign file, or it is damaged"))
        if version < VERSION:
            _migrate(db)
        if thorough and (findings := [row[0] for row in db.rows("PRAGMA quick_check(5)")]) != ["ok"]:
            raise DatabaseProblem(file=path, problem="; ".join(findings))
    return db


def create(path: Path) -> None:
    """A new campaign file, whole or not at all, readable by its owner only. If another made it first, theirs stays."""
    turnstile = Turnstile(path.with_name(path.name + "-turn"))
    with closing(turnstile), turnstile.turn():
        if path.exists():
            return
        draft = path.with_name(path.name + ".new")
        _remove(draft)  # what a crash has left
        try:
            _fill(draft, path)
            draft.replace(path)
        finally:
            _remove(draft)


def _fill(draft: Path, path: Path) -> None:
    """Make the file at `draft`, all of which is on disk when it is closed; what goes wrong is told of `path`."""
    from ringa.store.migrations import migrate

    os.close(open_private(draft, os.O_EXCL))
    with accidents(path), closing(connect(draft)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        migrate(connection)
        connection.execute(f"PRAGMA user_version={VERSION}")
        # only now, since a log beside the file that could not be put into it when it was closed would be left behind
        connection.execute(f"PRAGMA journal_mode={'WAL' if WAL else 'DELETE'}")


def _remove(draft: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        remove(draft.with_name(draft.name + suffix))


def _migrate(db: Db) -> None:
    from ringa.store.migrations import migrate

    with db.turnstile.turn():
        if db.row("PRAGMA user_version")[0] < VERSION:
            migrate(db.connection)
            db.connection.execute(f"PRAGMA user_version={VERSION}")
