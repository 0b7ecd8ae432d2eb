"""A fast way to read the usual shapes of phone numbers, exactly as `phonenumbers` reads them.

It is made from the library's own metadata for the region, accepts only what it is certain of, and leaves everything
else to the library: a list of a million members would otherwise take minutes. A property test holds the two equal.
"""

import re
from functools import cache
from typing import Any, NamedTuple

FIXED, MOBILE = "fixed", "mobile"

# Kinds that are left to the library: who answers there, and at what cost, is not usual.
_UNUSUAL = (
    "premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail",
)  # fmt: skip


class Plan(NamedTuple):
    """The numbering plan of one region, as far as it is usual."""

    country_code: str
    shape: re.Pattern[str]  # a whole cell; the group is the national number with its spaces and hyphens
    general: re.Pattern[str]
    unusual: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str], frozenset[int]], ...]  # name, pattern, lengths
    styles: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]  # beginning, groups, how they are written

    def read(self, cell: str) -> tuple[str, str, str] | None:
        """E.164, kind and national form of the one number in a cell; None for "ask the library"."""
        match = self.shape.fullmatch(cell)
        if match is None:
            return None
        number = match[1].replace(" ", "").replace("-", "")
        if not self.general.fullmatch(number) or self.unusual.fullmatch(number):
            return None
        fitting = [
            name for name, pattern, lengths in self.kinds if len(number) in lengths and pattern.fullmatch(number)
        ]
        if len(fitting) != 1:
            return None
        written = (
            groups.sub(style, number)
            for beginning, groups, style in self.styles
            if beginning.match(number) and groups.fullmatch(number)
        )
        shown = next(written, None)
        return (f"+{self.country_code}{number}", fitting[0], shown) if shown else None


@cache
def plan_for(region: str) -> Plan | None:
    """The plan of a region; None where the region shares its country code or the library does not know it."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    data: Any = PhoneMetadata.metadata_for_region(region)
    if data is None or data.national_prefix_transform_rule or data.same_mobile_and_fixed_line_pattern:
        return None
    code, prefix = str(data.country_code), data.national_prefix
    if (data.national_prefix_for_parsing or prefix) != prefix or data.international_prefix != "00":
        return None
    if data.leading_digits is None and len(COUNTRY_CODE_TO_REGION_CODE[data.country_code]) > 1:
        return None
    unusual = [desc.national_number_pattern for name in _UNUSUAL if (desc := getattr(data, name))]
    general = data.general_desc.national_number_pattern
    if data.leading_digits:  # the rest of the country code's numbers belong to another region
        general = f"(?={data.leading_digits}){general}"
    return Plan(
        code,
        re.compile(rf"(?:\+{code} ?|00{code} ?|{prefix or ''})([1-9][0-9]*(?:[ -][0-9]+)*)"),
        re.compile(general, re.ASCII),
        re.compile("|".join(p for p in unusual if p) or r"(?!)", re.ASCII),
        tuple(
            (name, re.compile(desc.national_number_pattern, re.ASCII), frozenset(desc.possible_length))
            for name, desc in ((FIXED, data.fixed_line), (MOBILE, data.mobile))
        ),
        tuple(_style(each) for each in data.number_format),
    )


def _style(form: Any) -> tuple[re.Pattern[str], re.Pattern[str], str]:
    beginning = form.leading_digits_pattern[-1] if form.leading_digits_pattern else ""
    style = form.format
    if form.national_prefix_formatting_rule:
        style = style.replace(r"\1", form.national_prefix_formatting_rule, 1)
    return re.compile(beginning, re.ASCII), re.compile(form.pattern, re.ASCII), style
