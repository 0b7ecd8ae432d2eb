"""The list for the coordinator and the register."""

import csv
import io
from zoneinfo import ZoneInfo

from ringa.core import fold
from ringa.core.follow_up import of_contact
from ringa.core.people import Contact
from ringa.formats.follow_ups_csv import HEADER, write
from tests.build import a_member, a_report, a_rules, a_standing

EVENTS = (a_report("busy", 1, to_coordinator="=1+1", extra=[("correction.phone", "070-174 06 44")]),)
FOUND = list(
    of_contact(Contact(a_member(), fold.fold(EVENTS, a_standing(), a_rules())), EVENTS, lambda _words: "+46701740644")
)


def test_each_thing_is_a_row_that_a_spreadsheet_does_not_take_for_a_sum() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(write(FOUND, ZoneInfo("Europe/Stockholm"))), newline="")))
    assert [row["text"] for row in rows] == ["'=1+1", "070-174 06 44"]
    assert [row["number"] for row in rows] == ["", "'+46701740644"]
    assert {row["at"] for row in rows} == {"2026-08-14 10:01"}
    assert list(rows[0]) == list(HEADER)


def test_for_excel_with_semicolons_and_a_bom() -> None:
    text = "".join(write((), ZoneInfo("Europe/Stockholm"), excel=True))
    assert text == "\ufeff" + ";".join(HEADER) + "\r\n"
