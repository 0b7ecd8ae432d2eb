"""Help pages wholly in the user's language: what Typer does not translate by itself."""

from typing import Any

from typer.core import TyperCommand

from ringa.i18n import N_, _

# Words that Typer itself looks up in our catalogue.
TYPERS_OWN = (N_("Arguments"), N_("Options"), N_("Commands"), N_("default: {default}"), N_("required"))


class Translated:
    """For a command or a group: the usage line and the help option in the user's language."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """The line that shows how the command is written."""
        pieces = [_(piece) if piece in _METAVARS else piece for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage:") + " ")

    def get_help_option(self: Any, ctx: Any) -> Any:
        """The option --help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # the class beside it has it
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


_METAVARS = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))


class RingaCommand(Translated, TyperCommand):
    """One verb."""
