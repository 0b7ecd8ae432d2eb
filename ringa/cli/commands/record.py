"""`ringa record`: record the outcome of a call, without a dialogue."""

import json as jsonlib
import sys
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import typer

from ringa.cli import handing, recording, show
from ringa.cli.options import ContactId, Json
from ringa.cli.session import Session
from ringa.core import call, correction, moment
from ringa.core.answers import missing, read_answers
from ringa.core.correction import PHONE
from ringa.core.instant import to_text
from ringa.core.outcome import OUTCOMES
from ringa.core.people import Contact
from ringa.core.survey import Survey
from ringa.core.text import MAX_TEXT, clean
from ringa.errors import (
    AnswersInvalid,
    AnswersMalformed,
    AnswersMissing,
    CallBackTime,
    NoteMissing,
    TimeProblem,
    UnknownOutcome,
    UsageProblem,
)  # fmt: skip
from ringa.i18n import N_, _
from ringa.store import contacts

EXAMPLE = """ringa record m0012345 --outcome conversation --answers '{"will_vote": "yes"}' --caller Anna"""
HELP = N_("Record the outcome of a call. It is on disk when the command ends.")

WARNINGS = {
    "already_done": N_("this contact was done already"),
    "held_by_other": N_("another caller has this contact in hand"),
    "second_message": N_("a message had been left before; one is enough"),
    "no_number_dialled": N_("it is not known which number was dialled"),
    "holds_many": N_("you keep many members already, so anyone may make this call-back"),
    "call_back_in_the_past": N_("the call-back time is past"),
    "number_uncertain": N_("the new number cannot be dialled as it is written; it is passed on as it was said"),
}
# A clock that is a little ahead of ours is no future.
AHEAD = timedelta(minutes=2)


def run(
    ctx: typer.Context,
    contact: ContactId,
    outcome: Annotated[str, typer.Option("--outcome", metavar=_("CODE"), help=_("What came of the call."))],
    answers: Annotated[
        str | None,
        typer.Option("--answers", metavar="JSON", help=_('Answers as {"question": "code"}; - reads them from stdin.')),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar=_("TEXT"), help=_("To the next caller."))] = "",
    to_coordinator: Annotated[
        str, typer.Option("--to-coordinator", metavar=_("TEXT"), help=_("Something the coordinator must act on."))
    ] = "",
    call_back_at: Annotated[
        str | None,
        typer.Option(
            "--call-back-at",
            metavar=_("TIME"),
            help=_('When to call again (with call_back): a time, or words as in "Monday 17".'),
        ),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help=_("I make the call-back myself. [default: anyone]"))] = False,
    corrections: Annotated[
        list[str] | None,
        typer.Option("--correction", metavar=_("KIND=TEXT"),
                     help=_("What is wrong in the register: phone, address, name, left or email; can be repeated.")),
    ] = None,
    channel: Annotated[
        Literal["phone", "workplace"], typer.Option("--channel", help=_("Where the conversation was."))
    ] = "phone",
    number: Annotated[
        int | None,
        typer.Option("--number", min=1, metavar="N", help=_("Which number. [default: the first that is ok]")),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar=_("TIME"), help=_("When it happened. [default: now]"))
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    caller = session.need_caller()
    if outcome not in OUTCOMES:
        raise UnknownOutcome(outcome=outcome, known=", ".join(OUTCOMES))
    if session.campaign.rules.outcomes[outcome].note_required and not clean(note).strip():
        raise NoteMissing(outcome=outcome)
    given = _read_json(answers)
    ended_at = _ended_at(session, at)
    call_back = _call_back(session, outcome, call_back_at)
    before = contacts.get(session.open_db(), contact)
    survey, cells = _answers(session, before, outcome, given)
    index = call.dialled(before, number)
    if number is not None and number not in {phone.index for phone in before.member.phones}:
        raise UsageProblem(
            problem=_("{contact} has no number {n}.").format(contact=before.id, n=number), command="ringa record"
        )
    corrected = correction.read(corrections or ())
    held = before.lease and before.lease.caller == caller and at is None
    for text in (note, to_coordinator):
        if len(text) > MAX_TEXT:
            problem = _("A text may have {n} characters; this one has {m}.").format(n=MAX_TEXT, m=len(text))
            raise UsageProblem(problem=problem, command="ringa record")
    report = call.report(
        before,
        outcome,
        campaign=session.campaign.id,
        caller=caller,
        ended_at=ended_at,
        started_at=before.lease.taken_at if held and before.lease else "",
        channel=channel,
        number_index=index,
        answers=cells,
        survey=survey,
        note=clean(note).strip(),
        to_coordinator=clean(to_coordinator).strip(),
        call_back_at=call_back,
        call_back_for=handing.keeper(session, caller if mine and call_back else "", before.id),
        corrections=corrected,
    )
    warnings = call.warnings(before, report, session.now_text())
    if mine and call_back and not report.call_back_for:
        warnings.append("holds_many")
    if PHONE in corrected and not correction.number(corrected[PHONE], session.campaign.region):
        warnings.append("number_uncertain")
    event, after = recording.append(session, report)
    _show(session, event.id, outcome, after, warnings, json=json)


def _read_json(answers: str | None) -> dict[str, Any]:
    if answers is None:
        return {}
    text = sys.stdin.read() if answers == "-" else answers
    try:
        given = jsonlib.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnswersMalformed(problem=str(error)) from None
    if not isinstance(given, dict):
        raise AnswersMalformed(problem=_("it is not an object"))
    return given


def _ended_at(session: Session, at: str | None) -> str:
    if at is None:
        return session.now_text()
    try:
        happened = moment.read(at, session.campaign.zone)
    except ValueError:
        raise TimeProblem(option="--at", value=at, problem=_("this is no time")) from None
    if happened > session.now() + AHEAD:
        raise TimeProblem(option="--at", value=at, problem=_("this is in the future"))
    return to_text(min(happened, session.now()))


def _call_back(session: Session, outcome: str, text: str | None) -> str:
    if text is None and outcome == "call_back":
        raise CallBackTime(problem=_("When is the call-back?"))
    if text is None:
        return ""
    if outcome not in ("call_back", "partial"):
        raise CallBackTime(problem=_("The outcome {outcome} takes no call-back time.").format(outcome=outcome))
    try:
        return to_text(_when(session, text))
    except ValueError:
        problem = _("this is no time to come; words can be as in tomorrow 18:00, Monday evening, in 3 hours")
        raise TimeProblem(option="--call-back-at", value=text, problem=problem) from None


def _when(session: Session, text: str) -> datetime:
    """A date and time may be past, which is told; words are always about what comes."""
    zone = session.campaign.zone
    try:
        return moment.read(text, zone)
    except ValueError:
        return moment.read_coming(text, session.now(), zone)


def _answers(session: Session, contact: Contact, outcome: str, given: dict[str, Any]) -> tuple[Survey, dict[str, str]]:
    script = session.campaign.script_for(contact.member, session.language)
    survey = session.campaign.survey(script.survey if script else "")
    cells, misfits = read_answers(survey, given)
    if misfits:
        problem, advice = "; ".join(each.problem for each in misfits), " ".join({each.advice: 0 for each in misfits})
        raise AnswersInvalid(survey=survey.id, problem=problem, what_to_do=advice)
    if outcome == "conversation" and (unanswered := missing(survey, cells)):
        raise AnswersMissing(questions=", ".join(question.id for question in unanswered))
    return survey, cells


def _show(session: Session, event: str, outcome: str, after: Contact, warnings: list[str], *, json: bool) -> None:
    if json:
        due = after.state.due_at if after.state.state == "open" else ""
        body = {"event": event, "contact": after.id, "outcome": outcome, "state": after.state.state}
        show.data({**body, "reason": after.state.reason, "next_due": due or None, "warnings": warnings})
    else:
        what = _("Saved: {contact}, {outcome}.").format(
            contact=after.id, outcome=show.outcome_name(outcome, session.campaign)
        )
        show.words(f"{what} {show.state_text(after, session.campaign)}")
    for warning in warnings:
        known = show.BLOCKED.get(warning.removeprefix("blocked_")) or WARNINGS.get(warning, warning)
        show.words(_("Note: {warning}.").format(warning=_(known)))
