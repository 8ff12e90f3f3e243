"""The questions that structure.toml may ask of a log's codes, times and links."""

from collections.abc import Callable
from dataclasses import dataclass, field

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
