"""`tel:` addresses (RFC 3966), and links in a terminal (OSC 8, as VTE and iTerm2 have defined it)."""


def url(e164: str) -> str:
    """The address of a number: `tel:+46701740605`."""
    return f"tel:{e164}"


def linked(text: str, e164: str) -> str:
    """A text that a terminal shows as a link that rings the number."""
    return f"\x1b]8;;{url(e164)}\x1b\\{text}\x1b]8;;\x1b\\"
