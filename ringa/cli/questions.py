"""Asking one question of any type: it is shown with what can be answered, and keys become the answer's cell.

A proposed answer (the author's default, or the one that was given before a step back) is taken by Enter, and by nothing
else; without one, Enter takes nothing. Up to nine choices and points have a key each; else a number is typed.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from ringa.cli import show
from ringa.cli.choices import KEYS, Listed, Several, passing
from ringa.cli.keyboard import ENTER, NO_REPLY, Keyboard
from ringa.cli.screen import BOLD, DIM, Screen
from ringa.core import survey
from ringa.core.cell import Misfit, cell_of, limits, words_of
from ringa.core.condition import Answers, within
from ringa.core.survey import DATE, MULTIPLE, NOTE, NUMBER, SCALE, TEXT, Choice, Question
from ringa.i18n import _

NO_REPLY_TYPED = "-"  # where 0 is an answer


def nowhere(_question: Question) -> str:
    """Where one is, when nobody needs to be told."""
    return ""


def nothing(_place: str | Question) -> Sequence[str]:
    """What is heard on the line, as far as the program knows: in a real call, nothing."""
    return ()


class Proposal(NamedTuple):
    """An answer that Enter takes: given before, or the author's default. '' is none."""

    cell: str = ""
    given: bool = False


class Questions:
    """The questions of one survey at one terminal, in the first of the languages that a text has.

    `seed` decides the order of shuffled choices: the member's and the survey's id. `where` says where one is, `heard`
    what is heard when a question has been asked. From `today`, days can be told in words, as in `yesterday`.
    """

    def __init__(
        self,
        screen: Screen,
        keyboard: Keyboard,
        languages: Sequence[str],
        seed: str,
        where: Callable[[Question], str] = nowhere,
        today: date | None = None,
        heard: Callable[[Question], Sequence[str]] = nothing,
    ) -> None:
        self.screen = screen
        self.keyboard = keyboard
        self.languages = languages
        self.seed = seed
        self.where = where
        self.today = today
        self.heard = heard

    def answer(self, question: Question, answers: Answers, before: str = "") -> str:
        """One answer as its cell, '' for a question that is passed over; after these answers, and one given before."""
        if question.type == NOTE:
            return self.aloud(question)
        proposal = _proposal(question, answers, before)
        self.keyboard.make_room(self.rows(question), KEYS)
        self.head(question)
        if question.type in (NUMBER, DATE, TEXT):
            return self.typed(question, answers, proposal)
        if question.type == SCALE:
            return self.point(question, proposal)
        choices = [each for each in survey.in_order(question, self.seed) if each in survey.offered(question, answers)]
        if question.type == MULTIPLE:
            self.bounds(question, len(choices))
        self.propose(question, proposal)
        listed = Listed(self.screen, self.keyboard, self.texts(question, choices))
        if question.type == MULTIPLE:
            return Several(self.screen, question, choices, listed).answer(proposal.cell)
        listed.show()
        return self.one(question, choices, listed, proposal)

    def texts(self, question: Question, choices: Sequence[Choice]) -> list[str]:
        """The choices in words."""
        return [survey.say(choice.text, survey.as_asked(question, self.languages)) for choice in choices]

    def rows(self, question: Question) -> int:
        """How many lines a question needs at least, with its choices in two columns."""
        texts = (survey.say(question.ask, self.languages), survey.say(question.hint, self.languages))
        return self.screen.rows(*filter(None, texts), *self.heard(question)) + 3 + (len(question.choices[:18]) + 1) // 2

    def head(self, question: Question) -> None:
        """The question, and what its author tells the caller."""
        self.screen.gap()
        if where := self.where(question):
            self.screen.line(where, DIM)
        self.screen.line(survey.say(question.ask, self.languages), BOLD)
        self.hint(question)
        for text in self.heard(question):
            self.screen.line(text)

    def hint(self, question: Question) -> None:
        """What its author tells the caller."""
        if hint := survey.say(question.hint, self.languages):
            self.screen.direction(_("For you: {hint}").format(hint=hint))

    def propose(self, question: Question, proposal: Proposal) -> None:
        """The answer that Enter takes, in words."""
        if proposal.cell:
            text = _("Answered before: {answer}") if proposal.given else _("Proposed: {answer}")
            self.screen.line(text.format(answer=show.answer(question, proposal.cell, self.languages)))

    def aloud(self, question: Question) -> str:
        """A note has no answer: it is read, and Enter goes on."""
        if where := self.where(question):
            self.screen.line(where, DIM)
        self.keyboard.read_aloud(survey.say(question.ask, self.languages).split("\n\n"), KEYS)
        self.hint(question)
        self.keyboard.key([(ENTER, _("go on"))], KEYS)
        return ""

    def one(self, question: Question, choices: Sequence[Choice], listed: Listed, proposal: Proposal) -> str:
        """One of the choices."""
        while True:
            pressed = listed.press([*_enter(proposal), (NO_REPLY, passing(question))])
            if pressed == NO_REPLY:
                return ""
            if pressed == ENTER and proposal.cell:
                return proposal.cell
            places = listed.places(pressed)
            if len(places) == 1:
                self.screen.typed(listed.texts[places[0]])
                return choices[places[0]].code
            self.screen.wrong(_("Type one number from 1 to {n}.").format(n=len(choices)))

    def bounds(self, question: Question, open_: int) -> None:
        """How many choices there may be, if that is bounded."""
        fewest, most = limits(question, open_)
        if fewest == 1 and most >= open_:
            return
        texts = {
            (True, True): _("Choose {min} to {max}."),
            (True, False): _("Choose at least {min}."),
            (False, True): _("Choose at most {max}."),
        }
        text = texts[fewest > 1, most < open_].format(min=fewest, max=most)
        self.screen.direction(text)

    # what is typed

    def point(self, question: Question, proposal: Proposal) -> str:
        """A point of a scale: a key each where 0 is no point and none has two digits."""
        points = [str(n) for n in range(int(question.min or 0), int(question.max or 0) + 1)]
        labels = [f"{point} = {survey.say(text, self.languages)}" for point, text in question.labels.items()]
        by_key = points[0] != NO_REPLY and len(points[-1]) == 1
        if by_key:
            self.screen.line("  " + "  ".join(points))
        for line in labels if self.screen.linear else [" · ".join(labels)] if labels else []:
            self.screen.line("  " + line, indent="  ")
        if not by_key:
            return self.typed(question, {}, proposal)
        self.propose(question, proposal)
        pressed = self.keyboard.key([*_enter(proposal), (NO_REPLY, passing(question))], KEYS, numbers="".join(points))
        cell = {ENTER: proposal.cell, NO_REPLY: ""}.get(pressed, pressed)
        if cell == pressed:
            self.screen.typed(show.answer(question, cell, self.languages))
        return cell

    def typed(self, question: Question, answers: Answers, proposal: Proposal) -> str:
        """A number, a day or words. What was typed too long is cut and proposed, so that no work is lost."""
        none = NO_REPLY_TYPED if _takes_zero(question) else NO_REPLY
        place = self.screen.place
        while True:
            self.screen.rewind(place)
            self.propose(question, proposal)
            options = [*_enter(proposal), (none, passing(question))]
            text = self.keyboard.line(self.prompt(question), options, KEYS, words=question.type == TEXT)
            if text == none:
                return ""
            if not text and proposal.cell:
                return proposal.cell
            cell = cell_of(question, text, answers, self.today) if text else Misfit("", "", _expected(question))
            if isinstance(cell, str):
                if question.type != TEXT:
                    self.screen.typed(show.answer(question, cell, self.languages))
                return cell
            self.screen.wrong(cell.advice)
            if question.type == TEXT and text:
                proposal = Proposal(text[: question.max_length].strip(), given=True)

    def prompt(self, question: Question) -> str:
        """What stands before the place to type in."""
        if question.type == SCALE:
            return f"{question.min}–{question.max}"
        if question.type == NUMBER:
            return survey.say(question.unit, self.languages) or _("Number")
        return _("Day, as 8/9, 8 September, yesterday or 2030-09-08") if question.type == DATE else _("Answer")

    def words(self, question: Question, before: str = "") -> str:
        """The few words that go with an `other` choice; '' for none."""
        asked = question._replace(id=question.other_id, type=TEXT, required=False)
        proposal = (
            Proposal(before, given=True) if isinstance(words_of(question, before), str) and before else Proposal()
        )
        self.screen.line()
        self.screen.line(_("In a few words: what?"), BOLD)
        return self.typed(asked, {}, proposal)


def _proposal(question: Question, answers: Answers, before: str) -> Proposal:
    """The answer given before, or the default, if it can be taken after these answers."""
    for cell, given in ((before, True), (question.default, False)):
        if cell and cell_of(question, cell, answers) == cell:
            return Proposal(cell, given)
    return Proposal()


def _enter(proposal: Proposal) -> list[tuple[str, str]]:
    return [(ENTER, _("keep it") if proposal.given else _("take it"))] if proposal.cell else []


def _takes_zero(question: Question) -> bool:
    return question.type in (SCALE, NUMBER) and within("0", question.min, question.max)


def _expected(question: Question) -> str:
    """What can be typed."""
    if question.type == SCALE:
        return _("Type a number from {min} to {max}.").format(min=question.min, max=question.max)
    texts = {NUMBER: _("Type a number."), DATE: _("Type a day, as 8/9, 8 September, yesterday or 2030-09-08.")}
    return texts.get(question.type) or _("Type the answer.")
