"""Rates after AAPOR, Standard Definitions, 9th edition."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.rates import rates

CLASSES = ("I", "P", "R", "NC", "O", "NE", "")


def test_the_rates_are_those_of_the_standard() -> None:
    counts = {"I": 40, "P": 10, "R": 20, "NC": 20, "O": 10, "NE": 7, "": 100}
    assert rates(counts) == {
        "RR1": 0.2,  # 40 / 200
        "RR2": 0.25,  # 50 / 200
        "RR5": 0.4,  # 40 / 100
        "RR6": 0.5,
        "COOP1": 0.5,  # 40 / 80
        "REF3": 0.2,
        "CON3": 0.8,
    }


def test_there_is_no_rate_of_nobody() -> None:
    assert set(rates({}).values()) == {None}
    assert rates({"": 5})["RR1"] == 0.0
    assert rates({"": 5})["RR5"] is None


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(CLASSES), st.integers(0, 2_000_000)))
def test_every_rate_is_a_share_and_the_cautious_ones_are_the_smaller(counts: dict[str, int]) -> None:
    found = rates(counts)
    assert all(rate is None or 0 <= rate <= 1 for rate in found.values())
    rr1, rr2, rr5 = found["RR1"], found["RR2"], found["RR5"]
    if rr1 is not None and rr2 is not None and rr5 is not None:
        assert rr1 <= rr2
        assert rr1 <= rr5
