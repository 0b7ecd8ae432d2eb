"""Sealing: what is sealed comes out again, and only for whom it was meant."""

import pytest

from ringa.errors import NotUnsealed
from ringa.formats import sealing

DATA = "Åsa Öberg 070-174 06 05".encode()


def test_what_is_sealed_to_a_recipient_is_opened_by_their_identity_alone() -> None:
    mine, other = sealing.new_pair(), sealing.new_pair()
    sealed = sealing.seal(DATA, mine.recipient)
    assert sealing.is_sealed(sealed) and not sealing.is_sealed_with_code(sealed) and not sealing.is_sealed(DATA)
    assert b"0701740605" not in sealed and "Åsa".encode() not in sealed
    assert sealing.unseal(sealed, mine.identity, "a.age") == DATA
    with pytest.raises(NotUnsealed, match="somebody else"):
        sealing.unseal(sealed, other.identity, "a.age")


def test_a_file_of_identities_is_read_as_age_keygen_writes_it() -> None:
    mine, other = sealing.new_pair(), sealing.new_pair()
    text = f"# created: 2026-08-14\r\n# public key: {mine.recipient}\r\n{other.identity}\r\n\n{mine.identity}\r\n"
    assert sealing.unseal(sealing.seal(DATA, mine.recipient), text, "a.age") == DATA


@pytest.mark.parametrize("text", ["", "# nothing", "AGE-SECRET-KEY-1XYZ", "hello"])
def test_what_is_no_identity_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotUnsealed):
        sealing.unseal(sealing.seal(DATA, sealing.new_pair().recipient), text, "a.age")


def test_what_is_sealed_under_a_code_is_opened_by_that_code_alone() -> None:
    sealed = sealing.seal_with_code(DATA, "telir-sobog")
    assert sealing.is_sealed(sealed) and sealing.is_sealed_with_code(sealed)
    assert sealing.unseal_with_code(sealed, "telir-sobog", "a.age") == DATA
    with pytest.raises(NotUnsealed, match="code"):
        sealing.unseal_with_code(sealed, "telir-sobod", "a.age")
    with pytest.raises(NotUnsealed):
        sealing.unseal(sealed, sealing.new_pair().identity, "a.age")


def test_a_file_that_asks_for_years_of_work_is_refused_at_once() -> None:
    head, salt = sealing.HEADER + b"-> scrypt dMTjsbuGTLAvXyctuO26Rw ", b"\nivZTDEshMYG96CpLY7920R\n--- x\n"
    with pytest.raises(NotUnsealed):
        sealing.unseal_with_code(head + b"40" + salt, "telir-sobog", "a.age")


def test_a_file_with_one_byte_changed_does_not_open() -> None:
    mine = sealing.new_pair()
    sealed = sealing.seal(DATA, mine.recipient)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(NotUnsealed):
            sealing.unseal(bytes(changed), mine.identity, "a.age")
    for size in range(len(sealed)):
        with pytest.raises(NotUnsealed):
            sealing.unseal(sealed[:size], mine.identity, "a.age")


def test_a_recipient_with_a_slip_of_the_pen_is_none() -> None:
    recipient = sealing.new_pair().recipient
    assert sealing.is_recipient(recipient)
    assert not sealing.is_recipient(recipient[:-1] + ("q" if recipient[-1] != "q" else "p"))
    assert not sealing.is_recipient("")
