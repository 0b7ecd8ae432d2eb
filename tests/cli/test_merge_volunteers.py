"""What twelve volunteers send, as it comes: every row that nobody touched goes in, in whatever order, and no other."""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ringa.core.events import Event
from ringa.store import db as store
from ringa.store import packets
from ringa.store.packets import Row
from tests.build import a_device, a_packet_row, a_report, a_results_file, an_undo, signed
from tests.cli.ready import an_office_to_merge_into, rows_of
from tests.conftest import Laptop

Copy = Callable[[Laptop, str], Laptop]
VOLUNTEERS, CALLS = 12, 9
NAMES = ("Åsa", "Björn", "Cecilia", "Dag", "Eva", "Fatima", "Göran", "Hodan", "Ivar", "Jörgen", "Kim", "Lo")


class Post(NamedTuple):
    """What came from somebody: name of the file, bytes, the events in it that are whole, why others are not."""

    name: str
    data: bytes
    whole: list[Event]
    reasons: list[str]


def calls(n: int, packet: Row, chance: random.Random) -> list[Event]:
    """The whole log of a volunteer."""
    found = []
    for seq in range(1, CALLS + 1):
        outcome = chance.choice(["busy", "no_answer", "refused", "conversation", "do_not_call", "wrong_number"])
        cells: dict[str, Any] = {"contact": f"m{chance.randint(1, 8):04}", "caller": NAMES[n], "device": a_device(n)}
        cells["note"] = chance.choice(["", "ring efter 17", "=1+1", 'på tåget; "snart"\nhemma', "'", "070 123"])
        if outcome == "conversation":
            cells |= {"survey": "val", "survey_version": "v0", "answers": {"will_vote": "yes", "why": "för att"}}
        if outcome == "wrong_number":
            cells["number_index"] = "1"
        found.append(a_report(outcome, seq, **cells))
    found[-1] = an_undo(found[0], CALLS, device=a_device(n), caller=NAMES[n])
    return [signed(event, packet) for event in found]


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def text(rows: list[list[str]], **options: Any) -> str:
    out = io.StringIO()
    csv.writer(out, **{"lineterminator": "\r\n", **options}).writerows(rows)
    return out.getvalue()


def edited(data: bytes, column: str, value: str) -> bytes:
    """With another value in the second row."""
    rows = table(data)
    rows[2][rows[0].index(column)] = value
    return text(rows).encode()


def post(chance: random.Random) -> tuple[list[Post], list[Row], dict[str, set[int]]]:
    """Everything that comes in, the packets that went out, and the numbers that will be missing by device."""
    ledger = [a_packet_row(n, caller=NAMES[n]) for n in range(VOLUNTEERS)]
    logs = [calls(n, ledger[n], chance) for n in range(VOLUNTEERS)]
    whole = [a_results_file(log).encode() for log in logs]
    second = [[event for event in log if event.seq != 2] for log in logs]
    rows = [table(data) for data in whole]
    turned = [rows[4][0][::-1], *(row[::-1] for row in chance.sample(rows[4][1:], len(rows[4]) - 1))]
    cut = whole[3][: whole[3].rindex(b"\r\n", 0, len(whole[3]) - 500) + 2]
    left = [event for event in logs[3] if event.check.encode() in cut]
    old = a_results_file(logs[2][:4]).encode()
    strange = [signed(event._replace(packet="", mac=""), a_packet_row(20)) for event in logs[10]]
    sister = [a_report("busy", n, device=a_device(25), campaign="sister") for n in (1, 2)]
    found = [
        Post("whole.csv", whole[0], logs[0], []),
        Post("twice.csv", whole[0] + b"\r\n", logs[0], []),
        Post("old.csv", old, logs[2][:4], []),
        Post("new.csv", whole[2], logs[2], []),
        Post("cut.csv", cut, left, []),
        Post("turned.csv", text(turned).encode(), logs[4], []),
        Post(
            "edited.csv",
            edited(whole[5], "outcome", "busy " if logs[5][1].outcome == "busy" else "busy"),
            second[5],
            ["altered"],
        ),
        Post("forged.csv", edited(whole[6], "mac", "k" + "0" * 16), second[6], ["wrong_key"]),
        Post("stripped.csv", edited(whole[7], "mac", ""), second[7], ["unsigned"]),
        # LibreOffice 7.4 keeps the separator, writes LF and quotes what has to be; Excel writes ; and a BOM
        Post("libreoffice.csv", text(rows[8], lineterminator="\n").encode(), logs[8], []),
        Post("excel.csv", text(rows[9], delimiter=";").encode("utf-8-sig"), logs[9], []),
        Post("cp1252.csv", text(rows[1], delimiter=";", quoting=csv.QUOTE_ALL).encode("cp1252"), logs[1], []),
        Post("strange.csv", a_results_file(strange).encode(), [], ["unknown_packet"] * CALLS),
        Post("overlap.csv", a_results_file(logs[11] + logs[8][:3]).encode(), logs[11] + logs[8][:3], []),
        Post("sister.csv", a_results_file(sister).encode(), [], []),
    ]
    missing = {a_device(n): {2} for n in (5, 6, 7)}
    missing[a_device(10)] = set(range(1, CALLS + 1))  # its closing row says so
    cut_off = {event.seq for event in logs[3]} - {event.seq for event in left}
    assert cut_off == set(range(len(left) + 1, CALLS + 1)) and left  # nothing says that they were there
    return found, ledger, missing


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office_to_merge_into(tmp_path, tmp_path_factory)


def test_in_ten_orders_everything_whole_goes_in_everything_else_is_set_aside_and_gaps_are_exact(
    office: Laptop, copy_of: Copy
) -> None:
    chance = random.Random(6)
    found, ledger, missing = post(chance)
    db = store.open_campaign(office.folder)
    with db.tx():
        for row in ledger:
            packets.put(db, row)
    db.close()
    exports, contacts = set(), set()
    wanted = {(event.id, event.check) for each in found for event in each.whole}
    for turn in range(10):
        laptop = copy_of(office, f"office{turn}")
        chance.shuffle(found)
        for each in found:
            (laptop.folder / each.name).write_bytes(each.data)
        names = [each.name for each in found]
        reasons: Counter[str] = Counter()
        for batch in (names,) if turn % 2 else (names[:3], names[3:]):
            report = laptop.run("merge", *batch, "--json").json
            reasons.update(report["reasons"])
        report = laptop.run("merge", *names[::5], "--json").json  # some of them once more
        assert reasons == Counter(reason for each in found for reason in each.reasons)
        assert {each["file"] for each in report["refused"]} <= {"sister.csv"}
        gaps = {gap["device"]: {n for a, b in gap["missing"] for n in range(a, b + 1)} for gap in report["gaps"]}
        assert gaps == missing
        data = laptop.export()
        assert {(row["event"], row["check"]) for row in rows_of(data) if row["kind"] != "end"} == wanted
        exports.add(data)
        contacts.add(laptop.ok("export", "--contacts"))
        aside = [row for path in laptop.folder.glob("*.quarantine*") for row in rows_of(path.read_bytes())]
        assert {row["file"] for row in aside} == {"edited.csv", "forged.csv", "stripped.csv", "strange.csv"}
    assert len(exports) == 1 and len(contacts) == 1
    assert laptop.ok("check", "--json")["findings"]  # the gaps
