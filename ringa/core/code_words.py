"""Codes that are told by telephone: six words which are spelled as they sound in Swedish, Norwegian and English.

A word is two syllables and a last letter, `sidal`. That letter follows from the four before it, so that any two words
differ in two letters at least: one letter misheard or mistyped makes no other word, and one can say which word is
wrong. There are 2,276 words, hence a code of six has 66.9 bits; whoever tries codes on a sealed file pays about a
second for each (age's scrypt).
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from ringa.core.spelling import plain

WORDS = 6
_LENGTH = 5
# No p, since b sounds like it; none of c, q, w, x, z, j, h, u, y, which are spelled or said otherwise from one language
# to the next.
_CONSONANTS = "bdfgklmnrstv"
_VOWELS = "aeio"
# Beginnings of what one would not like to say to a stranger in one of the three languages.
_UNFIT = frozenset({"dod", "fag", "fit", "neg", "nig", "rat", "tit"})


@cache
def words() -> tuple[str, ...]:
    """Every word, in alphabetical order."""
    return tuple(sorted(_made()))


def _made() -> Iterator[str]:
    for a, first in enumerate(_CONSONANTS):
        for b, second in enumerate(_VOWELS):
            for c, third in enumerate(_CONSONANTS):
                if first + second + third not in _UNFIT:
                    for d, fourth in enumerate(_VOWELS):
                        # The weights are such that no change of one letter leaves the sum as it was (modulo 12).
                        last = (a + 3 * b + 5 * c + 3 * d) % len(_CONSONANTS)
                        yield first + second + third + fourth + _CONSONANTS[last]


def new(random: Callable[[int], bytes]) -> str:
    """A new code, as it is written: six words with dashes between. `random` gives so many random bytes."""
    every = words()
    fair = 65536 - 65536 % len(every)  # numbers from there on would make some words likelier
    found: list[str] = []
    while len(found) < WORDS:
        number = int.from_bytes(random(2), "big")
        if number < fair:
            found.append(every[number % len(every)])
    return "-".join(found)


def read(text: str) -> str:
    """The code as it is written, from how somebody types it: in any case, with or without spaces, dashes, dots."""
    typed = re.findall("[a-z]+", plain(text))
    if len(typed) != WORDS:  # the words cannot be told apart by what is between them
        letters = "".join(typed)
        typed = [letters[at : at + _LENGTH] for at in range(0, len(letters), _LENGTH)]
    return "-".join(typed)


def listed(text: str, file: str) -> str | None:
    """The code for a packet's file in what `ringa pack --codes` writes: lines of file, name, code, with tabs between.

    A text without such lines is a code. None if none of the lines is about that file.
    """
    codes = {cells[0].strip(): cells[2] for line in text.splitlines() if len(cells := line.split("\t")) == 3}
    if not codes:
        return read(text)
    return read(codes[file]) if file in codes else None


def wrong_words(code: str) -> list[tuple[int, str]]:
    """The words of a code that `read` has given which are none, with their place from 1."""
    every = frozenset(words())
    return [(place, word) for place, word in enumerate(code.split("-"), 1) if word and word not in every]


def is_whole(code: str) -> bool:
    """Whether a code has as many words as it must have, and no wrong one."""
    return code.count("-") == WORDS - 1 and not wrong_words(code)
