"""What a member says is wrong about them in the register: proposals on a report, on which a person acts."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ringa.core.text import MAX_TEXT, clean_line, closest
from ringa.errors import CorrectionProblem
from ringa.i18n import N_, _


class Kind(NamedTuple):
    """What can be corrected: its code, what it is called, and what to type. Some say enough without a word."""

    code: str
    label: str
    hint: str
    words_needed: bool = True


# What stands for a correction that takes no words.
SAID = "yes"

PHONE, ADDRESS, NAME, LEFT, EMAIL = "phone", "address", "name", "left", "email"
KINDS = {
    kind.code: kind
    for kind in (
        Kind(PHONE, N_("has a new number"), N_("The new number")),
        Kind(ADDRESS, N_("has moved, or works elsewhere"), N_("The new address or workplace")),
        Kind(NAME, N_("the name is wrong"), N_("The right name")),
        Kind(
            LEFT,
            N_("says to have left the union"),
            N_("Since when? A conversation goes on; who does not talk because of it is reported as no longer a member"),
            words_needed=False,
        ),
        Kind(EMAIL, N_("prefers e-mail"), N_("The e-mail address, if it is told"), words_needed=False),
    )
}


def label(code: str) -> str:
    """What a kind of correction is called; a kind of a later version by its code."""
    return _(KINDS[code].label) if code in KINDS else code


def read(given: Iterable[str]) -> dict[str, str]:
    """Corrections written as `kind=words`, or `kind` alone where that says enough. Raises CorrectionProblem."""
    found: dict[str, str] = {}
    for text in given:
        code, _sign, words = text.partition("=")
        code, words = clean_line(code).lower(), clean_line(words)
        if problem := _problem(code, words, found):
            raise CorrectionProblem(problem=problem, known=", ".join(KINDS))
        found[code] = words or SAID
    return found


def _problem(code: str, words: str, found: Mapping[str, str]) -> str:
    """What is wrong with one more correction; '' if nothing is."""
    if code not in KINDS:
        near = closest(code, list(KINDS))
        problem = _("There is no correction {kind}.").format(kind=code)
        return problem + (" " + _("Did you mean {near}?").format(near=near) if near else "")
    if code in found:
        return _("The correction {kind} is given twice.").format(kind=code)
    if not words and KINDS[code].words_needed:
        return _("The correction {kind} needs words.").format(kind=code)
    if len(words) > MAX_TEXT:
        return _("A text may have {n} characters; this one has {m}.").format(n=MAX_TEXT, m=len(words))
    return ""


def changed(corrections: Mapping[str, str], code: str, words: str) -> dict[str, str]:
    """The corrections with one more, or with other words, in the order of KINDS; without it for no words."""
    new = {**corrections, code: words}
    return {code: new[code] for code in (*KINDS, *sorted(new.keys() - KINDS)) if new.get(code)}


def told(words: str) -> str:
    """The words of a correction for people; '' where the kind says it all."""
    return "" if words == SAID else words


def number(words: str, region: str) -> str:
    """The number (E.164) that was said, if it is certain which one; else ''. What was said is kept as it was."""
    from ringa.core.phone import read_parts

    numbers, problems = read_parts(words, region)
    return numbers[0].e164 if len(numbers) == 1 and not problems else ""
