"""Text from outside, made safe to keep and to show."""

import re
import unicodedata

# C0 and C1 controls, bidirectional controls, byte-order mark: what can drive a terminal or hide text.
# Tab and line feed are dealt with before; zero-width joiners stay, since Persian and emoji need them.
_UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
_BREAKS = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"


MAX_TEXT = 4000  # characters of one free text: an answer, a note, a message


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "\ufffd"


def canonical(text: str) -> str:
    """NFC with LF line breaks: the form that is kept in the log and that checks are computed over."""
    if text.isascii():
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(text: str) -> str:
    """Free text over several lines: canonical, with every control character made visible (ESC becomes ␛)."""
    if text.isprintable():  # no control and no line break among the characters: nearly every text
        return unicodedata.normalize("NFC", text)
    return re.sub(_UNSAFE, _visible, unicodedata.normalize("NFC", re.sub(_BREAKS, "\n", text)))


def clean_line(text: str) -> str:
    """Text on one line: as `clean`, with each run of white space as one space and none at the ends."""
    return " ".join(clean(text).split())


def fold_case(text: str) -> str:
    """The form in which two spellings of a name are the same when searching."""
    return unicodedata.normalize("NFC", text).casefold()


def name_words(name: str) -> list[str]:
    """The words of a name as they are the same in every list: small letters, without accents."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return re.findall(r"\w+", plain)


def closest(word: str, known: list[str], near: float = 0.6) -> str | None:
    """The known word that was probably meant, if one is `near` enough (1: the same)."""
    from difflib import get_close_matches

    matches = get_close_matches(word, known, n=1, cutoff=near)
    return matches[0] if matches else None
