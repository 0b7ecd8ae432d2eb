"""Options that several commands share."""

from typing import Annotated

import typer

from ringa.i18n import _

Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON value on stdout."))]
AnyHour = Annotated[bool, typer.Option("--any-hour", help=_("Also outside the campaign's calling hours."))]
Languages = Annotated[
    list[str] | None,
    typer.Option(
        "--language",
        metavar=_("CODE"),
        help=_("A language that the caller speaks, the rarest first; can be repeated. [default: everybody's]"),
    ),
]
Me = Annotated[
    str,
    typer.Option(
        "--me",
        metavar=_("CONTACT"),
        help=_("Which member the caller is: is never handed to the caller. [default: RINGA_ME, else by the name]"),
    ),
]
ContactId = Annotated[str, typer.Argument(metavar=_("CONTACT"), help=_("The contact's id, with or without its m."))]
Survey = Annotated[str | None, typer.Option("--survey", metavar=_("ID"), help=_("Which survey of the campaign."))]
# Who somebody is who is made up to try things with.
Branch = Annotated[str, typer.Option("--branch", help=_("Somebody of this branch, instead of a contact."))]
Language = Annotated[str, typer.Option("--language", metavar=_("CODE"), help=_("... with this language."))]
InFields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar=_("FIELD=VALUE"), help=_("... with this in a field; can be repeated.")),
]
