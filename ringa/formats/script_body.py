"""The body of a script: words, fields, `ask` and `if`, checked and made into the tree of `core.script`.

Jinja is used for its grammar of expressions only: what it has parsed is walked, whatever is not on the short list of
node types is an error with its place, and nothing is ever compiled or run.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeGuard

import jinja2
from jinja2 import lexer, nodes, parser

from ringa.core.script import OPERATORS
from ringa.core.text import clean, clean_line
from ringa.formats import script_refusals as refusals
from ringa.formats.script_paths import Place
from ringa.formats.script_tags import BLOCK, OUTPUT, WORDS, Lines, Piece, Wrong, cut
from ringa.i18n import _

MAX_DEPTH = 20
_WIDEST = 60  # characters of a tag that are shown in a message

_jinja = jinja2.Environment(keep_trailing_newline=True, autoescape=False)  # noqa: S701  nothing is rendered


class Placed(list[Any]):
    """A node of the tree that knows its line and column; `parts` are those of the values in a list."""

    __slots__ = ("parts", "place")

    def __init__(self, node: list[Any], place: Place, parts: tuple[Place, ...] = ()) -> None:
        super().__init__(node)
        self.place = place
        self.parts = parts


class _Open(NamedTuple):
    """A block that is not closed yet: its tag, its node, and the list to go on with after it."""

    name: str
    at: int
    node: Placed
    after: list[Any]

    @property
    def has_else(self) -> bool:
        """Whether its `else` has come."""
        return len(self.node) > 2


class BodyReader:
    """Reads parts of one script's text; every mistake is told to `wrong`."""

    def __init__(self, text: str, lines: Lines, wrong: Wrong) -> None:
        self.text = text
        self.lines = lines
        self.wrong = wrong
        self.open: list[_Open] = []
        self.into: list[Any] = []  # where the next node goes
        self.lost: list[list[str]] = []  # the words of each tag that means nothing
        self.odd = 0  # tags that may have been an `if`

    def placed(self, node: list[Any], at: int, parts: tuple[int, ...] = ()) -> Placed:
        """A node with its place."""
        return Placed(node, self.lines.place(at), tuple(self.lines.place(part) for part in parts))

    def read(self, start: int, stop: int) -> list[Any]:
        """The tree between two places of the text."""
        root: list[Any] = []
        self.into, self.open, self.odd = root, [], 0
        for piece in cut(self.text, start, stop, self.wrong):
            if piece.kind == WORDS:
                self.into.append(self.placed(["text", clean(piece.text)], piece.start))
            elif piece.kind == OUTPUT and (name := _first_word(piece)) in refusals.KNOWN_TAGS:
                self.block(self.in_braces(name, piece))
            elif piece.kind == OUTPUT:
                self.into += self.output(piece)
            else:
                self.block(piece)
        while self.open:
            self.close()
        return root

    # {% … %}

    def block(self, piece: Piece) -> None:
        """One of if, elif, else, endif; or what is none of them."""
        name = _first_word(piece)
        rest = piece.text.lstrip().removeprefix(name).strip()
        after = piece._replace(text=rest, inside=piece.inside + len(piece.text.rstrip()) - len(rest))
        self.named(name, piece, after)

    def named(self, name: str, piece: Piece, after: Piece) -> None:
        """A block by its name, and what stands after that."""
        if name == "if":
            node = self.placed(["if", [[self.condition_of(after), []]]], piece.start)
            self.begin("if", piece.start, node)
            self.into = node[1][0][1]
        elif name in refusals.KNOWN_TAGS:
            self.proceed(name, piece, after)
        else:
            self.strange(name, piece, after)

    def in_braces(self, name: str, piece: Piece) -> Piece:
        """An `if` and its kind in the wrong signs: told, and read as what is meant."""
        if self.parse(piece) is not None and not piece.told:
            at = piece.inside + piece.text.index(name)
            problem = _("this is not understood: {problem}").format(problem=self.shown(piece))
            self.wrong(at, problem, _("Write {% and %} around an if."))
        return piece._replace(told=True)

    def begin(self, name: str, at: int, node: Placed) -> None:
        """A block that is to be closed."""
        if name == "if":
            self.into.append(node)
        if len(self.open) == MAX_DEPTH:
            self.wrong(at, _("this is nested too deeply"), "")
        self.open.append(_Open(name, at, node, self.into))

    def close(self, *, ended: bool = False) -> None:
        """Leave the innermost block; an `if` that has not `ended` is a mistake."""
        block = self.open.pop()
        self.into = block.after
        if block.name == "if" and not block.has_else:
            block.node.append([])
        if block.name == "if" and not ended:
            advice = _("Write {% endif %} where it ends, in the same section.")
            self.wrong(block.at, _("this if is never closed with endif"), advice)

    def proceed(self, name: str, piece: Piece, after: Piece) -> None:
        """`elif`, `else` and `endif`."""
        if name == "else" and self.open and self.open[-1].name != "if":
            return  # of a loop, which has been told
        while self.open and self.open[-1].name != "if":
            self.open.pop()
        if not self.open:
            if not self.odd and not piece.told:
                self.wrong(piece.start, _("{name} stands here without an if").format(name=name), "")
            self.odd -= name == "endif" and self.odd > 0
            return
        if after.text and name != "elif" and not piece.told:
            advice = _("Write {% elif … %} for one more condition.") if name == "else" else ""
            self.wrong(after.inside, _("nothing can stand after {name}").format(name=name), advice)
        block = self.open[-1]
        if name == "endif":
            self.close(ended=True)
        elif block.has_else:
            self.wrong(piece.start, _("{name} stands after else").format(name=name), _("Put else last."))
        elif name == "elif":
            block.node[1].append([self.condition_of(after), []])
            self.into = block.node[1][-1][1]
        else:
            block.node.append([])
            self.into = block.node[2]

    def strange(self, name: str, piece: Piece, after: Piece) -> None:
        """A tag that no script can have: told, and read as the one that was probably meant."""
        at = piece.inside + len(piece.text) - len(piece.text.lstrip())
        if name.startswith("end") and any(block.name == name[3:] for block in self.open):
            while self.open[-1].name != name[3:]:
                self.close()
            self.open.pop()
        elif refusal := refusals.of_tag(name):
            self.refuse(at, refusal, piece)
            if refusals.has_an_end(name, after.text):
                self.begin(name, piece.start, self.placed([], piece.start))
        else:
            near = refusals.meant(name)
            advice = _("Did you mean {near}?").format(near=near) if near else _(refusals.GENERAL)
            field = name == "ask" or bool(name and not near and not after.text)
            if field:
                advice = _("Write {{ and }} around a field or ask.")
            if not piece.told:
                self.wrong(at, _("there is no tag {name}").format(name=clean_line(name) or self.shown(piece)), advice)
            if field:
                self.into += self.output(piece._replace(told=True))
            elif near:
                self.named(near, piece._replace(told=True), after._replace(told=piece.told))
            else:
                self.lose(piece)
                self.odd += 1

    # {{ … }}

    def output(self, piece: Piece) -> list[Placed]:
        """The node of a field or an `ask`; none if it is neither."""
        node = self.parse(piece)
        if node is None:
            return []
        base = piece.inside
        if isinstance(node, nodes.Name):
            return [self.placed(["field", clean(node.name), None], base + node.lineno)]
        if isinstance(node, nodes.Filter) and node.name == "default" and isinstance(node.node, nodes.Name):
            if (text := _one_text(node)) is not None:
                return [self.placed(["field", clean(node.node.name), clean_line(text)], base + node.node.lineno)]
            self.refuse(base + node.lineno, refusals.DEFAULT, piece)
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "ask":
            if (question := _one_text(node)) is not None:
                return [self.placed(["ask", clean_line(question)], base + node.args[0].lineno)]
            self.refuse(base + node.node.lineno, refusals.ASK, piece)
        else:
            self.refuse(base + _first(node), refusals.of_node(node), piece)
        return []

    # conditions

    def condition_of(self, piece: Piece) -> list[Any]:
        """The condition in an `if`."""
        tree = self.parse(piece)
        return self.placed(["const", []], piece.inside) if tree is None else self.condition(tree, piece, MAX_DEPTH)

    def condition(self, node: nodes.Node, piece: Piece, depth: int) -> Placed:
        """Comparisons joined by and, or, not."""
        at = piece.inside + node.lineno
        if depth == 0:
            self.wrong(at, _("this is nested too deeply"), "")
        elif isinstance(node, nodes.And | nodes.Or):
            kind = "and" if isinstance(node, nodes.And) else "or"
            return self.placed([kind, [self.condition(part, piece, depth - 1) for part in _joined(node)]], at)
        elif isinstance(node, nodes.Not):
            return self.placed(["not", self.condition(node.node, piece, depth - 1)], at)
        elif isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in OPERATORS:
            compared = node.ops[0]
            return self.placed([compared.op, self.value(node.expr, piece), self.value(compared.expr, piece)], at)
        elif isinstance(node, nodes.Compare):
            self.refuse(at, refusals.CHAIN, piece)
        else:
            return self.value(node, piece)
        return self.placed(["const", []], at)

    def value(self, node: nodes.Node, piece: Piece) -> Placed:
        """A field, an answer, or what it is compared with."""
        at = piece.inside + node.lineno
        if isinstance(node, nodes.Name):
            return self.placed(["name", clean(node.name)], at)
        if _is_plain(node):
            return self.placed(["const", _kept(node.value)], at, (at,))
        if isinstance(node, nodes.List | nodes.Tuple):
            items = [item for item in node.items if _is_plain(item)]
            if len(items) == len(node.items):
                parts = tuple(piece.inside + item.lineno for item in items)
                return self.placed(["const", [_kept(item.value) for item in items]], at, parts)
            self.refuse(at, refusals.LIST, piece)
        elif isinstance(node, nodes.Const):
            self.refuse(at, refusals.NONE, piece)
        else:
            self.refuse(piece.inside + _first(node), refusals.of_node(node), piece)
        return self.placed(["const", []], at)

    # Jinja

    def parse(self, piece: Piece) -> nodes.Node | None:
        """What Jinja's parser makes of an expression, with places in the piece as line numbers."""
        tree, at, problem = _parsed(_tokens(piece.text))
        if tree is not None:
            return tree
        if not piece.told:
            advice = "" if problem else refusals.of_syntax(piece.text)
            problem = problem or _("this is not understood: {problem}").format(problem=self.shown(piece))
            self.wrong(piece.inside + (min(at, len(piece.text)) if piece.text.strip() else 0), problem, advice)
        text, places = refusals.as_meant(piece.text)
        tree, _at, _problem = _parsed((places[at], kind, value) for at, kind, value in _tokens(text))
        if tree is None:
            self.lose(piece)
        return tree

    def lose(self, piece: Piece) -> None:
        """Keep the words of a tag that means nothing."""
        self.lost.append(re.findall(r"\w+", piece.text))

    def shown(self, piece: Piece) -> str:
        """A tag, or the one that a condition stands in, as it can be written in a message."""
        inner = clean_line(self.text[piece.start + 2 : piece.inside + len(piece.text)].lstrip("+-"))
        short = inner if len(inner) <= _WIDEST else inner[:_WIDEST] + "…"
        return f"{{% {short} %}}" if piece.kind == BLOCK else f"{{{{ {short} }}}}"

    def refuse(self, at: int, refusal: refusals.Refusal, piece: Piece) -> None:
        """Something that Jinja has and a script has not."""
        what, advice = refusal
        self.lose(piece)
        if not piece.told:
            self.wrong(
                at, _("a script cannot have {what}: {text}").format(what=_(what), text=self.shown(piece)), _(advice)
            )


def _first_word(piece: Piece) -> str:
    found: str = re.findall(r"^\s*(\w*)", piece.text)[0]
    return found


def _parsed(tokens: Iterable[tuple[int, str, str]]) -> tuple[nodes.Node | None, int, str]:
    """The tree of an expression; else None, where it is not understood, and what is wrong if that can be said."""
    reader = parser.Parser(_jinja, "")
    try:
        found = list(_jinja.lexer.wrap(tokens, None, None))
        if (deep := _too_deep(found)) is not None:
            return None, deep, _("this is nested too deeply")
        reader.stream = lexer.TokenStream(found, None, None)
        tree = reader.parse_tuple()
    except jinja2.TemplateSyntaxError as error:
        return None, error.lineno, ""
    except ValueError:  # a number of thousands of digits
        return None, 0, ""
    return (tree, 0, "") if reader.stream.eos else (None, reader.stream.current.lineno, "")


def _tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """The tokens of an expression, with their place in the text where Jinja has the number of the line."""
    at = 0
    try:
        for _line, kind, value in _jinja.lexer.tokeniter(text, None, state="variable"):
            yield at, kind, value
            at += len(value)
    except jinja2.TemplateSyntaxError as error:
        error.lineno = at
        raise


def _too_deep(tokens: list[lexer.Token]) -> int | None:
    """Where there are too many inside each other of the brackets and words for which Jinja's parser calls itself."""
    depth = run = 0
    for token in tokens:
        if token.type in ("lparen", "lbracket", "lbrace") or token.value == "else":
            depth += 1
        elif token.type in ("rparen", "rbracket", "rbrace"):
            depth -= 1
        elif token.type in ("sub", "add") or token.value == "not":
            run += 1
        else:
            run = 0
        if depth + run > MAX_DEPTH:
            return token.lineno
    return None


def _first(node: nodes.Node) -> int:
    """The place of a node's first word: Jinja gives that of an operator, a bracket or a dot."""
    at, inner = node.lineno, next(node.iter_child_nodes(), None)
    while inner is not None:
        at, inner = min(at, inner.lineno), next(inner.iter_child_nodes(), None)
    return at


def _one_text(node: nodes.Filter | nodes.Call) -> str | None:
    """The only argument, if it is a text."""
    if len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return None
    value = node.args[0].value if isinstance(node.args[0], nodes.Const) else None
    return value if isinstance(value, str) else None


def _is_plain(node: nodes.Node) -> TypeGuard[nodes.Const]:
    """Whether the node is a text, a number, true or false."""
    return isinstance(node, nodes.Const) and isinstance(node.value, str | int | float)


def _kept(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _joined(node: nodes.Node) -> list[nodes.Node]:
    """The parts of `a or b or c`, which the parser nests to the left, as deep as the chain is long."""
    kind, parts = type(node), []
    while isinstance(node, nodes.BinExpr) and type(node) is kind:
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]
