"""The lists of choices of a form, and which choices are offered when."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ringa.core.survey import Text
from ringa.core.text import closest
from ringa.formats.xlsform.conditions import Find, When, when_of
from ringa.formats.xlsform.expression import And, Call, Column, Compare, Literal, Node, Number, Or, Unheld
from ringa.formats.xlsform.names import as_ids
from ringa.formats.xlsform.sheets import MEDIA, PICTURES, Remarks, Row, Sheet, key_of
from ringa.formats.xlsform.texts import Languages, text_of
from ringa.i18n import _

_KNOWN = ("list_name", "name", "label")
_TRUE, _FALSE = Call("true", ()), Column("")  # what a filter comes to for one choice; no column has no name


class Offer(NamedTuple):
    """One choice of a list: what the form calls it, its code, its text, its row."""

    name: str
    code: str
    text: Text
    row: Row


class Lists:
    """The lists of the sheet `choices`, by name. What is wrong in a list is told when a question first takes it."""

    def __init__(self, sheet: Sheet, languages: Languages, remarks: Remarks) -> None:
        self.languages, self.remarks = languages, remarks
        self.rows: dict[str, list[Row]] = {}
        self._offers: dict[str, tuple[Offer, ...]] = {}
        for row in sheet.rows:
            if row.get("list_name") and row.get("name"):
                self.rows.setdefault(row.get("list_name"), []).append(row)
            elif any(field in _KNOWN for field, _language in row.cells):
                missing = "name" if row.get("list_name") else "list_name"
                reason = _("the choice has no `{column}`").format(column=missing)
                remarks.not_taken.append(row.remark("label", reason, row.get("label") or row.get("name")))

    def offers(self, name: str) -> tuple[Offer, ...]:
        """The choices of a list. Raises Unheld if there is no such list."""
        if name not in self.rows:
            near = closest(name, list(self.rows))
            problem = _("the sheet `choices` has no list {name}").format(name=name)
            raise Unheld(problem + (". " + _("Did you mean {near}?").format(near=near) if near else ""))
        if name not in self._offers:
            rows = self._once(self.rows[name])
            codes = as_ids(rows, "c")
            self._offers[name] = tuple(self._offer(row, code) for row, code in zip(rows.values(), codes, strict=True))
        return self._offers[name]

    def labels(self, name: str) -> dict[str, Text]:
        """The labels of a list by the names of its choices: words for points of a scale."""
        found = {
            row.get("name"): text_of(row, "label", self.languages, self.remarks) for row in self.rows.get(name, ())
        }
        return {point: text for point, text in found.items() if text}

    def _once(self, rows: Iterable[Row]) -> dict[str, Row]:
        once: dict[str, Row] = {}
        for row in rows:
            name = row.get("name")
            if name in once:
                reason = _("the list has this choice already, in row {row}").format(row=once[name].number)
                self.remarks.not_taken.append(row.remark("name", reason))
            else:
                once[name] = row
        return once

    def _offer(self, row: Row, code: str) -> Offer:
        name = row.get("name")
        if code != name:
            self.remarks.changed.append(row.remark("name", _("its code is {code}").format(code=code)))
        for field in MEDIA:
            for language, _cell in row.languages(field):
                self.remarks.not_taken.append(row.remark(field, _(PICTURES), language=language))
        text = text_of(row, "label", self.languages, self.remarks)
        if not text:
            self.remarks.changed.append(row.remark("name", _("it has no label; its name is shown")))
        return Offer(name, code, text or name, row)


def filtered(choices: list[dict[str, Any]], offers: Iterable[Offer], node: Node, find: Find) -> list[dict[str, Any]]:
    """The choices with the `when` that a choice filter comes to for each. Raises Unheld.

    In a filter, a bare word is a column of the sheet with the choices, so `region = ${region}` says for each choice
    which answer leads to it.
    """
    found = []
    for choice, offer in zip(choices, offers, strict=True):
        settled = _settled(node, offer.row)
        when: When = {} if settled == _FALSE else when_of(settled, find)
        if settled != _FALSE:
            found.append({**choice, **({"when": when} if when else {})})
    if not found:
        raise Unheld(_("no choice is ever offered"))
    return found


def _settled(node: Node, row: Row) -> Node:
    """The filter for one choice: columns replaced by its cells, and what that decides, decided."""
    if isinstance(node, Column):
        key = key_of(node.name, double=True)
        if key not in row.sheet.columns:
            raise Unheld(_("the sheet `choices` has no column {name}").format(name=node.name))
        return Literal(row.get(key[0]))
    if isinstance(node, Compare):
        left, right = _settled(node.left, row), _settled(node.right, row)
        if isinstance(left, Literal | Number) and isinstance(right, Literal | Number) and node.sign in ("=", "!="):
            return _TRUE if (left.text == right.text) == (node.sign == "=") else _FALSE
        return Compare(node.sign, left, right)
    if isinstance(node, And | Or):
        decided, neutral = (_FALSE, _TRUE) if isinstance(node, And) else (_TRUE, _FALSE)
        parts = []
        for part in node.parts:
            settled = _settled(part, row)
            if settled == decided:
                return decided
            if settled != neutral:
                parts.append(settled)
        return type(node)(tuple(parts)) if len(parts) > 1 else parts[0] if parts else neutral
    if isinstance(node, Call):
        args = tuple(_settled(arg, row) for arg in node.args)
        if node.name == "not" and args in ((_TRUE,), (_FALSE,)):
            return _FALSE if args == (_TRUE,) else _TRUE
        return Call(node.name, args)
    return node
