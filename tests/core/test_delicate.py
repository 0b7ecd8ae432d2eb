"""Delicate words in notes: found where they are plainly written, and nothing else."""

from ringa.core.delicate import Found, find

LISTS = {
    "health": {"en": ["cancer*", "slipped disc"], "sv": ["sjuk*"]},
    "party": {"en": ["tory"]},
    "person": {"en": ["anna", "kim"]},
}


def test_words_and_beginnings_of_words_are_found_in_any_case() -> None:
    found = find("Has CANCERS, a slipped disc; votes Tory", LISTS, "en")
    assert found == [Found("health", "CANCERS"), Found("health", "slipped disc"), Found("party", "Tory")]


def test_a_word_inside_another_is_none() -> None:
    assert find("history, annaberg, precancerous", LISTS, "en") == []


def test_only_the_lists_of_the_language_count() -> None:
    assert find("är sjukskriven", LISTS, "sv") == [Found("health", "sjukskriven")]
    assert find("är sjukskriven", LISTS, "en") == []
    assert find("är sjukskriven", {}, "nb") == []


def test_the_members_own_name_may_be_written_and_others_may_not() -> None:
    assert find("Kim and Anna, anna", LISTS, "en", own=("Kim", "Exempel")) == [Found("person", "Anna")]


def test_words_of_this_call_are_found_too() -> None:
    assert find("talk to Sixten", LISTS, "en", private=["sixten*"]) == [Found("private", "Sixten")]


def test_signs_in_a_list_are_only_signs() -> None:
    assert find("abc", {"health": {"en": ["a.c", "("]}}, "en") == []
