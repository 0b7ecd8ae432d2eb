"""Questions to the person at the terminal: one key, or one line."""

import sys

import typer

from ringa.core.text import clean
from ringa.i18n import _


def line(prompt: str, *, default: str = "") -> str:
    """A line that is typed; the default for an empty one. End of input is an interruption, never the default."""
    hint = f" [{default}]" if default else ""
    sys.stdout.write(f"{prompt}{hint}: ")
    sys.stdout.flush()
    text = sys.stdin.readline()
    if not text:
        raise typer.Abort
    return clean(text).strip() or default


def key(allowed: str, expected: str = "") -> str:
    """One of the allowed keys, as soon as it is pressed; a bell for any other. `\\r` stands for Enter.

    What is `expected` is said once. What was typed ahead or pasted beyond one key of an escape sequence is thrown away.
    """
    while True:
        pressed = typer.getchar()
        if not pressed or pressed == "\x04":
            raise typer.Abort
        pressed = "\r" if pressed in ("\r", "\n") else pressed.lower()
        if len(pressed) == 1 and pressed in allowed:
            return pressed
        sys.stdout.write("\a" + (expected and expected + "\n"))
        sys.stdout.flush()
        expected = ""


def yes(question: str) -> bool:
    """A question that is answered with a key: j, y or n."""
    sys.stdout.write(question + " " + _("(y/n)") + " ")
    sys.stdout.flush()
    answer = key("yjn")
    sys.stdout.write(answer + "\n")
    return answer != "n"
