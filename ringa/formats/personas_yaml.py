"""Personas to practise with (`<id>.yaml`) and lists of delicate words: read whole, with every mistake at its place."""

import re
from pathlib import PurePath
from typing import Any

from ringa.core.delicate import KINDS, Lists
from ringa.core.outcome import MEMBER, NOBODY, OUTCOMES, SOMEONE_ELSE
from ringa.core.persona import END, GREETING, PHONE, Given, Moment, Persona
from ringa.core.problem import Problem
from ringa.core.survey import Text
from ringa.formats.yaml_nodes import Fields, Node, Reader, pattern, positive, truth
from ringa.i18n import _

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TEXTS = ("mood", "brief", "branch", "workplace", "opinion")
_PERSONA = (
    "first_name", "last_name", *_TEXTS, "who", "difficulty", "minutes", "exam", "moments", "answers",
)  # fmt: skip
_SAID = ("says", "sound", "voice", "good", "after")
_MOMENT = ("at", *_SAID, "ready", "over", "private")
_AT = re.compile(rf"{PHONE}|{GREETING}|{END}|[1-9][0-9]?")


def read(text: str, file: str) -> tuple[Persona | None, list[Problem]]:
    """The persona of a file, whose name without its ending is the persona's id, and every problem.

    None if one of the problems is an error.
    """
    reader = _PersonaReader(file)
    root = reader.compose(text)
    persona = reader.persona(root, PurePath(file).stem) if root is not None else None
    sound = not any(not problem.warning for problem in reader.problems)
    return (persona if sound else None), sorted(reader.problems, key=lambda each: (each.line, each.column))


def read_delicate(text: str, file: str) -> tuple[Lists, list[Problem]]:
    """The words that belong in no note, by kind and language, and every problem."""
    reader = Reader(file)
    root = reader.compose(text)
    kinds = reader.mapping(root, KINDS, _("the file")) if root is not None else {}
    lists = {
        kind: {
            language: reader.strings(words, kind)
            for language, (_key, words) in reader.mapping(node, None, kind).items()
        }
        for kind, (_name, node) in kinds.items()
    }
    return lists, reader.problems


class _PersonaReader(Reader):
    def persona(self, root: Node, id: str) -> Persona:
        entries = self.mapping(root, _PERSONA, _("a persona"))
        self.required(root, entries, ("first_name", "mood", "brief", "moments"), _("a persona"))
        if not _CODE.fullmatch(id):
            advice = _("Use small letters a-z, digits and _, beginning with a letter.")
            self.wrong(None, _("{text} cannot be an id or a code").format(text=id), advice)
        texts: dict[str, Any] = {name: self.said_in(entries, name) for name in _TEXTS}
        for name in ("first_name", "last_name"):
            texts[name] = (self.string(entries[name][1]) or "") if name in entries else ""
        persona = Persona(
            id,
            **texts,
            who=self.word(entries, "who", (MEMBER, SOMEONE_ELSE, NOBODY), MEMBER),
            difficulty=int(self.word(entries, "difficulty", ("1", "2", "3"), "1")),
            moments=self.moments(entries["moments"][1]) if "moments" in entries else (),
            answers=self.answers(entries["answers"][1]) if "answers" in entries else {},
            exam=self.flag(entries, "exam"),
        )
        if "minutes" in entries:
            minutes = self.parsed(entries["minutes"][1], positive, _("{text} is no number of minutes"))
            persona = persona._replace(minutes=minutes or persona.minutes)
        self.check(root, persona)
        return persona

    def check(self, root: Node, persona: Persona) -> None:
        """What a persona needs to be called: something that happens, and words if there is a conversation."""
        if persona.moments and not persona.moment(PHONE):
            self.wrong(root, _("nothing happens when the number is dialled"), _("Add a moment with `at: phone`."))
        if persona.right == ("conversation",) and not persona.opinion:
            self.wrong(root, _("a persona who talks to the end needs `opinion`"), _("It answers what takes words."))

    def said_in(self, entries: Fields, name: str) -> Text:
        """A text for people, '' if it is not there."""
        return (self.wording(entries[name][1]) or "") if name in entries else ""

    def word(self, entries: Fields, name: str, known: tuple[str, ...], usual: str) -> str:
        """One of a few words."""
        if name not in entries:
            return usual
        node = entries[name][1]
        text = self.string(node)
        if text is None or text in known:
            return text or usual
        self.unknown(node, text, list(known), _("`{name}` cannot be {text}").format(name=name, text=text))
        return usual

    def flag(self, entries: Fields, name: str) -> bool:
        """Something that is true or left out."""
        return name in entries and bool(
            self.parsed(entries[name][1], truth, _("{text} is neither true nor false"))
        )  # fmt: skip

    # what happens

    def moments(self, node: Node) -> tuple[Moment, ...]:
        """The moments; each place has one."""
        found: dict[str, Moment] = {}
        for item in self.items(node, "moments"):
            entries = self.mapping(item, _MOMENT, _("a moment"))
            self.required(item, entries, ("at",), _("a moment"))
            moment = self.moment(entries)
            if moment.at in found:
                self.wrong(entries["at"][1], _("two moments are at {place}").format(place=moment.at))
            elif not moment.says and not moment.sound:
                self.wrong(item, _("{what} needs `{name}`").format(what=_("a moment"), name="says"))
            found.setdefault(moment.at, moment)
        return tuple(sorted(found.values(), key=_order))

    def moment(self, entries: Fields) -> Moment:
        advice = _("Write phone, greeting, end, or the number of a question.")
        problem = _("{text} is no place in a call")
        texts: dict[str, Any] = {name: self.said_in(entries, name) for name in _SAID}
        return Moment(
            (self.parsed(entries["at"][1], pattern(_AT), problem, advice) or "") if "at" in entries else "",
            **texts,
            ready=self.flag(entries, "ready"),
            over=self.outcomes(entries["over"][1]) if "over" in entries else (),
            private=tuple(self.strings(entries["private"][1], "private")) if "private" in entries else (),
        )

    def outcomes(self, node: Node) -> tuple[str, ...]:
        """The outcomes that are right."""
        codes = self.strings(node, "over")
        for code in codes:
            if code not in OUTCOMES:
                self.unknown(node, code, list(OUTCOMES), _("there is no outcome {code}").format(code=code))
        return tuple(codes)

    def answers(self, node: Node) -> dict[str, Given]:
        """Answers to certain questions."""
        found = {}
        for name, (_key, value) in self.mapping(node, None, "answers").items():
            entries = self.mapping(value, ("says", "code"), _("an answer"))
            self.required(value, entries, ("says",), _("an answer"))
            codes = tuple(self.strings(entries["code"][1], "code")) if "code" in entries else ()
            found[name] = Given(self.said_in(entries, "says"), codes)
        return found


def _order(moment: Moment) -> tuple[int, int]:
    """In the order in which they come."""
    if moment.at in (PHONE, GREETING):
        return (0 if moment.at == PHONE else 1), 0
    return (2, int(moment.at)) if moment.at.isdigit() else (3, 0)
