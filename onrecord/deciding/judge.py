"""What the rules say of a decision as it stands: the case is put together and `crimerules` asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from crimerules import CaseError, Decision, decide
from crimerules.case import Case, Ruling
from crimerules.decision import Crime, NotRecorded, Question
from crimerules.vocabulary import WORDS
from onrecord.contact.force import force
from onrecord.deciding import interview
from onrecord.deciding.answers import UNKNOWN, kind_of
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.facts import merge
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.on_record import OnRecord, on_record, who_is_who, without_doubles

# Readings of open referrals are tried together; more combinations than this are not.
MOST_WORLDS = 32
# What the rules ask where nothing was described: the tree asks that, or has no questions for it.
NO_ACT = "acts"
Key = tuple[str, str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Judged:
    """What the rules say. `asked`: questions somebody may still answer; `unknown`: those answered with "not known".

    `unfinished`: the questions of the tree aren't at their end. `handed_over`: the tree has none for something.
    `on_record`: the log's crimes; `named`: of whom in the case it is known who they are; `said`: what the rules were told.
    """

    case: Case
    decision: Decision
    asked: tuple[Question, ...]
    unknown: tuple[Question, ...]
    unfinished: bool
    handed_over: bool
    on_record: tuple[OnRecord, ...] = ()
    named: Mapping[str, bool] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """The rules said nothing at all: no act was described."""
        made = self.decision
        return not (made.crimes or made.not_recorded or made.joined or made.referrals)

    @property
    def exits(self) -> list[NotRecorded]:
        """The ways out without a crime, alike ones together: for each a rationale is written."""
        found: dict[tuple[str, str, str, str], NotRecorded] = {}
        for each in self.decision.not_recorded:
            key = (each.exit, each.code, each.rule, each.reason)
            there = found.get(key)
            if there is not None:
                each = replace(
                    there,
                    acts=(*there.acts, *each.acts),
                    victims=tuple(dict.fromkeys((*there.victims, *each.victims))),
                    count=there.count + each.count,
                )
            found[key] = each
        return list(found.values())


def judge(row: RecordingDecision) -> Judged:
    """Ask the rules. Raises DecisionError when the facts can't be a case, naming field and remedy."""
    here, _ = interview.so_far(row.answers)
    try:
        plain = here.case().to_dict()
        known = on_record(row, plain)
        plain["recorded"] = [told for each in known if (told := each.for_rules)]
        case = Case.from_dict(
            merge(plain, row.facts, force=force().name, name=row.log_ref or row.origin)
        )
    except CaseError as error:
        raise DecisionError(
            "The facts don't fit together: " + " ".join(str(each) for each in error.problems)
        ) from None
    said = row.facts.get("answers", {})
    named = {}
    if known:
        named = {one: bool(name) for one, (_, name) in who_is_who(row, plain).items()}
    made = without_doubles(decide(case, row.on_date), known, named, said)
    unknown = tuple(each for each in made.questions if said.get(each.field) == UNKNOWN)
    return Judged(
        case,
        made,
        tuple(each for each in made.questions if each not in unknown and each.field != NO_ACT),
        unknown,
        not here.finished,
        interview.handed_over(row.answers),
        tuple(known),
        named,
        said,
    )


def key_of(crime: Crime) -> Key:
    """What makes two crimes of one case the same crime, whichever reading holds."""
    return crime.class_, crime.code, crime.victims, crime.by


def certain(judged: Judged) -> list[Crime]:
    """The crimes that are to be recorded whichever way the registrar decides what was referred.

    The victim's record doesn't wait for the registrar: these are recorded at once.
    """
    made = judged.decision
    if not made.referrals:
        return list(made.crimes)
    worlds = list(_worlds(judged))
    if not worlds:
        return []
    found = []
    for crime in worlds[0].crimes:
        counts = [
            max((each.count for each in world.crimes if key_of(each) == key_of(crime)), default=0)
            for world in worlds
        ]
        if min(counts):
            found.append(replace(crime, count=min(counts)))
    return found


def _worlds(judged: Judged) -> Iterator[Decision]:
    referrals = judged.decision.referrals
    size = 1
    for each in referrals:
        size *= max(1, len(each.readings))
    if size > MOST_WORLDS:
        return
    for choices in product(*(each.readings for each in referrals)):
        rulings = tuple(
            Ruling(about=each.id, choice=choice)
            for each, choice in zip(referrals, choices, strict=True)
        )
        case = replace(judged.case, rulings=(*judged.case.rulings, *rulings))
        made = decide(case, judged.decision.on)
        yield without_doubles(made, judged.on_record, judged.named, judged.said)


@dataclass(frozen=True)
class Ask:
    """One question of the rules as the page shows it. `kind`: choose, number, moment, day, or text."""

    field: str
    asks: str
    why: str
    rule: str
    kind: str
    choices: tuple[tuple[str, str], ...]


def ask_of(question: Question) -> Ask:
    """A question of the rules with its answers in words."""
    kind, sort = kind_of(question.field)
    shown = "choose"
    choices: tuple[tuple[str, str], ...] = ()
    if kind == "flag":
        choices = (("yes", "Yes"), ("no", "No"))
    elif kind in ("word", "words", "many"):
        words: dict[str, Any] = WORDS.get(sort or "property", {})
        choices = tuple(
            (each, str(words.get(each) or each).capitalize())
            for each in question.answers
            if kind != "many" or each in words
        )
    elif kind in ("number", "moment", "day"):
        shown = kind
    else:
        shown = "text"
    return Ask(question.field, question.asks, question.why, question.rule, shown, choices)
