"""A campaign as its author wrote it: surveys, scripts, rules of calling, goals."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ringa.core import fold, script, survey
from ringa.core.goals import Goal
from ringa.core.handout import tongue
from ringa.core.hours import Hours, Span, parse_day_range, parse_span
from ringa.core.instant import duration
from ringa.core.outcome import OUTCOMES, changed
from ringa.core.people import FIELDS, Member
from ringa.core.script import Script
from ringa.core.survey import Survey, Text

LEASE = timedelta(minutes=45)
MAX_ATTEMPTS = 6
HOLD = 20  # members whom one caller may have chosen or promised to ring again, all at the same time
LOOK_UPS = 30  # members whom one caller may look up in an hour before the coordinator is told
# What a script may name beside the questions and the columns of a list.
SCRIPT_FIELDS = frozenset({*FIELDS, "name", "caller", "union", "campaign"})


class Campaign(NamedTuple):
    """Everything that surveys.yaml and scripts/ say, checked."""

    id: str
    name: Text
    union: Text
    ends: date | None
    region: str
    zone: ZoneInfo
    hours: Hours | None
    lease: timedelta
    hold: int
    look_ups: int
    rules: fold.Rules
    goals: tuple[Goal, ...]
    surveys: tuple[Survey, ...]
    scripts: tuple[Script, ...]
    accepts: tuple[str, ...] = ()
    masked_numbers: bool = False  # a caller sees a whole number only when it is to be rung

    def survey(self, id: str) -> Survey:
        """The survey of that id, or the campaign's first."""
        return next((survey for survey in self.surveys if survey.id == id), self.surveys[0])

    def languages_for(self, member: Member, own: str, survey: Survey | None = None) -> list[str]:
        """In which languages to look for a text: the member's, the caller's own, those that the survey declares, then
        as the campaign has them."""
        declared = survey.languages if survey else ()
        every = (tongue(member.language), own, *declared, *(() if isinstance(self.name, str) else self.name))
        return [*dict.fromkeys(filter(None, every))]

    def script_for(self, member: Member, own: str) -> Script | None:
        """The script that fits this member best."""
        return script.choose(self.scripts, member.values, self.languages_for(member, own))

    def script_values(self, member: Member, caller: str, languages: Sequence[str]) -> dict[str, str]:
        """What a script may name: the member's fields, the caller, the union and the campaign."""
        own = {"caller": caller, "union": survey.say(self.union, languages)}
        return {**member.values, **own, "campaign": survey.say(self.name, languages)}


def from_document(document: Mapping[str, Any]) -> Campaign:
    """The campaign of a normal form: `{"campaign": …, "outcomes": …, "surveys": […], "scripts": […]}`.

    `"versions"`, by survey id, need not be there: it saves working them out.
    The normal form has been checked (`formats.surveys_yaml`, `formats.scripts_md`), so nothing here can fail.
    """
    head = document["campaign"]
    zone = ZoneInfo(head.get("timezone", "Europe/Stockholm"))
    handout = head.get("handout", {})
    versions = document.get("versions", {})
    said = document.get("outcomes", {})
    outcomes = {**OUTCOMES, **{code: changed(OUTCOMES[code], each) for code, each in said.items()}}
    return Campaign(
        id=head["id"],
        name=head.get("name", head["id"]),
        union=head.get("union", ""),
        ends=date.fromisoformat(head["ends"]) if "ends" in head else None,
        region=head.get("region", "SE"),
        zone=zone,
        hours=_hours(head.get("calling_hours"), zone),
        lease=duration(handout["lease"]) if "lease" in handout else LEASE,
        hold=handout.get("hold", HOLD),
        look_ups=handout.get("look_ups", LOOK_UPS),
        rules=fold.Rules(outcomes, handout.get("max_attempts", MAX_ATTEMPTS), zone),
        goals=tuple(
            Goal(goal["name"], goal["conversations"], goal.get("of", ""), tuple(goal.get("where", {}).items()))
            for goal in head.get("goals", ())
        ),
        surveys=tuple(survey.from_document(item, versions.get(item["id"], "")) for item in document["surveys"]),
        scripts=tuple(script.from_document(item) for item in document.get("scripts", ())),
        accepts=tuple(head.get("accepts", ())),
        masked_numbers=head.get("masked_numbers", False),
    )


def _hours(spans: Mapping[str, str] | None, zone: ZoneInfo) -> Hours | None:
    if not spans:
        return None
    days: dict[int, Span | None] = {}
    for names, text in spans.items():
        span = parse_span(text)
        days.update(dict.fromkeys(parse_day_range(names), span))
    return Hours({day: span for day, span in days.items() if span}, zone)
