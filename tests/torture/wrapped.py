"""Results that come zipped or sealed, and were altered on the way, outside or inside."""

import base64
import io
import zipfile
from collections.abc import Callable, Sequence
from random import Random

from ringa.formats import sealing
from tests.torture import altered
from tests.torture.altered import ALL, NONE, WHOLE, Altered, table, text


def _zip(members: Sequence[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as bundle:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = how
            bundle.writestr(info, data)
    return out.getvalue()


def zipped(chance: Random) -> Altered:
    """A zip whose names would like to be elsewhere; the results in it are whole."""
    name = chance.choice(["a.csv", "../../a.csv", "/etc/a.csv", "a/b/c.CSV", "C:\\a.csv", "å\x1b[2J.csv", "a.txt"])
    return Altered(f"zipped as {name!r}", _zip([(name, WHOLE)]), NONE, name="a.zip")


def zip_flipped(chance: Random) -> Altered:
    """A zip some bytes of which are others, or its end missing."""
    data = bytearray(_zip([("a.csv", WHOLE)], chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])))
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    for _ in range(chance.choice([1, 2, 8])):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return Altered("zip flipped", bytes(data), None, name="a.zip")


def zip_odd(chance: Random) -> Altered:
    """A zip that is a bomb, has another in it, nothing, or one name twice."""
    inner = _zip([("a.csv", WHOLE)])
    found: list[tuple[str, bytes]] = [
        ("bomb", _zip([("a.csv", WHOLE.split(b"\r\n")[0] + bytes(30_000_000))])),
        ("nested", _zip([("a.zip", inner)])),
        ("empty", _zip([])),
        (
            "one name twice",
            _zip([("a.csv", text(table()[:3])), ("b.csv", text([table()[0], *table()[5:]]))]).replace(
                b"b.csv", b"a.csv"
            ),
        ),
        ("says less than it has", _shrunk(_zip([("a.csv", WHOLE)]))),
    ]
    how, data = chance.choice(found)
    return Altered(
        f"zip: {how}", data, ALL if how in ("bomb", "nested", "empty", "one name twice") else None, name="a.zip"
    )


def _shrunk(data: bytes) -> bytes:
    return data.replace(len(WHOLE).to_bytes(4, "little"), (len(WHOLE) // 2).to_bytes(4, "little"))


# sealed

IDENTITY, RECIPIENT = sealing.new_pair()
SEALED = sealing.seal(WHOLE, RECIPIENT)


def sealed(chance: Random) -> Altered:
    """Sealed results that are changed, cut, doubled, sealed to another, or dressed as text and damaged."""
    data = bytearray(SEALED)
    place = chance.randrange(len(data))
    lines = SEALED.split(b"\n")
    armour = b"-----BEGIN AGE ENCRYPTED FILE-----\n%s-----END AGE ENCRYPTED FILE-----\n" % base64.encodebytes(SEALED)
    data[place] ^= 1 << chance.randrange(8)
    stanza = chance.randrange(1, 4)
    ways: list[tuple[str, bytes]] = [
        ("a bit", bytes(data)),
        ("cut", SEALED[:place]),
        ("longer", SEALED + b"\0"),
        ("twice", SEALED + SEALED),
        ("to another", sealing.seal(WHOLE, sealing.new_pair().recipient)),
        ("version raised", SEALED.replace(b"/v1", b"/v2", 1)),
        ("a line less", b"\n".join(lines[:stanza] + lines[stanza + 1 :])),
        ("a line twice", b"\n".join(lines[: stanza + 1] + lines[stanza:])),
        ("base64 damaged", b"\n".join([*lines[:stanza], lines[stanza][:-1] + b"=", *lines[stanza + 1 :]])),
        ("armour damaged", armour.replace(b"A", b"B", 3)),
        ("a code, where a key was", SEALED.replace(b"-> X25519", b"-> scrypt", 1)),
        ("sealed twice", sealing.seal(SEALED, RECIPIENT)),
    ]
    how, found = chance.choice(ways)
    return Altered(f"sealed: {how}", found, ALL, name="a.csv.age")


def sealed_altered(chance: Random) -> Altered:
    """Altered, and sealed by somebody who knows the recipient: what is inside is judged as if it were plain."""
    inner = chance.choice((altered.edited, altered.forged, altered.cut, altered.meaningless, altered.smuggled))(chance)
    return inner._replace(how=f"sealed after: {inner.how}", data=sealing.seal(inner.data, RECIPIENT), name="a.csv.age")


RESULTS: tuple[Callable[[Random], Altered], ...] = (
    altered.edited, altered.swapped, altered.broken_letter, altered.forged, altered.later_version,
    altered.smuggled, altered.flipped, altered.one_letter, altered.cut,
    altered.header, altered.meaningless, altered.other_campaign, altered.control_signs,
    zipped, zip_flipped, zip_odd, sealed, sealed_altered,
)  # fmt: skip
