"""Workplaces as a list writes them, found by a part of the name."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ringa.core.spelling import Sought, plain, words
from ringa.core.text import closest


class Workplace(NamedTuple):
    """A workplace: its usual name, all spellings of it on the lists, and how many contacts have one of them."""

    name: str
    spellings: tuple[str, ...]
    contacts: int


def workplaces(counts: Mapping[str, int]) -> list[Workplace]:
    """The workplaces behind these names. Names that differ in case, marks and hyphens alone are one."""
    alike: dict[str, list[str]] = {}
    for name in sorted(filter(None, counts), key=lambda name: (-counts[name], name)):
        alike.setdefault(_key(name), []).append(name)
    found = [Workplace(names[0], tuple(names), sum(counts[name] for name in names)) for names in alike.values()]
    return sorted(found, key=lambda each: _key(each.name))


def named(text: str, known: Sequence[Workplace]) -> list[Workplace]:
    """Those that are meant: the one of that name, or all that have every word of it, best first."""
    same = [each for each in known if _key(each.name) == _key(text)]
    sought = Sought(text)
    fits = {each: max(map(sought.fits, each.spellings)) for each in known}
    return same or sorted(filter(fits.get, known), key=lambda each: -fits[each])


def near(text: str, known: Sequence[Workplace]) -> str:
    """The name that was probably meant; '' for none."""
    names = {_key(each.name): each.name for each in known}
    return names.get(closest(_key(text), list(names)) or "", "")


def _key(name: str) -> str:
    return " ".join(words(plain(name)))
