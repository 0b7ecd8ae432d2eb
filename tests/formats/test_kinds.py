"""What a file is, told by how it begins."""

import gzip
import io
import zipfile

import pytest

from ringa.formats.kinds import WORKBOOK, kind_in, kind_of, not_text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXCEL_XML = b'<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n<Workbook xmlns="urn:x">'


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_T", "[Content_Types].xml"), content)
    return out.getvalue()


KINDS = [
    (b"%PDF-1.7 ...", "a PDF"),
    (zipped(_T="", xl__workbook="x"), WORKBOOK),
    (zipped(_T=""), WORKBOOK),
    (zipped(docProps__app="", xl__sheet=""), WORKBOOK),
    (zipped(_T="", word__document=""), "a text document"),
    (zipped(_T="", ppt__slide=""), "a text document"),
    (zipped(**{"xl__workbook.bin": ""}), "a binary Excel workbook (.xlsb)"),
    (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument spreadsheet (.ods)"),
    (zipped(mimetype="application/vnd.oasis.opendocument.text"), "a text document"),
    (zipped(**{"Index__Document.iwa": ""}), "a Numbers spreadsheet"),
    (zipped(members="id;name"), "a zip file"),
    (zipped(), "a zip file"),
    (OLE + b"...", "an old Excel workbook (.xls)"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "an Excel workbook locked with a password"),
    (OLE + "WordDocument".encode("utf-16-le"), "a text document"),
    (OLE + "__substg1.0_0037".encode("utf-16-le"), "an e-mail message"),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", "an old Excel workbook (.xls)"),
    (b"\n <!DOCTYPE HTML><p>", "a web page"),
    (b"\xef\xbb\xbf<html xmlns:o=", "a web page"),
    ("\ufeff<table><tr>".encode("utf-16-le"), "a web page"),
    (b'<?xml version="1.0"?><!DOCTYPE x><html xmlns="y">', "a web page"),
    (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; ", "a web page"),
    (EXCEL_XML, "an XML spreadsheet (Excel 2003)"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
     "an XML spreadsheet (Excel 2003)"),
    (b'<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet"',
     "an OpenDocument spreadsheet (.ods)"),
    (b'<?xml version="1.0"?><members>', "an XML file"),
    (b"<svg xmlns=", "an XML file"),
    (b'{"members": [1]}', "JSON data"),
    (b'[\n  {"id": 1}]', "JSON data"),
    (b"[]\n", "JSON data"),
    (b"BEGIN:VCARD\r\nVERSION:3.0", "an address book (vCard)"),
    (b"BEGIN:VCALENDAR\r\n", "a calendar"),
    (b"Received: from a\r\n by b\r\nSubject: list\r\n", "an e-mail message"),
    (b"From bo@example.org Fri Aug 14\nSubject: list\n", "an e-mail message"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\x00\x00\x00\x18ftypheic", "a picture"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a picture"),
    (gzip.compress(b"id", mtime=0), "a packed file"),
    (b"SQLite format 3\x00", "a database"),
    (b"age-encryption.org/v1", "an encrypted file"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "an encrypted file"),
    (b"\x7fELF\x02", "a program"),
    (b"MZ\x90\x00\x03\x00\x00\x00", "a program"),
    (b"{\\rtf1\\ansi", "a text document"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "kind"), KINDS)
def test_a_file_of_a_wrong_kind_is_named(start: bytes, kind: str) -> None:
    assert kind_of(start) == kind


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"id;name\n1;Bo",
        "\ufeffid;name".encode("utf-16-le"),
        b"MZ number;name\n",
        b"BM;name\n",
        b"[id],[name]\n",
        b"{id};{name}\n",
        b"from;to;subject\n",
        b"From: the register of members\n\nid;name\n",
        b"<id>;<name>\n",
        b"RIFF;name;phone",
        b'"id";"name"\n',
        b"\xc5sa;\xd6berg",
    ],
)
def test_what_may_be_a_table_is_not_taken_for_anything_else(start: bytes) -> None:
    assert kind_of(start) is None


def test_a_locked_workbook_is_told_by_its_directory_wherever_that_stands() -> None:
    sector = 400
    head = bytearray(OLE + bytes(504))
    head[30:32] = (9).to_bytes(2, "little")
    head[48:52] = sector.to_bytes(4, "little")
    whole = bytes(head) + bytes(512 * sector) + "EncryptedPackage".encode("utf-16-le")
    source = io.BytesIO(whole)
    source.seek(99)
    assert kind_in(source) == "an Excel workbook locked with a password"
    assert source.tell() == 0
    assert kind_in(io.BytesIO(whole[:100_000])) == "an old Excel workbook (.xls)"


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("a PDF", "Ask whoever sent it for the list as CSV or Excel (.xlsx)."),
        ("a zip file", "Unpack it first, then try again with the list that is in it."),
        ("an Excel workbook locked with a password", "Open it with its password, save it without one, then try again."),
        ("a web page", "Open it in a spreadsheet program and save it as CSV (UTF-8), then try again."),
        (WORKBOOK, "Open it in a spreadsheet program and save it as CSV (UTF-8), then try again."),
    ],
)
def test_the_advice_fits_the_kind(kind: str, advice: str) -> None:
    error = not_text("list", kind)
    assert error.message == f"list is {kind}; a list is CSV or Excel (.xlsx)."
    assert error.hint == advice
