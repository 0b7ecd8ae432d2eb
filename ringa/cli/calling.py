"""A caller's shift: one member after another, each report on disk before the next card is shown."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from ringa.cli import call_backs, handing, recording, show, terminal
from ringa.cli.conversation import Behind, Conversation
from ringa.cli.dialling import Dial, Dialler
from ringa.cli.handing import Handout, Nobody, Source, Taken
from ringa.cli.keyboard import ENTER, Keyboard, Quit
from ringa.cli.session import Session
from ringa.core import call
from ringa.core.call import Draft
from ringa.i18n import _, ngettext
from ringa.store import contacts, drafts, handout, log, settings


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


class GivenBack(Exception):
    """While the caller paused, the member went to somebody else."""


class Desk:
    """One caller at one terminal."""

    def __init__(
        self, session: Session, caller: str, source: Source, *, lasting: bool = True, dial: Dial | None = None
    ) -> None:
        self.session = session
        self.caller = caller
        self.source = source
        self.lasting = lasting  # whether what is noted outlives the shift: not in a demonstration
        self.screen = session.screen()
        self.keyboard = Keyboard(self.screen, {})
        self.dialler = Dialler(session, self.screen, dial or Dial())
        self.tally = Tally()

    def work(self, first: Handout | None = None, greeting: str = "") -> bool:
        """Call one after another until nobody is due or the caller quits. Whether there was anybody to call."""
        found: Handout | Nobody = first or self.hand_out()
        if isinstance(found, Nobody) and not self.may_open(found):
            self.tell_nobody(found)
            return False
        with self.screen.opened():
            if greeting:
                self.screen.notice(greeting)
            with suppress(Quit):
                while True:
                    found = self.nobody(found) if isinstance(found, Nobody) else self.call(found)
        self.goodbye()
        return True

    def call(self, found: Handout) -> Handout | Nobody:
        """One call; the next contact."""
        terminal.flush()  # a key that was meant for the last member is none for this one
        self.screen.status = self.progress()
        try:
            return self.report(found, self.conversation(found).hold())
        except GivenBack:
            self.screen.notice(
                _("The pause was long: {contact} was given back.").format(contact=found.contact.member.name)
            )
            return self.hand_out()

    def conversation(self, found: Handout) -> Conversation:
        """A call to this contact, begun or to be gone on with."""
        session, contact, caller = self.session, found.contact.id, self.caller
        draft = recording.saved_draft(session, contact, caller, found.survey) or Draft(started_at=session.now_text())
        draft = draft._replace(channel=found.channel or draft.channel)
        save, resumed = partial(recording.save_draft, session, contact, caller), partial(self.resumed, contact)
        behind = Behind(save, self.undo, resumed, dialler=self.dialler)
        return Conversation(session, self.screen, caller, found, draft, behind)

    def resumed(self, contact: str) -> None:
        """After a pause the member is still the caller's, unless the lease has run out and somebody else came."""
        found = self.hand_out()
        if not isinstance(found, Handout) or found.contact.id != contact:
            raise GivenBack

    def hand_out(self) -> Handout | Nobody:
        """The next contact."""
        return handing.hand_out(self.session, self.source)

    def may_open(self, found: Nobody) -> bool:
        """Whether it is only the hour that stands in the way."""
        return "calling_hours" in found.waiting and not self.source.any_hour

    def nobody(self, found: Nobody) -> Handout | Nobody:
        """Nobody is due. Outside calling hours the caller may go on all the same; else one can look again."""
        if found.final:
            raise Quit
        empty = handing.nobody(found, self.session)
        self.screen.status = self.progress()
        self.screen.frame(_("Nobody to call just now"), spoken=True)
        self.screen.line(empty.message)
        self.screen.line(empty.hint)
        if self.may_open(found):
            self.source.any_hour = self.keyboard.yes(_("Call outside calling hours?"))
            if not self.source.any_hour:
                raise Quit
            return self.hand_out()
        Keyboard(self.screen, {"u": self.undo}).key([(ENTER, _("look again"))], "u")
        return self.hand_out()

    def tell_nobody(self, found: Nobody) -> None:
        """That there is nobody to begin with."""
        empty = handing.nobody(found, self.session)
        self.session.printer().line(f"{empty.message}\n{empty.hint}")

    def goodbye(self) -> None:
        """Thanks, with credit for tries as well as conversations; on the first screen, without any member's data."""
        line = self.session.printer().line
        calls, conversations = self.tally.words()
        line(_("Thank you, {caller}! {calls}, {conversations}.").format(
            caller=self.caller, calls=calls, conversations=conversations))  # fmt: skip
        tries = self.tally.calls - self.tally.conversations
        if tries > 0:
            line(ngettext(
                "The {n} other call counts too: now it is known when to try again, and whom not to.",
                "The {n} other calls count too: now it is known when to try again, and whom not to.", tries,
            ).format(n=tries))  # fmt: skip
        own = handout.own_call_backs(self.session.open_db(), self.caller, self.session.now_text())
        if own:
            due = [due_at for _contact, due_at in own]
            line(call_backs.promised(due, self.session.now(), self.session.campaign))
        if self.keep_what_was_begun() and self.lasting:
            line(_("The call in hand is kept: `ringa call` goes on with it, `ringa release` gives it back."))
        if self.screen.linear and self.lasting:
            line(_("Members' data is still in this window: close it, or clear its history."))

    def keep_what_was_begun(self) -> bool:
        """Whether the call in hand has been begun. A card that was only looked at is given back to the others."""
        db = self.session.open_db()
        held = handout.held_by(db, self.caller)
        untouched = [contact for contact in held if drafts.load(db, contact, self.caller) is None]
        with db.tx():
            for contact in untouched:
                handout.release(db, contact, self.caller)
        return len(held) > len(untouched)

    def undo(self) -> None:
        """Take my last report back; the contact is in the queue again."""
        db = self.session.open_db()
        mine = settings.get(db, "device") or ""
        report = call.undoable(log.last_reports(db, self.caller, 100), mine)
        if report is None:
            self.screen.notice(_("There is nothing of yours to undo here."))
            return
        name = contacts.get(db, report.contact).member.name
        outcome = show.outcome_name(report.outcome, self.session.campaign, report.channel)
        question = _("Take this report back? {contact}: {outcome}").format(contact=name, outcome=outcome)
        with self.screen.aside(_("Undo")):
            if not self.keyboard.yes(question):
                return
            _event, contact = recording.append(self.session, call.undo(report, self.caller), device_needed=mine)
            self.tally.calls -= report.outcome != "skipped"
            self.tally.conversations -= report.outcome == "conversation"
            self.screen.status = self.progress()
            self.screen.notice(_("Undone: {contact}, {outcome}.").format(contact=name, outcome=outcome))
            if contact.state.state == "blocked":
                self.screen.notice(f"{name}: {show.state_text(contact, self.session.campaign)}")
                self.screen.notice(
                    _("That stays until a coordinator lifts it. The coordinator will see that you took it back.")
                )

    def report(self, found: Handout, draft: Draft) -> Handout | Nobody:
        """The report on disk and the next contact in hand, in one transaction."""
        session, contact = self.session, found.contact
        event = call.report(
            contact,
            draft.outcome,
            campaign=session.campaign.id,
            caller=self.caller,
            started_at=draft.started_at,
            ended_at=session.now_text(),
            channel=draft.channel,
            number_index=call.dialled(contact, draft.number_index),
            answers=draft.answers,
            survey=found.survey,
            note=draft.note,
            to_coordinator=draft.to_coordinator,
            call_back_at=draft.call_back_at,
            call_back_for=handing.keeper(session, draft.call_back_for, contact.id),
            corrections=draft.corrections,
        )
        taken: list[Taken] = []
        recording.append(session, event, then=lambda: taken.append(self.source.claim()))
        self.tally.calls += draft.outcome != "skipped"
        self.tally.conversations += draft.outcome == "conversation"
        outcome = show.outcome_name(draft.outcome, session.campaign, draft.channel)
        if draft.call_back_at:
            outcome += ", " + show.coming(draft.call_back_at, session.now(), session.campaign.zone)
        self.screen.notice(_("Saved: {outcome}.").format(outcome=outcome))
        return handing.following(self.source, taken[0])

    def progress(self) -> str:
        """The shift in a line."""
        return " · ".join((self.caller, *self.tally.words()))


def lock_name(caller: str) -> str:
    """The name of the lock file that keeps a caller to one terminal; without the caller's name in it."""
    return "ringa.db-caller-" + hashlib.sha256(caller.casefold().encode()).hexdigest()[:12]
