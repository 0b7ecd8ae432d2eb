"""surveys.yaml: campaign, outcomes and surveys, checked whole and brought into their normal form.

The normal form is what `core.campaign.from_document` takes and what survey versions are a hash of: plain
dictionaries with only the keys that were given, every text NFC.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from ringa.core.hours import parse_day_range, parse_span
from ringa.core.instant import duration
from ringa.core.outcome import OUTCOMES
from ringa.core.problem import Problem
from ringa.core.survey import MULTIPLE, SINGLE, TYPES, YESNO
from ringa.formats.yaml_nodes import Fields, Node, Reader
from ringa.i18n import _

_CAMPAIGN = (
    "id", "name", "union", "ends", "region", "timezone", "calling_hours", "handout", "retention", "privacy",
    "goals", "accepts",
)  # fmt: skip
_QUESTION = ("id", "type", "ask", "choices", "required", "max", "when")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


def read(text: str, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """The normal form `{"campaign", "outcomes", "surveys"}` and every problem. Whole only if no problem is an error."""
    reader = _SurveysReader(file)
    root = reader.compose(text)
    document = reader.document(root) if root is not None else {}
    return document, reader.problems


def _pattern(pattern: re.Pattern[str]) -> Any:
    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return parse


def _truth(text: str) -> bool:
    return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]


def _positive(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise ValueError(text)
    return int(text)


def _some(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _region(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise ValueError(text)
    return text


class _SurveysReader(Reader):
    def document(self, root: Node) -> dict[str, Any]:
        entries = self.mapping(root, ("campaign", "outcomes", "surveys"), _("the file"))
        self.required(root, entries, ("campaign", "surveys"), _("the file"))
        document: dict[str, Any] = {"campaign": {}, "outcomes": {}, "surveys": []}
        if "campaign" in entries:
            document["campaign"] = self.campaign(entries["campaign"][1])
        if "outcomes" in entries:
            document["outcomes"] = self.outcomes(entries["outcomes"][1])
        if "surveys" in entries:
            document["surveys"] = self.surveys(entries["surveys"][1])
        return document

    # campaign

    def campaign(self, node: Node) -> dict[str, Any]:
        entries = self.mapping(node, _CAMPAIGN, "campaign")
        self.required(node, entries, ("id",), "campaign")
        read: dict[str, Callable[[Node], Any]] = {
            "id": lambda n: self.parsed(n, _pattern(ID), _("the id {text} may have letters, digits and dashes only")),
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
        entries = self.mapping(node, ("lease", "max_attempts"), "handout")
        found: dict[str, Any] = {}
        if "lease" in entries and (lease := self.delay(entries["lease"][1])):
            found["lease"] = lease
        if "max_attempts" in entries:
            number = self.parsed(entries["max_attempts"][1], _positive, _("{text} is no number of attempts"))
            found.update({"max_attempts": number} if number else {})
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
                    entries["conversations"][1], _positive, _("{text} is no number of conversations")
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
                self.unknown(parent, name, names, _("there is no goal {name}").format(name=name))
        return goals

    # outcomes

    def outcomes(self, node: Node) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for code, (_key, value) in self.mapping(node, OUTCOMES, "outcomes").items():
            entries = self.mapping(value, ("retry_after",), code)
            if "retry_after" in entries and (delay := self.delay(entries["retry_after"][1])):
                found[code] = {"retry_after": delay}
        return found

    # surveys

    def surveys(self, node: Node) -> list[dict[str, Any]]:
        surveys: list[dict[str, Any]] = []
        for item in self.items(node, "surveys"):
            entries = self.mapping(item, ("id", "questions"), _("a survey"))
            self.required(item, entries, ("id", "questions"), _("a survey"))
            if "id" not in entries or "questions" not in entries:
                continue
            id = self.code(entries["id"][1])
            if any(survey["id"] == id for survey in surveys):
                self.wrong(entries["id"][1], _("two surveys are called {name}").format(name=id))
            questions = self.questions(entries["questions"][1])
            if id and questions:
                surveys.append({"id": id, "questions": questions})
        if not surveys and not self.problems:
            self.wrong(node, _("there is no survey with questions"))
        return surveys

    def code(self, node: Node) -> str | None:
        found: str | None = self.parsed(
            node,
            _pattern(_CODE),
            _("{text} cannot be an id or a code"),
            _("Use small letters a-z, digits and _, beginning with a letter."),
        )
        return found

    def questions(self, node: Node) -> list[dict[str, Any]]:
        questions: dict[str, dict[str, Any]] = {}
        for item in self.items(node, "questions"):
            question = self.question(item, questions)
            if question and question["id"] in questions:
                self.wrong(item, _("two questions are called {name}").format(name=question["id"]))
            elif question:
                questions[question["id"]] = question
        return list(questions.values())

    def question(self, node: Node, earlier: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
        entries = self.mapping(node, _QUESTION, _("a question"))
        self.required(node, entries, ("id", "type", "ask"), _("a question"))
        if not {"id", "type", "ask"} <= entries.keys():
            return None
        id, type_, ask = (
            self.code(entries["id"][1]),
            self.type(entries["type"][1]),
            self.wording(entries["ask"][1]),
        )
        question: dict[str, Any] = {"id": id, "type": type_, "ask": ask}
        if "required" in entries and self.parsed(entries["required"][1], _truth, _("{text} is neither true nor false")):
            question["required"] = True
        self.choices(node, entries, question)
        if "when" in entries:
            question["when"] = self.when(entries["when"][1], earlier)
        return question if id and type_ and ask else None

    def type(self, node: Node) -> str | None:
        text = self.string(node)
        if text is not None and text not in TYPES:
            self.unknown(node, text, list(TYPES), _("there is no question type {name}").format(name=text))
            return None
        return text

    def choices(self, node: Node, entries: Fields, question: dict[str, Any]) -> None:
        if question["type"] is None:
            return
        chosen = question["type"] in (SINGLE, MULTIPLE)
        if "choices" in entries and not chosen:
            self.wrong(entries["choices"][0], _("a question of type {type} has no choices").format(**question))
        elif chosen and "choices" not in entries:
            self.required(node, entries, ("choices",), _("a question with choices"))
        elif chosen:
            question["choices"] = self.choice_list(entries["choices"][1])
        if "max" in entries and question["type"] != MULTIPLE:
            self.wrong(entries["max"][0], _("only a question of type multiple has `max`"))
        elif "max" in entries:
            number = self.parsed(entries["max"][1], _positive, _("{text} is no number of choices"))
            if number and number < len(question.get("choices", ())):
                question["max"] = number

    def choice_list(self, node: Node) -> list[dict[str, Any]]:
        choices: dict[str, dict[str, Any]] = {}
        for item in self.items(node, "choices"):
            entries = self.mapping(item, ("code", "text"), _("a choice"))
            self.required(item, entries, ("code", "text"), _("a choice"))
            if len(entries) < 2:
                continue
            code, text = self.code(entries["code"][1]), self.wording(entries["text"][1])
            if code in choices:
                self.wrong(entries["code"][1], _("two choices have the code {code}").format(code=code))
            elif code and text:
                choices[code] = {"code": code, "text": text}
        if not choices and not self.problems:
            self.wrong(node, _("here choices are expected"))
        return list(choices.values())

    def when(self, node: Node, earlier: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
        conditions: dict[str, list[str]] = {}
        for name, (key, value) in self.mapping(node, None, "when").items():
            question = earlier.get(name)
            if question is None:
                problem = _("`when` names {name}, which is no earlier question").format(name=name)
                self.unknown(key, name, list(earlier), problem)
                continue
            codes = self.strings(value, "when")
            known = ["yes", "no"] if question["type"] == YESNO else [c["code"] for c in question.get("choices", ())]
            for code in codes:
                if code not in known:
                    problem = _("{question} has no answer {code}").format(question=name, code=code)
                    self.unknown(value, code, known, problem)
            conditions[name] = sorted(set(codes))
        return conditions
