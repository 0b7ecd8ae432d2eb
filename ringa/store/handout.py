"""Hand-outs: one contact to one caller, under a lease. All of it inside `tx()`, so that no two callers get the same."""

from collections.abc import Collection, Iterator
from typing import Any

from ringa.core.fold import part_of_day
from ringa.core.handout import Why
from ringa.core.instant import later
from ringa.core.outcome import CALL_BACK_GRACE, SKIP_REST
from ringa.store.db import Db

# Retries among which the one whose part of the day is untried goes first.
WINDOW = 32


def claim(
    db: Db, caller: str, now: str, until: str, *, languages: Collection[str], zone: Any
) -> tuple[str, Why] | None:
    """Hand out the next contact: its id and why it is this one. None if nobody is due for this caller."""
    values = {
        "caller": caller,
        "now": now,
        "rested": later(now, -SKIP_REST),
        "overdue": later(now, -CALL_BACK_GRACE),
        "part": part_of_day(now, zone),
        "window": WINDOW,
    }
    for contact, why in _candidates(db, values, languages):
        lease(db, contact, caller, now, until)
        return contact, why
    return None


def in_hand(db: Db, caller: str, now: str) -> tuple[str, Why] | None:
    """The contact that the caller holds just now: a call that is under way goes on after hours too."""
    row = db.row(_UNFINISHED, {"caller": caller, "now": now})
    held = row and db.row("SELECT 1 FROM leases WHERE contact = ? AND until > ?", (row[0], now))
    return (row[0], "unfinished") if held else None


def _candidates(db: Db, values: dict[str, Any], languages: Collection[str]) -> Iterator[tuple[str, Why]]:
    """The best contact of each kind, best kind first."""
    for sql, why in _BEFORE_THE_QUEUE:
        if row := db.row(sql, values):
            yield row[0], why
    if languages:
        marks = ", ".join(f":language{n}" for n in range(len(languages)))
        named = {f"language{n}": code.lower() for n, code in enumerate(languages)}
        if row := db.row(_LANGUAGE.format(marks=marks), {**values, **named}):
            yield row[0], "language"
    priority = db.row("SELECT min(priority) FROM contacts WHERE queue = 'anyone'")[0]
    while priority is not None:
        if row := db.row(_QUEUE, {**values, "priority": priority}):
            yield row[0], "again" if row[1] else "first_call"
        row = db.row("SELECT min(priority) FROM contacts WHERE queue = 'anyone' AND priority > ?", (priority,))
        priority = row[0]


_NOT_SKIPPED = "NOT (c.skipped_by = :caller AND c.skipped_at > :rested)"
# A lease that has run out is still a call to finish, unless somebody has reported a call since.
_UNFINISHED = """
    SELECT l.contact FROM leases l JOIN contacts c ON c.contact = l.contact
    WHERE l.caller = :caller AND l.packet = '' AND c.state = 'open' AND (l.until > :now OR c.last_at <= l.taken_at)
    ORDER BY l.until > :now DESC, l.taken_at DESC LIMIT 1"""
_MY_CALL_BACK = f"""
    SELECT c.contact FROM contacts c WHERE c.queue = 'call_back' AND c.available_at <= :now
    AND c.call_back_for IN ('', :caller) AND {_NOT_SKIPPED}
    ORDER BY c.call_back_for = '', c.available_at LIMIT 1"""
_OVERDUE_CALL_BACK = f"""
    SELECT c.contact FROM contacts c WHERE c.queue = 'call_back' AND c.available_at <= :overdue AND {_NOT_SKIPPED}
    ORDER BY c.available_at LIMIT 1"""
_BEFORE_THE_QUEUE: tuple[tuple[str, Why], ...] = (
    (_UNFINISHED, "unfinished"),
    (_MY_CALL_BACK, "call_back"),
    (_OVERDUE_CALL_BACK, "overdue_call_back"),
)
_LANGUAGE = f"""
    SELECT c.contact FROM contacts c WHERE c.queue = 'language' AND c.available_at <= :now
    AND lower(c.language) IN ({{marks}}) AND {_NOT_SKIPPED} ORDER BY c.available_at LIMIT 1"""
_QUEUE = f"""
    SELECT contact, attempts FROM (
        SELECT c.contact, c.attempts, c.tried, c.available_at FROM contacts c
        WHERE c.queue = 'anyone' AND c.priority = :priority AND c.available_at <= :now AND {_NOT_SKIPPED}
        ORDER BY c.available_at LIMIT :window)
    ORDER BY tried & :part, available_at LIMIT 1"""


def lease(db: Db, contact: str, caller: str, now: str, until: str) -> None:
    """Give a contact into a caller's hands until a time; a lease of the same caller is renewed.

    What is out in a packet is nobody's to give.
    """
    db.write(
        """INSERT INTO leases (contact, caller, taken_at, until) VALUES (:contact, :caller, :now, :until)
        ON CONFLICT (contact) DO UPDATE SET until = excluded.until,
            taken_at = CASE WHEN caller = excluded.caller AND packet = '' THEN taken_at ELSE excluded.taken_at END,
            caller = excluded.caller, packet = ''
        WHERE packet = '' OR until <= :now""",
        {"contact": contact, "caller": caller, "now": now, "until": until},
    )
    _keep_until(db, contact)


def _keep_until(db: Db, contact: str) -> None:
    """Nobody is handed the contact before its lease ends."""
    sql = """UPDATE contacts SET available_at = max(due_at, coalesce(
        (SELECT until FROM leases l WHERE l.contact = contacts.contact), '')) WHERE contact = ?"""
    db.write(sql, (contact,))


def renew(db: Db, contact: str, caller: str, until: str) -> None:
    """Keep a contact in the caller's hands, if nobody else has taken it over."""
    sql = "UPDATE leases SET until = ? WHERE contact = ? AND caller = ? AND packet = ''"
    if db.write(sql, (until, contact, caller)):
        _keep_until(db, contact)


def holder(db: Db, contact: str, now: str) -> tuple[str, str]:
    """Who holds the contact just now, and in which packet, if in one; ('', '') if nobody does."""
    row = db.row("SELECT caller, packet FROM leases WHERE contact = ? AND until > ?", (contact, now))
    return (row[0], row[1]) if row else ("", "")


def release(db: Db, contact: str, caller: str) -> bool:
    """Give a contact back. Whether the caller held it."""
    held = db.write("DELETE FROM leases WHERE contact = ? AND caller = ? AND packet = ''", (contact, caller))
    if held:
        db.write("UPDATE contacts SET available_at = due_at WHERE contact = ?", (contact,))
    return held > 0


def held_by(db: Db, caller: str) -> list[str]:
    """The contacts that a caller holds, the last one first."""
    sql = "SELECT contact FROM leases WHERE caller = ? AND packet = '' ORDER BY taken_at DESC"
    return [row[0] for row in db.rows(sql, (caller,))]


def waiting(db: Db, now: str) -> dict[str, int]:
    """What the open contacts wait for, with how many of each: handed_out, cooldown, call_back, language.

    `ready` are those that wait for nothing (but may be for another caller).
    """
    rows = db.rows(
        """
        SELECT CASE
            WHEN l.until > :now THEN 'handed_out'
            WHEN c.queue = 'language' THEN 'language'
            WHEN c.available_at <= :now THEN 'ready'
            WHEN c.queue = 'call_back' THEN 'call_back'
            ELSE 'cooldown' END AS what, count(*)
        FROM contacts c LEFT JOIN leases l ON l.contact = c.contact WHERE c.state = 'open' GROUP BY what""",
        {"now": now},
    )
    return dict(rows)


def earliest(db: Db, caller: str, now: str) -> str | None:
    """When the first contact becomes due that this caller can be handed, as far as is known now."""
    row = db.row(
        f"""SELECT min(due) FROM (
            SELECT max(c.available_at, :now,
                CASE WHEN {_NOT_SKIPPED} THEN '' ELSE :skip_over END,
                CASE WHEN c.call_back_for IN ('', :caller) THEN '' ELSE :grace END) AS due
            FROM contacts c WHERE c.queue IN ('anyone', 'call_back'))""",
        {
            "now": now,
            "caller": caller,
            "rested": later(now, -SKIP_REST),
            "skip_over": later(now, SKIP_REST),
            "grace": later(now, CALL_BACK_GRACE),
        },
    )
    return row[0] if row and row[0] else None


def blocked(db: Db) -> dict[str, int]:
    """How many contacts are blocked, by reason."""
    return dict(
        db.rows("SELECT reason, count(*) FROM contacts WHERE state = 'blocked' GROUP BY reason ORDER BY reason")
    )


def totals(db: Db) -> dict[str, int]:
    """The counts that are never mixed: contacts, done, attempts, reached, conversations, surveys; and follow-ups."""
    row = db.row("""SELECT count(*), sum(state = 'done'), sum(attempts), sum(reached), sum(conversed), sum(surveyed),
        sum(json_array_length(follow_ups)) FROM contacts""")
    names = ("contacts", "done", "attempts", "contacts_reached", "conversations", "surveys", "follow_ups")
    return {name: value or 0 for name, value in zip(names, row, strict=True)}


def dispositions(db: Db) -> dict[str, int]:
    """How many contacts have ended in each AAPOR class; '' is "not tried"."""
    return dict(db.rows("SELECT disposition, count(*) FROM contacts GROUP BY disposition"))
