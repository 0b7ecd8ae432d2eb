"""The campaign as its author wrote it, parsed once and kept beside the text of its files.

The text itself says whether the files are as they were: comparing costs less than loading what makes hashes.
So YAML and scripts are not read again on the road of `next` and `record`.
"""

import json
from typing import Any

from ringa.core.fold import Rules
from ringa.store import settings
from ringa.store.db import Db


def load(db: Db, program: str, source: dict[str, str]) -> dict[str, Any] | None:
    """The normal form that this version of the program has made of these files, by name, if it is here."""
    row = db.row("SELECT body FROM compiled WHERE program = ?", (program,))
    body = json.loads(row[0]) if row else {}
    return dict(body["document"]) if body.get("source") == source else None


def save(db: Db, program: str, source: dict[str, str], document: dict[str, Any]) -> None:
    """Keep it, in place of the one before, and every survey version with it."""
    with db.tx():
        db.write("DELETE FROM compiled")
        db.write(
            "INSERT INTO compiled (program, body) VALUES (?, ?)",
            (program, json.dumps({"source": source, "document": document}, ensure_ascii=False)),
        )
        for survey in document["surveys"]:
            db.write(
                "INSERT OR IGNORE INTO survey_versions (survey, version, body) VALUES (?, ?, ?)",
                (survey["id"], document["versions"][survey["id"]], json.dumps(survey, ensure_ascii=False)),
            )


def versions(db: Db) -> set[tuple[str, str]]:
    """Every (survey, version) that this campaign has had."""
    return {(survey, version) for survey, version in db.rows("SELECT survey, version FROM survey_versions")}


def bodies(db: Db) -> list[tuple[str, dict[str, Any]]]:
    """Every survey that this campaign has had: its version and its normal form."""
    rows = db.rows("SELECT version, body FROM survey_versions ORDER BY survey, version")
    return [(version, json.loads(body)) for version, body in rows]


def version(db: Db, survey: str, version: str) -> dict[str, Any] | None:
    """The normal form of a survey in one of the versions that this campaign has had."""
    row = db.row("SELECT body FROM survey_versions WHERE survey = ? AND version = ?", (survey, version))
    return dict(json.loads(row[0])) if row else None


def settle_rules(db: Db, rules: Rules) -> None:
    """Fold anew what was folded by other rules: delays, caps, the time zone."""
    text = repr(
        (
            sorted((r.code, r.retry_after, r.max, r.scope) for r in rules.outcomes.values()),
            rules.max_attempts,
            str(rules.zone),
        )
    )
    if settings.get(db, "rules") != text:
        with db.tx():
            from ringa.store import sweep  # not on the road of a hand-out

            sweep.refold_all(db, rules)
            settings.put(db, "rules", text)
