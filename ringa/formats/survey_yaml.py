"""The surveys in surveys.yaml: questions in their order, what they have to do with each other, and languages."""

from collections.abc import Sequence

import yaml

from ringa.core.reachable import never
from ringa.core.survey import from_document, other_id
from ringa.formats.condition_yaml import Document
from ringa.formats.question_yaml import QuestionReader
from ringa.formats.yaml_nodes import LANGUAGE, Fields, Node, pattern
from ringa.i18n import _

MAX_QUESTIONS = 200


class SurveyReader(QuestionReader):
    """Reads surveys. `places` has line and column of each `survey`, `survey/question` and `survey/question/code`."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.places: dict[str, tuple[int, int]] = {}
        self.ids: dict[str, Node] = {}

    def surveys(self, node: Node) -> list[Document]:
        """Every survey in its normal form."""
        surveys: list[Document] = []
        for item in self.items(node, "surveys"):
            survey, place = self.survey(item)
            if any(known["id"] == survey["id"] for known in surveys):
                self.wrong(place, _("two surveys are called {name}").format(name=survey["id"]))
            elif survey["id"] and survey["questions"]:
                surveys.append(survey)
        if not surveys and not self.problems:
            self.wrong(node, _("there is no survey with questions"))
        return surveys

    def survey(self, node: Node) -> tuple[Document, Node]:
        """One survey, and the place of its id."""
        entries = self.mapping(node, ("id", "title", "languages", "questions"), _("a survey"))
        self.required(node, entries, ("id", "questions"), _("a survey"))
        before = self.errors
        self.texts, self.ids, self.whens = [], {}, {}
        survey: Document = {"id": self.code(entries["id"][1]) if "id" in entries else None, "questions": []}
        if "title" in entries:
            survey["title"] = self.wording(entries["title"][1])
        languages = self.languages(entries)
        if languages:
            survey["languages"] = languages
        if "questions" in entries:
            survey["questions"] = self.questions(entries["questions"][1])
        place = entries["id"][1] if "id" in entries else node
        self.places.update(self.in_survey(survey["id"], place))
        self.check_languages(languages, len(self.lost_in(node)))
        if survey["id"] and self.errors == before and not self.lost_in(node):
            self.check_reach(survey)
        return survey, place

    def in_survey(self, survey: str | None, place: Node) -> dict[str, tuple[int, int]]:
        """The places of a survey and its questions."""
        nodes = {f"{survey}": place, **{f"{survey}/{id}": node for id, node in self.ids.items()}}
        return {name: (node.start_mark.line + 1, node.start_mark.column + 1) for name, node in nodes.items()}

    # questions

    def questions(self, node: Node) -> list[Document]:
        """The questions in their order; each may depend on those before it."""
        items = self.some_items(node, "questions")
        if len(items) > MAX_QUESTIONS:
            problem = _("a survey has at most {n} questions").format(n=MAX_QUESTIONS)
            self.wrong(items[MAX_QUESTIONS], problem, _("Make two surveys of it."))
        nodes = [self.id_node(item) for item in items[:MAX_QUESTIONS]]
        questions: dict[str, Document] = {}
        for place, item in enumerate(items[:MAX_QUESTIONS]):
            self.earlier = questions
            self.later = [n.value for n in nodes[place:] if isinstance(n, yaml.ScalarNode) and n.value not in questions]
            question = self.question(item)
            if question and question["id"] in questions:
                self.wrong(nodes[place], _("two questions are called {name}").format(name=question["id"]))
            elif question:
                questions[question["id"]] = question
                self.ids[question["id"]] = nodes[place] or item
        self.check_words(questions)
        return list(questions.values())

    @staticmethod
    def id_node(item: Node) -> Node | None:
        """Where a question's id stands."""
        pairs = item.value if isinstance(item, yaml.MappingNode) else ()
        return next((value for key, value in pairs if key.value == "id"), None)

    def check_words(self, questions: dict[str, Document]) -> None:
        """The words of an `other` choice are an answer of their own, whose name no question may have."""
        for id, question in questions.items():
            clash = other_id(id)
            if clash in questions and any("other" in choice for choice in question.get("choices") or ()):
                problem = _("{name} is what the words to {question} are called in the results").format(
                    name=clash, question=id
                )
                self.wrong(
                    self.ids[clash], problem, _("Choose another id, or leave `other` out of {name}.").format(name=id)
                )

    def check_reach(self, survey: Document) -> None:
        """What can never be asked or offered, whatever is answered before."""
        for question, code in never(from_document(survey, "v")):
            if code:
                problem = _("the choice {code} can never be offered").format(code=code)
            else:
                problem = _("the question {name} can never be asked").format(name=question)
            advice = _("No answers to the earlier questions fulfil its `when`, together with theirs.")
            self.wrong(self.whens[question, code], problem, advice)

    # languages

    def languages(self, entries: Fields) -> list[str]:
        """The languages that the survey declares, the one to fall back on first."""
        if "languages" not in entries:
            return []
        node = entries["languages"][1]
        found: list[str] = []
        for item in self.some_items(node, "languages"):
            code = self.parsed(item, pattern(LANGUAGE), _("{text} is no language code"), _("Write sv, nb or en."))
            if code in found:
                self.wrong(item, _("`{name}` stands here twice").format(name=code), _("Keep one of them."))
            elif code == "no":
                self.wrong(item, _("{code} is no language code").format(code=code), _("Write nb."))
            elif code:
                found.append(code)
        return found

    def check_languages(self, declared: Sequence[str], lost: int) -> None:
        """Which texts lack a language: one that is declared, or else one that most questions are worded in. So many
        questions may be `lost`."""
        expected = list(declared) or self.usual_languages(lost)
        for node, text, question in self.texts:
            if isinstance(text, str):
                if question and len(expected) > 1:
                    advice = _("Write it once for each of: {languages}.").format(languages=", ".join(expected))
                    self.wrong(node, _("this question is worded in one language only"), advice, warning=True)
                continue
            written = {key.value for key, _value in node.value} | {w for each in self.lost_in(node) for w in each.words}
            missing = [code for code in expected if code not in written]
            if missing:
                problem = _("this text is missing in: {languages}").format(languages=", ".join(missing))
                instead = next((code for code in expected if code in text), next(iter(text)))
                advice = _("Until it is there, {language} is shown instead.").format(language=instead)
                self.wrong(node, problem, advice, warning=True)
            if declared and isinstance(node, yaml.MappingNode):
                for key, _value in node.value:
                    if (code := self.string(key)) not in declared:
                        problem = _("{code} is none of the survey's languages").format(code=code)
                        self.unnamed(key, code or "", list(declared), problem)

    def usual_languages(self, lost: int) -> list[str]:
        """The languages that more than half of the questions are worded in."""
        asks = [said.text for said in self.texts if said.question]
        codes = [code for text in asks if not isinstance(text, str) for code in text]
        return [code for code in dict.fromkeys(codes) if codes.count(code) * 2 > len(asks) + lost]
