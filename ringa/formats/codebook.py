"""The codebook: for whoever analyses results, what each column means, as Markdown and as a table."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ringa.core.condition_words import Wording, in_words, range_in_words
from ringa.core.survey import MULTIPLE, YES_NO, Text, say
from ringa.core.text import MAX_TEXT, clean_line
from ringa.formats.guard import guard
from ringa.formats.whole_table import write_row
from ringa.i18n import N_, _

Question = Mapping[str, Any]

# The table has these columns, then `ask.sv`, … and `text.sv`, … for each language that texts are written in.
COLUMNS = (
    "survey", "version", "current", "number", "question", "column", "type", "required", "when", "limits", "default",
    "unit", "missing", "code", "code_when", "ask", "text",
)  # fmt: skip

TYPES = {
    "single": N_("one choice"),
    "multiple": N_("several choices, joined by |"),
    "yesno": N_("yes or no"),
    "scale": N_("a point of a scale"),
    "number": N_("a number, with a point before decimals"),
    "text": N_("text"),
    "date": N_("a date (ISO 8601)"),
    "note": N_("read aloud, without an answer"),
}


class Version(NamedTuple):
    """A survey in one version: its normal form, and whether it is the one that is asked now."""

    survey: Mapping[str, Any]
    version: str
    current: bool


class Variable(NamedTuple):
    """A column of the results: its question, and the codes that can stand in it. Notes have no column."""

    question: Question
    number: int
    column: str
    type: str
    codes: Sequence[Mapping[str, Any]]
    when: str

    @property
    def words(self) -> bool:
        """Whether it has the words of an `other` choice."""
        return bool(self.type != self.question["type"])


def languages_of(versions: Iterable[Version]) -> list[str]:
    """The languages that texts are written in, in the order in which they first appear."""
    found: dict[str, None] = {}
    for version in versions:
        for question in version.survey["questions"]:
            for text in (question["ask"], *(choice["text"] for choice in question.get("choices", ()))):
                found.update({} if isinstance(text, str) else dict.fromkeys(text))
    return list(found)


def variables(survey: Mapping[str, Any]) -> Iterator[Variable]:
    """What a survey asks for, in its order, the words of `other` choices too; notes have no column."""
    questions = {question["id"]: question for question in survey["questions"]}
    for number, question in enumerate(survey["questions"], 1):
        type = question["type"]
        codes = [each._asdict() for each in YES_NO] if type == "yesno" else question.get("choices", [])
        if type == "scale":
            codes = [{"code": point, "text": text} for point, text in question.get("labels", {}).items()]
        column = "" if type == "note" else f"answer.{question['id']}"
        when = in_words(question.get("when", {}), _wording(questions))
        yield Variable(question, number, column, type, codes, when)
        if others := [choice["code"] for choice in codes if choice.get("other")]:
            when = in_words({question["id"]: others}, _wording(questions))
            yield Variable({**question, "required": False}, number, f"{column}_other", "text", (), when)


# In words


def _wording(questions: Mapping[str, Question]) -> Wording:
    """Ids and codes as they are in the results."""
    return Wording(several={id for id, question in questions.items() if question["type"] == MULTIPLE})


def limits_in_words(question: Question) -> str:
    """What an answer is bounded by; "" for nothing."""
    parts = []
    if "min" in question or "max" in question:
        text = _("{range} choices") if question["type"] == MULTIPLE else "{range}"
        parts.append(text.format(range=range_in_words(question)))
    if question.get("decimals"):
        parts.append(_("{n} decimals").format(n=question["decimals"]))
    if question["type"] == "text":
        parts.append(_("at most {n} characters").format(n=question.get("max_length", MAX_TEXT)))
    parts += [_("{code} goes with no other").format(code=c["code"]) for c in _choices(question) if c.get("exclusive")]
    return "; ".join(parts)


def _choices(question: Question) -> Sequence[Mapping[str, Any]]:
    return list(question.get("choices", ()))


def missing_in_words(question: Question, when: str) -> str:
    """What an empty cell means."""
    reasons = [_("the conversation did not come to it")]
    if when:
        reasons.insert(0, _("not asked"))
    if not question.get("required"):
        reasons.append(_("passed over"))
    return ", ".join(reasons)


# As a table


def rows(versions: Sequence[Version]) -> Iterator[dict[str, str]]:
    """One row for each column and code, of a column without codes one row; notes have none."""
    languages = languages_of(versions)
    for version in versions:
        questions = {question["id"]: question for question in version.survey["questions"]}
        for variable in variables(version.survey):
            if variable.column:
                head = _row(version, variable, languages)
                for choice in variable.codes or ({},):
                    yield head | _code(choice, questions, languages)


def _row(version: Version, variable: Variable, languages: Sequence[str]) -> dict[str, str]:
    question = variable.question
    own = {} if variable.words else question
    return {
        "survey": version.survey["id"],
        "version": version.version,
        "current": "yes" if version.current else "no",
        "number": str(variable.number),
        "question": question["id"],
        "column": variable.column,
        "type": variable.type,
        "required": "yes" if question.get("required") else "no",
        "when": variable.when,
        "limits": limits_in_words({**own, "type": variable.type}),
        "default": str(own.get("default", "")),
        "unit": say(own.get("unit", ""), languages),
        "missing": missing_in_words(question, variable.when),
        **_texts("ask", question["ask"], languages),
    }


def _code(choice: Mapping[str, Any], questions: Mapping[str, Question], languages: Sequence[str]) -> dict[str, str]:
    when = in_words(choice.get("when", {}), _wording(questions))
    return {"code": choice.get("code", ""), "code_when": when, **_texts("text", choice.get("text", ""), languages)}


def _texts(name: str, text: Text, languages: Sequence[str]) -> dict[str, str]:
    each = {code: text if isinstance(text, str) else text.get(code, "") for code in languages}
    return {name: say(text, ()), **{f"{name}.{code}": words for code, words in each.items()}}


def write_csv(versions: Sequence[Version], *, excel: bool = False) -> Iterator[str]:
    """The table as CSV (RFC 4180), guarded against spreadsheets that take text for formulas.

    With `excel` it has `;` and a BOM, so that a Nordic spreadsheet opens it as a table.
    """
    separator = ";" if excel else ","
    languages = languages_of(versions)
    names = [*COLUMNS, *(f"{name}.{code}" for name in ("ask", "text") for code in languages)]
    yield ("\ufeff" if excel else "") + write_row(names, separator)
    for row in rows(versions):
        yield write_row([guard(row.get(name, "")) for name in names], separator)


# As Markdown


def write_markdown(versions: Sequence[Version]) -> Iterator[str]:
    """A page for people: a section for each version of each survey, a part for each question."""
    yield "# " + _("Codebook") + "\n\n"
    yield _(
        "Results (`ringa export`) have one column for each question, `answer.` and its id. Each row names the version"
        " of the survey that was asked, in the column `survey_version`. A cell is empty where there is no answer."
    )
    yield "\n"
    for version in versions:
        title = say(version.survey.get("title", ""), ())
        name = f"{_marked(title)} (`{version.survey['id']}`)" if title else f"`{version.survey['id']}`"
        text = (
            _("Version `{version}`, as it is asked now.")
            if version.current
            else _("Version `{version}`, an earlier one.")
        )
        yield "\n## " + _("Survey {name}").format(name=name) + "\n\n" + text.format(version=version.version) + "\n"
        for variable in variables(version.survey):
            yield from _section(variable, version.survey)


def _section(variable: Variable, survey: Mapping[str, Any]) -> Iterator[str]:
    name = variable.column.removeprefix("answer.") or variable.question["id"]
    yield f"\n### {variable.number}. `{name}`\n\n| | |\n|---|---|\n"
    for label, cell in _facts(variable):
        yield f"| {label} | {cell} |\n"
    if not variable.codes:
        return
    questions = {question["id"]: question for question in survey["questions"]}
    languages = _languages([choice["text"] for choice in variable.codes])
    offered = any("when" in choice for choice in variable.codes)
    heads = [_("Code"), *(code or _("Text") for code in languages), *([_("Offered")] if offered else [])]
    yield f"\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n"
    for choice in variable.codes:
        texts = [_marked(_in(choice["text"], code)) for code in languages]
        when = [_if(in_words(choice.get("when", {}), _wording(questions)))] if offered else []
        yield f"| `{choice['code']}` | {' | '.join([*texts, *when])} |\n"


def _facts(variable: Variable) -> Iterator[tuple[str, str]]:
    question = variable.question
    yield _("Type"), _marked(_(TYPES[variable.type]))
    if variable.column:
        yield _("Column"), f"`{variable.column}`"
    own = {} if variable.words else question
    said = ((_("Text"), question["ask"]), (_("Hint"), own.get("hint", "")), (_("Unit"), own.get("unit", "")))
    for label, text in said:
        for code in _languages([text] if text else []):
            yield f"{label} ({code})" if code else label, _marked(_in(text, code))
    yield _("Asked"), _if(variable.when)
    if not variable.column:
        return
    if limits := limits_in_words({"type": "text"} if variable.words else question):
        yield _("Limits"), _marked(limits)
    if "default" in own:
        yield _("Proposed"), _marked(str(own["default"]))
    yield _("Required"), _("yes") if question.get("required") else _("no")
    yield _("Empty"), _marked(missing_in_words(question, variable.when))


def _if(when: str) -> str:
    return _("if {condition}").format(condition=_marked(when)) if when else _("always")


def _languages(texts: Iterable[Text]) -> list[str]:
    """The languages of texts, "" for one text for all of them."""
    return list(dict.fromkeys(code for text in texts for code in ([""] if isinstance(text, str) else text)))


def _in(text: Text, language: str) -> str:
    return text if isinstance(text, str) else text.get(language, "")


def _marked(text: str) -> str:
    """A text in a cell of a Markdown table: one line, and none of its signs is a mark."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", clean_line(text))
