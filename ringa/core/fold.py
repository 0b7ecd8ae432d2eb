"""The read-model in one place: a contact's events folded into the contact's state.

The result does not depend on the order in which events arrived: they are folded by (at, device, seq, check),
and sticky facts (objection, death, a number gone bad, forgetting) are ORs over everything that was ever written.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import Literal, NamedTuple

from ringa.core import outcome as o
from ringa.core.events import ERASED, FORGET, LIFT, OPT_OUT, REPORT, RESOLVE, UNDO, Event, objects
from ringa.core.instant import from_text, later
from ringa.core.outcome import Rule

OPEN, DONE, BLOCKED = "open", "done", "blocked"

# The queues in which an open contact can stand.
ANYONE, CALL_BACK, LANGUAGE = "anyone", "call_back", "language"

# The parts of the day, each as the place of its tries in `State.tried`: a byte each.
MORNING, AFTERNOON, EVENING, WEEKEND = PARTS = 0, 8, 16, 24
MOST_TRIES = 255

# Why somebody must act on an event, beside its outcome: words to the coordinator, a correction of the register, a
# fact that stays though the caller took it back, a call-back that the cap forbids, no number left that works.
MESSAGE, CORRECTION, MISTAKE, BROKEN_PROMISE, NO_NUMBER = "message", "correction", "mistake", "call_back", "no_number"


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
    tried: int = 0  # how often nobody could be reached in each part of the day: see `tries`
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


def tries(tried: int, part: int) -> int:
    """How often nobody could be reached in a part of the day."""
    return tried >> part & MOST_TRIES


def _one_more(tried: int, part: int) -> int:
    return tried + (1 << part) if tries(tried, part) < MOST_TRIES else tried


def fold(events: Iterable[Event], standing: Standing, rules: Rules, begin: State = BEGIN) -> State:
    """The state of one contact, in whatever order the events come.

    `begin` is where a contact stood that came in a packet: earlier events are known at the office and not here.
    `events` are all that name the contact or one of its events, and those that stand under an id of one of them
    though they are about somebody else: of two contents under one id, one is counted.
    """
    facts = _facts(events, standing.contact)
    if facts.forgotten:
        return State(state="blocked", reason="forgotten", queue="")
    capped = _capped(facts.reports, rules)
    bad = {int(e.number_index) for e in facts.sticky if _spoils_number(e)}
    state = begin._replace(bad_numbers=tuple(sorted(bad.union(capped, begin.bad_numbers) - {0})))
    for report in facts.reports:
        state = _after(state, report, rules)
    state = _settle(state, facts.sticky, standing, rules, capped)
    return state._replace(follow_ups=tuple(dict.fromkeys(event.id for event, _why in _follow_ups(facts, state))))


def follow_ups(events: Iterable[Event], contact: str, state: State) -> list[tuple[Event, str]]:
    """The events on which somebody must act and nobody has, each with every reason why, oldest first.

    `events` as for `fold`, `state` is what came of them. A reason is MESSAGE, CORRECTION, MISTAKE, BROKEN_PROMISE,
    NO_NUMBER, or an outcome.
    """
    facts = _facts(events, contact)
    return [] if facts.forgotten else list(_follow_ups(facts, state))


class _Facts(NamedTuple):
    """What a contact's events say, sorted by how it counts."""

    forgotten: bool
    reports: list[Event]  # in the order of folding, without those undone
    sticky: list[Event]
    undone: set[str]
    resolved: set[str]


def _facts(events: Iterable[Event], contact: str) -> _Facts:
    known = [event for event in events if event.kind != ERASED]
    own = [event for event in known if event.contact in (contact, "")]
    counted = _one_content_each(known)
    undone = {e.replaces for e in counted if e.kind == UNDO and e.replaces.startswith(e.device + "-")}
    return _Facts(
        any(event.kind == FORGET for event in own),
        [e for e in counted if e.kind == REPORT and e.contact == contact and e.id not in undone],
        _sticky_facts(own, known),
        undone,
        {event.replaces for event in known if event.kind == RESOLVE},
    )


def _one_content_each(events: Iterable[Event]) -> list[Event]:
    """Two contents under one id: the one with the smaller check counts. In the order of folding."""
    first: dict[str, Event] = {}
    for event in events:
        rival = first.get(event.id)
        if rival is None or event.check < rival.check:
            first[event.id] = event
    return sorted(first.values(), key=_place)


def _place(event: Event) -> tuple[str, str, int, str]:
    """Where the event stands among others, whenever it arrived."""
    return event.at, event.device, event.seq, event.check


def _spoils_number(event: Event) -> bool:
    rule = o.OUTCOMES.get(event.outcome)
    return bool(rule and rule.about_number and event.number_index)


def _capped(reports: list[Event], rules: Rules) -> set[int]:
    """Of what an outcome with a cap of its own has come often enough: indexes of numbers; 0 is the person."""
    counts: Counter[tuple[str, int]] = Counter()
    for report in reports:
        rule = rules.outcomes[report.outcome]
        if rule.max and rule.scope == o.PERSON:
            counts[rule.code, 0] += 1
        elif rule.max and report.number_index:
            counts[rule.code, int(report.number_index)] += 1
    return {index for (code, index), n in counts.items() if n >= rules.outcomes[code].max}


def _sticky_facts(own: list[Event], known: list[Event]) -> list[Event]:
    """Events that say something which stays true, whatever is undone or contradicted; minus those lifted."""
    lifted = {event.replaces for event in known if event.kind == LIFT}
    facts = (
        event for event in own if event.kind == OPT_OUT or (event.kind == REPORT and o.OUTCOMES[event.outcome].sticky)
    )
    return sorted((e for e in facts if e.id not in lifted), key=_place)


def objections(events: Collection[Event], contact: str) -> tuple[set[str], set[str]]:
    """The events by which a contact objects to being called: those that stand, and those that were lifted.

    `events` as for `fold`. An undone report stands: only a coordinator lifts an objection.
    """
    made = {event.id for event in events if event.contact == contact and objects(event)}
    lifted = {event.replaces for event in events if event.kind == LIFT} if made else set()
    return made - lifted, made & lifted


def _after(state: State, report: Event, rules: Rules) -> State:
    """The state after one more report."""
    rule = rules.outcomes[report.outcome]
    happened = report.ended_at or report.at
    state = state._replace(
        last_outcome=report.outcome,
        last_at=happened,
        last_caller=report.caller,
        note=(report.note if rule.attempt else "") or state.note,  # the note of a skip is its reason
    )
    if not rule.attempt:
        due = later(happened, rule.retry_after)
        skipped = state._replace(skipped_by=report.caller, skipped_at=happened)
        return skipped._replace(due_at=max(due, state.due_at)) if state.state == OPEN else skipped
    state = state._replace(
        attempts=state.attempts + 1,
        reached=state.reached or rule.reached,
        conversed=state.conversed or rule.aapor == "I",
        surveyed=state.surveyed or (rule.aapor in "IP" and bool(report.answers)),
        disposition=_stronger(state.disposition, rule.aapor),
        tried=_one_more(state.tried, part_of_day(happened, rules.zone)) if not rule.reached else state.tried,
        message_left=state.message_left or report.outcome == "voicemail_left",
    )
    return _what_next(state, report, rule, happened)


def _stronger(before: str, now: str) -> str:
    """The class that stands for several calls to one person (AAPOR: the most that was ever reached)."""
    order = ("I", "P", "NE", "R", "O", "NC", "")
    return min(before, now, key=order.index)


def _what_next(state: State, report: Event, rule: Rule, happened: str) -> State:
    if rule.then == o.DONE and not report.call_back_at:
        return state._replace(state="done", reason="", queue="", due_at="", call_back_for="")
    if rule.then == o.BLOCKED and rule.sticky:
        return state  # the fact blocks for as long as it stands; once it is lifted, all is as it was before
    if rule.then == o.BLOCKED:
        return state._replace(state="blocked", reason=report.outcome, queue="", due_at="", call_back_for="")
    if rule.then == o.RETRY and report.channel == "workplace" and state.queue == CALL_BACK and state.due_at > happened:
        return state  # not there today: what was agreed for the phone stands
    if state.state != OPEN and not report.call_back_at:
        return state  # somebody got no answer from a person who has already talked to us
    opened = state._replace(state="open", reason="cooldown", queue=ANYONE, due_at=happened, call_back_for="")
    if report.call_back_at:
        return opened._replace(
            reason="call_back",
            queue=CALL_BACK,
            due_at=report.call_back_at,
            call_back_for=report.call_back_for,
        )
    if rule.then == o.SAME_CALLER:
        return opened._replace(reason="call_back", queue=CALL_BACK, call_back_for=report.caller)
    if rule.then == o.OTHER_CALLER:
        return opened._replace(reason="language", queue=LANGUAGE)
    return opened._replace(due_at=later(happened, rule.retry_after))


def _settle(state: State, sticky: list[Event], standing: Standing, rules: Rules, capped: set[int]) -> State:
    """What decides over the last report: rights first, then the list, then what is possible."""
    reason = ""
    if standing.objected or any(objects(event) for event in sticky):
        reason = "do_not_call"
    elif any(e.outcome == "deceased" for e in sticky):
        reason = "deceased"
    elif state.state == BLOCKED:
        return state  # not a member
    elif not standing.listed:
        reason = "not_in_list"
    elif standing.protected:
        reason = "protected"
    elif standing.gone:
        reason = "gone"
    elif state.state == DONE:
        return state
    elif not set(standing.numbers) - set(state.bad_numbers):
        reason = "max_attempts" if capped.intersection(standing.numbers) else "no_number"
    elif 0 in capped or state.attempts >= rules.max_attempts:
        reason = "max_attempts"
    if reason:
        return state._replace(state="blocked", reason=reason, queue="", due_at="", call_back_for="")
    return state


def _follow_ups(facts: _Facts, state: State) -> Iterator[tuple[Event, str]]:
    """The events on which somebody must act and nobody has, with the reasons why; oldest first."""
    wanted = [(event, why) for event in facts.reports for why in _passed_on(event)]
    wanted += [(event, MISTAKE) for event in facts.sticky if event.id in facts.undone]
    if state.reason == NO_NUMBER:
        wanted += [(event, NO_NUMBER) for event in facts.sticky if _spoils_number(event)][-1:]
    if state.reason == "max_attempts" and state.last_outcome == "call_back" and facts.reports:
        wanted.append((facts.reports[-1], BROKEN_PROMISE))
    found = (each for each in wanted if each[0].id not in facts.resolved)
    yield from sorted(found, key=lambda each: _place(each[0]))


def _passed_on(report: Event) -> Iterator[str]:
    """What a report tells the coordinator."""
    if report.to_coordinator:
        yield MESSAGE
    if report.corrections:
        yield CORRECTION
    if o.OUTCOMES[report.outcome].follow_up:
        yield report.outcome
