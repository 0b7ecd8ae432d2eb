"""A name is found as somebody types it who has heard it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.spelling import AS_TYPED, BEGINS, NOT, WHOLE, WITHIN, Sought, plain
from tests.cli.naughty import STRINGS

NAMES = st.text(st.sampled_from("aåäöøæéßđAÅÄÖ eonrs-'"), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("typed", "name", "fit"),
    [
        ("Öberg", "Åsa Öberg", AS_TYPED),
        ("öberg ÅSA", "Åsa Öberg", AS_TYPED),
        ("oberg", "Åsa Öberg", WHOLE),
        ("Öberg", "Åsa Oberg", WHOLE),
        ("asa ob", "Åsa Öberg", BEGINS),
        ("berg", "Åsa Öberg", WITHIN),
        ("bjorn", "Bjørn Østby", WHOLE),
        ("oestby", "Bjørn Østby", WHOLE),
        ("kjaer", "Kjær", WHOLE),
        ("kjär", "Kjær", NOT),
        ("aakesson", "Kjell Åkesson", WHOLE),
        ("saeter", "Säter", WHOLE),
        ("STRASSE", "Straße", AS_TYPED),
        ("nguyen", "Nguyễn Văn", WHOLE),
        ("lukasz", "Łukasz", WHOLE),
        ("karin anna", "Anna-Karin", AS_TYPED),
        ("anna-karin", "Karin Anna", AS_TYPED),
        ("asa nils", "Åsa Öberg", NOT),
        ("Θεόδωρος", "Θεοδωρος", WHOLE),
        ("", "Åsa", NOT),
        ("\u0301", "Åsa", NOT),
    ],
)
def test_how_well_words_fit_a_name(typed: str, name: str, fit: int) -> None:
    assert Sought(typed).fits(name) == fit
    assert Sought(unicodedata.normalize("NFD", typed)).fits(name) == fit


@settings(max_examples=150)
@given(NAMES, st.data())
def test_a_name_is_found_by_its_words_in_any_order_case_and_without_marks(name: str, data: st.DataObject) -> None:
    words = data.draw(st.permutations(name.replace("-", " ").split()))
    for typed in (" ".join(words), " ".join(words).upper(), plain(" ".join(words))):
        assert Sought(typed).fits(name) >= (WHOLE if words else NOT)


@settings(max_examples=100)
@given(NAMES, NAMES)
def test_a_longer_text_finds_no_more(name: str, typed: str) -> None:
    if Sought(typed).fits(name):
        assert Sought(typed[: len(typed) // 2]).fits(name) or not typed[: len(typed) // 2].strip(" -")


def test_text_without_marks_stays_so() -> None:
    for text in [*STRINGS, "Åsa", "ÞÓR", "œuvre", "İ"]:
        assert plain(plain(text)) == plain(text)
