"""Results and packets that were altered on the way: no altered row is taken, no other is left out, nothing crashes.

A seed is a way of altering (`altered`) and the chance in it. Every file is read as `merge` reads it, row by row, and
each hundred of them are merged together by the command; packets are opened by the command.
"""

import json
import shutil
import signal
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from ringa.cli import gathering, receiving
from ringa.core.events import Event
from ringa.core.merge import Trust
from ringa.errors import RingaError
from ringa.store import db as store
from ringa.store import packets, settings
from tests.build import CAMPAIGN
from tests.cli.ready import import_members, rows_of, small
from tests.conftest import Laptop
from tests.torture import Figures, each_seed
from tests.torture.altered import ALL, GENUINE, LEDGER, Altered
from tests.torture.altered_packets import PACKETS, AlteredPacket
from tests.torture.wrapped import IDENTITY, RESULTS

TOGETHER = 100  # files that are merged at once
SECONDS = 20  # that one file may take at most

_TRUST = Trust(CAMPAIGN, keys={row.packet: row.key for row in LEDGER}, packed=True)
_BY_ID = {(event.device, event.seq): event for event in GENUINE}


def run(seeds: Iterable[int]) -> Figures:
    """Alter one file for each seed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inbox = _Inbox(folder)

        def case(seed: int) -> None:
            turn, which = divmod(seed, len(RESULTS) + len(PACKETS))
            chance = Random(seed)
            with _limited():
                if which < len(RESULTS):
                    found = RESULTS[which](chance)
                    try:
                        _judged(found, folder)
                    except AssertionError as error:
                        raise AssertionError(f"{found.how}: {error}") from error
                    assert not (problem := inbox.put(found)), problem
                else:
                    _opened(PACKETS[which - len(RESULTS)](chance), folder, turn)

        found = each_seed("altered files", seeds, case)
        with _limited():
            problem = inbox.merge()
        return found._replace(failures=found.failures | ({-1: problem} if problem else {}))


@contextmanager
def _limited() -> Iterator[None]:
    """No file makes anybody wait for ever."""

    def late(_number: int, _frame: Any) -> None:
        raise AssertionError(f"more than {SECONDS} s")

    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# Results


def _judged(altered: Altered, folder: Path) -> None:
    taken, aside = _read(altered, folder)
    for event in taken:
        assert _BY_ID.get((event.device, event.seq)) == event, f"an altered row was taken: {event}"
    if altered.gone is None:
        return
    ids = {(event.device, event.seq) for event in taken}
    assert not ids & altered.gone, "an altered row was taken"
    # whoever names a column as another, or takes one away that every row needs, has touched the file as a whole
    assert ids == ALL - altered.gone or aside is None, f"left out though nobody touched it: {ALL - altered.gone - ids}"
    if altered.reasons and aside:
        assert aside <= set(altered.reasons), aside


def _read(altered: Altered, folder: Path) -> tuple[list[Event], set[str] | None]:
    """The rows that are taken of a file, and why others are not; None for those of a file that is refused."""
    path = folder / altered.name
    path.write_bytes(altered.data)
    taken: list[Event] = []
    reasons: set[str] = set()
    refused = False
    with ExitStack() as stack:
        try:
            sources, wrong = gathering.sources([path.name], folder, stack)
        except RingaError:
            return [], None
        refused = bool(wrong)
        for source in sources:
            rows: list[Any] = []
            try:
                with closing(gathering.opened(source, IDENTITY)) as stream:
                    rows += receiving._results(stream, source.name, _TRUST).rows()
            except RingaError as error:
                assert error.message and error.hint
                refused = True
                continue
            taken += (row for row in rows if isinstance(row, Event))
            reasons |= {row.reason for row in rows if not isinstance(row, Event)}
    return taken, None if refused and not taken and not reasons else reasons


class _Inbox:
    """Where altered files wait until the command merges them, all at once."""

    def __init__(self, folder: Path) -> None:
        self._inbox = folder / "inbox"
        self._files = 0
        self._office = _office(folder)

    def put(self, altered: Altered) -> str:
        """One more; if that makes a hundred, what was wrong with merging them."""
        self._inbox.mkdir(exist_ok=True)
        (self._inbox / f"{self._files}-{altered.name}").write_bytes(altered.data)
        self._files += 1
        return self.merge() if self._files == TOGETHER else ""

    def merge(self) -> str:
        """What was wrong with merging those that wait; '' if nothing was."""
        if not self._files:
            return ""
        office, self._files = self._office, 0
        answer = office.run("merge", self._inbox, "--yes", "--json")
        shutil.rmtree(self._inbox)
        if answer.code not in (0, 1, 4) or "Traceback" in answer.err:
            return f"merge ended with {answer.code}: {answer.err}"
        known = {(event.id, event.check, event.mac) for event in GENUINE}
        rows = [row for row in rows_of(office.export()) if row["kind"] != "end"]
        if strange := {(row["event"], row["check"], row["mac"]) for row in rows} - known:
            return f"the log has rows that nobody wrote: {strange}"
        findings = office.run("check", "--json").json["findings"]
        return "" if all("missing" in str(each) for each in findings) else str(findings)


def _office(place: Path) -> Laptop:
    """A campaign that has sent those packets out."""
    Laptop(place).ok("init", place / "office", "--ends", "2026-09-13", "--json")
    office = small(Laptop(place / "office"))
    import_members(office, *(f"{n:04};Förnamn Efternamn{n};070-174 06 {n + 10:02}" for n in range(1, 9)))
    office.later(days=5)
    with closing(store.open_campaign(office.folder)) as db, db.tx():
        for row in LEDGER:
            packets.put(db, row)
        settings.put(db, packets.IDENTITY, IDENTITY)
    return office


# Packets


def _opened(altered: AlteredPacket, folder: Path, turn: int) -> None:
    """The command refuses it; or opens what somebody has made from beginning to end, which nobody can tell from a good
    one, and that is a whole campaign.
    """
    laptop = Laptop(folder, machine=str(turn))
    (folder / "p.ringa").write_bytes(altered.data)
    (folder / "key").write_text(IDENTITY)
    identity = ("--identity", "key") if altered.data.startswith(b"age-encryption.org/v1\n-> X25519") else ()
    answer = laptop.run("open", "p.ringa", "opened", *identity, "--json")
    try:
        assert answer.code in (0, 1, 2) and "Traceback" not in answer.err, answer
        assert answer.code != 0 or altered.made, "an altered packet was opened"
        if answer.code:
            assert json.loads(answer.out)["error"]["hint"] and not (folder / "opened").exists(), answer
        else:
            laptop.folder = folder / "opened"
            for command in (["status"], ["next"], ["export", "--contacts", "-o", "x.csv"]):
                answer = laptop.run(*command, "--json")
                assert answer.code in (0, 3), (command, answer)
    except AssertionError as error:
        raise AssertionError(f"{altered.how}: {error}") from error
    finally:
        shutil.rmtree(folder / "opened", ignore_errors=True)
