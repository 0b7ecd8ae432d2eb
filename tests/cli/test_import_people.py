"""Who stands on a list: numbers mended or set aside, names split, rows that are one person and rows that are not."""

from pathlib import Path

import pytest

from tests.cli.lists import HEAD, an_empty_office, bring, everybody, names, numbers, rung, write
from tests.cli.ready import rows_of, status
from tests.conftest import Laptop

BOTH_NUMBERS = ["+46701740605", "+46846500405"]


@pytest.fixture
def empty(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_empty_office(tmp_path, tmp_path_factory)


def aside(laptop: Laptop, name: str = "list.csv.rejected.csv") -> list[tuple[str, str, str]]:
    """Line, column and value of each row that was set aside."""
    rows = rows_of((laptop.folder / name).read_bytes())
    return [(row["line"], row["column"], row["value"]) for row in rows]


# telephone numbers


CERTAIN = [
    "070-174 06 05", "0701740605", "+46701740605", "+46 70 174 06 05", "+46(0)70-174 06 05", "0046 70-1740605",
    "46701740605", "701740605", "(070) 174 06 05", "070 – 174 06 05", "070\u00a0174\u00a006\u00a005",
    "Mobil: 070-174 06 05", "070-174 06 05 (hem)", "'0701740605", "０７０１７４０６０５", "070.174.06.05",
]  # fmt: skip


@pytest.mark.parametrize("cell", CERTAIN)
def test_a_number_that_is_certain_is_mended(empty: Laptop, cell: str) -> None:
    bring(empty, HEAD + f"1;Åsa Öberg;{cell}\n")
    assert rung(empty) == {"m1": ["+46701740605"]}
    assert everybody(empty)["m1"]["phones"][0]["kind"] == "mobile"


UNCERTAIN = {
    "4,67E+10": "rounded", "4.67017E+10": "rounded", "070-174": "no phone number", "hennes mans": "no phone number",
    "12345": "no phone number", "0000000000": "no phone number", "070-174 06 05 (frun)": "no phone number",
    "ring inte 070-174 06 05": "no phone number", "0939-100 00 00": "premium",
}  # fmt: skip


@pytest.mark.parametrize("cell", UNCERTAIN)
def test_a_row_whose_only_number_is_not_certain_is_set_aside_with_its_reason(empty: Laptop, cell: str) -> None:
    found = bring(empty, HEAD + f'1;Åsa Öberg;"{cell}"\n2;Bo Ek;070-174 06 06\n', code=4)
    assert (found["added"], found["rejected"]) == (1, 1)
    assert aside(empty) == [("2", "Mobil", cell)]
    assert UNCERTAIN[cell] in rows_of((empty.folder / "list.csv.rejected.csv").read_bytes())[0]["reason"]


@pytest.mark.parametrize("cell", ["", "-", "saknas", "hemligt", "hemligt nummer", "Ej telefon", "ukjent", "N/A", "0"])
def test_a_person_without_a_number_goes_in_and_is_never_handed_out(empty: Laptop, cell: str) -> None:
    found = bring(empty, HEAD + f"1;Åsa Öberg;{cell}\n")
    assert (found["added"], found["rejected"], found["no_number"]) == (1, 0, 1)
    assert status(empty)["blocked"] == {"no_number": 1}
    assert empty.run("next", "--caller", "Anna", "--json").code == 3
    assert empty.ok("record", "1", "--outcome", "refused", "--channel", "workplace", "--caller", "Anna", "--json")


@pytest.mark.parametrize(
    "cells",
    [
        "070-174 06 05;08-465 004 05", "070-174 06 05 / 08-465 004 05;", "070-174 06 05, 08-465 004 05;",
        '"070-174 06 05\n08-465 004 05";', "070-174 06 05 och 08-465 004 05;", ";070-174 06 05 eller 08-465 004 05",
        "070-174 06 05;+46 8 465 004 05 / 0701740605", "mobil 070-174 06 05, arb 08-465 004 05;saknas",
    ],
)  # fmt: skip
def test_several_numbers_of_one_person_are_kept_in_order_and_each_once(empty: Laptop, cells: str) -> None:
    bring(empty, f"Medlemsnummer;Namn;Mobil;Telefon\n1;Åsa Öberg;{cells}\n")
    assert numbers(everybody(empty)["m1"]) == [(n, number, True) for n, number in enumerate(BOTH_NUMBERS, 1)]
    assert [phone["kind"] for phone in everybody(empty)["m1"]["phones"]] == ["mobile", "fixed"]


def test_a_number_beside_a_good_one_is_left_out_into_a_file_of_its_own(empty: Laptop) -> None:
    write(empty, "Medlemsnummer;Namn;Mobil;Telefon\n1;Åsa Öberg;070-174 06 05;fel nr 12\n", "list.csv")
    answer = empty.run("import", "list.csv", "--json")
    assert answer.code == 0 and answer.json["numbers_left_out"] == 1 and answer.json["rejects_file"] is None
    path = empty.folder / "list.csv.numbers.csv"
    assert str(path) in answer.err and path.stat().st_mode & 0o777 == 0o600
    assert aside(empty, path.name) == [("2", "Telefon", "fel nr 12")]
    assert rung(empty) == {"m1": ["+46701740605"]}
    assert not (empty.folder / "list.csv.rejected.csv").exists()


def test_an_extension_is_no_part_of_the_number(empty: Laptop) -> None:
    bring(empty, HEAD + "1;Åsa Öberg;08-465 004 05 ankn 123\n")
    assert rung(empty) == {"m1": ["+46846500405"]}


def test_next_gives_a_program_the_extension(empty: Laptop) -> None:
    bring(empty, HEAD + "1;Åsa Öberg;08-465 004 05 ankn 123\n")
    phone = empty.ok("next", "--caller", "Anna", "--json")["contact"]["phones"][0]
    assert "123" in [str(value) for value in phone.values()]


def test_the_card_shows_the_extension(empty: Laptop) -> None:
    bring(empty, HEAD + "1;Åsa Öberg;08-465 004 05 ankn 123\n")
    assert "123" in empty.run("next", "--caller", "Anna").out


def test_numbers_of_a_norwegian_campaign_need_no_country_code(empty: Laptop) -> None:
    surveys = empty.folder / "surveys.yaml"
    surveys.write_text(surveys.read_text().replace("campaign:\n", "campaign:\n  region: NO\n"))
    bring(empty, HEAD + "1;Kari Nordmann;22 00 00 00\n2;Åsa Öberg;+46 70 174 06 05\n")
    assert rung(empty) == {"m1": ["+4722000000"], "m2": ["+46701740605"]}


def test_two_people_with_one_number_stay_two_and_the_card_says_so(empty: Laptop) -> None:
    found = bring(empty, HEAD + "1;Åsa Öberg;070-174 06 05\n2;Nils Öberg;0701740605\n")
    assert found["added"] == 2
    assert "another member has the same number" in empty.run("next", "--caller", "Anna").out
    assert "another member has the same number" in empty.run("next", "--caller", "Olle").out


# names


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Åsa Öberg", "Åsa", "Öberg"),
        ("Öberg, Åsa", "Åsa", "Öberg"),
        ("ÖBERG Åsa", "Åsa", "ÖBERG"),
        ("von Essen, Carl", "Carl", "von Essen"),
        ("Carl von Essen", "Carl", "von Essen"),
        ("Anna Karin Lund Ek", "Anna Karin", "Lund Ek"),
        ("Cher", "Cher", ""),
    ],
)
def test_names_in_one_column_are_split_both_ways(empty: Laptop, whole: str, first: str, last: str) -> None:
    bring(empty, HEAD + f"1;{whole};070-174 06 05\n")
    assert names(empty) == {"m1": (first, last)}


def test_a_list_that_puts_family_names_first_is_read_so_throughout(empty: Laptop) -> None:
    people = ["Andersson Anna", "Nilsson Lars", "Strand Per", "Lund Maria", "Xu Li"]
    bring(empty, HEAD + "".join(f"{n};{name};070-174 06 0{n}\n" for n, name in enumerate(people, 5)))
    assert names(empty)["m5"] == ("Anna", "Andersson") and names(empty)["m9"] == ("Li", "Xu")


# who is who


def test_one_id_twice_with_one_person_is_one_person_with_the_numbers_of_both_rows(empty: Laptop) -> None:
    found = bring(empty, HEAD + "1;Åsa Öberg;070-174 06 05\n1;ÅSA  ÖBERG;08-465 004 05\n")
    assert (found["read"], found["added"], found["unchanged"]) == (2, 1, 1)
    assert rung(empty) == {"m1": BOTH_NUMBERS}
    again = bring(empty, HEAD + "1;ÅSA  ÖBERG;08-465 004 05\n1;Åsa Öberg;070-174 06 05\n")
    assert (again["unchanged"], again["updated"]) == (2, 0)


def test_one_id_twice_with_two_people_is_set_aside_for_both_and_takes_nobody_away(empty: Laptop) -> None:
    good = HEAD + "".join(f"{n};Namn Efternamn{n};070-174 06 0{n}\n" for n in range(5, 10))
    bring(empty, good)
    before = everybody(empty)
    found = bring(empty, good + "5;Annan Person;070-174 06 10\n", code=4)
    assert (found["rejected"], found["unchanged"], found["gone"]) == (2, 4, 0)
    assert [line for line, _column, _value in aside(empty)] == ["2", "7"]
    assert everybody(empty) == before


def test_ids_may_be_long_have_letters_and_zeros_in_front_but_no_spaces(empty: Laptop) -> None:
    good = ["0001", "1", "SE-44/b", "å" * 64]
    rows = "".join(f"{id};Åsa Öberg{n};070-174 06 0{n}\n" for n, id in enumerate(good, 5))
    found = bring(empty, HEAD + rows + "1 2;Fel Ett;\n" + "x" * 65 + ";Fel Två;\n;Fel Tre;\n", code=4)
    assert (found["added"], found["rejected"]) == (4, 3)
    assert sorted(everybody(empty)) == sorted("m" + id for id in good)


# lists without ids


def test_without_ids_a_person_keeps_the_id_that_was_made(empty: Laptop) -> None:
    rows = ["Åsa Öberg;070-174 06 05;Solna", "Nils Ek;070-174 06 06;Täby", "Eva Ek;070-174 06 07;Täby"]
    head = "Namn;Telefon;Kommun\n"
    bring(empty, head + "\n".join(rows) + "\n")
    before = everybody(empty)
    assert len(before) == 3 and all(id.startswith("n") and len(id) == 17 for id in before)
    shuffled = [rows[2].replace("070-174 06 07", "+46 70 174 06 07"), rows[0].upper(), rows[1]]
    found = bring(empty, head + "\n".join(shuffled) + "\n", "--yes")
    assert (found["added"], found["gone"]) == (0, 0) and everybody(empty).keys() == before.keys()


def test_another_campaign_makes_other_ids_of_the_same_people(
    empty: Laptop, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tmp_path / "other").mkdir()
    Laptop(tmp_path).ok("init", tmp_path / "elsewhere", "--ends", "2026-09-13", "--json")
    other = Laptop(tmp_path / "elsewhere")
    for laptop in (empty, other):
        bring(laptop, "Namn;Telefon\nÅsa Öberg;070-174 06 05\n")
    assert everybody(empty).keys().isdisjoint(everybody(other))


def test_without_ids_the_plan_says_how_many_pairs_look_like_one_person(empty: Laptop) -> None:
    rows = "Åsa Öberg;070-174 06 05\nÅsa Öberg;08-465 004 05\nNils Ek;070-174 06 06\n"
    found = bring(empty, "Namn;Telefon\n" + rows, "--dry-run")
    assert (found["added"], found["alike"]) == (3, 1)
    assert "pairs that look like one person" in empty.ok("import", "list.csv", "--dry-run")


def test_with_ids_two_people_of_one_name_are_no_pair(empty: Laptop) -> None:
    rows = "1;Åsa Öberg;070-174 06 05\n2;Åsa Öberg;08-465 004 05\n"
    assert bring(empty, HEAD + rows)["alike"] == 0


# personal identity numbers

NOBODYS = "850101-1236"


def test_a_personal_number_in_the_first_line_is_not_shown(empty: Laptop) -> None:
    write(empty, f"{NOBODYS};foo bar;x1\n{NOBODYS};baz qux;y2\n", "list.csv")
    for answer in (empty.run("import", "list.csv"), empty.run("import", "list.csv", "--json")):
        assert answer.code == 1
        assert "foo bar" in answer.out + answer.err and NOBODYS not in answer.out + answer.err
    bring(empty, f"Förnamn;Efternamn;Mobil;{NOBODYS}\nBo;Ek;070-174 06 06;\n")
    answer = empty.run("import", "list.csv")
    assert answer.code == 0 and NOBODYS not in answer.out + answer.err


def test_rows_that_are_no_people_are_set_aside_with_their_reason(empty: Laptop) -> None:
    found = bring(empty, HEAD + "1;Åsa Öberg;070-174 06 05\nNULL;Bo Ek;070-174 06 06\n" + HEAD + "Summa;;\n", code=4)
    assert (found["added"], found["rejected"]) == (1, 3)
    reasons = [row["reason"] for row in rows_of((empty.folder / "list.csv.rejected.csv").read_bytes())]
    assert sum("no person" in reason for reason in reasons) == 2
