"""Counts without people, from campaign to campaign: goals are filled from below, and nothing is counted twice."""

import shutil
from itertools import permutations
from pathlib import Path

import pytest

from tests.build import a_device, a_report, a_results_file
from tests.cli.ready import an_office, rows_of, small, status
from tests.conftest import Laptop

GOALS = """goals:
  - {name: Riket, conversations: 1000}
  - {name: Norr, of: Riket, where: {region: Norr}, conversations: 100}"""
UNION = """goals:
  - {name: Förbunden, conversations: 5000}
  - {name: Riket, of: Förbunden, conversations: 1000}"""


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return small(an_office(tmp_path, tmp_path_factory), GOALS)


@pytest.fixture
def union(tmp_path: Path) -> Laptop:
    """A campaign above, with people of its own."""
    Laptop(tmp_path).ok("init", tmp_path / "union", "--id", "union", "--ends", "2026-09-13", "--json")
    return small(Laptop(tmp_path / "union"), UNION)


def results(laptop: Laptop, device: int, talks: int, refusals: int, first: int = 100) -> None:
    """So many calls to as many people come in."""
    outcomes = ["conversation"] * talks + ["refused"] * refusals
    events = [
        a_report(
            outcome, n, contact=f"m{first + n}", device=a_device(device),
            answers={"will_vote": "yes" if n % 3 else "no"} if outcome == "conversation" else {}, survey="val",
            survey_version=version(laptop) if outcome == "conversation" else "",
        )
        for n, outcome in enumerate(outcomes, 1)
    ]  # fmt: skip
    (laptop.folder / "in.csv").write_bytes(a_results_file(events).encode())
    laptop.ok("merge", "in.csv")


def version(laptop: Laptop) -> str:
    return str(laptop.ok("survey", "codebook", "--json")[0]["version"])


def counts(laptop: Laptop, name: str = "counts.csv", *args: str) -> Path:
    """The counts of a campaign in a file, the day after."""
    laptop.later(days=1)
    laptop.ok("export", "--aggregate", "-o", name, *args)
    return laptop.folder / name


def goals(laptop: Laptop) -> dict[str, int]:
    return {goal["name"]: goal["conversations"] for goal in status(laptop)["goals"]}


@pytest.mark.parametrize("excel", [(), ("--excel",)])
def test_counts_fill_the_goals_of_the_campaign_above_without_naming_anybody(
    office: Laptop, union: Laptop, excel: tuple[str, ...]
) -> None:
    results(office, 1, talks=40, refusals=12)
    path = counts(office, "counts.csv", *excel)
    text = path.read_text("utf-8-sig")
    assert "Kim" not in text and "m101" not in text
    answer = union.ok("merge", path, "--json")
    assert (answer["counts"], answer["read"], answer["files"]) == (1, 0, 0)
    assert goals(union) == {"Förbunden": 40, "Riket": 40}
    assert [goal["from_below"] for goal in status(union)["goals"]] == [40, 40]
    [source] = status(union)["counts"]
    assert source | {"source": ""} == {
        "source": "", "campaign": "reference", "as_of": "2026-08-13T16:30:00Z", "counted": True, "attempts": 52,
        "contacts_reached": 52, "conversations": 40, "surveys": 40,
    }  # fmt: skip
    assert status(union)["conversations"] == 0
    assert "From reference, as of" in union.ok("status")


def test_answers_are_told_where_no_choice_is_rare(office: Laptop) -> None:
    results(office, 1, talks=60, refusals=12)
    rows = [row for row in rows_of(counts(office).read_bytes()) if row["kind"] == "answer"]
    assert {row["answer"]: row["count"] for row in rows} == {"yes": "40", "no": "20"}


def test_what_is_under_ten_is_not_told_at_all(office: Laptop) -> None:
    results(office, 1, talks=9, refusals=40)
    rows = rows_of(counts(office).read_bytes())
    assert [row["kind"] for row in rows] == ["device", "end"]


def test_what_comes_today_is_told_tomorrow(office: Laptop) -> None:
    results(office, 1, talks=40, refusals=12)
    said = office.run("export", "--aggregate", "-o", "today.csv").err
    assert "0 conversations are told. 40 wait: today's" in said
    assert "period" not in (office.folder / "today.csv").read_text("utf-8")
    assert "period" in counts(office).read_text("utf-8")
    assert "40 conversations are told.\n" in office.run("export", "--aggregate", "-o", "now.csv").err


def test_newer_counts_take_the_place_of_older_ones_in_any_order(office: Laptop, union: Laptop) -> None:
    files = []
    for n in range(3):
        results(office, n + 1, talks=20, refusals=15, first=1000 * n)
        files.append(counts(office, f"counts-{n}.csv"))
    first = rows_of(files[0].read_bytes())
    assert next(row for row in first if row["kind"] == "period")["conversations"] == "20"
    before = union.folder
    found = set()
    for n, order in enumerate(permutations(files)):
        folder = shutil.copytree(before, before.with_name(f"union-{n}"))
        laptop = Laptop(folder, office.now)
        for file in order:
            laptop.ok("merge", file)
        laptop.ok("merge", *files)
        found.add((goals(laptop)["Riket"], str(status(laptop)["counts"])))
    assert len(found) == 1 and next(iter(found))[0] == 60


def test_counts_are_passed_on_as_they_came_and_counted_once(office: Laptop, union: Laptop, tmp_path: Path) -> None:
    results(office, 1, talks=30, refusals=12)
    branch = counts(office)
    Laptop(tmp_path).ok("init", tmp_path / "top", "--id", "top", "--ends", "2026-09-13", "--json")
    top = small(Laptop(tmp_path / "top"), UNION)
    union.ok("merge", branch)
    passed_on = counts(union)
    top.ok("merge", passed_on, branch)
    assert goals(top) == {"Förbunden": 30, "Riket": 30}
    again = top.ok("merge", passed_on, "--json")
    assert again["counts"] == 0


def test_counts_of_results_that_are_here_are_not_added(office: Laptop, union: Laptop) -> None:
    small(union, UNION + "\naccepts: [reference]")
    results(office, 1, talks=30, refusals=12)
    union.ok("merge", counts(office))
    assert goals(union)["Riket"] == 30
    (union.folder / "r.csv").write_bytes(office.export())
    union.ok("merge", "r.csv")
    assert goals(union)["Riket"] == 30
    assert [source["counted"] for source in status(union)["counts"]] == [False]
    assert "not added" in union.ok("status")


def test_ones_own_counts_are_not_taken_from_others(office: Laptop) -> None:
    results(office, 1, talks=30, refusals=12)
    office.ok("merge", counts(office))
    assert status(office)["counts"] == []
    assert goals(office)["Riket"] == 30


def test_damaged_counts_are_left_out_and_named(office: Laptop, union: Laptop) -> None:
    results(office, 1, talks=30, refusals=12)
    path = counts(office)
    path.write_bytes(path.read_bytes().replace(b",30,", b",90,"))
    answer = union.run("merge", path)
    assert answer.code == 4 and "left out" in answer.err + answer.out
    assert goals(union)["Riket"] == 0
