"""How the harnesses on a failing disk are seen to catch a planted fault."""

from collections.abc import Sequence
from importlib import import_module

from tests.torture import faults

_AT_ONCE, _MOST = 6, 600


def caught(harness: str, fault: str, scene: str, driver: str = faults.OURS) -> str:
    """What a harness says of a planted fault, in as many cases of a scene as it takes; '' if it does not catch it."""
    module = import_module(f"tests.torture.{harness}")
    names: Sequence[str] = module.SCENES
    seeds = [seed for seed in range(_MOST * len(names)) if names[seed % len(names)] == scene]
    for first in range(0, _MOST, _AT_ONCE):
        batch = seeds[first : first + _AT_ONCE]
        _what, _tried, failures, _more = faults.call(driver, module.__name__, "sweep", seeds=batch, mutant=fault)
        if failures:
            return str(next(iter(failures.values())))
    return ""
