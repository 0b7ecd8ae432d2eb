"""Files that authors write (surveys.yaml, scripts): from bytes to text, or what the file is instead."""

from io import BytesIO

from ringa.core.problem import Problem
from ringa.errors import EmptyFile, NotText
from ringa.i18n import _

MAX_BYTES = 300_000  # fifty times what a survey in three languages needs; more would take YAML many seconds
_NAMES = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252 (Latin-1)",
          "mac_roman": "Mac Roman", "cp850": "MS-DOS (850)"}  # fmt: skip


def text_of(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    """The text of a file in UTF-8, with or without a BOM; else None and what is wrong, with the place where it can be.

    More than `MAX_BYTES` is not looked at, so whoever reads a file needs to read no more than one byte beyond.
    """
    if len(data) > MAX_BYTES:
        advice = _("Such a file has a few pages, not more than {n} kB.").format(n=MAX_BYTES // 1000)
        return None, [Problem(file, 0, 0, _("the file is too large"), advice)]
    try:
        if b"\x00" not in data:  # text in UTF-16 may be UTF-8 by chance, but for its NULs
            return data.decode("utf-8-sig"), []
        place = 0, 0
    except UnicodeDecodeError as error:
        place = _place(data, error.start)
    return None, [_something_else(data, file, place)]


def _place(data: bytes, position: int) -> tuple[int, int]:
    """Line and column of a byte, as an editor counts them."""
    before = data[:position].decode("utf-8-sig", errors="replace")
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


def _something_else(data: bytes, file: str, place: tuple[int, int]) -> Problem:
    from ringa.formats.encoding import encoding_of

    try:
        name = _NAMES.get(encoding_of(BytesIO(data), file))
    except EmptyFile:
        return Problem(file, 0, 0, _("the file is empty"))
    except NotText as error:
        return Problem(file, 0, 0, _("this is no text file but {kind}").format(kind=error.fields["kind"]))
    if name is None:
        return Problem(file, 0, 0, _("this is no text file"))
    if name == "UTF-16":
        place = 0, 0
    advice = _("Save the file as UTF-8: in most editors a choice under “Save as”.")
    return Problem(file, *place, _("this is not UTF-8 but {encoding}").format(encoding=name), advice)
