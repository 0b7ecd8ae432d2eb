"""One row per contact, for people to look at in a spreadsheet."""

import csv
import io

from ringa.core.fold import State
from ringa.core.people import Contact
from ringa.formats.contacts_csv import HEADER, write
from tests.build import a_member, a_phone

PHONES = (a_phone(1), a_phone(2, gone=True), a_phone(3))
CONTACT = Contact(a_member(phones=PHONES, branch="Spår"), State(attempts=2, note="=1+1"), "members")


def test_each_contact_has_a_row_with_its_numbers_and_where_it_stands() -> None:
    (row,) = csv.DictReader(io.StringIO("".join(write([CONTACT]))))
    assert tuple(row) == HEADER
    assert (row["contact"], row["list"], row["first_name"], row["branch"]) == ("m1", "members", "Åsa", "Spår")
    assert row["phones"] == "070-174 06 05 / 070-174 06 07"
    assert (row["state"], row["attempts"]) == ("open", "2")


def test_what_a_caller_typed_runs_nothing() -> None:
    assert "'=1+1" in "".join(write([CONTACT]))


def test_a_nordic_spreadsheet_opens_it_as_a_table() -> None:
    text = "".join(write([CONTACT], excel=True))
    assert text.startswith("\ufeffcontact;list;")
