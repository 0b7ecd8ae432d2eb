"""Lists that nobody would send, and somebody does: every row in is a row taken or set aside, whatever it holds."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cli.lists import an_empty_office, counts_add_up, everybody
from tests.cli.naughty import STRINGS
from tests.conftest import Answer, Laptop

SECONDS = 20  # under 5 when nothing else runs


@pytest.fixture
def empty(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_empty_office(tmp_path, tmp_path_factory)


def unsafe(text: str) -> set[str]:
    """The characters of an output that can drive a terminal or turn its lines round."""
    bidi = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    return {sign for sign in text if (unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n") or sign in bidi}


def calm(answer: Answer) -> Answer:
    """The answer, which is no bug and does nothing to the terminal."""
    assert answer.code in (0, 1, 3, 4), answer
    assert not unsafe(answer.out + answer.err), answer
    assert "Traceback" not in answer.err
    return answer


def take(laptop: Laptop, data: bytes, *args: str, name: str = "list.csv") -> Answer:
    """Import a file of these bytes, as JSON."""
    (laptop.folder / name).write_bytes(data)
    began = perf_counter()
    answer = calm(laptop.run("import", name, "--yes", "--json", *args))
    assert perf_counter() - began < SECONDS
    if answer.code in (0, 4):
        assert counts_add_up(answer.json) and (answer.code == 4) == bool(answer.json["rejected"])
    return answer


# The shapes of the public collections. What the files are about does not matter, and so their numbers do not.
# name → file, arguments, (read, added, rejected), or the error's code

SPECTRUM = {
    "comma_in_quotes": ('first,last,address,city,zip\nJohn,Doe,120 any st.,"Anytown, WW",08123', (), (1, 1, 0)),
    "empty": ('a,b,c\n1,"",""\n2,3,4\n', ("--map", "id=a"), (2, 2, 0)),
    "empty_crlf": ('a,b,c\r\n1,"",""\r\n2,3,4\r\n', ("--map", "id=a"), (2, 2, 0)),
    "escaped_quotes": ('a,b\n1,"ha ""ha"" ha"\n3,4\n', ("--map", "id=a", "--map", "name=b"), (2, 2, 0)),
    "json": ('key,val\n1,"{""type"": ""Point"", ""coordinates"": [102.0, 0.5]}"\n', ("--map", "id=key"), (1, 1, 0)),
    "newlines": ('a,b,c\n1,2,3\n"Once upon \na time",5,6\n7,8,9\n', ("--map", "id=b", "--map", "name=a"), (3, 3, 0)),
    "newlines_crlf": (
        'a,b,c\r\n1,2,3\r\n"Once upon \r\na time",5,6\r\n7,8,9\r\n', ("--map", "id=b", "--map", "name=a"), (3, 3, 0),
    ),
    "newlines as ids": ('a,b,c\n1,2,3\n"Once upon \na time",5,6\n7,8,9\n', ("--map", "id=a"), (3, 2, 1)),
    "quotes_and_newlines": ('a,b\n1,"ha \n""ha"" \nha"\n3,4\n', ("--map", "id=a", "--map", "name=b"), (2, 2, 0)),
    "simple": ("a,b,c\n1,2,3\n", ("--map", "id=a"), (1, 1, 0)),
    "simple without a mapping": ("a,b,c\n1,2,3\n", (), "no_header"),
    "utf8": ("a,b,c\n1,2,3\n4,5,ʤ\n", ("--map", "id=a", "--map", "name=c"), (2, 2, 0)),
}  # fmt: skip
MESSY = {
    "weird_head_padding": (
        "\n\nMitglieder mit Berechtigung (Anzahl)" + " " * 600 + "\n" + "*" * 100 + "\n" + " " * 100 + "\nBezug:\n"
        + 'Region:;Schweden\nGeschlecht:;Beide\n""\n;"";;;\n"id";"name";"phone";\n"    1";"Eva Ek";"070-174 06 05";\n'
        + '"    2";"Bo Ek";".";\n\n' + "*" * 100 + '\nFußnoten\n"1.";"Bis 1992 nur Norden."\n',
        (), (5, 3, 2),
    ),
    "excel_pasting": (
        """"Members, by group",,
thousands,,
,,
id,name,2001
1,Timber,"2,666"
2,"Pulp, paper
and printing","4,666"
,,
Source: Office for Statistics.,,
""",
        (), (3, 2, 1),
    ),
    "null": ("1,null,0,0\n2,0,0,null\n3,null,,\n4,null,0,null\n", ("--map", "id=1"), (4, 4, 0)),
    "skip_initials": ("id,name\n1,    Eva Ek\n2,Bo Ek\n", (), (2, 2, 0)),
    "sparse_with_column_errors": (
        "id,name,phone,\nA,Ek; Eva; Eva Ek,,\nA1,Bo Ek,,\n,,070-174 06 05,\n,,,\nA2,Per Ek,070-174 06 06,\n",
        (), (4, 3, 1),
    ),
    "characters": (
        """id,name,電話
v_1,雲嘉南濱海,070-174 06 05
v_2,"北門九氳氤
(陳姓桂記墓園)",886-6-7861017
v_3,井仔腳,0800-580762
""",
        ("--map", "phone=電話"), (3, 2, 1),
    ),
    "utf8bom": ("\ufeffid,name\n1,Žluťoučký Kůň\n", (), (1, 1, 0)),
    "simple.psv": ("id|name\n1|Eva Ek\n", (), (1, 1, 0)),
    "simple.ssv": ("id;name\n1;Eva Ek\n", (), (1, 1, 0)),
    "example.tsv": ("id\tname\n1\tEva Ek\n", (), (1, 1, 0)),
}  # fmt: skip
FRICTIONLESS = {
    "defective-rows": ("id,name,age\n1101,John\n1102,Julie,26,Potatoes\n", (), (2, 1, 1)),
    "invalid": ("id,name,,name\n1,english\n1,english\n\n2,german,1,2,3\n", (), (3, 1, 1)),
    "blank-rows": ("id,name,age\n1101,John,30\n\n\n1102,Julie,26\n,,\n", (), (2, 2, 0)),
    "blank-rows-no-fields": ("id,name,age\n1101,John,30\n\n", (), (1, 1, 0)),
    "duplicate-column": ("id,name,name\n1,Eva,Ek\n", (), (1, 1, 0)),
    "empty-headers": ("id,name,,,,\n1,Eva Ek,,,,\n", (), (1, 1, 0)),
    "headerless_columns": ("id,,name\n1,x,Eva Ek\n", (), (1, 1, 0)),
    "escaping": ('ID, Name\n1, "Test line 1"\n2, "Test "" line 2"\n3, "Test \\" line 3"\n', (), (3, 3, 0)),
    "matrix-with-comment": ("# comment\nid,name,f3\n11,12,13\n21,22,23\n", (), (2, 2, 0)),
    "leading-zeros": ("id,name\n001,Eva Ek\n1,Bo Ek\n", (), (2, 2, 0)),
    "numeric-labels": ("1,2,3\n10,Eva Ek,x\n", ("--map", "id=1", "--map", "name=2"), None),
    "one column": ("name\nEva Ek\nBo Ek\n", (), (2, 2, 0)),
    "only a header": ("id,name\n", (), (0, 0, 0)),
    "issue-1066": ("id,name\n1," + "x" * 200_000 + "\n2,Eva Ek\n", (), (2, 1, 1)),
    "wide": ("id,name," + ",".join(f"c{n}" for n in range(3000)) + "\n1,Eva Ek" + ",x" * 3000 + "\n", (), (1, 1, 0)),
    "one long open quote": ('id,name\n1,"Eva Ek\n' + "2,x\n" * 3000, (), None),
}  # fmt: skip


@pytest.mark.parametrize("name", [*SPECTRUM, *MESSY, *FRICTIONLESS])
def test_every_row_of_the_public_collections_is_taken_or_set_aside(empty: Laptop, name: str) -> None:
    text, args, expected = {**SPECTRUM, **MESSY, **FRICTIONLESS}[name]
    found = take(empty, text.encode(), *args).json
    if isinstance(expected, str):
        assert found["error"]["code"] == expected
    elif expected is not None:
        assert tuple(found[key] for key in ("read", "added", "rejected")) == expected
    calm(empty.run("find", "--limit", "1000"))


BYTES = {
    "latin1": ("id;name\n1;Åsa Öberg\n".encode("latin-1"), 1),
    "two encodings in one file": ("id;name\n1;Åsa Öberg\n".encode() + "2;Åsa Öberg\n".encode("cp1252"), 2),
    "utf-16 cut in the middle of a sign": ("id;name\n1;Åsa Öberg\n".encode("utf-16")[:-1], None),
    "utf-8 cut in the middle of a sign": ("id;name\n1;Eva Å".encode()[:-1], 1),
    "NULs between the signs without a BOM": ("id;name\n1;Eva Ek\n".encode("utf-16-le"), 1),
    "a ^Z at the end": (b"id;name\r\n1;Eva Ek\r\n\x1a", None),
    "all three line ends": (b"id;name\r1;Eva Ek\r\n2;Bo Ek\n3;Per Ek", 3),
    "bytes that are in no code page": (b"id;name\n1;\x81\x8d\x8f\x90\x9d\n", None),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_half_right_are_read_or_refused(empty: Laptop, name: str) -> None:
    data, people = BYTES[name]
    answer = take(empty, data)
    if people is not None:
        assert answer.json["read"] == people


# naughty strings


def table(header: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    return out.getvalue().encode(errors="replace")


def screens(laptop: Laptop) -> Iterator[tuple[str, ...]]:
    """Everything that shows people."""
    yield from (("find", "--limit", "1000"), ("find", "--limit", "1000", "--json"), ("status",), ("status", "--json"))
    yield from (("next", "--caller", f"Anna{n}") for n in range(3))
    yield ("next", "--caller", "Olle", "--json")
    yield from (("import", "--batches"), ("import", "--batches", "--json"))


HEADER = ["id", "name", "phone", "branch", "workplace", "language"]


@pytest.mark.parametrize("at", range(len(HEADER)), ids=HEADER)
def test_a_naughty_string_is_only_a_text(empty: Laptop, at: int) -> None:
    rows = []
    for n, text in enumerate(STRINGS):
        row = [f"p{n}", f"Eva Ek{n}", "070-174 06 05", "Post", "Älvsjö", "sv"]
        row[at] = text
        rows.append(row)
    (empty.folder / "list.csv").write_bytes(table(HEADER, rows))
    shown = calm(empty.run("import", "list.csv", "--dry-run"))
    assert shown.code in (0, 4)
    found = take(empty, table(HEADER, rows)).json
    assert found["read"] == len(STRINGS) and len(everybody(empty)) == found["added"]
    for command in screens(empty):
        calm(empty.run(*command))
    assert take(empty, table(HEADER, rows)).json["unchanged"] == found["added"] + found["unchanged"]
    assert empty.ok("check", "--json")["ok"]
    for path in empty.folder.glob("list.csv.*.csv"):
        text = path.read_text(encoding="utf-8")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+@")]


def test_a_naughty_string_is_looked_up_as_a_text(empty: Laptop) -> None:
    take(empty, table(["id", "name"], [[f"p{n}", "Eva " + text] for n, text in enumerate(STRINGS)]))
    for text in STRINGS:
        if "\x00" not in text:
            calm(empty.run("find", "--json", "--", text))
            calm(empty.run("find", "--", text))


def test_naughty_strings_as_names_of_columns_are_columns_that_are_not_kept(empty: Laptop) -> None:
    data = table(["id", "name", *STRINGS], [["1", "Eva Ek", *STRINGS]])
    found = take(empty, data).json
    assert (found["read"], found["added"]) == (1, 1)
    calm(empty.run("import", "list.csv"))
    assert set(everybody(empty)["m1"]["fields"]) <= {"language"}


@pytest.mark.parametrize(
    "name", ["\x1b[2Jx.csv", "\u202evsc.x.csv", "a\nb.csv", "[bold]x.csv", "-x.csv", "a b'\";.csv"]
)
def test_a_naughty_name_of_a_file_is_only_a_name(empty: Laptop, name: str) -> None:
    (empty.folder / name).write_bytes(b"id;name;phone\n1;Eva Ek;070-174 06 05\n;x;\n2;Bo Ek;fel\n")
    for extra in (["--dry-run"], [], ["--json"]):
        answer = calm(empty.run("import", *extra, "--", name))
        assert answer.code == 4
    calm(empty.run("import", "--batches"))
    calm(empty.run("import", "--", name + ".no"))


@pytest.mark.parametrize("text", ["\x1b[2J", "\u202e", "'; DROP TABLE contacts; --", "å" * 5000, "a\nb", "[bold]"])
def test_a_naughty_name_of_a_list_is_only_a_name(empty: Laptop, text: str) -> None:
    take(empty, b"id;name\n1;Eva Ek\n", "--list", text)
    assert take(empty, b"id;name\n1;Eva Ek\n", "--list", text).json["unchanged"] == 1
    calm(empty.run("import", "--batches"))
    assert empty.ok("check", "--json")["ok"]


# anything at all

CELL = st.one_of(st.sampled_from(STRINGS), st.text(max_size=8), st.sampled_from(["070-174 06 05", "1", "Eva Ek", ""]))
LINE = st.lists(CELL, max_size=5).map(";".join)
LIST = st.lists(LINE, max_size=8).map(lambda lines: "\n".join(["Medlemsnummer;Namn;Mobil", *lines]))
START = st.sampled_from(
    [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", b"sep=;\n", b'"', b"id;name\n", b"%PDF", b"\0"]
)
ANYTHING = st.one_of(
    st.builds(lambda start, rest: start + rest, START, st.binary(max_size=300)),
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        LIST,
        st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-16-be"]),
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=ANYTHING)
@example(data=b"")
@example(data=b"\r")
@example(data=b'id;name\n1;"')
def test_no_bytes_at_all_are_a_bug_or_lose_a_row(empty: Laptop, data: bytes) -> None:
    answer = take(empty, data, "--list", "any")
    if answer.code == 1:
        assert len(answer.err.splitlines()) == 2
