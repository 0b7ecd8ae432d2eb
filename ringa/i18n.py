"""The texts that people read: which language, and the two functions that translate.

The sources are English. A message is wrapped in `_()` where it is shown, or marked with `N_()`
where it is only defined (in tables and classes) and goes through `_()` later.
"""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

DOMAIN = "ringa"
LANGUAGES = ("sv", "nb", "en")
LOCALES = Path(__file__).parent / "locale"

_active: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def choose(environ: Mapping[str, str]) -> str:
    """The language for this process: RINGA_LANG, then the locale, then English. Norwegian in any form is nb."""
    for name in ("RINGA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = environ.get(name, "").replace("-", "_").partition("_")[0].partition(".")[0].lower()
        code = "nb" if code in ("no", "nn") else code
        if code in LANGUAGES:
            return code
        if code and name != "RINGA_LANG":
            break
    return "en"


def activate(language: str) -> None:
    """Make `language` the language of this process, for ringa's own texts and for Typer's.

    Typer translates through the standard library's default domain, which is found by the LANGUAGE variable.
    """
    global _active, _language
    _language = language
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALES))
    gettext.textdomain(DOMAIN)
    _active = gettext.translation(DOMAIN, str(LOCALES), [language], fallback=True)


def active() -> str:
    """The language that was activated: sv, nb or en."""
    return _language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """For a while in another language, if it is one of ours."""
    before = _language
    activate(language if language in LANGUAGES else before)
    try:
        yield
    finally:
        activate(before)


def _(message: str) -> str:
    """The text in the active language."""
    return _active.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The text for `n` of something in the active language."""
    return _active.ngettext(singular, plural, n)


def N_(message: str) -> str:
    """Mark a text for translation where it is defined; `_()` translates it where it is shown."""
    return message
