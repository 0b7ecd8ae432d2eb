"""The answers in the log, by survey version."""

import json
from collections.abc import Iterator

from ringa.core.events import ANSWER
from ringa.core.tally import Given
from ringa.store import counting
from ringa.store.db import Db


def counted(db: Db) -> dict[tuple[str, str], dict[str, int]]:
    """How many answers to each question stand in the log, by (survey, version)."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for survey, version, answers in sorted(_answered(db), key=lambda row: row[:2]):
        times = found.setdefault((survey, version), {})
        for question in answers:
            times[question] = times.get(question, 0) + 1
    return found


def given(db: Db, survey: str) -> Iterator[Given]:
    """The answers to a survey, conversation by conversation."""
    return (Given(version, answers) for of, version, answers in _answered(db) if of == survey)


def _answered(db: Db) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Survey, version and answers of every report that counts and has any."""
    for survey, version, extra in counting.reports(db, "e.survey, e.survey_version, e.extra"):
        cells = json.loads(extra) if version and extra else {}
        answers = {name.removeprefix(ANSWER): cell for name, cell in cells.items() if name.startswith(ANSWER)}
        if answers:
            yield survey, version, answers
