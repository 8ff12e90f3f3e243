"""What doesn't go together in a report, for whoever decides: an answer, or what its type told the rules, beside what the
reporter wrote or chose; and two answers that tell the rules different things."""

from collections.abc import Iterator

from crimerules.tree import screens
from onrecord.reporting.models import Report
from onrecord.reporting.receiving.against import Against, find_against
from onrecord.reporting.types.asking import as_dict, own_questions
from onrecord.reporting.types.held import type_named
from onrecord.reporting.types.shape import CHOOSING, TEXT, YES_NO, ReportType

ACCOUNT = "the account says"
TWO_ANSWERS = "two-answers"


def against_in(report: Report) -> list[Against]:
    """All of it, in the order of the rules. Nothing is kept: words and rules are there to be read again."""
    kind = type_named(report.type_key, report.type_version)
    texts = [(ACCOUNT, report.account), *(_told(kind, report) if kind else ())]
    found = find_against(report.answers, texts)
    return [*found, *(_two_answers(kind, report) if kind else ())]


def _told(kind: ReportType, report: Report) -> Iterator[tuple[str, str]]:
    """What was written or chosen besides the account, in words: who chose "A knife was shown" said so."""
    held = as_dict(report.answers)
    for question in own_questions(kind, report.answers):
        value = held.get(question.id, "")
        where = f"the answer to “{question.asks}” says"
        if question.kind == TEXT and isinstance(value, str) and value != report.account:
            yield where, value
        elif question.kind == YES_NO:
            if value == "yes":
                # The sentence that was said yes to; as a question it would tell of nothing.
                yield f"“{question.asks}” was answered with yes", question.asks.rstrip("? ")
        elif question.kind in CHOOSING:
            says = value if isinstance(value, list) else [value]
            chosen = [question.choice(say) for say in says]
            yield where, ". ".join(each.text for each in chosen if each is not None)


def _two_answers(kind: ReportType, report: Report) -> Iterator[Against]:
    """Where two questions of a type were answered so that they tell the rules different things; the later counts, and nobody
    said that it should. A question that is answered more exactly by the next (`only`) isn't meant."""
    held = as_dict(report.answers)
    seen: dict[str, tuple[str, str, str]] = {}
    for question in own_questions(kind, report.answers):
        value = held.get(question.id, "")
        if isinstance(value, list):
            continue
        choice = question.choice(value)
        if choice is None:
            continue
        for screen, say in choice.fact.items():
            if not say:
                continue
            before = seen.get(screen)
            if before and before[0] != say and not question.only:
                words = (
                    f"“{choice.text}” to “{question.asks}” doesn't go together with “{before[2]}” to “{before[1]}”: they answer "
                    f"“{screens()[screen].asks}” differently. The later was taken."
                )
                yield Against(TWO_ANSWERS, words, "", (screen,))
            seen[screen] = (say, question.asks, choice.text)


def note_of(found: list[Against], screen: str) -> str:
    """What stands against the answer to a question of the rules, in words; "" for nothing."""
    return " ".join(each.words for each in found if screen in each.questions)
