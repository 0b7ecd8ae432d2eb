"""The packet file, `ringa-packet/1`: what a volunteer needs at home, in one file.

Unsealed it is a line of ASCII, `ringa-packet/1 ` and the SHA-256 of all that follows in hex, then a JSON object:

- `packet` (p and 10 of base32), `campaign`, `caller` (may be empty), `made_at` and `expires` (as in results), `key`
  (32 bytes in hex, with which results are signed), `recipient` (an age recipient, to which results are sealed);
- `files`: surveys.yaml and scripts/*.md by name, as the author wrote them;
- `surveys`: `{"version", "survey"}`, every survey that was ever asked, in its normal form;
- `people`: the member's fields and `phones` (a number keeps its `index`), `state` (`core.fold.State`, what differs from
  a new contact) and `history` (cells of earlier calls, to be shown; they are no events).

Sealed it is that, in an age file (`formats.sealing`). What has another first line is refused; a later version is one
of a newer ringa. What is read is checked cell by cell: whoever can make a packet can make a bad one.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from ringa.core import survey
from ringa.core.events import CHANNELS, CONTACT_ID, REPORT, Event
from ringa.core.fold import ANYONE, CALL_BACK, LANGUAGE, State
from ringa.core.instant import is_instant
from ringa.core.packet import ID, KEY_BYTES, Packet, Person
from ringa.core.people import Member, Phone
from ringa.core.text import clean, clean_line
from ringa.errors import NotPacket, PacketNewer
from ringa.formats.kinds import START, kind_of
from ringa.formats.sealing import is_recipient
from ringa.i18n import _

SUFFIX = ".ringa"
_FORMAT = b"ringa-packet/"
_VERSION = b"1"
_HEAD = re.compile(rb"ringa-packet/(\d{1,6}) ")
_FIRST_LINE = re.compile(rb"ringa-packet/1 ([0-9a-f]{64})\n")

_TEXTS = ("first_name", "last_name", "branch", "workplace", "region", "municipality", "language")
_CELLS = ("at", "caller", "channel", "outcome", "ended_at", "call_back_at", "note")
_SCRIPT = re.compile(r"scripts/[^./\\:\x00-\x1f][^/\\:\x00-\x1f]{0,150}\.md")
_SURVEYS = "surveys.yaml"
_CAMPAIGN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
_QUEUES = (ANYONE, CALL_BACK, LANGUAGE)
_INSTANTS = ("due_at", "skipped_at", "last_at")
_MOST = 10**9


def write(packet: Packet) -> bytes:
    """The file, unsealed."""
    document = {
        **{name: getattr(packet, name) for name in ("packet", "campaign", "caller", "made_at", "expires", "recipient")},
        "key": packet.key.hex(),
        "files": dict(packet.files),
        "surveys": [{"version": version, "survey": document} for version, document in packet.surveys],
        "people": [_person_out(person) for person in packet.people],
    }
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return _FORMAT + _VERSION + b" " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _person_out(person: Person) -> dict[str, Any]:
    member = person.member
    new = State()._asdict()
    return {
        "contact": member.contact,
        **{name: getattr(member, name) for name in _TEXTS},
        "priority": member.priority,
        "fields": dict(member.fields),
        "phones": [
            {n: getattr(p, n) for n in ("index", "number", "kind", "shown", "extension")} for p in member.phones
        ],
        "state": {name: value for name, value in person.state._asdict().items() if value != new[name]},
        "history": [{name: cell for name in _CELLS if (cell := getattr(each, name))} for each in person.history],
    }


def read(data: bytes, file: str) -> Packet:
    """The packet in an unsealed file. Raises NotPacket, PacketNewer."""
    head = _HEAD.match(data)
    if head and head[1] != _VERSION:
        raise PacketNewer(file=file, found=head[1].decode(), known=_VERSION.decode())
    first = _FIRST_LINE.match(data)
    if not first:
        damaged = data.startswith(_FORMAT)
        raise NotPacket(file=file, problem=_("it was damaged on the way") if damaged else _other(data))
    body = data[first.end() :]
    if hashlib.sha256(body).hexdigest().encode() != first[1]:
        raise NotPacket(file=file, problem=_("it was damaged on the way"))
    try:
        return _packet(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotPacket(file=file, problem=_("its content is not as ringa writes it")) from None


def _other(data: bytes) -> str:
    """What a file is that is no packet."""
    kind = kind_of(data[:START])
    return _("it is {kind}").format(kind=_(kind)) if kind else _("it is something else")


# Reading. Whatever is not as it must be raises one of the errors that `read` knows.


def _must(good: object) -> None:
    if not good:
        raise ValueError


def _text(value: Any) -> str:
    _must(isinstance(value, str))
    return str(value)


def _line(value: Any) -> str:
    return clean_line(_text(value))


def _moment(value: Any) -> str:
    _must(isinstance(value, str) and is_instant(value))
    return str(value)


def _number(value: Any) -> int:
    _must(type(value) is int and 0 <= value <= _MOST)
    return int(value)


def _packet(body: dict[str, Any]) -> Packet:
    key = bytes.fromhex(body["key"])
    _must(ID.fullmatch(body["packet"]) and len(key) == KEY_BYTES and _CAMPAIGN.fullmatch(body["campaign"]))
    people = [_person(each) for each in body["people"]]
    _must(people and len({each.member.contact for each in people}) == len(people))
    return Packet(
        packet=body["packet"],
        campaign=body["campaign"],
        caller=_line(body["caller"]),
        made_at=_moment(body["made_at"]),
        expires=_moment(body["expires"]),
        key=key,
        recipient=_recipient(body["recipient"]),
        files=_files(body["files"]),
        surveys=[_survey(each) for each in body["surveys"]],
        people=people,
    )


def _recipient(value: Any) -> str:
    _must(_text(value) == "" or is_recipient(value))
    return str(value)


def _files(body: dict[str, Any]) -> Mapping[str, str]:
    """The campaign's files; none that would be written anywhere else than where the campaign's files are."""
    _must(_SURVEYS in body and all(name == _SURVEYS or _SCRIPT.fullmatch(name) for name in body))
    return {name: _text(text) for name, text in body.items()}


def _survey(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    document = body["survey"]
    _must(survey.from_document(document).version == body["version"])
    return body["version"], document


def _person(body: dict[str, Any]) -> Person:
    _must(CONTACT_ID.fullmatch(body["contact"]))
    phones = tuple(_phone(each) for each in body["phones"])
    indexes = [phone.index for phone in phones]
    _must(indexes == sorted(set(indexes)))
    texts: dict[str, Any] = {name: _line(body[name]) for name in _TEXTS}
    member = Member(
        body["contact"],
        **texts,
        phones=phones,
        priority=_number(body["priority"]),
        fields=tuple((_line(name), _line(value)) for name, value in body["fields"].items()),
    )
    return Person(member, _state(body["state"]), tuple(_call(each, member.contact) for each in body["history"]))


def _phone(body: dict[str, Any]) -> Phone:
    _must(re.fullmatch(r"\+[1-9][0-9]{4,17}", body["number"]) and 1 <= _number(body["index"]) <= 9999)
    kind, shown, extension = (_line(body[name]) for name in ("kind", "shown", "extension"))
    _must(kind and shown)
    return Phone(body["index"], body["number"], kind, shown, extension)


def _state(body: Any) -> State:
    """Where an open contact stands: each cell of the kind that it has in a new one."""
    values = {name: _state_cell(name, body[name], like) for name, like in State()._asdict().items() if name in body}
    state = State(**values)
    _must(isinstance(body, dict) and state.state == "open" and state.queue in _QUEUES and len(values) == len(body))
    return state


def _state_cell(name: str, value: Any, like: Any) -> Any:
    if isinstance(like, bool):
        _must(isinstance(value, bool))
        return value
    if isinstance(like, tuple):
        return tuple((_number if name == "bad_numbers" else _text)(each) for each in value)
    if isinstance(like, int):
        return _number(value)
    return (_moment(value) if value else "") if name in _INSTANTS else clean(_text(value))


def _call(body: dict[str, Any], contact: str) -> Event:
    """An earlier call. It is about this contact, whatever the file says."""
    cells: dict[str, Any] = {name: clean(_text(body.get(name, ""))) for name in _CELLS}
    times = (cells["at"], cells["ended_at"], cells["call_back_at"])
    _must(cells["at"] and all(is_instant(time) for time in times if time) and cells["channel"] in CHANNELS)
    return Event("", "", 0, REPORT, contact=contact, **cells)
