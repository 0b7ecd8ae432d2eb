"""Reading the exchange format `ringa-results/1`: a file row by row, each judged by its check; see `results_csv`."""

import io
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain
from typing import BinaryIO, NamedTuple

from ringa.core.events import ANSWER, CORRECTION, END, FORMAT, FREE_TEXT, Event, digest, faults, from_cells, signed
from ringa.core.glance import FIXED, OTHER_COLUMN, columns
from ringa.core.merge import Trust
from ringa.core.text import canonical
from ringa.errors import NotResults, OtherCampaign
from ringa.formats.encoding import encoding_of
from ringa.formats.guard import unguard
from ringa.formats.whole_table import first_lines, records, separator_for
from ringa.i18n import _

MOST_LINES = 100_000  # of one row: a note or an answer may have as many as it likes

_LONGEST = 1_000_000  # signs of the header
# A line that holds one of these cannot have been written by ringa; U+001F would let two rows share a check.
_NEVER_WRITTEN = frozenset(map(chr, [*range(9), 11, 12, *range(14, 32)]))


class Quarantined(NamedTuple):
    """A row that is set aside: where it stood, why (a code and the columns that are wrong), and its cells."""

    line: int
    reason: str
    columns: tuple[str, ...]
    raw: Sequence[str]


def _bare(cells: list[str], guarded: Sequence[int]) -> list[str]:
    """The cells of a row without the formula guard."""
    for n in guarded:
        if n < len(cells) and cells[n][:1] == "'":
            return [unguard(cell) if n in guarded else cell for n, cell in enumerate(cells)]
    return cells


class ResultsFile:
    """A results file. Once its rows have been read, it knows what its closing rows say, and how many rows it had."""

    def __init__(self, source: BinaryIO, file: str, trust: Trust) -> None:
        """`source` is seekable and stays open. Raises NotResults, NotText, EmptyFile."""
        encoding = encoding_of(source, file, damaged=True)
        source.seek(0)
        self.file, self.trust = file, trust
        self.read = 0
        self.ends: dict[str, tuple[str, int]] = {}
        self._devices: set[str] = set()
        self._foreign: set[str] = set()
        self._text = io.TextIOWrapper(source, encoding, "replace", newline="")
        start = self._first_line()
        separator = separator_for(start, lambda found: sum(name in FIXED for name in found))
        self._lines = records(chain(io.StringIO(start, newline=""), self._text), separator, MOST_LINES)
        first = next((line for line in self._lines if any(cell.strip() for cell in line.cells)), None)
        self.header = [canonical(cell.strip()) for cell in first.cells] if first else []
        if not {"format", "device", "seq", "check"} <= set(self.header):
            self._text.detach()
            raise NotResults(file=file, problem=_("it begins with: {text}").format(text=first_lines(start)))

    def _first_line(self) -> str:
        start = line = self._text.readline(_LONGEST)
        while line and not line.strip() and len(start) < _LONGEST:
            line = self._text.readline(_LONGEST)
            start += line
        return start

    @property
    def cut_short(self) -> bool:
        """Whether the closing row of some device in the file is missing: the file was longer once."""
        return not self.ends or not self._devices <= self.ends.keys()

    def rows(self) -> Iterator[Event | Quarantined]:
        """The events whose check holds, and the rows that are set aside. Raises OtherCampaign if nothing is of ours."""
        glance = columns(self.header)
        guarded = [n for n, name in enumerate(self.header) if name in FREE_TEXT or name not in FIXED]
        for line in self._lines:
            found = glance and (glance.read(line.cells) or glance.read(_bare(line.cells, guarded)))
            if found and self._holds(found.event, found.signed):
                self.read += 1
                self._devices.add(found.event.device)
                yield found.event
            elif line.fault or any(line.cells):
                self.read += 1
                yield from self._looked_at(line.number, line.cells, line.fault)
        self._text.detach()
        if self._foreign and not (self._devices or self.ends):
            raise OtherCampaign(file=self.file, campaign=", ".join(sorted(self._foreign)))

    def _holds(self, event: Event, text: bytes) -> bool:
        """Whether nothing speaks against a row that is right at a glance."""
        if event.check != "h" + sha256(text).hexdigest()[:16] or not self.trust.takes(event.campaign):
            return False
        return not self.trust.doubt(event, text)

    def _looked_at(self, number: int, cells: Sequence[str], fault: str) -> Iterator[Event | Quarantined]:
        reason, wrong, row = ("bad_quotes", (), {}) if fault else self._row(cells)
        if reason:
            yield Quarantined(number, reason, tuple(wrong), cells)
        elif row["kind"] == END:
            campaign, highest = self.ends.get(row["device"], (row["campaign"], 0))
            self.ends[row["device"]] = (min(campaign, row["campaign"]), max(highest, int(row["seq"])))
        else:
            event = from_cells(row)
            self._devices.add(event.device)
            yield event

    def _row(self, found: Sequence[str]) -> tuple[str, Sequence[str], dict[str, str]]:
        """The non-empty cells of a row if it is whole; else the reason why it is not, and the columns concerned."""
        names = self.header
        if any(found[len(names) :]):
            return "too_many_cells", (), {}
        row: dict[str, str] = {}
        for name, cell in zip(names, found, strict=False):
            if not cell:
                continue
            if not name or name in row:
                return "double_column", (name,), {}
            if name in FREE_TEXT or name not in FIXED:
                cell = unguard(cell)
            row[name] = canonical(cell)
        if any(not _NEVER_WRITTEN.isdisjoint(cell) for cell in row.values()):
            return "control_sign", (), {}
        if "check" not in row:
            return "no_check", ("check",), {}
        if digest(row) != row["check"]:
            # A column that a person has added to the sheet takes nothing from the rest of the row.
            row = {name: cell for name, cell in row.items() if name in FIXED or name.startswith((ANSWER, CORRECTION))}
            if digest(row) != row["check"]:
                return "altered", (), {}
        return self._judged(row)

    def _judged(self, row: dict[str, str]) -> tuple[str, Sequence[str], dict[str, str]]:
        """As `_row`, of one whose check holds."""
        if row.get("format") != FORMAT:
            return "other_format", ("format",), {}
        if not self.trust.takes(row.get("campaign", "")):
            self._foreign.add(row.get("campaign", "?"))
            return "other_campaign", ("campaign",), {}
        wrong = [name for name in row if name not in FIXED and not OTHER_COLUMN.fullmatch(name)]
        wrong += faults(row)
        if wrong:
            return "impossible", wrong, {}
        doubt = "" if row["kind"] == END else self.trust.doubt(from_cells(row), signed(row))
        return (doubt, _DOUBTED[doubt], {}) if doubt else ("", (), row)


_DOUBTED = {"wrong_key": ("mac",), "unknown_packet": ("packet",), "unsigned": ("mac",)}
