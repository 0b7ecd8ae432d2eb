"""What a file is, told by how it begins: people send a PDF, a web page or a locked workbook as "the list"."""

import re
from typing import BinaryIO

from ringa.errors import NotText
from ringa.i18n import N_, _

START = 65_536  # bytes from which a kind is told

WORKBOOK = N_("an Excel workbook (.xlsx)")
BINARY = N_("binary data")
ZIP = N_("a zip file")
_LOCKED = N_("an Excel workbook locked with a password")
_OLD_EXCEL = N_("an old Excel workbook (.xls)")
_BINARY_EXCEL = N_("a binary Excel workbook (.xlsb)")
_PDF = N_("a PDF")
_PAGE = N_("a web page")
_PICTURE = N_("a picture")
_PACKED = N_("a packed file")
_ENCRYPTED = N_("an encrypted file")
_DATABASE = N_("a database")
_PROGRAM = N_("a program")
_DOCUMENT = N_("a text document")
_OPEN_SHEET = N_("an OpenDocument spreadsheet (.ods)")
_NUMBERS = N_("a Numbers spreadsheet")
_XML_SHEET = N_("an XML spreadsheet (Excel 2003)")
_XML = N_("an XML file")
_JSON = N_("JSON data")
_MAIL = N_("an e-mail message")
_CARDS = N_("an address book (vCard)")
_CALENDAR = N_("a calendar")

_SAVE = N_("Open it in a spreadsheet program and save it as CSV (UTF-8), then try again.")
_ASK = N_("Ask whoever sent it for the list as CSV or Excel (.xlsx).")
_UNPACK = N_("Unpack it first, then try again with the list that is in it.")
_ADVICE = {
    _LOCKED: N_("Open it with its password, save it without one, then try again."),
    _ENCRYPTED: N_("Decrypt it first, then try again with the list that is in it."),
    ZIP: _UNPACK,
    _PACKED: _UNPACK,
    _MAIL: N_("Open the message in a mail program, save the attached list, then try again with that file."),
    _CARDS: N_("Export the address book as CSV, then try again."),
    **dict.fromkeys((_PDF, _PICTURE, _DOCUMENT, _DATABASE, _PROGRAM, _XML, _JSON, _CALENDAR, BINARY), _ASK),
}  # fmt: skip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2
_MAGIC = (
    (b"%PDF", _PDF),
    (b"\x1f\x8b\x08", _PACKED),
    (b"BZh", _PACKED),
    (b"\xfd7zXZ\x00", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"Rar!\x1a\x07", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"age-encryption.org/", _ENCRYPTED),
    (b"-----BEGIN AGE ENCRYPTED FILE", _ENCRYPTED),
    (b"-----BEGIN PGP MESSAGE", _ENCRYPTED),
    (b"SQLite format 3\x00", _DATABASE),
    (b"\x7fELF", _PROGRAM),
    (b"{\\rtf", _DOCUMENT),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", _OLD_EXCEL),  # BIFF without its OLE wrapping
)
# What stands in the entries of a zip; the first that is found tells. An XLSX keeps its parts in xl/ (ECMA-376).
_IN_ZIP = (
    (b"application/vnd.oasis.opendocument.spreadsheet", _OPEN_SHEET),
    (b"application/vnd.oasis.opendocument", _DOCUMENT),
    (b"xl/workbook.bin", _BINARY_EXCEL),
    (b"xl/", WORKBOOK),
    (b"word/", _DOCUMENT),
    (b"ppt/", _DOCUMENT),
    (b"Index/Document.iwa", _NUMBERS),
    (b"[Content_Types].xml", WORKBOOK),  # some Office file: its directory is looked into when it is opened
    (b"docProps/", WORKBOOK),
    (b"_rels/.rels", WORKBOOK),
)
_IN_OLE = (("EncryptedPackage", _LOCKED), ("WordDocument", _DOCUMENT), ("__substg1.0", _MAIL))
_MAIL_HEADER = rb"(return-path|received|delivered-to|message-id|mime-version|from|to|subject|date|x-[\w-]+):"
_IN_TEXT = (
    (rb"<!doctype html|<(html|head|body|table|meta|style|div)\b", _PAGE),
    (rb"mime-version:.*(\r?\n.*){0,12}multipart/related", _PAGE),  # "Web archive"
    (rb"<\?xml.{0,2000}?urn:schemas-microsoft-com:office:spreadsheet", _XML_SHEET),
    (rb"<\?xml.{0,200}?<\?mso-application progid=.excel", _XML_SHEET),
    (rb"<\?xml.{0,2000}?<html\b", _PAGE),
    (rb"<\?xml.{0,2000}?opendocument.spreadsheet", _OPEN_SHEET),
    (rb"<\?xml|<svg\b", _XML),
    (rb"""[\[{]\s*(["\[{]|[\]}]\s*$)""", _JSON),
    (rb"begin:vcard\b", _CARDS),
    (rb"begin:vcalendar\b", _CALENDAR),
    (rb"from \S+@\S+ .*\r?\n[\w-]+: ", _MAIL),
    (_MAIL_HEADER + rb".*(\r?\n[ \t].*)*\r?\n[\w-]+: ", _MAIL),
)  # fmt: skip


def kind_of(start: bytes) -> str | None:
    """What a file is by its first bytes (START of them), as a text for `_()`; None for what may be a table of text.

    `WORKBOOK` is an XLSX, or an Office file that only its zip directory tells apart from one.
    """
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for sign, kind in _IN_ZIP if sign in start), ZIP)
    if start.startswith(_OLE):
        return next((kind for sign, kind in _IN_OLE if sign.encode("utf-16-le") in start), _OLD_EXCEL)
    if start[:2] == b"MZ" and b"\x00\x00" in start[:64]:
        return _PROGRAM
    if start[4:8] == b"ftyp" or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return _PICTURE
    return _kind_of_text(start)


def _kind_of_text(start: bytes) -> str | None:
    text = start[:4096].replace(b"\x00", b"").lower()  # also of UTF-16
    text = text.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    return next((kind for sign, kind in _IN_TEXT if re.match(sign, text, re.DOTALL if b"xml" in sign else 0)), None)


def kind_in(source: BinaryIO) -> str | None:
    """As `kind_of`, from a seekable file, which is left at its beginning.

    The directory of an old Office file, which tells a locked workbook, may stand anywhere in it ([MS-CFB] 2.2).
    """
    source.seek(0)
    start = source.read(START)
    if start.startswith(_OLE) and len(start) >= 512:
        size = 1 << min(int.from_bytes(start[30:32], "little"), 12)
        source.seek((int.from_bytes(start[48:52], "little") + 1) * size)
        start += source.read(4096)
    source.seek(0)
    return kind_of(start)


def not_text(file: str, kind: str) -> NotText:
    """The error for a file of a wrong kind, with the advice that fits that kind best."""
    return NotText(file=file, kind=_(kind), what_to_do=_(_ADVICE.get(kind, _SAVE)))
