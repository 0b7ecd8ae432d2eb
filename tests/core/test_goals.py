"""Goals count each member once, in every goal that the member is part of, and say what pace is needed."""

from datetime import date

from ringa.core.goals import Goal, Progress, covering, covers, progress

ALL = Goal("Riket", 100)
SKANE = Goal("Skåne", 10, of="Riket", where=(("region", "Skåne"),))
TRAINS = Goal("Tåg", 4, of="Skåne", where=(("branch", ("Pendeltåg", "Tunnelbana")),))
TREE = {goal.name: goal for goal in (ALL, SKANE, TRAINS)}
TODAY = date(2026, 8, 14)


def test_a_part_covers_those_that_all_its_parents_cover() -> None:
    member = {"region": "skåne", "branch": "TUNNELBANA"}
    assert covers(TRAINS, TREE, member)
    assert not covers(TRAINS, TREE, {**member, "region": "Halland"})
    assert not covers(TRAINS, TREE, {**member, "branch": "Post"})
    assert not covers(SKANE, TREE, {})
    assert covers(ALL, TREE, {})


def test_goals_that_are_part_of_each_other_do_not_hang() -> None:
    one, other = Goal("one", 1, of="other"), Goal("other", 1, of="one")
    assert covers(one, {"one": one, "other": other}, {})


def test_each_conversation_counts_in_its_goal_and_in_those_above() -> None:
    members = [{"region": "Skåne", "branch": "Pendeltåg"}, {"region": "Skåne"}, {"region": "Halland"}]
    found = progress(TREE.values(), members, date(2026, 8, 16), TODAY)
    assert [(p.goal.name, p.conversations) for p in found] == [("Riket", 3), ("Skåne", 2), ("Tåg", 1)]
    assert [p.needed_per_day for p in found] == [33, 3, 1]  # today counts: three days


def test_no_pace_is_needed_for_a_goal_that_is_reached() -> None:
    reached = Goal("Riket", 1)
    assert progress([reached], [{}, {}], TODAY, TODAY) == [Progress(reached, 2, 0)]
    assert progress([reached], [{}, {}], date(2026, 8, 1), TODAY) == [Progress(reached, 2, 0)]


def test_there_is_no_pace_without_a_last_day_or_after_it() -> None:
    assert progress([ALL], [], None, TODAY)[0].needed_per_day is None
    assert progress([ALL], [], date(2026, 8, 13), TODAY)[0].needed_per_day is None


def test_on_the_last_day_all_that_is_left_is_needed() -> None:
    assert progress([ALL], [], TODAY, TODAY)[0].needed_per_day == 100


def test_what_campaigns_below_have_counted_is_added() -> None:
    goals = [Goal("Riket", 100), Goal("Norr", 10, "Riket", (("region", "Norr"),))]
    found = progress(goals, [{"region": "Norr"}], None, TODAY, {"Riket": 30})
    assert [each.conversations for each in found] == [31, 1]


def test_a_member_is_covered_by_a_goal_and_those_that_it_is_a_part_of() -> None:
    goals = [
        Goal("Riket", 100),
        Goal("Norr", 10, "Riket", (("region", "Norr"),)),
        Goal("Syd", 10, "Riket", (("region", "Syd"),)),
    ]
    assert covering(goals, {"region": "norr"}) == ("Riket", "Norr")
    assert covering(goals, {}) == ("Riket",)
