"""A text as a set of words and pairs of words: what the models look at."""

import itertools
import re
from collections.abc import Collection

_WORD = re.compile(r"[a-z0-9']+")
# The words of the law. A model must not learn that a log which names an offence is a harmless one.
OFFENCE_NAME = re.compile(
    r"(?:thef|thie|stol|steal|burgl|robb|damag|assault|rap[ei]|fraud|drug|weapon|kni[fv]|gun|firearm|threat|harass|stalk"
    r"|stab|arson|attack|abus|violen|fight|sexual|indecen|hit|punch|kick|vandal|kidnap|abduct|scam|breach|hate|racis"
    r"|murder|shoplift)"
)
# Shorter texts are not blown up: a note of three words says little.
SHORTEST = 8


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; every number is `#`."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return ["#" if word[0].isdigit() else word for word in found]


def terms_of(words: list[str]) -> set[str]:
    """Single words, and pairs of neighbours joined by a space."""
    return {*words, *map(" ".join, itertools.pairwise(words))}


def names_an_offence(term: str) -> bool:
    """Whether a word of the term is a word of the law."""
    return any(OFFENCE_NAME.match(word) for word in term.split())


def is_safe(term: str, known: Collection[str]) -> bool:
    """Whether every word of the term is on a list of words that are nobody's name."""
    return all(word == "#" or word in known for word in term.split())
