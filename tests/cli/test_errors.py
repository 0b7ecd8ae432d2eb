"""Every wrong input: two lines on stderr, the exit code of the contract, an error object with --json, no traceback."""

import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from ringa.store import db
from tests.cli.ready import an_office, ringa, small
from tests.conftest import Answer, Laptop

RECORD = ("record", "0001", "--caller", "Anna", "--outcome")
TALK = (*RECORD, "conversation", "--answers")


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office(tmp_path, tmp_path_factory)


def assert_error(answer: Answer, exit_code: int) -> list[str]:
    """Exactly two lines on stderr, none of them empty; and them."""
    assert answer.code == exit_code, answer
    lines = answer.err.removesuffix("\n").split("\n")
    assert len(lines) == 2 and all(line.strip() for line in lines), answer
    assert "Traceback" not in answer.err + answer.out
    return lines


def assert_error_twice(laptop: Laptop, exit_code: int, *args: str | Path, code: str = "") -> str:
    """The error for people, and the same one for programs; its two lines."""
    lines = assert_error(laptop.run(*args), exit_code)
    answer = laptop.run(*args, "--json")
    assert assert_error(answer, exit_code) == lines
    body = answer.json
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message", "hint"}
    assert [body["error"]["message"], body["error"]["hint"]] == lines
    assert not code or body["error"]["code"] == code
    return "\n".join(lines)


# The command line

COMMAND_LINES: dict[str, tuple[tuple[str, ...], str]] = {
    "unknown command": (("recrod",), "record"),
    "unknown option": (("next", "--caller", "Anna", "--any-hours"), "--any-hour"),
    "missing argument": (("merge",), "FILE"),
    "missing option": (("record", "0001", "--caller", "Anna"), "--outcome"),
    "too many arguments": (("status", "now"), "now"),
    "value that is no number": (("history", "--caller", "Anna", "--limit", "many"), "--limit"),
    "value out of range": (("find", "--limit", "0"), "--limit"),
    "value that is no choice": ((*RECORD, "busy", "--channel", "letter"), "--channel"),
    "unknown outcome": ((*RECORD, "hung_up"), "no_answer"),
    "outcome that drives the terminal": ((*RECORD, "x\x1b]52;c;\x07\n\ny"), "no_answer"),
    "next without a caller": (("next",), "--caller"),
    "record without a caller": (("record", "0001", "--outcome", "busy"), "--caller"),
    "release without a caller": (("release",), "--caller"),
    "history without a caller": (("history",), "--caller"),
    "call_back without a time": ((*RECORD, "call_back"), "--call-back-at"),
    "call-back time where none belongs": ((*RECORD, "busy", "--call-back-at", "2026-08-14T18:00"), "--call-back-at"),
    "call-back time that is none": ((*RECORD, "call_back", "--call-back-at", "soon"), "2026-08-14T18:30"),
    "time in the future": ((*RECORD, "busy", "--at", "2026-08-12T20:00"), "future"),
    "time that is none": ((*RECORD, "busy", "--at", "noon"), "noon"),
    "time beyond the calendar": ((*RECORD, "busy", "--at", "0001-01-01T00:00+14:00"), "--at"),
    "note beyond all length": ((*RECORD, "busy", "--note", "x" * 4001), "4000"),
    "number that the contact has not": ((*RECORD, "busy", "--number", "7"), "7"),
    "number zero": ((*RECORD, "busy", "--number", "0"), "--number"),
    "answers that are no JSON": ((*TALK, "{will_vote: yes}"), "question"),
    "answers that are no object": ((*TALK, '["yes"]'), "object"),
    "answers nested beyond reason": ((*TALK, "[" * 100_000), "--answers"),
    "since that is nothing": (("export", "--since", "yesterday"), "yesterday"),
    "since with an unknown event": (("export", "--since", "daaaaaaaaaa-1"), "daaaaaaaaaa-1"),
    "map that is no mapping": (("import", "members.csv", "--map", "id"), "--map"),
    "map with an unknown field": (("import", "members.csv", "--map", "shoe=Mobil"), "shoe"),
    "map with an unknown column": (("import", "members.csv", "--map", "id=Nummer"), "Medlemsnummer"),
    "bad end date": (("init", "new", "--ends", "2026-02-30"), "2026-02-30"),
    "end date that is past": (("init", "new", "--ends", "2026-08-11"), "past"),
    "bad id": (("init", "new", "--id", "two words"), "id"),
    "id that would be YAML": (("init", "new", "--id", "a # b"), "id"),
    "id that would be more YAML": (("init", "new", "--id", "a\n  retention: 1d"), "id"),
    "id that breaks YAML": (("init", "new", "--id", "'"), "id"),
}


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_a_wrong_command_line_exits_2(office: Laptop, name: str) -> None:
    args, said = COMMAND_LINES[name]
    before = office.export()
    assert said in assert_error_twice(office, 2, *args)
    assert office.export() == before
    assert not (office.folder / "new").exists()


def test_call_and_its_questions_need_a_terminal(office: Laptop) -> None:
    assert "ringa next" in "\n".join(assert_error(office.run("call", "--caller", "Anna"), 2))


def test_json_to_standard_output_twice_is_refused(office: Laptop) -> None:
    assert "-o" in "\n".join(assert_error(office.run("export", "--json"), 2))


def test_a_missing_value_in_a_real_process(office: Laptop) -> None:
    found = ringa(office.folder, "record", "0001", "--json", "--outcome")
    answer = Answer(found.returncode, found.stdout, found.stderr)
    assert "--outcome" in assert_error(answer, 2)[0]
    assert answer.json["error"]["code"] == "usage"


# Files and data


def a_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")


def a_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")


FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "missing": (lambda path: None, "no such file"),
    "empty": (lambda path: path.touch(), "is empty"),
    "blank": (lambda path: path.write_bytes(b"\xef\xbb\xbf \r\n\r\n"), "is empty"),
    "folder": (lambda path: path.mkdir(), "folder"),
    "pdf": (a_pdf, "PDF"),
    "workbook": (a_workbook, "workbook"),
    "web page": (lambda path: path.write_text("<!DOCTYPE html><html><body>Logga in</body></html>"), "web page"),
    "random bytes": (lambda path: path.write_bytes(random.Random(1).randbytes(5000)), "binary"),
    "database": (lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(100)), "database"),
    "prose": (lambda path: path.write_text("Hej!\nHär kommer listan.\n"), "Hej!"),
}


@pytest.mark.parametrize("command", ["import", "merge"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_something_else_exits_1_and_says_what_it_is(office: Laptop, command: str, kind: str) -> None:
    make, said = FILES[kind]
    make(office.folder / "file.csv")
    before = office.export()
    message = assert_error_twice(office, 1, command, "file.csv")
    assert said in message and "file.csv" in message
    assert office.export() == before


def test_one_missing_file_among_several_changes_nothing(office: Laptop, tmp_path: Path) -> None:
    (office.folder / "more.csv").write_text("Medlemsnummer;Namn\n7;Ny\n")
    for command in ("import", "merge"):
        assert_error_twice(office, 1, command, "more.csv", "nowhere.csv")
    assert office.ok("status", "--json")["contacts"] == 5


def test_a_member_list_is_no_results_file(office: Laptop) -> None:
    assert "results" in assert_error_twice(office, 1, "merge", "members.csv", code="not_results")


@pytest.mark.parametrize("target", ["nowhere/out.csv", "members.csv/out.csv", "scripts", "o" * 300 + ".csv"])
def test_an_export_that_cannot_be_written_exits_1(office: Laptop, target: str) -> None:
    assert_error_twice(office, 1, "export", "-o", target)
    assert not list(office.folder.glob(".*.new"))


@pytest.mark.skipif(os.name == "nt", reason="whether a process lives is not asked there")
def test_what_a_dead_process_has_left_of_an_export_is_removed_and_what_a_living_one_writes_is_not(
    office: Laptop,
) -> None:
    dead, living = (office.folder / f".out.csv.{process}.new" for process in (2**22 + 1, os.getppid()))
    for draft in (dead, living):
        draft.write_text("Åsa Öberg")
    office.ok("export", "--contacts", "-o", "out.csv")
    assert not dead.exists() and living.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_exits_1(office: Laptop) -> None:
    office.folder.chmod(0o500)
    try:
        assert_error_twice(office, 1, *RECORD, "busy")
        assert_error_twice(office, 1, "export", "-o", "out.csv")
    finally:
        office.folder.chmod(0o700)


# The campaign


def test_no_campaign_exits_1(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path)
    for args in (("status",), ("next", "--caller", "Anna"), ("check",), ("status", "--campaign", "nowhere")):
        assert "--campaign" in assert_error_twice(laptop, 1, *args, code="campaign_not_found")
    assert list(tmp_path.iterdir()) == []


def test_who_stands_above_campaigns_is_told_to_go_there_first_and_not_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "no campaign").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("no campaign", ".hidden"):
        (tmp_path / name / db.NAME).write_bytes(b"")
    laptop = Laptop(tmp_path)
    assert "`ringa init`" in assert_error_twice(laptop, 1, "status", code="campaign_not_found")
    named = []
    for name in ("a", "b c", "d", "e"):
        (tmp_path / name).mkdir()
        (tmp_path / name / db.NAME).write_bytes(b"")
        (tmp_path / name / "surveys.yaml").write_bytes(b"")
        named.append(f'`cd "{name}"`' if " " in name else f"`cd {name}`")
        told = assert_error_twice(laptop, 1, "status", code="campaign_not_found")
        assert told.splitlines()[1] == f"Go to the campaign's folder first: {', '.join(named[:3])}."


def test_init_over_a_campaign_exits_1_and_changes_nothing(office: Laptop) -> None:
    before = {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file()}
    assert_error_twice(office, 1, "init", ".", code="campaign_exists")
    assert {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file()} == before


BROKEN = {
    "no YAML": "campaign: [",
    "tab": "campaign:\n\tid: x\n",
    "alias": "campaign: &a {id: x}\nsurveys: *a\n",
    "binary": "\x00\x01",
    "empty": "",
    "no surveys": "campaign: {id: x}\n",
    "unknown key": "campaign: {id: x, colour: red}\nsurveys: []\n",
    "survey mistake": "campaign: {id: x}\nsurveys:\n- id: val\n  questions: [{id: q, type: singel, ask: Ja?}]\n",
    "nested": "a: " + "[" * 500,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_surveys_yaml_exits_1_and_names_the_place(office: Laptop, kind: str) -> None:
    small(office)
    (office.folder / "surveys.yaml").write_text(BROKEN[kind], encoding="utf-8")
    for args in (("next", "--caller", "Anna"), (*RECORD, "busy")):
        message = assert_error_twice(office, 1, *args, code="campaign_invalid")
        assert "surveys.yaml" in message and "ringa check" in message
    found = office.run("check", "--json")
    assert (found.code, found.json["ok"]) == (1, False)
    assert found.json["findings"][0]["file"] == "surveys.yaml"


def test_a_surveys_yaml_that_is_not_utf8_exits_1(office: Laptop) -> None:
    (small(office).folder / "surveys.yaml").write_bytes("# Åsa\ncampaign: {id: x}\n".encode("cp1252"))
    assert "surveys.yaml:1:3" in assert_error_twice(office, 1, "status", code="campaign_invalid")


@pytest.mark.parametrize(
    ("script", "where"),
    [
        ("no front matter", "talk.md"),
        ("---\nid: talk\n---\nHej!\n{% for x in y %}{% endfor %}\n", "talk.md:5"),
        ("---\nid: talk\n---\n{{ first_name.__class__ }}\n", "talk.md:4"),
        ("---\nid: talk\n---\n{% if %}\n", "talk.md:4"),
        ('---\nid: talk\n---\n{{ ask("will_wote") }}\n', "talk.md"),
        ("---\nid: talk\nsurvey: nix\n---\nHej\n", "talk.md"),
    ],
)
def test_a_broken_script_exits_1_and_names_the_line(office: Laptop, script: str, where: str) -> None:
    small(office)
    (office.folder / "scripts").mkdir()
    (office.folder / "scripts" / "talk.md").write_text(script, encoding="utf-8")
    assert where in assert_error_twice(office, 1, "next", "--caller", "Anna", code="campaign_invalid")
    assert office.run("check", "--json").code == 1


def test_every_mistake_is_counted(office: Laptop) -> None:
    text = "campaign: {id: x, color: red, regoin: SE}\nsurveys: [{id: A, questions: []}]\n"
    (small(office).folder / "surveys.yaml").write_text(text)
    found = office.run("check", "--json").json["findings"]
    assert len(found) >= 3
    assert f"{len(found)})" in assert_error_twice(office, 1, "status")


# The database


def test_a_newer_database_exits_1_and_is_left_alone(office: Laptop) -> None:
    connection = db.connect(office.folder / "ringa.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = (office.folder / "ringa.db").read_bytes()
    for args in (("status",), (*RECORD, "busy"), ("export",), ("check",)):
        assert "999" in assert_error_twice(office, 1, *args, code="database_newer")
    assert (office.folder / "ringa.db").read_bytes() == before


def damaged(data: bytes, kind: str) -> bytes:
    chance = random.Random(3)
    if kind == "random":
        return chance.randbytes(len(data))
    if kind == "truncated":
        return data[: len(data) // 2]
    if kind == "header only":
        return data[:100]
    if kind == "one page overwritten":
        return data[:8192] + chance.randbytes(4096) + data[12288:]
    assert kind == "schema overwritten"
    return data[:100] + chance.randbytes(3996) + data[4096:]


@pytest.mark.parametrize("kind", ["random", "truncated", "header only", "one page overwritten", "schema overwritten"])
def test_a_damaged_database_is_noticed_and_not_written_to(office: Laptop, kind: str) -> None:
    file = office.folder / "ringa.db"
    file.write_bytes(damaged(file.read_bytes(), kind))
    before = file.read_bytes()
    for args in (("check",), ("export",), ("import", "members.csv")):
        assert "ringa.db" in assert_error_twice(office, 1, *args, code="database")
    assert file.read_bytes() == before


def test_an_empty_database_file_is_no_campaign(office: Laptop) -> None:
    (office.folder / "ringa.db").write_bytes(b"")
    assert_error_twice(office, 1, "status", code="database")


def test_another_programs_database_is_refused_and_left_alone(office: Laptop) -> None:
    file = office.folder / "ringa.db"
    file.unlink()
    connection = db.connect(file)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = file.read_bytes()
    assert_error_twice(office, 1, "status", code="database")
    assert file.read_bytes() == before


def test_a_database_that_is_a_link_or_a_folder_is_refused(office: Laptop, tmp_path: Path) -> None:
    file = office.folder / "ringa.db"
    file.rename(tmp_path / "elsewhere.db")
    file.symlink_to(tmp_path / "elsewhere.db")
    assert_error_twice(office, 1, "status", code="file")
    file.unlink()
    file.mkdir()
    assert_error_twice(office, 1, "status", code="file")


def test_a_lock_file_that_is_a_link_is_not_followed(office: Laptop, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    turn = office.folder / "ringa.db-turn"
    turn.unlink(missing_ok=True)
    turn.symlink_to(target)
    assert_error_twice(office, 1, *RECORD, "busy", code="file")
    assert target.read_text() == "precious"


# Calls


@pytest.mark.parametrize("contact", ["0099", "m0099", "", "%", "0001'; DROP TABLE events", "å" * 1000, "\udcff"])
def test_an_unknown_contact_exits_1(office: Laptop, contact: str) -> None:
    args = ("record", contact, "--outcome", "busy", "--caller", "Anna")
    assert "ringa find" in assert_error_twice(office, 1, *args, code="unknown_contact")


ANSWERS = {
    '{"wil_vote": "yes"}': "will_vote",  # unknown question; what was meant
    '{"shoe_size": "yes"}': "register_ok",  # nothing near: what there is
    '{"will_vote": "yess"}': "yes",
    '{"will_vote": ""}': "yes",
    '{"will_vote": 3}': "yes",
    '{"will_vote": ["yes", "no"]}': "at most 1",
    '{"will_vote": {"yes": true}}': "will_vote",
    '{"will_vote": "yes", "not_vote_why": "…"}': "not_vote_why",  # not led to
    '{"will_vote": "yes", "issues": ["pay", "staffing", "other", "job_security"]}': "at most 3",
    '{"will_vote": "yes", "union_should": 3}': "text",
    '{"will_vote": "yes", "union_should": "' + "x" * 4001 + '"}': "4000",
    '{"will_vote": "yes", "register_ok": 1}': "register_ok",
    '{"{0}": "yes"}': "{0}",
}


@pytest.mark.parametrize("answers", ANSWERS, ids=range(len(ANSWERS)))
def test_answers_that_break_the_survey_exit_1_and_say_what_would_be_right(office: Laptop, answers: str) -> None:
    assert ANSWERS[answers] in assert_error_twice(office, 1, *TALK, answers, code="answers_invalid")


def test_all_answers_that_do_not_fit_are_told_at_once(office: Laptop) -> None:
    answer = office.run(*TALK, '{"will_vote": "maybe", "nothing": "x"}')
    assert (
        "will_vote has no answer maybe; there is no question nothing" in answer.err
        and len(answer.err.splitlines()) == 2
    )
    assert office.ok("status", "--json")["attempts"] == 0


def test_a_conversation_without_the_required_answers_exits_1_and_hints_at_partial(office: Laptop) -> None:
    for answers in ("{}", '{"register_ok": true}', '{"will_vote": null}'):
        message = assert_error_twice(office, 1, *TALK, answers, code="answers_missing")
        assert "will_vote" in message.splitlines()[0] and "partial" in message.splitlines()[1]


def test_nothing_to_do_exits_3(office: Laptop) -> None:
    assert_error_twice(office, 3, "history", "--undo", "--caller", "Anna", code="nothing")
    assert_error_twice(office, 3, "release", "--caller", "Anna", code="nothing")
    assert_error_twice(office, 3, "release", "0001", "--caller", "Anna", code="nothing")
    assert_error(office.run("find", "Nobody of that name"), 3)


def test_what_is_no_text_is_taken_from_the_command_line_without_a_crash(office: Laptop) -> None:
    assert office.run("find", "\udcff\udcfe", "--json").code in (0, 3)
    assert office.run("next", "--caller", "A\udcff", "--json").code == 0
    assert office.run("next", "--caller", "B\udcff", "--language", "\udcff", "--json").code in (0, 3)
    assert office.run("release", "--caller", "A\udcff", "--json").code == 0
    assert office.run(*RECORD, "busy", "--note", "\udcff", "--json").code == 0
    assert office.run("export", "--since", "\udcff").code == 2
    assert office.run("import", "members.csv", "--list", "\udcff", "--json").code in (0, 2)
    office.export()


def test_a_file_name_that_is_no_text_is_taken(office: Laptop) -> None:
    name = "medlemmar-\udce5r.csv"  # as an old zip leaves it: in another encoding than the system's
    try:
        (office.folder / name).write_text("Medlemsnummer;Namn\n;Ingen\n0009;Ny\n")
    except OSError:
        pytest.skip("this system has no such file names")
    assert office.run("import", name, "--list", "new", "--json").code == 4
    assert office.run("import", name, "--json").code == 4
    office.ok(*RECORD, "busy")
    (office.folder / name).write_bytes(office.export().replace(b"busy", b"busy?"))
    assert office.run("merge", name).code == 4


def test_a_bug_leaves_a_log_without_member_data_and_exits_70(office: Laptop) -> None:
    connection = db.connect(office.folder / "ringa.db")
    connection.execute("UPDATE contacts SET phones = 'Åsa Öberg' WHERE contact = 'm0001'")
    connection.close()
    answer = office.run("find", "Åsa", "--json")
    assert_error(answer, 70)
    log = Path(answer.json["error"]["hint"].rpartition(": ")[2])
    assert log.is_file() and "Öberg" not in log.read_text() and "Åsa" not in log.read_text()


@pytest.mark.parametrize("name", ["surveys.yaml", "scripts/big.md"])
def test_a_file_of_ten_megabytes_is_refused_within_a_second(office: Laptop, name: str) -> None:
    (office.folder / name).write_bytes(b"- {a: [b, c]}\n" * 750_000)
    before = process_time()  # of this process alone: others may be at work beside it
    answer = office.run("check", "--json")
    assert process_time() - before < 3
    assert answer.code == 1
    assert ("the file is too large", name) in [(found["message"], found["file"]) for found in answer.json["findings"]]
