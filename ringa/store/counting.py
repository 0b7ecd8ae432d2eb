"""Which reports of the log count, in one sweep over all of it: those that `core.fold` counts contact by contact.

Of two contents under one id the one counts that a `resolve` names by its check, else the one with the smaller check; a
report does not count that its own device has undone, nor one about somebody who is forgotten.
"""

from collections.abc import Iterator
from typing import Any

from ringa.store.db import Db

_BEATEN = """
    SELECT id FROM (
        SELECT e.id, row_number() OVER (
            PARTITION BY e.device, e.seq
            ORDER BY r.at IS NULL, r.at DESC, r.device DESC, r.seq DESC, r."check" DESC, e."check"
        ) AS place
        FROM (SELECT device, seq FROM events GROUP BY device, seq HAVING count(*) > 1)
        JOIN events e USING (device, seq)
        LEFT JOIN events r ON r.replaces = e.event AND r.replaces <> '' AND r.kind = 'resolve' AND r.note = e."check"
        WHERE e.kind <> 'erased')
    GROUP BY id HAVING min(place) > 1"""
_UNDONE = """
    SELECT replaces, id FROM events
    WHERE kind = 'undo' AND replaces <> '' AND substr(replaces, 1, length(device) + 1) = device || '-'"""


def reports(db: Db, columns: str, joined: str = "") -> Iterator[tuple[Any, ...]]:
    """These columns of every report that counts (`e` is the event), in the order in which they came here."""
    beaten = {row[0] for row in db.rows(_BEATEN)}
    undone = {event for event, id in db.rows(_UNDONE) if id not in beaten}
    forgotten = {row[0] for row in db.rows("SELECT contact FROM events WHERE kind = 'forget'")}
    sql = f"SELECT e.id, e.event, e.contact, {columns} FROM events e {joined} WHERE e.kind = 'report' ORDER BY e.id"
    for row in db.rows(sql):
        if row[0] not in beaten and row[1] not in undone and row[2] not in forgotten:
            yield row[3:]
