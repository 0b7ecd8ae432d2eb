"""Members and their numbers."""

from ringa.core.fold import Standing, State
from ringa.core.people import Contact, standing
from tests.build import a_member, a_phone


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
