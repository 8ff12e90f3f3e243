"""An audit programme as data: what is audited, how it is drawn, what is asked, who reads, what follows. Pure.

A programme is a TOML file in `programmes/`, or what a registrar made of one on the page; both have the same keys, which
docs/reference/programmes.md explains. `programmes/file.py` reads and checks it; `programmes/walk.py` follows the branches.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PASS, FAIL, NONE, UNDECIDED = "pass", "fail", "none", "undecided"
VERDICTS = (PASS, FAIL, NONE, UNDECIDED)
END = "end"
# Offered with every question that can be failed: a real answer, not a way round one.
UNCLEAR = "unclear"
UNCLEAR_WORDS = "It cannot be decided from the record"

CRIMES, QUESTIONS = "crimes", "questions"
MEASURES = (CRIMES, QUESTIONS)


@dataclass(frozen=True, slots=True)
class RuleSource:
    """The rule a question rests on. `page` is as printed, such as "10" or "10 to 12"."""

    title: str
    edition: str
    page: str

    @property
    def words(self) -> str:
        named = f"{self.title}, {self.edition}"
        return f"{named}, p. {self.page}" if self.page else named

    def to_json(self) -> dict[str, str]:
        return {"title": self.title, "edition": self.edition, "page": self.page}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that may be given. `goes_to`: the question that follows; empty: the next one; "end": none."""

    say: str
    text: str
    verdict: str = NONE
    goes_to: str = ""

    def to_json(self) -> dict[str, str]:
        return {
            "say": self.say,
            "text": self.text,
            "verdict": self.verdict,
            "goes_to": self.goes_to,
        }


@dataclass(frozen=True, slots=True)
class ProgrammeQuestion:
    """One question. `rule` is what it rests on; a question without answers to choose from takes a few words."""

    id: str
    asks: str
    help: str
    rule: RuleSource
    answers: tuple[Answer, ...]
    head: str = ""

    @property
    def judged(self) -> bool:
        """Whether it can be passed or failed, and so has a rate."""
        return any(answer.verdict in (PASS, FAIL) for answer in self.answers)

    @property
    def offered(self) -> tuple[Answer, ...]:
        """The answers as a reader sees them, "cannot be decided" last where the question is judged."""
        if not self.judged or any(answer.say == UNCLEAR for answer in self.answers):
            return self.answers
        return (*self.answers, Answer(UNCLEAR, UNCLEAR_WORDS, UNDECIDED))

    def answer(self, say: str) -> Answer | None:
        return next((answer for answer in self.offered if answer.say == say), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "head": self.head,
            "asks": self.asks,
            "help": self.help,
            "rule": self.rule.to_json(),
            "answers": [answer.to_json() for answer in self.answers],
        }


@dataclass(frozen=True, slots=True)
class Population:
    """Which records are audited: one or more sources (see `sample/populations.py`), narrowed by filters. `words` says it."""

    sources: tuple[str, ...]
    words: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """What its records are called together: logs, or records where some are crimes or incidents."""
        return "logs" if all("logs" in source for source in self.sources) else "records"

    @property
    def every_log(self) -> bool:
        return self.sources == ("logs",) and not self.filters

    def to_json(self) -> dict[str, Any]:
        return {
            "sources": list(self.sources),
            "words": self.words,
            "filters": {name: list(values) for name, values in sorted(self.filters.items())},
        }


@dataclass(frozen=True, slots=True)
class SampleDesign:
    """How the sample is drawn.

    `strata`: "code-linked", "code-linked-score", "proportional" or "simple". `certainty`: meanings or groups whose
    records are all read. `targets`: half-width in percentage points (as text) by crime group or question.
    """

    strata: str
    sample_size: int
    minimum: int
    certainty: tuple[str, ...] = ()
    targets: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "strata": self.strata,
            "sample_size": self.sample_size,
            "minimum": self.minimum,
            "certainty": list(self.certainty),
            "targets": dict(sorted(self.targets.items())),
        }


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads, and how long a record takes, in minutes, for planning hours."""

    roles: tuple[str, ...]
    minutes: int

    def to_json(self) -> dict[str, Any]:
        return {"roles": list(self.roles), "minutes": self.minutes}


@dataclass(frozen=True, slots=True)
class SecondReading:
    """Which first readings are read again, blind: all failures or none, and so many in a hundred passes."""

    failures: bool
    passes_percent: int

    @property
    def wanted(self) -> bool:
        return self.failures or self.passes_percent > 0

    def to_json(self) -> dict[str, Any]:
        return {"failures": self.failures, "passes_percent": self.passes_percent}


@dataclass(frozen=True, slots=True)
class Feedback:
    """To whom a finding goes, in order, and within how many days each has to answer."""

    route: tuple[str, ...]
    days: int

    def to_json(self) -> dict[str, Any]:
        return {"route": list(self.route), "days": self.days}


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often it runs ("weekly", "monthly", "quarterly", "yearly", "on demand") and who owns it."""

    every: str
    owner: str

    def to_json(self) -> dict[str, str]:
        return {"every": self.every, "owner": self.owner}


@dataclass(frozen=True, slots=True)
class Band:
    """A name for rates from `at_least` (percent, as text). Bands are the force's own; no figure here is official."""

    name: str
    at_least: str

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "at_least": self.at_least}


@dataclass(frozen=True, slots=True)
class Programme:
    """One audit programme. `measure`: "crimes" counts crimes that should be, and are, on record; "questions" counts
    records that pass each question."""

    slug: str
    title: str
    about: str
    measure: str
    population: Population
    design: SampleDesign
    readers: Readers
    second_reading: SecondReading
    feedback: Feedback
    schedule: Schedule
    bands: tuple[Band, ...]
    questions: tuple[ProgrammeQuestion, ...]
    show: tuple[str, ...] = ()

    def question(self, id: str) -> ProgrammeQuestion | None:
        return next((question for question in self.questions if question.id == id), None)

    def band(self, rate: float | None) -> str:
        """The name of the band in which a rate (0 to 1) lies; empty without bands or rate."""
        if rate is None:
            return ""
        fits = [band for band in self.bands if 100 * rate >= float(band.at_least)]
        return max(fits, key=lambda band: float(band.at_least)).name if fits else ""

    @property
    def judged(self) -> tuple[ProgrammeQuestion, ...]:
        return tuple(question for question in self.questions if question.judged)

    def to_json(self) -> dict[str, Any]:
        """As the ledger and the database keep it: text, whole numbers, lists; `file.build` reads it again."""
        return {
            "slug": self.slug,
            "title": self.title,
            "about": self.about,
            "measure": self.measure,
            "population": self.population.to_json(),
            "design": self.design.to_json(),
            "readers": self.readers.to_json(),
            "second_reading": self.second_reading.to_json(),
            "feedback": self.feedback.to_json(),
            "schedule": self.schedule.to_json(),
            "bands": [band.to_json() for band in self.bands],
            "show": list(self.show),
            "questions": [question.to_json() for question in self.questions],
        }
