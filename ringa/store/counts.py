"""Counts: those of this campaign, made for others, and those that others have sent."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import Any

from ringa.core.aggregate import Answered, Figures, Goals, Period, Report, Source, newest
from ringa.core.condition import codes_in
from ringa.core.events import ANSWER
from ringa.core.instant import from_text
from ringa.core.outcome import Rule
from ringa.core.people import FIELDS, fields_from
from ringa.store import counting, settings
from ringa.store.db import Db

_NAME = "counts_source"


def source_id(db: Db, random: Callable[[int], bytes]) -> str:
    """Under which name this campaign file sends its counts: made once; copies of the folder share it."""
    found = settings.get(db, _NAME)
    if found is None:
        fresh = "s" + base64.b32encode(random(10)).decode().lower()[:10]
        with db.tx():
            db.write("INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)", (_NAME, fresh))
        found = settings.get(db, _NAME) or fresh
    return found


def devices(db: Db) -> tuple[str, ...]:
    """On which devices the events here were made."""
    return tuple(row[0] for row in db.rows("SELECT DISTINCT device FROM events ORDER BY device"))


def reports(
    db: Db, rules: dict[str, Rule], goals_of: Callable[[dict[str, str]], Goals], zone: tzinfo, before: str
) -> Iterator[Report]:
    """The reports that count, in the order in which they came, of the days before one (`2026-08-14`) where `zone` is.

    `goals_of` says towards which goals a member with these fields counts.
    """
    classes: dict[tuple[Any, ...], Goals] = {}
    days: dict[str, str] = {}
    day = ""
    columns = "e.received_at, e.outcome, e.survey_version, e.extra, c.id, " + ", ".join(f"c.{n}" for n in FIELDS)
    found = counting.reports(db, f"{columns}, c.fields", "JOIN contacts c ON c.contact = e.contact")
    for received_at, outcome, version, extra, contact, *values in found:
        hour = received_at[:13]
        if hour not in days:
            days[hour] = f"{from_text(received_at).astimezone(zone):%Y-%m-%d}"
        day = max(day, days[hour])  # a clock that was set back moves nothing into a day that has been told
        if day >= before:
            return
        key = tuple(values)
        if key not in classes:
            member = dict(zip(FIELDS, values, strict=False)) | dict(fields_from(values[-1]))
            classes[key] = goals_of(member)
        rule = rules[outcome]
        given = _answers(extra) if rule.aapor in "IP" and rule.aapor else {}
        yield Report(
            day, contact, classes[key], rule.attempt, rule.attempt and rule.reached, rule.aapor == "I", bool(given),
            version, given,
        )  # fmt: skip


def _answers(extra: str) -> dict[str, tuple[str, ...]]:
    cells = json.loads(extra) if extra else {}
    return {name[len(ANSWER) :]: codes_in(cell) for name, cell in cells.items() if name.startswith(ANSWER)}


# From others


def sent(db: Db) -> list[Source]:
    """What others have sent: the newest of each."""
    return [_from_body(json.loads(row[0])) for row in db.rows("SELECT body FROM counts ORDER BY source")]


def take(db: Db, sources: Iterable[Source]) -> int:
    """Take what is newer than what is here, inside a transaction. How many were."""
    before = {source.id: source for source in sent(db)}
    own = settings.get(db, _NAME)
    after = newest([*before.values(), *(source for source in sources if source.id != own)])
    fresh = [source for id, source in after.items() if before.get(id) != source]
    db.write_many(
        "INSERT OR REPLACE INTO counts (source, body) VALUES (?, ?)",
        ((source.id, json.dumps(source, ensure_ascii=False)) for source in fresh),
    )
    return len(fresh)


def _from_body(body: list[Any]) -> Source:
    id, campaign, as_of, on, told, answered = body
    return Source(
        id,
        campaign,
        as_of,
        tuple(on),
        tuple(Period(tuple(goals), first, last, Figures(*figures)) for goals, first, last, figures in told),
        tuple(Answered(*each) for each in answered),
    )
