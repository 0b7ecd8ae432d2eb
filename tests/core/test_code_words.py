"""The words of a code: many, unlike each other, and understood however they are typed."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import code_words

CODES = st.lists(st.sampled_from(code_words.words()), min_size=6, max_size=6).map("-".join)


def test_there_are_enough_words_and_no_two_are_the_same() -> None:
    assert len(set(code_words.words())) == len(code_words.words()) == 2276
    assert all(word.isascii() and word.islower() and len(word) == 5 for word in code_words.words())


def test_a_word_with_one_letter_wrong_is_no_word() -> None:
    for place in range(5):
        rest = {word[:place] + "_" + word[place + 1 :] for word in code_words.words()}
        assert len(rest) == len(code_words.words())


def test_codes_are_made_of_six_words_by_chance_alone() -> None:
    numbers = iter([0xFFFF, 0, 1, 2275, 2276, 5, 6])  # the first is thrown away: it would make some words likelier
    code = code_words.new(lambda size: next(numbers).to_bytes(size, "big"))
    every = code_words.words()
    assert code.split("-") == [every[0], every[1], every[2275], every[0], every[5], every[6]]
    assert code_words.is_whole(code)


@settings(max_examples=30)
@given(CODES, st.sampled_from(["", " ", "  ", "-", ". ", ", ", "\n", " – "]), st.booleans())
def test_a_code_is_understood_however_it_is_typed(code: str, between: str, capitals: bool) -> None:
    typed = f" {between.join(code.split('-'))}{between}"
    assert code_words.read(typed.upper() if capitals else typed) == code
    assert code_words.is_whole(code_words.read(typed))


@settings(max_examples=20)
@given(st.lists(CODES, min_size=1, max_size=4))
def test_each_packet_has_its_line_in_a_list_of_codes(codes: list[str]) -> None:
    text = "".join(f"p-{n}.ringa\tAnna {n}\t{code}\n" for n, code in enumerate(codes))
    assert [code_words.listed(text, f"p-{n}.ringa") for n in range(len(codes))] == codes
    assert code_words.listed(text, "p.ringa") is None
    assert code_words.listed(codes[0].replace("-", "\t") + "\n", "p.ringa") == codes[0]


def test_the_word_that_was_misheard_is_named() -> None:
    code = "-".join(code_words.words()[:6])
    first, second = code_words.words()[:2]
    misheard = code.replace(second, second[:-1] + ("b" if second[-1] != "b" else "d"))
    assert [place for place, _word in code_words.wrong_words(misheard)] == [2]
    assert not code_words.is_whole(misheard) and not code_words.is_whole(first) and not code_words.is_whole("")


def test_no_two_words_of_a_handful_sound_the_same_but_for_a_letter() -> None:
    for one, other in combinations(code_words.words()[::97], 2):
        assert sum(a != b for a, b in zip(one, other, strict=True)) >= 2
