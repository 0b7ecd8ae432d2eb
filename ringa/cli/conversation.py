"""One call on the screen, from card to outcome: the keys of a conversation.

What is said and asked next is decided in `core.call`; here it is drawn, and keys become answers. Every answer and
the outcome itself are in the draft, on disk, before anything else is shown.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from ringa.cli import show
from ringa.cli.dialling import Dial, Dialler
from ringa.cli.handing import Handout
from ringa.cli.keyboard import ENTER, Back, Ended, Keyboard
from ringa.cli.questions import Questions, nowhere
from ringa.cli.ready_answers import Ready, ReadyAnswers
from ringa.cli.screen import BOLD, Screen
from ringa.cli.session import Session
from ringa.core import answers, call, moment, survey
from ringa.core.call import Draft
from ringa.core.cell import takes_words
from ringa.core.instant import to_text
from ringa.core.markdown import paragraphs
from ringa.core.outcome import MEMBER, NOBODY, SOMEONE_ELSE, STEPS
from ringa.core.people import Contact
from ringa.core.script import Script, said
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
        resumed: Callable[[], None] = lambda: None, dialler: Dialler | None = None,
    ) -> None:  # fmt: skip
        self.session = session
        self.screen = screen
        self.caller = caller
        self.found = found
        self.draft = draft
        self.save = save
        self.resumed = resumed  # after a pause
        self.dialler = dialler or Dialler(session, screen, Dial(NONE))
        helps = {
            "n": self.note, "c": self.message, "!": self.hard_questions, "u": undo, "p": self.pause, "d": self.dial,
        }  # fmt: skip
        self.keyboard = Keyboard(screen, helps)
        seed = f"{found.contact.id} {found.survey.id}"
        self.questions = Questions(screen, self.keyboard, self.text_languages, seed, where)

    def hold(self) -> Draft:
        """The call, from card to outcome and notes; a call that was interrupted goes on where it was."""
        if self.draft.outcome:
            name = show.outcome_name(self.draft.outcome)
            self.screen.notice(_("You had chosen: {outcome}.").format(outcome=name))
        elif self.draft.talking:
            self.screen.notice(_("You were in the middle of this call; your answers are here."))
        if self.draft.outcome or self.draft.talking:
            self.show_card()
            self.keyboard.key([(ENTER, _("go on"))], "ncp")
        if not self.draft.outcome:
            self.outcome()
        if self.draft.outcome not in (*STEPS[NOBODY], "skipped"):
            self.notes()
        return self.draft

    @property
    def title(self) -> str:
        """Whom the call is to."""
        name, number = self.found.contact.member.name, self.dialler.number_line(*self.on_card)
        return " · ".join(filter(None, (name or self.found.contact.id, number)))

    @property
    def on_card(self) -> tuple[Contact, int | None]:
        """The contact, and the index of the number that was asked for, if one was."""
        return self.found.contact, self.draft.number_index

    def step(self) -> None:
        """A new step of this call."""
        self.screen.frame(self.title)

    def show_card(self) -> None:
        """Who it is and what happened before."""
        contact, campaign = self.found.contact, self.session.campaign
        self.screen.frame(show.why(self.found.why, contact), spoken=True)
        number = self.dialler.number_line(*self.on_card)
        first, *others = show.card(contact, campaign, self.found.history, self.found.sharing, number)
        self.screen.beside(*self.dialler.beside(*self.on_card))
        self.screen.now.links = self.dialler.links(*self.on_card)
        self.screen.line(first, BOLD)
        for text in others:
            self.screen.line(text)
        if contact.state.note:
            self.screen.line(_("Note from the last caller: {note}").format(note=contact.state.note))
        if contact.state.state != "open":
            self.screen.line(show.state_text(contact, campaign))

    def dial(self) -> None:
        """Ring the member; the report will name the number."""
        number = self.dialler.dial(*self.on_card)
        if number is not None:
            self.keep(self.draft._replace(number_index=number))
        if not self.screen.linear:
            raise Back  # to the card, which is drawn anew with that number

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

    def first_step(self) -> None:
        """First step: the card, the greeting, and who answered."""
        self.show_card()
        self.keyboard.read_aloud(self.opening()[0], "snc!up")
        texts = [_("the member"), _("someone else"), _("nobody")]
        self.screen.line()
        self.screen.line(_("Whom did you reach?"), BOLD)
        self.screen.choices(texts)
        key = self.keyboard.key([], "dsnc!up", numbers="123")
        if key == "s":
            self.skip()
        else:
            self.second_step((MEMBER, SOMEONE_ELSE, NOBODY)[int(key) - 1])

    def skip(self) -> None:
        """Not called by me, with the reason if there is one to tell."""
        self.step()
        self.screen.line(_("Why do you skip this member? (Enter: no reason)"), BOLD)
        reason = self.keyboard.text(_("Reason"))
        self.keep(self.draft._replace(outcome="skipped", note=reason or self.draft.note))

    def second_step(self, who: str) -> None:
        """Second step: what came of it."""
        outcomes = list(STEPS[who])
        texts = [show.outcome_name(code) for code in outcomes]
        self.step()
        if who == MEMBER:
            outcomes.insert(0, "talk")
            texts.insert(0, _("can talk now"))
            self.read_aloud(self.opening()[1])
        self.keyboard.make_room(len(texts) + 2, "bnc!p")
        chosen = self.keyboard.choose(_(WHOM[who]), texts, "bnc!p")
        if outcomes[chosen] == "talk":
            self.keep(self.draft._replace(talking=True))
        else:
            self.settle(outcomes[chosen])

    def settle(self, outcome: str) -> None:
        """An outcome, once it has what it needs."""
        if outcome == "do_not_call":
            self.step()
            if not self.keyboard.yes(_("Never call this member again, in any campaign?")):
                raise Back
        if outcome == "voicemail_left":
            self.voicemail()
        at, whose = self.call_back() if outcome == "call_back" else ("", "")
        self.keep(self.draft._replace(outcome=outcome, call_back_at=at, call_back_for=whose))

    def voicemail(self) -> None:
        """The message to leave, if the script has one and none has been left."""
        words = show.voicemail(self.found.contact, self.found.script, self.about(self.draft)[2])
        if words:
            self.step()
            self.read_aloud(paragraphs([words]))
            self.keyboard.key([(ENTER, _("save"))], "bnc!p")

    def call_back(self) -> tuple[str, str]:
        """When, and by whom."""
        zone = self.session.campaign.zone
        self.step()
        self.screen.line(_("When? (18:30, 3h, 2d, 2026-08-14 18:30; empty: back)"), BOLD)
        while True:
            text = self.keyboard.text(_("When"))
            if not text:
                raise Back
            try:
                at = moment.read_coming(text, self.session.now(), zone)
            except ValueError:
                self.screen.wrong(_("That is no time to come. Write it as in 18:30, 3h or 2026-08-14 18:30."))
                continue
            self.screen.typed(show.when(at, zone))
            self.step()
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
            self.step()
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
        self.keyboard.read_aloud(words, "benc!p" if self.draft.talking else "bnc!p")

    def ask(self, question: Question) -> None:
        """One question, and the few words that its answer may take; the answer is kept before they are asked for."""
        survey, given = self.found.survey, self.draft.answers
        cell = self.questions.answer(question, given, given.get(question.id, ""))
        if takes_words(question, cell):
            words = given.get(question.other_id, "")
            self.keep(call.answered(self.draft, survey, question.id, cell, words))
            self.step()
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
            text = _("Not answered: {questions}. This is saved as a conversation broken off.")
            self.screen.line(text.format(questions=names))
        self.keyboard.key([(ENTER, _("save"))], "bnc!p")
        self.settle("partial" if missing else "conversation")

    def ending(self) -> None:
        """The conversation was broken off: how. One step back goes on with it."""
        texts = [show.outcome_name(code) for code in ENDINGS]
        self.step()
        with suppress(Back):
            self.settle(ENDINGS[self.keyboard.choose(_("How did it end?"), texts, "bnc!p")])

    # what is noted on the way

    def note(self) -> None:
        """To the next caller."""
        with self.screen.aside(self.title):
            self.write_note()

    def message(self) -> None:
        """To the coordinator."""
        with self.screen.aside(self.title):
            self.write_message(_("What should the coordinator know or do?"))

    def write_note(self) -> None:
        """To the next caller, on this frame."""
        self.screen.line(_("Note to the next caller"), BOLD)
        self.screen.direction(_("What helps whoever rings next. Never illnesses, parties or other people's names."))
        text = self.keyboard.text(_("Note"), self.draft.note)
        self.keep(self.draft._replace(note=text))

    def write_message(self, question: str) -> None:
        """To the coordinator, on this frame."""
        self.screen.line(question, BOLD)
        text = self.keyboard.text(_("Message"), self.draft.to_coordinator)
        self.keep(self.draft._replace(to_coordinator=text))

    def hard_questions(self) -> None:
        """Ready answers to what members say."""
        script = self.found.script
        values = self.about(self.draft)[2]
        ready = [Ready(hard.title, said(hard.body, values)) for hard in (script.hard_questions if script else ())]
        ReadyAnswers(self.screen, Keyboard(self.screen, {}), ready).look_up()

    def pause(self) -> None:
        """Nobody can read the screen, until a key is pressed."""
        with self.screen.aside(_("Pause")):
            self.screen.line(_("The member is kept for you. Press Enter to go on."))
            self.keyboard.key([(ENTER, _("go on"))], "")
        self.resumed()

    def notes(self) -> None:
        """After a conversation: what the coordinator and the next caller should know."""
        self.step()
        self.write_message(_("Message to the coordinator, if somebody must act"))
        self.step()
        self.write_note()

    # saving

    def keep(self, draft: Draft) -> None:
        """The draft, on disk before anything else is shown."""
        if draft != self.draft:
            self.draft = draft
            self.save(draft)
