"""What people stumbled over when they tried ringa with nothing but the README."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ringa.cli.commands import demo
from tests.conftest import Laptop


def test_import_shows_which_column_is_what_and_what_is_not_kept(office: Laptop) -> None:
    (office.folder / "a.csv").write_text("Medlemsnr;Namn;Bransch;Utträde\n71;Eva Ek;Post;2020\n", encoding="utf-8")
    shown = office.ok("import", "a.csv")
    assert "Columns of a.csv: Medlemsnr → id, Namn → name, Bransch → branch" in shown
    assert "Not kept: Utträde" in shown


def test_a_dry_run_says_what_the_real_import_would_refuse(office: Laptop) -> None:
    (office.folder / "few.csv").write_text("Medlemsnummer;Namn\n0001;Åsa Öberg\n0002;Nils Björk\n0003;Fatima Warsame\n")
    tried = office.run("import", "few.csv", "--dry-run")
    assert (tried.code, "2 of 5 people would be gone" in tried.err, "--yes" in tried.err) == (0, True, True)
    assert office.run("import", "few.csv").code == 1


def test_nobody_found_is_exit_3_with_and_without_json(office: Laptop) -> None:
    assert office.run("find", "zzz").code == 3
    nobody = office.run("find", "zzz", "--json")
    assert (nobody.code, nobody.json) == (3, [])


def test_an_export_into_a_device_leaves_the_device_what_it_is(office: Laptop) -> None:
    office.ok("export", "-o", "/dev/null")
    assert not Path("/dev/null").is_file()


def test_an_export_through_a_link_replaces_the_file_behind_it(office: Laptop) -> None:
    real, link = office.folder / "real.csv", office.folder / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    office.ok("export", "-o", "link.csv")
    assert link.is_symlink() and real.read_text().startswith("format,")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("verb", ["status", "export", "find"])
def test_a_full_disk_behind_a_pipe_is_no_bug_of_ringa(office: Laptop, verb: str) -> None:
    environ = {**os.environ, "RINGA_LANG": "en"}
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "ringa", verb]
        ended = subprocess.run(command, cwd=office.folder, env=environ, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (ended.returncode, "disk is full" in ended.stderr, "Traceback" in ended.stderr) == (1, True, False)


def test_results_of_another_campaign_are_called_that_and_not_cut_short(office: Laptop, tmp_path: Path) -> None:
    Laptop(tmp_path).ok("init", "other", "--id", "other", "--json")
    other = Laptop(tmp_path / "other", office.now)
    (other.folder / "m.csv").write_text("id;name\n1;Eva Ek\n")
    other.ok("import", "m.csv", "--json")
    other.ok("record", "1", "--outcome", "refused", "--caller", "Kim", "--json")
    other.export()
    merged = office.run("merge", other.folder / "export.csv")
    assert merged.code == 1
    assert "results of another campaign: other" in merged.err
    assert "cut short" not in merged.err


def test_the_demo_walks_the_whole_road_and_leaves_nothing_behind(tmp_path: Path) -> None:
    figures = Laptop(tmp_path).ok("demo", "--json")
    assert (figures["imported"], figures["set_aside"], figures["gaps"]) == (23, 1, 0)
    assert (figures["merged"], figures["merged_again"], figures["attempts"]) == (10, 0, figures["calls"])
    assert figures["same_everywhere"] and figures["check"]
    assert not list(tmp_path.iterdir())
    assert not list(Path(demo.MEMBERS).parent.glob("*.rejected*"))


def test_the_questions_on_paper_name_their_codes(office: Laptop) -> None:
    assert "[will_vote] Tänker du rösta i valet? (yes, unsure, no," in office.ok("next", "--caller", "Anna")


def test_a_line_that_was_cut_off_is_called_that(office: Laptop) -> None:
    office.take("Anna")
    office.ok("record", "0001", "--outcome", "cut_off", "--caller", "Anna", "--json")
    assert "the line was cut off; ring again" in office.ok("next", "--caller", "Anna")
