"""What is better otherwise in a script, though it works: all of it warnings.

Length counts what is said, not directions (`>`) and headings, at the pace of calm speech. A pause is a direction, a
question of the survey, or a line that ends with a question mark. The words before the first question must say who
calls: the caller's name and the union's.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ringa.core import personal_number, phone
from ringa.core.problem import Problem
from ringa.core.script import Node, holds, names_in_condition
from ringa.core.survey import say
from ringa.core.text import clean
from ringa.formats.script_paths import Place, guards_of, place_of
from ringa.formats.script_tags import Lines
from ringa.formats.scripts_md import body_start, normal
from ringa.i18n import _, ngettext

WORDS_A_MINUTE = 150
MAX_STRETCH = 90  # words without a pause
MAX_MINUTES = 8
_MAX_CASES = 50
_MAX_NUMBERS = 40  # no script has more, and each takes a while

Document = Mapping[str, Any]
Tell = Callable[[Place, str, str], None]

_word = re.compile(r"\w+(?:['’:.-]\w+)*")
_tag = re.compile(r"\{[{%#](?:(?!\{[{%#]).)*?[}%#]\}", re.DOTALL)

# What authors leave for later: [NAMN], <namn>, {name}, XXX, TODO, NN, ___.
_PLACEHOLDERS = (
    r"\[[^\]\[\n]{1,40}\](?!\()",
    r"<[^<>@:/!\n]{1,40}>",
    r"(?<!\{)\{[^{}\n]{1,40}\}(?!\})",
    r"\b(?:X{2,}|TODO|FIXME|TBD|NN|N\.N\.)(?!\w)",
    r"_{3,}",
)
_MAIL = r"[\w.+-]{1,64}@((?:[\w-]+\.)+\w+)"
_PRIVATE_MAIL = frozenset({
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "hotmail.no", "outlook.com", "live.com", "live.se",
    "live.no", "msn.com", "icloud.com", "me.com", "yahoo.com", "yahoo.se", "yahoo.no", "proton.me", "protonmail.com",
    "telia.com", "bredband.net", "comhem.se", "spray.se", "swipnet.se", "passagen.se", "online.no", "start.no",
    "frisurf.no",
})  # fmt: skip
_PERSONAL_NUMBER = r"(?<![\d+])(?:\d{6}|\d{8})[-+\u2010-\u2014\u2212 \u00a0]?\d{4,5}(?!\d)"
_PHONE = r"(?<![\w+])\+?\(?\d[\d \u00a0()/.\u2010-\u2014-]{5,18}\d(?!\w)"

# Asking somebody to do what a survey does not ask for.
_ACTION = re.compile(
    r"\b(?:rösta(?:r)?[ ](?:på|för|nej|ja)|skriv(?:a|er)?[ ](?:på|under)|gå[ ]med|"
    r"stem(?:me|mer)?[ ](?:på|for|nei|ja)|skriv(?:e|er)?[ ]under|meld[ ]deg[ ]inn|bli[ ]medlem|"
    r"vot(?:e|ing)[ ](?:for|yes|no|against)|sign(?:ing)?[ ](?:the|our|this|a|up)|join[ ](?:the|our|us))\b",
    re.IGNORECASE,
)


def lint(file: str, text: str, script: Document, campaign: Document, *, heard: bool = True) -> list[Problem]:
    """Every warning about a script: its text, its normal form, and the normal form of the campaign. How it is `heard`
    is known only if the surveys are sound."""
    head = campaign.get("campaign", {})
    found = written(file, text, head.get("region", "SE"))
    if heard and "lost" not in script:
        union = head.get("union", "")
        found += spoken(file, script, campaign["surveys"], [union] if isinstance(union, str) else union.values())
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def written(file: str, text: str, region: str) -> list[Problem]:
    """What should not stand in the words after the front matter: placeholders, personal data, what cannot be seen."""
    text = normal(text)
    lines, start = Lines(text), body_start(text)
    words = _tag.sub(lambda tag: re.sub(r"[^\n]", " ", tag[0]), text)
    found = []
    for at, problem, advice in (*_unseen(text, start), *_placeholders(words, start), *_personal(words, start, region)):
        found.append(Problem(file, *lines.place(at), problem, advice, warning=True))
    return found


def _unseen(text: str, start: int) -> Iterator[tuple[int, str, str]]:
    for at, sign in enumerate(text[start:], start):
        if not sign.isprintable() and sign not in "\n\t" and clean(sign) != sign:
            yield at, _("a character that cannot be seen stands here"), _("Delete it, and write the word anew.")


def _placeholders(words: str, start: int) -> Iterator[tuple[int, str, str]]:
    for pattern in _PLACEHOLDERS:
        for match in re.compile(pattern).finditer(words, start):
            if re.search(r"[^\W\d_]|___", match[0]):
                problem = _("{text} looks like something to be filled in").format(text=clean(match[0]))
                yield match.start(), problem, _("Write the words, or a field, as in {{ first_name }}.")


def _personal(words: str, start: int, region: str) -> Iterator[tuple[int, str, str]]:
    for match in re.compile(_PERSONAL_NUMBER).finditer(words, start):
        if personal_number.kind(match[0]):
            advice = _("Take it away: no script needs it, and every caller would see it.")
            yield match.start(), _("a personal identity number stands here"), advice
    for match in re.compile(_MAIL).finditer(words, start):
        if match[1].lower() in _PRIVATE_MAIL:
            advice = _("Write an address of the union, if members may write to it.")
            yield match.start(), _("{text} looks like somebody's own address").format(text=match[0]), advice
    for match in islice(re.compile(_PHONE).finditer(words, start), _MAX_NUMBERS):
        if _is_mobile(match[0], region):
            advice = _("Write a number of the union that is no mobile, if members may ring it.")
            yield match.start(), _("{text} looks like somebody's own number").format(text=match[0]), advice


def _is_mobile(text: str, region: str) -> bool:
    if personal_number.kind(text):
        return False
    try:
        return any(number.kind == "mobile" for number in phone.read_cell(text, region))
    except phone.NumberProblem:
        return False


class Heard(NamedTuple):
    """What has been said on the way to a place. `line` is the kind of line one is in: '' at its beginning."""

    line: str = ""
    words: int = 0
    stretch: int = 0  # words since the last pause
    since: Place = (0, 0)
    named: frozenset[str] = frozenset()
    asked: bool = False


class Listener:
    """Goes through a tree as somebody hears it, and tells what is not good to hear."""

    def __init__(self, questions: Mapping[str, Document], language: str, unions: Collection[str], tell: Tell) -> None:
        self.questions = questions
        self.languages = [language] if language else []
        self.unions = [union.casefold() for union in unions if union]
        self.tell = tell

    def hear(self, nodes: Sequence[Node], heard: Heard, known: Mapping[str, str]) -> Heard:
        """What has been said after the nodes; of conditions about what is `known` the one that holds."""
        for node in nodes:
            if node[0] == "text":
                heard = self.text(node, heard)
            elif node[0] == "field":
                heard = self.said(1, place_of(node), heard._replace(line=heard.line or "said"))
                if heard.line == "said":
                    heard = heard._replace(named=heard.named | {node[1]})
            elif node[0] == "ask":
                heard = self.ask(node, heard)
            else:
                heard = _longest([self.hear(body, heard, known) for body in _arms(node, known)])
        return heard

    def text(self, node: Node, heard: Heard) -> Heard:
        """Words, line by line."""
        line, column = place_of(node)
        for number, part in enumerate(node[1].split("\n")):
            if number:
                heard, column = heard._replace(line=""), 1
            if not heard.line and part.strip():
                sign = part.lstrip()[0]
                heard = heard._replace(line=sign if sign in "#>" else "said")
            if heard.line == ">":
                heard = self.pause(heard)
            elif heard.line == "said" and part.strip():
                heard = self.line(part, (line + number, column), heard)
        return heard

    def line(self, part: str, place: Place, heard: Heard) -> Heard:
        """One line of what is said, or its beginning or end."""
        if any(union in part.casefold() for union in self.unions):
            heard = heard._replace(named=heard.named | {"union"})
        action = _ACTION.search(part)
        if action and not {"caller", "union"} <= heard.named:
            problem = _("the script asks for something ({text}) before it has said who calls").format(text=action[0])
            advice = _("First the caller's name and the union: {{ caller }}, {{ union }}.")
            self.tell((place[0], place[1] + action.start()), problem, advice)
        indent = len(part) - len(part.lstrip())
        heard = self.said(len(_word.findall(part)), (place[0], place[1] + indent), heard)
        return self.pause(heard) if part.rstrip().endswith("?") else heard

    def said(self, words: int, place: Place, heard: Heard) -> Heard:
        """So many words more, if they are said and no direction."""
        if heard.line != "said":
            return heard
        since = heard.since if heard.stretch else place
        return heard._replace(words=heard.words + words, stretch=heard.stretch + words, since=since)

    def pause(self, heard: Heard) -> Heard:
        """The member can say something."""
        if heard.stretch > MAX_STRETCH:
            problem = _("{n} words are read aloud here without a pause").format(n=heard.stretch)
            self.tell(heard.since, problem, _("Ask something in between, or say when to wait: > Wait."))
        return heard._replace(stretch=0)

    def ask(self, node: Node, heard: Heard) -> Heard:
        """A question: read aloud, and then it is the member's turn; a note is read and goes on."""
        question = self.questions.get(node[1], {"type": "", "ask": ""})
        words = len(_word.findall(say(question["ask"], self.languages)))
        if question["type"] == "note":
            return self.said(words, place_of(node), heard._replace(line="said"))._replace(line="")
        if not heard.asked:
            self.presented(place_of(node), heard)
        return self.pause(heard)._replace(words=heard.words + words, asked=True)

    def presented(self, place: Place, heard: Heard) -> None:
        """Report what has not been said of who calls."""
        missing = [f"{{{{ {name} }}}}" for name in ("caller", "union") if name not in heard.named]
        if missing:
            problem = _("the words before the first question do not say who calls: {missing}")
            advice = _("Somebody who is asked must know by whom: say the caller's name and the union's.")
            self.tell(place, problem.format(missing=", ".join(missing)), advice)


def _arms(node: Node, known: Mapping[str, str]) -> list[Sequence[Node]]:
    """The arms of an `if` that may be said."""
    arms = []
    for condition, body in node[1]:
        if not names_in_condition(condition) <= known.keys():
            arms.append(body)
        elif holds(condition, known):
            return [*arms, body]
    return [*arms, node[2]]


def _longest(ways: Sequence[Heard]) -> Heard:
    """The way on which most is said; what is said on every one of them is said."""
    stretch = max(ways, key=lambda way: way.stretch)
    return Heard(
        line=stretch.line,
        words=max(way.words for way in ways),
        stretch=stretch.stretch,
        since=stretch.since,
        named=frozenset.intersection(*(way.named for way in ways)),
        asked=all(way.asked for way in ways),
    )


def spoken(file: str, document: Document, surveys: Sequence[Document], unions: Collection[str]) -> list[Problem]:
    """What is not good to hear in a script: long stretches, its length, and questions before it is said who calls."""
    told: dict[Problem, None] = {}

    def tell(place: Place, problem: str, advice: str) -> None:
        told[Problem(file, *place, problem, advice, warning=True)] = None

    questions = _questions(document, surveys)
    listener = Listener(questions, document.get("language", ""), unions, tell)
    body = document["body"]
    for way in [body, document["callback"] + body[document["opening"] :]] if "callback" in document else [body]:
        heard = listener.pause(listener.hear(way, Heard(), {}))
        if not heard.asked:
            listener.presented((0, 0), heard)
    for part in (document.get("voicemail", []), *(hard for _title, hard in document["hard"])):
        listener.pause(listener.hear(part, Heard(named=frozenset({"caller", "union"})), {}))
    n = minutes(document, surveys)
    if n > MAX_MINUTES:
        problem = ngettext("read aloud, the script takes {n} minute", "read aloud, the script takes {n} minutes", n)
        advice = _("Most people have five to ten minutes, and want to talk too.")
        tell((0, 0), problem.format(n=n), advice)
    return list(told)


def _questions(document: Document, surveys: Sequence[Document]) -> dict[str, Document]:
    """The questions of the script's survey; none if there is no such survey."""
    survey = next((each for each in surveys if each["id"] == document.get("survey", surveys[0]["id"])), None)
    return {question["id"]: question for question in survey["questions"]} if survey else {}


def minutes(document: Document, surveys: Sequence[Document]) -> int:
    """How long a script with its questions takes to read aloud on its longest way, in whole minutes, at least one."""
    questions = _questions(document, surveys)
    listener = Listener(questions, document.get("language", ""), (), lambda *_told: None)

    def words(**known: str) -> int:
        return listener.hear(document["body"], Heard(), known).words

    found = words()
    # Words for this branch and words for that one are not heard by one member: the best bound that one name gives.
    cases = _cases(document["body"]) if found > WORDS_A_MINUTE else {}
    for name, values in islice(cases.items(), _MAX_CASES):
        found = min(found, max(words(**{name: value}) for value in islice(values, _MAX_CASES)))
    return max(1, round(found / WORDS_A_MINUTE))


def _cases(nodes: Sequence[Node]) -> dict[str, list[str]]:
    """The values that each name is compared with, and one that is none of them."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        for condition, body in node[1] if node[0] == "if" else ():
            for guards in (guards_of(condition), _cases(body)):
                for name, values in guards.items():
                    found.setdefault(name, [""]).extend(values)
        if node[0] == "if":
            for name, more in _cases(node[2]).items():
                found.setdefault(name, [""]).extend(more)
    return {name: list(dict.fromkeys(values)) for name, values in found.items()}
