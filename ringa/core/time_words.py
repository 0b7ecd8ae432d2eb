"""What people in Sweden and Norway call days, parts of the day and hours: three languages in one table.

All are understood whatever language is active, since people mix them. A line has the words of one meaning, with `_` for
a space. Letters are folded before they are compared (å and ä are a, ö and ø are o), so `ikvall` is `ikväll`, and
much Swedish is Norwegian. Where one word means two things the grammar decides: `to` is 2 in `om to timer`, and "before"
in `ten to six`.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

AM, PM = "am", "pm"

_WORDS: dict[str, dict[Any, str]] = {
    # days away from today
    "day": {
        -2: "förrgår i_förrgår forgårs i_forgårs the_day_before_yesterday day_before_yesterday",
        -1: "igår i_går in_går går yesterday",
        0: "idag i_dag today",
        1: """imorgon i_morgon imorron i_morron imorrn imorn i_morn imorra i_morra imorgen i_morgen imårra i_mårra
            tomorrow tomorow tmrw""",
        2: """övermorgon i_övermorgon överimorgon overmorgen i_overmorgen overimorgen over_i_morgen
            the_day_after_tomorrow day_after_tomorrow""",
    },
    "weekday": {
        0: "måndag måndagen mandag mandagen mån monday mon",
        1: "tisdag tisdagen tirsdag tirsdagen tis tir tirs tuesday tue tues",
        2: "onsdag onsdagen ons wednesday wed weds",
        3: "torsdag torsdagen tor tors thursday thu thur thurs",
        4: "fredag fredagen fre friday fri",
        5: "lördag lördagen lørdag lørdagen lör lør saturday sat",
        6: "söndag söndagen søndag søndagen sön søn sunday sun",
    },
    "weekend": {True: "helg helgen helga weekend weekenden"},
    # weeks away from this one
    "week": {
        0: "denna_vecka den_här_veckan veckan denne_uka denne_uken uka this_week",
        1: "nästa_vecka neste_uke neste_uka next_week",
    },
    "next": {1: "nästa näste neste next"},
    "last": {1: "förra forrige sist siste senaste last"},
    "month": {
        1: "januari januar january jan", 2: "februari februar february feb", 3: "mars march mar",
        4: "april apr", 5: "maj mai may", 6: "juni june jun", 7: "juli july jul", 8: "augusti august aug",
        9: "september sept sep", 10: "oktober october okt oct", 11: "november nov", 12: "december desember dec des",
    },
    # When in the day that is: minutes since midnight, for the whole hours of it, the usual one first; and which half.
    "part": {
        ((9,), AM): "tidig tidigt tidlig early",
        ((10, 11), AM): """morgon morgonen morgen morgenen bitti morning förmiddag förmiddagen formiddag
            formiddagen forenoon fm""",
        ((11,), AM): "före_lunch innan_lunch før_lunsj before_lunch",
        ((12,), None): "lunch lunchen lunchtid lunsj lunsjtid lunchtime noon midday middag mitt_på_dagen midt_på_dagen",
        ((13, 14), PM): "efter_lunch efter_lunchen etter_lunsj etter_lunsjen etter_lunch after_lunch",
        ((14, 15, 16), PM): "eftermiddag eftermiddagen ettermiddag ettermiddagen afternoon em",
        ((17, 18), PM): """efter_jobbet efter_jobb efter_arbetet etter_jobb etter_jobben etter_arbeid after_work
            tidig_kväll tidlig_kveld early_evening""",
        ((18, 19, 20), PM): "kväll kvällen kveld kvelden kvällstid aften aftenen afton evening evenings night",
        ((20,), PM): "sen_kväll sent_på_kvällen sen_kveld sent_på_kvelden late_evening",
        ((16, 17), PM): "sen_eftermiddag sent_på_eftermiddagen sen_ettermiddag sent_på_ettermiddagen late_afternoon",
        ((10, 12, 14, 16, 18, 20), None): """när_som_helst når_som_helst any_time anytime hela_dagen hele_dagen
            all_day""",
        ((19, 20), PM): "efter_middag efter_middagen etter_middag etter_middagen after_dinner",
    },
    # The part that comes today.
    "today_part": {
        ((10, 11), AM): "i_förmiddag i_formiddag this_morning",
        ((14, 15, 16), PM): "i_eftermiddag i_ettermiddag this_afternoon",
        ((20,), PM): "sent_ikväll sent_i_kväll sent_i_kveld late_tonight",
        ((18, 19, 20), PM): "ikväll i_kväll ikveld i_kveld i_aften i_afton tonight this_evening",
    },
    "half": {AM: "am fm", PM: "pm em"},
    "number": {
        1: "ett one", 2: "två to two", 3: "tre three", 4: "fyra fire four", 5: "fem five", 6: "sex seks six",
        7: "sju syv seven", 8: "åtta åtte eight", 9: "nio ni nine", 10: "tio ti ten", 11: "elva elleve eleven",
        12: "tolv twelve", 13: "tretton tretten thirteen", 14: "fjorton fjorten fourteen", 15: "femton femten fifteen",
        16: "sexton seksten sixteen", 17: "sjutton sytten seventeen", 18: "arton atten eighteen",
        19: "nitton nitten nineteen", 20: "tjugo tjue twenty",
    },
    "article": {
        0.5: "en_halv ett_halvt et_halvt halv halvt half_an half_a half", 1: "en ei et a an",
        1.5: "en_och_en_halv ett_och_ett_halvt en_og_en_halv halvannen halvannan one_and_a_half",
        2: "ett_par et_par a_couple_of a_couple par", 30: "trettio tretti thirty", 40: "fyrtio førti forty",
        45: "fyrtiofem førtifem forty_five",
    },
    # minutes past and before an hour
    "sign": {1: "över over past after", -1: "i på to before"},
    "quarter": {15: "kvart kvarter quarter a_quarter"},
    "thirty": {-30: "halv", 30: "half half_past"},
    # minutes
    "unit": {
        1: "m min mins minut minuter minutt minutter minute minutes",
        15: "kvart kvarter quarter quarters quarter_of_an_hour",
        30: "halvtimme halvtimma halvtime halvtimmar halvtimer",
        60: "h t tim timme timma timmen timmes_tid timmar time timen times_tid timer hour hours hr hrs",
    },
    "days": {1: "d dag dagar dager day days dygn døgn", 7: "v vecka veckor uke uka uker week weeks", 14: "fortnight"},
    "months": {1: "månad månader måned måneder month months"},
    "ago": {1: "sedan sen siden ago"},
    # Words that may stand before what they name, and say nothing.
    "on": {
        1: """på on den det the i til till nu nå denna denne this kommande kommende coming senare senere later
            från fra from tidigast tidligst"""
    },
    "during": {1: "på i om in the at til till under utpå during framåt mot vid ved kring runt rundt around about ca"},
    "at": {
        1: """kl klockan klokka klokken kloka at vid ved ca cirka runt rundt kring omkring ungefär omtrent around about
            efter etter after från fra from mellan mellom between tidigast tidligst"""
    },
}  # fmt: skip


def folded(text: str) -> str:
    """Small letters without what stands above or through them: `Lørdag` and `LÖRDAG` are `lordag`."""
    small = unicodedata.normalize("NFKD", text.lower()).translate({ord("ø"): "o", ord("æ"): "a"})
    return "".join(letter for letter in small if not unicodedata.combining(letter))


def _meanings(lines: Mapping[Any, str]) -> dict[str, Any]:
    return {folded(word).replace("_", " "): value for value, words in lines.items() for word in words.split()}


# What each word means, by kind: `MEANINGS["weekday"]["lordag"]` is 5.
MEANINGS = {kind: _meanings(lines) for kind, lines in _WORDS.items()}
MEANINGS["hour"] = MEANINGS["number"]
MEANINGS["count"] = MEANINGS["number"] | MEANINGS["quarter"]
MEANINGS["amount"] = MEANINGS["number"] | MEANINGS["article"]

# What may stand for a word of these kinds: digits.
DIGITS = {"hour": r"1[0-2]|0?[1-9]", "count": r"[12]?[0-9]", "amount": r"[0-9]{1,4}(?:[.,][0-9])?"}


def words_of(kind: str) -> str:
    """A regular expression for the words of a kind, the longest first, and its digits."""
    words = sorted(MEANINGS[kind], key=len, reverse=True)
    return "|".join([*words, *filter(None, [DIGITS.get(kind)])])


def meaning(kind: str, word: str) -> Any:
    """What a word of that kind means; of digits, the number."""
    table = MEANINGS[kind]
    return table[word] if word in table else float(word.replace(",", "."))


_SPACING = (
    (r"(?<![a-z])([apfe])\.? ?m\b\.?", r"\1m"),  # p.m.
    ("[\u2010-\u2015\u2212]", "-"),
    ("['’`´]", ""),  # o'clock
    (r"(?<=[0-9]):(?=[ea]\b)", " "),  # 24:e
    (r"(?<=[0-9])\. (?=[0-9]{1,2}\.)", "."),  # 8. 9. 2030
    (r"(?<![0-9])[.,]|[.,](?![0-9])|[!?;()\"]|(?<=[a-z])[-/]|[-/](?=[a-z])|^\+", " "),
    (r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])", " "),  # 3h
    (r" ?- ?", "-"),
)


def spaced(text: str) -> str:
    """The text folded, with one space between its words and none inside numbers, dates and times of the clock."""
    text = " ".join(folded(text).split())
    for pattern, instead in _SPACING:
        text = re.sub(pattern, instead, text)
    joined = rf"\b({words_of('weekday')}|{words_of('day')})s? ?(?={words_of('part')})"
    return " ".join(re.sub(joined, r"\1 ", text).split())
