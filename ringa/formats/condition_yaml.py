"""`when` in surveys.yaml: conditions on earlier questions, checked against these and brought into normal form."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from ringa.core.cell import plain_date, plain_number
from ringa.core.condition import ANSWERED, ANY, MAX, MIN, NOT, is_ordered
from ringa.core.survey import CHOSEN, DATE, NOTE, NUMBER, SCALE, TEXT, YES_NO, YESNO
from ringa.formats.yaml_nodes import Fields, Node, Reader, truth
from ringa.i18n import _

Number = int | str
Document = dict[str, Any]


def number_form(cell: str) -> Number:
    """A number as the normal form has it: whole ones as such, others in plain decimal notation."""
    return cell if "." in cell else int(cell)


def a_number(text: str) -> Number:
    """A parser of numbers."""
    cell = plain_number(text)
    if cell is None:
        raise ValueError(text)
    return number_form(cell)


def a_day(text: str) -> str:
    """A parser of days, in ISO form only."""
    if plain_date(text) != text:
        raise ValueError(text)
    return text


class ConditionReader(Reader):
    """Reads conditions. `earlier` are the questions before, by id, as far as they could be read; `later` the ids
    of the others, so that a condition on one of these is told apart from a misspelt one."""

    earlier: Mapping[str, Document] = {}
    later: Sequence[str] = ()

    def when(self, node: Node) -> Document:
        """A condition in its normal form."""
        condition: Document = {}
        entries = self.mapping(node, None, "when")
        if not entries and isinstance(node, yaml.MappingNode) and not node.value:
            self.wrong(node, _("this condition says nothing"), _("Name an earlier question, or take it away."))
        for name, (key, value) in entries.items():
            if name == NOT:
                condition[NOT] = self.when(value)
            elif name == ANY:
                condition[ANY] = [self.when(item) for item in self.some_items(value, "any")]
            elif (question := self.earlier_question(key, name)) is not None:
                condition[name] = self.rule(value, question)
        return condition

    def some_items(self, node: Node, what: str) -> list[Node]:
        """The items of a list that must have some."""
        items = self.items(node, what)
        if isinstance(node, yaml.SequenceNode) and not items:
            self.wrong(node, _("this list is empty"))
        return items

    def earlier_question(self, key: Node, name: str) -> Document | None:
        """The question that a condition names, if it can be depended on."""
        question = self.earlier.get(name)
        if name in self.later:
            problem = _("`when` names {name}, which is not asked before this")
            self.wrong(key, problem.format(name=name), _("Move that question up, or this one down."))
        elif name == "all":
            advice = _("Everything in `when` must hold anyway; write the entries without `all`.")
            self.wrong(key, _("`when` has no `all`"), advice)
        elif question is None:
            problem = _("`when` names {name}, which is no earlier question").format(name=name)
            self.unnamed(key, name, [id for id, other in self.earlier.items() if other["type"] != NOTE], problem)
        elif question["type"] == NOTE:
            problem = _("{name} is read aloud and has no answer").format(name=name)
            self.wrong(key, problem, _("Name a question that is answered."))
        else:
            return question
        return None

    def rule(self, node: Node, question: Document) -> Any:
        """What a condition says of one question: a list of answers, a range, or whether there is an answer."""
        if not isinstance(node, yaml.MappingNode):
            return self.answers(node, question)
        ranged = question["type"] in (SCALE, NUMBER, DATE, None)
        known = (MIN, MAX, ANSWERED) if ranged else (ANSWERED,)
        entries = self.mapping(node, known, _("a condition on {name}").format(name=question["id"]))
        if not node.value:
            self.wrong(node, _("this condition says nothing"), _("Write `answered: true`, for example."))
        if ANSWERED not in entries:
            return self.range(entries, question["type"])
        if len(entries) > 1:
            self.wrong(entries[ANSWERED][0], _("`answered` goes with no `min` or `max`"), _("Take one of them away."))
        return {ANSWERED: self.parsed(entries[ANSWERED][1], truth, _("{text} is neither true nor false"))}

    def range(self, entries: Fields, type: str | None) -> Document:
        """`min` and `max` of a number or a day, in order."""
        day = type == DATE
        parse, problem = (a_day, _("{text} is no date")) if day else (a_number, _("{text} is no number"))
        advice = _("Write it as 2030-09-08.") if day else ""
        found = {
            name: value
            for name in (MIN, MAX)
            if name in entries and (value := self.parsed(entries[name][1], parse, problem, advice)) is not None
        }
        self.in_order(entries, found)
        return found

    def in_order(self, entries: Fields, found: Document) -> None:
        """Report a range that is the wrong way round."""
        if len(found) == 2 and not is_ordered(found[MIN], found[MAX]):
            self.wrong(entries[MIN][1], _("min {min} is larger than max {max}").format(**found))

    def answers(self, node: Node, question: Document) -> list[str]:
        """Answers of which any one will do."""
        items = [node] if isinstance(node, yaml.ScalarNode) else self.some_items(node, "when")
        return sorted({code for item in items if (code := self.an_answer(item, question)) is not None})

    def an_answer(self, node: Node, question: Document) -> str | None:
        """One answer, which the question must have."""
        name, type_ = question["id"], question["type"]
        text = self.string(node)
        if text is None or type_ is None:
            return None
        if type_ in CHOSEN:
            known = [c.code for c in YES_NO] if type_ == YESNO else [c["code"] for c in question.get("choices", ())]
            if known and text not in known:
                self.unnamed(node, text, known, _("{question} has no answer {code}").format(question=name, code=text))
            return text
        if type_ == TEXT:
            problem = _("{name} is answered in free words").format(name=name)
            self.wrong(node, problem, _("Write `{name}: {{answered: true}}`.").format(name=name))
            return None
        problem = _("{text} is no date") if type_ == DATE else _("{text} is no number")
        value = self.parsed(node, a_day if type_ == DATE else a_number, problem)
        return None if value is None else str(value)
