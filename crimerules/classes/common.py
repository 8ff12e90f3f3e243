"""What every family of crime classes uses: the act being looked at, verbs, and building an offence.

A family registers what can be done to somebody or something (the word in ``Act.does``) with the
function that classifies it. The function reads facts, asks for those it needs and lacks, notes
each rule it applies, and returns the classes and codes that the act amounts to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from crimerules import vocabulary
from crimerules.case import Act, Person
from crimerules.decision import Offence
from crimerules.engine import Context
from crimerules.offences import Offence as Entry
from crimerules.offences import require
from crimerules.rule import LIST26, R26, Rule, rule
from crimerules.units import unit_of

BACK_TO_2018 = date(2018, 4, 1)
SAME_SINCE_2018 = (
    "the April 2026 list gives these codes no later start, a table of classes of about 2020 holds "
    "the same classes, and no source held records a change since April 2018"
)
CHART_2012 = date(2012, 7, 1)
CHART_SUPPORT = "the flow chart on p. 47 is headed 'revised July 2012' and is printed unchanged"
LIST_DATE = "the start date printed on the April 2026 list, or the date of its entry there"


def unchanged(id: str, title: str, says: str, page: str, document: str = R26) -> Rule:
    """Register a rule that, as far as the sources held show, hasn't changed since April 2018."""
    return rule(
        id,
        title=title,
        says=says,
        page=page,
        document=document,
        since=BACK_TO_2018,
        support=SAME_SINCE_2018,
    )


Found = tuple[Offence, ...]
NOTHING: Found = ()

NOT_ON_LIST = rule(
    "class.not-notifiable-then",
    title="An offence must be on the notifiable list on the day",
    says="Only an offence that stands on the notifiable offence list on the day of the report is a "
    "notifiable crime; the list gives the days from which and until which an entry counts.",
    page="",
    document=LIST26,
    since=date(2011, 4, 1),
    support="the list itself carries the dates",
)
CHOSEN = rule(
    "class.chosen",
    title="An officer's choice of class and code",
    says="A class and code chosen by an officer are taken as they are, once the list holds them; "
    "the class is what the facts amount to when the crime is recorded, not the charge.",
    page="13",
    since=BACK_TO_2018,
    support="the list itself carries the codes; the class is fixed when recording in every edition known",
)


class Look:
    """One act under one day's rules, with the means to ask, note, refer and answer."""

    __slots__ = ("act", "ctx", "facts", "on")

    def __init__(self, ctx: Context, act: Act) -> None:
        self.ctx = ctx
        self.act = act
        self.facts: Mapping[str, object] = act.facts
        self.on: date = ctx.on

    # asking -----------------------------------------------------------------------------------

    def flag(self, rule: Rule, fact: str, asks: str, why: str) -> bool | None:
        """The answer to a yes-or-no fact; asks and returns None when it is not known."""
        value = self.facts.get(fact)
        if value is None:
            self.ask(rule, f"facts.{fact}", asks, why)
            return None
        return value is True

    def word(self, rule: Rule, fact: str, asks: str, why: str) -> str:
        """The word given for a fact of choices; asks and returns "" when it is not known."""
        value = self.facts.get(fact)
        if isinstance(value, str) and value:
            return value
        sort = vocabulary.FACTS[fact][0].partition(":")[2]
        self.ask(rule, f"facts.{fact}", asks, why, tuple(vocabulary.WORDS[sort]))
        return ""

    def ask(
        self,
        rule: Rule,
        field: str,
        asks: str,
        why: str,
        answers: tuple[str, ...] = ("yes", "no"),
    ) -> None:
        """Ask for a field of this act."""
        self.ctx.ask(
            rule, f"{self.act.id}.{field}", f"acts[{self.act.id}].{field}", asks, why, answers
        )

    def ask_person(
        self, rule: Rule, person: str, field: str, asks: str, why: str, answers: tuple[str, ...]
    ) -> None:
        """Ask for a field of somebody in the case."""
        self.ctx.ask(rule, f"{person}.{field}", f"people[{person}].{field}", asks, why, answers)

    # answering --------------------------------------------------------------------------------

    def note(self, rule: Rule, finding: str, decides: bool = True) -> None:
        """Write a step about this act."""
        self.ctx.note(rule, self.act.id, finding, decides)

    def refer(self, rule: Rule, asks: str, readings: tuple[str, ...], why: str) -> str | None:
        """The FCR's ruling on this act if there is one, else None and a referral."""
        return self.ctx.refer(rule, f"{rule.id}:{self.act.id}", asks, readings, (self.act.id,), why)

    def ruling(self, rule: Rule) -> str | None:
        """What the FCR has ruled on this act, where the text names a default and allows another."""
        about = f"{rule.id}:{self.act.id}"
        for each in self.ctx.case.rulings:
            if each.about == about:
                self.note(rule, f"{each.by or 'the FCR'} ruled: {each.choice}")
                return each.choice
        return None

    def leave(
        self,
        rule: Rule,
        exit: str,
        reason: str,
        code: str = "",
        count: int = 1,
        victims: tuple[str, ...] = (),
    ) -> Found:
        """End without a crime, in a named way."""
        self.ctx.exit(rule, self.act.id, exit, reason, code=code, count=count, victims=victims)
        return NOTHING

    def crime(
        self,
        rule: Rule,
        crime_class: str,
        code: str,
        finding: str = "",
        *,
        victims: tuple[str, ...] | None = None,
        by: tuple[str, ...] | None = None,
    ) -> Found:
        """The one offence of this class and code; leaves when it isn't notifiable on the day."""
        entry, unit = _entry(code, crime_class)
        if not entry.in_force(self.on):
            return self.leave(
                NOT_ON_LIST,
                "not-held",
                f"{crime_class} {code} isn't on the notifiable list on {self.on.isoformat()}, and no "
                "earlier entry for these facts is held",
            )
        suffered = self.act.to if victims is None else victims
        basis = entry.basis if entry.basis != "SV" else ("V" if suffered else "S")
        self.ctx.note(rule, self.act.id, finding or f"{crime_class} {entry.title} ({code})")
        return (
            Offence(
                crime_class,
                code,
                entry.title,
                self.act.id,
                self.act.by if by is None else by,
                suffered,
                basis,
                entry.months,
                unit,
                (rule.id,),
            ),
        )

    # reading ----------------------------------------------------------------------------------

    def people(self, ids: tuple[str, ...]) -> list[Person]:
        """The people with these ids."""
        return [self.ctx.people[each] for each in ids if each in self.ctx.people]

    @property
    def place(self) -> str:
        """What kind of place it happened at; "" when not known."""
        return self.act.place.kind if self.act.place else ""

    @property
    def private(self) -> bool | None:
        """Whether it happened in a private place; None when not known."""
        place = self.act.place
        if place is None:
            return None
        if place.private is not None:
            return place.private
        return None if not place.kind else place.kind in PRIVATE_PLACES

    @property
    def racial(self) -> bool:
        """Racially or religiously aggravated."""
        aggravated = self.act.aggravated
        return bool(aggravated) and ("race" in aggravated or "religion" in aggravated)


PRIVATE_PLACES = frozenset({"dwelling", "workplace", "prison"})


@lru_cache(maxsize=4096)
def _entry(code: str, crime_class: str) -> tuple[Entry, str]:
    entry = require(code, crime_class)
    return entry, unit_of(crime_class, code, entry.basis).kind


Classifier = Callable[[Look], Found]
VERBS: dict[str, Classifier] = {}
"""What can be done (the word in ``Act.does``) and the function that classifies it."""
PAIRS: list[tuple[str, str]] = []
"""Class and code of every verb that names them outright, so that they can be held to the list."""


def verb(word: str, meaning: str) -> Callable[[Classifier], Classifier]:
    """Register the function that classifies acts with this verb. Raises ValueError if taken."""

    def register(function: Classifier) -> Classifier:
        if word in VERBS:
            raise ValueError(f"two families classify {word!r}")
        vocabulary.add("does", {word: meaning})
        VERBS[word] = function
        return function

    return register


def always(word: str, meaning: str, crime_class: str, code: str, because: Rule) -> None:
    """Register a verb that is always one class and code."""
    PAIRS.append((crime_class, code))

    @verb(word, meaning)
    def only(look: Look) -> Found:
        return look.crime(because, crime_class, code)


def by_word(
    word: str,
    meaning: str,
    fact: str,
    asks: str,
    why: str,
    choices: Mapping[str, tuple[str, str, str]],
    because: Rule,
) -> None:
    """Register a verb whose class and code depend on one fact of choices.

    ``choices``: word of the fact -> (its meaning, class, code).
    """
    vocabulary.add(fact, {choice: entry[0] for choice, entry in choices.items()})
    vocabulary.add_facts({fact: (f"word:{fact}", meaning)})
    PAIRS.extend((crime_class, code) for _, crime_class, code in choices.values())

    @verb(word, meaning)
    def chosen(look: Look) -> Found:
        choice = look.word(because, fact, asks, why)
        if not choice:
            return NOTHING
        _, crime_class, code = choices[choice]
        return look.crime(because, crime_class, code)
