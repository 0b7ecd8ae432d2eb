"""The texts that people read: complete in every language, with the same placeholders, and compiled."""

import gettext
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from ringa.cli.app import COMMANDS
from ringa.i18n import LOCALES

PACKAGE = LOCALES.parent
KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2)}
TRANSLATED = ("sv", "nb")


def catalogue(language: str) -> Any:
    with (LOCALES / language / "LC_MESSAGES" / "ringa.po").open("rb") as file:
        return read_po(file, locale=language)


def sources() -> set[Any]:
    found = extract_from_dir(PACKAGE, keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def strings(message: Any) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    messages = [message for message in catalogue(language) if message.id]
    assert {message.id for message in messages} == sources()
    assert [m.id for m in messages if m.fuzzy or not all(strings(m.string))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_placeholder_is_lost_or_invented(language: str) -> None:
    def placeholders(text: str) -> list[str]:
        return sorted(set(re.findall(r"(?<!{){\w+}(?!})", text)))

    for message in catalogue(language):
        if message.id:
            wanted = placeholders(strings(message.id)[-1])
            assert [placeholders(text) for text in strings(message.string)] == [wanted] * len(strings(message.id))


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_keys_that_stand_below_are_not_said_to_stand_above(language: str) -> None:
    told = [str(m.string) for m in catalogue(language) if "one of these keys" in str(m.id)]
    assert told and not [text for text in told if "ovan" in text or "oven" in text]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_texts_are_fresh(language: str) -> None:
    compiled = gettext.translation("ringa", str(LOCALES), [language])
    for message in catalogue(language):
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string
        elif message.id:
            assert [compiled.ngettext(message.id[0], message.id[1], n) for n in (1, 2)] == list(message.string)


def ringa(language: str, *args: str, cwd: Path) -> str:
    environ = {"RINGA_LANG": language, "PATH": "", "HOME": str(cwd), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "ringa", *args]
    return subprocess.run(command, cwd=cwd, env=environ, capture_output=True, encoding="utf-8").stdout


@pytest.mark.parametrize("language", TRANSLATED)
def test_help_has_no_english_words(language: str, tmp_path: Path) -> None:
    english = re.compile(r"\b(the|and|with|of|show|this|Usage|Options|Commands|Example|default|required)\b")
    groups = {
        name: getattr(import_module(f"ringa.cli.commands.{module}"), "VERBS", ()) for name, module in COMMANDS.items()
    }
    pages = [[], *([name] for name in COMMANDS), *([name, verb] for name, verbs in groups.items() for verb in verbs)]
    for verb in pages:
        page = ringa(language, *verb, "--help", cwd=tmp_path)
        page = re.sub(r".*--(install|show)-completion.*\n(\s{20,}.*\n)*", "", page)
        words = {word for line in page.splitlines() for word in english.findall(re.sub(r"--[a-z-]+|`.*?`", "", line))}
        assert not words, (verb, words)


def test_the_language_comes_from_ringa_lang_then_the_locale() -> None:
    from ringa.i18n import choose

    assert choose({"RINGA_LANG": "sv", "LANG": "nb_NO.UTF-8"}) == "sv"
    assert choose({"LANG": "no_NO.UTF-8"}) == "nb"
    assert choose({"LANG": "nn_NO"}) == "nb"
    assert choose({"LC_ALL": "de_DE.UTF-8", "LANG": "sv_SE"}) == "en"
    assert choose({"RINGA_LANG": "xx", "LANG": "sv_SE"}) == "sv"
    assert choose({}) == "en"
