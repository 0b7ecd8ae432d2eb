"""A QR code that rings a number, in half blocks: a character is two modules, one above the other.

Its colours are forced, white on black, because telephones do not read it in the colours of every theme.
"""

from itertools import zip_longest

from ringa.dial.tel import url

BORDER = 2  # modules; enough beside a text, which was tried
_COLOURS, _END = "\x1b[38;5;231;48;5;16m", "\x1b[0m"
BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}  # dark above, dark below


def rows(e164: str) -> list[str]:
    """The code, a text for each line: 13 of 25 characters for up to 12 digits, else 15 of 29."""
    import segno

    # Never a Micro QR code, which telephones do not read; and no better correction than the smallest size has room for.
    code = segno.make(url(e164), micro=False, error="l", boost_error=False)
    modules = [[bool(module) for module in row] for row in code.matrix_iter(border=BORDER)]
    nothing = [True] * len(modules[0])
    pairs = zip_longest(modules[::2], modules[1::2], fillvalue=nothing)
    return ["".join(BLOCKS[pair] for pair in zip(*both, strict=True)) for both in pairs]


def coloured(row: str) -> str:
    """A row as a terminal is sent it."""
    return f"{_COLOURS}{row}{_END}"
