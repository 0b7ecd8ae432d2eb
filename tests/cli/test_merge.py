"""Merging what others have reported: in any order the same campaign, and whatever is odd is set aside and named."""

import csv
import io
import stat
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from ringa.core.events import ERASED, FORGET, Event, erased
from tests.build import (
    a_device,
    a_forget,
    a_lift,
    a_report,
    a_resolve,
    a_results_file,
    an_event,
    an_opt_out,
    an_undo,
)
from tests.cli.ready import an_office_to_merge_into, record, reports, rows_of, small, status
from tests.conftest import MEMBERS, Laptop

Copy = Callable[[Laptop, str], Laptop]
A, B, C, D = (a_device(n) for n in range(4))


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office_to_merge_into(tmp_path, tmp_path_factory)


def put(laptop: Laptop, events: Sequence[Event], name: str = "in.csv", *, excel: bool = False) -> str:
    """A results file with these events in the laptop's folder; its name."""
    (laptop.folder / name).write_bytes(a_results_file(events, excel=excel).encode())
    return name


def merged(laptop: Laptop, *events: Event) -> Any:
    """Merge these events as one file that must be good; the command's JSON."""
    return laptop.ok("merge", put(laptop, events), "--json")


def person(laptop: Laptop, contact: str) -> dict[str, Any]:
    """A contact as `find` shows it."""
    found = laptop.ok("find", contact, "--json")
    return next(each for each in found if each["id"] == contact)


def in_file(laptop: Laptop, name: str) -> list[dict[str, str]]:
    return rows_of((laptop.folder / name).read_bytes())


# Any order


def a_whole_campaign() -> list[list[Event]]:
    """Four files with every kind of event, with contradictions between them."""
    objection = a_report("do_not_call", 3, contact="m0003")
    wrong = a_report("wrong_number", 5, contact="m0004", number_index="1")
    answers = {"survey": "val", "survey_version": "v000000000000", "answers": {"will_vote": "yes"}}
    kim = [
        a_report("busy", 1, contact="m0001", note="=SUM(1)"),
        a_report("conversation", 2, contact="m0002", **answers),
        objection,
        an_undo(objection, 4, contact="m0003"),
        wrong,
        a_report("no_answer", 6, contact="m0005", note="Ingrid Nygård"),
    ]
    refusal = a_report("refused", 1, contact="m0001", device=B, caller="Lo")
    one = a_report("no_answer", 2, contact="m0002", device=B, caller="Lo")
    other = a_report("busy", 2, contact="m0002", device=B, caller="Lo")
    lo = [
        refusal,
        one,
        a_report("cut_off", 3, contact="m0005", device=B, caller="Lo"),
        a_report("not_member", 4, contact="m0099", device=B, caller="Lo"),
    ]
    lo_again = [
        refusal,
        other,
        a_report("deceased", 1, contact="m0001", device=D, caller="Bo"),
        a_report("busy", 2, contact="m0001", device=D, caller="Bo"),
        an_undo(a_report("deceased", 1, device=D), 3, contact="m0001", device=D, caller="Bo"),
    ]
    coordinator = [
        an_opt_out(1, contact="m0004", device=C),
        a_lift(wrong, 2, device=C),
        a_resolve(one, 3, device=C),
        a_forget(4, contact="m0005", device=C),
        an_opt_out(5, contact="m0005", device=C),
        erased(a_report("busy", 1, device=D)),
        a_lift(an_opt_out(7, device=C), 6, device=C),
        a_resolve(wrong, 8, device=C),  # number 7 is missing
    ]
    return [kim, lo, lo_again, coordinator]


def test_every_kind_of_event_merged_in_every_order_gives_the_same_campaign(office: Laptop, copy_of: Copy) -> None:
    names = [put(office, events, f"{n}.csv") for n, events in enumerate(a_whole_campaign())]
    exports, states, contacts = set(), [], set()
    for number, order in enumerate(permutations(names)):
        laptop = copy_of(office, f"office{number}")
        for files in [order] if number % 2 else [[name] for name in order]:
            report = laptop.run("merge", *files, "--json").json
        assert report["quarantined"] == 0 and report["unknown_contacts"] <= 1
        exports.add(laptop.export())
        states.append(status(laptop))
        contacts.add(laptop.ok("export", "--contacts"))
    assert len(exports) == 1 and len(contacts) == 1
    assert all(each == states[0] for each in states)
    assert states[0]["blocked"] == {"do_not_call": 2, "forgotten": 1, "not_member": 1}
    assert laptop.ok("check", "--json")["ok"]
    assert laptop.ok("merge", *names, "--json")["added"] == 0
    assert laptop.export() in exports


def test_a_merged_campaign_hands_itself_on_whole(office: Laptop, copy_of: Copy) -> None:
    names = [put(office, events, f"{n}.csv") for n, events in enumerate(a_whole_campaign())]
    third = copy_of(office, "third")
    office.run("merge", *names)
    (third.folder / "whole.csv").write_bytes(office.export())
    third.ok("merge", "whole.csv")
    assert third.export() == office.export() and status(third) == status(office)


def test_what_came_since_an_event_or_a_time_completes_what_was_sent_before(office: Laptop, copy_of: Copy) -> None:
    home = copy_of(office, "home")
    events = [record(home, f"{n:04}", "busy", "--note", str(n))["event"] for n in (1, 2)]
    base = home.export()
    home.later(minutes=1)
    events.append(record(home, "0003", "busy")["event"])
    by_event, by_time = home.export("--since", events[1]), home.export("--since", "2026-08-17T16:31:00Z")
    assert by_event == by_time
    assert [row["event"] for row in rows_of(by_event) if row["kind"] == "report"] == events[2:]
    for files in ((base, by_event), (by_event, base)):
        laptop = copy_of(office, f"office{files.index(base)}")
        for n, data in enumerate(files):
            (laptop.folder / f"{n}.csv").write_bytes(data)
        first = laptop.ok("merge", "0.csv", "--json")
        assert bool(first["gaps"]) == (files[0] is by_event)
        assert laptop.ok("merge", "1.csv", "--json")["gaps"] == []
        assert laptop.export() == home.export()


# What is set aside


def altered(data: str, event: Event, column: str, value: str) -> str:
    """The file with one cell of one row changed, as a hand would."""
    rows = list(csv.reader(io.StringIO(data, newline="")))
    row = next(row for row in rows if row[2] == event.id)
    row[rows[0].index(column)] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def test_an_altered_row_is_set_aside_with_its_reason_and_all_others_go_in(office: Laptop) -> None:
    events = [a_report("busy", n, contact=f"m000{n}") for n in (1, 2, 3)]
    text = altered(a_results_file(events), events[1], "outcome", "refused")
    (office.folder / "in.csv").write_text(text, newline="")
    answer = office.run("merge", "in.csv", "--json")
    assert answer.code == 4
    found = answer.json
    assert (found["read"], found["added"], found["known"], found["quarantined"]) == (3, 2, 0, 1)
    assert found["gaps"] == [{"device": A, "caller": "Kim", "missing": [[2, 2]]}]
    path = Path(found["quarantine_file"])
    assert path == office.folder / "merge-2026-08-17.quarantine.csv"
    lines = answer.err.splitlines()
    assert f"1 row was set aside, with the reason, in {path}." in lines
    told = lines.index("1 row: the row was altered after it was exported (its check does not hold)")
    assert lines[told + 1].strip().startswith("Ask the sender for the original file")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (row,) = rows_of(path.read_bytes())
    assert (row["file"], row["line"], row["event"], row["outcome"]) == ("in.csv", "3", events[1].id, "refused")
    assert "altered" in row["reason"]
    again = office.run("merge", "in.csv", "--json").json
    assert again["quarantine_file"].endswith("merge-2026-08-17.quarantine-2.csv")
    assert (again["added"], again["known"], again["quarantined"]) == (0, 2, 1)


def test_quarantined_rows_are_mended_by_the_senders_own_file(office: Laptop) -> None:
    events = [a_report("busy", n, contact=f"m000{n}") for n in (1, 2)]
    (office.folder / "bad.csv").write_text(altered(a_results_file(events), events[1], "note", "x"), newline="")
    assert office.run("merge", "bad.csv").code == 4
    assert merged(office, *events)["gaps"] == []


def test_a_row_without_its_check_or_with_an_impossible_cell_is_set_aside(office: Laptop) -> None:
    good, odd, bare = (a_report("busy", n, contact=f"m000{n}") for n in (1, 2, 3))
    impossible = an_event("report", 2, contact="m0002", channel="pigeon", outcome="busy")
    text = altered(a_results_file([good, impossible, bare]), bare, "check", "")
    (office.folder / "in.csv").write_text(text, newline="")
    found = office.run("merge", "in.csv", "--json").json
    assert (found["added"], found["quarantined"]) == (1, 2)
    rows = in_file(office, "merge-2026-08-17.quarantine.csv")
    assert [(row["event"], row["wrong"]) for row in rows] == [(odd.id, "channel"), (bare.id, "check")]


def test_results_of_another_campaign_are_set_aside_until_it_is_accepted(office: Laptop) -> None:
    own, theirs = a_report("busy", 1, contact="m0001"), a_report("busy", 1, contact="m0002", device=B, campaign="south")
    name = put(office, [own, theirs])
    answer = office.run("merge", name, "--json")
    assert (answer.code, answer.json["added"], answer.json["quarantined"]) == (4, 1, 2)  # with its end row
    assert "another campaign" in in_file(office, "merge-2026-08-17.quarantine.csv")[0]["reason"]
    small(office, "accepts: [south]")
    assert office.ok("merge", name, "--json")["added"] == 1
    assert {row["campaign"] for row in rows_of(office.export())} == {"reference", "south"}


def test_a_file_that_was_cut_short_gives_what_it_has_and_is_named(office: Laptop) -> None:
    events = [a_report("busy", n, contact=f"m000{n}") for n in (1, 2, 3)]
    data = a_results_file(events)
    lines = data.splitlines(keepends=True)
    (office.folder / "at a row.csv").write_text("".join(lines[:3]), newline="")
    (office.folder / "in a row.csv").write_text("".join(lines[:3]) + lines[3][:90], newline="")
    answer = office.run("merge", "at a row.csv", "--json")
    assert (answer.code, answer.json["added"], answer.json["cut_short"]) == (0, 2, ["at a row.csv"])
    assert "ask for it again" in answer.err
    answer = office.run("merge", "in a row.csv", "--json")
    assert (answer.code, answer.json["known"], answer.json["quarantined"]) == (4, 2, 1)
    assert office.ok("merge", put(office, events), "--json")["cut_short"] == []


@pytest.mark.parametrize("share", [n / 12 for n in range(1, 12)])
def test_a_file_cut_anywhere_never_brings_anything_that_was_not_in_it(office: Laptop, share: float) -> None:
    events = [a_report("busy", n, contact=f"m000{n}", note='semi;colon, "quote"\nline') for n in (1, 2, 3)]
    data = a_results_file(events).encode()
    (office.folder / "cut.csv").write_bytes(data[: int(len(data) * share)])
    answer = office.run("merge", "cut.csv", "--json")
    assert answer.code in (0, 1, 4)
    assert {row["event"]: row["check"] for row in reports(office)}.items() <= {e.id: e.check for e in events}.items()
    assert "error" in answer.json or answer.json["cut_short"] == ["cut.csv"]


def test_among_good_files_a_bad_one_is_left_out_and_named(office: Laptop) -> None:
    put(office, [a_report("busy", 1, contact="m0001")], "kim.csv")
    put(office, [a_report("busy", 1, contact="m0002", device=B)], "lo.csv")
    (office.folder / "empty.csv").touch()
    (office.folder / "mail.csv").write_text("<html>Logga in</html>")
    answer = office.run("merge", "kim.csv", "members.csv", "empty.csv", "mail.csv", "lo.csv", "--json")
    assert answer.code == 4
    assert (answer.json["files"], answer.json["added"]) == (2, 2)
    assert [each["file"] for each in answer.json["refused"]] == ["members.csv", "empty.csv", "mail.csv"]
    assert all(name in answer.err for name in ("members.csv", "empty.csv", "mail.csv"))


def test_missing_numbers_are_named_with_the_caller_to_ask_and_go_away_when_they_come(office: Laptop) -> None:
    events = [a_report("busy", n, contact="m0001", caller="Kim" if n < 5 else "Lo") for n in range(1, 9)]
    some = [events[n - 1] for n in (2, 5, 6)]
    text = a_results_file(some) + a_results_file(events).splitlines(keepends=True)[-1]  # the end row says 8
    (office.folder / "in.csv").write_text(text, newline="")
    answer = office.run("merge", "in.csv", "--json")
    assert answer.code == 0
    assert answer.json["gaps"] == [{"device": A, "caller": "Lo", "missing": [[1, 1], [3, 4], [7, 8]]}]
    assert "Lo" in answer.err and "3–4" in answer.err
    assert [each["level"] for each in office.ok("check", "--json")["findings"]] == ["warning"]
    older = merged(office, *events[:2])["gaps"]  # an export from before says 2, and takes nothing back
    assert older == [{"device": A, "caller": "Lo", "missing": [[3, 4], [7, 8]]}]
    assert merged(office, *events)["gaps"] == []


# Spreadsheets


def test_an_excel_export_merges_back(office: Laptop, copy_of: Copy) -> None:
    home = copy_of(office, "home")
    record(home, "0001", "busy", "--note", "=1+1", "--to-coordinator", "'-x\n;y")
    record(home, "0002", "conversation", "--answers", '{"will_vote": true}')
    (office.folder / "excel.csv").write_bytes(home.export("--excel"))
    assert office.ok("merge", "excel.csv", "--json")["added"] == 2
    assert office.export() == home.export()


def test_a_spreadsheets_own_way_of_writing_and_an_added_column_do_no_harm(office: Laptop) -> None:
    events = [a_report("busy", n, contact=f"m000{n}", note="Å, ring\nigen") for n in (1, 2)]
    rows = list(csv.reader(io.StringIO(a_results_file(events), newline="")))
    out = io.StringIO()
    csv.writer(out, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [*row, "Comment" if n == 0 else "seen"] for n, row in enumerate(rows)
    )
    (office.folder / "in.csv").write_bytes(out.getvalue().encode("utf-16"))
    found = office.ok("merge", "in.csv", "--json")
    assert (found["added"], found["cut_short"]) == (2, [])


# Two contents under one id


@pytest.mark.parametrize("note", ["1", "2", "3", "4"])  # whose check is the smaller one differs
def test_two_contents_under_one_id_are_kept_reported_and_counted_once(office: Laptop, copy_of: Copy, note: str) -> None:
    one, other = (a_report(outcome, 1, contact="m0001", note=note) for outcome in ("busy", "refused"))
    counted = min(one, other, key=lambda event: event.check)
    for n, order in enumerate(((one, other), (other, one))):
        laptop = copy_of(office, f"office{n}")
        assert merged(laptop, order[0])["conflicts"] == 0
        answer = laptop.run("merge", put(laptop, order[1:]), "--json")
        assert (answer.code, answer.json["conflicts"], answer.json["added"]) == (4, 1, 1)
        assert person(laptop, "m0001")["state"] == ("done" if counted.outcome == "refused" else "open")
        assert status(laptop)["attempts"] == 1
        assert [row["check"] for row in reports(laptop)] == sorted((one.check, other.check))
        solved = laptop.run("merge", put(laptop, [a_resolve(one, 1, device=C)]), "--json")
        assert (solved.code, solved.json["conflicts"]) == (0, 0)
        assert status(laptop)["attempts"] == 1 and len(reports(laptop)) == 2


def test_an_objection_in_the_content_that_does_not_count_still_counts(office: Laptop) -> None:
    contents = [a_report(name, 1, contact="m0001") for name in ("busy", "no_answer", "refused", "do_not_call")]
    for rival in contents[:3]:
        office.run("merge", put(office, [rival]))
    office.run("merge", put(office, contents[3:]))
    assert person(office, "m0001")["reason"] == "do_not_call"


def test_two_contents_about_two_people_give_the_same_in_either_order(office: Laptop, copy_of: Copy) -> None:
    one, other = a_report("busy", 1, contact="m0001"), a_report("refused", 1, contact="m0002")
    states = []
    for n, order in enumerate(((one, other), (other, one))):
        laptop = copy_of(office, f"office{n}")
        for event in order:
            report = laptop.run("merge", put(laptop, [event]), "--json").json
        assert report["conflicts"] == 1
        states.append((laptop.export(), status(laptop), laptop.ok("export", "--contacts")))
        assert laptop.ok("check", "--json")["ok"]
    assert states[0] == states[1]


# Undo, objections, lifting


def test_an_undo_may_come_before_what_it_undoes_and_counts_only_on_its_own_device(office: Laptop) -> None:
    report = a_report("refused", 1, contact="m0001")
    merged(office, an_undo(report, 2))
    merged(office, report)
    assert person(office, "m0001")["state"] == "open"
    theirs = a_report("refused", 3, contact="m0002")
    merged(office, theirs, an_undo(theirs, 1, device=B))
    assert person(office, "m0002")["state"] == "done"


def test_an_objection_stands_whatever_else_is_merged(office: Laptop) -> None:
    objection = a_report("do_not_call", 1, contact="m0001")
    merged(office, objection, an_undo(objection, 2, contact="m0001"))
    answers = {"survey": "val", "survey_version": "v0", "answers": {"will_vote": "yes"}}
    later = [a_report("conversation", 9, contact="m0001", device=B, **answers)]
    later += [a_report("call_back", 10, contact="m0001", device=B, call_back_at="2026-08-15T10:00:00Z")]
    merged(office, *later)
    merged(office, a_lift(later[0], 1, device=C), a_resolve(objection, 2, device=C))
    office.ok("import", "members.csv")
    assert person(office, "m0001")["reason"] == "do_not_call"
    assert office.run("next", "--caller", "Anna", "--json").json["contact"]["id"] != "m0001"


def test_only_the_lift_of_every_objection_opens_again(office: Laptop) -> None:
    first, second = a_report("do_not_call", 1, contact="m0001"), an_opt_out(1, contact="m0001", device=B)
    lift = a_lift(first, 1, device=C)
    merged(office, lift)
    merged(office, first, second)
    assert person(office, "m0001")["reason"] == "do_not_call"
    merged(office, lift, a_lift(second, 2, device=C))
    assert person(office, "m0001")["state"] == "open"
    merged(office, an_opt_out(2, contact="m0001", device=B))  # a new objection is new
    assert person(office, "m0001")["reason"] == "do_not_call"


def test_what_went_to_the_coordinator_is_there_until_it_is_resolved(office: Laptop) -> None:
    report = a_report("refused", 1, contact="m0001", to_coordinator="wants to talk")
    merged(office, report)
    assert status(office)["follow_ups"] == 1
    merged(office, a_resolve(report, 1, device=C))
    assert status(office)["follow_ups"] == 0


# Forgetting


def test_forgetting_erases_rows_identity_and_what_comes_later(office: Laptop) -> None:
    record(office, "0005", "no_answer", "--note", "talks about her brother Olof")
    office.ok("next", "--caller", "Anna", "--json")
    merged(office, a_forget(1, contact="m0005", device=C))
    late = a_report("do_not_call", 1, contact="m0005", note="Olof again")
    assert merged(office, late)["added"] == 1
    found = person(office, "m0005")
    assert (found["reason"], found["first_name"], found["phones"], found["fields"]) == ("forgotten", "", [], {})
    rows = rows_of(office.export())
    assert [row["kind"] for row in rows if row["contact"] == "m0005"] == [FORGET]
    assert [row["kind"] for row in rows].count(ERASED) == 2
    assert all(not row["at"] and not row["caller"] and not row["note"] for row in rows if row["kind"] == ERASED)
    assert merged(office, late)["known"] == 1
    assert office.ok("check", "--json")["ok"]
    for file in office.folder.glob("ringa.db*"):
        data = file.read_bytes()
        for needle in ("Ingrid", "Nygård", "701740609", "Olof"):
            assert needle.encode() not in data, (file, needle)


def test_a_forgotten_person_does_not_come_back_with_a_list(office: Laptop) -> None:
    merged(office, a_forget(1, contact="m0005", device=C), a_forget(2, contact="m0006", device=C))
    (office.folder / "members.csv").write_text(MEMBERS + "0006;Ny;Medlem;070-174 06 10;;;\n", encoding="utf-8")
    found = office.ok("import", "members.csv", "--json")
    assert (found["added"], found["unchanged"], found["gone"]) == (0, 6, 0)
    assert status(office)["blocked"] == {"forgotten": 2}
    assert b"Nyg" not in (office.folder / "ringa.db").read_bytes()


def test_what_is_recorded_about_somebody_who_was_forgotten_leaves_an_erased_row(office: Laptop) -> None:
    merged(office, a_forget(1, contact="m0005", device=C))
    record(office, "0005", "busy", "--note", "Olof")
    kinds = {row["device"]: row["kind"] for row in rows_of(office.export()) if row["kind"] != "end"}
    assert sorted(kinds.values()) == [ERASED, FORGET]
    assert b"Olof" not in (office.folder / "ringa.db").read_bytes()
    assert office.ok("check", "--json")["ok"]


def test_forgetting_frees_no_number_and_leaves_no_gap(office: Laptop) -> None:
    events = [a_report("busy", n, contact="m0005") for n in (1, 2, 3)]
    assert merged(office, *events, a_forget(1, contact="m0005", device=C))["gaps"] == []
    assert merged(office, a_report("busy", 5, contact="m0001"))["gaps"][0]["missing"] == [[4, 4]]


def test_an_erased_row_beats_its_content_whichever_comes_first(office: Laptop, copy_of: Copy) -> None:
    content = a_report("refused", 1, contact="m0001")
    nothing = erased(content)
    states = []
    for n, order in enumerate(((content, nothing), (nothing, content))):
        laptop = copy_of(office, f"office{n}")
        for event in order:
            assert merged(laptop, event)["conflicts"] == 0
        assert [row["kind"] for row in rows_of(laptop.export())] == [ERASED, "end"]
        assert person(laptop, "m0001")["state"] == "open"
        states.append(laptop.export())
    assert states[0] == states[1]


@pytest.mark.parametrize(("gone", "left"), [("m0001", "m0002"), ("m0002", "m0001")])  # whichever of them counted
def test_forgetting_somebody_takes_another_content_of_that_id_from_whom_it_is_about(
    office: Laptop, gone: str, left: str
) -> None:
    contents = [a_report("busy", 1, contact=contact) for contact in (gone, left)]
    office.run("merge", put(office, contents))
    merged(office, a_forget(1, contact=gone, device=C))
    assert person(office, left)["attempts"] == 0
    assert office.ok("check", "--json")["ok"]


def test_an_undo_that_is_erased_undoes_nothing_any_more(office: Laptop) -> None:
    report = a_report("busy", 1, contact="m0001")
    undo = an_undo(report, 2, contact="m0002")  # whom another content of the report was about
    merged(office, report, undo)
    merged(office, erased(undo))
    assert person(office, "m0001")["attempts"] == 1
    assert office.ok("check", "--json")["ok"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("together", [False, True])
def test_an_objection_holds_though_somebody_else_is_forgotten_in_another_content_of_that_id(
    office: Laptop, order: Sequence[int], together: bool
) -> None:
    objection, other = a_report("do_not_call", 1, contact="m0001"), a_report("busy", 1, contact="m0002")
    files = [[objection], [other], [a_forget(1, contact="m0002", device=C)]]
    names = [put(office, files[n], f"{n}.csv") for n in order]
    for batch in [names] if together else [[name] for name in names]:
        office.run("merge", *batch)
    office.ok("import", "members.csv")
    assert person(office, "m0001")["reason"] == "do_not_call"
    assert [row["kind"] for row in rows_of(office.export())] == [ERASED, "end", FORGET, "end"]
    merged(office, a_lift(objection, 2, device=C))
    assert person(office, "m0001")["state"] == "open"


def test_an_objection_holds_in_a_file_that_has_both_contents(office: Laptop) -> None:
    merged(office, a_forget(1, contact="m0002", device=C))
    merged(office, a_report("do_not_call", 1, contact="m0001"), a_report("busy", 1, contact="m0002"))
    assert person(office, "m0001")["reason"] == "do_not_call"


# People and lists


def test_results_about_people_on_no_list_wait_for_the_import(office: Laptop) -> None:
    found = merged(office, a_report("refused", 1, contact="m0006"), a_report("busy", 2, contact="m0007"))
    assert found["unknown_contacts"] == 2
    assert status(office)["blocked"] == {"not_in_list": 2}
    (office.folder / "members.csv").write_text(MEMBERS + "0006;Ny;Medlem;070-174 06 10;;;\n", encoding="utf-8")
    assert office.ok("import", "members.csv", "--json")["added"] == 1
    assert person(office, "m0006")["state"] == "done"
    assert status(office)["blocked"] == {"not_in_list": 1}


def test_an_unknown_version_of_a_survey_is_kept_and_named(office: Laptop) -> None:
    answers = {"survey": "val", "survey_version": "v123456789abc", "answers": {"old_question": "maybe"}}
    answer = office.run("merge", put(office, [a_report("conversation", 1, contact="m0001", **answers)]), "--json")
    assert (answer.code, answer.json["unknown_versions"]) == (0, ["val v123456789abc"])
    assert reports(office)[0]["answer.old_question"] == "maybe"


def test_merging_my_own_results_changes_nothing(office: Laptop) -> None:
    record(office, "0001", "busy")
    before = office.export()
    (office.folder / "mine.csv").write_bytes(before)
    found = office.ok("merge", "mine.csv", "--json")
    assert (found["added"], found["known"]) == (0, 1)
    assert office.export() == before
    record(office, "0002", "busy")
    assert len({row["device"] for row in reports(office)}) == 1
