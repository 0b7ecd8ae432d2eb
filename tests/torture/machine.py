"""A state machine: what coordinators do in three campaigns, command by command, in any order.

After each step the campaign concerned stands where the oracle says who reads its export, the log has only grown, who
was blocked is blocked, and of who was forgotten there is nothing in any file.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from ringa.store import contacts
from ringa.store import db as store
from tests.build import a_device, a_forget, a_results_file, a_rules
from tests.cli.ready import import_members, people, rows_of
from tests.conftest import EVENING, Laptop
from tests.torture import Figures, each_seed
from tests.torture.campaigns import PLACE, an_office, expect, stand
from tests.torture.oracle import Oracle, Row

PEOPLE = 5
EXAMPLES, STEPS = 10, 50  # for each seed of the full size

WHO, WHERE = st.integers(1, PEOPLE), st.integers(0, 2)
OUTCOMES = st.sampled_from(["busy", "refused", "conversation", "do_not_call", "wrong_number", "skipped", "deceased"])


class Campaigns(RuleBasedStateMachine):
    """Three campaigns that began as one."""

    @initialize()
    def begin(self) -> None:
        """Each on a machine of its own."""
        self.place = Path(tempfile.mkdtemp(prefix="torture-", dir=PLACE))
        self.laptops = [self.copied(name) for name in ("north", "south", "union")]
        self.before: list[list[Row]] = [[], [], []]
        self.objecting: list[set[str]] = [set(), set(), set()]
        self.sent: list[bytes] = []
        self.forgettings = 0

    def copied(self, name: str) -> Laptop:
        """A campaign with its members and nothing else."""
        folder = self.place / name
        shutil.copytree(an_office(), folder)
        laptop = Laptop(folder, EVENING, name)
        import_members(laptop, *people(range(1, PEOPLE + 1)))
        return laptop

    # what is done

    @rule(n=WHERE, who=WHO, outcome=OUTCOMES)
    def record(self, n: int, who: int, outcome: str) -> None:
        """A call, with a note that names the member."""
        given = ["--answers", '{"will_vote": true}'] if outcome == "conversation" else []
        note = ["--note", f"Efternamn{who} har flyttat"]
        self.did(n, "record", f"000{who}", "--outcome", outcome, "--caller", "Kim", *note, *given)

    @rule(n=WHERE)
    def undo(self, n: int) -> None:
        """The last call is taken back, if there is one."""
        self.did(n, "history", "--undo", "--caller", "Kim")

    @rule(n=WHERE, who=WHO)
    def object(self, n: int, who: int) -> None:
        """An objection comes by mail."""
        self.did(n, "opt-out", f"000{who}")

    @rule(n=WHERE)
    def lift(self, n: int) -> None:
        """The oldest objection is lifted."""
        standing = self.laptops[n].ok("opt-out", "--json")["objections"]
        if standing:
            self.did(n, "opt-out", "--lift", standing[0]["event"])

    @rule(n=WHERE, who=WHO)
    def forget(self, n: int, who: int) -> None:
        """Somebody wants to be forgotten."""
        self.forgettings += 1
        self.merge(n, a_results_file([a_forget(1, contact=f"m000{who}", device=a_device(self.forgettings))]).encode())

    @rule(n=WHERE, other=WHERE)
    def merge_export(self, n: int, other: int) -> None:
        """One campaign's results go to another, or back to where they came from."""
        self.sent.append(self.laptops[other].export())
        self.merge(n, self.sent[-1])

    @rule(n=WHERE, age=st.integers(0, 9))
    def merge_old_copy(self, n: int, age: int) -> None:
        """A file that was sent before comes once more; the newest is of age 0."""
        if age < len(self.sent):
            self.merge(n, self.sent[-1 - age])

    @rule(n=WHERE)
    def import_again(self, n: int) -> None:
        """The register's list comes again, with everybody who was ever on it."""
        import_members(self.laptops[n], *people(range(1, PEOPLE + 1)))
        self.hold(n)

    @rule(n=WHERE, minutes=st.sampled_from([1, 500, -30]))
    def time_passes(self, n: int, minutes: int) -> None:
        """Or the clock is set back, and a new device begins."""
        self.laptops[n].later(minutes=minutes)

    def did(self, n: int, *args: str) -> None:
        """A command that may have found nothing to do."""
        assert self.laptops[n].run(*args).code in (0, 3), args
        self.hold(n)

    def merge(self, n: int, data: bytes) -> None:
        """A file comes in, of which nothing is set aside."""
        (self.laptops[n].folder / "in.csv").write_bytes(data)
        self.laptops[n].ok("merge", "in.csv", "--json")
        self.hold(n)

    # what must be true

    def hold(self, n: int) -> None:
        """All that was promised, of one campaign."""
        laptop = self.laptops[n]
        data = laptop.export()
        rows = [{name: cell for name, cell in row.items() if cell} for row in rows_of(data)]
        found = self.stood(laptop, data, rows)
        self.grown(n, [row for row in rows if row["kind"] != "end"])
        lifted = {row["replaces"] for row in rows if row["kind"] == "lift"}
        if lifted == {row["replaces"] for row in self.before[n] if row["kind"] == "lift"}:
            expect("no longer blocked", self.objecting[n] - found.objecting - found.forgotten, set())
        self.before[n], self.objecting[n] = rows, found.objecting
        for file in laptop.folder.glob("ringa.db*"):
            named = {f"m000{who.decode()}" for who in re.findall(rb"Efternamn([1-9])(?![0-9])", file.read_bytes())}
            expect("names of who is forgotten", named & found.forgotten, set())

    def stood(self, laptop: Laptop, data: bytes, rows: list[Row]) -> Any:
        """Where the campaign stands, which is where it must."""
        must = Oracle([f"m000{who}" for who in range(1, PEOPLE + 1)])
        must.take((row for row in rows if row["kind"] != "end"), _ends(rows))
        db = store.open_campaign(laptop.folder)
        try:
            found = stand(db, data)
            states = set(contacts.differences(db, contacts.everyone(db), a_rules()))
        finally:
            db.close()
        for name, one, wanted in zip(found._fields, found, must.stand(), strict=True):
            expect(name, one, wanted)
        expect("states not as folded", states, set())
        return found

    def grown(self, n: int, rows: list[Row]) -> None:
        """No row has gone but those of people who are forgotten."""
        erased = {row["event"] for row in rows if row["kind"] == "erased"}
        here = {(row["event"], row["check"]) for row in rows}
        before = {(row["event"], row["check"]) for row in self.before[n] if row["kind"] != "end"}
        expect("rows lost", {each for each in before - here if each[0] not in erased}, set())

    def teardown(self) -> None:
        """Everybody merges everything: the exports are one, and so is that of an empty campaign that merges it."""
        if not hasattr(self, "place"):
            return
        try:
            for n in (1, 2, 0):
                self.merge(n, self.laptops[n - 1].export())
            for n in (1, 2):
                self.merge(n, self.laptops[0].export())
            empty = self.copied("empty")
            (empty.folder / "in.csv").write_bytes(self.laptops[0].export())
            empty.ok("merge", "in.csv", "--json")
            expect("exports", len({laptop.export() for laptop in (*self.laptops, empty)}), 1)
        finally:
            shutil.rmtree(self.place)


def _ends(rows: list[Row]) -> dict[str, int]:
    return {row["device"]: int(row["seq"]) for row in rows if row["kind"] == "end"}


def run(seeds: Iterable[int]) -> Figures:
    """Ten runs of fifty steps for each seed."""
    full = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],  # making it smaller takes minutes
    )  # fmt: skip
    return each_seed(
        f"times {EXAMPLES} runs of {STEPS} steps", seeds, lambda n: run_state_machine_as_test(_seeded(n), settings=full)
    )


def _seeded(n: int) -> Any:
    return seed(n)(type("Campaigns", (Campaigns,), {}))
