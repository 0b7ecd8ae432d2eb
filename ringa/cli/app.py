"""The table of contents: every command, and the options that work before and behind each of them.

A command's module is imported when the command is run or its help is shown, so that `ringa next` does not
pay for what `ringa import` needs.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ringa import __version__
from ringa.cli import problems
from ringa.cli.help import RingaCommand, Translated
from ringa.cli.session import Session
from ringa.core.text import closest
from ringa.errors import UsageProblem
from ringa.i18n import _

# Verb → module in ringa/cli/commands with a function `run`, or with several in `VERBS`, each with its example and help.
COMMANDS = {
    "init": "init",
    "import": "import_",
    "call": "call",
    "next": "next",
    "record": "record",
    "release": "release",
    "find": "find",
    "history": "history",
    "export": "export",
    "merge": "merge",
    "follow-ups": "follow_ups",
    "pack": "pack",
    "open": "open_",
    "packets": "packets",
    "opt-out": "opt_out",
    "status": "status",
    "check": "check",
    "survey": "survey",
    "script": "script",
    "preview": "preview",
    "practice": "practice",
    "demo": "demo",
}


class Family(Translated, TyperGroup):
    """Commands of one name, as `ringa script which`; or all of them."""

    def names(self) -> list[str]:
        """The verbs that one can write here."""
        return list(self.commands)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was written; the help page if that is nothing."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant, or what was probably meant."""
        name, *rest = args
        if name not in self.names():
            problem = _("There is no command {name}.").format(name=name)
            near = closest(name, self.names())
            if near:
                problem += " " + _("Did you mean {near}?").format(near=near)
            raise UsageProblem(problem=problem, command=ctx.command_path)
        return name, self.get_command(ctx, name), rest


class RingaGroup(Family):
    """Finds commands by name, and is the one exit point."""

    def get_params(self, ctx: Any) -> Any:
        """The options, with those that Typer adds in the user's language."""
        texts = {
            "install_completion": _("Let the shell complete commands and options."),
            "show_completion": _("Show what would be installed for that."),
        }
        params = super().get_params(ctx)
        for param in params:
            if param.name in texts:
                param.help = texts[param.name]  # type: ignore[attr-defined]  # options have it
        return params

    def names(self) -> list[str]:
        """The verbs in the order of a campaign's life."""
        return list(COMMANDS)

    def list_commands(self, ctx: Any) -> list[str]:
        """The verbs in the order of a campaign's life."""
        return self.names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, with the common options added."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module = import_module(f"ringa.cli.commands.{COMMANDS[cmd_name]}")
            if hasattr(module, "VERBS"):
                verbs = {name: self.single(name, *verb) for name, verb in module.VERBS.items()}
                family: Any = Family(name=cmd_name, commands=verbs, rich_markup_mode=None, context_settings=_SETTINGS)
                family.help, family.epilog = _(module.HELP), _example(module.EXAMPLE)
                self.commands[cmd_name] = self.with_common(family)
            else:
                self.commands[cmd_name] = self.single(cmd_name, module.run, module.EXAMPLE, module.HELP)
        return self.commands[cmd_name]

    def single(self, name: str, run: Callable[..., None], example: str, text: str) -> Any:
        """One command."""
        app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        app.command(name, cls=RingaCommand, help=_(text), epilog=_example(example))(run)
        return self.with_common(typer.main.get_command(app))

    def with_common(self, command: Any) -> Any:
        """The command with the options that all have."""
        command.params += [param for param in self.params if param.name in _COMMON]
        return command

    def main(self, args: Sequence[str] | None = None, *rest: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run, and end with the exit code of the contract."""
        given = list(sys.argv[1:] if args is None else args)
        session = extra.pop("obj", None) or Session()
        extra["prog_name"] = "ringa"
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        try:
            code = problems.guarded(
                lambda: super(RingaGroup, self).main(given, standalone_mode=False, obj=session, **extra),
                given,
            )
        finally:
            session.close()
        if standalone_mode:
            sys.exit(code)
        return code


def _example(text: str) -> str:
    return _("Example:") + "  " + text


_SETTINGS = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(cls=RingaGroup, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=_SETTINGS)

_COMMON = ("campaign", "caller", "plain", "no_input")


def _campaign(ctx: typer.Context, value: Path | None) -> None:
    if value is not None:
        ctx.obj.campaign_folder = value


def _caller(ctx: typer.Context, value: str | None) -> None:
    if value is not None:
        ctx.obj.caller_name = value


def _plain(ctx: typer.Context, value: bool) -> None:
    ctx.obj.plain = ctx.obj.plain or value


def _no_input(ctx: typer.Context, value: bool) -> None:
    ctx.obj.no_input = ctx.obj.no_input or value


def _version(value: bool) -> None:
    if value:
        sys.stdout.write(f"ringa {__version__}\n")
        raise typer.Exit


@app.callback(help=_("Ring your union's members: offline, one after another, with nothing lost."))
def common(
    campaign: Annotated[
        Path | None,
        typer.Option("--campaign", metavar=_("FOLDER"), callback=_campaign, expose_value=False,
                     help=_("The campaign's folder. [default: RINGA_CAMPAIGN, or the nearest one upward]")),
    ] = None,
    caller: Annotated[
        str | None,
        typer.Option("--caller", metavar=_("NAME"), callback=_caller, expose_value=False,
                     help=_("Who is calling. [default: RINGA_CALLER]")),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option("--plain", callback=_plain, expose_value=False,
                     help=_("One fact a line, no boxes: for screen readers.")),
    ] = False,
    no_input: Annotated[
        bool,
        typer.Option("--no-input", callback=_no_input, expose_value=False, help=_("Never ask anything.")),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, expose_value=False, is_eager=True,
                     help=_("Show the version and exit.")),
    ] = False,
) -> None:  # fmt: skip
    """The options are taken by their callbacks, here and behind the verb."""
