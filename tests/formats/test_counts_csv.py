"""Counts as a file: what is written is read, a source at a time; what was altered or cut off is not taken."""

import csv
import io
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.aggregate import Answered, Figures, Period, Source
from ringa.core.events import digest
from ringa.errors import NotResults
from ringa.formats import counts_csv
from tests.build import a_device

AS_OF = "2026-08-14T08:00:00Z"
PERIOD = Period(("Riket", "=Skåne | | öst"), "2026-08-01", "2026-08-02", Figures(200, 60, 40, 38))
SOURCES = [
    Source("saaaaaaaaaa", "norr", AS_OF, (a_device(), a_device(1)), (
        Period((), "2026-08-01", "2026-08-01", Figures(20, 12, 10, 0)), PERIOD,
    ), (Answered("val", "v0123456789ab", "vote", "yes", "2026-08-01", "2026-08-03", 25),)),
    Source("sbbbbbbbbbb", "syd", AS_OF, (), ()),
]  # fmt: skip


def text_of(sources: list[Source], *, excel: bool = False) -> str:
    return "".join(counts_csv.write(sources, excel=excel))


def read(text: str) -> counts_csv.Read:
    return counts_csv.read(text.encode(), "counts.csv")


@pytest.mark.parametrize("excel", [False, True])
def test_what_is_written_is_read(excel: bool) -> None:
    text = text_of(SOURCES, excel=excel)
    assert counts_csv.is_counts(text.encode()) and counts_csv.is_counts(text.encode("utf-16-le"))
    assert read(text) == (SOURCES, 0)
    assert "'=" not in text.split("\r\n")[3] and "Riket | =Skåne || || öst" in text


def test_a_goal_that_looks_like_a_formula_is_guarded() -> None:
    source = SOURCES[1]._replace(told=(PERIOD._replace(goals=("=1+1",)),))
    text = text_of([source])
    assert ",'=1+1," in text
    assert read(text).sources == [source]


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=8), max_size=4))
def test_the_names_of_goals_come_back(names: list[str]) -> None:
    goals = tuple(unicodedata.normalize("NFC", name) for name in names if name == name.strip(" "))
    source = SOURCES[1]._replace(told=(PERIOD._replace(goals=goals),))
    assert read(text_of([source])).sources == [source]


Table = list[list[str]]


def change(name: str, cell: str, *, sealed: bool = False, row: int = 3) -> Callable[[Table], None]:
    def alter(table: Table) -> None:
        table[row][table[0].index(name)] = cell
        if sealed:  # by somebody who knows how checks are made
            cells = dict(zip(table[0], table[row], strict=True))
            table[row][-1] = digest({n: c for n, c in cells.items() if c})

    return alter


def altered(alter: Callable[[Table], None]) -> str:
    table = list(csv.reader(io.StringIO(text_of(SOURCES), newline="")))
    alter(table)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(table)
    return out.getvalue()


@pytest.mark.parametrize(
    "alter",
    [
        change("conversations", "11"),
        change("conversations", "9", sealed=True),
        change("conversations", "", sealed=True),
        change("first_day", "14/8", sealed=True),
        change("last_day", "14/8", sealed=True),
        change("device", "laptop", sealed=True, row=1),
        change("as_of", "yesterday", sealed=True),
        change("campaign", "", sealed=True),
        change("format", "ringa-counts/2", sealed=True),
        lambda table: table.pop(2),
        lambda table: table.pop(6),
        lambda table: [table.pop(6), table.pop(5)],
    ],
)
def test_a_source_that_was_altered_or_cut_short_is_left_out_and_the_other_taken(alter: Callable[[Table], None]) -> None:
    found = read(altered(alter))
    assert (found.sources, found.damaged) == ([SOURCES[1]], 1)


@pytest.mark.parametrize(("name", "cell"), [("as_of", "soon"), ("source", "here"), ("format", "x/1")])
def test_a_head_that_cannot_be_is_left_out(name: str, cell: str) -> None:
    def alter(table: Table) -> None:
        for row in range(1, 7):
            change(name, cell, sealed=True, row=row)(table)

    assert read(altered(alter)) == ([SOURCES[1]], 1)


def test_the_order_of_rows_does_not_matter() -> None:
    assert read(altered(lambda table: table.insert(1, table.pop(6)))) == (SOURCES, 0)


def test_what_has_other_columns_is_no_counts() -> None:
    with pytest.raises(NotResults):
        read("format,source\r\nringa-counts/1,s\r\n")
    with pytest.raises(NotResults):
        read("\nx\n")


def test_results_are_not_taken_for_counts() -> None:
    assert not counts_csv.is_counts(b"format,campaign\r\nringa-results/1,reference\r\n")
