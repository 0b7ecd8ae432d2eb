"""A form on its way into surveys.yaml: read, shown as a plan, and put in."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ringa.cli import campaign_files, files, show
from ringa.cli.session import Session
from ringa.core.campaign import SCRIPT_FIELDS
from ringa.core.condition import RESERVED
from ringa.errors import SurveyExists, SurveyNotAdded
from ringa.i18n import _, ngettext

if TYPE_CHECKING:
    from ringa.core.problem import Problem
    from ringa.formats.xlsform.reading import Form
    from ringa.formats.xlsform.sheets import Remark

TAKEN = {*SCRIPT_FIELDS, *RESERVED}  # ids that a question cannot have


class Added(NamedTuple):
    """surveys.yaml as it is, and as it is to be."""

    before: bytes
    after: bytes


def is_id(text: str) -> bool:
    """Whether a survey can have this id."""
    return re.fullmatch("[a-z][a-z0-9_]*", text) is not None


def read(session: Session, name: str, id: str, language: str) -> "Form":
    """The survey in a form. Raises NotForm, FormUnreadable, FormTooLong, FileProblem."""
    from ringa.formats.xlsform import reading

    with files.open_seekable(name, session.cwd) as source:
        return reading.read(Path(source.name), files.shown(name), id=id, language=language, reserved=TAKEN)


def added(session: Session, survey: dict[str, Any]) -> Added:
    """surveys.yaml with the survey at the end of its list. Raises SurveyExists, SurveyNotAdded."""
    from ringa.formats import survey_yaml_writer

    found = campaign_files.read(session.folder)
    before = found[campaign_files.SURVEYS]
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    try:
        text = before.decode("utf-8-sig")
        document, known = _parsed(found)
        if any(each["id"] == survey["id"] for each in document.get("surveys", ())):
            raise SurveyExists(id=survey["id"])
        after = mark + survey_yaml_writer.add(text, survey, campaign_files.SURVEYS).encode()
    except UnicodeDecodeError:
        raise SurveyNotAdded(file=campaign_files.SURVEYS, problem=_("the file is not UTF-8")) from None
    except survey_yaml_writer.NotAdded as reason:
        raise SurveyNotAdded(file=campaign_files.SURVEYS, problem=reason) from None
    _document, errors = _parsed({**found, campaign_files.SURVEYS: after})
    wrong = next((error for error in errors if error not in known), None)
    if wrong:
        raise SurveyNotAdded(file=campaign_files.SURVEYS, problem=f"{wrong.where}: {wrong.problem}")
    return Added(before, after)


def _parsed(files: dict[str, bytes]) -> "tuple[dict[str, Any], list[Problem]]":
    """The normal form of a campaign's files, and the errors in them."""
    document, problems = campaign_files.parse(files, fields=(), imported=False)
    return document, [problem for problem in problems if not problem.warning]


# shown


def tell(form: "Form", file: str) -> None:
    """The plan for people: what is taken, and what is not, each with its cell and the reason."""
    taken = len(form.survey["questions"])
    text = ngettext("{file}: {n} of {rows} question taken.", "{file}: {n} of {rows} questions taken.", form.rows)
    show.words(text.format(file=file, n=taken, rows=form.rows))
    remarks = form.remarks
    _list(_("Taken in another way:"), remarks.changed)
    _list(_("Left out, since a call does not need it:"), remarks.left_out)
    _list(_("Not taken:"), remarks.not_taken)


def _list(heading: str, remarks: "Sequence[Remark]") -> None:
    if remarks:
        show.words("\n" + heading)
    for remark in remarks:
        text = f": {remark.text}" if remark.text else ""
        show.words(f"  {remark.where}{text}\n    {remark.reason}")


def as_json(form: "Form", file: str | None) -> dict[str, Any]:
    """The plan as programs read it."""
    remarks = form.remarks
    return {
        "survey": form.survey["id"],
        "rows": form.rows,
        "questions": len(form.survey["questions"]),
        "file": file,
        "not_taken": [remark._asdict() for remark in remarks.not_taken],
        "changed": [remark._asdict() for remark in remarks.changed],
        "left_out": [remark._asdict() for remark in remarks.left_out],
    }
