"""Harnesses that try to break the guarantees: a small tier with every test run, the whole by `make torture`.

Each module has `run(seeds)`, which tries one case for each seed and says what came of it; the same seed is the same
case. Its small tier, and the planted faults that it must catch, stand beside it in `test_<module>.py`.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Figures(NamedTuple):
    """What came of a run: so many cases of which kind (`campaigns`, `cuts`), and by seed what went wrong."""

    what: str
    tried: int
    failures: dict[int, str]
    more: str = ""  # further figures, as one line for people


def each_seed(what: str, seeds: Iterable[int], case: Callable[[int], None], more: str = "") -> Figures:
    """Try a case for every seed, and go on after one that fails."""
    tried, failures = 0, {}
    for seed in seeds:
        tried += 1
        try:
            case(seed)
        except Exception as error:
            notes = getattr(error, "__notes__", [])  # the steps, where Hypothesis has found them
            failures[seed] = "\n    ".join([f"{type(error).__name__}: {error}", *notes])
    return Figures(what, tried, failures, more)
