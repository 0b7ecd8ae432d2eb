"""The harnesses at full size: `make torture`, or `python -m tests.torture [NAME …] [--size N] [--seed N]`.

One line of figures for each; the exit code is 1 if anything failed, and the seed of what failed is named.
"""

import argparse
import os
import sys
import tempfile
from importlib import import_module
from time import perf_counter

from tests.torture import Figures

# By module of this package: how many seeds its full size has.
HARNESSES: dict[str, int] = {
    "campaigns": 2_000, "machine": 100, "deaths": 5_000, "disk_errors": 5_000, "power": 50_000, "mutations": 5_000,
}  # fmt: skip

SHOWN = 5  # failures of one harness


def _alone(home: str) -> None:
    """The user's own folders are out of reach, as in the tests."""
    for name in list(os.environ):
        if name.startswith(("RINGA_", "XDG_")):
            del os.environ[name]
    os.environ |= {"HOME": home, "RINGA_LANG": "en"}


def _told(name: str, found: Figures, seconds: float) -> None:
    more = f"; {found.more}" if found.more else ""
    lines = [f"{name}: {found.tried} {found.what}, {len(found.failures)} failed, {seconds:.0f} s{more}"]
    for seed, problem in list(found.failures.items())[:SHOWN]:
        lines.append(f"  python -m tests.torture {name} --seed {seed}\n    {problem}")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run what was asked for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(HARNESSES))
    parser.add_argument("--size", type=int, help="so many seeds, instead of the full number")
    parser.add_argument("--seed", type=int, help="this one seed only, or the first of --size")
    asked = parser.parse_args()
    for name in asked.names:
        if name not in HARNESSES:
            parser.error(f"there is no harness {name}; there are {', '.join(HARNESSES)}")
    failed = False
    with tempfile.TemporaryDirectory(prefix="torture-") as home:
        _alone(home)
        for name in asked.names or HARNESSES:
            first = asked.seed or 0
            size = asked.size or (1 if asked.seed is not None else HARNESSES[name])
            begun = perf_counter()
            found = import_module(f"tests.torture.{name}").run(range(first, first + size))
            _told(name, found, perf_counter() - begun)
            failed = failed or bool(found.failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
