"""Who has a packet with somebody in it who must not be called any more, and cannot know it: they are to be told."""

from collections.abc import Sequence

from ringa.cli import show
from ringa.cli.session import Session
from ringa.i18n import _
from ringa.store import packets
from ringa.store.packets import Unaware


def tell(session: Session) -> None:
    """Say it for every packet that is out."""
    for line in lines(packets.unaware(session.open_db())):
        show.words(line)


def lines(found: Sequence[Unaware]) -> list[str]:
    """A line for each of the people."""
    text = _("{contact} must not be called, and is in {caller}'s packet: tell {caller} today. There: "
             "`ringa opt-out {contact}`.")  # fmt: skip
    return [text.format(contact=each.contact, caller=each.caller) for each in found]
