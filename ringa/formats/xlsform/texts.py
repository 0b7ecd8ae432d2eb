"""Texts of a form: in which languages they are, and what they are without Markdown, tags and references."""

import re
from typing import NamedTuple

from ringa.core.languages import code_of
from ringa.core.survey import Text
from ringa.core.text import clean, clean_line
from ringa.formats.xlsform.sheets import Book, Remark, Remarks, Row
from ringa.i18n import _

FIELDS = ("label", "hint", "guidance_hint", "ringa_unit", "ringa_title")
_REFERENCE = re.compile(r"\$\{[^{}]*\}")
_TAG = re.compile(
    r"(?<!\\)</?(?:span|p|div|b|i|u|em|strong|font|a|small|big|ul|ol|li|sup|sub|center|img|hr|h[1-6])(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"(?<!\\)<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r"(?<!\\)\[([^\[\]]{1,500})\]\(([^()\s]{1,500})\)")
_STRONG = re.compile(r"(?<![\\*_])(\*\*|__)(?=\S)((?:[^\n\\]|\\.){1,300}?)(?<=[^\s\\])\1")
_EMPHASIS = re.compile(r"(?<![\\*\w])\*(?=[^\s*])([^\n*\\]{1,300}?)(?<=[^\s\\])\*(?![*\w])")
_HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)
_ESCAPE = re.compile(r"\\([\\*_#\[<])")
_ESCAPED = re.compile(r"([\\*_#\[<])")


class Languages(NamedTuple):
    """How texts of a form are read. `default` is the language of texts whose column names none; "" if nobody says.

    `order` has the codes as the survey has its languages, the default one first.
    """

    default: str
    order: tuple[str, ...]
    unknown: tuple[str, ...]  # what headers call languages that nobody knows


def languages_of(book: Book, given: str, remarks: Remarks) -> Languages:
    """The languages of a form. `given` is what the command line says of texts whose column names no language."""
    named = [
        (sheet, field, language) for sheet in book for field, language in sheet.columns if field in FIELDS and language
    ]
    default = given or _default(book, remarks)
    codes = [code for _sheet, _field, language in named if (code := code_of(language))]
    order = tuple(dict.fromkeys([default, *codes] if default else codes))
    unknown = tuple(dict.fromkeys(language for _sheet, _field, language in named if not code_of(language)))
    if order:
        for sheet, field, language in named:
            if language in unknown and language != "default":
                header, letters = sheet.columns[field, language]
                reason = _("nobody knows which language this is; write it as `label::Name (code)`")
                remarks.not_taken.append(Remark(sheet.name, 0, header, letters, language, reason))
    return Languages(default, order, unknown)


def _default(book: Book, remarks: Remarks) -> str:
    for row in book.settings.rows[:1]:
        name = row.get("default_language")
        if not name or name.lower() == "default":
            return ""
        if code := code_of(name):
            return code
        if any(code_of(language) for _field, language in book.survey.columns if language):
            reason = _("nobody knows which language this is; write it as `Name (code)`")
            remarks.not_taken.append(row.remark("default_language", reason))
    return ""


def text_of(row: Row, field: str, languages: Languages, remarks: Remarks) -> Text:
    """The text in a field of a row, in each language that has it; "" if there is none."""
    found: dict[str, str] = {}
    plain = nameless = ""
    for language, cell in row.languages(field):
        text = plain_text(row, field, language, cell, remarks)
        code = code_of(language) if language else ""
        if not text:
            continue
        if code:
            found.setdefault(code, text)
        elif language and language != "default":
            nameless = nameless or text
        else:
            plain = text
    if plain and all(text == plain for text in found.values()) and not languages.default:
        return plain  # one text for every language
    if plain and languages.default:
        found.setdefault(languages.default, plain)
    elif plain and found:
        reason = _("no column says which language this is: name it with --language, or in `default_language`")
        remarks.not_taken.append(row.remark(field, reason))
    in_order = {code: found[code] for code in languages.order if code in found}
    return in_order or plain or nameless


def plain_text(row: Row, field: str, language: str, cell: str, remarks: Remarks) -> str:
    """A cell as it is said: no Markdown, no tags, and … for an answer that stands in the middle of it."""
    text = _tidy(cell)
    if _REFERENCE.search(text):
        reason = _("a text cannot hold an answer to another question; … stands in its place")
        remarks.not_taken.append(row.remark(field, reason, language=language))
        text = _tidy(_REFERENCE.sub("…", text))
    without = without_markup(text)
    if text not in (without, escaped(without)):
        remarks.changed.append(row.remark(field, _("taken without its formatting"), language=language))
    return _tidy(without)


def without_markup(text: str) -> str:
    """The text without Markdown and HTML. Signs after a backslash stay what they are."""
    text = _TAG.sub("", _BREAK.sub("\n", _LINK.sub(r"\1 (\2)", text)))
    for _again in range(3):  # bold within italic within bold
        text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", text))
    return _ESCAPE.sub(r"\1", _HEADING.sub("", text))


def escaped(text: str) -> str:
    """The text so that `without_markup` gives it back, and no program takes it for formatting."""
    return text if without_markup(text) == text else _ESCAPED.sub(r"\\\1", text)


def _tidy(cell: str) -> str:
    """One line, or several without white space at their ends: what a text in surveys.yaml can hold."""
    text = clean(cell.replace("\t", " ")).strip()
    return "\n".join(line.rstrip() for line in text.split("\n")) if "\n" in text else clean_line(text)
