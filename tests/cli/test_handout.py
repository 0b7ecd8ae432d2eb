"""Who is handed to whom, and when: nobody twice, nobody too soon, and never a call that cannot be recorded."""

from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ringa.core.handout import Caller
from ringa.store import db, handout
from ringa.store.db import open_campaign
from ringa.store.waiting import earliest, waiting_for
from tests.cli.ready import an_office, import_members, people, record, reports, small, status
from tests.conftest import Laptop

HOURS = 'calling_hours: {mon-fri: "09:00-20:30", sat: "10:00-17:00", sun: closed}'
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return small(an_office(tmp_path, tmp_path_factory))


@pytest.fixture
def one(office: Laptop) -> Laptop:
    """A campaign with one member, 0001."""
    import_members(office, *people([1]), name="one.csv")
    assert status(office)["blocked"] == {"gone": 4}
    return office


def next_for(laptop: Laptop, caller: str, *more: str) -> tuple[str, str]:
    """The contact that a caller is handed, and why; two empty strings for nobody."""
    answer = laptop.run("next", "--caller", caller, "--json", *more)
    assert answer.code == (0 if answer.json["contact"] else 3)
    found = answer.json["contact"]
    return (found["id"], answer.json["why"]) if found else ("", "")


def nobody(laptop: Laptop, caller: str = "Anna", *more: str) -> dict[str, Any]:
    """What `next` says when nobody is due."""
    answer = laptop.run("next", "--caller", caller, "--json", *more)
    assert answer.code == 3 and answer.json["contact"] is None, answer
    assert len(answer.err.splitlines()) == 2
    return dict(answer.json)


def test_an_unfinished_contact_comes_first(office: Laptop) -> None:
    first = next_for(office, "Anna")
    assert first[1] == "first_call"
    office.later(minutes=44)
    assert next_for(office, "Anna") == (first[0], "unfinished")
    record(office, first[0], "refused")
    assert next_for(office, "Anna")[0] != first[0]


def test_no_contact_is_handed_to_two_callers(office: Laptop) -> None:
    taken = [next_for(office, f"caller {n}")[0] for n in range(5)]
    assert len(set(taken)) == 5
    found = nobody(office, "caller 5")
    assert found["waiting"] == {"handed_out": 5}
    assert found["next_due"] == "2026-08-12T17:15:00Z"


def test_a_lease_ends_after_45_minutes_and_frees_the_contact(one: Laptop) -> None:
    assert next_for(one, "Anna") == ("m0001", "first_call")
    one.later(minutes=44, seconds=59)
    nobody(one, "Olle")
    one.later(seconds=1)
    assert status(one)["ready"] == 1
    assert next_for(one, "Olle") == ("m0001", "first_call")
    nobody(one, "Anna")
    assert record(one, "0001", "busy", caller="Anna")["warnings"] == ["held_by_other"]


def test_the_length_of_a_lease_is_the_campaigns(one: Laptop) -> None:
    small(one, "handout: {lease: 10m}")
    next_for(one, "Anna")
    one.later(minutes=10)
    assert next_for(one, "Olle")[0] == "m0001"


def test_a_lease_that_ran_out_is_not_unfinished_once_somebody_else_has_called(one: Laptop) -> None:
    next_for(one, "Anna")
    one.later(minutes=5)
    record(one, "0001", "call_back", "--call-back-at", "2026-08-13T18:00", caller="Olle")
    assert next_for(one, "Anna") == ("m0001", "unfinished")  # she may be on the line
    one.later(hours=1)
    assert nobody(one, "Anna")["next_due"] == "2026-08-13T16:00:00Z"


def test_release_gives_back_one_or_all(office: Laptop) -> None:
    first = next_for(office, "Anna")[0]
    assert office.ok("release", "--caller", "Anna", "--json") == {"released": [first]}
    assert next_for(office, "Olle")[0] == first
    assert office.run("release", first, "--caller", "Anna").code == 3
    assert office.ok("release", first.removeprefix("m"), "--caller", "Olle", "--json") == {"released": [first]}
    assert status(office)["handed_out"] == 0


def test_recording_gives_the_contact_back(office: Laptop) -> None:
    record(office, next_for(office, "Anna")[0], "busy")
    assert status(office)["handed_out"] == 0


# Call-backs


def test_a_call_back_is_due_at_its_time_before_all_others(office: Laptop) -> None:
    record(office, "0003", "call_back", "--call-back-at", "2026-08-12T19:00")
    office.later(minutes=29)
    assert next_for(office, "Olle")[0] != "m0003"
    office.later(minutes=1)
    assert next_for(office, "Anna") == ("m0003", "call_back")


def test_a_call_back_of_mine_is_mine_until_it_is_half_an_hour_late(one: Laptop) -> None:
    record(one, "0001", "call_back", "--call-back-at", "2026-08-12T19:00", "--mine")
    one.later(minutes=30)
    found = nobody(one, "Olle")
    assert found == {"contact": None, "waiting": {"other_caller": 1}, "next_due": "2026-08-12T17:30:00Z"}
    one.later(minutes=29)
    nobody(one, "Olle")
    one.later(minutes=1)
    assert next_for(one, "Olle") == ("m0001", "overdue_call_back")


def test_a_call_back_of_mine_that_i_had_in_hand_goes_to_others_when_i_am_gone(one: Laptop) -> None:
    record(one, "0001", "call_back", "--call-back-at", "2026-08-12T19:00", "--mine")
    one.later(minutes=30)
    assert next_for(one, "Anna") == ("m0001", "call_back")  # for 45 minutes
    one.later(minutes=74)
    nobody(one, "Olle")
    one.later(minutes=1)
    assert next_for(one, "Olle") == ("m0001", "overdue_call_back")


def test_what_i_have_promised_is_known_until_others_get_it(office: Laptop) -> None:
    def own(caller: str) -> list[tuple[str, str]]:
        db = open_campaign(office.folder)
        try:
            return handout.own_call_backs(db, caller, office.now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        finally:
            db.close()

    record(office, "0001", "call_back", "--call-back-at", "imorgon kl 18", "--mine")
    record(office, "0002", "call_back", "--call-back-at", "19:00", "--mine")
    record(office, "0003", "call_back", "--call-back-at", "20:00")
    record(office, "0004", "cut_off")
    assert own("Anna") == [("m0002", "2026-08-12T17:00:00Z"), ("m0001", "2026-08-13T16:00:00Z")]
    assert own("Olle") == []
    office.later(minutes=59)
    assert [contact for contact, _due in own("Anna")] == ["m0002", "m0001"]
    office.later(minutes=1)
    assert [contact for contact, _due in own("Anna")] == ["m0001"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("om tre timmar", "2026-08-12T19:30:00Z"),
        ("i morgen kveld", "2026-08-13T16:00:00Z"),
        ("Monday 5pm", "2026-08-17T15:00:00Z"),
        ("2026-08-20", "2026-08-19T22:00:00Z"),  # as it is written
    ],
)
def test_a_call_back_time_can_be_in_words(one: Laptop, text: str, due: str) -> None:
    assert record(one, "0001", "call_back", "--call-back-at", text)["next_due"] == due


def test_a_call_back_of_mine_comes_to_me_before_anyones(office: Laptop) -> None:
    record(office, "0001", "call_back", "--call-back-at", "2026-08-12T18:40")
    record(office, "0002", "call_back", "--call-back-at", "2026-08-12T18:50", "--mine")
    office.later(minutes=20)
    assert next_for(office, "Olle") == ("m0001", "call_back")
    assert next_for(office, "Anna") == ("m0002", "call_back")


def test_a_partial_conversation_is_over_unless_a_call_back_is_agreed(office: Laptop) -> None:
    assert record(office, "0001", "partial")["state"] == "done"
    found = record(office, "0002", "partial", "--call-back-at", "2026-08-13T18:00")
    assert (found["state"], found["next_due"]) == ("open", "2026-08-13T16:00:00Z")


def test_a_call_back_in_the_past_is_taken_with_a_warning(one: Laptop) -> None:
    found = record(one, "0001", "call_back", "--call-back-at", "2026-08-12T08:00")
    assert found["warnings"] == ["call_back_in_the_past"]
    assert next_for(one, "Olle") == ("m0001", "call_back")


def test_a_line_that_was_cut_off_goes_back_to_the_same_caller_at_once(one: Laptop) -> None:
    record(one, "0001", "cut_off")
    nobody(one, "Olle")
    assert next_for(one, "Anna") == ("m0001", "call_back")


# Delays

DELAYS = {
    "no_answer": timedelta(hours=3),
    "busy": timedelta(minutes=45),
    "not_available": timedelta(days=1),
    "voicemail": timedelta(days=1),
    "voicemail_left": timedelta(days=1),
    "skipped": timedelta(hours=1),
}


@pytest.mark.parametrize("outcome", DELAYS)
def test_each_outcome_has_its_rest(one: Laptop, outcome: str) -> None:
    due = (one.now + DELAYS[outcome]).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert record(one, "0001", outcome)["next_due"] == due
    found = nobody(one, "Olle")
    assert (found["waiting"], found["next_due"]) == ({"cooldown": 1}, due)
    one.now += DELAYS[outcome] - timedelta(seconds=1)
    nobody(one, "Olle")
    one.later(seconds=1)
    assert next_for(one, "Olle")[0] == "m0001"


def test_the_campaign_decides_over_delays(one: Laptop) -> None:
    small(one, outcomes="no_answer: {retry_after: 10m}")
    record(one, "0001", "no_answer")
    one.later(minutes=10)
    assert next_for(one, "Anna") == ("m0001", "again")


def test_a_change_of_the_rules_counts_for_calls_that_were_made_before(one: Laptop) -> None:
    record(one, "0001", "no_answer")
    one.later(minutes=10)
    nobody(one)
    small(one, outcomes="no_answer: {retry_after: 10m}")
    assert next_for(one, "Anna")[0] == "m0001"
    assert one.ok("check", "--json")["ok"]


def test_a_contact_is_tried_so_often_and_no_more(one: Laptop) -> None:
    for n in range(6):
        assert next_for(one, "Anna") == ("m0001", "again" if n else "first_call")
        found = record(one, "0001", "no_answer")
        one.later(hours=5)
    assert (found["state"], found["reason"]) == ("blocked", "max_attempts")
    assert nobody(one) == {"contact": None, "waiting": {}, "next_due": None}
    small(one, "handout: {max_attempts: 7}")
    assert next_for(one, "Anna") == ("m0001", "again")


def test_a_skip_is_no_attempt_and_not_for_the_same_caller_within_12_hours(one: Laptop) -> None:
    next_for(one, "Anna")
    record(one, "0001", "skipped", "--note", "my cousin")
    one.later(hours=1)
    assert nobody(one, "Anna")["next_due"] == "2026-08-13T04:30:00Z"
    assert next_for(one, "Olle") == ("m0001", "first_call")
    one.ok("release", "--caller", "Olle")
    one.later(hours=10, minutes=59)
    nobody(one, "Anna")
    one.later(minutes=1)
    assert next_for(one, "Anna")[0] == "m0001"
    assert status(one)["attempts"] == 0


def test_a_contact_with_another_language_waits_for_a_caller_who_has_it(office: Laptop) -> None:
    record(office, "0005", "language", caller="Olle")
    for n in range(1, 5):
        record(office, f"{n:04}", "refused")
    assert nobody(office)["waiting"] == {"language": 1}
    nobody(office, "Anna", "--language", "fi")
    assert next_for(office, "Anna", "--language", "fi", "--language", "NB") == ("m0005", "language")
    nobody(office, "Olle", "--language", "nb")


def test_the_untried_part_of_the_day_is_preferred_and_not_required(office: Laptop) -> None:
    office.now = datetime(2026, 8, 12, 7, 0, tzinfo=UTC)  # nine in the morning
    record(office, "0001", "no_answer")
    office.now = datetime(2026, 8, 12, 11, 0, tzinfo=UTC)  # one in the afternoon
    record(office, "0002", "no_answer")
    for n in range(3, 6):
        record(office, f"{n:04}", "refused")
    office.now = datetime(2026, 8, 13, 8, 0, tzinfo=UTC)  # ten in the morning: 0001 has waited longer
    assert [next_for(office, "Anna")[0], next_for(office, "Olle")[0]] == ["m0002", "m0001"]
    office.ok("release", "--caller", "Anna")
    office.ok("release", "--caller", "Olle")
    office.now = datetime(2026, 8, 13, 12, 0, tzinfo=UTC)
    assert [next_for(office, "Anna")[0], next_for(office, "Olle")[0]] == ["m0001", "m0002"]


def test_who_was_tried_least_in_this_part_of_the_day_comes_first_however_many_wait(office: Laptop) -> None:
    import_members(office, *people(range(1, 60)))
    for day in (10, 11):
        office.now = datetime(2026, 8, day, 16, 30, tzinfo=UTC)
        for n in range(1, 60):
            if day == 10 or n < 59:
                record(office, f"{n:04}", "no_answer")
    office.now = datetime(2026, 8, 12, 16, 30, tzinfo=UTC)
    assert next_for(office, "Anna") == ("m0059", "again")
    assert next_for(office, "Olle") == ("m0001", "again")


# For whom somebody is

WITH_LANGUAGES = [f"{n:04};Åsa{n};Öberg;070-174 06 {n + 4:02};{c}" for n, c in enumerate(("sv", "Finska", "so", ""), 1)]


@pytest.fixture
def languages(office: Laptop) -> Laptop:
    """0001 has Swedish, 0002 Finnish, 0003 Somali, and of 0004 nobody knows."""
    import_members(office, *WITH_LANGUAGES, header="Medlemsnummer;Förnamn;Efternamn;Mobil;Språk")
    return office


def test_who_names_languages_gets_members_who_have_them_in_that_order(languages: Laptop) -> None:
    named = ("--language", "fi", "--language", "sv")
    assert [next_for(languages, f"caller {n}", *named)[0] for n in range(3)] == ["m0002", "m0001", "m0004"]
    found = nobody(languages, "caller 4", *named)
    assert found["waiting"] == {"handed_out": 3, "language": 1}
    assert found["next_due"] == "2026-08-12T17:15:00Z"  # when a lease ends, not the one with another language
    assert next_for(languages, "caller 5") == ("m0003", "first_call")  # who names none gets everybody


def test_a_call_back_for_anyone_is_for_those_who_have_the_language(languages: Laptop) -> None:
    record(languages, "0003", "call_back", "--call-back-at", "2026-08-12T18:30")
    assert next_for(languages, "Anna", "--language", "fi") == ("m0002", "first_call")
    assert next_for(languages, "Olle", "--language", "so") == ("m0003", "call_back")


def test_nobody_is_handed_herself(one: Laptop) -> None:
    found = nobody(one, "fornamn EFTERNAMN1")
    assert (found["waiting"], found["next_due"]) == ({"oneself": 1}, None)
    found = nobody(one, "Anna", "--me", "0001")
    assert found["waiting"] == {"oneself": 1}
    one.environ["RINGA_ME"] = "m0001"
    nobody(one, "Anna")
    assert next_for(one, "Förnamn Efternamn1", "--me", "m7") == ("m0001", "first_call")


def test_when_nobody_is_due_it_is_told_why_for_this_caller(office: Laptop) -> None:
    record(office, "0001", "skipped")
    record(office, "0002", "call_back", "--call-back-at", "2026-08-12T19:20", "--mine", caller="Olle")
    record(office, "0003", "call_back", "--call-back-at", "2026-08-12T21:00")
    record(office, "0004", "no_answer")
    record(office, "0005", "language", caller="Olle")
    office.later(hours=1)
    found = nobody(office)
    assert found["waiting"] == {"skipped": 1, "other_caller": 1, "call_back": 1, "cooldown": 1, "language": 1}
    assert found["next_due"] == "2026-08-12T17:50:00Z"  # when Olle is half an hour late
    answer = office.run("next", "--caller", "Anna")
    assert "1 skipped by you" in answer.err and "19:50" in answer.err
    assert status(office)["ready"] == 2


def test_a_contact_that_becomes_free_while_the_reasons_are_counted_is_ready(one: Laptop) -> None:
    with closing(db.open_campaign(one.folder)) as file:
        assert waiting_for(file, Caller("Anna"), "2026-08-12T16:30:00Z") == {"ready": 1}
        assert earliest(file, Caller("Anna"), "2026-08-12T16:30:00Z") == "2026-08-12T16:30:00Z"


def test_a_hand_out_reads_no_table_from_end_to_end(languages: Laptop) -> None:
    record(languages, "0001", "no_answer")
    record(languages, "0002", "language", caller="Olle")
    record(languages, "0003", "call_back", "--call-back-at", "2026-08-13T18:30")
    with closing(db.open_campaign(languages.folder)) as file:
        asked: list[str] = []
        file.connection.set_trace_callback(asked.append)
        with suppress(Undone), file.tx():
            for _ in range(3):
                handout.claim(
                    file, Caller("Anna", ("sv",)), "2026-08-14T16:30:00Z", "2026-08-14T16:30:00Z", zone=STOCKHOLM
                )
                file.write("DELETE FROM leases")
            raise Undone
        file.connection.set_trace_callback(None)
        selects = [sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))]
        assert len(selects) > 10
        for sql in selects:
            plan = [row[3] for row in file.rows("EXPLAIN QUERY PLAN " + sql)]
            assert not {step for step in plan if "SCAN" in step} - {"SCAN CONSTANT ROW", "SCAN each"}, (sql, plan)


class Undone(Exception):
    """So that a transaction leaves nothing behind."""


# Why it is this one


def because(laptop: Laptop, caller: str = "Anna", *more: str) -> str:
    """What a caller is told."""
    found = laptop.ok("next", "--caller", caller, "--json", *more)
    laptop.ok("release", "--caller", caller)
    return str(found["because"])


def test_why_it_is_this_contact_is_told_in_words(one: Laptop) -> None:
    assert because(one) == "not called yet"
    record(one, "0001", "no_answer")
    one.later(hours=20)  # half past two the next day
    assert because(one) == "second try; not tried in the afternoon yet"
    record(one, "0001", "no_answer")
    one.later(hours=4)
    assert because(one) == "third try"
    record(one, "0001", "call_back", "--call-back-at", "2026-08-13T19:00", "--mine")
    one.later(minutes=30)
    assert because(one) == "asked to be called back at 19:00, and you promised to"
    one.later(minutes=30)
    assert because(one, "Olle") == "asked to be called back at 19:00, and nobody has"
    one.later(days=1)
    assert because(one, "Olle") == "asked to be called back Thu 13/8 19:00, and nobody has"
    record(one, "0001", "cut_off")
    assert because(one) == "the line was cut off; ring again"


def test_many_tries_are_numbered(one: Laptop) -> None:
    small(one, "handout: {max_attempts: 9}")
    for _ in range(6):
        record(one, "0001", "no_answer")
    one.later(days=1)
    assert because(one) == "try number 7"


def test_a_call_back_for_anyone_names_the_time_and_the_language_is_named(languages: Laptop) -> None:
    record(languages, "0001", "call_back", "--call-back-at", "2026-08-12T18:30")
    assert because(languages) == "asked to be called back at 18:30"
    record(languages, "0002", "language", caller="Olle")
    record(languages, "0001", "refused")
    assert because(languages, "Anna", "--language", "fi") == "needs a caller who speaks Finska"


# Outcomes as the campaign wants them


def test_the_campaigns_own_words_stand_wherever_an_outcome_is_named(one: Laptop) -> None:
    small(one, outcomes='no_answer: {label: {en: "rang out", sv: "Tog slut"}}')
    saved = one.run("record", "0001", "--outcome", "no_answer", "--caller", "Anna")
    assert "m0001, rang out." in saved.err
    assert "rang out" in one.run("history", "--caller", "Anna").out
    one.later(hours=4)
    assert "rang out (Anna)" in one.run("next", "--caller", "Olle").out
    assert "rang out" in one.run("preview", "--paper").out


def test_a_note_that_the_campaign_requires_is_required(one: Laptop) -> None:
    small(one, outcomes="refused: {note: required}")
    answer = one.run("record", "0001", "--outcome", "refused", "--caller", "Anna", "--note", " ", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "note_missing")
    assert record(one, "0001", "refused", "--note", "no time")["state"] == "done"


def test_a_cap_of_one_outcome_ends_the_tries(one: Laptop) -> None:
    small(one, outcomes="voicemail: {retry_after: 1h, max: 2}")
    assert record(one, "0001", "voicemail")["state"] == "open"
    found = record(one, "0001", "voicemail")
    assert (found["state"], found["reason"]) == ("blocked", "max_attempts")
    small(one, outcomes="voicemail: {retry_after: 1h, max: 3}")
    one.later(hours=1)
    assert next_for(one, "Anna") == ("m0001", "again")
    assert one.ok("check", "--json")["ok"]


# Who keeps many, who looks up many


def test_beyond_the_most_that_one_may_hold_a_call_back_becomes_anyones(office: Laptop) -> None:
    small(office, "handout: {hold: 2}")
    promise = ("call_back", "--call-back-at", "2026-08-13T18:00", "--mine")
    assert [record(office, f"{n:04}", *promise)["warnings"] for n in (1, 2, 3)] == [[], [], ["holds_many"]]
    assert record(office, "0001", *promise)["warnings"] == []  # the same one again
    office.now = datetime(2026, 8, 13, 16, 0, tzinfo=UTC)
    assert next_for(office, "Olle") == ("m0003", "call_back")


def test_who_looks_up_many_members_is_told_to_the_coordinator(office: Laptop) -> None:
    small(office, "handout: {look_ups: 8}")
    for _ in range(2):
        office.ok("find", "--caller", "Anna", "--json", "--limit", "4")
    assert status(office)["look_ups"] == []
    office.ok("find", "--caller", "Anna", "--json", "--limit", "1")
    office.ok("find", "--json")
    assert status(office)["look_ups"] == [{"at": "2026-08-12T16:30:00Z", "caller": "Anna", "members": 9}]
    assert "Note: Anna looked up 9 members within an hour (Wed 12/8 18:30)." in office.run("status").out
    office.later(days=15)
    assert status(office)["look_ups"] == []


# Hours and the end of the campaign


def test_outside_calling_hours_nobody_is_handed_out_and_the_opening_is_named(office: Laptop) -> None:
    small(office, HOURS)
    record(office, "0001", "call_back", "--call-back-at", "2026-08-13T10:30")
    office.now = datetime(2026, 8, 12, 18, 30, tzinfo=UTC)  # half past eight, closing time
    found = nobody(office)
    assert found["waiting"] == {"calling_hours": 4, "call_back": 1}
    assert found["next_due"] == "2026-08-13T07:00:00Z"
    assert next_for(office, "Anna", "--any-hour")[1] == "first_call"
    office.later(seconds=-1)
    assert next_for(office, "Olle")[1] == "first_call"


def test_from_saturday_evening_the_opening_is_on_monday(office: Laptop) -> None:
    small(office, HOURS)
    office.now = datetime(2026, 8, 15, 15, 0, tzinfo=UTC)
    assert nobody(office)["next_due"] == "2026-08-17T07:00:00Z"


def test_a_contact_in_hand_stays_in_hand_when_the_hours_end(office: Laptop) -> None:
    small(office, HOURS)
    office.now = datetime(2026, 8, 12, 18, 15, tzinfo=UTC)
    first = next_for(office, "Anna")[0]
    office.later(minutes=20)
    assert next_for(office, "Anna") == (first, "unfinished")
    nobody(office, "Olle")


def test_after_the_last_day_nobody_is_handed_out_at_any_hour(office: Laptop) -> None:
    small(office, "ends: 2026-09-13")
    office.now = datetime(2026, 9, 13, 21, 59, 59, tzinfo=UTC)
    assert next_for(office, "Anna")[1] == "first_call"
    office.now = datetime(2026, 9, 13, 22, 0, tzinfo=UTC)
    for more in ((), ("--any-hour",)):
        found = nobody(office, "Olle", *more)
        assert (found["waiting"], found["next_due"]) == ({"ended": 4, "handed_out": 1}, None)


def test_a_due_time_after_the_last_day_is_none(one: Laptop) -> None:
    small(one, "ends: 2026-08-12")
    record(one, "0001", "not_available")
    assert nobody(one)["next_due"] is None


def test_record_is_blocked_by_nothing(office: Laptop) -> None:
    small(office, HOURS + "\nends: 2026-08-01")
    office.now = datetime(2026, 8, 16, 2, 0, tzinfo=UTC)  # a Sunday night, after the end
    next_warnings = [
        ("busy", "0001", []),
        ("refused", "0001", []),
        ("conversation", "0001", ["already_done"]),
        ("do_not_call", "0001", ["already_done"]),
        ("no_answer", "0001", ["blocked_do_not_call"]),
        ("voicemail_left", "0002", []),
        ("voicemail_left", "0002", ["second_message"]),
        ("wrong_number", "0003", []),
        ("wrong_number", "0003", ["blocked_no_number", "no_number_dialled"]),
    ]
    for outcome, contact, warnings in next_warnings:
        more = ["--answers", '{"will_vote": true}'] if outcome == "conversation" else []
        answer = office.run("record", contact, "--outcome", outcome, "--caller", "Anna", "--json", *more)
        assert (answer.code, answer.json["warnings"]) == (0, warnings)
        assert answer.err.count("Note:") == len(warnings)
    for _ in range(8):
        last = record(office, "0004", "no_answer")
    assert last["warnings"] == ["blocked_max_attempts"]
    assert status(office)["attempts"] == len(next_warnings) + 8


def test_what_happened_earlier_is_recorded_as_of_then(one: Laptop) -> None:
    found = record(one, "0001", "no_answer", "--at", "2026-08-12T15:00")
    assert found["next_due"] == "2026-08-12T16:00:00Z"
    row = reports(one)[0]
    assert (row["ended_at"], row["at"]) == ("2026-08-12T13:00:00Z", "2026-08-12T16:30:00Z")


# Odd moments

MOMENTS = {
    "the hour that is not there": datetime(2027, 3, 28, 2, 30, tzinfo=STOCKHOLM),
    "just before summer time": datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),
    "just after summer time": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    "the hour that comes twice": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    "the hour that comes twice, again": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "leap day": datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
    "new year": datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    "a year of 53 weeks": datetime(2027, 1, 3, 22, 30, tzinfo=UTC),
    "the end of 32-bit time": datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    "the year 2100, which is no leap year": datetime(2100, 2, 28, 23, 30, tzinfo=UTC),
    "the last days of the calendar": datetime(9999, 12, 30, 12, 0, tzinfo=UTC),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_the_road_is_open_at_odd_moments(one: Laptop, name: str) -> None:
    small(one, HOURS)
    one.now = MOMENTS[name].astimezone(UTC)
    start = one.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert next_for(one, "Anna", "--any-hour") == ("m0001", "first_call")
    found = record(one, "0001", "no_answer")
    assert found["next_due"] > start
    assert nobody(one, "Anna", "--any-hour")["next_due"] == found["next_due"]
    nobody(one, "Anna")
    one.later(hours=3)
    assert next_for(one, "Anna", "--any-hour")[0] == "m0001"
    record(one, "0001", "call_back", "--call-back-at", "9999-12-31T20:00")
    assert status(one)["waiting"] == 1
    nobody(one, "Olle")
    one.export()


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), "2027-03-29T07:00:00Z"),  # over the change to summer time
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), "2026-10-26T08:00:00Z"),  # and back
        (datetime(2028, 2, 28, 20, 0, tzinfo=UTC), "2028-02-29T08:00:00Z"),
        (datetime(2026, 12, 31, 22, 0, tzinfo=UTC), "2027-01-01T08:00:00Z"),
    ],
)
def test_the_opening_is_at_nine_by_the_clock_on_the_wall(one: Laptop, now: datetime, opens: str) -> None:
    small(one, HOURS)
    one.now = now
    assert nobody(one)["next_due"] == opens
    one.now = datetime.fromisoformat(opens)
    assert next_for(one, "Anna")[0] == "m0001"


def test_a_call_back_in_the_hour_that_is_not_there_or_comes_twice_is_taken(one: Laptop) -> None:
    assert record(one, "0001", "call_back", "--call-back-at", "2027-03-28T02:30")["next_due"] == "2027-03-28T01:30:00Z"
    assert record(one, "0001", "call_back", "--call-back-at", "2026-10-25T02:30")["next_due"] == "2026-10-25T00:30:00Z"
    zoned = record(one, "0001", "call_back", "--call-back-at", "2026-10-25T02:30+01:00")
    assert zoned["next_due"] == "2026-10-25T01:30:00Z"
