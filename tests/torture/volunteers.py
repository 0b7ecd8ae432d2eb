"""Invented volunteers who ring at home, and coordinators who have a word in it: their logs, as ringa writes them."""

from itertools import count
from random import Random
from typing import Any

from ringa.core.events import FORGET, LIFT, OPT_OUT, REPORT, RESOLVE, UNDO, Event, erased, objects
from ringa.core.outcome import OUTCOMES
from tests.build import a_device, a_packet_row, an_event, moment, signed

LISTED = [f"m{n:04}" for n in range(1, 11)]
CONTACTS = [*LISTED, "m0098", "m0099"]  # the last are on no list
NAMES = ("Åsa", "Björn", "Cecilia", "Dag", "Eva", "Fatima", "Göran", "Hodan", "Ivar", "Jörgen", "Kim", "Lo")
# Half of what comes of calls are the outcomes that decide something.
OUTCOME_CODES = [*OUTCOMES, *["do_not_call", "conversation", "busy", "deceased"] * 4]
NOTES = ("", "", "ring efter 17", "=1+1", 'på tåget; "snart"\nhemma', "'", "070 123", "1E5", "007", "1.50", "åäö " * 9)


class World:
    """What time it really is, in minutes (everybody's own clock differs from it), and what callers have written."""

    def __init__(self) -> None:
        self.minutes = 0
        self.written: list[Event] = []
        self.devices = count()


class Caller:
    """Somebody with a laptop who writes a log. Nothing is ever taken from it but by `forget`."""

    def __init__(self, name: str, world: World, chance: Random) -> None:
        self.name, self.world, self.chance = name, world, chance
        self.log: list[Event] = []
        self.begin()

    def begin(self) -> None:
        """A new device, whose clock is right or days off."""
        self.device = a_device(next(self.world.devices))
        self.off = self.chance.choice([0, 0, 3, -7, 600, -100_000, 100_000])

    def write(self, kind: str, **cells: Any) -> Event:
        """One event more."""
        own = [event for event in self.log if event.device == self.device]
        at = max(moment(minutes=self.world.minutes + self.off), *(event.at for event in own), "")
        event = an_event(kind, len({e.seq for e in own}) + 1, device=self.device, at=at, caller=self.name, **cells)
        self.log.append(event)
        return event


class Volunteer(Caller):
    """A caller with a packet."""

    def __init__(self, n: int, world: World, chance: Random) -> None:
        self.packet = a_packet_row(n, caller=NAMES[n % len(NAMES)])
        super().__init__(self.packet.caller, world, chance)

    def write(self, kind: str, **cells: Any) -> Event:
        """One event more, signed."""
        self.log[-1:] = [signed(super().write(kind, **cells), self.packet)]
        self.world.written.append(self.log[-1])
        return self.log[-1]

    def ring(self) -> None:
        """A call, or something taken back, or the clock is set, or a backup comes back and goes another way."""
        chance = self.chance
        self.world.minutes += chance.randint(0, 40)
        own = [event for event in self.log if event.device == self.device and event.kind in (REPORT, UNDO)]
        how = chance.random()
        if how < 0.06:
            self.begin()
        elif own and how < 0.28:
            undone = chance.choice(own if chance.random() < 0.6 else self.world.written)  # others' calls stand
            self.write(UNDO, contact=undone.contact, replaces=undone.id)
        elif own and how < 0.38:
            rival = own[-1]
            says = {**self.call(), "outcome": chance.choice(["do_not_call", "deceased", "busy", "no_answer"])}
            fork = an_event(REPORT, rival.seq, device=rival.device, at=rival.at, caller=self.name, **says)
            self.log.append(signed(fork, self.packet))
            self.world.written.append(self.log[-1])
        else:
            self.write(REPORT, **self.call())

    def call(self) -> dict[str, Any]:
        """What there is to say of a call."""
        chance = self.chance
        outcome = chance.choice(OUTCOME_CODES)
        cells: dict[str, Any] = {"contact": chance.choice(CONTACTS), "channel": "phone", "outcome": outcome}
        cells["note"] = chance.choice(NOTES)
        if outcome in ("conversation", "partial"):
            cells |= {"survey": "val", "survey_version": "v0", "answers": {"will_vote": "yes", "why": "för att"}}
        if OUTCOMES[outcome].about_number:
            cells["number_index"] = "1"
        if outcome == "call_back":
            cells["call_back_at"] = moment(days=chance.randint(1, 9))
        if chance.random() < 0.1:
            cells["to_coordinator"] = "ring henne"
        return cells


class Coordinator(Caller):
    """Speaks without a packet: objections that came by mail, lifts, settled conflicts, people to be forgotten."""

    def speak(self) -> None:
        """A word on what callers have written down, whether it has arrived here or not."""
        chance, how, known = self.chance, self.chance.random(), self.world.written
        self.world.minutes += 1
        if how < 0.2:
            self.write(OPT_OUT, contact=chance.choice(CONTACTS))
        elif how < 0.35:
            self.write(FORGET, contact=chance.choice(CONTACTS))
        elif not known:
            return
        elif how < 0.42:
            self.log.append(erased(chance.choice(known)))  # of somebody forgotten whose forgetting itself is late
        elif how < 0.7:
            event = chance.choice([event for event in known if objects(event)] or known)
            self.write(LIFT, replaces=event.id)
        else:
            event = chance.choice(conflicting(known) or known)
            self.write(RESOLVE, replaces=event.id, note=chance.choice([event.check, event.check, "", "klart"]))


def conflicting(events: list[Event]) -> list[Event]:
    """Those under whose id another content stands."""
    by_id: dict[str, set[str]] = {}
    for event in events:
        by_id.setdefault(event.id, set()).add(event.check)
    return [event for event in events if len(by_id[event.id]) > 1]
