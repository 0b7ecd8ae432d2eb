"""A script and its survey on paper: a flat list of what is said and asked, with conditions in plain words.

Questions have the numbers under which the script comes to them, whichever way a conversation takes: so they are the
same on every sheet and in the preview.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ringa.core import markdown, survey
from ringa.core.cell import limits
from ringa.core.condition import NOT
from ringa.core.condition_words import Wording, as_when, in_words, range_in_words
from ringa.core.outcome import MEMBER, NOBODY, OUTCOMES, SOMEONE_ELSE, STEPS, Rule
from ringa.core.script import Node, Script, holds, names_in_condition, questions_in
from ringa.core.survey import CHOSEN, DATE, MULTIPLE, NOTE, NUMBER, SCALE, TEXT, Question, Survey
from ringa.i18n import _

HEADING, DIRECTION, ITEM, WORDS, IF, QUESTION = "heading", "direction", "item", "words", "if", "question"
_KINDS = {markdown.HEADING: HEADING, markdown.DIRECTION: DIRECTION, markdown.ITEM: ITEM, markdown.WORDS: WORDS}
LINES = 3  # to write a text on


class Box(NamedTuple):
    """Something to tick: its words, the code under which it is recorded, and whether words are to be written beside."""

    text: str
    code: str
    words: bool = False
    note: str = ""


class Form(NamedTuple):
    """How a question is answered on paper: boxes one below the other or, of a scale, in a row; or lines to write on."""

    boxes: tuple[Box, ...] = ()
    in_row: bool = False
    lines: int = 0
    unit: str = ""
    rule: str = ""


class Item(NamedTuple):
    """One thing on the sheet. `depth` is how many conditions it stands under; `conditions` are these in words.

    Of a question also its number (0 for a note), its own condition if no other says it, a hint and the form.
    """

    kind: str
    text: str
    depth: int = 0
    conditions: tuple[str, ...] = ()
    question: Question | None = None
    number: int = 0
    only_if: str = ""
    hint: str = ""
    form: Form = Form()


class Sheet(NamedTuple):
    """All that is said and asked. `call_back` is said in place of the opening; `ready` are answers with their title."""

    talk: list[Item]
    call_back: list[Item]
    voicemail: list[Item]
    ready: list[tuple[str, list[Item]]]


class Cover(NamedTuple):
    """What stands at the top: the campaign, then the survey and the script; and the member, if the sheet is for one."""

    title: str
    parts: tuple[str, ...]
    contact: str = ""
    member: tuple[str, ...] = ()
    outcomes: Mapping[str, Rule] = OUTCOMES
    languages: Sequence[str] = ()  # of texts, best first


class Known(NamedTuple):
    """What is known when the sheet is made: fields of the member, the languages of texts, best first, and the seed of
    the order of choices ('' for the survey's). `called` is what a field is called."""

    values: Mapping[str, str]
    languages: Sequence[str]
    called: Callable[[str], str] = str
    seed: str = ""


def numbers(survey: Survey, script: Script | None) -> dict[str, int]:
    """The numbers of the questions that can be asked, from 1, in the order in which the script comes to them. Notes
    have none. Required questions that it does not come to are asked last."""
    asks = [question.id for question in survey.questions] if script is None else questions_in(script.body)
    asks += [question.id for question in survey.questions if question.required]
    notes = {question.id for question in survey.questions if question.type == NOTE}
    return {id: number for number, id in enumerate((id for id in dict.fromkeys(asks) if id not in notes), 1)}


def sheet(survey: Survey, script: Script | None, known: Known) -> Sheet:
    """The whole script with its form."""
    maker = Maker(survey, script, known)
    if script is None:
        return Sheet(list(maker.items([["ask", question.id] for question in survey.questions])), [], [], [])
    asks = questions_in(script.body)
    last = [["ask", question.id] for question in survey.questions if question.required and question.id not in asks]
    ready = [(hard.title, list(maker.items(hard.body))) for hard in script.hard_questions]
    voicemail, call_back = list(maker.items(script.voicemail)), list(maker.items(script.call_back))
    return Sheet(list(maker.items([*script.body, *last])), call_back, voicemail, ready)


def wording(survey: Survey, script: Script | None, known: Known) -> Wording:
    """How conditions call questions, by their number, and answers, by their words."""
    numbered = numbers(survey, script)
    questions = {question.id: question for question in survey.questions}

    def name(id: str) -> str:
        if id not in questions:
            return known.called(id)
        number = numbered.get(id)
        return _("the answer to question {n}").format(n=number) if number else _("the answer to {id}").format(id=id)

    def asked(id: str) -> str:
        number = numbered.get(id)
        return _("question {n}").format(n=number) if number else id

    def answer(id: str, code: str) -> str:
        choices = questions[id].choices if id in questions else ()
        text = next((_say(choice.text, known) for choice in choices if choice.code == code), code)
        return _("“{text}”").format(text=text) if choices or id not in questions else text

    several = {id for id, question in questions.items() if question.type == MULTIPLE}
    fields = {id for node in ([] if script is None else script.bodies) for id in _fields(node)} - questions.keys()
    return Wording(several, fields, name, asked, answer)


def _fields(nodes: Sequence[Node]) -> Iterator[str]:
    """The names in the conditions of a part of a script."""
    for node in nodes:
        for condition, body in node[1] if node[0] == "if" else ():
            yield from names_in_condition(condition)
            yield from _fields(body)
        if node[0] == "if":
            yield from _fields(node[2])


def _say(text: survey.Text, known: Known) -> str:
    return survey.say(text, known.languages)


def to_record(cover: Cover) -> str:
    """How what was filled in comes into the campaign."""
    member, code = cover.contact or _("MEMBER"), _("CODE")
    command = f"ringa record {member} --outcome {code} --answers JSON"
    return _(
        "To be recorded afterwards, with the codes that stand here: {command}. Keep the sheet safe, and destroy it"
        " then: it tells that somebody is a member of the union."
    ).format(command=command)


def notes() -> list[str]:
    """What is written down when the conversation is over."""
    return [_("When to call back, and who"), _("Message to the coordinator"), _("Note to the next caller")]


def outcomes(cover: Cover) -> list[tuple[str, list[Box]]]:
    """How a call can have ended, by who was reached, with the codes under which it is recorded."""
    rules, languages = cover.outcomes, cover.languages
    groups = {
        _("You reached the member"): ("conversation", "partial", *STEPS[MEMBER]),
        _("You reached someone else"): STEPS[SOMEONE_ELSE],
        _("You reached nobody"): STEPS[NOBODY],
    }
    return [(title, [Box(rules[code].name(languages), code) for code in codes]) for title, codes in groups.items()]


class Maker:
    """Makes items of the parts of one script."""

    def __init__(self, survey: Survey, script: Script | None, known: Known) -> None:
        self.survey = survey
        self.known = known
        self.numbers = numbers(survey, script)
        self.wording = wording(survey, script, known)

    def items(self, nodes: Sequence[Node], conditions: tuple[str, ...] = ()) -> Iterator[Item]:
        """What is said and asked under these conditions."""
        said = ""
        for node in nodes:
            if node[0] == "text":
                said += node[1]
            elif node[0] == "field":
                said += self.field(node[1], node[2])
            else:
                yield from self.words(said, conditions)
                said = ""
                yield from self.ask(node[1], conditions) if node[0] == "ask" else self.ways(node, conditions)
        yield from self.words(said, conditions)

    def field(self, name: str, default: str | None) -> str:
        """What stands for a field: its value, or its name where nothing is known."""
        if name in self.known.values:
            return self.known.values[name] or default or ""
        return f"‹{self.known.called(name)}›"

    def words(self, said: str, conditions: tuple[str, ...]) -> Iterator[Item]:
        """Words of the script, block by block."""
        lines = "\n".join(line.rstrip() for line in said.strip().splitlines())
        for paragraph in filter(None, lines.split("\n\n")):
            for kind, part in markdown.blocks(paragraph.strip("\n")):
                text = " ".join((part.removeprefix("- ") if kind == markdown.ITEM else part).split())
                if text:
                    yield Item(_KINDS[kind], text, len(conditions), conditions)

    def ways(self, node: Node, over: tuple[str, ...]) -> Iterator[Item]:
        """The ways of an `if`: those that what is known leaves open. Each is gone only if those before it are not."""
        earlier: list[str] = []
        told = False
        last = node[2]
        for condition, body in node[1]:
            if names_in_condition(condition) <= self.known.values.keys():
                if holds(condition, self.known.values):
                    last = body
                    break
                continue
            when = as_when(condition)
            found = self.way(in_words(when, self.wording), earlier, told, body, over)
            yield from found
            told = told or bool(found)
            earlier.append(in_words({NOT: when}, self.wording))
        yield from self.way("", earlier, told, last, over)

    def way(
        self, own: str, earlier: Sequence[str], told: bool, body: Sequence[Node], over: tuple[str, ...]
    ) -> list[Item]:
        """One way, led to by its own condition or, if it has none, by those of the `earlier` ones not holding."""
        under = own or _(" and ").join(earlier)
        found = list(self.items(body, (*over, under) if under else over))
        if found and under:
            lead = _led(own, told).format(condition=own if told else under)
            return [Item(IF, lead, len(over), over), *found]
        return found

    def ask(self, id: str, conditions: tuple[str, ...]) -> Iterator[Item]:
        """A question with its form; a note is words to say."""
        question = self.survey.question(id)
        if question is None:
            return
        text = _say(question.ask, self.known)
        own = in_words(question.when, self.wording)
        yield Item(
            WORDS if question.type == NOTE else QUESTION,
            text,
            len(conditions),
            conditions,
            question,
            self.numbers.get(id, 0),
            "" if own in conditions else own,
            _say(question.hint, self.known),
            _needed(question, form(question, self.known, self.wording)),
        )


def _led(own: str, told: bool) -> str:
    """The words that lead to one way of several; `told` is whether there was one before it."""
    if not told:
        return _("If {condition}:")
    return _("Otherwise, if {condition}:") if own else _("Otherwise:")


def form(question: Question, known: Known, wording: Wording) -> Form:
    """How a question is answered on paper."""
    if question.type in CHOSEN:
        choices = survey.in_order(question, known.seed) if known.seed else question.choices
        boxes = tuple(_box(choice, known, wording) for choice in choices)
        return Form(boxes, rule=_bounds(question))
    if question.type == SCALE:
        points = (str(n) for n in range(int(question.min or 0), int(question.max or 0) + 1))
        labels = {point: _say(text, known) for point, text in question.labels.items()}
        return Form(tuple(Box(labels.get(point, ""), point) for point in points), in_row=True)
    if question.type == NOTE:
        return Form()
    bounded = question.min is not None or question.max is not None
    ends = {"min": question.min, "max": question.max}
    rule = range_in_words({end: value for end, value in ends.items() if value is not None}) if bounded else ""
    if question.type == TEXT:
        return Form(lines=LINES)
    return Form(
        lines=1, unit=_say(question.unit, known) if question.type == NUMBER else "", rule=_dated(question, rule)
    )


def _needed(question: Question, form: Form) -> Form:
    """The form, with a word beside it where there has to be an answer."""
    rule = ", ".join(filter(None, (_("an answer is needed"), form.rule)))
    return form._replace(rule=rule) if question.required else form


def _dated(question: Question, rule: str) -> str:
    if question.type != DATE:
        return rule
    return ", ".join(filter(None, (_("year-month-day"), rule)))


def _box(choice: survey.Choice, known: Known, wording: Wording) -> Box:
    notes = [_("only if {condition}").format(condition=in_words(choice.when, wording))] if choice.when else []
    notes += [_("and nothing else")] if choice.exclusive else []
    return Box(_say(choice.text, known), choice.code, choice.other, "; ".join(notes))


def _bounds(question: Question) -> str:
    """How many boxes are ticked, where it is not one."""
    if question.type != MULTIPLE:
        return ""
    fewest, most = limits(question, len(question.choices))
    if most < len(question.choices):
        return (_("Choose {min} to {max}.") if fewest > 1 else _("Choose at most {max}.")).format(min=fewest, max=most)
    return _("Choose at least {min}.").format(min=fewest) if fewest > 1 else _("Choose as many as you like.")
