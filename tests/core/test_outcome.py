"""The outcomes are those of CONTRACT section 6."""

from datetime import timedelta

from ringa.core import outcome
from ringa.core.outcome import OUTCOMES, PHONE, STEPS, STEPS_AT_WORK, WORKPLACE, changed, steps

CONTRACT = {
    "conversation": ("I", outcome.DONE), "partial": ("P", outcome.DONE), "call_back": ("NC", outcome.AGREED),
    "not_available": ("NC", outcome.RETRY), "no_answer": ("NC", outcome.RETRY), "busy": ("NC", outcome.RETRY),
    "voicemail_left": ("NC", outcome.RETRY), "voicemail": ("NC", outcome.RETRY),
    "cut_off": ("O", outcome.SAME_CALLER), "wrong_number": ("NC", outcome.NEXT_NUMBER),
    "out_of_service": ("NC", outcome.NEXT_NUMBER), "refused": ("R", outcome.DONE),
    "do_not_call": ("R", outcome.BLOCKED), "language": ("O", outcome.OTHER_CALLER),
    "deceased": ("O", outcome.BLOCKED), "not_member": ("NE", outcome.BLOCKED), "skipped": ("", outcome.RETRY),
}  # fmt: skip


def test_every_outcome_has_the_class_and_the_consequence_of_the_contract() -> None:
    assert {code: (rule.aapor, rule.then) for code, rule in OUTCOMES.items()} == CONTRACT


def test_the_delays_are_those_of_the_contract() -> None:
    delays = {code: rule.retry_after for code, rule in OUTCOMES.items() if rule.then == outcome.RETRY}
    hour, day = timedelta(hours=1), timedelta(days=1)
    assert delays == {
        "not_available": day, "no_answer": 3 * hour, "busy": timedelta(minutes=45),
        "voicemail_left": day, "voicemail": day, "skipped": hour,
    }  # fmt: skip


def test_the_facts_that_stay_are_objection_death_and_bad_numbers() -> None:
    sticky = {code for code, rule in OUTCOMES.items() if rule.sticky}
    assert sticky == {"do_not_call", "deceased", "wrong_number", "out_of_service"}


def test_a_step_has_never_more_than_seven_keys_and_only_known_outcomes() -> None:
    for codes in (*STEPS.values(), *STEPS_AT_WORK.values()):
        assert len(codes) <= 7
        assert set(codes) <= OUTCOMES.keys()


def test_at_the_workplace_nothing_is_said_about_a_line_or_a_number() -> None:
    offered = {code for codes in steps(WORKPLACE).values() for code in codes}
    assert not offered & {"busy", "cut_off", "voicemail", "voicemail_left", "wrong_number", "out_of_service"}
    assert OUTCOMES["not_available"].name([], WORKPLACE) == "not there today"
    assert OUTCOMES["refused"].name([], WORKPLACE) == OUTCOMES["refused"].name([])
    assert OUTCOMES["not_available"].name([]) == "not in just now"
    assert steps(PHONE) == STEPS and steps(WORKPLACE).keys() == STEPS.keys()


def test_nobody_answered_begins_with_no_answer() -> None:
    assert STEPS[outcome.NOBODY][0] == "no_answer"


def test_a_campaign_changes_only_what_it_names() -> None:
    assert changed(OUTCOMES["busy"], {}) == OUTCOMES["busy"]
    rule = changed(OUTCOMES["busy"], {"retry_after": "2h", "max": 3, "scope": "number", "note": "required"})
    assert rule == OUTCOMES["busy"]._replace(
        retry_after=timedelta(hours=2), max=3, scope=outcome.NUMBER, note_required=True
    )
    assert not changed(OUTCOMES["busy"], {"note": "optional"}).note_required


def test_an_outcome_is_called_as_the_campaign_calls_it_in_the_first_language_that_it_has() -> None:
    rule = changed(OUTCOMES["refused"], {"label": {"sv": "Vill inte", "en": "Said no"}})
    assert (rule.name(["en"]), rule.name(["nb", "sv"]), rule.name(["nb"])) == ("Said no", "Vill inte", "Vill inte")
    assert changed(OUTCOMES["refused"], {"label": "Nej"}).name(["en"]) == "Nej"
    assert OUTCOMES["refused"].name(["sv"]) == "does not want to take part this time"


def test_what_can_be_changed_has_a_meaning_where_the_outcome_leads() -> None:
    assert OUTCOMES["no_answer"].changeable == ("retry_after", "max", "scope")
    assert OUTCOMES["skipped"].changeable == ("retry_after",)
    assert OUTCOMES["call_back"].changeable == OUTCOMES["language"].changeable == ("max",)
    assert not any(OUTCOMES[code].changeable for code in ("conversation", "do_not_call", "wrong_number", "deceased"))
