"""The log: events appended, events merged, events read. See `core.events` for what an event is."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ringa.core.events import (
    ERASED,
    FORGET,
    FORMAT,
    HEAD,
    LIFT,
    REPORT,
    TAIL,
    Event,
    Line,
    cells,
    erased,
    mac,
    objects,
    sealed,
)
from ringa.core.outcome import OUTCOMES
from ringa.store import counting, device, packets
from ringa.store.db import Db

if TYPE_CHECKING:
    from ringa.core.merge import Contents, MergePlan

_CONTACT, _EXTRA = Event._fields.index("contact"), Event._fields.index("extra")
_COLUMNS = ", ".join(f'e."{name}"' for name in Event._fields)
_SELECT = f"SELECT {_COLUMNS} FROM events e"
# A row keeps the mac it has; one that came without is filled in, and of two the smaller one stays: whoever does not
# hold the key cannot tell which is right, and the order of files must not matter.
ON_CONFLICT = """ON CONFLICT (device, seq, "check") DO UPDATE SET mac = excluded.mac
    WHERE excluded.mac <> '' AND (mac = '' OR excluded.mac < mac)"""
_INSERT = f"""
    INSERT INTO events ({_COLUMNS.replace("e.", "")}, event, received_at)
    VALUES ({", ".join("?" * (len(Event._fields) + 2))}) {ON_CONFLICT}"""


def from_row(row: Sequence[Any]) -> Event:
    """The event of a row that has its fields in their order."""
    if not row[_EXTRA]:
        return Event._make((*row[:_EXTRA], (), *row[_EXTRA + 1 :]))
    return Event._make((*row[:_EXTRA], tuple(json.loads(row[_EXTRA]).items()), *row[_EXTRA + 1 :]))


def to_row(event: Event) -> tuple[Any, ...]:
    """An event's fields and its id, as they are kept."""
    extra = json.dumps(dict(event.extra), ensure_ascii=False) if event.extra else ""
    return (*event[:_EXTRA], extra, *event[_EXTRA + 1 :], event.id)


def _values(event: Event, received_at: str) -> tuple[Any, ...]:
    return (*to_row(event), received_at)


def append(db: Db, event: Event, home: device.Home, now: str) -> tuple[Event, device.Slot]:
    """Give the event its device, number, time and check, and write it; inside a transaction.

    In a campaign that was opened from a packet, the event names it and is signed with its key.

    The caller folds its contact anew and, once the transaction is through, calls `device.written`.
    """
    slot = device.next_slot(db, home, now)
    packet = packets.mine(db)
    event = sealed(
        event._replace(device=slot.device, seq=slot.seq, at=slot.at, packet=packet.packet if packet else "", mac="")
    )
    if packet:
        event = event._replace(mac=mac(cells(event), packet.key))
    db.write(_INSERT, _values(event, now))
    return event, slot


def about(db: Db, contact: str) -> list[Event]:
    """Every event that names the contact or one of its events, and all that decides which of them count: what else
    stands under their ids, and what settles that."""
    # What is said twice (`<> ''`) lets SQLite use the partial indexes; without it the whole log is read each time.
    sql = f"""{_SELECT} JOIN events own ON own.device = e.device AND own.seq = e.seq
        WHERE own.contact = :contact AND own.contact <> ''
        UNION {_SELECT} JOIN ({_NAMING}) n ON e.device = n.device AND e.seq = n.seq
        UNION {_SELECT} JOIN ({_NAMING}) n ON e.replaces = n.event AND e.replaces <> ''"""
    return [from_row(row) for row in db.rows(sql, {"contact": contact})]


_NAMING = """SELECT device, seq, event FROM events WHERE replaces <> '' AND replaces IN (
    SELECT event FROM events WHERE contact = :contact AND contact <> '')"""


def about_many(db: Db, contacts: Sequence[str]) -> dict[str, list[Any]]:
    """As `about`, for many contacts at once, as rows: `from_row` makes events of them. One may stand there twice."""
    names = json.dumps(contacts)
    own = """FROM json_each(?) j CROSS JOIN events {name} ON {name}.contact = j.value AND {name}.contact <> ''"""
    found: dict[str, list[Any]] = {contact: [] for contact in contacts}
    for row in db.rows(f"SELECT {_COLUMNS} {own.format(name='e')}", (names,)):
        found[row[_CONTACT]].append(row)
    naming = "CROSS JOIN events n ON n.replaces = own.event AND n.replaces <> ''"
    for others in (
        """CROSS JOIN events e ON e.device = own.device AND e.seq = own.seq AND e."check" <> own."check" """,
        f"{naming} CROSS JOIN events e ON e.device = n.device AND e.seq = n.seq",
        f"{naming} CROSS JOIN events e ON e.replaces = n.event AND e.replaces <> ''",
    ):
        sql = f"SELECT {_COLUMNS}, j.value {own.format(name='own')} {others}"
        for *row, contact in db.rows(sql, (names,)):
            if row[_CONTACT] != contact:
                found[contact].append(tuple(row))
    return found


def contacts(db: Db) -> set[str]:
    """The contacts that events name."""
    return {row[0] for row in db.rows("SELECT DISTINCT contact FROM events WHERE contact <> ''")}


def with_id(db: Db, event: str) -> list[Event]:
    """What stands under an event's id."""
    device_name, _dash, seq = event.rpartition("-")
    sql = f"{_SELECT} WHERE e.device = ? AND e.seq = ?"
    return [from_row(row) for row in db.rows(sql, (device_name, int(seq)))] if seq.isdecimal() else []


def objections(db: Db, contact: str = "") -> list[Event]:
    """The objections to being called that were not lifted, oldest first; of one contact, or of all."""
    which = "e.contact = ? AND e.contact <> ''" if contact else "? = ''"
    rows = db.rows(
        f"""{_SELECT} WHERE {which} AND (e.kind = 'opt_out' OR (e.kind = 'report' AND e.outcome = 'do_not_call'))
        AND NOT EXISTS (SELECT 1 FROM events l WHERE l.kind = 'lift' AND l.replaces = e.event AND l.replaces <> '')
        ORDER BY e.at, e.device, e.seq, e."check" """,
        (contact,),
    )
    return [from_row(row) for row in rows]


def everything(db: Db, since_id: int = 0) -> Iterator[Event]:
    """Every event that came after a place in the log, by device, number and check."""
    order = 'ORDER BY e.device, e.seq, e."check"'
    return (from_row(row) for row in db.rows(f"{_SELECT} WHERE e.id > ? {order}", (since_id,)))


def counted(db: Db) -> Iterator[Event]:
    """The reports that count, in the order in which they came."""
    return map(from_row, counting.reports(db, _COLUMNS))


def lines(db: Db, since_id: int = 0) -> Iterator[list[Line]]:
    """The same, in batches, as `core.events.to_line` has them and the exchange format writes them."""
    columns = ", ".join(f'e."{name}"' for name in (*HEAD[1:], "extra", *TAIL))
    sql = f"""SELECT '{FORMAT}', {columns} FROM events e WHERE e.id > ? ORDER BY e.device, e.seq, e."check" """
    return db.batches(sql, (since_id,))


def place(db: Db, since: str) -> int | None:
    """The place in the log of an event id, or of the last event that was here before a time."""
    row = db.row("SELECT max(id) FROM events WHERE event = ?", (since,))
    if row[0] is None and since.endswith("Z"):
        row = db.row("SELECT coalesce(max(id), 0) FROM events WHERE received_at < ?", (since,))
    return row[0] if row else None


def extra_columns(db: Db, since_id: int = 0) -> set[str]:
    """The names of the answers, and of other columns beside the fixed ones, that occur."""
    sql = "SELECT DISTINCT j.key FROM events e, json_each(e.extra) j WHERE e.extra <> '' AND e.id > ?"
    return {row[0] for row in db.rows(sql, (since_id,))}


def ends(db: Db) -> dict[str, tuple[str, int]]:
    """For each device its campaign and the highest number that is known to exist."""
    rows = db.rows("""
        SELECT device, min(campaign), max(seq) FROM (
            SELECT device, min(campaign) AS campaign, max(seq) AS seq FROM events GROUP BY device
            UNION ALL SELECT device, campaign, seq FROM ends
        ) GROUP BY device""")
    return {device: (campaign, seq) for device, campaign, seq in rows}


def missing(db: Db) -> dict[str, list[tuple[int, int]]]:
    """The ranges of numbers that are known to exist and are not here, by device."""
    from ringa.core.merge import all_gaps

    known = dict(db.rows("SELECT device, count(DISTINCT seq) FROM events GROUP BY device"))
    highest = {name: seq for name, (_campaign, seq) in ends(db).items() if known.get(name, 0) < seq}
    numbers = {
        name: [row[0] for row in db.rows("SELECT DISTINCT seq FROM events WHERE device = ? ORDER BY seq", (name,))]
        for name in highest
    }
    return all_gaps(numbers, highest)


def caller_of(db: Db, device: str) -> str:
    """Who has been calling on a device, for a person to ask; '' if nobody knows."""
    row = db.row("SELECT caller FROM events WHERE device = ? AND caller <> '' ORDER BY seq DESC LIMIT 1", (device,))
    return row[0] if row else ""


def conflicts(db: Db) -> list[str]:
    """The ids under which two contents stand and that no `resolve` names."""
    rows = db.rows("""
        SELECT DISTINCT e.event FROM (SELECT device, seq FROM events GROUP BY device, seq HAVING count(*) > 1) d
        CROSS JOIN events e ON e.device = d.device AND e.seq = d.seq
        WHERE e.kind <> 'erased' AND (SELECT count(*) FROM events o
            WHERE o.device = e.device AND o.seq = e.seq AND o.kind <> 'erased') > 1
        EXCEPT SELECT replaces FROM events WHERE kind = 'resolve' ORDER BY event""")
    return [row[0] for row in rows]


def resolved(db: Db, event: str) -> bool:
    """Whether a `resolve` names an event."""
    sql = "SELECT 1 FROM events WHERE replaces = ? AND replaces <> '' AND kind = 'resolve' LIMIT 1"
    return db.row(sql, (event,)) is not None


def fact(db: Db, event: str) -> Event | None:
    """The report under this id that says something which stays true, other than an objection, and was not lifted."""
    if db.row("SELECT 1 FROM events WHERE replaces = ? AND replaces <> '' AND kind = 'lift' LIMIT 1", (event,)):
        return None
    reports = [each for each in with_id(db, event) if each.kind == REPORT and not objects(each)]
    return next((each for each in reports if OUTCOMES[each.outcome].sticky), None)


def last_reports(db: Db, caller: str, limit: int) -> list[Event]:
    """What a caller has reported, newest first, and what has been undone of it."""
    sql = f"{_SELECT} WHERE e.caller = ? AND e.kind IN ('report', 'undo') ORDER BY e.id DESC LIMIT ?"
    return [from_row(row) for row in db.rows(sql, (caller, limit))]


def forgotten(db: Db) -> set[str]:
    """The contacts that were forgotten."""
    return {row[0] for row in db.rows(f"SELECT contact FROM events WHERE kind = '{FORGET}'")}


def contents(db: Db, events: Iterable[Event]) -> "Contents":
    """What is known under the ids of these events."""
    found: Contents = {}
    for device_name, seq in {(event.device, event.seq) for event in events}:
        rows = db.rows('SELECT "check", kind FROM events WHERE device = ? AND seq = ?', (device_name, seq))
        found[device_name, seq] = dict(rows)
    return found


def apply(db: Db, plan: "MergePlan", now: str) -> set[str]:
    """Carry out a plan, inside a transaction. The contacts that are touched by it."""
    touched = set(plan.forget)
    erase = [event for event in plan.add if event.kind == ERASED]
    db.write_many(_INSERT, [_values(event, now) for event in plan.add])
    for contact in plan.forget:
        again = [erased(event) for event in about(db, contact) if event.contact == contact and event.kind != FORGET]
        db.write_many(_INSERT, [_values(event, now) for event in again])
        erase += again
    for event in erase:
        touched |= _touched_by(db, event.id)
        db.write(
            f"DELETE FROM events WHERE device = ? AND seq = ? AND kind NOT IN ('{ERASED}', '{FORGET}')",
            (event.device, event.seq),
        )
    for id in plan.rivals:
        touched |= _touched_by(db, id)
    for event in plan.add:
        touched |= _touched_by(db, event.id)
    return touched


def put_ends(db: Db, select: str, values: Sequence[Any]) -> None:
    """Keep how far the numbers of devices go: those that the query gives as device, campaign, seq."""
    db.write(
        f"""INSERT INTO ends (device, campaign, seq) {select} ON CONFLICT (device) DO UPDATE
        SET seq = max(seq, excluded.seq), campaign = min(campaign, excluded.campaign)""",
        values,
    )


def last_id(db: Db) -> int:
    """The place of the event that has come last."""
    return int(db.row("SELECT coalesce(max(id), 0) FROM events")[0])


def count_since(db: Db, place: int) -> int:
    """How many events have come after a place."""
    return int(db.row("SELECT count(*) FROM events WHERE id > ?", (place,))[0])


def packets_since(db: Db, place: int) -> list[str]:
    """The packets from which events have come after a place."""
    return [row[0] for row in db.rows("SELECT DISTINCT packet FROM events WHERE id > ? AND packet <> ''", (place,))]


def lifted_since(db: Db, place: int) -> set[str]:
    """The events whose sticky fact has been lifted by what came after a place."""
    return {row[0] for row in db.rows(f"SELECT replaces FROM events WHERE id > ? AND kind = '{LIFT}'", (place,))}


def touched_since(db: Db, place: int) -> set[str]:
    """The contacts on whom events bear that came after a place."""
    return {row[0] for row in db.rows(_TOUCHED.format(where="id > ?"), (place,))}


def _touched_by(db: Db, event: str) -> set[str]:
    """The contacts on whom bears what stands under an id."""
    device_name, _dash, seq = event.rpartition("-")
    return {row[0] for row in db.rows(_TOUCHED.format(where="device = ? AND seq = ?"), (device_name, int(seq)))}


# Of all that stands under the ids of some events, and under ids that any of it names: an event may be the rival of one
# that takes back, or settles, somebody else's.
_TOUCHED = """
    WITH RECURSIVE ids (device, seq) AS (
        SELECT device, seq FROM events WHERE {where}
        UNION SELECT substr(e.replaces, 1, 11), CAST(substr(e.replaces, 13) AS INTEGER)
            FROM ids i CROSS JOIN events e ON e.device = i.device AND e.seq = i.seq WHERE e.replaces <> '')
    SELECT DISTINCT e.contact FROM ids i CROSS JOIN events e ON e.device = i.device AND e.seq = i.seq
    WHERE e.contact <> ''"""


def counts(db: Db) -> dict[str, int]:
    """How many events of each kind."""
    return dict(db.rows("SELECT kind, count(*) FROM events GROUP BY kind"))


def versions_used(db: Db) -> set[tuple[str, str]]:
    """Every (survey, version) that an event names."""
    sql = "SELECT DISTINCT survey, survey_version FROM events WHERE survey_version <> ''"
    return {(survey, version) for survey, version in db.rows(sql)}
