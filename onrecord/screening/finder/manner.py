"""How a log is told: a small model, made from invented British logs, that came with onrecord.

Missed crimes tend to be told as a happening (he, her, off, again, told to) and end in advice; logs that only sound like
crime tend to be told as a suspicion that was looked into (thought, nobody, both, confirmed). The model knows these manners
and no offence: words of the law are kept out of it, so that naming an offence never counts against a log.
"""

from collections.abc import Iterable
from functools import cache
from math import tanh
from pathlib import Path

from onrecord.screening.finder.linear import LinearModel, load_model
from onrecord.screening.finder.terms import words_of

FILE = Path(__file__).parent / "manner.json"
# Points for one unit of the model's log-odds where logs are written as the model knows them, and the most that the manner
# of a log can weigh: it orders logs of which the rules know nothing, and must not outweigh what is told.
MOST, CAP = 40.0, 80.0
# A system's logs are told as a story when so many words in a hundred are of the list below; between the two, in part.
NOTES, STORY = 0.08, 0.18
SAMPLE = 3_000
_STORY_WORDS = frozenset((
    "he", "she", "him", "her", "his", "hers", "they", "them", "their", "he's", "she's", "they're", "i", "me", "my", "mum",
    "says", "said", "told", "caller", "ip", "ap", "infmt", "inf", "mop", "nfa", "nothing", "nobody", "no", "not", "wants",
    "want", "asks", "only", "just", "up", "off", "out", "back", "when", "because", "but", "so", "had", "has", "is", "was",
    "it's", "it", "don't", "doesn't", "won't", "didn't", "isn't", "been", "and", "then", "sts",
))  # fmt: skip


@cache
def manner_model() -> LinearModel:
    """The model that came with onrecord, read once."""
    return load_model(FILE)


def story_share(texts: Iterable[str]) -> float:
    """Of all words of the texts, the share that belong to telling a story."""
    told = total = 0
    for text in texts:
        words = words_of(text[:4_000])
        total += len(words)
        told += sum(word in _STORY_WORDS for word in words)
    return told / total if total else 0.0


def weighed(odds: float, weight: float) -> float:
    """The points of a log whose manner has these log-odds, at most CAP either way."""
    return CAP * tanh(weight * odds / CAP)


def manner_points(share: float) -> float:
    """Points for one unit of log-odds: all where logs tell stories, none where they are short notes by a third person."""
    return MOST * min(1.0, max(0.0, (share - NOTES) / (STORY - NOTES)))
