"""The certificate line: read as it was written, and any slip is found."""

from hypothesis import given
from hypothesis import strategies as st

from ringa.core import certificate
from ringa.core.certificate import Certificate, line, read
from ringa.core.text import clean_line

ANNA = Certificate("Anna Öberg", "2030-09-08", 60, 62, True, "val", "v0123456789ab")


def test_the_line_can_be_read_by_people() -> None:
    assert line(ANNA).startswith("ringa-practice/1 | Anna Öberg | 2030-09-08 | 60/62 | passed | val v0123456789ab | ")


@given(
    name=st.text(st.characters(exclude_characters="|"), max_size=30).map(clean_line).filter(bool),
    got=st.integers(0, 99),
    passed=st.booleans(),
)
def test_what_is_written_is_read(name: str, got: int, passed: bool) -> None:
    written = ANNA._replace(name=name, got=got, passed=passed)
    assert read(line(written)) == written


@given(place=st.integers(0, 90), sign=st.sampled_from("aZ0/|-"))
def test_a_changed_sign_is_found(place: int, sign: str) -> None:
    right = line(ANNA)
    changed = right[:place] + sign + right[place + 1 :]
    head, _bar, code = changed.rpartition("|")
    same = (head, code.lower()) == (right.rpartition("|")[0], right.rpartition("|")[2])
    assert read(changed) == (ANNA if same else None)


def test_spaces_do_not_count_and_a_bar_in_a_name_is_left_out() -> None:
    assert read("  " + line(ANNA).replace(" | ", "|").replace("Anna Öberg", "Anna  Öberg") + " ") == ANNA
    assert read(line(ANNA._replace(name="Anna|Öberg"))) == ANNA


def test_something_else_is_no_certificate() -> None:
    for text in ("", "|" * 6, "hello", line(ANNA).replace("/1", "/2")):
        assert read(text) is None


def test_a_line_that_somebody_worked_out_by_hand_must_still_make_sense() -> None:
    for wrong in ("ringa-practice/1 | A | 2030-99-08 | 1/2 | passed | val v1", "ringa-practice/1 | A | x | 1 | y | z"):
        assert read(f"{wrong} | {certificate._code(wrong)}") is None
