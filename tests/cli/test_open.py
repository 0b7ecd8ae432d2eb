"""`ringa open`: a packet becomes a campaign folder, in which all goes on from where it stood; and results go home."""

import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from ringa.core.events import mac
from ringa.formats import sealing
from tests.cli.packing import an_office_with, content, opened, pack, people_in
from tests.cli.ready import an_office, record, rows_of, status
from tests.conftest import Laptop


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office_with(an_office(tmp_path, tmp_path_factory), 6)


def a_home(office: Laptop, file: Path | str, name: str = "p.ringa") -> Laptop:
    home = office.folder.parent / "home"
    home.mkdir(exist_ok=True)
    shutil.copy(file, home / name)
    return Laptop(home, office.now, "home")


# opening


def test_the_folder_is_the_volunteers_own_and_named_for_the_packet(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--size", "4")
    laptop = a_home(office, packet["file"])
    found = laptop.ok("open", "p.ringa", "--json")
    folder = laptop.folder / f"reference-{packet['packet']}"
    assert found == {
        "folder": str(folder), "packet": packet["packet"], "caller": "Anna", "campaign": "reference", "contacts": 4,
        "expires": packet["expires"], "already_open": False,
    }  # fmt: skip
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) in (0o600, 0o700) for path in folder.rglob("*"))
    assert sorted(path.name for path in laptop.folder.iterdir()) == ["p.ringa", folder.name]


def test_a_code_is_read_from_a_file_however_it_is_typed(office: Laptop) -> None:
    (packet,) = office.ok("pack", "--for", "Anna", "--size", "2", "--json")["packets"]
    laptop = a_home(office, packet["file"])
    typed = packet["code"].upper().replace("-", ", ")
    first = packet["code"].split("-")[0]
    misheard = laptop.run("open", "p.ringa", "--code-file", "-", stdin=typed.replace(first.upper(), "BLAHA"))
    assert misheard.code == 1 and "word 1 (blaha)" in misheard.err
    short = laptop.run("open", "p.ringa", "--code-file", "-", stdin=first)
    assert short.code == 1 and "1 words and should have 6" in short.err
    empty = laptop.run("open", "p.ringa", "--code-file", "-", stdin="")
    assert empty.code == 1 and "0 words" in empty.err
    other = "-".join([first] * 6)
    wrong = laptop.run("open", "p.ringa", "--code-file", "-", stdin=other)
    assert wrong.code == 1 and "p.ringa does not open: the code is another one" in wrong.err
    asked = laptop.run("open", "p.ringa")
    assert asked.code == 2 and "--code-file" in asked.err
    assert [path.name for path in laptop.folder.iterdir()] == ["p.ringa"]
    assert laptop.ok("open", "p.ringa", "--code-file", "-", "--json", stdin=typed)["contacts"] == 2


def test_a_code_is_found_in_the_file_that_pack_wrote(office: Laptop) -> None:
    made = office.ok("pack", "--for", "Anna", "--for", "Olle", "--size", "2", "--codes", "codes.txt", "--json")
    file = Path(made["packets"][1]["file"])
    laptop = a_home(office, file, file.name)
    shutil.copy(office.folder / "codes.txt", laptop.folder)
    renamed = a_home(office, file, "p.ringa").run("open", "p.ringa", "--code-file", "codes.txt")
    assert renamed.code == 1 and "codes.txt has no code for a packet called p.ringa." in renamed.err
    assert laptop.ok("open", file.name, "--code-file", "codes.txt", "--json")["caller"] == "Olle"


def test_a_packet_sealed_to_a_key_is_opened_with_it(office: Laptop) -> None:
    pair, other = sealing.new_pair(), sealing.new_pair()
    (packet,) = office.ok("pack", "--for", "Anna", "--recipient", pair.recipient, "--json")["packets"]
    laptop = a_home(office, packet["file"])
    (laptop.folder / "mine").write_text(f"# mine\n{pair.identity}\n")
    (laptop.folder / "other").write_text(other.identity)
    assert laptop.run("open", "p.ringa").code == 2
    wrong = laptop.run("open", "p.ringa", "--identity", "other")
    assert "p.ringa does not open: it was sealed to somebody else" in wrong.err and "code" not in wrong.err
    assert laptop.ok("open", "p.ringa", "--identity", "mine", "--json")["caller"] == "Anna"


def test_opening_twice_is_harmless(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna")
    laptop = a_home(office, packet["file"])
    folder = Path(laptop.ok("open", "p.ringa", "--json")["folder"])
    at_home = Laptop(folder, laptop.now, "home")
    record(at_home, at_home.take("Anna"), "refused", caller="Anna")
    shutil.copy(laptop.folder / "p.ringa", laptop.folder / "p (1).ringa")
    assert laptop.ok("open", "p (1).ringa", "--json")["already_open"] is True
    assert "open already" in laptop.run("open", "p.ringa").err
    assert status(at_home)["done"] == 1


def test_another_folder_is_never_written_to(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--size", "2")
    laptop = a_home(office, packet["file"])
    (laptop.folder / "mine").mkdir()
    assert laptop.ok("open", "p.ringa", "mine", "--json")["contacts"] == 2  # an empty one is welcome
    (other,) = pack(office, "--for", "Anna", "--size", "2")
    shutil.copy(other["file"], laptop.folder / "q.ringa")
    (laptop.folder / "full").mkdir()
    (laptop.folder / "full" / "diary").touch()
    (laptop.folder / "link").symlink_to(laptop.folder / "elsewhere")
    for name in ("mine", "full", "p.ringa", "."):
        assert laptop.run("open", "q.ringa", name).code == 1
    assert sorted(path.name for path in (laptop.folder / "full").iterdir()) == ["diary"]


def test_a_packet_that_has_expired_is_not_opened_any_more_and_an_open_one_says_how_to_go_on(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--days", "1")
    laptop = a_home(office, packet["file"])
    laptop.later(days=3)
    answer = laptop.run("open", "p.ringa")
    assert answer.code == 1 and "was to be used until Thu 13/8 2026" in answer.err
    laptop.later(days=-3)
    laptop.ok("open", "p.ringa", "--json")
    laptop.later(days=3)
    assert laptop.ok("open", "p.ringa", "--json")["already_open"] is True


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04", b"ringa-packet/9 x", b"age-encryption.org/v1\n"])
def test_another_file_is_refused_in_words(office: Laptop, data: bytes) -> None:
    (office.folder / "x.ringa").write_bytes(data)
    (office.folder / "key").write_text(sealing.new_pair().identity)
    answer = office.run("open", "x.ringa", "--identity", "key", "--json")
    assert answer.code == 1 and answer.json["error"]["message"] and answer.json["error"]["hint"]


def test_a_packet_whose_campaign_is_broken_is_refused_before_anything_is_written(office: Laptop) -> None:
    import hashlib
    import json

    (packet,) = pack(office, "--for", "Anna")
    for change in ({"surveys.yaml": "campaign: ["}, {"surveys.yaml": content(packet)["files"]["surveys.yaml"]}):
        body = json.dumps({**content(packet), "campaign": "other", "files": change}).encode()
        head = b"ringa-packet/1 " + hashlib.sha256(body).hexdigest().encode() + b"\n"
        (office.folder / "x.ringa").write_bytes(head + body)
        assert office.run("open", "x.ringa", "new").code == 1
        assert not (office.folder / "new").exists()


def test_standard_input_is_one_thing_only(office: Laptop) -> None:
    assert office.run("open", "-", "--code-file", "-", stdin="x").code == 2
    (packet,) = pack(office, "--for", "Anna", "--size", "1")
    assert office.ok("open", "-", "new", "--json", stdin=Path(packet["file"]).read_bytes())["contacts"] == 1


def test_names_of_files_and_what_is_left_in_the_open_tell_nobody(office: Laptop) -> None:
    (packet,) = office.ok("pack", "--for", "Anna", "--json")["packets"]
    laptop = a_home(office, packet["file"])
    laptop.ok("open", "p.ringa", "--code-file", "-", stdin=packet["code"])
    for path in laptop.folder.rglob("*"):
        assert "Anna" not in path.name and "Efternamn" not in path.name
        if path.is_file():
            assert packet["code"].encode() not in path.read_bytes()
    home = Path(os.environ["HOME"])
    assert not any(b"Efternamn" in path.read_bytes() for path in home.rglob("*") if path.is_file())


# at home


def test_the_goals_of_the_whole_campaign_are_not_a_packets(office: Laptop) -> None:
    goals = "goals:\n  - name: Riket\n    conversations: 500000\n"
    surveys = office.folder / "surveys.yaml"
    surveys.write_text(surveys.read_text(encoding="utf-8").replace("surveys:\n", f"  {goals}surveys:\n", 1), "utf-8")
    assert "Riket" in office.run("status").out
    laptop = opened(office, pack(office, "--for", "Anna")[0])
    assert "Riket" not in laptop.run("status").out


def test_the_callers_name_comes_with_the_packet(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna")
    home = opened(office, packet)
    contact = home.ok("next", "--json")["contact"]["id"]
    home.ok("record", contact, "--outcome", "refused", "--json")
    (row,) = [row for row in rows_of(home.export("--no-seal")) if row["kind"] == "report"]
    assert row["caller"] == "Anna"
    assert home.ok("next", "--caller", "Kim", "--json")["contact"]["id"] in people_in(packet)


def test_contacts_go_on_from_where_they_stood(office: Laptop) -> None:
    record(office, "0001", "voicemail_left", "--note", "ring efter sex", caller="Eva")
    office.later(days=2)
    (packet,) = pack(office, "--for", "Anna", "--all")
    home = opened(office, packet)
    found = home.ok("find", "0001", "--json")
    assert found[0]["attempts"] == 1
    assert home.ok("check", "--json")["findings"] == []
    handed = [home.ok("next", "--caller", f"C{n}", "--json")["contact"] for n in range(6)]
    (called,) = [contact for contact in handed if contact["id"] == "m0001"]
    assert called["history"] == [
        {
            "event": None, "at": "2026-08-12T16:30:00Z", "contact": "m0001", "caller": "Eva", "channel": "phone",
            "outcome": "voicemail_left", "note": "ring efter sex", "call_back_at": None,
        }
    ]  # fmt: skip
    record(home, "0001", "voicemail_left", caller="C0")
    assert home.ok("find", "0001", "--json")[0]["attempts"] == 2
    assert home.ok("check", "--json")["findings"] == []
    reports = [row for row in rows_of(home.export("--no-seal")) if row["kind"] == "report"]
    assert [(row["caller"], row["packet"]) for row in reports] == [("C0", packet["packet"])]  # Eva's call is not one


def test_rules_that_are_changed_at_home_hold_from_where_contacts_stood(office: Laptop) -> None:
    record(office, "0001", "no_answer")
    office.later(days=1)
    home = opened(office, pack(office, "--for", "Anna", "--all")[0])
    file = home.folder / "surveys.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  id: reference", "  id: reference\n  handout: {max_attempts: 1}"), encoding="utf-8")
    assert status(home)["blocked"] == {"max_attempts": 1}
    assert home.ok("check", "--json")["ok"]


def test_every_event_is_signed_with_the_packets_key(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--all")
    home = opened(office, packet)
    record(home, "0001", "no_answer")
    home.ok("history", "--undo", "--caller", "Anna", "--json")
    record(home, "0002", "do_not_call")
    home.ok("opt-out", "0003", "--json")
    key = bytes.fromhex(content(packet)["key"])
    rows = [row for row in rows_of(home.export("--no-seal")) if row["kind"] != "end"]
    assert [row["kind"] for row in rows] == ["report", "undo", "report", "opt_out"]
    for row in rows:
        assert row["packet"] == packet["packet"]
        assert row["mac"] == mac({name: cell for name, cell in row.items() if cell}, key)
    assert home.ok("status", "--json")["blocked"] == {"do_not_call": 2}


def test_the_office_signs_nothing(office: Laptop) -> None:
    pack(office, "--for", "Anna", "--size", "1")
    record(office, "0006", "no_answer")
    assert [(row["packet"], row["mac"]) for row in rows_of(office.export()) if row["kind"] == "report"] == [("", "")]


def test_an_expired_packet_hands_nobody_out_and_still_reports_and_exports(office: Laptop) -> None:
    home = opened(office, pack(office, "--for", "Anna", "--days", "1")[0])
    contact = home.take("Anna")
    home.later(days=2)
    answer = home.run("next", "--json")
    assert answer.code == 3 and answer.json["contact"] is None and answer.json["waiting"]["packet_expired"] == 6
    assert answer.json["next_due"] is None and "This packet has expired" in answer.err
    record(home, contact, "refused")
    assert rows_of(home.export("--no-seal"))[0]["contact"] == contact


def test_a_call_in_hand_goes_on_though_the_packet_expires(office: Laptop) -> None:
    home = opened(office, pack(office, "--for", "Anna", "--days", "1")[0])
    home.now = home.now.replace(day=13, hour=21, minute=50)
    contact = home.take("Anna")
    home.later(minutes=20)
    assert home.take("Anna") == contact


@pytest.mark.parametrize(
    "args",
    [
        ("import", "list.csv"), ("pack", "--for", "Olle"), ("packets",), ("opt-out", "--export", "x.csv"),
        ("opt-out", "--import", "x.csv"), ("opt-out", "--number"),
    ],
)  # fmt: skip
def test_what_is_the_offices_to_do_is_refused_at_home(office: Laptop, args: tuple[str, ...]) -> None:
    home = opened(office, pack(office, "--for", "Anna")[0])
    answer = home.run(*args)
    assert answer.code == 1 and "opened from a packet" in answer.err


# results


def test_results_are_sealed_to_the_coordinator_unless_it_is_said_otherwise(office: Laptop) -> None:
    home = opened(office, pack(office, "--for", "Anna")[0])
    record(home, home.take("Anna"), "refused", "--note", "nej tack", caller="Anna")
    sealed = home.export()
    assert sealing.is_sealed(sealed) and home.ok("export", "-o", "x", "--json")["sealed"] is True
    import sqlite3

    identity = sqlite3.connect(office.folder / "ringa.db").execute(
        "SELECT value FROM settings WHERE name = 'age_identity'").fetchone()[0]  # fmt: skip
    plain = home.export("--no-seal")
    assert sealing.unseal(sealed, identity, "a.age") == plain and b"nej tack" in plain
    assert not sealing.is_sealed(office.export()) and sealing.is_sealed(office.export("--seal"))


def test_results_of_two_packets_have_names_of_their_own(office: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    packets = pack(office, "--for", "Anna", "--for", "Olle", "--size", "2")
    homes = [opened(office, packet, packet["caller"]) for packet in packets]
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _self: True, raising=False)
    for laptop in (*homes, office):
        laptop.ok("export", "--no-input")
    names = [path.name for laptop in (*homes, office) for path in laptop.folder.glob("*-results-*")]
    day = f"{office.now:%Y-%m-%d}"
    assert names == [
        *(f"reference-{packet['packet']}-results-{day}.csv.age" for packet in packets), f"reference-results-{day}.csv",
    ]  # fmt: skip


def test_results_without_anybody_to_seal_them_to_say_so(office: Laptop) -> None:
    assert office.run("export", "--seal", "-o", "x").code == 2


def test_results_come_home(office: Laptop) -> None:
    (packet,) = pack(office, "--for", "Anna", "--size", "2")
    home = opened(office, packet)
    done, again = sorted(people_in(packet))
    record(home, done, "refused", caller="Anna")
    record(home, again, "no_answer", caller="Anna")
    path = office.folder / "anna.csv"
    path.write_bytes(home.export("--no-seal"))
    report: dict[str, Any] = office.ok("merge", path, "--json")
    assert (report["added"], report["quarantined"]) == (2, 0)
    (row,) = office.ok("packets", "--json")["packets"]
    assert (row["left"], row["calls"], row["results"], row["state"]) == (1, 2, "complete", "out")
    assert status(office)["handed_out"] == 1
