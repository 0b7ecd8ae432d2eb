"""`ringa practice`: the calling screen with invented members, a score that teaches, and an exam."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ringa.cli import ask, files, show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core.survey import say
from ringa.core.text import clean_line
from ringa.errors import CertificateWrong, NeedsTerminal, UsageProblem
from ringa.i18n import LANGUAGES, N_, _

if TYPE_CHECKING:
    from ringa.cli.practising import Trainer
    from ringa.cli.screen import Screen
    from ringa.core.certificate import Certificate
    from ringa.core.persona import Persona
    from ringa.core.practice import Sum

COMMAND = "ringa practice"
EXAMPLE = "ringa practice --caller Anna"
HELP = N_("Practise calling with invented members and see what your calls were worth; nothing is stored.")

CALLS = 10
_EXAM_SEED = 1  # the same exam for everybody


def run(
    ctx: typer.Context,
    calls: Annotated[
        int | None,
        typer.Option("--calls", metavar=_("NUMBER"), min=1, max=200, help=_("How many calls. [default: 10]")),
    ] = None,
    persona: Annotated[
        list[str] | None,
        typer.Option("--persona", metavar=_("ID"), help=_("Call this one (see --list); can be repeated.")),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar=_("CODE"), help=_("The members' language: sv, nb or en."))
    ] = "",
    personas: Annotated[
        Path | None, typer.Option("--personas", metavar=_("FOLDER"), help=_("Members of one's own, a file each."))
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar=_("NUMBER"), help=_("The same number makes the same shift."))
    ] = None,
    exam: Annotated[
        bool, typer.Option("--exam", help=_("The exam, the same for everybody; it ends with a certificate line."))
    ] = False,
    verify: Annotated[
        str | None,
        typer.Option("--verify", metavar=_("LINE"), help=_("Check a certificate line; - reads one a line.")),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help=_("Show who can be called."))] = False,
    json: Json = False,
) -> None:
    from ringa.cli import practice_files

    session: Session = ctx.obj
    if verify is not None:
        _verify(verify, json=json)
        return
    if language and language not in LANGUAGES:
        raise UsageProblem(problem=_("The members speak sv, nb or en."), command=COMMAND)
    if exam and (calls is not None or persona or personas or seed is not None):
        problem = _("An exam is the same for everybody; it takes no --calls, --persona, --personas or --seed.")
        raise UsageProblem(problem=problem, command=COMMAND)
    every = practice_files.personas(session.cwd / personas if personas else practice_files.PERSONAS)
    if listing:
        _list(every, [language, session.language], json=json)
        return
    wanted = practice_files.chosen(every, persona or [])
    if not session.interactive:
        raise NeedsTerminal(command=COMMAND, instead=_("In scripts, `ringa practice --list` shows who can be called."))
    session.use(practice_files.campaign(session))
    seed = _EXAM_SEED if exam else int.from_bytes(session.random(2)) if seed is None else seed
    _shift(session, _order(session, every, wanted, calls, seed, exam=exam), language, seed, exam=exam, json=json)


def _order(
    session: Session,
    every: "Sequence[Persona]",
    wanted: "Sequence[Persona]",
    calls: int | None,
    seed: int,
    *,
    exam: bool,
) -> "list[Persona]":
    """Who is called, one after another: the chosen ones as they are, else all in an order of chance."""
    if exam:
        return [persona for persona in every if persona.exam]
    row = list(wanted)
    if not row:
        row = list(every)
        session.chance(seed).shuffle(row)
    number = calls or (len(row) if wanted else CALLS)
    return [row[place % len(row)] for place in range(number)]


def _shift(session: Session, row: "Sequence[Persona]", language: str, seed: int, *, exam: bool, json: bool) -> None:
    """The calls, and the score."""
    from ringa.cli import practice_files
    from ringa.cli.practising import Trainer

    caller = session.caller
    while not caller:
        caller = clean_line(ask.line(_("Your name")))
    trainer = Trainer(session, caller, practice_files.delicate(), language=language, seed=seed, exam=exam)
    whole = trainer.work(row)
    _score(session, trainer, whole=whole, json=json)


def _score(session: Session, trainer: "Trainer", *, whole: bool, json: bool) -> None:
    from ringa.cli import score_text
    from ringa.core import practice

    results = trainer.results
    total = practice.total([each.points for each in results], [each.played.seconds for each in results])
    certificate = _certificate(session, trainer, total) if trainer.exam and whole else None
    if json:
        show.data(_json(trainer, total, certificate))
        return
    screen = session.printer()
    screen.line(_("Your score"))
    if not results:
        screen.line(_("No call was made to its end, so there is no score."))
        return
    for line in score_text.table(results, linear=trainer.screen.linear):
        screen.line(line)
    screen.line()
    for line in score_text.checks(total, linear=trainer.screen.linear):
        screen.line(line)
    screen.line()
    screen.line(score_text.result(total))
    screen.line(score_text.next_time(total))
    if trainer.exam:
        _exam_ends(screen, total, certificate)
    else:
        screen.line(_("The same shift again: add --seed {seed}.").format(seed=trainer.seed))


def _certificate(session: Session, trainer: "Trainer", total: "Sum") -> str:
    from ringa.core.certificate import Certificate, line

    survey = trainer.results[0].played.survey
    day = session.now().astimezone(session.campaign.zone).date().isoformat()
    return line(Certificate(trainer.caller, day, total.got, total.of, total.passed, survey.id, survey.version))


def _exam_ends(screen: "Screen", total: "Sum", certificate: str | None) -> None:
    from ringa.core.practice import PASS

    if certificate is None:
        screen.line(_("The exam was not finished, so there is no certificate."))
        return
    text = _("Passed. Send this line to your instructor:")
    if not total.passed:
        text = _("Not passed this time: it takes {n} per cent of the points, and every objection recorded. The line:")
    screen.line(text.format(n=PASS))
    show.out(certificate)


def _json(trainer: "Trainer", total: "Sum", certificate: str | None) -> dict[str, Any]:
    from ringa.cli import score_text

    return {
        "caller": trainer.caller,
        "exam": trainer.exam,
        "seed": trainer.seed,
        "points": total.got,
        "of": total.of,
        "percent": total.percent,
        "median_seconds": total.median_seconds,
        "checks": {check: {"points": got, "of": of} for check, (got, of) in total.checks.items()},
        "calls": [score_text.call_json(each.played, each.points) for each in trainer.results],
        "passed": total.passed if certificate else None,
        "certificate": certificate,
    }


def _list(every: "Sequence[Persona]", languages: list[str], *, json: bool) -> None:
    from ringa.cli import score_text

    if json:
        show.data([score_text.persona_json(persona, languages) for persona in every])
        return
    for persona in every:
        mark = _("exam") if persona.exam else ""
        facts = (f"{persona.difficulty}", say(persona.mood, languages), mark)
        show.out(f"{persona.id}  {persona.name}  ({', '.join(filter(None, facts))})")
        show.out("    " + say(persona.brief, languages))


def _verify(given: str, *, json: bool) -> None:
    """One certificate line, or one a line from standard input. Raises CertificateWrong if any is not as it was."""
    from ringa.core.certificate import read

    lines = [given]
    if given == files.STANDARD:
        lines = [line for line in sys.stdin.read(1_000_000).splitlines() if line.strip()]
    found = [(line, read(line)) for line in lines]
    wrong = [line for line, certificate in found if certificate is None]
    if wrong or not found:
        raise CertificateWrong(wrong=len(wrong), n=len(found), line=clean_line(wrong[0])[:120] if wrong else "-")
    certificates = [certificate for _line, certificate in found if certificate]
    if json:
        show.data([certificate._asdict() for certificate in certificates])
        return
    for certificate in certificates:
        show.out(_told(certificate))


def _told(certificate: "Certificate") -> str:
    text = _("{name}, {day}: passed with {got} of {of} points (survey {survey} {version}).")
    if not certificate.passed:
        text = _("{name}, {day}: not passed, {got} of {of} points (survey {survey} {version}).")
    return text.format(**certificate._asdict())
