"""Signs: concepts that press where they stand near one another in an account, read from `signs.toml`. Pure: no Django.

A sign names groups of concepts (`concepts.toml`). It holds where a place of its first group has one of each other group
within `within` words (the end of a sentence counts for three), or, with `least`, where so many of its groups are told anywhere.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from onrecord.reporting.receiving.concepts import Concepts, Place, Words, words_of
from onrecord.reporting.receiving.proposals import (
    Proposal,
    TriageError,
    Where,
    proposal_of,
    where_of,
)
from onrecord.screening.rules.context import load_context

CONCEPTS: Final = Path(__file__).with_name("concepts.toml")
SIGNS: Final = Path(__file__).with_name("signs.toml")
WITHIN: Final = 15
# So many places of the first group are looked at.
_MOST_TRIED: Final = 20


@dataclass(frozen=True)
class Sign:
    """What presses where its concepts stand together. `least`: of how many groups, anywhere; 0: all, near the first.
    `unless`: concepts that take it back where they stand as near."""

    proposal: Proposal
    groups: tuple[frozenset[str], ...]
    within: int
    least: int
    unless: frozenset[str]
    matches: tuple[str, ...]
    does_not_match: tuple[str, ...]


@dataclass(frozen=True)
class Denial:
    """Which words before a concept take it back, how far, and after which they don't ("never told anybody")."""

    reach: int
    words: frozenset[str]
    stops: frozenset[str]
    harmless: frozenset[str]

    def denied(self, text: Words, first: int) -> bool:
        """Whether what begins at a word is denied in its sentence."""
        for at in range(first - 1, max(first - 1 - self.reach, -1), -1):
            if text.sentence[at] != text.sentence[first] or text.words[at] in self.stops:
                return False
            if text.words[at] in self.words:
                return text.words[at + 1] not in self.harmless
        return False


@dataclass(frozen=True)
class Caveat:
    """A concept near which words hardly mean what they say (a film, a figure of speech, long ago): `most` they raise to. `unless`:
    concepts as near that leave no caveat ("in 2007, and again last night")."""

    id: str
    concepts: frozenset[str]
    unless: frozenset[str]
    within: int
    most: int
    says: str
    matches: tuple[str, ...]
    does_not_match: tuple[str, ...]


@dataclass(frozen=True)
class Signs:
    """The signs, ready for use. `where`: in which reports each counts, by its id. `plain`: concepts that nothing denies."""

    concepts: Concepts
    signs: tuple[Sign, ...]
    caveats: tuple[Caveat, ...]
    where: Mapping[str, Where]
    plain: frozenset[str]
    denial: Denial

    def read(self, low: str) -> "Reading":
        """A text in small letters, with the concepts that stand in it."""
        text = words_of(low)
        return Reading(self, text, self.concepts.places(text))

    def told(self, low: str) -> Iterator[tuple[Sign, list[tuple[int, int]]]]:
        """What presses in a text in small letters, whatever the report."""
        return self.read(low).told(lambda _: True)


@dataclass(frozen=True)
class Reading:
    """One text and the concepts in it."""

    signs: Signs
    text: Words
    places: Mapping[str, list[Place]]

    def caveat(
        self, spots: Iterable[tuple[int, int]], counts: Callable[[str], bool]
    ) -> Caveat | None:
        """Why what stands at these letters may not mean what it says; the caveat that leaves least of it. None: nothing near."""
        caveats = [
            each
            for each in self.signs.caveats
            if not each.concepts.isdisjoint(self.places) and counts(each.id)
        ]
        if not caveats:
            return None
        near = []
        for begins, ends in spots:
            first = max(bisect_right(self.text.spans, (begins, len(self.text.low))) - 1, 0)
            last = max(bisect_right(self.text.spans, (ends - 1, len(self.text.low))) - 1, first)
            at = Place(first, last, self.text.far[first], self.text.far[last], who=False)
            near += [
                each
                for each in caveats
                if self._by(at, each.concepts, each.within)
                and not self._by(at, each.unless, each.within)
            ]
        return min(near, key=lambda each: each.most, default=None)

    def _by(self, at: Place, concepts: frozenset[str], within: int) -> bool:
        """Whether one of these concepts stands near a place."""
        return any(
            _distance(at, place) <= within
            for name in concepts
            for place in self.places.get(name, ())
        )

    def told(self, counts: Callable[[str], bool]) -> Iterator[tuple[Sign, list[tuple[int, int]]]]:
        """What presses, and where the words stand by which it does: from letter, to letter. `counts`: whether a sign counts in
        this report, by its id."""
        signs, text, places = self.signs, self.text, self.places
        kept: dict[str, list[Place]] = {}

        def standing(group: frozenset[str]) -> list[Place]:
            """The places of a group that aren't denied."""
            for name in group & places.keys() - kept.keys():
                kept[name] = [
                    each
                    for each in places[name]
                    if name in signs.plain or not signs.denial.denied(text, each.first)
                ]
            return sorted(
                (each for name in group for each in kept.get(name, ())),
                key=lambda place: (place.first, place.last),
            )

        for sign in signs.signs:
            there = (not group.isdisjoint(places) for group in sign.groups)
            if not (sum(there) >= sign.least if sign.least else all(there)):
                continue
            if not counts(sign.proposal.id):
                continue
            groups = [standing(group) for group in sign.groups]
            found = _several(groups, sign.least) if sign.least else _near(groups, sign.within)
            if found and not (
                sign.unless and _near([found[:1], standing(sign.unless)], sign.within, apart=False)
            ):
                found.sort(key=lambda place: place.first)
                yield sign, [(text.spans[p.first][0], text.spans[p.last][1]) for p in found]


def _near(groups: list[list[Place]], within: int, *, apart: bool = True) -> list[Place]:
    """One place of each group, all near that of the first, none sharing words; empty where there aren't such."""
    for centre in groups[0][:_MOST_TRIED]:
        chosen = [centre]
        for group in groups[1:]:
            close = [
                place
                for place in group
                if _distance(centre, place) <= within
                and not (apart and any(_share(place, other) for other in chosen))
            ]
            if not close:
                break
            chosen.append(min(close, key=lambda place: _distance(centre, place)))
        else:
            return chosen
    return []


def _several(groups: list[list[Place]], least: int) -> list[Place]:
    """A place of each of so many groups, none sharing words; empty where there aren't so many."""
    chosen: list[Place] = []
    for group in groups:
        free = (each for each in group if not any(_share(each, other) for other in chosen))
        chosen += [each for each in [next(free, None)] if each is not None]
    return chosen if len(chosen) >= least else []


def _distance(one: Place, other: Place) -> int:
    return max(other.begins - one.ends, one.begins - other.ends, 0)


def _share(one: Place, other: Place) -> bool:
    """Whether two places use the same words. A person inside the words of something else is both."""
    return one.who == other.who and one.first <= other.last and other.first <= one.last


@cache
def read_signs(kinds: tuple[tuple[str, tuple[str, ...]], ...] = (), path: Path = SIGNS) -> Signs:
    """The signs as they stand. `kinds`: the lists of types that entries name. Raises TriageError or PhraseError."""
    held = tomllib.loads(CONCEPTS.read_text(encoding="utf-8"))
    concepts: dict[str, Any] = held["concept"]
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    context = load_context()
    lists = {**context.words, **held.get("words", {})}
    phrases = {name: entry["words"] for name, entry in concepts.items()}
    entries, caveats = data["sign"], data.get("caveat", [])
    return Signs(
        concepts=Concepts(phrases, lists, (name for name in concepts if concepts[name].get("who"))),
        signs=tuple(_sign(entry, concepts, path) for entry in entries),
        caveats=tuple(_caveat(entry, concepts, path) for entry in caveats),
        where={entry["id"]: where_of(entry, dict(kinds), path) for entry in [*entries, *caveats]},
        plain=frozenset(name for name, entry in concepts.items() if entry.get("plain")),
        denial=Denial(
            reach=context.reach,
            words=_plainly(context.negators),
            stops=_plainly(context.stops),
            harmless=_plainly([*context.harmless, *held["denial"]["harmless"]]),
        ),
    )


def _plainly(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.replace("'", "") for word in words)


def _sign(entry: Mapping[str, Any], concepts: Mapping[str, Any], path: Path) -> Sign:
    groups = tuple(frozenset(each.split("|")) for each in entry.get("all", entry.get("any", ())))
    unless = frozenset(entry.get("unless", ()))
    strange = sorted(frozenset().union(unless, *groups) - concepts.keys())
    if not groups or strange:
        raise TriageError(
            f"{path.name}, sign “{entry['id']}”: "
            + (
                f"there is no concept “{strange[0]}”."
                if strange
                else "write all, or any and least."
            )
        )
    for name in ("matches", "does_not_match"):
        if not entry.get(name):
            raise TriageError(f"{path.name}, sign “{entry['id']}”: write {name}.")
    return Sign(
        proposal=proposal_of(entry, path),
        groups=groups,
        within=entry.get("within", WITHIN),
        least=entry["least"] if "any" in entry else 0,
        unless=unless,
        matches=tuple(entry["matches"]),
        does_not_match=tuple(entry["does_not_match"]),
    )


def _caveat(entry: Mapping[str, Any], concepts: Mapping[str, Any], path: Path) -> Caveat:
    named, unless = (frozenset(entry.get(name, ())) for name in ("concepts", "unless"))
    if not named or (named | unless) - concepts.keys() or entry.get("most") not in (1, 2):
        raise TriageError(
            f"{path.name}, caveat “{entry.get('id')}”: write concepts that there are, and most as 1 or 2."
        )
    return Caveat(
        id=entry["id"],
        concepts=named,
        unless=unless,
        within=entry["within"],
        most=entry["most"],
        says=entry["says"],
        matches=tuple(entry["matches"]),
        does_not_match=tuple(entry["does_not_match"]),
    )


def wrong_signs(signs: Signs) -> dict[str, list[str]]:
    """Sign or caveat -> its examples on which it doesn't do what they say; for tests."""
    wrong: dict[str, list[str]] = {}
    for sign in signs.signs:
        asked = [(each, True) for each in sign.matches] + [(each, False) for each in sign.does_not_match]  # fmt: skip
        for text, wanted in asked:
            if any(each is sign for each, _ in signs.told(text.lower())) is not wanted:
                wrong.setdefault(sign.proposal.id, []).append(text)
    for caveat in signs.caveats:
        asked = [(each, True) for each in caveat.matches] + [(each, False) for each in caveat.does_not_match]  # fmt: skip
        for text, wanted in asked:
            places = signs.read(text.lower()).places
            if (not caveat.concepts.isdisjoint(places)) is not wanted:
                wrong.setdefault(caveat.id, []).append(text)
    return wrong
