"""What a preview is of: campaign, member, script and survey, read without storing anything.

Files with errors do not stand in the way of those without.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ringa.cli import campaign_files, invented, show
from ringa.cli.commands.preview import COMMAND
from ringa.cli.importing import FIELDS
from ringa.cli.session import Session
from ringa.core import campaign as core
from ringa.core import paper
from ringa.core.campaign import Campaign
from ringa.core.fold import State
from ringa.core.people import Contact
from ringa.core.problem import Problem
from ringa.core.script import Script
from ringa.core.survey import Survey, say
from ringa.core.text import clean_line, closest
from ringa.errors import CampaignInvalid, UnknownSurvey, UsageProblem
from ringa.i18n import N_, _
from ringa.store import contacts

_CALLED = {**FIELDS, "caller": N_("your name"), "union": N_("the union"), "campaign": N_("the campaign")}


class Preview(NamedTuple):
    """What is played or printed. `given` are the member's fields that are known: of an invented one, those that were
    named. `minutes` is how long the script takes to read aloud, None without a script."""

    campaign: Campaign
    contact: Contact
    script: Script | None
    survey: Survey
    given: dict[str, str]
    minutes: int | None
    languages: list[str]

    @property
    def language(self) -> str:
        """The language of the sheet: the script's, else the first that texts are looked for in."""
        return (self.script.language if self.script else "") or next(filter(None, self.languages), "en")

    @property
    def chosen(self) -> bool:
        """Whether it is for a member of the campaign."""
        return self.contact.id != invented.person({}).contact

    def known(self, session: Session) -> paper.Known:
        """What is known when it is printed."""
        values = {**self.given, "union": say(self.campaign.union, self.languages)}
        values["campaign"] = say(self.campaign.name, self.languages)
        values |= {"caller": session.caller} if session.caller else {}
        seed = f"{self.contact.id} {self.survey.id}" if self.chosen else ""
        return paper.Known(values, self.languages, called, seed)


def called(field: str) -> str:
    """What a field is called."""
    return _(_CALLED[field]) if field in _CALLED else field


def find(
    session: Session, contact: str | None, fields: dict[str, str], survey: str | None, script: str | None
) -> Preview:
    """What is to be shown. Raises CampaignInvalid, with the problems told, if that itself has errors."""
    files, file = _files(session, script)
    document, errors = campaign_files.sound_part(files)
    if document is None or (file and file in {error.file for error in errors}):
        raise _broken(errors if document is None else [error for error in errors if error.file == file])
    campaign = core.from_document(document)
    member = contacts.get(session.open_db(), contact) if contact else Contact(invented.person(fields), State())
    ids = [each.id for each in campaign.surveys]
    if survey is not None and survey not in ids:
        raise UnknownSurvey(name=clean_line(survey), known=", ".join(ids))
    if script is not None and not file and script not in [each.id for each in campaign.scripts]:
        own = campaign_files.scripts_called(script, {error.file: files[error.file] for error in errors})
        if own:
            raise _broken([error for error in errors if error.file in own])
    chosen = _script(campaign, member, session.language, survey, None if file else script, bool(file))
    for name in sorted({error.file for error in errors}):
        show.words(_("{file} has errors and is left out; `ringa check` tells them.").format(file=name))
    asked = campaign.survey(survey or (chosen.survey if chosen else ""))
    languages = campaign.languages_for(member.member, session.language, asked)
    return Preview(
        campaign,
        member,
        chosen,
        asked,
        member.member.values if contact else fields,
        _minutes(document, chosen),
        languages,
    )


def _files(session: Session, script: str | None) -> tuple[dict[str, bytes], str]:
    """The files to read, and the script's name among them if it was named as a file: then it is the only one."""
    folder = session.folder
    files = campaign_files.read(folder)
    paths = [session.cwd / script, folder / campaign_files.SCRIPTS / script] if script else []
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        return files, ""
    name = str(Path(campaign_files.SCRIPTS) / path.name)
    data = campaign_files.read_one(path)
    return {campaign_files.SURVEYS: files[campaign_files.SURVEYS], name: data}, name


def _script(
    campaign: Campaign, contact: Contact, own: str, survey: str | None, named: str | None, only: bool
) -> Script | None:
    """The script that was named, or the one that the member would get (of a survey that was named)."""
    if only:
        return campaign.scripts[0]
    if named is not None:
        found = next((script for script in campaign.scripts if script.id == named), None)
        if found is None:
            ids = [script.id for script in campaign.scripts]
            raise _unknown(named, ids, _("There is no script {name}, neither as a file nor as an id."))
        return found
    first = campaign.surveys[0].id
    scripts = [each for each in campaign.scripts if survey is None or (each.survey or first) == survey]
    return campaign._replace(scripts=tuple(scripts)).script_for(contact.member, own)


def _unknown(name: str, known: Sequence[str], text: str) -> UsageProblem:
    near = closest(name, list(known))
    hint = " " + _("Did you mean {near}?").format(near=near) if near else ""
    return UsageProblem(problem=text.format(name=clean_line(name)) + hint, command=COMMAND)


def _broken(errors: Sequence[Problem]) -> CampaignInvalid:
    """The errors, told one by one as `ringa check` tells them."""
    for error in errors:
        show.words(f"{error.where}: {error.problem}" + (f"\n    {error.advice}" if error.advice else ""))
    return CampaignInvalid(problem=f"{errors[0].where}: {errors[0].problem}", count=len(errors))


def _minutes(document: dict[str, Any], script: Script | None) -> int | None:
    """How long the script takes to read aloud."""
    from ringa.formats import script_lint

    found = next((each for each in document["scripts"] if script and each["id"] == script.id), None)
    return script_lint.minutes(found, document["surveys"]) if found else None
