"""One call on the screen, from card to outcome: the keys of a conversation.

What is said and asked next is decided in `core.call`; here it is drawn, and keys become answers. Every answer and
the outcome itself are in the draft, on disk, before anything else is shown.
"""

from collections.abc import Callable, Sequence

from ringa.cli import ask, show
from ringa.cli.handing import Handout
from ringa.cli.screen import BOLD, Screen, paragraphs
from ringa.cli.session import Session
from ringa.core import answers, call, moment, script, survey
from ringa.core.call import Draft
from ringa.core.cell import limits
from ringa.core.instant import to_text
from ringa.core.outcome import MEMBER, NOBODY, SOMEONE_ELSE, STEPS
from ringa.core.script import Script
from ringa.core.survey import MULTIPLE, TEXT, Question, Survey
from ringa.core.text import MAX_TEXT
from ringa.i18n import N_, _
from ringa.store import compiled, drafts, handout

ENTER = "\r"
NO_REPLY = "0"
KEYS = {
    "b": N_("one step back"),
    "n": N_("note to the next caller"),
    "c": N_("message to the coordinator"),
    "e": N_("end the conversation here"),
    "!": N_("answers to hard questions"),
    "s": N_("skip this member"),
    "u": N_("undo my last report"),
    "q": N_("quit; a call that was begun is kept"),
    "?": N_("help"),
}
WHOM = {
    MEMBER: N_("You reached the member. Can you talk?"),
    SOMEONE_ELSE: N_("You reached someone else. What came of it?"),
    NOBODY: N_("You reached nobody. What happened?"),
}
# A conversation that ends before its questions do.
ENDINGS = ("partial", "call_back", "cut_off", "refused", "do_not_call")


class Quit(Exception):
    """The caller has had enough for now."""


class Back(Exception):
    """One step back."""


class Ended(Exception):
    """The conversation is over before its questions are."""


class Conversation:
    """One contact at one caller's terminal. `draft` is what has been noted; it is complete when `hold` returns."""

    def __init__(self, session: Session, screen: Screen, caller: str, found: Handout, undo: Callable[[], None]) -> None:
        self.session = session
        self.screen = screen
        self.caller = caller
        self.found = found
        self.undo = undo
        self.draft = self.saved() or Draft(started_at=session.now_text())

    def saved(self) -> Draft | None:
        """What had been noted of this call, as far as it stands if the survey was edited meanwhile."""
        db, now = self.session.open_db(), self.found.survey
        body = drafts.load(db, self.found.contact.id, self.caller)
        if body is None:
            return None
        draft = call.from_json(body)
        before = compiled.version(db, now.id, draft.survey_version)
        return call.resumed(draft, now, survey.from_document(before, draft.survey_version) if before else None)

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
        self.screen.card(show.card(contact, campaign, self.found.history, self.found.sharing))
        if contact.state.note:
            self.screen.line(_("Note from the last caller: {note}").format(note=contact.state.note))
        if contact.state.state != "open":
            self.screen.line(show.state_text(contact, campaign), BOLD)
        if not self.draft.talking:
            self.read_aloud(self.opening()[0])
        self.screen.line()

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
        key = self.key(list(texts.items()), "snc!u")
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
        chosen = self.choose(_(WHOM[who]), texts)
        if outcomes[chosen] == "talk":
            self.keep(self.draft._replace(talking=True))
        else:
            self.settle(outcomes[chosen])

    def settle(self, outcome: str) -> None:
        """An outcome, once it has what it needs."""
        if outcome == "do_not_call" and not ask.yes(_("Never call this member again, in any campaign?")):
            raise Back
        at, whose = self.call_back() if outcome == "call_back" else ("", "")
        self.keep(self.draft._replace(outcome=outcome, call_back_at=at, call_back_for=whose))

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
            chosen = self.choose(_("Who calls back?"), [_("I call back myself"), _("Anyone may call back")])
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
                    cell = self.answer(turn.question)
                    self.keep(call.answered(self.draft, self.found.survey, turn.question.id, cell))
            except Ended:
                self.ending()
            except Back:
                if not self.draft.trail:
                    raise
                self.keep(call.back(self.draft, self.found.survey))

    def read_aloud(self, words: Sequence[str]) -> None:
        """Paragraphs of the script, page by page."""
        pages = self.screen.pages(words)
        for number, page in enumerate(pages, 1):
            self.screen.line()
            for position, paragraph in enumerate(page):
                if position:
                    self.screen.line()
                self.screen.spoken(paragraph)
            if number < len(pages):
                self.screen.line()
                self.key([(ENTER, _("more"))], "bnc!" if not self.draft.talking else "benc!")

    def answer(self, question: Question) -> str:
        """One answer as its cell; '' for a question that is passed over."""
        self.screen.line()
        self.screen.line(survey.say(question.ask, self.text_languages), BOLD)
        passed = _("pass over")
        if question.type == TEXT:
            text = self.typed(_("(Enter: {passed}; /b back, /e end)").format(passed=passed))
            if text in ("/b", "/e"):
                raise Back if text == "/b" else Ended
            return text
        pairs = list(survey.choices_for(question, self.text_languages))
        if question.type == MULTIPLE:
            return self.several(question, pairs)
        self.screen.choices([text for _code, text in pairs])
        key = self.key([(NO_REPLY, passed)], "benc!", digits=len(pairs))
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
            key = self.key([go_on], "benc!", digits=len(pairs))
            if key in (ENTER, NO_REPLY):
                return "|".join(code for i, (code, _text) in enumerate(pairs) if i in chosen)
            number = int(key) - 1
            if number in chosen:
                chosen.remove(number)
            elif len(chosen) == most:
                self.screen.line(_("At most {n}; press a number again to take it away.").format(n=most))
            else:
                chosen.append(number)

    def finish(self) -> None:
        """All is said. A conversation if every required question has an answer."""
        missing = answers.missing(self.found.survey, self.draft.answers)
        if missing:
            names = "; ".join(survey.say(question.ask, self.text_languages) for question in missing)
            self.screen.line(_("Not answered: {questions}. This is saved as a conversation broken off.").format(
                questions=names))  # fmt: skip
        self.key([(ENTER, _("save"))], "bnc!")
        self.settle("partial" if missing else "conversation")

    def ending(self) -> None:
        """The conversation was broken off: how. One step back goes on with it."""
        texts = [show.outcome_name(code) for code in ENDINGS]
        try:
            self.settle(ENDINGS[self.choose(_("How did it end?"), texts)])
        except Back:
            self.screen.line()

    # keys

    def choose(self, title: str, texts: Sequence[str]) -> int:
        """One of at most seven choices, from 0."""
        self.screen.line()
        self.screen.line(title, BOLD)
        self.screen.choices(texts)
        return int(self.key([], "bnc!", digits=len(texts))) - 1

    def key(self, options: Sequence[tuple[str, str]], letters: str, *, digits: int = 0) -> str:
        """A key that decides something; letters that only help are dealt with here. b, e and q leave by exceptions."""
        numbers = "".join(str(n) for n in range(1, digits + 1))
        own = "".join(key for key, _text in options)
        shown = [("Enter" if key == ENTER else key, text) for key, text in options]
        short = [(key, self.short(key)) for key in letters if key in "besu"]
        while True:
            self.screen.keys([*shown, *short, ("n c !", _("notes, help")), ("?", _("keys")), ("q", _("quit"))])
            pressed = ask.key(own + numbers + letters + "?q")
            if pressed in own + numbers + "s":
                return pressed
            self.help_out(pressed, letters)

    def short(self, key: str) -> str:
        """The word beside a letter."""
        return {"b": _("back"), "e": _("end"), "s": _("skip"), "u": _("undo last")}[key]

    def help_out(self, pressed: str, letters: str) -> None:
        """The letters that do not decide anything by themselves."""
        if pressed == "q":
            raise Quit
        if pressed == "b":
            raise Back
        if pressed == "e":
            raise Ended
        actions: dict[str, Callable[[], None]] = {
            "n": self.note, "c": self.message, "!": self.hard_questions, "u": self.undo,
        }  # fmt: skip
        if pressed in actions:
            actions[pressed]()
        else:
            for key in (*letters, "q", "?"):
                self.screen.line(f"  {key}  {_(KEYS[key])}")

    def typed(self, prompt: str, before: str = "") -> str:
        """A text that is typed, no longer than one can be."""
        while True:
            text = ask.line(prompt, default=before)
            if len(text) <= MAX_TEXT:
                return text
            self.screen.line(_("That is too long."))

    def note(self) -> None:
        """To the next caller."""
        text = self.typed(_("Note to the next caller"), self.draft.note)
        self.keep(self.draft._replace(note=text))

    def message(self) -> None:
        """To the coordinator."""
        text = self.typed(_("Message to the coordinator"), self.draft.to_coordinator)
        self.keep(self.draft._replace(to_coordinator=text))

    def hard_questions(self) -> None:
        """Ready answers to what members say."""
        ready = self.found.script.hard_questions if self.found.script else ()
        if not ready:
            self.screen.line(_("This script has no ready answers."))
            return
        shown = ready[:9]
        self.screen.choices([hard.title for hard in shown])
        self.screen.keys([("b", self.short("b"))])
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
        message = self.typed(_("Message to the coordinator, if somebody must act"), self.draft.to_coordinator)
        self.keep(self.draft._replace(to_coordinator=message))
        self.note()

    # saving

    def keep(self, draft: Draft) -> None:
        """The draft on disk, and the lease renewed, before anything else is shown."""
        if draft == self.draft:
            return
        self.draft = draft
        db, contact = self.session.open_db(), self.found.contact.id
        until = to_text(self.session.now() + self.session.campaign.lease)
        with db.tx():
            drafts.save(db, contact, self.caller, draft.to_json())
            handout.renew(db, contact, self.caller, until)
