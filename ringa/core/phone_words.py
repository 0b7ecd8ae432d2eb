"""What people write around phone numbers in a list, in Swedish, Norwegian, Danish, Finnish and English, as data.

Patterns are text and compiled at first use: most lists never need them. All ignore case.
"""

import re
import unicodedata

# A cell, or a part of one, that says that there is no number. Signs beside the words do not count.
NONE = frozenset({
    "", "0", "00", "000", "0 0", "x", "xx", "xxx", "n a", "na", "nil", "null", "none", "no", "no phone",
    "no number", "unknown", "unlisted", "missing", "secret", "private number", "saknas", "saknar", "saknar tel",
    "saknar telefon", "uppgift saknas", "uppgifter saknas", "okänt", "okänd", "hemligt", "hemlig", "hemligt nr",
    "hemligt nummer", "skyddat", "skyddad", "skyddat nummer", "skyddade personuppgifter", "ej", "ej tel",
    "ej telefon", "ej känt", "ej angivet", "har ej", "har ej tel", "har ej telefon", "har inte", "har inget",
    "har ingen", "ingen", "ingen tel", "ingen telefon", "inget", "inget nr", "inget nummer", "inget telefonnummer",
    "inga", "nej", "mangler", "ukjent", "ukendt", "hemmelig", "hemmelig nr", "hemmelig nummer", "hemmeligt",
    "hemmeligt nummer", "ikke", "ikke oppgitt", "ikke oplyst", "ikke telefon", "har ikke", "har ikke telefon",
    "intet", "intet nummer", "intet telefonnummer", "ikke noe", "nei", "ei", "ei ole", "ei puhelinta",
    "ei tiedossa", "ei numeroa", "puuttuu", "tuntematon", "salainen", "salainen numero",
})  # fmt: skip

# Words that say what kind of number it is, or that it is one; not whose it is, nor whether it may be rung.
_LABEL = (
    r"(?<![^\W\d_])[(\[]?(?=[^\W\d_]|[☎☏✆📞📱])(?:[mtahp](?=[.:])|☎|☏|✆|📞|📱|"
    r"mob(?:il)?(?:tel(?:efon)?|tlf|nr|nummer)?|cell(?:phone)?|mobile|gsm|matkapuh(?:elin)?|kännykkä|"
    r"tel|telefon|tele|tlf|tfn|tfnnr|telnr|tlfnr|telefonnr|telefonnummer|phone|puh|puhelin|nr|nummer|number|numero|"
    r"hem|hemma|hemtel(?:efon)?|bostad|bost|hjem|hjemme|heim|home|koti|privat|priv|private|"
    r"arb|arbete|arbetet|arbtel|arbejde|arbeid|jobb|jobbet|jobbtel|jobbmobil|kontor|kontoret|work|office|työ|toimisto|"
    r"callto|direkt|dir|direktnr|direct|växel|växeln|vx|sentralbord|omstilling|switchboard|vaihde"
    r")[)\].:=]*(?![^\W\d_])"
)
EXTENSION = r"(?:ankn(?:ytning|nr)?|anm|ext(?:ension|n)?|x|tilknytning|intern(?:t|nr)?|lokal(?:nr)?|alanumero|alanro)"
# Two numbers of one person; not before an extension. A hyphen and a single space stand within numbers.
_BETWEEN = (
    r"(?=[\s/;|,&])(?:\s*[/;|,\n\t&]++\s*+|\s{2,}+|\s(?:och|eller|ell?\.?|samt|resp\.?|og|or|and|tai|ja|alt\.?)\s+|\s\+\s(?=[(+]?0))"
    rf"(?!\(?{EXTENSION}[\s.:=]*\d)"
)
# One of these beside a number may be about all the numbers of the cell.
_FORBIDS = (
    r"\b(?:ej|inte|icke|ikke|ikkje|aldrig|aldri|not|never|don.?t|stop|ei|älä|"
    r"fel|feil|forkert|wrong|väärä|spärrad?|gammalt?|gammel|old|vanha)\b"
)
_SIGNS = dict.fromkeys(
    [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFE0F, 0xFEFF]
)
_PLAIN = {**_SIGNS, **dict(zip(map(ord, "＋－．（）／；，：　"), "+-.()/;,: ", strict=True))}  # fmt: skip


def plain(text: str) -> str:
    """The text without invisible signs and outer spaces, its digits (full-width, Arabic-Indic …) as 0 to 9."""
    if not text.isascii():
        text = "".join(_digit(sign) for sign in text.translate(_PLAIN))
    return text.strip()


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def is_none(text: str) -> bool:
    """Whether a cell, or a part of one, says that there is no number."""
    if re.search("[1-9]", text):
        return False
    return re.sub(r"[\s.,:;!?()\[\]/_*–—-]+", " ", text.casefold()).strip() in NONE


def parts(text: str) -> list[str]:
    """The parts of a cell, without the words that are certainly labels and those that say "none" without a digit."""
    text = re.sub(_LABEL, "\n", text, flags=re.IGNORECASE)
    pieces = (piece.strip(" \n") for piece in re.split(_BETWEEN, text, flags=re.IGNORECASE))
    return [piece for piece in pieces if re.search("[0-9]", piece) or not is_none(piece)]


def forbids(part: str) -> bool:
    """Whether a part that is no number says something that may be about the numbers beside it."""
    return re.search(_FORBIDS, part, re.IGNORECASE) is not None
