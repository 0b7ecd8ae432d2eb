"""surveys.yaml and scripts/ of a campaign: found, read, checked, and taken from the cache where they are unchanged."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ringa import __version__
from ringa.core import campaign as core
from ringa.core import survey
from ringa.core.campaign import SCRIPT_FIELDS, Campaign
from ringa.errors import CampaignInvalid, FileProblem
from ringa.i18n import _, ngettext
from ringa.store import compiled
from ringa.store.db import NAME, Db

if TYPE_CHECKING:
    from ringa.core.problem import Problem

SURVEYS = "surveys.yaml"
SCRIPTS = "scripts"
EXAMPLE_ID, EXAMPLE_UNION = "reference", "Facket Exempel"  # in the files that every new campaign begins with
MOST = 300_000  # bytes of one file: see formats.source, which is not loaded for every call


def reference() -> Path:
    """The folder of the reference campaign: inside the installed package, or the root of a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "reference"
    return installed if installed.is_dir() else package.parent


def below(folder: Path) -> list[str]:
    """The names of the folders in a folder that are campaigns, with their file."""
    try:
        found = [path.parent for path in folder.glob(f"*/{NAME}") if (path.parent / SURVEYS).is_file()]
    except OSError:  # a folder that cannot be looked into has nothing to propose
        return []
    return sorted(path.name for path in found if not path.name.startswith("."))


def read(folder: Path) -> dict[str, bytes]:
    """The campaign's files by name, `surveys.yaml` first; of one that is too large, a little more than is taken."""
    names = [folder / SURVEYS, *sorted((folder / SCRIPTS).glob("*.md"))]
    try:
        return {str(path.relative_to(folder)): _bytes(path) for path in names}
    except OSError as error:
        raise FileProblem(file=error.filename, problem=error.strerror) from error


def read_one(path: Path) -> bytes:
    """A script that need not be among the campaign's."""
    try:
        return _bytes(path)
    except OSError as error:
        raise FileProblem(file=path, problem=error.strerror) from error


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST + 1)


def load(folder: Path, db: Db) -> Campaign:
    """The campaign, from the cache if the files are as they were. Raises CampaignInvalid."""
    files = read(folder)
    source = {name: data.decode(errors="surrogateescape") for name, data in files.items()}
    document = compiled.load(db, __version__, source)
    if document is None:
        document, problems = parse(files, fields=(), imported=False)
        errors = [problem for problem in problems if not problem.warning]
        if errors:
            raise CampaignInvalid(problem=f"{errors[0].where}: {errors[0].problem}", count=len(errors))
        for each in (document, *document["scripts"]):
            del each["places"]  # for people who edit; nobody does on the road of a call
        document["versions"] = {item["id"]: survey.version_of(item) for item in document["surveys"]}
        compiled.save(db, __version__, source, document)
    campaign = core.from_document(document)
    compiled.settle_rules(db, campaign.rules)
    return campaign


def parse(
    files: dict[str, bytes], *, fields: Collection[str], imported: bool
) -> "tuple[dict[str, Any], list[Problem]]":
    """The normal form of a campaign's files, and every problem in them, in the order of the files and their lines."""
    from ringa.formats import script_check, script_lint, scripts_md, surveys_yaml

    document: dict[str, Any] = {}
    texts, problems = _decoded(files)
    sound = False
    if SURVEYS in texts:
        document, found = surveys_yaml.read(texts.pop(SURVEYS), SURVEYS)
        problems += found
        sound = bool(document.get("surveys")) and not any(not problem.warning for problem in found)
        problems += script_check.also_columns(SURVEYS, document, fields)
    scripts: list[tuple[str, dict[str, Any]]] = []
    for name, text in texts.items():
        script, found = scripts_md.read(text, name)
        problems += found
        if script is not None:
            scripts.append((name, script))
    document["scripts"] = [script for _name, script in scripts if script.get("id")]
    known = SCRIPT_FIELDS | set(fields)
    lost = document.get("lost", ())
    if document.get("surveys"):
        problems += script_check.cross_check(scripts, document["surveys"], known, imported=imported, lost=lost)
    for name, script in scripts:
        problems += script_lint.lint(name, texts[name], script, document, heard=sound)
    if document.get("campaign", {}).get("id", EXAMPLE_ID) != EXAMPLE_ID:
        problems += _left_of_the_example(files)
    order = list(files)
    return document, sorted(problems, key=lambda each: (order.index(each.file), each.line, each.column))


def _left_of_the_example(files: dict[str, bytes]) -> "Iterator[Problem]":
    """Where a real campaign still bears the name of the example's union."""
    from ringa.core.problem import Problem

    for name, data in files.items():
        text = data.decode(errors="replace")
        found = [*re.finditer(EXAMPLE_UNION.replace(" ", r"\s+"), text)]
        if found:
            before = text[: found[0].start()]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            problem = ngettext(
                "the union is still called “{union}” here, as in the example ({n} place in this file)",
                "the union is still called “{union}” here, as in the example ({n} places in this file)",
                len(found),
            )
            advice = _("Write your union's name: members must know who calls and who is responsible for their data.")
            yield Problem(name, line, column, problem.format(union=EXAMPLE_UNION, n=len(found)), advice, warning=True)


def sound_part(files: dict[str, bytes]) -> "tuple[dict[str, Any] | None, list[Problem]]":
    """The normal form of the files that have no error, if surveys.yaml is among them, and the errors of the others."""
    document, problems = parse(files, fields=(), imported=False)
    errors = [problem for problem in problems if not problem.warning]
    broken = {problem.file for problem in errors}
    if SURVEYS in broken:
        return None, errors
    if broken:
        document, _rest = parse({name: files[name] for name in files if name not in broken}, fields=(), imported=False)
    return document, errors


def scripts_called(id: str, files: dict[str, bytes]) -> set[str]:
    """The files of scripts, sound or not, that have this id."""
    from ringa.formats import scripts_md

    texts, _problems = _decoded(files)
    found = {name: scripts_md.read(text, name)[0] for name, text in texts.items()}
    return {name for name, script in found.items() if script and script.get("id") == id}


def minutes_aloud(folder: Path) -> dict[str, int]:
    """How long each script of a sound campaign takes to read aloud, by its id."""
    from ringa.formats import script_lint

    document, _problems = parse(read(folder), fields=(), imported=False)
    return {script["id"]: script_lint.minutes(script, document["surveys"]) for script in document["scripts"]}


def _decoded(files: dict[str, bytes]) -> "tuple[dict[str, str], list[Problem]]":
    """The texts of the files that are UTF-8 and not far too large, and what is wrong with the others."""
    from ringa.formats.source import text_of

    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for name, data in files.items():
        text, found = text_of(data, name)
        problems += found
        if text is not None:
            texts[name] = text
    return texts, problems


def wanted_columns(campaign: Campaign) -> set[str]:
    """The columns that scripts and goals name beyond the usual fields: to be kept from a list."""
    goals = {name for goal in campaign.goals for name, _values in goal.where}
    return (named_fields(campaign) | goals) - SCRIPT_FIELDS


def named_fields(campaign: Campaign) -> set[str]:
    """The fields of a member that scripts name."""
    from ringa.core.script import names_in

    questions = {question.id for survey in campaign.surveys for question in survey.questions}
    named: set[str] = set()
    for script in campaign.scripts:
        for body in script.bodies:
            named |= names_in(body)
        named |= {name for name, _values in script.when}
    return named - questions - {"name", "caller", "union", "campaign"}
