"""scripts/*.md: front matter, Markdown and a few words of Jinja, checked and brought into their normal form.

The text has sections: the conversation, which is all that is not one of the others; ready answers to hard questions
(`## If …`); the words for a voicemail; and an opening for those who asked us to ring again.
"""

import re
from typing import Any, NamedTuple

import yaml

from ringa.core.problem import Problem
from ringa.core.text import clean_line, closest
from ringa.formats.script_body import BodyReader
from ringa.formats.script_tags import Lines
from ringa.formats.yaml_nodes import Node, Reader
from ringa.i18n import _

MAX_CHARACTERS = 64_000
MAX_TAGS = 500

_FRONT = re.compile(r"\s*?---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_KEYS = ("id", "survey", "language", "when", "title")
_heading = re.compile(r"^##?[ \t](.*)", re.MULTILINE)
_comment = re.compile(r"\{#(?:(?!\{#).)*?#\}", re.DOTALL)
# Front matter without an end goes as far as its lines look like it.
_OPEN_FRONT = re.compile(r"\s*?---[ \t]*\n((?:(?:[\w-]+[ \t]*:|[ \t]+\S|-[ \t]|#[ \t]*\w+:).*(?:\n|\Z))*)")

TALK, HARD, VOICEMAIL, CALL_BACK = "", "hard", "voicemail", "callback"
# What a second-level heading makes of its section, in the languages that ringa speaks.
_ROLES = (
    (HARD, re.compile(r"(?:If|Om|Hvis)[ \t].*", re.IGNORECASE)),
    (VOICEMAIL, re.compile(r"(?:Voicemail|Telefonsvarare|Röstbrevlåda|Telefonsvarer):?", re.IGNORECASE)),
    (CALL_BACK, re.compile(r"(?:Call[- ]?back|Återuppringning|Tilbakeringing):?", re.IGNORECASE)),
)

_NAMES = [
    "if", "om", "hvis", "voicemail", "telefonsvarare", "röstbrevlåda", "telefonsvarer",
    "call-back", "återuppringning", "tilbakeringing",
]  # fmt: skip


class Section(NamedTuple):
    """A part of the text from one heading to the next. `start` is where it begins, `body` where its words do."""

    role: str
    title: str
    start: int
    body: int
    stop: int


def read(text: str, file: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The normal form of a script (see `core.script`) and every problem; None if it is too long to be looked at.

    With an error among the problems the normal form is what is right of it: it may have no `"id"`, and `"lost"` has
    the words of each tag that means nothing; it is `"unsure"` if for whom it is may stand in what could not be read.
    """
    text = normal(text)
    reader = ScriptReader(file, text)
    if len(text) > MAX_CHARACTERS:
        reader.at(0, _("the script is too long"), too_large())
    elif too_many := _tag_beyond(text, MAX_TAGS):
        advice = _("A script has at most {n} tags.").format(n=MAX_TAGS)
        reader.at(too_many, _("the script is too long"), advice)
    else:
        return reader.document(), reader.problems
    return None, reader.problems


def normal(text: str) -> str:
    """The text without a byte-order mark, its lines ended by LF: what every place in a script refers to."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def body_start(text: str) -> int:
    """Where the front matter ends."""
    front = _FRONT.match(text) or _OPEN_FRONT.match(text)
    return front.end() if front else 0


def sections(text: str, start: int) -> list[Section]:
    """The sections of the text after the front matter. Headings inside comments are none."""
    hidden = [match.span() for match in _comment.finditer(text, start)]
    headings = [
        heading
        for heading in _heading.finditer(text, start)
        if not any(begin <= heading.start() < end for begin, end in hidden)
    ]
    stops = [heading.start() for heading in headings] + [len(text)]
    found = [Section(TALK, "", start, start, stops[0])] if text[start : stops[0]].strip() else []
    for heading, stop in zip(headings, stops[1:], strict=True):
        role = _role(heading)
        body = heading.end() if role in (HARD, VOICEMAIL) else heading.start()
        found.append(Section(role, heading[1].strip(), heading.start(), body, stop))
    return found


def _role(heading: re.Match[str]) -> str:
    if not heading[0].startswith("##"):
        return TALK
    return next((role for role, pattern in _ROLES if pattern.fullmatch(heading[1].strip())), TALK)


def _tag_beyond(text: str, most: int) -> int:
    """Where the first tag stands that is too many; 0 if there is none."""
    tags = re.finditer(r"\{[{%#]", text)
    return next((tag.start() for number, tag in enumerate(tags) if number == most), 0)


class ScriptReader(Reader):
    """Reads one script; `at` tells what is wrong at a place of its text."""

    def __init__(self, file: str, text: str) -> None:
        super().__init__(file)
        self.source = text
        self.lines = Lines(text)

    def at(self, at: int, problem: str, advice: str = "", *, warning: bool = False) -> None:
        """Report a mistake at a place of the text."""
        self.problems.append(Problem(self.file, *self.lines.place(at), problem, advice, warning))

    def without_front(self) -> None:
        """Report what is wrong with a front matter that is not there, or has no end."""
        if self.source.lstrip().startswith("---"):
            at = len(self.source) - len(self.source.lstrip())
            self.at(at, _("the front matter is never closed"), _("Write --- on a line of its own after it."))
        else:
            self.at(0, _("a script begins with front matter between two lines of ---"), "---\nid: …\n---")

    def document(self) -> dict[str, Any]:
        """Front matter and sections. `"places"` has the places of what the front matter names."""
        front = _FRONT.match(self.source)
        if front is None:
            self.without_front()
            front = _OPEN_FRONT.match(self.source)
        document: dict[str, Any] = {"places": {}, "unsure": True}
        if front is not None:
            self.first_line = self.lines.place(front.start(1) if front[1] else front.end())[0]
            document = self.front_matter(front[1] or "")
        document.update(self.body(sections(self.source, front.end() if front else 0)))
        return document

    def front_matter(self, text: str) -> dict[str, Any]:
        root = self.compose(text) if text.strip() else None
        if root is None:
            if not self.problems:
                self.at(0, _("{what} needs `{name}`").format(what=_("the front matter"), name="id"))
            return {"places": {}, "unsure": True}
        entries = self.mapping(root, _KEYS, _("the front matter"))
        self.required(root, entries, ("id",), _("the front matter"))
        found: dict[str, Any] = {name: self.string(value) for name, (_key, value) in entries.items() if name != "when"}
        if self.unread or ("when" in entries and not isinstance(entries["when"][1], yaml.MappingNode)):
            found["unsure"] = True
        found["places"] = {name: self.mark(value) for name, (_key, value) in entries.items()}
        if found.get("id") == "":
            self.wrong(entries["id"][1], _("here one word or text is expected"))
        if "language" in entries:
            self.language(entries["language"][1], found["language"])
        if "when" in entries:
            pairs = self.mapping(entries["when"][1], None, "when").items()
            found["when"] = {name: self.options(value) for name, (_key, value) in pairs}
            found["places"] |= {f"when {name}": self.mark(key) for name, (key, _value) in pairs}
        return found

    def mark(self, node: Node) -> list[int]:
        """Line and column of a node."""
        return [node.start_mark.line + self.first_line, node.start_mark.column + 1]

    def options(self, node: Node) -> list[str]:
        """The values of which any one fits."""
        found = self.strings(node, "when")
        if not all(found) or not found:
            self.wrong(node, _("nobody fits here"), _("Write the values, as in: branch: [Bus, Train]"))
        return found

    def language(self, node: Node, code: str | None) -> None:
        """A script is written in one language, by the code that ringa has for it."""
        if code in ("no", "nn"):
            self.wrong(node, _("{code} is no language code").format(code=code), _("Write nb."))
        elif code is not None and not re.fullmatch("[a-z]{2,3}", code):
            self.wrong(node, _("{code} is no language code").format(code=code), _("Write sv, nb or en."))

    def body(self, parts: list[Section]) -> dict[str, Any]:
        """The sections in their normal form."""
        tree = BodyReader(self.source, self.lines, self.at)
        found: dict[str, Any] = {"body": [], "hard": []}
        seen: dict[str, int] = {}
        for section in parts:
            self.check_heading(section)
            if section.role in seen:
                problem = _("there is such a section on line {n} already").format(n=seen[section.role])
                self.at(section.start, problem, _("Make one section of them."))
            if section.role == HARD:
                found["hard"].append([self.title(section), tree.read(section.body, section.stop)])
            elif section.role:
                seen.setdefault(section.role, self.lines.place(section.start)[0])
                found[section.role] = found.get(section.role, []) + tree.read(section.body, section.stop)
        for start, stop, opening in _talk(parts, self.source, split=CALL_BACK in seen):
            found["body"] += tree.read(start, stop)
            if opening:
                found["opening"] = len(found["body"])
        if tree.lost:
            found["lost"] = tree.lost
        return found

    def check_heading(self, section: Section) -> None:
        """A heading that was probably meant for another role: what stands under it would be read aloud to members."""
        title = section.title.rstrip(":").casefold()
        near = closest(title, _NAMES, 0.8) if section.role == TALK and title else None
        if near:
            advice = _("Did you mean {near}?").format(near=f"## {near.capitalize()}")
            self.at(section.start, _("what stands under this heading is read aloud"), advice, warning=True)

    def title(self, section: Section) -> str:
        """What a ready answer is an answer to."""
        if "{{" in section.title or "{%" in section.title:
            at = section.start + self.source[section.start :].index("{")
            self.at(at, _("the heading of a ready answer has words only"), _("Name what the member says."))
        return clean_line(section.title)


def _talk(parts: list[Section], text: str, *, split: bool) -> list[tuple[int, int, bool]]:
    """The conversation as the places between other sections, since an `if` may go over several headings.

    If `split`, the opening ends a part of its own, and is marked: all up to the first section that has words.
    """
    found: list[tuple[int, int, bool]] = []
    begun = False
    for before, section in zip([None, *parts], parts, strict=False):
        if section.role != TALK:
            continue
        opens = split and not begun
        begun = begun or bool(_heading.sub("", text[section.start : section.stop]).strip())
        if found and before and before.role == TALK and not found[-1][2]:
            found[-1] = (found[-1][0], section.stop, opens and begun)
        else:
            found.append((section.start, section.stop, opens and begun))
    return found


def too_large() -> str:
    """What to do about a file of megabytes."""
    return _("A script has a few pages, at most {n} characters.").format(n=MAX_CHARACTERS)
