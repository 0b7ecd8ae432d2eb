"""What people and programs see: data on stdout, words on stderr; local time, no markup, no control characters."""

import json
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from ringa.core import script as scripts
from ringa.core.campaign import Campaign
from ringa.core.condition import codes_in
from ringa.core.events import Event
from ringa.core.fold import AFTERNOON, EVENING, MORNING, WEEKEND, State, part_of_day, tries
from ringa.core.instant import from_text
from ringa.core.people import Contact
from ringa.core.script import Ask, Script
from ringa.core.survey import CHOSEN, DATE, NUMBER, SCALE, Choice, Question, Survey, in_order, say
from ringa.core.text import clean
from ringa.i18n import N_, _, active


def data(value: Any) -> None:
    """One JSON value on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def out(text: str = "") -> None:
    """A line of data on stdout; on a terminal no word is torn at its edge."""
    sys.stdout.write((_wrapped(clean(text)) if sys.stdout.isatty() else clean(text)) + "\n")


def wrapped(text: str, indent: str = "") -> None:
    """Data on stdout, set in, what goes on after its first line a little more; on a terminal no word is torn."""
    start, further = indent, indent + "  "
    for line in clean(text).split("\n"):
        if sys.stdout.isatty():
            width = max(shutil.get_terminal_size().columns, 20)
            line = textwrap.fill(line, width, initial_indent=start, subsequent_indent=further)
        else:
            line = start + line
        sys.stdout.write(line.rstrip() + "\n")
        start = further


def words(text: str = "") -> None:
    """A line for people on stderr; on a terminal no word is torn at its edge."""
    sys.stderr.write((_wrapped(clean(text)) if sys.stderr.isatty() else clean(text)) + "\n")


def _wrapped(text: str) -> str:
    """The lines, none wider than the terminal unless a word is; what was indented stays so."""
    width = shutil.get_terminal_size().columns
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        filled = textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        lines += filled if len(line) > width else [line]
    return "\n".join(lines)


_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def when(moment: str | datetime | None, zone: tzinfo) -> str:
    """A moment for people: weekday, day/month and clock where the campaign is."""
    if not moment:
        return "–"
    local = (from_text(moment) if isinstance(moment, str) else moment).astimezone(zone)
    return f"{_(_WEEKDAYS[local.weekday()])} {local.day}/{local.month} {local:%H:%M}"


_NEAR = {0: N_("today"), 1: N_("tomorrow")}


def coming(moment: str | datetime, now: datetime, zone: tzinfo) -> str:
    """A moment to come, in words that `core.moment.read_coming` takes for the same minute."""
    local = (from_text(moment) if isinstance(moment, str) else moment).astimezone(zone)
    near = _NEAR.get((local.date() - now.astimezone(zone).date()).days)
    return f"{_(near)}, {when(local, zone)}" if near else when(local, zone)


def day(iso: str) -> str:
    """A day for people: weekday, day/month and year."""
    found = date.fromisoformat(iso)
    return f"{_(_WEEKDAYS[found.weekday()])} {found.day}/{found.month} {found.year}"


def answer(question: Question, cell: str, languages: Sequence[str]) -> str:
    """An answer's cell in words: the choices, a number with its unit, a day."""
    if question.type in CHOSEN:
        codes = codes_in(cell)
        return ", ".join(say(choice.text, languages) for choice in question.choices if choice.code in codes)
    if question.type == NUMBER:
        point = _(".")  # the sign before decimals
        return f"{cell.replace('.', point)} {say(question.unit, languages)}".rstrip()
    if question.type == SCALE and cell in question.labels:
        return f"{cell} = {say(question.labels[cell], languages)}"
    return day(cell) if question.type == DATE else cell


BLOCKED = {
    "do_not_call": N_("objected to calls"),
    "deceased": N_("deceased"),
    "not_member": N_("no longer a member"),
    "not_in_list": N_("on no list"),
    "gone": N_("gone from the list"),
    "protected": N_("protected identity"),
    "no_number": N_("no number that works"),
    "max_attempts": N_("tried often enough"),
    "forgotten": N_("forgotten at own request"),
}
WAITING = {
    "cooldown": N_("called recently"),
    "call_back": N_("call back later"),
    "handed_out": N_("in somebody's hands"),
    "language": N_("needs a caller with another language"),
    "skipped": N_("skipped by you"),
    "oneself": N_("has your own name"),
    "ready": N_("free again this moment"),
    "other_caller": N_("for another caller"),
    "calling_hours": N_("ready, but outside calling hours"),
    "ended": N_("ready, but the campaign is over"),
    "packet_expired": N_("ready, but this packet has expired"),
}
WHY = {
    "unfinished": N_("you have this call in hand"),
    "call_back": N_("asked to be called back"),
    "overdue_call_back": N_("asked to be called back, and nobody has"),
    "language": N_("needs a caller with your language"),
    "first_call": N_("not called yet"),
    "again": N_("not reached yet"),
    "chosen": N_("you chose this member"),
    "at_work": N_("the next one at this workplace"),
    "preview": N_("preview: nothing is stored"),
    "practice": N_("practice: an invented member, nothing is stored"),
}
# What a call-back is called when nobody asked for it.
CUT_OFF = N_("the line was cut off; ring again")
_TRY = (N_("second try"), N_("third try"), N_("fourth try"), N_("fifth try"), N_("sixth try"))
_UNTRIED = {
    MORNING: N_("not tried in the morning yet"),
    AFTERNOON: N_("not tried in the afternoon yet"),
    EVENING: N_("not tried in the evening yet"),
    WEEKEND: N_("not tried at a weekend yet"),
}


def why(reason: str, contact: Contact, campaign: Campaign, now: str) -> str:
    """Why it is this contact, for people: with the time that was agreed, or which try it is."""
    state = contact.state
    if reason == "call_back" and state.last_outcome == "cut_off":
        return _(CUT_OFF)
    if reason in ("call_back", "overdue_call_back") and state.due_at:
        text = _(_PROMISED) if state.call_back_for and reason == "call_back" else _(_ASKED[reason])
        return text.format(when=_at(state.due_at, now, campaign.zone), caller=state.call_back_for)
    if reason == "again":
        return _which_try(state, part_of_day(now, campaign.zone))
    if reason == "language" and contact.member.language:
        return _("needs a caller who speaks {language}").format(language=contact.member.language)
    return _(WHY[reason])


_PROMISED = N_("asked to be called back {when}, and you promised to")
_ASKED = {
    "call_back": N_("asked to be called back {when}"),
    "overdue_call_back": N_("asked to be called back {when}, and nobody has"),
}


def _at(moment: str, now: str, zone: tzinfo) -> str:
    """A moment in a sentence: of today, the clock is enough."""
    local, today = from_text(moment).astimezone(zone), from_text(now).astimezone(zone).date()
    return _("at {time}").format(time=f"{local:%H:%M}") if local.date() == today else when(moment, zone)


def _which_try(state: State, part: int) -> str:
    n = state.attempts + 1
    text = _(_TRY[n - 2]) if n - 2 < len(_TRY) else _("try number {n}").format(n=n)
    return text if tries(state.tried, part) else f"{text}; {_(_UNTRIED[part])}"


def reasons(counts: Mapping[str, int], texts: Mapping[str, str]) -> str:
    """`3 called recently, 1 in somebody's hands`."""
    return ", ".join(f"{n} {_(texts.get(reason, reason))}" for reason, n in counts.items())


def contact_json(contact: Contact, history: Sequence[Event]) -> dict[str, Any]:
    """A contact with its numbers, fields and earlier calls, as programs read it."""
    member = contact.member
    bad = contact.state.bad_numbers
    fields = {name: value for name, value in member.values.items() if value and not name.endswith("name")}
    return {
        "id": contact.id,
        "first_name": member.first_name,
        "last_name": member.last_name,
        "phones": [
            {"index": p.index, "number": p.number, "kind": p.kind, "ok": not p.gone and p.index not in bad}
            | ({"extension": p.extension} if p.extension else {})
            for p in member.phones
        ],
        "fields": fields,
        "attempts": contact.state.attempts,
        "history": [event_json(event) for event in history],
    }


def event_json(event: Event) -> dict[str, Any]:
    """A report as programs read it."""
    return {
        "event": event.id if event.device else None,  # of a call before the packet, only what is shown
        "at": event.ended_at or event.at,
        "contact": event.contact,
        "caller": event.caller,
        "channel": event.channel,
        "outcome": event.outcome,
        "note": event.note,
        "call_back_at": event.call_back_at or None,
    }


def survey_json(survey: Survey, languages: Sequence[str], contact: str) -> dict[str, Any]:
    """A survey as programs read it: texts in a language, choices in the order for this contact, rules as they are."""
    questions = [_question_json(question, languages, f"{contact} {survey.id}") for question in survey.questions]
    return {"id": survey.id, "version": survey.version, "questions": questions}


def _question_json(question: Question, languages: Sequence[str], seed: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": question.id,
        "type": question.type,
        "ask": say(question.ask, languages),
        "required": question.required,
        "choices": [_choice_json(choice, languages) for choice in in_order(question, seed)],
    }
    texts = {"hint": say(question.hint, languages), "unit": say(question.unit, languages)}
    body.update((name, text) for name, text in texts.items() if text)
    if question.labels:
        body["labels"] = {point: say(text, languages) for point, text in question.labels.items()}
    plain = ("min", "max", "when", "default", "shuffle", "decimals", "max_length")
    usual = Question._field_defaults
    body.update((name, given) for name in plain if (given := getattr(question, name)) != usual[name])
    return body


def _choice_json(choice: Choice, languages: Sequence[str]) -> dict[str, Any]:
    body: dict[str, Any] = {"code": choice.code, "text": say(choice.text, languages)}
    body.update({"other": True} if choice.other else {})
    body.update({"exclusive": True} if choice.exclusive else {})
    return body | ({"when": choice.when} if choice.when else {})


def script_text(script: Script, survey: Survey, values: Mapping[str, str], languages: Sequence[str]) -> str:
    """A whole script as text, with the questions where they come."""
    parts = []
    for step in scripts.render(script.body, values):
        question = survey.question(step.question) if isinstance(step, Ask) else None
        if question is not None:
            codes = f" ({', '.join(question.codes)})" if question.codes else ""
            parts.append(f"[{question.id}] {say(question.ask, languages)}{codes}")
        elif not isinstance(step, Ask):
            parts.append(step.text)
    return "\n\n".join(parts)


def voicemail(contact: Contact, script: Script | None, values: Mapping[str, str]) -> str | None:
    """The message to leave on a voicemail; None if the script has none, or one has been left already."""
    if script is None or contact.state.message_left:
        return None
    return scripts.said(script.voicemail, values) or None


def outcome_name(code: str, campaign: Campaign, channel: str = "phone") -> str:
    """An outcome for people, in the campaign's words if it has any."""
    rule = campaign.rules.outcomes.get(code)
    return rule.name([active()], channel) if rule else code


def number(contact: Contact, *, masked: bool, dialled: int | None = None) -> str:
    """The number to dial, or the one that was `dialled`, and which it is of several; '' if there is none."""
    numbers, phone = contact.usable_numbers, contact.number(dialled)
    if phone is None:
        return ""
    text = phone.masked if masked else phone.written
    if len(numbers) == 1:
        return text
    return text + " " + _("({n} of {all})").format(n=numbers.index(phone) + 1, all=len(numbers))


def card(
    contact: Contact, campaign: Campaign, history: Sequence[Event], sharing: int, to_dial: str | None = None
) -> list[str]:
    """The facts about a contact that a caller needs, a line each, most needed first. `to_dial` is the number, if it
    is to be shown otherwise than the campaign has it."""
    member = contact.member
    if to_dial is None:
        to_dial = number(contact, masked=campaign.masked_numbers)
    lines = [f"{member.name or contact.id}   {to_dial}".rstrip()]
    place = " · ".join(filter(None, (member.branch, member.workplace, member.municipality, member.language)))
    if place:
        lines.append(place)
    if sharing:
        lines.append(_("Note: another member has the same number. Ask for {name}.").format(name=member.name))
    for event in [e for e in history if e.outcome != "skipped"][-2:]:
        ended, outcome = when(event.ended_at or event.at, campaign.zone), outcome_name(event.outcome, campaign)
        said = f"{ended}: {outcome} ({event.caller})"
        lines.append(said + (f" – {event.note}" if event.note else ""))
    return lines


def state_text(contact: Contact, campaign: Campaign) -> str:
    """Where a contact stands, for people."""
    state = contact.state
    if state.state == "done":
        return _("done")
    if state.state == "blocked":
        return _("not to be called: {reason}").format(reason=_(BLOCKED.get(state.reason, state.reason)))
    if state.due_at:
        return _("next call {when}").format(when=when(state.due_at, campaign.zone))
    return _("ready")
