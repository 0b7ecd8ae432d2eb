"""A campaign is what its author wrote, with sensible values for what was not said."""

from datetime import UTC, date, datetime, time, timedelta

from ringa.core.campaign import from_document
from ringa.core.goals import Goal, covers
from tests.build import STOCKHOLM, a_campaign_document, a_member, a_script_document, a_survey_document

NAMES = {"sv": "Samtal", "nb": "Samtaler", "en": "Talks"}


def test_a_campaign_that_says_little_has_the_usual_rules() -> None:
    campaign = from_document(a_campaign_document())
    assert (campaign.id, campaign.name, campaign.union) == ("reference", "reference", "")
    assert (campaign.ends, campaign.region, campaign.hours, campaign.accepts) == (None, "SE", None, ())
    assert campaign.zone == STOCKHOLM
    assert not campaign.masked_numbers
    assert campaign.lease == timedelta(minutes=45)
    assert (campaign.rules.max_attempts, campaign.hold, campaign.look_ups) == (6, 20, 30)
    assert campaign.rules.outcomes["busy"].retry_after == timedelta(minutes=45)


def test_a_campaign_that_says_all_gets_it() -> None:
    document = a_campaign_document(
        name=NAMES, union="Facket", ends="2026-09-13", region="NO", timezone="Europe/Oslo",
        calling_hours={"mon-fri": "09:00-20:30", "fri": "10:00-17:00", "sat": "closed"},
        handout={"lease": "20m", "max_attempts": 3, "hold": 2, "look_ups": 9}, accepts=["other"], masked_numbers=True,
        goals=[
            {"name": "Riket", "conversations": 9},
            {"name": "S", "of": "Riket", "conversations": 4, "where": {"region": ["A", "B"]}},
        ],
    )  # fmt: skip
    campaign = from_document({**document, "outcomes": {"busy": {"retry_after": "2h"}}})
    assert campaign.ends == date(2026, 9, 13)
    assert campaign.zone.key == "Europe/Oslo"
    assert campaign.masked_numbers
    assert campaign.hours is not None
    assert campaign.hours.spans == {day: (time(9), time(20, 30)) for day in range(4)} | {4: (time(10), time(17))}
    assert (campaign.lease, campaign.rules.max_attempts) == (timedelta(minutes=20), 3)
    assert (campaign.hold, campaign.look_ups) == (2, 9)
    assert campaign.rules.outcomes["busy"].retry_after == timedelta(hours=2)
    assert campaign.goals[0] == Goal("Riket", 9)
    assert covers(campaign.goals[1], {"Riket": campaign.goals[0]}, {"region": "b"})
    assert campaign.accepts == ("other",)


def test_a_campaign_whose_days_are_all_closed_is_never_open() -> None:
    hours = from_document(a_campaign_document(calling_hours={"mon-sun": "closed"})).hours
    assert hours is not None
    assert hours.next_open(datetime(2026, 8, 14, tzinfo=UTC)) is None


def test_an_unknown_survey_is_the_first_one() -> None:
    document = {**a_campaign_document(), "surveys": [a_survey_document(id="one"), a_survey_document(id="two")]}
    campaign = from_document(document)
    assert campaign.survey("two").id == "two"
    assert campaign.survey("").id == "one"


def test_texts_are_looked_for_in_the_members_language_then_in_the_callers() -> None:
    campaign = from_document(a_campaign_document(name=NAMES))
    assert campaign.languages_for(a_member(language="Norsk"), "en") == ["nb", "en", "sv"]
    assert campaign.languages_for(a_member(language="nn-NO"), "sv")[0] == "nb"
    assert campaign.languages_for(a_member(language="Polska"), "sv")[:2] == ["pl", "sv"]
    assert campaign.languages_for(a_member(language="SV"), "sv") == ["sv", "nb", "en"]
    assert from_document(a_campaign_document(name="X")).languages_for(a_member(language="fi"), "sv") == ["fi", "sv"]
    assert campaign.languages_for(a_member(language=""), "sv") == ["sv", "nb", "en"]


def test_for_somebody_of_no_language_the_script_with_more_conditions_comes_before_one_for_all() -> None:
    scripts = [a_script_document(id="all"), a_script_document(id="trains", language="sv", when={"branch": ["Spår"]})]
    campaign = from_document({**a_campaign_document(name=NAMES), "scripts": scripts})
    found = campaign.script_for(a_member(language="", branch="Spår"), "sv")
    assert found is not None and found.id == "trains"


def test_the_script_is_the_one_for_the_member_and_may_name_union_campaign_and_caller() -> None:
    scripts = [
        a_script_document(id="all", language="sv"),
        a_script_document(id="trains", language="sv", when={"branch": ["Spår"]}),
    ]
    campaign = from_document({**a_campaign_document(name=NAMES, union={"sv": "Facket"}), "scripts": scripts})
    member = a_member(branch="spår", language="sv")
    chosen = campaign.script_for(member, "en")
    assert chosen is not None
    assert chosen.id == "trains"
    values = campaign.script_values(member, "Kim", ["nb"])
    assert (values["caller"], values["union"], values["campaign"], values["first_name"]) == (
        "Kim", "Facket", "Samtaler", "Åsa",
    )  # fmt: skip


def test_a_survey_version_that_is_known_is_taken_as_it_is() -> None:
    document = a_campaign_document()
    worked_out = from_document(document).surveys[0]
    known = from_document({**document, "versions": {worked_out.id: worked_out.version}})
    assert known.surveys == (worked_out,)
    assert from_document({**document, "versions": {worked_out.id: "vknown"}}).surveys[0].version == "vknown"
