"""A caller's own command that dials: arguments, never a shell."""

import pytest

from ringa.core.dialable import Dialable
from ringa.dial import command, opener
from ringa.errors import DialCommandInvalid

NUMBER = Dialable("+46701740605", "0701740605")


@pytest.mark.parametrize(
    ("template", "arguments"),
    [
        ("linphone {e164}", ["linphone", "+46701740605"]),
        ("phone --call={number}", ["phone", "--call=0701740605"]),
        ("'my phone' -q sip:{e164}@example.org", ["my phone", "-q", "sip:+46701740605@example.org"]),
        ('phone {e164} "; rm -rf $HOME" | {0} {}', ["phone", "+46701740605", "; rm -rf $HOME", "|", "{0}", "{}"]),
    ],
)
def test_a_template_becomes_a_list_of_arguments(template: str, arguments: list[str]) -> None:
    assert command.arguments(command.parse(template), NUMBER) == arguments


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("", "no place for the number"),
        ("linphone", "no place for the number"),
        ("{e164}", "no place for the number"),
        ("call{number} {e164}", "cannot be the program"),
        ("linphone '{e164}", "a quote is not closed"),
    ],
)
def test_what_cannot_dial_is_told_with_an_example(template: str, problem: str) -> None:
    with pytest.raises(DialCommandInvalid) as wrong:
        command.parse(template)
    assert problem in wrong.value.message
    assert '"linphone {e164}"' in wrong.value.hint


@pytest.mark.parametrize(
    ("platform", "program"),
    [("linux", ["xdg-open"]), ("darwin", ["open"]), ("win32", ["rundll32", "url.dll,FileProtocolHandler"])],
)
def test_each_desktop_has_its_opener(platform: str, program: list[str]) -> None:
    assert opener.arguments(platform, "+46701740605") == [*program, "tel:+46701740605"]
