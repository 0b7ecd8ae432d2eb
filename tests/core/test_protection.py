"""Who hides behind a name or a remark: what registers write there in place of what is protected."""

import pytest

from ringa.core import protection
from ringa.core.protection import hiding, is_remark

HIDING = (
    "Skyddad identitet|SEKRETESS|Sekretessmarkerad|Skyddad person|skyddade personuppgifter|Sperret adresse|Fortrolig"
    "|Strengt fortrolig|Kode 6|kode7|Strengt fortrolig adresse (kode 6)|Hemmelig|Hemlig|*** Sekretess ***|Sekr."
    "|Skyddade pers. uppg.|Skjermet|Spärrad|spa\u0308rrad adress|Åsa Öberg (skyddad identitet)"
    "|SkyddadIdentitet|Skjult adresse|Sekretessmarkerad enligt Skatteverket|Skyddad identitet 2026-01-01|Skyddad adr."
    "|c/o Skyddad adress|SPSF|Har skyddad identitet"
    "|Sekretess, Åsa|Åsa Öberg – sekretess|Aktiv; skyddad adress|Navne- og adressebeskyttelse"
)
NOT_HIDING = (
    "|Åsa Öberg|Inger Sperre|Skjermo|Skyttberg|Identitet|Adress|Ej skyddad|Ingen sekretess|Skyddad: nej|Kode"
    "|Skyddsombud|Kim Kode 8|Sekreterare|Aktiv|Har fått veta om sekretess|6|Skydd och säkerhet|Hemligström"
    "|Secret|Anna Secret"
)


@pytest.mark.parametrize("text", HIDING.split("|"))
def test_a_text_of_nothing_but_words_for_protection_hides_somebody(text: str) -> None:
    assert hiding([text, "Bo Ek"]) == {text}


@pytest.mark.parametrize("text", NOT_HIDING.split("|"))
def test_names_and_texts_about_something_else_hide_nobody(text: str) -> None:
    assert hiding([text, "Sekretess"]) == {"Sekretess"}
    assert hiding([text]) == set()


def test_every_word_that_hides_is_found_among_thousands_of_names() -> None:
    for word in protection._HIDING:
        assert hiding([word.upper()]), word


def test_a_status_an_address_or_a_remark_may_say_so_and_a_mail_address_does_not() -> None:
    assert all(map(is_remark, ("Status", "Medlemsstatus", "Adress", "Gatuadresse", "Anmärkning", "Merknad", "Notes")))
    assert not any(map(is_remark, ("E-postadress", "Skift", "Yrke", "Mailadresse", "Fakturaadress")))
