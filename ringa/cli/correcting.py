"""What the member says is wrong in the register, noted during a call: the kind with a key, then the words."""

from collections.abc import Mapping

from ringa.cli.keyboard import Back, Keyboard
from ringa.cli.screen import BOLD, Screen
from ringa.core import correction
from ringa.core.correction import KINDS, SAID, Kind
from ringa.core.people import Contact
from ringa.core.text import clean_line
from ringa.i18n import _


def correct(
    screen: Screen, keyboard: Keyboard, contact: Contact, corrections: Mapping[str, str], region: str
) -> dict[str, str]:
    """The corrections with one more, with other words, or without one; as they were after a step back.

    One at a time: what has been typed is in the draft before the next is asked for.
    """
    kinds = list(KINDS.values())
    try:
        chosen = keyboard.choose(
            _("What is wrong in the register? It is passed on; nothing changes here."),
            [_row(kind, corrections) for kind in kinds],
            "b",
        )
    except Back:
        return dict(corrections)
    kind = kinds[chosen]
    screen.frame(screen.now.title)
    try:
        words = _words(screen, keyboard, kind, contact, corrections.get(kind.code, ""))
    except Back:
        return dict(corrections)
    if kind.code == correction.PHONE and words and not correction.number(words, region):
        screen.notice(_("That is no whole number that can be dialled. It is passed on as you wrote it."))
    found = correction.changed(corrections, kind.code, words)
    screen.notice(
        _("For the register: {text}").format(text=", ".join(_row(k, found) for k in kinds if k.code in found) or "–")
    )
    return found


def _row(kind: Kind, corrections: Mapping[str, str]) -> str:
    """A kind of correction, and what has been noted of it."""
    words = corrections.get(kind.code, "")
    said = correction.told(words) or (_("noted") if words else "")
    return f"{_(kind.label)}: {said}" if said else _(kind.label)


def _words(screen: Screen, keyboard: Keyboard, kind: Kind, contact: Contact, before: str) -> str:
    """What is to be noted; '' for nothing. What was noted before stands, and can be taken away."""
    if now := _registered(kind, contact):
        screen.line(_("In the register: {text}").format(text=now))
    if before:
        screen.line(_("- takes it away."))
    screen.line(_(kind.hint), BOLD)
    text = clean_line(keyboard.text(_("In words"), correction.told(before)))
    if text == "-":
        return ""
    return text or ("" if kind.words_needed else SAID)


def _registered(kind: Kind, contact: Contact) -> str:
    """What the register says, as far as it is known here."""
    member = contact.member
    if kind.code == correction.PHONE:
        return ", ".join(phone.written for phone in member.phones if not phone.gone)
    if kind.code == correction.NAME:
        return member.name
    if kind.code == correction.ADDRESS:
        return " · ".join(filter(None, (member.workplace, member.municipality)))
    return ""
