"""The answers in the log, by survey version."""

import json
from collections.abc import Iterator

from ringa.core.events import ANSWER
from ringa.core.tally import Given
from ringa.store.db import Db

# Reports that were undone do not count, and of two contents under one id only one does: as `core.fold.choice` has it.
_COUNT = """
    e.kind = 'report' AND e.survey_version <> '' AND e.extra <> ''
    AND NOT EXISTS (
        SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.replaces = e.event AND u.replaces <> '')
    AND e."check" = coalesce(
        (SELECT r.note FROM events r JOIN events c ON c.device = e.device AND c.seq = e.seq AND c."check" = r.note
            WHERE r.kind = 'resolve' AND r.replaces = e.event AND r.replaces <> ''
            ORDER BY r.at DESC, r.device DESC, r.seq DESC, r."check" DESC LIMIT 1),
        (SELECT min(o."check") FROM events o WHERE o.device = e.device AND o.seq = e.seq))"""


def counted(db: Db) -> dict[tuple[str, str], dict[str, int]]:
    """How many answers to each question stand in the log, by (survey, version)."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    rows = db.rows(
        f"""
        SELECT e.survey, e.survey_version, substr(j.key, ?), count(*) FROM events e, json_each(e.extra) j
        WHERE j.key LIKE 'answer.%' AND {_COUNT} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
        (len(ANSWER) + 1,),
    )
    for survey, version, question, times in rows:
        found.setdefault((survey, version), {})[question] = times
    return found


def given(db: Db, survey: str) -> Iterator[Given]:
    """The answers to a survey, conversation by conversation."""
    sql = f"SELECT e.survey_version, e.extra FROM events e WHERE e.survey = ? AND {_COUNT} ORDER BY e.id"
    for version, extra in db.rows(sql, (survey,)):
        cells = json.loads(extra).items()
        yield Given(version, {name.removeprefix(ANSWER): cell for name, cell in cells if name.startswith(ANSWER)})
