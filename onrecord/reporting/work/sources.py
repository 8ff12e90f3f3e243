"""Where each answer to a question of the rules comes from: for those who decide, so that nobody takes for said by the reporter
what follows from something else, or for asked what nobody was asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.reporting.types.asking import RULES, Pairs, as_dict, own_questions, rules_path
from onrecord.reporting.types.shape import EMPTY, Question, ReportType


@dataclass(frozen=True, slots=True)
class Source:
    """Of one answer of a report. `words`: where it comes from. `unasked`: what it says besides, and nobody was asked.
    `left_out`: whether it stands only because the reporter left a question out."""

    words: str
    unasked: str = ""
    left_out: bool = False

    @property
    def note(self) -> str:
        return f"{self.words} {self.unasked}".strip()


def sources_of(kind: ReportType, answers: Pairs) -> dict[str, Source]:
    """By the question of the rules, for the answers that the reporter didn't give to that question itself."""
    path, held = rules_path(kind, answers), as_dict(answers)
    own = own_questions(kind, answers)
    begun = kind.begun()
    found = {}
    for screen, _ in path.pairs:
        if screen in path.given or f"{RULES}{screen}" not in held:
            continue
        hang = [each for each in own if any(screen in one.fact for one in each.answers)]
        says = [each for each in hang if _says(each, held.get(each.id, ""), screen)]
        if says:
            found[screen] = Source(f"From the answer to {_named(says[-1:])}.")
            continue
        left = [each for each in hang if held.get(each.id, "") in EMPTY]
        words = kind.lay.get(screen)
        if left:
            told = f"Not known: the reporter left out {_named(left)}. The rules took this answer to go on; ask before you decide."
        elif hang:
            told = f"Not asked as such: it follows from the answer{'s' if len(hang) > 1 else ''} to {_named(hang)}."
        elif screen in begun:
            told = f"Not asked: every report of the kind “{kind.title}” begins with it."
        else:
            told = "Not asked: whoever reports can’t know it. The rules took this answer to go on."
        found[screen] = Source(told, words.unasked if words else "", bool(left))
    return found


def _says(question: Question, value: object, screen: str) -> bool:
    """Whether what was chosen answers the question of the rules."""
    chosen = [question.choice(say) for say in (value if isinstance(value, list) else [value])]
    return any(each is not None and screen in each.fact for each in chosen)


def _named(questions: Sequence[Question]) -> str:
    return " and ".join(f"“{each.asks}”" for each in questions)
