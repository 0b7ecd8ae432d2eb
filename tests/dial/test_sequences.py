"""What a terminal is sent, byte by byte."""

import base64

from ringa.dial import clipboard, tel


def test_a_number_is_an_address_as_rfc_3966_has_it() -> None:
    assert tel.url("+46701740605") == "tel:+46701740605"


def test_a_link_is_osc_8_around_the_number() -> None:
    linked = "\x1b]8;;tel:+46701740605\x1b\\070-174 06 05\x1b]8;;\x1b\\"
    assert tel.linked("070-174 06 05", "+46701740605") == linked


def test_a_copy_is_osc_52_to_the_clipboard() -> None:
    sent = clipboard.copied("+46701740605")
    assert sent == "\x1b]52;c;KzQ2NzAxNzQwNjA1\x07"
    assert base64.b64decode(sent[7:-1]) == b"+46701740605"
