"""Columns are known by name in four languages, else by their cells; what nobody can know is asked, not guessed."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core.columns import (
    FIELD_NAMES,
    SEVERAL,
    Layout,
    fitness,
    header_key,
    header_row,
    is_protected,
    last_name_first,
    recognise,
)
from ringa.errors import UnknownColumn
from tests.core.test_personal_number import some_norwegian, swedish


def layout(
    text: str, *rows: str, mapping: Mapping[str, Sequence[str]] | None = None, keep: Sequence[str] = ()
) -> Layout:
    """The layout of a list written with semicolons."""
    return recognise(
        text.split(";") if text else [], [row.split(";") for row in rows], mapping=mapping or {}, keep=keep
    )


def fields(found: Layout) -> str:
    """What each column became, `-` for one that is not kept."""
    return " ".join(column.field or "-" for column in found.columns)


def asked(found: Layout) -> list[tuple[int, tuple[str, ...]]]:
    return [(item.index, item.candidates) for item in found.unclear]


REGISTERS = [
    # Swedish
    (
        "Medlemsnummer;Förnamn;Efternamn;Mobil;Telefon;Avdelning;Arbetsplats;Kommun;Språk",
        "id first_name last_name phone phone branch workplace municipality language",
    ),
    ("Medl.nr;Efternamn, förnamn;Tel hem;Tel arb;Mobilnr (privat);E-post", "id name phone phone phone -"),
    (
        "Medlemmens förnamn;Medlemmens efternamn;Medlems-nr.;Mobiltelefonnummer;Skyddade personuppgifter",
        "first_name last_name id phone protected",
    ),
    ("Personnr;Namn;Telefon 1;Telefon 2;Adress;Postnr;Ort", "- name phone phone - - -"),
    ("Avd;Klubb;Medlnr;Tilltalsnamn;Efternamn;Mobiltfn", "branch - id first_name last_name phone"),
    ("Avdelningsnr;Avdelningsnamn;Medlemsid;Fullständigt namn;Hemtelefon;Kön;Född", "- branch id name phone - -"),
    ("Namn;Telefon", "name phone"),
    ("Medlem;Mobil;Arbetsplatsnamn;Arbetsgivare;Skyddsombud", "name phone workplace - -"),
    ("MEDLEMSNR;FÖRNAMN;EFTERNAMN;MOBILNR;LÄN;KOMMUNKOD;SEKRETESSMARKERING",
     "id first_name last_name phone region municipality protected"),
    ("Fackförening;Medlemsnummer;Namn;Mobil;Anhörig telefon;Arbetsgivarens telefon;Fax", "branch id name phone - - -"),
    ("Medlemsnr;Förnamn (tilltal);Efternamn;Kontakttelefon;Inträdesdatum;Avgift", "id first_name last_name phone - -"),
    # Norwegian
    ("Medlemsnr;Fornavn;Etternavn;Tlf. mobil;Tlf. privat;Fagforening;Arbeidsplass;Fylke",
     "id first_name last_name phone phone branch workplace region"),
    ("Medlemsnr.;For- og etternavn;Mobiltelefon;Avdeling;Avdelingsnr;Sperret adresse",
     "id name phone branch - protected"),
    ("Fødselsnummer;Navn;Mobilnr;Arbeidsgiver;Bostedskommune;Språk;Kode 6/7",
     "- name phone workplace municipality language protected"),
    ("MedlemsID;Fornavn/mellomnavn;Etternavn;Telefonnr;Klubb/arbeidssted;Tillitsvalgt;Adressesperre",
     "id first_name last_name phone branch - protected"),
    ("Medlem nr;Fullt navn;Hjemmetelefon;Jobbtelefon;Lokallag;E-postadresse;Pårørende telefon;Hemmelig adresse",
     "id name phone phone branch - - protected"),
    # Danish
    ("Medlemsnr.;Fornavn;Efternavn;Mobil;Arbejdssted;Kommune;Navne- og adressebeskyttelse",
     "id first_name last_name phone workplace municipality protected"),
    ("CPR-nr.;Navn;Tlf. hjem;Tlf. arbejde;Afdeling;Fødselsdag", "- name phone phone branch -"),
    ("Medlemsnummer;Efternavn;Fornavn;Telefon, privat;Arbejdsgiver;Beskyttet adresse;Tillidsrepræsentant",
     "id last_name first_name phone workplace protected -"),
    # English
    ("Member ID;First name;Last name;Mobile phone;Branch;Employer;County;Language;Priority",
     "id first_name last_name phone branch workplace region language priority"),
    ("MEMBER_ID;Member first name;Member surname;Home phone;Work phone;Protected identity;SSN",
     "id first_name last_name phone phone protected -"),
    ("memberNumber;firstName;familyName;PhoneNumber1;PhoneNumber2;emailAddress;Work place",
     "id first_name last_name phone phone - workplace"),
    ("No.;Full name;Cell;Emergency contact phone;Date of birth;Confidential", "- name phone - - protected"),
    ("ID;Member no;Display name;Telephone;Union branch;Personal ID", "- id name phone branch -"),
    ("Mobil (endast SMS);Språk (sv/en);Navn på arbeidsplass;Tel. bost.;Telefon/e-post",
     "phone language workplace phone -"),
    ("First;Last;Phone;National ID number;Job title", "first_name last_name phone - -"),
    ("Membership number;Given name;Family name;Contact phone;Region;Municipality;Middle name",
     "id first_name last_name phone region municipality -"),
    ("Customer number;Customer name;Mobile;Created;Place of work", "id name phone - workplace"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "wanted"), REGISTERS)
def test_the_columns_of_a_register_are_known_by_their_names(header: str, wanted: str) -> None:
    found = layout(header)
    assert fields(found) == wanted
    assert found.unclear == ()
    assert {column.how for column in found.columns} <= {"name", ""}
    cells = header.split(";")
    assert header_row([["Medlemslista 2026"], [], ["Utskrivet 2026-08-14", ""], cells, ["1"] * len(cells)]) == 3


RESEMBLING = (
    "Kommunikation|Telefonförsäljning ok|Ring ej|Telefontid|Partner namn|Mobilabonnemang|Epost|E-post|Adress|Fax|Kön"
    "|Kontaktperson|Anhörig telefon|Arbetsgivarens telefon|Telefon klubben|Facket|Skyddsombud|Sekretessavtal"
    "|Data protection consent|Medlemskap|Last contact|First call|Arbetsplatsens kommun|Kontaktnamn|Namn på ombud"
    "|Kommunal|Telefonkod|Avdelning telefon|Priority date|Arbetsgivare, kontakt|Anst.nr|Nr|Mobil sommar|Telefon not|c/o"
    "|123|!|"
)


@pytest.mark.parametrize("name", RESEMBLING.split("|"))
def test_a_name_that_only_resembles_one_is_not_taken(name: str) -> None:
    found = recognise([name], [], mapping={}, keep=())
    assert [column.field for column in found.columns] == [""]


PROTECTED = (
    "Skyddade personuppgifter|Skyddad identitet|Skyddad adress|Sekretess|Sekretessmarkering|Skyddsmarkering|Skyddad"
    "|Sperret adresse|Hemmelig adresse|Fortrolig adresse|Kode 6/7|Adressesperre|Navne- og adressebeskyttelse"
    "|Beskyttet adresse|Protected identity|Confidential|PROTECTED_ADDRESS|Har sekretessmarkering"
    "|Adressegradering|Är skyddad|Skyddad (J/N)|Address protection|Kvarskrivning"
)
YES = "Ja|J|X|1|true|skyddad|S|6|7|Kode 6|fortrolig|2026-08-14|?|ja!|Ingen adress"
NO = "| |Nej|nei|N|0|FALSE|-|–|ingen|Ugradert|no.|Ej  skyddad|0,0|n/a"


@pytest.mark.parametrize("name", PROTECTED.split("|"))
def test_a_column_of_protected_people_is_known(name: str) -> None:
    assert fields(layout(name)) == "protected"


HINTING = (
    "Sekretesskyddad|Sekr.|Sekretessmark.|Sekretessflagga|Skyddsmark|Skyddad pers.uppg.|Skyddade pers.uppg"
    "|Skydd pers uppg|Skyddad personuppg.|Skyddad medlem|Skyddat personnummer|Spärr personuppgifter|Diskresjonskode"
    "|Gradert adresse|Adresseskjerming|Spesreg-kode|Adressespærre|SEKR_MARK|Skyddat nummer|Hemligt nummer|Turvakielto"
    "|Strengt fortrolig|Sekretess från|Skyddad t.o.m.|Telefon (skyddad)|Confidentiality flag|Arbetsplats skyddad"
    "|Persondata skyddad|Marked protected|Skyddade uppg. (e-post ej)|Spärr adr."
)
FLAGS = ["J|N|N", "6||7|6", "||", "SPSF|SPFO||", "ja|nej|vet ej", "2026-08-14||2027-01-01", "skyddad|öppen"]


@pytest.mark.parametrize("name", HINTING.split("|"))
@pytest.mark.parametrize("cells", FLAGS)
def test_a_name_that_hints_at_protection_over_a_flag_protects(name: str, cells: str) -> None:
    found = layout(f"Medlemsnr;Namn;Mobil;{name}", *(f"{n};Bo Ek;;{cell}" for n, cell in enumerate(cells.split("|"))))
    assert (fields(found), found.unclear, found.refused) == ("id name phone protected", (), ())


SAFE = (
    "Spärr DM/reklam|Nix-spärr|Skyddsombud|Huvudskyddsombud|Skyddsomb.|Verneombud|Sikkerhetsrepresentant"
    "|Skyddsrepresentant|Sekreterare|Sekretær|Secretary|Sekretessavtal|Data protection consent|Dataskydd|Skyddskommitté"
    "|Spärr e-post|Skyddsutbildning|Skyddskläder|Sperret for SMS|Spärrat konto|Skydd mot reklam|Oppgradert|Arbetarskydd"
)


@pytest.mark.parametrize("name", SAFE.split("|"))
def test_safety_representatives_and_blocked_advertising_protect_nobody(name: str) -> None:
    found = layout(f"Medlemsnr;Namn;Mobil;{name}", "1;Bo Ek;;J", "2;Eva Alm;;N", "3;Ola Vik;;N")
    assert (fields(found), found.unclear) == ("id name phone -", ())


@pytest.mark.parametrize(
    "cells",
    [
        [f"070-174 06 0{n}" for n in range(5, 9)],
        ["91234567", "40001234", "98765432"],
        ["M-10234", "M-10387", "M-10411"],
        ["Bo", "Eva", "Ola", "Kim", "Lo", "Åsa", "Dan"],
    ],
)
def test_a_name_that_hints_at_protection_over_anything_else_is_asked_about(cells: list[str]) -> None:
    found = layout("Medlemsnr;Namn;Mobil;Skyddad xyz", *(f"{n};Bo Ek;;{cell}" for n, cell in enumerate(cells)))
    assert (fields(found), asked(found)) == ("id name phone -", [(3, ("protected",))])


@pytest.mark.parametrize("rows", [1, 5])
def test_personal_numbers_under_a_name_that_hints_at_protection_are_refused(rows: int) -> None:
    found = layout("Namn;Skyddat personnummer", *(f"Eva;{number}" for number in PNR[:rows]))
    assert (fields(found), [column.index for column in found.refused]) == ("name -", [1])


@pytest.mark.parametrize("cell", YES.split("|"))
def test_any_word_but_a_clear_no_protects(cell: str) -> None:
    assert is_protected(cell)


@pytest.mark.parametrize("cell", NO.split("|"))
def test_a_clear_no_does_not_protect(cell: str) -> None:
    assert not is_protected(cell)


PNR = [swedish(f"9901{day:02}123") for day in range(1, 6)]


@pytest.mark.parametrize("name", ["Kod", "", "Medlemsnummer", "Avdelning", "E-post"])
def test_personal_numbers_are_refused_by_their_cells_whatever_the_name_says(name: str) -> None:
    found = layout(f"{name};Namn;Mobil", *(f"{number};Eva Ek;" for number in PNR))
    assert [(column.index, column.field, column.how) for column in found.refused] == [(0, "", "")]
    assert (fields(found), found.unclear) == ("- name phone", ())


def test_norwegian_numbers_are_refused_too() -> None:
    assert layout("Kode", *(some_norwegian(f"0{day}8199") for day in range(1, 6))).refused[0].index == 0


def test_personal_numbers_are_kept_when_they_are_asked_for_by_name() -> None:
    kept = layout("Personnummer;Namn", f"{PNR[0]};Eva", keep=["personnummer"])
    assert (fields(kept), kept.refused) == ("personnummer name", ())
    mapped = layout("Personnummer;Namn", f"{PNR[0]};Eva", mapping={"id": ["Personnummer"]})
    assert (fields(mapped), mapped.refused) == ("id name", ())


def test_a_wanted_column_with_an_innocent_name_is_refused_when_it_holds_personal_numbers() -> None:
    found = layout("Kod;Namn", *(f"{number};Eva" for number in PNR), keep=["kod"])
    assert (fields(found), len(found.refused)) == ("- name", 1)


def test_mobile_numbers_that_happen_to_be_personal_numbers_are_phones() -> None:
    numbers = [swedish(f"070{month}14{n}") for month in range(1, 5) for n in (100, 217)]
    for name in ("Mobil", ""):
        found = layout(f"{name};Namn", *(f"{number};Eva Ek" for number in numbers))
        assert (fields(found), found.refused) == ("phone name", ())


@pytest.mark.parametrize(
    ("header", "rows", "wanted"),
    [
        ("Avdelning;Avdelningsnr", ["Spår;1"], "branch -"),
        ("Avdelning;Avdelningsnr", [";1"], "- branch"),
        ("Avdelning;Klubb", [";Norra", "Spår;Södra"], "- branch"),
        ("ID;Medlemsnummer", ["1;2"], "- id"),
        ("Namn;Name", ["Eva;Eva"], "name -"),
        ("Namn;Förnamn;Efternamn", ["Eva Ek;Eva;Ek"], "- first_name last_name"),
        ("Namn;Förnamn;Efternamn", ["Eva Ek;;"], "name first_name last_name"),
        ("Namn;Efternamn", ["Eva;Ek", "Bo;Alm"], "first_name last_name"),
        ("Namn;Efternamn", ["Ek, Eva;Ek", "Bo Alm;Alm"], "name -"),
        ("Namn;Tilltalsnamn", ["Eva Ek;Eva"], "name -"),
        ("Namn;Tilltalsnamn", ["Ek;Eva"], "name first_name"),
    ],
)
def test_of_two_columns_for_one_field_the_fuller_and_more_precise_one_is_taken(
    header: str, rows: list[str], wanted: str
) -> None:
    assert fields(layout(header, *rows)) == wanted


def test_a_given_mapping_goes_before_what_names_say() -> None:
    found = layout("Namn;Kod;Mobil;Jour;Växel", mapping={"id": ["kod "], "phone": ["Jour", "5"]})
    assert fields(found) == "name id - phone phone"
    assert [column.how for column in found.columns] == ["name", "map", "", "map", "map"]


def test_every_column_that_protects_is_taken_for_one_yes_is_enough() -> None:
    found = layout("id;Namn;Tel;Skyddad adress;Sekretess;Skydd", mapping={"phone": ["Tel"]})
    assert fields(found) == "id name phone protected protected protected"
    mapped = layout("id;Namn;Tel;A;B;Sekretess", mapping={"protected": ["A", "B"]})
    assert fields(mapped) == "id name phone protected protected protected"


def test_a_mapped_name_is_not_overruled_by_its_parts_nor_parts_by_a_name() -> None:
    assert fields(layout("Förnamn;Efternamn;Vem", mapping={"name": ["Vem"]})) == "- - name"
    assert fields(layout("Namn;Fam", mapping={"last_name": ["Fam"]})) == "- last_name"
    assert fields(layout("A;B", mapping={"id": ["A", "B"]})) == "- id"  # the last word holds


def test_columns_can_be_mapped_by_number_and_by_a_name_in_another_spelling() -> None:
    rows = [";Eva Ek;070-174 06 05"]
    assert fields(layout("", *rows, mapping={"name": ["2"], "phone": ["3"]})) == "- name phone"
    assert fields(layout("Kod-nr;2;x", mapping={"id": ["kod nr"], "name": ["2"]})) == "id name -"


@pytest.mark.parametrize("column", ["Nr", "0", "3", "²", "Tel"])
def test_a_mapping_to_a_column_that_is_not_there_names_those_that_are(column: str) -> None:
    with pytest.raises(UnknownColumn) as caught:
        layout("Tel 1;Tel 2", mapping={"id": [column]})
    assert caught.value.fields == {"mapping": f"id={column}", "column": column, "columns": "Tel 1, Tel 2"}


def test_wanted_columns_are_kept_under_the_name_that_wants_them() -> None:
    found = layout("Namn;Ombud ;Skift 1;Skift 2;Avd;Klubb", keep=["ombud", "skift", "missing", "klubb", "namn"])
    assert fields(found) == "name ombud skift - branch klubb"
    assert [column.how for column in found.columns] == ["name", "kept", "kept", "", "name", "kept"]


HEADLESS = [
    ("M-10234;Anna Öberg;070-174 06 05;sv;Spår;anna@exempel.se;Storgatan 5;123 45;2026-08-14;120,50;ja",
     "M-10387;Bo Ek;+46 70 174 06 06;so;Buss;bo@exempel.se;Nygatan 12 B;123 45;2026-08-15;95,00;nej",
     "M-10411;Hodan Warsame;08-465 004 00;no;Spår;;Storgatan 7;123 46;14.8.2026;1 200,00;ja"),
    ("0012345;Anna;Svensson;701740605", "0012388;Karin;Johansson;701740616", "0012401;Bo;Lundgren;701740607"),
    ("Svensson, Anna;22 33 44 55", "Berg, Kari;+47 22 33 44 56", "Vik, Ola;0047 22334457"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (HEADLESS[0], "id name phone language - - - - - - -"),
        (HEADLESS[1], "id first_name last_name phone"),
        (HEADLESS[2], "name phone"),
    ],
)
def test_a_list_without_header_is_known_by_its_cells(rows: Sequence[str], wanted: str) -> None:
    found = layout("", *rows)
    assert fields(found) == wanted
    assert {column.how for column in found.columns if column.field} == {"looks"}
    assert header_row([row.split(";") for row in rows]) is None


def test_one_odd_cell_in_five_does_not_hide_what_the_others_are() -> None:
    rows = [f"070-174 06 0{n}" for n in range(4)]
    assert fields(layout("", *rows, "ring ej")) == "phone"
    assert fields(layout("", *rows, "ring ej", "okänt")) == "-"


def test_a_name_decides_before_the_cells_do() -> None:
    assert fields(layout("E-post;Mobil", *["070-174 06 05;anna@exempel.se"] * 3)) == "- phone"


def test_an_unknown_name_leaves_it_to_the_cells() -> None:
    rows = [f"00{n}2345;Anna Ek;070-174 06 0{n};so" for n in range(4)]
    assert fields(layout("Kort;Vem;Nås på;Talar", *rows)) == "id name phone language"


def test_what_a_list_already_has_is_not_looked_for() -> None:
    rows = [f"{n};Eva Ek;070-174 06 0{n};Bo Alm;070-174 06 0{n}" for n in range(4)]
    found = layout("ID;Namn;Mobil;Rekryterad av;Nås på", *rows)
    assert (fields(found), found.unclear) == ("id name phone - -", ())


@pytest.mark.parametrize(
    ("header", "rows", "wanted"),
    [
        # a word of ours with a word that may turn it into another's
        ("ID;Namn;Kollegas mobil", ["1;Eva Ek;070-174 06 05"] * 3, [(2, ("phone",))]),
        ("ID;Namn;Telefon arbetsplats", ["1;Eva Ek;växeln"], [(2, ("phone",))]),
        # numbers of rows are nobody's; numbers that may be somebody's are asked about
        ("Nr;Namn;Tel", ["1;Eva;", "2;Bo;", "3;Ola;"], []),
        ("Nr;Namn;Tel", ["714;Eva;", "23;Bo;", "1003;Ola;"], [(0, ("id",))]),
        ("Kod;Namn;Tel", ["71401;Eva;", "23014;Bo;", "10037;Ola;"], [(0, ("id",))]),
        # eight digits in one: a Norwegian number or a member's
        ("Navn;Kort", ["Eva;91234567", "Bo;40001234", "Ola;98765432"], [(1, ("id", "phone"))]),
        ("Navn;Tlf;Kort", ["Eva;;91234567", "Bo;;40001234", "Ola;;98765432"], [(2, ("id",))]),
        # names that nobody knows, or that are towns
        ("", ["Xerxes Quux;", "Yip Grault;", "Zed Corge;"], [(0, ("first_name", "last_name", "name"))]),
        ("", ["Quux", "Grault", "Quux"], [(0, ("first_name", "last_name", "name"))]),
        # a number that is no id, since the list has one
        ("ID;Namn;Nummer", [f"{n};Eva;070-174 06 0{n}" for n in range(3)], []),
        # two columns of whole names: whose is whose
        (
            "",
            ["Anna Ek;Bo Alm"] * 3,
            [(0, ("first_name", "last_name", "name")), (1, ("first_name", "last_name", "name"))],
        ),
        # two cells in a longer list are too few
        ("Namn;X", ["Eva;0701740605", "Bo;0701740606", "Ola;"], [(1, ("phone",))]),
        ("Namn;X", ["Eva;701740605", "Bo;701740606", "Ola;701740607"], [(1, ("id", "phone"))]),
        ("Navn;Contact number", ["Eva;ring", "Bo;x y", "Ola;3"], [(1, ("phone",))]),
        ("Navn;Vad", ["Eva;ring 3 4, kl", "Bo;x y", "Ola;3"], []),
        # what is plainly something else is not asked about
        ("", ["a@exempel.se;2026-01-01;;120 kr;ja", "b@exempel.se;2026-01-02;;130 kr;nej"], []),
    ],
)
def test_only_what_may_be_missing_is_asked(
    header: str, rows: list[str], wanted: list[tuple[int, tuple[str, ...]]]
) -> None:
    assert asked(layout(header, *rows)) == wanted


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("Medlemsnr;Fornavn(e);Efternavn;Mobil", "id first_name last_name phone"),
        ("Jäsennumero;Etunimi;Sukunimi;Puhelin", "id first_name last_name phone"),
        ("Medlem(s)nummer*;Förnamn (obligatoriskt);Efternamn [obl.];Mobil (valfritt", "id first_name last_name phone"),
        ("Medlemsnr;Namn;Mobil (format 07x-xxx xx xx);Mobil till medlem", "id name phone phone"),
        ("Medlemsnr;Namn;Mobil (utan landskod);Telefon (hem)", "id name phone phone"),
        ("Medlemsnr;Namn;Mobil (with country code);Mobil (inkl. landskod)", "id name phone phone"),
        ("Medlemsnr;Namn;Mobile incl. country code;Telefon med landskode", "id name phone phone"),
        ("Medlemsnr;Namn;Mobil (uden landekode);Phone (without area code)", "id name phone phone"),
        ("Medlemsnr;Namn;Country code;Mobil (including the dialling code, mother)", "id name - -"),
        ("First Name;Last Name;Phone 1 - Label;Phone 1 - Value", "first_name last_name - phone"),
        ("Medlemsnr;Namn;Mobil (anhörig);Mobil (mamma)", "id name - -"),
        ("Medlemsnr;Namn;Mobil (arbetsgivare);Telefon (chef)", "id name - -"),
        ("Medlemsnr;Namn;Mobil (kollega);Telefon (granne)", "id name - -"),
    ],
)
def test_brackets_are_a_remark_unless_they_say_whose_it_is(header: str, wanted: str) -> None:
    found = layout(header)
    assert fields(found) == wanted
    assert header_row([header.split(";"), ["1"] * 4]) == 0


@pytest.mark.parametrize("name", ["Kontaktnummer", "Contact number", "E-post/Mobil", "Telefon/e-postadress"])
def test_a_name_that_may_be_a_phones_is_one_when_its_cells_are(name: str) -> None:
    rows = [f"{n};Eva Ek;070-174 06 0{n}" for n in range(5, 9)]
    assert fields(layout(f"ID;Namn;{name}", *rows)) == "id name phone"
    assert fields(layout(f"ID;Namn;{name}", "1;Eva Ek;eva@exempel.se", "2;Bo Alm;bo@exempel.se")) == "id name -"


@pytest.mark.parametrize(
    ("header", "rows", "wanted"),
    [
        ("", ["10001;Åsa;Quux;070-174 06 05", "10002;Bo;Grault;070-174 06 06", "10003;Cia;Corge;08-465 004 01"],
         (2, ("last_name",))),
        ("Medlemsnr;Efternamn;Kallas;Mobil", ["1;Ek;Quux;", "2;Alm;Grault;", "3;Ask;Corge;"], (2, ("first_name",))),
        ("Medlemsnr;Förnamn;Kallas;Mobil", ["1;Eva;Eva Ek;", "2;Bo;Bo Alm;", "3;Ola;Ola Ask;"], (2, ("last_name",))),
    ],
)  # fmt: skip
def test_the_other_half_of_the_name_is_asked_about(
    header: str, rows: list[str], wanted: tuple[int, tuple[str, ...]]
) -> None:
    assert wanted in asked(layout(header, *rows))


def test_a_question_shows_five_cells_that_are_not_empty() -> None:
    (item,) = layout("Nr;Namn;Tel", *(f"{n % 7 * 100 or ''};Eva;" for n in range(9))).unclear
    assert (item.name, item.samples) == ("Nr", ("100", "200", "300", "400", "500"))


def test_ragged_rows_trailing_columns_and_a_byte_order_mark_do_no_harm() -> None:
    found = layout("\ufeffid;Namn;Tel;;", "1", "2;Bo;;;;x", "")
    assert fields(found) == "id name phone - - -"
    assert [column.name for column in found.columns] == ["id", "Namn", "Tel", "", "", ""]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([], None),
        ([[], [""]], None),
        ([["Telefon"]], 0),
        ([["Medlemmar"], ["0012345"]], 0),
        ([["Kod", "Vem"], ["7", "Eva"], ["8", "Bo"]], 0),
        ([["Kod", "Vem", "Telefon 1"], ["7", "Eva", "1"]], 0),
        ([["Lista", "", ""], ["Vem", "Namn", "Kod"], ["a", "b", "c"]], 1),
        ([["Anna", "Öberg"], ["Bo", "Ek"]], None),
        ([["Anna", "Öberg", ""], ["Bo", "Ek", "070-174 06 05"]], None),
        ([["Anna", "Öberg", "1"], ["Bo", "Ek", "2"]], None),
        ([["Avdelning", "5"], ["id", "Namn", "Tel"], ["1", "Eva", ""]], 1),
        ([["x"]] * 31 + [["id", "Namn"]], None),
    ],
)
def test_the_header_is_found_below_titles_or_there_is_none(rows: list[list[str]], wanted: int | None) -> None:
    assert header_row(rows) == wanted


def test_known_names_are_counted_needed_or_not_and_data_is_not() -> None:
    assert fitness(["Medlemsnr", "E-post", "Personnummer", "Kod", "Anna", "0701740605", "Ja", "", "Hem", "ok"]) == 3
    assert fitness(["Medlemsnummer " * 9]) == 0


def test_names_are_compared_without_case_spaces_and_signs() -> None:
    assert header_key(" 2 ") == "2"
    assert header_key("Telefon 2") == "telefon"
    assert header_key("Fo\u0308r-namn") == "förnamn"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("Efternamn, förnamn", True), ("Etternavn og fornavn", True), ("For- og etternavn", False), ("Namn", False)],
)
def test_the_name_of_a_column_can_tell_the_order_of_names(name: str, wanted: bool) -> None:
    assert last_name_first(name) is wanted


CELLS = [
    ("08-123 45|0411-12345|(08) 465 00 00", "phone"),
    ("070-174 06 05 / 08-465 004 00|070-174 06 06 eller 08-465 004 00|+46701740605", "phone"),
    ("0701740605|0701740606|0701740607", "phone"),
    ("46701740605|46701740705|46701740619", "id phone"),
    ("4791234567|4740001234|4798765432", "id phone"),
    ("40001001|40001002|40001004", "id phone"),
    ("2026081|20261|2", "id"),
    ("20260814|20260815|20260901", ""),
    ("7001|7002|7003", "id"),
    ("1|2|3", ""),
    ("no|no|no", ""),
]


@pytest.mark.parametrize(("cells", "wanted"), CELLS)
def test_numbers_without_a_header_are_phones_or_asked_about_or_neither(cells: str, wanted: str) -> None:
    found = recognise([], [[cell] for cell in cells.split("|")], mapping={}, keep=())
    taken = [column.field for column in found.columns if column.field]
    assert " ".join(taken or (name for item in found.unclear for name in item.candidates)) == wanted


NAME = st.sampled_from([name for header, _wanted in REGISTERS for name in header.split(";")]) | st.text(max_size=12)
CELL = st.sampled_from(["", "1", "Anna Ek", "Anna", "070-174 06 05", "sv", "0012345", PNR[0]]) | st.text(max_size=8)
GRID = st.lists(st.lists(CELL, max_size=6), max_size=6)


@settings(max_examples=80)
@given(st.lists(NAME, max_size=6), GRID, st.dictionaries(st.sampled_from(FIELD_NAMES), st.lists(NAME, max_size=2)),
       st.lists(NAME, max_size=2))  # fmt: skip
def test_every_list_gets_a_layout_in_which_nothing_is_claimed_twice(
    header: list[str], sample: list[list[str]], mapping: dict[str, list[str]], keep: list[str]
) -> None:
    try:
        found = recognise(header, sample, mapping=mapping, keep=keep)
    except UnknownColumn:
        return
    assert [column.index for column in found.columns] == list(range(len(found.columns)))
    taken = [column.field for column in found.columns if column.field in FIELD_NAMES and column.how != "kept"]
    once = [name for name in taken if name not in SEVERAL]
    assert len(set(once)) == len(once)
    assert all(column.how for column in found.columns if column.field)
    aside = [item.index for item in found.unclear] + [column.index for column in found.refused]
    assert len(set(aside)) == len(aside)
    assert all(not found.columns[i].field for i in aside)
    assert header_row(sample) in {None, *range(len(sample))}


LANGUAGES = [
    "Medlemsnummer;Förnamn;Efternamn;Mobil;Avdelning;Arbetsplats;Län;Kommun;Språk;Prioritet;Skyddad identitet;Personnr",
    "Medlemsnr;Fornavn;Etternavn;Mobiltlf;Avdeling;Arbeidssted;Fylke;Kommune;Språk;Prioritet;Sperret adresse;Fødselsnr",
    "Medlemsnr;Fornavn;Efternavn;Tlf;Afdeling;Arbejdsplads;Region;Kommune;Sprog;Prioritet;Beskyttet adresse;CPR",
    "Member ID;First name;Surname;Cell phone;Branch;Workplace;County;Municipality;Language;Priority;Protected;SSN",
]


@given(st.permutations(range(12)), st.sampled_from(LANGUAGES), GRID)
def test_neither_the_order_of_columns_nor_the_language_of_their_names_changes_the_fields(
    order: list[int], header: str, rows: list[list[str]]
) -> None:
    sample = [(row + [""] * 12)[:12] for row in rows]
    swedish_names = LANGUAGES[0].split(";")
    plain = recognise(swedish_names, sample, mapping={}, keep=())
    names = header.split(";")
    mixed = recognise([names[i] for i in order], [[row[i] for i in order] for row in sample], mapping={}, keep=())
    assert [column.field for column in mixed.columns] == [plain.columns[i].field for i in order]
    assert {order[column.index] for column in mixed.refused} == {column.index for column in plain.refused}
