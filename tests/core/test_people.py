"""Members and their numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.fold import Standing, State
from ringa.core.people import Contact, Lease, Phone, fields_from, fields_text, phones_from, phones_text, standing
from tests.build import a_member, a_mobile, a_phone, moment


def test_a_name_is_said_without_stray_spaces() -> None:
    assert a_member().name == "Åsa Öberg"
    assert a_member(last_name="").name == "Åsa"


def test_scripts_may_name_the_fields_the_name_and_the_extra_columns() -> None:
    values = a_member(branch="Spår", fields=(("shift", "natt"),)).values
    assert values["branch"] == "Spår"
    assert values["name"] == "Åsa Öberg"
    assert values["shift"] == "natt"
    assert values["workplace"] == ""


def test_an_extra_column_cannot_pose_as_a_field() -> None:
    assert a_member(fields=(("first_name", "Mallory"),)).values["first_name"] == "Åsa"


def test_numbers_that_are_gone_or_bad_are_not_dialled() -> None:
    member = a_member(phones=(a_phone(1), a_phone(2, gone=True), a_phone(3)))
    contact = Contact(member, State(bad_numbers=(1,)))
    assert contact.id == "m1"
    assert [phone.index for phone in contact.usable_numbers] == [3]


def test_the_fold_learns_the_listed_numbers_and_whether_a_list_has_the_contact() -> None:
    member = a_member(phones=(a_phone(1), a_phone(2, gone=True)))
    assert standing(member, "members", False) == Standing(member.contact, (1,), True, False)
    assert standing(member, "", True) == Standing(member.contact, (1,), False, True)


# As they are written in one cell

ON_A_LINE = st.text(st.characters(codec="utf-8", exclude_characters="\t\n"), max_size=10)
NUMBERS = st.builds(
    Phone,
    st.just(0),
    st.integers(5, 99).map(a_mobile),
    st.sampled_from(["mobile", "fixed", "other"]),
    ON_A_LINE.filter(bool),
    st.text("0123456789", max_size=6),
    st.booleans(),
)


@settings(max_examples=100)
@given(st.lists(NUMBERS, max_size=5))
def test_numbers_are_read_as_they_were_written(numbers: list[Phone]) -> None:
    phones = tuple(phone._replace(index=index) for index, phone in enumerate(numbers, 1))
    assert phones_from(phones_text(phones)) == phones
    assert phones_text(phones_from(phones_text(phones))) == phones_text(phones)


def test_a_number_takes_no_more_room_than_it_needs() -> None:
    assert phones_text([a_phone()]) == "+46701740605\tmobile\t070-174 06 05"
    with_more = [a_phone(), a_phone(2, extension="12"), a_phone(3, gone=True)]
    assert phones_text(with_more).split("\n")[1:] == [
        "+46701740606\tmobile\t070-174 06 06\t12",
        "+46701740607\tmobile\t070-174 06 07\t\tgone",
    ]
    assert (phones_text([]), phones_from("")) == ("", ())


@settings(max_examples=100)
@given(st.lists(st.tuples(ON_A_LINE.filter(bool), ON_A_LINE), max_size=5))
def test_the_other_fields_are_read_as_they_were_written(fields: list[tuple[str, str]]) -> None:
    assert fields_from(fields_text(fields)) == tuple(fields)


def test_a_contact_is_in_somebodys_hands_until_the_lease_has_run_out() -> None:
    contact = Contact(a_member(), State(), lease=Lease("Kim", moment(), moment(minutes=45)))
    assert contact.holder(moment(minutes=44)) == "Kim"
    assert contact.holder(moment(minutes=45)) == contact._replace(lease=None).holder(moment()) == ""


@pytest.mark.parametrize(
    ("shown", "masked"),
    [
        ("070-174 06 05", "070-174 •• ••"),
        ("08-465 004 00", "08-465 ••• ••"),
        ("031-390 06 00", "031-390 •• ••"),
        ("0980-319 200", "0980-••• •••"),
        ("+46 70 174 06 05", "+46 70 174 •• ••"),
        ("+46701740605", "+•••••••••••"),
        ("112", "•••"),
        ("", ""),
    ],
)
def test_a_mask_covers_the_end_of_a_number_and_leaves_what_tells_mobile_from_fixed(shown: str, masked: str) -> None:
    assert a_phone(1)._replace(shown=shown, extension="12").masked == masked


@given(st.text("0123456789 -()+", max_size=20))
def test_a_mask_never_shows_the_last_four_digits(shown: str) -> None:
    masked = a_phone(1)._replace(shown=shown).masked
    digits = [sign for sign, under in zip(masked, shown, strict=True) if under.isdigit()]
    assert set(digits[-4:]) <= {"•"}
    assert [a for a, b in zip(masked, shown, strict=True) if a != b and a != "•"] == []


def test_the_number_to_dial_is_the_one_that_was_asked_for_else_the_first_that_works() -> None:
    member = a_member(phones=(a_phone(1), a_phone(2), a_phone(3)))
    contact = Contact(member, State(bad_numbers=(1,)))
    found = [contact.number(asked) for asked in (None, 3, 1)]
    assert [phone and phone.index for phone in found] == [2, 3, 2]
    assert Contact(a_member(phones=()), State()).number() is None
