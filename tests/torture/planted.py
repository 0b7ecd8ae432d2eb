"""Faults that are planted in ringa's own code, each of which a harness must catch: what it promises, left out."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ringa.cli import files, opening
from ringa.errors import RingaError
from ringa.store import db as store
from ringa.store.db import Db


def _nothing(*_args: Any, **_more: Any) -> None:
    """What is left out."""


def no_transaction(patch: Any) -> None:
    """Every statement is a commit of its own."""

    @contextmanager
    def tx(db: Db) -> Iterator[None]:
        yield

    patch.setattr(Db, "tx", tx)


def no_savepoint_after_an_error(patch: Any) -> None:
    """A part of a transaction is undone, though an error of the disk has undone all of it."""

    @contextmanager
    def savepoint(db: Db) -> Iterator[None]:
        db.connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            db.connection.execute("ROLLBACK TO part")
            raise
        finally:
            db.connection.execute("RELEASE part")

    patch.setattr(Db, "savepoint", savepoint)


def written_in_place(patch: Any) -> None:
    """A file has its name from the beginning."""

    def write(path: Path, pieces: Iterable[str | bytes], **_more: Any) -> None:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.writelines(piece.encode() if isinstance(piece, str) else piece for piece in pieces)
            os.fsync(file.fileno())

    patch.setattr(files, "write", write)


def packets_before_the_ledger(patch: Any) -> None:
    """A file gets its name, and then the ledger knows it."""
    write = files.write

    def named_first(
        path: Path, pieces: Iterable[str | bytes], *, before_naming: Callable[[], None] = _nothing, **more: Any
    ) -> None:
        write(path, pieces, **more)
        before_naming()

    patch.setattr(files, "write", named_first)


def opened_in_place(patch: Any) -> None:
    """The folder of an opened packet has its name from the beginning."""

    @contextmanager
    def draft_of(folder: Path) -> Iterator[Path]:
        folder.mkdir(mode=0o700, exist_ok=True)
        yield folder

    patch.setattr(opening, "_draft_of", draft_of)


def readable_by_all(patch: Any) -> None:
    """A campaign file is born as SQLite makes it."""

    def open_private(path: Path, flags: int = 0) -> int:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | flags)
        os.fchmod(fd, 0o644)
        return fd

    patch.setattr(store, "open_private", open_private)


def drafts_left(patch: Any) -> None:
    """What a death has left is left."""
    patch.setattr(files, "clear_away", _nothing)


def errors_swallowed(patch: Any) -> None:
    """A file that could not be written is no error."""
    write = files.write

    def quietly(*args: Any, **more: Any) -> None:
        with suppress(RingaError):
            write(*args, **more)

    patch.setattr(files, "write", quietly)


def errors_untold(patch: Any) -> None:
    """What SQLite reports is not told in words."""

    @contextmanager
    def accidents(_path: Path) -> Iterator[None]:
        yield

    patch.setattr(store, "accidents", accidents)


def _synchronous(how: str) -> Callable[[Any], None]:
    def plant(patch: Any) -> None:
        others = [setting for setting in store._SETTINGS if not setting.startswith("synchronous=")]
        patch.setattr(store, "_SETTINGS", (*others, f"synchronous={how}"))

    return plant


def no_fsync_of_files(patch: Any) -> None:
    """A file gets its name before what is in it is on disk."""
    fsync = os.fsync

    def folders_only(fd: int) -> None:
        if Path(f"/proc/self/fd/{fd}").is_dir():
            fsync(fd)

    patch.setattr(os, "fsync", folders_only)


def no_fsync_of_folders(patch: Any) -> None:
    """What was named is named on disk whenever the system likes."""
    patch.setattr(files, "sync_folder", _nothing)


def ledger_before_the_folder(patch: Any) -> None:
    """The ledger has a packet whose file may be gone after a power cut, without a trace."""
    sync_folder = files.sync_folder
    turns: dict[Path, int] = {}

    def every_second(folder: Path) -> None:
        turns[folder] = turns.get(folder, 0) + 1
        if folder.name != "out" or turns[folder] % 2 == 0:
            sync_folder(folder)

    patch.setattr(files, "sync_folder", every_second)


FAULTS: dict[str, Callable[[Any], None]] = {
    plant.__name__: plant
    for plant in (
        no_transaction, no_savepoint_after_an_error, written_in_place, packets_before_the_ledger, opened_in_place,
        readable_by_all, drafts_left, errors_swallowed, errors_untold, no_fsync_of_files, no_fsync_of_folders,
        ledger_before_the_folder,
    )
} | {"synchronous_off": _synchronous("OFF"), "synchronous_normal": _synchronous("NORMAL")}  # fmt: skip
