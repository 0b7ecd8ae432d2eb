"""The other end of the line in a practice call: what a persona says at each place, and what has come so far."""

from ringa.cli import show
from ringa.cli.conversation import CLOSING, READY, RINGING
from ringa.core import persona as people
from ringa.core.call import Draft
from ringa.core.outcome import NOBODY
from ringa.core.persona import Moment, Persona
from ringa.core.practice import Played
from ringa.core.script import Script
from ringa.core.survey import Question, Survey, Text, say
from ringa.i18n import _


class Voice:
    """One persona on the line. What is heard at a place is the same however often it is shown.

    `languages` are those that the call's texts are looked for in, its own first; `seed` decides what is left to chance.
    """

    def __init__(
        self, persona: Persona, survey: Survey, script: Script | None, languages: list[str], seed: str
    ) -> None:
        self.persona = persona
        self.survey = survey
        self.script = script
        self.languages = languages
        self.seed = seed
        self.draft = Draft("")
        self.place = ""  # where the call is: a place of the persona's
        self.came: dict[str, Moment] = {}
        self.asked: list[str] = []  # the questions in the order in which they first came
        self.answered: dict[str, str] = {}
        self.beyond: list[str] = []
        self.read: set[str] = set()
        self.closed = False

    def save(self, draft: Draft) -> None:
        """What has been noted; it is kept nowhere but here."""
        self.draft = draft

    def heard(self, place: str | Question) -> list[str]:
        """What is heard at a place of the conversation."""
        if not isinstance(place, str):
            return self.at_question(place)
        if place == READY:
            self.read.add(self.place)
            moment = self.came.get(self.place)
            return self.words(moment.after) if moment and moment.after else []
        if place == NOBODY:
            return []
        self.closed = self.closed or place == CLOSING
        return self.at({RINGING: people.PHONE, CLOSING: people.END}.get(place, people.GREETING))

    def at(self, place: str) -> list[str]:
        """What is heard at a place of the persona's. Who has had enough says it again wherever one goes on."""
        self.place = place
        moment = self.over or self.persona.moment(place)
        if moment is None:
            return []
        self.came.setdefault(moment.at, moment)
        sound = say(moment.sound, self.languages)
        voice = say(moment.voice, self.languages) or (_("Voice") if moment.at == people.PHONE else "")
        sounds = [f"({sound})"] if sound else []
        words = self.words(moment.says, voice) if moment.says else []
        return [*words, *sounds] if "cut_off" in moment.over else [*sounds, *words]

    @property
    def over(self) -> Moment | None:
        """The moment after which nothing more may be asked, if it has come."""
        return next((moment for moment in self.came.values() if moment.over), None)

    def at_question(self, question: Question) -> list[str]:
        """What is said to a question, and the answer."""
        if question.id not in self.asked:
            self.asked.append(question.id)
        place = str(self.asked.index(question.id) + 1)
        if self.over and self.over.at != place:
            self.beyond += [question.id] if question.id not in self.beyond else []
            return self.at(place)
        said = self.at(place)
        if self.over:
            self.answered[question.id] = ""
            return said
        reply = people.reply(self.persona, question, self.draft.answers, self.languages, self.seed)
        self.answered[question.id] = reply.cell
        return said + self.words(reply.says or show.answer(question, reply.cell, self.languages))

    def words(self, text: Text, voice: str = "") -> list[str]:
        """Words, and who says them: told by signs and not by colour."""
        words = say(text, self.languages)
        return [_("{name}: “{words}”").format(name=voice or self.persona.first_name, words=words)] if words else []

    def played(self, seconds: int) -> Played:
        """How the call went."""
        return Played(
            self.persona, self.survey, self.draft, tuple(self.came.values()), self.answered, tuple(self.beyond),
            frozenset(self.read), self.closed, bool(self.script and self.script.hard_questions), self.languages[0],
            seconds,
        )  # fmt: skip
