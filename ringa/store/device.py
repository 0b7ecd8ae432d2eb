"""Which device writes here: a random id, and a mark of the place it lives in.

A campaign folder that is copied, or put back from a backup, must not go on numbering where the other one also
goes on. So the id is only used at the home where it was made: this machine, these very files, and no number
lower than the last one written. Anywhere else a new device begins. A needless new device is harmless.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from ringa.core.instant import from_text
from ringa.store import settings
from ringa.store.db import Db

CLOCK_BEHIND = timedelta(minutes=10)


class Home(NamedTuple):
    """This machine: an id that stays the same, and a source of random bytes for new devices."""

    machine: str
    random: Callable[[int], bytes]


class Slot(NamedTuple):
    """Where the next event goes: the device, its number, and the time it is recorded at."""

    device: str
    seq: int
    at: str


def mark(db: Db, home: Home) -> str:
    """The home mark: a keyed hash of machine, file and lock file."""
    import hashlib

    here = db.path.stat()
    text = f"{home.machine}\x1f{here.st_dev}\x1f{here.st_ino}\x1f{db.turnstile.inode}"
    return hashlib.blake2b(text.encode(), digest_size=16, key=b"ringa home").hexdigest()


def next_slot(db: Db, home: Home, now: str) -> Slot:
    """The place of the next event, inside a transaction. Begins a new device where the old one cannot go on."""
    device = settings.get(db, "device")
    if device and settings.get(db, "home") == mark(db, home):
        seq, last = db.row("SELECT seq, at FROM events WHERE device = ? ORDER BY seq DESC LIMIT 1", (device,)) or (
            0,
            "",
        )
        behind = from_text(last) - from_text(now) if last else timedelta(0)
        if behind <= CLOCK_BEHIND and not _put_back(db, device, seq):
            return Slot(device, seq + 1, max(now, last))
    return Slot(_new_device(db, home), 1, now)


def _put_back(db: Db, device: str, seq: int) -> bool:
    """Whether the file has been put back to an older state: somewhere there are later numbers of ours than here."""
    marked, highest = db.turnstile.read_mark()
    end = db.row("SELECT seq FROM ends WHERE device = ?", (device,))
    return (marked == device and highest > seq) or bool(end and end[0] > seq)


def own(db: Db) -> frozenset[str]:
    """Every device that has written in this campaign file."""
    names = f"{settings.get(db, 'devices') or ''} {settings.get(db, 'device') or ''}"
    return frozenset(names.split())


def written(db: Db, slot: Slot) -> None:
    """Remember beside the file how far the device has come, after the transaction that wrote the event."""
    db.turnstile.write_mark(slot.device, slot.seq)


def _new_device(db: Db, home: Home) -> str:
    from base64 import b32encode

    device = "d" + b32encode(home.random(7)).decode().lower()[:10]
    settings.put(db, "device", device)
    settings.put(db, "devices", " ".join(sorted(own(db) | {device})))
    settings.put(db, "home", mark(db, home))
    return device
