"""Surveys: questions and choices as their author wrote them. What answers do is in `core.answers`."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ringa.core.condition import ALWAYS, NOTHING, Answers, When, holds
from ringa.core.text import MAX_TEXT

SINGLE, MULTIPLE, YESNO, SCALE, NUMBER, TEXT, DATE, NOTE = (
    "single", "multiple", "yesno", "scale", "number", "text", "date", "note",
)  # fmt: skip
TYPES = (SINGLE, MULTIPLE, YESNO, SCALE, NUMBER, TEXT, DATE, NOTE)
CHOSEN = (SINGLE, MULTIPLE, YESNO)  # answered with codes

# A text for people: one string, or one per language.
Text = str | Mapping[str, str]


def say(text: Text, languages: Sequence[str]) -> str:
    """The text in the first of the languages that has it, else in the first language it was written in."""
    if isinstance(text, str):
        return text
    return next((text[code] for code in languages if code in text), next(iter(text.values()), ""))


class Choice(NamedTuple):
    """One answer that can be chosen. `other` asks for a few words; `exclusive` goes with no other choice."""

    code: str
    text: Text
    other: bool = False
    exclusive: bool = False
    when: When = ALWAYS


YES_NO = (
    Choice("yes", {"sv": "Ja", "nb": "Ja", "en": "Yes"}),
    Choice("no", {"sv": "Nej", "nb": "Nei", "en": "No"}),
)


class Question(NamedTuple):
    """One question; a `note` is only read aloud.

    `min` and `max` are numbers of choices (multiple), whole numbers (scale), plain decimals (number) or ISO dates
    (date). `default` is a cell, to be proposed and never taken by itself. `labels` are by point of the scale, as text.
    """

    id: str
    type: str
    ask: Text
    required: bool = False
    choices: tuple[Choice, ...] = ()
    min: int | str | None = None
    max: int | str | None = None
    when: When = ALWAYS
    hint: Text = ""
    default: str = ""
    shuffle: bool = False
    labels: Mapping[str, Text] = MappingProxyType({})
    unit: Text = ""
    decimals: int = 0
    max_length: int = MAX_TEXT

    @property
    def codes(self) -> list[str]:
        """The codes that can be answered; none for what is typed."""
        return [choice.code for choice in self.choices]

    @property
    def other_id(self) -> str:
        """The name of the answer that has the words of an `other` choice."""
        return other_id(self.id)


class Survey(NamedTuple):
    """A survey in one version. `version` is a hash of its meaning.

    `languages` are those that every text should have; the first speaks where a text is missing.
    """

    id: str
    version: str
    questions: tuple[Question, ...]
    title: Text = ""
    languages: tuple[str, ...] = ()

    def question(self, id: str) -> Question | None:
        """The question of that id."""
        return next((question for question in self.questions if question.id == id), None)


def other_id(question: str) -> str:
    """The name of the answer that has the words of a question's `other` choice."""
    return question + "_other"


def version_of(document: Mapping[str, Any]) -> str:
    """The content version: `v` and 12 hex digits of SHA-256 over the survey's normal form.

    Comments and the order of keys do not count; wording, order of questions and choices, codes and rules do.
    The normal form has only keys that differ from their default, so that later kinds of rule leave it as it is.
    """
    import hashlib

    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "v" + hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:12]


def from_document(document: Mapping[str, Any], version: str = "") -> Survey:
    """The survey of a normal form as `formats.survey_yaml` makes it; its version, if that is known already.

    The normal form has the keys of `Survey`, `Question` and `Choice`, and only those that differ from their default.
    """
    return Survey(
        id=document["id"],
        version=version or version_of(document),
        questions=tuple(_question(q) for q in document["questions"]),
        title=document.get("title", ""),
        languages=tuple(document.get("languages", ())),
    )


def _question(document: Mapping[str, Any]) -> Question:
    given = tuple(Choice(**choice) for choice in document.get("choices", ()))
    return Question(**{**document, "choices": YES_NO if document["type"] == YESNO else given})


def offered(question: Question, answers: Answers) -> tuple[Choice, ...]:
    """The choices that these answers leave open, in the survey's order."""
    return tuple(choice for choice in question.choices if holds(choice.when, answers))


def in_order(question: Question, seed: str) -> tuple[Choice, ...]:
    """The choices in the order in which they are shown.

    The order of a shuffled question follows from the `seed`, the member's and the survey's id; choices that are
    `other` or `exclusive` stay last. So a member who is rung again has the same order, and nothing has to be stored.
    """
    if not question.shuffle:
        return question.choices
    import hashlib

    def place(choice: Choice) -> tuple[bool, bytes]:
        last = choice.other or choice.exclusive
        text = f"{seed} {question.id} {choice.code}"
        return last, b"" if last else hashlib.sha256(text.encode()).digest()

    return tuple(sorted(question.choices, key=place))


def as_asked(question: Question, languages: Sequence[str]) -> Sequence[str]:
    """The languages for the choices: those of yes and no, which ringa has itself, are the question's own."""
    if question.type != YESNO or isinstance(question.ask, str):
        return languages
    return [code for code in languages if code in question.ask] or list(question.ask)


def choices_for(
    question: Question, languages: Sequence[str], answers: Answers = NOTHING, seed: str = ""
) -> Iterator[tuple[str, str]]:
    """Code and text of each choice that is offered after these answers, in a language and in the member's order."""
    languages = as_asked(question, languages)
    for choice in in_order(question, seed):
        if holds(choice.when, answers):
            yield choice.code, say(choice.text, languages)
