"""A member list on its way in: compared with the campaign as it is read, and kept aside until it is applied."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ringa.core import intake, opt_out
from ringa.core.entry import CONTACT, PHONES, SOURCE, Batch, Entry, Headcount, Rejected
from ringa.core.fold import Rules
from ringa.core.intake import Change, Doubled, ImportPlan
from ringa.core.numbering import calling_code
from ringa.core.people import phones_from
from ringa.store import contacts, journal, opt_outs
from ringa.store.db import Db, IntegrityError, accidents, connect
from ringa.store.newcomers import Newcomers, index_numbers, terms
from ringa.store.staging import Stage, path_of

_KNOWN = """
    SELECT j.key, c.id, c.source, c.list, c.gone, c.reason = 'forgotten'
    FROM json_each(?) j CROSS JOIN contacts c ON c.contact = j.value WHERE c.id < ?"""

_Row = tuple[int, str, int]  # contacts.id, list, gone
_ASIDE, _COMPARED = 1, 2  # what was seen of somebody whom the campaign has
_WHO = Rejected._fields.index("contact")


class Incoming:
    """What has come of a list so far: `take` it batch by batch, `settle` who stands on two rows, make the `plan`."""

    def __init__(self, db: Db, wanted: str, rules: Rules, region: str, stage: Stage) -> None:
        """`wanted` is the list's name as long as it is not known to be an edition of another."""
        self.db = db
        self.wanted = wanted
        self.rules = rules
        self.number = journal.count(db, "import") + 1
        self.fresh, self.parts, self._index = stage.fresh, stage.parts, stage.by_name
        self.schema = "main" if stage.fresh else "stage"  # where people go who are new
        self.read = self.rejected = self.doubtful = 0
        self.duplicates: set[str] = set()
        self.shared: Counter[str] = Counter()  # people that the campaign has already, by list
        self.back: Counter[str] = Counter()  # ... of these, who were gone
        self.examples: list[tuple[str, Change]] = []
        self._new = Headcount()
        self._lists: dict[str, bytearray | None] = {}
        self._gathered = 0  # up to which id people have come from the parts
        self._seen = bytearray((db.row("SELECT max(id) FROM contacts")[0] or 0) + 1)  # by contacts.id
        self.terms = terms(wanted, self.number, rules, calling_code(region))
        self._newcomers = Newcomers(db, self.schema, self.terms, _objections(db))

    def take(self, file: int, batch: Batch, columns: Collection[str]) -> None:
        """Compare a batch of the file with the campaign, and stage what is new or different."""
        self.read += len(batch.entries) + len(batch.rejected) + len(batch.same) + batch.placed.added
        self._new = self._new.plus(batch.placed)
        with self._writing():
            self._set_aside(file, batch)
            self._meet(batch.same)
            known = {} if self.fresh else self._recognise(batch)
            for place, row in known.items():
                if row is not None:
                    self._compare(file, batch.entries[place], batch.lines[place], row, columns)
            self._add(batch, known)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A short transaction in the staging file, unless one is open for all of it."""
        with accidents(path_of(self.db)):
            if not self.fresh:
                self.db.connection.execute("BEGIN")
            yield
            if not self.fresh:
                self.db.connection.execute("COMMIT")

    def _meet(self, same: Sequence[int]) -> None:
        """People whose rows are as they were."""
        seen, new, again = self._seen, [], set()
        for id in same:
            if seen[id] == _COMPARED:
                again.add(id)
            else:
                seen[id] = _COMPARED
                new.append(id)
        if new:
            for list_name, ids in self._members_of().items():
                self.shared[list_name] += sum([ids[id] for id in new]) if ids is not None else len(new)
        self.duplicates |= {contacts.member(self.db, id).contact for id in again}

    def _members_of(self) -> dict[str, bytearray | None]:
        """By list, which contacts.id are in it; nothing more for the only list there is."""
        if not self._lists:
            names = [row[0] for row in self.db.rows("SELECT DISTINCT list FROM contacts WHERE list <> ''")]
            self._lists = {name: self._ids_of(name) if len(names) > 1 else None for name in names}
        return self._lists

    def _ids_of(self, list_name: str) -> bytearray:
        ids = bytearray(len(self._seen))
        for (id,) in self.db.rows("SELECT id FROM contacts WHERE list = ?", (list_name,)):
            ids[id] = 1
        return ids

    def _set_aside(self, file: int, batch: Batch) -> None:
        self.rejected += len(batch.rejected)
        self.doubtful += len(batch.doubtful)
        for doubtful, items in enumerate((batch.rejected, batch.doubtful)):
            self.db.write_many(
                "INSERT INTO stage.rejected (doubtful, file, line, body) VALUES (?, ?, ?, ?)",
                ((doubtful, file, item[0], json.dumps(item)) for item in items),
            )

    def _recognise(self, batch: Batch) -> dict[int, _Row | None]:
        """The entries about people whom the campaign has, by place; None for those of whom nothing has changed."""
        entries, seen = batch.entries, self._seen
        names = [entry[CONTACT] for entry in entries]
        aside = [item[_WHO] for item in batch.rejected]
        known: dict[int, _Row | None] = {}
        for place, id, source, list_name, gone, forgotten in self.db.rows(
            _KNOWN, (json.dumps(names + aside), len(seen))
        ):
            if place >= len(names):
                seen[id] = seen[id] or _ASIDE  # and so not gone
            elif not (list_name or forgotten):
                pass  # results have brought the id; the person is new
            elif seen[id] == _COMPARED:
                self.duplicates.add(names[place])
                known[place] = None
            else:
                seen[id] = _COMPARED
                if list_name:
                    self.shared[list_name] += 1
                    self.back[list_name] += bool(gone)
                same = forgotten or (not gone and source == entries[place][SOURCE])
                known[place] = None if same else (id, list_name, gone)
        return known

    def _compare(self, file: int, entry: Entry, line: int, row: _Row, columns: Collection[str]) -> None:
        id, list_name, gone = row
        before = contacts.member(self.db, id)
        after = intake.updated(before, intake.member_of(entry), columns)
        found = intake.changes(before, after)
        if not (found or gone):
            values: tuple[Any, ...] = (id, list_name, entry[SOURCE])
            self.db.write("INSERT OR REPLACE INTO stage.same (id, list, source) VALUES (?, ?, ?)", values)
            return
        if len(self.examples) < 100:
            self.examples += ((list_name, change) for change in found)
        values = (
            id, entry[CONTACT], list_name, gone, file, line,
            json.dumps({change.field: bool(change.before) for change in found}),
            json.dumps(contacts.member_values(after)), entry[SOURCE],
        )  # fmt: skip
        self.db.write(f"INSERT OR REPLACE INTO stage.changed VALUES ({', '.join('?' * len(values))})", values)

    def _add(self, batch: Batch, known: Collection[int]) -> None:
        """Stage the entries about people who are new."""
        entries = batch.entries
        if known:
            entries = [entry for place, entry in enumerate(entries) if place not in known]
        last = self._last()
        count = self._newcomers.add(entries)
        self._new = self._new.plus(count)
        if count.added < len(entries):
            self._find_doubled(entries, last)

    def _last(self) -> int:
        return int(self.db.row(f"SELECT coalesce(max(id), 0) FROM {self.schema}.contacts")[0])

    def _find_doubled(self, rows: Sequence[Entry], last: int) -> None:
        """Who of these stands twice among them, or has been staged before (up to the id `last`)."""
        often = Counter(entry[CONTACT] for entry in rows)
        before = f"""SELECT j.value FROM json_each(?) j
            JOIN {self.schema}.contacts c ON c.contact = j.value WHERE c.id <= ?"""
        self.duplicates |= {name for name, n in often.items() if n > 1}
        self.duplicates |= {row[0] for row in self.db.rows(before, (json.dumps([*often]), last))}

    # people who stand on several rows

    def gather(self) -> None:
        """Take over the people whom other processes have put into the parts of the stage."""
        for part in range(len(self.parts)):  # SQLite copies rows as they are into a table quite like theirs
            self.db.write(f"INSERT INTO main.contacts SELECT * FROM part{part}.contacts")
        self._gathered = self._last() if self.parts else 0

    def index(self) -> None:
        """All have come: make the index that was left out. It finds who stands on two rows."""
        if not self._index:
            return
        try:
            self.db.write(self._index)
            self._index = ""
        except IntegrityError:
            doubled = "SELECT contact FROM contacts GROUP BY contact HAVING count(*) > 1"
            self.duplicates |= {row[0] for row in self.db.rows(doubled)}

    def index_numbers(self) -> None:
        """Say whom the numbers of the new people reach; the parts have it, in order, of those who came from there."""
        with self._writing():
            index_numbers(self.db, self.schema, self._gathered)
            if self.parts:
                parts = (f"SELECT number, contact FROM part{n}.numbers" for n in range(len(self.parts)))
                self.db.write(f"INSERT INTO main.numbers (number, contact) {' UNION ALL '.join(parts)} ORDER BY 1, 2")

    def withdraw(self) -> None:
        """Forget what was staged of those who stand on several rows: they are settled together."""
        db, schema, names = self.db, self.schema, json.dumps(sorted(self.duplicates))
        among = "contact IN (SELECT value FROM json_each(?))"
        self.examples = [each for each in self.examples if each[1].contact not in self.duplicates]
        with self._writing():
            for part in range(len(self.parts)):
                staged = f"SELECT id FROM {schema}.contacts WHERE {among}"
                db.write(f"DELETE FROM part{part}.numbers WHERE contact IN ({staged})", (names,))
            db.write(f"DELETE FROM {schema}.contacts WHERE {among}", (names,))
            self._gathered = self._last() if self.parts else 0  # ids that are free again are given to others
            db.write(f"DELETE FROM stage.changed WHERE {among}", (names,))
            sql = f"SELECT id, list, gone FROM main.contacts WHERE {among} AND id < ?"
            for id, list_name, gone in list(db.rows(sql, (names, len(self._seen)))):
                if self._seen[id] == _COMPARED and list_name:
                    self.shared[list_name] -= 1
                    self.back[list_name] -= bool(gone)
                self._seen[id] = min(self._seen[id], _ASIDE)
                db.write("DELETE FROM stage.same WHERE id = ?", (id,))
            home = "phones = '' OR instr(char(10) || phones, char(10) || ?)"
            counts = f"""SELECT count(*), total(phones = ''), total(protected), total(reason = 'do_not_call'),
                total(NOT ({home})) FROM {schema}.contacts"""
            self._new = Headcount(*map(int, db.row(counts, (self.terms.home,))))

    def settle(self, people: Iterable[Doubled], columns: Collection[str]) -> None:
        """Take in those who stand on several rows, each as one person. Their rows have been counted."""
        read = self.read
        for person in people:
            self.take(person.file, Batch([person.entry], [person.line], [], [], []), columns)
        self.read = read

    def set_aside(self, file: int, rows: list[Rejected]) -> None:
        """Set rows aside that have been counted before."""
        self.take(file, Batch([], [], rows, [], []), ())
        self.read -= len(rows)

    # the plan

    def plan(self, *, given: bool, has_ids: bool) -> ImportPlan:
        """What the list changes. `given`: the list's name was given, and is not to be found out."""
        db = self.db
        new = self._new.added
        known = () if self.fresh else db.rows("SELECT DISTINCT list FROM contacts WHERE list <> ''")
        lists = {row[0] for row in known}
        edition = None if given else intake.edition(self.shared, new + self.shared.total())
        name = self.wanted if given else edition or intake.new_name(self.wanted, lists)
        db.write("DELETE FROM stage.changed WHERE list <> ? AND gone = 0", (name,))
        db.write("DELETE FROM stage.same WHERE list <> ?", (name,))
        result = ImportPlan(
            name,
            read=self.read,
            added=new,
            updated=db.row("SELECT count(*) FROM stage.changed")[0],
            rejected=self.rejected,
            doubtful=self.doubtful,
            no_number=self._new.no_number,
            protected=self._new.protected,
            objected=self._new.objected,
            abroad=self._new.abroad,
            elsewhere=sum(n - self.back[other] for other, n in self.shared.items() if other != name),
            shared=self.shared.total(),
            taken_name=not given and edition is None and self.wanted in lists,
            examples=[change for list_name, change in self.examples if list_name == name][: intake.EXAMPLES],
        )
        self._find_gone(result)
        result.alike = 0 if has_ids else self._alike(name)
        for (fields,) in db.rows("SELECT fields FROM stage.changed"):
            changed = json.loads(fields)
            result.changes.update(changed.keys())
            result.overwritten.update(name for name, overwritten in changed.items() if overwritten)
        result.first_rejected = [*self.aside(doubtful=False, limit=intake.EXAMPLES)]
        result.first_doubtful = [*self.aside(doubtful=True, limit=intake.EXAMPLES)]
        return result

    def _find_gone(self, result: ImportPlan) -> None:
        """Whom the list had and has no more."""
        name, db = result.list_name, self.db
        if self.fresh:
            return
        result.of = db.row("SELECT count(*) FROM contacts WHERE list = ? AND gone = 0", (name,))[0]
        if self.shared[name] - self.back[name] == result.of:
            return
        sql = "SELECT id, contact FROM contacts WHERE list = ? AND gone = 0 AND reason <> 'forgotten'"
        gone = [row for row in db.rows(sql, (name,)) if not self._seen[row[0]]]
        db.write_many("INSERT INTO stage.gone (id, contact) VALUES (?, ?)", gone)
        result.gone = len(gone)

    def _alike(self, list_name: str) -> int:
        """How many pairs look like one person: one name and one place, but another number, and so another id."""
        people = "SELECT fold_case(first_name || ' ' || last_name) AS name, branch, workplace, municipality FROM"
        (pairs,) = self.db.row(
            f"""SELECT total(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM (
                {people} stage.contacts UNION ALL {people} main.contacts WHERE list = ? AND reason <> 'forgotten')
            WHERE name <> ' ' GROUP BY name, branch, workplace, municipality)""",
            (list_name,),
        )
        return int(pairs)

    def widest(self) -> int:
        """How many cells the longest row has that was set aside."""
        return int(self.db.row("SELECT coalesce(max(json_array_length(body, '$[4]')), 0) FROM stage.rejected")[0])

    def aside(self, *, doubtful: bool, limit: int = -1) -> Iterator[tuple[int, Rejected]]:
        """The rows that were set aside, or the numbers that were left out, with the file, in the order of the lines."""
        sql = "SELECT file, body FROM stage.rejected WHERE doubtful = ? ORDER BY file, line LIMIT ?"
        return ((file, Rejected(*json.loads(body))) for file, body in self.db.rows(sql, (int(doubtful), limit)))


def known_rows(path: Path) -> dict[int, int]:
    """The rows that have been imported before, of people who are not gone: contacts.id by digest.

    For a process that reads a part of a list; `path` is the campaign file.
    """
    sql = "SELECT source, id FROM contacts WHERE source <> 0 AND gone = 0 AND list <> ''"
    with accidents(path), closing(connect(path)) as connection:
        return dict(connection.execute(sql))


def _objections(db: Db) -> Callable[[Entry], bool] | None:
    """Whether any number of an entry is on the opt-out list; None as long as that list is empty."""
    marks = opt_outs.kept(db)
    if not marks:
        return None
    key = opt_outs.key(db)

    def hold(entry: Entry) -> bool:
        name = f"{entry[1]} {entry[2]}".strip()
        return not marks.isdisjoint(opt_out.found_under(phones_from(entry[PHONES]), name, key))

    return hold
