"""The facts of the response of 2019 that this form was made after, as data: each with its place in a response.

Source: Police and Crime Commissioner West Midlands, response to the publication of West Midlands Police: Crime Data Integrity
Re-Inspection 2018 (2019). The facts are in our own words, with short quotations.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "original-2019.toml"

# The places of a response, in its order: (name, what people call it).
PLACES: dict[str, str] = {
    "title": "Title: the office and the report",
    "header": "Header: judgement and number of recommendations",
    "report": "What was published, when, and which records were examined",
    "figures": "Headline figures with their intervals",
    "findings": "What the report found",
    "conclusion": "Conclusion, quoted",
    "link": "Address of the report",
    "legal": "Paragraph on the law",
    "overall": "Overall response",
    "cause": "Cause of concern, quoted",
    **{
        f"{number}.{part}": f"Recommendation {number}: {words}"
        for number in (1, 2, 3, 4)
        for part, words in (
            ("text", "its text"),
            ("force", "response of the force"),
            ("force.figures", "figures that the force quotes"),
            ("commissioner", "response of the commissioner"),
            ("commissioner.earlier", "earlier answer of the commissioner"),
            ("commissioner.revisit", "what would bring it back"),
        )
    },
    "clock": "The clock: the last day",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: rows of the list of the mission document (M1 to M103), our words, the place, and what must stand there."""

    rows: tuple[str, ...]
    fact: str
    place: str
    keys: tuple[str, ...]


def facts() -> list[Fact]:
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))["facts"]
    return [
        Fact(tuple(row["rows"]), row["fact"], row["place"], tuple(row.get("keys", ())))
        for row in held
    ]


def texts_at(published: dict[str, Any], place: str) -> list[str]:
    """The texts that stand at a place of a published response (`facts.edition_json`). Raises KeyError for no place."""
    report = published["report"]
    simple: dict[str, Any] = {
        "title": [published["office"], report["title"], report["body"]],
        "header": [report["judgement"], str(_count(published))],
        "report": [
            report["published_on"],
            *(each or "" for each in report["window"]),
            report["summary"],
        ],
        "figures": [each["sentence"] for each in report["figures"]],
        "findings": [each["text"] for each in report["findings"] if each["kind"] != "cause"],
        "conclusion": [report["conclusion"]],
        "link": [report["link"]],
        "legal": [published["legal"]],
        "overall": [published["overall"]],
        "cause": [each["text"] for each in report["findings"] if each["kind"] == "cause"],
        "clock": [published["last_day"]],
    }
    if place in simple:
        return list(simple[place])
    number, _, part = place.partition(".")
    row = next(each for each in published["recommendations"] if str(each["number"]) == number)
    quoted = [
        f"{each['what']}: {each['value']}; n {each['n']}; {each['source']}"
        for each in row["figures"]
        if each["side"] == "force"
    ]
    force, commissioner = row["force"], row["commissioner"]
    return {
        "text": [row["text"], row["deadline"]],
        "force": [force["stance"], force["words"], force["until"]],
        "force.figures": quoted,
        "commissioner": [commissioner["kind"], commissioner["words"]],
        "commissioner.earlier": [commissioner["earlier"]],
        "commissioner.revisit": [commissioner["revisit"]],
    }[part]


def _count(published: dict[str, Any]) -> int:
    return sum(each["kind"] == "recommendation" for each in published["recommendations"])


def without_place(published: dict[str, Any]) -> list[Fact]:
    """The facts that don't stand at their place in a published response."""
    found = []
    for fact in facts():
        try:
            there = " ".join(texts_at(published, fact.place)).casefold()
        except (KeyError, StopIteration):
            found.append(fact)
            continue
        if not there.strip() or any(key.casefold() not in there for key in fact.keys):
            found.append(fact)
    return found


def original_page() -> str:
    """docs/reference/response-2019.md, as Markdown."""
    lines = [
        "# The facts of the 2019 response, and their place",
        "",
        "Written from `onrecord/response/data/original-2019.toml`; a test enters them and finds each at its place.",
        "",
        "The form of a response was made after this one: Police and Crime Commissioner West Midlands, response to the publication of",
        "*West Midlands Police: Crime Data Integrity Re-Inspection 2018* (report published on 15 January 2019). The facts are in our",
        "own words. M1 to M103 number what that document names.",
        "",
        "| Rows | Fact | Place in a response |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {', '.join(each.rows)} | {each.fact} | {PLACES[each.place]} |" for each in facts()
    ]
    return "\n".join([*lines, ""])
