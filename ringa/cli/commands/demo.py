"""`ringa demo`: a ready campaign of invented members."""

import io
import json as jsonlib
import shutil
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import typer

from ringa.cli import show
from ringa.cli.options import Json
from ringa.cli.session import Session
from ringa.core.outcome import OUTCOMES
from ringa.i18n import N_, _

EXAMPLE = "ringa demo"
HELP = N_(
    "Try it with invented members, in a folder that is thrown away. Without a terminal, show every step of the road."
)

MEMBERS = Path(__file__).parent.parent / "demo-members.csv"
CALLERS = ("Anna", "Olle")
# How often each outcome comes, out of a hundred calls: most people are not in.
_OUTCOMES = {
    "no_answer": 34, "conversation": 26, "busy": 6, "voicemail": 6, "call_back": 6, "partial": 5, "refused": 5,
    "not_available": 4, "wrong_number": 3, "do_not_call": 2, "not_member": 1, "out_of_service": 1, "skipped": 1,
}  # fmt: skip


def run(ctx: typer.Context, json: Json = False) -> None:
    session: Session = ctx.obj
    with tempfile.TemporaryDirectory(prefix="ringa-demo-") as folder:
        road = Road(session, Path(folder))
        if session.interactive and not json:
            road.set_up("office")
            _call(session, Path(folder) / "office")
            return
        figures = road.walk()
    if json:
        show.data(figures)
        return
    for name, value in figures.items():
        show.out(f"{name}: {value}")


def _call(session: Session, folder: Path) -> None:
    from ringa.cli.calling import Desk
    from ringa.cli.commands.call import shift
    from ringa.cli.handing import Queue

    greeting = _("These members are invented; nothing you do here is kept. Press ? for help and q to quit.")
    session.campaign_folder = folder
    caller = session.caller or CALLERS[0]
    queue = Queue(session, caller, languages=[], any_hour=True)
    shift(Desk(session, caller, queue, lasting=False), greeting=greeting)
    session.close()


class Road:
    """The main job from end to end, through the commands themselves, in a folder of its own."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.folder = folder
        self.chance = session.chance(2026)  # the same demonstration every time

    def ringa(self, place: str, *args: str) -> Any:
        """Run a command in a campaign of ours; what it prints, as JSON where it is JSON."""
        from ringa.cli.app import app

        own = Session(self.session.environ, self.session.clock, self.session.random, self.session.machine, self.folder)
        own.no_input = True
        own.campaign_folder = self.folder / place
        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
        with redirect_stdout(output), redirect_stderr(io.StringIO()):
            code = typer.main.get_command(app).main(args, standalone_mode=False, obj=own)
        output.flush()
        text = output.buffer.getvalue().decode()
        if code not in (0, 3, 4):
            raise RuntimeError(f"ringa {args[0]}: {code}: {text}")
        return jsonlib.loads(text) if "--json" in args else text

    def set_up(self, place: str) -> Any:
        """A campaign folder with the invented members in it."""
        self.ringa(place, "init", place, "--json")
        shutil.copy(MEMBERS, self.folder / "medlemmar.csv")
        return self.ringa(place, "import", "medlemmar.csv", "--json")

    def walk(self) -> dict[str, Any]:
        """Import, hand-out, record, export, merge; the figures."""
        imported = self.set_up("office")
        shutil.copytree(self.folder / "office", self.folder / "home")
        calls = sum(self.shift("office", caller) for caller in CALLERS) + self.shift("home", "Kim")
        (self.folder / "home.csv").write_text(self.ringa("home", "export"), encoding="utf-8", newline="")
        merged = self.ringa("office", "merge", "home.csv", "--json")
        again = self.ringa("office", "merge", "home.csv", "--json")
        office = self.ringa("office", "export")
        (self.folder / "office.csv").write_text(office, encoding="utf-8", newline="")
        self.ringa("home", "merge", "office.csv", "--json")
        status = self.ringa("office", "status", "--json")
        return {
            "imported": imported["added"],
            "set_aside": imported["rejected"],
            "calls": calls,
            "merged": merged["added"],
            "merged_again": again["added"],
            "gaps": len(merged["gaps"]),
            "same_everywhere": self.ringa("home", "export") == office,
            **{name: status[name] for name in ("attempts", "contacts_reached", "conversations", "surveys", "done")},
            "check": self.ringa("office", "check", "--json")["ok"],
        }

    def shift(self, place: str, caller: str) -> int:
        """One caller's calls, as many as are due, up to ten."""
        calls = 0
        while calls < 10:
            card = self.ringa(place, "next", "--any-hour", "--caller", caller, "--json")
            if card["contact"] is None:
                break
            outcome = self.chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]
            extra = ["--call-back-at", "2099-01-01T18:00"] if outcome == "call_back" else []
            if OUTCOMES[outcome].aapor in ("I", "P"):
                extra = ["--answers", jsonlib.dumps(self.answers(card["survey"]["questions"]))]
            self.ringa(
                place, "record", card["contact"]["id"], "--outcome", outcome, "--caller", caller, "--json", *extra
            )
            calls += 1
        return calls

    def answers(self, questions: list[dict[str, Any]]) -> dict[str, Any]:
        """An answer to each question that no other leads to."""
        asked = [q for q in questions if "when" not in q and (q["required"] or self.chance.random() < 0.7)]
        return {
            q["id"]: self.chance.choice([c["code"] for c in q["choices"]]) if q["choices"] else "Lyssna mer på oss."
            for q in asked
        }
