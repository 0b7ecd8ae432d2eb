"""A preview on the screen: the conversation as a caller has it, without anything being stored, and what came of it."""

from contextlib import suppress

from ringa.cli import show
from ringa.cli.conversation import Behind, Conversation
from ringa.cli.handing import Handout
from ringa.cli.keyboard import ENTER, Back, Keyboard, Quit
from ringa.cli.previewing import Preview
from ringa.cli.session import Session
from ringa.core import account, paper
from ringa.core.call import Draft
from ringa.core.events import ANSWER, CORRECTION
from ringa.core.markdown import paragraphs
from ringa.core.script import Script
from ringa.core.survey import Question
from ringa.i18n import N_, _, ngettext

CALLER = "Anna"  # who calls in a preview, if nobody is named


class Player:
    """One preview at one terminal."""

    def __init__(self, session: Session, preview: Preview) -> None:
        self.session = session
        self.preview = preview
        self.caller = session.caller or CALLER
        self.screen = session.screen()
        self.keyboard = Keyboard(self.screen, {})
        self.numbers = paper.numbers(preview.survey, preview.script)

    def play(self) -> None:
        """One conversation, and its summary. What is not chosen at the start can be read before it."""
        try:
            with self.screen.opened():
                draft = self.conversation(self.way_in())
        except (Quit, Back):
            return
        self.summary(draft)

    def way_in(self) -> Script | None:
        """The script as it is said at a first call or at a call-back, if there is a choice."""
        script = self.preview.script
        ways = [_("the conversation")]
        if script and script.call_back:
            ways.append(_("the conversation with somebody who is waiting for our call"))
        if script and script.voicemail:
            ways.append(_("the message for a voicemail"))
        while script and len(ways) > 1:
            self.screen.frame(_("Preview"), spoken=True)
            self.screen.line(_("Preview: nothing is stored. Press the keys as in a call, q ends it."))
            chosen = ways[self.keyboard.choose(_("What do you want to see?"), ways)]
            if chosen == ways[0]:
                break
            if script.call_back and chosen == ways[1]:
                return script.to_ring_again()
            self.screen.frame(chosen)
            self.keyboard.read_aloud(paragraphs([self.voicemail(script)]), "b")
            self.keyboard.key([(ENTER, _("go on"))], "b")
        return script

    def voicemail(self, script: Script) -> str:
        """The message to leave."""
        values = self.preview.campaign.script_values(self.preview.contact.member, self.caller, self.preview.languages)
        return show.voicemail(self.preview.contact, script, values) or ""

    def conversation(self, script: Script | None) -> Draft:
        """The conversation itself; what has been noted when it ends or is left."""
        preview = self.preview
        self.session.use(preview.campaign)
        found = Handout(preview.contact, "preview", [], 0, script, preview.survey)
        conversation = Conversation(
            self.session, self.screen, self.caller, found, Draft(self.session.now_text()),
            Behind(undo=self.undo, where=self.where),
        )  # fmt: skip
        with suppress(Quit):
            conversation.hold()
        return conversation.draft

    def undo(self) -> None:
        """What the key for undoing does here."""
        self.screen.notice(_("There is nothing to undo: a preview stores nothing."))

    def where(self, question: Question) -> str:
        """Where one is."""
        number = self.numbers.get(question.id)
        if number is None:
            return _("Preview, nothing is stored: {id}").format(id=question.id)
        text = _("Preview, nothing is stored: question {n} of {of}, {id}")
        return text.format(n=number, of=len(self.numbers), id=question.id)

    # what came of it

    def summary(self, draft: Draft) -> None:
        """Which questions were asked and which not and why, the answers as they would be exported, and the time."""
        preview, line = self.preview, self.session.printer().line
        values = preview.campaign.script_values(preview.contact.member, self.caller, preview.languages)
        blank = paper.Known({}, preview.languages, preview.known(self.session).called)
        items = paper.sheet(preview.survey, preview.script, blank).talk
        line(_("What came of it; nothing was stored"))
        line()
        for fate in account.account(preview.survey, preview.script, values, draft, items, _(" and ")):
            number = f"{fate.number}. " if fate.number else ""
            line(f"{number}{fate.question.id}: {self.became(fate)}", indent="   ")
        line()
        line(_("Answers as they would be in the results:"))
        if draft.outcome:
            line(f"  outcome = {draft.outcome}")
        for name, cell in sorted(draft.answers.items()):
            line(f"  {ANSWER}{name} = {cell}", indent="    ")
        for kind, words in draft.corrections.items():
            line(f"  {CORRECTION}{kind} = {words}", indent="    ")
        if preview.minutes is not None:
            n = preview.minutes
            text = ngettext("Read aloud, the script takes {n} minute.", "Read aloud, the script takes {n} minutes.", n)
            line(text.format(n=n))

    def became(self, fate: account.Fate) -> str:
        """What became of a question, in words."""
        if fate.became == account.ANSWERED:
            return show.answer(fate.question, fate.cell, self.preview.languages)
        text = _(_BECAME[fate.became])
        if not fate.conditions:
            return text
        reasons = _(" or ").join(fate.conditions)
        return text + ", " + _("only if {condition}").format(condition=reasons)


_BECAME = {
    account.PASSED: N_("asked and passed over"),
    account.ENDED: N_("not asked, the conversation ended before it"),
    account.NOT_ASKED: N_("not asked"),
    account.NOWHERE: N_("not asked, the script does not come to it"),
}
