"""Invented results as volunteers send them back, the same for the same seed.

Each file is the whole log of one laptop. A tenth of its rows are word for word those of the file before: somebody has
merged a friend's results, or sends an old copy along.
"""

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest as hmac
from pathlib import Path
from typing import NamedTuple

ANSWERS = ("answer.issues", "answer.support")
HEADER = (
    "format", "campaign", "event", "device", "seq", "at", "kind", "contact", "caller", "channel", "outcome",
    "number_index", "started_at", "ended_at", "call_back_at", "call_back_for", "note", "to_coordinator", "survey",
    "survey_version", *ANSWERS, "replaces", "packet", "mac", "check",
)  # fmt: skip
DOUBLED = 0.1
_OUTCOMES = ["conversation"] * 4 + ["no_answer"] * 5 + ["call_back", "wrong_number", "refused", "voicemail", "busy"]
_NOTES = ["" for _ in range(12)] + [
    "ring efter 17", "vill ha blankett, skicka till jobbet", "positiv\nmen upptagen", "'=1+1 formel",
    "språk: somaliska",
]  # fmt: skip
_ISSUES = ("pay", "hours", "pay|hours", "safety", "")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_BEGAN = datetime(2026, 3, 1, 8)  # UTC


class Packet(NamedTuple):
    """What one volunteer was sent: the packet's id and key, the device and name of the volunteer."""

    packet: str
    key: bytes
    device: str
    caller: str


def packets(files: int, seed: int = 1) -> list[Packet]:
    """The packets of the volunteers whose files `write` writes."""
    chance = random.Random(seed)

    def name(start: str) -> str:
        return start + "".join(chance.choices(_LETTERS, k=10))

    return [Packet(name("p"), chance.randbytes(32), name("d"), f"Ringare {n}") for n in range(files)]


def write(folder: Path, rows: int, files: int, people: Sequence[str], seed: int = 1) -> Path:
    """A folder of so many files that have so many rows together, about these contacts (m…). Made once."""
    if folder.exists():
        return folder
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    before: list[list[str]] = []
    share = max(1, len(people) // files)
    for n, packet in enumerate(packets(files, seed)):
        mine = people[n * share : (n + 1) * share]
        wanted = rows * (n + 1) // files - rows * n // files
        others = before[: int(wanted * DOUBLED)]
        own = before = list(_calls(packet, mine, wanted - len(others), chance))
        with (folder / f"results-{n:05}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(HEADER)
            for log in filter(None, (others, own)):
                writer.writerows(log)
                writer.writerow(_end(log[0][3], len(log)))
    return folder


def _calls(packet: Packet, people: Sequence[str], rows: int, chance: random.Random) -> Iterator[list[str]]:
    for seq in range(1, rows + 1):
        at = _BEGAN + timedelta(minutes=4 * seq)
        outcome = chance.choice(_OUTCOMES)
        row = {
            "format": "ringa-results/1", "campaign": "reference", "event": f"{packet.device}-{seq}",
            "device": packet.device, "seq": str(seq), "at": _text(at), "kind": "report",
            "contact": chance.choice(people), "caller": packet.caller, "channel": "phone", "outcome": outcome,
            "number_index": "1", "started_at": _text(at - timedelta(minutes=3)), "ended_at": _text(at),
            "note": chance.choice(_NOTES), "packet": packet.packet,
        }  # fmt: skip
        if outcome == "conversation":
            answers = {"answer.issues": chance.choice(_ISSUES), "answer.support": str(chance.randint(1, 5))}
            row |= {"survey": "val", "survey_version": "v0123456789ab", **answers}
        if outcome == "call_back":
            row["call_back_at"] = _text(at + timedelta(days=1))
        yield _signed(row, packet.key)


def _end(device: str, seq: int) -> list[str]:
    row = {"format": "ringa-results/1", "campaign": "reference", "device": device, "seq": str(seq)}
    return _signed({**row, "kind": "end"}, b"")


def _signed(row: Mapping[str, str], key: bytes) -> list[str]:
    """The row's cells with its check and mac, worked out here by the words of the README, not by ringa's own code."""
    plain = {name: cell[1:] if cell.startswith("'=") else cell for name, cell in row.items() if cell}
    data = "\x1f".join(f"{name}={cell}" for name, cell in sorted(plain.items())).encode()
    mac = "k" + hmac(key, data, "sha256").hex()[:16] if key else ""
    whole = {**row, "mac": mac, "check": "h" + sha256(data).hexdigest()[:16]}
    return [whole.get(name, "") for name in HEADER]


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
