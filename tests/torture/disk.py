"""What may be on a disk after a power cut: a model that is fed the calls of a program and gives one state or another.

It is as harsh as POSIX allows: what a file was given since its last fsync is there or not, write by write, and one
write may be torn; what happened to names in a folder since the folder's last fsync has happened or not. Only a rename
is whole. (Two writes to one place need no reordering: that the later one is missing is the same.)
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.torture.faults import Call

_SECTORS = (512, 4096)


@dataclass
class File:
    """A file: what is safe of it, and the writes (offset, bytes) and sizes (size, None) since."""

    safe: bytearray
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        """All of it is safe."""
        for change in self.pending:
            _apply(self.safe, *change)
        self.pending = []

    def after(self, chance: Random) -> bytes:
        """What a power cut may leave."""
        if not self.pending:
            return bytes(self.safe)
        found = bytearray(self.safe)
        kept = _some(self.pending, chance)
        torn = chance.randrange(len(kept)) if kept and chance.random() < 0.5 else -1
        for n, (offset, data) in enumerate(kept):
            if n == torn and data:
                offset, data = _torn(offset, data, chance)
            _apply(found, offset, data)
        return bytes(found)


@dataclass
class Folder:
    """A folder: which names are safe, which there are, and the changes (old name, new name, what) since."""

    safe: dict[str, Any] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    pending: list[tuple[str, str, Any]] = field(default_factory=list)

    def change(self, old: str, new: str, what: Any) -> None:
        """A name is gone, or there, or both."""
        self.pending.append((old, new, what))
        _rename(self.names, old, new, what)

    def sync(self) -> None:
        """All names are safe."""
        self.safe, self.pending = dict(self.names), []

    def after(self, chance: Random) -> dict[str, Any]:
        """The names that a power cut may leave."""
        found = dict(self.safe)
        for change in _some(self.pending, chance):
            _rename(found, *change)
        return found


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if data is None:
        del content[offset:]
    else:
        content[offset : offset + len(data)] = data


def _rename(names: dict[str, Any], old: str, new: str, what: Any) -> None:
    names.pop(old, None)
    if new:
        names[new] = what


def _some(changes: list[Any], chance: Random) -> list[Any]:
    """None of the changes, all, the first of them, or any."""
    how = chance.randrange(5)
    if how < 2:
        return changes if how else []
    if how == 2:
        return changes[: chance.randint(0, len(changes))]
    share = chance.random()
    return [change for change in changes if chance.random() < share]


def _torn(offset: int, data: bytes, chance: Random) -> tuple[int, bytes]:
    """The beginning or the end of a write, cut where a sector of the disk ends."""
    sector = chance.choice(_SECTORS)
    places = range(sector - offset % sector, len(data), sector)
    if not places:
        return offset, data
    place = chance.choice(places)
    return (offset, data[:place]) if chance.random() < 0.5 else (offset + place, data[place:])


class Disk:
    """A disk with a folder, all of which is safe at first."""

    def __init__(self, folder: Path) -> None:
        self._inodes: dict[int, File | Folder] = {}
        self._root = self._loaded(folder)

    def _loaded(self, folder: Path) -> Folder:
        found = Folder()
        self._inodes[folder.stat().st_ino] = found
        for path in folder.iterdir():
            node: File | Folder
            if path.is_dir():
                node = self._loaded(path)
            else:
                self._inodes[path.stat().st_ino] = node = File(bytearray(path.read_bytes()))
            found.names[path.name] = node
        found.sync()
        return found

    def make(self, call: Call) -> None:
        """A call is made."""
        if not call.done or call.op in "!o":
            return
        node = self._inodes.get(call.inode)
        if call.op in "sd" and node:
            node.sync()
        elif call.op == "w" and isinstance(node, File):
            node.pending.append((call.offset, call.data))
        elif call.op == "t" and isinstance(node, File):
            node.pending.append((call.offset, None))
        elif call.op in "curlm":
            self._named(call)

    def _named(self, call: Call) -> None:
        folder, name = self._place(call.path)
        if call.op == "u":
            folder.change(name, "", None)
        elif call.op in "cm":
            node = File(bytearray()) if call.op == "c" else Folder()
            self._inodes[call.inode] = node
            folder.change("", name, node)
        else:
            to, new = self._place(call.path2)
            assert to is folder, f"{call.path} went to another folder: what a power cut makes of that is not known here"
            folder.change(name if call.op == "r" else "", new, folder.names[name])

    def _place(self, path: str) -> tuple[Folder, str]:
        *folders, name = path.split("/")
        found = self._root
        for each in folders:
            found = found.names[each]
        return found, name

    def cut(self, to: Path, chance: Random) -> None:
        """Fill an empty folder with what a power cut may leave now."""
        _fill(to, self._root, chance)


def _fill(to: Path, folder: Folder, chance: Random) -> None:
    for name, node in sorted(folder.after(chance).items()):
        if isinstance(node, Folder):
            (to / name).mkdir(mode=0o700)
            _fill(to / name, node, chance)
        else:
            fd = os.open(to / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(fd, node.after(chance))
            os.close(fd)
