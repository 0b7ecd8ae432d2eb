"""`ringa pack`: contacts for volunteers at home, a file each."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ringa.cli import files, packing, show
from ringa.cli.options import Json
from ringa.cli.packing import Order, Packed
from ringa.cli.session import Session
from ringa.core.packet import MOST_DAYS, MOST_PEOPLE, Shares
from ringa.core.text import clean_line
from ringa.errors import FileProblem, InPacket, NothingToDo, UsageProblem
from ringa.i18n import N_, _, ngettext
from ringa.store import packets

EXAMPLE = "ringa pack --for Anna --for Olle --size 200 --days 14"
HELP = N_(
    "Make a packet for each volunteer: contacts that nobody else is handed meanwhile, in a sealed file that "
    "`ringa open` makes a campaign of."
)
COMMAND = "ringa pack"


def run(
    ctx: typer.Context,
    callers: Annotated[
        list[str] | None, typer.Option("--for", metavar=_("NAME"), help=_("Who gets a packet; can be repeated."))
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar=_("FIELD"), help=_("A packet for each value of a field instead, as branch.")),
    ] = None,
    size: Annotated[
        int | None, typer.Option("--size", min=1, metavar="N", help=_("How many contacts in each. [default: 100]"))
    ] = None,
    all: Annotated[bool, typer.Option("--all", help=_("Everybody who is to be called, shared out."))] = False,
    again: Annotated[
        bool, typer.Option("--again", help=_("Only those who were in a packet that is back, lost or expired."))
    ] = False,
    days: Annotated[int, typer.Option("--days", min=1, metavar="N", help=_("For how long they are held."))] = 14,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar=_("CODE"), help=_("Also who needs this language; can be repeated.")),
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar=_("FOLDER"), help=_("Where to."))] = Path(),
    codes: Annotated[
        Path | None,
        typer.Option("--codes", metavar=_("FILE"), help=_("Write the codes to a file instead of showing them.")),
    ] = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option("--recipient", metavar="AGE1…", help=_("Seal to this age key instead of a code: one for all, "
                     "or one for each --for.")),
    ] = None,
    unsealed: Annotated[
        bool, typer.Option("--unsealed", help=_("Do not seal: whoever gets the file can read it."))
    ] = False,
    over_limits: Annotated[
        bool, typer.Option("--over-limits", help=_("Allow more than 300 contacts or 30 days: all that is lost with a "
                           "laptop.")),
    ] = False,
    json: Json = False,
) -> None:  # fmt: skip
    session: Session = ctx.obj
    names = list(dict.fromkeys(filter(None, (clean_line(name) for name in callers or ()))))
    _refuse_nonsense(names, by, recipient or (), all=all, size=size, unsealed=unsealed)
    _refuse_at_home(session)
    order = Order(
        callers=names,
        by=clean_line(by or ""),
        size=size or (10**9 if all else 100),
        expires=packing.last_moment(session, days),
        languages=language or (),
        again=again,
        folder=_folder(session, output),
        recipients=_recipients(recipient or ()),
        unsealed=unsealed,
    )
    with packing.alone(session):
        shares = packing.shares(session, order)
        _refuse_too_much(shares, days, over_limits=over_limits)
        if not shares:
            raise NothingToDo(problem=_("There is nobody to pack just now."), what_to_do=_("See `ringa status`."))
        done = _make(session, order, shares, codes, json=json)
    if json:
        found = [_json(each, hidden=codes is not None) for each in done]
        show.data({"packets": found, "codes_file": str(codes) if codes else None})
    for name in names:
        if name not in shares:
            show.words(_("There was nobody left for {caller}.").format(caller=name))
    if names and size and (few := [each for each in done if each.row.size < size]):
        text = _("Fewer than {size} for {callers}: nobody else is free to be called. `ringa status` shows why.")
        show.words(text.format(size=size, callers=", ".join(each.row.caller for each in few)))


def _refuse_nonsense(
    names: Sequence[str], by: str | None, recipients: Sequence[str], *, all: bool, size: int | None, unsealed: bool
) -> None:
    if bool(names) == bool(by):
        problem = _("Who is it for? Either --for NAME, once or more, or --by FIELD.")
    elif all and size:
        problem = _("Either --all or --size.")
    elif unsealed and recipients:
        problem = _("Either --recipient or --unsealed.")
    elif len(recipients) > 1 and len(recipients) != len(names):
        problem = _("--recipient goes with --for: one for all, or one for each.")
    else:
        return
    raise UsageProblem(problem=problem, command=COMMAND)


def _refuse_at_home(session: Session) -> None:
    if packets.mine(session.open_db()):
        problem = _("its contacts are the office's to give")
        raise InPacket(problem=problem, what_to_do=_("Packets are made in the campaign where the list is."))


def _refuse_too_much(shares: Shares, days: int, *, over_limits: bool) -> None:
    most = max(map(len, shares.values()), default=0)
    if over_limits or (most <= MOST_PEOPLE and days <= MOST_DAYS):
        return
    problem = _(
        "{n} contacts for {days} days is more than may be lost with one laptop ({most} contacts, {most_days} days)."
    )
    raise UsageProblem(
        problem=problem.format(n=most, days=days, most=MOST_PEOPLE, most_days=MOST_DAYS)
        + " " + _("If it must be, add --over-limits."),
        command=COMMAND,
    )  # fmt: skip


def _folder(session: Session, output: Path) -> Path:
    folder = (session.cwd / output).resolve()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileProblem(file=output, problem=error.strerror) from error
    return folder


def _recipients(given: Sequence[str]) -> list[str]:
    from ringa.formats.sealing import is_recipient

    found = [text.strip() for text in given]
    for text in found:
        if not is_recipient(text):
            problem = _("{text} is no age recipient (age1…).").format(text=text)
            raise UsageProblem(problem=problem, command=COMMAND)
    return found


def _make(session: Session, order: Order, shares: Shares, codes: Path | None, *, json: bool) -> list[Packed]:
    """The packets, each told of as soon as it is there: an error in a later one takes no code away."""
    done: list[Packed] = []
    path = session.cwd / codes if codes else None
    if path:
        files.write(path, [])  # better told now than when there is a packet that nobody can open
    if order.unsealed:
        show.words(_("Careful: whoever gets these files can read who is a member of the union."))
    try:
        for each in packing.pack(session, order, shares):
            done.append(each)
            if path:
                files.write(path, _lines(done))
            if not json:
                _tell(session, each, hidden=path is not None)
    except BaseException:
        for each in done if json else ():
            _tell(session, each, hidden=path is not None)
        raise
    return done


def _lines(done: Iterable[Packed]) -> list[str]:
    return [f"{each.file.name}\t{each.row.caller}\t{each.code}\n" for each in done]


def _tell(session: Session, made: Packed, *, hidden: bool) -> None:
    row = made.row
    n, until = row.size, show.when(row.expires, session.campaign.zone)
    text = ngettext(
        "{caller}: {n} contact until {when}, {file}", "{caller}: {n} contacts until {when}, {file}", n
    ).format(caller=row.caller, n=n, when=until, file=made.file)
    show.words(text)
    if made.code and not hidden:
        show.words(
            "  " + _("Code, to be told by telephone and never sent with the file: {code}").format(code=made.code)
        )


def _json(made: Packed, *, hidden: bool) -> dict[str, Any]:
    row = made.row
    return {
        "packet": row.packet,
        "caller": row.caller,
        "contacts": row.size,
        "expires": row.expires,
        "sealed": row.sealed,
        "code": made.code if made.code and not hidden else None,
        "file": str(made.file),
    }
