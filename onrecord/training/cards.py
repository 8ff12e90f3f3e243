"""Question cards, made from the worked examples of `crimerules`. No answer is written down anywhere: the right one is what
`crimerules.decide` says, and the wrong ones are computed from what lies near it.

    whether   is it a crime here, or what else is recorded?
    which     in which class?
    many      how many crimes?
    again     a new crime, or one that is on record?
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from crimerules.case import Case
from crimerules.decision import EXITS, Decision
from crimerules.examples import FOLDER, Example, load_all
from crimerules.offences import CrimeClass, classes
from crimerules.rule import EDITION, RULES
from onrecord.training.telling import known

WHETHER, WHICH, MANY, AGAIN = "whether", "which", "many", "again"
ASKS = {
    WHETHER: "What is recorded here?",
    WHICH: "In which class is it recorded?",
    MANY: "How many crimes are recorded?",
    AGAIN: "One crime is on record already. What is done with this report?",
}
CRIME, NEW, JOINED, NEITHER = "crime", "new", "joined", "neither"
CHOICES = 4
# Which rules a card of a kind may be about; the first that decides the example is the card's rule.
_ABOUT = {
    WHETHER: ("whether.", "deaths.", "place."),
    WHICH: ("class.",),
    MANY: ("count.",),
    AGAIN: ("continuing.",),
}
_AGAIN_WORDS = {
    NEW: "A new crime is recorded",
    JOINED: "It is added to the crime on record",
    NEITHER: "It stays in the incident log; nothing is added or recorded",
}
# How the rules note a class that the example gives: the card says it already.
_GIVEN = "chosen by an officer"
# A title with one of these words would say the answer.
_TELLS = ("count", "one crime", "not recorded", "all recorded", "recorded once", "is joined")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: `value` is what is kept, `words` what is shown."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One card. `answer` is the value of the right choice, computed; `known` the facts, a line each."""

    id: str
    kind: str
    rule: str
    title: str
    known: tuple[str, ...]
    choices: tuple[Choice, ...]
    answer: str
    example: Example

    @property
    def asks(self) -> str:
        return ASKS[self.kind]

    @property
    def answer_words(self) -> str:
        """The right answer in words."""
        return self.words_of(self.answer)

    def words_of(self, value: str) -> str:
        """The words of a choice."""
        return next((each.words for each in self.choices if each.value == value), value)

    def shuffled(self, salt: str) -> list[Choice]:
        """The choices in an order that differs between people and times; numbers stay in order."""
        if self.kind == MANY:
            return list(self.choices)
        return sorted(self.choices, key=lambda each: _lot(self.id, each.value, salt))


def _lot(*parts: str) -> bytes:
    return sha256("\n".join(parts).encode()).digest()


@cache
def example_ids() -> frozenset[str]:
    """The ids of all examples, by the names of their files: quicker than reading them."""
    return frozenset(path.stem for path in FOLDER.rglob("*.toml"))


@cache
def deck() -> dict[str, QuestionCard]:
    """Every card by its id, in the order of the examples."""
    settled = [
        (each, made)
        for each in load_all()
        if each.on >= EDITION and not each.case.get("rulings") and (made := each.decision()).settled
    ]
    near = _classes_by_act(settled)
    found: dict[str, QuestionCard] = {}
    for example, made in settled:
        for kind in (WHETHER, WHICH, MANY, AGAIN):
            card = _card(kind, example, made, near)
            if card is not None:
                found[card.id] = card
    return found


def _card(
    kind: str, example: Example, made: Decision, near: dict[str, set[str]]
) -> QuestionCard | None:
    """The card of this kind that an example gives, if it gives one."""
    title = example.title.casefold()
    if any(word in title for word in _TELLS):
        return None
    rule = _rule(kind, example, made)
    if rule is None:
        return None
    case = Case.from_dict(example.case)
    choose = {WHETHER: _whether, MANY: _many, AGAIN: _again}.get(kind)
    found = _which(example, case, made, near) if choose is None else choose(case, made)
    if found is None:
        return None
    answer, choices = found
    right = next(each.words for each in choices if each.value == answer)
    if kind == WHICH and right.split(" (class")[0].casefold() in title:
        return None
    facts = known(case, chosen=kind != WHICH)
    return QuestionCard(
        f"{example.id}:{kind}",
        kind,
        rule,
        example.title,
        tuple(facts),
        tuple(choices),
        answer,
        example,
    )


def _rule(kind: str, example: Example, made: Decision) -> str | None:
    """The rule that the example is there for; of a joined report and a way out, the rule that it names itself."""
    named = [each.rule for each in made.not_recorded] + [each.rule for each in made.joined]
    deciding = [step.rule for step in made.steps if step.decides]
    for each in (*example.decides, *(named if kind != MANY else ())):
        if each in RULES and each in deciding + named and each.startswith(_ABOUT[kind]):
            return each
    return None


def _whether(case: Case, made: Decision) -> tuple[str, list[Choice]] | None:
    if case.recorded or made.joined or len(made.not_recorded) + min(1, made.count) != 1:
        return None
    if not made.crimes and made.not_recorded[0].count != 1:
        return None
    # Of a crime that another force records, two answers would be right.
    if any(crime.force and crime.force != case.force for crime in made.crimes):
        return None
    right = CRIME if made.crimes else made.not_recorded[0].exit
    does = {act.does for act in case.acts}
    likely = ["crime-related-incident", "incident-only"]
    if "dies" in does or any("dead" in person.states for person in case.people):
        likely.insert(0, "N300")
    if any(act.class_.startswith("19") for act in case.acts) or "rapes" in does:
        likely.insert(0, "N100")
    likely += ["other-authority", "intelligence-only"]
    values = _take([right], [CRIME, *likely])
    words = {
        CRIME: "A crime",
        **{key: value[:1].upper() + value[1:] for key, value in EXITS.items()},
    }
    return right, [Choice(value, words[value]) for value in values]


def _many(case: Case, made: Decision) -> tuple[str, list[Choice]] | None:
    if not made.crimes or made.not_recorded or made.joined:
        return None
    right, acts = made.count, len(case.acts)
    victims = len({one for act in case.acts for one in act.to})
    offenders = len({one for act in case.acts for one in act.by})
    if max(acts, victims, offenders, right, int(max(act.times for act in case.acts))) < 2:
        return None
    guesses = [acts, victims, offenders, acts * max(1, victims), 1, right + 1, right + 2, right + 3]
    values = _take([str(right)], [str(each) for each in guesses if 0 < each < 100])
    return str(right), [Choice(value, _crimes(int(value))) for value in sorted(values, key=int)]


def _crimes(number: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    told = words[number] if number < len(words) else str(number)
    return f"{told} crime{'' if number == 1 else 's'}"


def _again(case: Case, made: Decision) -> tuple[str, list[Choice]] | None:
    if not case.recorded or made.not_recorded or bool(made.joined) == bool(made.crimes):
        return None
    right = JOINED if made.joined else NEW
    return right, [Choice(value, words) for value, words in _AGAIN_WORDS.items()]


def _which(
    example: Example, case: Case, made: Decision, near: dict[str, set[str]]
) -> tuple[str, list[Choice]] | None:
    """Of one act whose class isn't given. Near it lie, in this order: classes of the same part of the list to which the same
    act leads in other examples, that part of the list, other classes of the same act, the group."""
    if len(case.acts) != 1 or case.acts[0].class_ or case.recorded:
        return None
    if len(made.crimes) != 1 or made.not_recorded or made.crimes[0].class_ not in classes():
        return None
    right = made.crimes[0].class_
    held = classes()[right]
    act = near[case.acts[0].does]
    part = _alike("subgroup", held)
    others = [
        name
        for some in (act & part, part, act, _alike("group", held))
        for name in sorted(some, key=lambda each: _lot(example.id, each))
    ]
    titles = {right: held.title}
    for name in others:
        if classes()[name].title not in titles.values():
            titles.setdefault(name, classes()[name].title)
    values = _take([right], titles)
    return right, [Choice(each, f"{titles[each]} (class {each})") for each in values]


def _alike(part: str, held: CrimeClass) -> set[str]:
    """Current classes that forces record, of the same subgroup or group."""
    return {
        name
        for name, one in classes().items()
        if one.police and one.current and getattr(one, part) == getattr(held, part)
    }


def _classes_by_act(settled: Iterable[tuple[Example, Decision]]) -> dict[str, set[str]]:
    """What was done -> the classes to which it leads in some example."""
    found: dict[str, set[str]] = defaultdict(set)
    for example, made in settled:
        for act in example.case.get("acts", []):
            found[act.get("does", "")] |= {
                crime.class_ for crime in made.crimes if crime.class_ in classes()
            }
    return found


def _take(first: list[str], others: Iterable[str]) -> list[str]:
    """The right answer and the first others, each once, as many as a card shows."""
    return list(dict.fromkeys([*first, *others]))[:CHOICES]


def why(card: QuestionCard) -> list[tuple[str, str]]:
    """How the rules come to the answer: each finding with where its rule is printed."""
    made = card.example.decision()
    found: dict[tuple[str, str], None] = {}
    for step in made.steps:
        held = RULES.get(step.rule)
        given = step.finding.startswith(_GIVEN)
        told = step.decides and not given and not step.rule.startswith(("deadline.", "flag."))
        if told and held is not None:
            found.setdefault((step.finding, held.cite))
    return list(found)
