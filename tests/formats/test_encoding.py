"""The encoding of a text is judged over the whole of it, and what is no text is named."""

import io

import pytest

from ringa.errors import EmptyFile, NotText
from ringa.formats.encoding import encoding_of

LONG = "id;Förnamn\r\n" + "1;Bo\r\n" * 50_000  # several blocks


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_a_long_text_is_judged_as_a_short_one(name: str) -> None:
    assert encoding_of(io.BytesIO(LONG.encode(name)), "f") == name


@pytest.mark.parametrize("name", ["cp1252", "mac_roman", "cp850"])
def test_one_letter_of_an_old_encoding_in_the_last_line_decides(name: str) -> None:
    text = "id;name\r\n" + "1;Bo\r\n" * 50_000 + "2;Åsa"
    assert encoding_of(io.BytesIO(text.encode(name)), "f") == name


def test_a_letter_split_by_a_block_is_no_fault() -> None:
    text = "a" + "å" * 100_000
    assert encoding_of(io.BytesIO(text.encode()), "f") == "utf-8"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_was_cut_within_a_letter_is_still_what_it_was(name: str) -> None:
    data = "id;Förnamn\r\n1;Åsa\r\n2;Å".encode(name)
    assert encoding_of(io.BytesIO(data[:-1]), "f") == name


def test_many_old_letters_are_judged_by_the_first_of_them() -> None:
    assert encoding_of(io.BytesIO(("Åsa;Öberg" * 200_000).encode("cp1252")), "f") == "cp1252"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig"])
def test_utf_8_some_letters_of_which_are_broken_is_still_utf_8_where_rows_are_checked(name: str) -> None:
    broken = "Åsa;Öberg;Älvsjö".encode(name).replace("Ö".encode(), b"\xc3\x20")
    assert encoding_of(io.BytesIO(broken), "f", damaged=True) == name
    assert encoding_of(io.BytesIO(broken), "f") not in ("utf-8", "utf-8-sig")


@pytest.mark.parametrize("name", ["cp1252", "mac_roman", "cp850"])
def test_a_text_in_an_old_encoding_is_not_taken_for_broken_utf_8(name: str) -> None:
    assert encoding_of(io.BytesIO("Åsa;Öberg;Älvsjö".encode(name)), "f", damaged=True) == name


class Nulls(io.RawIOBase):
    """Gigabytes of NULs, as a crash of the machine may leave them, which take no memory here."""

    def __init__(self, size: int) -> None:
        self.size, self.at = size, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (self.size if whence == 2 else 0)
        return self.at

    def read(self, size: int = -1) -> bytes:
        here = min(size, self.size - self.at)
        self.at += here
        return bytes(here)


def test_a_file_of_nothing_but_nuls_is_empty_however_long_it_is() -> None:
    with pytest.raises(EmptyFile):
        encoding_of(Nulls(200_000_000), "f")  # type: ignore[arg-type]  # a BinaryIO in all that is used of it


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfea\x00b",  # half a sign of UTF-16
        b"abc\x00\xff\xfe\xfd",
        b"\x01\x02\x03\x04id",
        bytes(70_000) + b"id",
        b"id;name\r\n" * 10_000 + b"\xe5\x00",
    ],
)
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText) as caught:
        encoding_of(io.BytesIO(data), "members.csv")
    assert caught.value.fields["kind"] == "binary data"
