"""Questions to the person at the terminal: one key, or one line."""

import os
import sys
from contextlib import suppress
from types import ModuleType

import typer

from ringa.cli import terminal
from ringa.core.text import clean
from ringa.i18n import _


def line(prompt: str, *, default: str = "", plain: bool = True) -> str:
    """A line that is typed. What is proposed stands there to be changed, or emptied; where a line cannot be edited,
    Enter takes it. End of input is an interruption, never the default. `plain` has no escape sequences.
    """
    editor = _editor(plain=plain)
    hint = f" [{default}]" if default and editor is None else ""
    if editor:
        editor.set_startup_hook(lambda: editor.insert_text(default))
    try:
        text = clean(input(f"{prompt}{hint}: ")).strip()
    except EOFError:
        raise typer.Abort from None
    finally:
        if editor:
            editor.set_startup_hook(None)
    return text if editor else text or default


def _editor(*, plain: bool) -> ModuleType | None:
    """What lets a line be edited, if this is a terminal that has it."""
    if sys.stdin is not sys.__stdin__ or not (os.isatty(0) and os.isatty(1)):
        return None
    with suppress(ImportError):
        import readline

        readline.set_auto_history(False)  # no member's note comes back at another member
        readline.set_completer(lambda _text, _number: None)
        readline.parse_and_bind(f"set enable-bracketed-paste {'off' if plain else 'on'}")
        return readline
    return None


def typed_so_far() -> str:
    """What stands on the line that is being typed."""
    editor = sys.modules.get("readline")
    return clean(editor.get_line_buffer()) if editor else ""


def key(allowed: str) -> str:
    """One key as soon as it is pressed, '' if it is none of the allowed ones. `\\r` stands for Enter.

    What comes beyond one key, typed ahead or pasted, is thrown away whole; so are arrows and their like.
    """
    terminal.flush()
    pressed = terminal.keys()
    if not pressed or pressed == "\x04":
        raise typer.Abort
    if len(pressed) > 1:
        while pressed.startswith(terminal.PASTED) and terminal.PASTE_ENDS not in pressed:
            more = terminal.keys()
            if not more:
                raise typer.Abort
            pressed = terminal.PASTED + (pressed + more)[-len(terminal.PASTE_ENDS) * 2 :]
        terminal.flush()
        return ""
    pressed = "\r" if pressed in ("\r", "\n") else pressed.lower()
    return pressed if pressed in allowed else ""


def one_of(allowed: str, expected: str = "") -> str:
    """One of the allowed keys; for any other a bell, and what is expected."""
    while not (pressed := key(allowed)):
        sys.stdout.write("\a" + (expected and expected + "\n"))
        sys.stdout.flush()
    return pressed


def yes(question: str) -> bool:
    """A question that is answered with a key: j, y or n."""
    sys.stdout.write(question + " " + _("(y/n)") + " ")
    sys.stdout.flush()
    answer = one_of("yjn")
    sys.stdout.write(answer + "\n")
    return answer != "n"
