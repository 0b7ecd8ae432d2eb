"""Objections to being called, kept beyond the person: keyed hashes of the numbers that must not be rung.

A plain hash of a telephone number is undone by trying all numbers, which takes half a minute; so the hash is keyed
with the campaign's key (BLAKE2b as a MAC, RFC 7693) and still treated as personal data. A mobile is one person's:
an objection holds for the number. A fixed line is a household's or a whole workplace's: an objection that was made
in a call holds for the number together with the name. A list of numbers from outside holds for whomever they reach.
"""

import hashlib
from collections.abc import Iterable, Iterator

from ringa.core.people import MOBILE, Member, Phone
from ringa.core.text import name_words

SIZE = 10  # bytes: among ten million marks, one in 10**17 numbers is taken for another


def mark(key: bytes, number: str, name: str | None = None) -> bytes:
    """The keyed hash of a number in E.164, or of a number and the name that is reached on it ('' is nobody's name)."""
    if not key:
        raise ValueError("a hash without a key is undone in half a minute")
    text = number if name is None else f"{number}\x1f{_words(name)}"
    return hashlib.blake2b(text.encode(), key=key, digest_size=SIZE).digest()


def _words(name: str) -> str:
    """`ÖBERG, Åsa-Karin` and `Asa Karin Oberg` on one number are one person."""
    return " ".join(sorted(name_words(name)))


def found_under(phones: Iterable[Phone], name: str, key: bytes) -> Iterator[bytes]:
    """Every mark that would mean that somebody with these numbers has objected."""
    for phone in phones:
        yield mark(key, phone.number)
        if phone.kind != MOBILE:
            yield mark(key, phone.number, name)


def left_by(member: Member, key: bytes) -> list[bytes]:
    """The marks that an objection of this member leaves, one for each number, those that are gone too."""
    return [mark(key, phone.number, None if phone.kind == MOBILE else member.name) for phone in member.phones]
