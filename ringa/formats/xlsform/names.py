"""Names of a form as ids and codes: small letters a-z, digits and _, beginning with a letter, each only once."""

import re
import unicodedata
from collections.abc import Collection, Iterable

LONGEST = 60
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i", "œ": "oe"})
_ID = re.compile(r"[a-z][a-z0-9_]*")


def as_id(name: str, prefix: str) -> str:
    """The name as an id, as near as it can be: `Är du med?` is `ar_du_med`, `1` with the prefix c is `c1`."""
    if _ID.fullmatch(name):
        return name
    folded = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    word = re.sub(r"[^a-z0-9]+", "_", "".join(sign for sign in folded if not unicodedata.combining(sign)))
    word = word.strip("_")[:LONGEST].strip("_")
    return word if word[:1].isalpha() else prefix + word


def as_ids(names: Iterable[str], prefix: str, taken: Collection[str] = ()) -> list[str]:
    """An id for each name, in order. What is an id already and stands first keeps its name; the others make way."""
    names = list(names)
    free = dict.fromkeys(name for name in names if name not in taken and as_id(name, prefix) == name)
    used = {*taken, *free}
    numbers: dict[str, int] = {}  # where to go on counting: a thousand questions may have one name
    found = []
    for name in names:
        if name in free:
            del free[name]
            found.append(name)
            continue
        id = as_id(name, prefix)
        found.append(unused(id, used, numbers.get(id, 1)))
        numbers[id] = numbers.get(id, 1) + 1
        used.add(found[-1])
    return found


def unused(id: str, used: Collection[str], number: int = 1) -> str:
    """The id, with a number behind it if it is used already; the least from `number` on."""
    candidate = id if number == 1 else f"{id}_{number}"
    while candidate in used:
        number += 1
        candidate = f"{id}_{number}"
    return candidate
