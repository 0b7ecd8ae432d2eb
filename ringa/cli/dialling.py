"""Help to dial: the number on the card, what stands beside it, and the key that rings."""

import shutil
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ringa.cli import ask, show
from ringa.cli.keyboard import Back, Keyboard
from ringa.cli.screen import BOLD, Screen
from ringa.cli.session import Session
from ringa.core.dialable import Dialable, NotDialable, dialable
from ringa.core.people import Contact, Phone
from ringa.dial import clipboard, command, opener, qr, tel, ways
from ringa.dial.ways import WAYS
from ringa.errors import NotDialled, RingaError, UnknownDialWay
from ringa.i18n import N_, _
from ringa.store import settings

BESIDE = (44, 9)  # columns and lines that a card needs beside and below a QR code
ALONE = (0, 6)  # what a QR code needs that stands alone
MOST = 7  # numbers to choose from
_KINDS = {"mobile": N_("mobile"), "fixed": N_("landline")}
_REASONS = {
    "premium": N_("it costs extra to ring"),
    "short": N_("it is a short number or an emergency number"),
    "unsure": N_("it is not certain what kind of number it is"),
}


class Dial(NamedTuple):
    """How a caller dials: the way, and the caller's own command for the way `command`."""

    way: str = ways.SHOW
    command: tuple[str, ...] = ()


def chosen(session: Session, caller: str, way: str, template: str) -> Dial:
    """How this caller dials: as the command line says, else the environment, else as remembered in this campaign.

    `way` and `template` are from the command line, or ''. A way that is new is remembered once the caller has agreed
    to what comes with it; a command is not, since the campaign file may come from somebody else.
    Raises UnknownDialWay and DialCommandInvalid.
    """
    environ = session.environ
    named = way or (ways.COMMAND if template else environ.get("RINGA_DIAL", ""))
    if named and named not in WAYS:
        raise UnknownDialWay(name=named, known=", ".join(WAYS))
    template = template or environ.get("RINGA_DIAL_COMMAND", "")
    parts = command.parse(template) if template or named == ways.COMMAND else ()
    remembered = _remembered(session, caller, parts)
    if not named or named == remembered:
        return Dial(remembered, parts)
    show.words(_(WAYS[named].caveat))
    if WAYS[named].caveat and not ask.yes(_("Dial that way?")):
        return Dial(remembered, parts)
    db = session.open_db()
    with db.tx():
        settings.put(db, _setting(caller), named)
    return Dial(named, parts)


def _remembered(session: Session, caller: str, template: Sequence[str]) -> str:
    found = settings.get(session.open_db(), _setting(caller)) or ways.SHOW
    usable = found in WAYS and (template or found != ways.COMMAND)
    return found if usable else ways.SHOW


def _setting(caller: str) -> str:
    return f"dial:{caller.casefold()}"


class Dialler:
    """Dials for one caller, for a whole shift; the way can be changed meanwhile.

    Wherever a contact is given, so is `dialled`: the index of the number that the caller has asked to ring, None while
    the card is only looked at (`Draft.number_index`). Nothing here decides an outcome, and no error ends the call.
    """

    def __init__(self, session: Session, screen: Screen, keyboard: Keyboard, dial: Dial) -> None:
        self.session = session
        self.screen = screen
        self.keyboard = keyboard
        self.way, self.template = dial
        self._does: dict[str, Callable[[Dialable], str]] = {
            ways.COPY: self._copy,
            ways.LINK: self._link,
            ways.OPEN: self._open,
            ways.QR: self._scan,
            ways.COMMAND: self._command,
        }

    # the card

    def number_line(self, contact: Contact, dialled: int | None = None) -> str:
        """The number for the card, and which it is of several; masked until it is rung, if the campaign has it so."""
        return show.number(contact, masked=self._masked(dialled), dialled=dialled)

    def linked(self, line: str, contact: Contact, dialled: int | None = None) -> str:
        """A line of the card that is ready to be written; with the way `link` the number in it becomes a link."""
        phone = contact.number(dialled)
        if self.way != ways.LINK or phone is None or self._masked(dialled) or not self._escapes:
            return line
        try:
            return line.replace(phone.shown, tel.linked(phone.shown, self._checked(phone).e164), 1)
        except NotDialled:
            return line

    def beside(self, contact: Contact, dialled: int | None = None) -> list[str]:
        """Rows that are ready to stand beside the card: the QR code, if that is the way and there is room."""
        phone = contact.number(dialled)
        if self.way != ways.QR or phone is None or self._masked(dialled):
            return []
        try:
            return self._code(self._checked(phone).e164, *BESIDE)
        except NotDialled:
            return []

    # the key

    def dial(self, contact: Contact, dialled: int | None = None) -> int | None:
        """Ring: first in the way that is set; once something is `dialled`, in any way. The index of the number, or
        None if the caller stepped back."""
        numbers = contact.usable_numbers
        if not numbers:
            self.screen.line(_("There is no number to dial."))
            return None
        try:
            phone = self._which(numbers)
            if dialled is not None:
                self._change_way()
        except Back:
            return None
        self._ring(phone)
        return phone.index

    def _which(self, numbers: Sequence[Phone]) -> Phone:
        """Which of several numbers. Raises Back."""
        if len(numbers) == 1:
            return numbers[0]
        texts = []
        for phone in numbers[:MOST]:
            shown = phone.masked if self._masked(None) else phone.written
            texts.append(f"{shown}   {_(_KINDS[phone.kind])}" if phone.kind in _KINDS else shown)
        return numbers[self.keyboard.choose(_("Which number?"), texts, "b")]

    def _change_way(self) -> None:
        """The way for the rest of the shift. Raises Back."""
        names = [name for name in WAYS if name != ways.COMMAND or self.template]
        texts = [_(WAYS[name].label) + (" " + _("(as now)") if name == self.way else "") for name in names]
        picked = names[self.keyboard.choose(_("How do you want to dial?"), texts, "b")]
        if picked != self.way and WAYS[picked].caveat:
            self.screen.line(_(WAYS[picked].caveat))
            if not ask.yes(_("Dial that way?")):
                raise Back
        self.way = picked

    def _ring(self, phone: Phone) -> None:
        """The number, always, and what the way does. An error is told, and the call can still be reported."""
        self.screen.line(phone.written, BOLD)
        try:
            number = self._checked(phone)
            if self.way in self._does:
                self.screen.line(self._does[self.way](number))
        except RingaError as problem:
            self.screen.wrong(f"{problem.message} {problem.hint}")
        self.screen.direction(_("Press d again to dial another number, or in another way."))

    # the ways: each does what it can, and says what the caller should know or do next

    def _copy(self, number: Dialable) -> str:
        if not self._escapes:
            return _by_hand()
        sys.stdout.write(clipboard.copied(number.e164))
        sys.stdout.flush()
        return _("Copied: {number}").format(number=number.e164)

    def _link(self, number: Dialable) -> str:
        if not self._escapes:
            return _by_hand()
        self.screen.drawn([tel.linked(number.e164, number.e164)])
        return _("Click the link, in some terminals with Ctrl held down.")

    def _scan(self, number: Dialable) -> str:
        if self._code(number.e164, *BESIDE):
            return _("Scan the code with your phone.")
        rows = self._code(number.e164, *ALONE)
        self.screen.drawn(rows)
        return _("Scan the code with your phone.") if rows else _by_hand()

    def _open(self, number: Dialable) -> str:
        return self._start(opener.arguments(sys.platform, number.e164))

    def _command(self, number: Dialable) -> str:
        return self._start(command.arguments(self.template, number))

    def _start(self, arguments: Sequence[str]) -> str:
        from ringa.dial import program

        program.start(arguments, self.session.environ)
        return _("Started: {program}").format(program=arguments[0])

    # what holds for all

    def _checked(self, phone: Phone) -> Dialable:
        """The number, if it may be dialled. Raises NotDialled."""
        try:
            return dialable(phone.number, self.session.campaign.region)
        except NotDialable as refused:
            raise NotDialled(number=phone.shown, reason=_(_REASONS[refused.reason])) from None

    def _masked(self, dialled: int | None) -> bool:
        return self.session.campaign.masked_numbers and dialled is None

    @property
    def _escapes(self) -> bool:
        """Whether the screen takes more than text."""
        return not self.screen.linear and sys.stdout.isatty()

    def _code(self, e164: str, columns: int, lines: int) -> list[str]:
        """The QR code, if the window has room for it and for so much more, and takes its colours."""
        if not (self.screen.colour and self._escapes):
            return []
        rows, window = qr.rows(e164), shutil.get_terminal_size()
        fits = window.columns >= len(rows[0]) + columns and window.lines >= len(rows) + lines
        return [qr.coloured(row) for row in rows] if fits else []


def _by_hand() -> str:
    return _("That does not work on this screen; dial the number by hand.")
