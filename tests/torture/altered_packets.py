"""Packets as they may be altered on the way, or made by somebody who knows the format."""

import base64
import hashlib
import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ringa.core.fold import State
from ringa.core.packet import Packet, Person
from ringa.formats import packet as packet_file
from ringa.formats import sealing
from tests.build import a_member, a_packet_id, a_report, a_survey, a_survey_document, moment
from tests.cli.ready import SMALL
from tests.torture.wrapped import RECIPIENT


class AlteredPacket(NamedTuple):
    """A packet as it came; `made` if its digest is right, so that nothing can tell it from a good one."""

    how: str
    data: bytes
    made: bool = False


def _packet() -> bytes:
    people = [Person(a_member(f"m{n}"), State(), (a_report("busy", contact=f"m{n}"),)) for n in range(4)]
    document = a_survey_document()
    return packet_file.write(
        Packet(
            packet=a_packet_id(), campaign="reference", caller="Åsa", made_at=moment(), expires=moment(days=30),
            key=bytes(32), recipient=RECIPIENT, files={"surveys.yaml": SMALL.format(campaign="", outcomes="")},
            surveys=[(a_survey().version, document)], people=people,
        )
    )  # fmt: skip


WHOLE = _packet()
_HEAD, _BODY = WHOLE.split(b"\n", 1)
SEALED = sealing.seal(WHOLE, RECIPIENT)


def _with_digest(body: bytes) -> bytes:
    return b"ringa-packet/1 " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def flipped(chance: Random) -> AlteredPacket:
    """Some bytes are others."""
    data = bytearray(WHOLE)
    for _ in range(chance.choice([1, 1, 2, 8])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return AlteredPacket("bytes flipped", bytes(data), bytes(data) == WHOLE)


def cut(chance: Random) -> AlteredPacket:
    """The end is missing, or there is more."""
    if chance.random() < 0.2:
        return AlteredPacket("longer", WHOLE + chance.choice([b"\n", b" ", b"\0", WHOLE]))
    return AlteredPacket("cut", WHOLE[: chance.randrange(len(WHOLE))])


def head(chance: Random) -> AlteredPacket:
    """The first line is another."""
    found = chance.choice([
        _HEAD.replace(b"/1", b"/2"), _HEAD.replace(b"/1", b"/999999"), _HEAD.replace(b"/1", b"/0"), _HEAD.upper(),
        _HEAD.replace(b"packet", b"results"), _HEAD[:-1], _HEAD + b" ", _HEAD + b"\r", b"", _HEAD.replace(b" ", b"  "),
        b"\xef\xbb\xbf" + _HEAD, _HEAD.replace(b"/1", b"/1000000000"), b"ringa-packet/1 " + b"0" * 64,
    ])  # fmt: skip
    return AlteredPacket(f"first line {found[:30]!r}", found + b"\n" + _BODY)


_ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, float("nan"), "", "x", "\0", "\x1b[2J", "é" * 300, "../../etc/passwd", [], [[]], {},
    {"a": {}}, "2026-02-30T00:00:00Z", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "+46", "m0", "'", "\ud800",
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in items:
        found += _places(each, (*path, name))
    return found


def made(chance: Random) -> AlteredPacket:
    """Something in it is of another kind, missing, doubled or strange, and the digest is right again."""
    document = json.loads(_BODY)
    hows = []
    for _ in range(chance.choice([1, 1, 3])):
        *path, last = chance.choice(_places(document))
        at = document
        for step in path:
            at = at[step]
        way = chance.randrange(4)
        hows.append(f"{'.'.join(map(str, [*path, last]))} way {way}")
        if way == 0:
            del at[last]
        elif way == 1 and isinstance(at, list):
            at.append(at[last])
        elif way == 2 and isinstance(at, dict):
            at[chance.choice(["x", "scripts/../a.md", "scripts/a.md", "__class__"])] = at[last]
        else:
            at[last] = chance.choice(_ODD)
    return AlteredPacket("made: " + ", ".join(hows), _with_digest(json.dumps(document).encode()), True)


def made_text(chance: Random) -> AlteredPacket:
    """What is behind the first line is no JSON, or very much of it, and the digest is right."""
    body = chance.choice([
        b"", b"null", b"[]", b"{", b"[" * 100_000, b'{"a":' * 50_000, _BODY + _BODY, _BODY[:-1], b"\xff\xfe" + _BODY,
        b'{"packet":1,"packet":2}', b"9" * 5000, _BODY.decode().encode("utf-16"), _BODY.replace(b"m0", b"m1"),
    ])  # fmt: skip
    return AlteredPacket(f"made: {body[:20]!r}", _with_digest(body), True)


def sealed(chance: Random) -> AlteredPacket:
    """A sealed packet that was altered, or sealed to another, or whose seal asks for a code or a day's work."""
    data = bytearray(SEALED)
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    salt = base64.b64encode(bytes(16)).rstrip(b"=")
    body = base64.b64encode(bytes(32)).rstrip(b"=")
    work = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n--- %s\n" % (salt, chance.choice([0, 40, 255]), body, body)
    how, found = chance.choice([
        ("a bit", bytes(data)), ("cut", SEALED[:place]), ("longer", SEALED + b"\0"), ("twice", SEALED + SEALED),
        ("to another", sealing.seal(WHOLE, sealing.new_pair().recipient)), ("a code", work + bytes(32)),
        ("version", SEALED.replace(b"/v1", b"/v3", 1)), ("results", sealing.seal(b"format,campaign\r\n", RECIPIENT)),
        ("sealed twice", sealing.seal(SEALED, RECIPIENT)), ("flipped inside", sealing.seal(WHOLE[:-5], RECIPIENT)),
    ])  # fmt: skip
    return AlteredPacket(f"sealed: {how}", found)


PACKETS: tuple[Callable[[Random], AlteredPacket], ...] = (flipped, cut, head, made, made_text, sealed)
