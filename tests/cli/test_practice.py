"""`ringa practice`: every persona called rightly and wrongly on the real calling screen, and nothing ever stored."""

import json
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ringa.cli import practice_files
from ringa.cli.conversation import ENDINGS
from ringa.cli.practising import Result, Trainer
from ringa.cli.session import Session
from ringa.core import call, practice
from ringa.core import persona as people
from ringa.core.call import Draft
from ringa.core.condition import codes_in
from ringa.core.outcome import MEMBER, NOBODY, SOMEONE_ELSE, STEPS
from ringa.core.persona import Persona
from ringa.core.survey import DATE, MULTIPLE, NOTE, NUMBER, SCALE, TEXT, Question, Text, in_order
from tests.cli.keys import ENTER, Keys
from tests.conftest import EVENING, Laptop
from tests.every_kind import SCRIPT, SURVEYS

PERSONAS = practice_files.personas(practice_files.PERSONAS)
BY_ID = {persona.id: persona for persona in PERSONAS}
LANGUAGES = ("sv", "nb", "en")
REFERENCE = practice_files.campaign(Session(environ={}, machine="laptop", cwd=Path("/")))


class Caller:
    """Somebody who knows what is right at every step, and makes the mistakes that a test asks for."""

    def __init__(self, folder: Path, language: str = "sv", **mistakes: Any) -> None:
        self.now: datetime = EVENING
        self.session = Session(environ={"NO_COLOR": "1"}, clock=lambda: self.now, machine="laptop", cwd=folder)
        self.session.use(practice_files.campaign(self.session) if list(folder.iterdir()) else REFERENCE)
        self.trainer = Trainer(self.session, "Anna", practice_files.delicate(), language=language, seed=1)
        self.mistakes = mistakes

    def keys(self, persona: Persona) -> str:
        """All keys of one call."""
        who = (MEMBER, SOMEONE_ELSE, NOBODY).index(self.mistakes.get("who", persona.who))
        outcome = self.mistakes.get("outcome", "")
        greeting = persona.moment(people.GREETING)
        keys = str(who + 1)
        if greeting and greeting.ready and not self.mistakes.get("unready"):
            keys += "!1" + ENTER
        early = next((m for m in persona.moments if m.over and m.at in (people.PHONE, people.GREETING)), None)
        if (early and not self.mistakes.get("press_on")) or outcome in STEPS[MEMBER]:
            code = outcome or persona.right[0]
            keys += str(STEPS[(MEMBER, SOMEONE_ELSE, NOBODY)[who]].index(code) + (2 if who == 0 else 1))
        else:
            answers, code = self.talk(persona)
            keys += "1" + answers
        keys += {"call_back": "3h" + ENTER + "1", "do_not_call": "y"}.get(code, "")
        return keys if code in STEPS[NOBODY] else keys + ENTER + self.mistakes.get("note", "") + ENTER

    def talk(self, persona: Persona) -> tuple[str, str]:
        """The keys of the conversation, and how it ends."""
        found = self.trainer.hand_out(persona, 1)
        campaign, member = self.session.campaign, found.contact.member
        languages = campaign.languages_for(member, self.session.language, found.survey)
        if found.script and found.script.language:
            languages = [*dict.fromkeys((found.script.language, *languages))]
        values = campaign.script_values(member, "Anna", languages)
        draft, keys, number = Draft("", talking=True), "", 0
        while question := call.turn(found.survey, found.script, values, draft).question:
            if question.type == NOTE:
                keys, draft = keys + ENTER, call.answered(draft, found.survey, question.id, "")
                continue
            number += 1
            moment = persona.moment(str(number))
            over = moment.over if moment else ()
            if (over and not self.mistakes.get("press_on")) or number == self.mistakes.get("end_at"):
                code = self.mistakes.get("ending", over[0] if over else "partial")
                slash = "/e" + ENTER if question.type in (TEXT,) else "e"
                return keys + slash + str(ENDINGS.index(code) + 1), code
            if moment and moment.ready and not self.mistakes.get("unready"):
                keys += "!1" + ENTER
            cell = people.reply(persona, question, draft.answers, languages, "1 1").cell
            cell = self.mistakes.get("answers", {}).get(question.id, cell)
            keys += typed(question, cell, f"m0001 {found.survey.id}")
            draft = call.answered(draft, found.survey, question.id, cell)
        return keys + ENTER, "conversation"

    def play(self, persona: Persona, monkeypatch: pytest.MonkeyPatch, seconds: int = 60) -> Result:
        """One call; all keys are needed."""
        pressed = Keys(monkeypatch, self.keys(persona))
        result = self.trainer.call(persona, 1)
        assert pressed.left == ""
        if seconds:
            played = result.played._replace(seconds=seconds)
            result = Result(played, practice.score(played, self.trainer.lists))
        return result


def typed(question: Question, cell: str, seed: str) -> str:
    """The keys for an answer."""
    if question.type in (TEXT, NUMBER, DATE):
        return (cell or "0") + ENTER
    if not cell:
        return "0"
    if question.type == SCALE:
        by_key = int(question.min or 0) > 0 and int(question.max or 0) < 10
        return cell if by_key else cell + ENTER
    shown = [choice.code for choice in in_order(question, seed)]
    numbers = "".join(str(shown.index(code) + 1) for code in codes_in(cell))
    return numbers + ENTER if question.type == MULTIPLE or len(shown) > 9 else numbers


def plain(shown: str) -> str:
    """What was written, a line a line."""
    left = shown.replace("\r", "").replace("\x1b[?1049l", "\n").replace("\x1b[H", "\n")
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", left)


Play = Callable[..., Result]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "200")

    def run(id: str, language: str = "sv", folder: Path = tmp_path, **mistakes: Any) -> Result:
        seconds = mistakes.pop("seconds", 60)
        return Caller(folder, language, **mistakes).play(BY_ID[id], monkeypatch, seconds)

    return run


def lost(result: Result) -> list[str]:
    """The checks that have cost points."""
    return [point.check for point in result.points if not point.got]


# the personas


def texts_of(value: Any) -> list[Text]:
    """Every text of a persona that people read."""
    if isinstance(value, people.Persona):
        own: list[Text] = [value.mood, value.brief, value.branch, value.workplace, value.opinion]
        own += [text for moment in value.moments for text in texts_of(moment)]
        return own + [given.says for given in value.answers.values()]
    return [value.says, value.sound, value.good, value.after]


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)
def test_every_text_of_a_persona_is_there_in_every_language(persona: Persona) -> None:
    for text in texts_of(persona):
        if persona.id == "other_language" and isinstance(text, str):
            continue  # what nobody here is to understand
        assert not text or (not isinstance(text, str) and set(text) == set(LANGUAGES)), text
    assert persona.mood and persona.brief and persona.branch and persona.workplace


def test_there_are_many_personas_and_they_are_different() -> None:
    assert len(PERSONAS) >= 12
    assert len({persona.name for persona in PERSONAS}) == len(PERSONAS)
    assert {code for persona in PERSONAS for code in persona.right} >= {
        "no_answer", "busy", "voicemail", "wrong_number", "not_available", "conversation", "call_back", "refused",
        "do_not_call", "language", "not_member", "cut_off", "deceased",
    }  # fmt: skip
    assert {persona.difficulty for persona in PERSONAS} == {1, 2, 3}
    assert sum(persona.exam for persona in PERSONAS) >= 10


def test_the_answers_of_the_personas_fit_the_reference_survey() -> None:
    survey = REFERENCE.surveys[0]
    for persona in PERSONAS:
        for name, given in persona.answers.items():
            question = survey.question(name)
            assert question is not None, (persona.id, name)
            answers = {"will_vote": "unsure", "help_out": "ringing"}
            if question.type != TEXT:
                reply = people.reply(persona, question, answers, ["sv"], "")
                assert reply.cell == "|".join(c for c in question.codes if c in given.codes), (persona.id, name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", BY_ID)
def test_the_right_way_through_has_full_points(id: str, language: str, play: Play) -> None:
    result = play(id, language)
    assert lost(result) == [], result
    assert result.played.draft.outcome in result.played.persona.right
    assert result.played.language == language


@pytest.mark.parametrize("id", [p.id for p in PERSONAS if p.who == MEMBER])
def test_a_persona_can_be_called_with_any_survey(
    id: str, play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "surveys.yaml").write_text(SURVEYS, encoding="utf-8")
    (tmp_path / "scripts" / "talk.md").write_text(SCRIPT, encoding="utf-8")
    assert lost(play(id, "en", tmp_path)) in ([], ["time"])


# what is wrong costs its point, and nothing else does


@pytest.mark.parametrize(
    ("id", "mistakes", "costs"),
    [
        ("busy", {"outcome": "no_answer"}, ["outcome"]),
        ("hurried", {"outcome": "refused"}, ["outcome"]),
        ("objects", {"outcome": "refused"}, ["outcome", "objection"]),
        ("objects_midway", {"ending": "refused"}, ["outcome", "objection"]),
        ("not_today", {"press_on": True}, ["outcome", "stopped"]),
        ("objects", {"press_on": True}, ["outcome", "objection", "stopped"]),
        ("objects_midway", {"press_on": True}, ["outcome", "objection", "stopped", "answers"]),
        ("doubtful", {"unready": True}, ["ready"]),
        ("unsure_voter", {"unready": True}, ["ready"]),
        ("happy", {"answers": {"will_vote": "no"}}, ["answers"]),
        ("happy", {"answers": {"issues": "pay"}}, ["answers"]),
        ("happy", {"answers": {"register_ok": ""}}, ["answers"]),
        ("cut_off", {"answers": {"will_vote": "no"}}, ["answers"]),
        ("happy", {"end_at": 1}, ["outcome", "required", "thanks"]),
        ("happy", {"end_at": 5}, ["outcome", "thanks"]),
        ("happy", {"note": "kallade sin chef moderat"}, ["privacy"]),
        ("hurried", {"note": "barnen är sjuka"}, ["privacy"]),
        ("workmate", {"note": "prata med Sixten"}, ["privacy"]),
        ("talkative", {"answers": {"union_should": "hjälp med ryggen"}}, ["privacy"]),
        ("happy", {"note": "Solveig vill ha besök"}, []),
        ("nobody_answers", {"seconds": 121}, ["time"]),
        ("happy", {"seconds": 600}, []),
        ("happy", {"seconds": 601}, ["time"]),
    ],
)  # fmt: skip
def test_each_mistake_costs_its_point(id: str, mistakes: dict[str, Any], costs: list[str], play: Play) -> None:
    assert lost(play(id, **mistakes)) == costs


def test_a_required_question_that_is_passed_over_costs_two_points(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LINES", "200")
    caller = Caller(tmp_path, answers={"will_vote": ""})
    result = caller.play(BY_ID["happy"], monkeypatch)
    assert lost(result) == ["outcome", "required", "answers"]


def test_the_caller_who_reaches_the_wrong_one_hears_it_again(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    assert lost(play("nobody_answers", who=MEMBER, outcome="cut_off")) == ["outcome"]
    assert capsys.readouterr().out.count("(Det ringer och ringer. Ingen svarar.)") == 2


def test_what_is_heard_stands_by_the_question_and_not_by_colour(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    play("doubtful", "en")
    shown = plain(capsys.readouterr().out)
    assert "Voice: “Hello, who is this?”\n\nWhom did you reach?" in shown
    assert "Are you planning to vote in the election?\nBirgit: “How did you get my number, by the way?”" in shown
    assert "Birgit: “I'd rather not say.”\n  1  Yes" in shown


# the shift


def shift(folder: Path, monkeypatch: pytest.MonkeyPatch, keys: str, *args: str, tick: int = 0) -> tuple[int, str]:
    """`ringa practice` in process, as on a terminal."""
    import typer

    from ringa.cli.app import app

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "200")
    clock = [EVENING]

    def now() -> datetime:
        clock[0] += timedelta(seconds=tick)
        return clock[0]

    session = Session(environ={"NO_COLOR": "1"}, clock=now, random=lambda n: b"\1" * n, machine="laptop", cwd=folder)
    monkeypatch.setattr(Session, "interactive", True)
    pressed = Keys(monkeypatch, keys)
    command = ["practice", "--caller", "Anna", *args]
    code = typer.main.get_command(app).main(command, standalone_mode=False, obj=session)
    assert pressed.left == ""
    return int(code), ""


def test_a_shift_ends_with_a_table_that_fits_80_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shift(tmp_path, monkeypatch, "32\r31\r", "--persona", "busy", "--persona", "busy", tick=2)[0] == 0
    shown = plain(capsys.readouterr().out)
    score = shown[shown.index("Your score") :]
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "  1  Mehmet Aydın          busy                                    3/3" in score
    assert "  2  Mehmet Aydın          no answer                               1/3" in score
    assert "The outcome fits what happened                                     2/4" in score
    assert "4 of 6 points (66 %)." in score
    assert "Next time, think of this first: The outcome fits what happened." in score
    assert "- You reported “no answer”. What happened here is: “busy”." in shown


def test_the_score_is_one_fact_a_line_for_screen_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shift(tmp_path, monkeypatch, "32\r", "--persona", "busy", "--plain")
    shown = capsys.readouterr().out
    assert "1. Mehmet Aydın: busy. 3 of 3 points, 0:00." in shown
    assert "The outcome fits what happened: 2 of 2." in shown
    assert "─" not in shown


def test_a_shift_can_be_left_and_what_was_done_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shift(tmp_path, monkeypatch, "u32\rq", "--persona", "busy", "--calls", "3")
    shown = capsys.readouterr().out
    assert "There is nothing to undo: practice stores nothing." in shown
    assert "3 of 3 points (100 %)." in shown
    shift(tmp_path, monkeypatch, "q")
    assert "No call was made to its end, so there is no score." in capsys.readouterr().out


def test_the_same_seed_makes_the_same_shift(
    campaign_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = []
    for seed in ("7", "7", "8"):
        shift(campaign_folder, monkeypatch, "31\r31\r31\rq", "--seed", seed, "--json")
        answer = json.loads(plain(capsys.readouterr().out).splitlines()[-1])
        seen.append([each["persona"] for each in answer["calls"]])
    assert seen[0] == seen[1] != seen[2]


def exam_keys(folder: Path) -> str:
    """All keys of an exam in which nothing is wrong."""
    caller = Caller(folder, "en")
    return "".join(caller.keys(persona) for persona in PERSONAS if persona.exam)


def test_the_exam_ends_with_a_line_that_an_instructor_can_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shift(tmp_path, monkeypatch, exam_keys(tmp_path), "--exam", "--language", "en")
    shown = capsys.readouterr().out
    assert "How it went" not in shown
    assert "Passed. Send this line to your instructor:" in shown
    line = shown.splitlines()[-1]
    laptop = Laptop(tmp_path)
    (found,) = laptop.ok("practice", "--verify", line, "--json")
    assert (found["name"], found["day"], found["passed"]) == ("Anna", "2026-08-12", True)
    assert found["got"] == found["of"]
    assert "Anna, 2026-08-12: passed with" in laptop.ok("practice", "--verify", "-", stdin=f"{line}\n\n  {line}  \n")
    answer = laptop.run("practice", "--verify", line.replace("Anna", "Olle"))
    assert (answer.code, answer.err.splitlines()[0][:40]) == (1, "1 of 1 lines are no certificate, or not ")
    assert laptop.run("practice", "--verify", "-", stdin="").code == 1


def test_an_exam_without_its_objections_is_not_passed_however_many_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = exam_keys(tmp_path)
    right = Caller(tmp_path, "en").keys(BY_ID["objects"])
    wrong = Caller(tmp_path, "en", outcome="refused").keys(BY_ID["objects"])
    assert keys.count(right) == 1
    shift(tmp_path, monkeypatch, keys.replace(right, wrong), "--exam", "--language", "en")
    shown = plain(capsys.readouterr().out)
    assert "Not passed this time: it takes 80 per cent of the points, and every objection recorded." in " ".join(
        shown.split()
    )
    (found,) = Laptop(tmp_path).ok("practice", "--verify", shown.splitlines()[-1], "--json")
    assert found["passed"] is False
    assert found["got"] * 100 > found["of"] * 80


def test_an_exam_that_is_left_has_no_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shift(tmp_path, monkeypatch, "32q", "--exam")
    shown = capsys.readouterr().out
    assert "there is no certificate" in shown
    assert "ringa-practice/1" not in shown


def test_who_has_given_no_name_is_asked_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Session, "caller", "")
    shift(tmp_path, monkeypatch, "\rSiv\r32\r", "--persona", "busy", "--language", "sv")
    assert "Jag heter Siv." in capsys.readouterr().out


def test_the_language_of_the_members_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shift(tmp_path, monkeypatch, "13" + "\r\r\r", "--persona", "not_today", "--language", "nb")
    shown = capsys.readouterr().out
    assert "Jeg ringer fra Facket Exempel" in shown
    assert "Håkan: “Takk, men nei." in shown


# without a terminal, and what is wrong


def test_without_a_terminal_it_says_so_and_lists_who_can_be_called(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path)
    answer = laptop.run("practice")
    assert (answer.code, "`ringa practice` talks with a person" in answer.err) == (2, True)
    listed = laptop.ok("practice", "--list", "--json")
    assert [each["id"] for each in listed] == [persona.id for persona in PERSONAS]
    assert listed[0]["name"] and listed[0]["brief"]
    assert "busy  Mehmet Aydın  (1, on another call, exam)" in laptop.ok("practice", "--list")


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("--persona", "happi"), "There is no persona happi. Did you mean happy?"),
        (("--persona", "zzz"), "`ringa practice --list` shows them."),
        (("--exam", "--seed", "3"), "An exam is the same for everybody"),
        (("--language", "fi"), "The members speak sv, nb or en."),
        (("--calls", "0"), "--calls"),
    ],
)
def test_a_wrong_command_line_is_told(args: tuple[str, ...], problem: str, tmp_path: Path) -> None:
    answer = Laptop(tmp_path).run("practice", *args)
    assert answer.code == 2
    assert problem in answer.err


def test_personas_of_ones_own_are_read_and_their_mistakes_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    laptop, own = Laptop(tmp_path), tmp_path / "own"
    assert laptop.run("practice", "--personas", "own", "--list").code == 1
    own.mkdir()
    (own / "kim.yaml").write_text(
        "first_name: Kim\nmood: shy\nbrief: Short.\nmoments:\n  - {at: phone, says: Hm, over: [no_anser]}\n"
    )
    (own / "bo.yaml").write_text("first_name: Bo\n")
    answer = laptop.run("practice", "--personas", "own", "--list")
    assert answer.code == 1
    assert "kim.yaml:5:33: there is no outcome no_anser\n    Did you mean no_answer?" in answer.err
    assert "bo.yaml:1:1: a persona needs `mood`" in answer.err
    (own / "bo.yaml").unlink()
    (own / "kim.yaml").write_text((own / "kim.yaml").read_text().replace("no_anser", "cut_off"))
    shift(tmp_path, monkeypatch, "17" + "\r\r\r", "--personas", "own", "--calls", "1")
    assert "Kim: shy. Short." in capsys.readouterr().out


# nothing of a real campaign


@pytest.fixture
def campaign_folder(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "surveys.yaml").write_text(SURVEYS, encoding="utf-8")
    (tmp_path / "scripts" / "talk.md").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def everything(folder: Path) -> dict[str, Any]:
    return {
        str(path): (path.lstat().st_mtime_ns, path.lstat().st_size, path.lstat().st_mode)
        for path in (folder, *sorted(folder.rglob("*")))
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_campaigns_database_is_not_opened_even_if_it_would_hang(
    campaign_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(campaign_folder / "ringa.db")
    before = everything(campaign_folder)
    shift(campaign_folder, monkeypatch, "32\rn\rq", "--persona", "busy", "--calls", "2")
    assert "3 of 3 points" in capsys.readouterr().out
    assert everything(campaign_folder) == before


@pytest.mark.parametrize("there", [None, b"this is no database"])
def test_no_file_of_a_campaign_is_made_or_touched(
    campaign_folder: Path, monkeypatch: pytest.MonkeyPatch, there: bytes | None
) -> None:
    if there:
        (campaign_folder / "ringa.db").write_bytes(there)
    before = everything(campaign_folder)
    shift(campaign_folder, monkeypatch, "32\r31\r", "--persona", "busy", "--calls", "2")
    assert everything(campaign_folder) == before


def test_a_session_that_practises_cannot_open_a_campaign_file_at_all(office: Laptop) -> None:
    caller = Caller(office.folder)
    with pytest.raises(RuntimeError, match="a campaign without its file"):
        caller.session.open_db()


def test_a_script_with_errors_is_left_out_and_named(
    campaign_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (campaign_folder / "scripts" / "bad.md").write_text("---\nid: bad\n---\n{% nonsense %}\n")
    shift(campaign_folder, monkeypatch, "32\r", "--persona", "busy")
    assert "scripts/bad.md has errors and is left out" in capsys.readouterr().err
    (campaign_folder / "surveys.yaml").write_text("campaign: {id: x}\n")
    shown = shift(campaign_folder, monkeypatch, "", "--persona", "busy")
    assert shown[0] == 1
    assert shift(campaign_folder, monkeypatch, "", "--campaign", "nowhere")[0] == 1
