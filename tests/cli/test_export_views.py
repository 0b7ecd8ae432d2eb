"""What other systems can take: a schema of the columns, calls as OSDI, the same counts in their databases."""

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.build import a_device, a_forget, a_report, a_resolve, a_results_file, an_undo
from tests.cli.ready import an_office, record, rows_of, status
from tests.conftest import Laptop
from tests.every_kind import SURVEYS

ANSWERS = {
    "member_ok": "yes", "shift": "other", "shift_other": "=nights, mostly", "wishes": ["pay", "hours"], "happy": 4,
    "trust": 0, "hours": "37.5", "last_day": "2026-08-01", "station": "s7", "story": "-first;\n\"second\"",
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """The members of the office are asked every kind of question; calls with odd texts, an undo, a forgotten member."""
    laptop = an_office(tmp_path, tmp_path_factory)
    (laptop.folder / "surveys.yaml").write_text(SURVEYS.replace("id: every, name", "id: reference, name"), "utf-8")
    for script in (laptop.folder / "scripts").iterdir():
        script.unlink()
    record(laptop, "0001", "conversation", "--answers", json.dumps(ANSWERS), "--note", '=1+1\n\n@home; "yes"')
    record(laptop, "0002", "no_answer", "--note", "", caller="-Olle;")
    record(laptop, "0003", "partial", "--answers", '{"member_ok": "no"}', "--correction", "phone=+46 70 174 06 99")
    record(laptop, "0004", "busy")
    laptop.ok("history", "--undo", "--caller", "Anna")
    return laptop


def validated(path: Path, schema: dict[str, Any]) -> list[str]:
    """What the frictionless package has to say against a file."""
    import frictionless  # here, since it takes a second

    with frictionless.system.use_context(trusted=True):
        resource = frictionless.Resource(
            path=str(path),
            encoding="utf-8-sig",
            schema=frictionless.Schema.from_descriptor(schema),
            dialect=frictionless.Dialect.from_descriptor({"csv": schema["dialect"]}),
        )
        return [row[0] for row in resource.validate().flatten(["message"])]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("excel", [(), ("--excel",)])
def test_the_schema_validates_a_real_export_with_odd_texts(office: Laptop, excel: tuple[str, ...]) -> None:
    office.export(*excel)
    schema = json.loads(office.ok("export", "--schema", *excel))
    path = office.folder / "export.csv"
    assert validated(path, schema) == []
    path.write_bytes(path.read_bytes().replace(b"no_answer", b"no_anwser"))
    assert ["no_anwser" in text for text in validated(path, schema)] == [True]


# A database of one's own


COUNTS = ("attempts", "contacts_reached", "conversations", "surveys")
SQL = (Path(__file__).parent.parent / "data" / "results.sql").read_text(encoding="utf-8")


def counted_by_sql(data: bytes) -> dict[str, int]:
    """What the README's queries count in an export. SQLite runs them here; PostgreSQL and DuckDB were tried by hand."""
    names, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE TABLE results ({', '.join(f'{json.dumps(name)} text' for name in names)})")
    places = ", ".join("?" * len(names))
    db.executemany(f"INSERT INTO results VALUES ({places})", ([cell or None for cell in row] for row in rows))
    *views, query = SQL.split(";\n\n")
    for view in views:
        db.execute(view)
    return dict(zip(COUNTS, db.execute(query).fetchone(), strict=True))


def in_status(laptop: Laptop) -> dict[str, int]:
    return {name: status(laptop)[name] for name in COUNTS}


def test_the_queries_of_the_readme_count_what_status_counts(office: Laptop) -> None:
    skipped = a_report("skipped", 9, contact="m0005")
    again = a_report("conversation", 1, contact="m0001", device=a_device(1))
    undone = a_report("conversation", 2, contact="m0005", device=a_device(1))
    events = [
        skipped, again, undone, an_undo(undone, 3, device=a_device(1)),
        an_undo(again, 1, device=a_device(2)),  # of another device: it undoes nothing
        a_report("refused", 4, contact="m0005", device=a_device(1)),
        a_report("no_answer", 4, contact="m0004", device=a_device(1)),  # two contents under one id
        a_report("conversation", 5, contact="m9999", device=a_device(1)),
        a_report("conversation", 6, contact="m8888", device=a_device(1)),
        a_forget(7, contact="m8888", device=a_device(1)),
    ]  # fmt: skip
    (office.folder / "in.csv").write_bytes(a_results_file(events).encode())
    assert office.run("merge", "in.csv", "--json").code == 4
    found = in_status(office)
    assert found["attempts"] > found["contacts_reached"] > found["conversations"] > 0
    assert counted_by_sql(office.export()) == found
    lines = [json.loads(line)["canvass"]["status_code"] for line in office.ok("export", "--osdi").splitlines()]
    assert len(lines) - lines.count("skipped") == found["attempts"]


def test_a_lost_undo_undoes_nothing_in_the_queries_either(office: Laptop) -> None:
    called = a_report("conversation", 1, contact="m0005")
    rivals = [an_undo(called, 2), a_resolve(called, 2)]
    (office.folder / "in.csv").write_bytes(a_results_file([called, *rivals]).encode())
    office.run("merge", "in.csv")
    assert counted_by_sql(office.export()) == in_status(office)


# OSDI


def test_a_line_of_osdi_is_a_call_that_counts_without_names_or_free_words(office: Laptop) -> None:
    out = office.ok("export", "--osdi")
    lines = [json.loads(line) for line in out.splitlines()]
    counted = [row for row in rows_of(office.export()) if row["outcome"] in ("conversation", "no_answer", "partial")]
    assert [line["canvass"]["identifiers"] for line in lines] == [[f"ringa:{row['event']}"] for row in counted]
    first = lines[0]
    assert first["person"] == {"identifiers": ["reference:m0001"]}
    assert first["canvass"] | {"identifiers": []} == {
        "identifiers": [], "origin_system": "ringa", "created_date": "2026-08-12T16:30:00Z",
        "modified_date": "2026-08-12T16:30:00Z", "action_date": "2026-08-12T16:30:00Z", "contact_type": "phoneCall",
        "input_type": "ringa", "success": True, "status_code": "conversation",
    }  # fmt: skip
    answers = {answer.pop("question"): answer for answer in first["add_questions_responses_uri"]}
    assert answers["ringa:every/wishes"] == {"responses": ["pay", "hours"]}
    assert answers["ringa:every/hours"] == {"value": "37.5"}
    assert "ringa:every/story" not in answers and "ringa:every/shift_other" not in answers
    for name in ("Anna", "Olle", "nights", "second", "+46", "home"):
        assert name not in out
    assert lines[1]["canvass"]["success"] is False
    assert lines[1]["add_questions_responses_uri"] == []


def test_only_one_export_at_a_time(office: Laptop) -> None:
    assert office.run("export", "--osdi", "--schema").code == 2
    assert office.run("export", "--osdi", "--excel").code == 2
    assert office.run("export", "--aggregate", "--since", "2026-08-01").code == 2
