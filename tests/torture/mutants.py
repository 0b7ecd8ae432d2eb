"""Planted faults: the real code with a few words changed, for as long as a test runs.

A fault is planted into the code object of a function, so that whoever has imported the function has the fault too, or
into an SQL text of a module.
"""

import inspect
import textwrap
from types import FunctionType
from typing import Any, NamedTuple

import pytest


class Mutant(NamedTuple):
    """Where (a module, or a class), which function or text of it, the words that are changed, and into what."""

    place: Any
    name: str
    words: str
    into: str

    def plant(self, patch: pytest.MonkeyPatch) -> None:
        """Change it until the test is over."""
        found = inspect.getattr_static(self.place, self.name)
        if isinstance(found, str):
            patch.setattr(self.place, self.name, self._changed(found))
            return
        function = inspect.unwrap(found)  # of a context manager, too
        patch.setattr(function, "__code__", self._mutated(function).__code__)

    def _changed(self, text: str) -> str:
        assert self.words in text, f"{self.name} has changed: {self.words!r} is no longer there"
        return text.replace(self.words, self.into, 1)

    def _mutated(self, function: FunctionType) -> FunctionType:
        lines = textwrap.dedent(inspect.getsource(function)).splitlines()
        begin = next(n for n, line in enumerate(lines) if line.startswith("def "))  # without decorators
        made: dict[str, Any] = {}
        exec(self._changed("\n".join(lines[begin:])), function.__globals__, made)
        mutated = made[function.__name__]
        assert isinstance(mutated, FunctionType) and mutated.__code__.co_code != b""
        return mutated
