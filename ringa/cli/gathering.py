"""Which files are meant: files, folders, patterns, zips, standard input; and each of them opened, sealed or not."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from glob import glob, has_magic
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ringa.cli import files
from ringa.errors import FileProblem, NotResults, NotUnsealed, ResultsNotUnsealed, RingaError, WrongKind
from ringa.formats import bundle, kinds, sealing
from ringa.i18n import N_, _

MOST_FILES = 100_000  # in folders
_DEEPEST = 20  # folders within folders
# What is tried in a folder: results, and what people may have made of them, so that it is named.
_TRIED = (".csv", ".txt", ".tsv", ".zip", ".age", ".xlsx", ".xls", ".ods")
_PACKET = N_("a packet")


class Source(NamedTuple):
    """A file to merge: its name for people, where it is, and which file it is in the zip there, if it is one."""

    name: str
    path: str
    member: str = ""


def sources(names: Sequence[str], cwd: Path, stack: ExitStack) -> tuple[list[Source], list[tuple[str, RingaError]]]:
    """The files that are meant, each once, and those that cannot be looked into. Raises FileProblem.

    What comes on standard input is kept in a temporary file as long as the stack stands.
    """
    found: dict[tuple[str, str], Source] = {}
    refused: list[tuple[str, RingaError]] = []
    for name in names:
        for path, shown in _paths(name, cwd, stack):
            try:
                for source in _within(path, shown):
                    found.setdefault((os.path.realpath(source.path), source.member), source)
            except (NotResults, FileProblem) as error:
                refused.append((shown, error))
    return list(found.values()), refused


def _paths(name: str, cwd: Path, stack: ExitStack) -> Iterator[tuple[Path, str]]:
    if name == files.STANDARD:
        yield Path(stack.enter_context(files.open_seekable(name, cwd)).name), files.shown(name)
        return
    path = cwd / name
    if path.is_dir():
        yield from ((each, files.shown(str(Path(name) / each.relative_to(path)))) for each in _in_folder(path, name))
    elif not path.exists() and has_magic(name):
        matches = sorted(glob(name, root_dir=cwd, recursive=True))  # noqa: PTH207  as the shell would have done it
        if not matches:
            raise FileProblem(file=name, problem=_("no file has such a name"))
        for match in matches:
            yield from _paths(match, cwd, stack)
    else:
        files.open_seekable(name, cwd).close()  # whatever is wrong with it is told before anything is merged
        yield path, files.shown(name)


def _in_folder(folder: Path, name: str) -> list[Path]:
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        deep = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(each for each in folders if not each.startswith(".")) if deep < _DEEPEST else []
        found += (Path(place) / each for each in sorted(names) if _tried(each))
        if len(found) > MOST_FILES:
            raise FileProblem(file=name, problem=_("there are too many files in the folder"))
    if not found:
        raise FileProblem(file=name, problem=_("there are no results in the folder"))
    return found


def _tried(name: str) -> bool:
    aside = ".quarantine" in name or name.endswith(".rejected.csv")
    return name.lower().endswith(_TRIED) and not name.startswith(".") and not aside


def _within(path: Path, name: str) -> Iterator[Source]:
    with path.open("rb") as source:
        kind = kinds.kind_in(source)
    if kind != kinds.ZIP:
        yield Source(name, str(path))
        return
    members = [member for member in bundle.names(path, name) if _tried(Path(member).name)]
    if not members:
        raise NotResults(file=name, problem=_("there are no results in the zip file"))
    yield from (Source(f"{name}: {files.shown(member)}", str(path), member) for member in members)


def opened(source: Source, identity: str) -> BinaryIO:
    """A file, unsealed with the campaign's own age identity if it is sealed. Raises FileProblem and what is wrong."""
    path = Path(source.path)
    stream: BinaryIO = (
        BytesIO(bundle.read(path, source.member, source.name))
        if source.member
        else files.open_seekable(source.path, path)
    )
    start = stream.read(200)
    stream.seek(0)
    if path.suffix.lower() == ".ringa" or b"ringa-packet" in start or sealing.is_sealed_with_code(start):
        stream.close()
        raise WrongKind(file=source.name, kind=_(_PACKET), what_to_do=_("Open it with `ringa open`."))
    if not sealing.is_sealed(start):
        return stream
    with stream:
        if not identity:
            raise NotResults(file=source.name, problem=_("it is sealed, and this campaign has no key that opens it"))
        try:
            return BytesIO(sealing.unseal(stream.read(), identity, source.name))
        except NotUnsealed:  # there is no code here that one could ask for
            raise ResultsNotUnsealed(file=source.name) from None
