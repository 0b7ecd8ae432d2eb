"""The exchange format: what is written is read, and whatever was altered on the way is recognised row by row."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.events import END, FREE_TEXT, HEAD, TAIL, Event, cells, digest, end_row, erased, to_line
from ringa.core.merge import Trust
from ringa.core.outcome import OUTCOMES
from ringa.core.text import MAX_TEXT
from ringa.errors import EmptyFile, NotResults, NotText, OtherCampaign
from ringa.formats import results_csv
from ringa.formats.guard import guard
from ringa.formats.results_csv import Aside, header, quarantine
from ringa.formats.results_reading import Quarantined, ResultsFile
from tests.build import (
    CAMPAIGN,
    a_device,
    a_forget,
    a_lift,
    a_packet_row,
    a_report,
    a_resolve,
    a_results_file,
    an_event,
    an_opt_out,
    an_undo,
    ends_of,
    signed,
)

REPORT = a_report("conversation", 1, note="=1+1", answers={"will_vote": "yes", "why": "för att"}, number_index="1")
EVENTS = [
    REPORT, a_report("busy", 2, to_coordinator="Åsa, \"ring\"\nigen"), an_undo(REPORT, 3), an_opt_out(4),
    a_lift(REPORT, 5), a_resolve(REPORT, 6), a_forget(7), erased(a_report(seq=8)),
    a_report("refused", 1, device=a_device(1), channel="workplace", mac="k0123456789abcdef"),
]  # fmt: skip


class Results(NamedTuple):
    """A results file as it was read."""

    events: list[Event]
    quarantined: list[Quarantined]
    ends: dict[str, tuple[str, int]]
    read: int
    header: list[str]
    cut_short: bool


def read(text: str | bytes, *accepts: str, **trust: Any) -> Results:
    data = text if isinstance(text, bytes) else text.encode()
    found = ResultsFile(io.BytesIO(data), "results.csv", Trust(CAMPAIGN, frozenset(accepts), **trust))
    rows = list(found.rows())
    events = [row for row in rows if isinstance(row, Event)]
    aside = [row for row in rows if isinstance(row, Quarantined)]
    return Results(events, aside, found.ends, found.read, found.header, found.cut_short)


def reasons(results: Results) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(row.line, row.reason, row.columns) for row in results.quarantined]


def rewritten(text: str, change: Callable[[list[list[str]]], None]) -> str:
    """The file after somebody has changed its table."""
    table = list(csv.reader(io.StringIO(text, newline="")))
    change(table)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(table)
    return out.getvalue()


# Out and in


def test_the_file_is_as_the_contract_has_it() -> None:
    text = a_results_file([an_opt_out(2, contact="m7"), a_report("busy", 1, answers={"b": "1", "a": "2"})])
    lines = text.split("\r\n")
    assert lines[0] == (
        "format,campaign,event,device,seq,at,kind,contact,caller,channel,outcome,number_index,started_at,ended_at,"
        "call_back_at,call_back_for,note,to_coordinator,survey,survey_version,answer.a,answer.b,replaces,packet,mac,check"
    )
    assert lines[1].startswith("ringa-results/1,reference,daaaaaaaaaa-1,daaaaaaaaaa,1,2026-08-14T08:01:00Z,report,m1,")
    assert lines[3].startswith("ringa-results/1,reference,,daaaaaaaaaa,2,,end,")
    assert lines[4:] == [""]
    assert header({"answer.b", "answer.a"}) == [*HEAD, "answer.a", "answer.b", *TAIL]


@pytest.mark.parametrize("excel", [False, True])
def test_every_kind_comes_back_with_its_closing_rows(excel: bool) -> None:
    results = read(a_results_file(EVENTS, excel=excel))
    assert sorted(results.events) == sorted(EVENTS)
    assert (results.quarantined, results.read, results.cut_short) == ([], len(EVENTS) + 2, False)
    assert results.ends == {a_device(): (CAMPAIGN, 8), a_device(1): (CAMPAIGN, 1)}


def test_the_view_for_people_begins_with_a_byte_order_mark_and_has_semicolons() -> None:
    text = a_results_file(EVENTS, excel=True)
    assert text.startswith("\ufeffformat;campaign;event;")


def test_an_empty_log_is_a_header_and_its_closing_rows() -> None:
    assert read("".join(results_csv.write([], {}, ()))).events == []
    text = "".join(results_csv.write([], {a_device(1): (CAMPAIGN, 4), a_device(): (CAMPAIGN, 2)}, ()))
    results = read(text)
    assert (results.ends, results.cut_short) == ({a_device(): (CAMPAIGN, 2), a_device(1): (CAMPAIGN, 4)}, False)
    assert text.index(a_device()) < text.index(a_device(1))


def test_a_closing_row_stands_after_its_devices_rows_also_for_devices_without_any() -> None:
    event = a_report(device=a_device(1))
    ends = {a_device(n): (CAMPAIGN, 3) for n in (0, 1, 2)}
    rows = list(csv.DictReader(io.StringIO("".join(results_csv.write([event], ends, ())))))
    assert [(row["device"], row["kind"]) for row in rows] == [
        (a_device(0), "end"), (a_device(1), "report"), (a_device(1), "end"), (a_device(2), "end"),
    ]  # fmt: skip


def test_a_long_log_is_written_a_batch_at_a_time() -> None:
    events = [a_report(seq=n, note="x" * 500, device=a_device(n > 90)) for n in range(1, 201)]
    batches = ([to_line(event) for event in events[start : start + 50]] for start in range(0, 200, 50))
    pieces = results_csv.write_lines(batches, ends_of(events), ())
    assert next(pieces).startswith("format,")
    assert next(pieces).count("\r\n") == 50  # before the next batch is asked for
    assert len(list(batches)) == 3


def plainly(events: list[Event], separator: str) -> str:
    """The file written in the most simple way: row by row, each cell looked at."""
    names = header({name for event in events for name, _cell in event.extra})
    rows: list[tuple[str, int, dict[str, str]]] = [(e.device, 0, cells(e)) for e in events]
    rows += [(device, 1, end_row(campaign, device, seq)) for device, (campaign, seq) in ends_of(events).items()]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(names)
    for _device, _end, row in sorted(rows, key=lambda each: each[:2]):
        free = {name for name in row if name in FREE_TEXT or name not in (*HEAD, *TAIL)}
        writer.writerow([guard(row.get(name, "")) if name in free else row.get(name, "") for name in names])
    return out.getvalue()


SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\n\t\r=\"',;\u0301|")
FREE = st.text(SIGNS, max_size=30)
MADE = st.builds(
    a_report,
    st.sampled_from(sorted(OUTCOMES)),
    st.integers(1, 99),
    note=FREE,
    to_coordinator=FREE,
    caller=FREE,
    call_back_for=FREE,
    answers=st.dictionaries(st.sampled_from(["a", "b_2", "why"]), FREE, max_size=3),
    device=st.sampled_from([a_device(), a_device(1)]),
)


@settings(max_examples=80)
@given(st.lists(MADE, max_size=5), st.booleans())
def test_whatever_is_written_in_cells_comes_back(events: list[Event], excel: bool) -> None:
    results = read(a_results_file(events, excel=excel))
    assert sorted(results.events) == sorted(events)
    assert results.quarantined == []


@settings(max_examples=80)
@given(st.lists(MADE, max_size=8), st.integers(1, 3))
def test_it_is_byte_for_byte_what_the_simplest_writer_writes(events: list[Event], remembered: int) -> None:
    ordered = sorted(events, key=lambda e: (e.device, e.seq, e.check))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results_csv, "REMEMBERED", remembered)
        assert a_results_file(events) == plainly(ordered, ",")
    assert a_results_file(events, excel=True) == "\ufeff" + plainly(ordered, ";")


def test_an_answer_of_many_lines_comes_back() -> None:
    event = a_report("conversation", answers={"why": "x" + "\n" * (MAX_TEXT - 2) + "x"}, note="a\nb\n" * 500)
    assert read(a_results_file([event])).events == [event]


def test_the_export_of_what_was_read_is_the_same_file_to_the_byte() -> None:
    text = a_results_file(EVENTS)
    assert a_results_file(read(text).events) == text


# What people and programs do to files


def test_the_order_of_columns_and_rows_does_not_matter() -> None:
    def turn(table: list[list[str]]) -> None:
        table[:] = [row[::-1] for row in [table[0], *table[:0:-1]]]

    results = read(rewritten(a_results_file(EVENTS), turn))
    assert (sorted(results.events), results.quarantined) == (sorted(EVENTS), [])


def test_a_column_and_empty_lines_that_a_person_has_added_take_nothing_away() -> None:
    def add(table: list[list[str]]) -> None:
        for n, row in enumerate(table):
            row.insert(3, "Kommentar" if n == 0 else f"sett {n}")
            row.append("")
        table.insert(2, [])
        table.append([""] * len(table[0]))

    results = read(rewritten(a_results_file(EVENTS), add))
    assert (sorted(results.events), results.quarantined) == (sorted(EVENTS), [])


def test_corrections_stand_when_a_person_has_added_a_column_and_fall_when_one_was_altered() -> None:
    event = a_report(extra=[("correction.phone", "+46 70 174 06 44"), ("correction.left", "yes")])
    text = a_results_file([event])

    def add(table: list[list[str]]) -> None:
        for n, row in enumerate(table):
            row.insert(0, "Kommentar" if n == 0 else "sett")

    assert "'+46 70 174 06 44" in text
    assert read(rewritten(text, add)).events == [event]
    assert reasons(read(text.replace("174 06 44", "174 06 45"))) == [(2, "altered", ())]


def test_letters_that_were_taken_apart_are_the_same_letters() -> None:
    import unicodedata

    events = [a_report(note="Åsa Öberg", answers={"why": "på tåget"})]
    results = read(unicodedata.normalize("NFD", a_results_file(events)))
    assert (results.events, results.quarantined) == (events, [])


def table_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


CELL_COUNT = len(EVENTS) + 2, len(table_of(a_results_file(EVENTS))[0])


@settings(max_examples=80)
@given(st.integers(1, CELL_COUNT[0]), st.integers(0, CELL_COUNT[1] - 2), st.text("ab1=-", min_size=1, max_size=3))
def test_an_altered_cell_sets_its_own_row_aside_and_no_other(row: int, column: int, text: str) -> None:
    before = table_of(a_results_file(EVENTS))
    name, cell = before[0][column], before[row][column]
    if name in ("mac", "check"):
        return  # the mac is not under the check; it has a test of its own

    def alter(table: list[list[str]]) -> None:
        table[row][column] = cell + text

    results = read(rewritten(a_results_file(EVENTS), alter))
    assert [line.line > row for line in results.quarantined] == [True]
    assert results.quarantined[0].reason in ("altered", "double_column")
    assert len(results.events) + len(results.ends) == len(EVENTS) + 1


def test_an_emptied_cell_is_an_altered_one() -> None:
    text = a_results_file([a_report(seq=1, note="x"), a_report(seq=2)])
    results = read(text.replace(",x,", ",,"))
    assert reasons(results) == [(2, "altered", ())]
    assert [event.seq for event in results.events] == [2]


def test_a_check_that_is_gone_or_wrong_is_noticed() -> None:
    def alter(table: list[list[str]]) -> None:
        table[1][-1] = ""
        table[2][-1] = "h" + "0" * 16

    results = read(rewritten(a_results_file(EVENTS), alter))
    assert [row.reason for row in results.quarantined] == ["no_check", "altered"]


@settings(max_examples=60)
@given(st.data())
def test_a_file_that_was_cut_loses_only_what_was_cut(data: st.DataObject) -> None:
    whole = a_results_file(EVENTS[:-1]).encode()
    start = whole.index(b"\r\n") + 2
    results = read(whole[: data.draw(st.integers(start, len(whole) - 3))])
    assert set(results.events) <= set(EVENTS)
    assert results.cut_short or len(results.quarantined) == 1
    assert len(results.quarantined) <= 1 + results.read - len(results.events)


def test_a_file_without_its_closing_rows_is_cut_short() -> None:
    lines = a_results_file(EVENTS).splitlines(keepends=True)
    assert read("".join(lines[:-1])).cut_short
    assert not read("".join(lines)).cut_short
    assert read(lines[0]).cut_short


def test_rows_in_are_events_and_closing_rows_and_those_set_aside() -> None:
    text = a_results_file(EVENTS).replace("ringa-results/1,reference,daaaaaaaaaa-4", 'ringa-results/1,"reference"x,d-4')
    results = read(text)
    assert [row.reason for row in results.quarantined] == ["bad_quotes"]
    assert results.read == len(results.events) + len(results.ends) + 1


def test_the_highest_closing_row_counts() -> None:
    rows = [end_row(CAMPAIGN, a_device(), seq) for seq in (3, 9, 4)]
    names = header(())
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    assert read(out.getvalue()).ends == {a_device(): (CAMPAIGN, 9)}


# Rows whose check holds and that are wrong all the same


def checked(*rows: dict[str, str]) -> str:
    """A results file with these rows, as somebody would forge it: the checks are right."""
    out = io.StringIO()
    names = [*dict.fromkeys(name for row in rows for name in row), "check"]
    writer = csv.DictWriter(out, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**row, "check": digest(row)} for row in rows)
    return out.getvalue()


GOOD = {
    "format": "ringa-results/1", "campaign": CAMPAIGN, "event": f"{a_device()}-1", "device": a_device(), "seq": "1",
    "at": "2026-08-14T16:05:12Z", "kind": "report", "contact": "m1", "channel": "phone", "outcome": "busy",
}  # fmt: skip


def test_a_row_that_another_program_has_written_well_is_taken() -> None:
    results = read(checked({**GOOD, "later.column": "x"}))
    assert results.quarantined == []
    assert results.events[0].extra == (("later.column", "x"),)


@pytest.mark.parametrize(
    ("change", "reason", "columns"),
    [
        ({"campaign": "other"}, "other_campaign", ("campaign",)),
        ({"campaign": ""}, "other_campaign", ("campaign",)),
        ({"format": "ringa-results/2"}, "other_format", ("format",)),
        ({"kind": "coffee"}, "impossible", ("kind",)),
        ({"outcome": "sang"}, "impossible", ("outcome",)),
        ({"at": "yesterday"}, "impossible", ("at",)),
        ({"Strange column": "x"}, "impossible", ("Strange column",)),
        ({"seq": "01"}, "impossible", ("event", "seq")),
    ],
)
def test_a_row_that_cannot_be_right_is_set_aside_with_its_columns(
    change: dict[str, str], reason: str, columns: tuple[str, ...]
) -> None:
    assert reasons(read(checked(GOOD, {**GOOD, **change}))) == [(3, reason, columns)]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\x1f"])
def test_a_control_sign_was_never_written_by_ringa(sign: str) -> None:
    assert reasons(read(checked({**GOOD, "note": f"a{sign}b" + "x" * 60}))) == [(2, "control_sign", ())]


def test_two_rows_cannot_share_a_check_by_a_sign_between_cells() -> None:
    honest = {**GOOD, "note": "a", "outcome": "busy"}
    forged = {**{n: c for n, c in GOOD.items() if n != "outcome"}, "note": "a\x1foutcome=busy"}
    assert digest(honest) == digest(forged)
    assert reasons(read(checked(forged)))[0][1] == "control_sign"


def test_two_columns_of_one_name_are_not_guessed_at() -> None:
    def double(table: list[list[str]]) -> None:
        for n, row in enumerate(table):
            row.append("note" if n == 0 else "y" if n == 1 else "")

    results = read(rewritten(a_results_file([a_report(seq=1, note="x"), a_report(seq=2)]), double))
    assert reasons(results) == [(2, "double_column", ("note",))]
    assert [event.seq for event in results.events] == [2]


def test_cells_beyond_the_header_or_under_no_name_are_noticed() -> None:
    def add(table: list[list[str]]) -> None:
        table[1].append("x")

    def unnamed(table: list[list[str]]) -> None:
        for n, row in enumerate(table):
            row.append("" if n != 1 else "x")

    text = a_results_file([a_report()])
    assert reasons(read(rewritten(text, add))) == [(2, "too_many_cells", ())]
    assert reasons(read(rewritten(text, unnamed))) == [(2, "double_column", ("",))]


def test_results_of_an_accepted_campaign_are_taken() -> None:
    event = a_report(campaign="sister")
    assert read(a_results_file([event]), CAMPAIGN, "sister").events == [event]
    with pytest.raises(OtherCampaign, match="sister"):
        read(a_results_file([event]))
    results = read(a_results_file([event, a_report(device=a_device(1))]))
    assert {row.reason for row in results.quarantined} == {"other_campaign"}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"%PDF-1.4", NotText),
        (b"Medlemsnummer;Namn\r\n1;X\r\n", NotResults),
        (b'"format,campaign\r\n', NotResults),
        (b",,\r\n;\r\n", NotResults),
    ],
)
def test_what_is_no_results_file_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(data)


# The file for people with what was set aside


def test_rows_set_aside_are_written_under_their_columns_with_place_and_reason() -> None:
    def alter(table: list[list[str]]) -> None:
        table[1][table[0].index("note")] = "=cmd"

    text = rewritten(a_results_file([a_report(seq=1, note="x"), a_report(seq=2)]), alter)
    results = read(text)
    aside = [
        Aside("results.csv", q.line, q.reason, " ".join(q.columns), results.header, q.raw) for q in results.quarantined
    ]
    written = "".join(quarantine(aside, [results.header], {"altered": "the row was changed"}))
    rows: Iterator[dict[str, str]] = csv.DictReader(io.StringIO(written, newline=""))
    row = next(iter(rows))
    assert (row["file"], row["line"], row["reason"], row["wrong"]) == ("results.csv", "2", "the row was changed", "")
    assert (row["event"], row["kind"], row["note"]) == (f"{a_device()}-1", "report", "'=cmd")


def test_a_closing_row_is_no_event() -> None:
    assert all(event.kind != END for event in read(a_results_file(EVENTS)).events)
    assert an_event("report").kind != END


def test_empty_lines_before_the_header_are_counted_and_do_no_harm() -> None:
    results = read("\r\n \r\n" + a_results_file([a_report(seq=1, note="x"), a_report(seq=2)]).replace(",x,", ",y,"))
    assert ([event.seq for event in results.events], reasons(results)) == ([2], [(4, "altered", ())])


def test_a_row_that_no_packet_vouches_for_is_set_aside_with_its_column() -> None:
    packet = a_packet_row()
    good, forged, bare = (signed(a_report(seq=seq), packet) for seq in (1, 2, 3))
    text = a_results_file([good, forged._replace(mac="k" + "0" * 16), bare._replace(mac="")])
    results = read(text, keys={packet.packet: packet.key}, packed=True)
    assert results.events == [good]
    assert reasons(results) == [(3, "wrong_key", ("mac",)), (4, "unsigned", ("mac",))]
