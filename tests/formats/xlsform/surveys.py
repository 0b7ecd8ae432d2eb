"""Surveys of every shape, in their normal form, and forms written as workbooks."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import assume
from hypothesis import strategies as st

from ringa.core.reachable import never
from ringa.core.survey import from_document
from ringa.formats.xlsform import reading
from ringa.formats.xlsform.sheets import CHOICES, SETTINGS, SURVEY, Book, Remarks, Sheet

Document = dict[str, Any]
Rows = Sequence[Sequence[object]]

_WORDS = st.text(
    st.sampled_from("aåäöÅØæ éñ中عд🙂 ok?!.,;:#*_`~<>&'\"\\()[]{}%=+-@|/$0123456789\n"), min_size=1, max_size=24
)


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(lines).strip() or "?"


WORDS = _WORDS.map(_tidy).map(lambda text: text.replace("${", "$"))


def texts(languages: Sequence[str], *, mixed: bool) -> st.SearchStrategy[Any]:
    """A text: one string, or one per language (some may be missing)."""
    several = st.dictionaries(st.sampled_from(languages), WORDS, min_size=1) if languages else WORDS
    return st.one_of(WORDS, several) if mixed else several


def form(path: Path, survey: Rows, choices: Rows = (), settings: Rows = ()) -> Path:
    """A workbook with these sheets; a sheet without rows is not there."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        if rows:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell not in ("", None):
                        sheet.write(number, column, cell)
    book.close()
    return path


@st.composite
def surveys(draw: st.DrawFn) -> Document:
    """A survey with questions of all types and their rules, as a loader would take it."""
    spoken: list[tuple[str, ...]] = [(), ("sv",), ("nb", "sv"), ("sv", "nb", "en"), ("fi", "so")]
    languages, mixed = draw(st.tuples(st.sampled_from(spoken), st.booleans()))
    text = texts(languages, mixed=mixed)
    questions: list[Document] = []
    for number in range(draw(st.integers(1, 5))):
        questions.append(_question(draw, f"q{number}", text, tuple(questions)))
    survey: Document = {"id": "val", "questions": questions}
    if draw(st.booleans()):
        survey["title"] = draw(text)
    if bool(languages) and draw(st.booleans()):
        survey["languages"] = list(languages)
    assume(not list(never(from_document(survey, "v"))))  # no loader takes what can never be asked
    return survey


def _question(draw: st.DrawFn, id: str, text: st.SearchStrategy[Any], earlier: Sequence[Document]) -> Document:
    kinds = ("single", "multiple", "yesno", "scale", "number", "text", "date", "note")
    question: Document = {"id": id, "type": draw(st.sampled_from(kinds)), "ask": draw(text)}
    if draw(st.integers(0, 3)) == 0:
        question["hint"] = draw(text)
    if question["type"] != "note" and draw(st.booleans()):
        question["required"] = True
    _MORE.get(question["type"], _nothing)(draw, question, text, earlier)
    if draw(st.booleans()) and (when := draw(conditions(earlier))):
        question["when"] = when
    return question


def _nothing(*_args: Any) -> None:
    """Yes and no, and notes, have no rules of their own."""


def _chosen(draw: st.DrawFn, question: Document, text: st.SearchStrategy[Any], earlier: Sequence[Document]) -> None:
    choices: list[Document] = []
    for code in draw(st.lists(st.sampled_from(["yes", "no", "a", "b2", "none", "other"]), min_size=1, unique=True)):
        choice = {"code": code, "text": draw(text)}
        if draw(st.integers(0, 4)) == 0:
            choice["other"] = True
        if question["type"] == "multiple" and code == "none":
            choice["exclusive"] = True
        if draw(st.integers(0, 4)) == 0 and (when := draw(conditions(earlier))):
            choice["when"] = when
        choices.append(choice)
    question["choices"] = choices
    codes = [choice["code"] for choice in choices]
    if draw(st.booleans()):
        question["shuffle"] = True
    together = [choice["code"] for choice in choices if "exclusive" not in choice]
    if question["type"] == "multiple" and len(together) > 2:
        question.update(draw(st.sampled_from([{}, {"max": 2}, {"min": 2, "max": 2}])))
        question.update({"default": "|".join(together[:2])} if draw(st.booleans()) else {})
    elif draw(st.integers(0, 3)) == 0:
        question["default"] = draw(st.sampled_from(codes))


def _scale(draw: st.DrawFn, question: Document, text: st.SearchStrategy[Any], _earlier: Sequence[Document]) -> None:
    low = draw(st.integers(0, 5))
    high = low + draw(st.integers(1, 20))
    question.update({"min": low, "max": high})
    if draw(st.booleans()):
        question["labels"] = {str(low): draw(text), str(high): draw(text)}
    if draw(st.booleans()):
        question["default"] = str(low)


def _number(draw: st.DrawFn, question: Document, text: st.SearchStrategy[Any], _earlier: Sequence[Document]) -> None:
    decimals = draw(st.sampled_from([0, 0, 1, 2]))
    question.update({"decimals": decimals} if decimals else {})
    if draw(st.booleans()):
        question["unit"] = draw(text)
    limits = [{}, {"min": -3}, {"max": 70}, {"min": 0, "max": 40}]
    question.update(draw(st.sampled_from([*limits, {"min": "0.5", "max": "7.5"}] if decimals else limits)))
    if draw(st.booleans()):
        question["default"] = "7.5" if decimals and draw(st.booleans()) else "7"


def _text(draw: st.DrawFn, question: Document, text: st.SearchStrategy[Any], _earlier: Sequence[Document]) -> None:
    question.update(draw(st.sampled_from([{}, {"max_length": 200}, {"default": "ja, kanske (senare)"}])))


def _date(draw: st.DrawFn, question: Document, text: st.SearchStrategy[Any], _earlier: Sequence[Document]) -> None:
    limits = [{}, {"min": "2030-01-01"}, {"max": "2030-12-31"}, {"min": "2030-01-01", "max": "2030-12-31"}]
    question.update(draw(st.sampled_from(limits)))
    if draw(st.booleans()):
        question["default"] = date(2030, 9, 8).isoformat()


_MORE = {
    "single": _chosen, "multiple": _chosen, "scale": _scale, "number": _number, "text": _text, "date": _date,
}  # fmt: skip


def conditions(earlier: Sequence[Document]) -> st.SearchStrategy[Document]:
    """A condition on earlier questions; {} where there is nothing to ask for."""
    rules = [(question["id"], rule) for question in earlier for rule in _rules(question)]
    if not rules:
        return st.just({})
    one = st.dictionaries(st.sampled_from(sorted({id for id, _rule in rules})), st.just(None), min_size=1, max_size=2)
    plain = one.flatmap(lambda names: st.fixed_dictionaries({n: st.sampled_from(_of(rules, n)) for n in names}))
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.fixed_dictionaries({"not": inner}),
            st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
            st.tuples(plain, inner).map(lambda pair: {**pair[0], "any": [pair[1]]}),
        ),
        max_leaves=3,
    )


def _of(rules: Sequence[tuple[str, Any]], name: str) -> list[Any]:
    return [rule for id, rule in rules if id == name]


def _rules(question: Mapping[str, Any]) -> list[Any]:
    if question["type"] == "note":
        return []
    codes = sorted(choice["code"] for choice in question.get("choices", ())) or ["no", "yes"]
    found: list[Any] = [{"answered": True}, {"answered": False}]
    if question["type"] in ("single", "multiple", "yesno"):
        found += [codes, codes[:1]]
    if question["type"] == "date":
        found += [["2030-09-08"], {"min": "2030-09-08"}, {"min": "2030-01-01", "max": "2030-09-08"}]
    if question["type"] in ("scale", "number"):
        found += [["3", "7"], ["3"], {"min": 3}, {"max": 7}, {"min": 3, "max": 7}]
    return found


def read_rows(survey: Rows, choices: Rows = (), settings: Rows = (), **options: Any) -> reading.Form:
    """The survey in sheets with these rows, the first of each being its header."""
    remarks = Remarks()
    given = ((SURVEY, survey), (CHOICES, choices), (SETTINGS, settings))
    sheets = [
        Sheet(name, [(n, [str(cell) for cell in row]) for n, row in enumerate(rows, 1)], remarks)
        for name, rows in given
    ]
    values: dict[str, Any] = {"id": "val", "language": "", "reserved": (), **options}
    return reading.survey_in(Book(*sheets), remarks=remarks, **values)
