"""Outcome rates after AAPOR, Standard Definitions (9th ed., 2016), from each contact's final class."""

from collections.abc import Mapping


def rates(counts: Mapping[str, int]) -> dict[str, float | None]:
    """The rates from the number of contacts in each class: I, P, R, NC, O, NE, and '' for "not yet tried".

    Everybody on the list was a member when it was made, so contacts not yet tried count as UO (unknown if
    reachable) in RR1 and RR2, the conservative rates; NE is in no denominator. None where nothing can be said.
    """
    i, p, r, nc, o, u = (counts.get(name, 0) for name in ("I", "P", "R", "NC", "O", ""))
    everybody, tried = i + p + r + nc + o + u, i + p + r + nc + o
    return {
        "RR1": _share(i, everybody),
        "RR2": _share(i + p, everybody),
        "RR5": _share(i, tried),
        "RR6": _share(i + p, tried),
        "COOP1": _share(i, i + p + r + o),
        "REF3": _share(r, tried),
        "CON3": _share(i + p + r + o, tried),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
