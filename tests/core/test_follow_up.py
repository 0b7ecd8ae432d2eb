"""What is to be acted on: every reason of every event, with the words that were said."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import fold
from ringa.core.correction import number
from ringa.core.events import Event
from ringa.core.follow_up import LABELS, FollowUp, chosen, conflict, of_contact
from ringa.core.outcome import OUTCOMES
from ringa.core.people import Contact
from tests.build import a_forget, a_member, a_report, a_resolve, a_rules, a_standing, an_undo, moment


def e164(words: str) -> str:
    return number(words, "SE")


def listed(*events: Event, standing: fold.Standing | None = None) -> list[FollowUp]:
    state = fold.fold(events, standing or a_standing(), a_rules())
    return list(of_contact(Contact(a_member(), state), events, e164))


def what(found: Sequence[FollowUp]) -> list[tuple[int, str, str]]:
    return [(each.event.seq, each.correction or each.kind, each.text) for each in found]


PHONE, LEFT = ("correction.phone", "070-174 06 44"), ("correction.left", "yes")


def test_a_message_an_outcome_and_each_correction_of_one_report_are_things_of_their_own() -> None:
    event = a_report("not_member", 1, to_coordinator="Ring", note="Moved", extra=[PHONE, LEFT])
    found = listed(event)
    assert what(found) == [
        (1, "message", "Ring"), (1, "left", ""), (1, "phone", "070-174 06 44"), (1, "not_member", "Moved"),
    ]  # fmt: skip
    assert [each.number for each in found] == ["", "", "+46701740644", ""]
    assert [each.what for each in found][1:3] == ["says to have left the union", "has a new number"]
    assert {each.at for each in found} == {moment(minutes=1)}


def test_of_an_undone_report_only_what_stays_is_left_as_a_mistake() -> None:
    plain, sticky = a_report("busy", 1, extra=[PHONE]), a_report("deceased", 2, to_coordinator="x")
    assert what(listed(plain, an_undo(plain, 3), sticky, an_undo(sticky, 4))) == [(2, "mistake", "")]


def test_nothing_waits_once_it_is_resolved_or_the_person_is_forgotten() -> None:
    event = a_report("busy", 1, extra=[PHONE])
    assert listed(event, a_resolve(event, 2)) == []
    assert listed(event, a_forget(2)) == []


def test_the_last_number_that_went_bad_and_a_promise_that_the_cap_breaks_wait() -> None:
    bad = [a_report("wrong_number", n, number_index=str(n)) for n in (1, 2)]
    assert what(listed(*bad, standing=a_standing(1, 2))) == [(2, "no_number", "")]
    calls = [a_report("call_back", n, call_back_at=moment(hours=9)) for n in range(1, 7)]
    assert what(listed(*calls)) == [(6, "call_back", "")]


def test_two_reports_under_one_id_are_one_thing_to_decide() -> None:
    found = conflict(a_report(), Contact(a_member(), fold.State()))
    assert (found.kind, found.what) == ("conflict", "two different reports under one number")


def test_the_list_is_narrowed_by_kind_and_name() -> None:
    found = listed(a_report("busy", 1, to_coordinator="x", extra=[PHONE, LEFT]))
    assert what(chosen(found, {"correction"}, set())) == [(1, "left", ""), (1, "phone", "070-174 06 44")]
    assert what(chosen(found, {"left", "message"}, {"m1"})) == [(1, "message", "x"), (1, "left", "")]
    assert chosen(found, set(), {found[0].event.id}) == found
    assert chosen(found, set(), {"m2"}) == []


@settings(max_examples=80)
@given(st.data())
def test_the_list_has_exactly_the_events_that_the_fold_counts(data: st.DataObject) -> None:
    events: list[Event] = []
    for seq in range(1, data.draw(st.integers(1, 8)) + 1):
        earlier = [event for event in events if event.kind == "report"]
        kind = data.draw(st.sampled_from(("report", "report", "undo", "resolve") if earlier else ("report",)))
        if kind == "report":
            outcome = data.draw(st.sampled_from(sorted(OUTCOMES)))
            extra = data.draw(st.lists(st.sampled_from((PHONE, LEFT)), unique=True))
            message = data.draw(st.sampled_from(("", "Ring")))
            events.append(a_report(outcome, seq, number_index="1", extra=extra, to_coordinator=message))
        else:
            events.append((an_undo if kind == "undo" else a_resolve)(data.draw(st.sampled_from(earlier)), seq))
    state = fold.fold(events, a_standing(), a_rules())
    found = listed(*data.draw(st.permutations(events)))
    assert tuple(dict.fromkeys(each.event.id for each in found)) == state.follow_ups
    assert all(each.kind in LABELS and each.what for each in found)
