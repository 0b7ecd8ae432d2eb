"""An error at every call that changes the disk: EIO or ENOSPC, once or from then on, before a write or in its midst.

A seed is a scene, a call of it, an error, and a driver. ringa says what is wrong in two lines and loses nothing.
"""

import errno
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.torture import Figures, faults, planted, scenes, stage, sweeps
from tests.torture.faults import Fault

SCENES = scenes.NAMES


def run(seeds: Iterable[int]) -> Figures:
    """One error for each seed."""
    return sweeps.with_both_drivers(__name__, seeds)


def sweep(seeds: Iterable[int], mutant: str = "") -> Any:
    """The same in the worker, with its driver; with a planted fault if one is named."""
    return sweeps.swept("disk errors", seeds, _case, planted.FAULTS[mutant] if mutant else None)


def _case(seed: int) -> None:
    point = sweeps.point(seed)
    folder, scene = sweeps.folder_for(point), scenes.scene(point.name)
    fault = Fault(
        what=faults.CUT if point.call == "w" and point.choice // 8 % 2 else faults.FAIL,
        at=point.at,
        error=(errno.EIO, errno.ENOSPC)[point.choice // 2 % 2],
        lasting=point.choice // 4 % 2 == 1,
    )
    try:
        said = faults.under(fault, folder, lambda: stage.run(scene, folder)).said
        for each, (code, args) in zip(said, scene.commands, strict=True):
            _answered(each, code, as_json="--json" in args)
        sweeps.look(point, folder, said)
    except AssertionError as error:
        raise AssertionError(f"{point.name}: {fault}: {error}") from error


def _answered(answer: dict[str, Any], code: int, *, as_json: bool) -> None:
    """It succeeded all the same, or said what is wrong in two lines."""
    if answer["code"] not in (code, 1):
        found = re.search(r"with this file, .*: (/.*)", answer["err"])
        raise AssertionError(f"{answer['err']} {Path(found[1]).read_text() if found else ''}")
    assert "Traceback" not in answer["err"], answer
    if answer["code"] == 1:
        assert len(answer["err"].strip().splitlines()) >= 2, answer
        assert not as_json or '{"error": {"code": ' in answer["out"], answer
