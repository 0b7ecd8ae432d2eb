"""Hand out, pack, give back, lose a laptop, let time pass, in whatever order: a contact has one holder at most."""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from ringa.core.events import REPORT, Event
from ringa.core.fold import State
from ringa.core.handout import Caller
from ringa.core.instant import to_text
from ringa.core.packet import Packet, Person, shares
from ringa.store import contacts, db, device, handout, log, opened, packets
from tests.build import CAMPAIGN, FRIDAY, STOCKHOLM, a_member, a_phone, a_rules

PEOPLE = 6
RULES = a_rules(max_attempts=50)
CALLERS = st.sampled_from(["Anna", "Olle", "Eva"])
LEASE = timedelta(minutes=45)


class Office(RuleBasedStateMachine):
    """`held` is who believes to have a contact, and until when."""

    @initialize()
    def begin(self) -> None:
        self.now, self.made = FRIDAY, 0
        self.held: dict[str, tuple[str, str]] = {}
        folder = Path(mkdtemp())
        self.db = db.open_campaign(folder)
        people = [
            Person(a_member(f"m{n}", phones=(a_phone(n=n + 5),)), State()) for n in range(PEOPLE)
        ]  # an office that has these people
        packet = Packet("pzzzzzzzzzz", CAMPAIGN, "", "", "", b"", "", {}, [], people)
        with self.db.tx():
            opened.fill(self.db, packet, RULES, packets.UNSEALED, b"k" * 32, self.text)
            self.db.write("DELETE FROM packets")

    @property
    def text(self) -> str:
        return to_text(self.now)

    def take(self, contact: str, holder: str, until: str) -> None:
        before, ends = self.held.get(contact, (holder, ""))
        assert before == holder or ends <= self.text, (contact, before, ends, holder)
        self.held[contact] = (holder, until)

    @rule(caller=CALLERS)
    def hand_out(self, caller: str) -> None:
        until = to_text(self.now + LEASE)
        with self.db.tx():
            found = handout.claim(self.db, Caller(caller), self.text, until, zone=STOCKHOLM)
        if found:
            self.take(found[0], caller, max(until, self.held.get(found[0], ("", ""))[1]))

    @rule(
        callers=st.lists(CALLERS, min_size=1, max_size=2, unique=True), size=st.integers(1, 3), days=st.integers(1, 3)
    )
    def pack(self, callers: list[str], size: int, days: int) -> None:
        until = to_text(self.now + timedelta(days=days))
        wanted = shares(contacts.packable(self.db, self.text, until), callers, size)
        for caller, people in wanted.items():
            self.made += 1
            name = f"p{self.made:010}"
            row = packets.Row(name, caller, self.text, until, 0, b"", "plain", packets.OUT, {})
            with self.db.tx():
                row = packets.hold(self.db, row, [contact.id for contact in people])
            assert row.size == len(people)
            for contact in row.body["contacts"]:
                self.take(contact, name, until)

    @rule(caller=CALLERS)
    def give_back(self, caller: str) -> None:
        with self.db.tx():
            for contact in handout.held_by(self.db, caller):
                if handout.release(self.db, contact, caller) and self.held[contact][0] == caller:
                    del self.held[contact]

    @rule(state=st.sampled_from([packets.BACK, packets.LOST]))
    def close_the_oldest(self, state: str) -> None:
        out = [row for row in packets.ledger(self.db) if row.state == packets.OUT]
        if out:
            with self.db.tx():
                packets.close(self.db, out[0], state, self.text)
            self.held = {contact: each for contact, each in self.held.items() if each[0] != out[0].packet}

    @rule(contact=st.integers(0, PEOPLE - 1), caller=CALLERS, outcome=st.sampled_from(["busy", "no_answer", "refused"]))
    def report(self, contact: int, caller: str, outcome: str) -> None:
        event = Event(CAMPAIGN, "", 0, REPORT, contact=f"m{contact}", caller=caller, channel="phone", outcome=outcome)
        with self.db.tx():
            log.append(self.db, event, device.Home("here", lambda size: b"\0" * size), self.text)
            handout.release(self.db, f"m{contact}", caller)
            state = contacts.refold(self.db, f"m{contact}", RULES).state
        if state.state != "open" or self.held.get(f"m{contact}", ("", ""))[0] == caller:
            self.held.pop(f"m{contact}", None)

    @rule(minutes=st.sampled_from([1, 30, 50, 300, 1500, 5000]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def teardown(self) -> None:
        if hasattr(self, "db"):
            assert [*contacts.differences(self.db, contacts.everyone(self.db), RULES)] == []
            self.db.close()


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
