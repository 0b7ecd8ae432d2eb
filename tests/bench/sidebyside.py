"""Several whole commands side by side: interleaved, so that a busy machine disturbs all alike; medians of ratios.

Absolute times of this or that machine say little and are not reported.
"""

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Command = tuple[Sequence[str | Path], Path]  # arguments, working directory


class Run(NamedTuple):
    """One process: seconds from start to end, and the most memory it (or a child of it) held."""

    seconds: float
    mib: float


class Figure(NamedTuple):
    """What became of a command: seconds as multiples of the base's, lowest and highest too, and MiB."""

    ratio: float
    low: float
    high: float
    mib: float


def run(command: Command, ok: Sequence[int] = (0, 4)) -> Run:
    """Run a command to its end; what it says goes nowhere. Exit code 4 is "done in part"."""
    args, folder = command
    null = os.open(os.devnull, os.O_RDWR)
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, our modules are compiled on every run
        os.chdir(folder)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.execvp(str(args[0]), [str(arg) for arg in args])
    _child, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    os.close(null)
    if os.waitstatus_to_exitcode(status) not in ok:
        raise SystemExit(f"exit code {os.waitstatus_to_exitcode(status)}: {args}")
    return Run(seconds, usage.ru_maxrss / 1024)


def compare(
    commands: Mapping[str, Command], rounds: int, before: Callable[[str], None] = lambda name: None, warm_up: int = 1
) -> dict[str, Figure]:
    """Run the commands in turn; the first is the base. `before` prepares each run outside the clock."""
    names = list(commands)
    taken: dict[str, list[Run]] = {name: [] for name in names}
    for turn in range(-warm_up, rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            before(name)
            result = run(commands[name])
            if turn >= 0:
                taken[name].append(result)
    return {name: _figure(taken[name], taken[names[0]]) for name in names}


def _figure(runs: Sequence[Run], base: Sequence[Run]) -> Figure:
    ratios = [run.seconds / other.seconds for run, other in zip(runs, base, strict=True)]
    return Figure(statistics.median(ratios), min(ratios), max(ratios), max(run.mib for run in runs))


def table(figures: Mapping[str, Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| command | ratio | lowest–highest | MiB |", "| --- | ---: | ---: | ---: |"]
    for name, each in figures.items():
        lines.append(f"| {name} | {each.ratio:.2f} | {each.low:.2f}–{each.high:.2f} | {each.mib:.0f} |")
    return "\n".join(lines)
