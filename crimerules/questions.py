"""The questions for officers as data: screens, what a path comes to, and the check of the files.

Questions, words and order are TOML (``rulebook/questions/*.toml``). What a path comes to is stated
there, too, apart from the engine: a *leaf* by what happened, an *ending* by who told of it, who did
it and where. A test holds both to the engine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from crimerules.tables import RULEBOOK

FIRST, END, HAND_OVER, AGAIN = "reporter", "end", "hand-over", "else"
ENDINGS = {
    END: "Everything asked for is known.",
    HAND_OVER: "There are no screens for this yet: write a case file (`crimerules schema`) or ask "
    "the Force Crime Registrar. What was answered before is kept.",
}
FILES = (
    *("start", "who", "violence", "assault", "sexual", "theft", "property", "damage", "public"),
    "other",
)


Made = TypeVar("Made")


class TreeError(ValueError):
    """The questions can't be used, or an answer isn't one of those offered; says what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a short word, its text, the facts it sets, and the question that follows.

    The word "number" stands for any whole number from ``least`` to ``most``; a fact set to "number"
    takes it. ``tries`` are further numbers on which something may turn.
    """

    say: str
    text: str
    set: Mapping[str, Any]
    next: str
    least: int = 0
    most: int = 0
    tries: tuple[int, ...] = ()

    def fits(self, say: str) -> bool:
        """Whether somebody who says this gives this answer."""
        if self.say != "number":
            return say == self.say
        return say.isdecimal() and len(say) < 4 and self.least <= int(say) <= self.most

    def words(self) -> tuple[str, ...]:
        """What to say in order to try this answer: itself, or the numbers on which something turns."""
        if self.say != "number":
            return (self.say,)
        return tuple(str(each) for each in sorted({self.least, *self.tries, self.most}))


@dataclass(frozen=True, slots=True)
class Screen:
    """One question with its help, the page that makes it necessary, and its answers.

    ``carries``: the answer holds for later acts of the same "report", or of the same suspect
    ("who"). ``only``: asked only when all these conditions hold, else ``otherwise`` comes next.
    ``asks_for``: not asked again once known of the same victim or suspect.
    """

    id: str
    asks: str
    help: str
    page: str
    answers: tuple[Answer, ...]
    carries: str = ""
    only: tuple[str, ...] = ()
    otherwise: str = ""
    asks_for: str = ""

    def answer(self, say: str) -> Answer:
        """The answer with this word. Raises TreeError."""
        for each in self.answers:
            if each.fits(say):
                return each
        offered = ", ".join(
            each.say if each.say != "number" else f"{each.least} to {each.most}"
            for each in self.answers
        )
        raise TreeError(f"{say!r} is no answer to {self.id!r}; choose one of {offered}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """What happened, where all of ``when`` hold: a class and code, or an exit.

    ``by`` names a question whose answer picks the code (``codes``) and maybe the class
    (``classes``). ``basis`` is "S" for crimes against the State. ``serious``: recorded in a school,
    too. ``unproved``: the points to prove aren't made out. ``dead``: nobody need confirm it.
    """

    when: tuple[str, ...]
    class_: str
    code: str = ""
    by: str = ""
    codes: Mapping[str, str] | None = None
    classes: Mapping[str, str] | None = None
    basis: str = "V"
    serious: bool = False
    unproved: bool = False
    dead: bool = False

    def came_to(self, answers: Mapping[str, str]) -> tuple[str, str]:
        """Class (or exit) and code for these answers. Raises KeyError when the leaf has none."""
        said = answers.get(self.by, "")
        return (
            self.classes[said] if self.classes else self.class_,
            self.codes[said] if self.codes else self.code,
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a report ends without a crime though a leaf names one; the first that fits.

    It may be for crimes on one ``basis`` only, for (or besides) some classes, not for ``serious``
    or ``dead`` ones, or for ``unproved`` ones. ``rape`` is the exit of a reported rape instead.
    """

    when: tuple[str, ...]
    class_: str
    rape: str = ""
    basis: str = ""
    classes: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    serious: bool | None = None
    dead: bool | None = None
    unproved: bool = False

    def fits(self, leaf: Leaf, crime_class: str, answers: Mapping[str, str]) -> bool:
        """Whether a crime of this leaf ends here."""
        return (
            self.basis in ("", leaf.basis)
            and (not self.classes or crime_class in self.classes)
            and crime_class not in self.besides
            and self.serious in (None, leaf.serious)
            and self.dead in (None, leaf.dead)
            and (not self.unproved or leaf.unproved)
            and hold(self.when, answers)
        )


@dataclass(frozen=True, slots=True)
class Questions:
    """All that the files hold."""

    screens: Mapping[str, Screen]
    leaves: tuple[Leaf, ...]
    endings: tuple[Ending, ...]


def hold(conditions: tuple[str, ...], answers: Mapping[str, str]) -> bool:
    """Whether all conditions hold for these answers (question -> word).

    "q=a" or "q=a|b": one of these was answered. "q!=a": the question was answered otherwise.
    "q<3", "q>=3": answered with such a number. "not ..." turns one round.
    """
    return all(_holds(each, answers) for each in conditions)


def _holds(condition: str, answers: Mapping[str, str]) -> bool:
    if condition.startswith("not "):
        return not _holds(condition[4:], answers)
    for sign in ("!=", ">=", "<", "="):
        question, found, say = condition.partition(sign)
        if not found:
            continue
        if question not in answers:
            return False
        given = answers[question]
        if sign == "!=":
            return given not in say.split("|")
        if sign == "=":
            return given in say.split("|")
        if not given.isdecimal():
            return False
        return int(given) >= int(say) if sign == ">=" else int(given) < int(say)
    raise TreeError(f"{condition!r} is no condition; write question=answer")


@cache
def held() -> Questions:
    """The questions that the package ships."""
    return load(
        {
            name: (RULEBOOK / "questions" / f"{name}.toml").read_text(encoding="utf-8")
            for name in FILES
        }
    )


def load(texts: Mapping[str, str]) -> Questions:
    """Questions from files (name -> TOML). Raises TreeError naming file and remedy."""
    screens: dict[str, Screen] = {}
    leaves: list[Leaf] = []
    endings: list[Ending] = []
    for name, text in texts.items():
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise TreeError(f"{name}.toml: not TOML ({error}); correct the line") from error
        for each in data.get("question", []):
            missing = {"id", "asks", "help", "page", "answers"} - set(each)
            if missing:
                raise TreeError(
                    f"{name}.toml: a question lacks {', '.join(sorted(missing))}; add it"
                )
            if each["id"] in screens:
                raise TreeError(f"{name}.toml: two questions are called {each['id']!r}; rename one")
            screens[each["id"]] = _screen(name, each)
        leaves += [_made(Leaf, name, each) for each in data.get("leaf", [])]
        endings += [_made(Ending, name, each) for each in data.get("ending", [])]
    _sound(screens)
    return Questions(screens, tuple(leaves), tuple(endings))


def _screen(name: str, data: Mapping[str, Any]) -> Screen:
    answers = tuple(_made(Answer, name, {"set": {}, **each}) for each in data["answers"])
    return _made(Screen, name, {**data, "answers": answers})


def _made(sort: type[Made], name: str, data: Mapping[str, Any]) -> Made:
    renamed = {
        ("class_" if key == "class" else key): (tuple(value) if isinstance(value, list) else value)
        for key, value in data.items()
    }
    try:
        return sort(**renamed)
    except TypeError as error:
        raise TreeError(f"{name}.toml: {error}; correct the entry {dict(data)}") from error


def _follows(screen: Screen) -> tuple[str, ...]:
    after = tuple(answer.next for answer in screen.answers)
    return (*after, screen.otherwise) if screen.only else after


def _sound(screens: Mapping[str, Screen]) -> None:
    """Every answer leads somewhere, every question is reached, and only 'else' goes round again."""
    reached = {FIRST}
    for screen in screens.values():
        for after in _follows(screen):
            if after not in screens and after not in ENDINGS:
                say = next((each.say for each in screen.answers if each.next == after), "otherwise")
                raise TreeError(
                    f"{screen.id}: the answer {say!r} leads to {after!r}, which is "
                    "no question; correct next"
                )
            reached.add(after)
    lost = sorted(set(screens) - reached)
    if lost:
        raise TreeError(f"no answer leads to {lost[0]!r}; name it as next, or take it out")
    ends: set[str] = set()

    def descend(at: str, path: tuple[str, ...]) -> None:
        if at in path:
            raise TreeError(f"the questions go round: {' > '.join((*path, at))}; end the path")
        if at in ENDINGS or at == AGAIN or at in ends:
            return
        for after in _follows(screens[at]):
            descend(after, (*path, at))
        ends.add(at)

    descend(FIRST, ())
