"""Who must not be rung because their identity is protected: columns whose names hint at it, and cells that say so.

Some registers have no such column, and write it where the name or the address of the person would stand.

Registers name such a column in countless ways (`Sekretesskyddad`, `Skydd pers uppg`, `Diskresjonskode`), so a part of
a word is enough. Protecting one too many does no harm; missing one can.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence

from ringa.core.column_cells import DIGITS, look, personal

_SECRECY = re.compile(  # but no secretary
    r"sekr(?!et(?!ess))|skydd|skjerm|skærm|beskyt|diskre[st]|grader|förtrol|fortrol|spe[sc]\W*reg"
    r"|hemlig|hemmelig|secret(?!ar)|protect|[ck]onfiden|kvarskriv|turvakiel"
)
_BLOCKED = re.compile(r"sp[äæ]rr|sperr")
_SENT = re.compile(  # what may be blocked instead of an address
    r"sms|utskick|utsend|udsend|nyhetsbrev|nyhedsbrev|newsletter|tidning|e-?post|mail|faktura|invoice|betal|kort|konto|inlogg|innlogg|login"
)
# What is about something else after all: roles, equipment, agreements, advertising.
_SOMETHING_ELSE = re.compile(
    r"ombud|omb\b|repr|kommitt|utvalg|udvalg|avtal|aftale|agreement|consent|samty[ck]k|gdpr"
    r"|försäkr|forsikr|inkomst|income|anställn|ansett|uppsägn|olycks|brandsk|skydds?(?:områ|grupp|ing)|titt?el\b|title"
    r"|skjermarb|skærmarb|brille|terminal|syk|sjuk|ufør|permi|stilling|befattn|frist\b|valg|utmeld|confidence"
    r"|(?:data|arbetar)skydd\b|databeskyttelse|data\W*protection"
    r"|utbild|utdann|uddann|kurs|rond|kläder|klær|skyddssko|utrust|utstyr|udstyr|glasögon|briller|pgrader|lön|lønn|salar"
    r"|\bdm\b|reklam|marknadsf|markedsf|marketing|nix"
)
_FEW = 6  # different words; a register's codes are fewer, and names are more

_NO_WORDS = (
    "nej nei no n 0 0.0 0,0 false falsk falskt usann usant ingen inga inget none null nil inte ikke ej not na n/a"
    " saknas mangler ugradert ubeskyttet oskyddad öppen åpen åben"
)
_NO = frozenset(_NO_WORDS.split()) | {
    "ej skyddad",
    "inte skyddad",
    "ikke beskyttet",
    "ikke sperret",
    "ikke skjermet",
    "not protected",
    "ingen sperre",
}

# What stands in place of a name or an address; whole words, since people are called Sperre, Skjermo and Skyttberg.
_HIDING_WORDS = (
    "sekr sekretess sekretessad sekretessbelagd sekretessbelagda sekretessmarkerad sekretessmarkerade"
    " sekretessmarkering sekretesskydd sekretesskyddad sekretesskyddade sekretessskydd sekretessskyddad"
    " skyddad skyddade skyddat skyddsmarkerad skyddsmarkering kvarskriven kvarskrivning"
    " spärrad spärrade spärrat sperret sperrede sperra adressesperre adressesperret spærret spærrede skjermet skjermede"
    " beskyttet beskyttede adressebeskyttelse adressebeskyttet navnebeskyttelse navnebeskyttet"
    " navneogadressebeskyttelse förtrolig förtrolige förtroliga förtroligt fortrolig fortrolige fortroligt"
    " strengtfortrolig hemlig hemliga hemligt hemmelig hemmelige hemmeligt konfidentiell konfidentiellt konfidensiell"
    " konfidensielt confidential protected gradert graderte turvakielto kode6 kode7"
    " skjult skjulte skyddadidentitet skyddadadress spsf spfo"
)
_HIDING = frozenset(_HIDING_WORDS.split())
_HINTS = _HIDING | {"kode"}
_BESIDE_WORDS = (
    "identitet identiteter id person personen personer pers personuppgift personuppgifter personuppg uppgift uppgifter"
    " uppg personopplysninger opplysninger personoplysninger oplysninger adress adressen adresse navn namn"
    " navne folkbokföring markering markerad medlem medlemmen sträng strängt streng strengt og och and ja yes identity"
    " address name member personal data details information adr c o enligt hos skatteverket skv med har sedan from till"
    " fom tom from t m fr om until since"
)
_BESIDE = frozenset(_BESIDE_WORDS.split())
_CODE = re.compile(r"\bkode ([67])\b")
_SIGNS = "()[],;|.:!?*/-–—\"'"
_PARTS = re.compile(r"[()\[\],;|]| [-–—]+ ")
_REMARK = re.compile(
    r"status|adress|address|anm[äæ]rk|merknad|bem[äæ]rk|remark|kommentar|comment|notering|notat\b|\bnotes?\b|anteckn"
    r"|markering|upplysn|opplysn|oplysn"
)


def may_protect(name: str) -> bool:
    """Whether the name of a column has to do with secrecy or protection, and not plainly with something else."""
    said = unicodedata.normalize("NFC", name).casefold()
    secret = _SECRECY.search(said) or (_BLOCKED.search(said) and not _SENT.search(said))
    return bool(secret) and not _SOMETHING_ELSE.search(said)


def is_flag(cells: Sequence[str]) -> bool:
    """Whether a column's filled cells say yes or no, one of few codes, or a date; none at all may yet come to do so."""
    if not cells or personal(cells):
        return not cells
    seen = look(cells)
    if seen.field in {"phone", DIGITS} or (seen.field == "id" and seen.sure):
        return False
    return len({cell.casefold() for cell in cells if any(map(str.isalpha, cell))}) <= _FEW


def is_protected(cell: str) -> bool:
    """Whether a cell of a `protected` column says that the person is: anything that is not a clear no."""
    said = " ".join(cell.casefold().split()).strip(" .-–—_")
    return bool(said) and said not in _NO


def is_remark(name: str) -> bool:
    """Whether a column that is not kept may say of somebody that the identity is protected: a status, an address."""
    said = unicodedata.normalize("NFC", name).casefold()
    return bool(_REMARK.search(said)) and not _SENT.search(said)


def hinting(cells: Collection[str]) -> set[str]:
    """The cells with a word of those for protection, by whatever else they have: they are to be read with care."""
    return (
        set() if _HINTS.isdisjoint(_words("\n".join(cells))) else {c for c in cells if not _HINTS.isdisjoint(_words(c))}
    )


def hiding(cells: Collection[str]) -> set[str]:
    """Of names, addresses or remarks those that say that somebody's identity is protected: `Skyddad identitet`.

    A part of the cell between commas or in brackets is enough, but it must say nothing else: not `Ej skyddad`.
    """
    return {cell for cell in hinting(cells) if _hides(cell)}


def _hides(cell: str) -> bool:
    for part in _PARTS.split(cell):
        words = _CODE.sub(r"kode\1", " ".join(_words(part))).split()
        if not _HIDING.isdisjoint(words) and all(
            word in _HIDING or word in _BESIDE or word.isdecimal() for word in words
        ):
            return True
    return False


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text.lower())
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    return text.split()
