"""Marks of numbers that must not be called: found whatever way a number or a name was written, and by nobody else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringa.core.events import objects
from ringa.core.fold import fold, objections
from ringa.core.opt_out import SIZE, found_under, left_by, mark
from ringa.core.people import Member
from ringa.core.phone import read_cell
from tests.build import (
    KEY,
    a_fixed_phone,
    a_forget,
    a_lift,
    a_member,
    a_mobile,
    a_phone,
    a_report,
    a_resolve,
    a_rules,
    a_standing,
    an_event,
    an_opt_out,
    an_undo,
)

WAYS = ("070-174 06 05", "0701740605", "070 174 06 05", "+46701740605", "+46 70 174 06 05", "0046701740605",
        "+46 (0)70-174 06 05", "(070) 1740605", "070.174.06.05", "46701740605", "701740605", "070–1740605")  # fmt: skip


def blocks(objector: Member, other: Member) -> bool:
    """Whether the objection of one person is met by another, or by the same one on another list."""
    return not set(left_by(objector, KEY)).isdisjoint(found_under(other.phones, other.name, KEY))


def on_fixed_line(first_name: str, last_name: str, n: int = 0) -> Member:
    return a_member("m2", first_name=first_name, last_name=last_name, phones=(a_fixed_phone(n=n),))


def test_a_mark_is_a_hash_that_needs_the_key() -> None:
    assert len(mark(KEY, a_mobile())) == SIZE
    assert len({mark(KEY, a_mobile()), mark(b"other", a_mobile()), mark(KEY, a_mobile(6))}) == 3
    assert len({mark(KEY, a_mobile()), mark(KEY, a_mobile(), ""), mark(KEY, a_mobile(), "Åsa")}) == 3
    with pytest.raises(ValueError, match="without a key"):
        mark(b"", a_mobile())


@pytest.mark.parametrize("written", WAYS)
def test_a_number_has_one_mark_in_whatever_way_it_is_written(written: str) -> None:
    (number,) = read_cell(written, "SE")
    assert mark(KEY, number.e164) == mark(KEY, a_mobile())


def test_a_mobile_is_one_persons_under_whatever_name() -> None:
    assert blocks(a_member(), a_member("m2", first_name="Nils", last_name=""))
    assert not blocks(a_member(), a_member("m2", phones=(a_phone(1, 6),)))


@pytest.mark.parametrize("name", ["Åsa Öberg", "ÖBERG, Åsa", "asa oberg", unicodedata.normalize("NFD", "Åsa  Öberg")])
def test_a_fixed_line_is_a_households_so_that_the_name_decides(name: str) -> None:
    first, _space, last = name.partition(" ")
    assert blocks(on_fixed_line("Åsa", "Öberg"), on_fixed_line(first, last))
    assert not blocks(on_fixed_line("Åsa", "Öberg"), on_fixed_line("Nils", "Öberg"))
    assert not blocks(on_fixed_line("Åsa", "Öberg"), on_fixed_line("Åsa", "Öberg", 1))


def test_where_nobody_has_a_name_the_number_is_all_there_is() -> None:
    assert blocks(on_fixed_line("", ""), on_fixed_line("", ""))
    assert not blocks(on_fixed_line("", ""), on_fixed_line("Åsa", "Öberg"))


def test_a_number_from_a_list_holds_for_whomever_it_reaches() -> None:
    switchboard = a_fixed_phone()
    assert mark(KEY, switchboard.number) in found_under((switchboard,), "Åsa Öberg", KEY)


def test_numbers_that_are_gone_from_the_list_count_on_both_sides() -> None:
    before = a_member(phones=(a_phone(1, 5, gone=True), a_phone(2, 6)))
    assert len(left_by(before, KEY)) == 2
    assert blocks(before, a_member("m2", phones=(a_phone(1, 5),)))
    assert blocks(a_member("m2", phones=(a_phone(1, 5),)), before)


@given(st.text(max_size=20), st.permutations(["Åsa", "Karin", "Öberg"]), st.sampled_from([" ", "-", ", ", "  "]))
def test_a_name_is_the_same_in_any_order_case_and_form(key: str, words: list[str], between: str) -> None:
    secret = b"k" + key.encode("utf-8", "replace")[:31]
    written = between.join(words)
    forms = {written, written.upper(), unicodedata.normalize("NFD", written), "Öberg, Åsa Karin"}
    assert len({mark(secret, "+468465004", form) for form in forms}) == 1


# which events are objections


def test_a_report_and_a_word_to_the_coordinator_are_objections() -> None:
    assert objects(a_report("do_not_call")) and objects(an_opt_out())
    assert not any(map(objects, (a_report("refused"), a_report("deceased"), a_forget(), a_resolve(an_opt_out(), 2))))
    assert not objects(an_event("later_kind", outcome="do_not_call"))


def test_the_objections_of_a_contact_stand_until_they_are_lifted() -> None:
    said, written = a_report("do_not_call", 1), an_opt_out(2)
    events = [said, written, an_undo(said, 3), a_report("no_answer", 4)]
    assert objections(events, "m1") == ({said.id, written.id}, set())
    assert objections([*events, a_lift(written, 5)], "m1") == ({said.id}, {written.id})
    assert objections(events, "m2") == (set(), set())
    assert objections([a_report("busy"), a_lift(said, 5)], "m1") == (set(), set())


def test_who_has_a_number_on_the_list_is_blocked_before_all_else() -> None:
    objected = a_standing(1)._replace(objected=True)
    for events in ([], [a_report("conversation")], [a_report("deceased")], [a_report("not_member")]):
        state = fold(events, objected, a_rules())
        assert (state.state, state.reason, state.queue) == ("blocked", "do_not_call", "")
    assert fold([a_forget()], objected, a_rules()).reason == "forgotten"


def test_once_it_is_lifted_all_is_as_it_was() -> None:
    objection = an_opt_out(2)
    before = fold([a_report("busy")], a_standing(), a_rules())
    assert fold([a_report("busy"), objection, a_lift(objection, 3)], a_standing(), a_rules()) == before
