"""The questions for officers at the command line: one question at a time, back at any time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from crimerules.explain import explain
from crimerules.questions import ENDINGS, Answer, Screen, TreeError
from crimerules.tree import HAND_OVER, Interview

BACK, STOP = "b", "q"


class Stopped(Exception):
    """The officer stopped before the end."""


def ask(read: Callable[[str], str], write: Callable[[str], None]) -> Interview:
    """Asks until no question is left. ``read`` shows a prompt and returns a line.

    Raises Stopped when the officer stops or the input ends.
    """
    past: list[Interview] = []
    here = Interview()
    while not here.finished:
        write(shown(here.screen, here.asked + 1))
        try:
            said = read("> ").strip().lower()
        except EOFError:
            raise Stopped from None
        if said == STOP:
            raise Stopped
        if said == BACK:
            here = past.pop() if past else here
            continue
        try:
            after = here.answer(_word(here.screen, said))
        except TreeError as error:
            write(f"{error}\n")
            continue
        past.append(here)
        here = after
    return here


def shown(screen: Screen, number: int) -> str:
    """A question as text, with its numbered answers."""
    where = f"p. {screen.page}" if screen.page.isdecimal() else f"pp. {screen.page}"
    lines = [f"{number}. {screen.asks}", f"   {screen.help} ({where})"]
    for place, each in enumerate(screen.answers, 1):
        lines.append(f"   {'n' if _numeric(each) else place} = {each.text}")
    return "\n".join([*lines, f"   ({BACK} goes back, {STOP} stops)", ""])


def _numeric(answer: Answer) -> bool:
    return answer.say == "number"


def _word(screen: Screen, said: str) -> str:
    """The word for what was typed: a number is an answer's place, unless a number is asked for."""
    if any(_numeric(each) and each.fits(said) for each in screen.answers):
        return said
    if said.isdecimal() and 1 <= int(said) <= len(screen.answers):
        chosen = screen.answers[int(said) - 1]
        return said if _numeric(chosen) else chosen.say
    return said


def result(interview: Interview, on: date) -> str:
    """What the answers come to, in plain English for an officer."""
    parts = []
    if interview.at == HAND_OVER:
        parts.append(ENDINGS[HAND_OVER] + "\n")
    case = interview.case()
    if case.acts:
        parts.append(explain(interview.decision(on), case, "officer"))
    return "\n".join(parts)


def keep(interview: Interview, file: str) -> None:
    """Writes the case to a new file. Raises OSError."""
    text = json.dumps(interview.case().to_dict(), indent=2, ensure_ascii=False)
    with Path(file).open("x", encoding="utf-8") as out:
        out.write(text + "\n")
