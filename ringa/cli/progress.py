"""A progress bar for what takes longer than a second, on a terminal only; on stderr, so that data stays data."""

import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

from ringa.cli.session import Session

_Item = TypeVar("_Item")
SHORT = timedelta(seconds=1)


def track(session: Session, items: Iterable[_Item], what: str, total: int) -> Iterator[_Item]:
    """The items, with a bar that appears once they have taken a second."""
    if not sys.stderr.isatty() or session.linear:
        yield from items
        return
    began = session.clock()
    waiting = iter(items)
    done = 0
    for item in waiting:
        yield item
        done += 1
        if session.clock() - began > SHORT:
            break
    else:
        return

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as progress:
        task = progress.add_task(what, total=max(total, done), completed=done)
        for item in waiting:
            yield item
            progress.advance(task)
