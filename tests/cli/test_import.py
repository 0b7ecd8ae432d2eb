"""Member lists as unions have them: every row is taken or set aside with its reason, and nothing is lost twice."""

import stat
from pathlib import Path

import pytest

from tests.cli.lists import an_empty_office, counts_add_up, everybody, numbers, write
from tests.cli.ready import record, rows_of, small, status
from tests.conftest import MEMBERS, Laptop

# Line numbers are those of a text editor: one person's cell has a line break in it.
UGLY = """
Medlemsnr;Förnamn;Efternamn;Mobil;Telefon hem;Telefon arbete;Avdelning;Arbetsplats;Prio;Kommentar
1001;Åsa;Öberg;070-174 06 05;08-465 004 05;;Pendeltåg;Älvsjö;1;
1002;Nils;Björk;0046 70 174 06 06;;;Tunnelbana;"Slussen,
plan 2";;ringer gärna
1003;Fatima;Warsame;+46(0)70-174 06 07 / 08-465 004 07;-;saknas;Post;Rosersberg;2;x
1004;Kjell;Åkesson
1005;Ingrid;Nygård;70 174 06 09;ring inte hem;;Pendeltåg;;;
1006;Zoë;O'Brien;hennes mans;;;Pendeltåg;;;
1007;Per;Ek;;;;Pendeltåg;;;
;Utan;Nummer;070-174 06 12;;;Pendeltåg;;;
10 08;Två;Ord;070-174 06 13;;;Pendeltåg;;;
1009;Siv;Dahl;070-174 06 14;;;Pendeltåg;;;
1009;Siv;Dahl;;08-465 004 14;;Pendeltåg;;;
1010;Bo;Ahl;070-174 06 15;;;Pendeltåg;;;
1010;Eva;Ahl;070-174 06 16;;;Pendeltåg;;;
1011;Stray;"Quo"te;070-174 06 17;;;;;;
1012;For;Många;070-174 06 18;;;;;;;;;x
1013;Fel;Prio;070-174 06 19;;;;;hög;
1014;Betal;Nummer;0939-100 00 00;;;;;;
;;;;;;;;;
1015;Last;One;070-174 06 20;;;Post;;;
"""
TAKEN = ["m1001", "m1002", "m1003", "m1004", "m1005", "m1007", "m1009", "m1015"]
# line → (column, value) and a word of the reason
ASIDE = {
    "8": ("Mobil", "hennes mans", "number"),
    "10": ("id", "", "missing"),
    "11": ("id", "10 08", "64"),
    "14": ("id", "1010", "two people"),
    "15": ("id", "1010", "two people"),
    "16": ("", "", "quote"),
    "17": ("", "", "header"),
    "18": ("priority", "hög", "whole number"),
    "19": ("Mobil", "0939-100 00 00", "premium"),
}


@pytest.fixture
def empty(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_empty_office(tmp_path, tmp_path_factory)


def test_every_row_of_an_ugly_list_is_taken_or_set_aside(empty: Laptop) -> None:
    write(empty, UGLY)
    answer = empty.run("import", "ugly.csv", "--json")
    found = answer.json
    assert answer.code == 4 and counts_add_up(found)
    assert (found["list"], found["read"], found["added"], found["rejected"]) == ("ugly", 18, 8, 9)
    assert found["unchanged"] == 1  # the second row of one person
    contacts = everybody(empty)
    assert sorted(contacts) == TAKEN
    assert contacts["m1001"]["fields"] == {"branch": "Pendeltåg", "workplace": "Älvsjö"}
    assert contacts["m1002"]["fields"]["workplace"] == "Slussen, plan 2"
    assert numbers(contacts["m1001"]) == [(1, "+46701740605", True), (2, "+46846500405", True)]
    assert numbers(contacts["m1002"]) == [(1, "+46701740606", True)]
    assert numbers(contacts["m1003"]) == [(1, "+46701740607", True), (2, "+46846500407", True)]
    assert numbers(contacts["m1005"]) == [(1, "+46701740609", True)]
    assert numbers(contacts["m1009"]) == [(1, "+46701740614", True), (2, "+46846500414", True)]
    assert {name: contacts[name]["reason"] for name in ("m1004", "m1007")} == {
        "m1004": "no_number",
        "m1007": "no_number",
    }


def test_the_rejects_file_says_where_what_and_why_and_is_private(empty: Laptop) -> None:
    write(empty, UGLY)
    answer = empty.run("import", "ugly.csv", "--json")
    path = Path(answer.json["rejects_file"])
    assert path == empty.folder / "ugly.csv.rejected.csv" and str(path) in answer.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = {row["line"]: row for row in rows_of(path.read_bytes())}
    assert list(rows) == list(ASIDE)
    for line, (column, value, reason) in ASIDE.items():
        row = rows[line]
        assert (row["file"], row["column"], row["value"]) == ("ugly.csv", column, value)
        assert reason in row["reason"]
    assert (rows["14"]["cell 2"], rows["15"]["cell 2"]) == ("Bo", "Eva")
    assert rows["16"]["cell 1"] == '1011;Stray;"Quo"te;070-174 06 17;;;;;;'


def test_what_is_set_aside_cannot_become_a_formula(empty: Laptop) -> None:
    write(empty, "Medlemsnr;Namn;Mobil\n1;Åsa;=cmd|' /C calc'!A0\n")
    path = Path(empty.run("import", "ugly.csv", "--json").json["rejects_file"])
    assert rows_of(path.read_bytes())[0]["value"].startswith("'=")


def test_importing_the_same_list_again_changes_nothing(empty: Laptop) -> None:
    write(empty, UGLY)
    empty.run("import", "ugly.csv")
    record(empty, "1001", "busy")
    before, state = everybody(empty), status(empty)
    again = empty.run("import", "ugly.csv", "--json")
    assert again.code == 4 and counts_add_up(again.json)
    assert {name: again.json[name] for name in ("added", "updated", "unchanged", "rejected", "gone")} == {
        "added": 0, "updated": 0, "unchanged": 9, "rejected": 9, "gone": 0,
    }  # fmt: skip
    assert (everybody(empty), status(empty)) == (before, state)


def test_a_dry_run_changes_nothing_and_shows_the_plan(empty: Laptop) -> None:
    write(empty, UGLY)
    answer = empty.run("import", "ugly.csv", "--dry-run", "--json")
    assert answer.code == 4 and (answer.json["added"], answer.json["rejects_file"]) == (8, None)
    text = empty.run("import", "ugly.csv", "--dry-run").out
    assert "ugly.csv:8 Mobil 'hennes mans'" in text and "ring inte hem" in text
    assert everybody(empty) == {} and not (empty.folder / "ugly.csv.rejected.csv").exists()


def test_strict_takes_all_or_nothing(empty: Laptop) -> None:
    write(empty, UGLY)
    answer = empty.run("import", "ugly.csv", "--strict", "--json")
    assert answer.code == 1 and answer.json["error"]["code"] == "rejected_rows"
    assert everybody(empty) == {}
    assert "ugly.csv.rejected.csv" in answer.json["error"]["hint"]
    assert len(rows_of((empty.folder / "ugly.csv.rejected.csv").read_bytes())) == 9
    write(empty, MEMBERS, "good.csv")
    assert empty.ok("import", "good.csv", "--strict", "--json")["added"] == 5


ENCODINGS = {
    "utf-8": ("utf-8", ";"),
    "utf-8 with a BOM": ("utf-8-sig", ","),
    "utf-16 with a BOM": ("utf-16", "\t"),
    "utf-16 little-endian": ("utf-16-le", ";"),
    "utf-16 big-endian": ("utf-16-be", "|"),
    "windows-1252": ("cp1252", "|"),
}


@pytest.mark.parametrize("kind", ENCODINGS)
def test_encodings_and_separators_are_recognised(empty: Laptop, kind: str) -> None:
    encoding, separator = ENCODINGS[kind]
    write(empty, MEMBERS.replace(";", separator), encoding=encoding)
    assert empty.ok("import", "ugly.csv", "--json")["added"] == 5
    assert empty.ok("find", "Åkesson", "--json")[0]["fields"]["branch"] == "Väg och anläggning"


def test_a_list_without_ids_gets_ids_that_stay(empty: Laptop) -> None:
    text = "Namn;Telefon;Kommun\nÅsa Öberg;070-174 06 05;Solna\nÅsa Öberg;070-174 06 06;Täby\nNils Ek;;Solna\n"
    write(empty, text)
    assert empty.ok("import", "ugly.csv", "--json")["added"] == 3
    before = everybody(empty)
    assert all(contact.startswith("n") and len(contact) == 17 for contact in before)
    assert empty.ok("import", "ugly.csv", "--json")["unchanged"] == 3
    write(
        empty, text.replace("070-174 06 05", "+46 70 174 06 05").replace("Nils Ek", "NILS EK").replace("Täby", "Nacka")
    )
    found = empty.ok("import", "ugly.csv", "--yes", "--json")
    assert (found["added"], found["updated"], found["gone"]) == (0, 2, 0)
    assert everybody(empty).keys() == before.keys()


def test_columns_are_named_by_map(empty: Laptop) -> None:
    write(empty, "Ref,Vem,Nr 1,Nr 2\nA-1,Åsa Öberg,070-174 06 05,x\n")
    args = ("import", "ugly.csv", "--map", "id=ref", "--map", "name=VEM", "--map", "phone=Nr 1", "--json")
    assert empty.ok(*args)["added"] == 1
    contact = everybody(empty)["mA-1"]
    assert (contact["first_name"], contact["last_name"]) == ("Åsa", "Öberg")
    assert numbers(contact) == [(1, "+46701740605", True)]


def test_other_columns_are_kept_only_if_something_names_them(empty: Laptop) -> None:
    small(empty, "goals:\n- {name: Nattskift, where: {skift: natt}, conversations: 5}")
    (empty.folder / "scripts").mkdir()
    script = "---\nid: talk\n---\nDu har varit med sedan {{ medlem_sedan }}.\n"
    (empty.folder / "scripts" / "talk.md").write_text(script, encoding="utf-8")
    head = "Medlemsnummer;Namn;Mobil;Medlem sedan;Skift;Personnummer;Sko\n"
    write(empty, head + "1;Åsa Öberg;070-174 06 05;1999;natt;19700101-0000;42\n")
    empty.ok("import", "ugly.csv", "--keep", "sko", "--json")
    assert everybody(empty)["m1"]["fields"] == {"medlem_sedan": "1999", "skift": "natt", "sko": "42"}
    assert "Du har varit med sedan 1999." in empty.ok("next", "--caller", "Anna", "--json")["script"]["text"]
    record(empty, "1", "conversation", "--answers", '{"will_vote": true}')
    assert status(empty)["goals"][0]["conversations"] == 1
    assert b"19700101" not in (empty.folder / "ringa.db").read_bytes()
    assert empty.ok("check", "--json")["ok"]
