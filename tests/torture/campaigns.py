"""The simulator: invented volunteers, three coordinators, bad post; and the real merge, export and fold.

After every merge a campaign must stand where the oracle says, and in the end all campaigns must be equal to the byte.
"""

import atexit
import csv
import io
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import typer

from ringa.cli import exporting
from ringa.cli.commands import merge as merge_command
from ringa.cli.session import Session
from ringa.errors import RingaError
from ringa.store import contacts, journal, log, packets
from ringa.store import waiting as totals
from ringa.store.db import Db
from tests.cli.ready import import_members, people, small
from tests.conftest import EVENING, Laptop
from tests.torture import Figures, each_seed
from tests.torture.oracle import Oracle, Post, Stand
from tests.torture.posts import DAMAGES, REFUSALS, post
from tests.torture.volunteers import LISTED, Coordinator, Volunteer, World

ROUNDS = 2
# What is tried here is not whether the disk keeps what it was given.
MEMORY = Path("/dev/shm")
PLACE = MEMORY if MEMORY.is_dir() else None


class Broken(AssertionError):
    """A promise was not kept."""


class Power(BaseException):
    """The power fails."""


def expect(what: str, found: object, wanted: object) -> None:
    """What a campaign says is what the oracle says."""
    if found != wanted:
        raise Broken(f"{what}: {_shown(found, wanted)} is found, {_shown(wanted, found)} is right")


def _shown(one: object, other: object) -> str:
    if isinstance(one, set | frozenset) and isinstance(other, set | frozenset):
        return f"{sorted(one - other)[:5]} more" if one - other else "nothing more"
    return repr(one)[:300]


@cache
def an_office() -> Path:
    """A campaign with ten members, made once, from which all coordinators' campaigns are copied."""
    place = Path(tempfile.mkdtemp(prefix="torture-office-", dir=PLACE))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    Laptop(place).ok("init", place / "office", "--ends", "2026-09-13", "--json")
    office = small(Laptop(place / "office", EVENING + timedelta(days=5)))
    import_members(office, *people(range(1, len(LISTED) + 1)))
    (office.folder / "list.csv").unlink()
    office.ok("status")
    return office.folder


class Office:
    """A coordinator's campaign, merged into and exported by the very functions that the commands call."""

    def __init__(self, name: str, place: Path, ledger: Sequence[packets.Row], now: timedelta) -> None:
        self.name, self.folder = name, place / name
        shutil.copytree(an_office(), self.folder)
        self.session = Session({}, lambda: EVENING + now, lambda n: b"7" * n, machine=name, cwd=self.folder)
        self.db = self.session.open_db()
        with self.db.tx():
            for row in ledger:
                packets.put(self.db, row)
        self.must = Oracle(LISTED)
        self.before: frozenset[tuple[str, str]] = frozenset()
        self.merges = 0

    def merge(self, posts: Sequence[Post], *, unsigned: bool = False) -> None:
        """Merge these files; what is said of them must be right, and every fourth time all that has become of it."""
        for each in posts:
            (self.folder / each.name).write_bytes(each.data)
        self.merges += 1
        report = self._merged([each.name for each in posts], unsigned=unsigned)
        for each in posts:
            self.must.take(each.whole, each.ends)
        self._hold_report(report, posts)
        if self.merges % 4 == 0:
            self.hold()

    def merge_all_of(self, other: "Office") -> None:
        """Merge another coordinator's export."""
        (self.folder / "all.csv").write_bytes(other.export())
        report = self._merged(["all.csv"], unsigned=True)
        self.must.take_all(other.must)
        expect("what was set aside of an export", report["reasons"], {})

    def _merged(self, names: list[str], *, unsigned: bool) -> dict[str, Any]:
        """What `ringa merge --json` says; nothing, if the one file was refused."""
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(io.StringIO()), suppress(typer.Exit):
            try:
                merge_command._merge(
                    self.session, names, dry_run=False, yes=True, unsigned=unsigned, json=True
                )  # fmt: skip
            except RingaError as error:
                return {"refused": [{"file": names[0], "message": error.message}], "reasons": {}, "cut_short": []}
        return dict(json.loads(out.getvalue()))

    def _hold_report(self, report: dict[str, Any], posts: Sequence[Post]) -> None:
        expect("files refused", {each["file"] for each in report["refused"]}, {p.name for p in posts if p.refused})
        expect("reasons", report["reasons"], Counter(reason for each in posts for reason in each.aside))
        expect("files cut short", {*report["cut_short"]}, {each.name for each in posts if _cut_short(each)})
        if "read" not in report:
            return
        expect("rows", report["read"], report["added"] + report["known"] + report["quarantined"])
        if path := report["quarantine_file"]:
            aside = list(csv.DictReader(io.StringIO(Path(path).read_text(), newline="")))
            expect("rows in quarantine", Counter(row["file"] for row in aside), _aside_by_file(posts))
            Path(path).unlink()

    def hold(self) -> None:
        """The campaign stands where the oracle says; nothing was lost that was there before; folds are up to date."""
        now, must = self.stand(), self.must.stand()
        for name, found, wanted in zip(Stand._fields, now, must, strict=True):
            expect(f"{self.name}, {name}", found, wanted)
        erased = {row["event"] for row in self.must.standing() if row["kind"] == "erased"}
        expect("rows lost", {each for each in self.before - now.events if each[0] not in erased}, set())
        self.before = now.events
        rules = self.session.campaign.rules
        expect("states not as folded", set(contacts.differences(self.db, contacts.everyone(self.db), rules)), set())

    def stand(self) -> Stand:
        """Where the campaign stands."""
        return stand(self.db, self.export())

    def export(self) -> bytes:
        """What `ringa export` writes."""
        return self._exported(exporting.RESULTS)

    def states(self) -> bytes:
        """What `ringa export --contacts` writes, in no order, without people of whom nothing is known but their id."""
        lines = self._exported(exporting.CONTACTS).splitlines()
        return b"\n".join(sorted(line for line in lines if not line.endswith(b",blocked,not_in_list,0,,,,")))

    def _exported(self, view: str) -> bytes:
        with self.db.snapshot():
            return "".join(exporting.pieces(self.session, self.db, exporting.Wanted(view, 0, False))).encode()

    def close(self) -> None:
        """Give everything back."""
        self.session.close()
        shutil.rmtree(self.folder)


def stand(db: Db, export: bytes) -> Stand:
    """Where a campaign with this export stands."""
    rows = list(csv.DictReader(io.StringIO(export.decode(), newline="")))
    everyone = list(contacts.everyone(db))
    figures = totals.totals(db)
    conversed = {contact.id for contact in everyone if contact.state.conversed}
    expect("conversations in all", figures["conversations"], len(conversed))
    return Stand(
        frozenset((row["event"], row["check"]) for row in rows if row["kind"] != "end"),
        {row["device"]: int(row["seq"]) for row in rows if row["kind"] == "end"},
        {name: {n for a, b in gaps for n in range(a, b + 1)} for name, gaps in log.missing(db).items()},
        set(log.conflicts(db)),
        {contact.id for contact in everyone if contact.state.reason == "forgotten"},
        {contact.id for contact in everyone if contact.state.reason == "do_not_call"},
        {contact.id for contact in everyone if contact.state.reason == "deceased"},
        {(event.id, event.check) for event in log.counted(db)},
        figures["attempts"],
        conversed,
        {c.id: (c.state.last_outcome, c.state.last_caller) for c in everyone if c.state.last_outcome},
    )


def _cut_short(each: Post) -> bool:
    devices = {row["device"] for row in each.whole}
    return not each.refused and (not each.ends or not devices <= each.ends.keys())


def _aside_by_file(posts: Iterable[Post]) -> Counter[str]:
    return Counter({each.name: len(each.aside) for each in posts if each.aside})


@contextmanager
def power_failing(chance: Random) -> Iterator[None]:
    """In the middle of a merge, after some of its files."""
    left, note = chance.randint(0, 2), journal.note

    def failing(*args: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Power
        note(*args)

    with patch.object(journal, "note", failing):
        yield


class Season:
    """One seed: who rings, what they send, and how it comes."""

    def __init__(self, seed: int, place: Path, volunteers: int, offices: int) -> None:
        self.chance = Random(seed)
        self.world = World()
        self.callers = [Volunteer(n, self.world, self.chance) for n in range(volunteers)]
        self.words = [Coordinator(f"Coordinator {n}", self.world, self.chance) for n in range(offices)]
        ledger = [caller.packet for caller in self.callers]
        self.offices = [
            Office(f"office{n}", place, ledger, timedelta(days=self.chance.randint(0, 900))) for n in range(offices)
        ]
        self.boxes: list[list[Post]] = [[] for _office in self.offices]
        self.sent = 0

    def letter(self, caller: Volunteer) -> Post:
        """What a volunteer sends: the whole log, an old copy, what came since, or it with another's; whole or not."""
        chance, events = self.chance, caller.log
        self.sent += 1
        name = f"{self.sent}.csv"
        how = chance.random()
        if how < 0.25:
            events = events[: chance.randint(1, len(events))]
        elif how < 0.3:
            events = events[-chance.randint(1, len(events)) :]
        elif how < 0.4:
            events = [*events, *chance.choice([each.log for each in self.callers if each.log])]
        events = [*dict.fromkeys(events)]
        if chance.random() < 0.2:
            return chance.choice(REFUSALS)(name, events, chance)
        return post(name, events, chance.choice(DAMAGES), chance)

    def forty_letters(self) -> list[Post]:
        """A file or two from everybody, damaged in every way in turn; old copies and new ones."""
        letters = []
        for n, caller in enumerate(self.callers):
            for _call in range(self.chance.randint(5, 12)):
                caller.ring()
            kind = n % (len(DAMAGES) + len(REFUSALS))
            if kind < len(DAMAGES):
                letters.append(post(f"{n}.csv", caller.log, DAMAGES[kind], self.chance))
            else:
                letters.append(REFUSALS[kind - len(DAMAGES)](f"{n}.csv", caller.log, self.chance))
            if n % 3 == 0:
                letters.append(post(f"{n}-old.csv", caller.log[: len(caller.log) // 2], DAMAGES[0], self.chance))
        return letters

    def round(self) -> None:
        """Some ring, some send, some of it arrives, somewhere, once or more."""
        chance = self.chance
        for caller in self.callers:
            for _call in range(chance.randint(1, 8)):
                caller.ring()
            if caller.log and chance.random() < 0.7:
                letter = self.letter(caller)
                for box in chance.choices(self.boxes, k=chance.choice([0, 1, 2, 3, 4])):
                    box.append(letter)
        for n, office in enumerate(self.offices):
            if chance.random() < 0.5:
                self.merge(office, self.boxes[n])
            if chance.random() < 0.5:
                for _word in range(chance.randint(1, 4)):
                    self.words[n].speak()
                self.say(n)
        if chance.random() < 0.3:
            self.offices[0].merge_all_of(self.offices[-1])

    def merge(self, office: Office, box: list[Post]) -> None:
        """Merge what has come, in whatever order; some of it stays for another day."""
        chance = self.chance
        chance.shuffle(box)
        posts = [box.pop() for _post in range(chance.randint(1, len(box)))] if box else []
        posts = list({each.name: each for each in posts}.values())
        if posts and chance.random() < 0.2:
            self.die(office, posts)
        if posts:
            office.merge(posts)

    def die(self, office: Office, posts: Sequence[Post]) -> None:
        """The power fails in the middle: as if nothing had been merged."""
        before = office.stand()
        for each in posts:
            (office.folder / each.name).write_bytes(each.data)
        with suppress(Power), power_failing(self.chance):
            office._merged([each.name for each in posts], unsigned=False)
            return
        expect("after the power failed", office.stand(), before)

    def say(self, n: int) -> None:
        """A coordinator's own words come into the coordinator's own campaign."""
        if self.words[n].log:
            log = post(f"words-{n}-{self.offices[n].merges}.csv", self.words[n].log, DAMAGES[0], self.chance)
            self.offices[n].merge([log], unsigned=True)

    def settle(self) -> None:
        """All that is under way arrives, and the coordinators merge each other's exports: all are equal."""
        for n, office in enumerate(self.offices):
            if self.boxes[n]:
                office.merge(list({each.name: each for each in self.boxes[n]}.values()))
            office.hold()
        first, *others = self.offices
        for other in others:
            first.merge_all_of(other)
        for other in others:
            other.merge_all_of(first)
        for office in self.offices:
            office.hold()
        expect("exports", len({office.export() for office in self.offices}), 1)
        if all(other.must.stand() == first.must.stand() for other in others):  # but for who objected where
            expect("views of contacts", len({office.states() for office in self.offices}), 1)

    def close(self) -> None:
        """Give everything back."""
        for office in self.offices:
            office.close()


@contextmanager
def a_season(seed: int, volunteers: int, offices: int = 3) -> Iterator[Season]:
    """A season in a place of its own."""
    with tempfile.TemporaryDirectory(prefix="torture-", dir=PLACE) as place:
        season = Season(seed, Path(place), volunteers, offices)
        try:
            yield season
        finally:
            season.close()


def play(seed: int) -> None:
    """Two to eight volunteers, two rounds."""
    with a_season(seed, 2 + seed % 7) as season:
        for _round in range(ROUNDS):
            season.round()
        season.settle()


def play_in_ten_orders(seed: int) -> None:
    """Forty volunteers, to whose files everything happens that can; merged in ten orders on ten campaigns."""
    with a_season(seed, 40, offices=10) as season:
        letters = season.forty_letters()
        for n, office in enumerate(season.offices):
            box = season.chance.sample(letters, len(letters))
            for batch in (box[:7], box[7:], box[::5]) if n % 2 else (box,):
                office.merge(batch)
            office.hold()
        first = season.offices[0]
        expect("exports", {office.export() for office in season.offices}, {first.export()})
        expect("views of contacts", {office.states() for office in season.offices}, {first.states()})


def run(seeds: Iterable[int]) -> Figures:
    """Play these seasons; of every hundred, one with forty volunteers and ten campaigns."""
    return each_seed("campaigns", seeds, lambda seed: play_in_ten_orders(seed) if seed % 100 == 99 else play(seed))
