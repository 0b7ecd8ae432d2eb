"""What is tried on a disk that lets one down: commands in a folder, and how one sees that nothing came to harm.

A scene is made once and copied for each case. Whatever befell a copy, `sound` looks at what is there without changing
much, and `again` does the work once more, after which everything must be as if nothing had happened.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ringa.errors import RingaError
from ringa.store import db as store
from ringa.store import log
from ringa.store.db import Db
from tests.cli.ready import import_members, small
from tests.conftest import Laptop

PEOPLE = 8
Said = Sequence[dict[str, Any]]  # what each command answered that came to its end: code, out, err


class Scene(NamedTuple):
    """`folder` is copied; `commands` are run in it, each with the code that it ends with if all is well.

    `sound(folder, said)` raises AssertionError if what is there contradicts what was said, or is half there;
    `again(folder, said)` gives what must be the same whatever befell the first run. If it is `shared`, another terminal
    is open meanwhile, so that nothing is tidied up behind each command.
    """

    folder: Path
    commands: Sequence[tuple[int, Sequence[str]]]
    sound: Callable[[Path, Said], None]
    again: Callable[[Path, Said], Any]
    shared: bool = False


def laptop(folder: Path) -> Laptop:
    """The machine on which all this is done, five days after its last call."""
    found = Laptop(folder)
    found.later(days=5)
    return found


def run(scene: Scene, folder: Path) -> Iterator[dict[str, Any]]:
    """The scene's commands in a copy of its folder, one after another; an answer once each has come to its end."""
    other = None
    with suppress(RingaError):  # that terminal may be the one that the disk lets down
        other = opened(folder) if scene.shared else None
        if other:
            other.row("SELECT count(*) FROM events")
    for _code, args in scene.commands:
        answer = laptop(folder).run(*args)
        yield {"code": answer.code, "out": answer.out, "err": answer.err}
    if other:
        other.close()


def copy(scene: Scene, to: Path) -> Path:
    """A copy of the scene's folder, in place of what is there."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(scene.folder, to)
    return to


@cache
def place() -> Path:
    """A folder for all that is made, as long as the worker lives."""
    memory = "/dev/shm"  # where there is one: whoever is killed there loses as little as on a disk, and sooner
    return Path(tempfile.mkdtemp(prefix="scenes-", dir=memory if os.access(memory, os.W_OK) else None))


@cache
def office() -> Path:
    home = place() / "office"
    Laptop(place()).ok("init", home, "--ends", "2026-09-13", "--json")
    office = small(Laptop(home))
    import_members(office, *(f"{n:04};Förnamn{n} Efternamn{n};070-174 06 {n + 10:02}" for n in range(1, PEOPLE + 1)))
    office.ok("next", "--caller", "Kim", "--json")
    office.ok("record", "0008", "--outcome", "do_not_call", "--caller", "Kim", "--json")
    office.ok("release", "--all", "--caller", "Kim", "--json")
    return home


def fresh(name: str) -> Path:
    return Path(shutil.copytree(office(), place() / name))


# What holds everywhere


def opened(folder: Path) -> Db:
    """The campaign file there, which must be in order."""
    return store.open_campaign(folder, thorough=True)


def private(scene_folder: Path, folder: Path) -> None:
    """What the commands have made is readable by its owner only."""
    for path in folder.rglob("*"):
        if not (scene_folder / path.relative_to(folder)).exists() and not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0 or path.is_dir(), f"{path.name} has mode {mode:o}"


def nothing_left(folder: Path) -> None:
    """No file is left of what was interrupted."""
    left = [path.name for path in folder.rglob("*") if path.name.endswith(".new") or "ringa.db-merge-0" in path.name]
    assert not left, f"left behind: {left}"


def events(db: Db) -> list[tuple[Any, ...]]:
    return [tuple(line) for batch in log.lines(db) for line in batch]


def ok(said: Said, n: int, code: int = 0) -> bool:
    """Whether the n-th command has said that it succeeded."""
    return len(said) > n and said[n]["code"] == code
