"""Phrases of time: rules that words are matched with, and every way in which they fit."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from ringa.core.time_words import meaning, words_of

# A day of the week, a date, "tomorrow", a part of the day and an hour: nobody says more, and what is longer takes long.
MOST = 5

Found = Mapping[str, Any]


class Rule(NamedTuple):
    """Words, and the pieces of a phrase that they mean.

    `words` is a regular expression in which `<weekday>` stands for any weekday (`time_words.MEANINGS`), `<amount_2>`
    for a second amount. Any words of the kind `before` may stand before it. `means` is given what was found by name,
    None for what was left out, and today; it raises ValueError if that cannot be.
    """

    before: str
    words: str
    means: Callable[[Found, date], tuple[Any, ...]]


def readings(text: str, rules: Sequence[Rule], today: date, most: int = MOST) -> Iterator[tuple[Any, ...]]:
    """The pieces of a `spaced` text, in every way that the rules allow, the first rules first."""
    if not text:
        yield ()
    for rule in rules if text and most else ():
        match = _pattern(rule.before, rule.words).match(text)
        try:
            pieces = rule.means(_found(match), today) if match else None
        except (ValueError, OverflowError):  # the 31st of February
            continue
        if match and pieces:
            yield from ((*pieces, *rest) for rest in readings(text[match.end() :], rules, today, most - 1))


def _found(match: re.Match[str]) -> Found:
    """What each name stands for: the meaning of a word, else the text."""
    return {
        name: text if text is None or name.isupper() else meaning(name.partition("_2")[0], text)
        for name, text in match.groupdict().items()
    }


@cache
def _pattern(before: str, words: str) -> re.Pattern[str]:
    def group(match: re.Match[str]) -> str:
        return f"(?P<{match[1]}>{words_of(match[1].partition('_2')[0])})"

    named = re.sub(r"(?<!\?P)<([a-z_0-9]+)>", group, words)
    return re.compile(f"(?:(?:{words_of(before)}) )*(?:{named})(?: |$)")
