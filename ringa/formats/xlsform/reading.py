"""A form read as a survey: what a survey can hold arrives, and for each thing that it cannot is said where and why."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ringa.core.languages import code_of
from ringa.core.reachable import never
from ringa.core.survey import Text, from_document
from ringa.core.text import closest
from ringa.formats.survey_yaml import MAX_QUESTIONS
from ringa.formats.xlsform import types
from ringa.formats.xlsform.choices import Lists
from ringa.formats.xlsform.conditions import Find, Known, When, both, when_of
from ringa.formats.xlsform.expression import Call, Literal, Node, Or, Ref, Unheld, parse
from ringa.formats.xlsform.names import as_id, as_ids
from ringa.formats.xlsform.questions import Question, Refused, read_question
from ringa.formats.xlsform.sheets import SURVEY, Book, Remark, Remarks, Row, read_book
from ringa.formats.xlsform.texts import languages_of, text_of
from ringa.formats.xlsform.types import Type, type_of
from ringa.formats.xlsform.words import is_other_text
from ringa.i18n import N_, _

MOST_READINGS = 20
MOST_NAMES = 400  # among which the one that was probably meant is looked for

# Columns that are read with each row
_READ = (
    "type", "name", "label", "hint", "guidance_hint", "relevant", "constraint", "required", "parameters", "default",
    "choice_filter", "calculation", "trigger", "read_only", "image", "big-image", "audio", "video", "disabled",
    "ringa_unit",
)  # fmt: skip
_SETTINGS = ("form_title", "form_id", "default_language", "ringa_title", "ringa_languages")
_QUIET = ("version", "clean_text_values", "allow_choice_duplicates")  # settings that change nothing in a survey
_NEEDLESS = {
    "appearance": N_("how a form looks on a telephone has no place in a call"),
    "constraint_message": N_("ringa has words of its own for an answer that does not fit"),
    "required_message": N_("ringa has words of its own for an answer that is missing"),
}


class Form(NamedTuple):
    """A form that was read: the survey's normal form, how many rows ask or work out something, what is to be told."""

    survey: dict[str, Any]
    rows: int
    remarks: Remarks


class _Entry(NamedTuple):
    """What a name of the form stands for: the row, the question if it was taken, else why not."""

    row: Row
    known: Known | None = None
    reason: str = ""


class _Group:
    """A group that is open: its condition joined with those around it, or why nothing in it can be taken."""

    def __init__(self, row: Row, when: When, refused: str) -> None:
        self.row, self.when, self.refused = row, when, refused


class _Asked(NamedTuple):
    """A row that asks something; `words_of` are the choices, by their names in the form, that ask for a few words."""

    row: Row
    type: Type
    place: int
    words_of: list[str]


def read(path: Path, file: str, *, id: str = "", language: str = "", reserved: Collection[str] = ()) -> Form:
    """The survey in a form. `reserved` are ids that no question may have.

    `id` is that of the survey, if the form's own is not wanted; `language` is that of texts whose column names none.
    Raises NotForm, FormUnreadable, FormTooLong.
    """
    remarks = Remarks()
    book = read_book(path, file, remarks)
    return survey_in(book, id or _id(book, Path(file).stem, remarks), language, reserved, remarks)


def survey_in(book: Book, id: str, language: str, reserved: Collection[str], remarks: Remarks) -> Form:
    """The survey in sheets that are read already; arguments as those of `read`.

    A question that nobody can ever be asked is a mistake in the form: it is left out, and the form read anew without.
    """
    hopeless: dict[int, set[str]] = {}
    for _again in range(MOST_READINGS):
        reader = _Reader(book, reserved, remarks.copy(), hopeless)
        form = reader.form(id, language)
        found = list(never(from_document(form.survey, "v")))
        if not found:
            break
        for question, code in found:
            hopeless.setdefault(reader.places[question], set()).add(code)
    return form


def _id(book: Book, stem: str, remarks: Remarks) -> str:
    row = book.settings.rows[0] if book.settings.rows else None
    name = row.get("form_id") if row else ""
    id = as_id(name or stem, "form")
    if row and name and id != name:
        remarks.changed.append(row.remark("form_id", _("the survey's id is {id}").format(id=id)))
    return id


class _Reader:
    """Reads a form once. `hopeless` are the rows whose questions, or choices of these, can never come."""

    def __init__(
        self, book: Book, reserved: Collection[str], remarks: Remarks, hopeless: Mapping[int, Collection[str]]
    ) -> None:
        self.book, self.reserved, self.remarks, self.hopeless = book, reserved, remarks, hopeless
        self.entries: dict[str, dict[int, _Entry]] = {}  # by name and place
        self.places: dict[str, int] = {}
        self.metadata: list[Row] = []
        self.refused = 0  # rows of a type that no survey has
        self.taken = 0

    def form(self, id: str, language: str) -> Form:
        self.languages = languages_of(self.book, language, self.remarks)
        self.lists = Lists(self.book.choices, self.languages, self.remarks)
        asked = list(self._asked())
        names = [each.row.get("name") or f"{each.type.name[0]}_{each.row.number}" for each in asked]
        words = {f"{as_id(name, 'q')}_other" for name, each in zip(names, asked, strict=True) if self._has_words(each)}
        ids = dict(zip((each.place for each in asked), as_ids(names, "q", {*self.reserved, *words}), strict=True))
        for each in asked:  # so that a condition on a later question is told from one on a question that is not there
            self._enter(each.row, each.place, reason=_("it is asked later"))
        self.places = {id: place for place, id in ids.items()}
        questions = list(self._questions({each.place: each for each in asked}, ids))
        self._columns()
        self.remarks.sort()
        return Form({"id": id, **self._head(), "questions": questions}, len(asked) + self.refused, self.remarks)

    def _has_words(self, asked: _Asked) -> bool:
        return asked.type.or_other or bool(asked.words_of)

    # first: which rows ask something

    def _asked(self) -> Iterator[_Asked]:
        last: _Asked | None = None
        for place, row in enumerate(self.book.survey.rows):
            type = type_of(row.get("type"))
            if self._is_idle(row) or type.name in (types.GROUP, types.REPEAT, types.END):
                continue
            if type.name in (types.METADATA, types.REFUSED):
                self._pass_over(row, place, type)
            elif last is not None and (words_of := _words_of(last, row)):
                last.words_of.extend(words_of)
                self._enter(row, place, reason=_("it has the words of another answer"))
            else:
                last = _Asked(row, type, place, [])
                yield last

    def _is_idle(self, row: Row) -> bool:
        """Whether the row says nothing: a remark of the author's, or switched off."""
        if row.get("disabled").lower() in ("yes", "true", "true()", "1"):
            return True
        return not any(row.get(field) for field in ("type", "name")) and not any(row.languages("label"))

    def _pass_over(self, row: Row, place: int, type: Type) -> None:
        if type.name == types.METADATA:
            self.metadata.append(row)
            reason = _("nobody is asked it")
        else:
            self.refused += 1
            reason = _(type.reason) if row.get("type") else _("the row has no type")
            self.remarks.not_taken.append(row.remark("type", reason, row.get("type") or row.get("name")))
        self._enter(row, place, reason=reason)

    def _enter(self, row: Row, place: int, known: Known | None = None, reason: str = "") -> None:
        self.entries.setdefault(row.get("name"), {})[place] = _Entry(row, known, reason)

    # then: each of them, with the groups that it stands in

    def _questions(self, asked: Mapping[int, _Asked], ids: Mapping[int, str]) -> Iterator[dict[str, Any]]:
        groups: list[_Group] = []
        for place, row in enumerate(self.book.survey.rows):
            if place in asked:
                question = self._question(asked[place], ids[place], groups)
                if question:
                    yield question
            elif not self._is_idle(row):
                self._group(row, type_of(row.get("type")), place, groups)
        for group in groups:
            self.remarks.changed.append(group.row.remark("type", _("it never ends; it is taken to end with the sheet")))

    def _group(self, row: Row, type: Type, place: int, groups: list[_Group]) -> None:
        if type.name == types.END:
            if groups:
                groups.pop()
            else:
                self.remarks.changed.append(row.remark("type", _("nothing was begun that could end here")))
        elif type.name in (types.GROUP, types.REPEAT):
            self._enter(row, place, reason=_("it is a group"))
            for language, _cell in row.languages("label"):
                reason = _("headings of groups are not read aloud; make a `note` of it if it is to be")
                self.remarks.left_out.append(row.remark("label", reason, language=language))
            groups.append(self._opened(row, type, place, groups))

    def _opened(self, row: Row, type: Type, place: int, groups: list[_Group]) -> _Group:
        around = groups[-1] if groups else _Group(row, {}, "")
        name = row.get("name") or row.get("type")
        if around.refused:
            return _Group(row, {}, around.refused)
        if type.name == types.REPEAT:
            reason = _("a question is asked once; what is repeated has no place in a survey")
            self.remarks.not_taken.append(row.remark("type", reason))
            return _Group(row, {}, _("it stands in {name}, which is repeated").format(name=name))
        try:
            return _Group(row, both(around.when, self._when(row, place)), "")
        except Unheld as unheld:
            self.remarks.not_taken.append(row.remark("relevant", str(unheld)))
            reason = _("it stands in the group {name} (row {row}), whose condition cannot be taken")
            return _Group(row, {}, reason.format(name=name, row=row.number))

    def _when(self, row: Row, place: int) -> When:
        expression = row.get("relevant")
        return when_of(parse(expression), self._find(place)) if expression else {}

    def _find(self, place: int) -> Find:
        def find(name: str) -> Known:
            name = name.removeprefix("last-saved#")
            entries = self.entries.get(name, {})
            if not entries:
                near = (
                    closest(name, [name for name in self.entries if name]) if len(self.entries) < MOST_NAMES else None
                )
                problem = _("there is no question {name}").format(name=name)
                raise Unheld(problem + (". " + _("Did you mean {near}?").format(near=near) if near else ""))
            if len(entries) > 1:
                raise Unheld(_("several questions are called {name}").format(name=name))
            if place in entries:
                raise Unheld(_("it names itself"))
            (entry,) = entries.values()
            if entry.known is None:
                text = _("{name} (row {row}) leads to no answer: {reason}")
                raise Unheld(text.format(name=name, row=entry.row.number, reason=entry.reason))
            return entry.known

        return find

    def _question(self, asked: _Asked, id: str, groups: list[_Group]) -> dict[str, Any] | None:
        row, place = asked.row, asked.place
        try:
            if groups and groups[-1].refused:
                raise Refused("name", groups[-1].refused)
            if "" in self.hopeless.get(place, ()):
                raise Refused("relevant", _("it could never be asked, whatever is answered before"))
            if self.taken == MAX_QUESTIONS:
                raise Refused("type", _("a survey has at most {n} questions").format(n=MAX_QUESTIONS))
            found: Question = read_question(
                row, asked.type, id, self.lists, self.languages, self.remarks, self._find(place)
            )
            when = self._condition(row, place, groups)
            self._offered(found.body, row, self.hopeless.get(place, ()))
        except Refused as refused:
            self.remarks.not_taken.append(row.remark(refused.field, refused.reason, row.get(refused.field)))
            self._enter(row, place, reason=_("it is not taken"))
            return None
        if row.get("name") not in ("", id):
            self.remarks.changed.append(row.remark("name", _("its id is {id}").format(id=id)))
        body = found.body
        for choice in body.get("choices", ()):
            choice.update(
                {"other": True} if choice["code"] in (found.codes.get(name) for name in asked.words_of) else {}
            )
        self._enter(row, place, Known(body, found.codes))
        self.taken += 1
        return {**body, **({"when": when} if when else {})}

    def _offered(self, body: dict[str, Any], row: Row, never: Collection[str]) -> None:
        """Take away the choices that can never be offered."""
        if not never:
            return
        body["choices"] = [choice for choice in body["choices"] if choice["code"] not in never]
        reason = _("these choices could never be offered: {codes}").format(codes=", ".join(sorted(never)))
        if not body["choices"]:
            raise Refused("choice_filter", reason)
        self.remarks.not_taken.append(row.remark("choice_filter", reason))

    def _condition(self, row: Row, place: int, groups: list[_Group]) -> When:
        try:
            own = self._when(row, place)
        except Unheld as unheld:
            reason = _("{reason}; without the condition everybody would be asked").format(reason=unheld)
            raise Refused("relevant", reason) from None
        return both(groups[-1].when, own) if groups else own

    # last: the form as a whole

    def _head(self) -> dict[str, Any]:
        if not self.book.settings.rows:
            return {}
        row = self.book.settings.rows[0]
        title: Text = text_of(row, "ringa_title", self.languages, self.remarks) or row.get("form_title")
        codes = [code for name in row.get("ringa_languages").split() if (code := code_of(name))]
        return {**({"title": title} if title else {}), **({"languages": codes} if codes else {})}

    def _columns(self) -> None:
        """What is told once a column, not for each of its cells."""
        if self.metadata:
            names = ", ".join(dict.fromkeys(row.get("type") for row in self.metadata))
            reason = _("ringa notes by itself who called whom, and when")
            self.remarks.left_out.append(Remark(SURVEY, self.metadata[0].number, "type", "", names, reason))
        for sheet, known in ((self.book.survey, _READ), (self.book.settings, (*_SETTINGS, *_QUIET))):
            for (field, language), (header, letters) in sheet.columns.items():
                used = [row for row in sheet.rows if (field, language) in row.cells]
                if field not in known and used:
                    reason = _(_NEEDLESS[field]) if field in _NEEDLESS else _("ringa has nothing of the kind")
                    self.remarks.left_out.append(Remark(sheet.name, 0, header, letters, "", reason))


def _words_of(last: _Asked, row: Row) -> list[str]:
    """The choices of the question before whose words the row asks for, as our export writes it; none for another row.

    Their names in the form.
    """
    if row.get("name") != f"{last.row.get('name')}_other" or last.type.name not in ("single", "multiple"):
        return []
    labels = [text for _language, text in row.languages("label")]
    if {field for field, _language in row.cells} != {"type", "name", "label", "relevant"}:
        return []
    if not labels or not all(map(is_other_text, labels)):
        return []
    try:
        node = parse(row.get("relevant"))
    except Unheld:
        return []
    return _selected(node, last.row.get("name"))


def _selected(node: Node, name: str) -> list[str]:
    found = []
    for part in node.parts if isinstance(node, Or) else (node,):
        match part:
            case Call("selected", (Ref(ref), Literal(code))) if ref == name:
                found.append(code)
            case _:
                return []
    return found
