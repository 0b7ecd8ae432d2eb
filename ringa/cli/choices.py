"""A numbered list of choices on the screen, and choosing several of them."""

from collections.abc import Sequence

from ringa.cli.keyboard import ENTER, NO_REPLY, Keyboard
from ringa.cli.screen import Screen
from ringa.core.cell import limits
from ringa.core.condition import codes_in
from ringa.core.survey import Choice, Question
from ringa.i18n import _

KEYS = "bencr!p"  # the letters that can be pressed at a question
MORE = "+"


class Listed:
    """A numbered list of choices at this place of the screen, on one page or more."""

    def __init__(self, screen: Screen, keyboard: Keyboard, texts: Sequence[str]) -> None:
        self.screen = screen
        self.keyboard = keyboard
        self.texts = texts
        self.place = screen.place
        self.pages: list[list[str]] = [[]]
        self.page = 0

    def show(self, chosen: Sequence[int] = ()) -> None:
        """The page where one is; those chosen have a mark."""
        self.screen.rewind(self.place)
        self.pages = self.screen.numbered(self.texts, chosen)
        self.page %= len(self.pages)  # the window may have grown
        for line in self.pages[self.page]:
            self.screen.line(line)

    def press(self, options: Sequence[tuple[str, str]], chosen: Sequence[int] = ()) -> str:
        """A key, or what was typed where there are more than nine choices; Enter for an empty line."""
        if len(self.pages) > 1:
            options = [(MORE, _("more choices")), *options]
        while True:
            if len(self.texts) > 9:
                pressed = self.keyboard.line(_("Number"), options, KEYS) or ENTER
            else:
                pressed = self.keyboard.key(options, KEYS, numbers="123456789"[: len(self.texts)])
            if pressed != MORE or len(self.pages) == 1:
                return pressed
            self.page += 1
            self.show(chosen)

    def places(self, typed: str) -> list[int]:
        """The choices that were typed, from 0; none if anything else was typed."""
        numbers = [int(part) if part.isdecimal() else 0 for part in typed.replace(",", " ").split()]
        return [n - 1 for n in numbers] if all(1 <= n <= len(self.texts) for n in numbers) else []


def passing(question: Question) -> str:
    """What the key that leaves a question without an answer is called."""
    return _("pass over, though it is needed") if question.required else _("pass over")


class Several:
    """Several choices of one question: numbers turn them on and off, Enter goes on."""

    def __init__(self, screen: Screen, question: Question, choices: Sequence[Choice], listed: Listed) -> None:
        self.screen = screen
        self.question = question
        self.choices = choices
        self.listed = listed
        self.fewest, self.most = limits(question, len(choices))
        self.chosen: list[Choice] = []

    def answer(self, proposed: str) -> str:
        """The codes, joined in the survey's order, begun with those proposed; '' for a question that is passed over."""
        self.chosen = [choice for choice in self.choices if choice.code in codes_in(proposed)]
        self.listed.show(self.places)
        while True:
            options = [(ENTER, _("done"))] if self.chosen else []
            pressed = self.listed.press([*options, (NO_REPLY, passing(self.question))], self.places)
            if pressed == NO_REPLY:
                return ""
            if pressed == ENTER and self.enough:
                if not self.screen.linear:  # there it has been said
                    self.say()
                return "|".join(choice.code for choice in self.question.choices if choice in self.chosen)
            if pressed == ENTER:
                self.screen.wrong(_("Choose at least {min}.").format(min=self.fewest))
                continue
            self.turn_over(self.listed.places(pressed))

    @property
    def enough(self) -> bool:
        """Whether so many are chosen as must be. A choice that goes with no other is enough."""
        return len(self.chosen) >= self.fewest or any(choice.exclusive for choice in self.chosen)

    def turn_over(self, places: Sequence[int]) -> None:
        """Turn choices on or off, and say which are on."""
        if not places:
            self.screen.wrong(_("Type numbers from 1 to {n}.").format(n=len(self.choices)))
            return
        taken = [self.turn(self.choices[place]) for place in places]
        self.screen.now.fault = ""
        if self.screen.linear:
            self.say()
        else:
            self.listed.show(self.places)
        if not all(taken):
            self.screen.wrong(_("At most {n}; press a number again to take it away.").format(n=self.most))

    def say(self) -> None:
        """Which are on."""
        self.screen.typed(", ".join(self.listed.texts[place] for place in self.places) or "–")

    @property
    def places(self) -> list[int]:
        """Where those that are chosen stand, in the order in which they were chosen."""
        return [self.choices.index(choice) for choice in self.chosen]

    def turn(self, choice: Choice) -> bool:
        """One of them on or off, if that can be. One that goes with no other takes the others away, and they it."""
        if choice in self.chosen:
            self.chosen.remove(choice)
            return True
        beside = [] if choice.exclusive else [each for each in self.chosen if not each.exclusive]
        if len(beside) == self.most:
            return False
        self.chosen = [*beside, choice]
        return True
