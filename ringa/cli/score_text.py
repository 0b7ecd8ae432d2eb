"""The words of a practice score: what was right, what would have been better, and the table at the end."""

from collections.abc import Sequence
from typing import Any

from ringa.core.outcome import OUTCOMES
from ringa.core.persona import Persona
from ringa.core.practice import (
    ANSWERS,
    OBJECTION,
    OUTCOME,
    PRIVACY,
    READY,
    REQUIRED,
    STOPPED,
    THANKS,
    TIME,
    Played,
    Point,
    Sum,
)
from ringa.core.survey import say
from ringa.core.text import clean_line
from ringa.i18n import N_, _

# What is judged: its name, what is said when it was right, and when it was not.
_WORDS = {
    OUTCOME: (N_("The outcome fits what happened"),
              N_("You reported {found}. What happened here is: {right}.")),
    OBJECTION: (N_("The objection is recorded"),
                N_("Somebody who asks us never to ring again is reported as {right}. Then nobody rings them again.")),
    STOPPED: (N_("You stopped when it was time to stop"),
              N_("The member had had enough, and you went on. Say thank you and end the call with e.")),
    READY: (N_("You used a ready answer to a hard question"),
            N_("A hard question came. Press ! and read the ready answer aloud; it is there so that you need not "
               "find the words yourself.")),
    REQUIRED: (N_("What must be asked has an answer"), N_("Not asked, though it is needed: {found}.")),
    ANSWERS: (N_("The answers are as they were given"),
              N_("Noted otherwise than it was said: {found}. Read the answer back if you are unsure.")),
    THANKS: (N_("The closing words and the thanks were there"),
             N_("You ended before the closing words, so the thanks were not on the screen. Go on to the end of the "
                "script; it takes half a minute.")),
    PRIVACY: (N_("Nothing in your notes is too private"),
              N_("This may be too private for a note: {found}. Write what has to be done, not illnesses, parties or "
                 "names of others. (A list of words has found this; you know better what you meant.)")),
    TIME: (N_("The call was not too long"),
           N_("The call took {took}; up to {limit} is good here. The member's time is short, and so is yours.")),
}  # fmt: skip


def name(check: str) -> str:
    """What is judged, in words."""
    return _(_WORDS[check][0])


def clock(seconds: int) -> str:
    """Minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"


def outcomes(codes: Sequence[str]) -> str:
    """Outcomes for people, any of which is right."""
    return _(" or ").join(_("“{text}”").format(text=OUTCOMES[code].name([])) for code in codes)


def better(played: Played, point: Point) -> str:
    """What would have been better at a point that is missing."""
    found = ", ".join(dict.fromkeys(clean_line(each) for each in point.found))
    if point.check in (REQUIRED, ANSWERS):
        found = "; ".join(_question(played, id) for id in point.found)
    return _(_WORDS[point.check][1]).format(
        found=outcomes(point.found) if point.check == OUTCOME else found,
        right=outcomes(played.right),
        took=clock(played.seconds),
        limit=clock(played.persona.minutes * 60),
    )


def _question(played: Played, id: str) -> str:
    question = played.survey.question(id)
    return say(question.ask, [played.language]) if question else _("no answer at all")


def review(played: Played, points: Sequence[Point]) -> list[str]:
    """One call in words: who it was, what was right (+), what would be better (-), and what is good to do here."""
    persona, languages = played.persona, [played.language]
    lines = [f"{persona.name}: {say(persona.mood, languages)}. {say(persona.brief, languages)}", ""]
    for point in points:
        lines += [f"  + {name(point.check)}"] if point.got else []
    for point in points:
        lines += [] if point.got else [f"  - {better(played, point)}"]
    advice = [say(moment.good, languages) for moment in played.came if moment.good]
    lines += ["", *advice] if advice else []
    got, of = sum(point.got for point in points), sum(point.of for point in points)
    lines += ["", _("{got} of {of} points, {time}.").format(got=got, of=of, time=clock(played.seconds))]
    return lines


# the score of a shift


def table(calls: Sequence[tuple[Played, Sequence[Point]]], *, linear: bool) -> list[str]:
    """A line for each call: who, what was reported, points, time. At most 80 columns."""
    lines = []
    for number, (played, points) in enumerate(calls, 1):
        got, of = sum(point.got for point in points), sum(point.of for point in points)
        who, took = played.persona.name, clock(played.seconds)
        outcome = OUTCOMES[played.draft.outcome].name([])
        if linear:
            text = _("{n}. {name}: {outcome}. {got} of {of} points, {time}.")
            lines.append(text.format(n=number, name=who, outcome=outcome, got=got, of=of, time=took))
        else:
            lines.append(f"{number:3}  {_cut(who, 20):20}  {_cut(outcome, 36):36} {f'{got}/{of}':>6} {took:>6}")
    return lines


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def checks(total: Sum, *, linear: bool) -> list[str]:
    """What was judged, with the points of all calls."""
    words = {check: name(check) for check in total.checks}
    if linear:
        text = _("{name}: {got} of {of}.")
        return [text.format(name=words[check], got=got, of=of) for check, (got, of) in total.checks.items()]
    return [f"     {words[check]:60} {f'{got}/{of}':>9}" for check, (got, of) in total.checks.items()]


def result(total: Sum) -> str:
    """All together in a line."""
    text = _("{got} of {of} points ({percent} %). Half of the calls took {time} or less.")
    return text.format(got=total.got, of=total.of, percent=total.percent, time=clock(total.median_seconds))


def next_time(total: Sum) -> str:
    """What to think of first next time, '' if there is nothing."""
    lost = {check: of - got for check, (got, of) in total.checks.items() if got < of}
    if not lost:
        return _("Nothing to complain of: well done.")
    first = max(lost, key=lambda check: lost[check])
    return _("Next time, think of this first: {check}.").format(check=name(first))


# for programs


def call_json(played: Played, points: Sequence[Point]) -> dict[str, Any]:
    """One call as programs read it."""
    return {
        "persona": played.persona.id,
        "outcome": played.draft.outcome,
        "right": list(played.right),
        "seconds": played.seconds,
        "points": sum(point.got for point in points),
        "of": sum(point.of for point in points),
        "checks": {p.check: {"points": p.got, "of": p.of, "found": list(p.found)} for p in points},
    }


def persona_json(persona: Persona, languages: Sequence[str]) -> dict[str, Any]:
    """A persona as programs read it."""
    texts = {field: say(getattr(persona, field), languages) for field in ("mood", "brief", "branch", "workplace")}
    return {
        "id": persona.id,
        "name": persona.name,
        **texts,
        "who": persona.who,
        "difficulty": persona.difficulty,
        "right": list(persona.right),
        "exam": persona.exam,
    }
