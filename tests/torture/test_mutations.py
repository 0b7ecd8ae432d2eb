"""No altered row is taken, no other is left out, and nothing that comes in a file makes ringa crash."""

from collections.abc import Callable
from typing import Any

import pytest

from ringa.core.merge import Trust
from ringa.formats import encoding, packet, results_reading
from tests.torture import mutations
from tests.torture.altered_packets import PACKETS
from tests.torture.wrapped import RESULTS


def test_altered_results_and_packets_are_judged_row_by_row_and_none_crashes() -> None:
    assert not mutations.run(range(300)).failures


def no_mac(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Trust, "doubt", lambda *_args: "")


def no_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(results_reading, "digest", lambda row: row["check"])


def no_look_at_control_signs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(results_reading, "_NEVER_WRITTEN", frozenset())


def refused_as_a_whole(patch: pytest.MonkeyPatch) -> None:
    """A file with a damaged row is left out with all that is in it."""
    rows = results_reading.ResultsFile.rows

    def all_or_nothing(self: Any) -> Any:
        found = list(rows(self))
        return iter([row for row in found if all(len(row) > 4 for row in found)])

    patch.setattr(results_reading.ResultsFile, "rows", all_or_nothing)


def no_damaged_letters(patch: pytest.MonkeyPatch) -> None:
    """One broken letter, and the whole file is read as if it were Windows-1252."""
    patch.setattr(encoding, "_damaged_utf_8", lambda _source: "")


def no_digest_of_packets(patch: pytest.MonkeyPatch) -> None:
    class Agreeable(bytes):
        def __eq__(self, _other: object) -> bool:
            return True

        def __ne__(self, _other: object) -> bool:
            return False

        __hash__ = bytes.__hash__

    class Digest:
        def __init__(self, _data: bytes) -> None: ...
        def hexdigest(self) -> Any:
            return self

        def encode(self) -> bytes:
            return Agreeable()

    class Hashes:
        sha256 = Digest

    patch.setattr(packet, "hashlib", Hashes)


@pytest.mark.parametrize(
    ("plant", "way"),
    [
        (no_mac, "forged"), (no_check, "edited"), (no_look_at_control_signs, "smuggled"),
        (refused_as_a_whole, "swapped"), (no_damaged_letters, "broken_letter"), (no_digest_of_packets, "head"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_caught(
    plant: Callable[[pytest.MonkeyPatch], None], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = [made.__name__ for made in (*RESULTS, *PACKETS)]
    which = ways.index(way)
    plant(monkeypatch)
    assert mutations.run(range(which, which + 12 * len(ways), len(ways))).failures
