"""The ledger of packets: what went out, to whom, until when. And in a campaign that was opened from a packet, that one.

A packet's contacts are held by leases that name it, until it expires, comes back or is lost.
"""

import json
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
    found = packet and db.row(f"{_SELECT} WHERE packet = ?", (packet,))
    return _row(found) if found else None


def packed(db: Db) -> bool:
    """Whether this campaign has made packets."""
    return db.row("SELECT 1 FROM packets WHERE state <> ? LIMIT 1", (MINE,)) is not None


def put(db: Db, row: Row) -> None:
    """Write it into the ledger, inside a transaction."""
    values = (*row[:-1], json.dumps(row.body, ensure_ascii=False))
    db.write(f"INSERT OR REPLACE INTO packets ({', '.join(Row._fields)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    if row.state == MINE:
        settings.put(db, _MINE, row.packet)
