"""Counts without people: made for others (`ringa export --aggregate`), and those of others in goals and status."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ringa.cli import files, gathering, show
from ringa.cli.gathering import Source as File
from ringa.cli.session import Session
from ringa.core import aggregate, goals, survey
from ringa.core.aggregate import Question, Source
from ringa.core.survey import CHOSEN, MULTIPLE, SCALE
from ringa.errors import RingaError
from ringa.formats import counts_csv
from ringa.i18n import _, ngettext
from ringa.store import compiled, contacts, counts, journal, packets, settings
from ringa.store.db import Db

LOOK = 4000  # bytes in which one sees what a file is


def sources(session: Session, db: Db, id: str) -> list[Source]:
    """What this campaign has counted, under its id as a source, and what others have sent it, as they sent it."""
    campaign = session.campaign
    today = f"{session.now().astimezone(campaign.zone):%Y-%m-%d}"
    reports = counts.reports(
        db, dict(campaign.rules.outcomes), lambda member: goals.covering(campaign.goals, member), campaign.zone, today
    )
    found = aggregate.gathered(reports, _questions(db))
    told, answered = tuple(aggregate.periods(found.figures)), tuple(aggregate.answers(found.answers))
    own = Source(id, campaign.id, session.now_text(), counts.devices(db), told, answered)
    return [own, *counts.sent(db)]


def tell_own(db: Db, own: Source) -> None:
    """How much of what this campaign has counted can be told by now."""
    told = sum(period.figures.conversations for period in own.told)
    waiting = max(0, sum(1 for _member in contacts.conversed(db)) - told)
    text = ngettext("{n} conversation is told.", "{n} conversations are told.", told).format(n=told)
    if waiting:
        text += " " + _(
            "{n} wait: today's, and what would show a figure under ten, such as how many were reached without a talk "
            "(see “Counts only” in the README)."
        ).format(n=waiting)
    show.words(text)


def _questions(db: Db) -> Iterator[Question]:
    """The questions that are answered with codes or points, in every version that this campaign has had."""
    for version, body in compiled.bodies(db):
        for question in survey.from_document(body, version).questions:
            codes = tuple(question.codes)
            if question.type == SCALE:
                codes = tuple(map(str, range(int(question.min or 0), int(question.max or 0) + 1)))
            if question.type in (*CHOSEN, SCALE):
                yield Question(body["id"], version, question.id, codes, question.type == MULTIPLE)


class Taken(NamedTuple):
    """What has come of files of counts: how many sources were newer, how many files had damaged ones."""

    newer: int
    known: int
    damaged: list[str]


def apart(session: Session, sources: Sequence[File]) -> tuple[list[File], list[tuple[str, bytes]]]:
    """The files that hold no counts, and the contents of those that do, by their names."""
    identity = settings.get(session.open_db(), packets.IDENTITY) or ""
    others, found = [], []
    for source in sources:
        try:
            with gathering.opened(source, identity) as stream:
                start = stream.read(LOOK)
                whole = start + stream.read() if counts_csv.is_counts(start) else b""
        except (RingaError, OSError):  # told by the one who reads it as results
            whole = b""
        if whole:
            found.append((source.name, whole))
        else:
            others.append(source)
    return others, found


def take(session: Session, contents: Sequence[tuple[str, bytes]], *, tried: bool = False) -> Taken:
    """Take counts from these files; if it is only `tried`, nothing is changed."""
    db, found, damaged = session.open_db(), [], []
    for name, data in contents:
        read = counts_csv.read(data, files.shown(name))
        found += read.sources
        damaged += [files.shown(name)] if read.damaged else []
    newer = 0
    if found:
        with db.trial() if tried else db.tx():
            newer = counts.take(db, found)
            journal.note(db, session.now_text(), "counts", session.caller, {"sources": len(found), "newer": newer})
    return Taken(newer, len(found) - newer, damaged)


def tell(taken: Taken) -> None:
    """Say what has come of files of counts; nothing where there were none."""
    if n := taken.newer:
        show.words(ngettext("Counts of {n} campaign taken.", "Counts of {n} campaigns taken.", n).format(n=n))
    if n := taken.known:
        text = ngettext(
            "Counts of {n} campaign were here already, as new or newer.",
            "Counts of {n} campaigns were here already, as new or newer.",
            n,
        )
        show.words(text.format(n=n))
    for name in taken.damaged:
        show.words(
            _("Counts in {file} were altered or cut short, and left out: ask for the file again.").format(file=name)
        )


class Below(NamedTuple):
    """What others have sent: all of it, those of it that are added to our own, and conversations for each goal."""

    sent: list[Source]
    counted: list[Source]
    goals: dict[str, int]


def below(session: Session, db: Db) -> Below:
    """What campaigns below this one have sent, as it is added to the goals here."""
    sent = counts.sent(db)
    counted = aggregate.counted(sent, counts.devices(db)) if sent else []
    parents = {goal.name: goal.of for goal in session.campaign.goals}
    return Below(sent, counted, dict(aggregate.towards(counted, parents)))


def in_json(found: Below) -> list[dict[str, Any]]:
    """Each source with its figures, and whether it is counted."""
    return [
        {
            "source": source.id,
            "campaign": source.campaign,
            "as_of": source.as_of,
            "counted": source in found.counted,
            **figures(source),
        }
        for source in found.sent
    ]


def figures(source: Source) -> dict[str, int]:
    """The sums of what a source has told."""
    total = aggregate.Figures()
    for period in source.told:
        total = total.plus(period.figures)
    return total._asdict()
