"""The sheet of `core.paper` as text of 80 columns: to be printed as it is, or filled in at a keyboard."""

import textwrap
from collections.abc import Iterator, Sequence

from ringa.core.markdown import plain
from ringa.core.paper import (
    DIRECTION,
    HEADING,
    IF,
    ITEM,
    QUESTION,
    Box,
    Cover,
    Form,
    Item,
    Sheet,
    notes,
    outcomes,
    to_record,
)
from ringa.core.text import clean
from ringa.i18n import _

WIDTH = 80


class Typewriter:
    """Writes a sheet. Plain is ASCII where ringa chooses the signs, and nothing is drawn."""

    def __init__(self, *, plain: bool) -> None:
        self.box = "[ ]" if plain else "☐"
        self.rule = "" if plain else "═"
        self.beside = "    " if plain else "  │ "

    def write(self, sheet: Sheet, cover: Cover) -> Iterator[str]:
        """The lines of a sheet."""
        yield from self.head(cover)
        yield from self.steps(sheet)
        yield from self.title(_("Afterwards"))
        for note in notes():
            yield from (f"{note}:", "_" * WIDTH, "")
        yield from _wrapped(to_record(cover), "")

    def steps(self, sheet: Sheet) -> Iterator[str]:
        """All that is said and asked."""
        yield from self.part(_("The conversation"), sheet.talk)
        yield from self.part(_("If the member is waiting for our call"), sheet.call_back)
        yield from self.part(_("Message for a voicemail"), sheet.voicemail)
        if sheet.ready:
            yield from self.title(_("Answers to hard questions"))
        for name, items in sheet.ready:
            yield from ("", *_wrapped(name.upper(), ""))
            yield from self.items(items)

    def title(self, text: str) -> Iterator[str]:
        """Where a part begins."""
        yield ""
        yield from _wrapped(text.upper(), "")
        if self.rule:
            yield self.rule * WIDTH

    def head(self, cover: Cover) -> Iterator[str]:
        """Campaign, blanks for what is known at the call, and the outcomes."""
        yield from _wrapped(cover.title.upper(), "")
        yield from _wrapped(" · ".join(cover.parts), "")
        for line in cover.member:
            yield from _wrapped(line, "")
        yield ""
        for name in (_("Date and time"), _("Caller"), *([] if cover.contact else [_("Member number")])):
            yield f"{name}: ".ljust(24) + "_" * 40
        yield from self.title(_("How did the call end?"))
        for name, found in outcomes(cover):
            yield f"{name}:"
            for box in found:
                yield from self.ticked(box, "  ")

    def part(self, title: str, items: Sequence[Item]) -> Iterator[str]:
        """A part with its title, if there is anything in it."""
        if items:
            yield from self.title(title)
            yield from self.items(items)

    def items(self, items: Sequence[Item]) -> Iterator[str]:
        """Items, with a line beside all that stands under a condition."""
        before = ""
        for item in items:
            indent = self.beside * item.depth
            if not (item.kind == before == ITEM):
                yield indent.rstrip()
            before = item.kind
            yield from self.item(item, indent)

    def item(self, item: Item, indent: str) -> Iterator[str]:
        """One item."""
        if item.kind == QUESTION:
            yield from self.question(item, indent)
            return
        if item.only_if:
            yield from _wrapped(_("If {condition}:").format(condition=item.only_if), indent)
        text = plain(item.text)
        forms = {
            HEADING: text.upper(),
            DIRECTION: f"[{text}]",
            ITEM: f"- {text}",
            IF: f"» {text}" if self.rule else text,
        }
        yield from _wrapped(forms.get(item.kind, text), indent, "  " if item.kind == ITEM else "")
        if item.hint:
            yield from _wrapped(f"[{item.hint}]", indent)

    def question(self, item: Item, indent: str) -> Iterator[str]:
        """A question with its number and form."""
        number = f"{item.number}. "
        deeper = indent + " " * len(number)
        if item.only_if:
            yield from _wrapped(_("Only if {condition}:").format(condition=item.only_if), indent)
        id = f" ({item.question.id})" if item.question else ""
        yield from _wrapped(number + item.text + id, indent, " " * len(number))
        if item.hint:
            yield from _wrapped(f"[{item.hint}]", deeper)
        yield from self.form(item.form, deeper)

    def form(self, form: Form, indent: str) -> Iterator[str]:
        """Boxes to tick, or lines to write on."""
        if form.in_row:
            yield from _wrapped("   ".join(f"{self.box}\u00a0{box.code}" for box in form.boxes), indent)
            labels = [f"{box.code} = {box.text}" for box in form.boxes if box.text]
            yield from _wrapped(" · ".join(labels), indent) if labels else ()
            return
        if form.rule:
            yield from _wrapped(f"[{form.rule}]", indent)
        for box in form.boxes:
            yield from self.ticked(box, indent)
        if form.lines == 1:
            yield f"{indent}{'_' * 24} {form.unit}".rstrip()
        for _line in range(form.lines if form.lines > 1 else 0):
            yield indent + "_" * (WIDTH - len(indent))

    def ticked(self, box: Box, indent: str) -> Iterator[str]:
        """A box with its words and code."""
        note = f" ({box.note})" if box.note else ""
        words = ": ____________________" if box.words else ""
        yield from _wrapped(f"{self.box} {box.text}{note} ({box.code}){words}", indent, " " * (len(self.box) + 1))


def _wrapped(text: str, indent: str, hanging: str = "") -> list[str]:
    lines: list[str] = []
    for part in clean(text).split("\n"):
        lines += textwrap.wrap(
            part, WIDTH, initial_indent=indent, subsequent_indent=indent + hanging, break_on_hyphens=False
        ) or [indent.rstrip()]
    return lines
