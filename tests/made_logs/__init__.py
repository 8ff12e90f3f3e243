"""Invented British logs, each with whether it hides a crime: see the first line of each file."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class MadeLog:
    """One invented log. `kind`: the offence of a missed one, or why a clean one is clean."""

    missed: bool
    kind: str
    text: str


def made_logs(name: str) -> list[MadeLog]:
    """All logs of one file (`tried`, `held`, `fresh`, `more`, `further`, `last`, `ordinary`, and in other hands `radio`, `chatty`, `capitals`, `newcomer`, `formal`, `desk`,
    `second`)."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split(" | ", 2) for line in lines if line and not line.startswith("#")]
    return [MadeLog(verdict == "missed", kind, text) for verdict, kind, text in parts]
