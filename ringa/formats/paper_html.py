"""The sheet of `core.paper` as one HTML file that needs nothing else: to be printed on A4 and filled in with a pen.

User text never is markup. Of Markdown only what `core.markdown` knows becomes HTML.
"""

from collections.abc import Iterator, Sequence
from html import escape

from ringa.core.markdown import emphasis
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
from ringa.core.text import clean_line
from ringa.i18n import _

_STYLE = """
@page { size: A4; margin: 15mm 16mm 18mm; @bottom-right { content: counter(page) " / " counter(pages);
  font: 9pt sans-serif; color: #555 } }
* { box-sizing: border-box }
body { font: 11pt/1.45 Georgia, "Times New Roman", serif; color: #000; background: #fff; max-width: 178mm;
  margin: 0 auto; padding: 6mm 0 }
@media screen { body { padding: 12mm 6mm } }
h1, h2, h3, .meta, .form, .outcomes, .fill, code, footer { font-family: "Helvetica Neue", Arial, sans-serif }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 1mm }
h2 { font-size: 14pt; border-bottom: 1.5pt solid #000; padding-bottom: 1mm; margin: 9mm 0 3mm }
h3 { font-size: 11.5pt; margin: 5mm 0 1.5mm }
h1, h2, h3, .if { break-after: avoid }
p, li, .q { break-inside: avoid }
p { margin: 0 0 2.5mm; orphans: 3; widows: 3 }
.meta { color: #444; font-size: 10pt }
.fill { display: flex; flex-wrap: wrap; gap: 5mm 6mm; margin: 5mm 0; font-size: 10pt }
.fill span { flex: 1 1 45mm; border-bottom: .7pt solid #000; padding-bottom: 6mm; color: #444 }
.member { border: .7pt solid #000; padding: 2mm 3mm; margin: 3mm 0 }
.direction { font-style: italic; color: #333; border-left: 2pt dotted #777; padding-left: 3mm }
.if { font-weight: bold; font-size: 10.5pt; margin-top: 3mm }
.under { border-left: 1.2pt solid #999; margin: 0 0 3mm 1mm; padding-left: 4mm }
.q { border: .7pt solid #888; border-radius: 1.5mm; padding: 2.5mm 3.5mm; margin: 3mm 0 4mm }
.q h3 { margin: 0 0 1.5mm }
.q .if { margin: 0 0 1mm }
.rule { font-size: 9.5pt; color: #444; margin: 0 0 1.5mm }
.boxes { list-style: none; margin: 0; padding: 0 }
.boxes.many { columns: 2; column-gap: 6mm }
.boxes li { padding: .7mm 0 .7mm 6.5mm; text-indent: -6.5mm }
.box { display: inline-block; width: 3.8mm; height: 3.8mm; border: 1pt solid #000; border-radius: .5mm;
  margin-right: 2.7mm; vertical-align: -.6mm; text-indent: 0 }
.words { display: inline-block; min-width: 55mm; border-bottom: .7pt solid #000; height: 1em; margin-left: 2mm }
.row { display: flex; flex-wrap: wrap; gap: 2mm; margin: 0; padding: 0; list-style: none; font-size: 10pt }
.row li { flex: 1 1 10mm; text-align: center }
.row .box { display: block; margin: 0 auto 1mm }
.line { border-bottom: .7pt solid #000; height: 8.5mm }
.line.short { display: inline-block; width: 55mm; margin-right: 2mm }
.outcomes { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 4mm; font-size: 9pt; break-inside: avoid }
.outcomes h3 { margin: 0 0 1mm; font-size: 10pt }
code { font-size: 8pt; color: #666; font-family: Consolas, monospace; white-space: nowrap }
.note { border-bottom: .7pt solid #000; padding-bottom: 9mm; color: #444; font-size: 10pt }
ul.said { margin: 0 0 2.5mm; padding-left: 6mm }
.ready { break-inside: avoid }
footer { border-top: .7pt solid #999; margin-top: 9mm; padding-top: 2mm; font-size: 9pt; color: #444 }
"""


def write(sheet: Sheet, cover: Cover, language: str) -> Iterator[str]:
    """The page, piece by piece."""
    title = " – ".join((cover.title, *cover.parts[:1]))
    yield f'<!DOCTYPE html>\n<html lang="{_text(language)}">\n<head>\n<meta charset="utf-8">\n'
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
    yield from _head(cover)
    yield "</header>\n<main>\n"
    yield from _part(_("The conversation"), sheet.talk)
    yield f"<section>\n<h2>{_text(_('Afterwards'))}</h2>\n"
    for note in notes():
        yield f'<p class="note">{_text(note)}</p>\n'
    yield "</section>\n"
    yield from _part(_("If the member is waiting for our call"), sheet.call_back)
    yield from _part(_("Message for a voicemail"), sheet.voicemail)
    if sheet.ready:
        yield f"<section>\n<h2>{_text(_('Answers to hard questions'))}</h2>\n"
        for name, items in sheet.ready:
            yield f'<section class="ready">\n<h3>{_text(name)}</h3>\n'
            yield from _items(items)
            yield "</section>\n"
        yield "</section>\n"
    yield f"</main>\n<footer>{_text(to_record(cover))}</footer>\n</body>\n</html>\n"


def _text(text: str) -> str:
    return escape(clean_line(text))


def _marked(text: str) -> str:
    """Words of a script: bold is kept, all else is text."""
    return "".join(
        f"<strong>{escape(part)}</strong>" if bold else escape(part) for part, bold in emphasis(clean_line(text))
    )


def _head(cover: Cover) -> Iterator[str]:
    yield f"<h1>{_text(cover.title)}</h1>\n"
    yield f'<p class="meta">{_text(" · ".join(cover.parts))}</p>\n'
    if cover.member:
        yield f'<p class="member">{"<br>".join(map(_text, cover.member))}</p>\n'
    blanks = [_("Date and time"), _("Caller"), *([] if cover.contact else [_("Member number")])]
    yield f'<div class="fill">{"".join(f"<span>{_text(blank)}</span>" for blank in blanks)}</div>\n'
    yield f'<section>\n<h2>{_text(_("How did the call end?"))}</h2>\n<div class="outcomes">\n'
    for title, found in outcomes(cover):
        yield f"<div><h3>{_text(title)}</h3>{_boxes(found)}</div>\n"
    yield "</div>\n</section>\n"


def _part(title: str, items: Sequence[Item]) -> Iterator[str]:
    if items:
        yield f"<section>\n<h2>{_text(title)}</h2>\n"
        yield from _items(items)
        yield "</section>\n"


def _items(items: Sequence[Item]) -> Iterator[str]:
    """Items with a line beside all that stands under a condition."""
    depth, listing = 0, False
    for item in items:
        if listing and (item.kind != ITEM or item.depth != depth):
            yield "</ul>\n"
            listing = False
        yield "</div>\n" * (depth - item.depth) + '<div class="under">\n' * (item.depth - depth)
        depth = item.depth
        if item.kind == ITEM and not listing:
            yield '<ul class="said">\n'
            listing = True
        yield _item(item)
    yield ("</ul>\n" if listing else "") + "</div>\n" * depth


def _item(item: Item) -> str:
    if item.kind == QUESTION:
        return "".join(_question(item))
    words = _marked(item.text)
    if item.kind == HEADING:
        return f"<h3>{words}</h3>\n"
    if item.kind == ITEM:
        return f"<li>{words}</li>\n"
    if item.kind in (DIRECTION, IF):
        return f'<p class="{item.kind}">{words}</p>\n'
    lead = f'<p class="if">{_text(_("If {condition}:").format(condition=item.only_if))}</p>\n' if item.only_if else ""
    hint = f'<p class="direction">{_text(item.hint)}</p>\n' if item.hint else ""
    return f"{lead}<p>{words}</p>\n{hint}"


def _question(item: Item) -> Iterator[str]:
    question = item.question
    yield '<section class="q">\n'
    if item.only_if:
        yield f'<p class="if">{_text(_("Only if {condition}:").format(condition=item.only_if))}</p>\n'
    id = f" <code>{_text(question.id)}</code>" if question else ""
    yield f"<h3>{item.number}. {_marked(item.text)}{id}</h3>\n"
    if item.hint:
        yield f'<p class="direction">{_text(item.hint)}</p>\n'
    yield f'<div class="form">{"".join(_form(item.form))}</div>\n</section>\n'


def _form(form: Form) -> Iterator[str]:
    if form.in_row:
        cells = (f"<li>{_BOX}{_text(box.code)}{_under(box)}</li>" for box in form.boxes)
        yield f'<ul class="row">{"".join(cells)}</ul>'
        return
    if form.rule:
        yield f'<p class="rule">{_text(form.rule)}</p>'
    if form.boxes:
        yield _boxes(form.boxes)
    elif form.lines == 1:
        yield f'<span class="line short"></span>{_text(form.unit)}'
    else:
        yield '<div class="line"></div>' * form.lines


_BOX = '<span class="box"></span>'


def _under(box: Box) -> str:
    return f"<br>{_text(box.text)}" if box.text else ""


def _boxes(boxes: Sequence[Box]) -> str:
    many = " many" if len(boxes) > 8 and not any(box.words or box.note for box in boxes) else ""
    return f'<ul class="boxes{many}">{"".join(map(_box, boxes))}</ul>'


def _box(box: Box) -> str:
    note = f" ({_text(box.note)})" if box.note else ""
    words = '<span class="words"></span>' if box.words else ""
    return f"<li>{_BOX}{_text(box.text)}{note} <code>{_text(box.code)}</code>{words}</li>"
