"""`ringa next`: hand out the next contact."""

from typing import Any

import typer

from ringa.cli import show
from ringa.cli.handing import Handout, Queue, hand_out, nobody
from ringa.cli.options import AnyHour, Json, Languages, Me
from ringa.cli.session import Session
from ringa.core.instant import to_text
from ringa.i18n import N_, _

EXAMPLE = "ringa next --caller Anna --json"
HELP = N_("Hand out the next contact, with script and questions. The same caller gets an unfinished contact first.")


def run(
    ctx: typer.Context, language: Languages = None, any_hour: AnyHour = False, me: Me = "", json: Json = False
) -> None:
    session: Session = ctx.obj
    session.own_contact = me
    caller = session.need_caller()
    found = hand_out(session, Queue(session, caller, languages=language or (), any_hour=any_hour))
    if isinstance(found, Handout):
        _show(session, found, caller, json=json)
        return
    empty = nobody(found, session)
    if json:
        due = to_text(found.next_due) if found.next_due else None
        show.data({"contact": None, "waiting": found.waiting, "next_due": due})
    show.words(f"{empty.message}\n{empty.hint}")
    raise typer.Exit(empty.exit_code)


def _show(session: Session, found: Handout, caller: str, *, json: bool) -> None:
    campaign, contact = session.campaign, found.contact
    languages = campaign.languages_for(contact.member, session.language, found.survey)
    values = campaign.script_values(contact.member, caller, languages)
    text = show.script_text(found.script, found.survey, values, languages) if found.script else ""
    if json:
        script: Any = None
        if found.script:
            script = {"id": found.script.id, "text": text, "voicemail": show.voicemail(contact, found.script, values)}
        show.data(
            {
                "contact": show.contact_json(contact, found.history),
                "why": found.why,
                "because": show.why(found.why, contact, campaign, session.now_text()),
                "lease_until": contact.lease.until if contact.lease else None,
                "script": script,
                "survey": show.survey_json(found.survey, languages, contact.id),
            }
        )
        return
    for line in show.card(contact, campaign, found.history, found.sharing):
        show.out(line)
    until = show.when(contact.lease.until if contact.lease else None, campaign.zone)
    why = show.why(found.why, contact, campaign, session.now_text())
    show.out(f"{contact.id} · {why} · " + _("yours until {when}").format(when=until))
    if text:
        show.out("\n" + text)
