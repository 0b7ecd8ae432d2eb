"""The tags of a script: its text cut into words, `{{ … }}` and `{% … %}`, each with its place.

White space around tags counts as in Jinja with `trim_blocks` and `lstrip_blocks`: a tag alone on its line leaves none.
Jinja's own lexer stops at the first mistake and knows only its line; here every tag is told by itself.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ringa.i18n import _

# Where in the text, what is wrong, what to do.
Wrong = Callable[[int, str, str], None]

WORDS, OUTPUT, BLOCK, COMMENT = "", "{{", "{%", "{#"
_CLOSING = {OUTPUT: "}}", BLOCK: "%}", COMMENT: "#}"}

_sign = re.compile(r"(\{[{%#])([-+]?)|\}\}|%\}|#\}")
# Strings are passed over, up to a length: nobody's default is longer, and many open quotes cost no time. A tag does
# not begin in one: there, a quote was forgotten.
_inside = re.compile(
    r'"(?:[^"\\\n{]|\\.|\{(?![{%#])){0,500}"|'
    r"'(?:[^'\\\n{]|\\.|\{(?![{%#])){0,500}'|"
    r"(?P<end>-?\}\}|[-+]?%\})|(?P<open>\{[{%#])"
)
_comment_end = re.compile(r"(?P<end>[-+]?#\})|(?P<open>\{#)")
_words_of_tag = re.compile(r"[^\n}%]*")  # as far as a tag without an end may go
_blocks = re.compile(r"\s*(?:if|elif|else|endif)\b")


class Lines:
    """Where a place in a text is, for people."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(end.end() for end in re.finditer("\n", text))]

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, from 1."""
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1


class Piece(NamedTuple):
    """A part of the text: words, or what stands between the signs of a tag. `start` is where it begins,
    `inside` where its text does. What is wrong with the tag may have been `told` already."""

    kind: str
    text: str
    start: int
    inside: int
    told: bool = False


def cut(text: str, start: int, stop: int, wrong: Wrong) -> Iterator[Piece]:
    """The pieces between two places in a text, without comments. Of a tag that is wrong, what it may have meant."""
    at = start
    while sign := _sign.search(text, at, stop):
        kind, strip = sign[1] or WORDS, sign[2]
        if words := _words(text, at, sign.start(), "+" if kind in (WORDS, OUTPUT) and strip != "-" else strip):
            yield Piece(WORDS, words, at, at)
        if not kind:
            problem = _("{sign} stands here and closes nothing").format(sign=sign[0])
            wrong(sign.start(), problem, _("Write {{ before a field and {% before an if, or take it away."))
            at = sign.end()
            continue
        end, inside, at = _end(text, sign, stop, wrong)
        told = not (end and end[0].endswith(_CLOSING[kind]))
        if told:
            kind = BLOCK if _blocks.match(text, sign.end(), inside) else OUTPUT if kind == OUTPUT else kind
        if kind != COMMENT:
            yield Piece(kind, text[sign.end() : inside], sign.start(), sign.end(), told)
        if end:
            at = _after(text, end, stop)
    if words := text[at:stop]:
        yield Piece(WORDS, words, at, at)


def _words(text: str, at: int, until: int, strip: str) -> str:
    """The words before a tag; white space alone on the tag's line goes, with `-` all of it."""
    words = text[at:until]
    if strip == "-":
        return words.rstrip()
    line = words.rfind("\n") + 1
    begins_line = line > 0 or at == 0 or text[at - 1] == "\n"
    return words[:line] if not strip and begins_line and words[line:].isspace() else words


def _end(text: str, sign: re.Match[str], stop: int, wrong: Wrong) -> tuple[re.Match[str] | None, int, int]:
    """The closing sign of a tag if it has one, where what stands in the tag ends, and where the words go on."""
    pattern = _comment_end if sign[1] == COMMENT else _inside
    end = next((found for found in pattern.finditer(text, sign.end(), stop) if found.lastgroup), None)
    if end and end.lastgroup == "end":
        if not end[0].endswith(_CLOSING[sign[1]]):
            problem = _("{sign} is closed with {other}").format(sign=sign[1], other=end[0])
            wrong(sign.start(), problem, _("Write {{ … }} around a field, {% … %} around an if."))
        return end, end.start(), end.end()
    problem = _("{sign} is opened here and never closed").format(sign=sign[1])
    wrong(sign.start(), problem, _("Close it with {sign}").format(sign=_CLOSING[sign[1]]))
    if sign[1] == COMMENT:
        after = text.find("\n", sign.end(), stop)
        return None, sign.end(), stop if after < 0 else after
    words = _words_of_tag.match(text, sign.end(), end.start() if end else stop)
    assert words  # there may be none of them
    inside = words.end()
    return None, inside, inside + (text[inside : inside + 1] in ("}", "%"))


def _after(text: str, end: re.Match[str], stop: int) -> int:
    """Where the words after a tag begin."""
    at = end.end()
    if end[0].startswith("-"):
        while at < stop and text[at].isspace():
            at += 1
    elif not end[0].startswith("+") and end[0] != _CLOSING[OUTPUT] and text.startswith("\n", at, stop):
        at += 1
    return at
