"""The letters with which a published response is sent to the Secretary of State and to the inspectorate (s.55(6))."""

from datetime import date
from typing import Any

from onrecord.documents.content import Block, Document, Heading, Items, Words
from onrecord.response.clock import DAYS
from onrecord.response.form_recommendations import long_day
from onrecord.response.models import Edition, Sending

SAID = {
    "taken": "action has been taken",
    "proposed": "action is proposed",
    "none": "no action is proposed, and the response gives the reasons",
}


def addressee(edition: Edition, to: str) -> str:
    return (
        "Secretary of State for the Home Department"
        if to == Sending.To.MINISTER
        else str(edition.facts["report"]["body"])
    )


def letter(edition: Edition, to: str) -> Document:
    """The letter to one of them, ready to be put on the office's paper."""
    facts = edition.facts
    report = facts["report"]
    blocks: list[Block] = [
        Words(f"To: {addressee(edition, to)}"),
        Words(f"From: {edition.response.office}"),
        Words(long_day(edition.published_on)),
        Heading(1, f"{report['title']}: response under section 55 of the Police Act 1996"),
        Words(
            f"I enclose, under section 55(6) of the Police Act 1996, my response to the report {report['title']} that "
            f"{report['body']} published on {long_day(date.fromisoformat(report['published_on']))}. I published it on "
            f"{long_day(edition.published_on)}, day {facts['day_number']} of the {DAYS} that the Act allows."
        ),
    ]
    if edition.late_reason:
        blocks.append(Words(f"Why it was published after the last day: {edition.late_reason}"))
    if edition.reason:
        blocks.append(
            Words(f"This is version {edition.number}. It corrects the one before: {edition.reason}")
        )
    blocks.append(Words(_comments(facts)))
    kinds = [each["commissioner"]["kind"] for each in facts["recommendations"]]
    if kinds:
        blocks.append(Words(f"Of its {len(kinds)} recommendations and areas for improvement:"))
        blocks.append(
            Items(
                tuple(
                    f"{kinds.count(kind)}: {said}" for kind, said in SAID.items() if kind in kinds
                )
            )
        )
    blocks.append(
        Words(f"The response is known by this digest (SHA-256): {edition.digest}", "note")
    )
    blocks.append(Words(edition.response.office))
    the = "the " if to == Sending.To.MINISTER else ""
    title = f"Letter to {the}{addressee(edition, to)}"
    return Document(title, tuple(blocks), edition.response.office, edition.published_on.isoformat())


def _comments(facts: dict[str, Any]) -> str:
    held = facts["comments"]
    if held["state"] == "came":
        return "The chief constable's comments are published with it."
    by = long_day(date.fromisoformat(held["comments_by"]))
    return f"The {held['invited']} was invited to comment by {by}; no comments came."
