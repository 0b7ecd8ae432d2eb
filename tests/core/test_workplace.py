"""A workplace is found by a part of its name, and is one however it is written."""

from ringa.core.workplace import Workplace, named, near, workplaces

KNOWN = workplaces(
    {"": 9, "Södertälje depå": 3, "SÖDERTÄLJE DEPÅ": 1, "Södertälje-depå": 1, "Nya Södertälje": 2, "Älvsjö depå": 4}
)


def test_spellings_of_one_name_are_one_workplace_under_the_usual_one() -> None:
    assert Workplace("Södertälje depå", ("Södertälje depå", "SÖDERTÄLJE DEPÅ", "Södertälje-depå"), 5) in KNOWN
    assert [each.name for each in KNOWN] == ["Älvsjö depå", "Nya Södertälje", "Södertälje depå"]


def test_a_whole_name_is_that_one_and_a_part_all_that_have_it() -> None:
    assert [each.name for each in named("sodertalje depa", KNOWN)] == ["Södertälje depå"]
    assert [each.name for each in named("sodertalje", KNOWN)] == ["Nya Södertälje", "Södertälje depå"]
    assert [each.name for each in named("depå älv", KNOWN)] == ["Älvsjö depå"]
    assert named("Uppsala", KNOWN) == named("", KNOWN) == []


def test_what_was_probably_meant_is_named() -> None:
    assert near("Elvsjö depå", KNOWN) == "Älvsjö depå"
    assert near("Uppsala", KNOWN) == ""
