"""The types of rows in a form: what each becomes in a survey, or why it has no place there.

Source: xlsform.org, "Question types"; older names from pyxform 4.5, `aliases.py` and `question_type_dictionary.py`.
"""

import re
from typing import NamedTuple

from ringa.i18n import N_

# What a row is, beside the types of questions
GROUP, REPEAT, END, METADATA, REFUSED = "begin group", "begin repeat", "end", "metadata", "refused"
ACKNOWLEDGE, RANGE, DECIMAL = "acknowledge", "range", "decimal"

_PLAIN = {
    "text": "text, string",
    "number": "integer, int",
    DECIMAL: "decimal",
    "date": "date",
    "note": "note",
    ACKNOWLEDGE: "acknowledge, trigger",
    RANGE: "range",
    METADATA: "start, start time, end, end time, today, deviceid, device id, imei, subscriberid, subscriber id,"
    " simserial, sim id, phonenumber, phone number, username, email, audit, uri:deviceid, uri:subscriberid,"
    " uri:simserial, uri:phonenumber, uri:username, uri:email",
}
_TYPES = {name: type for type, names in _PLAIN.items() for name in names.split(", ")}

_PICTURES = N_("pictures, sounds and files have no place in a call")
_PLACES = N_("places have no place in a call")
_FILES = N_("its choices are in another file; put them on the sheet `choices`")
_REASONS = {
    "calculate": N_("nothing is computed in a survey"),
    "calculation": N_("nothing is computed in a survey"),
    "hidden": N_("nobody is asked it"),
    "rank": N_("an order of choices cannot be answered; ask for the most important one"),
    "time": N_("a time of day cannot be answered; ask for it as text"),
    "datetime": N_("a moment cannot be answered; ask for a date"),
    "date time": N_("a moment cannot be answered; ask for a date"),
    "barcode": N_("there is nothing to scan in a call"),
    **dict.fromkeys(("image", "photo", "audio", "video", "file", "background-audio", "draw", "signature"), _PICTURES),
    **dict.fromkeys(
        ("geopoint", "geotrace", "geoshape", "location", "gps", "start-geopoint", "background-geopoint", "osm"), _PLACES
    ),
    **dict.fromkeys(
        (
            "select_one_from_file", "select_multiple_from_file", "select_one_external", "select one external",
            "select one from file", "select multiple from file", "xml-external", "csv-external",
        ),
        _FILES,
    ),
}  # fmt: skip
_UNKNOWN = N_("there is no such type of question")
_SELECT = re.compile(
    r"(?:add |q )?(?P<how>select_one|select one|select1|select_multiple|select multiple|select all that apply)"
    r"(?: prompt)?(?: using| from)? (?P<list>\S+)(?P<other> or_other| or other| or specify other)?",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"(?P<edge>begin|end)[ _](?P<what>group|repeat|lgroup|looped group|loop)\b.*", re.IGNORECASE)


class Type(NamedTuple):
    """What a row is: a type of question, or one of the words above. `reason` says why it is refused."""

    name: str
    list: str = ""
    or_other: bool = False
    reason: str = ""


def type_of(cell: str) -> Type:
    """The type of a row, by the cell that says it."""
    control = _CONTROL.fullmatch(cell)
    if control:
        if control["edge"].lower() == "end":
            return Type(END)
        return Type(GROUP if control["what"].lower() == "group" else REPEAT)
    word = re.sub(r"^(?:q|add|get) | prompt$", "", cell.lower())
    if known := _TYPES.get(word):
        return Type(known)
    for name, reason in _REASONS.items():
        if word == name or word.startswith(name + " "):
            return Type(REFUSED, reason=reason)
    select = _SELECT.fullmatch(cell)
    if not select:
        return Type(REFUSED, reason=_UNKNOWN)
    several = "multiple" in select["how"].lower() or "all" in select["how"].lower()
    return Type("multiple" if several else "single", select["list"], bool(select["other"]))
