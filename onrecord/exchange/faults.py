"""What can be wrong with a file or with one row, in words for the person who has to mend it. Pure."""

from dataclasses import dataclass, field
from typing import Any

ERROR, WARNING, LEFT_OUT = "error", "warning", "left out"
_EXAMPLES = 10


class ReadError(ValueError):
    """The file as a whole cannot be taken. The message says what is wrong and what to do."""


class NoSuchSheet(ReadError):
    """A workbook has no sheet of the name asked for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one row.

    `problem` and `remedy` are the same for every row with this fault, so that the report can count them; `detail`
    holds what is particular to this row.
    """

    level: str
    field: str
    value: str
    problem: str
    remedy: str
    detail: str = ""

    @property
    def words(self) -> str:
        return f"{self.problem}: {self.detail}" if self.detail else self.problem


@dataclass(slots=True)
class Tally:
    """Counts faults by kind, with the first few row numbers of each."""

    kinds: dict[tuple[str, str, str, str], list[Any]] = field(default_factory=dict)

    def add(self, fault: Fault, row: int | None) -> None:
        key = (fault.level, fault.field, fault.problem, fault.remedy)
        entry = self.kinds.setdefault(key, [0, []])
        entry[0] += 1
        if row is not None and len(entry[1]) < _EXAMPLES:
            entry[1].append(row)

    def problems(self) -> list[dict[str, Any]]:
        """One entry per kind of fault: errors first, then warnings, then what was left out; the most frequent first."""
        order = {ERROR: 0, WARNING: 1, LEFT_OUT: 2}
        ranked = sorted(self.kinds.items(), key=lambda item: (order[item[0][0]], -item[1][0]))
        return [
            {
                "level": level,
                "field": name,
                "problem": problem,
                "remedy": remedy,
                "count": count,
                "examples": list(examples),
            }
            for (level, name, problem, remedy), (count, examples) in ranked
        ]

    def count(self, level: str) -> int:
        return sum(entry[0] for key, entry in self.kinds.items() if key[0] == level)
