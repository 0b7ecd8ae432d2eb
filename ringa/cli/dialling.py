"""Help to dial: the number on the card, what stands beside it, and the key that rings."""

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

BESIDE = (42, 9)  # columns and lines that a card needs beside and below a QR code
ALONE = (12, 4)  # what a number and the keys need there
MOST = 9  # numbers to choose from
_NOTHING: tuple[list[str], int] = ([], 0)
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
    if caveat := WAYS[named].caveat:
        show.words(_(caveat))
        if not ask.yes(_("Dial that way?")):
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

    def __init__(self, session: Session, screen: Screen, dial: Dial) -> None:
        self.session = session
        self.screen = screen
        self.keyboard = Keyboard(screen, {})
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

    def links(self, contact: Contact, dialled: int | None = None) -> dict[str, str]:
        """The number, and the same as a link, if that is the way."""
        found = self._on_card(ways.LINK, contact, dialled)
        return {found[0].shown: tel.linked(found[0].shown, found[1].e164)} if found and self._escapes else {}

    def beside(self, contact: Contact, dialled: int | None = None) -> tuple[list[str], int]:
        """The QR code, drawn, and how wide it is, if that is the way and there is room for it beside the card."""
        found = self._on_card(ways.QR, contact, dialled)
        return self._code(found[1].e164, *BESIDE) if found else _NOTHING

    def _on_card(self, way: str, contact: Contact, dialled: int | None) -> tuple[Phone, Dialable] | None:
        """The number, if it helps on the card in that way: not while it is masked, nor if it may not be dialled."""
        phone = contact.number(dialled)
        if self.way != way or phone is None or self._masked(dialled):
            return None
        try:
            return phone, self._checked(phone)
        except NotDialled:
            return None

    # the key

    def dial(self, contact: Contact, dialled: int | None = None) -> int | None:
        """Ring: first in the way that is set; once something is `dialled`, in any way. The index of the number, or
        None if the caller stepped back."""
        numbers = contact.usable_numbers
        if not numbers:
            self.screen.notice(_("There is no number to dial."))
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
        return numbers[self._choose(_("Which number?"), texts)]

    def _choose(self, title: str, texts: Sequence[str]) -> int:
        with self.screen.aside(_("Dial")):
            return self.keyboard.choose(title, texts)

    def _change_way(self) -> None:
        """The way for the rest of the shift. Raises Back."""
        names = [name for name in WAYS if name != ways.COMMAND or self.template]
        texts = [_(WAYS[name].label) + (" " + _("(as now)") if name == self.way else "") for name in names]
        picked = names[self._choose(_("How do you want to dial?"), texts)]
        if picked != self.way and not self._agreed(WAYS[picked].caveat):
            raise Back
        self.way = picked

    def _agreed(self, caveat: str) -> bool:
        if not caveat:
            return True
        with self.screen.aside(_("Dial")):
            self.screen.line(_(caveat))
            return self.keyboard.yes(_("Dial that way?"))

    def _ring(self, phone: Phone) -> None:
        """The number, always, and what the way does. An error is told, and the call can still be reported."""
        said = ""
        try:
            number = self._checked(phone)
            said = self._does[self.way](number) if self.way in self._does else ""
        except RingaError as problem:
            said = f"{problem.message} {problem.hint}"
        self.screen.notice(f"{phone.written}   {said}".rstrip())
        self.screen.notice(_("Press d again to dial another number, or in another way."))

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
        return _("Click the link, in some terminals with Ctrl held down.")

    def _scan(self, number: Dialable) -> str:
        said = _("Scan the code with your phone.")
        if self._code(number.e164, *BESIDE)[0]:
            return said
        rows, width = self._code(number.e164, *ALONE)
        if not rows:
            return _by_hand()
        with self.screen.aside(_("Dial")):
            self.screen.line(number.digits, BOLD)
            self.screen.line(said)
            self.screen.beside(rows, width, ALONE[0])
            self.keyboard.wait()
        return ""

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

    def _code(self, e164: str, columns: int, lines: int) -> tuple[list[str], int]:
        """The QR code and its width, if the window has room for it and so much more, and takes its colours."""
        if not (self.screen.colour and self._escapes and _has_blocks(sys.stdout.encoding)):
            return _NOTHING
        rows, width = qr.rows(e164), self.screen.width
        fits = width >= len(rows[0]) + columns and self.screen.height >= len(rows) + lines
        return ([qr.coloured(row) for row in rows], len(rows[0])) if fits else _NOTHING


def _has_blocks(encoding: str) -> bool:
    """Whether a terminal of this encoding has the signs that a QR code is drawn with."""
    signs = "".join(qr.BLOCKS.values())
    return signs.encode(encoding, "replace").decode(encoding) == signs


def _by_hand() -> str:
    return _("That does not work on this screen; dial the number by hand.")
