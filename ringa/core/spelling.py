"""A name as somebody types it who has heard it: found whatever its case, its marks and the order of its words."""

import re
import unicodedata
from functools import cache, lru_cache

# Letters that Unicode does not take apart, as people write them who do not have them.
_WITHOUT = {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}

# How well a word fits a name.
NOT, WITHIN, BEGINS, WHOLE, AS_TYPED = range(5)


def plain(text: str) -> str:
    """The text in small letters without marks: what two spellings of a name have in common."""
    if text.isascii():
        return text.lower()
    simple = text.casefold().translate(_latin())
    return simple if simple.isascii() else _bare(simple)


@cache
def _latin() -> dict[int, str]:
    """The Latin letters with marks, and what each is without: much faster than to take every name apart."""
    letters = map(chr, (*range(0xDF, 0x250), *range(0x1E00, 0x1F00)))
    return {ord(letter): _bare(letter) for letter in letters}


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(_WITHOUT.get(sign, sign) for sign in apart if not unicodedata.combining(sign)).casefold()


def words(text: str) -> list[str]:
    """The words of a name; a hyphen parts words too."""
    return text.replace("-", " ").split()


class Sought:
    """Words that are looked for in names, as they were typed."""

    def __init__(self, text: str) -> None:
        self.words = [(unicodedata.normalize("NFC", word).casefold(), _spellings(word)) for word in words(text)]
        self._closeness = lru_cache(100_000)(self._close)  # many people have the name that is looked for

    def fits(self, name: str) -> int:
        """How well all the words are in a name, in whatever order: as the one that fits least. For no words NOT."""
        simple = plain(name)
        for _typed, spellings in self.words:
            for spelling in spellings:
                if spelling in simple:
                    break
            else:
                return NOT  # nearly always, a million times a second
        return self._closeness(name, simple)

    def _close(self, name: str, simple: str) -> int:
        own, parts = words(name.casefold()), words(simple)
        found = (
            AS_TYPED if typed in own else max(_fit(spelling, simple, parts) for spelling in spellings)
            for typed, spellings in self.words
        )
        return min(found, default=NOT)


def _spellings(word: str) -> list[str]:
    """The word without marks; and with one letter where two are written for one (`aakesson`, `saeter`, `oestby`)."""
    simple = plain(word) or word  # a word of nothing but marks
    return list(dict.fromkeys((simple, re.sub("a[ae]|oe", lambda pair: pair[0][0], simple))))


def _fit(spelling: str, name: str, parts: list[str]) -> int:
    if spelling in parts:
        return WHOLE
    if any(part.startswith(spelling) for part in parts):
        return BEGINS
    return WITHIN if spelling in name else NOT
