"""THRIVE: the six heads under which a control room weighs a report, and what was last said under each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from onrecord.contact.models import EntryKind, LogEntry


@dataclass(frozen=True)
class Head:
    """One head. `key`: the letter for it on the command line."""

    word: str
    key: str
    question: str


HEADS: dict[str, Head] = {
    "threat": Head("Threat", "t", "Who or what threatens whom, and is it still there?"),
    "harm": Head("Harm", "h", "What harm has been done, or may follow?"),
    "risk": Head("Risk", "r", "How likely is it, and how soon? History, weapons, children."),
    "investigation": Head("Investigation", "i", "What must be secured or asked now?"),
    "vulnerability": Head(
        "Vulnerability", "v", "Is anybody in it at risk of harm or exploitation?"
    ),
    "engagement": Head("Engagement", "e", "What does the caller want, and what were they told?"),
}


@dataclass(frozen=True)
class Said:
    """What was last said under a head: `words` empty where nothing was."""

    name: str
    head: Head
    words: str = ""
    at: datetime | None = None
    who: str = ""
    times: int = 0


def latest(entries: Iterable[LogEntry]) -> list[Said]:
    """Each head with what was last said under it, from the entries in the order in which they were written."""
    found = {name: Said(name, head) for name, head in HEADS.items()}
    for entry in entries:
        if entry.kind != EntryKind.THRIVE:
            continue
        for name, words in ((entry.detail or {}).get("heads") or {}).items():
            if name in found:
                found[name] = Said(
                    name,
                    HEADS[name],
                    words,
                    entry.recorded_at,
                    entry.author,
                    found[name].times + 1,
                )
    return list(found.values())
