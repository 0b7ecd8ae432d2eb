"""The road of every call stays light: libraries that are slow to import are not loaded where they are not needed."""

import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ringa.store.db import Db
from tests.cli.ready import an_office, child_environment
from tests.conftest import Laptop

HEAVY = (
    "sqlite_utils",
    "yaml",
    "jinja2",
    "phonenumbers",
    "rich",
    "babel",
    "pydantic",
    "hypothesis",
    "xlsxwriter",
    "segno",
)
# What is quick to import one by one, and yet adds up: nothing on the road of every call needs it.
NEEDLESS = (
    "base64", "dataclasses", "platformdirs", "random",
    "ringa.core.day", "ringa.core.time_words",
    "ringa.core.intake", "ringa.core.merge", "ringa.core.opt_out", "ringa.core.phone", "ringa.core.problem",
    "ringa.core.rates",
    "ringa.store.journal", "ringa.store.migrations", "ringa.store.objections",
)  # fmt: skip
ROAD = (
    ("next", "--caller", "Anna", "--json"),
    ("record", "0001", "--outcome", "conversation", "--answers", '{"will_vote": "yes"}', "--caller", "Anna"),
)
LOADED = """
import gc
import os
import sys
sys.argv[0] = "ringa"
os._exit = sys.exit  # the process ends at once there: what it has loaded could not be told
from ringa.__main__ import main
try:
    main()
except SystemExit as ended:
    assert gc.isenabled() and gc.get_freeze_count()
    print(ended.code, *sorted(sys.modules), file=sys.stderr)
"""


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = an_office(tmp_path, tmp_path_factory)
    (laptop.folder / "surveys.yaml").write_text(
        (laptop.folder / "surveys.yaml").read_text(encoding="utf-8").replace("  ends: 2026-09-13\n", ""),
        encoding="utf-8",
    )
    laptop.ok("status")  # the campaign is compiled
    return laptop


def modules_of(folder: Path, *args: str) -> set[str]:
    """The modules that a command has loaded when it ends well."""
    found = subprocess.run(
        [sys.executable, "-c", LOADED, *args],
        cwd=folder,
        env=child_environment(folder.parent),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    code, *modules = found.stderr.split("\n")[-2].split()
    assert code == "0", found.stderr
    return set(modules)


@pytest.mark.parametrize(
    "args",
    [
        *ROAD,
        ("--help",),
        ("export", "-o", "results.csv"),
        ("status", "--json"),
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_loaded(office: Laptop, args: tuple[str, ...]) -> None:
    modules = modules_of(office.folder, *args)
    assert not modules & set(HEAVY)
    assert not {name for name in modules if name.startswith("ringa.formats.") and "yaml" in name}


@pytest.mark.parametrize("args", ROAD, ids=" ".join)
def test_nothing_needless_is_loaded_on_the_road_of_every_call(office: Laptop, args: tuple[str, ...]) -> None:
    modules_of(office.folder, "record", "0002", "--outcome", "busy", "--caller", "Bo")  # where a device begins
    modules = modules_of(office.folder, *args)
    assert {name for name in modules if name in NEEDLESS or name.startswith("ringa.formats")} == set()
    assert args[0] == "record" or "hashlib" not in modules  # an event has a check, a hand-out has none


@pytest.mark.parametrize("args", ROAD, ids=" ".join)
def test_the_road_of_every_call_waits_for_the_disk_once(
    office: Laptop, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = []
    plain = Db.tx

    def counted(db: Db) -> AbstractContextManager[None]:
        commits.append(db.path)
        return plain(db)

    monkeypatch.setattr(Db, "tx", counted)
    office.ok(*args)
    assert len(commits) == 1


def test_the_first_run_after_a_change_compiles_and_the_next_does_not(office: Laptop) -> None:
    script = office.folder / "scripts" / "samtal.sv.md"
    script.write_text(script.read_text(encoding="utf-8") + "\nHej då!\n", encoding="utf-8")
    assert "yaml" in modules_of(office.folder, "next", "--caller", "Anna")
    assert "yaml" not in modules_of(office.folder, "next", "--caller", "Anna")


def test_a_campaign_from_the_cache_is_as_the_one_from_its_files(office: Laptop) -> None:
    survey = office.folder / "surveys.yaml"
    survey.write_text(survey.read_text(encoding="utf-8").replace("Facket Exempel", "Facket"), encoding="utf-8")
    read, cached = (office.ok("next", "--caller", "Anna", "--json") for _run in range(2))
    for name in ("script", "survey"):
        assert read[name] == cached[name]
    assert "Facket" in cached["script"]["text"]
    assert "Facket Exempel" not in cached["script"]["text"]
