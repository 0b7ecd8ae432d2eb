"""How many wait, and for what; how many are blocked, done and reached; and when the next is due."""

from collections import Counter

from ringa.core.handout import Caller
from ringa.store import handout
from ringa.store.db import Db
from ringa.store.handout import Shelf

_QUEUES = (
    ("anyone", "queue = 'anyone' AND attempts = 0"),
    ("anyone", "queue = 'anyone' AND attempts > 0"),
    ("call_back", "queue = 'call_back'"),
    ("language", "queue = 'language'"),
)


def waiting(db: Db, now: str) -> dict[str, int]:
    """What the open contacts wait for, with how many of each: handed_out, cooldown, call_back, language.

    `ready` are those that wait for nothing (but may be for another caller).
    """
    taken = dict(
        db.rows(
            """SELECT c.queue, count(*) FROM leases l CROSS JOIN contacts c ON c.contact = l.contact
            WHERE l.until > ? AND c.queue <> '' GROUP BY c.queue""",
            (now,),
        )
    )
    counts: Counter[str] = Counter(handed_out=sum(taken.values()))
    names = {"anyone": "cooldown", "call_back": "call_back", "language": "language"}
    for queue, where in _QUEUES:
        all_of_them, due = db.row(f"SELECT count(*), sum(available_at <= ?) FROM contacts WHERE {where}", (now,))
        due = 0 if queue == "language" else due or 0
        counts["ready"] += due
        counts[names[queue]] += all_of_them - due
    for queue, n in taken.items():
        counts[names[queue]] -= n
    return {name: n for name, n in counts.items() if n}


def waiting_for(db: Db, caller: Caller, now: str) -> dict[str, int]:
    """The same for a caller whom nobody could be handed to: in place of `ready` is what stands between them.

    What `Caller.obstacle` says; `ready` are those who have become free meanwhile.
    """
    counts = Counter(waiting(db, now))
    del counts["ready"]
    for _queue, where in _QUEUES[:3]:
        due = f"{where} AND available_at <= :now"
        for language, n in db.rows(
            f"SELECT language, count(*) FROM contacts WHERE {due} GROUP BY language", {"now": now}
        ):
            if caller.rank(language) is None:
                counts["language"] += n
            else:
                shelf = Shelf(f"{due} AND language = :language", {"language": language, "now": now})
                counts.update(caller.obstacle(found, now) or "ready" for _id, found in handout.candidates(db, shelf))
    return {name: n for name, n in counts.items() if n}


def earliest(db: Db, caller: Caller, now: str) -> str | None:
    """When the first contact becomes due that this caller can be handed, as far as is known now."""
    shelves = [Shelf("queue = 'call_back'", {}), Shelf("queue = 'language'", {})]
    shelves += [shelf for _why, group in handout.queue(db, caller, 0) for shelf in group]
    times = [time for shelf in shelves if (time := _first_time(db, caller, now, shelf))]
    return min(times, default=None)


def _first_time(db: Db, caller: Caller, now: str, shelf: Shelf) -> str | None:
    """When the first on a shelf is for this caller."""
    first: str | None = None
    for _id, found in handout.candidates(db, shelf):
        if first is not None and found.available_at >= first:
            break
        time = caller.takes_at(found, now)
        first = min(first, time) if first and time else first or time
        if first == now:
            break
    return first


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
