"""The questions of the rules in lay words. The rules say what is asked (`crimerules.tree`); here stands how the public is asked.

An answer that isn't offered can't be given here. Whoever isn't sure, or reaches a question that the public can't answer, is
done: an officer goes on from the same answers.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from crimerules.questions import TreeError
from crimerules.tree import screens

FILE: Final = Path(__file__).with_name("lay.toml")
# What everybody may say instead of an answer: the questions of the rules end there.
NOT_SURE: Final = "not-sure"
_KNOWN: Final = frozenset({"asks", "help", "ask", "say", "answers", "sure", "unasked"})


@dataclass(frozen=True, slots=True)
class Words:
    """One question of the rules as the public is asked it.

    `ask`: false where the public can't know; then `say` is answered for them, where one answer is always right, or else the
    questions end. `answers`: text by the answer of the rules, in this order; those left out aren't offered. `sure`: without
    "I'm not sure". `unasked`: what an answer that is taken says besides and nobody was asked, for those who decide.
    """

    asks: str = ""
    help: str = ""
    ask: bool = True
    say: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    sure: bool = False
    unasked: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def build_words(screen: str, data: Mapping[str, Any]) -> Words:
    """Words from their entry. Raises ValueError naming entry and remedy."""
    held = screens().get(screen)
    if held is None:
        raise ValueError(
            f"the rules have no question {screen!r}. Take it out, or correct its name."
        )
    strange = sorted(set(data) - _KNOWN)
    if strange:
        raise ValueError(
            f"{screen}: {strange[0]!r} is nothing it has. Use: {', '.join(sorted(_KNOWN))}."
        )
    answers = data.get("answers", {})
    if not isinstance(answers, Mapping):
        raise ValueError(f"{screen}: write answers as answer = text.")
    offered = {each.say for each in held.answers}
    for say in answers:
        if say not in offered:
            raise ValueError(f"{screen}: {say!r} is no answer. Use: {', '.join(sorted(offered))}.")
    say = str(data.get("say", ""))
    if say:
        try:
            held.answer(say)
        except TreeError as error:
            raise ValueError(f"{screen}: {error}.") from error
    words = Words(
        asks=str(data.get("asks", "")),
        help=str(data.get("help", "")),
        ask=bool(data.get("ask", True)),
        say=say,
        answers={str(one): str(text) for one, text in answers.items()},
        sure=bool(data.get("sure", False)),
        unasked=str(data.get("unasked", "")),
        data=dict(data),
    )
    if words.ask and not words.asks.strip():
        raise ValueError(f"{screen}: asks is missing. Write the question, or ask = false.")
    if words.ask and not words.answers:
        raise ValueError(f"{screen}: answers are missing. Write a text for each that is offered.")
    return words


@cache
def lay_words() -> Mapping[str, Words]:
    """What is shipped, by the question of the rules."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {screen: build_words(screen, each) for screen, each in data.items()}
