"""YAML composed safely in one pass, and its errors in words that an author understands."""

import re
from typing import Any, NoReturn

import yaml
from yaml.composer import ComposerError

from ringa.core.text import clean_line
from ringa.i18n import N_, _

MAX_DEPTH = 20


class Refused(Exception):
    """A text that is no YAML, or more YAML than is taken: where (line and column from 0), why, what to do."""

    def __init__(self, place: tuple[int, int], problem: str, advice: str = "") -> None:
        super().__init__(problem)
        self.line, self.column = place
        self.problem = problem
        self.advice = advice


def compose(text: str) -> yaml.Node | None:
    """The root node; None for a text without content. Anchors, aliases, tags and merge keys are not taken, so a
    node is never larger than its text. Raises Refused."""
    loader = _loader(text)
    try:
        root: yaml.Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _explained(error, text) from None
    finally:
        loader.dispose()
    return root


def _loader(text: str) -> "_Loader":
    try:
        return _Loader(text)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = before.count("\n"), len(before.rpartition("\n")[2])
        problem = _("here is a character that cannot be in a text: {sign}").format(
            sign=clean_line(chr(error.character))
        )
        raise Refused(place, problem, _("Delete it; it may not be visible in the editor.")) from None


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
            raise Refused(_at(event.start_mark), _("this is nested too deeply"))
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= inner
        return node


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


def _explained(error: yaml.MarkedYAMLError, text: str) -> Refused:
    """What PyYAML found, for people."""
    mark = error.problem_mark or error.context_mark
    said = error.problem or error.context or ""
    if isinstance(error, ComposerError):
        return Refused(
            _at(mark), _("a second document begins here"), _("Take away the line ---, or make another file.")
        )
    seen = _seen(text, mark, error.context_mark or mark, said) if mark else None
    if seen:
        return seen
    for begins, at_start, problem, advice in _WORDS:
        if said.startswith(begins):
            return Refused(_at((at_start and error.context_mark) or mark), _(problem), _(advice))
    problem = _("this is not YAML: {problem}").format(problem=clean_line(said))
    return Refused(
        _at(mark), problem, _("Look at the indentation, and put quotes around a text that has a colon in it.")
    )


def _seen(text: str, mark: Any, began: Any, said: str) -> Refused | None:
    """What the lines themselves show: PyYAML stops where it cannot go on, which is often after the mistake."""
    lines = text.splitlines()
    before, line = (lines[n] if 0 <= n < len(lines) else "" for n in (mark.line - 1, mark.line))
    for number, written in ((mark.line - 1, before), (mark.line, line)):
        indentation = written[: len(written) - len(written.lstrip())]
        if "\t" in indentation:
            return _tab(number, indentation.index("\t"))
    if said.endswith("but got ':'") and began.line == mark.line:
        return Refused(
            _at(mark), _("this colon is not expected here"), _("Put quotes around a text that has a colon in it.")
        )
    if said.endswith("but got '?'"):
        advice = _("Put quotes around the text, or write it on a line of its own.")
        return Refused(_at(mark), _("between braces a text cannot have a question mark"), advice)
    if "'\\t'" in said:
        return _tab(mark.line, mark.column)
    if said.endswith("'<scalar>'") and line[: mark.column].rstrip().endswith(("'", '"')):
        return Refused(_at(mark), _("the quotes end before this, and there is more text"), _(_CLOSE))
    if said.startswith("mapping values") and ":" not in line[: mark.column]:
        return _colon_before(mark.line - 1, before)
    return None


def _tab(line: int, column: int) -> Refused:
    return Refused((line, column), _("a tab stands here"), _("YAML takes spaces only: put two spaces for each tab."))


def _colon_before(number: int, line: str) -> Refused | None:
    """Whether the line before has a key without a colon, or a colon without a space, and so swallowed this one."""
    stuck = re.match(r"[\s-]*\w+:(?=\S)", line)
    if stuck:
        return Refused((number, stuck.end() - 1), _("after this colon a space is missing"), _(_KEY))
    if line.strip() and ":" not in line:
        return Refused((number, len(line) - len(line.lstrip(" -"))), _(_NO_COLON), _(_KEY))
    return None
