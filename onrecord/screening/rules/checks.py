"""The questions that structure.toml may ask of a log's codes, times and links."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from onrecord.screening.rules.codes import NONE, Meanings

Answer = dict[str, str] | None


@dataclass(slots=True)
class LogFacts:
    """What the rules see of one log. Times are worked out beforehand, so that no rule needs a clock.

    `opening` and `closing`: meanings of the two codes (contact.CodeMeaning). `link`: "none", "claimed" or "linked".
    `minutes_to_crime`: from receipt to the first linked crime, None unless both are known to the minute; `limit`: hours
    allowed on that day, None where no limit is known. `register`: crimes of that time were read.
    """

    text: str = ""
    opening_code: str = ""
    closing_code: str = ""
    opening: Meanings = NONE
    closing: Meanings = NONE
    qualifiers: tuple[str, ...] = ()
    closed: bool = False
    link: str = "none"
    crime_refs: tuple[str, ...] = field(default=())
    minutes_to_crime: int | None = None
    limit: int | None = None
    register: bool = False
    # Other logs from the same place and from the same caller: in the 30 days and the 12 months before, and how many of the
    # latter have a crime. Places and callers with more than MANY logs a year are institutions and are not counted.
    place_30: int = 0
    place_year: int = 0
    place_crimes: int = 0
    caller_30: int = 0
    caller_year: int = 0
    caller_crimes: int = 0
    # The grade at first and at last, where it was lowered; minutes from the first resource at the scene until the last was
    # clear, where both are known.
    lowered_from: str = ""
    lowered_to: str = ""
    minutes_there: int | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent to another process as one row of values: half the work of the usual way, and there are millions."""
        return LogFacts, tuple([getattr(self, name) for name in LogFacts.__slots__])

    def around(self) -> tuple[str, ...]:
        """What stands around the log, in words, where anything does; for its hash."""
        calls = (self.place_30, self.place_year, self.place_crimes, self.caller_30, self.caller_year, self.caller_crimes)  # fmt: skip
        told = (*calls, self.lowered_from, self.lowered_to, self.minutes_there or 0)
        return tuple(map(str, told)) if any(told) else ()


MANY = 40
# So many logs before this one, in 30 days or in a year, are worth a reader's notice.
IN_30, IN_A_YEAR = 2, 3
LONG_THERE = 60
_NTH = (
    "",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
)


def _unlinked_opening(facts: LogFacts) -> Answer:
    found = facts.link == "none" and "crime" in facts.opening
    return {"opening_code": facts.opening_code} if found else None


def _unlinked_closing(facts: LogFacts) -> Answer:
    found = facts.link == "none" and "crime" in facts.closing
    return {"closing_code": facts.closing_code} if found else None


def _domestic(facts: LogFacts) -> Answer:
    if facts.link != "none":
        return None
    if "domestic" in facts.opening:
        return {"domestic_code": facts.opening_code}
    if "domestic" in facts.closing:
        return {"domestic_code": facts.closing_code}
    for qualifier in facts.qualifiers:
        if "domestic" in qualifier.lower():
            return {"domestic_code": qualifier}
    return None


def _personal_asb(facts: LogFacts) -> Answer:
    if facts.link != "none":
        return None
    if "personal-asb" in facts.opening:
        return {"asb_code": facts.opening_code}
    return {"asb_code": facts.closing_code} if "personal-asb" in facts.closing else None


def _named(facts: LogFacts) -> dict[str, str]:
    shown = ", ".join(facts.crime_refs[:3])
    return {"crime_refs": shown + (" and more" if len(facts.crime_refs) > 3 else "")}


def _claimed_unknown(facts: LogFacts) -> Answer:
    return _named(facts) if facts.link == "claimed" and facts.register else None


def _claimed_unchecked(facts: LogFacts) -> Answer:
    return _named(facts) if facts.link == "claimed" and not facts.register else None


def _late(facts: LogFacts) -> Answer:
    minutes, limit = facts.minutes_to_crime, facts.limit
    if facts.link != "linked" or minutes is None or limit is None or minutes <= limit * 60:
        return None
    hours, rest = divmod(minutes, 60)
    time = f"{hours:,} hours" + (f" {rest} min" if rest else "")
    return {"time": time, "limit": str(limit)}


def _nothing_written(facts: LogFacts) -> Answer:
    empty = facts.closed and facts.link == "none" and not facts.closing_code
    return {} if empty and not facts.text.strip() else None


def _closing(meaning: str) -> Callable[[LogFacts], Answer]:
    def asked(facts: LogFacts) -> Answer:
        return {"closing_code": facts.closing_code} if meaning in facts.closing else None

    return asked


def _nth(number: int) -> str:
    return _NTH[number] if number < len(_NTH) else f"{number}th"


def _again(side: str, days: int) -> Callable[[LogFacts], Answer]:
    """Whether the log is one of several from its place or caller, none of them with a crime. Only the shorter span is said."""

    def asked(facts: LogFacts) -> Answer:
        recent, year = getattr(facts, f"{side}_30"), getattr(facts, f"{side}_year")
        if facts.link != "none" or getattr(facts, f"{side}_crimes") or year > MANY:
            return None
        if days == 30:
            return {"nth": _nth(recent + 1)} if recent >= IN_30 else None
        return {"nth": _nth(year + 1)} if year >= IN_A_YEAR and recent < IN_30 else None

    return asked


def _lowered(facts: LogFacts) -> Answer:
    if facts.link != "none" or not facts.lowered_from:
        return None
    return {"first": facts.lowered_from, "last": facts.lowered_to}


def _long_there(facts: LogFacts) -> Answer:
    minutes = facts.minutes_there
    if facts.link != "none" or minutes is None or minutes < LONG_THERE:
        return None
    hours, rest = divmod(minutes, 60)
    return {"time": f"{hours} h {rest:02} min"}


# Questions about codes, times and links alone.
Question = Callable[[LogFacts], Answer]
QUESTIONS: dict[str, Question] = {
    "opening code means crime, no crime linked": _unlinked_opening,
    "closing code means crime, no crime linked": _unlinked_closing,
    "code or qualifier means domestic, no crime linked": _domestic,
    "code means personal asb, no crime linked": _personal_asb,
    "claimed, register covers the time": _claimed_unknown,
    "claimed, register does not cover the time": _claimed_unchecked,
    "first crime later than the limit": _late,
    "closed, no closing code, no text": _nothing_written,
    "closing code means report": _closing("report"),
    "closing code means passed": _closing("passed"),
    "closing code means reason": _closing("reason"),
    "closing code means no-crime": _closing("no-crime"),
    "closing code means duplicate": _closing("duplicate"),
    "again from this place in 30 days, never a crime": _again("place", 30),
    "again from this place in 12 months, never a crime": _again("place", 365),
    "again from this caller in 30 days, never a crime": _again("caller", 30),
    "again from this caller in 12 months, never a crime": _again("caller", 365),
    "grade lowered, no crime linked": _lowered,
    "long at the scene, no crime linked": _long_there,
}
# Questions that the engine answers itself, since they need the text as it has read it.
TEXT_QUESTIONS = frozenset(
    {
        "no reason in closing code or text",
        "told first, denied later",
        "few different words",
        "told and taken back",
    }
)
