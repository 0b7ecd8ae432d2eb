"""The canonical form of events and their checks, as CONTRACT section 7 has them."""

import hashlib
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import events
from ringa.core.events import MAC, Event, cells, digest, end_row, erased, faults, from_cells, mac, sealed
from tests.build import a_device, a_forget, a_lift, a_report, a_resolve, an_event, an_opt_out, an_undo

DEVICE = a_device()
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1f"), max_size=30)


def test_the_check_is_the_one_that_the_contract_describes() -> None:
    """Known answer: written out by hand after the text of CONTRACT section 7, with nothing but hashlib."""
    report = an_event(
        "report",
        12,
        device="dabcdefghi2",
        campaign="reference",
        at="2026-08-14T16:05:12Z",
        contact="m0012345",
        caller="Kim",
        channel="phone",
        outcome="conversation",
        note="A\u030asa ringer\r\ntillbaka",
        survey="val",
        survey_version="v0123456789ab",
        answers={"will_vote": "yes", "issues": "pay|staffing"},
        mac="k0123456789abcdef",
    )
    by_hand = [
        "answer.issues=pay|staffing",
        "answer.will_vote=yes",
        "at=2026-08-14T16:05:12Z",
        "caller=Kim",
        "campaign=reference",
        "channel=phone",
        "contact=m0012345",
        "device=dabcdefghi2",
        "event=dabcdefghi2-12",
        "format=ringa-results/1",
        "kind=report",
        "note=\u00c5sa ringer\ntillbaka",
        "outcome=conversation",
        "seq=12",
        "survey=val",
        "survey_version=v0123456789ab",
    ]
    assert report.check == "h" + hashlib.sha256("\x1f".join(by_hand).encode("utf-8")).hexdigest()[:16]
    assert report.check == "h9c29f770a41b37bb"


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["note", "caller", "answer.a", "answer.b", "x"]), TEXT), st.randoms())
def test_the_check_depends_on_meaning_and_not_on_order_form_or_empty_cells(row: dict[str, str], random: Any) -> None:
    shuffled = list(row.items())
    random.shuffle(shuffled)
    other = {name: unicodedata.normalize("NFD", cell).replace("\n", "\r\n") for name, cell in shuffled}
    assert digest({**other, "empty": "", "check": "h0", "mac": "k0"}) == digest(
        {name: cell.replace("\n", "\r\n") for name, cell in row.items()}
    )


@settings(max_examples=50)
@given(
    st.sampled_from(["note", "contact", "campaign", "outcome", "answer.will_vote", "at", "number_index"]),
    st.text("ab=1", min_size=1, max_size=3),
)
def test_a_changed_cell_changes_the_check(name: str, addition: str) -> None:
    row = cells(a_report("conversation", note="x", answers={"will_vote": "yes"}))
    assert digest({**row, name: row.get(name, "") + addition}) != row["check"]


def test_sealing_brings_cells_into_their_form_and_leaves_out_empty_answers() -> None:
    event = an_event("report", note="A\u030a\r\nB", answers={"b": "2", "a": "A\u030a", "none": ""})
    assert event.note == "Å\nB"
    assert event.extra == (("answer.a", "Å"), ("answer.b", "2"))
    assert sealed(event) == event


def test_an_event_is_named_by_device_and_number() -> None:
    assert a_report(seq=7).id == f"{DEVICE}-7"


def test_answers_are_the_cells_under_answer_columns() -> None:
    assert a_report(answers={"will_vote": "yes"}, extra=[("later", "x")]).answers == {"will_vote": "yes"}


@settings(max_examples=50)
@given(st.integers(1, 10**18 - 1), TEXT, TEXT)
def test_an_event_comes_back_from_its_cells(seq: int, note: str, answer: str) -> None:
    event = a_report("conversation", seq=seq, at="2026-08-14T16:05:12Z", note=note, answers={"a": answer})
    assert from_cells(cells(event)) == event


def test_what_is_left_of_an_event_is_the_same_from_whichever_content() -> None:
    left = erased(a_report("conversation", seq=3, note="secret"))
    assert left == erased(an_opt_out(3, contact="m2"))
    assert set(cells(left)) == {"format", "campaign", "event", "device", "seq", "kind", "check"}
    assert list(faults(cells(left))) == []


def test_a_closing_row_has_a_check_and_no_event() -> None:
    row = end_row("reference", DEVICE, 12)
    assert row["check"] == digest(row)
    assert row["kind"] == "end"
    assert "event" not in row
    assert list(faults(row)) == []


REPORT = a_report("conversation", seq=3, number_index="1")
EVERY_KIND = [REPORT, an_undo(REPORT, 4), an_opt_out(5), a_lift(REPORT, 6), a_resolve(REPORT, 7), a_forget(8)]


@pytest.mark.parametrize("event", EVERY_KIND, ids=lambda event: event.kind)
def test_a_whole_event_of_each_kind_has_no_fault(event: Event) -> None:
    assert list(faults(cells(event))) == []


@pytest.mark.parametrize("event", EVERY_KIND, ids=lambda event: event.kind)
def test_a_kind_that_lacks_what_it_needs_is_faulty(event: Event) -> None:
    row = cells(event)
    for name in {"at", "contact", "channel", "outcome", "replaces"} & row.keys() & set(NEEDED[event.kind]):
        assert list(faults({n: cell for n, cell in row.items() if n != name})) == [name]


NEEDED = {
    "report": ("at", "contact", "channel", "outcome"), "undo": ("at", "replaces"), "opt_out": ("at", "contact"),
    "lift": ("at", "replaces"), "resolve": ("at", "replaces"), "forget": ("at", "contact"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"kind": "coffee"}, ["kind"]),
        ({"kind": ""}, ["kind"]),
        ({"event": f"{DEVICE}-4"}, ["event"]),
        ({"event": "x"}, ["event"]),
        ({"device": "d1"}, ["event", "device"]),
        ({"device": "D" * 11, "event": "D" * 11 + "-3"}, ["event", "device"]),
        ({"seq": "03"}, ["event", "seq"]),
        ({"seq": "0", "event": f"{DEVICE}-0"}, ["event", "seq"]),
        ({"at": "2026-08-14 16:05"}, ["at"]),
        ({"started_at": "yesterday"}, ["started_at"]),
        ({"ended_at": "2026-02-30T00:00:00Z"}, ["ended_at"]),
        ({"call_back_at": "soon"}, ["call_back_at"]),
        ({"contact": "0012345"}, ["contact"]),
        ({"contact": "m1;2"}, ["contact"]),
        ({"replaces": "x"}, ["replaces"]),
        ({"mac": "k1"}, ["mac"]),
        ({"outcome": "sang"}, ["outcome"]),
        ({"channel": "pigeon"}, ["channel"]),
        ({"number_index": "0"}, ["number_index"]),
        ({"number_index": "first"}, ["number_index"]),
    ],
)
def test_what_cannot_be_right_is_named_by_its_column(change: dict[str, str], wrong: list[str]) -> None:
    assert list(faults({**cells(REPORT), **change})) == wrong


def test_an_erased_row_that_says_more_is_faulty() -> None:
    assert list(faults({**cells(erased(REPORT)), "note": "x", "contact": "m1"})) == ["contact", "note"]


def test_a_closing_row_that_names_an_event_or_anything_else_is_faulty() -> None:
    assert list(faults({**end_row("reference", DEVICE, 3), "event": f"{DEVICE}-3"})) == ["event"]
    assert list(faults({**end_row("reference", DEVICE, 3), "contact": "m1"})) == ["contact"]


def test_every_column_of_the_format_is_a_field_of_an_event() -> None:
    assert set(events.HEAD + events.TAIL) - {"format", "event"} == set(Event._fields) - {"extra"}


def test_the_mac_is_keyed_over_what_the_check_covers() -> None:
    import hmac

    row = cells(a_report("busy", note="x", packet="paaaaaaaaaa"))
    by_hand = "\x1f".join(f"{name}={cell}" for name, cell in sorted(row.items()) if name != "check")
    wanted = hmac.digest(b"k" * 32, by_hand.encode(), "sha256").hex()[:16]
    assert mac(row, b"k" * 32) == mac({**row, "mac": "k0", "check": ""}, b"k" * 32) == "k" + wanted
    assert MAC.fullmatch(mac(row, b"k" * 32)) and mac(row, b"l" * 32) != mac(row, b"k" * 32)
    assert mac({**row, "note": "y"}, b"k" * 32) != mac(row, b"k" * 32)
