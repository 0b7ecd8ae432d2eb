"""Why a contact gets the script that they get: every script, whether it fits, and what decided."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ringa.core.script import Script, fits, has_one_of, rank

# What decides between two scripts that fit, in the order of `core.script.rank`.
LANGUAGE, CONDITIONS, VALUES, NAME = "language", "conditions", "values", "id"
_DECIDES = (LANGUAGE, CONDITIONS, VALUES, NAME)


class Miss(NamedTuple):
    """A condition that does not hold: what the contact has in the field ('' for nothing), and what the script wants."""

    field: str
    has: str
    wants: tuple[str, ...]


class Candidate(NamedTuple):
    """A script beside the others. `behind` is what another fitting script is better in; '' for the one that is chosen,
    and for one that does not fit. `place` is where its language stands among the contact's, from 0, or None."""

    script: Script
    misses: tuple[Miss, ...]
    place: int | None
    behind: str

    @property
    def fits(self) -> bool:
        """Whether all its conditions hold."""
        return not self.misses


def compare(scripts: Sequence[Script], values: Mapping[str, str], languages: Sequence[str]) -> list[Candidate]:
    """Every script: those that fit first, best first, so that the first is the chosen one if it fits."""
    ordered = sorted(scripts, key=lambda script: (not fits(script, values), rank(script, languages)))
    return [_candidate(script, ordered[0], values, languages) for script in ordered]


def _candidate(script: Script, best: Script, values: Mapping[str, str], languages: Sequence[str]) -> Candidate:
    misses = tuple(
        Miss(name, values.get(name, ""), wants) for name, wants in script.when if not has_one_of(values, name, wants)
    )
    place = rank(script, languages)[0]
    known = not script.language or script.language in languages
    return Candidate(script, misses, place if known else None, "" if misses else _behind(script, best, languages))


def _behind(script: Script, best: Script, languages: Sequence[str]) -> str:
    if script is best:
        return ""
    pairs = zip(rank(script, languages), rank(best, languages), strict=True)
    return next((what for what, (mine, its) in zip(_DECIDES, pairs, strict=True) if mine != its), NAME)
