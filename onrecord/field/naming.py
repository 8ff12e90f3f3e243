"""Whom the street names, and who of them the log knows already."""

from collections.abc import Iterable, Mapping
from typing import Any

from onrecord.finding.folding import fold


def named_people(
    held: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The people of a decision (see `onrecord.deciding.facts`) with the names that were given in the street.

    `held`: the log's people, each at the place in which the log names them. `names`: victim1, suspect1 ... -> name, at
    the places of which the answers speak; these go before the log's order. Somebody of the same name in the same part
    is the same person, however accents and capitals are written; a person of the log whose name isn't known yet gets
    it. Nobody is taken for somebody else: with another name it is another person.
    """
    left = [dict(each) for each in held]
    found: dict[str, dict[str, Any]] = {}
    for place, name in names.items():
        known = _same(left, place, name)
        if known is not None:
            left.remove(known)
        found[place] = {**(known or {}), "as": place, "name": (known or {}).get("name") or name}
    for each in left:
        found.setdefault(each["as"], each)
    return list(found.values())


def _same(people: list[dict[str, Any]], place: str, name: str) -> dict[str, Any] | None:
    for each in people:
        if _part(each["as"]) == _part(place) and _plain(each.get("name", "")) == _plain(name):
            return each
    return next((each for each in people if each["as"] == place and not each.get("name")), None)


def _part(place: str) -> str:
    return place.rstrip("0123456789")


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
