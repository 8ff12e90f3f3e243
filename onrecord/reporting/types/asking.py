"""Which question comes next: a type's own, and those of the rules that the decision still needs, in lay words.

The questions of the rules stand after the last own question on which they hang (`fact`), so that what a person would rather
say at the end, such as how to reach them, stays at the end. Answers are pairs [question, value] as `Draft.answers` and
`Report.answers` hold them:

    an own question            its id; what `onrecord.reporting.types.values` makes of its kind; "" where it was skipped
    rules:ID                   the answer to a question of the rules, in its own word
    unsure:ID                  "not-sure": asked and not known; there the questions of the rules ended
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crimerules.questions import TreeError
from crimerules.tree import HAND_OVER, Interview
from onrecord.reporting.types.lay import NOT_SURE
from onrecord.reporting.types.shape import CHOOSING, EMPTY, NUMBER, Choice, Question, ReportType

RULES: Final = "rules:"
UNSURE: Final = "unsure:"
Pairs = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Path:
    """How far the questions of the rules come with these answers.

    `pairs`: what is answered, with what was known beforehand, as `crimerules` is told it. `given`: those of the questions that
    the reporter answers, in their order. `asks`: the one to put to the reporter next; "" when there is none. `finished`:
    nothing is left to ask, so that the decision can be computed.
    """

    pairs: tuple[tuple[str, str], ...]
    given: tuple[str, ...]
    asks: str = ""
    finished: bool = False
    unsure: str = ""


def as_dict(answers: Pairs) -> dict[str, Any]:
    """What was answered, by question."""
    return {str(question): value for question, value in answers}


def said(kind: ReportType, answers: Pairs) -> dict[str, str]:
    """The answers on which other questions may hang (`only`): what was chosen, and numbers."""
    held = as_dict(answers)
    found = {}
    for each in kind.questions:
        value = held.get(each.id)
        if isinstance(value, str) and value and each.kind in (*CHOOSING, NUMBER):
            found[each.id] = value
    return found


def own_questions(kind: ReportType, answers: Pairs) -> list[Question]:
    """The own questions that are asked, in their order."""
    told = said(kind, answers)
    return [each for each in kind.questions if each.applies(told)]


def chosen(kind: ReportType, answers: Pairs) -> list[Choice]:
    """The answers that were chosen, in the order of their questions, with all that hangs on them."""
    held = as_dict(answers)
    found: list[Choice] = []
    for each in own_questions(kind, answers):
        value = held.get(each.id, "")
        for say in value if isinstance(value, list) else [value]:
            choice = each.choice(say)
            if choice is not None:
                found.append(choice)
    return found


def facts(kind: ReportType, answers: Pairs) -> dict[str, str]:
    """What the own answers say to the questions of the rules; a later one counts."""
    found: dict[str, str] = {}
    for choice in chosen(kind, answers):
        found.update(choice.fact)
    return found


def left_out(kind: ReportType, answers: Pairs) -> set[str]:
    """The questions of the rules that an own question would have answered, had the reporter not left it out."""
    held = as_dict(answers)
    skipped = [each for each in own_questions(kind, answers) if held.get(each.id, ...) in EMPTY]
    hang = {screen for each in skipped for choice in each.answers for screen in choice.fact}
    return hang - set(facts(kind, answers))


def assumed(kind: ReportType, answers: Pairs) -> set[str]:
    """Of a report's answers to the questions of the rules those that nobody gave: the type begins with them, and the reporter
    left out the question that could have said otherwise."""
    return left_out(kind, answers) - set(rules_path(kind, answers).given)


def rules_path(kind: ReportType, answers: Pairs) -> Path:
    """How far the questions of the rules come."""
    held, known, begun = as_dict(answers), facts(kind, answers), kind.begun()
    unsaid = left_out(kind, answers)
    here = Interview()
    given: list[str] = []
    pairs: list[tuple[str, str]] = []
    seen: set[str] = set()
    while not here.finished:
        at = here.at
        if at in seen:
            # Answers are kept by question: asked again, of something else, it would be answered already. An officer goes on.
            break
        seen.add(at)
        words = kind.lay.get(at)
        if at in known:
            say = known[at]
        elif at in begun:
            say = begun[at]
        elif words is None or not words.ask:
            # What is right for everybody who answered isn't for who left the question out: an officer answers it.
            say = words.say if words and at not in unsaid else ""
        elif f"{UNSURE}{at}" in held:
            return Path(tuple(pairs), (*given, at), unsure=at)
        elif fits(words.answers, here, str(held.get(f"{RULES}{at}", ""))):
            say = held[f"{RULES}{at}"]
            given.append(at)
        else:
            return Path(tuple(pairs), tuple(given), asks=at)
        if not say:
            break
        try:
            here = here.answer(say)
        except TreeError:
            # What was known beforehand doesn't fit the questions any more: an officer answers this one.
            break
        pairs.append((at, say))
    return Path(tuple(pairs), tuple(given), finished=here.finished and here.at != HAND_OVER)


def fits(offered: Mapping[str, str], here: Interview, say: str) -> bool:
    """Whether this is an answer that the public is offered here."""
    return bool(say) and any(each.fits(say) for each in here.screen.answers if each.say in offered)


def steps(kind: ReportType, answers: Pairs) -> list[str]:
    """Every question that is asked with these answers, in order: ids of own questions, and "rules:ID"."""
    path = rules_path(kind, answers)
    asked = [f"{RULES}{each}" for each in (*path.given, *([path.asks] if path.asks else []))]
    turn = max((at for at, each in enumerate(kind.questions) if _turns(each)), default=None)
    found: list[str] = []
    told = said(kind, answers)
    for at, each in enumerate(kind.questions):
        if each.applies(told):
            found.append(each.id)
        if at == turn:
            found += asked
    return found if turn is not None else [*found, *asked]


def _turns(question: Question) -> bool:
    return any(each.fact for each in question.answers)


def is_answered(step: str, answers: Pairs) -> bool:
    """Whether a question was answered, skipped, or not known."""
    held = as_dict(answers)
    return step in held or f"{UNSURE}{step.removeprefix(RULES)}" in held


def after(step: str, kind: ReportType, answers: Pairs) -> str:
    """The question after this one; "" when it is the last."""
    found = steps(kind, answers)
    at = found.index(step) + 1 if step in found else 0
    return found[at] if at < len(found) else ""


def before(step: str, kind: ReportType, answers: Pairs) -> str:
    """The question before this one; "" when it is the first."""
    found = steps(kind, answers)
    at = found.index(step) - 1 if step in found else -1
    return found[at] if at >= 0 else ""


def first_open(kind: ReportType, answers: Pairs) -> str:
    """The first question that nobody has answered or skipped; "" when all are."""
    return next((each for each in steps(kind, answers) if not is_answered(each, answers)), "")


def with_answer(kind: ReportType, answers: Pairs, step: str, value: Any) -> list[list[Any]]:
    """The answers with this one given or changed. Others are kept, even if they aren't asked any more: who goes back and
    changes an answer twice has lost nothing."""
    held = as_dict(answers)
    if step.startswith(RULES):
        screen = step.removeprefix(RULES)
        held.pop(step, None)
        held.pop(f"{UNSURE}{screen}", None)
        if value == NOT_SURE:
            held[f"{UNSURE}{screen}"] = value
        else:
            held[step] = value
    else:
        held[step] = value
    return in_order(kind, held)


def in_order(kind: ReportType, held: Mapping[str, Any]) -> list[list[Any]]:
    """Answers as pairs: own ones in the order of the type, then those of the rules as they were given."""
    own = [[each.id, held[each.id]] for each in kind.questions if each.id in held]
    ids = {each.id for each in kind.questions}
    return [*own, *([name, value] for name, value in held.items() if name not in ids)]


def as_sent(kind: ReportType, answers: Pairs) -> list[list[Any]]:
    """The answers that a report keeps: those that are asked, and the whole way through the questions of the rules, with what
    was known beforehand, so that an officer goes on from there (`rules_answers`)."""
    held, path = as_dict(answers), rules_path(kind, answers)
    own = [[each.id, held[each.id]] for each in own_questions(kind, answers) if each.id in held]
    rules = [[f"{RULES}{screen}", say] for screen, say in path.pairs]
    return [*own, *rules, *([[f"{UNSURE}{path.unsure}", NOT_SURE]] if path.unsure else [])]


def rules_answers(answers: Iterable[Sequence[Any]]) -> list[list[str]]:
    """Of a report's answers those to the questions of the rules, as `onrecord.deciding.interview` takes them."""
    return [
        [question.removeprefix(RULES), say]
        for question, say in answers
        if question.startswith(RULES)
    ]
