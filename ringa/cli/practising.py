"""A practice shift: one persona after another on the calling screen, and their points. Nothing is stored."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from ringa.cli import score_text
from ringa.cli.conversation import Behind, Conversation
from ringa.cli.handing import Handout
from ringa.cli.keyboard import ENTER, Keyboard, Quit
from ringa.cli.session import Session
from ringa.cli.voice import Voice
from ringa.core import practice
from ringa.core.call import Draft
from ringa.core.delicate import Lists
from ringa.core.fold import State
from ringa.core.people import Contact, Member, Phone
from ringa.core.persona import Persona
from ringa.core.practice import Played, Point
from ringa.core.survey import say
from ringa.i18n import _

_FIRST, _LAST = 5, 99  # 070-174 06 05 to 99 are set aside for fiction in Sweden


class Result(NamedTuple):
    """A call that was played to its end, and its points."""

    played: Played
    points: list[Point]


class Trainer:
    """A practice shift of one caller at one terminal. An exam is judged when it is over, practice after each call.

    `language` is that of the members, '' for the caller's own; `seed` decides what is left to chance.
    """

    def __init__(
        self, session: Session, caller: str, lists: Lists, *, language: str, seed: int, exam: bool = False
    ) -> None:
        self.session = session
        self.caller = caller
        self.lists = lists
        self.language = language or session.language
        self.seed = seed
        self.exam = exam
        self.screen = session.screen()
        self.keyboard = Keyboard(self.screen, {})
        self.results: list[Result] = []

    def work(self, personas: Sequence[Persona]) -> bool:
        """Call one after another. Whether all of them were called."""
        self.screen.notice(_("Practice: everybody here is invented and nothing is stored."))
        if self.exam:
            text = _("This is the exam: {n} calls, and what they were worth at the end.")
            self.screen.notice(text.format(n=len(personas)))
        with self.screen.opened(), suppress(Quit):
            for number, persona in enumerate(personas, 1):
                self.screen.status = _("{caller} · practice {n} of {of}").format(
                    caller=self.caller, n=number, of=len(personas)
                )
                result = self.call(persona, number)
                self.results.append(result)
                if not self.exam:
                    self.review(result, last=number == len(personas))
        return len(self.results) == len(personas)

    def call(self, persona: Persona, number: int) -> Result:
        """One call, from card to outcome."""
        session = self.session
        found = self.hand_out(persona, number)
        languages = session.campaign.languages_for(found.contact.member, session.language, found.survey)
        if found.script and found.script.language:  # one speaks as the script does
            languages = [*dict.fromkeys((found.script.language, *languages))]
        voice = Voice(persona, found.survey, found.script, languages, f"{self.seed} {number}")
        begun = session.now()
        conversation = Conversation(
            session, self.screen, self.caller, found, Draft(session.now_text()),
            Behind(voice.save, self.undo, heard=voice.heard),
        )  # fmt: skip
        conversation.hold()
        played = voice.played(self.seconds_since(begun))
        return Result(played, practice.score(played, self.lists))

    def seconds_since(self, begun: datetime) -> int:
        """How long ago that was; a clock that was set back has not moved."""
        return max(0, int((self.session.now() - begun).total_seconds()))

    def hand_out(self, persona: Persona, number: int) -> Handout:
        """The persona as a contact. The number is one of those for fiction, and comes from no file."""
        languages = [self.language, self.session.language]
        last = _FIRST + (number - 1) % (_LAST - _FIRST + 1)
        member = Member(
            f"m{number:04}", persona.first_name, persona.last_name,
            (Phone(1, f"+467017406{last:02}", "mobile", f"070-174 06 {last:02}"),),
            say(persona.branch, languages), say(persona.workplace, languages), language=self.language,
        )  # fmt: skip
        campaign = self.session.campaign
        script = campaign.script_for(member, self.session.language)
        survey = campaign.survey(script.survey if script else "")
        return Handout(Contact(member, State()), "practice", [], 0, script, survey)

    def undo(self) -> None:
        """What the key for undoing does here."""
        self.screen.notice(_("There is nothing to undo: practice stores nothing."))

    def review(self, result: Result, *, last: bool) -> None:
        """What this call was worth, and what would have been better."""
        self.screen.frame(_("How it went"), spoken=True)
        for line in score_text.review(result.played, result.points):
            self.screen.line(line, indent="    " if line.startswith(" ") else "")
        self.keyboard.key([(ENTER, _("to the score") if last else _("next call"))], "")
