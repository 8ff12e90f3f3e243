"""Worked examples: small TOML files, each a case with the answer that the rules give, and why it is there.

Most retell, in our own words, an example or a statement of the official rules (``source``); the
rest were made to show a rule at work, or staying out of the way. ``decides`` names the rules that
settle something in the example, ``leaves`` those that it shows not applying.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from crimerules.case import Case, CaseError
from crimerules.deciding import decide
from crimerules.decision import Decision

FOLDER = Path(__file__).resolve().parent
KINDS = ("example", "rule statement", "own")
"""A published example; a printed rule with facts of our own; an example of our own."""
KEYS = frozenset(
    {"id", "title", "kind", "origin", "source", "on", "note", "decides", "leaves", "case", "expect"}
)
EXPECTED = frozenset({"crimes", "exits", "joined", "questions", "referrals", "record_by"})


class ExampleError(ValueError):
    """An example file can't be used; the message names the file, what is wrong and the remedy."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example. ``origin`` is its id in the list of worked examples; ``expect`` as in the file."""

    id: str
    title: str
    kind: str
    source: str
    on: date
    case: dict[str, Any]
    expect: dict[str, Any]
    origin: str = ""
    note: str = ""
    decides: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    file: str = field(default="", compare=False)

    def decision(self) -> Decision:
        """What the rules say of the case on the example's day."""
        try:
            return decide(Case.from_dict(self.case), self.on)
        except CaseError as error:
            raise ExampleError(f"{self.file}: the case can't be read: {error}") from error

    def differences(self, decision: Decision | None = None) -> list[str]:
        """Every way in which the answer differs from what the example expects; empty if none."""
        made = decision or self.decision()
        expect = self.expect
        found = _compare_crimes(expect.get("crimes", []), made)
        exits = Counter(
            (each.exit, each.code) for each in made.not_recorded for _ in range(each.count)
        )
        wanted: Counter[tuple[str, str]] = Counter()
        for each in expect.get("exits", []):
            wanted[(each["exit"], each.get("code", ""))] += each.get("count", 1)
        if exits != wanted:
            found.append(f"exits: expected {_tell(wanted)}, got {_tell(exits)}")
        for name, got in (
            ("joined", [each.ref for each in made.joined]),
            ("questions", [each.id for each in made.questions]),
            ("referrals", [each.id for each in made.referrals]),
        ):
            if Counter(expect.get(name, [])) != Counter(got):
                found.append(f"{name}: expected {expect.get(name, [])}, got {got}")
        if "record_by" in expect and expect["record_by"] != made.record_by:
            found.append(f"record_by: expected {expect['record_by']}, got {made.record_by}")
        deciding = {step.rule for step in made.steps if step.decides}
        found += [
            f"rule {each} should decide and doesn't"
            for each in self.decides
            if each not in deciding
        ]
        found += [
            f"rule {each} should stay out and doesn't" for each in self.leaves if each in deciding
        ]
        return found


def _compare_crimes(wanted: list[dict[str, Any]], made: Decision) -> list[str]:
    """Each expected crime is met by crimes of its class (and code, force and flags, where it gives them)."""
    left = [
        (each.class_, each.code, each.force, each.flags)
        for each in made.crimes
        for _ in range(each.count)
    ]
    missing: list[str] = []
    for each in sorted(wanted, key=lambda entry: -len(entry)):
        for _ in range(each.get("count", 1)):
            match = next(
                (
                    crime
                    for crime in left
                    if crime[0] == each["class"]
                    and each.get("code", crime[1]) == crime[1]
                    and each.get("force", crime[2]) == crime[2]
                    and set(each.get("flags", crime[3])) == set(crime[3])
                ),
                None,
            )
            if match is None:
                missing.append(
                    " ".join(str(value) for key, value in each.items() if key != "count")
                )
            else:
                left.remove(match)
    found = [f"crime expected and not counted: {each}" for each in missing]
    for class_, code, force, flags in left:
        told = " ".join(part for part in (class_, code, force, *flags) if part)
        found.append(f"crime counted and not expected: {told}")
    return found


def _tell(counts: Counter[tuple[str, str]]) -> str:
    return (
        ", ".join(f"{n} x {' '.join(each).strip()}" for each, n in sorted(counts.items())) or "none"
    )


def parse(text: str, file: str) -> Example:
    """An example from the text of its file. Raises :class:`ExampleError`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExampleError(f"{file}: not TOML ({error}); correct the line") from error
    unknown = (set(data) - KEYS) | {
        f"expect.{key}" for key in set(data.get("expect", {})) - EXPECTED
    }
    missing = {"id", "title", "kind", "source", "on", "case", "expect"} - set(data)
    if unknown or missing:
        wrong = [f"unknown {each}" for each in sorted(unknown)]
        wrong += [f"no {each}" for each in sorted(missing)]
        raise ExampleError(f"{file}: {', '.join(wrong)}; correct the file")
    if data["kind"] not in KINDS:
        raise ExampleError(
            f"{file}: kind {data['kind']!r} is none of {', '.join(KINDS)}; correct it"
        )
    if not isinstance(data["on"], date):
        raise ExampleError(f"{file}: on must be a day such as 2026-06-01, without quotation marks")
    data["decides"] = tuple(data.get("decides", ()))
    data["leaves"] = tuple(data.get("leaves", ()))
    return Example(**data, file=file)


@cache
def load_all(folder: Path = FOLDER) -> tuple[Example, ...]:
    """Every example below a folder, in the order of their files. Raises :class:`ExampleError`."""
    found: list[Example] = []
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        example = parse(path.read_text(encoding="utf-8"), name)
        if example.id != path.stem:
            raise ExampleError(f"{name}: its id is {example.id!r}; name the file after it")
        found.append(example)
    return tuple(found)
