"""The read-model in one place: a contact's events folded into the contact's state.

The result does not depend on the order in which events arrived: they are folded by (at, device, seq, check),
and sticky facts (objection, death, a number gone bad, forgetting) are ORs over everything that was ever written.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta, tzinfo
from types import SimpleNamespace
from typing import Literal, NamedTuple

from ringa.core import outcome as o
from ringa.core.events import CHECK, ERASED, FORGET, LIFT, OPT_OUT, REPORT, RESOLVE, UNDO, Event, objects
from ringa.core.instant import from_text, later
from ringa.core.outcome import Rule

OPEN, DONE, BLOCKED = "open", "done", "blocked"

# The queues in which an open contact can stand.
ANYONE, CALL_BACK, LANGUAGE = "anyone", "call_back", "language"

MORNING, AFTERNOON, EVENING, WEEKEND = 1, 2, 4, 8


class Rules(NamedTuple):
    """What the campaign decides about its calls."""

    outcomes: Mapping[str, Rule]
    max_attempts: int
    zone: tzinfo


class Standing(NamedTuple):
    """Which contact it is, and what imports say of it, as far as that decides the state."""

    contact: str
    numbers: tuple[int, ...] = ()  # indexes of the numbers that are on the list
    listed: bool = False  # a list of this campaign has ever had the contact
    gone: bool = False  # ... and no longer has
    protected: bool = False  # lives under a protected identity
    objected: bool = False  # a number of theirs is on the opt-out list


class State(NamedTuple):
    """Where a contact stands. Times are instants as text; '' is "none" and, for `due_at`, "at once"."""

    state: Literal["open", "done", "blocked"] = "open"
    reason: str = ""  # why blocked; while open: what the contact waits for
    queue: str = ANYONE
    due_at: str = ""
    call_back_for: str = ""
    attempts: int = 0
    reached: bool = False  # somebody answered who knows the member, or the member
    conversed: bool = False
    surveyed: bool = False
    disposition: str = ""  # AAPOR class over all calls
    tried: int = 0  # parts of the day in which nobody could be reached, as bits
    bad_numbers: tuple[int, ...] = ()
    message_left: bool = False
    skipped_by: str = ""
    skipped_at: str = ""
    last_outcome: str = ""
    last_at: str = ""
    last_caller: str = ""
    note: str = ""  # to the next caller
    follow_ups: tuple[str, ...] = ()  # events on which a coordinator must act


BEGIN = State()


def part_of_day(moment: str, zone: tzinfo) -> int:
    """Morning (to 12), afternoon (to 17), evening, or weekend, where the campaign is."""
    local = from_text(moment).astimezone(zone)
    if local.weekday() >= 5:
        return WEEKEND
    return MORNING if local.hour < 12 else AFTERNOON if local.hour < 17 else EVENING


def fold(events: Iterable[Event], standing: Standing, rules: Rules, begin: State = BEGIN) -> State:
    """The state of one contact, in whatever order the events come.

    `begin` is where a contact stood that came in a packet: earlier events are known at the office and not here.
    `events` are all that name the contact or one of its events, and those that stand under an id of one of them
    though they are about somebody else: of two contents under one id, one is counted.
    """
    known = [event for event in events if event.kind != ERASED]
    if _plain(known, standing.contact):
        return _worked_out(known, sorted(known, key=_place), [], set(), standing, rules, begin)
    own = [event for event in known if event.contact in (standing.contact, "")]
    if any(event.kind == FORGET for event in own):
        return State(state="blocked", reason="forgotten", queue="")
    counted = _one_content_each(known)
    undone = {e.replaces for e in counted if e.kind == UNDO and e.replaces.startswith(e.device + "-")}
    sticky = _sticky_facts(own, known)
    reports = [e for e in counted if e.kind == REPORT and e.contact == standing.contact and e.id not in undone]
    return _worked_out(known, reports, sticky, undone, standing, rules, begin)


_STICKY = frozenset(code for code, rule in o.OUTCOMES.items() if rule.sticky)


def _plain(known: Sequence[Event], contact: str) -> bool:
    """Whether these are calls to the contact that say nothing which stays, each under an id of its own: most are."""
    for event in known:
        if event.kind != REPORT or event.contact != contact or event.outcome in _STICKY:
            return False
    return len({(event.device, event.seq) for event in known}) == len(known)


def _worked_out(
    known: list[Event], reports: list[Event], sticky: list[Event], undone: set[str],
    standing: Standing, rules: Rules, begin: State,
) -> State:  # fmt: skip
    state = SimpleNamespace(**begin._asdict())
    if sticky:
        bad = {int(e.number_index) for e in sticky if _spoils_number(e)}
        state.bad_numbers = tuple(sorted(bad.union(begin.bad_numbers)))
    for report in reports:
        _after(state, report, rules)
    _settle(state, sticky, standing, rules)
    state.follow_ups = _follow_ups(known, reports, sticky, undone, state)
    return State(**vars(state))


def _one_content_each(events: Collection[Event]) -> list[Event]:
    """Two contents under one id: the one that counts, see `choice`. In the order of folding."""
    contents: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        contents.setdefault((event.device, event.seq), []).append(event)
    counted = [every[0] if len(every) == 1 else _chosen(every, events) for every in contents.values()]
    return sorted(counted, key=_place) if len(counted) > 1 else counted


def _chosen(contents: Sequence[Event], events: Iterable[Event]) -> Event:
    return choice(contents, [e for e in events if e.kind == RESOLVE and e.replaces == contents[0].id])


def choice(contents: Iterable[Event], resolves: Iterable[Event]) -> Event:
    """Which of several contents under one id counts: the one whose check the last `resolve` of it names in its note.

    Without any, the one with the smaller check. A `resolve` that names no content here decides nothing.
    """
    by_check = {event.check: event for event in contents}
    named = [event.note for event in sorted(resolves, key=_place) if event.note in by_check]
    return by_check[named[-1] if named else min(by_check)]


def _place(event: Event) -> tuple[str, str, int, str]:
    """Where the event stands among others, whenever it arrived."""
    return event.at, event.device, event.seq, event.check


def _spoils_number(event: Event) -> bool:
    rule = o.OUTCOMES.get(event.outcome)
    return bool(rule and rule.about_number and event.number_index)


def _sticky_facts(own: list[Event], known: list[Event]) -> list[Event]:
    """Events that say something which stays true, whatever is undone or contradicted; minus those lifted."""
    facts = [e for e in own if e.kind == OPT_OUT or (e.kind == REPORT and o.OUTCOMES[e.outcome].sticky)]
    lifted = {event.replaces for event in known if event.kind == LIFT} if facts else ()
    return sorted((e for e in facts if e.id not in lifted), key=_place)


def objections(events: Collection[Event], contact: str) -> tuple[set[str], set[str]]:
    """The events by which a contact objects to being called: those that stand, and those that were lifted.

    `events` as for `fold`. An undone report stands: only a coordinator lifts an objection.
    """
    made = {event.id for event in events if event.contact == contact and objects(event)}
    lifted = {event.replaces for event in events if event.kind == LIFT} if made else set()
    return made - lifted, made & lifted


# The state while it is worked out: a namespace with the fields of State.


def _after(state: SimpleNamespace, report: Event, rules: Rules) -> None:
    """Bring the state forward by one more report."""
    rule = rules.outcomes[report.outcome]
    happened = report.ended_at or report.at
    state.last_outcome, state.last_at, state.last_caller = report.outcome, happened, report.caller
    if not rule.attempt:
        state.skipped_by, state.skipped_at = report.caller, happened
        if state.state == OPEN:
            state.due_at = max(later(happened, rule.retry_after), state.due_at)
        return
    state.note = report.note or state.note  # the note of a skip is its reason
    state.attempts += 1
    state.reached = state.reached or rule.reached
    state.conversed = state.conversed or rule.aapor == "I"
    state.surveyed = state.surveyed or (rule.aapor in "IP" and bool(report.answers))
    state.disposition = _stronger(state.disposition, rule.aapor)
    if not rule.reached:
        state.tried |= part_of_day(happened, rules.zone)
    state.message_left = state.message_left or report.outcome == "voicemail_left"
    _what_next(state, report, rule, happened)


def _stronger(before: str, now: str) -> str:
    """The class that stands for several calls to one person (AAPOR: the most that was ever reached)."""
    order = ("I", "P", "NE", "R", "O", "NC", "")
    return min(before, now, key=order.index)


def _what_next(state: SimpleNamespace, report: Event, rule: Rule, happened: str) -> None:
    if rule.then == o.DONE and not report.call_back_at:
        _stand(state, "done", "")
    elif rule.then == o.BLOCKED and rule.sticky:
        return  # the fact blocks for as long as it stands; once it is lifted, all is as it was before
    elif rule.then == o.BLOCKED:
        _stand(state, "blocked", report.outcome)
    elif state.state != OPEN and not report.call_back_at:
        return  # somebody got no answer from a person who has already talked to us
    elif report.call_back_at:
        _stand(state, OPEN, "call_back", CALL_BACK, report.call_back_at, report.call_back_for)
    elif rule.then == o.SAME_CALLER:
        _stand(state, OPEN, "call_back", CALL_BACK, happened, report.caller)
    elif rule.then == o.OTHER_CALLER:
        _stand(state, OPEN, "language", LANGUAGE, happened)
    else:
        _stand(state, OPEN, "cooldown", ANYONE, later(happened, rule.retry_after))


def _stand(
    state: SimpleNamespace, name: str, reason: str, queue: str = "", due_at: str = "", call_back_for: str = ""
) -> None:
    state.state, state.reason, state.queue = name, reason, queue
    state.due_at, state.call_back_for = due_at, call_back_for


def _settle(state: SimpleNamespace, sticky: list[Event], standing: Standing, rules: Rules) -> None:
    """What decides over the last report: rights first, then the list, then what is possible."""
    if standing.objected or any(objects(event) for event in sticky):
        _stand(state, BLOCKED, "do_not_call")
    elif any(e.outcome == "deceased" for e in sticky):
        _stand(state, BLOCKED, "deceased")
    elif state.state == BLOCKED:
        return  # not a member
    elif not standing.listed:
        _stand(state, BLOCKED, "not_in_list")
    elif standing.protected:
        _stand(state, BLOCKED, "protected")
    elif standing.gone:
        _stand(state, BLOCKED, "gone")
    elif state.state == DONE:
        return
    elif not set(standing.numbers).difference(state.bad_numbers):
        _stand(state, BLOCKED, "no_number")
    elif state.attempts >= rules.max_attempts:
        _stand(state, BLOCKED, "max_attempts")


def _follow_ups(
    known: list[Event], reports: list[Event], sticky: list[Event], undone: set[str], state: SimpleNamespace
) -> tuple[str, ...]:
    """The events on which somebody must act and nobody has: each once, oldest first."""
    wanted = [event for event in reports if event.to_coordinator or o.OUTCOMES[event.outcome].follow_up]
    wanted += [event for event in sticky if event.id in undone]  # the caller says this was a mistake
    if state.reason == "no_number":
        wanted += [event for event in sticky if _spoils_number(event)][-1:]
    if state.reason == "max_attempts" and state.last_outcome == "call_back" and reports:
        wanted.append(reports[-1])  # a promise that would be broken
    if not wanted:
        return ()
    resolved = {e.replaces for e in known if e.kind == RESOLVE and not CHECK.fullmatch(e.note)}
    return tuple(dict.fromkeys(event.id for event in sorted(wanted, key=_place) if event.id not in resolved))


def override(outcomes: Mapping[str, Rule], code: str, retry_after: timedelta) -> dict[str, Rule]:
    """The outcomes with another delay for one of them."""
    return {**outcomes, code: outcomes[code]._replace(retry_after=retry_after)}
