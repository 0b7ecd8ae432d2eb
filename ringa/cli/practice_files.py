"""What is practised with: personas, lists of delicate words, and a campaign of which only the texts are read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ringa.cli import campaign_files, show
from ringa.cli.session import Session
from ringa.core import campaign as core
from ringa.core.campaign import Campaign
from ringa.core.delicate import Lists
from ringa.core.persona import Persona
from ringa.core.problem import Problem
from ringa.core.text import clean_line, closest
from ringa.errors import CampaignInvalid, CampaignNotFound, FileProblem, NoPersonas, PersonaInvalid, UsageProblem
from ringa.i18n import _

COMMAND = "ringa practice"
_PACKAGE = Path(__file__).parent.parent
PERSONAS, DELICATE = _PACKAGE / "personas", _PACKAGE / "delicate.yaml"


def campaign(session: Session) -> Campaign:
    """The campaign one stands in, else the reference campaign: its surveys and scripts, and never its file.

    Scripts with errors are left out and named. Raises CampaignInvalid for a surveys.yaml with errors.
    """
    try:
        folder = session.folder
    except CampaignNotFound:
        if session.campaign_folder or session.environ.get("RINGA_CAMPAIGN"):
            raise
        folder = campaign_files.reference()
    document, errors = campaign_files.sound_part(campaign_files.read(folder))
    if document is None:
        raise CampaignInvalid(problem=f"{errors[0].where}: {errors[0].problem}", count=len(errors))
    for name in sorted({error.file for error in errors}):
        show.words(_("{file} has errors and is left out; `ringa check` tells them.").format(file=name))
    return core.from_document(document)


def personas(folder: Path) -> list[Persona]:
    """All personas of a folder, the easy ones first. Raises PersonaInvalid, with every mistake told, or NoPersonas."""
    from ringa.formats import personas_yaml

    found: list[Persona] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        persona, wrong = _read(path, personas_yaml.read)
        problems += wrong
        found += [persona] if persona else []
    errors = [problem for problem in problems if not problem.warning]
    for problem in errors:
        show.words(f"{problem.where}: {problem.problem}" + (f"\n    {problem.advice}" if problem.advice else ""))
    if errors:
        raise PersonaInvalid(problem=f"{errors[0].where}: {errors[0].problem}", count=len(errors))
    if not found:
        raise NoPersonas(folder=folder)
    return sorted(found, key=lambda persona: (persona.difficulty, persona.id))


def chosen(every: Sequence[Persona], ids: Sequence[str]) -> list[Persona]:
    """The personas of these ids, in that order. Raises UsageProblem."""
    by_id = {persona.id: persona for persona in every}
    for id in ids:
        if id not in by_id:
            near = closest(id, list(by_id))
            problem = _("There is no persona {name}.").format(name=clean_line(id))
            hint = _("Did you mean {near}?").format(near=near) if near else _("`ringa practice --list` shows them.")
            raise UsageProblem(problem=f"{problem} {hint}", command=COMMAND)
    return [by_id[id] for id in ids]


def delicate() -> Lists:
    """The words that belong in no note."""
    from ringa.formats import personas_yaml

    lists: Lists = _read(DELICATE, personas_yaml.read_delicate)[0]
    return lists


def _read(path: Path, read: Callable[[str, str], tuple[Any, list[Problem]]]) -> tuple[Any, list[Problem]]:
    from ringa.formats.source import MAX_BYTES, text_of

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileProblem(file=path, problem=error.strerror) from error
    text, problems = text_of(data, path.name)
    return (None, problems) if text is None else read(text, path.name)
