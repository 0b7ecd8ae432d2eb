"""Scripts as a coordinator meets them: which one a member gets, what check says, when which words are shown."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.ready import an_office, record
from tests.conftest import Laptop

TRAINS = """---
id: trains
survey: val
language: sv
title: För pendeltågen
when: {branch: [Pendeltåg, Lokaltåg]}
---
Hej! Jag heter {{ caller }} och ringer från {{ union }}.
{{ ask("will_vote") }}

## Röstbrevlåda
Hej {{ first_name }}, det är {{ caller }}. Jag ringer igen.
"""


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office(tmp_path, tmp_path_factory)


def put(office: Laptop, name: str, text: str | bytes) -> None:
    path = office.folder / "scripts" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def findings(office: Laptop) -> list[dict[str, Any]]:
    return list(office.run("check", "--json").json["findings"])


# Which script


def test_which_explains_the_choice_for_a_contact(office: Laptop) -> None:
    put(office, "trains.md", TRAINS)
    assert office.ok("script", "which", "0001").splitlines() == [
        "Languages, best first: sv, en, nb",
        "trains: is chosen (sv, branch: Pendeltåg, Lokaltåg)",
        "samtal_sv: fits, but it has fewer conditions (sv, everybody)",
        "conversation_en: fits, but its language comes later (en, everybody)",
        "samtale_nb: fits, but its language comes later (nb, everybody)",
    ]
    last = office.ok("script", "which", "m0002").splitlines()[-1]
    assert last == "trains: does not fit: branch is “Tunnelbana”, wanted: “Pendeltåg”, “Lokaltåg”"


def test_which_is_what_the_caller_gets(office: Laptop) -> None:
    put(office, "trains.md", TRAINS)
    for contact in ("0001", "0002", "0005"):
        told = office.ok("script", "which", contact, "--json")
        others = [n for n in ("0001", "0002", "0003", "0004", "0005") if n != contact]
        for other in others:
            record(office, other, "busy")
        assert office.ok("next", "--caller", "Anna", "--any-hour", "--json")["script"]["id"] == told["chosen"]
        office.ok("release", "--all", "--caller", "Anna", "--json")
        office.later(hours=2)


def test_which_has_the_keys_that_programs_rely_on(office: Laptop) -> None:
    put(office, "trains.md", TRAINS)
    found = office.ok("script", "which", "0002", "--json")
    assert set(found) == {"contact", "languages", "chosen", "scripts"}
    assert (found["contact"], found["languages"], found["chosen"]) == ("m0002", ["sv", "en", "nb"], "samtal_sv")
    assert found["scripts"][-1] == {
        "id": "trains", "language": "sv", "language_place": 1, "when": {"branch": ["Pendeltåg", "Lokaltåg"]},
        "fits": False, "misses": [{"field": "branch", "has": "Tunnelbana", "wants": ["Pendeltåg", "Lokaltåg"]}],
        "behind": None,
    }  # fmt: skip
    assert [each["behind"] for each in found["scripts"]] == [None, "language", "language", None]


def test_which_takes_an_invented_member(office: Laptop) -> None:
    put(office, "trains.md", TRAINS.replace("when: {", "when: {depot: [A], "))
    args = ("script", "which", "--branch", "lokaltåg", "--language", "sv", "--json")
    assert office.ok(*args)["chosen"] == "samtal_sv"
    found = office.ok(*args, "--field", "depot=a")
    assert (found["chosen"], found["contact"]) == ("trains", None)
    assert office.ok("script", "which", "--language", "nn", "--json")["chosen"] == "samtale_nb"
    assert office.ok("script", "which", "--json")["chosen"] == "conversation_en"


def test_which_says_what_is_asked_when_no_script_fits(office: Laptop) -> None:
    for path in (office.folder / "scripts").iterdir():
        path.unlink()
    assert "No script fits: the survey's bare questions are asked." in office.ok("script", "which", "0001")
    put(office, "trains.md", TRAINS)
    out = office.ok("script", "which", "--branch", "Buss")
    assert "does not fit" in out and "No script fits" in out
    assert "branch is empty" in office.ok("script", "which")
    found = office.ok("script", "which", "--json")
    assert (found["chosen"], found["scripts"][0]["misses"][0]["has"]) == (None, "")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("which", "0001", "--branch", "Buss"), 2, "not both"),
        (("which", "--field", "depot"), 2, "--field depot is not FIELD=VALUE."),
        (("which", "0099"), 1, "There is no contact"),
        (("whihc",), 2, "There is no command whihc. Did you mean which?"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_told(
    office: Laptop, args: tuple[str, ...], code: int, words: str
) -> None:
    answer = office.run("script", *args)
    assert (answer.code, answer.out) == (code, "")
    assert words in answer.err


def test_the_verbs_of_script_have_help_with_an_example(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path)
    assert laptop.ok("script") == laptop.ok("script", "--help") == laptop.ok("script", "-h")
    for verb in ("which", "list"):
        assert f"Example:  ringa script {verb}" in laptop.ok("script", verb, "--help")


def test_common_options_work_on_both_sides_of_the_verbs(office: Laptop, tmp_path: Path) -> None:
    elsewhere = Laptop(tmp_path, environ=dict(office.environ))
    for args in (
        ("--campaign", office.folder, "script", "list"),
        ("script", "--campaign", office.folder, "list"),
        ("script", "list", "--campaign", office.folder),
    ):
        assert "samtal_sv" in elsewhere.ok(*args)


def test_list_shows_the_scripts_and_how_long_they_are(office: Laptop) -> None:
    put(office, "trains.md", TRAINS)
    trains = "trains · För pendeltågen · sv · branch: Pendeltåg, Lokaltåg · 1 minute read aloud"
    assert office.ok("script", "list").splitlines()[-1] == trains
    found = office.ok("script", "list", "--json")[-1]
    assert found == {
        "id": "trains", "title": "För pendeltågen", "language": "sv", "survey": "val",
        "when": {"branch": ["Pendeltåg", "Lokaltåg"]}, "minutes": 1, "voicemail": True, "call_back": False,
        "hard_questions": [],
    }  # fmt: skip
    for path in (office.folder / "scripts").iterdir():
        path.unlink()
    answer = office.run("script", "list")
    assert (answer.code, answer.out) == (0, "") and "There is no script" in answer.err


# The words of the moment


def script_of(office: Laptop, contact: str) -> Any:
    found = office.ok("next", "--caller", "Anna", "--any-hour", "--json")
    assert found["contact"]["id"] == contact
    return found["script"]


def test_a_call_back_that_is_due_begins_with_its_own_words(office: Laptop) -> None:
    record(office, "0001", "call_back", "--call-back-at", "2026-08-12 19:30")
    office.later(hours=1)
    text = script_of(office, "m0001")["text"]
    assert text.startswith("## Återuppringning\nHej! Jag heter Anna. Pratar jag med Åsa?")
    assert "Vi ringde tidigare" in text and "## Öppning" not in text and "## Registret" in text
    assert script_of(office, "m0001")["text"] == text  # the call in hand, looked at again


def test_a_line_that_was_cut_off_and_a_first_call_begin_with_the_opening(office: Laptop) -> None:
    assert script_of(office, "m0001")["text"].startswith("## Öppning")
    record(office, "0001", "cut_off")
    assert script_of(office, "m0001")["text"].startswith("## Öppning")


def test_the_words_for_a_voicemail_come_with_the_contact_until_a_message_is_left(office: Laptop) -> None:
    assert script_of(office, "m0001")["voicemail"] is None
    put(office, "trains.md", TRAINS)
    assert script_of(office, "m0001")["voicemail"] == "Hej Åsa, det är Anna. Jag ringer igen."
    assert "Röstbrevlåda" not in script_of(office, "m0001")["text"]
    record(office, "0001", "voicemail_left")
    for other in ("0002", "0003", "0004", "0005"):
        record(office, other, "refused")
    office.later(days=1)
    assert script_of(office, "m0001")["voicemail"] is None


def test_columns_that_only_a_call_back_or_a_voicemail_names_are_kept_from_a_list(office: Laptop) -> None:
    put(office, "trains.md", TRAINS + "\n{{ depot }}\n\n## Call-back\n{{ shift }}\n")
    (office.folder / "more.csv").write_text("id;name;depot;shift;other\n7;Eva Ek;A;B;C\n", encoding="utf-8")
    office.ok("import", "more.csv", "--yes", "--json")
    [found] = office.ok("find", "Eva", "--json")
    assert {"depot": "A", "shift": "B"}.items() <= found["fields"].items() and "other" not in found["fields"]


# What check says


def test_mistakes_in_several_files_are_told_in_one_run(office: Laptop) -> None:
    put(office, "a.md", "---\nid: a\nsurvey: vla\n---\nHej {{ first_name }\n")
    put(office, "b.md", '---\nid: b\nlanguage: sv\n---\n{{ ask("wil_vote") }}\n{{ caller.name }}\n{{ frist_name }}\n')
    put(office, "c.md", "Hej {{ caller }}")
    put(office, "d.md", "---\nid: d\n---\nHej!\nDet är {{ caller }} från {{ union }} på gården\n".encode("cp1252"))
    found = [(f["file"], f["line"], f["column"], f["level"], f["hint"]) for f in findings(office)]
    errors = sorted(each[:3] for each in found if each[3] == "error")
    assert errors == [
        ("scripts/a.md", 3, 9), ("scripts/a.md", 5, 5), ("scripts/b.md", 5, 8), ("scripts/b.md", 6, 4),
        ("scripts/b.md", 7, 4), ("scripts/c.md", 1, 1), ("scripts/d.md", 5, 5),
    ]  # fmt: skip
    assert ("scripts/b.md", 7, 4, "error", "Did you mean first_name?") in found


def test_a_mistake_in_surveys_yaml_does_not_make_a_script_wrong(office: Laptop) -> None:
    surveys = office.folder / "surveys.yaml"
    surveys.write_text(surveys.read_text(encoding="utf-8").replace("type: yesno", "type: yseno"), encoding="utf-8")
    put(office, "a.md", '---\nid: a\n---\n{{ ask("nothing") }} {{ 1 }}\n')
    assert {f["file"] for f in findings(office)} == {"surveys.yaml", "scripts/a.md"}
    assert [f["line"] for f in findings(office) if f["file"] == "scripts/a.md"] == [None, 4, 4]


@pytest.mark.parametrize("name", ["scripts/a.md", "surveys.yaml"])
def test_a_file_of_ten_megabytes_is_refused_within_a_second(office: Laptop, name: str) -> None:
    (office.folder / name).write_bytes(b"---\nid: a\n---\n" + "{{ å }} [b] ".encode() * 800_000)
    begin = time.process_time()
    found = findings(office)
    assert time.process_time() - begin < 3
    assert (name, None, "the file is too large") in [(f["file"], f["line"], f["message"]) for f in found]


def test_check_warns_and_still_says_that_all_is_in_order(office: Laptop) -> None:
    put(office, "a.md", '---\nid: a\nlanguage: fi\n---\nHej [NAMN]\n{{ ask("will_vote") }}\n')
    answer = office.run("check")
    assert answer.code == 0
    assert "a.md:5:5: warning: [NAMN] looks like something to be filled in" in answer.out
    assert "a.md:6:8: warning: the words before the first question do not say who calls" in answer.out
