"""Text from outside is made safe once, and the same text is always written the same way."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.text import canonical, clean, clean_line, closest, fold_case

TEXT = st.text(max_size=60)


@settings(max_examples=50)
@given(TEXT)
def test_canonical_is_nfc_with_line_feeds_and_stays_so(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("A\u030asa\r\n", "Åsa\n"),
    ],
)
def test_canonical_composes_letters_and_breaks_lines_with_lf(text: str, wanted: str) -> None:
    assert canonical(text) == wanted


@settings(max_examples=50)
@given(TEXT)
def test_clean_text_cannot_drive_a_terminal(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    for sign in cleaned:
        assert sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
        assert sign not in "\u202e\u2066\u200f\ufeff"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\x00b\x7fc", "a␀b␡c"),
        ("a\x9bb\u202ec", "a\ufffdb\ufffdc"),
        ("one\r\ntwo\u2028three\x0bfour", "one\ntwo\nthree\nfour"),
        ("\U0001f469\u200d\U0001f527", "\U0001f469\u200d\U0001f527"),
    ],
)
def test_controls_are_made_visible_and_line_breaks_are_kept(text: str, wanted: str) -> None:
    assert clean(text) == wanted


def test_a_line_has_no_breaks_and_single_spaces() -> None:
    assert clean_line("  Åsa \t\n Öberg\u00a0 ") == "Åsa Öberg"


def test_two_spellings_of_a_name_are_found_alike() -> None:
    assert fold_case("A\u030aSA") == fold_case("åsa")


def test_the_closest_word_is_the_one_that_was_probably_meant() -> None:
    assert closest("will_vot", ["issues", "will_vote"]) == "will_vote"
    assert closest("zzz", ["issues", "will_vote"]) is None
