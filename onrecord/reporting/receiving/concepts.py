"""What an account speaks of, as concepts rather than sentences: who, what is done, to whom, how the teller is, when. Pure.

A concept is a list of words and short phrases (`concepts.toml`); a sign (`signs.py`) is some concepts that stand near one
another. The words are in the language of the finder's rules (`onrecord.screening.rules.phrases`), read here word by word:
a text is cut into words once, and each phrase is looked for only where its first word stands, so that some thousand phrases
cost a fraction of a millisecond. Apostrophes don't matter ("he's" and "hes" are one word); of "my mum's car" the mum isn't meant.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from onrecord.screening.rules.phrases import GAP, compile_phrase

# Words that the end of a sentence counts for, when it is asked how near two things stand.
SENTENCE: Final = 3
_TOKEN: Final = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[.;!?\n]")
# "he's", "that's": is, not a possessive.
_IS: Final = frozenset(
    [
        "he",
        "she",
        "it",
        "that",
        "who",
        "there",
        "what",
        "where",
        "here",
        "how",
        "one",
        "someone",
        "somebody",
    ]
)
# Made-up words must not fill the memory.
_MOST_KNOWN: Final = 100_000
# So many places of one concept are looked at.
_MOST_PLACES: Final = 40


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a phrase. `bit`, and its `number`: by which a word says that it is one of the choices of this place, or
    begins one; `runs`: the choices of several words, by their first; `gap`: words may stand before it."""

    bit: int
    number: int
    runs: Mapping[str, list[tuple[str, ...]]]
    optional: bool
    gap: bool
    listed: bool


# A phrase: its concept, its slots, what the word behind the first must be (0: it may be many a thing), what it needs.
# Last: the bit of a phrase of one place, which needs no more than its word.
Start = tuple[str, tuple[Slot, ...], int, int, int]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word may be in the phrases: slots of which it is a choice, slots of which it begins a longer choice (bits), phrases that may
    begin with it, and the words of phrases that it matches."""

    alone: int
    begins: int
    either: int
    first: tuple[Start, ...]
    words: frozenset[str]


class Place(NamedTuple):
    """Where a concept stands: its first and last word, by their numbers and by how far into the account they are. `who`: a person, who may
    stand inside the words of something else."""

    first: int
    last: int
    begins: int
    ends: int
    who: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A text as words: each with its letters' place in the text, and how far in it stands (ends of sentences count)."""

    low: str
    words: list[str]
    owns: list[bool]
    spans: list[tuple[int, int]]
    far: list[int]
    sentence: list[int]


def words_of(low: str) -> Words:
    """The words of a text in small letters."""
    found = Words(low, [], [], [], [], [])
    far = sentence = 0
    for match in _TOKEN.finditer(low):
        word = match.group()
        if word in ".;!?\n":
            far += SENTENCE
            sentence += 1
            continue
        base, _, rest = word.partition("'")
        owns = rest == "s" and base not in _IS
        found.words.append(base if owns else word.replace("'", ""))
        found.owns.append(owns)
        found.spans.append(match.span())
        found.far.append(far)
        found.sentence.append(sentence)
        far += 1
    return found


def _slots(
    source: str, lists: Mapping[str, Iterable[str]], known: dict[tuple[Any, ...], int]
) -> tuple[Slot, ...]:
    """The slots of a phrase. `known`: the bits of those that there are."""
    slots, gap = [], False
    for each in source.lower().split():
        if each == "...":
            gap = True
            continue
        choices: list[tuple[str, ...]] = []
        for choice in each.strip("[]").split("|"):
            named = lists[choice[1:-1]] if choice.startswith("{") else [choice]
            choices += [tuple(name.replace("'", "").split("_")) for name in named]
        number = known.setdefault(tuple(choices), len(known))
        runs: dict[str, list[tuple[str, ...]]] = {}
        for run in choices:
            if len(run) > 1:
                runs.setdefault(run[0], []).append(run)
        slots.append(Slot(1 << number, number, runs, each.startswith("["), gap, "{" in each))
        gap = False
    return tuple(slots)


class Concepts:
    """The concepts, ready to be looked for. Raises PhraseError where a phrase makes no sense."""

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        lists: Mapping[str, Iterable[str]],
        who: Iterable[str] = (),
    ) -> None:
        self._who = frozenset(who)
        bits: dict[tuple[Any, ...], int] = {}
        held: list[tuple[str, tuple[Slot, ...]]] = []
        for name, sources in phrases.items():
            for source in sources:
                plain = source.replace("’", "'").replace("'", "")
                compile_phrase(plain, lists)
                held.append((name, _slots(plain, lists, bits)))
        self._firsts: dict[int, list[Start]] = {}
        for name, slots in held:
            needed = sum({slot.bit for slot in slots if not slot.optional})
            single = slots[0].bit if len(slots) == 1 and not slots[0].listed else 0
            start = (name, slots, _next_bit(slots), needed, single)
            self._firsts.setdefault(slots[0].number, []).append(start)
        # Word, or beginning with its *, -> the slots of which it is a choice, and those of which it begins one.
        self._alone: dict[str, int] = {}
        self._begins: dict[str, int] = {}
        self._inside: set[str] = set()
        for choices, number in bits.items():
            for run in choices:
                meant = self._alone if len(run) == 1 else self._begins
                meant[run[0]] = meant.get(run[0], 0) | 1 << number
                self._inside.update(run)
        starts = {word[:-1] for word in self._inside if word.endswith("*")}
        self._lengths = sorted({len(word) for word in starts})
        self._known: dict[tuple[str, bool], Meaning] = {}

    def _means(self, word: str, owns: bool) -> Meaning:
        known = self._known.get((word, owns))
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            forms = [word, *(f"{word[:n]}*" for n in self._lengths if n <= len(word))]
            forms += ["#"] if word.isdigit() else []
            # "mum's" is written "mums", too.
            forms += [f"{word}s"] if owns else []
            alone = begins = 0
            for form in forms:
                alone |= self._alone.get(form, 0)
                begins |= self._begins.get(form, 0)
            either = alone | begins
            first = tuple(
                start
                for number, starts in self._firsts.items()
                if either >> number & 1
                for start in starts
            )
            words = frozenset(form for form in forms if form in self._inside)
            known = self._known[word, owns] = Meaning(alone, begins, either, first, words)
        return known

    def places(self, text: Words) -> dict[str, list[Place]]:
        """Concept -> where it stands in a text, in order."""
        means = [self._means(word, owns) for word, owns in zip(text.words, text.owns, strict=True)]
        told = 0
        for mean in means:
            told |= mean.either
        found: dict[str, set[tuple[int, int]]] = {}
        behind = [*(mean.either for mean in means[1:]), 0]
        for at, mean in enumerate(means):
            follows = behind[at]
            for name, slots, following, needed, single in mean.first:
                # Most phrases end at their second word: that is asked first.
                if not follows & following if following else needed & told != needed:
                    continue
                if single & mean.alone:
                    end: int | None = at + 1
                else:
                    end = _end(slots, 0, at, text, means)
                if end:
                    found.setdefault(name, set()).add((at, end - 1))
        return {
            name: [
                Place(first, last, text.far[first], text.far[last], name in self._who)
                for first, last in sorted(spots)[:_MOST_PLACES]
            ]
            for name, spots in found.items()
        }


def _next_bit(slots: tuple[Slot, ...]) -> int:
    """What the word behind the first must be, for phrases that say it; 0 where it may be many a thing."""
    if len(slots) < 2 or slots[0].runs or slots[1].gap:
        return 0
    bits = 0
    for slot in slots[1:]:
        if slot.gap:
            return 0
        bits |= slot.bit
        if not slot.optional:
            return bits
    return 0


def _end(
    slots: tuple[Slot, ...], place: int, at: int, text: Words, means: list[Meaning]
) -> int | None:
    """Behind which word the rest of a phrase ends that stands at `at`; None where it doesn't."""
    if place == len(slots):
        return at
    slot = slots[place]
    bit, sentence = slot.bit, text.sentence
    within = sentence[at - 1] if place else sentence[at]
    for start in range(at, min(at + GAP + 1 if slot.gap else at + 1, len(means))):
        if sentence[start] != within:
            break
        mean = means[start]
        if mean.alone & bit and not (slot.listed and text.owns[start]):
            end = _end(slots, place + 1, start + 1, text, means)
            if end is not None:
                return end
        if mean.begins & bit:
            for run in (run for word in mean.words for run in slot.runs.get(word, ())):
                stop = start + len(run)
                if (
                    stop <= len(means)
                    and sentence[stop - 1] == within
                    and all(word in means[start + n].words for n, word in enumerate(run))
                    and not (slot.listed and text.owns[stop - 1])
                ):
                    end = _end(slots, place + 1, stop, text, means)
                    if end is not None:
                        return end
    return _end(slots, place + 1, at, text, means) if slot.optional else None
