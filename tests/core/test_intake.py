"""What a new edition of a list changes about somebody, and what makes a plan suspicious."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import intake
from ringa.core.entry import SOURCE
from ringa.core.intake import Change, Doubled, ImportPlan, changes, edition, entry_of, member_of, merged_phones
from ringa.core.people import Member, Phone
from tests.build import a_member, a_mobile, a_phone

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=8)
PHONES = st.lists(
    st.builds(
        Phone,
        st.just(0),
        st.integers(5, 99).map(a_mobile),
        st.sampled_from(["mobile", "fixed", "other"]),
        st.text("0123456789- ", min_size=1, max_size=9).map(lambda text: f"0{text}1"),
        st.sampled_from(["", "12"]),
        st.booleans(),
    ),
    max_size=4,
).map(lambda phones: tuple(phone._replace(index=index) for index, phone in enumerate(phones, 1)))
NAMES = TEXTS.filter(bool)
MEMBERS = st.builds(
    Member,
    st.just("m1"),
    *[TEXTS] * 2,
    PHONES,
    *[TEXTS] * 5,
    st.integers(0, 9999),
    st.dictionaries(NAMES, TEXTS, max_size=3).map(lambda fields: tuple(fields.items())),
    st.booleans(),
)


@settings(max_examples=100)
@given(MEMBERS, st.integers(-(1 << 63), (1 << 63) - 1))
def test_an_entry_is_the_member_and_the_member_the_entry(member: Member, source: int) -> None:
    entry = entry_of(member, source)
    assert member_of(entry) == member
    assert entry[SOURCE] == source
    assert entry_of(member_of(entry), source) == entry


# Numbers over the editions


def test_a_number_keeps_its_index_also_when_it_has_left_the_list() -> None:
    before = (a_phone(1), a_phone(2))
    after = merged_phones(before, (a_phone(1, 30), a_phone(2, 6)))
    assert after == (a_phone(1)._replace(gone=True), a_phone(2), a_phone(3, 30))
    back = merged_phones(after, (a_phone(1, 5),))
    assert [(phone.index, phone.number, phone.gone) for phone in back] == [
        (1, a_mobile(5), False), (2, a_mobile(6), True), (3, a_mobile(30), True),
    ]  # fmt: skip
    assert merged_phones((), before) == before


EDITIONS = st.lists(st.lists(st.integers(5, 12), unique=True, max_size=4), min_size=1, max_size=5)


@settings(max_examples=60)
@given(EDITIONS)
def test_an_index_names_one_number_for_life(editions: list[list[int]]) -> None:
    phones: tuple[Any, ...] = ()
    named: dict[int, str] = {}
    for numbers in editions:
        phones = merged_phones(phones, tuple(a_phone(i, n) for i, n in enumerate(numbers, 1)))
        for phone in phones:
            assert named.setdefault(phone.index, phone.number) == phone.number
        assert [p.index for p in phones] == list(range(1, len(phones) + 1))
        assert {p.number for p in phones if not p.gone} == {a_mobile(n) for n in numbers}
        assert merged_phones(phones, tuple(p for p in phones if not p.gone)) == phones


# One person before and after


def test_what_the_list_does_not_have_stays_as_it_was() -> None:
    before = a_member(branch="Spår", workplace="Depån", priority=2, protected=True, fields=(("skift", "natt"),))
    now = a_member(last_name="Ek", phones=(a_phone(1, 9),))
    assert intake.updated(before, now, {"id", "name", "branch"}) == before._replace(last_name="Ek", branch="")
    assert intake.updated(before, now, {"id"}) == before
    assert intake.updated(before, now, {"priority", "protected"}) == before._replace(priority=5, protected=False)
    assert intake.updated(before, now, {"phone"}).phones == (a_phone(gone=True), a_phone(2, 9))


def test_a_new_extra_column_is_added_and_one_that_the_list_has_not_is_kept() -> None:
    before = a_member(fields=(("skift", "natt"),))
    after = intake.updated(before, a_member(fields=(("ombud", "ja"),)), {"id"})
    assert after.fields == (("ombud", "ja"), ("skift", "natt"))
    assert changes(before, after) == [Change("m1", "ombud", "", "ja")]


def test_changes_are_named_field_by_field_as_one_reads_them() -> None:
    before = a_member(phones=(a_phone(1), a_phone(2)), fields=(("skift", "natt"), ("ombud", "ja")))
    after = before._replace(
        last_name="Ek", priority=1, protected=True, fields=(("skift", "dag"), ("ombud", "ja")),
        phones=(a_phone(1), a_phone(2, gone=True), a_phone(3)),
    )  # fmt: skip
    assert changes(before, after) == [
        Change("m1", "last_name", "Öberg", "Ek"),
        Change("m1", "priority", "5", "1"),
        Change("m1", "protected", "False", "True"),
        Change("m1", "phone", "070-174 06 05 / 070-174 06 06", "070-174 06 05 / 070-174 06 07"),
        Change("m1", "skift", "natt", "dag"),
    ]
    assert changes(before, before) == []


EVERYTHING = frozenset({"id", "first_name", "last_name", "phone", "branch", "workplace", "region", "municipality",
                        "language", "priority", "protected"})  # fmt: skip


@settings(max_examples=60)
@given(MEMBERS, MEMBERS, st.sets(st.sampled_from([*sorted(EVERYTHING), "name"])))
def test_the_same_edition_a_second_time_changes_nothing(before: Member, now: Member, columns: set[str]) -> None:
    numbers = {phone.number: phone for phone in now.phones}.values()
    now = now._replace(phones=tuple(p._replace(index=n, gone=False) for n, p in enumerate(numbers, 1)))
    numbers = {phone.number: phone for phone in before.phones}.values()
    before = before._replace(phones=tuple(p._replace(index=n) for n, p in enumerate(numbers, 1)))
    after = intake.updated(before, now, columns)
    assert changes(after, intake.updated(after, now, columns)) == []
    assert intake.updated(after, now, columns) == after


# One person on two rows


def doubled(*members: Member) -> Doubled:
    found = Doubled()
    for line, member in enumerate(members, 2):
        found.add(0, line, entry_of(member, line))
    return found


def test_two_rows_are_about_one_person_if_the_names_are_the_same_but_for_capitals() -> None:
    one = a_member()
    assert not doubled(one, a_member(first_name="A\u030aSA", last_name="öberg", branch="Spår")).clash
    assert not doubled(one, a_member(first_name="", last_name="Åsa Öberg")).clash
    assert doubled(one, a_member(last_name="Ek")).clash
    assert doubled(one, a_member(last_name="Ek"), one).clash


def test_who_stands_on_two_rows_has_the_last_ones_cells_in_alphabetical_order_and_the_numbers_of_both() -> None:
    one = a_member(branch="Spår", phones=(a_phone(1), a_phone(2)), protected=True)
    other = a_member(branch="Väg", phones=(a_phone(1, 6), a_phone(2, 9)))
    person = doubled(one, other)
    both = member_of(person.entry)
    assert (both.branch, both.protected, person.line, person.entry[SOURCE]) == ("Väg", True, 3, 2 ^ 3)
    assert both.phones == (a_phone(1), a_phone(2), a_phone(3, 9))
    assert member_of(doubled(other, one).entry) == both


@given(st.lists(MEMBERS, min_size=1, max_size=4), st.randoms())
def test_the_order_of_the_rows_of_a_person_does_not_matter(rows: list[Member], chance: Random) -> None:
    entries = [entry_of(member._replace(contact="m1"), n) for n, member in enumerate(rows)]
    one, other = Doubled(), Doubled()
    for entry in entries:
        one.add(0, 2, entry)
    for entry in chance.sample(entries, len(entries)):
        other.add(0, 2, entry)
    assert (one.entry, one.clash) == (other.entry, other.clash)


# Lists


def test_a_file_is_an_edition_of_the_list_with_which_it_shares_more_than_half() -> None:
    assert edition({"north": 3, "south": 2}, 5) == "north"
    assert edition({"north": 2, "south": 1}, 4) is None
    assert edition({}, 0) is None
    assert edition({}, 3) is None


def test_a_new_list_does_not_take_the_name_of_another() -> None:
    assert intake.new_name("members", ()) == "members"
    assert intake.new_name("members", ["north"]) == "members"
    assert intake.new_name("members", ["members", "members-2"]) == "members-3"
    assert intake.new_name("members", ["members", "members-3"]) == "members-2"


def test_a_list_without_a_column_for_it_can_protect_somebody_and_not_end_it() -> None:
    hidden, open_ = a_member(protected=True), a_member()
    assert intake.updated(open_, hidden, {"id", "name"}).protected
    assert intake.updated(hidden, open_, {"id", "name"}).protected
    assert not intake.updated(hidden, open_, {"id", "protected"}).protected


# The plan


def a_plan(**values: Any) -> ImportPlan:
    plan = ImportPlan("members")
    for name, value in values.items():
        setattr(plan, name, value)
    return plan


def test_every_row_is_added_updated_unchanged_or_rejected() -> None:
    assert a_plan(read=10, added=1, updated=2, rejected=3).unchanged == 4
    assert a_plan().unchanged == 0


def test_a_new_list_is_no_alarm() -> None:
    assert a_plan(read=5, added=5).alarms == []
    assert a_plan().alarms == []


@pytest.mark.parametrize(("renamed", "alarms"), [(3, []), (4, [("first_name", 4, 10)])])
def test_a_field_that_changes_on_more_than_30_percent_is_an_alarm(
    renamed: int, alarms: list[tuple[str, int, int]]
) -> None:
    plan = a_plan(read=10, of=10, shared=10, updated=renamed)
    plan.overwritten.update({"first_name": renamed, "branch": 1})
    assert plan.alarms == alarms


@pytest.mark.parametrize(("gone", "alarms"), [(3, []), (4, [("gone", 4, 9)])])
def test_more_than_a_third_gone_is_an_alarm(gone: int, alarms: list[tuple[str, int, int]]) -> None:
    assert a_plan(read=9 - gone, of=9, shared=9 - gone, gone=gone).alarms == alarms


def test_a_file_named_like_a_list_but_with_other_people_is_an_alarm() -> None:
    assert a_plan(read=5, added=4, shared=1, of=5, taken_name=True).alarms == [("other_people", 4, 5)]


@pytest.mark.parametrize(("abroad", "alarms"), [(2, []), (3, [("abroad", 3, 4)])])
def test_a_list_whose_people_mostly_have_numbers_abroad_is_an_alarm(
    abroad: int, alarms: list[tuple[str, int, int]]
) -> None:
    assert a_plan(read=4, added=4, abroad=abroad).alarms == alarms


@pytest.mark.parametrize(("protected", "alarms"), [(0, []), (4, []), (5, []), (6, [("all_protected", 6, 10)])])
def test_a_list_that_protects_most_of_its_people_is_an_alarm(
    protected: int, alarms: list[tuple[str, int, int]]
) -> None:
    assert a_plan(read=10, added=10, protected=protected).alarms == alarms


def test_four_people_may_all_be_protected_and_five_are_an_alarm() -> None:
    assert a_plan(read=4, added=4, protected=4).alarms == []
    assert a_plan(read=5, added=5, protected=5).alarms == [("all_protected", 5, 5)]


@pytest.mark.parametrize(
    ("unclear", "added", "no_number", "alarms"),
    [
        (True, 3, 3, [("no_numbers", 3, 3)]),
        (True, 3, 2, []),  # there are numbers
        (True, 0, 0, []),  # nobody is new
        (False, 3, 3, []),  # a list for visits at workplaces
    ],
)
def test_nobody_with_a_number_is_an_alarm_where_a_column_may_have_them(
    unclear: bool, added: int, no_number: int, alarms: list[tuple[str, int, int]]
) -> None:
    assert a_plan(read=3, added=added, no_number=no_number, unclear_phones=unclear).alarms == alarms
