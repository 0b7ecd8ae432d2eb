"""The outcomes of a call and their rules, as data.

Classes are those of AAPOR's Standard Definitions (9th ed., 2016, phone surveys): I interview, P partial,
R refusal, NC non-contact, O other, NE not eligible.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from ringa.core.instant import duration
from ringa.core.survey import Text, say
from ringa.i18n import N_, _

MEMBER, SOMEONE_ELSE, NOBODY = "member", "someone_else", "nobody"

# Where it happens.
PHONE, WORKPLACE = "phone", "workplace"

# What becomes of the contact.
DONE = "done"  # the campaign is through with the contact
RETRY = "retry"  # again after a delay
AGREED = "agreed"  # again at an agreed time
SAME_CALLER = "same_caller"  # again at once, by the one who was on the line
NEXT_NUMBER = "next_number"  # this number is no good; the next one, if there is one
OTHER_CALLER = "other_caller"  # by somebody who speaks the language
BLOCKED = "blocked"  # not to be called


# Whom a cap is about.
PERSON = "person"  # at the cap, nobody rings the contact again
NUMBER = "number"  # at the cap, the number is set aside and the next one is rung


class Rule(NamedTuple):
    """One outcome: its class, what happens next."""

    code: str
    aapor: str
    then: str
    label: str
    reached: bool = False
    retry_after: timedelta = timedelta(0)
    attempt: bool = True
    follow_up: bool = False
    about_number: bool = False
    sticky: bool = False
    # what only a campaign can say
    own_label: Text = ""  # in place of `label`: one text, or one per language
    note_required: bool = False
    max: int = 0  # so often at the most; 0: no cap but that on all calls
    scope: str = PERSON  # of `max`

    def name(self, languages: Sequence[str], channel: str = "phone") -> str:
        """The outcome for people: in the campaign's words, in the first of these languages, or in ours."""
        ours = self.label if channel == PHONE else LABELS_AT_WORK.get(self.code, self.label)
        return say(self.own_label, languages) or _(ours)

    @property
    def changeable(self) -> tuple[str, ...]:
        """What a campaign may say of this outcome, beside its label and whether a note is required."""
        return _CHANGEABLE.get(self.then, ()) if self.attempt else ("retry_after",)


_CHANGEABLE = {
    RETRY: ("retry_after", "max", "scope"),
    AGREED: ("max",),
    SAME_CALLER: ("max",),
    OTHER_CALLER: ("max",),
}


def changed(rule: Rule, said: Mapping[str, Any]) -> Rule:
    """The rule as a campaign wants it. `said` is the normal form of `formats.campaign_yaml`."""
    return rule._replace(
        retry_after=duration(said["retry_after"]) if "retry_after" in said else rule.retry_after,
        own_label=said.get("label", rule.own_label),
        note_required=said.get("note", "") == "required",
        max=said.get("max", rule.max),
        scope=said.get("scope", rule.scope),
    )


def _rules(*rules: Rule) -> dict[str, Rule]:
    return {rule.code: rule for rule in rules}


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

# fmt: off
OUTCOMES = _rules(
    Rule("conversation", "I", DONE, N_("talked; the questions are answered"), reached=True),
    Rule("partial", "P", DONE, N_("talked; broken off before the end"), reached=True),
    Rule("call_back", "NC", AGREED, N_("call back at an agreed time"), reached=True),
    Rule("refused", "R", DONE, N_("does not want to take part this time"), reached=True),
    Rule("do_not_call", "R", BLOCKED, N_("objects: never to be called again"), reached=True, sticky=True),
    Rule("language", "O", OTHER_CALLER, N_("we have no language in common"), reached=True, follow_up=True),
    Rule("not_member", "NE", BLOCKED, N_("is no longer a member"), reached=True, follow_up=True),
    Rule("cut_off", "O", SAME_CALLER, N_("the line was cut off"), reached=True),
    Rule("not_available", "NC", RETRY, N_("not in just now"), retry_after=_DAY),
    Rule("wrong_number", "NC", NEXT_NUMBER, N_("wrong number"), about_number=True, sticky=True),
    Rule("deceased", "O", BLOCKED, N_("has died"), follow_up=True, sticky=True),
    Rule("no_answer", "NC", RETRY, N_("no answer"), retry_after=3 * _HOUR),
    Rule("busy", "NC", RETRY, N_("busy"), retry_after=0.75 * _HOUR),
    Rule("voicemail_left", "NC", RETRY, N_("voicemail: left a message"), retry_after=_DAY),
    Rule("voicemail", "NC", RETRY, N_("voicemail: left no message"), retry_after=_DAY),
    Rule("out_of_service", "NC", NEXT_NUMBER, N_("the number is out of service"),
         about_number=True, sticky=True),
    Rule("skipped", "", RETRY, N_("skipped, not called"), retry_after=_HOUR, attempt=False),
)
# fmt: on

# The keys of the second step, in the order in which they stand on the screen (the first of `member` is "talk now").
STEPS: dict[str, tuple[str, ...]] = {
    MEMBER: ("call_back", "refused", "do_not_call", "language", "not_member", "cut_off"),
    SOMEONE_ELSE: (
        "not_available", "call_back", "wrong_number", "deceased", "not_member", "do_not_call", "language",
    ),
    NOBODY: ("no_answer", "busy", "voicemail_left", "voicemail", "out_of_service"),
}  # fmt: skip

# ... and where one meets at the workplace: nothing is dialled, and who was not there is asked another day.
STEPS_AT_WORK: dict[str, tuple[str, ...]] = {
    MEMBER: ("call_back", "refused", "do_not_call", "language", "not_member"),
    SOMEONE_ELSE: ("not_available", "deceased", "not_member", "do_not_call"),
    NOBODY: ("not_available", "no_answer"),
}
LABELS_AT_WORK = {
    "call_back": N_("another time: call back"),
    "not_available": N_("not there today"),
    "no_answer": N_("there was nobody to ask"),
}


def steps(channel: str) -> dict[str, tuple[str, ...]]:
    """What can come of it, by who was reached."""
    return STEPS if channel == PHONE else STEPS_AT_WORK


# A skipped contact is not handed to the same caller again for so long.
SKIP_REST = timedelta(hours=12)
# A call-back that its owner has not made is handed to others after so long.
CALL_BACK_GRACE = timedelta(minutes=30)
