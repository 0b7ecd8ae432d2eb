"""The line that an exam ends with, which an instructor collects.

    ringa-practice/1 | Anna | 2030-09-08 | 60/62 | passed | val v0123456789ab | 3f9a-77c0

Its last part is a keyed hash over the rest. The key is here for all to read: the code finds slips of pen and keyboard,
as the check digit of an account number does. It is no proof against somebody who wants to cheat.
"""

import hashlib
import hmac
from datetime import date
from typing import NamedTuple

from ringa.core.text import clean_line

FORMAT = "ringa-practice/1"
_KEY = b"ringa practice: this key is public, its code only finds slips"
_BETWEEN = " | "


class Certificate(NamedTuple):
    """Who took the exam, when (ISO date), with how many of how many points, over which survey version."""

    name: str
    day: str
    got: int
    of: int
    passed: bool
    survey: str
    version: str


def line(certificate: Certificate) -> str:
    """The certificate in one line."""
    name = clean_line(certificate.name.replace("|", " "))
    result = "passed" if certificate.passed else "not passed"
    points, survey = f"{certificate.got}/{certificate.of}", f"{certificate.survey} {certificate.version}"
    text = _BETWEEN.join((FORMAT, name, certificate.day, points, result, survey))
    return text + _BETWEEN + _code(text)


def read(text: str) -> Certificate | None:
    """The certificate of a line as it was written; None if it is none, or not as it was. Spaces do not count."""
    parts = [clean_line(part) for part in text.split("|")]
    if len(parts) != 7 or parts[0] != FORMAT or parts[-1].lower() != _code(_BETWEEN.join(parts[:-1])):
        return None
    _format, name, day, points, result, survey, _own = parts
    try:
        got, of = (int(number) for number in points.split("/"))
        id, version = survey.split(" ")
        return Certificate(name, date.fromisoformat(day).isoformat(), got, of, result == "passed", id, version)
    except ValueError:  # a line made by hand, with a code that somebody worked out
        return None


def _code(text: str) -> str:
    code = hmac.new(_KEY, text.encode(), hashlib.sha256).hexdigest()
    return f"{code[:4]}-{code[4:8]}"
