"""What is wrong in the register is said in a few kinds; what a member said is never changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.correction import KINDS, SAID, changed, label, number, read, told
from ringa.core.text import clean_line
from ringa.errors import CorrectionProblem

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(sorted(KINDS)), WORDS.filter(clean_line)))
def test_whatever_is_said_of_a_kind_is_kept(said: dict[str, str]) -> None:
    found = read(f"{kind}={words}" for kind, words in said.items())
    assert found == {kind: clean_line(words) for kind, words in said.items()}


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from([*KINDS, "fax"]), st.just("x")), st.sampled_from(sorted(KINDS)), WORDS)
def test_one_correction_is_changed_and_the_others_stay(before: dict[str, str], kind: str, words: str) -> None:
    after = changed(before, kind, words)
    assert after.get(kind, "") == words
    assert {code: cell for code, cell in after.items() if code != kind} == {
        code: cell for code, cell in before.items() if code != kind
    }
    assert [code for code in after if code in KINDS] == [code for code in KINDS if code in after]


def test_a_kind_that_says_enough_takes_no_words() -> None:
    assert read(["left", "EMAIL="]) == {"left": SAID, "email": SAID}
    assert (told(SAID), told("in May")) == ("", "in May")


@pytest.mark.parametrize(
    "texts", [["phone"], ["name= "], ["fax=1"], ["zzzz=1"], ["left", "left=x"], ["name=" + "x" * 4001]]
)
def test_what_is_no_correction_is_refused(texts: list[str]) -> None:
    with pytest.raises(CorrectionProblem) as caught:
        read(texts)
    assert "phone, address, name, left, email" in caught.value.hint


def test_a_kind_of_a_later_version_is_called_by_its_code() -> None:
    assert (label("phone"), label("fax")) == ("has a new number", "fax")


@pytest.mark.parametrize(
    ("words", "e164"),
    [
        ("070-174 06 44", "+46701740644"),
        ("+46 (0)70 174 06 44", "+46701740644"),
        ("070-174 06 44 or 070-174 06 45", ""),
        ("070-174 06", ""),
        ("his wife's", ""),
        ("", ""),
    ],
)
def test_a_number_is_told_only_where_it_is_certain(words: str, e164: str) -> None:
    assert number(words, "SE") == e164
