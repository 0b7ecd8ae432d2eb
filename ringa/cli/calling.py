"""A caller's shift: one member after another, each report on disk before the next card is shown."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ringa.cli import ask, handing, recording, show
from ringa.cli.conversation import Conversation
from ringa.cli.dialling import Dial, Dialler
from ringa.cli.handing import Handout, Nobody
from ringa.cli.keyboard import Keyboard, Quit
from ringa.cli.screen import BOLD, DIM, Screen
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


class Desk:
    """One caller at one terminal."""

    def __init__(
        self, session: Session, caller: str, *, languages: Sequence[str], any_hour: bool, lasting: bool = True,
        dial: Dial | None = None,
    ) -> None:  # fmt: skip
        self.session = session
        self.lasting = lasting  # whether what is noted outlives the shift: not in a demonstration
        self.caller = caller
        self.languages = languages
        self.any_hour = any_hour
        self.screen = Screen(linear=session.linear, colour="NO_COLOR" not in session.environ)
        self.dialler = Dialler(session, self.screen, Keyboard(self.screen, {}), dial or Dial())
        self.tally = Tally()

    def work(self, first: Handout | None = None) -> bool:
        """Call one after another until nobody is due or the caller quits. Whether there was anybody to call."""
        found: Handout | Nobody = first or self.hand_out()
        try:
            while True:
                if isinstance(found, Nobody):
                    found = self.nobody(found)
                    continue
                found = self.report(found, self.conversation(found).hold())
        except Quit:
            self.goodbye()
        return self.tally.calls > 0 or isinstance(found, Handout)

    def conversation(self, found: Handout) -> Conversation:
        """A call to this contact, begun or to be gone on with."""
        session, contact, caller = self.session, found.contact.id, self.caller
        draft = recording.saved_draft(session, contact, caller, found.survey) or Draft(started_at=session.now_text())
        save = partial(recording.save_draft, session, contact, caller)
        return Conversation(session, self.screen, caller, found, draft, save=save, undo=self.undo, dialler=self.dialler)

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
        if self.keep_what_was_begun() and self.lasting:
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

    def undo(self) -> None:
        """Take my last report back; the contact is in the queue again."""
        db = self.session.open_db()
        mine = settings.get(db, "device") or ""
        report = call.undoable(log.last_reports(db, self.caller, 100), mine)
        if report is None:
            self.screen.line(_("There is nothing of yours to undo here."))
            return
        name, outcome = contacts.get(db, report.contact).member.name, show.outcome_name(report.outcome)
        if not ask.yes(_("Take this report back? {contact}: {outcome}").format(contact=name, outcome=outcome)):
            return
        _event, contact = recording.append(self.session, call.undo(report, self.caller), device_needed=mine)
        self.tally.calls -= report.outcome != "skipped"
        self.tally.conversations -= report.outcome == "conversation"
        self.screen.line(_("Undone: {contact}, {outcome}.").format(contact=name, outcome=outcome))
        if contact.state.state == "blocked":
            self.screen.line(show.state_text(contact, self.session.campaign), BOLD)
            self.screen.line(
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
            number_index=call.dialled(contact, draft.number_index),
            answers=draft.answers,
            survey=found.survey,
            note=draft.note,
            to_coordinator=draft.to_coordinator,
            call_back_at=draft.call_back_at,
            call_back_for=draft.call_back_for,
        )
        following: list[Handout | Nobody] = []
        recording.append(session, event, then=lambda: following.append(self.claim()))
        self.tally.calls += draft.outcome != "skipped"
        self.tally.conversations += draft.outcome == "conversation"
        saved = _("Saved: {outcome}.").format(outcome=show.outcome_name(draft.outcome))
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
