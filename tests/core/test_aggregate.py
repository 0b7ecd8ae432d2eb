"""Counts that leave the campaign: nothing under ten is told, and nothing under ten can be worked out from it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.aggregate import (
    ENOUGH,
    FEWEST,
    Answered,
    Figures,
    Goals,
    Period,
    Question,
    Report,
    Source,
    answers,
    counted,
    gathered,
    newest,
    periods,
    tellable,
    towards,
)
from tests.build import a_device

VOTE = Question("val", "v1", "vote", ("yes", "no", "unsure"))
WISHES = Question("val", "v1", "wishes", ("pay", "hours", "safety"), several=True)
COUNTRY, SOUTH = ("Riket",), ("Riket", "Skåne")


def a_call(contact: int, day: int = 1, what: str = "conversation", goals: Goals = COUNTRY, **answered: str) -> Report:
    talked, reached = what == "conversation", what in ("conversation", "refused")
    given = {question: tuple(cell.split("|")) for question, cell in answered.items()}
    return Report(f"2026-08-{day:02d}", contact, goals, True, reached, talked, bool(given), "v1", given)


def calls(first: int, many: int, **more: object) -> list[Report]:
    return [a_call(contact, **more) for contact in range(first, first + many)]  # type: ignore[arg-type]


def told(reports: Iterable[Report]) -> list[Period]:
    return list(periods(gathered(reports).figures))


def answered(reports: Iterable[Report], question: Question) -> list[Answered]:
    return list(answers(gathered(reports, [question]).answers))


# Periods


def test_a_day_on_which_enough_has_happened_is_told_by_itself() -> None:
    reports = calls(1, 12, vote="yes") + calls(100, 15, what="refused") + calls(200, 20, what="no_answer")
    assert told(reports) == [Period(COUNTRY, "2026-08-01", "2026-08-01", Figures(47, 27, 12, 12))]


def test_days_on_which_too_little_has_happened_are_put_together_and_the_rest_waits() -> None:
    day = [*calls(1, 6), *calls(50, 8, what="refused")]
    later = [
        report._replace(contact=report.contact + n * 100, day=f"2026-08-0{n + 1}") for n in range(3) for report in day
    ]
    assert told(later) == [Period(COUNTRY, "2026-08-01", "2026-08-02", Figures(28, 28, 12, 0))]


def test_a_member_counts_once_on_the_first_day() -> None:
    reports = (
        calls(1, 20) + calls(100, 20, what="refused") + calls(1, 20, day=2) + calls(200, 30, what="refused", day=2)
    )
    assert told(reports) == [Period(COUNTRY, "2026-08-01", "2026-08-01", Figures(40, 40, 20, 0))]
    assert gathered(reports).figures[COUNTRY]["2026-08-02"] == Figures(50, 30, 0, 0)


def test_members_of_other_goals_are_other_rows_and_nobody_is_in_two() -> None:
    one = calls(1, 12) + calls(100, 15, what="refused")
    other = [report._replace(contact=report.contact + 1000, goals=SOUTH) for report in one]
    assert [(each.goals, each.figures.conversations) for each in told(one + other)] == [(COUNTRY, 12), (SOUTH, 12)]


def test_few_who_were_reached_but_not_talked_with_are_not_given_away() -> None:
    assert told(calls(1, 40) + calls(100, 3, what="refused")) == []
    assert len(told(calls(1, 40) + calls(100, 10, what="refused"))) == 1


# No figure can be worked out

DAYS = st.integers(1, 4)
REPORTS = st.lists(
    st.tuples(
        st.integers(1, 25), st.sampled_from(["conversation", "refused", "no_answer"]), DAYS,
        st.sampled_from(["", "yes", "yes", "no", "unsure"]), st.integers(1, 6),
    ),
    max_size=25,
)  # fmt: skip


def made(groups: Sequence[tuple[int, str, int, str, int]]) -> list[Report]:
    """Each group is so many calls with one outcome on one day; contacts are all different, each in one class."""
    found, first = [], 1
    for many, what, day, vote, south in groups:
        answered = {"vote": vote} if vote and what == "conversation" else {}
        found += calls(first, many, what=what, day=day, goals=SOUTH if south < 3 else COUNTRY, **answered)
        first += many
    return sorted(found, key=lambda report: report.day)


def can_be_had(wanted: Sequence[int], known: Sequence[Sequence[int]]) -> bool:
    """Whether a sum of unknowns follows from other sums of them: whether it lies in the span of their rows."""
    rows = [[Fraction(x) for x in row] for row in known]
    rest, place = [Fraction(x) for x in wanted], 0
    for column in range(len(wanted)):
        pivot = next((row for row in rows[place:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(place, pivot)
        for row in (*rows[place + 1 :], rest):
            factor = row[column] / pivot[column]
            row[:] = [x - factor * y for x, y in zip(row, pivot, strict=True)]
        place += 1
    return not any(rest)


def test_the_sieve_finds_what_can_be_subtracted() -> None:
    assert can_be_had([1, 0, 0], [[1, 1, 1], [0, 1, 1]])
    assert not can_be_had([1, 0, 0], [[1, 1, 1], [0, 1, 0]])


@settings(max_examples=60)
@given(REPORTS)
def test_no_small_figure_of_a_day_follows_from_what_is_told(groups: list[tuple[int, str, int, str, int]]) -> None:
    by_day = gathered(made(groups)).figures
    atoms = [(goals, day) for goals, days in by_day.items() for day in days]
    rows = list(periods(by_day))
    for place, name in enumerate(Figures._fields):
        assert all(row.figures[place] >= FEWEST for row in rows if name != "surveys" or row.figures.surveys)
        known = [
            [int(goals == row.goals and row.first <= day <= row.last) for goals, day in atoms]
            for row in rows
            if row.figures[place]
        ]
        for n, (goals, day) in enumerate(atoms):
            if by_day[goals][day][place] < FEWEST:
                assert not can_be_had([int(n == m) for m in range(len(atoms))], known)
    for goals in by_day:
        so_far = Figures()
        for row in (row for row in rows if row.goals == goals):
            so_far = so_far.plus(row.figures)
            assert so_far.contacts_reached - so_far.conversations >= FEWEST


@settings(max_examples=80)
@given(REPORTS, st.integers(1, 4))
def test_what_comes_later_only_adds_rows(groups: list[tuple[int, str, int, str, int]], day: int) -> None:
    reports = made(groups)
    before = [report for report in reports if report.day <= f"2026-08-{day:02d}"]
    assert set(told(before)) <= set(told(reports))
    assert set(answered(before, VOTE)) <= set(answered(reports, VOTE))


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(VOTE.codes), st.integers(0, 60)), st.integers(0, 30))
def test_no_small_count_of_a_choice_follows_from_the_others(counts: dict[str, int], silent: int) -> None:
    members = sum(counts.values())
    codes = tellable(VOTE, counts, members, members + silent)
    atoms = [*VOTE.codes, ""]
    known = [[int(code == atom) for atom in atoms] for code in codes] + [[1, 1, 1, 1]]
    if not silent:
        known.append([0, 0, 0, 1])  # everybody had to answer
    for atom in atoms:
        size = silent if not atom else counts.get(atom, 0)
        if 0 < size < FEWEST or (size == 0 and atom):
            assert not can_be_had([int(atom == other) for other in atoms], known)
    hidden = members - sum(counts.get(code, 0) for code in codes)
    assert len(codes) in (0, 3) or hidden >= FEWEST


@given(st.integers(0, 60), st.integers(0, 60))
def test_of_several_choices_neither_those_who_chose_nor_those_who_did_not_are_few(many: int, others: int) -> None:
    codes = tellable(WISHES, {"pay": many}, many + others, many + others)
    assert codes == (["pay"] if many >= FEWEST and others >= FEWEST else [])


def test_a_rare_choice_takes_the_next_smallest_with_it() -> None:
    assert tellable(VOTE, {"yes": 50, "no": 40, "unsure": 3}, 93, 93) == ["yes"]
    assert tellable(VOTE, {"yes": 50, "no": 9, "unsure": 9}, 68, 68) == ["yes"]
    assert tellable(VOTE, {"yes": 50, "no": 4, "unsure": 5}, 59, 59) == []
    assert tellable(VOTE, {"yes": 50, "no": 40, "unsure": 30}, 120, 120) == ["yes", "no", "unsure"]


def test_few_who_said_nothing_take_the_smallest_choice_with_them() -> None:
    assert tellable(VOTE, {"yes": 50, "no": 40, "unsure": 30}, 120, 123) == ["yes", "no"]
    assert tellable(VOTE, {"yes": 50, "no": 40, "unsure": 30}, 120, 140) == ["yes", "no", "unsure"]


# Answers


def test_answers_are_told_when_every_choice_can_be() -> None:
    reports = calls(1, 10, vote="yes") + calls(100, 10, vote="no") + calls(200, 4, vote="unsure")
    assert list(answered(reports, VOTE)) == []
    found = list(answered([*reports, *calls(300, 6, vote="unsure", day=3)], VOTE))
    first, last = "2026-08-01", "2026-08-03"
    assert found == [Answered("val", "v1", "vote", code, first, last, 10) for code in VOTE.codes]


def test_or_when_there_are_many_without_the_rare_ones() -> None:
    reports = calls(1, ENOUGH, vote="yes") + calls(200, 20, vote="no") + calls(300, 2, vote="unsure")
    assert [(each.code, each.times) for each in answered(reports, VOTE)] == [("yes", ENOUGH)]


def test_a_member_who_answers_again_counts_with_the_first_answer() -> None:
    reports = calls(1, 10, vote="yes") + calls(1, 10, vote="no", day=2) + calls(50, 10, vote="no", day=2)
    again = [*reports, *calls(100, 10, vote="unsure", day=2)]
    assert Counter({each.code: each.times for each in answered(again, VOTE)}) == {"yes": 10, "no": 10, "unsure": 10}


def test_answers_to_versions_that_are_not_known_are_not_counted() -> None:
    reports = [report._replace(version="v2") for report in calls(1, 300, vote="yes")]
    assert list(answered(reports, VOTE)) == []


def test_several_choices_are_counted_each() -> None:
    reports = calls(1, 30, wishes="pay|hours") + calls(100, 30, wishes="safety|hours") + calls(200, 30, wishes="pay")
    assert {each.code: each.times for each in answered(reports, WISHES)} == {"pay": 60, "hours": 60, "safety": 30}


# Sources


def a_source(n: int = 1, as_of: str = "2026-08-14T08:00:00Z", talks: int = 20, *devices: int) -> Source:
    period = Period(SOUTH, "2026-08-01", "2026-08-02", Figures(200, 60, talks, 0))
    return Source(f"s{n}", f"campaign-{n}", as_of, tuple(a_device(d) for d in devices or (n,)), (period,))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_newest_of_each_source_stands_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    sent = [
        a_source(),
        a_source(as_of="2026-08-15T08:00:00Z"),
        a_source(as_of="2026-08-15T08:00:00Z", talks=30),
        a_source(2),
    ]
    assert newest(sent[n] for n in order) == {"s1": sent[2], "s2": sent[3]}
    assert newest(sent + sent) == newest(sent)


def test_a_source_whose_results_are_here_or_in_another_is_not_added() -> None:
    district, branch, other = a_source(1, "", 20, 1, 2), a_source(2, "", 20, 2), a_source(3)
    assert counted([branch, other, district], []) == [district, other]
    assert counted([branch, other, district], [a_device(1)]) == [branch, other]


def test_a_row_counts_once_towards_every_goal_above_it() -> None:
    tree = {"Riket": "", "Skåne": "Riket", "campaign-1": "Riket", "Norr": "Riket", "loop": "loop"}
    assert towards([a_source()], tree) == {"Skåne": 20, "Riket": 20, "campaign-1": 20}
    assert towards([a_source()], {"Malmö": "Skåne", "Skåne": "Sverige"}) == {"Skåne": 20}
    assert towards([a_source()], {"Skåne": "Götaland", "Götaland": ""}) == {"Skåne": 20, "Götaland": 20}
    assert towards([a_source()], {}) == {}
