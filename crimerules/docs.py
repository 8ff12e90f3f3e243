"""Writes the reference page of all rules from the same registry and examples that decide cases.

``python -m crimerules.docs docs/reference/rules.md`` writes the page; a test fails when it is stale.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NamedTuple

import crimerules
from crimerules.deadline import LIMITS
from crimerules.editions import EDITIONS
from crimerules.examples import load_all
from crimerules.rule import EDITION, RULES, Rule, pages

RULEBOOK = Path(__file__).resolve().parent / "rulebook"
COVERAGE = RULEBOOK / "worked_examples.toml"
AFTERWARDS = RULEBOOK / "afterwards"
PARTS = {
    "whether": "Whether to record",
    "deaths": "Sudden deaths",
    "class": "Which class",
    "count": "How many crimes",
    "continuing": "What joins a crime on record",
    "place": "Where, and which force",
    "deadline": "By when",
    "flag": "Flags",
    "reclassify": "Reclassifying",
    "cancel": "Cancelling and transferring",
    "outcome": "Outcomes",
}
"""The order of the page: first part of a rule's id -> heading. Other parts follow."""


def load_rules() -> None:
    """Import every module of the package, so that every rule is in the registry."""
    for module in walk_packages(crimerules.__path__, "crimerules."):
        import_module(module.name)


def rules_page() -> str:
    """The whole page as Markdown."""
    load_rules()
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    examples = shown()
    yield "# The rules"
    yield ""
    yield (
        "Every rule that decides a case, in our own words, with its page and an example each way. "
        "Written by `python -m crimerules.docs docs/reference/rules.md` from what the package runs; "
        "don't edit it by hand. The words of the Home Office are the authority, not these."
    )
    yield ""
    yield "## Editions held"
    yield ""
    for each in EDITIONS:
        yield f"- **{each.name}** ({each.since} to {each.until or 'now'}). {each.held}"
    yield ""
    yield (
        "Time limits for recording: "
        + "; ".join(
            f"{each.hours} hours for first reports from {each.since} to {each.until or 'now'} ({each.cite})"
            for each in LIMITS
        )
        + "."
    )
    yield ""
    yield from _coverage(examples)
    parts = list(PARTS) + sorted({name.split(".")[0] for name in RULES} - set(PARTS))
    for part in parts:
        rules = sorted(
            (each for each in RULES.values() if each.id.split(".")[0] == part), key=lambda r: r.id
        )
        if rules:
            yield f"## {PARTS.get(part, part.capitalize())}"
            yield ""
            for rule in rules:
                yield from _rule(rule, examples)


def _rule(rule: Rule, examples: list[Shown]) -> Iterator[str]:
    where = rule.document + (f", {pages(rule.page)}" if rule.page else "")
    yield f"### {rule.title}"
    yield ""
    yield f"`{rule.id}` · {where}"
    yield ""
    yield rule.says
    yield ""
    until = f" to {rule.until}" if rule.until else ""
    footing = f" {rule.support}" if rule.support else ""
    if rule.since != EDITION or rule.until or footing:
        yield f"- Held from {rule.since}{until}.{footing}"
    decided = [each for each in examples if rule.id in each.decides]
    left = [each for each in examples if rule.id in each.leaves]
    for word, found in (("Decides", decided), ("Leaves alone", left)):
        if found:
            first = min(found, key=lambda each: (each.own, each.where))
            yield f"- {word}: {first.title} (`{first.where}`)"
    yield ""


class Shown(NamedTuple):
    """What the page needs of an example, of whatever sort."""

    where: str
    title: str
    origin: str
    own: bool
    decides: tuple[str, ...]
    leaves: tuple[str, ...]


def shown() -> list[Shown]:
    """Every example: the cases, and the proposals about crimes already recorded."""
    found = [
        Shown(each.file, each.title, each.origin, each.kind == "own", each.decides, each.leaves)
        for each in load_all()
    ]
    for path in sorted(AFTERWARDS.glob("*.toml")):
        with path.open("rb") as file:
            entries: list[dict[str, Any]] = tomllib.load(file)["example"]
        found += [
            Shown(
                f"{path.name}, {each['id']}",
                each["title"],
                each.get("origin", ""),
                "origin" not in each,
                tuple(each["decides"]),
                tuple(each["leaves"]),
            )
            for each in entries
        ]
    return found


def _coverage(examples: list[Shown]) -> Iterator[str]:
    with COVERAGE.open("rb") as file:
        known: dict[str, Any] = tomllib.load(file)
    origins = {each.origin for each in examples if each.origin}
    yield "## Worked examples"
    yield ""
    yield (
        f"{len(examples)} examples run with the tests, and all give the expected answer. "
        f"{len(origins)} of them retell an entry of the list of worked examples that was drawn up "
        "from the official texts; the rest are our own."
    )
    yield ""
    yield "| Kind | Entries | Answered as expected | Left out |"
    yield "| --- | --- | --- | --- |"
    for kind in known["kind"]:
        begins = tuple(kind["begins"])
        done = len({each for each in origins if each.startswith(begins)})
        yield f"| {kind['name']} | {kind['total']} | {done} | {kind['total'] - done} |"
    yield ""
    for group in known["left_out"]:
        yield f"- Left out, `{'`, `'.join(group['begins'])}`: {group['why']}"
    yield ""


def main(argv: list[str] | None = None) -> int:
    """Write the page to the file named, or to the standard output."""
    names = sys.argv[1:] if argv is None else argv
    if len(names) > 1:
        print("crimerules.docs: name one file, or none", file=sys.stderr)
        return 2
    if not names:
        sys.stdout.write(rules_page())
        return 0
    try:
        Path(names[0]).write_text(rules_page(), encoding="utf-8")
    except OSError as error:
        print(f"crimerules.docs: {names[0]} can't be written ({error.strerror})", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
