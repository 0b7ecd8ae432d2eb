"""The formula guard is bijective, and nothing that a spreadsheet would run gets through."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.formats.guard import guard, unguard

CELLS = st.text("'=+-@|% \t\r\n＝a", max_size=5) | st.text(max_size=20)


@settings(max_examples=200)
@given(CELLS)
def test_what_is_guarded_comes_back(cell: str) -> None:
    assert unguard(guard(cell)) == cell


@settings(max_examples=200)
@given(CELLS, CELLS)
def test_two_cells_never_look_alike(one: str, other: str) -> None:
    assert (guard(one) == guard(other)) == (one == other)


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-1", "@SUM", "|x", "%x", "\tx", " =1", "＝1", "'=1", "''=1", "\x00"])
def test_what_looks_like_a_formula_begins_with_a_quote(cell: str) -> None:
    assert guard(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Åsa", "1+1", "'n Afrikaner", "a=b"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert guard(cell) == unguard(cell) == cell
