"""Hand-outs: one contact to one caller, under a lease. All of it inside `tx()`, so that no two callers get the same.

Who is next is found by a few looks into indexes, however many contacts there are (see `migrations.m002_contacts`): one
for each language in a group of contacts that are equally urgent.
"""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ringa.core.fold import MOST_TRIES, part_of_day
from ringa.core.handout import Caller, Candidate, Why
from ringa.core.instant import later
from ringa.core.outcome import CALL_BACK_GRACE
from ringa.store.db import Db


class Shelf(NamedTuple):
    """Contacts of one language among the equally urgent: a condition, its values, the language's rank for the caller.

    Those on a shelf are in the order in which they become free.
    """

    where: str
    values: dict[str, Any]
    rank: int = 0
    first: tuple[str, int] = (
        "",
        0,
    )  # the first on it, as far as known: when it becomes free, and its place in the list


def claim(db: Db, caller: Caller, now: str, until: str, *, zone: Any) -> tuple[str, Why] | None:
    """Hand out the next contact: its id and why it is this one. None if nobody is due for this caller."""
    mine = db.row(_UNFINISHED, {"caller": caller.name, "now": now})
    found: tuple[str, Why] | None = (mine[0], "unfinished") if mine else _next(db, caller, now, part_of_day(now, zone))
    if found:
        lease(db, found[0], caller.name, now, until)
    return found


def in_hand(db: Db, caller: str, now: str) -> tuple[str, Why] | None:
    """The contact that the caller holds just now: a call that is under way goes on after hours too."""
    row = db.row(_UNFINISHED, {"caller": caller, "now": now})
    held = row and db.row("SELECT 1 FROM leases WHERE contact = ? AND until > ?", (row[0], now))
    return (row[0], "unfinished") if held else None


# A lease that has run out is still a call to finish, unless somebody has reported a call since.
_UNFINISHED = """
    SELECT l.contact FROM leases l JOIN contacts c ON c.contact = l.contact
    WHERE l.caller = :caller AND l.packet = '' AND c.state = 'open' AND (l.until > :now OR c.last_at <= l.taken_at)
    ORDER BY l.until > :now DESC, l.taken_at DESC LIMIT 1"""


def _next(db: Db, caller: Caller, now: str, part: int) -> tuple[str, Why] | None:
    """The first of the most urgent group that has somebody for this caller."""
    for why, group in _groups(db, caller, now, part):
        shelves = (_due(db, shelf, now) for shelf in group)
        for _place, found in merge(*shelves, key=itemgetter(0)):
            if found and not caller.obstacle(found, now):
                return found.contact, why
    return None


def _due(db: Db, shelf: Shelf, now: str) -> Iterator[tuple[tuple[int, str, int], Candidate | None]]:
    """Those on a shelf who are due, with what decides their order among those on other shelves.

    Nobody comes first: only those shelves are opened whose turn comes.
    """
    if shelf.first[0] > now:
        return
    yield (shelf.rank, *shelf.first), None
    for id, found in candidates(db, shelf, f"{shelf.where} AND available_at <= :now", now=now):
        yield (shelf.rank, found.available_at, id), found


def candidates(db: Db, shelf: Shelf, where: str = "", **values: Any) -> Iterator[tuple[int, Candidate]]:
    """Those on a shelf, or those of them of whom a condition holds, with their places in the list."""
    fields = ", ".join(Candidate._fields)
    sql = f"SELECT id, {fields} FROM contacts WHERE {where or shelf.where} ORDER BY available_at, id"
    return ((row[0], Candidate(*row[1:])) for row in db.one_by_one(sql, {**shelf.values, **values}))


def _groups(db: Db, caller: Caller, now: str, part: int) -> Iterator[tuple[Why, list[Shelf]]]:
    """What there is to hand out, the most urgent first."""
    mine, anyones, earliest = db.row(_CALL_BACKS, {"owner": caller.name})
    overdue = later(now, -CALL_BACK_GRACE)
    if mine is not None:
        yield "call_back", [Shelf(_PROMISED, {"owner": caller.name}, first=(mine, 0))]
    if anyones is not None:
        yield "call_back", [Shelf(_PROMISED, {"owner": ""}, first=(anyones, 0))]
    if earliest is not None and earliest <= overdue:
        yield "overdue_call_back", [Shelf("queue = 'call_back' AND available_at <= :overdue", {"overdue": overdue})]
    if caller.languages:
        yield "language", _by_language(db, caller, "queue = 'language'", {})
    yield from queue(db, caller, part)


_PROMISED = "queue = 'call_back' AND call_back_for = :owner"
# When the first call-back is due that the caller has promised, that anyone may make, and of all.
_CALL_BACKS = """
    SELECT (SELECT min(available_at) FROM contacts WHERE queue = 'call_back' AND call_back_for = :owner),
        (SELECT min(available_at) FROM contacts WHERE queue = 'call_back' AND call_back_for = ''),
        (SELECT min(available_at) FROM contacts WHERE queue = 'call_back')"""
_FRESH = "queue = 'anyone' AND attempts = 0"
_AGAIN = "queue = 'anyone' AND attempts > 0"


def queue(db: Db, caller: Caller, part: int) -> Iterator[tuple[Why, list[Shelf]]]:
    """The contacts that anyone can call, by priority: first those who were never called, then those who were least
    often tried in this part of the day."""
    tries = f"(tried >> {part} & {MOST_TRIES})"
    levels = merge(*(_each(db, "priority", where, {}, -1) for where in (_FRESH, _AGAIN)))
    for level, _same in groupby(levels):
        values = {"priority": level}
        fresh, again = (f"{where} AND priority = :priority" for where in (_FRESH, _AGAIN))
        yield "first_call", _by_language(db, caller, fresh, values)
        for n in _each(db, tries, again, values, -1):
            yield "again", _by_language(db, caller, f"{again} AND {tries} = :tries", {**values, "tries": n})


def _by_language(db: Db, caller: Caller, where: str, values: dict[str, Any]) -> list[Shelf]:
    """A shelf for each language of these contacts that the caller has."""
    shelf = f"{where} AND language = :language"
    return [
        Shelf(shelf, {**values, "language": language}, rank, (available_at, id))
        for language, available_at, id in db.rows(_LANGUAGES.format(where=where), values)
        if (rank := caller.rank(language)) is not None
    ]


# The languages of some contacts, with one look into an index each, and the first contact of each.
_LANGUAGES = """
    WITH RECURSIVE each (language) AS (
        SELECT min(language) FROM contacts WHERE {where}
        UNION ALL SELECT (SELECT min(language) FROM contacts WHERE {where} AND language > each.language)
        FROM each WHERE each.language IS NOT NULL)
    SELECT language,
        (SELECT available_at FROM contacts WHERE {where} AND language = each.language ORDER BY 1, id LIMIT 1),
        (SELECT id FROM contacts WHERE {where} AND language = each.language ORDER BY available_at, id LIMIT 1)
    FROM each WHERE language IS NOT NULL"""


def _each(db: Db, column: str, where: str, values: dict[str, Any], before: Any) -> Iterator[Any]:
    """The values of a column that come after one, with one look into an index each: they are few, the rows are many."""
    sql = f"SELECT min({column}) FROM contacts WHERE {where} AND {column} > :before"
    while (found := db.row(sql, {**values, "before": before})[0]) is not None:
        yield found
        before = found


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
    held = end_lease(db, contact, caller)
    if held:
        db.write("UPDATE contacts SET available_at = due_at WHERE contact = ?", (contact,))
    return held


def end_lease(db: Db, contact: str, caller: str) -> bool:
    """End the lease of a contact that is folded anew after that: then it is free. Whether the caller had one."""
    return db.write("DELETE FROM leases WHERE contact = ? AND caller = ? AND packet = ''", (contact, caller)) > 0


def held_by(db: Db, caller: str) -> list[str]:
    """The contacts that a caller holds, the last one first."""
    sql = "SELECT contact FROM leases WHERE caller = ? AND packet = '' ORDER BY taken_at DESC"
    return [row[0] for row in db.rows(sql, (caller,))]


def own_call_backs(db: Db, caller: str, now: str) -> list[tuple[str, str]]:
    """The call-backs that a caller has promised to make: contact and when it is due, the first one first.

    Not those that are so long overdue that they are handed to others.
    """
    return [
        (contact, due_at)
        for contact, due_at in db.rows(
            """SELECT contact, due_at FROM contacts WHERE queue = 'call_back' AND call_back_for = ?
            AND last_outcome <> 'cut_off' AND due_at > ? ORDER BY due_at, contact""",
            (caller, later(now, -CALL_BACK_GRACE)),
        )
    ]


def hold(db: Db, caller: str, now: str, besides: str = "") -> int:
    """How many contacts a caller keeps from others, besides one: those in hand, and call-backs the caller promised."""
    row = db.row(
        """SELECT count(*) FROM (
            SELECT contact FROM leases WHERE caller = :caller AND packet = '' AND until > :now
            UNION SELECT contact FROM contacts
                WHERE queue = 'call_back' AND call_back_for = :caller AND available_at > :overdue)
        WHERE contact <> :besides""",
        {"caller": caller, "now": now, "overdue": later(now, -CALL_BACK_GRACE), "besides": besides},
    )
    return int(row[0])
