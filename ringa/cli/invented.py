"""Members who do not exist, made up from a command line."""

from collections.abc import Sequence
from typing import Any

from ringa.core.people import FIELDS, Member, Phone
from ringa.core.text import clean_line
from ringa.errors import UsageProblem
from ringa.i18n import _

# From the numbers that are set aside for fiction in Sweden.
PHONE = Phone(1, "+46701740699", "mobile", "070-174 06 99")


def fields(branch: str, language: str, given: Sequence[str], command: str) -> dict[str, str]:
    """The fields that were named, each as FIELD=VALUE. Raises UsageProblem."""
    found = {"branch": branch} if branch else {}
    found |= {"language": language} if language else {}
    for item in given:
        name, sign, value = item.partition("=")
        if not sign or not name.strip():
            problem = _("--field {item} is not FIELD=VALUE.").format(item=clean_line(item))
            raise UsageProblem(problem=problem, command=command)
        found[name.strip()] = value
    return {name: clean_line(value) for name, value in found.items()}


def member(values: dict[str, str]) -> Member:
    """A member who has these fields, and no name or number of their own."""
    named: dict[str, Any] = {name: value for name, value in values.items() if name in FIELDS}
    return Member("", fields=tuple((name, value) for name, value in values.items() if name not in FIELDS), **named)


def person(values: dict[str, str]) -> Member:
    """As `member`, with a name and a number that can be called."""
    return member({"first_name": "Kim", "last_name": "Exempel", **values})._replace(contact="m0", phones=(PHONE,))
