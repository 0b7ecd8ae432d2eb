"""What an edit of a survey does to answers that were given before it, and when a new id or code is wiser.

Answers name the version they were given to and keep its wording, so no edit changes them. What an edit can spoil is
counting answers from before and after together; that is what is told here.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ringa.core.condition import is_ordered
from ringa.core.survey import MULTIPLE, NOTE, SCALE, SINGLE, Choice, Question, Survey, Text
from ringa.core.text import MAX_TEXT
from ringa.i18n import N_, _

ALIKE = 0.6  # how much of two texts must be the same (0 to 1) for the second to be the first, mended


class Change(NamedTuple):
    """One difference. `kind` is stable, for programs; `question` is '' for the survey as a whole."""

    kind: str
    question: str = ""
    code: str = ""
    before: str = ""
    after: str = ""

    @property
    def wiser(self) -> bool:
        """Whether answers from before and after should not share an id or a code."""
        return self.kind in _WISER

    @property
    def problem(self) -> str:
        """What has changed, for people."""
        return _(_KINDS[self.kind][0]).format(**self._asdict())

    @property
    def advice(self) -> str:
        """What that does to answers, for people."""
        return _(_KINDS[self.kind][1]).format(**self._asdict())


_KEEP = N_("Answers keep the wording that they were given to. If the meaning is the same, count them together.")
_ID = N_("Answers from before and after cannot be counted together: a new id is wiser.")
_LATER = N_("It could not be answered before; compare from now on only.")
_ORDER = N_("Answers are not touched; what comes first is answered and chosen a little more often.")
_KINDS: Mapping[str, tuple[str, str]] = {
    "question_replaced": (N_("{question} asks something else than before"), _ID),
    "type_changed": (N_("{question} was of type {before} and is now of type {after}"), _ID),
    "unit_changed": (N_("the unit of {question} was {before} and is now {after}"), _ID),
    "scale_changed": (N_("the scale of {question} went {before} and now goes {after}"), _ID),
    "code_reused": (
        N_("the code {code} of {question} means something else than before"),
        N_("Answers from before and after cannot be counted together: a new code is wiser."),
    ),
    "range_narrowed": (
        N_("the limits of {question} were {before} and are now {after}"),
        N_("Answers outside the new limits stay as they were given."),
    ),
    "range_widened": (N_("the limits of {question} were {before} and are now {after}"), _LATER),
    "several_allowed": (
        N_("{question} takes several choices now"),
        N_("Answers from before have one choice each: shares are not comparable."),
    ),
    "question_reworded": (N_("{question} is worded a little differently"), _KEEP),
    "choice_reworded": (N_("the choice {code} of {question} is worded a little differently"), _KEEP),
    "label_reworded": (N_("the words for {code} of {question} have changed"), _KEEP),
    "choice_removed": (
        N_("the choice {code} of {question} is gone"),
        N_("Answers that have it keep it, with its wording. Do not use the code for something else."),
    ),
    "question_removed": (
        N_("{question} is no longer asked"),
        N_("Its answers stay, with their wording. Do not use the id for something else."),
    ),
    "choice_added": (N_("the choice {code} of {question} is new"), _LATER),
    "question_added": (N_("{question} is new"), _LATER),
    "condition_changed": (
        N_("{question} is asked after other answers than before"),
        N_("Others are asked now: compare shares with care."),
    ),
    "choice_condition_changed": (
        N_("the choice {code} of {question} is offered after other answers than before"),
        N_("Others are offered it now: compare shares with care."),
    ),
    "required_changed": (
        N_("{question} is required now, or no longer"),
        N_("Answers are not touched; more or fewer conversations will have one."),
    ),
    "questions_reordered": (N_("the questions come in another order"), _ORDER),
    "choices_reordered": (N_("the choices of {question} come in another order"), _ORDER),
}
_WISER = ("question_replaced", "type_changed", "unit_changed", "scale_changed", "code_reused")


def compare(old: Survey, new: Survey) -> list[Change]:
    """What has changed from one version to the other, in the new one's order; what is gone comes last."""
    changes: list[Change] = []
    for question in new.questions:
        before = old.question(question.id)
        changes += _question(before, question) if before else [Change("question_added", question.id)]
    changes += [Change("question_removed", q.id) for q in old.questions if new.question(q.id) is None]
    if _reordered([q.id for q in old.questions], [q.id for q in new.questions]):
        changes.append(Change("questions_reordered"))
    return [change for change in changes if _answered(old, new, change)]


def _answered(old: Survey, new: Survey, change: Change) -> bool:
    """Whether the change can matter to answers: notes have none."""
    found = [survey.question(change.question) for survey in (old, new)]
    return not change.question or any(question is not None and question.type != NOTE for question in found)


def _question(old: Question, new: Question) -> Iterator[Change]:
    if (old.type, new.type) == (SINGLE, MULTIPLE):
        yield Change("several_allowed", new.id)
    elif old.type != new.type:
        yield Change("type_changed", new.id, before=old.type, after=new.type)
        return
    if not means_the_same(old.ask, new.ask):
        yield Change("question_reworded" if alike(old.ask, new.ask) else "question_replaced", new.id)
    if not means_the_same(old.unit, new.unit):
        yield Change("unit_changed", new.id, before=_any(old.unit), after=_any(new.unit))
    yield from _limits(old, new)
    yield from _labels(old, new)
    yield from _choices(old, new)
    if old.when != new.when:
        yield Change("condition_changed", new.id)
    if old.required != new.required:
        yield Change("required_changed", new.id)


def _limits(old: Question, new: Question) -> Iterator[Change]:
    if old.type != new.type or (before := _ends(old)) == (after := _ends(new)):
        return
    kind = "scale_changed" if new.type == SCALE else "range_narrowed" if _narrower(before, after) else "range_widened"
    yield Change(kind, new.id, before=_span(*before), after=_span(*after))


_End = int | str | None


def _ends(question: Question) -> tuple[_End, _End]:
    """The lowest and the highest of what can be answered, or how much."""
    length = None if question.max_length == MAX_TEXT else question.max_length
    return question.min, question.max if question.max is not None else length


def _span(low: _End, high: _End) -> str:
    if low is None:
        return "–" if high is None else f"≤ {high}"
    return f"≥ {low}" if high is None else f"{low}–{high}"


def _narrower(before: tuple[_End, _End], after: tuple[_End, _End]) -> bool:
    lower = after[0] is not None and (before[0] is None or not is_ordered(after[0], before[0]))
    upper = after[1] is not None and (before[1] is None or not is_ordered(before[1], after[1]))
    return lower or upper


def _labels(old: Question, new: Question) -> Iterator[Change]:
    for point, text in new.labels.items():
        if point in old.labels and not means_the_same(old.labels[point], text):
            yield Change("label_reworded" if alike(old.labels[point], text) else "code_reused", new.id, point)


def _choices(old: Question, new: Question) -> Iterator[Change]:
    before = {choice.code: choice for choice in old.choices}
    for choice in new.choices:
        was = before.get(choice.code)
        if was is None:
            yield Change("choice_added", new.id, choice.code)
            continue
        if not means_the_same(was.text, choice.text):
            yield Change("code_reused" if _is_another(old, was, choice) else "choice_reworded", new.id, choice.code)
        if was.when != choice.when:
            yield Change("choice_condition_changed", new.id, choice.code)
    for code in before.keys() - set(new.codes):
        yield Change("choice_removed", new.id, code)
    if _reordered(old.codes, new.codes):
        yield Change("choices_reordered", new.id)


def _is_another(old: Question, was: Choice, now: Choice) -> bool:
    """Whether a code has got a text that is no mended form of its own: quite another, or that of another code."""
    others = [choice for choice in old.choices if choice.code != was.code]
    return not alike(was.text, now.text) or any(means_the_same(other.text, now.text) for other in others)


def _reordered(old: list[str], new: list[str]) -> bool:
    return [name for name in old if name in new] != [name for name in new if name in old]


def _any(text: Text) -> str:
    return text if isinstance(text, str) else next(iter(text.values()), "")


def _pairs(one: Text, other: Text) -> list[tuple[str, str]]:
    """The same words in two versions: by language; a text without languages stands for any."""
    if isinstance(one, str) or isinstance(other, str):
        return [(_any(one), _any(other))]
    return [(one[code], other[code]) for code in one if code in other] or [(_any(one), _any(other))]


def means_the_same(one: Text, other: Text) -> bool:
    """Whether two texts are the same in every language that both have: a translation more changes nothing."""
    return all(before == after for before, after in _pairs(one, other))


def alike(one: Text, other: Text) -> bool:
    """Whether the second text seems to be the first, mended, in every language that both have."""
    return all(_mended(before.casefold(), after.casefold()) for before, after in _pairs(one, other))


def _mended(before: str, after: str) -> bool:
    """Whether most letters are the same, or words were only added or only taken away."""
    from difflib import SequenceMatcher

    old, new = set(before.split()), set(after.split())
    return old <= new or new <= old or SequenceMatcher(None, before, after, autojunk=False).ratio() >= ALIKE
