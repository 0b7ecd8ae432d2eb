"""One row per contact, for people: where each stands. A view; `merge` does not read it."""

from collections.abc import Iterable, Iterator

from ringa.core.people import Contact
from ringa.formats.guard import guard
from ringa.formats.whole_table import write_row

_FIELDS = ("branch", "workplace", "region", "municipality", "language")
_STATE = ("state", "reason", "attempts", "last_outcome", "last_at", "due_at", "note")
HEADER = ("contact", "list", "first_name", "last_name", "phones", *_FIELDS, *_STATE)


def write(contacts: Iterable[Contact], *, excel: bool = False) -> Iterator[str]:
    """The file in pieces. Numbers are written with spaces, so that a spreadsheet leaves them alone."""
    separator = ";" if excel else ","
    yield ("\ufeff" if excel else "") + write_row(HEADER, separator)
    for contact in contacts:
        member = contact.member
        cells = [
            contact.id,
            contact.list_name,
            member.first_name,
            member.last_name,
            " / ".join(phone.written for phone in member.phones if not phone.gone),
            *(getattr(member, name) for name in _FIELDS),
            *(str(getattr(contact.state, name)) for name in _STATE),
        ]
        yield write_row([guard(cell) for cell in cells], separator)
