"""What the name of a column says, in Swedish, Norwegian, Danish and English, and a little Finnish.

A name is taken apart into words, and compounds into their parts (`Medlemmens mobiltelefonnr`); each part has a role,
and the roles together decide. A part that is not known leaves the name undecided: `Kommunikation` is no municipality
and `Mobilabonnemang` no phone. Of a remark in brackets only known words count: `Mobil (valfritt)` is a
phone, `Mobil (anhörig)` is not the member's.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

FIELD_NAMES = (
    "id", "first_name", "last_name", "name", "phone", "branch", "workplace", "region", "municipality", "language",
    "priority", "protected",
)  # fmt: skip
PERSONAL = "personal_number"  # what a name can say besides the fields

# Role → the words that have it.
_ROLES = {
    "member": "medlem medlemmen medlemmens medlems medl member members",
    "membership": "medlemskap medlemskaps membership",
    "member_id": "mnr medno jäsennumero",
    "customer": "kund kunde customer",
    "employee": "anst anställd anställning anställnings ansatt ansatte employee personalnr personalnummer",
    "person": "person persons",
    "id": "id ident",
    "num": "nr nummer numret nummeret no number num numero",
    "code": "kod kode code",
    "name": "namn namnet navn navnet navne name names nimi",
    "given": "förnamn fornamn förnamnet fornavn fornavnet forename firstname givenname tilltalsnamn tilltal"
    " fnamn fnavn etunimi etunimet",
    "family": "efternamn efternamnet etternavn etternavnet efternavn efternavnet surname lastname familyname"
    " familjenamn släktnamn slektsnavn enamn enavn sukunimi",
    "first": "first given",  # given names only beside `name`: `First call` is none
    "last": "last family",
    "middle": "mellannamn mellomnavn mellemnavn middle middlename mellom mellan mellem",
    "full": "full fullt fulde fullständigt fullstendig hela hele display complete",
    "phone": "telefon telefonen telefoner tel telf tlf tfn mobil mobilen mob mobiltfn phone phones telephone mobile"
    " cell cellular cellphone gsm puhelin matkapuhelin",
    "whose": "hem hemma hjem hjemme home privat private personlig bostad bostads bost bosted bolig arbete arbets"
    " arbetet arbeid arbeids arbejde arbejds arb jobb jobbet job work dagtid dag kväll kveld aften day"
    " evening daytime main primary primär primær huvud hoved alternativ alternative alt other annan annat"
    " annen anden andet extra ekstra secondary sekundär sms direkt direct landline current aktuell"
    " nuvarande",
    "contact": "kontakt contact",
    "someone": "anhörig anhöriga anhörigas anhörigs närstående partner partners maka make sambo samboer spouse kin"
    " kontaktperson kontaktpersons chef chefs manager leder leders boss arbetsledare pårørende närmaste nærmeste next"
    " emergency nöd nød ice guardian parent förälder föräldrar foreldre foresatt vårdnadshavare barn child ombud"
    " ombudet ombuds tillitsvald tillitsvalgt tillitsvalgte tillidsrepræsentant tillidsmand verneombud skyddsombud"
    " arbetsplatsombud mamma pappa mor far mother father son sonen dotter datter daughter syskon bror syster"
    " søster sibling fadder värvare värvad verver verva recruiter referens reference handläggare saksbehandler"
    " sagsbehandler representative steward",
    "colleague": "kollega kollegan colleague granne nabo neighbour neighbor vän venn ven friend",  # asked about
    "employer": "arbetsgivare arbetsgivaren arbeidsgiver arbeidsgiveren arbejdsgiver employer employers företag"
    " företaget bolag bolaget foretak bedrift bedriften virksomhet company firma",
    "workplace": "arbetsplats arbetsplatsen arbeidsplass arbeidsplassen arbejdsplads arbejdspladsen arbeidssted"
    " arbejdssted arbetsställe arbetsstället workplace worksite arbplats tjänsteställe tjenestested",
    "place": "place site",
    "branch": "avdelning avdelningen avd avdeling avdelingen afdeling afdelingen afd klubb klubben klub sektion"
    " seksjon branch bransch bransje branche fagforening lokallag lokalforening lokalafdeling lokalförening kreds krets"
    " chapter local förening forening",
    "union": "fack facklig förbund förbunds forbund forbunds union lokal",
    "region": "region regionen distrikt distriktet län länet lan fylke fylket district county",
    "municipality": "kommun kommunen kommune municipality stadsdel bydel",
    "language": "språk språket spraket sprak sprog language lang modersmål morsmål modersmål",
    "priority": "prioritet prio priority prioritering",
    "personal": "personnr personnummer persnr pnr personnumret fødselsnummer fødselsnr fodselsnummer fodselsnr"
    " fødselnummer födelsenummer fnr cpr ssn samordningsnummer samordningsnr dnummer nationalid",
    "personal_en": "personal national social security",
    "protected": "sekretess sekretessmarkering sekretessmarkerad skyddsmarkering skyddsmarkerad adressesperre"
    " adressebeskyttelse adressbeskyttelse navnebeskyttelse confidential adressegradering adressgradering gradering"
    " kvarskrivning kvarskriven",
    "secret": "skyddad skyddade skyddat skydd skydds beskyttet beskyttede beskyttelse protected sperret sperrede sperre"
    " spärrad spärrade hemlig hemliga hemligt hemmelig hemmelige fortrolig fortrolige secret konfidensiell"
    " konfidentiell hidden protection",
    "address": "adress adressen adresse adressen address",
    "identity": "identitet identity uppgift uppgifter opplysninger oplysninger markering markerad folkbokföring",
    "flag": "ok ej inte ikke not",
    "mail": "epost mail email",
    "aside": "gata gate vej street postnr post postnummer zip zipcode postcode postort poststed ort"
    " sted land country fax telefax kön kjønn køn gender sex född fødd født födelse fødsels fødsel fødselsdag birth"
    " birthday birthdate born dob ålder alder age datum dato date tid time inträde inträdes utträde innmeldt utmeldt"
    " indmeldt status avgift kontingent fee belopp beløp beløb amount lön lønn løn salary titel tittel title yrke"
    " stilling befattning occupation position samtycke samtykke consent gdpr abonnemang abonnement operatör typ type"
    " kommentar comment anteckning notat notes faktura invoice konto account bank iban org orgnr organisation"
    " organisationsnummer organisasjonsnummer kostnadsställe användare användarnamn bruker user username url www web"
    " hemsida skift schema löpnr løpenr löpnummer försäljning tidpunkt co sedan siden since label etikett",
    "stop": "till til to value landskod landkode landekode riktnummer retningsnummer"
    " og och and of the for för s är har er is has på at in i j ja nej nei n y yes endast only sv nb en",
}  # fmt: skip
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_LONGEST = max(map(len, _ROLE_OF))
_LINKS = ("", "s", "ns", "ens", "ets", "e")  # what Nordic compounds and genitives put between and after their parts
_UNKNOWN = "?"
# Words that say nothing by themselves: a cell of data can be one.
_WEAK = frozenset(
    {"stop", "whose", "flag", "full", "contact", "code", "place", "union", "person", "secret", "colleague", _UNKNOWN}
)

_WORDS = re.compile(r"[^\W\d_]+")
_HUMPS = re.compile(r"(?<=[^\W\d_A-ZÅÄÖÆØ])(?=[A-ZÅÄÖÆØ])|(?<=[A-ZÅÄÖÆØ])(?=[A-ZÅÄÖÆØ][^\W\d_A-ZÅÄÖÆØ])")
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
# How a number is written, and not whose country it is.
_WITH_CODE = re.compile(
    r"\b(?:with|without|incl|including|inkl|inklusive|excl|excluding|exkl|med|utan|uten|uden)\b\.? *"
    r"(?:(?:the )?(?:country|area|dialling|dialing|international)[ -]?(?:code|prefix)"
    r"|(?:lands?|lande)[ -]?(?:kod|kode|nummer|nr)|(?:rikt|retnings)nummer)\b",
    re.IGNORECASE,
)
_E_MAIL = re.compile(r"\be[-. ](?=mail|post)", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
_NORWEGIAN_CODES = re.compile(r"\bkode?\s*[67]\b", re.IGNORECASE)


class Meaning(NamedTuple):
    """What a name says: a field, PERSONAL, '' for something else, or None where it does not decide.

    `rank` says how precisely it names the field; `hints` are the fields that a name which does not decide may mean,
    and then a rank says that fitting cells are enough.
    """

    field: str | None
    rank: int = 0
    hints: tuple[str, ...] = ()


def header_key(name: str) -> str:
    """A column name as it is compared: no case, spaces or signs; a number at the end (Telefon 2) does not count."""
    name = unicodedata.normalize("NFC", name).casefold()
    return _SIGNS.sub("", name).rstrip("0123456789") or name.strip()


def is_name(cell: str) -> bool:
    """Whether a cell is the name of a column that is known, needed or not, and hardly one of data."""
    roles = set(_roles(cell)) if len(cell) <= 60 else set()
    return _UNKNOWN not in roles and not roles <= _WEAK


def last_name_first(name: str) -> bool:
    """Whether the name of a column of whole names says that the family name stands first (`Efternamn, förnamn`)."""
    roles = _roles(name)
    return {"given", "family"} <= set(roles) and roles.index("family") < roles.index("given")


@lru_cache(maxsize=1024)
def meaning(name: str) -> Meaning:
    """What the name of a column says."""
    if _NORWEGIAN_CODES.search(name):
        return Meaning("protected", 2)
    roles = _roles(name)
    decided = _decide(roles, frozenset(roles) - {"stop"})
    if decided.field is None and _UNKNOWN in roles:
        rest = tuple(role for role in roles if role != _UNKNOWN)
        told = _decide(rest, frozenset(rest) - {"stop"})
        return Meaning(None, 0, (told.field,) if told.field in FIELD_NAMES else told.hints)
    return decided


def _roles(name: str) -> tuple[str, ...]:
    name = _WITH_CODE.sub(" ", unicodedata.normalize("NFC", name))
    if (whole := _ROLE_OF.get(header_key(name))) is not None:
        return (whole,)
    words, remarks = _words(_BRACKETS.sub(" ", name)), _words(" ".join(_BRACKETS.findall(name)))
    roles = tuple(role for word in words for role in _taken_apart(word) or (_UNKNOWN,))
    roles += tuple(role for word in remarks for role in _taken_apart(word))
    if "family" in roles and {"for", "för"} & {*words, *remarks}:  # For- og etternavn
        return ("given", *roles)
    return roles


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(_HUMPS.sub(" ", _E_MAIL.sub("e", name)))]


@lru_cache(maxsize=1024)
def _taken_apart(word: str) -> tuple[str, ...]:
    """The roles of a compound's parts; none unless all of it is known."""
    for end in range(min(len(word), _LONGEST), 1, -1):
        role = _ROLE_OF.get(word[:end])
        if role is None or (role == "stop" and end < len(word)):
            continue
        for link in _LINKS:
            if word[end:] == link:
                return (role,)
            if word.startswith(link, end) and (rest := _taken_apart(word[end + len(link) :])):
                return (role, *rest)
    return (_ROLE_OF[word],) if word in _ROLE_OF else ()


_HEADS = {
    "branch": ("branch", 3), "workplace": ("workplace", 4), "employer": ("workplace", 2), "region": ("region", 3),
    "municipality": ("municipality", 3), "language": ("language", 3), "priority": ("priority", 3),
}  # fmt: skip
_NAMING = frozenset(
    {"given", "family", "first", "last", "middle", "name", "member", "person", "full", "customer", "employee"}
)
_OTHER = Meaning("")


def _decide(roles: tuple[str, ...], has: frozenset[str]) -> Meaning:
    if _is_protected_name(has):
        return Meaning("protected", 2)
    if _is_personal_name(roles, has):
        return Meaning(PERSONAL)
    if {"mail", "phone"} <= has and not has & {"someone", "aside"}:
        return Meaning(None, 1, ("phone",))  # E-post/Mobil: either
    if has & {"someone", "aside", "address", "mail"}:
        return _OTHER
    if _UNKNOWN in has or not has or "flag" in has:
        return Meaning(None)
    if has == {"whose", "place"}:  # Work place
        return Meaning("workplace", 3)
    if "phone" in has:
        return _phone(has)
    for role in roles:
        if role in _HEADS:
            return _head(role, has)
    return _id_or_name(has)


def _is_protected_name(has: frozenset[str]) -> bool:
    return "protected" in has or (
        "secret" in has and (has == {"secret"} or bool(has & {"address", "identity", "person", "id", "code"}))
    )


def _is_personal_name(roles: tuple[str, ...], has: frozenset[str]) -> bool:
    numbered = has & {"num", "id", "identity"}
    return (
        "personal" in has
        or ("personal_en" in has and bool(numbered))
        or (has >= {"identity", "num"})
        or ("person" in has and roles.count("num") > 0 and not has & {"contact", "employer"})
    )


def _phone(has: frozenset[str]) -> Meaning:
    if has <= {"phone", "num", "whose", "contact", "member", "person", "customer", "employee"}:
        return Meaning("phone", 2)
    # The employer's or the branch's phone is not the member's; one at the workplace may be either.
    return _OTHER if has & (_HEADS.keys() - {"workplace"}) else Meaning(None, 0, ("phone",))


def _head(role: str, has: frozenset[str]) -> Meaning:
    field, rank = _HEADS[role]
    whose = has & {"given", "family", "first", "last", "contact"}
    where = has & {"workplace", "employer"} and has & {"municipality", "region", "language"}
    if whose or where:
        return _OTHER  # somebody at the branch; where the workplace is, not where the member belongs
    return Meaning(field, rank - 1 if has & {"num", "id", "code"} else rank)


def _id_or_name(has: frozenset[str]) -> Meaning:
    given, family = has & {"given", "first"}, has & {"family", "last"}
    if has <= _NAMING:
        if given and family:
            return Meaning("name", 2)
        if given:
            return Meaning("first_name", 2)
        if family:
            return Meaning("last_name", 2)
        if "name" in has:
            return Meaning("name", 3 if has & {"full", "member"} else 2)
        if has == {"member"}:
            return Meaning("name", 1)
    if "member_id" in has or (has & {"member", "membership"} and has & {"num", "id", "code"}):
        return Meaning("id", 3)
    if has & {"id"} and has <= {"id", "num", "person", "customer"}:
        return Meaning("id", 2 if has == {"id"} else 1)
    if has == {"customer", "num"}:
        return Meaning("id", 1)
    if has == {"contact", "num"}:
        return Meaning(None, 1, ("phone",))
    return Meaning(None, 0, ("id",) if has & {"id", "num", "code", "employee"} else ("name",) if "name" in has else ())
