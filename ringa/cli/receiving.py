"""Results read into the parts in which they wait: here, or by other processes if there is much to read."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import file_digest
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from ringa.cli import processes
from ringa.cli.gathering import Source, opened
from ringa.core import columns
from ringa.core.merge import Trust
from ringa.errors import NotText, RingaError, WrongKind
from ringa.formats import kinds
from ringa.formats.results_reading import ResultsFile
from ringa.formats.table import SEPARATORS
from ringa.i18n import _
from ringa.store import arrivals

LONG = 4_000_000  # bytes from which on processes of their own are worth their start

_MOST = 3  # processes


class Received(NamedTuple):
    """What became of a file: its place among all, its hash, what was wrong with it.

    `known` if it was merged before and left unread.
    """

    number: int
    source: Source
    sha256: str
    known: bool
    error: RingaError | None


def worth_while(sources: Sequence[Source]) -> int:
    """How many parts the files are read into, each by a process of its own; 1 if they are read here."""
    size = sum(Path(path).stat().st_size for path in {source.path for source in sources})
    return min(os.cpu_count() or 1, _MOST, len(sources)) if size > LONG and len(sources) > 1 else 1


def receive(
    sources: Sequence[Source], parts: Sequence[Path], trust: Trust, known: Sequence[str], identity: str
) -> Iterator[Received]:
    """Read the files into the parts; those whose hash is `known` are left as they are. In no certain order."""
    common = {
        "trust": _sent(trust), "known": list(known), "identity": identity,
    }  # fmt: skip
    numbered = list(enumerate(sources))
    requests = [{**common, "sources": numbered[n :: len(parts)], "part": str(part)} for n, part in enumerate(parts)]
    alone = len(parts) == 1
    answers = serve(requests[0]) if alone else processes.answers(__name__, requests, sources[0].name)
    for number, sha256, is_known, error in answers:
        yield Received(number, sources[number], sha256, is_known, processes.error_from(error) if error else None)


def _sent(trust: Trust) -> dict[str, Any]:
    keys = {packet: key.hex() for packet, key in trust.keys.items()}
    return {**trust._asdict(), "accepts": list(trust.accepts), "devices": list(trust.devices), "keys": keys}


def _trust(sent: Mapping[str, Any]) -> Trust:
    keys = {packet: bytes.fromhex(key) for packet, key in sent["keys"].items()}
    lists = {name: frozenset(sent[name]) for name in ("accepts", "devices")}
    return Trust(**{**sent, **lists, "keys": keys})


def serve(request: Mapping[str, Any]) -> Iterator[tuple[int, str, bool, Any]]:
    """Read the files of a request into its part; of each: its number, hash, whether it is known, what is wrong."""
    trust, known = _trust(request["trust"]), frozenset(request["known"])
    with arrivals.filling(Path(request["part"])) as part:
        for number, found in request["sources"]:
            source, sha256, error = Source(*found), "", None
            try:
                with closing(opened(source, request["identity"])) as stream:
                    sha256 = file_digest(cast(Any, stream), "sha256").hexdigest()
                    if sha256 not in known:
                        part.put(number, source.name, sha256, _results(stream, source.name, trust))
            except RingaError as problem:
                error = processes.as_data(problem)
            yield number, sha256, sha256 in known, error


def _results(stream: BinaryIO, name: str, trust: Trust) -> ResultsFile:
    stream.seek(0)
    if _is_list(stream.readline(10_000)):
        raise WrongKind(file=name, kind=_("a member list"), what_to_do=_("Take it in with `ringa import`."))
    try:
        return ResultsFile(stream, name, trust)
    except NotText as error:
        what_to_do = _("Ask for the file that `ringa export` has written, not for a copy saved by another program.")
        raise WrongKind(file=name, kind=error.fields["kind"], what_to_do=what_to_do) from None


def _is_list(line: bytes) -> bool:
    """Whether this is the header of a member list."""
    text = line.decode("utf-8-sig", "replace").strip()
    if kinds.kind_of(line) or "device" in text:
        return False
    return max(columns.fitness(text.split(separator)) for separator in SEPARATORS) > 1
