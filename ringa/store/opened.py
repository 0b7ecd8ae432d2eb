"""A campaign file made from a packet: its people as they stood at the office, and what signs and seals the results."""

import json

from ringa.core.fold import Rules, fold
from ringa.core.packet import Packet, Person
from ringa.core.people import Phone, phones_text, standing
from ringa.store import contacts, packets, settings
from ringa.store.db import Db

# The list that the people of a packet are on: `import` is not for here.
LIST = "packet"


def fill(db: Db, packet: Packet, rules: Rules, sealed: str, key: bytes, now: str) -> None:
    """Put a packet into a new campaign file, inside a transaction. `key` becomes the key of this campaign file."""
    body = {"opened_at": now}
    row = packets.Row(
        packet.packet, packet.caller, packet.made_at, packet.expires, len(packet.people), packet.key, sealed,
        packets.MINE, body,
    )  # fmt: skip
    packets.put(db, row)
    settings.put(db, "key", key.hex())
    settings.put(db, packets.RECIPIENT, packet.recipient)
    for version, document in packet.surveys:
        text = json.dumps(document, ensure_ascii=False)
        db.write("INSERT OR IGNORE INTO survey_versions VALUES (?, ?, ?)", (document["id"], version, text))
    for id, person in enumerate(packet.people, 1):
        _add(db, id, person, rules)


def _add(db: Db, id: int, person: Person, rules: Rules) -> None:
    member = person.member
    state = fold((), standing(member, LIST, gone=False), rules, person.state)
    values = {
        **contacts.member_values(member),
        "phones": phones_text(_in_place(member.phones)),
        **contacts.state_values(state),
        "id": id,
        "list": LIST,
        "available_at": state.due_at,
        "begin": contacts.begin_text(person.state, person.history),
    }
    names = ", ".join(values)
    db.write(f"INSERT INTO contacts ({names}) VALUES ({', '.join(':' + name for name in values)})", values)
    numbers = ((int(phone.number), id) for phone in member.phones)
    db.write_many("INSERT OR IGNORE INTO numbers (number, contact) VALUES (?, ?)", numbers)


def _in_place(phones: tuple[Phone, ...]) -> list[Phone]:
    """The numbers where their index is their place, and nothing where one was left at the office."""
    found = {phone.index: phone for phone in phones}
    return [found.get(index) or Phone(index, "", "", "") for index in range(1, max(found, default=0) + 1)]
