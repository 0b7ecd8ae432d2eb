"""The encoding of a text is judged over the whole of it, and what is no text is named."""

import io

import pytest

from ringa.errors import EmptyFile, NotText
from ringa.formats.encoding import MIXED, decoder_of, encoding_of

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


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_utf_8_with_lines_of_windows_1252_is_both_and_every_letter_is_right(bom: bytes) -> None:
    text = "id;namn\n1;Åsa Öberg\n2;Märta Å\n3;Örjan å"
    first, second, third = text.partition("2;Märta Å\n")
    for data in (
        first.encode() + second.encode("cp1252") + third.encode(),
        first.encode() + second.encode() + third.encode("cp1252"),
    ):
        assert encoding_of(io.BytesIO(bom + data), "f", mixed=True) == MIXED
        assert encoding_of(io.BytesIO(bom + data), "f") != MIXED
        decoder = decoder_of(MIXED)
        assert "".join(decoder.decode(bytes([byte])) for byte in bom + data) + decoder.decode(b"", True) == text


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"])
def test_a_text_in_one_encoding_is_not_taken_for_one_in_two(name: str) -> None:
    for text in (LONG + "2;Åsa", "Åsa;Öberg;Älvsjö" * 20_000):
        assert encoding_of(io.BytesIO(text.encode(name)), "f", mixed=True) == name


def test_many_letters_are_judged_by_the_first_of_them_whether_they_are_broken() -> None:
    data = "Åsa".encode() * 300_000 + b"\xc5sa"
    assert encoding_of(io.BytesIO(data), "f", mixed=True) == MIXED


def test_a_byte_that_is_no_letter_in_either_encoding_is_seen_to_be_broken() -> None:
    assert decoder_of(MIXED).decode(b"a\x81\xc3\xa5\xe5b") == "a\ufffdååb"


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
        "Åsa".encode() + b"\xe5\x00",
    ],
)
def test_binary_data_is_no_text(data: bytes) -> None:
    for mixed in (False, True):
        with pytest.raises(NotText) as caught:
            encoding_of(io.BytesIO(data), "members.csv", mixed=mixed)
        assert caught.value.fields["kind"] == "binary data"
