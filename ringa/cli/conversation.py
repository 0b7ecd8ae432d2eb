"""One call on the screen, from card to outcome: the keys of a conversation.

What is said and asked next is decided in `core.call`; here it is drawn, and keys become answers. Every answer and
the outcome itself are in the draft, on disk, before anything else is shown.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from ringa.cli import call_backs, show
from ringa.cli.choices import KEYS
from ringa.cli.correcting import correct
from ringa.cli.dialling import Dialler
from ringa.cli.handing import Handout
from ringa.cli.keyboard import ENTER, Back, Ended, Keyboard
from ringa.cli.questions import Questions, nothing, nowhere
from ringa.cli.ready_answers import Ready, ReadyAnswers
from ringa.cli.screen import BOLD, Screen
from ringa.cli.session import Session
from ringa.core import answers, call, survey
from ringa.core.call import Draft
from ringa.core.cell import takes_words
from ringa.core.markdown import paragraphs
from ringa.core.outcome import MEMBER, NOBODY, PHONE, SOMEONE_ELSE, steps
from ringa.core.script import Script, said
from ringa.core.survey import Question, Survey
from ringa.i18n import N_, _

WHOM = {
    MEMBER: N_("You reached the member. Can you talk?"),
    SOMEONE_ELSE: N_("You reached someone else. What came of it?"),
    NOBODY: N_("You reached nobody. What happened?"),
}
CARD, STEP = "sncr!up", "bncr!p"  # the letters that can be pressed at the card, and at a step of the call
# Where something can be heard on the line, beside who was reached and the questions.
RINGING, READY, CLOSING = "ringing", "ready", "closing"
# A conversation that ends before its questions do.
ENDINGS = ("partial", "call_back", "cut_off", "refused", "do_not_call")


class Behind(NamedTuple):
    """What is behind a conversation: where its draft goes, and what some keys do. By default nothing is kept.

    `where` says where one is, `heard` what is heard in a place of the call, both for those who practise.
    """

    save: Callable[[Draft], None] = lambda _draft: None
    undo: Callable[[], None] = lambda: None
    resumed: Callable[[], None] = lambda: None  # after a pause
    where: Callable[[Question], str] = nowhere
    heard: Callable[[str | Question], Sequence[str]] = nothing
    dialler: Dialler | None = None


class Conversation:
    """One contact at one caller's terminal. `draft` is what has been noted; it is complete when `hold` returns."""

    def __init__(
        self, session: Session, screen: Screen, caller: str, found: Handout, draft: Draft, behind: Behind
    ) -> None:
        self.session = session
        self.screen = screen
        self.caller = caller
        self.found = found
        self.draft = draft
        self.behind = behind
        self.dialler = behind.dialler if draft.channel == PHONE else None
        helps = {"n": self.note, "c": self.message, "r": self.correct, "!": self.hard_questions}
        helps |= {"u": behind.undo, "p": self.pause, "d": self.dial}
        self.keyboard = Keyboard(screen, helps)
        seed = f"{found.contact.id} {found.survey.id}"
        today = session.now().astimezone(session.campaign.zone).date()
        self.questions = Questions(screen, self.keyboard, self.text_languages, seed, behind.where, today, behind.heard)

    def hold(self) -> Draft:
        """The call, from card to outcome and notes; a call that was interrupted goes on where it was."""
        if self.draft.outcome:
            name = show.outcome_name(self.draft.outcome, self.session.campaign, self.draft.channel)
            self.screen.notice(_("You had chosen: {outcome}.").format(outcome=name))
        elif self.draft.talking:
            self.screen.notice(_("You were in the middle of this call; your answers are here."))
        if self.draft.outcome or self.draft.talking:
            self.show_card()
            self.keyboard.key([(ENTER, _("go on"))], "ncrp")
        while not self.is_told():
            pass
        return self.draft

    def is_told(self) -> bool:
        """Whether all has been told, after the outcome and the notes; who steps back from the notes is asked again."""
        if not self.draft.outcome:
            self.outcome()
        try:
            self.after()
        except Back:
            self.keep(self.draft._replace(outcome="", call_back_at="", call_back_for=""))
            return False
        return True

    def after(self) -> None:
        """What the outcome still needs."""
        if self.draft.outcome not in (*steps(self.draft.channel)[NOBODY], "skipped"):
            self.notes()
        while self.session.campaign.rules.outcomes[self.draft.outcome].note_required and not self.draft.note:
            self.step()
            self.write_note()

    @property
    def title(self) -> str:
        """Whom the call is to."""
        name = self.found.contact.member.name or self.found.contact.id
        return " · ".join(filter(None, (name, self.number)))

    @property
    def number(self) -> str:
        """The number to ring, masked until one asks for it if the campaign has it so; '' for who is met at work."""
        index = self.draft.number_index
        masked = self.session.campaign.masked_numbers and index is None
        return show.number(self.found.contact, masked=masked, dialled=index) if self.draft.channel == PHONE else ""

    def step(self) -> None:
        """A new step of this call."""
        self.screen.frame(self.title)

    def listen(self, place: str) -> None:
        """What is heard at this place."""
        if words := self.behind.heard(place):
            self.screen.gap()
        for text in words:
            self.screen.line(text)

    def show_card(self) -> None:
        """Who it is and what happened before."""
        contact, campaign = self.found.contact, self.session.campaign
        self.screen.frame(show.why(self.found.why, contact, campaign, self.session.now_text()), spoken=True)
        first, *others = show.card(contact, campaign, self.found.history, self.found.sharing, self.number)
        if self.dialler:
            self.screen.beside(*self.dialler.beside(contact, self.draft.number_index))
            self.screen.now.links = self.dialler.links(contact, self.draft.number_index)
        self.screen.line(first, BOLD)
        for text in others:
            self.screen.line(text)
        if contact.state.note:
            self.screen.line(_("Note from the last caller: {note}").format(note=contact.state.note))
        if contact.state.state != "open":
            self.screen.line(show.state_text(contact, campaign))

    def dial(self) -> None:
        """Ring the member; the report will name the number."""
        number = self.dialler and self.dialler.dial(self.found.contact, self.draft.number_index)
        if number:
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
        letters = ("d" if self.dialler else "") + CARD
        self.show_card()
        self.keyboard.read_aloud(self.opening()[0], letters)
        self.listen(RINGING)
        texts = [_("the member"), _("someone else"), _("nobody")]
        self.screen.line()
        met = self.draft.channel != PHONE
        self.screen.line(_("Whom did you meet?") if met else _("Whom did you reach?"), BOLD)
        self.screen.choices(texts)
        key = self.keyboard.key([], letters, numbers="123")
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
        outcomes = list(steps(self.draft.channel)[who])
        texts = [show.outcome_name(code, self.session.campaign, self.draft.channel) for code in outcomes]
        if who == MEMBER:
            outcomes.insert(0, "talk")
            texts.insert(0, _("can talk now"))
        while not (self.draft.outcome or self.draft.talking):
            self.step()
            if who == MEMBER:
                self.read_aloud(self.opening()[1])
            rows = (len(texts) + 1) // 2 + 2 + self.screen.rows(*self.behind.heard(who))
            self.keyboard.make_room(rows, STEP)
            self.listen(who)
            chosen = self.keyboard.choose(_(WHOM[who]), texts, STEP)
            if outcomes[chosen] == "talk":
                self.keep(self.draft._replace(talking=True))
                return
            with suppress(Back):  # to these choices
                self.settle(outcomes[chosen])

    def settle(self, outcome: str) -> None:
        """An outcome, once it has what it needs."""
        if outcome == "do_not_call":
            self.step()
            if not self.keyboard.yes(_("Never call this member again, in any campaign?")):
                raise Back
        if outcome == "voicemail_left":
            self.voicemail()
        at, whose = self.agree() if outcome == "call_back" else ("", "")
        self.keep(self.draft._replace(outcome=outcome, call_back_at=at, call_back_for=whose))

    def voicemail(self) -> None:
        """The message to leave, if the script has one and none has been left."""
        words = show.voicemail(self.found.contact, self.found.script, self.about(self.draft)[2])
        if words:
            self.step()
            self.read_aloud(paragraphs([words]))
            self.keyboard.key([(ENTER, _("save"))], STEP)

    def agree(self) -> tuple[str, str]:
        """When to call back, and who."""
        session = self.session
        self.step()
        return call_backs.agree(
            self.screen, self.keyboard, session.campaign, session.now(), self.caller, at_home=session.in_packet
        )

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
        self.keyboard.read_aloud(words, KEYS if self.draft.talking else STEP)

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
        self.listen(CLOSING)
        self.keyboard.key([(ENTER, _("save"))], STEP)
        self.settle("partial" if missing else "conversation")

    def ending(self) -> None:
        """The conversation was broken off: how. One step back goes on with it."""
        endings = [code for code in ENDINGS if code != "cut_off" or self.draft.channel == PHONE]
        texts = [show.outcome_name(code, self.session.campaign, self.draft.channel) for code in endings]
        self.step()
        with suppress(Back):
            self.settle(endings[self.keyboard.choose(_("How did it end?"), texts, STEP)])

    # what is noted on the way

    def note(self) -> None:
        """To the next caller."""
        with suppress(Back), self.screen.aside(self.title):
            self.write_note()
            self.screen.notice(_("Noted."))

    def message(self) -> None:
        """To the coordinator."""
        with suppress(Back), self.screen.aside(self.title):
            self.write_message(_("What should the coordinator know or do?"))
            self.screen.notice(_("Noted."))

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

    def correct(self) -> None:
        """Of the register: proposals to those who keep it."""
        region = self.session.campaign.region
        with self.screen.aside(self.title):
            before, contact = self.draft.corrections, self.found.contact
            self.keep(self.draft._replace(corrections=correct(self.screen, self.keyboard, contact, before, region)))

    def hard_questions(self) -> None:
        """Ready answers to what members say."""
        script = self.found.script
        values = self.about(self.draft)[2]
        ready = [Ready(hard.title, said(hard.body, values)) for hard in (script.hard_questions if script else ())]
        ReadyAnswers(self.screen, Keyboard(self.screen, {}), ready, lambda: self.listen(READY)).look_up()

    def pause(self) -> None:
        """Nobody can read the screen, until a key is pressed."""
        with self.screen.aside(_("Pause")):
            self.screen.line(_("The member is kept for you. Press Enter to go on."))
            self.keyboard.key([(ENTER, _("go on"))], "")
        self.behind.resumed()

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
            self.behind.save(draft)
