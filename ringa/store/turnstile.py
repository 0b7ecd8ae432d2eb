"""A lock file in front of the campaign file: writers queue here; SQLite's busy handler starves some for seconds.

The same file remembers the device's last number, so that a database which was put back to an older state
(a backup copied over it) is noticed: see `device.py`.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ringa.errors import of_system

_PLACE = 64  # where the lock file has the last place in the line, behind the mark

try:
    import fcntl

    def _try_lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def came(fd: int) -> int:
        """How many have come to the turnstile."""
        return int.from_bytes(os.pread(fd, 8, _PLACE), "little")

    # Bytes of the lock file, far behind all that is written in it, that can be locked one by one.
    _DOOR, _TURN, _LINE = 1 << 30, (1 << 30) + 1, 1 << 31

    def _hold(fd: int, byte: int) -> None:
        fcntl.lockf(fd, fcntl.LOCK_EX, 1, byte)

    def _let_go(fd: int, byte: int) -> None:
        fcntl.lockf(fd, fcntl.LOCK_UN, 1, byte)

    def _write_place(fd: int, place: int, path: Path) -> None:
        try:
            os.pwrite(fd, place.to_bytes(8, "little"), _PLACE)
        except OSError as error:
            raise of_system(error, path) from error

    @contextmanager
    def _turn(fd: int, path: Path) -> Iterator[None]:
        """Whoever comes holds the byte of their place in the line and waits for the one before.

        So the turn goes to the one who has waited longest; a plain lock goes to whoever happens to be running, mostly
        the one who has just had it, and some wait for seconds. Who dies holds nothing, and the line moves up; the turn
        itself is a byte too, so that nobody moves up into somebody's turn.
        """
        _hold(fd, _DOOR)
        try:
            place = came(fd) + 1
            _write_place(fd, place, path)
            _hold(fd, _LINE + place)
        finally:
            _let_go(fd, _DOOR)
        try:
            _hold(fd, _LINE + place - 1)
            _let_go(fd, _LINE + place - 1)
            _hold(fd, _TURN)
            try:
                yield
            finally:
                _let_go(fd, _TURN)
        finally:
            _let_go(fd, _LINE + place)

except ImportError:  # Windows
    import msvcrt

    def _try_lock(fd: int) -> bool:
        try:
            os.lseek(fd, 1 << 20, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]  # Windows only
        except OSError:
            return False
        return True

    def _unlock(fd: int) -> None:
        os.lseek(fd, 1 << 20, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]  # Windows only

    @contextmanager
    def _turn(fd: int, path: Path) -> Iterator[None]:
        while not _try_lock(fd):  # msvcrt itself waits a second between tries
            pass
        try:
            yield
        finally:
            _unlock(fd)


def open_private(path: Path, flags: int = 0) -> int:
    """A file descriptor of a file that only its owner may read (0600), made if need be; never through a symlink."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | flags, 0o600)
    except OSError as error:
        raise of_system(error, path) from error


def remove(path: Path) -> None:
    """Remove a file that is of no more use; what cannot be removed now, whoever makes it next removes."""
    with suppress(OSError):
        path.unlink()


class Turnstile:
    """One writer at a time, in the order in which they came."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    @property
    def fd(self) -> int:
        """The lock file, opened when it is first needed."""
        if self._fd is None:
            self._fd = open_private(self.path)
        return self._fd

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and hold it."""
        with _turn(self.fd, self.path):
            yield

    def read_mark(self) -> tuple[str, int]:
        """The device and number that were last written through this file; ('', 0) if none."""
        device, _space, seq = self._read().decode("ascii", "replace").strip("\0\n ").partition(" ")
        return (device, int(seq)) if seq.isascii() and seq.isdigit() else ("", 0)

    def write_mark(self, device: str, seq: int) -> None:
        """Remember the device's last number. Not synced: an older mark does no harm after a power cut or an error."""
        with suppress(OSError):
            os.lseek(self.fd, 0, os.SEEK_SET)
            os.write(self.fd, f"{device} {seq}\n".ljust(64).encode("ascii"))

    def _read(self) -> bytes:
        os.lseek(self.fd, 0, os.SEEK_SET)
        return os.read(self.fd, 64)

    @property
    def inode(self) -> int:
        """The identity of the lock file itself."""
        return os.fstat(self.fd).st_ino

    def close(self) -> None:
        """Give the file back."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


@contextmanager
def one_at_a_time(path: Path, *, wait: float = 0, waiting: Callable[[], None] = lambda: None) -> Iterator[bool]:
    """Hold a lock for as long as the block runs; False if another process holds it, also after `wait` seconds.

    `waiting` is called once before the wait begins.
    """
    fd = open_private(path)
    try:
        mine = _try_lock(fd)
        if not mine and wait:
            waiting()
            until = time.monotonic() + wait
            while not mine and time.monotonic() < until:
                time.sleep(0.1)
                mine = _try_lock(fd)
        yield mine
    finally:
        os.close(fd)
