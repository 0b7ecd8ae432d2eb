"""`ringa script`: which scripts there are, and why a member gets the one that they get."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from ringa.cli import campaign_files, invented, show
from ringa.cli.options import Branch, InFields, Json, Language
from ringa.cli.session import Session
from ringa.core.people import Member
from ringa.core.script import Script
from ringa.core.script_choice import CONDITIONS, LANGUAGE, NAME, VALUES, Candidate, compare
from ringa.errors import UsageProblem
from ringa.i18n import N_, _, ngettext
from ringa.store import contacts

EXAMPLE = "ringa script which m0012345"
HELP = N_("See the scripts, and which of them a member gets and why.")

# What decided between two scripts that fit, told of the one that is not chosen.
_BEHIND = {
    LANGUAGE: N_("its language comes later"),
    CONDITIONS: N_("it has fewer conditions"),
    VALUES: N_("its conditions allow more values"),
    NAME: N_("all else is equal, and its id comes later in the alphabet"),
}


def which(
    ctx: typer.Context,
    contact: Annotated[
        str | None, typer.Argument(metavar=_("[CONTACT]"), help=_("The contact's id, with or without its m."))
    ] = None,
    branch: Branch = "",
    language: Language = "",
    field: InFields = None,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    made_up = invented.fields(branch, language, field or [], "ringa script which")
    if contact is not None and made_up:
        problem = _("Name a contact, or say what an invented member has; not both.")
        raise UsageProblem(problem=problem, command="ringa script which")
    member = invented.member(made_up) if contact is None else contacts.get(session.open_db(), contact).member
    languages = session.campaign.languages_for(member, session.language)
    found = compare(session.campaign.scripts, member.values, languages)
    if json:
        show.data(_as_json(member, languages, found))
        return
    show.out(_("Languages, best first: {languages}").format(languages=", ".join(filter(None, languages))))
    for each in found:
        show.out(f"{each.script.id}: {_verdict(each)}")
    if not _chosen(found):
        show.out(_("No script fits: the survey's bare questions are asked."))


def list_(ctx: typer.Context, json: Json = False) -> None:
    session: Session = ctx.obj
    campaign = session.campaign
    lengths = campaign_files.minutes_aloud(session.folder)
    found = [_listed(script, campaign.survey(script.survey).id, lengths[script.id]) for script in campaign.scripts]
    if json:
        show.data(found)
        return
    for each in found:
        when = "; ".join(f"{name}: {', '.join(values)}" for name, values in each["when"].items())
        n = each["minutes"]
        aloud = ngettext("{n} minute read aloud", "{n} minutes read aloud", n).format(n=n)
        parts = (each["id"], each["title"], each["language"] or _("every language"), when or _("everybody"), aloud)
        show.out(" · ".join(filter(None, parts)))
    if not found:
        show.words(_("There is no script: the survey's bare questions are asked."))


VERBS = {
    "which": (which, EXAMPLE, N_("Explain which script a member gets, and why not another.")),
    "list": (list_, "ringa script list", N_("List the scripts: language, and for whom they are.")),
}


def _chosen(found: Sequence[Candidate]) -> Candidate | None:
    return found[0] if found and found[0].fits else None


def _verdict(each: Candidate) -> str:
    """What became of a script, in a sentence."""
    if not each.fits:
        return _("does not fit: {reasons}").format(reasons="; ".join(map(_missed, each.misses)))
    if each.behind:
        return _("fits, but {reason}").format(reason=_(_BEHIND[each.behind])) + f" ({_what(each.script)})"
    return _("is chosen") + f" ({_what(each.script)})"


def _missed(miss: Any) -> str:
    """A condition that does not hold."""
    has = f"“{miss.has}”" if miss.has else _("empty")
    wants = ", ".join(f"“{value}”" for value in miss.wants)
    return _("{field} is {has}, wanted: {wants}").format(field=miss.field, has=has, wants=wants)


def _what(script: Script) -> str:
    """What decides about a script: its language and conditions."""
    when = "; ".join(f"{name}: {', '.join(values)}" for name, values in script.when)
    return f"{script.language or _('every language')}, {when or _('everybody')}"


def _listed(script: Script, survey: str, minutes: int) -> dict[str, Any]:
    return {
        "id": script.id,
        "title": script.title,
        "language": script.language or None,
        "survey": survey,
        "when": {name: list(values) for name, values in script.when},
        "minutes": minutes,
        "voicemail": bool(script.voicemail),
        "call_back": bool(script.call_back),
        "hard_questions": [hard.title for hard in script.hard_questions],
    }


def _as_json(member: Member, languages: Sequence[str], found: Sequence[Candidate]) -> dict[str, Any]:
    chosen = _chosen(found)
    return {
        "contact": member.contact or None,
        "languages": [code for code in languages if code],
        "chosen": chosen.script.id if chosen else None,
        "scripts": [
            {
                "id": each.script.id,
                "language": each.script.language or None,
                "language_place": None if each.place is None else each.place + 1,
                "when": {name: list(values) for name, values in each.script.when},
                "fits": each.fits,
                "misses": [{"field": m.field, "has": m.has, "wants": list(m.wants)} for m in each.misses],
                "behind": each.behind or None,
            }
            for each in found
        ],
    }
