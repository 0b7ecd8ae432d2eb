"""Counts for those who must not see the members: no figure under ten, and none that subtraction could bring to light.

How that is reached (see "Counts only" in the README):

- **Nobody is in two figures, and there are no totals.** Members are sorted by which goals they count towards, days are
  put together to periods, and each pair of these is a row. Whoever wants a sum adds rows up; there is nothing to
  subtract from. What is too small is not told yet: it waits until its period has grown.
- **What has been told stays as it is.** A period is closed as soon as it is large enough, counted by the day on which a
  report came here; later ones only add rows. So two files that were sent one after the other tell no more than the
  second. (Only what is taken back or forgotten changes earlier rows.)
- **Parts of a figure are figures too**: the people who were reached but not talked with are at least ten, and so are
  the choices of a question that is told in part, taken together.

After A. Hundepool et al., Statistical Disclosure Control (2012): threshold rule and complementary suppression.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

FEWEST = 10  # of anything that leaves the campaign
ENOUGH = 100  # answers: so many are told though a rare choice must be left out

Goals = tuple[str, ...]


class Report(NamedTuple):
    """One call that counts, as far as it is counted here: the day on which it came, who (by a number) and what."""

    day: str
    contact: int
    goals: Goals  # every goal towards which the member counts
    attempt: bool
    reached: bool
    conversed: bool
    surveyed: bool
    version: str = ""
    answers: Mapping[str, Sequence[str]] = {}  # by question, the codes


class Figures(NamedTuple):
    """Calls, and members: reached, talked with, with answers. Each member counts on the first such day."""

    attempts: int = 0
    contacts_reached: int = 0
    conversations: int = 0
    surveys: int = 0

    def plus(self, other: "Figures") -> "Figures":
        """The sum, figure by figure."""
        return Figures(*(one + more for one, more in zip(self, other, strict=True)))


class Period(NamedTuple):
    """What was counted for members of the same goals, from one day to another. `surveys` is 0 where it is not told."""

    goals: Goals
    first: str
    last: str
    figures: Figures


class Question(NamedTuple):
    """A question in one version of its survey, and the codes that it can be answered with."""

    survey: str
    version: str
    id: str
    codes: tuple[str, ...]
    several: bool = False


class Answered(NamedTuple):
    """How many members (`times`) gave an answer, from one day to another; each member's first answer counts."""

    survey: str
    version: str
    question: str
    code: str
    first: str
    last: str
    times: int


Days = dict[str, Figures]


class Gathering:
    """What was counted on each day, of reports that are added in the order in which they came."""

    def __init__(self, questions: Iterable[Question] = ()) -> None:
        self.figures: dict[Goals, Days] = {}
        self.answers: dict[Question, dict[str, _Given]] = {question: {} for question in questions}
        self._of_version: dict[str, list[Question]] = {}
        for question in self.answers:
            self._of_version.setdefault(question.version, []).append(question)
        self._seen: dict[tuple[str, str], set[int]] = {}

    def _anew(self, kind: str, of: str, contact: int) -> bool:
        """Whether this is the first such of the contact."""
        before = self._seen.setdefault((kind, of), set())
        new = contact not in before
        before.add(contact)
        return new

    def add(self, report: Report) -> None:
        """Count one report. Each member counts on the first day that something is so, and with the first answer."""
        contact, day = report.contact, report.day
        more = Figures(
            int(report.attempt),
            int(report.reached and self._anew("", "reached", contact)),
            int(report.conversed and self._anew("", "conversed", contact)),
            int(report.surveyed and self._anew("", "surveyed", contact)),
        )
        days = self.figures.setdefault(report.goals, {})
        days[day] = days[day].plus(more) if day in days else more
        questions = self._of_version.get(report.version, ()) if report.answers else ()
        surveyed = bool(questions) and self._anew(report.version, "", contact)
        for question in questions:
            codes = report.answers.get(question.id, ())
            first = bool(codes) and self._anew(report.version, question.id, contact)
            given = _Given(Counter(codes if first else ()), int(first), int(surveyed))
            here = self.answers[question]
            here[day] = here[day].plus(given) if day in here else given


class _Given(NamedTuple):
    """What came in on one day: how often each code, and how many members gave any, or answered the survey at all."""

    codes: Counter[str]
    members: int
    surveyed: int

    def plus(self, other: "_Given") -> "_Given":
        return _Given(self.codes + other.codes, self.members + other.members, self.surveyed + other.surveyed)


_NONE = _Given(Counter(), 0, 0)


def gathered(reports: Iterable[Report], questions: Iterable[Question] = ()) -> Gathering:
    """All of these reports, counted."""
    found = Gathering(questions)
    for report in reports:
        found.add(report)
    return found


def periods(by_day: Mapping[Goals, Days]) -> Iterator[Period]:
    """The periods that can be told. What is left at the end waits until there is more of it."""
    for goals, days in sorted(by_day.items()):
        so_far, open_figures, first = Figures(), Figures(), ""
        for day in sorted(days):
            first = first or day
            so_far, open_figures = so_far.plus(days[day]), open_figures.plus(days[day])
            if _large_enough(open_figures, so_far):
                surveys = open_figures.surveys if open_figures.surveys >= FEWEST else 0
                yield Period(goals, first, day, open_figures._replace(surveys=surveys))
                open_figures, first = Figures(), ""


def _large_enough(period: Figures, so_far: Figures) -> bool:
    """Whether each figure is one that may be told, and those who were reached but not talked with could be too."""
    talked = max(so_far.conversations, so_far.surveys)
    return min(period[:3]) >= FEWEST and so_far.contacts_reached - talked >= FEWEST


# Answers


def answers(by_day: Mapping[Question, Mapping[str, _Given]]) -> Iterator[Answered]:
    """The answers that can be told, question by question."""
    for question, days in sorted(by_day.items()):
        waiting, first = _NONE, ""
        for day in sorted(days):
            first = first or day
            waiting = waiting.plus(days[day])
            told = tellable(question, waiting.codes, waiting.members, waiting.surveyed)
            if len(told) == len(question.codes) or (told and waiting.members >= ENOUGH):
                for code in told:
                    count = waiting.codes[code]
                    yield Answered(question.survey, question.version, question.id, code, first, day, count)
                waiting, first = _NONE, ""


def tellable(question: Question, counts: Mapping[str, int], members: int, surveyed: int) -> list[str]:
    """The codes whose counts may be told together, in the question's order.

    `members` have answered the question and `surveyed` the survey: both are taken to be known to whoever reads the
    counts. Of several choices each is told for which at least ten have chosen it and at least ten have not. Of single
    ones, where one cannot be told, the smallest of the others are left out with it, until there are two of them and
    together they are ten: their sum can be had, and none of them.
    """
    known = [counts.get(code, 0) for code in question.codes]
    silent = abs(surveyed - members)
    if question.several:
        enough = (FEWEST <= count <= members - FEWEST for count in known)
        return [code for code, tell in zip(question.codes, enough, strict=True) if tell]
    rising = sorted(zip(known, question.codes, strict=True))
    left_out = [count for count, _code in rising if count < FEWEST]
    if left_out or 0 < silent < FEWEST:
        least = 2 if left_out else 1
        while len(left_out) < len(rising) and (len(left_out) < least or sum(left_out) < FEWEST):
            left_out.append(rising[len(left_out)][0])
    hidden = {code for _count, code in rising[: len(left_out)]}
    return [code for code in question.codes if code not in hidden]


# What others have sent


class Source(NamedTuple):
    """The counts of one campaign as of a time. `devices` are those on which it was called: who has their reports
    has counted them already. `told` and `answered` are what `periods` and `answers` give."""

    id: str
    campaign: str
    as_of: str
    devices: tuple[str, ...]
    told: tuple[Period, ...]
    answered: tuple[Answered, ...] = ()


def newest(sources: Iterable[Source]) -> dict[str, Source]:
    """One of each campaign: the newest; of two as of one time, the same one in whatever order they come."""
    found: dict[str, Source] = {}
    for source in sources:
        if source.id not in found or (source.as_of, source) > (found[source.id].as_of, found[source.id]):
            found[source.id] = source
    return found


def counted(sources: Iterable[Source], own_devices: Iterable[str]) -> list[Source]:
    """Those that can be added up without counting a call twice: whose devices are not here, nor in another of them.

    Of those that overlap the one with more devices counts, since it has the other's reports, as far as can be told.
    """
    taken, found = set(own_devices), []
    for source in sorted(sources, key=lambda each: (-len(each.devices), each.id)):
        if taken.isdisjoint(source.devices):
            taken |= set(source.devices)
            found.append(source)
    return found


def towards(sources: Iterable[Source], parents: Mapping[str, str]) -> Counter[str]:
    """How many conversations others have sent for each of our goals, by name; `parents` has the goal that each is a
    part of. A row counts towards the goals of its name or its campaign's, and towards whatever these are a part of."""
    found: Counter[str] = Counter()
    for source in sources:
        for period in source.told:
            names = {*period.goals, source.campaign} & parents.keys()
            for name in list(names):
                while (name := parents[name]) in parents and name not in names:
                    names.add(name)
            found.update(dict.fromkeys(names, period.figures.conversations))
    return found
