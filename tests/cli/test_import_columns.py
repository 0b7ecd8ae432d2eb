"""What each column of a list is: by name, by look, as was said, as was said the last time; and what is never kept."""

from pathlib import Path

import pytest

from tests.cli.lists import (
    HEAD,
    NORTH,
    SOUTH,
    an_empty_office,
    bring,
    everybody,
    kept_of,
    names,
    norwegian_number,
    rung,
    swedish_number,
    write,
)
from tests.cli.ready import rows_of, status
from tests.conftest import Laptop

PERSONAL = swedish_number()
FORMS = {
    "12 digits": PERSONAL,
    "12 digits with a hyphen": f"{PERSONAL[:8]}-{PERSONAL[8:]}",
    "10 digits": PERSONAL[2:],
    "10 digits with a hyphen": f"{PERSONAL[2:8]}-{PERSONAL[8:]}",
    "a coordination number": swedish_number("20990161"),
    "a Norwegian number": norwegian_number(),
}


@pytest.fixture
def empty(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_empty_office(tmp_path, tmp_path_factory)


def people(*columns: list[str]) -> str:
    """Rows of five people from columns of their cells."""
    return "".join(";".join(cells) + "\n" for cells in zip(*columns, strict=True))


IDS = ["100231", "100478", "100512", "100983", "101277"]
NAMES = ["Anna Andersson", "Lars Nilsson", "Eva Ek", "Per Strand", "Maria Lund"]
MOBILES = [f"070-174 06 {n:02}" for n in range(5, 10)]


def test_columns_are_known_by_their_names_in_four_languages(empty: Laptop) -> None:
    for n, header in enumerate(
        (
            "Medlemsnr;Förnamn;Efternamn;Mobiltelefon;Avdelning;Arbetsplats;Kommun;Språk;Län",
            "Medlemsnummer;Fornavn;Etternavn;Mobil;Avdeling;Arbeidsplass;Kommune;Språk;Fylke",
            "Medlemsnummer;Fornavn;Efternavn;Mobiltelefon;Afdeling;Arbejdsplads;Kommune;Sprog;Region",
            "Member number;First name;Last name;Mobile phone;Branch;Workplace;Municipality;Language;Region",
        )
    ):
        row = "0001;Åsa;Öberg;070-174 06 05;Post;Rosersberg;Sigtuna;sv;Stockholm\n"
        found = bring(empty, f"{header}\n{row}")
        assert (found["added"], found["unchanged"]) == ((1, 0) if n == 0 else (0, 1)), header
    fields = everybody(empty)["m0001"]["fields"]
    place = {"branch": "Post", "workplace": "Rosersberg", "municipality": "Sigtuna", "region": "Stockholm"}
    assert fields == {**place, "language": "sv"}


def test_columns_with_names_that_say_nothing_are_known_by_their_looks(empty: Laptop) -> None:
    assert bring(empty, "A;B;C\n" + people(IDS, NAMES, MOBILES))["added"] == 5
    assert rung(empty)["m100231"] == ["+46701740605"]
    assert names(empty)["m101277"] == ("Maria", "Lund")


def test_a_list_without_a_header_is_known_by_its_looks(empty: Laptop) -> None:
    assert bring(empty, people(IDS, NAMES, MOBILES))["added"] == 5
    assert names(empty)["m100231"] == ("Anna", "Andersson")


def test_the_plan_shows_which_column_was_taken_for_what_and_what_is_not_kept(empty: Laptop) -> None:
    write(empty, "Nr;B;Mobil;Skonummer\n" + people(IDS, NAMES, MOBILES, ["42"] * 5), "list.csv", "utf-8")
    text = empty.ok("import", "list.csv", "--map", "id=Nr", "--dry-run")
    assert "Nr → id (as you said)" in text and "B → name (by its cells)" in text and "Mobil → phone" in text
    assert "Not kept: Skonummer" in text


def test_a_column_is_mapped_by_its_number(empty: Laptop) -> None:
    rows = people(["x"] * 5, IDS, NAMES, MOBILES)
    assert bring(empty, "A;B;C;D\n" + rows, "--map", "id=2", "--map", "name=3", "--map", "phone=4")["added"] == 5
    assert rung(empty)["m100231"] == ["+46701740605"]


def test_several_columns_are_mapped_to_phone(empty: Laptop) -> None:
    rows = people(IDS, NAMES, MOBILES, [f"08-465 004 {n:02}" for n in range(5)])
    bring(empty, "Id;Namn;Ett;Två\n" + rows, "--map", "phone=Två", "--map", "phone=Ett")
    assert sorted(rung(empty)["m100231"]) == ["+46701740605", "+46846500400"]


def test_a_mapping_to_a_column_or_field_that_is_not_there_is_a_wrong_command_line(empty: Laptop) -> None:
    write(empty, HEAD + "1;Åsa Öberg;070-174 06 05\n", "list.csv")
    for mapping, hint in (("id=Ref", "Medlemsnummer, Namn, Mobil"), ("shoe=Namn", ""), ("id", ""), ("id=4", "")):
        answer = empty.run("import", "list.csv", "--map", mapping, "--json")
        assert answer.code == 2 and hint in answer.json["error"]["hint"], mapping
    assert everybody(empty) == {}


def test_a_header_is_found_by_the_names_that_are_mapped(empty: Laptop) -> None:
    rows = "Fält1;Fält2;Fält3\n" + people(IDS, NAMES, MOBILES)
    found = bring(empty, rows, "--map", "id=Fält1", "--map", "name=Fält2", "--map", "phone=Fält3")
    assert (found["read"], found["added"]) == (5, 5)


def test_a_mapping_is_remembered_for_the_next_edition(empty: Laptop) -> None:
    rows = people(IDS, NAMES, MOBILES, ["natt"] * 5)
    flags = ("--map", "id=Ref", "--map", "name=Vem", "--map", "phone=Nr", "--keep", "Skift")
    assert bring(empty, "Ref;Vem;Nr;Skift\n" + rows, *flags)["added"] == 5
    tonight = rows.replace("Anna Andersson", "Anna Berg")
    found = bring(empty, "Ref;Vem;Nr;Skift\n" + tonight, name="tonight.csv")
    assert (found["list"], found["updated"], found["unchanged"]) == ("list", 1, 4)
    assert everybody(empty)["m100231"]["fields"] == {"Skift": "natt"}


def test_a_dry_run_remembers_nothing_of_what_was_said(empty: Laptop) -> None:
    text = "Medlemsnummer;Namn;Mobil;Skift\n" + people(IDS, NAMES, MOBILES, ["natt"] * 5)
    bring(empty, text, "--keep", "Skift", "--dry-run")
    bring(empty, text)
    assert everybody(empty)["m100231"]["fields"] == {}


def test_a_list_in_which_nothing_says_who_somebody_is_is_refused(empty: Laptop) -> None:
    found = bring(empty, "Datum;Belopp\n2026-01-01;12,50\n2026-01-02;13,50\n", code=1)
    assert found["error"]["code"] == "no_header" and "--map" in found["error"]["hint"]


def test_a_list_without_telephone_numbers_says_so_and_goes_in(empty: Laptop) -> None:
    write(empty, "Medlemsnummer;Namn\n1;Åsa Öberg\n", "list.csv", "utf-8")
    answer = empty.run("import", "list.csv")
    assert answer.code == 0 and "nobody in it can be rung" in answer.err
    assert status(empty)["blocked"] == {"no_number": 1}


def test_what_is_doubtful_about_columns_is_told_a_script_too_and_can_be_pasted_into_a_shell(empty: Laptop) -> None:
    write(empty, "Medlemsnummer;Namn;Kollegas mobil\n1;Åsa Öberg;070-174 06 05\n", "list.csv")
    answer = empty.run("import", "list.csv", "--yes", "--json")
    assert answer.code == 0 and answer.out.count("\n") == 1
    assert "nobody in it can be rung" in answer.err and "--map 'phone=Kollegas mobil'." in answer.err


def test_a_list_in_which_nobody_gets_a_number_though_a_column_may_have_them_is_an_alarm(empty: Laptop) -> None:
    text = "Medlemsnummer;Namn;Kollegas mobil\n" + people(IDS, NAMES, MOBILES)
    error = bring(empty, text, code=1)["error"]
    assert error["code"] == "import_alarm" and "none of 5 new people has a telephone number" in error["message"]
    assert "--map" in error["hint"] and everybody(empty) == {}
    assert bring(empty, text, "--yes")["added"] == 5
    assert bring(empty, text)["unchanged"] == 5  # nobody is new: no alarm every night
    assert bring(empty, text, "--map", "phone=Kollegas mobil")["updated"] == 5
    assert len(rung(empty)["m100231"]) == 1


def test_a_list_name_has_no_personal_identity_number_in_it(empty: Laptop) -> None:
    for name, listed in ((f"medlemmar {PERSONAL}.csv", "medlemmar"), (f"{PERSONAL[2:8]}-{PERSONAL[8:]}.csv", "list")):
        assert bring(empty, NORTH if listed == "list" else SOUTH, name=name)["list"] == listed
    assert bring(empty, HEAD + "99;Bo Ek;\n", "--list", f"Post {PERSONAL}")["list"] == "Post"
    kept = [path for path in empty.folder.glob("ringa.db*") if PERSONAL[2:8].encode() in path.read_bytes()]
    assert kept == []


# personal identity numbers


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("header", ["Personnummer", "Ref", ""])
def test_a_column_of_personal_identity_numbers_is_stored_nowhere(empty: Laptop, form: str, header: str) -> None:
    text = f"Medlemsnummer;Namn;Mobil;{header}\n" + f"1;Åsa Öberg;070-174 06 05;{FORMS[form]}\n"
    found = bring(empty, text + f";Ingen;070-174 06 06;{FORMS[form]}\n", code=4)
    assert (found["added"], found["rejected"]) == (1, 1)
    assert kept_of(empty, FORMS[form], FORMS[form].replace("-", "")) == []


@pytest.mark.parametrize("form", FORMS)
def test_one_in_a_cell_that_is_kept_is_cut_out(empty: Laptop, form: str) -> None:
    text = f"Medlemsnummer;Namn;Mobil;Avdelning\n1;Åsa Öberg {FORMS[form]};070-174 06 05;Post {FORMS[form]}\n"
    assert bring(empty, text)["added"] == 1
    assert kept_of(empty, FORMS[form]) == []
    assert names(empty) == {"m1": ("Åsa", "Öberg")} and everybody(empty)["m1"]["fields"]["branch"] == "Post"


@pytest.mark.parametrize("form", FORMS)
def test_one_among_telephone_numbers_is_left_out_and_stored_nowhere(empty: Laptop, form: str) -> None:
    text = f"Medlemsnummer;Namn;Mobil;Telefon\n1;Åsa Öberg;{FORMS[form]};08-465 004 00\n2;Bo Ek;{FORMS[form]};\n"
    bring(empty, text, code=4)
    assert rung(empty)["m1"] == ["+46846500400"]
    assert kept_of(empty, FORMS[form]) == []


@pytest.mark.parametrize("form", FORMS)
def test_one_as_the_id_is_set_aside(empty: Laptop, form: str) -> None:
    rows = f"{FORMS[form]};Åsa Öberg;070-174 06 05\n" + people(["1", "2", "3"], NAMES[:3], MOBILES[1:4])
    found = bring(empty, HEAD + rows, code=4)
    assert (found["added"], found["rejected"]) == (3, 1)
    row = rows_of((empty.folder / "list.csv.rejected.csv").read_bytes())[0]
    assert (row["column"], row["value"]) == ("id", "") and "personal identity number" in row["reason"]
    assert kept_of(empty, FORMS[form]) == []


def test_a_column_of_ids_that_are_all_personal_identity_numbers_names_nobody(empty: Laptop) -> None:
    rows = people([swedish_number(f"2099010{n}") for n in range(1, 6)], NAMES, MOBILES)
    assert bring(empty, HEAD + rows)["added"] == 5
    assert all(contact.startswith("n") for contact in everybody(empty))
    assert kept_of(empty, *(row.split(";")[0] for row in rows.splitlines())) == []


def test_personal_identity_numbers_that_are_asked_for_by_name_are_kept(empty: Laptop) -> None:
    text = f"Personnummer;Namn;Mobil\n{PERSONAL};Åsa Öberg;070-174 06 05\n"
    assert bring(empty, text, "--map", "id=Personnummer")["added"] == 1
    assert list(everybody(empty)) == ["m" + PERSONAL]


def test_it_is_said_that_a_column_of_them_is_never_kept(empty: Laptop) -> None:
    write(empty, f"Namn;Mobil;Pnr\nÅsa Öberg;070-174 06 05;{PERSONAL}\n", "list.csv")
    assert "Never kept: Pnr (personal identity numbers)" in empty.ok("import", "list.csv", "--dry-run")


# protected identities


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("Skyddade personuppgifter", "Ja", "Nej"),
        ("Sekretessmarkering", "J", ""),
        ("Adressesperre", "sperret adresse", "ugradert"),
        ("Protected identity", "TRUE", "false"),
        ("Skyddad identitet", "1", "0"),
    ],
)
def test_who_lives_under_a_protected_identity_is_never_handed_out(
    empty: Laptop, header: str, yes: str, no: str
) -> None:
    rows = f"1;Åsa Öberg;070-174 06 05;{yes}\n2;Nils Björk;070-174 06 06;{no}\n"
    found = bring(empty, HEAD.replace("\n", f";{header}\n") + rows)
    assert (found["added"], found["protected"]) == (2, 1)
    assert status(empty)["blocked"] == {"protected": 1}
    assert empty.take("Anna") == "m2"
    assert empty.run("next", "--caller", "Olle", "--json").code == 3


def test_who_becomes_protected_or_no_longer_is_changes_with_the_list(empty: Laptop) -> None:
    head = HEAD.replace("\n", ";Skyddad identitet\n")
    row = "1;Åsa Öberg;070-174 06 05;"
    others = "".join(f"{n};{name};{mobile};\n" for n, name, mobile in zip("2345", NAMES, MOBILES[1:], strict=False))
    for said, blocked in (("", {}), ("Ja", {"protected": 1}), ("Ja", {"protected": 1}), ("", {})):
        bring(empty, f"{head}{row}{said}\n{others}")
        assert status(empty)["blocked"] == blocked


@pytest.mark.parametrize("cell", ["Normal", "F", "uten sperre"])
def test_a_column_that_would_protect_everybody_is_an_alarm(empty: Laptop, cell: str) -> None:
    text = "Medlemsnummer;Namn;Mobil;Skyddad identitet\n" + people(IDS, NAMES, MOBILES, [cell] * 5)
    error = bring(empty, text, code=1)["error"]
    assert error["code"] == "import_alarm" and "5 of 5 new people are marked as protected" in error["message"]
    assert everybody(empty) == {}
    answer = empty.run("import", "list.csv", "--yes", "--json")
    assert answer.json["protected"] == 5 and "5 of 5 new people are marked as protected" in answer.err


@pytest.mark.parametrize("hidden", ["Skyddad identitet", "Sekretess", "Strengt fortrolig", "Kode 6", "HEMMELIG"])
@pytest.mark.parametrize("header", ["Namn", "Förnamn", "Efternamn", "Namn;Status", "Namn;Adress", "Namn;Anmärkning"])
def test_who_hides_behind_a_name_or_a_remark_is_never_handed_out(empty: Laptop, header: str, hidden: str) -> None:
    remark = ";" in header
    rows = f"1;070-174 06 05;{'Bo Ek;' * remark}{hidden}\n2;070-174 06 06;{'Eva Ek;' * remark}Lars\n"
    assert bring(empty, f"Medlemsnummer;Mobil;{header}\n{rows}")["protected"] == 1
    assert status(empty)["blocked"] == {"protected": 1} and empty.take("Anna") == "m2"


def test_who_hides_in_a_later_edition_is_called_back_from_the_callers(empty: Laptop) -> None:
    text = HEAD + people(IDS, NAMES, MOBILES)
    bring(empty, text)
    for edition in (text.replace(NAMES[0], "Skyddad identitet"), text):
        bring(empty, edition)
        assert status(empty)["blocked"] == {"protected": 1}  # only a column that is there for it ends it
    bring(empty, text.replace("Mobil\n", "Mobil;Skyddad identitet\n").replace("09\n", "09;Nej\n"))
    assert status(empty)["blocked"] == {}
