"""Who looks up more members than calling needs is told to the coordinator."""

from ringa.core.look_ups import LookUp, many


def at(clock: str, members: int, caller: str = "Anna") -> LookUp:
    return LookUp(f"2026-08-14T{clock}:00Z", caller, members)


def test_few_look_ups_are_nobodys_business() -> None:
    assert many([at("10:00", 20), at("10:59", 10)], 30) == []
    assert many([], 30) == []


def test_the_hour_with_the_most_is_told() -> None:
    looked = [at("10:00", 20), at("10:30", 20), at("10:59", 5), at("11:10", 1), at("14:00", 31)]
    assert many(looked, 30) == [at("10:59", 45)]


def test_an_hour_later_it_begins_anew() -> None:
    assert many([at("10:00", 20), at("11:00", 20)], 30) == []


def test_each_caller_stands_alone_and_the_most_come_first() -> None:
    looked = [at("10:00", 31), at("10:01", 20, "Olle"), at("10:02", 40, "Olle"), at("10:03", 30, "")]
    assert many(looked, 30) == [at("10:02", 60, "Olle"), at("10:00", 31)]
