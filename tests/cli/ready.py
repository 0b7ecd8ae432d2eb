"""A campaign that is made once a session and copied for each test, and what tests of commands say often."""

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import EVENING, MEMBERS, Laptop

ROOT = Path(__file__).parent.parent.parent

# A campaign with one required question, which is compiled faster than the reference campaign.
SMALL = """campaign:
  id: reference
  timezone: Europe/Stockholm
{campaign}
{outcomes}
surveys:
  - id: val
    questions:
      - {{id: will_vote, type: yesno, ask: "Röstar du?", required: true}}
"""


def an_office(tmp_path: Path, factory: pytest.TempPathFactory) -> Laptop:
    """The reference campaign with the five members of `tests.conftest`, ready in a moment."""
    made = factory.getbasetemp() / "ready-office"
    if not made.exists():
        draft = factory.mktemp("making")
        Laptop(draft).ok("init", draft / "office", "--ends", "2026-09-13", "--json")
        laptop = Laptop(draft / "office")
        (laptop.folder / "members.csv").write_bytes(MEMBERS.encode("cp1252"))
        laptop.ok("import", "members.csv", "--json")
        (draft / "office").rename(made)
    shutil.copytree(made, tmp_path / "office")
    return Laptop(tmp_path / "office", EVENING)


def small(laptop: Laptop, campaign: str = "", outcomes: str = "") -> Laptop:
    """The same campaign with few questions, no script, and these lines in its `campaign` and `outcomes`."""
    shutil.rmtree(laptop.folder / "scripts", ignore_errors=True)
    text = SMALL.format(
        campaign="\n".join("  " + line for line in campaign.splitlines()),
        outcomes=f"outcomes:\n  {outcomes}" if outcomes else "",
    )
    (laptop.folder / "surveys.yaml").write_text(text, encoding="utf-8")
    return laptop


def import_members(laptop: Laptop, *rows: str, header: str = "Medlemsnummer;Namn;Mobil", name: str = "list.csv") -> Any:
    """These rows become the members of a list, in place of those it had; the import's JSON."""
    (laptop.folder / name).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return laptop.ok("import", name, "--list", "members", "--yes", "--json")


def people(numbers: Iterable[int]) -> list[str]:
    """Rows for `import_members`: so many people, each with a number of nobody."""
    return [f"{n:04};Förnamn Efternamn{n};070-174 06 {n + 4:02}" for n in numbers]


def record(laptop: Laptop, contact: str, outcome: str, *more: str, caller: str = "Anna") -> Any:
    """Record a call; the command's JSON."""
    return laptop.ok("record", contact, "--outcome", outcome, "--caller", caller, "--json", *more)


def status(laptop: Laptop) -> dict[str, Any]:
    """How the campaign stands."""
    return dict(laptop.ok("status", "--json"))


def rows_of(data: bytes | str) -> list[dict[str, str]]:
    """The rows of a CSV that ringa wrote."""
    text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    return list(csv.DictReader(io.StringIO(text, newline="")))


def reports(laptop: Laptop) -> list[dict[str, str]]:
    """The rows of an export that are reports."""
    return [row for row in rows_of(laptop.export()) if row["kind"] == "report"]


def child_environment(home: Path) -> dict[str, str]:
    """The environment of a real process: English, its home in the test's folder, this checkout's ringa."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "HOME": str(home), "RINGA_LANG": "en", "PYTHONPATH": str(ROOT)}


def ringa(folder: Path, *args: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run ringa as users do: a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ringa", *args],
        cwd=folder,
        env=child_environment(folder.parent),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def start(folder: Path, script: str, *args: str) -> subprocess.Popen[str]:
    """Start a Python script in a process of its own, in the campaign's folder, with its output in pipes."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *args],
        cwd=folder,
        env=child_environment(folder.parent),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def results_of(processes: Sequence[subprocess.Popen[str]]) -> list[str]:
    """What each process wrote to stdout, once all have ended well."""
    outputs = [process.communicate(timeout=60) for process in processes]
    for process, (_out, err) in zip(processes, outputs, strict=True):
        assert process.returncode == 0, err
    return [out for out, _err in outputs]


# For scripts of `start`: `ringa(…)` runs a command in the process as it is, and gives its exit code and stdout.
MANY_COMMANDS = """
import contextlib, io, json, sys
import typer
from ringa import i18n
from ringa.cli.app import app
from ringa.cli.session import Session
i18n.activate("en")
command = typer.main.get_command(app)
def ringa(*args):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with contextlib.redirect_stdout(out):
        code = command.main(list(args), standalone_mode=False, obj=Session())
    out.flush()
    return code, out.buffer.getvalue().decode()
"""


def an_office_to_merge_into(tmp_path: Path, factory: pytest.TempPathFactory) -> Laptop:
    """A small office in which nobody has been called for five days, so that what is merged lies in the past."""
    laptop = small(an_office(tmp_path, factory))
    laptop.later(days=5)
    laptop.ok("status")
    return laptop
