"""`ringa survey`: a form becomes a survey of the campaign, a survey a form, and columns of results are explained."""

import csv
import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from pyxform.xls2xform import convert

from ringa.cli.commands.survey import _put
from ringa.cli.form_import import Added
from ringa.errors import SurveyNotAdded
from ringa.formats import surveys_yaml
from tests.cli.ready import an_office
from tests.conftest import Laptop
from tests.formats.xlsform.surveys import form

HEAD = ["type", "name", "label::Svenska (sv)", "label::English (en)", "relevant"]
SURVEY = [
    HEAD,
    ["select_one answers", "join", "Vill du gå med?", "Would you like to join?"],
    ["text", "why", "Varför inte?", "Why not?", "${join} = 'no'"],
]
CHOICES = [["list_name", "name", "label::Svenska (sv)"], ["answers", "yes", "Javisst"], ["answers", "no", "Nej tack"]]
LOSSY = [*SURVEY, ["image", "photo", "Ta en bild"]]


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = an_office(tmp_path, tmp_path_factory)
    form(laptop.folder / "form.xlsx", SURVEY, CHOICES, [["form_id"], ["members"]])
    form(laptop.folder / "lossy.xlsx", LOSSY, CHOICES, [["form_id"], ["members"]])
    return laptop


def surveys_of(laptop: Laptop) -> list[Any]:
    text = (laptop.folder / "surveys.yaml").read_text(encoding="utf-8")
    document, problems = surveys_yaml.read(text, "surveys.yaml")
    assert not [problem for problem in problems if not problem.warning]
    return list(document["surveys"])


def tree(laptop: Laptop) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in laptop.folder.iterdir() if path.suffix in (".yaml", ".xlsx", ".md")
    }


# In


def test_a_form_becomes_a_survey_of_the_campaign_and_the_file_stays_as_it_was_otherwise(office: Laptop) -> None:
    file = office.folder / "surveys.yaml"
    before = file.read_text(encoding="utf-8")
    answer = office.run("survey", "import", "form.xlsx")
    assert answer.code == 0 and "form.xlsx: 2 of 2 questions taken." in answer.err
    assert file.read_text(encoding="utf-8").startswith(before)
    assert [survey["id"] for survey in surveys_of(office)] == ["val", "members"]
    assert surveys_of(office)[1]["questions"][1] == {
        "id": "why", "type": "text", "ask": {"sv": "Varför inte?", "en": "Why not?"}, "when": {"join": ["no"]},
    }  # fmt: skip
    assert office.run("check").code == 0


def test_what_is_not_taken_is_named_and_the_rest_arrives(office: Laptop) -> None:
    answer = office.run("survey", "import", "lossy.xlsx")
    assert answer.code == 4
    assert "lossy.xlsx: 2 of 3 questions taken." in answer.err
    assert "Not taken:\n  survey!A4 (type): image\n    pictures, sounds and files" in answer.err
    assert len(surveys_of(office)) == 2


def test_the_plan_as_json(office: Laptop) -> None:
    answer = office.run("survey", "import", "lossy.xlsx", "--json")
    assert answer.code == 4 and answer.err == ""
    found = answer.json
    assert (found["survey"], found["rows"], found["questions"]) == ("members", 3, 2)
    assert found["file"] == str(office.folder / "surveys.yaml")
    (remark,) = found["not_taken"]
    assert remark == {
        "sheet": "survey", "row": 4, "column": "type", "cell": "A4", "text": "image",
        "reason": "pictures, sounds and files have no place in a call",
    }  # fmt: skip
    assert (found["changed"], found["left_out"]) == ([], [])


@pytest.mark.parametrize("name", ["form.xlsx", "lossy.xlsx"])
def test_a_dry_run_shows_the_plan_and_changes_nothing(office: Laptop, name: str) -> None:
    before = tree(office)
    answer = office.run("survey", "import", name, "--dry-run")
    assert answer.code == (4 if name == "lossy.xlsx" else 0) and "questions taken" in answer.err
    assert office.run("survey", "import", name, "--dry-run", "--json").json["file"] is None
    assert tree(office) == before


def test_a_survey_that_is_there_already_is_not_written_over(office: Laptop) -> None:
    office.run("survey", "import", "form.xlsx")
    before = tree(office)
    for more in ((), ("--dry-run",), ("--id", "val")):
        answer = office.run("survey", "import", "form.xlsx", *more)
        assert answer.code == 1 and "--id" in answer.err
    assert tree(office) == before
    assert office.run("survey", "import", "form.xlsx", "--id", "again").code == 0
    assert [survey["id"] for survey in surveys_of(office)] == ["val", "members", "again"]


def test_a_survey_goes_to_a_file_or_standard_output_also_outside_a_campaign(office: Laptop, tmp_path: Path) -> None:
    laptop, name = Laptop(tmp_path), str(office.folder / "form.xlsx")
    text = laptop.ok("survey", "import", name, "-o", "-")
    assert text.startswith("  - id: members\n    questions:\n")
    laptop.ok("survey", "import", name, "-o", "new.yaml")
    assert (tmp_path / "new.yaml").read_text(encoding="utf-8") == text
    document, _problems = surveys_yaml.read("campaign: {id: c}\nsurveys:\n" + text, "x")
    assert document["surveys"][0]["id"] == "members"
    assert laptop.run("survey", "import", name).code == 1  # there is no campaign


def test_a_form_is_read_from_standard_input(office: Laptop) -> None:
    answer = office.run("survey", "import", "-", "--json", stdin=(office.folder / "form.xlsx").read_bytes())
    assert (answer.code, answer.json["survey"]) == (0, "members")


def test_a_form_without_a_question_that_can_be_taken_changes_nothing(office: Laptop) -> None:
    form(office.folder / "empty.xlsx", [HEAD, ["image", "photo", "Ta en bild"]])
    before = tree(office)
    answer = office.run("survey", "import", "empty.xlsx")
    assert answer.code == 1 and "survey!A2" in answer.err and "no question can be taken" in answer.err
    assert tree(office) == before


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("nowhere.xlsx",), 1),
        (("members.csv",), 1),
        (("form.xlsx", "--id", "Not An Id"), 2),
        (("form.xlsx", "--language", "klingon!"), 2),
        (("form.xlsx", "-o", "-", "--json"), 2),
        ((), 2),
    ],
)
def test_what_cannot_be_done_is_said_in_two_lines_and_changes_nothing(office: Laptop, args: Any, code: int) -> None:
    before = tree(office)
    answer = office.run("survey", "import", *args)
    assert answer.code == code and len(answer.err.strip().split("\n")) == 2
    assert tree(office) == before


def test_the_language_of_texts_can_be_said(office: Laptop) -> None:
    form(office.folder / "plain.xlsx", [["type", "name", "label"], ["text", "why", "Varför?"]])
    assert office.run("survey", "import", "plain.xlsx", "--language", "Svenska", "--id", "p").code == 0
    assert surveys_of(office)[1]["questions"][0]["ask"] == {"sv": "Varför?"}


def test_names_that_scripts_use_for_members_are_not_questions(office: Laptop) -> None:
    form(
        office.folder / "names.xlsx", [["type", "name", "label"], ["text", "first_name", "Namn?"], ["text", "not", "?"]]
    )
    found = office.run("survey", "import", "names.xlsx", "--json").json
    assert [remark["reason"] for remark in found["changed"]] == ["its id is first_name_2", "its id is not_2"]


@pytest.mark.parametrize(
    "broken", ["surveys: [\n", "campaign: {id: c}\nsurveys: [{id: val, questions: [{id: a, type: text, ask: A}]}]\n"]
)
def test_a_file_that_cannot_be_added_to_is_left_alone(office: Laptop, broken: str) -> None:
    (office.folder / "surveys.yaml").write_text(broken, encoding="utf-8")
    answer = office.run("survey", "import", "form.xlsx")
    assert answer.code == 1 and "Nothing was changed" in answer.err and "-o FILE" in answer.err
    assert (office.folder / "surveys.yaml").read_text(encoding="utf-8") == broken


def test_line_ends_the_mark_of_utf_8_and_permissions_stay_as_they_were(office: Laptop) -> None:
    file = office.folder / "surveys.yaml"
    before = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(before)
    file.chmod(0o664)
    office.ok("survey", "import", "form.xlsx", "--json")
    after = file.read_bytes()
    assert after.startswith(before) and after.count(b"\n") == after.count(b"\r\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o664


def test_a_file_in_another_encoding_is_left_alone(office: Laptop) -> None:
    (office.folder / "surveys.yaml").write_bytes("campaign: {id: c, name: Å}\n".encode("cp1252"))
    answer = office.run("survey", "import", "form.xlsx")
    assert answer.code == 1 and "not UTF-8" in answer.err


# Out


def test_the_reference_survey_goes_out_and_comes_back_as_it_was(office: Laptop) -> None:
    found = office.ok("survey", "export", "--xlsform", "-o", "out.xlsx", "--json")
    assert found == {"file": str(office.folder / "out.xlsx"), "survey": "val", "questions": 12}
    warnings: list[str] = []
    convert(office.folder / "out.xlsx", validate=False, warnings=warnings)
    assert warnings == []
    office.ok("survey", "import", "out.xlsx", "--id", "again", "--json")
    first, second = surveys_of(office)
    assert second == {**first, "id": "again"}


def test_a_form_goes_to_standard_output_byte_for_byte(office: Laptop) -> None:
    office.ok("survey", "export", "-o", "out.xlsx")
    assert stat.S_IMODE((office.folder / "out.xlsx").stat().st_mode) == 0o600
    assert office.run("survey", "export", "-o", "-", "--json").code == 2
    office.ok("survey", "import", "form.xlsx", "--json")
    answer = office.run("survey", "export", "-o", "both.xlsx")
    assert answer.code == 2 and "val, members" in answer.err
    office.ok("survey", "export", "--survey", "members", "-o", "both.xlsx")
    answer = office.run("survey", "export", "--survey", "elections")
    assert answer.code == 2 and "val, members" in answer.err


def test_a_question_that_has_another_name_in_the_form_is_told(office: Laptop) -> None:
    text = "campaign: {id: c}\nsurveys:\n  - id: val\n    questions:\n      - {id: meta, type: yesno, ask: M}\n"
    (office.folder / "surveys.yaml").write_text(text, encoding="utf-8")
    assert "The question meta is called meta_2 in the form" in office.run("survey", "export", "-o", "o.xlsx").err


# The codebook


def test_the_codebook_explains_the_columns_of_the_results(office: Laptop) -> None:
    text = office.ok("survey", "codebook")
    assert text.startswith("# Codebook\n") and "`answer.will_vote`" in text
    rows = list(csv.DictReader(io.StringIO(office.ok("survey", "codebook", "--csv"))))
    office.ok(
        "record", "0001", "--outcome", "conversation", "--answers", '{"will_vote": "yes"}', "--caller", "A", "--json"
    )
    (event,) = (csv.DictReader(io.StringIO(office.export().decode().partition("\r\n#")[0])).__iter__().__next__(),)
    assert {name for name in event if name.startswith("answer.")} <= {row["column"] for row in rows}
    assert event["survey_version"] == rows[0]["version"]


def test_the_codebook_for_a_spreadsheet(office: Laptop) -> None:
    text = office.ok("survey", "codebook", "--csv", "--excel")
    assert text == office.ok("survey", "codebook", "--excel")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    plain = list(csv.DictReader(io.StringIO(office.ok("survey", "codebook", "--csv"))))
    assert rows == plain and len(rows) > 3


def test_the_codebook_as_json_and_in_files(office: Laptop) -> None:
    found = office.ok("survey", "codebook", "--json")
    assert found[0]["column"] == "answer.register_ok" and found[0]["text.sv"] == "Ja"
    answer = office.run("survey", "codebook", "--csv", "-o", "codebook.csv")
    assert answer.code == 0 and "codebook.csv" in answer.err
    written = (office.folder / "codebook.csv").read_bytes().decode()
    assert written.count("\r\n") == len(found) + 1
    assert written.replace("\r\n", "\n") == office.ok("survey", "codebook", "--csv", "-o", "-")


def test_earlier_versions_are_in_the_codebook_if_they_are_asked_for(office: Laptop) -> None:
    office.ok("status", "--json")
    file = office.folder / "surveys.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("Tänker du rösta i valet?", "Röstar du?"), encoding="utf-8"
    )
    office.ok("status", "--json")
    now = {row["version"] for row in office.ok("survey", "codebook", "--json")}
    every = {(row["version"], row["current"]) for row in office.ok("survey", "codebook", "--all-versions", "--json")}
    assert len(now) == 1 and {version for version, current in every if current == "yes"} == now and len(every) == 2


def test_a_survey_that_is_gone_is_in_the_codebook_of_all_versions(office: Laptop) -> None:
    office.ok("survey", "import", "form.xlsx", "--json")
    office.ok("status", "--json")
    file = office.folder / "surveys.yaml"
    file.write_text(file.read_text(encoding="utf-8").partition("\n  - id: members")[0], encoding="utf-8")
    assert office.run("survey", "codebook", "--survey", "members").code == 2
    found = office.ok("survey", "codebook", "--survey", "members", "--all-versions", "--json")
    assert {row["current"] for row in found} == {"no"} and json.dumps(found).count("Javisst") > 0


def test_scripts_that_are_broken_hinder_nothing(office: Laptop) -> None:
    (office.folder / "scripts" / "broken.md").write_text("{% for %}", encoding="utf-8")
    for args in (("import", "form.xlsx"), ("export", "--survey", "val", "-o", "out.xlsx"), ("codebook",)):
        assert office.run("survey", *args).code == 0


def test_a_campaign_that_is_broken_has_neither_form_nor_codebook(office: Laptop) -> None:
    (office.folder / "surveys.yaml").write_text("surveys: {}\n", encoding="utf-8")
    for verb in ("export", "codebook"):
        answer = office.run("survey", verb)
        assert answer.code == 1 and "ringa check" in answer.err


def test_a_file_that_somebody_changes_meanwhile_is_not_written_over(office: Laptop) -> None:
    file = office.folder / "surveys.yaml"
    before = file.read_bytes()
    document = {"id": "new", "questions": [{"id": "why", "type": "text", "ask": "Why?"}]}
    with pytest.raises(SurveyNotAdded, match="meanwhile"):
        _put(file, Added(b"as it was when it was read", b"new"), document)
    assert file.read_bytes() == before
