"""A contact that came in a packet goes on from where it stood at the office."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ringa.core.events import Event
from ringa.core.fold import State, fold
from ringa.core.outcome import OUTCOMES
from tests.build import a_device, a_report, a_rules, a_standing, an_opt_out, an_undo, moment

CALLS = st.lists(
    st.tuples(st.sampled_from(sorted(OUTCOMES)), st.sampled_from(["", moment(days=1)]), st.sampled_from(["1", "2"])),
    max_size=6,
)


def calls(drawn: list[tuple[str, str, str]], first: int, device: str) -> list[Event]:
    return [
        a_report(outcome, n, device=device, call_back_at=back, number_index=index)
        for n, (outcome, back, index) in enumerate(drawn, first)
    ]


@settings(max_examples=200)
@given(CALLS, CALLS)
def test_going_on_at_home_is_the_same_as_going_on_at_the_office(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]]
) -> None:
    standing, rules = a_standing(1, 2), a_rules()
    office, home = calls(before, 1, a_device(1)), calls(after, 20, a_device(2))
    begin = fold(office, standing, rules)
    assume(begin.state == "open")
    at_home = fold(home, standing, rules, begin._replace(follow_ups=()))
    assert at_home._replace(follow_ups=()) == fold(office + home, standing, rules)._replace(follow_ups=())


def test_taking_a_report_back_at_home_leads_to_where_the_contact_began() -> None:
    begin = State(attempts=3, tried=5, message_left=True, note="ring efter sex", bad_numbers=(2,), last_caller="Eva")
    report = a_report("conversation")
    assert fold([report, an_undo(report, 2)], a_standing(1, 2), a_rules(), begin) == begin


def test_an_objection_at_home_blocks() -> None:
    assert fold([an_opt_out()], a_standing(), a_rules(), State(attempts=2)).reason == "do_not_call"


def test_rules_that_became_stricter_meanwhile_hold_at_home_too() -> None:
    begin = State(attempts=3, last_outcome="call_back")
    state = fold([], a_standing(), a_rules(max_attempts=3), begin)
    assert (state.reason, state.follow_ups) == ("max_attempts", ())
