"""What `ringa export` can write: each view in pieces of text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ringa.cli.session import Session
from ringa.core import survey
from ringa.core.aggregate import Source
from ringa.formats import contacts_csv, results_csv
from ringa.store import compiled, contacts, log
from ringa.store.db import Db

RESULTS, CONTACTS, SCHEMA, OSDI, COUNTS = "results", "contacts", "schema", "osdi", "counts"
SUFFIXES = {RESULTS: ".csv", CONTACTS: ".csv", SCHEMA: ".json", OSDI: ".jsonl", COUNTS: ".csv"}


class Wanted(NamedTuple):
    """Which view, of what came after which place in the log, and whether for a Nordic spreadsheet.

    `sources` are the counts, this campaign's own first, where only those are wanted.
    """

    view: str
    place: int
    excel: bool
    sources: Sequence[Source] = ()


def pieces(session: Session, db: Db, wanted: Wanted) -> Iterator[str]:
    """The file in pieces, from one and the same state of the campaign."""
    if wanted.view == CONTACTS:
        return contacts_csv.write(contacts.everyone(db), excel=wanted.excel)
    if wanted.view == SCHEMA:
        return _schema(session, db, wanted)
    if wanted.view == OSDI:
        return _osdi(db)
    if wanted.view == COUNTS:
        return _counts(wanted)
    return results_csv.write_lines(
        log.lines(db, wanted.place), log.ends(db), log.extra_columns(db, wanted.place), excel=wanted.excel
    )


def _schema(session: Session, db: Db, wanted: Wanted) -> Iterator[str]:
    import json

    from ringa.formats.codebook import Version
    from ringa.formats.table_schema import schema

    current = {each.version for each in session.campaign.surveys}
    bodies = sorted(compiled.bodies(db), key=lambda each: each[0] not in current)
    found = schema(
        log.extra_columns(db, wanted.place),
        [Version(body, version, version in current) for version, body in bodies],
        (session.language, *(name if isinstance(name := session.campaign.name, Mapping) else ())),
        whole=not log.versions_used(db) - compiled.versions(db),
        excel=wanted.excel,
    )
    yield json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _osdi(db: Db) -> Iterator[str]:
    from ringa.formats import osdi

    versions = {version: survey.from_document(body, version) for version, body in compiled.bodies(db)}
    return osdi.write(log.counted(db), versions)


def _counts(wanted: Wanted) -> Iterator[str]:
    from ringa.formats import counts_csv

    return counts_csv.write(wanted.sources, excel=wanted.excel)
