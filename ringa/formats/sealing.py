"""Sealed files: age (https://age-encryption.org/v1), so that they can be opened without ringa too.

A file is sealed either to a recipient (`age1…`, whose identity `AGE-SECRET-KEY-1…` opens it) or under a code that
is told by telephone. What was changed on the way, even by one bit, does not open.
"""

from typing import NamedTuple

from ringa.errors import CodeDoesNotOpen, NotUnsealed
from ringa.i18n import _

HEADER = b"age-encryption.org/v1\n"
_BY_CODE = HEADER + b"-> scrypt "


class Pair(NamedTuple):
    """What opens files, and must stay secret, and what they are sealed to, which everybody may know."""

    identity: str
    recipient: str


def new_pair() -> Pair:
    """A new identity with its recipient."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return Pair(str(identity), str(identity.to_public()))


def is_recipient(text: str) -> bool:
    """Whether files can be sealed to this: `age1…`, without a slip of the pen (it has a checksum)."""
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def is_sealed(data: bytes) -> bool:
    """Whether the file is sealed."""
    return data.startswith(HEADER)


def is_sealed_with_code(data: bytes) -> bool:
    """Whether the file is sealed under a code."""
    return data.startswith(_BY_CODE)


def seal(data: bytes, recipient: str) -> bytes:
    """The file as only the owner of the recipient's identity can read it. `recipient` is one, see `is_recipient`."""
    import pyrage

    sealed: bytes = pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient)])
    return sealed


def seal_with_code(data: bytes, code: str) -> bytes:
    """The file as only who knows the code can read it. Takes about a second, so that trying codes takes for ever."""
    from pyrage import passphrase

    sealed: bytes = passphrase.encrypt(data, code)
    return sealed


def unseal(data: bytes, identity: str, file: str) -> bytes:
    """What is in a sealed file of that name.

    `identity` is the secret key, or the text of a file with one, as age-keygen writes it. Raises NotUnsealed.
    """
    import pyrage

    lines = [line.strip() for line in identity.splitlines() if line.strip() and not line.startswith("#")]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines]
        opened: bytes = pyrage.decrypt(data, keys)
    except pyrage.IdentityError:
        raise NotUnsealed(file=file, problem=_("this is no age identity (AGE-SECRET-KEY-1…)")) from None
    except (pyrage.DecryptError, ValueError):
        problem = _("it was sealed to somebody else, or damaged on the way")
        raise NotUnsealed(file=file, problem=problem) from None
    return opened


def unseal_with_code(data: bytes, code: str, file: str) -> bytes:
    """What is in a file of that name, sealed under a code. Takes about a second. Raises CodeDoesNotOpen."""
    import pyrage

    try:
        opened: bytes = pyrage.passphrase.decrypt(data, code)
    except (pyrage.DecryptError, ValueError):
        problem = _("the code is another one, or the file was damaged on the way")
        raise CodeDoesNotOpen(file=file, problem=problem) from None
    return opened
