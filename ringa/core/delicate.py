"""Words that belong in no note: illnesses, parties, names of others. A hint for the one who writes, and no more.

Lists of words find what is plainly written and nothing else; that a text has none of them proves nothing.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ringa.core.text import fold_case

HEALTH, PARTY, PERSON, PRIVATE = "health", "party", "person", "private"
KINDS = (HEALTH, PARTY, PERSON)

# Kind → language → words; one that ends in * is the beginning of words.
Lists = Mapping[str, Mapping[str, Sequence[str]]]


class Found(NamedTuple):
    """A word in a text, as it was written, and what kind of thing it tells."""

    kind: str
    word: str


def find(
    text: str, lists: Lists, language: str, private: Collection[str] = (), own: Collection[str] = ()
) -> list[Found]:
    """The delicate words of a text, each once. `private` are further words of this call; `own` names are allowed."""
    allowed = {fold_case(name) for name in own}
    kinds = [(PRIVATE, list(private)), *((kind, lists.get(kind, {}).get(language, ())) for kind in KINDS)]
    found: dict[str, Found] = {}
    for kind, words in kinds:
        for match in re.finditer(_pattern(words), text, re.IGNORECASE) if words else ():
            word = fold_case(match[0])
            if word not in allowed:
                found.setdefault(word, Found(kind, match[0]))
    return list(found.values())


def _pattern(words: Sequence[str]) -> str:
    parts = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)"
