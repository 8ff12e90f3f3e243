"""Of which parts the frame is made: how many records of each stratum belong to a department, a route, and so on.

A part's rate comes from a sample in which its records are a matter of chance. What the frame knows of the part need not be
guessed from them: in a stratum that holds none of a department's records none of its crime can hide, and one that holds a few can
hide little. So the records are counted, while the frame is written and from the very rows that it is written from, and
the counts are kept with the audit. They widen or narrow intervals; no rate rests on them.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.audit.models import RecordKind
from onrecord.audit.sample.items import log_flags
from onrecord.audit.sample.populations import kind_of
from onrecord.audit.sample.strata import Layout, StratumDesign, stratum_finder

NOT_SAID = "not said"
KEYS = ("route", "department", "domestic", "vulnerable", "kind")
# The largest parts of each kind; of smaller ones the share is estimated from what was found.
MOST_KEPT = 100
# A column that says something else in every record divides nothing, and must not fill the memory.
MOST_COUNTED = 500_000

PartsJson = Mapping[str, Mapping[str, Sequence[int]]]
# A cell of the frame: system, closing code, opening code, linked, and the score where there is one.
CellKey = tuple[Any, ...]


def label_of(value: object) -> str:
    """The name of the part that a fact of a record puts it into."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or NOT_SAID)


class PartCounts:
    """Counts records by cell and part, batch by batch. `cells`: a running number for each cell."""

    def __init__(self) -> None:
        self.cells: dict[CellKey, int] = {}
        self._keys: list[CellKey] = []
        self._counts: dict[str, Counter[tuple[int, str]]] = {
            key: Counter() for key in ("department", "route", "said")
        }
        self._given_up: set[str] = set()

    def add(self, keys: Sequence[CellKey], rows: Sequence[Sequence[str]]) -> None:
        """Rows with the cell of each; the last three values of a row are `populations`' department, route and said."""
        numbers = []
        for key in keys:
            number = self.cells.get(key)
            if number is None:
                number = self.cells[key] = len(self._keys)
                self._keys.append(key)
            numbers.append(number)
        for place, (name, counts) in zip((-3, -2, -1), self._counts.items(), strict=True):
            if name in self._given_up:
                continue
            counts.update(zip(numbers, [row[place] for row in rows], strict=True))
            if len(counts) > MOST_COUNTED:
                counts.clear()
                self._given_up.add(name)

    def to_json(self, strata: Sequence[StratumDesign], layout: Layout) -> dict[str, Any]:
        """Records by kind of part, part and stratum, in the order of the strata. Nothing where there is but one part."""
        find = stratum_finder(strata, layout)
        places = [
            find(closing, linked, score[0] if score else 0, opening)
            for _system, closing, opening, linked, *score in self._keys
        ]
        found: dict[str, dict[str, list[int]]] = {key: {} for key in KEYS}
        for name, counts in self._counts.items():
            for (cell, said), number in counts.items():
                for key, value in self._facts(name, self._keys[cell], said):
                    of_part = found[key].setdefault(label_of(value), [0] * len(strata))
                    of_part[places[cell]] += number
        return {key: _largest(parts) for key, parts in found.items() if len(parts) > 1}

    def _facts(self, name: str, cell: CellKey, said: str) -> Sequence[tuple[str, object]]:
        """What a record's column puts it into; as `items.facts_of` has it of a record."""
        system, closing, opening = cell[:3]
        kind, _ = kind_of(system)
        if name == "department":
            return [("department", said)]
        if name == "route":
            if kind == RecordKind.CRIME:
                said = "" if said and json.loads(said) else "recorded without a log"
            return [("route", said)]
        whole: tuple[str, object] = ("kind", kind.label)
        told = json.loads(said) if said else None
        if kind == RecordKind.LOG:
            domestic, vulnerable = log_flags(opening, closing, told or [])
            return [whole, ("domestic", domestic), ("vulnerable", vulnerable)]
        called = "domestic-abuse" in (told or ()) if kind == RecordKind.CRIME else None
        return [whole, ("domestic", called), ("vulnerable", None)]


def _largest(parts: Mapping[str, list[int]]) -> dict[str, list[int]]:
    ordered = sorted(parts.items(), key=lambda item: (-sum(item[1]), item[0]))
    return dict(sorted(ordered[:MOST_KEPT]))


def shares_of(
    kept: PartsJson,
    key: str,
    names: Sequence[str],
    sizes: Mapping[str, int],
    hosts: Mapping[str, str],
) -> dict[str, list[float]]:
    """Each part's share of every stratum that is estimated from.

    `names`: the audit's strata in order, as the counts are; `sizes`: the strata estimated from, with those pooled into them
    (`hosts`: which went into which). Audits frozen before parts were counted have none.
    """
    found = {}
    for label, numbers in kept.get(key, {}).items():
        inside = dict.fromkeys(sizes, 0)
        for name, number in zip(names, numbers, strict=True):
            inside[hosts.get(name, name)] += number
        found[label] = [inside[name] / size for name, size in sizes.items()]
    return found
