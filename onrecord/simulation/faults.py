"""Faulty rows, such as every real export has. They are rows on top of the others: no true row is spoilt."""

from collections import Counter
from collections.abc import Iterator

from onrecord.simulation.dice import Dice

Row = tuple[str, ...]
# One faulty row for about so many good ones, and the first of each kind early, so that a small export has them too.
_EVERY = 9000
_FIRST = 40
_KINDS = {
    "logs": ("bad date", "no date", "no reference", "repeated row", "repeated and different"),
    "entries": ("bad date", "repeated row"),
    "crimes": ("bad date", "no reference", "repeated row"),
}
_TIME = {"logs": 1, "entries": 1, "crimes": 2}


class Faults:
    """Says which faulty rows follow a good one. `counts` holds how many of each were put in."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self.counts: Counter[str] = Counter()
        self._next = {
            kind: {fault: _FIRST * place for place, fault in enumerate(faults, 1)}
            for kind, faults in _KINDS.items()
        }
        self._seen = dict.fromkeys(_KINDS, 0)
        self._soonest = dict.fromkeys(_KINDS, _FIRST)

    def after(self, kind: str, row: Row) -> Iterator[Row]:
        """The faulty rows that follow this row."""
        self._seen[kind] += 1
        if self._seen[kind] < self._soonest[kind]:
            return
        for fault, due in self._next[kind].items():
            if self._seen[kind] >= due:
                self._next[kind][fault] = due + self._dice.between(_EVERY // 2, _EVERY * 3 // 2)
                self.counts[f"{kind}: {fault}"] += 1
                yield self._spoilt(kind, fault, list(row))
        self._soonest[kind] = min(self._next[kind].values())

    def _spoilt(self, kind: str, fault: str, row: list[str]) -> Row:
        time = _TIME[kind]
        if fault == "repeated and different":
            row[7] = f"{row[7]} // Amended."
        elif fault == "no reference":
            row[0] = ""
        elif fault != "repeated row":
            # Its own reference, so that the good row stands; the row itself can't be taken.
            if kind != "entries":
                row[0] = f"{row[0]}-X"
            row[time] = "31/02/2026 10:15" if fault == "bad date" else ""
        if kind == "crimes" and fault == "bad date":
            row[1] = ""
        return tuple(row)
