"""A file that is no UTF-8 text is named for what it is, and one that is too large is not looked at."""

from time import process_time

import pytest

from ringa.cli import campaign_files
from ringa.formats.source import MAX_BYTES, text_of

TEXT = "campaign: {id: x}\n# Åsa åker\n"


def test_utf_8_is_read_with_and_without_its_mark() -> None:
    assert text_of(TEXT.encode(), "f") == (TEXT, [])
    assert text_of(TEXT.encode("utf-8-sig"), "f") == (TEXT, [])


@pytest.mark.parametrize(
    ("data", "line", "column", "problem"),
    [
        (TEXT.encode("cp1252"), 2, 3, "this is not UTF-8 but Windows-1252 (Latin-1)"),
        (TEXT.encode("mac_roman"), 2, 3, "this is not UTF-8 but Mac Roman"),
        (TEXT.encode("utf-16"), 0, 0, "this is not UTF-8 but UTF-16"),
        ("campaign: {id: x}\n".encode("utf-16-le"), 0, 0, "this is not UTF-8 but UTF-16"),
        (b"PK\x03\x04" + b"\xff" * 90, 0, 0, "this is no text file but a zip file"),
        (b"campaign\x00: x\n", 0, 0, "this is no text file"),
        (b"\x00" * 10, 0, 0, "the file is empty"),
    ],
)
def test_another_file_is_named_for_what_it_is(data: bytes, line: int, column: int, problem: str) -> None:
    text, problems = text_of(data, "f")
    assert text is None
    assert [(p.line, p.column, p.problem) for p in problems] == [(line, column, problem)]


def test_a_file_that_is_too_large_is_refused_at_once() -> None:
    before = process_time()
    text, problems = text_of(b"[" * 10_000_000, "f")
    assert text is None
    assert problems[0].problem == "the file is too large"
    assert "not more than 300 kB" in problems[0].advice
    assert process_time() - before < 1


def test_no_more_is_read_of_a_file_than_is_needed_to_refuse_it() -> None:
    assert campaign_files.MOST == MAX_BYTES
