"""Counting the answers to a question over the versions of its survey, together or apart."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from ringa.core.condition import codes_in
from ringa.core.survey import CHOSEN, Survey, Text
from ringa.core.survey_changes import compare

FEWEST = 5  # answers: fewer are not told


class Given(NamedTuple):
    """The answers of one conversation, as cells, with the survey version that they name."""

    version: str
    answers: Mapping[str, str]


class Count(NamedTuple):
    """How often one answer was given. `texts` has each wording that it was given to, none where the answer is no code
    or its version is not known here; `versions` are those that were counted together."""

    answer: str
    texts: tuple[Text, ...]
    versions: tuple[str, ...]
    times: int


def tally(question: str, given: Iterable[Given], versions: Mapping[str, Survey], *, apart: bool = False) -> list[Count]:
    """How often each answer to a question was given, the most frequent first; several choices count each by itself.

    An answer is counted over several versions only where it means the same in them: where its code was not used for
    something else, and its question not replaced under its id (`core.survey_changes`). `apart` keeps every version
    by itself, and so are versions that are not known here.
    """

    @cache
    def differ(one: str, other: str) -> set[str]:
        """The codes that mean something else in the other version; '' for all of them."""
        if apart or one not in versions or other not in versions:
            return {""}
        changes = compare(versions[one], versions[other])
        return {change.code for change in changes if change.question == question and change.wiser}

    rows: list[Count] = []
    for (version, answer), count in _counts(question, given, versions).items():
        row = Count(answer, _texts(question, answer, versions.get(version)), (version,), count)
        for place, other in enumerate(rows):
            if other.answer == answer and not any({"", answer} & differ(v, version) for v in other.versions):
                rows[place] = _together(other, row)
                break
        else:
            rows.append(row)
    return sorted(rows, key=lambda row: (-row.times, row.answer, row.versions))


def told(count: int) -> int | None:
    """A count as it may be shown: none where so few answered that they might be known by it.

    A sum of which a part is not shown must not be shown either, since the part could be had by subtraction.
    (Suppression of small cells, as offices of statistics do it.)
    """
    return count if count >= FEWEST else None


def _together(one: Count, other: Count) -> Count:
    texts = [*one.texts, *(text for text in other.texts if text not in one.texts)]
    return Count(one.answer, tuple(texts), (*one.versions, *other.versions), one.times + other.times)


def _counts(question: str, given: Iterable[Given], versions: Mapping[str, Survey]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for version, answers in given:
        cell = answers.get(question, "")
        survey = versions.get(version)
        found = survey.question(question) if survey else None
        several = found is None or found.type in CHOSEN
        counts.update((version, answer) for answer in (codes_in(cell) if several else (cell,)) if answer)
    return counts


def _texts(question: str, answer: str, survey: Survey | None) -> tuple[Text, ...]:
    found = survey.question(question) if survey else None
    return tuple(choice.text for choice in found.choices if choice.code == answer) if found else ()
