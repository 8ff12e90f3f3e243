"""How much of what becomes of a referral its sender is told, and why: data in `standing.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("standing.toml")
STEPS: Final = ("receipt", "decision", "reference")


@dataclass(frozen=True)
class Told:
    """One rule. `steps`: one of STEPS; `because`: why so much and no more, for people."""

    key: str
    steps: str
    because: str

    @property
    def decision(self) -> bool:
        """Whether the log and the decision are told."""
        return self.steps != "receipt"

    @property
    def reference(self) -> bool:
        """Whether the crime's reference is told."""
        return self.steps == "reference"


@cache
def rules() -> dict[str, Told]:
    """Every rule by its key: the kinds of organisation, and what single forms or answers name."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {key: Told(key=key, **each) for key, each in data.items()}


def told_of(key: str) -> Told:
    """The rule of this key. Raises KeyError for one that isn't there."""
    return rules()[key]
