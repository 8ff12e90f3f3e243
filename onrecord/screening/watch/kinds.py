"""To which kinds a log belongs, for the check that the finder works as well for each: data in `equality.toml`. Pure."""

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("equality.toml")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of logs. `codes`, `qualifiers` and `text` are None where nothing is looked for."""

    id: str
    name: str
    meanings: frozenset[str]
    codes: re.Pattern[str] | None
    qualifiers: re.Pattern[str] | None
    text: re.Pattern[str] | None

    def holds(
        self,
        text: str,
        code: str = "",
        meanings: Collection[str] = (),
        qualifiers: Iterable[str] = (),
    ) -> bool:
        """Whether a log with this text, opening code, its meanings and these qualifiers is of the kind."""
        if self.meanings.intersection(meanings):
            return True
        asked = ((self.text, text), (self.codes, code), (self.qualifiers, " | ".join(qualifiers)))
        return any(pattern and pattern.search(said.lower()) for pattern, said in asked)


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of `equality.toml`, in its order."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["kind"]
    return tuple(
        Kind(
            row["id"],
            row["name"],
            frozenset(row["meanings"]),
            *(re.compile(row[name]) if row[name] else None for name in ("codes", "qualifiers", "text")),
        )
        for row in rows
    )  # fmt: skip
