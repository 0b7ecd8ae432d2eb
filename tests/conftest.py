"""What every test gets: a home of its own, no network, English, and a session whose clock it holds."""

import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner

from ringa import i18n
from ringa.cli.app import app
from ringa.cli.session import Session

settings.register_profile("ringa", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ringa")
i18n.activate("en")

# A Wednesday evening, 18:30 in Stockholm.
EVENING = datetime(2026, 8, 12, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own folders are out of reach."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("RINGA_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("RINGA_LANG", "en")
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """ringa never talks to a network; neither do its tests."""

    def refuse(*_args: object) -> None:
        raise AssertionError("a network connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@dataclass
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON value on stdout."""
        return json.loads(self.out)


@dataclass
class Laptop:
    """One machine on which ringa is run in one campaign folder, with a clock that a test moves."""

    folder: Path
    now: datetime = EVENING
    machine: str = "laptop"
    environ: dict[str, str] = field(default_factory=lambda: {"PATH": os.environ["PATH"]})

    def run(self, *args: str | Path, stdin: str | bytes | None = None) -> Answer:
        """Run a command in process, through the same exit point as users."""
        session = Session(environ=self.environ, clock=lambda: self.now, machine=self.machine, cwd=self.folder)
        result = CliRunner().invoke(app, [str(arg) for arg in args], obj=session, input=stdin)
        return Answer(result.exit_code, result.stdout, result.stderr)

    def ok(self, *args: str | Path, stdin: str | bytes | None = None) -> Any:
        """Run a command that must succeed; its JSON, if it was asked for."""
        answer = self.run(*args, stdin=stdin)
        assert answer.code == 0, (args, answer)
        return answer.json if "--json" in args else answer.out

    def later(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)

    def export(self, *args: str) -> bytes:
        """The results file, byte for byte."""
        path = self.folder / "export.csv"
        self.ok("export", "-o", path, *args)
        return path.read_bytes()

    def take(self, caller: str) -> str:
        """The id of the contact that a caller is handed."""
        return str(self.ok("next", "--caller", caller, "--json")["contact"]["id"])


MEMBERS = """Medlemsnummer;Förnamn;Efternamn;Mobil;Avdelning;Kommun;Språk
0001;Åsa;Öberg;070-174 06 05;Pendeltåg;Huddinge;sv
0002;Nils;Björk;0701740606;Tunnelbana;Stockholm;sv
0003;Fatima;Warsame;+46 70 174 06 07;Post och paket;Sigtuna;sv
0004;Kjell;Åkesson;070-174 06 08;Väg och anläggning;Täby;sv
0005;Ingrid;Nygård;070-174 06 09;Pendeltåg;Solna;nb
"""


@pytest.fixture(scope="session")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with five members, in which nobody has been called: made once, and copied for each test."""
    place = tmp_path_factory.mktemp("new")
    folder = place / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RINGA_LANG", "en")
        Laptop(place).ok("init", folder, "--ends", "2026-09-13", "--json")
        (folder / "members.csv").write_bytes(MEMBERS.encode("cp1252"))
        Laptop(folder).ok("import", "members.csv", "--json")
    return folder


@pytest.fixture
def office(new_office: Path, tmp_path: Path) -> Laptop:
    """A campaign with five members, in the office."""
    return Laptop(Path(shutil.copytree(new_office, tmp_path / "office")))


@pytest.fixture
def copy_of(tmp_path: Path) -> Iterator[Callable[[Laptop, str], Laptop]]:
    """Copies a campaign's folder to another machine, as `cp -r` does."""

    def copy(laptop: Laptop, name: str) -> Laptop:
        shutil.copytree(laptop.folder, tmp_path / name)
        return Laptop(tmp_path / name, laptop.now, name)

    yield copy
