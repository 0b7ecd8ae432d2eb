"""The desktop's opener: it hands a `tel:` address to the program that the desktop has for calls."""

from ringa.dial.tel import url

_OPENERS = {"darwin": ("open",), "win32": ("rundll32", "url.dll,FileProtocolHandler")}
_FREE_DESKTOP = ("xdg-open",)


def arguments(platform: str, e164: str) -> list[str]:
    """What to start on this platform (as in `sys.platform`) to ring the number."""
    return [*_OPENERS.get(platform, _FREE_DESKTOP), url(e164)]
