"""Invented members to practise with: what they say at each place of a call, and how they answer any question.

A persona speaks at moments: when the number has been dialled, when they have been greeted, when the conversation comes
to its first, second, … question, and at its end. Places are counted, not named, so that a persona can be called with
the script and survey of any campaign; what they answer to certain questions is said only if those questions fit.
"""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil, floor
from types import MappingProxyType
from typing import NamedTuple

from ringa.core.cell import cell_of, limits
from ringa.core.condition import Answers
from ringa.core.outcome import MEMBER
from ringa.core.survey import CHOSEN, DATE, MULTIPLE, NOTE, NUMBER, SCALE, TEXT, Choice, Question, Text, offered, say

PHONE, GREETING, END = "phone", "greeting", "end"
MINUTES = 10  # how long a call may take if the persona does not say otherwise


class Moment(NamedTuple):
    """What happens at one place (PHONE, GREETING, END or the number of a question, as text).

    `sound` is what is heard beside words, `voice` who speaks if it is not the member. `good` tells the caller
    afterwards what is good to do here. A `ready` one is a hard question for which there is a ready answer, `after` what
    is said to that. After one that is `over` nothing more may be asked, and these outcomes are right. `private` are
    words of it that belong in no note.
    """

    at: str
    says: Text = ""
    sound: Text = ""
    voice: Text = ""
    good: Text = ""
    ready: bool = False
    after: Text = ""
    over: tuple[str, ...] = ()
    private: tuple[str, ...] = ()


class Given(NamedTuple):
    """A persona's answer to a certain question: the words, and the codes (or number, or day) that they mean."""

    says: Text
    codes: tuple[str, ...] = ()


class Persona(NamedTuple):
    """Somebody who does not exist. `who` answers the telephone: the member, someone else or nobody."""

    id: str
    first_name: str
    last_name: str
    mood: Text
    brief: Text
    who: str = MEMBER
    difficulty: int = 1
    branch: Text = ""
    workplace: Text = ""
    moments: tuple[Moment, ...] = ()
    answers: Mapping[str, Given] = MappingProxyType({})
    opinion: Text = ""
    minutes: int = MINUTES
    exam: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def right(self) -> tuple[str, ...]:
        """The right outcomes, if everything that this persona has in store comes."""
        return next((moment.over for moment in self.moments if moment.over), ("conversation",))

    def moment(self, at: str) -> Moment | None:
        """What happens at a place."""
        return next((moment for moment in self.moments if moment.at == at), None)


class Reply(NamedTuple):
    """An answer: the cell that notes it rightly, and the words, '' if they are those of the choice."""

    cell: str
    says: Text = ""


def reply(persona: Persona, question: Question, answers: Answers, languages: Sequence[str], seed: str) -> Reply:
    """What a persona answers after the answers that were noted so far.

    A question of which the persona's file says nothing that fits is answered by its type: chance, which the seed
    decides, chooses what is answered; with words, they give their opinion.
    """
    given = persona.answers.get(question.id)
    if given is not None and question.type == TEXT:
        return Reply(say(given.says, languages)[: question.max_length], given.says)
    if given is not None and question.type != NOTE:
        cell = cell_of(question, "|".join(given.codes), answers)
        if isinstance(cell, str) and (cell or not question.required):
            return Reply(cell, given.says)
    if question.type == TEXT:
        return Reply(say(persona.opinion, languages)[: question.max_length], persona.opinion)
    return Reply(_by_chance(question, answers, f"{seed} {persona.id} {question.id}"))


def _by_chance(question: Question, answers: Answers, seed: str) -> str:
    """An answer that fits a question of any type but text."""
    if question.type in CHOSEN:
        return _chosen(question, offered(question, answers), seed)
    if question.type == SCALE:
        low, high = int(question.min or 0), int(question.max or 0)
        return str(low + _chance(seed) % (high - low + 1))
    if question.type == NUMBER:
        return _number(question.min, question.max, _chance(seed))
    if question.type == DATE:
        return str(question.min or question.max or f"2025-06-{1 + _chance(seed) % 30:02}")
    return ""


def _number(low: int | str | None, high: int | str | None, chance: int) -> str:
    """A whole number near the lower limit, or the upper one if there is only that; a limit if none lies between."""
    top = None if high is None else floor(Decimal(str(high)))
    first = ceil(Decimal(str(low))) if low is not None else 1 if top is None else top - 9
    last = first + 40 if top is None else min(first + 40, top)
    return str(first + chance % (last - first + 1)) if first <= last else str(low)


def _chosen(question: Question, choices: Sequence[Choice], seed: str) -> str:
    """One of the choices, or as many as there must be at least. One that asks for words only if there is no other."""
    ordinary = [each for each in choices if not each.other and not each.exclusive]
    number = min(limits(question, len(choices))[0], len(choices)) if question.type == MULTIPLE else 1
    pool = ordinary if len(ordinary) >= number else [each for each in choices if not each.exclusive] or list(choices)
    taken = sorted(pool, key=lambda choice: _chance(f"{seed} {choice.code}"))[:number]
    return "|".join(choice.code for choice in choices if choice in taken)


def _chance(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4])
