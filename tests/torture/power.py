"""The power is cut, in the midst of a command or after it has reported success: what was reported is there.

A seed is a scene, the moment, a driver, and which of the writes that were not synced have reached the disk (`disk`).
"""

import shutil
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from ringa.errors import RingaError
from tests.torture import Figures, each_seed, faults, planted, scenes, stage, sweeps
from tests.torture.disk import Disk
from tests.torture.faults import Call, Fault

SCENES = ("record", "merge", "export", "pack", "record", "merge", "open", "import")
_GOLDEN = 0.6180339887498949
_AGAIN = 40  # of so many states one is gone on with, which takes as long as all the others


class Recording(NamedTuple):
    """A run: the disk as it was before, the calls, and what was said."""

    before: Disk
    calls: list[Call]
    said: stage.Said


def run(seeds: Iterable[int]) -> Figures:
    """Look at one state of the disk for each seed."""
    return sweeps.with_both_drivers(__name__, seeds)


def sweep(seeds: Iterable[int], mutant: str = "") -> Any:
    """The same in the worker, with its driver; with a planted fault if one is named."""
    playing = {}
    for name in dict.fromkeys(SCENES[seed % len(SCENES)] for seed in seeds):
        sweeps.reference(name)  # of ringa as it is
        with pytest.MonkeyPatch.context() as patch:
            if mutant:
                planted.FAULTS[mutant](patch)
            playing[name] = _Playing(_recorded(name))
    inorder = sorted(seeds, key=lambda seed: (seed % len(SCENES), _moment(seed)))
    return each_seed("states of the disk", inorder, lambda seed: _case(seed, playing[SCENES[seed % len(SCENES)]]))


def _moment(seed: int) -> float:
    """When the power is cut: 0 is the beginning, 1 the end."""
    return (seed * _GOLDEN) % 1


def _recorded(name: str) -> Recording:
    scene, folder, notes = scenes.scene(name), _folder(), stage.place() / "notes"
    disk = Disk(stage.copy(scene, folder))
    said = faults.under(Fault(), folder, lambda: stage.run(scene, folder), notes).said
    return Recording(disk, list(faults.calls_in(notes)), said)


def _folder() -> Path:
    return stage.place() / "cut"  # one and the same for the run and what is left of it: packets know where they are


class _Playing:
    """A recording that is played from one moment to another, mostly forward."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._place = len(recording.calls) + 1

    def to(self, moment: float) -> tuple[Disk, stage.Said]:
        """The disk at a moment, and what had been said."""
        calls = self.recording.calls
        place = int(moment * (len(calls) + 1))
        if place < self._place:
            self._disk, self._place = deepcopy(self.recording.before), 0
        for call in calls[self._place : place]:
            self._disk.make(call)
        self._place = place
        return self._disk, self.recording.said[: sum(call.op == "!" for call in calls[:place])]


def _case(seed: int, playing: _Playing) -> None:
    name, folder = SCENES[seed % len(SCENES)], _folder()
    disk, said = playing.to(_moment(seed))
    shutil.rmtree(folder)
    folder.mkdir()
    disk.cut(folder, Random(seed))
    scene = scenes.scene(name)
    try:
        scene.sound(folder, said)
        if seed // len(SCENES) % _AGAIN == 0:
            assert scene.again(folder, said) == sweeps.reference(name).end, "the end is another one"
    except (AssertionError, RingaError) as error:
        raise AssertionError(f"{name}, at {_moment(seed):.0%}: {error}") from error
