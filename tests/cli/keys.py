"""Keys for the program in process: one row of characters that single keys and typed lines are taken from."""

import io
import sys
from types import SimpleNamespace

import pytest
import typer

ENTER = "\r"


class Keys:
    """What a person presses, in order. `left` is what nobody has asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
        self.left = "".join(keys)
        monkeypatch.setattr(typer, "getchar", self.getchar)
        terminal = SimpleNamespace(readline=self.readline, isatty=lambda: True, fileno=io.BytesIO().fileno)
        monkeypatch.setattr(sys, "stdin", terminal)

    def getchar(self) -> str:
        """One key; the end of input when there is none."""
        pressed, self.left = self.left[:1], self.left[1:]
        return pressed

    def readline(self) -> str:
        """What is typed up to Enter."""
        if not self.left:
            return ""
        line, _enter, self.left = self.left.partition(ENTER)
        return line + "\n"
