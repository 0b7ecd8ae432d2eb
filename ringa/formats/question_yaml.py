"""One question in surveys.yaml: what each type may have, checked and brought into normal form."""

import json
import re
import unicodedata
from typing import NamedTuple

import yaml

from ringa.core.campaign import SCRIPT_FIELDS
from ringa.core.cell import Misfit, cell_of
from ringa.core.condition import MAX, MIN, RESERVED
from ringa.core.survey import DATE, MULTIPLE, NOTE, NUMBER, SCALE, SINGLE, TEXT, TYPES, YESNO, Text, from_document
from ringa.core.text import MAX_TEXT, clean_line
from ringa.formats.condition_yaml import ConditionReader, Document
from ringa.formats.yaml_nodes import Fields, Node, pattern, positive, truth, whole
from ringa.i18n import _

MAX_CHOICES = 200
MAX_POINTS = 21  # of a scale
MAX_SCALE = 100
MAX_DECIMALS = 6
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ALL = ("id", "type", "ask", "hint", "when")
_ANSWERED = ("required", "default")
_OWN = {
    SINGLE: ("choices", "shuffle"),
    MULTIPLE: ("choices", "shuffle", "min", "max"),
    YESNO: (),
    SCALE: ("min", "max", "labels"),
    NUMBER: ("min", "max", "unit", "decimals"),
    TEXT: ("max_length",),
    DATE: ("min", "max"),
    NOTE: (),
}
_QUESTION = {*_ALL, *_ANSWERED, *(name for names in _OWN.values() for name in names)}


class Said(NamedTuple):
    """A text for people, where it stands, and whether it is the wording of a question."""

    node: Node
    text: Text
    question: bool


class QuestionReader(ConditionReader):
    """Reads questions. `whens` has the place of each condition, by question and code; `texts` what is said."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.whens: dict[tuple[str, str], Node] = {}
        self.texts: list[Said] = []

    def question(self, node: Node) -> Document | None:
        """A question in its normal form; None if it has no id. What could not be read of it is None."""
        entries = self.mapping(node, _QUESTION, _("a question"))
        self.required(node, entries, ("id", "type", "ask"), _("a question"))
        before = self.errors
        question: Document = {
            "id": self.question_id(entries),
            "type": self.type(entries["type"][1]) if "type" in entries else None,
            "ask": self.wording(entries["ask"][1], question=True) if "ask" in entries else None,
        }
        if "hint" in entries:
            question["hint"] = self.wording(entries["hint"][1])
        self.flag(entries, "required", question)
        if question["type"] is not None:
            self.misplaced(entries, question["type"])
            self.rules(node, entries, question)
        elif "choices" in entries:  # what is wrong with them is wrong whatever the type was to be
            question["choices"] = self.choices(entries["choices"][1], question)
        if "when" in entries:
            question["when"] = self.when(entries["when"][1])
            self.whens[question["id"] or "", ""] = entries["when"][0]
        sound = self.errors == before and not self.lost_in(node)
        if "default" in entries and question["type"] not in (None, NOTE) and sound:
            question["default"] = self.default(entries["default"][1], question)
        return question if question["id"] else None

    def wording(self, node: Node, *, question: bool = False) -> str | dict[str, str] | None:
        """As in other files; here it is remembered, to be compared in its languages."""
        text = super().wording(node)
        if text is not None:
            self.texts.append(Said(node, text, question))
        return text

    @property
    def errors(self) -> int:
        """How many errors have been found so far."""
        return sum(not problem.warning for problem in self.problems)

    def question_id(self, entries: Fields) -> str | None:
        """The id, which no other thing may have that conditions or scripts name."""
        id = self.code(entries["id"][1]) if "id" in entries else None
        if id in RESERVED:
            self.wrong(entries["id"][1], _("{name} is a word of `when`").format(name=id), _("Choose another id."))
        elif id in SCRIPT_FIELDS:
            problem = _("{name} is what scripts call something else").format(name=id)
            self.wrong(entries["id"][1], problem, _("Choose another id, such as {name}_is.").format(name=id))
        return id

    def code(self, node: Node) -> str | None:
        """An id or a code."""
        advice = _("Use small letters a-z, digits and _, beginning with a letter.")
        found: str | None = self.parsed(node, pattern(_CODE), _("{text} cannot be an id or a code"), advice)
        if found is None:
            self.lose(node)
        return found

    def type(self, node: Node) -> str | None:
        """A type that there is."""
        text = self.string(node)
        if text is not None and text not in TYPES:
            self.unknown(node, text, list(TYPES), _("there is no question type {name}").format(name=text))
            return None
        return text

    def flag(self, entries: Fields, name: str, document: Document) -> None:
        """Something that is true or left out."""
        if name in entries and self.parsed(entries[name][1], truth, _("{text} is neither true nor false")):
            document[name] = True

    def misplaced(self, entries: Fields, type: str) -> None:
        """Report what questions of other types have."""
        known = {*_ALL, *_OWN[type], *(() if type == NOTE else _ANSWERED)}
        for name in entries.keys() - known:
            problem = _("a question of type {type} has no `{name}`").format(type=type, name=name)
            others = [other for other, own in _OWN.items() if name in own]
            advice = _("That is for: {types}.").format(types=", ".join(others)) if others else _("Take it away.")
            self.wrong(entries[name][0], problem, advice)

    def rules(self, node: Node, entries: Fields, question: Document) -> None:
        """What a type has of its own."""
        type_ = question["type"]
        if type_ in (SINGLE, MULTIPLE):
            self.required(node, entries, ("choices",), _("a question with choices"))
            self.flag(entries, "shuffle", question)
            if "choices" in entries:
                question["choices"] = self.choices(entries["choices"][1], question)
        if type_ == MULTIPLE:
            question.update(self.how_many(entries, [] if self.lost_in(node) else question.get("choices", [])))
        elif type_ == SCALE:
            self.scale(node, entries, question)
        elif type_ == NUMBER:
            self.number(entries, question)
        elif type_ == DATE:
            question.update(self.range(entries, DATE))
        elif type_ == TEXT and "max_length" in entries:
            longest = self.parsed(entries["max_length"][1], positive, _("{text} is no number of characters"))
            self.at_most(entries["max_length"][1], longest, MAX_TEXT)
            question.update({"max_length": longest} if longest and longest < MAX_TEXT else {})

    def at_most(self, node: Node, number: int | None, most: int) -> None:
        """Report a number that is too large."""
        if number is not None and number > most:
            advice = _("It is at most {max}.").format(max=most)
            self.wrong(node, _("{number} is too much").format(number=number), advice)

    # choices

    def choices(self, node: Node, question: Document) -> list[Document]:
        """The choices in their normal form."""
        choices: dict[str, Document] = {}
        items = self.items(node, "choices")
        words = [item for item in items if isinstance(item, yaml.ScalarNode)]
        if words:
            problem = _("a choice needs a code and a text")
            self.wrong(words[0], problem, _("Write it as {example}.").format(example=self.example(words[0])))
        if words or not isinstance(node, yaml.SequenceNode):
            self.lose(node)
        items = [item for item in items if item not in words]
        for item in items[:MAX_CHOICES]:
            choice, place = self.choice(item, question)
            if choice["code"] in choices:
                self.wrong(place, _("two choices have the code {code}").format(code=choice["code"]))
            elif choice["code"]:
                choices[choice["code"]] = choice
        if len(items) > MAX_CHOICES:
            problem = _("a question has at most {n} choices").format(n=MAX_CHOICES)
            self.wrong(items[MAX_CHOICES], problem, _("Ask for it in words, or in two questions."))
        self.check_alike([item for item in items if isinstance(item, yaml.MappingNode)])
        if isinstance(node, yaml.SequenceNode) and not node.value:
            self.wrong(node, _("here choices are expected"))
        exclusive = choices and all("exclusive" in choice for choice in choices.values())
        if exclusive and question["type"] == MULTIPLE and not self.lost_in(node):
            problem = _("every choice is exclusive, so only one can be chosen")
            self.wrong(node, problem, _("Write `type: single`, or leave `exclusive` out."), warning=True)
        return list(choices.values())

    def example(self, node: Node) -> str:
        """How a choice is written that has these words."""
        text = self.string(node) or ""
        plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("æ", "ae")).encode("ascii", "ignore")
        code = re.sub("[^a-z0-9]+", "_", plain.decode().lower()).strip("_")[:20]
        code = code if _CODE.fullmatch(code) else f"code_{code}"
        return f"{{code: {code}, text: {json.dumps(text, ensure_ascii=False)}}}"

    def check_alike(self, choices: list[yaml.MappingNode]) -> None:
        """Choices that nobody can tell apart in some language."""
        seen: dict[tuple[str, str], int] = {}
        codes: list[object] = []
        for choice in choices:
            parts = {str(key.value): value for key, value in choice.value}
            text, code = parts.get("text"), parts["code"].value if "code" in parts else choice
            if "when" in parts or text is None or code in codes:
                continue
            codes.append(code)
            pairs = text.value if isinstance(text, yaml.MappingNode) else [(None, text)]
            for key, value in pairs:
                said = clean_line(value.value).casefold() if isinstance(value, yaml.ScalarNode) else ""
                text_in = key.value if key else "", said
                seen[text_in] = seen.get(text_in, 0) + 1
                if said and seen[text_in] == 2:
                    problem = _("another choice of this question has the same text")
                    self.wrong(
                        value, problem, _("Nobody can tell them apart: reword one, or take it away."), warning=True
                    )

    def choice(self, node: Node, question: Document) -> tuple[Document, Node]:
        """One choice, and the place of its code. What could not be read of it is None."""
        entries = self.mapping(node, ("code", "text", "other", "exclusive", "when"), _("a choice"))
        self.required(node, entries, ("code", "text"), _("a choice"))
        choice: Document = {
            "code": self.code(entries["code"][1]) if "code" in entries else None,
            "text": self.wording(entries["text"][1]) if "text" in entries else None,
        }
        self.flag(entries, "other", choice)
        self.flag(entries, "exclusive", choice)
        if choice.get("exclusive") and question["type"] == SINGLE:
            problem = _("a question of type {type} has no `{name}`").format(type=SINGLE, name="exclusive")
            self.wrong(entries["exclusive"][0], problem, _("Only one can be chosen anyway."))
        if "when" in entries:
            choice["when"] = self.when(entries["when"][1])
            self.whens[question["id"] or "", choice["code"] or ""] = entries["when"][0]
        return choice, entries["code"][1] if "code" in entries else node

    def how_many(self, entries: Fields, choices: list[Document]) -> Document:
        """How many can be chosen: only what says more than the choices themselves."""
        problem = _("{text} is no number of choices")
        found: Document = {}
        for name in (MIN, MAX):
            if name in entries:
                found[name] = self.parsed(entries[name][1], whole if name == MIN else positive, problem)
        found = {name: number for name, number in found.items() if number is not None}
        self.in_order(entries, found)
        together = sum("exclusive" not in choice for choice in choices)
        if choices and found.get(MIN, 0) > max(together, 1):
            problem = _("min {min} is more than can be chosen together ({n})").format(min=found[MIN], n=together)
            self.wrong(entries[MIN][1], problem)
        if choices and found.get(MAX, 0) > len(choices):
            problem = _("max {max} is more than the number of choices ({n})").format(max=found[MAX], n=len(choices))
            self.wrong(entries[MAX][1], problem, _("Take `max` away, or make it smaller."), warning=True)
        usual = {MIN: found.get(MIN, 0) < 2, MAX: found.get(MAX, 0) >= len(choices)}
        return {name: number for name, number in found.items() if not usual[name]}

    # scales and numbers

    def scale(self, node: Node, entries: Fields, question: Document) -> None:
        """From where to where, and words for points of it."""
        self.required(node, entries, (MIN, MAX), _("a question of type scale"))
        ends = {
            name: number
            for name in (MIN, MAX)
            if name in entries
            and (number := self.parsed(entries[name][1], whole, _("{text} is no whole number"))) is not None
        }
        question.update(ends)
        if len(ends) == 2:
            self.at_most(entries[MAX][1], ends[MAX], MAX_SCALE)
            if ends[MIN] >= ends[MAX]:
                self.wrong(entries[MIN][1], _("min {min} is not smaller than max {max}").format(**ends))
            elif ends[MAX] - ends[MIN] >= MAX_POINTS:
                self.wrong(entries[MAX][1], _("a scale has at most {n} points").format(n=MAX_POINTS))
        if "labels" in entries:
            question["labels"] = self.labels(entries["labels"][1], ends)

    def labels(self, node: Node, ends: Document) -> Document:
        """Words for points of a scale."""
        labels: Document = {}
        for key, value in self.mapping(node, None, "labels").values():
            point = self.parsed(key, whole, _("{text} is no whole number"))
            if point is not None and len(ends) == 2 and not ends[MIN] <= point <= ends[MAX]:
                problem = _("{point} is no point of this scale").format(point=point)
                self.wrong(key, problem, _("It is from {min} to {max}.").format(**ends))
            elif str(point) in labels:
                self.wrong(key, _("`{name}` stands here twice").format(name=point), _("Keep one of them."))
            labels[str(point)] = self.wording(value)
        return labels

    def number(self, entries: Fields, question: Document) -> None:
        """Digits after the point, from where to where, and of what."""
        if "unit" in entries:
            question["unit"] = self.wording(entries["unit"][1])
        decimals = 0
        if "decimals" in entries:
            decimals = self.parsed(entries["decimals"][1], whole, _("{text} is no whole number")) or 0
            self.at_most(entries["decimals"][1], decimals, MAX_DECIMALS)
            question.update({"decimals": decimals} if decimals else {})
        ends = self.range(entries, NUMBER)
        for name, end in ends.items():
            if len(str(end).partition(".")[2]) > decimals:
                problem = _("{number} has more digits after the point than `decimals` says").format(number=end)
                self.wrong(entries[name][1], problem, _("Write `decimals: 2`, for example, or round it off."))
        question.update(ends)

    def default(self, node: Node, question: Document) -> str | None:
        """The answer that is proposed, as a cell; it must fit the question by itself."""
        texts = self.strings(node, "default")
        bare = {**question, "choices": [{**c, "when": {}} for c in question.get("choices", ())]}
        kind = from_document({"id": "", "questions": [bare]}, "v").questions[0]
        cell = cell_of(kind, _yes_or_no("|".join(texts), question["type"]))
        if isinstance(cell, Misfit):
            self.wrong(node, _("the default does not fit: {problem}").format(problem=cell.problem), cell.advice)
            return None
        return cell or None


def _yes_or_no(text: str, type: str) -> str:
    return {"true": "yes", "false": "no"}.get(text, text) if type == YESNO else text
