"""A lock file in front of the campaign file: writers queue here; SQLite's busy handler starves some for seconds.

The same file remembers the device's last number, so that a database which was put back to an older state
(a backup copied over it) is noticed: see `device.py`.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ringa.errors import FileProblem

try:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX)

    def _try_lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)

except ImportError:  # Windows
    import msvcrt

    def _lock(fd: int) -> None:
        while not _try_lock(fd):  # msvcrt itself waits a second between tries
            pass

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


def open_private(path: Path, flags: int = 0) -> int:
    """A file descriptor of a file that only its owner may read (0600), made if need be; never through a symlink."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | flags, 0o600)
    except OSError as error:
        raise FileProblem(file=path, problem=error.strerror) from error


class Turnstile:
    """One writer at a time, in the order in which they came, as the system's file locks give it."""

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
        _lock(self.fd)
        try:
            yield
        finally:
            _unlock(self.fd)

    def read_mark(self) -> tuple[str, int]:
        """The device and number that were last written through this file; ('', 0) if none."""
        device, _space, seq = self._read().decode("ascii", "replace").strip("\0\n ").partition(" ")
        return (device, int(seq)) if seq.isascii() and seq.isdigit() else ("", 0)

    def write_mark(self, device: str, seq: int) -> None:
        """Remember the device's last number. Not synced: an older mark after a power cut does no harm."""
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
