"""Whether the rules of triage can read an account at all: they know English only. Pure: no Django.

Of what they can't read they must not say that nothing presses. English is known by its commonest words and by those that
reports are made of; words that other languages have as well are left out (`english.toml`), since they prove nothing.
A few English words more or less cost nobody anything: it is read within the hour by a person.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

# Fewer words than this ("Phone stolen") are no language.
FEWEST: Final = 3
# A long account is read in pieces of so many words, so that a foreign part of it is seen as well.
PIECE: Final = 40
# In English some 45 of 100 words are common ones, in a list of stolen things some 20; elsewhere hardly any.
SHARE: Final = 0.12

_WORD: Final = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)*")
_OTHER_LETTERS: Final = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff\u02b0-\u036f]")
ENGLISH: Final = Path(__file__).with_name("english.toml")


@cache
def _english() -> frozenset[str]:
    held = tomllib.loads(ENGLISH.read_text(encoding="utf-8"))
    return frozenset(f"{held['common']} {held['reported']}".split())


def legible(text: str) -> bool:
    """Whether the rules can read the text, all of it. Too few words to tell count as read, unless they are in letters that
    English doesn't have."""
    letters = len(_OTHER_LETTERS.findall(text))
    if letters > 1 and letters * 4 > sum(each.isalpha() for each in text):
        return False
    words = [each.lower().replace("’", "'") for each in _WORD.findall(text)]
    if len(words) < FEWEST:
        return True
    return all(_known(piece) for piece in _pieces(words))


def _pieces(words: list[str]) -> Iterable[list[str]]:
    last = max(len(words) - PIECE, 0)
    for start in range(0, last, PIECE):
        yield words[start : start + PIECE]
    yield words[last:]


def _known(words: list[str]) -> bool:
    english = _english()
    return sum(word in english for word in words) >= SHARE * len(words)
