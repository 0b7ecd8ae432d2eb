"""Which numbers a program may dial: ordinary ones, never what costs extra, and never a short or an emergency number.

A number in a member list can be a mistake or a trick, and a program dials it before anybody has looked at it.
"""

import re
from typing import NamedTuple

PREMIUM, SHORT, UNSURE = "premium", "short", "unsure"

_E164 = r"\+[1-9][0-9]{2,14}"


class Dialable(NamedTuple):
    """A number that may be dialled: in E.164, and in digits as one dials it in the campaign's own country."""

    e164: str
    digits: str  # 0701740605; a foreign one begins with its plus


class NotDialable(ValueError):
    """A number that no program may dial. `reason` is PREMIUM, SHORT or UNSURE."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def dialable(number: str, region: str) -> Dialable:
    """The number, if it may be dialled. Raises NotDialable.

    What kind a number is of is what the metadata of `phonenumbers` says. A kind that is not known to be ordinary (a
    pager, a voicemail, a personal number that is passed on somewhere) is UNSURE.
    """
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, PhoneNumberType

    try:
        parsed = phonenumbers.parse(number if re.fullmatch(_E164, number) else "")
    except phonenumbers.NumberParseException:
        raise NotDialable(UNSURE) from None
    if phonenumbers.is_possible_short_number(parsed):
        raise NotDialable(SHORT)
    kind = phonenumbers.number_type(parsed)
    if kind in (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST):
        raise NotDialable(PREMIUM)
    if kind not in (
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
    ):
        raise NotDialable(UNSURE)
    if parsed.country_code != phonenumbers.country_code_for_region(region):
        return Dialable(number, number)
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    return Dialable(number, re.sub(r"\D", "", national))
