"""Whether an entry says something of its own, or repeats what was written before. Pure.

Texts are compared by runs of four words in small letters, without punctuation and with every number alike, so that neither a
new date nor a new reference hides a copy. A sentence is copied when all its runs stand in one earlier text.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RUN = 4
# Shorter sentences are alike by chance: "Victim updated by phone today."
LEAST_WORDS = 7
# Fewer different words than this say nothing: "No change. Reviewed. No change."
LEAST_SAID = 6
# An entry of which so much was written before is a copy, even where no sentence is whole.
MOST_COPIED = 0.6
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text written before. `where`: in words, so that whoever reads the flag finds it."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """What was found. `share`: of the words that stand in runs of the earlier text most like it; `sentences`: those copied
    whole from any; `where`: the text most like it; `thin`: it has too few words to say anything."""

    share: float
    sentences: tuple[str, ...]
    where: str
    thin: bool

    @property
    def copied(self) -> bool:
        return bool(self.sentences) or self.share >= MOST_COPIED

    @property
    def meaningful(self) -> bool:
        return not (self.copied or self.thin)


def words(text: str) -> list[str]:
    """The words of a text as they are compared."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "").replace("'", "")
    return ["0" if any(map(str.isdigit, word)) else word for word in _WORD.findall(plain)]


def runs(found: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)]


def check(text: str, earlier: Iterable[Earlier]) -> Check:
    """Hold an entry against what was written before."""
    own = words(text)
    wanted = runs(own)
    sentences = [
        (part.strip(), runs(found))
        for part in _SENTENCE.split(text)
        if len(found := words(part)) >= LEAST_WORDS
    ]
    best, where, copied = 0.0, "", set()
    for each in earlier:
        held = set(runs(words(each.text)))
        if not held:
            continue
        share = _covered(wanted, held, len(own))
        if share > best:
            best, where = share, each.where
        copied |= {part for part, its in sentences if its and held.issuperset(its)}
    thin = len(set(own)) < LEAST_SAID
    return Check(best, tuple(part for part, _ in sentences if part in copied), where, thin)


def _covered(wanted: Sequence[tuple[str, ...]], held: set[tuple[str, ...]], number: int) -> float:
    """The share of words that lie in a run of the earlier text."""
    covered: set[int] = set()
    for at, run in enumerate(wanted):
        if run in held:
            covered.update(range(at, at + RUN))
    return len(covered) / number if number else 0.0
