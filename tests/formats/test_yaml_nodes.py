"""YAML read safely: everything is the text that was written, and what can do harm is refused with its place."""

from pathlib import Path
from time import process_time

import pytest

from ringa.core.problem import Problem
from ringa.formats.yaml_nodes import Node, Reader, positive, truth, whole
from ringa.formats.yaml_source import MAX_DEPTH


def composed(text: str) -> tuple[Node | None, list[Problem]]:
    reader = Reader("f.yaml")
    return reader.compose(text), reader.problems


def strings(text: str) -> dict[str, str | None]:
    reader = Reader("f.yaml")
    root = reader.compose(text)
    assert root is not None
    found = {name: reader.string(value) for name, (_key, value) in reader.mapping(root, None, "it").items()}
    assert reader.problems == []
    return found


WORDS = ["no", "NO", "yes", "on", "0701", "12:30", "1e3", "null", "~", "2030-09-08", "0x1F", ".5"]


@pytest.mark.parametrize("value", WORDS)
def test_every_word_stays_the_text_that_was_written(value: str) -> None:
    assert strings(f"key: {value}") == {"key": value}


def test_a_text_is_made_safe_and_keeps_its_paragraphs_if_it_was_a_block() -> None:
    assert strings('a: " x\\e[31m \\n y "')["a"] == "x␛[31m y"
    assert strings("a: >-\n  one\n  two\n\n  three\n")["a"] == "one two\nthree"
    assert strings("a: |\n  one\n  two\n")["a"] == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "problem", "line", "column"),
    [
        ("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nested too deeply", 1, 3 + MAX_DEPTH),
        ("? " * 300 + "a", "nested too deeply", 1, 2 * MAX_DEPTH + 1),
        ("", "the file is empty", 0, 0),
        ("# nothing\n", "the file is empty", 0, 0),
    ],
)
def test_what_is_refused_is_reported_with_its_place(text: str, problem: str, line: int, column: int) -> None:
    root, problems = composed(text)
    assert root is None
    assert [(p.line, p.column) for p in problems] == [(line, column)]
    assert problem in problems[0].problem


def test_a_quoted_sign_is_no_anchor_and_no_merge_key() -> None:
    assert strings('"<<": "&x"') == {"<<": "&x"}


def test_a_bomb_is_refused_at_once() -> None:
    before = process_time()
    lines = ["a0: &a0 {x: 1}"] + [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40)]
    root, problems = composed("\n".join(lines))
    assert root is None
    assert len(problems) == 1
    assert composed("{" * 100)[0] is None
    assert process_time() - before < 3


# Everything that authors get wrong in YAML itself: the place of the mistake stands behind a §.
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b§: c", "this colon is not expected here"),
        ("a: 1\n b§: 2\n", "this colon is not expected here"),
        ("a: {sv: Vad§: nu}", "this colon is not expected here"),
        ("a: {sv: Nu§?, nb: x}", "between braces a text cannot have a question mark"),
        ("a:\n§\tb: 1", "a tab stands here"),
        ("a:\n  b: 1\n §\tc: 2", "a tab stands here"),
        ("a: 1§\t\nb: 2", "a tab stands here"),
        ("a:\n  §type text\n  b: 1", "a colon is missing on this line"),
        ("a: 1\n§b\nc: 2", "a colon is missing on this line"),
        ("§a\nb: 1", "a colon is missing on this line"),
        ("a§:b\nc: 1", "after this colon a space is missing"),
        ('a: §"x\nb: 2\n', "this quote is never closed"),
        ("a: §'x\n", "this quote is never closed"),
        ("a: 'it'§s'\nb: 1", "the quotes end before this"),
        ("a: §[1\n", "this list has no end"),
        ("a: §{b: 1\nc: 2", "this has no end"),
        ("a:\n  - id: x\n    t: 1\n   §u: 2", "this does not fit with the lines before it"),
        ("a: 1\n§}", "this does not fit with the lines before it"),
        ("a: §- b", "a list cannot begin here"),
        ("a: §]", "here a text is expected"),
        ("a: §*x*", "a text cannot begin with this sign"),
        ("a: §@x", "a text cannot begin with this sign"),
        ("a: |§x", "a text cannot begin with this sign"),
        ("a: §*x\nb: 1", "anchors, aliases and tags are not allowed"),
        ("a: §&x 1", "anchors, aliases and tags are not allowed"),
        ("a: 1\nb: §!!python/object:os.system x\n", "anchors, aliases and tags are not allowed"),
        ("a: 1\n§<<: {b: 1}\n", "merge keys are not allowed"),
        ("a: §!e!x y", "anchors, aliases and tags are not allowed"),
        ('a: "x\\§q"', "in double quotes a backslash has a meaning of its own"),
        ('a: "\\x§"', "this is not YAML: expected escape sequence"),
        ("a: x\n§---\nb: 2", "a second document begins here"),
        ("a: §\x07", "here is a character that cannot be in a text: ␇"),
    ],
)
def test_each_slip_in_yaml_is_told_in_plain_words_and_with_its_place(text: str, problem: str) -> None:
    before, _sign, _after = text.partition("§")
    place = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    root, problems = composed(text.replace("§", ""))
    assert root is not None
    assert [(p.line, p.column) for p in problems] == [place], problems
    assert problem in problems[0].problem
    assert problems[0].advice


def test_unknown_and_double_keys_are_reported_and_left_out() -> None:
    reader = Reader("f.yaml")
    root = reader.compose("name: a\nnam: b\nname: c\nzzzz: d\n[x]: e\n")
    assert root is not None
    entries = reader.mapping(root, ("name", "other"), "campaign")
    assert list(entries) == ["name"]
    assert [(p.line, p.problem, p.advice) for p in reader.problems] == [
        (2, "campaign has no `nam`", "Did you mean name?"),
        (3, "`name` stands here twice", "Keep one of them."),
        (4, "campaign has no `zzzz`", "Use one of: name, other"),
        (5, "here one word or text is expected", ""),
        (5, "campaign has no ``", "Use one of: name, other"),
    ]


def test_what_should_be_a_mapping_or_a_list_and_is_not_is_reported() -> None:
    reader = Reader("f.yaml")
    word = reader.compose("word")
    assert word is not None
    assert reader.mapping(word, None, "campaign") == {}
    assert reader.items(word, "surveys") == []
    reader.required(word, {}, ("id",), "a survey")
    assert [p.problem for p in reader.problems] == [
        "campaign must be written as `key: value`",
        "surveys must be a list, each item after a dash",
        "a survey needs `id`",
    ]


def read_text(text: str) -> tuple[object, list[str]]:
    reader = Reader("f.yaml")
    root = reader.compose(text)
    assert root is not None
    return reader.text(root), [p.problem for p in reader.problems]


def test_a_text_is_one_string_or_one_per_language() -> None:
    assert read_text("Hej") == ("Hej", [])
    assert read_text("{sv: Hej, nb: Hei}") == ({"sv": "Hej", "nb": "Hei"}, [])
    assert read_text("{svenska: Hej, sv: [x]}") == (
        None, ["svenska is no language code", "here one word or text is expected"],
    )  # fmt: skip


def test_a_text_that_is_too_long_to_read_aloud_is_refused() -> None:
    assert read_text("x" * 4001) == (None, ["this text is too long"])


def test_numbers_and_truth_are_read_from_text_alone() -> None:
    assert [truth(word) for word in ("yes", "True", "no", "false")] == [True, True, False, False]
    assert (whole("0"), positive("7")) == (0, 7)
    for parse, word in ((whole, "-1"), (positive, "0"), (whole, "1.5")):
        with pytest.raises(ValueError, match=word):
            parse(word)


def test_a_word_or_a_list_of_them() -> None:
    reader = Reader("f.yaml")
    for text, wanted in (("a", ["a"]), ("[a, b]", ["a", "b"]), ("[a, [b]]", ["a"]), ("{a: b}", [])):
        root = reader.compose(text)
        assert root is not None
        assert reader.strings(root, "where") == wanted
    assert len(reader.problems) == 2


def test_a_parser_reports_what_it_cannot_read() -> None:
    reader = Reader("f.yaml", first_line=11)
    root = reader.compose("{a: x, b: [y], c: 7}")
    assert root is not None
    values = [value for _key, value in reader.mapping(root, None, "it").values()]
    assert [reader.parsed(value, int, "{text} is no number", "Write 7.") for value in values] == [None, None, 7]
    assert [(p.where, p.problem, p.advice) for p in reader.problems] == [
        ("f.yaml:11:5", "x is no number", "Write 7."),
        ("f.yaml:11:11", "here one word or text is expected", ""),
    ]


def test_the_readers_of_files_never_load_yaml_into_objects() -> None:
    for path in Path("ringa").rglob("*.py"):
        assert "yaml.load" not in path.read_text(), path
        assert "safe_load" not in path.read_text(), path
