"""Calls in progress: what has been answered so far, on disk before the next question is shown."""

import json
from collections.abc import Mapping
from typing import Any

from ringa.store.db import Db


def save(db: Db, contact: str, caller: str, body: Mapping[str, Any]) -> None:
    """Keep the draft of a call, inside a transaction."""
    text = json.dumps(body, ensure_ascii=False)
    db.write("INSERT OR REPLACE INTO drafts (contact, caller, body) VALUES (?, ?, ?)", (contact, caller, text))


def load(db: Db, contact: str, caller: str) -> dict[str, Any] | None:
    """The draft of this caller's call to a contact, if there is one."""
    row = db.row("SELECT body FROM drafts WHERE contact = ? AND caller = ?", (contact, caller))
    return dict(json.loads(row[0])) if row else None


def drop(db: Db, contact: str, caller: str) -> None:
    """Remove it, in the transaction that appends the report."""
    db.write("DELETE FROM drafts WHERE contact = ? AND caller = ?", (contact, caller))
