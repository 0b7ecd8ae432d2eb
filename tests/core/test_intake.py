"""Importing a member list: every row is counted once, and a list that was imported already changes nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import intake
from ringa.core.intake import ImportPlan, Known, Row, contact_id, made_id, merged_phones, plan, read_row
from ringa.core.people import Member
from tests.build import KEY, a_member, a_mobile, a_phone, a_row, known

COLUMNS = frozenset({"id", "name", "phone", "branch"})


def planned(rows: Iterable[Row], campaign: Mapping[str, Known] | None = None, **changes: Any) -> ImportPlan:
    options: dict[str, Any] = {"list_name": "members", "given_list": False, "columns": COLUMNS, **changes}
    return plan(rows, campaign or {}, region="SE", key=KEY, **options)


def applied(result: ImportPlan, before: Mapping[str, Known]) -> dict[str, Known]:
    """The campaign after the plan, as the store would have it."""
    after = dict(before)
    for member in (*result.added, *result.updated):
        after[member.contact] = Known(result.list_name, False, False, member)
    for contact in result.gone:
        after[contact] = after[contact]._replace(gone=True)
    return after


def read(row: Row) -> Member:
    member, wrong = read_row(row, "SE", KEY)
    assert wrong == []
    assert member is not None
    return member


def reasons(result: ImportPlan) -> list[tuple[int, str, str]]:
    return [(item.row.line, item.column, item.reason) for item in result.rejected]


# One row


def test_a_row_becomes_a_member() -> None:
    row = a_row(" 0012345 ", "Åsa  Öberg", values={"branch": "Spår\t1", "priority": "3"}, extra={"skift": " natt "})
    assert read(row) == Member(
        "m0012345", "Åsa", "Öberg", (a_phone(),), branch="Spår 1", priority=3, fields=(("skift", "natt"),)
    )


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [
        ({"name": "Anna Karin Berg"}, "Anna Karin", "Berg"),
        ({"name": "Öberg, Åsa Maria"}, "Åsa Maria", "Öberg"),
        ({"name": "Åsa"}, "Åsa", ""),
        ({"name": "Someone Else", "first_name": "Åsa", "last_name": "Öberg"}, "Åsa", "Öberg"),
        ({"first_name": "Åsa"}, "Åsa", ""),
    ],
)
def test_a_whole_name_is_split_and_given_parts_go_before_it(values: dict[str, str], first: str, last: str) -> None:
    member = read(Row("f", 2, {"id": "1", **values}))
    assert (member.first_name, member.last_name) == (first, last)


@pytest.mark.parametrize("id", ["1;2", "a b", "'1", "x" * 65, "\u202e1", "1\x00"])
def test_an_id_that_would_break_a_file_is_refused(id: str) -> None:
    member, wrong = read_row(a_row(id), "SE", KEY)
    assert member is None
    assert [(item.column, item.reason) for item in wrong] == [("id", intake.BAD_ID)]


def test_an_id_is_kept_as_text_and_in_one_form() -> None:
    assert contact_id(" 007 ") == "m007"
    assert contact_id("A\u030a1") == "mÅ1"
    assert contact_id("x" * 64) == "m" + "x" * 64
    assert contact_id("") is None


def test_without_an_id_column_name_and_number_make_one_that_only_the_campaign_knows() -> None:
    one = read(a_row(None, "Åsa Öberg"))
    assert one.contact == made_id("åsa öberg", [a_mobile()], KEY)
    assert one.contact[0] == "n"
    assert one.contact == read(a_row(None, "A\u030aSA Öberg", "+46 70 174 06 05")).contact
    assert one.contact != read(a_row(None, "Åsa Öberg", "070-174 06 06")).contact
    assert one.contact != made_id("åsa öberg", [a_mobile()], b"another key")
    assert made_id("åsa", [], KEY) != made_id("åsa", [a_mobile()], KEY)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (a_row(""), "id", intake.NO_ID),
        (a_row(None, ""), "name", intake.NO_IDENTITY),
        (a_row(phone="ring hem"), "Mobil", "not_readable"),
        (a_row(phone="0900-123 45 67"), "Mobil", "premium"),
        (a_row(values={"priority": "high"}), "priority", intake.BAD_PRIORITY),
        (a_row(values={"priority": "-1"}), "priority", intake.BAD_PRIORITY),
        (a_row(fault="bad_quotes"), "", "bad_quotes"),
    ],
)
def test_a_row_that_cannot_be_taken_says_where_and_why(row: Row, column: str, reason: str) -> None:
    member, wrong = read_row(row, "SE", KEY)
    assert member is None
    assert [(item.column, item.reason) for item in wrong] == [(column, reason)]


def test_a_row_with_one_good_number_goes_in_and_the_other_is_doubtful() -> None:
    row = a_row(phones=[("Mobil", "070-174 06 05"), ("Hem", "fråga Åsa"), ("Arbete", "08-465 004 00 / 0701740605")])
    result = planned([row])
    assert [phone.number for phone in result.added[0].phones] == [a_mobile(), "+46846500400"]
    assert [(item.column, item.value) for item in result.doubtful] == [("Hem", "fråga Åsa")]
    assert result.rejected == []


def test_somebody_without_a_number_goes_in() -> None:
    assert read(a_row(phone="saknas")).phones == ()


# Numbers over the editions


def test_a_number_keeps_its_index_also_when_it_has_left_the_list() -> None:
    before = (a_phone(1), a_phone(2))
    after = merged_phones(before, (a_phone(1, 30), a_phone(2, 6)))
    assert after == (a_phone(1)._replace(gone=True), a_phone(2), a_phone(3, 30))
    back = merged_phones(after, (a_phone(1, 5),))
    assert [(phone.index, phone.number, phone.gone) for phone in back] == [
        (1, a_mobile(5), False), (2, a_mobile(6), True), (3, a_mobile(30), True),
    ]  # fmt: skip


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


# A whole list


def test_new_people_are_added_and_the_list_has_the_name_of_the_file() -> None:
    result = planned([a_row("1"), a_row("2", "Bo Ek", line=3)])
    assert [member.contact for member in result.added] == ["m1", "m2"]
    assert (result.list_name, result.read, result.of, result.alarms) == ("members", 2, 0, [])


ROWS = st.lists(
    st.builds(
        a_row,
        st.sampled_from(["1", "2", "3", "4", "", "a;b"]),
        st.sampled_from(["Åsa Öberg", "Bo Ek", "Öberg, Åsa"]),
        st.sampled_from(["070-174 06 05", "0701740606 / 08-46500400", "ring", ""]),
        values=st.fixed_dictionaries({"branch": st.sampled_from(["", "Spår"])}),
        fault=st.sampled_from(["", "", "", "bad_quotes"]),
        line=st.integers(2, 99),
    ),
    max_size=8,
)


@settings(max_examples=70)
@given(ROWS, ROWS, ROWS)
def test_every_row_is_added_updated_unchanged_or_rejected_and_a_second_import_changes_nothing(
    first: list[Row], second: list[Row], third: list[Row]
) -> None:
    campaign: dict[str, Known] = {}
    for rows in (first, second, third):
        result = planned(rows, campaign, list_name="members", given_list=True)
        assert result.read == len(rows)
        assert result.read == len(result.added) + len(result.updated) + result.unchanged + len(result.rejected)
        assert result.unchanged >= 0
        campaign = applied(result, campaign)
        again = planned(rows, campaign, given_list=True)
        assert (again.added, again.updated, again.gone, again.changes) == ([], [], [], {})


def test_what_the_list_does_not_have_stays_as_it_was() -> None:
    before = a_member(branch="Spår", workplace="Depån", priority=2, fields=(("skift", "natt"),))
    result = planned([a_row("1", "Åsa Ek", values={"branch": ""})], known(before))
    assert result.updated == [before._replace(last_name="Ek", branch="")]
    assert result.changes == {"last_name": 1, "branch": 1}
    bare = planned([Row("f", 2, {"id": "1"})], known(before), columns=frozenset({"id"}))
    assert (bare.updated, bare.unchanged) == ([], 1)


def test_a_new_extra_column_is_an_update_and_a_missing_one_is_none() -> None:
    before = a_member(fields=(("skift", "natt"),))
    result = planned([a_row("1", extra={"ombud": "ja"})], known(before))
    assert result.updated[0].fields == (("ombud", "ja"), ("skift", "natt"))
    assert result.changes == {"ombud": 1}


def test_a_stub_that_results_have_brought_is_filled() -> None:
    result = planned([a_row("1")], known(Member("m1"), list_name=""))
    assert [member.name for member in result.added] == ["Åsa Öberg"]


def test_a_forgotten_person_does_not_come_back_and_is_not_gone_again() -> None:
    result = planned([a_row("1")], known(Member("m1"), forgotten=True))
    assert (result.added, result.updated, result.unchanged, result.gone) == ([], [], 1, [])
    assert planned([], known(Member("m1"), forgotten=True), given_list=True).gone == []


def test_people_who_have_left_the_list_are_gone_and_come_back_with_a_later_edition() -> None:
    members = [a_member(f"m{n}") for n in range(1, 6)]
    result = planned([a_row(str(n)) for n in range(1, 5)], known(*members))
    assert (result.gone, result.of, result.unchanged, result.alarms) == (["m5"], 5, 4, [])
    campaign = applied(result, known(*members))
    back = planned([a_row(str(n)) for n in range(1, 6)], campaign)
    assert [member.contact for member in back.updated] == ["m5"]
    assert back.changes == {}


def test_somebody_whose_row_is_set_aside_has_not_left_the_list() -> None:
    members = [a_member(f"m{n}") for n in range(1, 6)]
    rows = [a_row("1"), a_row("2"), a_row("3", phone="ring"), a_row("4"), a_row("4", "Bo Ek"), a_row("5")]
    result = planned(rows, known(*members))
    assert len(result.rejected) == 3
    assert result.gone == []


# Rows about the same person, and about two


def test_a_person_on_two_rows_is_one_with_the_numbers_of_both() -> None:
    rows = [a_row("1"), a_row("1", "ÅSA ÖBERG", "070-174 06 06", line=3, values={"branch": "Spår"})]
    result = planned(rows)
    both = (a_phone(1), a_phone(2))
    assert result.added == [a_member(first_name="ÅSA", last_name="ÖBERG", branch="Spår", phones=both)]
    assert (result.read, result.unchanged) == (2, 1)


def test_two_people_with_one_id_are_all_set_aside() -> None:
    rows = [a_row("1"), a_row("1", line=3), a_row("1", "Bo Ek", line=4), a_row("1", line=5), a_row("2", line=6)]
    result = planned(rows)
    assert reasons(result) == [(n, "id", intake.TWO_PEOPLE) for n in (2, 3, 4, 5)]
    assert ([member.contact for member in result.added], result.unchanged) == (["m2"], 0)


def test_two_people_may_share_a_number() -> None:
    assert len(planned([a_row("1"), a_row("2", "Bo Ek")]).added) == 2


# Editions


def test_a_file_is_an_edition_of_the_list_with_which_it_shares_more_than_half() -> None:
    members = known(*(a_member(f"m{n}") for n in range(1, 5)), list_name="north")
    edition = planned([a_row(n) for n in ("1", "2", "9")], members, list_name="file")
    assert (edition.list_name, edition.gone) == ("north", ["m3", "m4"])
    other = planned([a_row(n) for n in ("1", "2", "8", "9")], members, list_name="file")
    assert (other.list_name, other.gone) == ("file", [])


def test_a_new_list_does_not_take_the_name_of_another() -> None:
    members = {**known(a_member("m1")), **known(a_member("m2"), list_name="members-2")}
    assert planned([a_row("7"), a_row("8")], members).list_name == "members-3"


def test_a_list_that_is_named_is_taken_at_its_word() -> None:
    members = known(a_member("m1"), list_name="north")
    assert planned([a_row("1")], members, list_name="south", given_list=True).list_name == "south"


# Alarms


@pytest.mark.parametrize(("renamed", "alarms"), [(3, []), (4, [("first_name", 4, 10)])])
def test_a_field_that_changes_on_more_than_30_percent_is_an_alarm(
    renamed: int, alarms: list[tuple[str, int, int]]
) -> None:
    members = known(*(a_member(f"m{n}") for n in range(10)))
    rows = [a_row(str(n), "Bo Öberg" if n < renamed else "Åsa Öberg") for n in range(10)]
    assert planned(rows, members).alarms == alarms


@pytest.mark.parametrize(("left", "alarms"), [(6, []), (5, [("gone", 4, 9)])])
def test_more_than_a_third_gone_is_an_alarm(left: int, alarms: list[tuple[str, int, int]]) -> None:
    members = known(*(a_member(f"m{n}") for n in range(9)))
    assert planned([a_row(str(n)) for n in range(left)], members).alarms == alarms
