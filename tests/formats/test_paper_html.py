"""The sheet as HTML: whole, safe, and without anything from elsewhere."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringa.core import paper
from ringa.core.paper import Box, Cover, Form, Item, Known, Sheet
from ringa.core.script import from_document
from ringa.core.survey import Question
from ringa.core.survey import from_document as survey_from
from ringa.formats import paper_html, scripts_md, surveys_yaml
from tests.every_kind import SCRIPT, SURVEYS
from tests.surveys import survey_documents

COVER = Cover("Campaign", ("Survey", "v1"))


class Page(HTMLParser):
    """What a browser makes of a page; every element must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def having(self, name: str) -> list[str]:
        """The classes of the elements of this name."""
        return [attrs.get("class") or "" for tag, attrs in self.tags if tag == name]


def every_kind(known: Known) -> Sheet:
    survey = survey_from(surveys_yaml.read(SURVEYS, "surveys.yaml")[0]["surveys"][0])
    document, _problems = scripts_md.read(SCRIPT, "talk.md")
    assert document is not None
    return paper.sheet(survey, from_document(document), known)


def a_page(sheet: Sheet, cover: Cover = COVER, language: str = "en") -> str:
    return "".join(paper_html.write(sheet, cover, language))


@pytest.fixture(scope="module")
def page() -> str:
    return a_page(every_kind(Known({}, ["en"])), language="sv")


def test_a_page_needs_nothing_else_and_runs_nothing(page: str) -> None:
    assert not re.search(r"<script|<link|<img|@import|url\(|https?:|\son\w+=", page)
    assert "default-src 'none'" in page


def test_a_page_says_its_language_and_title(page: str) -> None:
    found = Page(page)
    assert ("html", {"lang": "sv"}) in found.tags
    assert "<title>Campaign – Survey</title>" in page


def test_headings_are_in_order(page: str) -> None:
    levels = [int(tag[1]) for tag, _attrs in Page(page).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_no_question_is_broken_over_two_pages(page: str) -> None:
    assert re.search(r"p, li, \.q \{ break-inside: avoid \}", page) and "size: A4" in page
    assert Page(page).having("section").count("q") == 9


def test_everything_is_there_with_its_codes(page: str) -> None:
    words = " ".join(Page(page).words.split())
    for text in (
        "Hi ‹first_name›, this is ‹caller› from ‹union›.",
        "3. What matters most? wishes",
        "Something else other",
        "If the answer to question 1 is “No”:",
        "Otherwise, if branch is “Bus” or “Metro”:",
        "Only if the answer to question 1 is “Yes”:",
        "from 0 to 80",
        "Message for a voicemail",
        "Answers to hard questions",
        "Ask when to ring <again>.",
        "Member number",
        "no_answer",
        "ringa record MEMBER",
        "Message to the coordinator",
        "destroy it then",
    ):
        assert text in words
    assert "<strong>‹union›</strong>" in page
    assert "<li>honestly</li>" in page


def test_a_sheet_for_a_member_has_the_member_and_no_blank_for_it() -> None:
    page = a_page(Sheet([], [], [], []), Cover("C", (), "m0001", ("Åsa Öberg <b>", "m0001")))
    assert "Åsa Öberg &lt;b&gt;<br>m0001" in page
    assert "Member number" not in page and "ringa record m0001" in page


def test_a_note_under_a_condition_has_its_condition() -> None:
    note = Item("words", "Breathe.", question=Question("n", "note", "Breathe."), only_if="it rains", hint="Slowly.")
    page = a_page(Sheet([note], [], [], []))
    assert "If it rains:" in page and "Slowly." in page


EVIL = "<script>alert(1)</script>&\"'\x1b\u202e**<b>**"


def test_what_people_have_written_is_never_markup() -> None:
    boxes = (Box(EVIL, EVIL, True, EVIL),)
    kinds = ("heading", "direction", "item", "words", "if")
    items = [Item(kind, EVIL, depth) for depth, kind in enumerate(kinds)]
    question = Question(EVIL, "single", EVIL)
    items += [Item("question", EVIL, 0, (), question, 1, EVIL, EVIL, form) for form in (
        Form(boxes, rule=EVIL), Form(boxes, in_row=True), Form(lines=1, unit=EVIL), Form(boxes * 9),
    )]  # fmt: skip
    page = a_page(Sheet(items, items, items, [(EVIL, items)]), Cover(EVIL, (EVIL,), EVIL, (EVIL,)), EVIL)
    found = Page(page)
    assert {tag for tag, _attrs in found.tags}.isdisjoint({"script", "b"})
    assert "\x1b" not in page and "\u202e" not in page


@settings(max_examples=30)
@given(survey_documents())
def test_any_survey_makes_a_whole_page(document: dict[str, Any]) -> None:
    Page(a_page(paper.sheet(survey_from(document), None, Known({}, []))))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["item", "words", "if"]), st.integers(0, 3)), max_size=12))
def test_any_order_of_items_makes_a_whole_page(kinds: list[tuple[str, int]]) -> None:
    Page(a_page(Sheet([Item(kind, "x", depth) for kind, depth in kinds], [], [], [])))
