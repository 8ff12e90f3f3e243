"""A text as a set of words and pairs of words, near neighbours included: what the models look at."""

import itertools
import re
from collections.abc import Collection, Iterable

_WORD = re.compile(r"[a-z0-9']+")
# The words of the law. A model must not learn that a log which names an offence is a harmless one.
OFFENCE_NAME = re.compile(
    r"(?:thef|thie|stol|steal|burgl|robb|damag|assault|rap[ei]|fraud|drug|weapon|kni[fv]|gun|firearm|threat|harass|stalk"
    r"|stab|arson|attack|abus|violen|fight|sexual|indecen|hit|punch|kick|vandal|kidnap|abduct|scam|breach|hate|racis"
    r"|murder|shoplift|coerc|blackmail|extort|strang[lu]|groom|exploit|traffick|slave|intimid|bull(?:y|ie)|molest|trespass"
    r"|forge[dr]|counterfeit|smuggl|terror|wound|mugg|neglect|cruel|pervert|spik|voyeur|upskirt|cannabis|cocaine|heroin"
    r"|machete|blade|expos)"
)
# Shorter texts are not blown up: a note of three words says little.
SHORTEST = 8


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; every number is `#`."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return ["#" if word[0].isdigit() else word for word in found]


# How a term that is the beginning of words begins, and how many letters it has: "~advi" is advise, advised, advice.
BEGINNING, LETTERS = "~", 4
# Stands for the word between two others: "told … she" is "told him she" and "told police she".
BETWEEN = "…"
_beginnings: dict[str, str] = {}


def terms_of(words: list[str]) -> set[str]:
    """Single words, pairs of neighbours joined by a space, pairs with one word between, and the beginnings of words."""
    return {
        *words,
        *map(" ".join, itertools.pairwise(words)),
        *map(f" {BETWEEN} ".join, zip(words, words[2:], strict=False)),
        *beginnings_of(words),
    }


def beginnings_of(words: Iterable[str]) -> set[str]:
    """The beginnings of the longer words. The words of the law have none, so that no model learns one by its beginning."""
    words = set(words)
    found = set(map(_beginnings.get, words))
    if None in found:
        if len(_beginnings) > 200_000:  # made-up words must not fill the memory
            _beginnings.clear()
        for word in words - _beginnings.keys():
            long = len(word) > LETTERS and not OFFENCE_NAME.match(word)
            _beginnings[word] = BEGINNING + word[:LETTERS] if long else ""
        found = set(map(_beginnings.get, words))
    return {begins for begins in found if begins}


def names_an_offence(term: str) -> bool:
    """Whether a word of the term is a word of the law."""
    return any(OFFENCE_NAME.match(word) for word in term.split())


def is_safe(term: str, known: Collection[str]) -> bool:
    """Whether every word of the term is on a list of words that are nobody's name."""
    return all(word in ("#", BETWEEN) or word in known for word in term.split())
