"""Values for tests, with good defaults: say only what the test is about.

Telephone numbers are those that PTS has set aside for fiction: 070-174 06 05 … 99, 08-465 004 00 … 99 and
031-390 06 00 … 49. Nobody can be rung by mistake.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ringa.core import fold, script, survey
from ringa.core.events import END, FORGET, LIFT, OPT_OUT, REPORT, RESOLVE, UNDO, Event, cells, mac, sealed
from ringa.core.outcome import OUTCOMES
from ringa.core.people import Member, Phone
from ringa.formats import results_csv
from ringa.store import packets

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY = datetime(2026, 8, 14, 8, 0, tzinfo=UTC)  # ten in the morning in Stockholm
CAMPAIGN = "reference"
KEY = b"k" * 32


def moment(**after: float) -> str:
    """The instant so long after FRIDAY, as text: `moment(hours=3)`."""
    return (FRIDAY + timedelta(**after)).strftime("%Y-%m-%dT%H:%M:%SZ")


BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def a_device(n: int = 0) -> str:
    """The id of the n-th of a thousand devices."""
    return "daaaaaaaa" + BASE32[n // 32] + BASE32[n % 32]


# Events. `at` is FRIDAY and as many minutes as `seq` says, so that a later number is a later event.


def an_event(kind: str, seq: int = 1, *, device: str = a_device(), **cells: Any) -> Event:
    """An event of any kind, sealed. `answers` are given by question."""
    answers: Mapping[str, str] = cells.pop("answers", {})
    extra = tuple((f"answer.{name}", cell) for name, cell in answers.items()) + tuple(cells.pop("extra", ()))
    at = cells.pop("at", None) or moment(minutes=seq)
    values: dict[str, Any] = {"campaign": CAMPAIGN, "at": at, "extra": extra, **cells}
    return sealed(Event(device=device, seq=seq, kind=kind, **values))


def a_report(outcome: str = "no_answer", seq: int = 1, **cells: Any) -> Event:
    """A call to contact m1 by Kim."""
    return an_event(REPORT, seq, **{"contact": "m1", "caller": "Kim", "channel": "phone", "outcome": outcome, **cells})


def an_undo(of: Event, seq: int, **cells: Any) -> Event:
    """The caller takes a report back, on the same device."""
    return an_event(UNDO, seq, **{"replaces": of.id, "device": of.device, "caller": "Kim", **cells})


def an_opt_out(seq: int = 1, **cells: Any) -> Event:
    """An objection that reached the coordinator."""
    return an_event(OPT_OUT, seq, **{"contact": "m1", **cells})


def a_lift(of: Event, seq: int, **cells: Any) -> Event:
    """A coordinator lifts the sticky fact of an event."""
    return an_event(LIFT, seq, **{"replaces": of.id, **cells})


def a_resolve(of: Event, seq: int, **cells: Any) -> Event:
    """A coordinator has acted on an event."""
    return an_event(RESOLVE, seq, **{"replaces": of.id, **cells})


def a_forget(seq: int = 1, **cells: Any) -> Event:
    """A member has asked to be forgotten."""
    return an_event(FORGET, seq, **{"contact": "m1", **cells})


def ends_of(events: Iterable[Event]) -> dict[str, tuple[str, int]]:
    """The closing rows that a whole file of these events has."""
    ends: dict[str, tuple[str, int]] = {}
    for event in events:
        ends[event.device] = (event.campaign, max(event.seq, ends.get(event.device, ("", 0))[1]))
    return ends


def a_results_file(events: Sequence[Event], *, excel: bool = False) -> str:
    """The text of a whole results file with these events, as `ringa export` writes it."""
    extra = {name for event in events for name, _cell in event.extra}
    ordered = sorted((e for e in events if e.kind != END), key=lambda e: (e.device, e.seq, e.check))
    return "".join(results_csv.write(ordered, ends_of(events), extra, excel=excel))


# What the fold needs to know


def a_rules(**changes: Any) -> fold.Rules:
    """The rules of a campaign in Stockholm: the built-in outcomes, six attempts."""
    values: dict[str, Any] = {"outcomes": OUTCOMES, "max_attempts": 6, "zone": STOCKHOLM, **changes}
    return fold.Rules(**values)


def a_standing(*numbers: int, listed: bool = True, gone: bool = False) -> fold.Standing:
    """A contact on the list with the numbers of these indexes; one number if none is given."""
    return fold.Standing("m1", numbers or (1,), listed, gone)


# People


def a_mobile(n: int = 5) -> str:
    """A mobile number of nobody, E.164: 070-174 06 05 … 99."""
    assert 5 <= n <= 99
    return f"+467017406{n:02}"


def a_phone(index: int = 1, n: int | None = None, **changes: Any) -> Phone:
    """A number of a contact; without `n` the number goes with the index."""
    n = index + 4 if n is None else n
    values: dict[str, Any] = {"kind": "mobile", "shown": f"070-174 06 {n:02}", **changes}
    return Phone(index, a_mobile(n), **values)


def a_fixed_phone(index: int = 1, n: int = 0) -> Phone:
    """A fixed line of nobody: 08-465 004 00 … 99."""
    return Phone(index, f"+468465004{n:02}", "fixed", f"08-465 004 {n:02}")


def a_member(contact: str = "m1", **changes: Any) -> Member:
    """Åsa Öberg, who has one number."""
    values: dict[str, Any] = {"first_name": "Åsa", "last_name": "Öberg", "phones": (a_phone(),), **changes}
    return Member(contact, **values)


# Surveys and scripts, in their normal form


def a_question(id: str = "will_vote", type: str = "single", **more: Any) -> dict[str, Any]:
    """A question; one with choices has yes, unsure and no."""
    choices = [{"code": code, "text": {"sv": code.title(), "en": code}} for code in ("yes", "unsure", "no")]
    found = {"choices": choices} if type in ("single", "multiple") else {}
    return {"id": id, "type": type, "ask": {"sv": f"Fråga {id}?", "en": f"Question {id}?"}, **found, **more}


def a_survey_document(*questions: dict[str, Any], id: str = "val") -> dict[str, Any]:
    """A survey's normal form."""
    return {"id": id, "questions": list(questions or (a_question(),))}


def a_survey(*questions: dict[str, Any], id: str = "val") -> survey.Survey:
    """A survey with these questions."""
    return survey.from_document(a_survey_document(*questions, id=id))


def a_script_document(body: list[script.Node] | None = None, **more: Any) -> dict[str, Any]:
    """A script's normal form."""
    return {"id": "talk", "body": [["text", "Hej!"]] if body is None else body, "hard": [], **more}


def a_script(body: list[script.Node] | None = None, **more: Any) -> script.Script:
    """A script that says "Hej!"."""
    return script.from_document(a_script_document(body, **more))


def a_campaign_document(**head: Any) -> dict[str, Any]:
    """The normal form of a small campaign."""
    return {"campaign": {"id": CAMPAIGN, **head}, "outcomes": {}, "surveys": [a_survey_document()], "scripts": []}


# Packets


def a_packet_id(n: int = 0) -> str:
    """The id of the n-th of a thousand packets."""
    return "paaaaaaaa" + BASE32[n // 32] + BASE32[n % 32]


def a_packet_row(n: int = 0, **changes: Any) -> packets.Row:
    """The n-th packet, which Kim has, as the campaign that made it keeps it in its ledger."""
    values: dict[str, Any] = {
        "packet": a_packet_id(n), "caller": "Kim", "made_at": moment(), "expires": moment(days=30), "size": 5,
        "key": bytes([n]) * 32, "sealed": "plain", "state": packets.OUT, "body": {},
    }  # fmt: skip
    return packets.Row(**{**values, **changes})


def signed(event: Event, packet: packets.Row) -> Event:
    """The event as it comes from a campaign that was opened from a packet."""
    event = sealed(event._replace(packet=packet.packet, mac=""))
    return event._replace(mac=mac(cells(event), packet.key))
