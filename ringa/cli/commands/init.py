"""`ringa init`: a new campaign folder from the reference files."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from ringa.cli import ask, campaign_files, files, show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.errors import CampaignExists, CampaignInvalid, DayProblem, FileProblem, UsageProblem
from ringa.i18n import N_, _
from ringa.store import db, place, settings

EXAMPLE = "ringa init val-2026 --id val-2026 --ends 2026-09-13"
HELP = N_("Make a new campaign folder: surveys.yaml, scripts/ and an empty ringa.db.")

DAYS = 60


def run(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar=_("[FOLDER]"), help=_("Where to make it."))] = Path(),
    id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help=_("The campaign's id: letters, digits, dashes."))
    ] = None,
    ends: Annotated[
        str | None,
        typer.Option("--ends", metavar=_("DATE"), help=_("The last day of calling. [default: 60 days from now]")),
    ] = None,
    like: Annotated[
        Path | None,
        typer.Option("--like", metavar=_("FOLDER"), help=_("Take files, id and key from another campaign's folder.")),
    ] = None,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    target = session.cwd / folder
    source = campaign_files.reference() if like is None else session.cwd / like
    _refuse_to_overwrite(target)
    place.refuse_network(target)
    last_day = _last_day(session, ends) if like is None or ends else None
    texts = {name: data.decode("utf-8-sig") for name, data in campaign_files.read(source).items()}
    texts[campaign_files.SURVEYS] = _adapt(texts[campaign_files.SURVEYS], _checked_id(id), last_day)
    _check({name: text.encode() for name, text in texts.items()})
    try:
        if not target.exists():
            target.mkdir(parents=True, mode=0o700)
        (target / campaign_files.SCRIPTS).mkdir(mode=0o700)
    except OSError as error:
        raise FileProblem(file=target, problem=error.strerror) from error
    for name, text in sorted(texts.items(), reverse=True):  # surveys.yaml last: it is what makes a campaign
        files.write(target / name, [text])
    new = Session(session.environ, session.clock, session.random, session.machine, target)
    new.campaign_folder = target
    _give_key(new, source if like is not None else None)
    campaign = new.campaign
    new.close()
    if json:
        ends_text = campaign.ends.isoformat() if campaign.ends else None
        show.data({"folder": str(target), "campaign": campaign.id, "ends": ends_text, "files": sorted(texts)})
        return
    show.words(_("Made the campaign {id} in {folder}.").format(id=campaign.id, folder=target))
    if synced := place.synced_by(target):
        text = _("Careful: {service} copies this folder to other machines. Move it elsewhere.")
        show.words(text.format(service=synced))
    if id is None and like is None:
        text = _("For a real campaign give it an id of its own, with --id: results go only where the id is the same.")
        show.words(text)
    if like is None:
        text = _("Write your union's name into surveys.yaml, where “{union}” stands; `ringa check` shows each place.")
        show.words(text.format(union=campaign_files.EXAMPLE_UNION))
    show.words(_("Next: look at surveys.yaml, then `ringa import LIST.csv` and `ringa call`."))


def _refuse_to_overwrite(target: Path) -> None:
    for name in (campaign_files.SURVEYS, campaign_files.SCRIPTS, db.NAME):
        if (target / name).exists() or (target / name).is_symlink():
            raise CampaignExists(folder=target, name=name)


def _last_day(session: Session, given: str | None) -> date:
    today = session.now().astimezone().date()
    text = given
    if text is None:
        text = (today + timedelta(days=DAYS)).isoformat()
        if session.interactive:
            text = ask.line(_("Last day of calling (change it, or just press Enter)"), default=text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DayProblem(option="--ends", value=text, problem=_("this is no date")) from None
    if day < today:
        raise DayProblem(option="--ends", value=text, problem=_("this day is past"))
    return day


def _checked_id(id: str | None) -> str | None:
    from ringa.formats.campaign_yaml import ID

    if id is not None and not ID.fullmatch(id):
        problem = _("the id {text} may have letters, digits and dashes only").format(text=id)
        raise UsageProblem(problem=problem, command="ringa init")
    return id


def _adapt(text: str, id: str | None, ends: date | None) -> str:
    """surveys.yaml with another id and last day; all else, comments too, as it was."""
    lines = []
    for line in text.splitlines():
        if line.startswith("  ends:") and ends:
            continue
        if line.startswith("  id:"):
            lines.append(f"  id: {id}" if id else line)
            if ends:
                lines.append(f"  ends: {ends}")
            continue
        lines.append(line)
    return "\n".join(lines) + "\n"


def _check(texts: dict[str, bytes]) -> None:
    _document, problems = campaign_files.parse(texts, fields=(), imported=False)
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise CampaignInvalid(problem=f"{errors[0].where}: {errors[0].problem}", count=len(errors))


def _give_key(session: Session, like: Path | None) -> None:
    key = session.random(32)
    if like is not None and (like / db.NAME).is_file():
        other = db.open_campaign(like)
        key = settings.key(other, key)
        other.close()
    settings.key(session.open_db(), key)
