"""What goes out in a packet, and to whom."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import packet
from ringa.core.fold import CALL_BACK, LANGUAGE, State
from ringa.core.people import Contact
from tests.build import a_member, a_phone, a_report


def a_contact(n: int, queue: str = "anyone", call_back_for: str = "", **member: str) -> Contact:
    return Contact(a_member(f"m{n}", **member), State(queue=queue, call_back_for=call_back_for))


def ids(shares: packet.Shares) -> dict[str, list[str]]:
    return {name: [contact.id for contact in found] for name, found in shares.items()}


def test_a_packet_is_named_by_chance() -> None:
    assert packet.ID.fullmatch(packet.new_id(lambda size: b"\x07" * size))
    assert packet.new_id(lambda size: b"\x07" * size) != packet.new_id(lambda size: b"\x08" * size)


def test_only_what_is_needed_goes_out() -> None:
    member = a_member(
        phones=(a_phone(1), a_phone(2), a_phone(3, gone=True), a_phone(4)),
        branch="Pendeltåg", region="Stockholm", fields=(("shoe_size", "43"), ("shift", "natt")),
    )  # fmt: skip
    contact = Contact(member, State(bad_numbers=(2,), follow_ups=("daaaaaaaaaa-1",), note="ring efter sex", attempts=2))
    call = a_report(note="semester", to_coordinator="vill bli ombud", answers={"will_vote": "yes"}, survey="val")
    sent = packet.person(contact, [call], {"shift"})
    assert [phone.index for phone in sent.member.phones] == [1, 4]
    assert (sent.member.branch, sent.member.region, sent.member.fields) == ("Pendeltåg", "", (("shift", "natt"),))
    assert sent.state == contact.state._replace(follow_ups=())
    (told,) = sent.history
    assert (told.outcome, told.caller, told.note, told.at) == (call.outcome, call.caller, "semester", call.at)
    assert not any((told.to_coordinator, told.extra, told.survey, told.device, told.check))
    assert packet.person(contact, [], {"region"}).member.region == "Stockholm"


def test_contacts_are_dealt_as_cards_are() -> None:
    pool = [a_contact(n) for n in range(1, 6)]
    assert ids(packet.shares(pool, ["Anna", "Olle"], 2)) == {"Anna": ["m1", "m3"], "Olle": ["m2", "m4"]}


def test_nobody_gets_an_empty_packet() -> None:
    assert ids(packet.shares([a_contact(1)], ["Anna", "Olle"], 2)) == {"Anna": ["m1"]}


def test_a_call_back_goes_to_the_caller_who_promised_it_and_else_stays() -> None:
    pool = [a_contact(1, CALL_BACK, "Olle"), a_contact(2, CALL_BACK, "Eva"), a_contact(3, CALL_BACK), a_contact(4)]
    assert ids(packet.shares(pool, ["Anna", "Olle"], 9)) == {"Anna": ["m4"], "Olle": ["m1"]}


def test_who_needs_another_language_goes_to_a_caller_who_has_it() -> None:
    pool = [a_contact(1, LANGUAGE, language="FI"), a_contact(2, LANGUAGE, language="so")]
    assert ids(packet.shares(pool, ["Anna"], 9, ["fi"])) == {"Anna": ["m1"]}
    assert packet.shares(pool, ["Anna"], 9) == {}


def test_a_share_for_each_branch() -> None:
    pool = [
        a_contact(1, branch="Väg"), a_contact(2, branch="Buss"), a_contact(3, branch="Väg"), a_contact(4),
        a_contact(5, branch="Väg"), a_contact(6, CALL_BACK, "Olle", branch="Buss"),
    ]  # fmt: skip
    assert ids(packet.shares_by(pool, "branch", 2)) == {"Buss": ["m2"], "Väg": ["m1", "m3"]}
    assert packet.shares_by(pool, "shoe_size", 2) == {}


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(["anyone", CALL_BACK, LANGUAGE]), max_size=20),
    st.integers(1, 4),
    st.integers(1, 6),
)
def test_shares_are_disjoint_and_as_even_as_the_queue_allows(queues: list[str], callers: int, size: int) -> None:
    pool = [a_contact(n, queue, "Olle") for n, queue in enumerate(queues)]
    names = [f"caller {n}" for n in range(callers)]
    dealt = [contact.id for found in packet.shares(iter(pool), names, size).values() for contact in found]
    assert len(set(dealt)) == len(dealt) == min(queues.count("anyone"), callers * size)
    sizes = [len(found) for found in packet.shares(pool, names, size).values()]
    assert max(sizes, default=0) - min(sizes, default=0) <= 1
