"""Names of people in one column: which part is the given name, which the family name.

Nothing here is certain; a caller who greets with the given name alone is right more often than one who reads out all.
"""

import re
from collections.abc import Sequence

# Very common given names of the Nordic countries and of the largest groups of newer members, without signs of gender.
_GIVEN_WORDS = (
    "adam agneta agnes ahmad ahmed ali alexander alice alma amina amir anders andreas ane anette anita ann anna anne"
    " annika anton arne arvid asbjørn aslaug astrid axel barbro bengt berit birgit birgitta bjarne bjørn björn bo"
    " britt camilla carin carina carl caroline cecilia charlotte christer christian christina claes clara dag dagny"
    " daniel david ebba edvin einar elias elin elisabet elisabeth ella ellen elsa emil emilia emma erik erika erling"
    " ester eva fatima filip finn frida fredrik geir gerd greta grethe gun gunilla gunnar gunnel gustaf gustav göran"
    " hanna hanne hans harald hassan hedda heidi helen helena helene helge henrik hodan hugo håkan håvard ibrahim ida"
    " inga inge ingeborg inger ingrid ingvild irene isak ivar jakob jan jens jenny jesper jessica joakim johan johanna"
    " john johnny jon jonas jorunn josef julia jörgen jørgen kaj kajsa kari karin karl karolina katarina kent kerstin"
    " ketil kim kirsten kjell klara knut kristian kristin kristina kåre lars lasse leif lena lennart liam lina linda"
    " linnea lisa lotta louise lucas ludvig magnus maj maja malin margareta margit maria marianne marie martin mathias"
    " mats matteo mattias maryam mette mia michael mikael mikkel mohamed mohammed mona monika morten moa mustafa nils"
    " nina noah nora nour ola olav ole oliver olivia olle olof omar oskar oscar ove patrik per pernilla peter petra"
    " pia poul pål ragnar ragnhild rasmus reidar rikke robert roger rolf rune sara samuel sebastian selma signe sigrid"
    " siri sofia sofie solveig sonja stefan stein sten stig stina sture sune susanne svein sven svetlana søren thea"
    " therese thomas tobias tomas tone tor tore torbjörn tord tore torill tove trine trond tuva turid ulf ulla ulrika"
    " vera victor viktor viktoria vilma vincent walter wilhelm william wilma yasmin yusuf yvonne zahra åke åsa åse"
    " öjvind ørjan øystein"
)
_GIVEN = frozenset(_GIVEN_WORDS.split())
_FAMILY_ENDS = (
    *("sson", "sen", "ström", "strøm", "berg", "lund", "gren", "qvist", "kvist", "dahl", "stad", "strand", "vik"),
    *("mark", "dotter", "datter", "ić", "ski", "ska"),
)
_PARTICLE_WORDS = (
    "af av von van de den der di da do dos du la le les bin bint ibn al el ul ben abu abd zu zur ten ter o' o’"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_QUOTES = "\"“”„«»'"
NO_NAME = _QUOTES + " ,"  # a text of nothing but these is nobody's name
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’´.\-])*")


def is_given(word: str) -> bool:
    """Whether a word is a very common given name (`Anna-Lena` by its first part)."""
    return word.casefold().split("-")[0] in _GIVEN


def is_family(word: str) -> bool:
    """Whether a word ends as many Nordic family names do and is no common given name."""
    return not is_given(word) and len(word) > 4 and word.casefold().endswith(_FAMILY_ENDS)


def is_word(word: str) -> bool:
    """Whether a word can be part of a name as registers write them: letters, the first of them a capital."""
    return _WORD.fullmatch(word) is not None and (word[0].isupper() or word.casefold() in _PARTICLES)


def split_name(whole: str, last_first: bool = False) -> tuple[str, str]:
    """Given and family name of a name in one column.

    A comma puts the family name first (`Öberg, Åsa`), and so do a family name in capitals (`ÖBERG Åsa`), a particle
    in small letters at the beginning (`von Essen Carl`) and `last_first` (see `names_order`). Otherwise the given name
    is the first word with the very common given names and initials after it; all the rest is the family name:
    `Anna-Lena | Öberg Svensson`, `Anna Karin | Öberg`. One word alone counts as given.
    """
    whole = " ".join(whole.strip(_QUOTES + " ").split())
    if "," in whole:
        last, _comma, first = (part.strip(_QUOTES + " ") for part in whole.partition(","))
        return (first.rstrip(" ,"), last) if last and first.rstrip(" ,") else split_name(f"{last} {first}".strip(" ,"))
    words = whole.split()
    if all(word in _PARTICLES for word in words[:-1]):  # one word, or `von Essen` alone
        return whole, ""
    place = _in_capitals(words)
    if place is None and (last_first or words[0] in _PARTICLES):
        place = slice(0, _family_end(words))
    if place is None:
        place = slice(_given_end(words), len(words))
    return " ".join(words[: place.start] + words[place.stop :]), " ".join(words[place])


def names_order(sample: Sequence[str]) -> bool:
    """Whether names in one column, without commas, put the family name first (`Andersson Anna`).

    Judged by common given names and family names' endings; False when fewer than three cells tell or one in five
    says otherwise.
    """
    votes = [vote for cell in sample if "," not in cell and (vote := _vote(cell.split())) is not None]
    return len(votes) >= 3 and sum(votes) >= 0.8 * len(votes)


def _vote(words: Sequence[str]) -> bool | None:
    """True for family name first, False for last, None for a name that does not tell."""
    if len(words) < 2:
        return None
    first = is_given(words[0]) - is_family(words[0])
    last = is_given(words[-1]) - is_family(words[-1])
    return None if first == last else last > first


def _in_capitals(words: Sequence[str]) -> slice | None:
    """Where the family name is if it alone is in capitals, with its particles; None if nothing tells."""
    loud = [len(word) > 1 and word.isupper() for word in words]
    soft = [loud[n] or word in _PARTICLES for n, word in enumerate(words)]
    if not any(loud) or all(soft):
        return None
    if soft[0]:
        return slice(0, soft.index(False))
    start = soft.index(True)
    return slice(start, len(words)) if all(soft[start:]) else None


def _family_end(words: Sequence[str]) -> int:
    """Where a family name that stands first ends: after its particles and a word, or where a given name begins."""
    start = next((n for n, word in enumerate(words[:-2]) if word.casefold() not in _PARTICLES), len(words) - 2)
    return next((n for n in range(start + 1, len(words)) if is_given(words[n])), start + 1)


def _given_end(words: Sequence[str]) -> int:
    """Where the given names end: before a particle, or before the first word that is no common given name."""
    for n, word in enumerate(words[1:-1], 1):
        if word.casefold() in _PARTICLES or not (is_given(word) or len(word.rstrip(".")) == 1):
            return n
    return len(words) - 1
