"""One call, from hand-out to report: what to say and ask next, and the report that comes of it.

A draft is what has been noted so far; it is saved after every answer and is all that is needed to go on after
a crash. Everything here is a function of contact, survey, script and draft.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ringa.core import script as scripts
from ringa.core.answers import answer_ids, asked, justified
from ringa.core.condition import codes_in
from ringa.core.events import ANSWER, CORRECTION, REPORT, UNDO, Event
from ringa.core.outcome import NEXT_NUMBER, OUTCOMES
from ringa.core.people import Contact
from ringa.core.script import Ask, Say, Script
from ringa.core.survey import MULTIPLE, Question, Survey, other_id


class Draft(NamedTuple):
    """A call in progress. `trail` has the questions that were answered, passed over or read aloud, in order.

    The answers are those that stand (`core.answers.justified`) in the survey version that is named.
    """

    started_at: str
    answers: Mapping[str, str] = MappingProxyType({})
    trail: tuple[str, ...] = ()
    talking: bool = False
    note: str = ""
    to_coordinator: str = ""
    outcome: str = ""
    call_back_at: str = ""
    call_back_for: str = ""
    survey_version: str = ""
    corrections: Mapping[str, str] = MappingProxyType({})
    channel: str = "phone"
    number_index: int | None = None  # the number that the caller asked to ring

    def to_json(self) -> dict[str, Any]:
        """A JSON object from which `from_json` makes the same draft."""
        return {
            **self._asdict(),
            "answers": dict(self.answers),
            "trail": list(self.trail),
            "corrections": dict(self.corrections),
        }


def from_json(body: Mapping[str, Any]) -> Draft:
    """The draft that was saved."""
    return Draft(**{**body, "trail": tuple(body["trail"])})


class Turn(NamedTuple):
    """What comes next in a conversation: what to say first, then a question; None when all is said."""

    say: list[str]
    question: Question | None


def turn(survey: Survey, script: Script | None, values: Mapping[str, str], draft: Draft) -> Turn:
    """What to say and ask next."""
    led_to = {question.id for question in asked(survey, draft.answers)}
    said: list[str] = []
    for step in _steps(survey, script, values, draft.answers):
        if isinstance(step, Say):
            said.append(step.text)
        elif step.question in draft.trail:
            said.clear()
        elif step.question in led_to:
            return Turn(said, survey.question(step.question))
    return Turn(said, None)


def comes_to(survey: Survey, script: Script | None, values: Mapping[str, str], answers: Mapping[str, str]) -> set[str]:
    """The questions that a conversation with these answers comes to, if it goes on to its end."""
    steps = {step.question for step in _steps(survey, script, values, answers) if isinstance(step, Ask)}
    return steps & {question.id for question in asked(survey, answers)}


def _steps(
    survey: Survey, script: Script | None, values: Mapping[str, str], answers: Mapping[str, str]
) -> list[scripts.Step]:
    """The whole way. Without a script, the bare questions; required ones that no script asks come last."""
    if script is None:
        return [Ask(question.id) for question in survey.questions]
    steps = scripts.render(script.body, {**values, **_script_answers(survey, answers)})
    asks = {step.question for step in steps if isinstance(step, Ask)}
    return steps + [Ask(q.id) for q in asked(survey, answers) if q.required and q.id not in asks]


def _script_answers(survey: Survey, answers: Mapping[str, str]) -> dict[str, str | Sequence[str]]:
    """The answers as a script's conditions see them: a list where several can be chosen."""
    several = {question.id for question in survey.questions if question.type == MULTIPLE}
    return {name: codes_in(cell) if name in several else cell for name, cell in answers.items()}


def answered(draft: Draft, survey: Survey, question: str, cell: str, words: str = "") -> Draft:
    """The draft with an answer, or with the question passed over (or the note read aloud) for an empty cell.

    `words` are those of an `other` choice. A question whose answer falls with this one is asked again.
    """
    answers = {**_without(draft, survey, question), question: cell}
    if words:
        answers[other_id(question)] = words
    trail = (*(name for name in draft.trail if name != question), question)
    return _standing(draft, survey, answers, trail)


def back(draft: Draft) -> Draft:
    """The draft at the question before, which is asked again. What was answered stands until it is answered anew."""
    return draft._replace(trail=draft.trail[:-1])


def resumed(draft: Draft, survey: Survey, before: Survey | None) -> Draft:
    """A saved draft under the survey as it is now; `before` is the version in which it was begun, if it is known.

    Only answers to questions that are the same in both stand: no answer is ever taken for one to another question.
    """
    if draft.survey_version in ("", survey.version):
        return draft
    same = [q for q in survey.questions if before is not None and before.question(q.id) == q]
    names = {name for question in same for name in answer_ids(question)}
    answers = {name: cell for name, cell in draft.answers.items() if name in names}
    return _standing(draft, survey, answers, tuple(id for id in draft.trail if id in {q.id for q in same}))


def _without(draft: Draft, survey: Survey, question: str) -> dict[str, str]:
    """The answers without those of a question."""
    found = survey.question(question)
    own = answer_ids(found) if found else ()
    return {name: cell for name, cell in draft.answers.items() if name not in own}


def _standing(draft: Draft, survey: Survey, answers: Mapping[str, str], trail: tuple[str, ...]) -> Draft:
    """The draft with those of the answers that stand; questions whose answers have fallen leave the trail."""
    kept = justified(survey, answers)
    still = tuple(name for name in trail if not answers.get(name) or name in kept)
    return draft._replace(answers=kept, trail=still, survey_version=survey.version)


def dialled(contact: Contact, asked: int | None = None) -> int | None:
    """The index of the number that was dialled: the one that the caller asked to ring, else the first on the card."""
    phone = contact.number()
    return asked if asked is not None or phone is None else phone.index


def report(
    contact: Contact,
    outcome: str,
    *,
    campaign: str,
    caller: str,
    ended_at: str,
    started_at: str = "",
    channel: str = "phone",
    number_index: int | None = None,
    answers: Mapping[str, str] | None = None,
    survey: Survey | None = None,
    note: str = "",
    to_coordinator: str = "",
    call_back_at: str = "",
    call_back_for: str = "",
    corrections: Mapping[str, str] | None = None,
) -> Event:
    """The report of one call, not yet numbered. Answers name the survey version they were given to."""
    filled = {name: cell for name, cell in (answers or {}).items() if cell}
    columns = {ANSWER + name: cell for name, cell in filled.items()}
    columns.update((CORRECTION + kind, words) for kind, words in (corrections or {}).items() if words)
    return Event(
        campaign=campaign,
        device="",
        seq=0,
        kind=REPORT,
        contact=contact.id,
        caller=caller,
        channel=channel,
        outcome=outcome,
        number_index=str(number_index) if number_index is not None and channel == "phone" else "",
        started_at=min(started_at or ended_at, ended_at),
        ended_at=ended_at,
        call_back_at=call_back_at,
        call_back_for=call_back_for,
        note=note,
        to_coordinator=to_coordinator,
        survey=survey.id if survey and filled else "",
        survey_version=survey.version if survey and filled else "",
        extra=tuple(sorted(columns.items())),
    )


def undo(event: Event, caller: str) -> Event:
    """The event that takes a report of the same device back, not yet numbered."""
    return Event(event.campaign, "", 0, UNDO, contact=event.contact, caller=caller, replaces=event.id)


def undoable(newest_first: Sequence[Event], device: str) -> Event | None:
    """The caller's last report that is not undone yet, if it was made on this device."""
    undone = {event.replaces for event in newest_first if event.kind == UNDO}
    return next(
        (e for e in newest_first if e.kind == REPORT and e.id not in undone and e.device == device),
        None,
    )


def warnings(contact: Contact, event: Event, now: str) -> list[str]:
    """What is odd about a report that is taken all the same, as codes: what happened, happened."""
    found = []
    if contact.state.state == "blocked":
        found.append("blocked_" + contact.state.reason)
    elif contact.state.state == "done":
        found.append("already_done")
    if contact.lease and contact.lease.caller != event.caller and contact.lease.until > now:
        found.append("held_by_other")
    if event.outcome == "voicemail_left" and contact.state.message_left:
        found.append("second_message")
    if OUTCOMES[event.outcome].then == NEXT_NUMBER and not event.number_index:
        found.append("no_number_dialled")
    if event.call_back_at and event.call_back_at < now:
        found.append("call_back_in_the_past")
    return found
