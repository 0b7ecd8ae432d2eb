"""The ways in which a caller gets from a number on the screen to a call, as data."""

from typing import NamedTuple

from ringa.i18n import N_


class Way(NamedTuple):
    """A way: its name, what it is called in a menu, and what a caller must know who chooses it ('' for nothing)."""

    name: str
    label: str
    caveat: str = ""


SHOW, COPY, LINK, OPEN, QR, COMMAND, NONE = "show", "copy", "link", "open", "qr", "command", "none"

_PROGRAM = N_(
    "The program keeps the member's number in its list of calls. The member sees the number that it rings from."
)

_ALL = (
    Way(SHOW, N_("show the number, to dial it by hand")),
    Way(
        COPY,
        N_("copy the number"),
        N_(
            "The number stays in the clipboard until you copy something else. Some terminals, and tmux as it comes, "
            "let no program copy; then nothing happens."
        ),
    ),
    Way(
        LINK,
        N_("make the number a link to click"),
        N_("Not every terminal has links. What a click opens, and what number the member sees, is set there."),
    ),
    Way(OPEN, N_("open this computer's program for calls"), _PROGRAM),
    Way(
        QR,
        N_("a QR code, to scan with your own phone"),
        N_(
            "The member's number will be in your phone's list of calls, and the member sees your own number. To hide "
            "yours, turn it off in the phone's settings for calls before you ring. On most mobile phones #31# before "
            "a number that you type hides it for that call."
        ),
    ),
    Way(COMMAND, N_("run my own command (--dial-command)"), _PROGRAM),
    Way(NONE, N_("nothing: I dial in another way")),
)
WAYS = {way.name: way for way in _ALL}
