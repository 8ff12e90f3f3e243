"""What presses in a report that came on line: its words, its answers and the people in it. Pure: no Django.

The rules are data (`onrecord.reporting.receiving.triage`); words are found by the engine of the finder's rules, which knows
what is denied and what is only feared, and the finder's own rules say which offences a text discloses.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from onrecord.reporting.receiving.legible import legible
from onrecord.reporting.receiving.proposals import Proposal, Where
from onrecord.reporting.receiving.signs import Caveat
from onrecord.reporting.receiving.triage import Answered, Triage, triage
from onrecord.screening.rules.engine import told_in
from onrecord.screening.rules.prepared import HEAD, PreparedText, quoted

# A long account is read in pieces, so that its middle is read as well; the pieces overlap, so that no words are cut in two.
PIECE: Final = HEAD
OVERLAP: Final = 200
# Words of a sign that stand in so many letters are quoted as one.
NEAR: Final = 120
# Else so many are quoted.
QUOTES: Final = 3
VICTIM: Final = "victim"
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that presses, as it is kept with the report. `quote`: the words that it goes by, empty for an answer."""

    rule: str
    level: int
    says: str
    quote: str
    grade: str
    qualifiers: list[str]
    heads: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def assess(
    *,
    account: str,
    answers: Sequence[Sequence[Any]] = (),
    qualifiers: Iterable[str] = (),
    people: Iterable[Mapping[str, Any]] = (),
    contact: Mapping[str, str] | None = None,
    language: str = ENGLISH,
    kind: str = "",
    stops: Iterable[str] = (),
    known: Iterable[Mapping[str, Any]] = (),
    on: date,
) -> list[Risk]:
    """What presses, the gravest first; empty where nothing does. `on`: the day on which ages are reckoned. `language`: in
    which it was sent; of an account that isn't in English it is never said that nothing presses. `kind`: the key of its type;
    `stops`: the stop pages of its type and of what was answered; `known`: what was found before (as kept), for words that are
    added later: it counts where several things press together, and isn't found again."""
    rules = triage()
    found: dict[str, Risk] = {risk["rule"]: Risk(**risk) for risk in known}
    before = set(found)
    # What may be told of a film or of long ago doesn't weigh together with other things.
    unsure: set[str] = set()
    marks, people, stops = set(qualifiers), list(people), set(stops)

    def counts(rule: str) -> bool:
        where = rules.where.get(rule)
        return where is None or _counts(where, kind, stops, answers)

    for rule in rules.answered:
        id_ = rule.proposal.id
        if _holds(rule, answers, marks, people, contact or {}, on) and counts(id_):
            _put(found, rule.proposal, "", ", ".join(sorted(rule.told & marks)))
    for piece in pieces(account):
        for held, quote in _in_piece(piece, rules, counts):
            if held.caveat and held.id not in found:
                unsure.add(held.id)
            _put(found, held, quote)
    if account.strip() and (language != ENGLISH or not legible(account)):
        _put(found, rules.unread, "")
    for each in rules.together:
        there = [(group & found.keys()) - unsure for group in each.groups]
        if all(there):
            by = {name for group in there for name in group}
            quotes = dict.fromkeys(risk.quote for name, risk in found.items() if name in by)
            _put(found, each.proposal, "” and “".join(filter(None, quotes)))
    fresh = [risk for risk in found.values() if risk.rule not in before]
    return sorted(fresh, key=lambda risk: -risk.level)


def _in_piece(
    text: str, rules: Triage, counts: Callable[[str], bool]
) -> Iterable[tuple[Proposal, str]]:
    """What the words of a piece propose, the signs in it and what it discloses, each with its quote. `counts`: whether a rule counts
    in this report."""
    told = told_in(text, rules.book)
    reading = rules.signs.read(told.text.low)
    for rule, start, end in told.hits:
        if counts(rule.id):
            held = _with_caveat(rules.words[rule.id], reading.caveat([(start, end)], counts))
            yield held, quoted(told.text, start, end)
    for sign, spots in reading.told(counts):
        yield _with_caveat(sign.proposal, reading.caveat(spots, counts)), _quotes(told.text, spots)
    for rule, start, end in told_in(text, rules.finder).hits:
        held = rules.disclosed[rule.id]
        if counts(held.id):
            held = _with_caveat(held, reading.caveat([(start, end)], counts))
            yield held, quoted(told.text, start, end)


def _with_caveat(held: Proposal, caveat: Caveat | None) -> Proposal:
    """A proposal, lowered and with the reason said, where its words may not mean what they say."""
    if caveat is None:
        return held
    grade = held.grade if held.level <= caveat.most else ""
    level, says = min(held.level, caveat.most), f"{held.says} ({caveat.says})"
    return replace(held, level=level, grade=grade, says=says, caveat=caveat.id)


def _quotes(text: PreparedText, spots: list[tuple[int, int]]) -> str:
    """The words of a sign: from the first to the last where they stand near, else each with what is about it."""
    start, end = spots[0][0], max(end for _, end in spots)
    if end - start <= NEAR:
        return quoted(text, start, end)
    return "” and “".join(dict.fromkeys(quoted(text, *spot) for spot in spots[:QUOTES]))


def _counts(where: Where, kind: str, stops: set[str], answers: Sequence[Sequence[Any]]) -> bool:
    if where.kinds and (kind in where.kinds) is where.others:
        return False
    if where.stops and not where.stops & stops:
        return False
    return not any(_is(pair, *one) for one in where.without for pair in answers)


def pieces(text: str) -> Iterable[str]:
    for start in range(0, max(1, len(text)), PIECE - OVERLAP):
        yield text[start : start + PIECE]


def _put(found: dict[str, Risk], held: Proposal, quote: str, marks: str = "") -> None:
    if held.id not in found:
        says = held.says.replace("{quote}", quote).replace("{marks}", marks)
        found[held.id] = Risk(
            held.id, held.level, says, quote, held.grade, list(held.qualifiers), dict(held.heads)
        )


def _holds(
    rule: Answered,
    answers: Sequence[Sequence[Any]],
    marks: set[str],
    people: Sequence[Mapping[str, Any]],
    contact: Mapping[str, str],
    on: date,
) -> bool:
    if rule.by_kind or rule.told & marks:
        return True
    if rule.contact_safe and contact.get("safe", "").strip():
        return True
    for wanted, say in rule.answers:
        if any(_is(pair, wanted, say) for pair in answers):
            return True
    ages = [_age(each, on) for each in people if VICTIM in each.get("roles", ())]
    return any(
        age is not None
        and (
            (rule.victim_under is not None and age < rule.victim_under)
            or (rule.victim_from is not None and age >= rule.victim_from)
        )
        for age in ages
    )


def goes_by(risk: str, pairs: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Of the answers [question, answer] those by which a rule over answers holds; by its id. Empty for other rules."""
    rules = [each for each in triage().answered if each.proposal.id == risk]
    wanted = [one for rule in rules for one in rule.answers]
    return [pair for pair in pairs if any(_is(pair, *one) for one in wanted)]


def marks_of(risk: str) -> frozenset[str]:
    """The marks of a log by which a rule over answers holds; by its id. Empty for other rules."""
    found = (each.told for each in triage().answered if each.proposal.id == risk)
    return next(found, frozenset())


def _is(pair: Sequence[Any], wanted: str, say: str) -> bool:
    """Whether a pair [question, answer] is this answer. An answer may be one of several that were ticked."""
    if len(pair) < 2 or str(pair[0]) != wanted:
        return False
    given = pair[1] if isinstance(pair[1], list) else [pair[1]]
    if wanted.startswith("rules:"):
        # Kept as [screen, say].
        given = given[-1:]
    return say == "*" or say in [str(each) for each in given]


def _age(person: Mapping[str, Any], on: date) -> int | None:
    """Age in whole years, from the birth date or as it was said."""
    born = person.get("born")
    if born:
        day = born if isinstance(born, date) else date.fromisoformat(str(born))
        return on.year - day.year - ((on.month, on.day) < (day.month, day.day))
    age = person.get("age")
    return int(age) if isinstance(age, int | str) and str(age).isdecimal() else None


def level_of(risks: Iterable[Risk]) -> int:
    """How soon somebody is to look: the gravest level of all."""
    return max((risk.level for risk in risks), default=0)


def proposed(risks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the kept risks propose together: the most urgent grade, the qualifiers, and words under each head."""
    risks = list(risks)
    heads: dict[str, list[str]] = {}
    for risk in risks:
        for head, words in risk.get("heads", {}).items():
            if words not in heads.setdefault(head, []):
                heads[head].append(words)
    return {
        "grade": min((risk["grade"] for risk in risks if risk.get("grade")), default=""),
        "qualifiers": list(dict.fromkeys(q for risk in risks for q in risk.get("qualifiers", ()))),
        "heads": {head: " ".join(words) for head, words in heads.items()},
    }
