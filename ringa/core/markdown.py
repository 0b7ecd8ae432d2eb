"""The Markdown that scripts may have: paragraphs, headings, directions to the caller (`>`), items and **bold**."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

HEADING, DIRECTION, ITEM, WORDS = "#", ">", "-", ""


class Block(NamedTuple):
    """A piece of a script: its kind, and its text with lines joined."""

    kind: str
    text: str


def paragraphs(texts: Sequence[str]) -> list[str]:
    """The paragraphs of a script's words, in order."""
    return [paragraph for text in texts for paragraph in text.split("\n\n")]


def blocks(paragraph: str) -> list[Block]:
    """The blocks of a paragraph. An item keeps its dash; wrapped lines of words and of directions are joined."""
    found: list[Block] = []
    for line in paragraph.split("\n"):
        kind = line[:1] if line[:1] in (HEADING, DIRECTION) or line[:2] == "- " else WORDS
        text = line if kind in (WORDS, ITEM) else line.lstrip("#> ")
        if found and kind == found[-1].kind and kind in (WORDS, DIRECTION):
            found[-1] = Block(kind, f"{found[-1].text} {text}")
        else:
            found.append(Block(kind, text))
    return found


def emphasis(text: str) -> Iterator[tuple[str, bool]]:
    """Pieces of a text, and whether each is bold."""
    for number, piece in enumerate(re.split(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", text)):
        if piece:
            yield piece, number % 2 == 1


def plain(text: str) -> str:
    """The text without the signs for bold."""
    return "".join(piece for piece, _bold in emphasis(text))
