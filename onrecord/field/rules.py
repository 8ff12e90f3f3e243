"""The rules as the phone holds them: questions, what their answers come to, and the offence list, in plain data."""

import json
from dataclasses import asdict
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from crimerules.decision import EXITS
from crimerules.editions import edition_on
from crimerules.offences import all_offences
from crimerules.questions import ENDINGS, held
from crimerules.tree import EXITS as TREE_EXITS
from crimerules.tree import MOST_ACTS


def questions() -> dict[str, Any]:
    """The questions of `crimerules.questions`, as static/field/tree.js walks them."""
    data = held()
    return {
        "screens": {
            name: {
                "id": screen.id,
                "asks": screen.asks,
                "help": screen.help,
                "page": screen.page,
                "carries": screen.carries,
                "only": list(screen.only),
                "otherwise": screen.otherwise,
                "asks_for": screen.asks_for,
                "answers": [
                    {"say": a.say, "text": a.text, "next": a.next, "least": a.least, "most": a.most}
                    for a in screen.answers
                ],
            }
            for name, screen in data.screens.items()
        },
        "leaves": [_renamed(asdict(leaf)) for leaf in data.leaves],
        "endings": [_renamed(asdict(ending)) for ending in data.endings],
        "ends": dict(ENDINGS),
        "exits": sorted(TREE_EXITS),
        "most_acts": MOST_ACTS,
    }


def _renamed(data: dict[str, Any]) -> dict[str, Any]:
    return {("class" if name == "class_" else name): value for name, value in data.items()}


def offences_for(day: date) -> list[list[str]]:
    """[class, code, title] of every offence that may be recorded on a day, for the phone's search."""
    return [
        [each.crime_class, each.code, each.title] for each in all_offences() if each.in_force(day)
    ]


@cache
def rules_for(day: date) -> str:
    """The JSON text that the phone keeps: {version, edition, exits, questions, offences}; the version is the hash of
    the rest."""
    kept: dict[str, Any] = {
        "edition": edition_on(day),
        "exits": EXITS,
        "questions": questions(),
        "offences": offences_for(day),
    }
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return json.dumps(
        {"version": sha256(text.encode()).hexdigest()[:16], **kept},
        ensure_ascii=False,
        separators=(",", ":"),
    )
