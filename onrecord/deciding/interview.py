"""The questions of a decision: from the answers as they are kept to the question that comes next.

Questions, their words and their order belong to `crimerules.tree`. Kept are pairs (question, answer) in the order in
which somebody gave them; what the tree knows already it doesn't ask, and nothing is kept of that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crimerules.rule import pages
from crimerules.tree import HAND_OVER, Interview, TreeError, screens

Answers = Sequence[Sequence[str]]
NUMBER = "number"
# More than any interview of twenty acts asks.
MOST = 1000


@dataclass(frozen=True)
class Given:
    """One question that was answered: its number (from 1), its text, and the answer in words. `source`: where an answer comes
    from that was taken over from elsewhere."""

    number: int
    question: str
    asks: str
    say: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer that may be given. `number`: a whole number is typed, from `least` to `most`."""

    say: str
    text: str
    number: bool = False
    least: int = 0
    most: int = 0
    chosen: bool = False
    value: str = ""


@dataclass(frozen=True)
class Shown:
    """One question as the page shows it."""

    number: int
    id: str
    asks: str
    help: str
    page: str
    choices: tuple[Choice, ...]


def replay(answers: Answers) -> Interview:
    """The interview after these answers. Raises TreeError when one isn't offered (any more)."""
    here = Interview()
    for question, say in answers:
        if here.finished or here.at != question:
            raise TreeError(f"{question!r} is not asked here")
        here = here.answer(say)
    return here


def so_far(answers: Answers) -> tuple[Interview, list[list[str]]]:
    """The interview as far as the answers still fit the questions, and the answers that do.

    All of them do, unless the questions were changed by a new version since they were given.
    """
    here = Interview()
    fits: list[list[str]] = []
    for question, say in answers:
        if here.finished or here.at != question:
            break
        try:
            here = here.answer(say)
        except TreeError:
            break
        fits.append([question, say])
    return here, fits


def next_answers(answers: Answers, say: str, number: int | None = None) -> list[list[str]]:
    """The answers after one more, or with the one of this number changed. Raises TreeError.

    What was answered after a changed answer is kept as long as the same questions are asked.
    """
    held = [list(pair) for pair in answers]
    at = len(held) if number is None else number - 1
    if not 0 <= at <= len(held):
        raise TreeError(f"there is no question {number}")
    here = replay(held[:at])
    if here.finished:
        raise TreeError("there is no question left")
    new = [*held[:at], [here.at, say]]
    here = here.answer(say)
    for question, later in held[at + 1 :]:
        if here.finished or here.at != question:
            break
        try:
            here = here.answer(later)
        except TreeError:
            break
        new.append([question, later])
    return new


def given(answers: Answers) -> list[Given]:
    """The answers in words, for the list beside the question."""
    found = []
    for number, (question, say) in enumerate(answers, 1):
        screen = screens().get(question)
        if screen is None:
            found.append(Given(number, question, question, say, say))
            continue
        text = next((each.text for each in screen.answers if each.fits(say)), say)
        if say.isdecimal():
            text = say
        found.append(Given(number, question, screen.asks, say, text))
    return found


def shown(answers: Answers, number: int, suggested: str = "") -> Shown | None:
    """The question of this number, with what was answered, or None when there is none."""
    held = list(answers)
    if not 1 <= number <= len(held) + 1:
        return None
    here = replay(held[: number - 1])
    if here.finished:
        return None
    before = held[number - 1][1] if number <= len(held) else ""
    screen = here.screen
    choices = []
    for each in screen.answers:
        typed = each.say == NUMBER
        fits = bool(before) and each.fits(before)
        proposed = before if fits else (suggested if typed and each.fits(suggested) else "")
        choices.append(Choice(each.say, each.text, typed, each.least, each.most, fits, proposed))
    return Shown(
        number,
        screen.id,
        screen.asks,
        screen.help,
        pages(screen.page.replace(" to ", "-")) if screen.page else "",
        tuple(choices),
    )


def start_with(says: Iterable[str]) -> list[list[str]]:
    """The answers that a desk gives beforehand, as far as they are offered."""
    here = Interview()
    found: list[list[str]] = []
    for say in says:
        if here.finished or not any(each.fits(say) for each in here.screen.answers):
            break
        found.append([here.at, say])
        here = here.answer(say)
    return found


def handed_over(answers: Answers) -> bool:
    """Whether the questions ended because there are none for what was reported."""
    return so_far(answers)[0].at == HAND_OVER
