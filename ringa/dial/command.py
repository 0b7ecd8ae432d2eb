"""A caller's own command that dials: a template with a place for the number. No shell ever sees it.

The template comes from the caller's own option or environment, never from the campaign's folder: a folder that somebody
has sent must not run programs.
"""

import shlex
from collections.abc import Sequence

from ringa.core.dialable import Dialable
from ringa.errors import DialCommandInvalid
from ringa.i18n import _

_E164, _DIGITS = "{e164}", "{number}"


def parse(template: str) -> tuple[str, ...]:
    """The program and its arguments, split as a shell splits them. Raises DialCommandInvalid."""
    try:
        parts = tuple(shlex.split(template))
    except ValueError:
        raise DialCommandInvalid(problem=_("a quote is not closed")) from None
    if not any(place in part for part in parts[1:] for place in (_E164, _DIGITS)):
        raise DialCommandInvalid(problem=_("there is no place for the number in it"))
    if any(place in parts[0] for place in (_E164, _DIGITS)):
        raise DialCommandInvalid(problem=_("the number cannot be the program"))
    return parts


def arguments(template: Sequence[str], number: Dialable) -> list[str]:
    """What to start to ring the number: `{e164}` becomes +46701740605, `{number}` 0701740605."""
    return [part.replace(_E164, number.e164).replace(_DIGITS, number.digits) for part in template]
