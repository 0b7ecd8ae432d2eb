"""Asking one question: it is shown with what can be answered, and keys become the answer's cell."""

from collections.abc import Sequence

from ringa.cli.keyboard import ENTER, NO_REPLY, Back, Ended, Keyboard
from ringa.cli.screen import BOLD, Screen
from ringa.core import survey
from ringa.core.cell import limits
from ringa.core.survey import MULTIPLE, TEXT, Question
from ringa.i18n import _


class Questions:
    """The questions of one survey at one terminal, in the first of the languages that a text has."""

    def __init__(self, screen: Screen, keyboard: Keyboard, languages: Sequence[str]) -> None:
        self.screen = screen
        self.keyboard = keyboard
        self.languages = languages

    def answer(self, question: Question) -> str:
        """One answer as its cell; '' for a question that is passed over."""
        self.screen.line()
        self.screen.line(survey.say(question.ask, self.languages), BOLD)
        passed = _("pass over")
        if question.type == TEXT:
            text = self.keyboard.text(_("(Enter: {passed}; /b back, /e end)").format(passed=passed))
            if text in ("/b", "/e"):
                raise Back if text == "/b" else Ended
            return text
        pairs = list(survey.choices_for(question, self.languages))
        if question.type == MULTIPLE:
            return self.several(question, pairs)
        self.screen.choices([text for _code, text in pairs])
        key = self.keyboard.key([(NO_REPLY, passed)], "benc!", digits=len(pairs))
        if key == NO_REPLY:
            return ""
        code, text = pairs[int(key) - 1]
        self.screen.typed(text)
        return code

    def several(self, question: Question, pairs: Sequence[tuple[str, str]]) -> str:
        """Several choices: digits turn them on and off, Enter goes on."""
        chosen: list[int] = []
        _fewest, most = limits(question, len(pairs))
        self.screen.choices([text for _code, text in pairs])
        while True:
            if chosen:
                self.screen.typed(", ".join(pairs[i][1] for i in chosen))
            go_on = (ENTER, _("done")) if chosen else (NO_REPLY, _("pass over"))
            key = self.keyboard.key([go_on], "benc!", digits=len(pairs))
            if key in (ENTER, NO_REPLY):
                return "|".join(code for i, (code, _text) in enumerate(pairs) if i in chosen)
            number = int(key) - 1
            if number in chosen:
                chosen.remove(number)
            elif len(chosen) == most:
                self.screen.line(_("At most {n}; press a number again to take it away.").format(n=most))
            else:
                chosen.append(number)
