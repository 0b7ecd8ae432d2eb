"""One row of a form as a question."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ringa.core.cell import Misfit, cell_of
from ringa.core.survey import CHOSEN, DATE, MULTIPLE, Text, from_document
from ringa.core.text import MAX_TEXT
from ringa.formats.question_yaml import MAX_CHOICES, MAX_DECIMALS, MAX_POINTS, MAX_SCALE
from ringa.formats.xlsform import types
from ringa.formats.xlsform.choices import Lists, Offer, filtered
from ringa.formats.xlsform.conditions import Find, as_date, as_limit, as_number, plain
from ringa.formats.xlsform.constraints import constrain
from ringa.formats.xlsform.expression import Unheld, parse
from ringa.formats.xlsform.sheets import MEDIA, PICTURES, Remarks, Row
from ringa.formats.xlsform.texts import Languages, text_of
from ringa.formats.xlsform.types import Type
from ringa.formats.xlsform.words import OTHER, in_languages, is_yes_no
from ringa.i18n import N_, _

_PARAMETER = re.compile(r"([\w-]+)\s*=\s*([^\s,;=]+)")
_COMPUTED = re.compile(r"\$\{|[\w:-]+\(.*\)")
_YES = {"yes", "true", "true()", "1"}
_NO = {"no", "false", "false()", "0", ""}


class Refused(Exception):
    """A row that becomes no question: the column that is to blame, and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


class Question(NamedTuple):
    """A question's normal form without its condition, and its codes by the names that the form gives them."""

    body: dict[str, Any]
    codes: Mapping[str, str]


def read_question(
    row: Row, type: Type, id: str, lists: Lists, languages: Languages, remarks: Remarks, find: Find
) -> Question:
    """The question of a row. Raises Refused."""
    return _Builder(row, type, id, lists, languages, remarks, find).built()


class _Builder:
    def __init__(
        self, row: Row, type: Type, id: str, lists: Lists, languages: Languages, remarks: Remarks, find: Find
    ) -> None:
        self.row, self.type, self.lists, self.languages, self.remarks, self.find = (
            row, type, lists, languages, remarks, find,
        )  # fmt: skip
        self.body: dict[str, Any] = {"id": id}
        self.codes: Mapping[str, str] = {}
        self.offers: tuple[Offer, ...] = ()
        self.parameters = {key.lower(): value for key, value in _PARAMETER.findall(row.get("parameters"))}

    def built(self) -> Question:
        self.texts()
        self.settle_type()
        self.flags()
        self.constraint()
        self.choice_filter()
        self.tidy()
        self.default()
        self.behaviour()
        return Question(self.body, self.codes)

    def lost(self, field: str, reason: str, language: str = "") -> None:
        """Say that something of the row is not taken."""
        self.remarks.not_taken.append(self.row.remark(field, reason, language=language))

    # what is said

    def texts(self) -> None:
        ask, hint, more = (self.text(field) for field in ("label", "hint", "guidance_hint"))
        if ask:
            hint = _together(hint, more)
        elif hint or more:
            ask, hint = (hint, more) if hint else (more, "")
            reason = _("the question has no label; its hint is read aloud")
            self.remarks.changed.append(
                self.row.remark("hint" if any(self.row.languages("hint")) else "guidance_hint", reason)
            )
        else:
            raise Refused("name" if self.row.get("name") else "type", _("the question has no label"))
        self.body.update({"ask": ask, **({"hint": hint} if hint else {})})

    def text(self, field: str) -> Text:
        return text_of(self.row, field, self.languages, self.remarks)

    # what can be answered

    def settle_type(self) -> None:
        name = self.type.name
        self.body["type"] = {types.DECIMAL: "number", types.ACKNOWLEDGE: "single"}.get(name, name)
        if name in ("single", "multiple"):
            self.choices()
        elif name == types.ACKNOWLEDGE:
            self.body["choices"], self.codes = [{"code": "ok", "text": "OK"}], {"OK": "ok"}
        elif name == types.DECIMAL:
            self.body["decimals"] = MAX_DECIMALS  # a form's `decimal` knows no limit
        elif name == types.RANGE:
            self.range()
        if self.body["type"] == "number" and (unit := self.text("ringa_unit")):
            self.body["unit"] = unit

    def choices(self) -> None:
        try:
            self.offers = self.lists.offers(self.type.list)
        except Unheld as unheld:
            raise Refused("type", str(unheld)) from None
        if len(self.offers) + self.type.or_other > MAX_CHOICES:
            raise Refused("type", _("a question has at most {n} choices").format(n=MAX_CHOICES))
        self.codes = {offer.name: offer.code for offer in self.offers}
        if self.is_yes_no():
            self.body["type"] = "yesno"
            return
        self.body["choices"] = [{"code": offer.code, "text": offer.text} for offer in self.offers]
        if self.type.or_other:
            self.add_other()
        if self.parameters.get("randomize", "").lower() == "true":
            self.body["shuffle"] = True

    def is_yes_no(self) -> bool:
        """Whether the list is yes and no, and not one of the question's own."""
        codes = [offer.code for offer in self.offers]
        if codes != ["yes", "no"] or self.type.name != "single" or self.type.or_other:
            return False
        return self.type.list != self.row.get("name") and is_yes_no(*(offer.text for offer in self.offers))

    def add_other(self) -> None:
        """`or_other`: the choice `other`, which asks for a few words. It is added unless the list has it."""
        if "other" not in self.codes:
            self.body["choices"].append({"code": "other", "text": in_languages(OTHER, self.languages.order, ())})
            self.codes = {**self.codes, "other": "other"}
        for choice in self.body["choices"]:
            choice.update({"other": True} if choice["code"] == self.codes["other"] else {})

    def range(self) -> None:
        """A range is a scale if it has a scale's few whole points, else a number. Its defaults: 1 to 10 by 1."""
        try:
            low, high, step = (as_number(self.parameters.get(n, d)) for n, d in _RANGE)
        except Unheld as unheld:
            raise Refused("parameters", str(unheld)) from None
        if low > high:
            low, high = high, low
            self.remarks.changed.append(self.row.remark("parameters", _("taken from the smallest to the largest")))
        if low == high or not step:
            raise Refused("parameters", _("a scale needs two points"))
        step = abs(step)
        whole = all(each == each.to_integral_value() for each in (low, high, step))
        if whole and step == 1 and low >= 0 and high <= MAX_SCALE and high - low < MAX_POINTS:
            self.body.update({"type": "scale", "min": int(low), "max": int(high)})
            self.labels(int(low), int(high))
            return
        decimals = max(0, *(-int(each.normalize().as_tuple().exponent) for each in (low, high, step)))
        if decimals > MAX_DECIMALS:
            raise Refused("parameters", _("a number has at most {n} decimals").format(n=MAX_DECIMALS))
        self.body.update({"type": "number", "min": as_limit(low), "max": as_limit(high)})
        self.body.update({"decimals": decimals} if decimals else {})
        if step != Decimal(1).scaleb(-decimals):
            self.lost("parameters", _("steps of {step} cannot be demanded of a number").format(step=plain(step)))

    def labels(self, low: int, high: int) -> None:
        """The words for points of a scale (`tick_labelset`)."""
        points = {str(point) for point in range(low, high + 1)}
        found = self.lists.labels(self.parameters.get("tick_labelset", ""))
        labels = {point: text for point, text in found.items() if point in points}
        self.body.update({"labels": labels} if labels else {})
        if "tick_labelset" in self.parameters and len(labels) < max(1, len(found)):
            self.lost("parameters", _("words can stand at points of the scale only"))

    # rules

    def flags(self) -> None:
        required = self.row.get("required")
        if required.lower() not in _YES | _NO:
            self.lost("required", _("a question is required or not, whatever was answered before"))
        elif required.lower() in _YES and self.body["type"] != "note":
            self.body["required"] = True
        known = _PARAMETERS.get(self.type.name, ())
        for name in self.parameters:
            if name not in known:
                reason = _("{name} has no place in a call").format(name=name)
                self.remarks.left_out.append(self.row.remark("parameters", reason))

    def constraint(self) -> None:
        expression = self.row.get("constraint")
        if not expression:
            return
        try:
            reasons = constrain(self.body, parse(expression), self.codes)
        except Unheld as unheld:
            reasons = [str(unheld)]
        for reason in reasons:
            self.lost("constraint", _("{reason}; the answer is taken without this limit").format(reason=reason))

    def choice_filter(self) -> None:
        expression = self.row.get("choice_filter")
        if not expression:
            return
        if not self.offers or "choices" not in self.body or self.type.or_other:
            self.lost("choice_filter", _("this question has no choices of its own"))
            return
        try:
            self.body["choices"] = filtered(self.body["choices"], self.offers, parse(expression), self.find)
        except Unheld as unheld:
            self.lost("choice_filter", _("{reason}; all choices are offered").format(reason=unheld))
            return
        left = {choice["code"] for choice in self.body["choices"]}
        self.codes = {name: code for name, code in self.codes.items() if code in left}

    def tidy(self) -> None:
        """Leave out what says nothing: the normal form has only what differs from the default."""
        body = self.body
        if body["type"] == "multiple":
            together = sum("exclusive" not in choice for choice in body["choices"])
            if body.get("min", 0) > max(together, 1):
                self.lost("constraint", _("only {n} can be chosen together").format(n=together))
                del body["min"]
            if body.get("min", 2) < 2:
                del body["min"]
            if not 0 < body.get("max", 0) < len(body["choices"]):
                body.pop("max", None)
        if body.get("max_length") == MAX_TEXT:
            del body["max_length"]

    # the answer that is proposed, and what has no place here

    def default(self) -> None:
        text = self.row.get("default")
        if not text:
            return
        if _COMPUTED.search(text) if self.body["type"] != "text" else _COMPUTED.fullmatch(text) or "${" in text:
            self.lost("default", _("nothing is computed in a survey"))
            return
        try:
            self.body["default"] = self.cell(text)
        except Unheld as unheld:
            self.lost("default", str(unheld))

    def cell(self, text: str) -> str:
        """The proposed answer as a cell. Raises Unheld."""
        type = self.body["type"]
        if type in CHOSEN:
            names = text.split() if type == MULTIPLE else [text]
            unknown = next((name for name in names if name not in self.codes), None)
            if unknown is not None:
                raise Unheld(_("{name} has no choice {code}").format(name=self.body["id"], code=unknown))
            text = "|".join(self.codes[name] for name in names)
        if type == DATE:
            text = as_date(text).isoformat()
        choices = [{**choice, "when": {}} for choice in self.body.get("choices", ())]
        bare = from_document({"id": "", "questions": [{**self.body, "choices": choices}]}, "v").questions[0]
        cell = cell_of(bare, text)
        if isinstance(cell, Misfit):
            raise Unheld(cell.problem)
        return cell

    def behaviour(self) -> None:
        """Columns that make a form do what a conversation does not."""
        for field, reason in _BEHAVIOUR.items():
            if self.row.get(field) and not (field == "read_only" and self.row.get(field).lower() in _NO):
                self.lost(field, _(reason))
        for field in MEDIA:
            for language, _cell in self.row.languages(field):
                self.lost(field, _(PICTURES), language)


_RANGE = (("start", "1"), ("end", "10"), ("step", "1"))
_PARAMETERS = {
    "single": ("randomize",),
    "multiple": ("randomize",),
    types.RANGE: ("start", "end", "step", "tick_labelset"),
}
_BEHAVIOUR = {
    "calculation": N_("nothing is computed in a survey"),
    "trigger": N_("nothing is computed in a survey"),
    "read_only": N_("what is asked can be answered"),
}


def _together(hint: Text, more: Text) -> Text:
    """Two hints as one, in each language."""
    if not hint or not more:
        return hint or more
    if isinstance(hint, str) or isinstance(more, str):
        return hint
    return {code: "\n".join(filter(None, (hint.get(code), more.get(code)))) for code in {**hint, **more}}
