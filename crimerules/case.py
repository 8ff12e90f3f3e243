"""The facts of a case: what was reported, in plain terms, before any rule is applied.

A fact left out is *not known*; it is never taken to be false. Where an answer hangs on it, the
engine asks. Write ``Case.from_dict`` with data from JSON or TOML; ``crimerules schema`` publishes
the layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crimerules.reading import CaseError, Problem, read, says, write

CAPACITIES = {
    "victim": "the victim, or somebody entitled to speak for the business that is the victim",
    "parent-or-carer": "a parent, guardian or carer of the victim",
    "professional": "a doctor, nurse, social worker, teacher or other professional, as such",
    "other": "any other third party: neighbour, friend, passer-by",
    "police": "police found out by themselves",
    "video": "nobody: CCTV, a dashcam or a doorbell showed it",
    "suspect": "the person complained of, who alleges something against the victim",
    "other-body": "another investigating authority, as victim or for a victim",
}
CHANNELS = {
    "direct": "straight to the police: call, counter, officer, online form",
    "partner": "a referral from a partner agency",
    "marac": "a multi-agency risk assessment conference (MARAC)",
    "sarc": "a sexual assault referral centre (SARC)",
    "nrm": "a National Referral Mechanism referral from the competent authority",
    "duty-to-notify": "a duty-to-notify referral from the competent authority",
    "fgm-duty": "the legal duty of professionals to report female genital mutilation",
    "other-force": "passed on by another force",
    "school": "passed on by a school",
}
COUNTRIES = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
    "abroad": "outside the United Kingdom",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened, or where somebody was or lives."""

    kind: str = field(default="", metadata=says("what kind of place", "word", words="place"))
    force: str = field(default="", metadata=says("the police force whose area it is in", "text"))
    country: str = field(default="", metadata=says("country", "word", words=tuple(COUNTRIES)))
    name: str = field(default="", metadata=says("address or description", "text"))
    school_hours: bool | None = field(
        default=None, metadata=says("during the operating hours of the school", "flag")
    )
    private: bool | None = field(
        default=None, metadata=says("inside a dwelling or another private place", "flag")
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A person, business or body: victim, suspect, reporter."""

    id: str = field(metadata=says("a short name used in this case only", "text"))
    kind: str = field(
        default="person",
        metadata=says("what it is", "word", words=("person", "business", "public-body", "group")),
    )
    name: str = field(default="", metadata=says("name to show in explanations", "text"))
    age: float | None = field(
        default=None, metadata=says("age in years at the time (0.5 is six months)", "number")
    )
    sex: str = field(default="", metadata=says("sex", "word", words=("female", "male")))
    roles: tuple[str, ...] = field(
        default=(), metadata=says("what the person is or does", "words", words="role")
    )
    states: tuple[str, ...] = field(
        default=(), metadata=says("the person's condition", "words", words="state")
    )
    identified: bool = field(
        default=True,
        metadata=says("false: an unknown offender, or a victim nobody can name", "flag"),
    )
    traced: bool | None = field(
        default=None, metadata=says("of a victim: has been found and can be asked", "flag")
    )
    confirms: bool | None = field(
        default=None, metadata=says("of a victim: says that it happened", "flag")
    )
    supports: bool | None = field(
        default=None, metadata=says("of a victim: wants or helps an investigation", "flag")
    )
    household: str = field(
        default="", metadata=says("a label shared by people of one household", "text")
    )
    home: Place | None = field(
        default=None,
        metadata=says("usual home, or the relevant place of business", "one", of=Place),
    )


@dataclass(frozen=True, slots=True)
class Relationship:
    """How two people are connected: ``first`` is the ``kind`` of ``second``."""

    first: str = field(metadata=says("id of a person", "text"))
    kind: str = field(
        metadata=says("what the first is to the second", "word", words="relationship")
    )
    second: str = field(metadata=says("id of another person", "text"))
    former: bool = field(default=False, metadata=says("it has ended", "flag"))


@dataclass(frozen=True, slots=True)
class Report:
    """One telling of the matter to the police."""

    capacity: str = field(metadata=says("in which capacity", "word", words=tuple(CAPACITIES)))
    at: datetime | None = field(
        default=None, metadata=says("when any part of the force first heard it", "moment")
    )
    by: str = field(
        default="", metadata=says("id of the person who reported; empty when not known", "text")
    )
    channel: str = field(
        default="direct", metadata=says("by which way it came", "word", words=tuple(CHANNELS))
    )
    acts: tuple[str, ...] = field(
        default=(), metadata=says("ids of the acts told of; empty for all", "texts")
    )
    doubted: bool | None = field(
        default=None, metadata=says("the reporter's status or truthfulness is in doubt", "flag")
    )


@dataclass(frozen=True, slots=True)
class Property:
    """A thing taken, damaged, held or threatened."""

    kind: str = field(default="", metadata=says("what it is", "word", words="property"))
    owner: str = field(default="", metadata=says("id of the owner", "text"))
    value: float | None = field(
        default=None, metadata=says("value or cost of repair in pounds", "number")
    )
    taken: bool | None = field(default=None, metadata=says("was taken", "flag"))
    damaged: bool | None = field(default=None, metadata=says("was damaged", "flag"))


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done: by whom, to whom, how, when, where, with what intent and effect."""

    id: str = field(metadata=says("a short name used in this case only", "text"))
    does: str = field(default="", metadata=says("what was done", "word", words="does"))
    by: tuple[str, ...] = field(
        default=(), metadata=says("ids of those who did it, as one group", "texts")
    )
    to: tuple[str, ...] = field(
        default=(), metadata=says("ids of those it was done to; empty if it has no victim", "texts")
    )
    at: datetime | None = field(default=None, metadata=says("when it began", "moment"))
    until: datetime | None = field(default=None, metadata=says("when it ended", "moment"))
    times: float = field(default=1, metadata=says("on how many occasions", "number"))
    completed: bool = field(default=True, metadata=says("false: an attempt", "flag"))
    independent: bool = field(
        default=False, metadata=says("those who did it acted independently, not together", "flag")
    )
    intent: tuple[str, ...] = field(
        default=(), metadata=says("what was intended", "words", words="intent")
    )
    injury: str = field(
        default="",
        metadata=says("the worst injury caused; empty if not known", "word", words="injury"),
    )
    means: tuple[str, ...] = field(default=(), metadata=says("with what", "words", words="means"))
    aggravated: tuple[str, ...] = field(
        default=(), metadata=says("hostility shown or meant", "words", words="aggravated")
    )
    property: tuple[Property, ...] = field(
        default=(), metadata=says("things taken or damaged", "many", of=Property)
    )
    place: Place | None = field(default=None, metadata=says("where it happened", "one", of=Place))
    suspect_place: Place | None = field(
        default=None, metadata=says("where the suspect was", "one", of=Place)
    )
    victim_place: Place | None = field(
        default=None, metadata=says("where the victim was", "one", of=Place)
    )
    by_device: bool = field(
        default=False, metadata=says("it was done by telephone or internet", "flag")
    )
    support: tuple[str, ...] = field(
        default=(), metadata=says("what supports the report", "words", words="support")
    )
    made_out: bool | None = field(
        default=None, metadata=says("the points to prove are clearly made out", "flag")
    )
    confirmed: bool | None = field(
        default=None, metadata=says("the victim confirms this act, if not as the rest", "flag")
    )
    necessary: bool | None = field(
        default=None,
        metadata=says(
            "clear evidence, and recording is appropriate or necessary without the victim", "flag"
        ),
    )
    enquiries_made: bool | None = field(
        default=None, metadata=says("reasonable enquiries for a victim were made", "flag")
    )
    asked_for_crime: tuple[str, ...] = field(
        default=(),
        metadata=says(
            "who formally asked for a crime record",
            "words",
            words=("school", "child", "parent", "nobody"),
        ),
    )
    other_force: str = field(
        default="", metadata=says("another force that deals with it and records it", "text")
    )
    class_: str = field(
        default="", metadata=says("the class an officer has chosen", "text", name="class")
    )
    code: str = field(
        default="", metadata=says("the Home Office code an officer has chosen", "text")
    )
    facts: Mapping[str, Any] = field(
        default_factory=dict, metadata=says("other facts by name", "facts")
    )


@dataclass(frozen=True, slots=True)
class Contrary:
    """What speaks against a crime having happened."""

    acts: tuple[str, ...] = field(
        default=(), metadata=says("ids of the acts it speaks against; empty for all", "texts")
    )
    what: str = field(default="", metadata=says("what it is", "text"))
    credible: bool | None = field(default=None, metadata=says("it can be believed", "flag"))
    available: bool | None = field(
        default=None, metadata=says("it is immediately available", "flag")
    )


@dataclass(frozen=True, slots=True)
class Recorded:
    """A crime already on record that this report may belong to."""

    ref: str = field(metadata=says("its crime reference", "text"))
    class_: str = field(metadata=says("its class", "text", name="class"))
    code: str = field(default="", metadata=says("its Home Office code", "text"))
    by: tuple[str, ...] = field(
        default=(), metadata=says("ids of its offenders in this case", "texts")
    )
    to: tuple[str, ...] = field(
        default=(), metadata=says("ids of its victims in this case", "texts")
    )
    recorded: datetime | None = field(default=None, metadata=says("when it was recorded", "moment"))
    last_incident: datetime | None = field(
        default=None, metadata=says("its last recorded incident", "moment")
    )
    dealt_with: bool | None = field(
        default=None, metadata=says("police have charged, summonsed or cautioned for it", "flag")
    )
    long_gap_excused: bool | None = field(
        default=None,
        metadata=says(
            "an exceptional reason (an anniversary) joins a gap of over three months", "flag"
        ),
    )


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision of the Force Crime Registrar (FCR) or a delegate, given back as an authority."""

    about: str = field(metadata=says("the id of the question that was referred", "text"))
    choice: str = field(metadata=says("the reading chosen", "text"))
    acts: tuple[str, ...] = field(
        default=(), metadata=says("ids of the acts it settles; empty for all", "texts")
    )
    by: str = field(default="", metadata=says("who decided", "text"))
    at: datetime | None = field(default=None, metadata=says("when", "moment"))
    why: str = field(default="", metadata=says("the reasons given", "text"))


@dataclass(frozen=True, slots=True)
class Case:
    """Everything reported together, and what is known about it."""

    id: str = field(default="", metadata=says("a name for the case", "text"))
    title: str = field(default="", metadata=says("one line to recognise it by", "text"))
    force: str = field(default="", metadata=says("the force that received the report", "text"))
    reports: tuple[Report, ...] = field(
        default=(), metadata=says("who told the police", "many", of=Report)
    )
    people: tuple[Person, ...] = field(
        default=(), metadata=says("everybody concerned", "many", of=Person)
    )
    relationships: tuple[Relationship, ...] = field(
        default=(), metadata=says("how they are connected", "many", of=Relationship)
    )
    acts: tuple[Act, ...] = field(default=(), metadata=says("what was done", "many", of=Act))
    contrary: tuple[Contrary, ...] = field(
        default=(), metadata=says("what speaks against it", "many", of=Contrary)
    )
    recorded: tuple[Recorded, ...] = field(
        default=(), metadata=says("crimes on record already", "many", of=Recorded)
    )
    rulings: tuple[Ruling, ...] = field(
        default=(), metadata=says("decisions of the FCR", "many", of=Ruling)
    )

    @classmethod
    def from_dict(cls, data: object) -> Case:
        """The case in plain data. Raises :class:`CaseError` with every mistake and its remedy."""
        from crimerules.checks import mistakes  # imports the classes, which need this module

        problems: list[Problem] = []
        case = read(cls, data, "", problems)
        if case is not None:
            problems = mistakes(case)
        if case is None or problems:
            raise CaseError(problems)
        return case

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON; what is not known is left out."""
        return write(self)


def first_report_on(case: Case) -> date | None:
    """The UK day of the earliest report, or ``None`` when no report has a time."""
    from crimerules.clock import uk_date

    times = [each.at for each in case.reports if each.at is not None]
    return uk_date(min(times)) if times else None
