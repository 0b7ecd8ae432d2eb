"""The journal: what was done in this campaign file and stays here (imports, merges, exports, look-ups)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ringa.store.db import Db

# Kinds of entries that are look-ups of members; their body has `found`, how many.
FIND, CHOOSE = "find", "choose"


def note(db: Db, at: str, kind: str, caller: str, body: Mapping[str, Any]) -> None:
    """Write an entry, inside a transaction. Never with names or numbers of members."""
    db.write(
        "INSERT INTO journal (at, kind, caller, body) VALUES (?, ?, ?, ?)",
        (at, kind, caller, json.dumps(body, ensure_ascii=False)),
    )


def entries(db: Db, kind: str) -> list[dict[str, Any]]:
    """The entries of a kind, oldest first: `{"at", "caller", …body}`."""
    rows = db.rows("SELECT at, caller, body FROM journal WHERE kind = ? ORDER BY id", (kind,))
    return [{"at": at, "caller": caller, **json.loads(body)} for at, caller, body in rows]


def merged_whole(db: Db) -> dict[str, int]:
    """The files that were merged without anything set aside or lacking: how many rows each has, by its hash."""
    rows = db.rows("""SELECT body ->> 'sha256', body ->> 'read' FROM journal
        WHERE kind = 'merge' AND body ->> 'quarantined' = 0 AND body ->> 'cut_short' = 0""")
    return dict(rows)


def look_ups(db: Db, since: str) -> Iterator[tuple[str, str, int]]:
    """When, by whom and how many members were looked up from a time on, oldest first."""
    return db.rows(
        f"""SELECT at, caller, json_extract(body, '$.found') FROM journal
        WHERE kind IN ('{FIND}', '{CHOOSE}') AND at >= ? ORDER BY at, id""",
        (since,),
    )


def count(db: Db, kind: str) -> int:
    """How many entries of a kind there are."""
    return int(db.row("SELECT count(*) FROM journal WHERE kind = ?", (kind,))[0])
