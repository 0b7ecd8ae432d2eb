"""Files read and written with care: readable by their owner only, and written whole or not at all."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO, cast

from ringa.core.text import clean_line
from ringa.errors import DiskFull, FileProblem, of_system
from ringa.i18n import _

STANDARD = "-"
MAX_BYTES = 2_000_000_000


def read(file: str, cwd: Path) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises FileProblem."""
    if file == STANDARD:
        return sys.stdin.buffer.read()
    path = cwd / file
    try:
        if path.is_dir():
            raise FileProblem(file=file, problem=_("this is a folder"))
        if path.stat().st_size > MAX_BYTES:
            raise FileProblem(file=file, problem=_("the file is too large"))
        return path.read_bytes()
    except OSError as error:
        raise of_system(error, file) from error


def open_seekable(file: str, cwd: Path) -> BinaryIO:
    """A file, or standard input for `-`, opened so that it can be read several times. Raises FileProblem.

    What comes through a pipe is kept in a temporary file (0600) that is gone when it is closed.
    """
    path = cwd / file
    try:
        if file == STANDARD:
            return _kept(sys.stdin.buffer)
        if path.is_dir():
            raise FileProblem(file=file, problem=_("this is a folder"))
        source = path.open("rb")
        if not source.seekable():
            with source:
                return _kept(source)
        if path.stat().st_size > MAX_BYTES:
            source.close()
            raise FileProblem(file=file, problem=_("the file is too large"))
        return source
    except OSError as error:
        raise of_system(error, file) from error


def _kept(source: BinaryIO) -> BinaryIO:
    kept = tempfile.NamedTemporaryFile()  # noqa: SIM115  the caller closes it
    shutil.copyfileobj(source, kept)
    kept.seek(0)
    return cast(BinaryIO, kept)


def shown(file: str) -> str:
    """The name of a file as it can be written anywhere; `stdin` for `-`."""
    return "stdin" if file == STANDARD else clean_line(file)


def write(
    path: Path,
    pieces: Iterable[str | bytes],
    *,
    keep_mode: bool = False,
    before_naming: Callable[[], None] | None = None,
) -> None:
    """A file, whole or not at all (temporary file, fsync, rename, fsync of the folder), 0600. Texts become UTF-8.

    A link is followed; what is no file (a pipe, a device) is written to and stays what it is. With `keep_mode`,
    a file that is there already stays readable to those who could read it. `before_naming` is called when all of it is
    on the disk, and nobody sees it yet: from then on the draft stays if anything fails, for the caller to undo what was
    done and then to `take_back` the file. What a crash has left of an earlier attempt is removed.
    """
    try:
        path = path.resolve()
        special = path.exists() and not path.is_file()
        mode = path.stat().st_mode & 0o777 if keep_mode and path.exists() else 0o600
    except OSError as error:
        raise of_system(error, path) from error
    if special:
        _write_into(path, pieces)
        return
    draft, kept = _draft(path), False
    try:
        clear_away(path.parent, escape(path.name))
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.writelines(map(_as_bytes, pieces))
            file.flush()
            draft.chmod(mode)
            os.fsync(file.fileno())
        if before_naming:
            sync_folder(path.parent)
            kept = True
            before_naming()
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise of_system(error, path) from error
    finally:
        if not kept:
            with suppress(OSError):  # there is none once it has been renamed
                draft.unlink()


_DRAFT = ".{name}.{process}.new"


def _draft(path: Path) -> Path:
    return path.with_name(_DRAFT.format(name=path.name, process=os.getpid()))


def take_back(path: Path) -> None:
    """Make a file a draft again, if it has got its name."""
    with suppress(OSError):  # it has not
        path.replace(_draft(path))


def drafts_of(path: Path) -> list[Path]:
    """What is left of attempts to write a file that were interrupted before it got its name."""
    try:
        return [*path.parent.glob(_DRAFT.format(name=escape(path.name), process="*"))]
    except OSError:
        return []


def clear_away(folder: Path, pattern: str) -> None:
    """Remove what processes that are no more have left of attempts to write files of such a name: names of members may
    be in it."""
    for draft in folder.glob(_DRAFT.format(name=pattern, process="*")):
        if not _lives(draft.name.split(".")[-2]):
            draft.unlink(missing_ok=True)


def _lives(process: str) -> bool:
    """Whether another process of that number is running, or it is no number of ours."""
    if not process.isdecimal():
        return True
    if os.name == "nt":  # a file that somebody has open cannot be removed there
        return False
    try:
        os.kill(int(process), 0)
    except (OverflowError, ProcessLookupError):
        return False
    except PermissionError:  # somebody else's
        return True
    return int(process) != os.getpid()


def _as_bytes(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


def write_beside(name: str, cwd: Path, home: Path, pieces: Callable[[], Iterable[str]], *, standard: bool) -> Path:
    """A file beside the one it is about, or in the folder `home` if that cannot be, or came on `standard` input."""
    at_home = home / Path(name).name
    beside = at_home if standard else (cwd / name).resolve()
    try:
        write(beside, pieces())
    except (FileProblem, DiskFull):
        write(at_home, pieces())
        return at_home
    return beside


def _write_into(path: Path, pieces: Iterable[str | bytes]) -> None:
    try:
        with path.open("wb") as file:
            file.writelines(map(_as_bytes, pieces))
    except OSError as error:
        raise of_system(error, path) from error


def sync_folder(folder: Path) -> None:
    """What was named, renamed or removed in a folder is so after a power cut too."""
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def free_name(folder: Path, stem: str, suffix: str) -> Path:
    """A name that no file in the folder has yet: stem, then stem-2, …"""
    path = folder / (stem + suffix)
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path
