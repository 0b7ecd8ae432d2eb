"""The answers in the log, by survey version."""

from ringa.core.events import ANSWER
from ringa.store.db import Db


def counted(db: Db) -> dict[tuple[str, str], dict[str, int]]:
    """How many answers to each question stand in the log, by (survey, version); reports that were undone aside.

    Of two contents under one id the one counts that counts everywhere: the one with the smaller check.
    """
    found: dict[tuple[str, str], dict[str, int]] = {}
    rows = db.rows(
        """
        SELECT e.survey, e.survey_version, substr(j.key, ?), count(*) FROM events e, json_each(e.extra) j
        WHERE e.kind = 'report' AND e.survey_version <> '' AND e.extra <> '' AND j.key LIKE 'answer.%'
        AND NOT EXISTS (
            SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.replaces = e.event AND u.replaces <> '')
        AND NOT EXISTS (
            SELECT 1 FROM events o WHERE o.device = e.device AND o.seq = e.seq AND o."check" < e."check")
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
        (len(ANSWER) + 1,),
    )
    for survey, version, question, times in rows:
        found.setdefault((survey, version), {})[question] = times
    return found
