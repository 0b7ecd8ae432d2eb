"""Calls for systems that speak OSDI (Open Supporter Data Interface 1.2.0): JSON lines, one for each call that counts.

A line is what `record_canvass_helper` takes at the person that `person` identifies: the canvass, and the answers under
`add_questions_responses_uri`. OSDI has no resource of its own for telephone: a canvass is any attempt to reach
somebody in order to learn something. Notes, names and what was typed in free words are left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ringa.core.condition import codes_in
from ringa.core.events import Event
from ringa.core.outcome import OUTCOMES, PHONE
from ringa.core.survey import CHOSEN, TEXT, Survey

SYSTEM = "ringa"
_CONTACT_TYPES = {True: "phoneCall", False: "in-person"}


def write(reports: Iterable[Event], versions: Mapping[str, Survey]) -> Iterator[str]:
    """A line for each report; `versions` are the surveys by version. Answers to others are left out."""
    for report in reports:
        yield json.dumps(_line(report, versions.get(report.survey_version)), ensure_ascii=False) + "\n"


def _line(report: Event, survey: Survey | None) -> dict[str, Any]:
    return {
        "person": {"identifiers": [f"{report.campaign}:{report.contact}"]},
        "canvass": {
            "identifiers": [f"{SYSTEM}:{report.id}"],
            "origin_system": SYSTEM,
            "created_date": report.at,
            "modified_date": report.at,
            "action_date": report.started_at or report.ended_at or report.at,
            "contact_type": _CONTACT_TYPES[report.channel == PHONE],
            "input_type": SYSTEM,
            "success": OUTCOMES[report.outcome].reached,
            "status_code": report.outcome,
        },
        "add_questions_responses_uri": list(_answers(report, survey)) if survey else [],
    }


def _answers(report: Event, survey: Survey) -> Iterator[dict[str, Any]]:
    for id, cell in report.answers.items():
        question = survey.question(id)
        if question and question.type != TEXT:
            given: dict[str, Any] = {"responses": codes_in(cell)} if question.type in CHOSEN else {"value": cell}
            yield {"question": f"{SYSTEM}:{survey.id}/{id}", **given}
