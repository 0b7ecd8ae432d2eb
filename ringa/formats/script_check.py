"""Scripts beside the surveys and fields of their campaign: names that nobody knows, codes that no question has,
questions in an order in which they can never be asked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ringa.core.problem import Problem
from ringa.core.script import Node, questions_in
from ringa.core.text import closest
from ringa.formats.script_paths import Asked, Guards, Path, Place, before, guards_of, place_of
from ringa.i18n import _

Document = Mapping[str, Any]


def cross_check(
    scripts: Sequence[tuple[str, dict[str, Any]]],
    surveys: Sequence[dict[str, Any]],
    fields: Collection[str],
    *,
    imported: bool,
    lost: Collection[str] = (),
) -> list[Problem]:
    """What is wrong between scripts and surveys. `fields` are those that a contact can have; before anything
    was `imported`, a field that nobody knows is only a warning, since a list may bring it.

    Names among the `lost` words of the surveys may be right, and tags that mean nothing may be what seems to be
    missing in a script: neither is told.
    """
    problems = list(_alike(scripts))
    for file, document in scripts:
        own = document.get("survey", surveys[0]["id"])
        survey: Document | None = next((each for each in surveys if each["id"] == own), None)
        name, known = document.get("survey"), [each["id"] for each in surveys]
        if survey is None and name and name not in lost:
            problem = _("there is no survey {name}").format(name=name)
            problems.append(Problem(file, *_entry(document, "survey"), problem, _meant(name, known)))
        if survey is None or ("survey" not in document and "unsure" in document):
            near = closest(name or "", known)
            survey = surveys[known.index(near)] if near else _any_of(surveys)
        problems += _Check(file, document, survey, fields, imported=imported, lost=lost).run()
    return problems


def also_columns(file: str, document: Document, columns: Collection[str]) -> list[Problem]:
    """Questions that are called as a column of the list: a script that names one would mean the other."""
    found = []
    for survey in document.get("surveys", ()):
        for id in sorted({question["id"] for question in survey["questions"]} & set(columns)):
            problem = _("{name} is also a column of the list that is kept").format(name=id)
            advice = _("In scripts, {name} means the column. Choose another id for the question.").format(name=id)
            line, column = document["places"][f"{survey['id']}/{id}"]
            found.append(Problem(file, line, column, problem, advice, warning=True))
    return found


def _any_of(surveys: Sequence[Document]) -> Document:
    """A survey that stands for one that is not known: it has the questions of all."""
    questions: dict[str, Document] = {}
    for survey in surveys:
        for question in survey["questions"]:
            other = questions.setdefault(question["id"], question)
            questions[question["id"]] = question if other is question else {"id": question["id"], "type": None}
    return {"questions": list(questions.values())}


def _alike(scripts: Sequence[tuple[str, Document]]) -> Iterator[Problem]:
    """Scripts of one id; and those that are for the same members, so that only one of them is ever chosen."""
    by_id: dict[str, str] = {}
    by_choice: dict[Any, tuple[str, Document]] = {}
    for file, document in scripts:
        if not document.get("id"):
            continue
        if document["id"] in by_id:
            other = by_id[document["id"]]
            yield Problem(file, *_entry(document, "id"), _("{file} has the same id").format(file=other))
        by_id[document["id"]] = file
        if "unsure" in document:
            continue
        when = {name: frozenset(map(str.casefold, values)) for name, values in document.get("when", {}).items()}
        choice = document.get("language", ""), frozenset(when.items())
        before, first = by_choice.setdefault(choice, (file, document))
        if first["id"] != document["id"]:
            never, chosen = (
                (document["id"], first["id"]) if first["id"] < document["id"] else (first["id"], document["id"])
            )
            text = _("{file} is for the same members and in the same language").format(file=before)
            advice = _("Only {chosen} is ever chosen. Give {never} another language or `when`.")
            yield Problem(file, *_entry(document, "id"), text, advice.format(chosen=chosen, never=never), warning=True)


def _entry(document: Document, name: str) -> Place:
    """Where an entry of the front matter stands."""
    line, column = document.get("places", {}).get(name, (2, 1))
    return line, column


def _meant(name: str, known: Collection[str]) -> str:
    near = closest(name, sorted(known))
    return _("Did you mean {near}?").format(near=near) if near else ""


class _Check:
    """One script and its survey."""

    def __init__(
        self,
        file: str,
        document: Document,
        survey: Document,
        fields: Collection[str],
        *,
        imported: bool,
        lost: Collection[str],
    ) -> None:
        self.file = file
        self.document = document
        self.questions: dict[str, Document] = {question["id"]: question for question in survey["questions"]}
        self.survey = survey
        self.lost = lost
        self.broken = [set(words) for words in document.get("lost", ())]
        words = (f"{name}_other" for name, q in self.questions.items() if any(map(_is_other, q.get("choices", ()))))
        self.answers = {*self.questions, *words}
        self.fields = set(fields)
        self.imported = imported
        self.unknown: set[str] = set()
        self.problems: dict[Problem, None] = {}  # each once, though a call-back goes over the same ground

    def tell(self, place: Place, problem: str, advice: str = "", *, warning: bool = False) -> None:
        """Report what is wrong."""
        self.problems[Problem(self.file, *place, problem, advice, warning)] = None

    def run(self) -> list[Problem]:
        """Every problem, in the order of the text."""
        document = self.document
        self.members()
        self.language()
        call_back = document.get("callback", [])
        rest = document["body"][document.get("opening", 0) :]
        self.walk(document["body"], (), {})
        if call_back:
            self.walk([*call_back, *rest], (), {})
        for body in (document.get("voicemail", []), *(body for _title, body in document["hard"])):
            self.only_read(body)
        self.left_out(questions_in(document["body"]), questions_in([*call_back, *rest]), call_back)
        return sorted(self.problems, key=lambda problem: (problem.line, problem.column))

    def members(self) -> None:
        """The fields that choose the members of a script."""
        for name in self.document.get("when", ()):
            if name in self.questions and name not in self.fields:
                problem = _("{name} is a question; `when` in a script is about fields of the member")
                self.tell(_entry(self.document, f"when {name}"), problem.format(name=name))
            else:
                self.known(name, _entry(self.document, f"when {name}"), self.fields)

    def language(self) -> None:
        """The language of a script whose questions nobody can ask in it."""
        language = self.document.get("language")
        asks = [question["ask"] for question in self.questions.values() if question.get("ask")]
        codes = dict.fromkeys(code for ask in asks if isinstance(ask, dict) for code in ask)
        codes |= dict.fromkeys(self.survey.get("languages", ()))
        if language and codes and language not in {*codes, *self.lost} and all(isinstance(ask, dict) for ask in asks):
            problem = _("no question of the survey is worded in {language}").format(language=language)
            advice = _("Its languages are: {languages}.").format(languages=", ".join(codes))
            self.tell(_entry(self.document, "language"), problem, advice, warning=True)

    def may_ask(self, name: str) -> bool:
        """Whether a tag that means nothing was perhaps to ask a question."""
        return any(name in words or ("ask" in words and not words & self.questions.keys()) for words in self.broken)

    def known(self, name: str, place: Place, known: Collection[str]) -> None:
        """Report a name that is neither field nor answer, where it stands first."""
        if name in known or name in self.unknown or name in self.lost:
            return
        self.unknown.add(name)
        problem = _("the script names {name}, which is no field and no question").format(name=name)
        advice = _meant(name, known) or _("A field is a column of the list; the list must have one of that name.")
        self.tell(place, problem, advice, warning=not self.imported)

    def left_out(self, asked: Collection[str], asked_again: Collection[str], call_back: Sequence[Node]) -> None:
        """Report required questions that are never asked, and those that only the opening asks."""
        for name, question in self.questions.items():
            if question.get("required") and name not in asked and not self.may_ask(name):
                text = _("the script never asks the required question {name}; it comes at the end")
                self.tell((0, 0), text.format(name=name), warning=True)
        only_asked = set(asked) - set(asked_again) if call_back else set()
        for name in sorted(name for name in only_asked if not self.may_ask(name)):
            text = _("the opening asks {name}, and the words for a call-back, said instead of it, do not")
            self.tell(place_of(call_back[0]), text.format(name=name), warning=True)

    def only_read(self, body: Sequence[Node]) -> None:
        """A part that is read aloud at any time: nothing is asked there, and anything may have been answered."""
        every = tuple(Asked(name, {}) for name in self.answers)
        for node in _asks(body):
            text = _("nothing is asked here, so {name} is not either").format(name=node[1])
            self.tell(place_of(node), text, _("Ask it in the conversation."), warning=True)
        self.walk([node for node in body if node[0] != "ask"], every, {}, ask=False)

    def walk(self, nodes: Sequence[Node], path: Path, guards: Guards, *, ask: bool = True) -> Path:
        """Look at the nodes in the order of the conversation; what may have been asked after them."""
        for node in nodes:
            if node[0] == "field":
                self.name(node, path, guards)
            elif node[0] == "ask" and ask:
                path = self.ask(node, path, guards)
            elif node[0] == "if":
                for condition, _body in node[1]:
                    self.condition(condition, path, guards)
                arms = [(body, {**guards, **guards_of(condition)}) for condition, body in node[1]]
                ways = [self.walk(body, path, arm, ask=ask) for body, arm in [*arms, (node[2], guards)]]
                path += tuple(asked for way in ways for asked in way[len(path) :])
        return path

    def ask(self, node: Node, path: Path, guards: Guards) -> Path:
        """A place where the conversation comes to a question."""
        name, place = node[1], place_of(node)
        question = self.questions.get(name)
        if question is None:
            if name not in self.unknown and name not in self.lost:
                self.unknown.add(name)
                text = _("the script asks {name}, which is no question").format(name=name)
                self.tell(place, text, _meant(name, self.questions))
            return path
        known = before(path, guards)
        if name in known and not self.broken:
            text = _("{name} has been asked before on the way here; it is not asked again").format(name=name)
            self.tell(place, text, _("Ask it once, or in an else."), warning=True)
        waits = sorted(_names(question.get("when", {})) - known)
        if waits and not any(map(self.may_ask, waits)) and not _can_hold(question.get("when", {}), known):
            text = _("{name} is asked only after certain answers to {others}, asked later or never")
            text = text.format(name=name, others=", ".join(waits))
            self.tell(place, text, _("Ask {others} first.").format(others=", ".join(waits)), warning=True)
        return (*path, Asked(name, guards))

    def name(self, node: Node, path: Path, guards: Guards) -> None:
        """A field, or an answer that must have been given before."""
        name = node[1]
        self.known(name, place_of(node), self.answers | self.fields)
        if name not in self.answers or name in self.fields:
            return
        if self.questions.get(name, {}).get("type") == "note":
            self.tell(place_of(node), _("{name} is only read aloud and has no answer").format(name=name))
        elif not {name, name.removesuffix("_other")} & before(path, guards) and not any(
            map(self.may_ask, (name, name.removesuffix("_other")))
        ):
            text = _("the answer to {name} is used before it is asked").format(name=name)
            self.tell(place_of(node), text, _("Ask it first."), warning=True)

    # conditions

    def condition(self, node: Node, path: Path, guards: Guards) -> None:
        """The names in a condition, and the values that they are compared with."""
        if node[0] in ("and", "or"):
            for part in node[1]:
                self.condition(part, path, guards)
        elif node[0] == "not":
            self.condition(node[1], path, guards)
        elif node[0] == "name":
            self.name(node, path, guards)
        elif node[0] != "const":
            left, right = node[1:]
            for side in (left, right):
                self.condition(side, path, guards)
            self.compared(node[0], left, right)

    def compared(self, operator: str, left: Node, right: Node) -> None:
        """A comparison of an answer with a value."""
        if operator not in ("eq", "ne", "in", "notin") or {left[0], right[0]} != {"name", "const"}:
            return
        name, const = (left, right) if left[0] == "name" else (right, left)
        question = self.questions.get(name[1])
        if question is None or name[1] in self.fields:
            return
        codes = _codes(question)
        values = const[1] if isinstance(const[1], list) else [const[1]]
        for n, value in enumerate(values):
            if codes and str(value) not in codes and str(value) not in self.lost:
                text = _("{name} has no answer {code}").format(name=name[1], code=value)
                advice = _meant(str(value), codes) or _("Use one of: {known}").format(known=", ".join(codes))
                self.tell(place_of(const, n), text, advice)
        several = question["type"] == "multiple"
        if codes and operator in ("in", "notin") and several is (left[0] == "name"):
            advice = _('Write "code" in {name}.') if several else _('Write {name} == "code", or {name} in ["code"].')
            text = _("this does not compare {name} as it should").format(name=name[1])
            self.tell(place_of(name), text, advice.format(name=name[1]), warning=True)


def _is_other(choice: Document) -> bool:
    return bool(choice.get("other"))


def _asks(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every place where a question is asked."""
    for node in nodes:
        if node[0] == "ask":
            yield node
        elif node[0] == "if":
            for branch in (*(body for _condition, body in node[1]), node[2]):
                yield from _asks(branch)


def _codes(question: Document) -> list[str]:
    """The answers that can be chosen, as a script compares them; none where anything can be answered."""
    if question["type"] == "yesno":
        return ["yes", "no"]
    if question["type"] == "scale" and {"min", "max"} <= question.keys():
        return [str(n) for n in range(question["min"], question["max"] + 1)]
    return [choice["code"] for choice in question.get("choices", ())]


def _can_hold(when: Document, asked: Collection[str]) -> bool:
    """Whether skip logic can lead to a question when only these have been asked."""
    for name, wanted in when.items():
        if name == "any":
            if not any(_can_hold(each, asked) for each in wanted):
                return False
        elif name != "not" and name not in asked and not (isinstance(wanted, dict) and wanted.get("answered") is False):
            return False
    return True


def _names(when: Document) -> set[str]:
    """The questions that skip logic names."""
    found: set[str] = set()
    for name, wanted in when.items():
        inner = wanted if name == "any" else [wanted] if name == "not" else []
        found |= {name for each in inner for name in _names(each)} if name in ("any", "not") else {name}
    return found
