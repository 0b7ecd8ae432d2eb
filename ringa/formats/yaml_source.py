"""YAML composed safely in one pass, and its errors in words that an author understands."""

import re
from typing import Any, NoReturn

import yaml
from yaml.composer import ComposerError

from ringa.core.text import clean_line
from ringa.i18n import N_, _

MAX_DEPTH = 20


class Refused(Exception):
    """A text that is no YAML, or more YAML than is taken: where (line and column from 0), why, what to do.

    `stop` is where the reading stopped, which may be long after the mistake.
    """

    def __init__(
        self, place: tuple[int, int], problem: str, advice: str = "", *, stop: tuple[int, int] | None = None
    ) -> None:
        super().__init__(problem)
        self.line, self.column = place
        self.problem = problem
        self.advice = advice
        self.stop = stop or place


class TooDeep(Refused):
    """More levels inside each other than any survey has."""


def compose(text: str, *, line: int = 0, depth: int = 0) -> yaml.Node | None:
    """The root node; None for a text without content. Anchors, aliases, tags and merge keys are not taken, so a
    node is never larger than its text. Raises Refused.

    A text that is a piece of another begins on its `line` and so many levels deep in it.
    """
    loader = _loader(text)
    loader.line, loader.depth = line, depth
    try:
        root: yaml.Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        refused = _explained(error, _Lines(text, line))
        mark = error.problem_mark or error.context_mark
        refused.stop = _at(mark)
        raise refused from None
    finally:
        loader.dispose()
    return root


def _loader(text: str) -> "_Loader":
    try:
        return _Loader(text)
    except yaml.reader.ReaderError as error:
        raise strange_sign(text, error.position) from None


def strange_sign(text: str, at: int) -> Refused:
    """What is wrong about a character that no YAML can have."""
    before = text[:at]
    place = before.count("\n"), len(before.rpartition("\n")[2])
    problem = _("here is a character that cannot be in a text: {sign}").format(sign=clean_line(text[at]))
    return Refused(place, problem, _("Delete it; it may not be visible in the editor."))


def second_document(place: tuple[int, int]) -> Refused:
    """What is wrong about a line of dashes."""
    return Refused(place, _("a second document begins here"), _("Take away the line ---, or make another file."))


def misplaced(place: tuple[int, int]) -> Refused:
    """What is wrong about a line that is indented as none of its neighbours."""
    return Refused(place, _("this does not fit with the lines before it"), _(_INDENT))


def no_colon(place: tuple[int, int]) -> Refused:
    """What is wrong about a line with a key alone."""
    return Refused(place, _(_NO_COLON), _(_KEY))


class _Loader(yaml.SafeLoader):
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # of a class that is
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            _refuse_sign(event.start_mark)
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
            raise Refused(_at(event.start_mark), _("merge keys are not allowed"), _("Write the keys out."))
        inner = isinstance(event, yaml.CollectionStartEvent)
        self.depth += inner
        if self.depth > MAX_DEPTH:
            raise TooDeep(_at(event.start_mark), _("this is nested too deeply"))
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= inner
        return node

    def scan_flow_scalar(self, style: str) -> Any:
        """A text in quotes. Its lines are indented (YAML 1.2, 6.1): one that is not is no part of it, nor is one
        that begins with a bracket: the quote was never closed. PyYAML would take all up to the next quote."""
        mark = self.get_mark()
        found = _QUOTED[style].match(self.buffer, self.pointer)
        lines = found[0].splitlines()[1:] if found else ()
        if any(line[:1] in _BRACKETS or len(before) <= self.indent for before, line in map(_apart, lines) if line):
            raise Refused(_at(mark), _("this quote is never closed"), _(_CLOSE))
        return super().scan_flow_scalar(style)


def _apart(line: str) -> tuple[str, str]:
    """The spaces before a line, and the rest of it."""
    rest = line.strip()
    return line[: len(line) - len(line.lstrip())], rest


_BRACKETS = ("{", "}", "[", "]")
_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*'")}


def _refuse_sign(mark: Any) -> NoReturn:
    sign = mark.buffer[mark.pointer]
    advice = _("Put quotes around the text if it begins with {sign}.").format(sign=sign)
    raise Refused(_at(mark), _("anchors, aliases and tags are not allowed"), advice)


def _at(mark: Any) -> tuple[int, int]:
    return (mark.line, mark.column) if mark else (0, 0)


_INDENT = N_("Begin the line under the first letter of its neighbours, with spaces.")
_CLOSE = N_("Close it with the same sign; a quote inside the text needs the other kind of quotes around it.")
_QUOTES = N_("Put quotes around the text.")
_NO_SIGN = N_("a text cannot begin with this sign")
_NO_COLON = N_("a colon is missing on this line")
_KEY = N_("Write it as `key: value`.")
# What PyYAML says (the beginning of its problem); whether it is about where the reading of that part began; for people.
_WORDS = (
    ("mapping values are not allowed", False, N_("this colon is not expected here"),
     N_("Put quotes around a text that has a colon in it, or look at the indentation.")),
    ("could not find expected ':'", True, _NO_COLON, _KEY),
    ("expected <block end>, but found", False, N_("this does not fit with the lines before it"), _INDENT),
    ("found unexpected end of stream", True, N_("this quote is never closed"), _CLOSE),
    ("found unexpected document separator", True, N_("this quote is never closed"), _CLOSE),
    ("expected ',' or ']'", True, N_("this list has no end, or a comma is missing in it"), N_("Close it with ].")),
    ("expected ',' or '}'", True, N_("this has no end, or a comma is missing in it"), N_("Close it with }.")),
    ("sequence entries are not allowed", False, N_("a list cannot begin here"), N_("Begin it on a line of its own.")),
    ("found unknown escape character", False, N_("in double quotes a backslash has a meaning of its own"),
     N_("Use single quotes, or write two backslashes.")),
    ("expected alphabetic or numeric character", True, _NO_SIGN, _QUOTES),
    ("found character", False, _NO_SIGN, _QUOTES),
    ("expected the node content", False, N_("here a text is expected"), _QUOTES),
    ("expected chomping or indentation", False, _NO_SIGN, _QUOTES),
    ("found undefined tag handle", True, N_("anchors, aliases and tags are not allowed"), _QUOTES),
    ("expected '<document start>'", False, N_("this does not fit with the lines before it"), _INDENT),
)  # fmt: skip


def _explained(error: yaml.MarkedYAMLError, lines: "_Lines") -> Refused:
    """What PyYAML found, for people."""
    mark = error.problem_mark or error.context_mark
    said = error.problem or error.context or ""
    if isinstance(error, ComposerError):
        return second_document(_at(mark))
    seen = _seen(lines, mark, error.context_mark or mark, said) if mark else None
    if seen:
        return seen
    for begins, at_start, problem, advice in _WORDS:
        if said.startswith(begins):
            return Refused(_at((at_start and error.context_mark) or mark), _(problem), _(advice))
    problem = _("this is not YAML: {problem}").format(problem=clean_line(said))
    return Refused(
        _at(mark), problem, _("Look at the indentation, and put quotes around a text that has a colon in it.")
    )


class _Lines:
    """The lines of a text by their numbers, of which the first is `first`."""

    def __init__(self, text: str, first: int) -> None:
        self.lines = text.splitlines()
        self.first = first

    def line(self, number: int) -> str:
        """The line, empty if there is none."""
        place = number - self.first
        return self.lines[place] if 0 <= place < len(self.lines) else ""


def _seen(lines: _Lines, mark: Any, began: Any, said: str) -> Refused | None:
    """What the lines themselves show: PyYAML stops where it cannot go on, which is often after the mistake."""
    before, line = lines.line(mark.line - 1), lines.line(mark.line)
    for number, written in ((mark.line - 1, before), (mark.line, line)):
        indentation = written[: len(written) - len(written.lstrip())]
        if "\t" in indentation:
            return a_tab(number, indentation.index("\t"))
    if said.endswith("but got ':'") and began.line == mark.line:
        return Refused(
            _at(mark), _("this colon is not expected here"), _("Put quotes around a text that has a colon in it.")
        )
    if said.endswith("but got '?'"):
        advice = _("Put quotes around the text, or write it on a line of its own.")
        return Refused(_at(mark), _("between braces a text cannot have a question mark"), advice)
    if "'\\t'" in said:
        return a_tab(mark.line, mark.column)
    if said.endswith("'<scalar>'") and line[: mark.column].rstrip().endswith(("'", '"')):
        return Refused(_at(mark), _("the quotes end before this, and there is more text"), _(_CLOSE))
    if said.startswith("mapping values") and ":" not in line[: mark.column]:
        return colon_before(mark.line - 1, before)
    return None


def a_tab(line: int, column: int) -> Refused:
    """What is wrong about a tab before the words of a line."""
    return Refused((line, column), _("a tab stands here"), _("YAML takes spaces only: put two spaces for each tab."))


def colon_before(number: int, line: str) -> Refused | None:
    """Whether the line before has a key without a colon, or a colon without a space, and so swallowed this one."""
    stuck = re.match(r"[\s-]*\w+:(?=\S)", line)
    if stuck:
        return Refused((number, stuck.end() - 1), _("after this colon a space is missing"), _(_KEY))
    if line.strip() and ":" not in line:
        return no_colon((number, len(line) - len(line.lstrip(" -"))))
    return None
