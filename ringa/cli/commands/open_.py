"""`ringa open`: a packet becomes a campaign folder."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ringa.cli import ask, files, opening, show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core import code_words
from ringa.core.packet import Packet
from ringa.errors import (
    CodeDoesNotOpen,
    CodeNotListed,
    CodeWrong,
    FileProblem,
    FolderTaken,
    NeedsTerminal,
    PacketExpired,
    UsageProblem,
)
from ringa.formats import packet as packet_file
from ringa.formats import sealing
from ringa.i18n import N_, _, ngettext
from ringa.store import packets, place

EXAMPLE = "ringa open val-2026-08-14-1.ringa"
HELP = N_("Open a packet that the coordinator has sent: it becomes a folder, in which `ringa call` works.")
COMMAND = "ringa open"
MOST = 200_000_000  # bytes; a packet of 300 people has some hundred thousand
TRIES = 3


def run(
    ctx: typer.Context,
    packet: Annotated[str, typer.Argument(metavar=_("PACKET"), help=_("The file; - is standard input."))],
    folder: Annotated[
        Path | None, typer.Argument(metavar=_("[FOLDER]"), help=_("Where to. [default: a folder named for the packet]"))
    ] = None,
    code_file: Annotated[
        str | None,
        typer.Option(
            "--code-file",
            metavar=_("FILE"),
            help=_("Read the code from a file, as `ringa pack --codes` writes it too; - is standard input."),
        ),
    ] = None,
    identity: Annotated[
        Path | None,
        typer.Option("--identity", metavar=_("FILE"), help=_("Your age identity, for a packet sealed to your key.")),
    ] = None,
    json: Json = False,
) -> None:
    session: Session = ctx.obj
    if packet == code_file == files.STANDARD:
        problem = _("Only one of the packet and the code can come on standard input.")
        raise UsageProblem(problem=problem, command=COMMAND)
    name = files.shown(packet)
    data = files.read(packet, session.cwd)
    if len(data) > MOST:
        raise FileProblem(file=name, problem=_("the file is too large"))
    content, sealed = _unsealed(session, data, name, code_file, identity)
    found = packet_file.read(content, name)
    target = (session.cwd / (folder or f"{found.campaign}-{found.packet}")).resolve()
    if target == session.cwd.resolve():
        raise FolderTaken(folder=target)
    before = opening.opened_before(target, found.packet)
    if not before:
        _refuse_expired(session, found, name)
        opening.make(session, target, name, found, sealed)
    if json:
        body = {"folder": str(target), "packet": found.packet, "caller": found.caller, "campaign": found.campaign}
        show.data({**body, "contacts": len(found.people), "expires": found.expires, "already_open": before})
        return
    _tell(session, found, target, before=before)


def _refuse_expired(session: Session, found: Packet, name: str) -> None:
    if found.expires <= session.now_text():
        raise PacketExpired(file=name, when=_day(found.expires))


def _day(moment: str) -> str:
    return show.day(moment[:10])


def _unsealed(
    session: Session, data: bytes, name: str, code_file: str | None, identity: Path | None
) -> tuple[bytes, str]:
    """What is in the file of that name, and how it was sealed."""
    if not sealing.is_sealed(data):
        return data, packets.UNSEALED
    if not sealing.is_sealed_with_code(data):
        return sealing.unseal(data, _identity(session, identity), name), packets.BY_RECIPIENT
    if code_file is None and session.interactive:
        return _asked(session, data, name), packets.BY_CODE
    if code_file is None:
        raise NeedsTerminal(command=COMMAND, instead=_("Give the code in a file, with --code-file FILE."))
    code = code_words.listed(files.read(code_file, session.cwd).decode("utf-8-sig", "replace"), Path(name).name)
    if code is None:
        raise CodeNotListed(file=files.shown(code_file), packet=Path(name).name)
    if problem := _wrong(code):
        raise CodeWrong(problem=problem)
    return sealing.unseal_with_code(data, code, name), packets.BY_CODE


def _identity(session: Session, file: Path | None) -> str:
    if file is None:
        problem = _("This packet is sealed to a key. Name the file with yours: --identity FILE.")
        raise UsageProblem(problem=problem, command=COMMAND)
    return files.read(str(file), session.cwd).decode("utf-8-sig", "replace")


def _wrong(code: str) -> str:
    """Which words of a code are none; '' if all are well."""
    if code_words.is_whole(code):
        return ""
    if wrong := code_words.wrong_words(code):
        return ", ".join(_("word {n} ({word}) is none of ours").format(n=n, word=word) for n, word in wrong)
    n = len(code.split("-")) if code else 0
    return _("it has {n} words and should have {m}").format(n=n, m=code_words.WORDS)


def _asked(session: Session, data: bytes, name: str) -> bytes:
    """The code, asked for until it is right; a word that was misheard is named at once."""
    sys.stdout.write(_("The code is six words, which the coordinator tells you by telephone.") + "\n")
    left = TRIES
    while True:
        code = code_words.read(ask.line(_("Code"), plain=session.linear))
        if problem := _wrong(code):
            show.words(CodeWrong(problem=problem).message)
            continue
        try:
            return sealing.unseal_with_code(data, code, name)
        except CodeDoesNotOpen as error:
            left -= 1
            if not left:
                raise
            show.words(error.message)


def _tell(session: Session, found: Packet, target: Path, *, before: bool) -> None:
    if before:
        show.words(_("This packet is open already, in {folder}; nothing was changed.").format(folder=target))
    else:
        n = len(found.people)
        text = ngettext(
            "{caller}: {n} contact until {day}, in {folder}.", "{caller}: {n} contacts until {day}, in {folder}.", n
        )
        who = found.caller or found.campaign
        show.words(text.format(caller=who, n=n, day=_day(found.expires), folder=target))
        if synced := place.synced_by(target):
            text = _("Careful: {service} copies this folder to other machines. Move it elsewhere.")
            show.words(text.format(service=synced))
    shown = target.relative_to(session.cwd.resolve()) if target.is_relative_to(session.cwd.resolve()) else target
    show.words(_("Next: `cd {folder}`, then `ringa call`. Send your results now and then with `ringa export`.").format(
        folder=shown))  # fmt: skip
