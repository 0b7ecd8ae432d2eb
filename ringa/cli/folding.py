"""Contacts folded by other processes while this one reads and writes the database: half of what a large merge takes."""

import os
import pickle
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ringa.cli import processes
from ringa.core.fold import Rules
from ringa.store import sweep
from ringa.store.sweep import Fold, Folded, Unfolded

LONG = 20_000  # rows of results from which on a process of its own is worth its start

_MOST = 2  # processes; with more, the one that writes is what is waited for


@contextmanager
def folds(rows: int, rules: Rules, file: str) -> Iterator[Fold | None]:
    """Who folds the contacts of so many rows: None if that is left to the process that writes them.

    Raises FileProblem, about `file`, if a process ends before its time.
    """
    number = min((os.cpu_count() or 1) - 1, _MOST)
    if rows < LONG or not number:
        yield None
        return
    request = {"rules": b64encode(pickle.dumps(rules)).decode()}
    with processes.asked(__name__, request, number, file) as ask:

        def fold_all(several: Iterable[Unfolded]) -> Iterator[Folded]:
            return map(Folded._make, ask(map(tuple, several)))

        yield fold_all


def answering(request: Mapping[str, Any]) -> Callable[[Any], Any]:
    """What folds some contacts, by the rules of the request."""
    rules = pickle.loads(b64decode(request["rules"]))  # noqa: S301  what the process that started this one has dumped
    return lambda some: tuple(sweep.folded(Unfolded._make(some), rules))
