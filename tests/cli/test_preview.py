"""`ringa preview`: the conversation on the screen and on paper, storing nothing."""

import hashlib
import re
from pathlib import Path

import pytest

from ringa.cli import invented, previewing
from ringa.cli.playing import Player
from ringa.cli.session import Session
from tests.cli.keys import ENTER, Keys
from tests.conftest import EVENING, Laptop
from tests.every_kind import SCRIPT, SURVEYS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign's files, without a database."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "surveys.yaml").write_text(SURVEYS, encoding="utf-8")
    (tmp_path / "scripts" / "talk.md").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def author(folder: Path) -> Laptop:
    return Laptop(folder)


class Stage:
    """Somebody who plays previews with keys."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def play(self, *keys: str, fields: dict[str, str] | None = None, script: str | None = None) -> str:
        """What the screen shows; all keys are needed."""
        session = Session(environ={}, clock=lambda: EVENING, machine="laptop", cwd=self.folder)
        pressed = Keys(self.monkeypatch, *keys)
        Player(session, previewing.find(session, None, fields or {}, None, script)).play()
        assert pressed.left == ""
        assert not (self.folder / "ringa.db").exists()
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.capsys.readouterr().out)


@pytest.fixture
def stage(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stage:
    monkeypatch.setenv("COLUMNS", "80")
    return Stage(folder, monkeypatch, capsys)


TALK = ("1", "1", "1", ENTER)  # the conversation, the member, can talk, the note is read


def test_a_whole_conversation_is_played_and_accounted_for(stage: Stage) -> None:
    answers = (ENTER, "3", "split" + ENTER, "4", ENTER, "5", "9" + ENTER, "40" + ENTER, "0" + ENTER, "0" + ENTER)
    shown = stage.play(*TALK, *answers, ENTER, ENTER, ENTER)
    assert "Preview: nothing is stored." in shown
    assert "Preview, nothing is stored: question 2 of 9, shift" in shown
    assert "Kim Exempel   070-174 06 99" in shown
    for line in (
        "2. shift: Something else",
        "6. hours: 40 hours",
        "7. last_day: asked and passed over",
        "9. story: not asked, only if the answer to question 5 is at most 4 or the answer",
        "  answer.shift_other = split",
        "  outcome = conversation",
        "Read aloud, the script takes 1 minute.",
    ):
        assert line in shown


def test_a_conversation_that_is_left_is_accounted_for_too(stage: Stage) -> None:
    shown = stage.play(*TALK, "2", "q")
    assert "1. member_ok: No" in shown
    assert "3. wishes: not asked, the conversation ended before it" in shown
    assert "6. hours: not asked, only if the answer to question 1 is “Yes”" in shown


def test_the_branch_that_is_named_decides_what_is_said(stage: Stage) -> None:
    assert "You drive, then." in stage.play(*TALK, "1", "q", fields={"branch": "Bus"})
    assert "Good!" in stage.play(*TALK, "1", "q")


def test_voicemail_call_back_and_ready_answers_can_be_seen(stage: Stage) -> None:
    shown = stage.play("3", ENTER, "2", "!", "1", "q")
    assert "Hello, this is Anna." in shown
    assert "Hi again Kim, this is Anna from Facket Exempel." in shown
    assert "Ask when to ring <again>." in shown


def test_undo_and_quitting_at_the_start_do_nothing(stage: Stage) -> None:
    assert "a preview stores nothing" in stage.play("1", "u", "q")
    assert "What came of it" not in stage.play("q")
    assert "What came of it" not in stage.play("b")


def test_without_a_script_the_bare_questions_are_played(stage: Stage) -> None:
    (stage.folder / "scripts" / "talk.md").unlink()
    shown = stage.play("1", "1", ENTER, "1", "q")
    assert "Which shift do you work?" in shown and "Read aloud" not in shown


def test_a_question_that_the_script_does_not_come_to_is_told(stage: Stage) -> None:
    short = '---\nid: short\n---\nHi.\n{{ ask("happy") }}\n'
    (stage.folder / "short.md").write_text(short, encoding="utf-8")
    shown = stage.play("1", "1", "3", ENTER, ENTER, ENTER, ENTER, script="short.md")
    assert "shift: not asked, the script does not come to it" in shown


# files with errors


def test_errors_in_other_files_do_not_stand_in_the_way(author: Laptop) -> None:
    (author.folder / "scripts" / "broken.md").write_text("---\nid: broken\n---\n{{ nonsense( }}", encoding="utf-8")
    answer = author.run("preview")
    assert answer.code == 0 and "Which shift do you work?" in answer.out
    assert "scripts/broken.md has errors and is left out" in answer.err


def test_a_script_that_there_is_not_is_no_matter_of_the_errors_of_others(author: Laptop) -> None:
    (author.folder / "scripts" / "broken.md").write_text("---\nid: broken\n---\n{{ nonsense( }}", encoding="utf-8")
    answer = author.run("preview", "--script", "nobody")
    assert answer.code == 2
    assert "There is no script nobody" in answer.err
    assert "broken.md:4" not in answer.err


@pytest.mark.parametrize("script", ["broken", "broken.md", "scripts/broken.md"])
def test_errors_in_the_script_that_is_wanted_are_told(author: Laptop, script: str) -> None:
    (author.folder / "scripts" / "broken.md").write_text("---\nid: broken\n---\n{{ nonsense( }}", encoding="utf-8")
    answer = author.run("preview", "--script", script)
    assert answer.code == 1
    assert "scripts/broken.md:4:12: " in answer.err


def test_errors_in_the_survey_are_all_told(author: Laptop) -> None:
    broken = SURVEYS.replace("type: note", "type: nots").replace("max: 80", "max: lots")
    (author.folder / "surveys.yaml").write_text(broken, encoding="utf-8")
    answer = author.run("preview")
    assert answer.code == 1 and answer.out == ""
    assert answer.err.count("surveys.yaml:") >= 3  # each, and the first once more in the error


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--survey", "evry"), "There is no survey evry in this campaign."),
        (("--script", "tlak"), "There is no script tlak, neither as a file nor as an id. Did you mean talk?"),
        (("--field", "branch"), "--field branch is not FIELD=VALUE."),
        (("--contact", "1", "--branch", "Bus"), "Name a contact, or say what an invented member has; not both."),
        (("-o", "x.txt"), "-o is for --paper and --html."),
    ],
)
def test_what_cannot_be_previewed_is_told(author: Laptop, args: tuple[str, ...], message: str) -> None:
    answer = author.run("preview", *args)
    assert (answer.code, answer.err.splitlines()[0]) == (2, message)


def test_a_survey_that_has_no_script_is_previewed_by_its_questions(author: Laptop) -> None:
    more = "\n  - id: more\n    questions: [{id: one, type: yesno, ask: Really}]\n"
    (author.folder / "surveys.yaml").write_text(SURVEYS.rstrip() + more, encoding="utf-8")
    found = author.ok("preview", "--survey", "more", "--json")
    assert (found["survey"], found["script"], found["minutes"]) == ("more", None, None)
    assert [step["text"] for step in found["steps"]] == ["Really"]


# in a pipe, for programs, on paper


def test_in_a_pipe_the_flow_is_told_with_its_conditions(author: Laptop) -> None:
    shown = author.ok("preview")
    assert "» If the answer to question 1 is “No”:" in shown
    assert "» Otherwise, if branch is “Bus” or “Metro”:" in shown
    assert "Date and time" not in shown


def test_programs_get_steps_with_conditions_and_questions(author: Laptop) -> None:
    found = author.ok("preview", "--branch", "Bus", "--json")
    steps = {step["question"]["id"]: step for step in found["steps"] if "question" in step}
    assert steps["hours"]["conditions"] == ["the answer to question 1 is “Yes”"]
    assert (steps["intro"]["number"], steps["shift"]["number"]) == (None, 2)
    assert [c["code"] for c in steps["shift"]["question"]["choices"]] == ["day", "night", "other"]
    said = [(step["text"], step["conditions"]) for step in found["steps"] if step["kind"] == "words"]
    assert ("You drive, then.", ["the answer to question 1 is not “No”"]) in said
    assert found["ready_answers"][0]["title"] == "If they are busy"
    assert (found["language"], found["minutes"]) == ("en", 1)


def test_paper_has_a_head_outcomes_and_no_member(author: Laptop) -> None:
    shown = author.ok("preview", "--paper")
    assert "Date and time:" in shown and "Member number:" in shown
    assert "  ☐ no answer (no_answer)" in shown and "Note to the next caller:" in shown
    assert "   ☐ Something else (other): ____" in shown
    assert "Exempel   070" not in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_plain_paper_draws_nothing(author: Laptop) -> None:
    shown = author.ok("preview", "--paper", "--plain")
    assert "  [ ] no answer (no_answer)" in shown
    assert not set("☐═│»") & set(shown)


def test_the_languages_of_a_survey_each_have_their_paper(author: Laptop) -> None:
    bare = author.folder / "scripts" / "talk.md"
    bare.unlink()
    shown = author.ok("preview", "--paper", "--language", "sv")
    assert "Vilket skift går du?" in shown and "inget svar (no_answer)" in shown
    assert '<html lang="sv">' in author.ok("preview", "--html", "--language", "sv")
    assert "Which shift do you work?" in author.ok("preview", "--paper", "--language", "en")


def test_html_goes_into_a_file_that_is_named(author: Laptop) -> None:
    author.ok("preview", "--html", "-o", "form.html")
    page = (author.folder / "form.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and page.endswith("</html>\n")
    assert author.ok("preview", "--html", "-o", "-") == page
    author.ok("preview", "--paper", "-o", "form.txt")
    assert "Which shift" in (author.folder / "form.txt").read_text(encoding="utf-8")


def test_a_member_s_paper_has_the_member_and_changes_nothing(office: Laptop) -> None:
    office.ok("status", "--json")
    before = hashlib.sha256((office.folder / "ringa.db").read_bytes()).hexdigest()
    shown = office.ok("preview", "--contact", "0001", "--paper")
    assert "Åsa Öberg   070-174 06 05" in shown and "Member number" not in shown
    assert "Vilket av kraven är viktigast för er på pendeltågen?" in shown and "tunnelbanan?" not in shown
    assert hashlib.sha256((office.folder / "ringa.db").read_bytes()).hexdigest() == before
    assert office.ok("preview", "--contact", "0001", "--json")["script"] == "samtal_sv"


def test_the_invented_number_is_one_for_fiction() -> None:
    assert invented.PHONE.number == "+46701740699"
    assert invented.person({"first_name": "Bo", "shoe": "44"}).values["shoe"] == "44"


def test_an_html_file_gets_a_name_of_its_own_where_a_person_sits(
    author: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "interactive", property(lambda _session: True))
    answer = author.run("preview", "--html")
    assert answer.code == 0 and "Wrote" in answer.err
    assert (author.folder / "every-en.html").exists()
