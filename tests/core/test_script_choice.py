"""Which script a contact gets, and why not another."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.script import Script, choose, fits
from ringa.core.script_choice import Candidate, Miss, compare
from tests.build import a_script

BUS = {"branch": "Buss", "region": "Skåne"}


def behind(found: list[Candidate]) -> list[tuple[str, str]]:
    return [(each.script.id, each.behind) for each in found]


def test_what_does_not_fit_says_what_the_contact_has_and_what_is_wanted() -> None:
    script = a_script(when={"branch": ["Spår", "Tåg"], "region": ["Skåne"], "depot": ["A"]})
    [found] = compare([script], BUS, ["sv"])
    assert not found.fits
    assert found.misses == (Miss("branch", "Buss", ("Spår", "Tåg")), Miss("depot", "", ("A",)))
    assert found.behind == ""


def test_those_that_fit_come_first_and_say_what_another_is_better_in() -> None:
    scripts = [
        a_script(id="other", when={"branch": ["Spår"]}),
        a_script(id="z_same", language="sv", when={"branch": ["buss"], "region": ["Skåne"]}),
        a_script(id="wide", language="sv", when={"branch": ["buss", "Spår"], "region": ["Skåne"]}),
        a_script(id="few", language="sv", when={"branch": ["Buss"]}),
        a_script(id="foreign", language="fi", when={"branch": ["Buss"]}),
        a_script(id="second", language="nb", when={"branch": ["Buss"], "region": ["Skåne"]}),
        a_script(id="best", language="sv", when={"branch": ["Buss"], "region": ["Skåne"]}),
    ]
    found = compare(scripts, BUS, ["sv", "nb"])
    assert behind(found) == [
        ("best", ""), ("z_same", "id"), ("wide", "values"), ("few", "conditions"), ("second", "language"),
        ("foreign", "language"), ("other", ""),
    ]  # fmt: skip
    assert [each.place for each in found] == [0, 0, 0, 0, 1, None, 0]


def test_without_scripts_there_is_nothing_to_compare() -> None:
    assert compare([], BUS, ["sv"]) == []


SCRIPTS = st.lists(
    st.builds(
        lambda name, language, when: a_script(id=name, language=language, when=when),
        st.sampled_from("abcdef"),
        st.sampled_from(["", "sv", "nb", "fi"]),
        st.dictionaries(
            st.sampled_from(["branch", "region"]), st.lists(st.sampled_from(["Buss", "Skåne", "x"]), min_size=1)
        ),
    ),
    max_size=5,
    unique_by=lambda script: script.id,
)


@settings(max_examples=50)
@given(SCRIPTS, st.permutations(["sv", "nb"]), st.randoms())
def test_what_is_told_is_what_is_chosen_whatever_the_order_of_the_files(
    scripts: list[Script], languages: list[str], chance: Random
) -> None:
    chosen = choose(scripts, BUS, languages)
    chance.shuffle(scripts)
    found = compare(scripts, BUS, languages)
    assert [each.script for each in found if each.fits and not each.behind] == ([chosen] if chosen else [])
    assert all(each.fits == fits(each.script, BUS) for each in found)
