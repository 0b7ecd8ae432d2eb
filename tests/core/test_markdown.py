"""The little Markdown that scripts have."""

from ringa.core.markdown import Block, blocks, emphasis, paragraphs, plain


def test_words_and_directions_are_joined_and_items_are_not() -> None:
    found = blocks("## Hello\none\ntwo\n> wait\n> here\n- a\n- b")
    assert found == [
        Block("#", "Hello"),
        Block("", "one two"),
        Block(">", "wait here"),
        Block("-", "- a"),
        Block("-", "- b"),
    ]


def test_paragraphs_are_parted_by_empty_lines() -> None:
    assert paragraphs(["a\n\nb", "c"]) == ["a", "b", "c"]


def test_bold_is_found_and_signs_that_are_none_stay() -> None:
    assert list(emphasis("from **the union** now")) == [("from ", False), ("the union", True), (" now", False)]
    assert plain("2 ** 3 ** 4 **b**") == "2 ** 3 ** 4 b"
