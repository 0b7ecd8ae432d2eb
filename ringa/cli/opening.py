"""Opening: a packet file becomes a campaign folder, whole or not at all.

All of it is made in a hidden folder beside, which then gets its name. Killed before that, the hidden folder is cleared
away when the packet is opened again.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ringa.cli import campaign_files, files
from ringa.cli.session import Session
from ringa.core import campaign as core
from ringa.core.packet import Packet
from ringa.errors import FileProblem, FolderTaken, NotPacket, of_system
from ringa.i18n import _
from ringa.store import db as store
from ringa.store import opened, packets, place
from ringa.store.turnstile import one_at_a_time

_LOCK = "opening"


def opened_before(folder: Path, packet: str) -> bool:
    """Whether the folder was made from this packet. Raises FolderTaken if it is anything else, but empty."""
    if not os.path.lexists(folder):
        return False
    if (folder / store.NAME).is_file():
        with closing(store.open_campaign(folder)) as db:
            mine = packets.mine(db)
        if mine and mine.packet == packet:
            return True
    elif folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        return False
    raise FolderTaken(folder=folder)


def make(session: Session, folder: Path, file: str, packet: Packet, sealed: str) -> None:
    """The campaign folder of a packet. Raises NotPacket if there is a mistake in its campaign."""
    place.refuse_network(folder)
    document = _checked(packet, file)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _draft_of(folder) as draft:
            for name, text in packet.files.items():
                (draft / name).parent.mkdir(mode=0o700, exist_ok=True)
                files.write(draft / name, [text])
            with closing(store.open_campaign(draft)) as db, db.tx():
                rules = core.from_document(document).rules
                opened.fill(db, packet, rules, sealed, session.random(32), session.now_text())
            with suppress(OSError):  # a system that does not let go of what is open keeps an empty file
                (draft / _LOCK).unlink()
            files.sync_folder(draft)
            draft.replace(folder)
            files.sync_folder(folder.parent)
    except OSError as error:
        raise of_system(error, folder) from error


def _checked(packet: Packet, file: str) -> dict[str, object]:
    document, problems = campaign_files.parse(
        {name: text.encode() for name, text in packet.files.items()}, fields=(), imported=False
    )
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise NotPacket(file=file, problem=f"{errors[0].where}: {errors[0].problem}")
    if document["campaign"]["id"] != packet.campaign:
        raise NotPacket(file=file, problem=_("its content is not as ringa writes it"))
    return document


@contextmanager
def _draft_of(folder: Path) -> Iterator[Path]:
    """A hidden folder to make it in; gone afterwards if it did not get its name. What a crash has left is cleared."""
    draft = folder.with_name(f".{folder.name}.new")
    if draft.is_dir() and not draft.is_symlink():
        with one_at_a_time(draft / _LOCK) as mine:
            if not mine:
                raise FileProblem(file=folder, problem=_("it is being opened in another terminal"))
            shutil.rmtree(draft)
    draft.mkdir(mode=0o700)
    try:
        with one_at_a_time(draft / _LOCK):
            yield draft
    finally:
        with suppress(OSError):
            shutil.rmtree(draft)
