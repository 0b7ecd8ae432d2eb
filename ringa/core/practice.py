"""What a practice call was worth: points for what was right, and what each point that is missing was for.

Only what the program has seen is judged: which keys were pressed and what was written. What a caller says, and how
kindly, nobody but a listener can judge.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ringa.core import delicate
from ringa.core.answers import missing
from ringa.core.call import Draft
from ringa.core.condition import codes_in
from ringa.core.delicate import Found, Lists
from ringa.core.outcome import NOBODY, STEPS
from ringa.core.persona import Moment, Persona
from ringa.core.survey import MULTIPLE, TEXT, Survey

OUTCOME, OBJECTION, STOPPED, READY, REQUIRED, ANSWERS, THANKS, PRIVACY, TIME = (
    "outcome", "objection", "stopped", "ready", "required", "answers", "thanks", "privacy", "time",
)  # fmt: skip
# What each is worth. An objection that is not recorded is the worst that a caller can do to a member.
WORTH = {
    OUTCOME: 2, OBJECTION: 2, STOPPED: 1, READY: 1, REQUIRED: 1, ANSWERS: 1, THANKS: 1, PRIVACY: 1, TIME: 1,
}  # fmt: skip
PASS = 80  # percent of the points, for an exam
_NO_REFUSAL = (*STEPS[NOBODY], "cut_off")  # after these there is nobody whom one could press


class Played(NamedTuple):
    """One practice call as it went.

    `came` are the moments that came, in order; `heard` the right cells of the questions that were answered; `beyond`
    the questions that were begun after the call was over; `read` the places at which a ready answer was read;
    `closed` whether the closing words of the script were on the screen; `helped` whether the script has ready answers.
    """

    persona: Persona
    survey: Survey
    draft: Draft
    came: tuple[Moment, ...] = ()
    heard: Mapping[str, str] = MappingProxyType({})
    beyond: tuple[str, ...] = ()
    read: frozenset[str] = frozenset()
    closed: bool = False
    helped: bool = False
    language: str = "en"
    seconds: int = 0

    @property
    def right(self) -> tuple[str, ...]:
        """The outcomes that are right after what has come."""
        return next((moment.over for moment in self.came if moment.over), ("conversation",))

    @property
    def texts(self) -> list[str]:
        """All that the caller has written."""
        kinds = {question.id: question.type for question in self.survey.questions}
        answers = [cell for name, cell in self.draft.answers.items() if kinds.get(name, TEXT) == TEXT]
        return [*filter(None, (self.draft.note, self.draft.to_coordinator, *answers))]


class Point(NamedTuple):
    """One thing that was judged: how many of how many points, and what was found: codes, questions or words."""

    check: str
    got: int
    of: int
    found: tuple[str, ...] = ()


def score(played: Played, lists: Lists) -> list[Point]:
    """Everything that can be judged in this call. What did not come up is not judged, and costs nothing."""
    wrong = () if played.draft.outcome in played.right else (played.draft.outcome,)
    found: dict[str, tuple[str, ...]] = {OUTCOME: wrong}
    over = any(moment.over for moment in played.came)
    if played.right == ("do_not_call",):
        found[OBJECTION] = wrong
    if over and not set(played.right) <= set(_NO_REFUSAL):
        found[STOPPED] = _beyond(played)
    hard = [moment.at for moment in played.came if moment.ready]
    if hard and played.helped:
        found[READY] = tuple(at for at in hard if at not in played.read)
    if not over or played.heard:
        found[ANSWERS] = misnoted(played) if played.heard else ("-",)
    if not over:
        found[REQUIRED] = tuple(question.id for question in missing(played.survey, played.draft.answers))
        found[THANKS] = () if played.closed else ("-",)
    if not set(played.right) <= set(STEPS[NOBODY]):
        found[PRIVACY] = tuple(each.word for each in written(played, lists))
    found[TIME] = () if played.seconds <= played.persona.minutes * 60 else (str(played.seconds),)
    return [Point(check, 0 if found[check] else of, of, found[check]) for check, of in WORTH.items() if check in found]


def _beyond(played: Played) -> tuple[str, ...]:
    """What the caller did after the member had had enough."""
    return played.beyond or tuple(code for code in ("conversation", "partial") if code == played.draft.outcome)


def misnoted(played: Played) -> tuple[str, ...]:
    """The questions whose note is not what was said. Words are free; of them only those that nobody said are wrong."""
    wrong = []
    for question in played.survey.questions:
        noted = played.draft.answers.get(question.id, "")
        said = played.heard.get(question.id)
        if said is None or question.id not in played.draft.trail:
            continue
        if question.type == TEXT:
            wrong += [question.id] if noted and not said else []
        elif question.type == MULTIPLE:
            wrong += [question.id] if set(codes_in(noted)) != set(codes_in(said)) else []
        elif noted != said:
            wrong.append(question.id)
    return tuple(wrong)


def written(played: Played, lists: Lists) -> list[Found]:
    """The delicate words in what the caller has written."""
    private = [word for moment in played.came for word in moment.private]
    own = (played.persona.first_name, played.persona.last_name)
    found = (each for text in played.texts for each in delicate.find(text, lists, played.language, private, own))
    return [*dict.fromkeys(found)]


class Sum(NamedTuple):
    """Points over several calls."""

    got: int
    of: int
    checks: dict[str, tuple[int, int]]
    median_seconds: int

    @property
    def percent(self) -> int:
        """How much of all, rounded down: nobody passes by rounding."""
        return self.got * 100 // self.of if self.of else 0

    @property
    def passed(self) -> bool:
        """Whether it is enough for the exam: the points, and no objection missed."""
        got, of = self.checks.get(OBJECTION, (0, 0))
        return self.of > 0 and self.percent >= PASS and got == of


def total(scores: Sequence[Sequence[Point]], seconds: Sequence[int]) -> Sum:
    """All calls together; the middle of their times (the shorter of two middles)."""
    points = [point for score in scores for point in score]
    checks = {
        check: (sum(p.got for p in points if p.check == check), sum(p.of for p in points if p.check == check))
        for check in WORTH
        if any(point.check == check for point in points)
    }
    middle = sorted(seconds)[(len(seconds) - 1) // 2] if seconds else 0
    return Sum(sum(p.got for p in points), sum(p.of for p in points), checks, middle)
