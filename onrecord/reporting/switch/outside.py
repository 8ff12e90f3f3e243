"""Telephone numbers and addresses of others on the pages for the public: whom to call, and where "Leave this page now" leads.

They are data of today: a helpline moves, a service is renamed. So a person of the force checks them before the public reads
them, and again when one changes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from onrecord.reporting.editing.welsh import texts
from onrecord.reporting.status.rights import rights
from onrecord.reporting.stops import settings
from onrecord.reporting.types.held import types_now

# A number as people write it (0300 123 2040, 159), or an address on the web.
_NUMBER: Final = re.compile(r"(?<![\d£.,/-])(?:0\d[\d ]{7,13}\d|1\d\d|999)(?![\d.,/]*\d)")
_ADDRESS: Final = re.compile(r"(?:https?://)?(?:[\w-]+\.)+(?:uk|org|com|net|info|wales|cymru)\b[\w/.-]*\b", re.I)  # fmt: skip
# The police's own, which are the same everywhere and are no other service's.
_OWN: Final = frozenset({"999", "101", "112"})


@dataclass(frozen=True, slots=True)
class Named:
    """One service as the public reads it, and where that stands."""

    where: str
    name: str
    words: str
    reach: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def named_now() -> list[Named]:
    """All of them as they stand now: stop pages, types of report with what the registrar wrote, and rights."""
    return list(dict.fromkeys((*_stops(), *_types(), *_rights())))


def _stops() -> Iterator[Named]:
    held = settings()
    yield Named("“Leave this page now”", "Where it leads", "A page that tells nobody anything", held.leave_to)  # fmt: skip
    for stop in held.stops.values():
        for each in stop.help:
            if {each.phone or each.text, each.web} <= {*_OWN, ""}:
                continue
            reach = " · ".join(one for one in (each.phone, each.text and f"text {each.text}", each.web) if one)  # fmt: skip
            yield Named(f"Stop page “{stop.title}”", each.name, each.words, reach)


def _types() -> Iterator[Named]:
    for kind in types_now():
        welsh: Mapping[str, Any] = kind.welsh
        for text in (*texts(_whole(kind.definition, kind.questions)), *map(str, welsh.values())):
            yield from _in_text(f"Type “{kind.title}”", text)


def _whole(definition: Mapping[str, Any], questions: tuple[Any, ...]) -> dict[str, Any]:
    """The definition with the words of the common questions that it takes."""
    asked = [
        {"asks": each.asks, "help": each.help, "answers": [{"text": one.text} for one in each.answers]}
        for each in questions
    ]  # fmt: skip
    return {**definition, "question": asked}


def _rights() -> Iterator[Named]:
    held = rights()
    for text in (held.lead, *held.speak, *held.text, held.source):
        yield from _in_text("The reporter’s page", text)


def _in_text(where: str, text: str) -> Iterator[Named]:
    found = [" ".join(each.split()) for each in (*_NUMBER.findall(text), *_ADDRESS.findall(text))]
    reach = [each for each in dict.fromkeys(found) if each not in _OWN]
    if reach:
        yield Named(where, "In the text", text, " · ".join(reach))
