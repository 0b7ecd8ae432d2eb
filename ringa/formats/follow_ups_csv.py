"""What is to be acted on, a row each: a list for the coordinator and the register. `merge` does not read it."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from ringa.core.follow_up import FollowUp
from ringa.core.instant import from_text
from ringa.formats.guard import guard
from ringa.formats.whole_table import write_row

HEADER = (
    "contact", "first_name", "last_name", "kind", "correction", "what", "text", "number", "caller", "at", "outcome",
    "event",
)  # fmt: skip


def write(found: Iterable[FollowUp], zone: tzinfo, *, excel: bool = False) -> Iterator[str]:
    """The file in pieces. `at` is the clock where the campaign is; `excel` as for results."""
    separator = ";" if excel else ","
    yield ("\ufeff" if excel else "") + write_row(HEADER, separator)
    for each in found:
        event, member = each.event, each.contact.member
        cells = [
            member.contact, member.first_name, member.last_name, each.kind, each.correction, each.what, each.text,
            each.number, event.caller, f"{from_text(each.at).astimezone(zone):%Y-%m-%d %H:%M}", event.outcome, event.id,
        ]  # fmt: skip
        yield write_row([guard(cell) for cell in cells], separator)
