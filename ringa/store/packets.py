"""The ledger of packets: what went out, to whom, until when. And in a campaign that was opened from a packet, that one.

A packet's contacts are held by leases that name it, until it expires, comes back or is lost.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from ringa.store import settings
from ringa.store.db import Db

PACKING, OUT, BACK, LOST, MINE = "packing", "out", "back", "lost", "mine"
BY_CODE, BY_RECIPIENT, UNSEALED = "code", "recipient", "plain"

# Names of settings: what opens results that were sealed on the way home; what they are sealed to, where they are made.
IDENTITY, RECIPIENT = "age_identity", "age_recipient"
_MINE = "packet"


class Row(NamedTuple):
    """A packet in the ledger. `caller` is whoever has it; `body` what more is to be known, see `cli.packing`."""

    packet: str
    caller: str
    made_at: str
    expires: str
    size: int
    key: bytes
    sealed: str
    state: str
    body: dict[str, Any]


_SELECT = f"SELECT {', '.join(Row._fields)} FROM packets"


def _row(values: Any) -> Row:
    return Row._make((*values[:-1], json.loads(values[-1])))


def keys(db: Db) -> dict[str, bytes]:
    """The key of each packet that this campaign has made or was opened from."""
    return dict(db.rows("SELECT packet, key FROM packets"))


def mine(db: Db) -> Row | None:
    """The packet that this campaign was opened from; None where packets are made."""
    packet = settings.get(db, _MINE)
    return get(db, packet) if packet else None


def get(db: Db, packet: str) -> Row | None:
    """The packet of that id, if the ledger has it."""
    found = db.row(f"{_SELECT} WHERE packet = ?", (packet,))
    return _row(found) if found else None


def packed(db: Db) -> bool:
    """Whether this campaign has made packets."""
    return db.row("SELECT 1 FROM packets WHERE state <> ? LIMIT 1", (MINE,)) is not None


def ledger(db: Db) -> list[Row]:
    """Every packet that went out, oldest first."""
    return [_row(values) for values in db.rows(f"{_SELECT} WHERE state <> 'mine' ORDER BY made_at, packet")]


# writing, inside a transaction


def put(db: Db, row: Row) -> None:
    """Write it into the ledger, inside a transaction."""
    values = (*row[:-1], json.dumps(row.body, ensure_ascii=False))
    db.write(f"INSERT OR REPLACE INTO packets ({', '.join(Row._fields)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    if row.state == MINE:
        settings.put(db, _MINE, row.packet)


def hold(db: Db, row: Row, contacts: Iterable[str]) -> Row:
    """Write a packet into the ledger with those of the contacts that are still to be had.

    Nobody is handed them until the packet expires, comes back or is lost.
    """
    values = {**row._asdict(), "contacts": json.dumps(list(contacts)), "now": row.made_at}
    db.write(
        """INSERT INTO leases (contact, caller, taken_at, until, packet)
        SELECT c.contact, :caller, :made_at, :expires, :packet
        FROM json_each(:contacts) j JOIN contacts c ON c.contact = j.value LEFT JOIN leases l ON l.contact = c.contact
        WHERE c.state = 'open' AND (l.contact IS NULL OR l.until <= :now)
        ON CONFLICT (contact) DO UPDATE
        SET caller = excluded.caller, taken_at = excluded.taken_at, until = excluded.until, packet = excluded.packet""",
        values,
    )
    held = [each[0] for each in db.rows(f"{_HELD} ORDER BY contact", (row.packet,))]
    sql = f"UPDATE contacts SET available_at = max(due_at, ?) WHERE contact IN ({_HELD})"
    db.write(sql, (row.expires, row.packet))
    row = row._replace(size=len(held), body={**row.body, "contacts": held})
    put(db, row)
    return row


_HELD = "SELECT contact FROM leases WHERE packet = ? AND packet <> ''"


def held(db: Db, packet: str) -> int:
    """How many of a packet's contacts are still to be called."""
    sql = f"SELECT count(*) FROM contacts WHERE state = 'open' AND contact IN ({_HELD})"
    return int(db.row(sql, (packet,))[0])


def free(db: Db, packet: str) -> int:
    """Let go of a packet's contacts. How many were still to be called."""
    left = held(db, packet)
    db.write(f"UPDATE contacts SET available_at = due_at WHERE contact IN ({_HELD})", (packet,))
    db.write("DELETE FROM leases WHERE packet = ? AND packet <> ''", (packet,))
    return left


def close(db: Db, row: Row, state: str, now: str) -> int:
    """The packet is BACK or LOST: its contacts go to others. How many there were still to call."""
    put(db, row._replace(state=state, body={**row.body, "closed_at": now}))
    return free(db, row.packet)


def void(db: Db, row: Row) -> None:
    """A packet that never went out: as if it had not been begun."""
    free(db, row.packet)
    db.write("DELETE FROM packets WHERE packet = ?", (row.packet,))


def came_back(db: Db, packet: str) -> None:
    """Results of a packet have come in and its contacts are folded anew: once nobody is left to call, it is back.

    Whoever is done or blocked is free of the packet already, but for those who have no number that works and might be
    met. Whoever is not stays with the caller, who is still at it.
    """
    row = get(db, packet)
    if row and row.state == OUT and not held(db, packet):
        free(db, packet)
        put(db, row._replace(state=BACK))


class Unaware(NamedTuple):
    """Somebody who must not be called and is in a packet that is out; nothing that came from it says so."""

    packet: str
    caller: str
    contact: str


def unaware(db: Db) -> list[Unaware]:
    """Everybody in a packet of whom only the office knows that they must not be called, by packet."""
    rows = db.rows(
        """SELECT p.packet, p.caller, c.contact
        FROM packets p, json_each(p.body, '$.contacts') j CROSS JOIN contacts c ON c.contact = j.value
        WHERE p.state = ? AND c.state = 'blocked' AND c.reason IN ('do_not_call', 'deceased', 'forgotten')
        AND NOT EXISTS (SELECT 1 FROM events e WHERE e.contact = c.contact AND e.contact <> '' AND e.packet = p.packet
            AND (e.kind = 'opt_out' OR e.outcome = c.reason))
        ORDER BY p.made_at, p.packet, c.contact""",
        (OUT,),
    )
    return [Unaware._make(row) for row in rows]


class Heard(NamedTuple):
    """What has come of a packet, as far as results have come in. `missing` ranges of numbers, by device."""

    calls: int
    missing: dict[str, list[tuple[int, int]]]
    at: str


def heard(db: Db) -> dict[str, Heard]:
    """What has come of each packet that has been heard from."""
    from ringa.store import log

    gaps = log.missing(db)
    found: dict[str, Heard] = {}
    rows = db.rows("""SELECT packet, device, count(DISTINCT iif(kind = 'report', seq, NULL)), max(received_at)
        FROM events WHERE packet <> '' GROUP BY packet, device ORDER BY packet, device""")
    for packet, device, calls, at in rows:
        before = found.get(packet, Heard(0, {}, ""))
        missing = {**before.missing, **({device: gaps[device]} if device in gaps else {})}
        found[packet] = Heard(before.calls + calls, missing, max(before.at, at))
    return found
