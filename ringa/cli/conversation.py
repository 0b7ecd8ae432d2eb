"""One call on the screen, from card to outcome: the keys of a conversation.

What is said and asked next is decided in `core.call`; here it is drawn, and keys become answers. Every answer and
the outcome itself are in the draft, on disk, before anything else is shown.
"""

from collections.abc import Callable, Sequence

from ringa.cli import ask, show
from ringa.cli.dialling import Dial, Dialler
from ringa.cli.handing import Handout
from ringa.cli.keyboard import ENTER, Back, Ended, Keyboard
from ringa.cli.questions import Questions, nowhere
from ringa.cli.screen import BOLD, Screen
from ringa.cli.session import Session
from ringa.core import answers, call, moment, script, survey
from ringa.core.call import Draft
from ringa.core.cell import takes_words
from ringa.core.instant import to_text
from ringa.core.markdown import paragraphs
from ringa.core.outcome import MEMBER, NOBODY, SOMEONE_ELSE, STEPS
from ringa.core.script import Script
from ringa.core.survey import Question, Survey
from ringa.dial.ways import NONE
from ringa.i18n import N_, _

WHOM = {
    MEMBER: N_("You reached the member. Can you talk?"),
    SOMEONE_ELSE: N_("You reached someone else. What came of it?"),
    NOBODY: N_("You reached nobody. What happened?"),
}
# A conversation that ends before its questions do.
ENDINGS = ("partial", "call_back", "cut_off", "refused", "do_not_call")


class Conversation:
    """One contact at one caller's terminal. `draft` is what has been noted; it is complete when `hold` returns."""

    def __init__(
        self, session: Session, screen: Screen, caller: str, found: Handout, draft: Draft,
        *, save: Callable[[Draft], None], undo: Callable[[], None], where: Callable[[Question], str] = nowhere,
        dialler: Dialler | None = None,
    ) -> None:  # fmt: skip
        self.session = session
        self.screen = screen
        self.caller = caller
        self.found = found
        self.draft = draft
        self.save = save
        self.dialler = dialler or Dialler(session, screen, Keyboard(screen, {}), Dial(NONE))
        helps = {"n": self.note, "c": self.message, "!": self.hard_questions, "u": undo, "d": self.dial}
        self.keyboard = Keyboard(screen, helps)
        seed = f"{found.contact.id} {found.survey.id}"
        self.questions = Questions(screen, self.keyboard, self.text_languages, seed, where)

    def hold(self) -> Draft:
        """The call, from card to outcome and notes; a call that was interrupted goes on where it was."""
        self.show_card()
        if self.draft.outcome:
            name = show.outcome_name(self.draft.outcome)
            self.screen.line(_("You had chosen: {outcome}.").format(outcome=name), BOLD)
        elif self.draft.talking:
            self.screen.line(_("You were in the middle of this call; your answers are here."), BOLD)
        if not self.draft.outcome:
            self.outcome()
        if self.draft.outcome not in (*STEPS[NOBODY], "skipped"):
            self.notes()
        return self.draft

    def show_card(self) -> None:
        """Who it is, what happened before, and the first words."""
        contact, campaign = self.found.contact, self.session.campaign
        self.screen.rule(show.why(self.found.why, contact))
        self.card()
        if contact.state.note:
            self.screen.line(_("Note from the last caller: {note}").format(note=contact.state.note))
        if contact.state.state != "open":
            self.screen.line(show.state_text(contact, campaign), BOLD)
        if not self.draft.talking:
            self.read_aloud(self.opening()[0])
        self.screen.line()

    def card(self) -> None:
        """Who it is, and the number with what helps to dial it."""
        contact, number = self.found.contact, self.draft.number_index
        to_dial = self.dialler.number_line(contact, number)
        lines = show.card(contact, self.session.campaign, self.found.history, self.found.sharing, to_dial)
        beside = self.dialler.beside(contact, number)
        self.screen.card(lines, beside, lambda line: self.dialler.linked(line, contact, number))

    def dial(self) -> None:
        """Ring the member; the report will name the number."""
        number = self.dialler.dial(self.found.contact, self.draft.number_index)
        if number is not None:
            self.keep(self.draft._replace(number_index=number))
            if self.dialler.beside(self.found.contact, number):
                self.card()

    def opening(self) -> tuple[list[str], list[str], list[str]]:
        """The words up to the first question in three parts: the greeting, which is said when somebody answers;
        the rest of the first section, said to the member; and what comes once the member can talk."""
        words = paragraphs(call.turn(*self.about(Draft(""))).say)
        greeting = 1
        while greeting < len(words) and words[greeting].startswith(">"):
            greeting += 1
        section = greeting
        while section < len(words) and not words[section].startswith("#"):
            section += 1
        return words[:greeting], words[greeting:section], words[section:]

    def outcome(self) -> None:
        """How the call ended: who was reached, and what came of it. Steps back until it is known."""
        while not self.draft.outcome:
            try:
                if self.draft.talking:
                    self.talk()
                else:
                    self.first_step()
            except Back:
                self.keep(self.draft._replace(talking=False))
                self.screen.line()

    def first_step(self) -> None:
        """First step: who answered."""
        self.screen.line(_("Whom did you reach?"), BOLD)
        texts = {"1": _("the member"), "2": _("someone else"), "3": _("nobody")}
        key = self.keyboard.key(list(texts.items()), "dsnc!u")
        if key == "s":
            reason = ask.line(_("Why skip? (Enter: no reason)"))
            self.keep(self.draft._replace(outcome="skipped", note=reason or self.draft.note))
        else:
            self.second_step((MEMBER, SOMEONE_ELSE, NOBODY)[int(key) - 1])

    def second_step(self, who: str) -> None:
        """Second step: what came of it."""
        outcomes = list(STEPS[who])
        texts = [show.outcome_name(code) for code in outcomes]
        if who == MEMBER:
            outcomes.insert(0, "talk")
            texts.insert(0, _("can talk now"))
            self.read_aloud(self.opening()[1])
        chosen = self.keyboard.choose(_(WHOM[who]), texts)
        if outcomes[chosen] == "talk":
            self.keep(self.draft._replace(talking=True))
        else:
            self.settle(outcomes[chosen])

    def settle(self, outcome: str) -> None:
        """An outcome, once it has what it needs."""
        if outcome == "do_not_call" and not ask.yes(_("Never call this member again, in any campaign?")):
            raise Back
        if outcome == "voicemail_left":
            self.voicemail()
        at, whose = self.call_back() if outcome == "call_back" else ("", "")
        self.keep(self.draft._replace(outcome=outcome, call_back_at=at, call_back_for=whose))

    def voicemail(self) -> None:
        """The message to leave, if the script has one and none has been left."""
        words = show.voicemail(self.found.contact, self.found.script, self.about(self.draft)[2])
        if words:
            self.read_aloud(paragraphs([words]))
            self.keyboard.key([(ENTER, _("save"))], "bnc!")

    def call_back(self) -> tuple[str, str]:
        """When, and by whom."""
        zone = self.session.campaign.zone
        while True:
            text = ask.line(_("When? (18:30, 3h, 2d, 2026-08-14 18:30; empty: back)"))
            if not text:
                raise Back
            try:
                at = moment.read_coming(text, self.session.now(), zone)
            except ValueError:
                self.screen.line(_("That is no time to come. Write it as in 18:30, 3h or 2026-08-14 18:30."))
                continue
            self.screen.typed(show.when(at, zone))
            chosen = self.keyboard.choose(_("Who calls back?"), [_("I call back myself"), _("Anyone may call back")])
            return to_text(at), self.caller if chosen == 0 else ""

    # the conversation

    def turn(self) -> call.Turn:
        """What to say and ask next."""
        return call.turn(*self.about(self.draft))

    def about(self, draft: Draft) -> tuple[Survey, Script | None, dict[str, str], Draft]:
        """All that decides what comes next."""
        member = self.found.contact.member
        values = self.session.campaign.script_values(member, self.caller, self.text_languages)
        return self.found.survey, self.found.script, values, draft

    @property
    def text_languages(self) -> list[str]:
        """In which languages texts are read aloud."""
        return self.session.campaign.languages_for(self.found.contact.member, self.session.language, self.found.survey)

    def talk(self) -> None:
        """The conversation, question by question, until it has an outcome."""
        while not self.draft.outcome:
            turn = self.turn()
            try:
                self.read_aloud(paragraphs(turn.say) if self.draft.trail else self.opening()[2])
                if turn.question is None:
                    self.finish()
                else:
                    self.ask(turn.question)
            except Ended:
                self.ending()
            except Back:
                self.step_back()

    def read_aloud(self, words: Sequence[str]) -> None:
        """Paragraphs of the script, page by page."""
        self.keyboard.read_aloud(words, "benc!" if self.draft.talking else "bnc!")

    def ask(self, question: Question) -> None:
        """One question, and the few words that its answer may take; the answer is kept before they are asked for."""
        survey, given = self.found.survey, self.draft.answers
        cell = self.questions.answer(question, given, given.get(question.id, ""))
        if takes_words(question, cell):
            words = given.get(question.other_id, "")
            self.keep(call.answered(self.draft, survey, question.id, cell, words))
            words = self.questions.words(question, words)
            self.keep(call.answered(self.draft, survey, question.id, cell, words))
        else:
            self.keep(call.answered(self.draft, survey, question.id, cell))

    def step_back(self) -> None:
        """To the question before, which is shown with its answer; one step more to who was reached."""
        if not self.draft.trail:
            raise Back
        self.keep(call.back(self.draft))

    def finish(self) -> None:
        """All is said. A conversation if every required question has an answer."""
        missing = answers.missing(self.found.survey, self.draft.answers)
        if missing:
            names = "; ".join(survey.say(question.ask, self.text_languages) for question in missing)
            self.screen.line(_("Not answered: {questions}. This is saved as a conversation broken off.").format(
                questions=names))  # fmt: skip
        self.keyboard.key([(ENTER, _("save"))], "bnc!")
        self.settle("partial" if missing else "conversation")

    def ending(self) -> None:
        """The conversation was broken off: how. One step back goes on with it."""
        texts = [show.outcome_name(code) for code in ENDINGS]
        try:
            self.settle(ENDINGS[self.keyboard.choose(_("How did it end?"), texts)])
        except Back:
            self.screen.line()

    # what is noted on the way

    def note(self) -> None:
        """To the next caller."""
        text = self.keyboard.text(_("Note to the next caller"), self.draft.note)
        self.keep(self.draft._replace(note=text))

    def message(self) -> None:
        """To the coordinator."""
        text = self.keyboard.text(_("Message to the coordinator"), self.draft.to_coordinator)
        self.keep(self.draft._replace(to_coordinator=text))

    def hard_questions(self) -> None:
        """Ready answers to what members say."""
        ready = self.found.script.hard_questions if self.found.script else ()
        if not ready:
            self.screen.line(_("This script has no ready answers."))
            return
        shown = ready[:9]
        self.screen.choices([hard.title for hard in shown])
        self.screen.keys([("b", _("back"))])
        pressed = ask.key("".join(str(n) for n in range(1, len(shown) + 1)) + "b" + ENTER)
        if pressed.isdigit():
            values = self.session.campaign.script_values(self.found.contact.member, self.caller, self.text_languages)
            for step in script.render(shown[int(pressed) - 1].body, values):
                if isinstance(step, script.Say):
                    self.screen.line()
                    self.screen.spoken(step.text)
        self.screen.line()

    def notes(self) -> None:
        """After a conversation: what the coordinator and the next caller should know."""
        self.screen.line()
        message = self.keyboard.text(_("Message to the coordinator, if somebody must act"), self.draft.to_coordinator)
        self.keep(self.draft._replace(to_coordinator=message))
        self.note()

    # saving

    def keep(self, draft: Draft) -> None:
        """The draft, on disk before anything else is shown."""
        if draft != self.draft:
            self.draft = draft
            self.save(draft)
