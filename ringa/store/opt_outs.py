"""Who is not to be called, beyond the people of this campaign: keyed hashes, by the event or batch they came with.

An origin is an event (d…-12) or a batch (b3). Beside those, the marks of everybody who was forgotten rest under the
person's id and block nobody: an objection that was made before the person was forgotten may come in after it.
"""

from collections.abc import Callable, Collection, Iterable, Set

from ringa.core.people import Member, Phone
from ringa.store import settings
from ringa.store.db import Db

_HOLDS = "origin < 'e'"  # d…, b…; what rests begins with an f
_RESTS = "forgotten "


def any_kept(db: Db) -> bool:
    """Whether there is any mark at all."""
    return db.row(f"SELECT 1 FROM opt_outs WHERE {_HOLDS} LIMIT 1") is not None


def kept(db: Db) -> set[bytes]:
    """Every mark."""
    return {row[0] for row in db.rows(f"SELECT DISTINCT mark FROM opt_outs WHERE {_HOLDS}")}


def key(db: Db) -> bytes:
    """The campaign's key, which is there as soon as there is a number or a mark."""
    return bytes.fromhex(settings.get(db, "key") or "")


def objected(db: Db, phones: Collection[Phone], name: str) -> bool:
    """Whether somebody with these numbers is on the list."""
    if not phones or not any_kept(db):
        return False
    from ringa.core import opt_out

    marks = opt_out.found_under(phones, name, key(db))
    return any(db.row(f"SELECT 1 FROM opt_outs WHERE mark = ? AND {_HOLDS}", (mark,)) for mark in marks)


def for_many(db: Db) -> Callable[[Member], bool]:
    """As `objected`, for many people one after another while nothing is written."""
    marks = kept(db)
    return among(marks, key(db) if marks else b"")


def among(marks: Set[bytes], secret: bytes) -> Callable[[Member], bool]:
    """Whether somebody's mark, made with this key, is among these."""
    if not marks:
        return lambda _member: False
    from ringa.core import opt_out

    return lambda member: not marks.isdisjoint(opt_out.found_under(member.phones, member.name, secret))


# writing, inside a transaction


def keep(db: Db, marks: Iterable[bytes], origin: str) -> int:
    """Add marks; how many of them are new under this origin."""
    return sum(
        db.write("INSERT OR IGNORE INTO opt_outs (mark, origin) VALUES (?, ?)", (mark, origin)) for mark in marks
    )


def lift(db: Db, origin: str) -> int:
    """Take away what an event or a batch has brought; how many marks."""
    return db.write("DELETE FROM opt_outs WHERE origin = ?", (origin,))


def settle(db: Db, member: Member, origins: Collection[str], lifted: Collection[str]) -> tuple[int, int]:
    """Keep the marks of a member's objections, drop those of objections that were lifted: how many of each."""
    from ringa.core import opt_out

    marks = opt_out.left_by(member, key(db)) if member.phones else []
    pairs = [(mark, origin) for mark in marks for origin in lifted]
    dropped = sum(db.write("DELETE FROM opt_outs WHERE mark = ? AND origin = ?", pair) for pair in pairs)
    return sum(keep(db, marks, origin) for origin in origins), dropped


def rest(db: Db, member: Member) -> None:
    """Before a person is forgotten: keep what an objection would leave, though it blocks nobody."""
    if member.phones:
        from ringa.core import opt_out

        keep(db, opt_out.left_by(member, key(db)), _RESTS + member.contact)


def recall(db: Db, member: Member, events: Iterable[str]) -> int:
    """Somebody has objected in these events, which are erased: the marks hold all the same, but for lifted ones.

    How many marks are new.
    """
    added = 0
    for event in events:
        if not db.row("SELECT 1 FROM events WHERE kind = 'lift' AND replaces = ? AND replaces <> ''", (event,)):
            added += _hold(db, member, event)
    return added


def _hold(db: Db, member: Member, event: str) -> int:
    if member.phones:
        from ringa.core import opt_out

        return keep(db, opt_out.left_by(member, key(db)), event)
    resting = "INSERT OR IGNORE INTO opt_outs (mark, origin) SELECT mark, ? FROM opt_outs WHERE origin = ?"
    return db.write(resting, (event, _RESTS + member.contact))


def add_batch(db: Db, numbers: Iterable[str], origin: str) -> int:
    """Keep numbers (E.164) that hold for whomever they reach. How many are new to the batches there are.

    If none is, nothing is kept. Else all are, the known ones too: lifting another batch must not free them.
    """
    from ringa.core import opt_out

    secret = key(db)
    marks = [opt_out.mark(secret, number) for number in numbers]
    known = "SELECT 1 FROM opt_outs WHERE mark = ? AND origin BETWEEN 'b' AND 'c'"
    new = sum(db.row(known, (mark,)) is None for mark in marks)
    if new:
        keep(db, marks, origin)
    return new


def by_origin(db: Db) -> dict[str, int]:
    """How many marks each event and batch has brought."""
    return dict(db.rows(f"SELECT origin, count(*) FROM opt_outs WHERE {_HOLDS} GROUP BY origin"))


def origins_of(db: Db, marks: Iterable[bytes]) -> set[str]:
    """The events and batches that have brought any of these marks."""
    sql = f"SELECT origin FROM opt_outs WHERE mark = ? AND {_HOLDS}"
    return {row[0] for mark in marks for row in db.rows(sql, (mark,))}
