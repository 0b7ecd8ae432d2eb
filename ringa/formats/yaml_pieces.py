"""YAML with slips in it, read in pieces: what cannot be read stays small, and the rest is read as if nothing were.

PyYAML stops at the first slip. So a text that it does not take is cut along its indentation, and each piece is read
for itself: what is right of it as a whole, what is not in smaller pieces, down to one value (see `yaml_mending`).
The nodes have the places that they have in the file. What could not be read is an `Unread` node.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from ringa.formats.yaml_mending import Place, Unread, mended, replaced
from ringa.formats.yaml_source import (
    MAX_DEPTH,
    Refused,
    TooDeep,
    a_tab,
    colon_before,
    compose,
    misplaced,
    no_colon,
    second_document,
    strange_sign,
)

MOST_SIGNS = 20  # anchors and aliases that may be slips; a text with more of them was made to have them
BUDGET = 200_000  # characters that are looked at in all, which takes less than a second
MOST_TOLD = 100
MOST_KEY = 200  # characters

_SIGN = re.compile(r"(?:^|[\s,\[{:-])[&*]\w", re.MULTILINE)
_KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s\[\]{}#"'|>%@`,]*?(?:[ ]+[^\s#:]+)*?)[ ]*:(?=\s|$)""")
_ONE_WORD = re.compile(r"[\w-]+:(?=\s|$)")  # begins an entry even where a text might go on
_DASH = re.compile(r"-(?:\s+|$)")
_STRANGE = "\ufffd"  # in place of what cannot be in a text
_COMMENT = re.compile(r"(?:^|\s)#.*")


def read(text: str) -> tuple[yaml.Node | None, list[Refused]]:
    """The root node (None for a text without content, or one that was made to do harm), and every slip, in order."""
    try:
        return compose(text), []
    except TooDeep as refused:
        return None, [refused]
    except Refused as refused:
        if len(_SIGN.findall(text)) > MOST_SIGNS:
            return None, [refused]
        pieces = _Pieces(text)
        root = pieces.root(refused)
        if root is not None:
            root = replaced(root, _strange)
        return root, sorted(pieces.told.values(), key=lambda told: (told.line, told.column))


def _strange(scalar: yaml.ScalarNode) -> Unread | None:
    place = scalar.start_mark.line, scalar.start_mark.column
    return Unread(scalar.value, place) if _STRANGE in scalar.value else None


class _Row(NamedTuple):
    """A line with content: its number, where its content begins, and that. `level` is how far it counts as
    indented: its column, but for tabs."""

    line: int
    column: int
    text: str
    level: int
    tab: bool = False

    @property
    def place(self) -> Place:
        """Line and column, from 0."""
        return self.line, self.column

    @property
    def dash(self) -> re.Match[str] | None:
        """The beginning of an item, if one begins here."""
        return _DASH.match(self.text)

    @property
    def key(self) -> re.Match[str] | None:
        """The key, if an entry of a mapping begins here."""
        return None if self.dash else _KEY.match(self.text, 0, MOST_KEY)

    def after(self, found: re.Match[str]) -> "_Row":
        """What stands on the line after its beginning."""
        n = found.end() + len(self.text[found.end() :]) - len(self.text[found.end() :].lstrip())
        return self._replace(column=self.column + n, level=self.level + n, text=self.text[n:])

    @property
    def bare(self) -> str:
        """The content without a comment after it."""
        return _COMMENT.sub("", self.text).strip()


class _Entry(NamedTuple):
    """Rows that belong together: an entry of a mapping or an item of a list."""

    rows: list[_Row]
    misplaced: bool = False


class _Pieces:
    def __init__(self, text: str) -> None:
        self.told: dict[Place, Refused] = {}
        self.left = BUDGET - len(text)
        self.lines = self.printable(text).splitlines()

    def tell(self, refused: Refused) -> None:
        """Keep a slip, once for each place."""
        if len(self.told) < MOST_TOLD:
            self.told.setdefault((refused.line, refused.column), refused)

    @property
    def spent(self) -> bool:
        """Whether enough has been read and told."""
        return self.left < 0 or len(self.told) == MOST_TOLD

    def compose(self, text: str, line: int, depth: int) -> yaml.Node | None:
        """As `compose`; nothing is read any more once too much has been read."""
        self.left -= len(text)
        if self.spent:
            raise Refused((line, 0), "")
        return compose(text, line=line, depth=depth)

    def root(self, refused: Refused) -> yaml.Node | None:
        """The whole text. What was found first in it need not be told if something is told of its pieces."""
        rows = list(self.rows())
        if not rows:
            return None
        return self.node(rows, 0) if self.told else self.apart(rows, 0, refused)

    # lines

    def printable(self, text: str) -> str:
        """The text without characters that cannot be in one; the first on each line is told."""
        pattern, at = yaml.reader.Reader.NON_PRINTABLE, 0
        for line in text.splitlines(keepends=True):
            sign = pattern.search(line)
            if sign and len(self.told) < MOST_TOLD:
                self.tell(strange_sign(text, at + sign.start()))
            at += len(line)
        return pattern.sub(_STRANGE, text)

    def rows(self) -> Iterator[_Row]:
        """The lines with content, without tabs in their indentation and lines that begin a document."""
        begun, tab_before = False, False
        for number, line in enumerate(self.lines):
            text = line.strip()
            if text in ("---", "...") and line[0] == text[0]:
                if begun and text == "---":
                    self.tell(second_document((number, 0)))
                self.lines[number], text = "", ""
            if not text or text.startswith("#"):
                continue
            begun = True
            column = len(line) - len(line.lstrip())
            tab = line.find("\t", 0, column)
            if tab >= 0 and not tab_before:
                self.tell(a_tab(number, tab))
            tab_before = tab >= 0
            level = self.level(number, line) if tab >= 0 else column
            self.lines[number] = " " * column + line[column:]
            yield _Row(number, column, line[column:].rstrip(), level, tab >= 0)

    def level(self, number: int, line: str) -> int:
        """How far a line with tabs is probably meant to be indented: as a neighbour, with tabs of some usual width."""
        near = self.lines[max(number - 1, 0) : number] + self.lines[number + 1 : number + 2]
        levels = {len(each) - len(each.lstrip(signs)) for each in near for signs in (" ", " -")}
        if line.lstrip().startswith("- "):
            levels = {level - 2 for level in levels}
        widths = [len(line[: -len(line.lstrip())].expandtabs(width)) for width in (8, 4, 2)]
        return next((width for width in widths if width in levels), widths[-1])

    def text(self, rows: list[_Row]) -> str:
        """The lines from the first row to the last; what stands before the first on its line is blank."""
        first, last = rows[0], rows[-1]
        return "\n".join([" " * first.column + self.lines[first.line][first.column :],
                          *self.lines[first.line + 1 : last.line + 1]])  # fmt: skip

    def lost(self, rows: list[_Row]) -> Unread:
        """What cannot be read."""
        return Unread(self.text(rows), rows[0].place)

    # pieces

    def node(self, rows: list[_Row], depth: int) -> yaml.Node:
        """The node of some rows: as a whole if that can be read."""
        try:
            node = self.compose(self.text(rows), rows[0].line, depth)
        except Refused as refused:
            return self.apart(rows, depth, refused)
        return node or self.lost(rows)

    def apart(self, rows: list[_Row], depth: int, refused: Refused) -> yaml.Node:
        """The node of rows that cannot be read together."""
        before = len(self.told)
        if self.spent or depth >= MAX_DEPTH:
            node: yaml.Node = self.lost(rows)
        elif rows[0].dash:
            node = self.sequence(rows, depth)
        elif any(row.key and row.level <= rows[0].level for row in rows):
            node = self.mapping(rows, depth)
        else:
            node = self.leaf(rows, depth, refused)
        if len(self.told) == before and not any(row.tab for row in rows):  # a tab has been told
            self.tell(refused)
        return node

    def sequence(self, rows: list[_Row], depth: int) -> yaml.Node:
        """A list, item by item."""
        items: list[_Entry] = []
        inside = 0
        for row in rows:
            if row.dash and (not items or row.level < inside):
                items.append(_Entry([row], row.level != rows[0].level))
                inside = max(row.level, rows[0].level) + max(row.dash.end(), 2)
            else:
                items[-1].rows.append(row)
        self.tell_misplaced(items)
        nodes = [self.item(entry.rows, depth + 1) for entry in self.enough(items)]
        return yaml.SequenceNode("", nodes, *_marks(nodes), flow_style=False)

    def enough(self, entries: list[_Entry]) -> Iterator[_Entry]:
        """The entries one by one, and all the rest as one once enough has been read."""
        for place, entry in enumerate(entries):
            if self.spent:
                yield _Entry([row for rest in entries[place:] for row in rest.rows])
                return
            yield entry

    def item(self, rows: list[_Row], depth: int) -> yaml.Node:
        """What stands after a dash."""
        first = rows[0].after(rows[0].dash)  # type: ignore[arg-type]  # it has one
        inner = [first, *rows[1:]] if first.bare else rows[1:]
        if not inner:
            mark = yaml.Mark("", 0, first.line, first.column, None, 0)
            return yaml.ScalarNode("", "", mark, mark)
        return self.node(inner, depth)

    def mapping(self, rows: list[_Row], depth: int) -> yaml.Node:
        """A mapping, entry by entry."""
        entries = self.entries(rows)
        self.tell_misplaced(entries)
        pairs = [self.pair(entry.rows, depth + 1) for entry in self.enough(entries)]
        return yaml.MappingNode("", pairs, *_marks([node for pair in pairs for node in pair]), flow_style=False)

    def entries(self, rows: list[_Row]) -> list[_Entry]:
        """The rows of each entry; a line that is indented as no other of them is one if it looks like one."""
        level = next(row.level for row in rows if row.key and row.level <= rows[0].level)
        found: list[_Entry] = []
        for row in rows:
            if not found or self.begins(row, found[-1].rows, level):
                found.append(_Entry([row], row.level != level))
            else:
                found[-1].rows.append(row)
        return found

    @staticmethod
    def begins(row: _Row, entry: list[_Row], level: int) -> bool:
        """Whether an entry begins on a row, and not a part of the value of the entry before."""
        if row.text[0] in "]}," or (row.dash and row.level >= level):
            return False
        if row.level <= max(level, entry[0].level):
            return True
        key, value = entry[0].key, entry[1:2]
        if key and not entry[0].after(key).bare and value:
            dash = value[0].dash
            here, there = row.level - level, value[0].level + (dash.end() if dash else 0) - row.level
            nearer = here < there or (here == there and _is_flow(value[0]))
            return nearer and _ONE_WORD.match(row.text) is not None
        plain = key is not None and entry[0].after(key).bare[:1] not in ("", "|", ">", "[", "{", '"', "'")
        return plain and _ONE_WORD.match(row.text) is not None

    def tell_misplaced(self, entries: list[_Entry]) -> None:
        """Report the first of neighbours that are all indented otherwise than the rest."""
        level = -1
        for before, (rows, wrong) in zip([None, *entries], entries, strict=False):
            row = rows[0]
            if wrong and row.level != level and not row.tab:
                self.tell(self.slip(row, before.rows if before else []))
            level = row.level if wrong else -1

    def slip(self, row: _Row, before: list[_Row]) -> Refused:
        """What PyYAML has to say about a row that does not fit after an entry."""
        if before and before[0].level < row.level:
            try:
                self.compose(self.text([before[0], row]), before[0].line, 0)
            except Refused as refused:
                if refused.line == row.line:
                    return refused
        return misplaced(row.place)

    def pair(self, rows: list[_Row], depth: int) -> tuple[yaml.Node, yaml.Node]:
        """Key and value of an entry."""
        try:
            node = self.compose(self.text(rows), rows[0].line, depth - 1)
        except Refused as refused:
            return self.parts(rows, depth, refused)
        if isinstance(node, yaml.MappingNode) and len(node.value) == 1:
            key, value = node.value[0]
            return key, value
        return self.without_colon(rows, depth)

    def without_colon(self, rows: list[_Row], depth: int) -> tuple[yaml.Node, yaml.Node]:
        """An entry that has no key, or one that nothing shows to be one."""
        row = rows[0]
        if not row.dash:  # an item that stands where none can, which has been told
            self.tell(colon_before(row.line, self.lines[row.line]) or no_colon(row.place))
        if re.fullmatch(r"[\w-]+", row.bare) and len(rows) > 1:
            return self.node([row], depth), self.node(rows[1:], depth)
        lost = self.lost(rows)
        return lost, lost

    def parts(self, rows: list[_Row], depth: int, refused: Refused) -> tuple[yaml.Node, yaml.Node]:
        """Key and value of an entry that cannot be read together."""
        row = rows[0]
        found = row.key
        if found is None:
            if re.fullmatch(r"[\w-]+", row.bare):
                return self.without_colon(rows, depth)
            self.tell(refused)
            lost = self.lost(rows)
            return lost, lost
        key = self.key_node(row, found)
        value = row.after(found)
        if not value.bare and len(rows) > 1:
            return key, self.node(rows[1:], depth)
        return key, self.leaf([value, *rows[1:]] if value.bare else [row], depth, refused, rows)

    def key_node(self, row: _Row, found: re.Match[str]) -> yaml.Node:
        """A key alone."""
        try:
            node = self.compose(" " * row.column + found[1], row.line, 0)
        except Refused as refused:
            self.tell(refused)
            node = None
        return node or Unread(found[1], row.place)

    def leaf(self, rows: list[_Row], depth: int, refused: Refused, entry: list[_Row] | None = None) -> yaml.Node:
        """A value in which nothing is indented; of an `entry` if it is one's."""
        text = self.text(entry or rows)
        node = mended(text, rows[0].line, depth - (entry is not None), refused, self.compose, self.tell)
        if entry is None:
            return node or self.lost(rows)
        return node.value[0][1] if isinstance(node, yaml.MappingNode) else self.lost(rows)


def _is_flow(row: _Row) -> bool:
    """Whether an item of a list is complete on its line."""
    found = row.dash
    return found is not None and row.after(found).key is None


def _marks(nodes: list[yaml.Node]) -> tuple[yaml.Mark, yaml.Mark]:
    return nodes[0].start_mark, nodes[-1].end_mark
