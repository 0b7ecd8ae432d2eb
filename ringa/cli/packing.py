"""Packing: contacts out of the queue, under a lease that names the packet, and the file that carries them.

A crash leaves no contact with two holders, and no packet that the ledger does not know:

1. the ledger has the packet as `packing` and the leases are taken: one transaction, on disk;
2. the file is written and on disk, under a hidden name;
3. the ledger has it as `out`, on disk;
4. the file gets its name;
5. its code is told.

Killed before 4, there is no file that anybody could have taken: the next `ringa pack` or `ringa packets`, which waits
for whoever is packing, frees the contacts and removes what was hidden. Killed between 4 and 5, the contacts stay with a
packet that nobody can open, until the coordinator takes it back (`ringa packets --back`) or it expires.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ringa.cli import campaign_files, files, show
from ringa.cli.handing import history
from ringa.cli.session import Session
from ringa.core import code_words, packet
from ringa.core.instant import to_text
from ringa.core.packet import Packet, Person, Shares
from ringa.errors import PackBusy
from ringa.formats import packet as packet_file
from ringa.formats import sealing
from ringa.i18n import _
from ringa.store import compiled, contacts, log, packets, settings
from ringa.store.db import Db
from ringa.store.packets import Row
from ringa.store.turnstile import one_at_a_time

PATIENCE = 10  # minutes that another `ringa pack` may take


class Order(NamedTuple):
    """What is wanted. `callers` or `by`; `recipients` are one for each caller, one for all, or none."""

    callers: Sequence[str]
    by: str
    size: int
    expires: str
    languages: Sequence[str]
    again: bool
    folder: Path
    recipients: Sequence[str]
    unsealed: bool


class Packed(NamedTuple):
    """A packet that is ready to be sent: `code` is '' if it takes none to open it."""

    row: Row
    file: Path
    code: str


@contextmanager
def alone(session: Session) -> Iterator[None]:
    """One at a time: what others have begun and not finished is dead, and is cleared away."""
    db = session.open_db()
    lock = db.path.with_name(db.path.name + "-pack-lock")
    with one_at_a_time(lock, wait=PATIENCE * 60, waiting=_tell_waiting) as mine:
        if not mine:
            raise PackBusy(folder=session.folder, minutes=PATIENCE)
        _clear_away(session)
        yield


def _tell_waiting() -> None:
    show.words(_("Another `ringa pack` is running; waiting for it."))


def _clear_away(session: Session) -> None:
    db = session.open_db()
    for row in packets.ledger(db):
        drafts = files.drafts_of(Path(row.body["file"])) if row.state in (packets.PACKING, packets.OUT) else []
        if drafts or row.state == packets.PACKING:
            _undo(db, [row])


def shares(session: Session, order: Order) -> Shares:
    """Who gets whom, as the queue is just now."""
    pool = contacts.packable(session.open_db(), session.now_text(), order.expires, again=order.again)
    if order.by:
        return packet.shares_by(pool, order.by, order.size)
    return packet.shares(pool, order.callers, order.size, [code.lower() for code in order.languages])


def pack(session: Session, order: Order, wanted: Shares) -> Iterator[Packed]:
    """Make the packets, one after another. What an error finds unfinished is as if it had not been begun."""
    db = session.open_db()
    files.clear_away(order.folder, "*" + packet_file.SUFFIX)
    rows = _hold(session, order, wanted)
    todo = list(rows)
    try:
        for place, row in enumerate(rows):
            made = _make(session, order, row, _recipient(order, place))
            todo.remove(row)
            if made:
                yield made
    except BaseException:
        _undo(db, todo)  # nobody has been told of them
        raise


def _undo(db: Db, rows: Sequence[Row]) -> None:
    """As if these packets had not been begun.

    At no moment is there one that can be sent and is in no ledger, nor people held for one that is gone without a
    trace: if an error comes in between, a draft is left, and whoever packs next undoes the rest.
    """
    paths = [Path(row.body["file"]) for row in rows]
    for path in paths:
        files.take_back(path)
    with db.tx():
        for row in rows:
            packets.void(db, row)
    for path in paths:
        for draft in files.drafts_of(path):
            draft.unlink(missing_ok=True)


def _recipient(order: Order, place: int) -> str:
    if not order.recipients:
        return ""
    return order.recipients[0 if len(order.recipients) == 1 else place]


def _hold(session: Session, order: Order, wanted: Shares) -> list[Row]:
    """The contacts are taken from the queue, but for those who have just been handed out or have objected."""
    db, rules = session.open_db(), session.campaign.rules
    names = _names(session, order.folder)
    sealed = packets.UNSEALED if order.unsealed else packets.BY_RECIPIENT if order.recipients else packets.BY_CODE
    rows = []
    for caller, people in wanted.items():
        key, body = session.random(packet.KEY_BYTES), {"file": str(next(names)), "fields": _fields(session)}
        now = session.now_text()
        row = Row(packet.new_id(session.random), caller, now, order.expires, 0, key, sealed, packets.PACKING, body)
        with db.tx():
            if settings.get(db, packets.IDENTITY) is None:
                identity, recipient = sealing.new_pair()
                settings.put(db, packets.IDENTITY, identity)
                settings.put(db, packets.RECIPIENT, recipient)
            open_ones = [each.id for each in people if contacts.verified(db, each, rules).state.state == "open"]
            rows.append(packets.hold(db, row, open_ones))
    return rows


def _names(session: Session, folder: Path) -> Iterator[Path]:
    """Names of files that no packet has had: campaign, day and a number, and nobody's name."""
    taken = {Path(row.body["file"]).name for row in packets.ledger(session.open_db())}
    number = 0
    while True:
        number += 1
        path = folder / f"{session.campaign.id}-{session.now():%Y-%m-%d}-{number}{packet_file.SUFFIX}"
        if path.name not in taken and not path.exists():
            yield path


def _fields(session: Session) -> list[str]:
    """The fields of members that go out."""
    return sorted(packet.CARD | campaign_files.named_fields(session.campaign))


def _make(session: Session, order: Order, row: Row, recipient: str) -> Packed | None:
    db, file = session.open_db(), Path(row.body["file"])
    with db.snapshot():
        people = list(_people(session, row))
        content = _content(session, row, people, caller="" if order.by else row.caller)
    if not people:
        with db.tx():
            packets.void(db, row)
        return None
    used = [name for name in row.body["fields"] if any(each.member.values.get(name) for each in people)]
    row = row._replace(size=len(people), state=packets.OUT, body={**row.body, "fields": used})

    def enter() -> None:
        with db.tx():
            packets.put(db, row)

    data, code = packet_file.write(content), ""
    if recipient:
        data = sealing.seal(data, recipient)
    elif not order.unsealed:
        code = code_words.new(session.random)
        data = sealing.seal_with_code(data, code)
    files.write(file, [data], before_naming=enter)
    return Packed(row, file, code)


def _people(session: Session, row: Row) -> Iterator[Person]:
    """Who is still to be called; somebody may have reported a call since."""
    db = session.open_db()
    for id in row.body["contacts"]:
        contact = contacts.get(db, id)
        if contact.state.state == "open":
            yield packet.person(contact, history(log.about(db, id), id), row.body["fields"])


def _content(session: Session, row: Row, people: Sequence[Person], *, caller: str) -> Packet:
    db, campaign = session.open_db(), session.campaign
    return Packet(
        packet=row.packet,
        campaign=campaign.id,
        caller=caller,
        made_at=row.made_at,
        expires=row.expires,
        key=row.key,
        recipient=settings.get(db, packets.RECIPIENT) or "",
        files={name: data.decode("utf-8-sig") for name, data in campaign_files.read(session.folder).items()},
        surveys=compiled.bodies(db),
        people=people,
    )


def last_moment(session: Session, days: int) -> str:
    """The end of the day in so many days, where the campaign is; at the latest, that of its last day."""
    from datetime import datetime, time, timedelta

    zone, ends = session.campaign.zone, session.campaign.ends
    today = session.now().astimezone(zone).date()
    day = today + timedelta(days=days)
    if ends and today <= ends:
        day = min(day, ends)
    return to_text(datetime.combine(day, time(23, 59, 59), zone))
