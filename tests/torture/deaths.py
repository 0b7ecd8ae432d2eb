"""Killed at every call that changes the disk, before it or in the midst of a write; now and then killed again after it.

A seed is a scene, a call of it, clean or torn, and a driver.
"""

from collections.abc import Iterable
from typing import Any

from tests.torture import Figures, faults, planted, scenes, stage, sweeps
from tests.torture.faults import Fault

SCENES = scenes.NAMES


def run(seeds: Iterable[int]) -> Figures:
    """Die once for each seed."""
    return sweeps.with_both_drivers(__name__, seeds)


def sweep(seeds: Iterable[int], mutant: str = "") -> Any:
    """The same in the worker, with its driver; with a planted fault if one is named."""
    return sweeps.swept("deaths", seeds, _case, planted.FAULTS[mutant] if mutant else None)


def _case(seed: int) -> None:
    point = sweeps.point(seed)
    folder, scene = sweeps.folder_for(point), scenes.scene(point.name)
    torn = point.call == "w" and point.choice // 2 % 2 == 1
    what = faults.TEAR if torn else faults.DIE
    try:
        said = faults.under(Fault(what, point.at), folder, lambda: stage.run(scene, folder)).said
        scene.sound(folder, said)
        if point.choice // 4 % 4 == 3 and point.name not in ("record", "pack"):  # what comes after is interrupted too
            again = Fault(what, 1 + point.choice * 7 % 40)
            said = faults.under(again, folder, lambda: stage.run(scene, folder)).said or said
        sweeps.look(point, folder, said)
    except AssertionError as error:
        raise AssertionError(f"{point.name}: {'torn in' if torn else 'before'} call {point.at}: {error}") from error
