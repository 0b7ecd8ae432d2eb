"""A glance at a row accepts it or says nothing: whatever it accepts, a close look accepts too."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.events import HEAD, TAIL, cells, faults, from_cells
from ringa.core.events import signed as signed_cells
from ringa.core.glance import columns
from ringa.core.instant import is_instant
from ringa.core.outcome import OUTCOMES
from ringa.core.text import canonical
from tests.build import a_packet_row, a_report, an_opt_out, signed

NAMES = [*HEAD, "answer.why", "answer.will_vote", "correction.email", "correction.number", *TAIL]
REPORT = signed(
    a_report("conversation", 12, note="Åsa; \"x\"\nigen", answers={"will_vote": "yes", "why": "för att"}, survey="val",
             extra=[("correction.number", "070-174 06 05")]),
    a_packet_row(),
)  # fmt: skip


def glance(row: dict[str, str], names: list[str] = NAMES):  # type: ignore[no-untyped-def]
    known = columns(names)
    return known.read([row.get(name, "") for name in names]) if known else None


def test_a_row_that_ringa_has_written_is_taken_with_its_signed_bytes() -> None:
    found = glance(cells(REPORT))
    assert (found.event, found.signed) == (REPORT, signed_cells(cells(REPORT)))


def test_columns_may_stand_in_any_order_and_empty_ones_may_be_left_out() -> None:
    assert glance(cells(REPORT), NAMES[::-1]).event == REPORT
    assert glance(cells(REPORT), list(cells(REPORT))).event == REPORT


@pytest.mark.parametrize("names", [[*NAMES, "note"], [*NAMES, "Comment"], [*NAMES, "later"], [*NAMES, "answer.Å"]])
def test_a_column_that_is_not_ours_is_looked_at_closely(names: list[str]) -> None:
    assert columns(names) is None


def test_a_row_of_another_length_or_kind_is_looked_at_closely() -> None:
    known = columns(NAMES)
    assert known and known.read(["x"]) is None
    assert glance(cells(an_opt_out())) is None


VALUES = {
    "at": ["2026-02-29T10:00:00Z", "2024-02-29T10:00:00Z", "2026-04-31T10:00:00Z", "2026-01-31T24:00:00Z"],
    "started_at": ["0000-01-01T00:00:00Z", "2026-01-31T23:60:00Z"],
    "note": ["a\rb", "a\x00b", "a\x1fb", "a\x1foutcome=refused", "e\u0301", "\x1b[31m", "ok", ""],
    "seq": ["01", "0", "13", ""], "event": ["daaaaaaaaaa-13", "", "x"], "device": ["d1", ""],
    "outcome": ["sang", "", "refused"], "channel": ["pigeon", "workplace", ""], "contact": ["m1 2", "", "n\u00e5"],
    "number_index": ["0", "12345", "7"], "kind": ["undo", "", "end"], "format": ["ringa-results/2", ""],
    "call_back_at": ["soon", "2026-12-31T00:00:00Z"], "replaces": ["x", "daaaaaaaaaa-1"], "answer.why": ["a\nb", "\r"],
    "campaign": ["", "sister"], "packet": ["", "p1"], "mac": ["", "k1"],
}  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from([(name, value) for name, values in VALUES.items() for value in values]), max_size=3))
def test_whatever_is_accepted_has_no_faults(changes: list[tuple[str, str]]) -> None:
    row = {**cells(REPORT), **dict(changes)}
    found = glance(row)
    if found is not None:
        kept = {name: value for name, value in row.items() if value}
        assert [name for name in faults(kept) if name != "mac"] == []
        assert all(canonical(value) == value for value in kept.values())
        assert (found.event, found.signed) == (from_cells(kept), signed_cells(kept))


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_every_outcome_is_taken(outcome: str) -> None:
    assert glance(cells(a_report(outcome))).event.outcome == outcome


def test_every_day_there_is_is_taken_but_the_leap_day() -> None:
    days = (date(2024, 1, 1) + timedelta(n) for n in range(366))
    taken = [day for day in days if glance({**cells(REPORT), "at": f"{day}T23:59:59Z"})]
    assert len(taken) == 365 and is_instant("2024-02-29T23:59:59Z")
