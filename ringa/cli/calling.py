"""The calling loop for a person: card, script, answers, outcome, notes, next.

Every answer is on disk before the next question is shown, and the report before the next card. What is said
and asked next is decided in `core.call`; here are the keys.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ringa.cli import ask, handing, recording, show
from ringa.cli.handing import Handout, Nobody
from ringa.cli.screen import BOLD, DIM, Screen
from ringa.cli.session import Session
from ringa.core import call, moment, script, survey
from ringa.core.call import Draft
from ringa.core.instant import to_text
from ringa.core.outcome import MEMBER, NOBODY, SOMEONE_ELSE, STEPS
from ringa.core.survey import MULTIPLE, TEXT, Question
from ringa.i18n import N_, _, ngettext
from ringa.store import contacts, drafts, handout, log, settings

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


class Skipped(Exception):
    """The contact is not called now."""


class Result(NamedTuple):
    """How a call ended."""

    outcome: str
    call_back_at: str = ""
    call_back_for: str = ""
    answered: bool = True  # whether anybody answered, so that notes make sense


@dataclass(slots=True)
class Tally:
    """What a shift has come to."""

    calls: int = 0
    conversations: int = 0

    def words(self) -> tuple[str, str]:
        """Both counts for people."""
        n, talks = self.calls, self.conversations
        calls = ngettext("{n} call", "{n} calls", n).format(n=n)
        return calls, ngettext("{n} conversation", "{n} conversations", talks).format(n=talks)


class Desk:
    """One caller at one terminal."""

    def __init__(self, session: Session, caller: str, *, languages: Sequence[str], any_hour: bool) -> None:
        self.session = session
        self.caller = caller
        self.languages = languages
        self.any_hour = any_hour
        self.screen = Screen(linear=session.linear, colour="NO_COLOR" not in session.environ)
        self.tally = Tally()
        self.found: Handout
        self.draft: Draft

    # the shift

    def work(self, first: Handout | None = None) -> None:
        """Call one after another until nobody is due or the caller quits."""
        found: Handout | Nobody = first or self.hand_out()
        try:
            while True:
                if isinstance(found, Nobody):
                    found = self.nobody(found)
                    continue
                found = self.one_call(found)
        except Quit:
            self.goodbye()

    def hand_out(self) -> Handout | Nobody:
        """The next contact."""
        return handing.hand_out(self.session, self.caller, languages=self.languages, any_hour=self.any_hour)

    def nobody(self, found: Nobody) -> Handout | Nobody:
        """Nobody is due. Outside calling hours the caller may go on all the same."""
        empty = handing.nobody(found, self.session)
        self.screen.rule()
        self.screen.line(empty.message)
        self.screen.line(empty.hint)
        if "calling_hours" in found.waiting and not self.any_hour:
            self.any_hour = ask.yes(_("Call outside calling hours?"))
            if self.any_hour:
                return self.hand_out()
        raise Quit

    def goodbye(self) -> None:
        """Thanks, with credit for tries as well as conversations."""
        self.screen.rule()
        calls, conversations = self.tally.words()
        self.screen.line(_("Thank you, {caller}! {calls}, {conversations}.").format(
            caller=self.caller, calls=calls, conversations=conversations), BOLD)  # fmt: skip
        if self.keep_what_was_begun():
            text = _("The call in hand is kept: `ringa call` goes on with it, `ringa release` gives it back.")
            self.screen.line(text)

    def keep_what_was_begun(self) -> bool:
        """Whether the call in hand has been begun. A card that was only looked at is given back to the others."""
        db = self.session.open_db()
        held = handout.held_by(db, self.caller)
        untouched = [contact for contact in held if drafts.load(db, contact, self.caller) is None]
        with db.tx():
            for contact in untouched:
                handout.release(db, contact, self.caller)
        return len(held) > len(untouched)

    # one call

    def one_call(self, found: Handout) -> Handout | Nobody:
        """One contact, from card to report; then the next one."""
        self.found = found
        saved = drafts.load(self.session.open_db(), found.contact.id, self.caller)
        self.draft = call.from_json(saved) if saved else Draft(started_at=self.session.now_text())
        self.show_card()
        if self.draft.talking:
            self.screen.line(_("You were in the middle of this call; your answers are here."), BOLD)
        result = self.outcome()
        if result.answered:
            self.notes()
        return self.report(result)

    def show_card(self) -> None:
        """Who it is, what happened before, and the first words."""
        contact, campaign = self.found.contact, self.session.campaign
        self.screen.rule(_(show.WHY[self.found.why]))
        self.screen.card(show.card(contact, campaign, self.found.history, self.found.sharing))
        if contact.state.note:
            self.screen.line(_("Note from the last caller: {note}").format(note=contact.state.note))
        if not self.draft.talking:
            opening = self.screen.pages(self.turn().say)
            if opening:
                self.screen.line()
                self.screen.spoken(opening[0][0])
        self.screen.line()

    def outcome(self) -> Result:
        """How the call ended: whom was reached, and what came of it. Steps back until it is known."""
        while True:
            try:
                who = MEMBER if self.draft.talking else self.whom()
                if self.draft.talking:
                    return self.talk()
                return self.second_step(who)
            except Back:
                self.keep(replace(self.draft, talking=False))
                self.screen.line()
            except Skipped:
                return Result("skipped", answered=False)

    def whom(self) -> str:
        """First step: who answered."""
        self.screen.line(_("Whom did you reach?"), BOLD)
        texts = {"1": _("the member"), "2": _("someone else"), "3": _("nobody")}
        key = self.key(list(texts.items()), "snc!u")
        if key == "s":
            self.skip()
        return (MEMBER, SOMEONE_ELSE, NOBODY)[int(key) - 1]

    def second_step(self, who: str) -> Result:
        """Second step: what came of it."""
        outcomes = list(STEPS[who])
        texts = [show.outcome_name(code) for code in outcomes]
        if who == MEMBER:
            outcomes.insert(0, "talk")
            texts.insert(0, _("can talk now"))
        chosen = self.choose(_(WHOM[who]), texts)
        if outcomes[chosen] == "talk":
            self.keep(replace(self.draft, talking=True))
            return self.talk()
        return self.settle(outcomes[chosen], answered=who != NOBODY)

    def settle(self, outcome: str, *, answered: bool = True) -> Result:
        """What an outcome needs before it can be saved."""
        if outcome == "do_not_call" and not ask.yes(_("Never call this member again, in any campaign?")):
            raise Back
        if outcome == "call_back":
            at, whose = self.call_back()
            return Result(outcome, at, whose)
        return Result(outcome, answered=answered)

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
                self.screen.line(_("Write a time that is still to come."))
                continue
            self.screen.typed(show.when(at, zone))
            chosen = self.choose(_("Who calls back?"), [_("I call back myself"), _("Anyone may call back")])
            return to_text(at), self.caller if chosen == 0 else ""

    def skip(self) -> None:
        """Not this one, not now; with a reason."""
        reason = ask.line(_("Why skip? (Enter: no reason)"))
        self.keep(replace(self.draft, note=reason or self.draft.note))
        raise Skipped

    # the conversation

    def turn(self) -> call.Turn:
        """What to say and ask next."""
        campaign, contact = self.session.campaign, self.found.contact
        values = campaign.script_values(contact.member, self.caller, self.text_languages)
        return call.turn(self.found.survey, self.found.script, values, self.draft)

    @property
    def text_languages(self) -> list[str]:
        """In which languages texts are read aloud."""
        return self.session.campaign.languages_for(self.found.contact.member, self.session.language)

    def talk(self) -> Result:
        """The conversation, question by question."""
        while True:
            turn = self.turn()
            try:
                self.say(turn.say, first=not self.draft.trail)
                if turn.question is None:
                    return self.finish()
                cell = self.answer(turn.question)
                self.keep(call.answered(self.draft, self.found.survey, turn.question.id, cell))
            except Ended:
                return self.ending()
            except Back:
                if not self.draft.trail:
                    raise
                self.keep(call.back(self.draft, self.found.survey))

    def say(self, texts: Sequence[str], *, first: bool) -> None:
        """The words up to the next question, page by page."""
        pages = self.screen.pages(texts)
        if first and pages:  # the first paragraph has been said over the card
            pages[0] = pages[0][1:]
        for number, page in enumerate(pages, 1):
            self.screen.line()
            for paragraph in page:
                self.screen.spoken(paragraph)
                self.screen.line()
            if number < len(pages):
                self.key([(ENTER, _("more"))], "benc!")

    def answer(self, question: Question) -> str:
        """One answer as its cell; '' for a question that is passed over."""
        self.screen.line(survey.say(question.ask, self.text_languages), BOLD)
        passed = _("pass over")
        if question.type == TEXT:
            while True:
                text = ask.line(_("(Enter: {passed}; /b back, /e end)").format(passed=passed))
                if text in ("/b", "/e"):
                    raise Back if text == "/b" else Ended
                if len(text) <= survey.MAX_TEXT:
                    return text
                self.screen.line(_("That is too long."))
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
        most = question.max or len(pairs)
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

    def finish(self) -> Result:
        """All is said. A conversation if every required question has an answer."""
        missing = survey.missing(self.found.survey, self.draft.answers)
        if missing:
            names = "; ".join(survey.say(question.ask, self.text_languages) for question in missing)
            self.screen.line(_("Not answered: {questions}. This is saved as a conversation broken off.").format(
                questions=names))  # fmt: skip
        self.key([(ENTER, _("save"))], "bnc!")
        return Result("partial" if missing else "conversation")

    def ending(self) -> Result:
        """The conversation was broken off: how."""
        texts = [show.outcome_name(code) for code in ENDINGS]
        return self.settle(ENDINGS[self.choose(_("How did it end?"), texts)])

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

    def note(self) -> None:
        """To the next caller."""
        text = ask.line(_("Note to the next caller"), default=self.draft.note)
        self.keep(replace(self.draft, note=text))

    def message(self) -> None:
        """To the coordinator."""
        text = ask.line(_("Message to the coordinator"), default=self.draft.to_coordinator)
        self.keep(replace(self.draft, to_coordinator=text))

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

    def undo(self) -> None:
        """Take my last report back; the contact is in the queue again."""
        db = self.session.open_db()
        mine = settings.get(db, "device") or ""
        report = call.undoable(log.last_reports(db, self.caller, 100), mine)
        if report is None:
            self.screen.line(_("There is nothing of yours to undo here."))
            return
        recording.append(self.session, call.undo(report, self.caller), device_needed=mine)
        self.tally.calls -= report.outcome != "skipped"
        self.tally.conversations -= report.outcome == "conversation"
        name = contacts.get(db, report.contact).member.name
        text = _("Undone: {contact}, {outcome}.")
        self.screen.line(text.format(contact=name, outcome=show.outcome_name(report.outcome)))

    def notes(self) -> None:
        """After a conversation: what the coordinator and the next caller should know."""
        self.screen.line()
        message = ask.line(_("Message to the coordinator, if somebody must act"), default=self.draft.to_coordinator)
        note = ask.line(_("Note to the next caller"), default=self.draft.note)
        self.keep(replace(self.draft, note=note, to_coordinator=message))

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

    def report(self, result: Result) -> Handout | Nobody:
        """The report on disk and the next contact in hand, in one transaction."""
        session, contact, draft = self.session, self.found.contact, self.draft
        event = call.report(
            contact,
            result.outcome,
            campaign=session.campaign.id,
            caller=self.caller,
            started_at=draft.started_at,
            ended_at=session.now_text(),
            number_index=call.dialled(contact),
            answers=draft.answers,
            survey=self.found.survey,
            note=draft.note,
            to_coordinator=draft.to_coordinator,
            call_back_at=result.call_back_at,
            call_back_for=result.call_back_for,
        )
        following: list[Handout | Nobody] = []
        recording.append(session, event, then=lambda: following.append(self.claim()))
        self.tally.calls += result.outcome != "skipped"
        self.tally.conversations += result.outcome == "conversation"
        saved = _("Saved: {outcome}.").format(outcome=show.outcome_name(result.outcome))
        self.screen.line(saved + " " + self.progress(), DIM)
        return following[0]

    def claim(self) -> Handout | Nobody:
        """The next contact, inside the transaction that is open."""
        return handing.claim(self.session, self.caller, languages=self.languages, any_hour=self.any_hour)

    def progress(self) -> str:
        """The shift in a line."""
        calls, conversations = self.tally.words()
        return _("This shift: {calls}, {conversations}.").format(calls=calls, conversations=conversations)


def lock_name(caller: str) -> str:
    """The name of the lock file that keeps a caller to one terminal; without the caller's name in it."""
    return "ringa.db-caller-" + hashlib.sha256(caller.casefold().encode()).hexdigest()[:12]
