"""Words that a form needs beside the author's: yes, no, and what is asked where `other` was chosen."""

from collections.abc import Sequence

from ringa.core.survey import YES_NO, Text, say

YES, NO = (choice.text for choice in YES_NO)
OTHER: Text = {"sv": "Annat", "nb": "Annet", "en": "Other"}
OTHER_WORDS: Text = {"sv": "Annat: några ord", "nb": "Annet: noen ord", "en": "Other: a few words"}


def in_languages(text: Text, languages: Sequence[str], spoken: Sequence[str]) -> Text:
    """The text in these languages, in English where there is no other; in none: as it is `spoken`."""
    assert not isinstance(text, str)
    return {code: text.get(code, text["en"]) for code in languages} or say(text, (*spoken, "en"))


def _spoken(*texts: Text) -> set[str]:
    return {word.casefold() for text in texts if not isinstance(text, str) for word in text.values()}


_YES, _NO, _OTHER = _spoken(YES), _spoken(NO), _spoken(OTHER_WORDS) | {"specify other."}  # pyxform's own words


def is_yes_no(yes: Text, no: Text) -> bool:
    """Whether two texts are yes and no, in every language that they have."""
    return all(
        {word.casefold() for word in ([text] if isinstance(text, str) else text.values())} <= words
        for text, words in ((yes, _YES), (no, _NO))
    )


def is_other_text(text: str) -> bool:
    """Whether a text asks for the words of `other`, as a program writes it."""
    return " ".join(text.split()).casefold() in _OTHER
