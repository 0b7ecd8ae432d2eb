"""Results on their way in: they wait in files of their own beside the campaign's, and go into its log file by file.

So files are read outside the write lock, by several processes if there are many, and never have to fit into memory.
Nearly all rows are a plain union, which is one statement; what forgetting has to do with goes through `core.merge`.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ringa.core import merge
from ringa.core.events import ERASED, FORGET, RESOLVE, Event
from ringa.store import log
from ringa.store.db import Db, accidents, connect
from ringa.store.objections import Merged
from ringa.store.turnstile import open_private, remove

_FAST = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8000")  # after a crash the file is made anew
_FIELDS = ", ".join(f'"{name}"' for name in Event._fields)
_SCHEMA = (
    f"""CREATE TABLE rows (id INTEGER PRIMARY KEY, {
        ", ".join(f'"{name}" {"INTEGER" if name == "seq" else "TEXT"} NOT NULL' for name in Event._fields)
    }, event TEXT NOT NULL) STRICT""",
    """CREATE TABLE files (
        file INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, header TEXT NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL,  -- of its rows
        aside INTEGER NOT NULL, cut_short INTEGER NOT NULL) STRICT""",
    """CREATE TABLE ends (
        file INTEGER NOT NULL, device TEXT NOT NULL, campaign TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (file, device)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE aside (
        file INTEGER NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL, wrong TEXT NOT NULL, cells TEXT NOT NULL
    ) STRICT""",
)  # fmt: skip
_UNSEEN = """CREATE TABLE part0.unseen (
    device TEXT NOT NULL, seq INTEGER NOT NULL, "check" TEXT NOT NULL, PRIMARY KEY (device, seq, "check")
) STRICT, WITHOUT ROWID"""
_INSERT = f"INSERT INTO rows VALUES ({', '.join('?' * (len(Event._fields) + 2))})"
_AT_ONCE = 2000


class Arrived(NamedTuple):
    """A file that has been read: which part it waits in, its number and name, its hash, how many rows it brings, how
    many of its rows were set aside, whether it lacks its end."""

    part: int
    file: int
    name: str
    sha256: str
    rows: int
    aside: int
    cut_short: int


# reading, in whatever process


class Results(Protocol):
    """A file of results, as it is read: `ends` and `cut_short` hold once its rows were taken."""

    header: list[str]
    ends: dict[str, tuple[str, int]]

    @property
    def cut_short(self) -> bool: ...
    def rows(self) -> Iterator[Any]: ...


class Part:
    """A part being filled."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._last = 0

    def put(self, file: int, name: str, sha256: str, results: Results) -> None:
        """Take up a file. What raises in between leaves nothing of it."""
        first = self._last + 1
        try:
            aside = self._take(file, results)
        except BaseException:  # there is no journal that could undo it
            self._db.write("DELETE FROM aside WHERE file = ?", (file,))
            self._db.write("DELETE FROM rows WHERE id >= ?", (first,))
            self._last = first - 1
            raise
        header = json.dumps(list(results.header))
        found = (file, name, sha256, header, first, self._last, aside, int(results.cut_short))
        self._db.write("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", found)
        ends = ((file, device, *end) for device, end in results.ends.items())
        self._db.write_many("INSERT INTO ends VALUES (?, ?, ?, ?)", ends)

    def _take(self, file: int, results: Results) -> int:
        aside = 0
        waiting: list[Event] = []
        for row in results.rows():
            if isinstance(row, Event):
                waiting.append(row)
                if len(waiting) == _AT_ONCE:
                    self._write(waiting)
            else:
                aside += 1
                cells = (file, row.line, row.reason, " ".join(row.columns), json.dumps(list(row.raw)))
                self._db.write("INSERT INTO aside VALUES (?, ?, ?, ?, ?)", cells)
        self._write(waiting)
        return aside

    def _write(self, rows: list[Event]) -> None:
        numbered = ((n, *log.to_row(row)) for n, row in enumerate(rows, self._last + 1))
        self._db.write_many(_INSERT, numbered)
        self._last += len(rows)
        rows.clear()


@contextmanager
def filling(path: Path) -> Iterator[Part]:
    """A part for the process that fills it; whole when the block ends."""
    with accidents(path), closing(connect(path)) as connection:
        for setting in _FAST:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        yield Part(Db(path, connection))
        connection.execute("COMMIT")


# merging


def lock_of(db: Db) -> Path:
    """The lock that whoever merges holds meanwhile."""
    return db.path.with_name(f"{db.path.name}-merge-lock")


@contextmanager
def parts(db: Db, number: int) -> Iterator[list[Path]]:
    """So many empty parts, for as long as the block runs; what a crash has left of earlier ones is removed first.

    One merge at a time has parts: see `lock_of`.
    """
    for left in db.path.parent.glob(f"{db.path.name}-merge-[0-9]*"):
        left.unlink()
    paths = [db.path.with_name(f"{db.path.name}-merge-{n}") for n in range(number)]
    with ExitStack() as stack:
        for path in paths:
            stack.callback(remove, path)
            os.close(open_private(path, os.O_EXCL))
            with accidents(path), closing(connect(path)) as connection:
                connection.execute("PRAGMA journal_mode=OFF")
                for sql in _SCHEMA:
                    connection.execute(sql)
        yield paths


class Arrivals:
    """All that has been read, ready to go in."""

    def __init__(self, db: Db, paths: Sequence[Path], stack: ExitStack) -> None:
        """Attaches the parts for as long as the stack stands."""
        self._db = db
        self._parts = len(paths)
        for n, path in enumerate(paths):
            with accidents(path):
                db.connection.execute(f"ATTACH ? AS part{n}", (str(path),))
                db.connection.execute(f"PRAGMA part{n}.journal_mode=OFF")  # else commits would be made over all files
            stack.callback(db.detach, f"part{n}")
        self.files = sorted(self._files(), key=lambda each: each.file)

    def _files(self) -> Iterator[Arrived]:
        for part in range(self._parts):
            sql = f"SELECT file, name, sha256, last - first + 1, aside, cut_short FROM part{part}.files"
            yield from (Arrived._make((part, *values)) for values in self._db.rows(sql))

    @property
    def headers(self) -> list[list[str]]:
        """The headers of the files, each once, in the order of the files."""
        found: dict[str, int] = {}
        for part in range(self._parts):
            for header, first in self._db.rows(f"SELECT header, min(file) FROM part{part}.files GROUP BY header"):
                found[header] = min(first, found.get(header, first))
        return [json.loads(header) for header in sorted(found, key=found.__getitem__)]

    def reasons(self) -> dict[str, int]:
        """How many rows were set aside for each reason, the most frequent first."""
        found: dict[str, int] = {}
        for part in range(self._parts):
            for reason, n in self._db.rows(f"SELECT reason, count(*) FROM part{part}.aside GROUP BY reason"):
                found[reason] = found.get(reason, 0) + n
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def callers(self) -> list[str]:
        """Whom the events come from, as far as they say."""
        found = {
            row[0]
            for part in range(self._parts)
            for row in self._db.rows(f"SELECT DISTINCT caller FROM part{part}.rows WHERE caller <> ''")
        }
        return sorted(found)

    def carried(self) -> int:
        """How many rows are signed with the key of a packet that is not known here."""
        sql = "SELECT count(*) FROM part{}.rows WHERE mac <> '' AND packet NOT IN (SELECT packet FROM main.packets)"
        return sum(self._db.row(sql.format(part))[0] for part in range(self._parts))

    def aside(self) -> Iterator[tuple[str, int, str, str, list[str], list[str]]]:
        """The rows that were set aside, in the order of files and lines: file, line, reason, wrong columns, and the
        header and cells as they stand in the file."""
        for each in self.files:
            sql = f"""SELECT a.line, a.reason, a.wrong, f.header, a.cells
                FROM part{each.part}.aside a JOIN part{each.part}.files f ON f.file = a.file
                WHERE a.file = ? ORDER BY a.line"""
            for line, reason, wrong, header, cells in self._db.rows(sql, (each.file,)) if each.aside else ():
                yield each.name, line, reason, wrong, json.loads(header), json.loads(cells)

    def is_plain(self) -> bool:
        """Whether all of it is a plain union: nothing forgets, is about somebody forgotten, or settles a conflict."""
        db = self._db
        odd = f"s.kind IN ('{FORGET}', '{ERASED}', '{RESOLVE}')"
        if db.row(f"SELECT 1 FROM main.events WHERE kind IN ('{FORGET}', '{ERASED}') LIMIT 1"):
            odd = f"({odd} OR {_CONCERNED})"
        return not any(db.row(f"SELECT 1 FROM part{part}.rows s WHERE {odd} LIMIT 1") for part in range(self._parts))

    def unseen(self) -> tuple[int, list[str]]:
        """How many events are new, each once, and the ids under which another content stands or comes, too.

        They are told apart in one of the files in which they wait, for there may be millions.
        """
        db = self._db
        with accidents(db.path):
            db.write(_UNSEEN)
            for part in range(self._parts):
                db.write(f"""INSERT OR IGNORE INTO part0.unseen SELECT device, seq, "check" FROM part{part}.rows s
                    WHERE NOT EXISTS (SELECT 1 FROM main.events e
                        WHERE e.device = s.device AND e.seq = s.seq AND e."check" = s."check")
                    ORDER BY id""")
        clashing = """SELECT DISTINCT u.device || '-' || u.seq FROM part0.unseen u
            CROSS JOIN main.events e ON e.device = u.device AND e.seq = u.seq
            UNION SELECT device || '-' || seq FROM part0.unseen GROUP BY device, seq HAVING count(*) > 1"""
        return db.row("SELECT count(*) FROM part0.unseen")[0], [row[0] for row in db.rows(clashing)]

    # inside a transaction

    def add(self, each: Arrived, now: str, touched: set[str], changes: Merged) -> int:
        """Put a file into the log, whole or not at all; how many events are new. Contacts concerned become `touched`.

        What has to do with forgetting goes first: it makes rows of the log, and of the file itself, empty.
        """
        db = self._db
        rows = f"part{each.part}.rows s WHERE s.id BETWEEN ? AND ?"
        span = db.row(f"SELECT first, last FROM part{each.part}.files WHERE file = ?", (each.file,))
        with db.savepoint():
            last = log.last_id(db)
            added = self._by_plan(f"{rows} AND {_FORGETS}", span, now, touched, changes)
            concerned = f"{rows} AND NOT {_FORGETS} AND {_CONCERNED}"
            if erased := self._by_plan(concerned, span, now, touched, changes):
                added += erased
                self._by_plan(concerned, span, now, touched, changes)  # ... and what else stands under their ids
            before = log.last_id(db)
            db.write(
                f"""INSERT INTO events ({_FIELDS}, event, received_at)
                SELECT {_FIELDS}, event, ? FROM {rows} AND NOT {_FORGETS} AND NOT {_CONCERNED}
                ORDER BY s.id {log.ON_CONFLICT}""",
                (now, *span),
            )
            log.put_ends(db, f"SELECT device, campaign, seq FROM part{each.part}.ends WHERE file = ?", (each.file,))
            touched |= log.touched_since(db, last)
            changes.lifted |= log.lifted_since(db, last)
        return added + log.count_since(db, before)

    def _by_plan(self, rows: str, span: Sequence[int], now: str, touched: set[str], changes: Merged) -> int:
        db = self._db
        events = [log.from_row(row) for row in db.rows(f"SELECT {_FIELDS} FROM {rows}", span)]
        if not events:
            return 0
        plan = merge.plan(events, log.contents(db, events), log.forgotten(db))
        changes.note(db, plan)
        touched |= log.apply(db, plan, now)
        return len(plan.add)


_FORGETS = f"s.kind IN ('{FORGET}', '{ERASED}')"
# Rows about people who are forgotten, and those whose id stands in the log as erased.
_CONCERNED = f"""(
    EXISTS (SELECT 1 FROM main.events f WHERE f.kind = '{FORGET}' AND f.contact = s.contact)
    OR EXISTS (SELECT 1 FROM main.events x WHERE x.kind = '{ERASED}' AND x.device = s.device AND x.seq = s.seq))"""
