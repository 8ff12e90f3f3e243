"""Points to prove of the commonest offences: what must be shown, one by one.

For crimes against the State the points must clearly be made out before a crime is recorded; for
crimes with a victim they tell what the report must amount to (*Crime Recording Rules* 2026/27, pp.
7 and 8). The quotes of an account that meet a point are the caller's to give; nothing here reads text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from crimerules.offences import find, normal_class, normal_code
from crimerules.tables import RULEBOOK, TableError

FILES = ("violence", "sexual", "property", "order", "state")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that must be shown."""

    id: str
    says: str


@dataclass(frozen=True, slots=True)
class Points:
    """Everything that must be shown for one kind of crime. ``basis`` is V, S or SV."""

    crime_class: str
    code: str
    title: str
    page: str
    basis: str
    points: tuple[Point, ...]

    def assess(
        self,
        shown: Mapping[str, bool | None],
        quotes: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Assessment:
        """How far the points are shown: True, False or None (not known) for each.

        Raises ValueError for a point that this offence doesn't have.
        """
        known = {point.id for point in self.points}
        strange = sorted({*shown, *(quotes or {})} - known)
        if strange:
            raise ValueError(
                f"{self.crime_class} {self.code} has no point {strange[0]!r}; it has "
                f"{', '.join(point.id for point in self.points)}"
            )
        states = {point.id: shown.get(point.id) for point in self.points}
        given = {name: tuple(texts) for name, texts in (quotes or {}).items()}
        return Assessment(self, states, given)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The points of one offence with what is shown, and the caller's quotes for each."""

    points: Points
    shown: Mapping[str, bool | None]
    quotes: Mapping[str, tuple[str, ...]]

    @property
    def made_out(self) -> bool | None:
        """True when every point is shown, False when one is not, None while one isn't known."""
        states = self.shown.values()
        if any(state is False for state in states):
            return False
        return None if any(state is None for state in states) else True

    @property
    def missing(self) -> tuple[Point, ...]:
        """The points that are not shown, or not known to be."""
        return tuple(point for point in self.points.points if self.shown[point.id] is not True)


@cache
def all_points() -> dict[tuple[str, str], Points]:
    """Points to prove by (class, code)."""
    return load(
        {name: (RULEBOOK / "points" / f"{name}.toml").read_text(encoding="utf-8") for name in FILES}
    )


def points_to_prove(crime_class: str, code: str) -> Points | None:
    """The points of one kind of crime, in any spelling of class and code; None if none are held."""
    return all_points().get((normal_class(crime_class), normal_code(code)))


def load(texts: Mapping[str, str]) -> dict[tuple[str, str], Points]:
    """Points from files (name -> TOML). Raises TableError naming the file, the entry and the remedy."""
    held: dict[tuple[str, str], Points] = {}
    for name, text in texts.items():
        try:
            entries = tomllib.loads(text).get("offence", [])
        except tomllib.TOMLDecodeError as error:
            raise TableError(f"{name}.toml: not TOML ({error}); correct the line") from error
        for number, entry in enumerate(entries, 1):
            where = f"{name}.toml, offence {number}:"
            missing = {"class", "code", "page", "points"} - set(entry)
            if missing:
                raise TableError(f"{where} no {', '.join(sorted(missing))}; add it")
            key = (entry["class"], entry["code"])
            on_list = find(entry["code"], entry["class"])
            if not on_list:
                raise TableError(f"{where} class {key[0]} doesn't hold {key[1]}; correct it")
            if key in held:
                raise TableError(f"{where} {key[0]} {key[1]} stands twice; take one out")
            points = tuple(Point(each["id"], each["says"]) for each in entry["points"])
            if len({point.id for point in points}) < len(points):
                raise TableError(f"{where} two points have one id; rename one")
            held[key] = Points(*key, on_list[0].title, entry["page"], on_list[0].basis, points)
    return held
