"""The people of a workplace, for somebody who walks around there: who they are, and whom to meet next."""

import json
from collections import Counter
from collections.abc import Collection, Sequence

from ringa.core.instant import later
from ringa.core.outcome import SKIP_REST
from ringa.core.text import fold_case
from ringa.store.db import Db


def counts(db: Db) -> dict[str, int]:
    """How many contacts have each workplace, by its name as the lists write it."""
    return Counter(name for (name,) in db.rows("SELECT workplace FROM contacts"))  # GROUP BY takes twice as long


def people(db: Db, names: Collection[str]) -> list[str]:
    """The ids of all who have one of these workplaces, by last and first name."""
    sql = """SELECT contact, last_name, first_name FROM contacts
        WHERE workplace IN (SELECT value FROM json_each(?)) ORDER BY id"""
    rows = sorted(db.rows(sql, (json.dumps(list(names)),)), key=lambda row: (fold_case(row[1]), fold_case(row[2])))
    return [contact for contact, *_name in rows]


def next_to_meet(db: Db, among: Sequence[str], caller: str, now: str, today: str) -> str | None:
    """The first of these contacts who may be met, nobody else has in hand and has not been visited since `today` began.

    What the caller has begun comes first. Who may be met is as in `core.handout.may_be_met`.
    """
    values = {
        "among": json.dumps(list(among)),
        "caller": caller,
        "now": now,
        "today": today,
        "rested": later(now, -SKIP_REST),
    }
    row = db.row(_NEXT, values)
    return row[0] if row else None


_NEXT = """
    SELECT c.contact FROM json_each(:among) j CROSS JOIN contacts c ON c.contact = j.value
    LEFT JOIN leases l ON l.contact = c.contact AND l.until > :now
    LEFT JOIN drafts d ON d.contact = c.contact AND d.caller = :caller
    WHERE (c.state = 'open' OR c.reason = 'no_number') AND (l.caller IS NULL OR l.caller = :caller AND l.packet = '')
    AND (l.caller = :caller OR NOT (c.skipped_by = :caller AND c.skipped_at > :rested) AND NOT EXISTS (
        SELECT 1 FROM events e WHERE e.contact = c.contact AND e.contact <> '' AND e.kind = 'report'
        AND e.channel = 'workplace' AND e.ended_at >= :today
        AND NOT EXISTS (SELECT 1 FROM events u WHERE u.replaces = e.event AND u.replaces <> '' AND u.kind = 'undo')))
    ORDER BY d.contact IS NULL, l.caller IS NULL, j.key LIMIT 1"""
