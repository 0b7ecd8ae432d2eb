"""The packet file: what goes in comes out, and nothing else is taken for a packet."""

import hashlib
import json
import random
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import survey
from ringa.core.fold import State
from ringa.core.packet import Packet, Person
from ringa.core.packet import person as as_sent
from ringa.core.people import Contact
from ringa.core.text import clean, clean_line
from ringa.errors import NotPacket, PacketNewer, RingaError
from ringa.formats.packet import read, write
from tests.build import a_member, a_phone, a_report, a_survey_document, moment

LINES = st.text(max_size=20).map(clean_line)
TEXTS = st.text(max_size=30).map(clean)
STATES = st.fixed_dictionaries(
    {
        "reason": LINES,
        "queue": st.sampled_from(["anyone", "call_back", "language"]),
        "due_at": st.sampled_from(["", moment()]),
        "call_back_for": LINES,
        "attempts": st.integers(0, 9),
        "reached": st.booleans(),
        "bad_numbers": st.sampled_from([(), (2,), (1, 3)]),
        "skipped_at": st.sampled_from(["", moment()]),
        "note": TEXTS,
    }
).map(lambda values: State(**cast(Any, values)))


def a_packet(*people: Person, **changes: Any) -> Packet:
    """A packet for Anna; one person if none is given."""
    document = a_survey_document()
    values: dict[str, Any] = {
        "packet": "paaaaaaaaaa",
        "campaign": "reference",
        "caller": "Anna",
        "made_at": moment(),
        "expires": moment(days=14),
        "key": bytes(range(32)),
        "recipient": "age1wckndjdugdkghdw2wewhanqad67kdr0vp6nu5vxdx63kpnmga9ds9dtxj7",
        "files": {"surveys.yaml": "campaign: …", "scripts/samtal på svenska.md": "Hej!"},
        "surveys": [(survey.version_of(document), document)],
        "people": list(people) or [Person(a_member(), State())],
        **changes,
    }
    return Packet(**values)


@settings(max_examples=100)
@given(st.lists(st.tuples(LINES, TEXTS, STATES), min_size=1, max_size=3), LINES)
def test_what_goes_in_comes_out(drawn: list[tuple[str, str, State]], caller: str) -> None:
    people = []
    for n, (name, note, state) in enumerate(drawn):
        member = a_member(f"m{n}", first_name=name, phones=(a_phone(1), a_phone(3)), fields=(("shift", name),))
        calls = [a_report(note=note, contact=f"m{n}", call_back_at=moment())]
        people.append(as_sent(Contact(member, state), calls, {"shift"}))
    packet = a_packet(*people, caller=caller)
    assert read(write(packet), "x") == packet


def altered(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """A packet whose content was changed by somebody who can count."""
    person = as_sent(Contact(a_member(), State(attempts=1)), [a_report(call_back_at=moment())], ())
    body = json.loads(write(a_packet(person)).partition(b"\n")[2])
    change(body)
    data = json.dumps(body).encode()
    return b"ringa-packet/1 " + hashlib.sha256(data).hexdigest().encode() + b"\n" + data


def put(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(body: Any) -> None:
        for step in path[:-1]:
            body = body[step]
        body[path[-1]] = value

    return change


BAD = [
    put("packet", value="p1"),
    put("packet", value="../../etc"),
    put("campaign", value="../x"),
    put("key", value="00"),
    put("key", value="zz" * 32),
    put("key", value=None),
    put("expires", value="tomorrow"),
    put("made_at", value=5),
    put("caller", value=["Anna"]),
    put("recipient", value=None),
    put("recipient", value="age1x"),
    put("people", value=[]),
    put("people", value={}),
    put("people", value=None),
    put("files", value={}),
    put("files", value={"surveys.yaml": 1}),
    put("files", "../.bashrc", value="x"),
    put("files", "scripts/../../x.md", value="x"),
    put("files", "scripts/.hidden.md", value="x"),
    put("files", "scripts/x.py", value="x"),
    put("files", "ringa.db", value="x"),
    put("surveys", 0, "version", value="v000000000000"),
    put("surveys", 0, "survey", value={"id": "val"}),
    put("surveys", 0, "survey", value=[]),
    put("people", 0, "contact", value="0001"),
    put("people", 0, "contact", value=None),
    put("people", 0, "first_name", value=7),
    put("people", 0, "priority", value=True),
    put("people", 0, "priority", value=-1),
    put("people", 0, "priority", value=10**30),
    put("people", 0, "fields", value=[]),
    put("people", 0, "fields", value={"shift": 3}),
    put("people", 0, "phones", 0, "number", value="112"),
    put("people", 0, "phones", 0, "number", value="+46701740605; rm"),
    put("people", 0, "phones", 0, "index", value=0),
    put("people", 0, "phones", 0, "shown", value=""),
    put("people", 0, "phones", 0, "kind", value="\t"),
    put("people", 0, "phones", 0, "index", value="1"),
    put("people", 0, "phones", 0, "index", value=10**6),
    put("people", 0, "state", "state", value="done"),
    put("people", 0, "state", "queue", value="nowhere"),
    put("people", 0, "state", "attempts", value="1"),
    put("people", 0, "state", "reached", value=1),
    put("people", 0, "state", "bad_numbers", value=["1"]),
    put("people", 0, "state", "bad_numbers", value=1),
    put("people", 0, "state", "due_at", value="soon"),
    put("people", 0, "state", "note", value=[]),
    put("people", 0, "state", "mood", value="good"),
    put("people", 0, "state", value=[]),
    put("people", 0, "history", 0, "at", value=""),
    put("people", 0, "history", 0, "at", value="yesterday"),
    put("people", 0, "history", 0, "call_back_at", value="x"),
    put("people", 0, "history", 0, "channel", value="drums"),
    put("people", 0, "history", 0, "note", value=1),
    lambda body: body.pop("key"),
    lambda body: body["people"].append(body["people"][0]),
    lambda body: body["people"][0]["phones"].append(body["people"][0]["phones"][0]),
    lambda body: body["people"][0].pop("history"),
]


@pytest.mark.parametrize("change", BAD)
def test_a_packet_with_something_impossible_in_it_is_refused(change: Callable[[dict[str, Any]], Any]) -> None:
    assert read(altered(lambda body: None), "x").packet == "paaaaaaaaaa"
    with pytest.raises(NotPacket, match="content"):
        read(altered(change), "x.ringa")


def test_what_an_attacker_writes_into_texts_does_not_reach_the_terminal() -> None:
    found = read(altered(put("people", 0, "first_name", value="A\x1b[2J\nB\tC")), "x")
    assert found.people[0].member.first_name == "A␛[2J B C"
    assert read(altered(put("people", 0, "state", "note", value="\x9b")), "x").people[0].state.note == "\ufffd"


def test_content_that_is_nested_too_deeply_is_refused() -> None:
    data = b"[" * 100_000
    with pytest.raises(NotPacket):
        read(b"ringa-packet/1 " + hashlib.sha256(data).hexdigest().encode() + b"\n" + data, "x")


def test_a_packet_of_a_newer_ringa_is_refused_kindly() -> None:
    with pytest.raises(PacketNewer, match="newer ringa"):
        read(write(a_packet()).replace(b"/1 ", b"/2 ", 1), "x.ringa")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "something else"),
        (b"%PDF-1.7", "PDF"),
        (b"Medlemsnummer;Namn\n", "something else"),
        (b"ringa-packet/1", "damaged"),
        (b"ringa-packet/1 00\n{}", "damaged"),
    ],
)
def test_another_file_is_named(data: bytes, says: str) -> None:
    with pytest.raises(NotPacket, match=says):
        read(data, "x.ringa")


def test_no_mutated_packet_is_taken_and_none_crashes() -> None:
    data, chance = write(a_packet()), random.Random(20260814)
    for _ in range(300):
        changed = bytearray(data)
        for _again in range(chance.choice((1, 1, 1, 5))):
            place = chance.randrange(len(changed))
            kind = chance.randrange(4)
            if kind == 0:
                changed[place] ^= 1 << chance.randrange(8)
            elif kind == 1:
                del changed[place : place + chance.randrange(1, 40)]
            elif kind == 2:
                changed[place:place] = chance.randbytes(chance.randrange(1, 9))
            else:
                changed[place : place + 9] = changed[: chance.randrange(1, 60)]
            changed = changed or bytearray(b"x")
        if changed != data:
            with pytest.raises(RingaError):
                read(bytes(changed), "x.ringa")
