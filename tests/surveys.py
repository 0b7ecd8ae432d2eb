"""Surveys of every kind for property tests, in their normal form, and conversations about them."""

from typing import Any

from hypothesis import strategies as st

from ringa.core.survey import Question, other_id

CODES = ("a", "b", "c", "d")
NUMBERS = st.integers(-9, 9)
DAYS = st.dates().map(lambda day: day.replace(year=2030, month=day.month % 2 + 1, day=day.day % 9 + 1).isoformat())
WORDS = st.sampled_from(["because", "  two\nlines ", "a|b", "7", "x" * 40])


def limited(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """`min` and `max`, either or both or none, in order."""
    pairs = st.lists(values, min_size=2, max_size=2).map(lambda pair: {"min": min(pair), "max": max(pair)})
    return st.tuples(pairs, st.sets(st.sampled_from(["min", "max"]))).map(
        lambda drawn: {name: value for name, value in drawn[0].items() if name in drawn[1]}
    )


@st.composite
def a_when(draw: st.DrawFn, earlier: list[dict[str, Any]], depth: int = 2) -> dict[str, Any]:
    """A condition on earlier questions."""
    when: dict[str, Any] = {}
    for question in draw(st.lists(st.sampled_from(earlier), max_size=2, unique_by=lambda q: q["id"])):
        when[question["id"]] = draw(a_rule(question))
    if depth and draw(st.integers(0, 3)) == 0:
        when["not"] = draw(a_when(earlier, depth - 1).filter(bool))
    if depth and draw(st.integers(0, 3)) == 0:
        when["any"] = draw(st.lists(a_when(earlier, depth - 1).filter(bool), min_size=1, max_size=2))
    return when


def a_rule(question: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What a condition may say of a question."""
    answered = st.booleans().map(lambda value: {"answered": value})
    if question["type"] in ("single", "multiple", "yesno"):
        codes = ["yes", "no"] if question["type"] == "yesno" else [choice["code"] for choice in question["choices"]]
        return answered | st.lists(st.sampled_from(codes), min_size=1, unique=True).map(sorted)
    if question["type"] in ("number", "scale"):
        return answered | limited(NUMBERS).filter(bool)
    return answered | limited(DAYS).filter(bool) if question["type"] == "date" else answered


@st.composite
def a_choice_list(draw: st.DrawFn, type_: str, earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = []
    for code in CODES[: draw(st.integers(1, len(CODES)))]:
        choice: dict[str, Any] = {"code": code, "text": code.upper()}
        if draw(st.integers(0, 3)) == 0:
            choice["other"] = True
        if type_ == "multiple" and draw(st.integers(0, 3)) == 0:
            choice["exclusive"] = True
        if earlier and draw(st.integers(0, 3)) == 0 and (when := draw(a_when(earlier, 1))):
            choice["when"] = when
        choices.append(choice)
    return choices


@st.composite
def a_question_document(draw: st.DrawFn, id: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """A question that may depend on earlier ones."""
    type_ = draw(st.sampled_from(["single", "multiple", "yesno", "scale", "number", "text", "date", "note"]))
    question: dict[str, Any] = {"id": id, "type": type_, "ask": f"{id}?"}
    named = [other for other in earlier if other["type"] != "note"]
    if named and (when := draw(a_when(named))):
        question["when"] = when
    if type_ != "note" and draw(st.booleans()):
        question["required"] = True
    if type_ in ("single", "multiple"):
        question["choices"] = draw(a_choice_list(type_, named))
        question.update(draw(st.sampled_from([{}, {"shuffle": True}])))
    if type_ == "multiple":
        question.update(draw(limited(st.integers(1, len(question["choices"])))))
    elif type_ == "scale":
        question.update({"min": draw(st.integers(0, 3)), "max": draw(st.integers(4, 9))})
    elif type_ == "number":
        question.update(draw(limited(NUMBERS)) | draw(st.sampled_from([{}, {"decimals": 2}])))
    elif type_ == "date":
        question.update(draw(limited(DAYS)))
    elif type_ == "text":
        question.update(draw(st.sampled_from([{}, {"max_length": 20}])))
    return question


@st.composite
def survey_documents(draw: st.DrawFn) -> dict[str, Any]:
    """A survey's normal form with up to five questions."""
    questions: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        questions.append(draw(a_question_document(f"q{number}", questions)))
    return {"id": "val", "questions": questions}


def a_typed_answer(question: Question) -> st.SearchStrategy[str]:
    """What somebody may enter: mostly what fits, sometimes not, sometimes nothing."""
    kinds = {
        "number": NUMBERS.map(str) | st.sampled_from(["2,5", "1.25", "1 000"]),
        "scale": NUMBERS.map(str),
        "date": DAYS | st.just("8/1 2030"),
        "text": WORDS,
        "note": st.just("x"),
    }
    several = st.lists(st.sampled_from(question.codes or ["x"]), max_size=3, unique=True).map("|".join)
    return kinds.get(question.type, several) | st.just("")


@st.composite
def given_answers(draw: st.DrawFn, questions: tuple[Question, ...]) -> dict[str, str]:
    """Answers to some of the questions, whether they are asked or not, whether they fit or not."""
    found: dict[str, str] = {}
    for question in questions:
        if draw(st.integers(0, 3)):
            found[question.id] = draw(a_typed_answer(question))
            if draw(st.booleans()):
                found[other_id(question.id)] = draw(WORDS)
    return found
