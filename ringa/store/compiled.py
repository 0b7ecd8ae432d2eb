"""The campaign as its author wrote it, parsed once and kept under the hash of its files.

So YAML and scripts are not read again on the road of `next` and `record`.
"""

import json
from typing import Any

from ringa.core.fold import Rules
from ringa.store import contacts, settings
from ringa.store.db import Db


def load(db: Db, hash: str) -> dict[str, Any] | None:
    """The normal form of files with this hash, if it is here."""
    row = db.row("SELECT body FROM compiled WHERE hash = ?", (hash,))
    return dict(json.loads(row[0])) if row else None


def save(db: Db, hash: str, document: dict[str, Any], versions: dict[tuple[str, str], Any]) -> None:
    """Keep it, in place of the one before, and every survey version with it."""
    with db.tx():
        db.write("DELETE FROM compiled")
        db.write(
            "INSERT INTO compiled (hash, body) VALUES (?, ?)",
            (hash, json.dumps(document, ensure_ascii=False)),
        )
        for (survey, version), body in versions.items():
            db.write(
                "INSERT OR IGNORE INTO survey_versions (survey, version, body) VALUES (?, ?, ?)",
                (survey, version, json.dumps(body, ensure_ascii=False)),
            )


def versions(db: Db) -> set[tuple[str, str]]:
    """Every (survey, version) that this campaign has had."""
    return {(survey, version) for survey, version in db.rows("SELECT survey, version FROM survey_versions")}


def settle_rules(db: Db, rules: Rules) -> None:
    """Fold anew what was folded by other rules: delays, the cap, the time zone."""
    text = repr(
        (
            sorted((r.code, r.retry_after) for r in rules.outcomes.values()),
            rules.max_attempts,
            str(rules.zone),
        )
    )
    if settings.get(db, "rules") != text:
        with db.tx():
            contacts.refold_touched(db, rules)
            settings.put(db, "rules", text)
