"""Looking somebody up who has rung back, or was met: by name, number or id. No index is kept for it."""

from collections.abc import Callable, Sequence
from typing import Any

from ringa.core.people import Contact
from ringa.core.spelling import AS_TYPED, WITHIN
from ringa.store import contacts
from ringa.store.db import Db


def search(db: Db, text: str, digits: Sequence[str], fits: Callable[[str], int], limit: int) -> list[Contact]:
    """Contacts by id, by a part of the number or of the name, the best first; all of them for no text.

    `digits` are what a number may have in E.164; if there are any, names are not looked at. `fits` says how well a
    name fits (`core.spelling`). Reads every name or number: about a second for a million.
    """
    db.connection.create_function("fits", 1, fits, deterministic=True)
    values: dict[str, Any] = {"text": text, "best": AS_TYPED, "limit": limit}
    ways = ["SELECT id AS id, :best + 1 AS fit FROM contacts WHERE contact IN (:text, 'm' || :text)"]
    if not text:
        ways = ["SELECT id AS id, 0 AS fit FROM contacts"]
    elif digits:
        ways += [_by_number(n, some, values) for n, some in enumerate(digits)]
    else:
        ways.append("SELECT id, fits(first_name || ' ' || last_name) AS fit FROM contacts WHERE fit")
    rows = db.rows(
        f"""SELECT f.id FROM ({" UNION ALL ".join(ways)}) f JOIN contacts c ON c.id = f.id GROUP BY f.id
            ORDER BY max(f.fit) DESC, c.last_name, c.first_name, f.id LIMIT :limit""",
        values,
    )
    return [contacts.on_row(db, id) for (id,) in list(rows)]


def _by_number(n: int, digits: str, values: dict[str, Any]) -> str:
    """Numbers that have these digits: best where they end with them."""
    values |= {f"digits{n}": digits, f"end{n}": f"%{digits}", "within": WITHIN}
    return f"""SELECT contact, iif(number LIKE :end{n}, :best, :within) FROM numbers
        WHERE instr(number, :digits{n}) > 0"""
