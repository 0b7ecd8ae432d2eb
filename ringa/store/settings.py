"""Small facts about this campaign file: name and value."""

from ringa.store.db import Db


def get(db: Db, name: str) -> str | None:
    """The value of that name, if it has one."""
    row = db.row("SELECT value FROM settings WHERE name = ?", (name,))
    return row[0] if row else None


def put(db: Db, name: str, value: str) -> None:
    """Set it, inside a transaction."""
    db.write("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))


def key(db: Db, fresh: bytes) -> bytes:
    """The campaign's key, with which hashes of people are keyed. `fresh` becomes the key if there is none yet.

    The key never leaves the campaign file.
    """
    found = get(db, "key")
    if found is None:
        with db.tx():
            db.write("INSERT OR IGNORE INTO settings (name, value) VALUES ('key', ?)", (fresh.hex(),))
        found = get(db, "key") or ""
    return bytes.fromhex(found)
