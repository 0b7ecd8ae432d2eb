"""The one place where errors meet the terminal: two lines, an exit code, and never a traceback."""

import errno
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import typer

from ringa import __version__
from ringa.core.text import clean_line, closest
from ringa.errors import RingaError, UsageProblem, of_system
from ringa.i18n import N_, _

BUG, INTERRUPTED = 70, 130

# Typer's own words for a command line that is wrong; the class is not public.
_Usage: type[Exception] = typer.BadParameter.__mro__[2]


def guarded(run: Callable[[], Any], args: Sequence[str]) -> int:
    """The exit code of a run, with whatever went wrong shown to the user."""
    try:
        result = run()
        sys.stdout.flush()
    except RingaError as error:
        return report(error, args)
    except _Usage as error:
        return report(_from_typer(error), args)
    except (KeyboardInterrupt, typer.Abort):
        result = INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            return _crashed(error, args)
        return report(of_system(error, error.filename or "stdout"), args if error.filename else ())
    except Exception as error:
        return _crashed(error, args)
    if result == INTERRUPTED:  # also how Typer itself answers Ctrl-C
        sys.stderr.write("\n" + _("Interrupted. What was saved is safe.") + "\n")
    return result if isinstance(result, int) else 0


def report(error: RingaError, args: Sequence[str]) -> int:
    """Show an error: what is wrong, what to do; with --json also as JSON on stdout. Its exit code."""
    message, hint = clean_line(error.message), clean_line(error.hint)
    if "--json" in args:
        body = {"error": {"code": error.code, "message": message, "hint": hint}}
        sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")
    with suppress(OSError):
        sys.stdout.flush()
    sys.stderr.write(f"{message}\n{hint}\n")
    return error.exit_code


def _from_typer(error: Any) -> UsageProblem:
    """What Typer found wrong with the command line, in the user's language."""
    context = getattr(error, "ctx", None)
    return UsageProblem(problem=_typers_words(error), command=context.command_path if context else "ringa")


def _typers_words(error: Any) -> str:
    kind, param = type(error).__name__, getattr(error, "param", None)
    name = param.make_metavar(error.ctx) if param is not None and param.param_type_name == "argument" else ""
    name = name or (param.opts[-1] if param is not None else "") or getattr(error, "option_name", "")
    if kind == "NoSuchOption":
        near = closest(name, list(error.possibilities or ()))
        problem = _("There is no option {name}.").format(name=name)
        return problem + (" " + _("Did you mean {near}?").format(near=near) if near else "")
    if kind == "MissingParameter":
        return _("{name} is missing.").format(name=name)
    if kind == "BadOptionUsage":
        return _("The option {name} needs a value.").format(name=name)
    message = str(error.format_message())
    if message.startswith("Got unexpected extra argument"):
        extra = message.partition(" (")[2].removesuffix(".").removesuffix(")")
        return _("There is more on the line than the command takes: {extra}").format(extra=extra)
    if message.startswith("Missing command"):
        return _("A command is missing.")
    text = _("The value of {name} is not right: {message}")
    return text.format(name=name, message=error.message) if name else message


def _crashed(error: Exception, args: Sequence[str]) -> int:
    """A bug in ringa: leave a log of where it happened, without values, arguments or member data."""
    from pathlib import Path

    import platformdirs

    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"ringa {__version__}, Python {sys.version.split()[0]}, {sys.platform}", type(error).__qualname__]
    lines += [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    path = Path(platformdirs.user_log_path("ringa")) / "crash.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        path = Path("-")
        sys.stderr.write("\n".join(lines) + "\n")
    bug = Bug(kind=type(error).__qualname__, path=path)
    return report(bug, args)


class Bug(RingaError):
    """Something that must not happen."""

    code = "bug"
    exit_code = BUG
    text = N_("ringa has a bug ({kind}). What was saved is safe.")
    advice = N_("Please report it with this file, which has no member data: {path}")
