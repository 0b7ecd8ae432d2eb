"""Faults that are planted in ringa, each of which a harness must catch."""

from collections.abc import Callable
from typing import Any

FAULTS: dict[str, Callable[[Any], None]] = {}
