"""Lists on their way in: what they change is seen before anything is changed, and one that is undone has never been."""

import io
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.cli import importing
from ringa.cli.session import Session
from ringa.core import columns, merge
from ringa.core.entry import TWO_PEOPLE, Entry, Rejected
from ringa.core.events import Event
from ringa.core.intake import Doubled, ImportPlan
from ringa.errors import FileProblem
from ringa.formats import table
from ringa.formats.members import MemberList, open_list
from ringa.formats.table import open_text
from ringa.store import contacts, imports, incoming, journal, log, staging
from ringa.store import settings as facts
from ringa.store.db import Db, open_campaign
from ringa.store.incoming import Incoming
from ringa.store.staging import path_of, staged
from tests.build import FRIDAY, KEY, a_forget, a_mobile, a_report, a_rules, moment

HEADER = "Medlemsnummer;Namn;Mobil;Telefon;Avdelning;Skyddad"
SESSION = Session({}, lambda: FRIDAY, machine="laptop", cwd=Path("/"))
ASA, BO, EVA = "1;Åsa Öberg;070-174 06 05;;Spår;", "2;Bo Ek;070-174 06 06;;Väg;", "3;Eva Ström;;;;"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    """An empty campaign file."""
    db = open_campaign(tmp_path)
    facts.key(db, KEY)
    yield db
    db.close()


@contextmanager
def a_campaign() -> Iterator[Db]:
    with tempfile.TemporaryDirectory() as folder:
        db = open_campaign(Path(folder))
        facts.key(db, KEY)
        yield db
        db.close()


def a_list(rows: Sequence[str], header: str = HEADER) -> MemberList:
    text = "\n".join([header, *rows, ""])
    read = open_list(open_text(io.BytesIO(text.encode()), "members.csv", columns.fitness))
    read.recognise({}, ())
    return read


class Brought(NamedTuple):
    """What has become of an import."""

    plan: ImportPlan
    rejected: list[tuple[int, Rejected]]
    doubtful: list[tuple[int, Rejected]]
    number: int


def bring(
    db: Db, *files: Sequence[str], name: str = "", header: str = HEADER, dry_run: bool = False, batch: int = 4000,
    region: str = "SE",
) -> Brought:  # fmt: skip
    """Import files of these rows, as the command does it; `batch` is how many rows are read at a time."""
    lists = [a_list(rows, header) for rows in files]
    with pytest.MonkeyPatch.context() as patch, staged(db) as stage:
        patch.setattr(table, "ROWS", batch)
        patch.setattr(table, "_BLOCK", 40 * batch)
        coming = Incoming(db, name or "members", a_rules(), region, stage)
        importing.read_in(SESSION, lists, coming, region, KEY)
        plan = coming.plan(given=bool(name), has_ids="Medlemsnummer" in header)
        aside = [[*coming.aside(doubtful=doubtful)] for doubtful in (False, True)]
        if not dry_run:
            with staging.applying(db):
                imports.apply(db, coming, plan, a_rules())
                counts = {name: getattr(plan, name) for name in ("added", "updated", "gone")}
                journal.note(db, moment(), "import", "Kim", {"batch": coming.number, "list": plan.list_name, **counts})
    if not dry_run:
        assert list(contacts.differences(db, contacts.everyone(db), a_rules())) == []
        assert numbers_of(db) >= {(p.number, c.id) for c in contacts.everyone(db) for p in c.member.phones}
    assert plan.read == plan.added + plan.updated + plan.unchanged + plan.rejected
    assert plan.unchanged >= 0 and plan.rejected == len(aside[0]) and plan.doubtful == len(aside[1])
    return Brought(plan, aside[0], aside[1], coming.number)


def undo(db: Db, number: int) -> dict[str, int]:
    assert imports.undoable(db)[number]["can_be_undone"]
    with db.tx():
        done = imports.undo(db, number, a_rules())
        journal.note(db, moment(), "import_undone", "Kim", {"batch": number})
    assert list(contacts.differences(db, contacts.everyone(db), a_rules())) == []
    return done


def put(db: Db, *events: Event) -> None:
    """Merge results."""
    with db.tx():
        known = log.contents(db, events)
        for contact in log.apply(db, merge.plan(events, known, ()), moment()) | {e.contact for e in events}:
            contacts.refold(db, contact, a_rules())


def people(db: Db) -> dict[str, dict[str, Any]]:
    """Every contact with its state, apart from what says only when and from which cells it came."""
    names = [row[1] for row in db.rows("PRAGMA main.table_info(contacts)")]
    rows = (dict(zip(names, row, strict=True)) for row in db.rows("SELECT * FROM main.contacts"))
    return {
        row["contact"]: {name: row[name] for name in names if name not in ("id", "batch", "source")} for row in rows
    }


def numbers_of(db: Db) -> set[tuple[str, str]]:
    sql = "SELECT n.number, c.contact FROM main.numbers n LEFT JOIN main.contacts c ON c.id = n.contact"
    return {(f"+{number}", contact) for number, contact in db.rows(sql)}


def everything(db: Db) -> dict[str, list[Any]]:
    """Every row of every table."""
    tables = [row[0] for row in db.rows("SELECT name FROM main.sqlite_schema WHERE type = 'table'")]
    return {name: list(db.rows(f"SELECT * FROM main.{name} ORDER BY 1, 2")) for name in tables}


def counts(plan: ImportPlan) -> tuple[int, int, int, int, int]:
    return plan.added, plan.updated, plan.unchanged, plan.rejected, plan.gone


# The staging file


def test_the_staging_file_is_only_its_owners_and_gone_at_the_end(db: Db) -> None:
    with staged(db) as stage:
        assert stage.fresh
        if sys.platform != "win32":
            assert stat.S_IMODE(path_of(db).stat().st_mode) == 0o600
    assert not path_of(db).exists()
    bring(db, [ASA])
    with staged(db) as stage:
        assert not stage.fresh
    assert [path.name for path in db.path.parent.iterdir() if "import" in path.name] == []


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes")
def test_what_a_crash_has_left_is_removed_and_a_link_is_not_followed(db: Db, tmp_path: Path) -> None:
    path_of(db).write_bytes(b"members of yesterday")
    path_of(db).chmod(0o644)
    assert counts(bring(db, [ASA, BO]).plan) == (2, 0, 0, 0, 0)
    other = tmp_path / "other"
    other.write_bytes(b"mine")
    path_of(db).symlink_to(other)
    assert counts(bring(db, [ASA, BO]).plan) == (0, 0, 2, 0, 0)
    assert other.read_bytes() == b"mine"


@pytest.mark.parametrize("before", [[], [ASA]])
def test_an_import_that_breaks_off_leaves_nothing_and_says_what_it_was(db: Db, before: list[str]) -> None:
    if before:
        bring(db, before)
    kept = everything(db)
    with pytest.raises(KeyboardInterrupt), staged(db) as stage:
        coming = Incoming(db, "members", a_rules(), "SE", stage)
        importing.read_in(SESSION, [a_list([BO, EVA])], coming, "SE", KEY)
        with coming._writing():
            raise KeyboardInterrupt
    assert not path_of(db).exists()
    assert everything(db) == kept
    assert counts(bring(db, [*before, BO, EVA]).plan)[0] == 2


@pytest.mark.parametrize("before", [[], [ASA]])
def test_an_import_that_breaks_off_while_it_is_applied_leaves_nothing(db: Db, before: list[str]) -> None:
    if before:
        bring(db, before)
    kept = everything(db)
    with pytest.raises(KeyboardInterrupt), staged(db) as stage:
        coming = Incoming(db, "members", a_rules(), "SE", stage)
        importing.read_in(SESSION, [a_list([BO, EVA])], coming, "SE", KEY)
        plan = coming.plan(given=False, has_ids=True)
        with staging.applying(db):
            imports.apply(db, coming, plan, a_rules())
            raise KeyboardInterrupt
    assert everything(db) == kept
    assert counts(bring(db, [*before, BO, EVA]).plan)[0] == 2


def test_a_disk_that_takes_no_staging_file_is_said_to_be_so(db: Db) -> None:
    path_of(db).mkdir()
    with pytest.raises((FileProblem, OSError)), staged(db):
        pass


def test_somebody_who_comes_while_an_import_waits_is_seen(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = iter([0, 1])
    monkeypatch.setattr(contacts, "count", lambda db: next(seen))
    with staged(db) as stage:
        assert not stage.fresh
        assert not db.connection.in_transaction
        with db.tx():
            pass


def test_others_write_while_a_list_is_read_unless_the_campaign_has_nobody(db: Db) -> None:
    with staged(db):
        assert db.connection.in_transaction
    bring(db, [ASA])
    with staged(db) as stage:
        coming = Incoming(db, "members", a_rules(), "SE", stage)
        put(db, a_report(contact="m2"), a_forget(2, contact="m9"))  # contacts that nobody knew
        importing.read_in(SESSION, [a_list([ASA, BO, "2;Bo Ek;ring;;;", "9;Nina Dahl;;;;", EVA])], coming, "SE", KEY)
        plan = coming.plan(given=False, has_ids=True)
        with staging.applying(db):
            imports.apply(db, coming, plan, a_rules())
    assert counts(plan) == (3, 0, 1, 1, 0)
    assert (people(db)["m2"]["last_name"], people(db)["m2"]["last_outcome"]) == ("Ek", "no_answer")
    assert (people(db)["m9"]["last_name"], people(db)["m9"]["reason"]) == ("", "forgotten")


def test_who_is_forgotten_while_a_list_is_read_stays_forgotten(db: Db) -> None:
    bring(db, [ASA, BO, EVA])
    with staged(db) as stage:
        coming = Incoming(db, "members", a_rules(), "SE", stage)
        rows = [ASA, BO, "3;Eva Ek;;;;"]
        importing.read_in(SESSION, [a_list(rows)], coming, "SE", KEY)
        plan = coming.plan(given=False, has_ids=True)
        put(db, a_forget(contact="m3"))
        with staging.applying(db):
            imports.apply(db, coming, plan, a_rules())
    assert "Ek" not in str(people(db)["m3"])
    assert db.row("SELECT count(*) FROM before_import")[0] == 0


# New people


def test_people_are_where_the_fold_says_whichever_kind_they_are(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [ASA, BO, EVA, "4;Nina Dahl;070-174 06 08;;;ja", "5;Ali Noor;;;;ja"]
    plan = bring(db, rows).plan
    assert (plan.no_number, plan.protected) == (2, 2)
    assert {name: (row["state"], row["reason"], row["queue"]) for name, row in people(db).items()} == {
        "m1": ("open", "", "anyone"),
        "m2": ("open", "", "anyone"),
        "m3": ("blocked", "no_number", ""),
        "m4": ("blocked", "protected", ""),
        "m5": ("blocked", "protected", ""),
    }


@pytest.mark.parametrize("before", [[], ["9;Nina Dahl;;;;"]])
def test_who_has_objected_is_blocked_at_once(db: Db, monkeypatch: pytest.MonkeyPatch, before: list[str]) -> None:
    if before:
        bring(db, before, name="other")
    monkeypatch.setattr(incoming, "_objections", lambda db: lambda entry: entry[0] == "m2")
    with staged(db) as stage:
        coming = Incoming(db, "members", a_rules(), "SE", stage)
        importing.read_in(SESSION, [a_list([ASA, BO, EVA, EVA])], coming, "SE", KEY)
        plan = coming.plan(given=False, has_ids=True)
        with staging.applying(db):
            imports.apply(db, coming, plan, a_rules())
    assert (plan.added, plan.objected, plan.no_number) == (3, 1, 1)
    found = {name: (row["state"], row["reason"]) for name, row in people(db).items()}
    assert (found["m1"], found["m2"]) == (("open", ""), ("blocked", "do_not_call"))


def test_every_number_of_somebody_reaches_them_and_two_people_may_share_one(db: Db) -> None:
    bring(db, ["1;Åsa Öberg;070-174 06 05;070-174 06 06 / 08-465 004 00;;", "2;Bo Ek;070-174 06 05;;;"])
    assert numbers_of(db) == {
        (a_mobile(5), "m1"), (a_mobile(6), "m1"), ("+46846500400", "m1"), (a_mobile(5), "m2"),
    }  # fmt: skip


def test_people_all_of_whose_numbers_are_abroad_are_counted_once(db: Db) -> None:
    abroad, both = "1;Åsa Öberg;+47 40 61 23 45;;;", "2;Bo Ek;+47 40 61 23 45;070-174 06 06;;"
    assert bring(db, [abroad, abroad, both, EVA, "4;Nina Dahl;070-174 06 08;;;"], dry_run=True).plan.abroad == 1
    assert bring(db, [abroad, both, EVA], dry_run=True).plan.abroad == 1
    assert bring(db, [abroad, both, EVA], dry_run=True, region="NO").plan.abroad == 0
    assert bring(db, [abroad, both, EVA], dry_run=True, region="DE").plan.abroad == 0  # there is no table for it


def test_pairs_that_look_like_one_person_are_counted_in_a_list_without_ids(db: Db) -> None:
    header = "Namn;Mobil;Avdelning"
    rows = ["Åsa Öberg;070-174 06 05;Spår", "Bo Ek;070-174 06 06;Spår"]
    assert bring(db, [*rows, "ÅSA ÖBERG;070-174 06 09;Spår"], header=header, dry_run=True).plan.alike == 1
    assert bring(db, [*rows, "Bo Ek;070-174 06 09;Väg"], header=header, dry_run=True).plan.alike == 0
    bring(db, rows, header=header)
    plan = bring(db, [rows[0], "Bo Ek;070-174 06 07;Spår"], header=header, name="members").plan
    assert (counts(plan), plan.alike) == ((1, 0, 1, 0, 1), 1)


def test_a_stub_that_results_have_brought_is_filled(db: Db) -> None:
    bring(db, [ASA, EVA])
    put(db, a_report(contact="m2"))
    assert people(db)["m2"]["reason"] == "not_in_list"
    result = bring(db, [ASA, BO, EVA])
    assert counts(result.plan) == (1, 0, 2, 0, 0)
    found = people(db)["m2"]
    assert (found["first_name"], found["attempts"], found["state"], found["list"]) == ("Bo", 1, "open", "members")
    assert (a_mobile(6), "m2") in numbers_of(db)
    undo(db, result.number)
    assert (people(db)["m2"]["first_name"], people(db)["m2"]["reason"]) == ("", "not_in_list")
    assert (a_mobile(6), "m2") not in numbers_of(db)


# The same list again


def test_a_list_that_was_imported_already_changes_nothing(db: Db) -> None:
    rows = [ASA, BO, EVA, "4; Nina Dahl ;070-174 06 08 / 08-465 004 00;;;ja"]
    bring(db, rows)
    before = people(db)
    assert counts(bring(db, rows).plan) == (0, 0, 4, 0, 0)
    assert counts(bring(db, [rows[0].replace("070-", "070 "), *rows[1:]]).plan) == (0, 0, 4, 0, 0)
    assert people(db) == before


def test_columns_that_have_been_put_right_are_read_anew(db: Db) -> None:
    rows = ["1;Öberg;Åsa", "2;Ek;Bo"]
    bring(db, rows, header="Medlemsnummer;Förnamn;Efternamn")
    plan = bring(db, rows, header="Medlemsnummer;Efternamn;Förnamn").plan
    assert (counts(plan), plan.changes) == ((0, 2, 0, 0, 0), {"first_name": 2, "last_name": 2})
    assert people(db)["m1"]["first_name"] == "Åsa"


def test_what_is_different_is_shown_and_counted_by_field(db: Db) -> None:
    bring(db, [ASA, BO, EVA])
    plan = bring(db, [ASA.replace("Spår", "Väg"), "2;Bo Ek;070-174 06 09;;Väg;", EVA]).plan
    assert (counts(plan), plan.changes) == ((0, 2, 1, 0, 0), {"branch": 1, "phone": 1})
    assert [tuple(change) for change in plan.examples] == [
        ("m1", "branch", "Spår", "Väg"), ("m2", "phone", "070-174 06 06", "070-174 06 09"),
    ]  # fmt: skip
    (bo,) = [contact for contact in contacts.everyone(db) if contact.id == "m2"]
    assert [(p.index, p.number, p.gone) for p in bo.member.phones] == [(1, a_mobile(6), True), (2, a_mobile(9), False)]


def test_a_new_number_opens_who_had_none_and_a_lost_one_blocks(db: Db) -> None:
    bring(db, [ASA, BO, EVA])
    bring(db, ["1;Åsa Öberg;;;Spår;", BO, "3;Eva Ström;070-174 06 09;;;"])
    assert [people(db)[name]["reason"] for name in ("m1", "m2", "m3")] == ["no_number", "", ""]
    bring(db, [ASA, BO + "ja", EVA])
    assert [people(db)[name]["reason"] for name in ("m1", "m2", "m3")] == ["", "protected", "no_number"]


def test_only_so_many_examples_are_remembered(db: Db) -> None:
    rows = [f"{n};Eva Ek{n};;;Spår;" for n in range(1, 151)]
    bring(db, rows)
    plan = bring(db, [row.replace("Spår", "Väg") for row in rows]).plan
    assert (plan.changes["branch"], len(plan.examples)) == (150, 5)
    assert plan.alarms == [("branch", 150, 150)]


def test_a_forgotten_person_does_not_come_back_and_is_not_gone_again(db: Db) -> None:
    bring(db, [ASA, BO, EVA])
    put(db, a_forget(contact="m1"), a_forget(2, contact="m7"))
    for rows in (
        [ASA, BO, EVA],
        [ASA.replace("Spår", "Väg"), BO, EVA, EVA.replace("3", "7")],
        [BO, EVA],
        [ASA, ASA, BO, EVA],
    ):
        plan = bring(db, rows).plan
        assert (counts(plan), plan.elsewhere) == ((0, 0, len(rows), 0, 0), 0)
        assert {people(db)[name]["reason"] for name in ("m1", "m7")} == {"forgotten"}
        assert "Öberg" not in str(people(db))


# Gone and elsewhere


def test_people_who_have_left_the_list_are_gone_and_come_back_with_a_later_edition(db: Db) -> None:
    bring(db, [ASA, BO, EVA])
    plan = bring(db, [ASA, BO]).plan
    assert (counts(plan), plan.of, plan.alarms) == ((0, 0, 2, 0, 1), 3, [])
    assert people(db)["m3"]["reason"] == "gone"
    assert counts(bring(db, [ASA, BO]).plan) == (0, 0, 2, 0, 0)
    plan = bring(db, [ASA, BO, EVA]).plan
    assert (counts(plan), plan.changes) == ((0, 1, 2, 0, 0), {})
    assert people(db)["m3"]["reason"] == "no_number"


@pytest.mark.parametrize("batch", [1, 4000])
@pytest.mark.parametrize("first", [True, False])
def test_somebody_whose_row_is_set_aside_has_not_left_the_list(db: Db, first: bool, batch: int) -> None:
    bring(db, [ASA, BO, EVA])
    bad = "3;Eva Ström;ring;;;"
    assert counts(bring(db, [ASA, bad, BO], batch=batch).plan) == (0, 0, 2, 1, 0)
    rows = [ASA, bad, EVA, BO] if first else [ASA, EVA, bad, BO]
    plan = bring(db, rows, batch=batch).plan
    assert (counts(plan), plan.shared) == ((0, 0, 3, 1, 0), 3)


def test_a_file_with_other_people_is_a_list_of_its_own_and_alarms_if_it_takes_a_name(db: Db) -> None:
    bring(db, [ASA, BO, EVA])
    plan = bring(db, [ASA, "8;Nina Dahl;;;;", "9;Ali Noor;;;;"]).plan
    assert (plan.list_name, plan.taken_name, plan.gone, plan.elsewhere) == ("members-2", True, 0, 1)
    assert plan.alarms == [("other_people", 2, 3)]
    assert {name: row["list"] for name, row in people(db).items()} == {
        "m1": "members", "m2": "members", "m3": "members", "m8": "members-2", "m9": "members-2",
    }  # fmt: skip


def test_another_list_goes_on_speaking_for_its_people_and_gives_up_those_who_have_left_it(db: Db) -> None:
    bring(db, [ASA, BO, EVA], name="north")
    bring(db, [ASA, BO], name="north")
    rows = [ASA.replace("Spår", "Väg"), BO, EVA, "4;Nina Dahl;070-174 06 08;;;"]
    plan = bring(db, rows, name="south").plan
    assert (counts(plan), plan.elsewhere) == ((1, 1, 2, 0, 0), 2)
    found = {name: (row["list"], row["branch"], row["gone"]) for name, row in people(db).items()}
    assert found == {
        "m1": ("north", "Spår", 0), "m2": ("north", "Väg", 0), "m3": ("south", "", 0), "m4": ("south", "", 0),
    }  # fmt: skip
    assert counts(bring(db, [ASA, BO], name="north").plan) == (0, 0, 2, 0, 0)


def test_who_has_a_cell_too_many_in_the_new_edition_is_not_gone(db: Db) -> None:
    bring(db, [ASA, BO, EVA])
    plan = bring(db, [ASA, BO, EVA + ";more;more;more"]).plan
    assert (plan.rejected, plan.gone, plan.unchanged) == (1, 0, 2)


def test_a_list_is_recognised_by_its_people_or_taken_at_its_word(db: Db) -> None:
    bring(db, [ASA, BO, EVA], name="north")
    assert bring(db, [ASA, BO, "9;Nina Dahl;;;;"], dry_run=True).plan.list_name == "north"
    plan = bring(db, [ASA, BO], name="south", dry_run=True).plan
    assert (plan.list_name, plan.elsewhere, plan.gone, plan.taken_name) == ("south", 2, 0, False)


# Rows about the same person, and about two


@pytest.mark.parametrize("batch", [1, 2, 4000])
@pytest.mark.parametrize("before", [[], ["9;Nina Dahl;;;;"], [ASA, BO]])
@pytest.mark.parametrize("together", [True, False])
def test_a_person_on_two_rows_is_one_with_the_numbers_of_both(
    db: Db, before: list[str], batch: int, together: bool
) -> None:
    if before:
        bring(db, before)
    again = "1;ÅSA ÖBERG;070-174 06 09;070-174 06 05;Väg;"
    files = [[ASA, BO, again]] if together else [[ASA, BO], [again]]
    result = bring(db, *files, name="members", batch=batch)
    known = ASA in before
    assert counts(result.plan)[:4] == ((0, 1, 2, 0) if known else (2, 0, 1, 0))
    assert result.plan.shared == (2 if known else 0)
    (asa,) = [contact for contact in contacts.everyone(db) if contact.id == "m1"]
    assert (asa.member.name, asa.member.branch) == ("Åsa Öberg", "Spår")
    assert [phone.number for phone in asa.member.phones] == (
        [a_mobile(5), a_mobile(9)] if known else [a_mobile(9), a_mobile(5)]
    )
    assert len(set(result.plan.examples)) == len(result.plan.examples)
    assert counts(bring(db, *files, name="members", batch=batch).plan)[:4] == (0, 0, 3, 0)
    turned = [rows[::-1] for rows in files[::-1]]
    assert counts(bring(db, *turned, name="members", batch=batch).plan)[:4] == (0, 0, 3, 0)


@pytest.mark.parametrize("batch", [1, 4000])
@pytest.mark.parametrize("before", [[], ["9;Nina Dahl;;;;"], [ASA, BO]])
def test_two_people_with_one_id_are_all_set_aside_and_nobody_is_gone(db: Db, before: list[str], batch: int) -> None:
    if before:
        bring(db, before)
    rows = [ASA, BO, ASA, "1;Eva Ström;070-174 06 09;;;", EVA]
    result = bring(db, rows, name="members", batch=batch)
    assert [(item.line, item.column, item.value, item.reason, item.cells[1]) for _file, item in result.rejected] == [
        (2, "id", "1", TWO_PEOPLE, "Åsa Öberg"),
        (4, "id", "1", TWO_PEOPLE, "Åsa Öberg"),
        (5, "id", "1", TWO_PEOPLE, "Eva Ström"),
    ]
    assert ("m1" in people(db)) == (ASA in before)
    assert not people(db).get("m1", {}).get("gone")
    assert (a_mobile(9), "m1") not in numbers_of(db)
    assert result.plan.first_rejected == result.rejected


def test_the_rows_of_two_people_are_set_aside_without_what_must_not_be_kept(db: Db) -> None:
    header = "Medlemsnummer;Namn;Personnummer;Kod"
    rows = ["1;Åsa Öberg;850101-1236;x", "1;Bo Ek;19850101;y 850101-1236"]
    result = bring(db, rows, header=header)
    assert [item.cells for _file, item in result.rejected] == [["1", "Åsa Öberg", "", "x"], ["1", "Bo Ek", "", "y"]]


def test_who_is_on_rows_twice_is_withdrawn_whatever_list_speaks_for_them(db: Db) -> None:
    bring(db, [ASA, BO, EVA], name="north")
    bring(db, [ASA, BO], name="north")
    changed = [ASA.replace("Spår", "Väg"), EVA, BO]
    plan = bring(db, [*changed, *changed], name="south").plan
    assert (counts(plan), plan.elsewhere) == ((0, 1, 5, 0, 0), 2)
    put(db, a_report(contact="m7"))
    stub = "7;Nina Dahl;070-174 06 08;;;"
    plan = bring(db, [stub, stub], name="south").plan
    assert counts(plan) == (1, 0, 1, 0, 1)
    assert (people(db)["m7"]["last_name"], people(db)["m7"]["attempts"]) == ("Dahl", 1)


@pytest.mark.parametrize("batch", [1, 4000])
@pytest.mark.parametrize("order", [1, -1])
def test_of_two_rows_the_same_one_holds_in_any_order_and_however_it_is_read(db: Db, batch: int, order: int) -> None:
    bring(db, [" 1;Åsa Öberg;070-174 06 09;;Väg;ja", ASA][::order], batch=batch)
    (asa,) = [contact.member for contact in contacts.everyone(db)]
    assert (asa.branch, asa.protected) == ("Väg", True)
    assert [phone.number for phone in asa.phones] == [a_mobile(5), a_mobile(9)]


def test_what_is_set_aside_is_given_in_the_order_of_the_files_and_lines(db: Db) -> None:
    bad = ["1;Åsa Öberg;ring;;;", "2;Bo Ek;070-174 06 06, fråga;;;", ";Eva;;;;"]
    result = bring(db, bad, [*bad, "3;x;;;;;;y"])
    assert [(file, item.line, item.reason) for file, item in result.rejected] == [
        (0, 2, "not_readable"), (0, 4, "no_id"), (1, 2, "not_readable"), (1, 4, "no_id"), (1, 5, "too_many_cells"),
    ]  # fmt: skip
    assert [(file, item.line, item.value) for file, item in result.doubtful] == [(0, 3, "fråga"), (1, 3, "fråga")]
    with staged(db) as stage:
        coming = Incoming(db, "members", a_rules(), "SE", stage)
        assert coming.widest() == 0
        importing.read_in(SESSION, [a_list([*bad, "3;x;;;;;;y"])], coming, "SE", KEY)
        assert coming.widest() == 8


# A dry run, and two ways in


ROWS = st.lists(
    st.builds(
        lambda *cells: ";".join(cells),
        st.sampled_from(["1", "2", "3", "4", " 5", "6", "", "a b"]),
        st.sampled_from(["Åsa Öberg", "Åsa Öberg", "Bo Ek", "öberg, åsa", "Eva  Ek"]),
        st.sampled_from(["070-174 06 05", "0701740606 / 08-46500400", "ring", "", "070-174 06 07, fråga"]),
        st.sampled_from(["", "070-174 06 08", "+47 40 61 23 45"]),
        st.sampled_from(["", "Spår", "Väg"]),
        st.sampled_from(["", "", "ja"]),
    ),
    max_size=8,
)
SIZES = st.sampled_from([1, 3, 4000])


@settings(max_examples=20)
@given(ROWS, ROWS, SIZES)
def test_a_dry_run_leaves_nothing_and_says_what_the_import_says(first: list[str], second: list[str], size: int) -> None:
    with a_campaign() as db:
        for rows in (first, second):
            before = everything(db)
            told = bring(db, rows, dry_run=True, batch=size).plan
            assert everything(db) == before
            assert bring(db, rows, batch=size).plan == told


@settings(max_examples=25)
@given(ROWS, ROWS, SIZES, SIZES)
def test_the_direct_way_into_an_empty_campaign_and_the_way_past_the_staging_file_lead_to_the_same(
    rows: list[str], more: list[str], size: int, other_size: int
) -> None:
    with a_campaign() as direct, a_campaign() as indirect:
        bring(indirect, ["99;Nina Dahl;070-174 06 99;;;"], name="other")
        one = bring(direct, rows, more, name="members", batch=size)
        other = bring(indirect, rows, more, name="members", batch=other_size)
        assert one[:3] == other[:3]
        there = people(indirect)
        assert there.pop("m99")["list"] == "other"
        assert people(direct) == there
        assert numbers_of(direct) == numbers_of(indirect) - {(a_mobile(99), "m99")}


@settings(max_examples=25)
@given(ROWS, ROWS, ROWS, SIZES)
def test_a_second_import_of_the_same_rows_changes_nothing(
    first: list[str], second: list[str], third: list[str], size: int
) -> None:
    with a_campaign() as db:
        for rows in (first, second, third):
            bring(db, rows, name="members", batch=size)
            before, numbers = people(db), numbers_of(db)
            again = bring(db, rows, name="members", batch=size).plan
            assert (again.added, again.updated, again.gone) == (0, 0, 0)
            assert (people(db), numbers_of(db)) == (before, numbers)


# Undo


NAMES = st.sampled_from(["members", "other", ""])


@settings(max_examples=30)
@given(st.lists(st.tuples(ROWS, NAMES), min_size=1, max_size=3), ROWS, NAMES, st.sets(st.sampled_from("13")), SIZES)
def test_an_import_that_is_undone_has_never_been(
    earlier: list[tuple[list[str], str]], rows: list[str], name: str, called: set[str], size: int
) -> None:
    with a_campaign() as db:
        for before, its_name in earlier:
            bring(db, before, name=its_name, batch=size)
        if called:
            put(db, *(a_report(seq=n, contact=f"m{id}", number_index="1") for n, id in enumerate(sorted(called), 1)))
        known, numbers = people(db), numbers_of(db)
        result = bring(db, rows, name=name, batch=size)
        if not (result.plan.added or result.plan.updated or result.plan.gone):
            return  # there is nothing to undo
        done = undo(db, result.number)
        assert done == {"removed": result.plan.added, "restored": result.plan.updated + result.plan.gone}
        assert people(db) == known
        assert numbers_of(db) == numbers
        assert db.row("SELECT count(*) FROM before_import WHERE batch = ?", (result.number,)) == (0,)
        again = bring(db, rows, name=name, batch=size)
        assert counts(again.plan) == counts(result.plan)


def test_who_was_called_since_stays_as_an_id_with_the_results(db: Db) -> None:
    number = bring(db, [ASA, BO]).number
    put(db, a_report(contact="m1"))
    assert undo(db, number) == {"removed": 2, "restored": 0}
    ((contact, found),) = people(db).items()
    assert (contact, found["first_name"], found["reason"], found["attempts"]) == ("m1", "", "not_in_list", 1)
    assert numbers_of(db) == set()


def test_only_the_newest_import_of_a_list_can_be_undone_and_only_once(db: Db) -> None:
    for rows, name in (([ASA], "north"), ([BO], "south"), ([ASA, EVA], "north")):
        bring(db, rows, name=name)

    def can() -> list[tuple[int, bool, bool]]:
        return [(n, entry["undone"], entry["can_be_undone"]) for n, entry in imports.undoable(db).items()]

    assert can() == [(3, False, True), (2, False, True), (1, False, False)]
    undo(db, 3)
    assert can() == [(3, True, False), (2, False, True), (1, False, False)]


def test_an_import_that_changed_nothing_can_be_undone_and_so_can_the_one_before_it(db: Db) -> None:
    bring(db, [ASA, BO])
    bring(db, [ASA, BO])
    known = people(db)
    assert [entry["can_be_undone"] for entry in imports.undoable(db).values()] == [True, True]
    assert undo(db, 2) == {"removed": 0, "restored": 0} and people(db) == known
    assert [entry["can_be_undone"] for entry in imports.undoable(db).values()] == [False, True]
    assert undo(db, 1) == {"removed": 2, "restored": 0}


def test_how_people_were_is_kept_only_for_the_newest_import_of_their_list(db: Db) -> None:
    bring(db, [ASA, BO])
    bring(db, [ASA.replace("Spår", "Väg"), BO])
    assert list(db.rows("SELECT batch, contact FROM before_import")) == [(2, "m1")]
    bring(db, [ASA.replace("Spår", "Väg"), BO.replace("Ek", "Berg")])
    assert list(db.rows("SELECT batch, contact FROM before_import")) == [(3, "m2")]


def test_settling_knows_the_columns_of_the_list(db: Db) -> None:
    bring(db, [ASA])
    entries: list[Entry] = (
        a_list(["1;Åsa Öberg"], "Medlemsnummer;Namn").reader("SE", KEY)([(2, ["1", "Åsa Öberg"], "")]).entries
    )
    with staged(db) as stage:
        coming = Incoming(db, "members", a_rules(), "SE", stage)
        person = Doubled()
        for line in (2, 3):
            person.add(0, line, entries[0])
        coming.settle([person], {"id", "name"})
        plan = coming.plan(given=False, has_ids=True)
    assert (plan.updated, plan.read, plan.shared) == (0, 0, 1)
