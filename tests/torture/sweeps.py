"""Death and disk errors at every call: what both have in common. See `deaths` and `disk_errors`."""

import gc
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.torture import Figures, each_seed, faults, scenes, stage
from tests.torture.faults import Fault

_GOLDEN = 0.6180339887498949  # its multiples are spread evenly, however many there are


class Reference(NamedTuple):
    """An undisturbed run: which calls it makes, one letter each, and what `again` gives behind it."""

    calls: str
    end: Any


@cache
def reference(name: str) -> Reference:
    """The undisturbed run of a scene."""
    scene, to, notes = scenes.scene(name), stage.place() / "reference", stage.place() / "notes"
    stage.copy(scene, to)
    ended = faults.under(Fault(), to, lambda: stage.run(scene, to), notes)
    codes = [each["code"] for each in ended.said]
    assert codes == [code for code, _args in scene.commands], ended.said
    scene.sound(to, ended.said)
    found = Reference(
        "".join(call.op for call in faults.calls_in(notes) if call.op != "!"), scene.again(to, ended.said)
    )
    assert len(found.calls) == ended.calls
    return found


class Point(NamedTuple):
    """Where a seed strikes: the scene, the call (from 1) and its letter; and a number to choose the rest by."""

    name: str
    at: int
    call: str
    choice: int


def point(seed: int) -> Point:
    """The scenes in turn, and in each of them calls all over its run."""
    turn, which = divmod(seed, len(scenes.NAMES))
    calls = reference(scenes.NAMES[which]).calls
    at = int((turn * _GOLDEN) % 1 * len(calls))
    return Point(scenes.NAMES[which], at + 1, calls[at], turn // 2)  # its last bit is the driver


def folder_for(point: Point) -> Path:
    """A fresh copy of its scene."""
    return stage.copy(scenes.scene(point.name), stage.place() / "case")


def look(point: Point, folder: Path, said: stage.Said) -> None:
    """What was left is sound, and after another run all is as if nothing had happened. Raises AssertionError.

    The other run takes as long as all the rest: every second point has it.
    """
    scene = scenes.scene(point.name)
    scene.sound(folder, said)
    stage.private(scene.folder, folder)
    if point.choice % 2:
        return
    assert scene.again(folder, said) == reference(point.name).end, "the end is another one"
    stage.nothing_left(folder)


def swept(what: str, seeds: Iterable[int], case: Callable[[int], None], plant: Callable[[Any], None] | None) -> Any:
    """Try a case for each seed, in the worker, with a planted fault if there is one. Figures as JSON."""
    for name in scenes.NAMES:
        reference(name)  # of ringa as it is
    gc.freeze()  # a fork need not copy what is never looked through
    with pytest.MonkeyPatch.context() as patch:
        if plant:
            plant(patch)
        return each_seed(what, seeds, case)


def with_both_drivers(module: str, seeds: Iterable[int]) -> Figures:
    """`sweep` of a module in the workers: the seeds in turn with one driver and the other."""
    parts: dict[str, list[int]] = {driver: [] for driver in faults.DRIVERS}
    for seed in seeds:
        parts[faults.DRIVERS[seed // len(scenes.NAMES) % 2]].append(seed)
    found = [faults.call(driver, module, "sweep", seeds=part) for driver, part in parts.items() if part]
    failures = {int(seed): problem for each in found for seed, problem in each[2].items()}
    return Figures(found[0][0], sum(each[1] for each in found), failures)
