"""YAML with slips in it: what is around them is read as if they were not there, in good time, whatever the text."""

from time import process_time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.formats import scripts_md, surveys_yaml
from ringa.formats.yaml_mending import MOST_TEXT, Unread
from ringa.formats.yaml_pieces import MOST_TOLD, read


def plain(node: yaml.Node | None) -> object:
    """The node as plain data; what could not be read as its words in angles."""
    if isinstance(node, Unread):
        return "<" + " ".join(sorted(node.words)) + ">"
    if isinstance(node, yaml.MappingNode):
        return {plain(key): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return node.value if node is not None else None


def pieces(text: str) -> tuple[object, list[tuple[int, int]]]:
    root, told = read(text)
    return plain(root), [(each.line, each.column) for each in told]


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("a: {b: x: y, c: x: y, d: 1}", {"a": {"b": "<x y>", "c": "<x y>", "d": "1"}}, [(0, 8), (0, 17)]),
        ("a: [x: y: x, 1]", {"a": [{"x": "<x y>"}, "1"]}, [(0, 8)]),
        ("- @x\n- 1\n-\n- a: 1\n  b: @x\n", ["<x>", "1", "", {"a": "1", "b": "<x>"}], [(0, 2), (4, 5)]),
        ("a: @x\nb:\n- 1\n- @x\n", {"a": "<x>", "b": ["1", "<x>"]}, [(0, 3), (3, 2)]),
        ("a: |\n  x: y: z\nb: @x\n", {"a": "x: y: z", "b": "<x>"}, [(2, 3)]),
        ("a:  # b\n  c: 1\n  d: @x  # e\n", {"a": {"c": "1", "d": "<e x>"}}, [(2, 5)]),
        ("---\na: @x\n...\n", {"a": "<x>"}, [(1, 3)]),
        ("a: 'x\n  y\nb: 1\n", {"a": "<x y>", "b": "1"}, [(0, 3)]),
        ("a: {b: [1, 2}\nc: 3", {"a": {"b": "<1 2>"}, "c": "3"}, [(0, 7)]),
        ("@x: 1\nb: 2\n", {"<1 x>": "<1 x>", "b": "2"}, [(0, 0)]),
        ("*x: @y\nb: 2\n", {"<x>": "<y>", "b": "2"}, [(0, 0)]),
        ("a: {b: 1,\n  c: 2\nd: 3\n", {"a": {"b": "1", "c": "2"}, "d": "3"}, [(0, 3)]),
        ("a:\n    - 1\n  b: 2\n", {"a": ["1"], "b": "2"}, [(2, 2)]),
        ("a:\n  b: 1\n - c\nd: 2\n", {"a": {"b": "1", "<c>": "<c>"}, "d": "2"}, [(2, 1)]),
        ("a:\n    b: 1\n\n   c: 2\n   d: @x\n", {"a": {"b": "1", "c": "2", "d": "<x>"}}, [(3, 3), (4, 6)]),
        ("---\n---\n", None, []),
        ("a: {" + ", ".join(["b: x: y"] * 12) + "}", {"a": "<b x y>"}, [(0, 8 + 9 * n) for n in range(10)]),
        ("a: {b: 1]\nc: 2\n", {"a": "<1 b>", "c": "2"}, [(0, 3)]),
        ("a: @x\n  b: 2\nc: 3\n", {"a": "<x>", "b": "2", "c": "3"}, [(0, 3), (1, 2)]),
        ("\x01", "<>", [(0, 0)]),
        ("a: @x\nb: " + "[" * 30, {"a": "<x>", "b": "<>"}, [(0, 3), (1, 22)]),
        ("- " * 5 + "a: @x", [[[[[{"a": "<x>"}]]]]], [(0, 13)]),
        ("a: @x " + "y" * MOST_TEXT, None, [(0, 3)]),
    ],
)
def test_what_is_around_a_slip_is_read(text: str, wanted: object, places: list[tuple[int, int]]) -> None:
    found, told = pieces(text)
    assert told == places
    assert found == wanted or wanted is None


HOSTILE = {
    "many slips": "a: b: c\n" * 500,
    "colons": "a: b: c\n" * 30_000, "quotes": 'a: "x\n' * 40_000, "open lists": "a: [1\n" * 40_000,
    "tabs": "\ta: 1\n" * 40_000, "one line": "a: {" + "b: c: d, " * 30_000, "brackets": "[" * 290_000,
    "quotes alone": '"' * 290_000, "control characters": "\x07" * 290_000, "items": "- a: b: c\n" * 29_000,
    "levels": "".join(" " * (n % 40) + "- a: b: c\n" for n in range(9_000)), "dashes": "- " * 140_000,
    "a long key": "a: b: c\n" + "x:" * 140_000, "anchors": "a: &x 1\n" * 30_000, "documents": "a: 1\n---\n" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_take_long_is_given_up_in_good_time(name: str) -> None:
    before = process_time()
    told = read(HOSTILE[name])[1]
    assert 0 < len(told) <= MOST_TOLD
    assert process_time() - before < 5  # about half a second when nothing else goes on


SURVEY = """campaign: {id: ref, name: {sv: Å, nb: 'Ø'}}
surveys:
  - id: val
    questions:
      - id: a
        type: single
        ask: "Vad?"
        choices:
          - {code: x, text: X}
      - {id: b, type: text, ask: B, when: {a: [x]}}
"""
SCRIPT = """---
id: talk
when: {branch: [A]}
---
Hej {{ first_name | default("du") }}!
{% if branch == "A" %}{{ ask("a") }}{% elif a in ["x"] %}b{% else %}c{% endif %}
{# later #}
## If x
{{ union }}
"""
SIGNS = st.text("\t\n -:,'\"[]{}%#&*!|>@`?\\a\x01", min_size=0, max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SURVEY)), st.integers(0, 3), SIGNS, st.integers(0, len(SURVEY)))
def test_whatever_is_typed_over_a_file_it_is_told_with_places_in_it(at: int, n: int, signs: str, cut: int) -> None:
    for text, read_file in ((SURVEY, surveys_yaml.read), (SCRIPT, scripts_md.read)):
        broken = (text[:at] + signs + text[at + n :])[: cut if cut % 4 == 0 else None]
        _document, problems = read_file(broken, "f")
        lines = broken.split("\n")
        for problem in problems:
            assert problem.line <= len(lines)
            assert problem.column <= max(map(len, lines)) + 1


def test_a_row_between_a_key_and_its_list_belongs_to_the_item_unless_that_is_complete() -> None:
    assert pieces("a:\n  - x\n  b: 2\nd: 1\n") == ({"a": ["x"], "b": "2", "d": "1"}, [(2, 2)])
    assert pieces("a:\n  - x: 1\n  b: 2\nd: 1\n") == ({"a": [{"x": "1", "b": "2"}], "d": "1"}, [(2, 2)])
