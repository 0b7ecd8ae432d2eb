"""Lines no wider than a terminal's: most characters take a cell, some two, some none (UAX #11, as Rich measures)."""

import textwrap

_NARROW = "\u0300"  # every printable character before this one takes a cell


def cells(text: str) -> int:
    """How many cells a text takes on a terminal."""
    if _is_narrow(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """The lines of a text; `indent` stands before all but the first of a paragraph. At least one line."""
    lines: list[str] = []
    for part in text.split("\n"):
        lines += (_narrow if _is_narrow(part) else _wide)(part, width, indent) or [""]
    return lines


def _is_narrow(text: str) -> bool:
    return text.isascii() or all(sign < _NARROW or sign in "–—‘’“”…·•→─" for sign in text)


def _narrow(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent)


def _wide(text: str, width: int, indent: str) -> list[str]:
    from rich.console import Console
    from rich.text import Text

    console, text = Console(width=width), text.replace("\t", " ")
    first = Text(text).wrap(console, width, overflow="fold")[0].plain
    more = Text(text[len(first) :].lstrip()).wrap(console, max(2, width - len(indent)), overflow="fold")
    return [first.rstrip(), *(indent + line.plain.rstrip() for line in more if line.plain.strip())]
