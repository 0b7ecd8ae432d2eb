"""A zip of results: read within limits, and never unpacked."""

import zipfile
from pathlib import Path

import pytest

from ringa.errors import NotResults
from ringa.formats import bundle


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.mkdir("folder")
        for name, data in entries.items():
            out.writestr(name, data)
    return path


def test_files_are_named_in_their_order_and_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", b=b"two", a=b"one")
    assert bundle.names(path, "a.zip") == ["b", "a"]
    assert [bundle.read(path, name, "a.zip") for name in "ab"] == [b"one", b"two"]


def test_what_is_no_zip_or_lacks_a_file_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(NotResults, match="damaged"):
        bundle.names(path, "a.zip")
    with pytest.raises(NotResults, match="damaged"):
        bundle.read(zipped(path, a=b"x"), "b", "a.zip")


def test_a_file_locked_with_a_password_is_told_as_such(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a=b"x")
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x05\x06"))
    local = data.rindex(b"PK\x03\x04")
    locked = bytearray(data)
    locked[at + 8] |= 1  # general purpose flag, bit 0: encrypted (APPNOTE 4.4.4)
    locked[local + 6] |= 1
    path.write_bytes(bytes(locked))
    with pytest.raises(NotResults, match="password"):
        bundle.read(path, "a", "a.zip")


def test_what_unpacks_to_more_than_results_can_be_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", a=bytes(2_000_000))
    with pytest.raises(NotResults, match="packed"):
        bundle.names(path, "a.zip")
    monkeypatch.setattr(bundle, "MOST_BYTES", 1_000_000)
    with pytest.raises(NotResults, match="too much"):
        bundle.names(path, "a.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_in_which_one_name_stands_twice_is_refused_since_only_one_of_them_would_be_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        out.writestr("a.csv", b"Anna")
        out.writestr("a.csv", b"Olle")
    with pytest.raises(NotResults, match="same name"):
        bundle.names(tmp_path / "a.zip", "a.zip")
