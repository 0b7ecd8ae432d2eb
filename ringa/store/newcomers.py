"""People whom the campaign does not have yet, on their way into its contacts."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ringa.core.entry import ENTRY, PHONES, PROTECTED, Entry, Headcount
from ringa.core.fold import Rules, Standing, fold
from ringa.core.people import phones_from
from ringa.store.db import Db

KINDS = 8  # of newcomers: with a number or not, protected or not, having objected or not
_NUMBER, _PROTECTED, _OBJECTED = 4, 2, 1


class Terms(NamedTuple):
    """On what terms people come: with which list and import, and where they stand then. Made of plain values."""

    list_name: str
    batch: int
    states: Sequence[Sequence[str]]  # state, reason and queue, by kind
    home: str  # what a number of the campaign's own region begins with


def terms(list_name: str, batch: int, rules: Rules, home: str) -> Terms:
    """The terms of a list, by the rules of the campaign."""
    found = []
    for kind in range(KINDS):
        numbers = (1,) if kind & _NUMBER else ()
        state = fold((), Standing("", numbers, True, False, bool(kind & _PROTECTED), bool(kind & _OBJECTED)), rules)
        found.append((state.state, state.reason, state.queue))
    return Terms(list_name, batch, found, home)


class Newcomers:
    """Puts people who are new into `schema.contacts`."""

    def __init__(self, db: Db, schema: str, terms: Terms, objection: Callable[[Entry], bool] | None = None) -> None:
        """`objection` says whether somebody is on the opt-out list; None as long as that is empty."""
        self.db = db
        self.terms = terms
        self.objection = objection
        columns = ", ".join((*ENTRY, "list", "batch", "state", "reason", "queue"))
        values = ", ".join("?" * len(ENTRY))
        self._sql = f"INSERT OR IGNORE INTO {schema}.contacts ({columns}) VALUES ({values}, {{fixed}})"

    def add(self, entries: Sequence[Entry]) -> Headcount:
        """Put them in, and say how many came; who is there already does not, as long as ids are unique."""
        usual: list[Entry] = []
        unusual = entries
        if self.objection is None:  # with an opt-out list, everybody is looked at
            usual = [entry for entry in entries if entry[PHONES] and not entry[PROTECTED]]
            unusual = [entry for entry in entries if not entry[PHONES] or entry[PROTECTED]]
        count = self._insert(_NUMBER, usual)
        kinds: dict[int, list[Entry]] = {}
        for entry in unusual:
            objected = self.objection is not None and self.objection(entry)
            kind = (_NUMBER if entry[PHONES] else 0) | (_PROTECTED if entry[PROTECTED] else 0) | objected
            kinds.setdefault(kind, []).append(entry)
        for kind, rows in kinds.items():
            count = count.plus(self._insert(kind, rows))
        return count

    def _insert(self, kind: int, rows: Sequence[Entry]) -> Headcount:
        if not rows:
            return Headcount()
        terms = self.terms
        state, reason, queue = terms.states[kind]
        fixed = f"'{_quoted(terms.list_name)}', {terms.batch}, '{state}', '{reason}', '{queue}'"
        added = self.db.write_many(self._sql.format(fixed=fixed), rows)
        home, abroad = "\n" + terms.home, 0
        if kind & _NUMBER:
            abroad = sum(home not in "\n" + entry[PHONES] for entry in rows)
        no_number, protected, objected = not kind & _NUMBER, bool(kind & _PROTECTED), bool(kind & _OBJECTED)
        return Headcount(added, added * no_number, added * protected, added * objected, abroad)


def index_numbers(db: Db, schema: str, after: int = 0) -> None:
    """Say whom the numbers of the people reach who came after an id. `phones` begins with the first of them, up to the
    first other sign."""
    insert = f"INSERT OR IGNORE INTO {schema}.numbers (number, contact)"
    several = f"SELECT id, phones FROM {schema}.contacts WHERE id > ? AND instr(phones, char(10))"
    db.write(
        f"""{insert} SELECT CAST(substr(phones, 2, 15) AS INTEGER), id
        FROM {schema}.contacts WHERE id > ? AND phones <> '' ORDER BY 1, 2""",
        (after,),
    )
    rows = ((int(phone.number), id) for id, cell in db.rows(several, (after,)) for phone in phones_from(cell)[1:])
    db.write_many(f"{insert} VALUES (?, ?)", rows)


def _quoted(text: str) -> str:
    return text.replace("'", "''")
