"""Merging is a set union: the same whatever is merged first, and however often."""

from collections.abc import Iterable
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import merge
from ringa.core.events import ERASED, FORGET, Event, cells, erased
from ringa.core.events import signed as signed_cells
from tests.build import a_device, a_forget, a_lift, a_packet_row, a_report, an_opt_out, signed


class Log:
    """A log as the store keeps it: contents by id and check. What `merge.plan` decides is done here in a few lines."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], dict[str, Event]] = {}

    @property
    def forgotten(self) -> set[str]:
        return {event.contact for event in self.events() if event.kind == FORGET}

    def events(self) -> list[Event]:
        return [event for contents in self.rows.values() for event in contents.values()]

    def put(self, event: Event) -> None:
        here = self.rows.setdefault((event.device, event.seq), {})
        if event.kind == ERASED:
            for check in [check for check, old in here.items() if old.kind != FORGET]:
                del here[check]
        here[event.check] = event

    def merge(self, rows: Iterable[Event]) -> merge.MergePlan:
        contents = {id: {check: e.kind for check, e in here.items()} for id, here in self.rows.items()}
        plan = merge.plan(rows, contents, self.forgotten)
        for event in plan.add:
            self.put(event)
        for event in self.events():
            if event.contact in plan.forget and event.kind != FORGET:
                self.put(erased(event))
        return plan

    def everything(self) -> set[Event]:
        return set(self.events())


def merged(*files: list[Event]) -> set[Event]:
    log = Log()
    for rows in files:
        log.merge(rows)
    return log.everything()


CONTACTS = st.sampled_from(["m1", "m2", "m3"])
REPORTS = st.builds(
    lambda device, seq, contact, note: a_report(seq=seq, device=a_device(device), contact=contact, note=note),
    st.integers(0, 1),
    st.integers(1, 4),
    CONTACTS,
    st.sampled_from(["", "other content"]),
)
ERASURES = REPORTS.map(erased)
# Forgettings stand under the same ids as reports: a writer never does that, but somebody else's file can.
FORGETS = st.builds(
    lambda device, seq, contact: a_forget(seq, device=a_device(device), contact=contact),
    st.integers(0, 1),
    st.integers(1, 4),
    st.sampled_from(["m1", "m2"]),
)
FILES = st.lists(REPORTS | REPORTS | ERASURES | FORGETS, max_size=8)


@settings(max_examples=70)
@given(st.lists(FILES, min_size=1, max_size=3), st.data())
def test_any_order_of_files_and_rows_gives_the_same_log(files: list[list[Event]], data: st.DataObject) -> None:
    wanted = merged(*files)
    for order in permutations(files):
        assert merged(*(data.draw(st.permutations(rows)) for rows in order)) == wanted


@settings(max_examples=60)
@given(FILES, FILES)
def test_merging_a_file_again_adds_nothing(first: list[Event], second: list[Event]) -> None:
    log = Log()
    log.merge(first)
    log.merge(second)
    before = log.everything()
    for rows in (first, second):
        again = log.merge(rows)
        assert (again.add, again.known, again.forget) == ([], len(rows), set())
    assert log.everything() == before


@settings(max_examples=50)
@given(FILES, FILES, FILES)
def test_merging_what_others_have_merged_gives_the_same_log(a: list[Event], b: list[Event], c: list[Event]) -> None:
    def passed_on(*files: list[Event]) -> list[Event]:
        return sorted(merged(*files))

    assert merged(passed_on(a, b), c) == merged(a, passed_on(b, c)) == merged(a, b, c)


@settings(max_examples=60)
@given(st.lists(FILES, min_size=1, max_size=3))
def test_nothing_about_a_forgotten_person_is_left(files: list[list[Event]]) -> None:
    log = Log()
    for rows in files:
        log.merge(rows)
    assert not [e for e in log.events() if e.contact in log.forgotten and e.kind != FORGET]


@settings(max_examples=60)
@given(FILES)
def test_every_row_is_added_or_known(rows: list[Event]) -> None:
    plan = merge.plan(rows, {}, ())
    assert len(plan.add) + plan.known == len(rows)


def test_two_contents_under_one_id_are_both_kept() -> None:
    one, other = a_report("busy"), a_report("no_answer")
    assert merged([one], [other]) == {one, other}


def test_an_erased_row_stands_for_every_content_under_its_id() -> None:
    one, other = a_report("busy"), a_report("no_answer")
    plan = merge.plan([erased(one), one, other], {}, ())
    assert plan.add == [erased(one)]
    assert plan.known == 2


def test_a_forgotten_person_does_not_come_back_with_a_late_file() -> None:
    late, forget = a_report("conversation", seq=4, note="about Åsa"), a_forget(1, device=a_device(1))
    plan = merge.plan([late], {}, {"m1"})
    assert plan.add == [erased(late)]
    assert plan.forget == set()
    assert merge.plan([an_opt_out(5, contact="m2"), forget], {}, ()).forget == {"m1"}
    assert merge.plan([forget], {}, {"m1"}).forget == set()


@settings(max_examples=60)
@given(st.sets(st.integers(1, 30)), st.integers(0, 35))
def test_gaps_are_exactly_the_missing_numbers(numbers: set[int], highest: int) -> None:
    missing = [n for first, last in merge.gaps(sorted(numbers), highest) for n in range(first, last + 1)]
    assert missing == [n for n in range(1, max(highest, *numbers, 0) + 1) if n not in numbers]


def test_gaps_are_ranges() -> None:
    assert merge.gaps([2, 3, 3, 7], 9) == [(1, 1), (4, 6), (8, 9)]
    assert merge.gaps([], 0) == []


def test_only_devices_with_gaps_are_named_and_a_closing_row_alone_tells_of_all() -> None:
    assert merge.all_gaps({"da": [1, 2], "db": [2]}, {"da": 2, "dc": 3}) == {"db": [(1, 1)], "dc": [(1, 3)]}


def test_a_rival_content_is_named_so_that_both_people_are_folded_anew() -> None:
    here, rival = a_report(contact="m1"), a_report(contact="m2")
    plan = merge.plan([rival], {(here.device, here.seq): {here.check: here.kind}}, ())
    assert plan.rivals == {here.id}


def test_a_plan_tells_of_objections_that_forgetting_takes_from_the_log() -> None:
    objection, written, call = a_report("do_not_call", 1), an_opt_out(2), a_report("busy", 3)
    plan = merge.plan([objection, written, call], {}, {"m1"})
    assert plan.objections == {("m1", objection.id), ("m1", written.id)}
    assert {event.kind for event in plan.add} == {ERASED}
    assert merge.plan([objection, written, call], {}, ()).objections == set()


def test_a_plan_tells_what_was_lifted() -> None:
    objection = an_opt_out(1)
    assert merge.plan([objection, a_lift(objection, 2)], {}, ()).lifted == {objection.id}


# Whose rows are taken


OURS, THEIRS = a_packet_row(0), a_packet_row(1)
PACKED = merge.Trust("reference", frozenset({"sister"}), {OURS.packet: OURS.key}, packed=True)


def doubt(trust: merge.Trust, event: Event) -> str:
    return trust.doubt(event, signed_cells(cells(event)))


def test_a_row_is_taken_if_its_packets_key_made_its_mac() -> None:
    call = signed(a_report(), OURS)
    assert doubt(PACKED, call) == ""
    assert doubt(PACKED, call._replace(mac="k" + "0" * 16)) == "wrong_key"
    assert doubt(PACKED._replace(unsigned=True), call._replace(mac="k" + "0" * 16)) == "wrong_key"


def test_what_no_packet_vouches_for_is_taken_by_who_has_not_packed_or_says_so() -> None:
    for call, reason in (
        (signed(a_report(), OURS)._replace(mac=""), "unsigned"),
        (a_report(), "unsigned"),
        (signed(a_report(), THEIRS), "unknown_packet"),
    ):
        assert doubt(PACKED, call) == reason
        assert doubt(PACKED._replace(packed=False), call) == ""
        assert doubt(PACKED._replace(unsigned=True), call) == ""
        assert doubt(PACKED._replace(devices=frozenset({call.device})), call) == ""
        assert doubt(PACKED, signed(call._replace(campaign="sister"), THEIRS)) == ""


def test_results_of_this_campaign_and_of_those_it_accepts_are_taken() -> None:
    assert [PACKED.takes(name) for name in ("reference", "sister", "south")] == [True, True, False]
