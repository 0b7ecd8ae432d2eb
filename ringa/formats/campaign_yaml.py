"""The campaign and its outcomes in surveys.yaml: calling hours, hand-out, privacy, goals."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from ringa.core.hours import parse_day_range, parse_span
from ringa.core.instant import duration
from ringa.core.outcome import NUMBER, OUTCOMES, PERSON, Rule
from ringa.formats.yaml_nodes import Node, Reader, pattern, positive, truth
from ringa.i18n import N_, _

_CAMPAIGN = (
    "id", "name", "union", "ends", "region", "timezone", "calling_hours", "handout", "retention", "privacy",
    "goals", "accepts", "masked_numbers",
)  # fmt: skip
_COUNTS = {
    "max_attempts": N_("{text} is no number of attempts"),
    "hold": N_("{text} is no number of members"),
    "look_ups": N_("{text} is no number of members"),
}
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


def _some(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _region(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise ValueError(text)
    return text


class CampaignReader(Reader):
    """Reads `campaign` and `outcomes` into their normal form: the keys that were given, checked."""

    def campaign(self, node: Node) -> dict[str, Any]:
        """The campaign's head."""
        entries = self.mapping(node, _CAMPAIGN, "campaign")
        self.required(node, entries, ("id",), "campaign")
        read: dict[str, Callable[[Node], Any]] = {
            "id": lambda n: self.parsed(n, pattern(ID), _("the id {text} may have letters, digits and dashes only")),
            "name": self.text,
            "union": self.text,
            "ends": lambda n: self.parsed(
                n,
                lambda t: date.fromisoformat(t).isoformat(),
                _("{text} is no date"),
                _("Write it as 2030-09-08."),
            ),
            "region": lambda n: self.parsed(n, _region, _("{text} is no country code"), _("Write SE or NO.")),
            "timezone": lambda n: self.parsed(
                n, lambda t: ZoneInfo(t).key, _("there is no time zone {text}"), _("Write Europe/Stockholm.")
            ),
            "calling_hours": self.calling_hours,
            "handout": self.handout,
            "retention": self.delay,
            "privacy": self.privacy,
            "goals": self.goals,
            "accepts": lambda n: self.strings(n, "accepts"),
            "masked_numbers": lambda n: self.parsed(n, truth, _("{text} is neither true nor false")),
        }
        values = {name: read[name](value) for name, (_key, value) in entries.items()}
        return {name: value for name, value in values.items() if value is not None}

    def delay(self, node: Node) -> str | None:
        if self.parsed(node, duration, _("{text} is no length of time"), _("Write 45m, 3h or 1d.")) is None:
            return None
        return self.string(node)

    def calling_hours(self, node: Node) -> dict[str, str]:
        hours = {}
        for name, (key, value) in self.mapping(node, None, "calling_hours").items():
            days = self.parsed(key, parse_day_range, _("{text} is no day"), _("Write mon, tue … sun, or mon-fri."))
            before = len(self.problems)
            advice = _('Write "09:00-20:30" or closed.')
            self.parsed(value, parse_span, _("{text} are no calling hours"), advice)
            if days is not None and len(self.problems) == before:
                hours[name] = self.string(value) or ""
        return hours

    def handout(self, node: Node) -> dict[str, Any]:
        entries = self.mapping(node, ("lease", *_COUNTS), "handout")
        found: dict[str, Any] = {}
        if "lease" in entries and (lease := self.delay(entries["lease"][1])):
            found["lease"] = lease
        for name, problem in _COUNTS.items():
            if name in entries and (number := self.parsed(entries[name][1], positive, _(problem))):
                found[name] = number
        return found

    def privacy(self, node: Node) -> dict[str, Any]:
        entries = self.mapping(node, ("purpose", "controller", "contact", "information"), "privacy")
        return {name: self.text(value) for name, (_key, value) in entries.items()}

    def goals(self, node: Node) -> list[dict[str, Any]]:
        goals: list[dict[str, Any]] = []
        parents: list[tuple[Node, str]] = []
        for item in self.items(node, "goals"):
            entries = self.mapping(item, ("name", "of", "where", "conversations"), _("a goal"))
            self.required(item, entries, ("name", "conversations"), _("a goal"))
            goal: dict[str, Any] = {}
            for name in ("name", "of"):
                if name in entries:
                    goal[name] = self.parsed(entries[name][1], _some, _("here a text is expected"))
            if "conversations" in entries:
                goal["conversations"] = self.parsed(
                    entries["conversations"][1], positive, _("{text} is no number of conversations")
                )
            if "where" in entries:
                pairs = self.mapping(entries["where"][1], None, "where").items()
                goal["where"] = {name: self.strings(value, "where") for name, (_key, value) in pairs}
            if goal.get("of"):
                parents.append((entries["of"][1], goal["of"]))
            if any(known.get("name") == goal.get("name") for known in goals):
                self.wrong(item, _("two goals are called {name}").format(name=goal.get("name")))
            elif goal.get("name") and goal.get("conversations"):
                goals.append(goal)
        names = [goal["name"] for goal in goals]
        for parent, name in parents:
            if name not in names:
                self.unnamed(parent, name, names, _("there is no goal {name}").format(name=name))
        return goals

    def outcomes(self, node: Node) -> dict[str, Any]:
        """What is changed of the built-in outcomes."""
        entries = self.mapping(node, OUTCOMES, "outcomes").items()
        found = {code: self.outcome(OUTCOMES[code], value) for code, (_key, value) in entries}
        return {code: said for code, said in found.items() if said}

    def outcome(self, rule: Rule, node: Node) -> dict[str, Any]:
        """What is changed of one: only what has a meaning where it leads."""
        entries = self.mapping(node, ("label", "note", *rule.changeable), rule.code)
        read: dict[str, Callable[[Node], Any]] = {
            "label": self.wording,
            "note": lambda n: self.one_of(n, ("required", "optional"), "note"),
            "retry_after": self.delay,
            "max": lambda n: self.parsed(n, positive, _("{text} is no number of calls")),
            "scope": lambda n: self.one_of(n, (PERSON, NUMBER), "scope"),
        }
        found = {name: read[name](value) for name, (_key, value) in entries.items()}
        if "scope" in entries and "max" not in entries:
            advice = _("`scope` says whom `max` counts: the person or each number.")
            self.wrong(entries["scope"][0], _("`scope` stands here without `max`"), advice)
        return {name: value for name, value in found.items() if value is not None}

    def one_of(self, node: Node, known: tuple[str, ...], what: str) -> str | None:
        """One of these words."""
        text = self.string(node)
        if text is not None and text not in known:
            self.unknown(node, text, list(known), _("{what} cannot be {text}").format(what=f"`{what}`", text=text))
            return None
        return text
