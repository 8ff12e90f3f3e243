"""Telephone numbers and addresses of others on the pages for the public: whom to call, and where "Leave this page now" leads.

They are data of today: a helpline moves, a service is renamed. So a person of the force checks them before the public reads
them, and again when one changes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from onrecord.reporting.editing.welsh import texts
from onrecord.reporting.status.rights import rights
from onrecord.reporting.stops import settings
from onrecord.reporting.types.held import types_now
from onrecord.reporting.types.shape import Question

# A number as people write it (0300 123 2040, 159), or an address on the web.
_NUMBER: Final = re.compile(r"(?<![\d£.,/-])(?:0\d[\d ]{7,13}\d|1\d\d|999)(?![\d.,/]*\d)")
_ADDRESS: Final = re.compile(r"(?:https?://)?(?:[\w-]+\.)+(?:uk|org|com|net|info|wales|cymru)\b[\w/.-]*\b", re.I)  # fmt: skip
# The police's own, which are the same everywhere and are no other service's.
_OWN: Final = frozenset({"999", "101", "112"})


@dataclass(frozen=True, slots=True)
class Named:
    """One service as the public reads it, and where that stands."""

    reach: str
    name: str
    words: str
    where: str

    def as_dict(self) -> dict[str, str]:
        """What is checked of it. Where it stands isn't: another page with the same words is no other number."""
        return {"reach": self.reach, "name": self.name, "words": self.words}


def named_now() -> list[Named]:
    """All of them as they stand now: stop pages, types of report with what the registrar wrote, and rights."""
    return [*_stops(), *_types(), *_rights()]


def _stops() -> Iterator[Named]:
    held = settings()
    yield Named(held.leave_to, "Where “Leave this page now” leads", "A page that tells nobody anything", "each page")  # fmt: skip
    for stop in held.stops.values():
        for each in stop.help:
            if {each.phone or each.text, each.web} <= {*_OWN, ""}:
                continue
            reach = " · ".join(one for one in (each.phone, each.text and f"text {each.text}", each.web) if one)  # fmt: skip
            yield Named(reach, each.name, each.words, f"the stop page “{stop.title}”")


def _types() -> Iterator[Named]:
    """Many types have the same words: each once, with how many."""
    found: dict[str, list[str]] = {}
    for kind in types_now():
        said = (*texts(_whole(kind.definition, kind.questions)), *map(str, kind.welsh.values()))
        for text in dict.fromkeys(said):
            if _reach(text):
                found.setdefault(text, []).append(kind.title)
    for text, titles in found.items():
        more = len(titles) - 1
        others = f" and {more} more" if more else ""
        yield Named(_reach(text), "", text, f"the type “{titles[0]}”{others}")


def _whole(definition: Mapping[str, Any], questions: Sequence[Question]) -> dict[str, Any]:
    """The definition with the words of the common questions that it takes."""
    asked = [
        {"asks": each.asks, "help": each.help, "answers": [{"text": one.text} for one in each.answers]}
        for each in questions
    ]  # fmt: skip
    return {**definition, "question": asked}


def _rights() -> Iterator[Named]:
    held = rights()
    for text in (held.lead, *held.speak, *held.text, held.source):
        if _reach(text):
            yield Named(_reach(text), "", text, "the reporter’s page")


def _reach(text: str) -> str:
    """The numbers and addresses in a text; "" where there are none but the police's own."""
    found = [" ".join(each.split()) for each in (*_NUMBER.findall(text), *_ADDRESS.findall(text))]
    return " · ".join(each for each in dict.fromkeys(found) if each not in _OWN)
