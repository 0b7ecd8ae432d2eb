"""Agreeing on a call-back: when, in the words of the member, and who makes it."""

from collections.abc import Sequence
from datetime import datetime

from ringa.cli import show
from ringa.cli.keyboard import ENTER, Back, Keyboard
from ringa.cli.screen import BOLD, Screen
from ringa.core.campaign import Campaign
from ringa.core.hours import ended, fits, nearest
from ringa.core.instant import to_text
from ringa.core.moment import read_coming
from ringa.core.outcome import CALL_BACK_GRACE
from ringa.i18n import N_, _, ngettext

LETTERS = "bncr!p"
EXAMPLES = N_("As in: tomorrow 18:00, Monday evening, in 3 hours, 24/8.")


def agree(
    screen: Screen, keyboard: Keyboard, campaign: Campaign, now: datetime, caller: str, *, at_home: bool = False
) -> tuple[str, str]:
    """When to call back, as an instant, and the caller who has promised to: '' if anyone may. Raises Back.

    `at_home` where the members came in a packet, which nobody else is handed.
    """
    agreed = Agreement(screen, keyboard, campaign, now)
    while True:
        at = agreed.when()
        screen.frame(screen.now.title)
        try:
            return to_text(at), caller if agreed.is_mine(at_home=at_home) else ""
        except Back:
            screen.frame(screen.now.title)


def promised(due: Sequence[str], now: datetime, campaign: Campaign) -> str:
    """The call-backs that a caller has promised to make, in a sentence; '' for none. `due` are instants."""
    n = len(due)
    text = ngettext("You have promised {n} call-back: {times}.", "You have promised {n} call-backs: {times}.", n)
    times = "; ".join(show.coming(each, now, campaign.zone) for each in due)
    return text.format(n=n, times=times) if due else ""


class Agreement:
    """What is being agreed with a member on the phone, at `now`."""

    def __init__(self, screen: Screen, keyboard: Keyboard, campaign: Campaign, now: datetime) -> None:
        self.screen = screen
        self.keyboard = keyboard
        self.campaign = campaign
        self.now = now

    def when(self) -> datetime:
        """A moment at which the campaign rings, or which is kept all the same. Raises Back."""
        proposed: datetime | None = None
        self.screen.gap()
        self.screen.line(_("When? Write it as the member says it."), BOLD)
        self.screen.line(_(EXAMPLES))
        place = self.screen.place
        while True:
            at = self.typed(proposed)
            if at is None:
                self.screen.wrong(_("That is no time to come. As in: tomorrow 18:00, Monday evening, in 3 hours."))
                continue
            self.screen.typed(self.words(at))
            if self.rings_at(at):
                return at
            proposed = self.nearest(at)
            self.tell_outside(at, proposed)
            if self.keyboard.yes(_("Keep this time all the same?")):
                return at
            self.screen.rewind(place)

    def typed(self, proposed: datetime | None) -> datetime | None:
        """The moment that was typed, or proposed and taken; None for what is none."""
        options = [(ENTER, self.words(proposed))] if proposed else []
        text = self.keyboard.line(_("Time"), options, LETTERS)
        if not text and proposed:
            return proposed
        try:
            return read_coming(text, self.now, self.campaign.zone)
        except ValueError:
            return None

    def words(self, at: datetime) -> str:
        """A moment as the caller sees it, and could have written it."""
        return show.coming(at, self.now, self.campaign.zone)

    def rings_at(self, at: datetime) -> bool:
        """Whether the campaign rings then."""
        return fits(at, self.campaign.hours, self.campaign.ends, self.campaign.zone)

    def nearest(self, at: datetime) -> datetime | None:
        """The nearest moment at which it does."""
        return nearest(at, self.campaign.hours, self.campaign.ends, self.campaign.zone, self.now)

    def tell_outside(self, at: datetime, proposed: datetime | None) -> None:
        """Why this is no good time, and what is."""
        over = ended(self.campaign.ends, at, self.campaign.zone)
        text = _("The campaign is over then.") if over else _("That is outside the calling hours.")
        if proposed:
            text += " " + _("The nearest time inside is {time}.").format(time=self.words(proposed))
        self.screen.gap()
        self.screen.line(text)

    def is_mine(self, *, at_home: bool) -> bool:
        """Whether the caller promises to make the call. Raises Back."""
        minutes = CALL_BACK_GRACE.seconds // 60
        mine = _("I call back myself; if I am {n} minutes late, it goes to the others too").format(n=minutes)
        if at_home:
            mine = _("I call back myself; nobody else will ring, since the packet is mine")
        return self.keyboard.choose(_("Who calls back?"), [mine, _("Anyone may call back")], LETTERS) == 0
