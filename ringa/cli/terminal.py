"""The terminal itself: its second screen, on which a shift leaves nothing behind, and how keys reach it."""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import typer

# The second screen (which has no scrollback), and pasted text in brackets, so that it is known for what it is.
SECOND, FIRST = "\x1b[?1049h", "\x1b[?1049l"
BRACKETS, NO_BRACKETS = "\x1b[?2004h", "\x1b[?2004l"
PASTED, PASTE_ENDS = "\x1b[200~", "\x1b[201~"

if sys.platform == "win32":

    def _silence() -> Callable[[], None]:
        """Keys are not echoed while nobody is asked; a console here does not echo them anyway."""
        os.system("")  # noqa: S605, S607  an empty command: a console then understands what the second screen needs
        return lambda: None

    def flush() -> None:
        """Throw away what was typed ahead."""
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()

    @contextmanager
    def echoing() -> Iterator[None]:
        """A line is typed: it can be seen."""
        yield

    @contextmanager
    def _waking() -> Iterator[None]:
        """Signals come through by themselves."""
        yield

    def keys() -> str:
        """What one key sends; '' at the end of input."""
        return typer.getchar()

else:
    import select
    import termios

    _modes: list[tuple[list[Any], list[Any]]] = []  # of the terminal, as it was and while keys are silent
    _wakers: list[int] = []  # where a byte can be read for each signal that has come

    def _silence() -> Callable[[], None]:
        """Keys are not echoed while nobody is asked, and none of them stops the program. What undoes that."""
        try:
            place = sys.stdin.fileno()
            before = termios.tcgetattr(place)
        except (OSError, termios.error):  # keys come from somewhere else
            return lambda: None
        quiet: list[Any] = [*before[:6], [*before[6]]]
        quiet[3] &= ~(termios.ECHO | termios.ICANON)
        quiet[6][termios.VSUSP] = b"\0"
        _modes.append((before, quiet))
        termios.tcsetattr(place, termios.TCSADRAIN, quiet)

        def loud() -> None:
            _modes.pop()
            termios.tcsetattr(place, termios.TCSADRAIN, before)

        return loud

    @contextmanager
    def echoing() -> Iterator[None]:
        """A line is typed: it can be seen."""
        if not _modes:
            yield
            return
        loud, quiet = _modes[-1]
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, loud)
        try:
            yield
        finally:
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, quiet)

    @contextmanager
    def _waking() -> Iterator[None]:
        """A signal ends a wait for a key, also one that came just before the wait began."""
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        _wakers.append(reading)
        try:
            yield
        finally:
            _wakers.pop()
            signal.set_wakeup_fd(before)
            os.close(reading)
            os.close(writing)

    def keys() -> str:
        """What one key sends, or what is pasted at once, as far as it has come; '' at the end of input.

        Signals are dealt with meanwhile: a read that had just begun when one came would sit there until the next key,
        since the handler of a signal runs between two steps of the program.
        """
        if not (_wakers and _modes):
            return typer.getchar()
        place = sys.stdin.fileno()
        while place not in (ready := select.select([place, _wakers[-1]], [], [])[0]):
            if ready:
                os.read(_wakers[-1], 1024)
        return os.read(place, 1024).decode(errors="replace")

    def flush() -> None:
        """Throw away what was typed ahead."""
        with suppress(termios.error, OSError):
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def size() -> os.terminal_size:
    """Columns and lines of the window, just now: what the environment says may be older than the window."""
    with suppress(OSError):  # standard output is no terminal
        return os.get_terminal_size(1)
    return shutil.get_terminal_size()


@contextmanager
def second_screen(resized: Callable[[], None]) -> Iterator[None]:
    """The second screen of the terminal, until the block ends, however it ends; `resized` when the window changes.

    A terminal that goes away, or a machine that shuts down, ends the program as if nobody had looked after it: what
    was noted is on disk, and there is nothing to clear up but the screen.
    """
    loud = _silence()

    def leave() -> None:
        with suppress(OSError, ValueError):
            sys.stdout.write(NO_BRACKETS + FIRST)
            sys.stdout.flush()
        with suppress(OSError, ValueError):
            loud()

    def end(number: int, _frame: FrameType | None) -> None:
        with suppress(OSError):  # not through sys.stdout, which may be in the middle of a frame
            os.write(1, (NO_BRACKETS + FIRST).encode())
        with suppress(OSError, ValueError):
            loud()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def redraw(_number: int, _frame: FrameType | None) -> None:
        with suppress(RuntimeError):  # a frame is just being written
            resized()

    handlers: dict[str, Any] = {"SIGHUP": end, "SIGTERM": end, "SIGWINCH": redraw}
    before = {}
    for name, handler in handlers.items():
        if number := getattr(signal, name, None):  # Windows has neither the first nor the last
            before[number] = signal.signal(number, handler)
    try:
        sys.stdout.write(SECOND + BRACKETS)
        sys.stdout.flush()
        with _waking():
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        leave()
