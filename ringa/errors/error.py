"""What every error is, and those of the command line itself."""

from typing import ClassVar

from ringa.i18n import N_, _


class RingaError(Exception):
    """Something a user can act on. `text` says what is wrong, `advice` what to do; both take the fields."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    text: ClassVar[str] = ""
    advice: ClassVar[str] = ""

    def __init__(self, **fields: object) -> None:
        super().__init__(self.code)
        self.fields = fields

    @property
    def message(self) -> str:
        """What is wrong, in the active language."""
        return _(self.text).format(**self.fields)

    @property
    def hint(self) -> str:
        """What to do, in the active language."""
        return _(self.advice).format(**self.fields)

    def __str__(self) -> str:
        return self.message


# The command line


class UsageProblem(RingaError):
    """The command line alone is wrong."""

    code = "usage"
    exit_code = 2
    text = N_("{problem}")
    advice = N_("See `{command} --help`.")


class NeedsTerminal(RingaError):
    code = "needs_terminal"
    exit_code = 2
    text = N_("`{command}` talks with a person and there is no terminal here.")
    advice = N_("{instead}")


class CallerMissing(RingaError):
    code = "caller_missing"
    exit_code = 2
    text = N_("Who is calling? No name was given.")
    advice = N_("Add --caller NAME or set RINGA_CALLER.")


class TimeProblem(RingaError):
    code = "time"
    exit_code = 2
    text = N_("{option} {value}: {problem}")
    advice = N_("Write a time as 2026-08-14T18:30, or with a zone as 2026-08-14T16:30:00Z.")


class DayProblem(RingaError):
    code = "day"
    exit_code = 2
    text = N_("{option} {value}: {problem}")
    advice = N_("Write a day as 2030-09-08.")


class NothingToDo(RingaError):
    code = "nothing"
    exit_code = 3
    text = N_("{problem}")
    advice = N_("{what_to_do}")
