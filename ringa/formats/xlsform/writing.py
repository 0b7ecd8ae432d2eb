"""A survey written as a form that other programs read, and that `reading` brings back as it was.

What XLSForm has no words for stands in columns of our own, which others pass over: `ringa_unit`, `ringa_title`,
`ringa_languages`.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ringa.core.languages import name_of
from ringa.core.survey import Text, say
from ringa.errors import FormCellTooLong
from ringa.formats.xlsform.expressions import choice_filter, constraint, relevant, words_of
from ringa.formats.xlsform.names import unused
from ringa.formats.xlsform.texts import escaped
from ringa.formats.xlsform.words import NO, OTHER_WORDS, YES, in_languages

MOST_SIGNS = 32_767  # of a cell (Excel, "specifications and limits")
RESERVED = ("meta",)  # names that a form keeps for itself

_SURVEY = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "parameters", "choice_filter", "default",
    "ringa_unit",
)  # fmt: skip
_CHOICES = ("list_name", "name", "label")
_SETTINGS = (
    "form_title", "form_id", "version", "default_language", "clean_text_values", "ringa_title", "ringa_languages",
)  # fmt: skip
_TYPES = {"scale": "range", "number": "integer", "text": "text", "date": "date", "note": "note"}
_WIDTHS = {"label": 48, "hint": 32, "relevant": 32, "constraint": 32}

Cells = dict[tuple[str, str], str]  # by field and language, "" for none
Question = Mapping[str, Any]


class Written(NamedTuple):
    """A workbook, and the ids that have another name in it."""

    data: bytes
    renamed: Mapping[str, str]


def write(survey: Mapping[str, Any], version: str, spoken: Sequence[str], made: datetime) -> Written:
    """The form of a survey's normal form. Raises FormCellTooLong.

    `spoken` are the languages for what ringa itself says in a survey that names none. `made` is when it is made.
    """
    writer = _Writer(survey, spoken)
    return Written(writer.workbook(version, made), {id: name for id, name in writer.names.items() if id != name})


class _Writer:
    def __init__(self, survey: Mapping[str, Any], spoken: Sequence[str]) -> None:
        self.survey, self.spoken = survey, spoken
        texts = list(_texts(survey))
        self.plain = any(isinstance(text, str) for text in texts)
        found = (code for text in (*texts, survey.get("title", "")) if not isinstance(text, str) for code in text)
        self.languages = tuple(dict.fromkeys((*survey.get("languages", ()), *found)))
        ids = [question["id"] for question in survey["questions"]]
        self.names = {id: unused(id, {*ids, id}) if id in RESERVED else id for id in ids}
        self.questions = {q["id"]: {**q, "name": self.names[q["id"]]} for q in survey["questions"]}
        self.yes_no = unused("yes_no", self.names.values())
        self.choices: list[Cells] = []

    def workbook(self, version: str, made: datetime) -> bytes:
        """The file."""
        import xlsxwriter

        rows = [row for question in self.questions.values() for row in self.rows(question)]
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        book.set_properties({"created": made.replace(tzinfo=None)})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheets = (("survey", _SURVEY, rows), ("choices", _CHOICES, self.choices))
        for name, fields, cells in (*sheets, ("settings", _SETTINGS, [self.settings(version)])):
            self.sheet(book.add_worksheet(name), fields, cells, bold, wrapped)
        book.close()
        return out.getvalue()

    def sheet(self, sheet: Any, fields: Sequence[str], rows: Sequence[Cells], bold: Any, wrapped: Any) -> None:
        used = {key for row in rows for key in row}
        keys = [(field, code) for field in fields for code in ("", *self.languages) if (field, code) in used]
        sheet.freeze_panes(1, 0)
        for column, (field, code) in enumerate(keys or [(field, "") for field in fields]):
            sheet.set_column(column, column, _WIDTHS.get(field, 18), wrapped)
            sheet.write_string(0, column, f"{field}::{name_of(code)}" if code else field, bold)
            for number, row in enumerate(rows, 1):
                if cell := row.get((field, code), ""):
                    sheet.write_string(number, column, _fitting(cell, row), wrapped)

    # rows

    def rows(self, question: Question) -> Iterator[Cells]:
        """The row of a question, and that of the words of its `other`; its choices go to their sheet."""
        row: Cells = {
            **self.text("label", question["ask"]),
            **self.text("hint", question.get("hint", "")),
            **self.text("ringa_unit", question.get("unit", "")),
        }
        cells = {
            "type": self.type(question),
            "name": question["name"],
            "required": "yes" if question.get("required") else "",
            "relevant": relevant(question.get("when", {}), self.questions),
            "constraint": constraint(question),
            "parameters": self.parameters(question),
            "choice_filter": choice_filter(question, self.questions),
            "default": self.default(question),
        }
        yield row | {(field, ""): cell for field, cell in cells.items() if cell}
        if expression := words_of(question):
            label = self.text("label", in_languages(OTHER_WORDS, self.languages, self.spoken))
            name = f"{question['name']}_other"
            yield label | {("type", ""): "text", ("name", ""): name, ("relevant", ""): expression}

    def type(self, question: Question) -> str:
        type = str(question["type"])
        if type == "yesno":
            self.add_yes_no()
            return f"select_one {self.yes_no}"
        if type in ("single", "multiple"):
            for choice in question["choices"]:
                self.add_choice(question["name"], choice["code"], choice["text"])
            return f"select_{'one' if type == 'single' else type} {question['name']}"
        return "decimal" if question.get("decimals") else _TYPES[type]

    def parameters(self, question: Question) -> str:
        if question["type"] != "scale":
            return "randomize=true" if question.get("shuffle") else ""
        labels = question.get("labels", {})
        for point, text in sorted(labels.items(), key=lambda item: int(item[0])):
            self.add_choice(question["name"], point, text)
        shown = f" tick_labelset={question['name']}" if labels else ""
        return f"start={question['min']} end={question['max']} step=1{shown}"

    def default(self, question: Question) -> str:
        default = str(question.get("default", ""))
        return _harmless(default) if question["type"] == "text" else default.replace("|", " ")

    def add_yes_no(self) -> None:
        if not any(choice["list_name", ""] == self.yes_no for choice in self.choices):
            for code, text in (("yes", YES), ("no", NO)):
                self.add_choice(self.yes_no, code, in_languages(text, self.languages, self.spoken))

    def add_choice(self, list: str, code: str, text: Text) -> None:
        self.choices.append({("list_name", ""): list, ("name", ""): code, **self.text("label", text)})

    def settings(self, version: str) -> Cells:
        title = self.survey.get("title", "")
        cells = {
            "form_title": say(title, self.languages),
            "form_id": self.survey["id"],
            "version": version,
            "default_language": name_of(self.languages[0]) if self.languages and not self.plain else "",
            "clean_text_values": "no"
            if any("\n" in word for text in _texts(self.survey) for word in _words(text))
            else "",
            "ringa_languages": " ".join(self.survey.get("languages", ())),
        }
        own = {} if isinstance(title, str) else self.text("ringa_title", title)
        return {(field, ""): cell for field, cell in cells.items() if cell} | own

    def text(self, field: str, text: Text) -> Cells:
        """The cells of a text. One text for every language stands in each, and in the column without a language."""
        if isinstance(text, str):
            return dict.fromkeys(((field, code) for code in ("", *self.languages)), _said(text)) if text else {}
        return {(field, code): _said(word) for code, word in text.items()}


def _texts(survey: Mapping[str, Any]) -> Iterator[Text]:
    """Every text of a survey but its title."""
    for question in survey["questions"]:
        yield question["ask"]
        yield from (question[name] for name in ("hint", "unit") if name in question)
        yield from (choice["text"] for choice in question.get("choices", ()))
        yield from question.get("labels", {}).values()


def _words(text: Text) -> Iterator[str]:
    yield from [text] if isinstance(text, str) else text.values()


def _said(text: str) -> str:
    return _harmless(escaped(text))


def _harmless(text: str) -> str:
    """The text without what every program would take for the answer to a question."""
    return text.replace("${", "$ {")


def _fitting(cell: str, row: Cells) -> str:
    if len(cell) > MOST_SIGNS:
        raise FormCellTooLong(question=row.get(("name", ""), "-"), n=len(cell))
    return cell
