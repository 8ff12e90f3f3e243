"""The small language in which the rules describe words.

    punch*                 any ending: punch, punched, punching
    by|round [the] throat  a choice of words; a word in brackets may be left out
    {person}               any word of a named list (see context.toml)
    hit ... {person}       up to four other words in between
    # times                # is any whole number, as in "£900" or "40 times"

Capitals do not matter. A phrase never runs across the end of a sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

GAP = 4
_BETWEEN = r"[\s,'\"()/:&+*_£$-]+"
_ENDING = r"[\w']*"
_GAP = rf"(?:{_BETWEEN}\w{_ENDING}){{0,{GAP}}}"
# Words so common that looking for a phrase by them would waste time.
_COMMON = frozenset((
    "a", "all", "an", "and", "any", "as", "at", "away", "be", "been", "being", "by", "could", "do",
    "for", "from", "get", "got", "had", "has", "have", "he", "her", "him", "his", "i", "in", "into",
    "is", "it", "its", "man", "me", "my", "no", "not", "of", "off", "on", "one", "other", "out",
    "over", "own", "person", "put", "said", "say", "says", "she", "so", "some", "someone", "that",
    "the", "their", "them", "then", "there", "they", "this", "to", "took", "take", "taken", "up",
    "us", "use", "used", "using", "was", "we", "were", "when", "which", "who", "will", "with",
    "without", "woman", "would", "you", "your", "male", "female", "caller", "ip", "victim", "front",
    "face", "head", "car",
))  # fmt: skip
_NUMBER = r"\d[\d,]*"
_SLOT = re.compile(r"^\[?[a-z0-9*'|{}_#-]+\]?$")


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Phrase:
    """One phrase: `source` as written; `pattern` for text in small letters; `keys`, the choices of words of each slot
    that must be met, rarest slot first (a final `*` stands for any ending).

    The pattern does not ask that a word begins where it begins, since that would slow the search fourfold; ask
    `begins_word`.
    """

    source: str
    pattern: str
    keys: tuple[tuple[str, ...], ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


def begins_word(text: str, start: int) -> bool:
    """Whether a word begins at `start`."""
    return start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "_'")


def _word(word: str, listed: bool) -> str:
    """The pattern of one word, or of several joined by `_`. Words of a named list do not own anything: "hit the nurse",
    but not "hit the nurse's car"."""
    parts = []
    for part in word.split("_"):
        if part == "#":
            parts.append(_NUMBER)
        elif part.endswith("*"):
            parts.append(re.escape(part[:-1]) + (r"\w*(?!')" if listed else _ENDING))
        else:
            parts.append(re.escape(part) + (r"\b(?!')" if listed else r"(?:'s)?"))
    return _BETWEEN.join(parts)


def _alternatives(
    slot: str, words: Mapping[str, Iterable[str]], source: str, listed: set[str]
) -> list[str]:
    """The choices of one slot; `listed` collects those that come from a named list."""
    found: list[str] = []
    for choice in slot.split("|"):
        if choice.startswith("{") and choice.endswith("}"):
            if choice[1:-1] not in words:
                raise PhraseError(f"“{source}”: there is no list of words called {choice}.")
            listed.update(words[choice[1:-1]])
            found += words[choice[1:-1]]
        elif choice.strip("*"):
            if "*" in re.sub(r"\*(_|$)", "", choice) or choice.startswith("*"):
                raise PhraseError(
                    f"“{source}”: in “{choice}” the “*” must stand at the end of a word."
                )
            found.append(choice)
        else:
            raise PhraseError(f"“{source}”: an empty choice beside “|”.")
    return found


def _cost(alternatives: list[str]) -> int:
    return sum(50 if word.split("_")[0] in _COMMON else 1 for word in alternatives)


def compile_phrase(source: str, words: Mapping[str, Iterable[str]]) -> Phrase:
    """Read one phrase. `words` are the named lists. Raises PhraseError where it makes no sense."""
    slots = source.lower().replace("’", "'").split()
    if not slots or "..." in (slots[0], slots[-1]):
        raise PhraseError(f"“{source}”: a phrase must begin and end with a word.")
    pattern, keys, first = "", [], True
    for slot in slots:
        if slot == "...":
            pattern += _GAP
            continue
        if not _SLOT.match(slot) or slot.startswith("[") != slot.endswith("]"):
            raise PhraseError(f"“{source}”: “{slot}” is no word of the phrase language.")
        optional = slot.startswith("[")
        listed: set[str] = set()
        alternatives = _alternatives(slot.strip("[]"), words, source, listed)
        body = "(?:" + "|".join(_word(word, word in listed) for word in alternatives) + ")"
        if not first:
            body = _BETWEEN + body
        elif optional:
            raise PhraseError(f"“{source}”: the first word may not be left out.")
        pattern += f"(?:{body})?" if optional else body
        # A number is no word that a text could be looked up by.
        if not optional and not any(word.startswith("#") for word in alternatives):
            keys.append((_cost(alternatives), tuple(sorted(set(map(_key, alternatives))))))
        first = False
    if not keys:
        raise PhraseError(f"“{source}”: a phrase needs a word besides its numbers.")
    return Phrase(source, pattern + r"\b", tuple(key for _, key in sorted(keys)))


def _key(word: str) -> str:
    """What the tokeniser makes of the first part of a word: "head-butt*" is met where "head" is."""
    return re.split(r"[^a-z0-9*]", word)[0]


class Triggers:
    """Which phrases are worth trying for a text, by its words alone: those whose every slot has a word in it.

    Each choice of words that some slot asks for has a bit; what a text meets and what a phrase needs are whole numbers.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        bits: dict[tuple[str, ...], int] = {}
        self._needs: list[int] = []
        rarest: dict[tuple[str, ...], list[int]] = {}
        for place, phrase in enumerate(phrases):
            need = 0
            for key in phrase.keys:
                need |= bits.setdefault(key, 1 << len(bits))
            self._needs.append(need)
            rarest.setdefault(phrase.keys[0], []).append(place)
        self._exact: dict[str, list[tuple[int, list[int]]]] = {}
        self._prefix: dict[str, list[tuple[int, list[int]]]] = {}
        for key, bit in bits.items():
            for word in key:
                where = self._prefix if word.endswith("*") else self._exact
                where.setdefault(word.rstrip("*"), []).append((bit, rarest.get(key, [])))
        self._lengths = sorted({len(p) for p in self._prefix})
        # Words met before: what they meet, and the phrases of which they are the rarest part.
        self._known: dict[str, tuple[int, tuple[int, ...]]] = {}
        self._seen: set[str] = set()

    def _learn(self, word: str) -> None:
        met = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            met += self._prefix.get(word[:length], ())
        self._seen.add(word)
        if met:
            bits = 0
            for bit, _ in met:
                bits |= bit
            self._known[word] = bits, tuple(place for _, places in met for place in places)

    def candidates(self, words: set[str]) -> list[int]:
        """The numbers of the phrases that may occur in a text of these words, in order."""
        fresh = words - self._seen
        if fresh:
            # Made-up words must not fill the memory.
            if len(self._seen) > 300_000:
                self._seen.clear()
                self._known.clear()
                fresh = words
            for word in fresh:
                self._learn(word)
        known, met = self._known, 0
        places: list = []
        for word in words & known.keys():
            bits, rarest = known[word]
            met |= bits
            places += rarest
        needs = self._needs
        return sorted({place for place in places if needs[place] & met == needs[place]})
