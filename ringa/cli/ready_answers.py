"""Ready answers to what members say: found by a key or by a few words, read aloud, and back to the call."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ringa.cli.keyboard import Keyboard
from ringa.cli.screen import BOLD, Screen
from ringa.core.markdown import paragraphs
from ringa.core.spelling import plain
from ringa.i18n import _

SEARCH = "/"
MORE = "+"


class Ready(NamedTuple):
    """What a member says, and the words to answer it with (Markdown)."""

    title: str
    words: str


class ReadyAnswers:
    """The ready answers of a script; `listen` shows what is said to one, for those who practise."""

    def __init__(
        self, screen: Screen, keyboard: Keyboard, answers: Sequence[Ready], listen: Callable[[], None]
    ) -> None:
        self.screen = screen
        self.keyboard = keyboard
        self.answers = answers
        self.listen = listen

    def look_up(self) -> None:
        """Choose one and read it, as often as one likes."""
        if not self.answers:
            self.screen.notice(_("This script has no ready answers."))
            return
        with self.screen.aside(_("Answers to hard questions")):
            chosen = self.choose()
            while chosen is not None:
                self.screen.frame(_("Answers to hard questions"))
                self.screen.line(chosen.title, BOLD)
                self.keyboard.read_aloud(paragraphs([chosen.words]), "")
                self.listen()
                chosen = self.choose() if self.keyboard.wait([("!", _("another answer"))]) == "!" else None

    def choose(self) -> Ready | None:
        """One of them; None for none. Nine stand on a page; words that are typed leave those that have them."""
        found, page = list(self.answers), 0
        while True:
            shown = found[page * 9 : page * 9 + 9]
            pressed = self.page(shown, further=len(found) > 9)
            if pressed.isdigit():
                return shown[int(pressed) - 1]
            if pressed == MORE:
                page = (page + 1) % -(-len(found) // 9)
            elif pressed == SEARCH:
                found, page = self.search(self.screen.read_line(_("Search"))), 0
            else:
                return None

    def page(self, shown: Sequence[Ready], *, further: bool) -> str:
        """A page of them; what was pressed."""
        self.screen.frame(_("Answers to hard questions"))
        self.screen.line(_("What do they say?"), BOLD)
        self.screen.choices([answer.title for answer in shown])
        more = [(MORE, _("more"))] if further else []
        numbers = "123456789"[: len(shown)]
        return self.keyboard.wait([*more, (SEARCH, _("search"))], numbers)

    def search(self, words: str) -> list[Ready]:
        """Those in whose title or words all of these occur; all of them if there are none."""
        wanted = plain(words).split()
        found = [each for each in self.answers if all(word in plain(" ".join(each)) for word in wanted)]
        if not found:
            self.screen.notice(_("None of them has {words}.").format(words=words))
        return found or list(self.answers)
