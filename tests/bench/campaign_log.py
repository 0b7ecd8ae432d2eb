"""Invented results as a campaign's log has them after a merge, the same for the same seed."""

import random
from collections.abc import Iterator
from pathlib import Path

from ringa.core.events import REPORT, Event, sealed
from ringa.core.merge import MergePlan
from ringa.store import log
from ringa.store.db import open_campaign

# How often each outcome comes, out of a hundred calls.
_OUTCOMES = {"no_answer": 52, "busy": 5, "voicemail": 10, "not_available": 7, "call_back": 4, "refused": 4}
_NOTES = ("Ring efter kl. 18", "- vill ha tidning", 'Sa "kanske"; hör av sig', "två rader\nav text", "=1+1")
_DEVICE_ROWS = 450  # of one volunteer
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def _device(n: int) -> str:
    return "d" + "".join(_LETTERS[n >> 5 * place & 31] for place in range(10))


def events(rows: int, seed: int = 1) -> Iterator[Event]:
    """So many reports of volunteers, eighteen of a hundred with answers."""
    chance = random.Random(seed)
    names = random.Random(seed).choices(list(_OUTCOMES), list(_OUTCOMES.values()), k=5000)
    for n in range(rows):
        talked = chance.random() < 0.18
        at = f"2026-08-{1 + n % 28:02d}T{8 + n % 12:02d}:{n % 60:02d}:{n % 57:02d}Z"
        extra = {f"answer.q{q}": str(chance.randrange(5)) for q in range(5)} if talked else {}
        if talked and chance.random() < 0.1:
            extra["answer.why"] = f"fritext {n}"
        yield sealed(
            Event(
                campaign="reference", device=_device(n // _DEVICE_ROWS), seq=n % _DEVICE_ROWS + 1, kind=REPORT, at=at,
                contact=f"m{n * 7919 % max(rows // 3, 1)}", caller=f"Ringare {n // _DEVICE_ROWS}", channel="phone",
                outcome="conversation" if talked else names[n % len(names)], number_index="1", started_at=at,
                ended_at=at, note=chance.choice(_NOTES) if chance.random() < 0.15 else "",
                survey="val" if talked else "", survey_version="v0123456789ab" if talked else "",
                extra=tuple(extra.items()),
            )
        )  # fmt: skip


def fill(folder: Path, rows: int) -> None:
    """Put so many events into a campaign's log, as they came: the results of volunteers in no order."""
    db = open_campaign(folder)
    came = list(events(rows))
    blocks = [came[start : start + _DEVICE_ROWS] for start in range(0, rows, _DEVICE_ROWS)]
    random.Random(2).shuffle(blocks)
    with db.tx():
        for block in blocks:
            log.apply(db, MergePlan(add=block), "2026-09-01T08:00:00Z")
    db.tidy()
    db.close()
