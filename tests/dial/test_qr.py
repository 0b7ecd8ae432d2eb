"""The QR code on the screen is the one that was made: its half blocks are read back."""

import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.dial import qr

SIGNS = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}  # dark above, dark below


def modules(rows: list[str]) -> list[list[int]]:
    """The code that a telephone sees, a 1 for a dark module, without its border."""
    seen = [[SIGNS[sign][half] for sign in row] for row in rows for half in (0, 1)]
    return [line[qr.BORDER : -qr.BORDER] for line in seen[qr.BORDER : -qr.BORDER - 1]]


def test_the_code_of_a_number_at_home_is_13_lines_of_25_characters() -> None:
    rows = qr.rows("+46701740605")
    assert [len(row) for row in rows] == [25] * 13
    assert rows[0] == "█" * 25
    assert rows[-1] == "▀" * 25


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
@settings(max_examples=30)
def test_the_half_blocks_are_the_modules_of_the_code(e164: str) -> None:
    code = segno.make("tel:" + e164, micro=False, error="l", boost_error=False)
    assert modules(qr.rows(e164)) == [list(line) for line in code.matrix]
    assert not code.is_micro


def test_it_is_white_on_black_whatever_the_theme() -> None:
    assert qr.coloured("█▀") == "\x1b[38;5;231;48;5;16m█▀\x1b[0m"
