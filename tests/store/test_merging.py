"""Merging files into a campaign file is a set union: in any order, however often, whatever has been merged before."""

import io
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import fold
from ringa.core.events import Event, erased
from ringa.core.merge import Trust
from ringa.formats import results_csv
from ringa.formats.results_reading import ResultsFile
from ringa.store import arrivals, contacts, log, merging
from ringa.store.db import Db, open_campaign
from tests.build import (
    CAMPAIGN,
    a_device,
    a_forget,
    a_lift,
    a_report,
    a_resolve,
    a_results_file,
    a_rules,
    an_opt_out,
    an_undo,
    moment,
)  # fmt: skip

Found = tuple[str, list[tuple[str, fold.State]], dict[str, list[tuple[int, int]]]]


def merge(db: Db, *files: str) -> None:
    """As the command does it; what is foreseen comes true."""
    with ExitStack() as stack:
        paths = stack.enter_context(arrivals.parts(db, 2))
        for place, path in enumerate(paths):
            with arrivals.filling(path) as part:
                for n, text in list(enumerate(files))[place::2]:
                    part.put(n, "f", str(n), ResultsFile(io.BytesIO(text.encode()), "f", Trust(CAMPAIGN)))
        waiting = arrivals.Arrivals(db, paths, stack)
        foreseen = merging.foresee(db, waiting, a_rules(), moment(), "Kim")
        tally = merging.merge(db, waiting, a_rules(), moment(), "Kim")
        assert foreseen == (tally.added, tally.rows - tally.added, len(log.conflicts(db)))


def export(db: Db) -> str:
    return "".join(results_csv.write_lines(log.lines(db), log.ends(db), log.extra_columns(db)))


def after(*merges: Sequence[str]) -> Found:
    """What has become of an empty campaign after these merges: its export, where its contacts stand, its gaps."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_campaign(Path(folder))
        for files in merges:
            merge(db, *files)
        states = sorted((c.id, c.state) for c in contacts.everyone(db) if c.state.attempts or c.state.reason != STUB)
        found = export(db), states, log.missing(db)
        assert not [*contacts.differences(db, contacts.everyone(db), a_rules())]
        db.close()
    return found


STUB = "not_in_list"  # whom an erased row once named


def an_event(device: int, seq: int, kind: int, who: int) -> Event:
    here, contact = {"device": a_device(device)}, f"m{who}"
    named = a_report("busy", who, device=a_device(0))
    return (
        a_report("busy", seq, contact=contact, **here),
        a_report("do_not_call", seq, contact=contact, **here),
        a_report("conversation", seq, contact=contact, note="=1", **here),
        an_undo(a_report("busy", who, **here), seq, contact=contact),
        an_opt_out(seq, contact=contact, **here),
        a_lift(named, seq, **here),
        a_resolve(named, seq, **here),
        a_forget(seq, contact=contact, **here),
        erased(a_report("busy", seq, **here)),
    )[kind]


EVENTS = st.builds(an_event, st.integers(0, 1), st.integers(1, 4), st.integers(0, 8), st.integers(1, 3))
FILES = st.lists(EVENTS, min_size=1, max_size=6, unique=True).map(a_results_file)


@settings(max_examples=12)
@given(FILES, FILES, FILES)
def test_files_merged_in_any_order_together_or_one_by_one_are_the_same_campaign(a: str, b: str, c: str) -> None:
    wanted = after([a], [b], [c])
    assert after([c, b, a]) == wanted
    assert after([b], [a, c]) == wanted


@settings(max_examples=12)
@given(FILES, FILES)
def test_a_file_merged_again_changes_nothing(a: str, b: str) -> None:
    assert after([a], [b], [a], [b, a]) == after([a, b])


@settings(max_examples=12)
@given(st.lists(EVENTS, min_size=2, max_size=8, unique=True), st.data())
def test_a_part_of_a_log_merged_before_the_whole_changes_nothing(events: list[Event], data: st.DataObject) -> None:
    part = a_results_file(data.draw(st.lists(st.sampled_from(events), min_size=1, unique=True)))
    whole = a_results_file(events)
    assert after([part], [whole]) == after([whole], [part]) == after([whole])


@settings(max_examples=5)
@given(FILES, FILES, FILES)
def test_what_others_have_merged_already_is_the_same_campaigns_log(a: str, b: str, c: str) -> None:
    wanted = after([a, b, c])
    one, other = after([a], [b])[0], after([c], [b])[0]
    assert after([one], [c])[::2] == after([other], [a])[::2] == after([one, other])[::2] == wanted[::2]


def test_another_content_under_an_id_that_is_settled_is_foreseen_as_no_conflict() -> None:
    one, two, three = (a_report(outcome, 1) for outcome in ("busy", "no_answer", "do_not_call"))
    after([a_results_file([one, two])], [a_results_file([a_resolve(one, 2)])], [a_results_file([three])])


def test_an_undo_that_another_content_outdoes_takes_nothing_back_whenever_that_comes() -> None:
    """Of a call whose contents are about two people: all that is under the undo's id decides about both."""
    called, other = (a_report("busy", 1, contact=f"m{who}") for who in (1, 2))
    undo = an_undo(called, 2, contact="m1")
    rivals = (a_report("no_answer", 2, contact="m3", note=str(n)) for n in range(100))
    rival = next(each for each in rivals if each.check < undo.check)
    settled = a_resolve(undo, 3, note=undo.check)
    first, second, last = a_results_file([called, other, undo]), a_results_file([rival]), a_results_file([settled])
    assert sum(state.attempts for _id, state in after([first])[1]) == 0
    assert sum(state.attempts for _id, state in after([first], [second])[1]) == 2
    assert after([first], [second])[:2] == after([second], [first])[:2]
    assert sum(state.attempts for _id, state in after([first], [second], [last])[1]) == 0
    assert after([first], [second], [last]) == after([last], [second], [first])
