"""What the finder makes of one log, worked out now: the offences that its text seems to tell of, each with its words in
their place, what the text takes back, what contradicts, and which crimes are on record for each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crimerules.offence_groups import OTHER, group_of
from crimerules.offences import find, normal_class
from onrecord.contact.models import SAID, EntryKind, LinkState, Log, LogEntry
from onrecord.contact.queries import entries_of
from onrecord.recording.models import Crime
from onrecord.screening.fates.adding import Sum, adding_up
from onrecord.screening.finder.besides import besides
from onrecord.screening.finder.disclosed import Disclosure, Offence
from onrecord.screening.finder.rank import Finder, Finding
from onrecord.screening.finder.verdict import kept_score, shown_score
from onrecord.screening.rules.engine import LogFacts, Reason
from onrecord.screening.scoring.facts import FactReader
from onrecord.screening.scoring.scorers import finder_here

TOLD, RECORDED = "told", "recorded"
# Offences of this group are shown and are no suggestion: nothing is recorded for them alone.
NOT_NOTIFIABLE = "Not notifiable by itself"
_MOST_ENTRIES = 500
_AROUND = 160
# How a quote is told apart from the story it stands in.
APART = {
    "denied": "denied: the text says that it did not happen",
    "asked": "a question, not an answer",
    "supposed": "feared, threatened or supposed, not told as done",
    "past": "told as history, of another time than this report",
    "recorded": "the text says that a crime is on record",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of what was said: the first account, an entry, the closing words."""

    name: str
    text: str
    at: Any = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the log in their place. `why`: why they do not count, "" where they do."""

    told: Disclosure
    part: Part | None
    before: str
    words: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offence that the log seems to tell of. `crimes`: those on record for it; `second`: it stands beside others."""

    offence: Offence
    quotes: tuple[Quoted, ...]
    rules: tuple[str, ...]
    points: int
    crimes: tuple[Crime, ...] = ()
    second: bool = False

    @property
    def quote(self) -> str:
        return self.quotes[0].told.quote

    @property
    def shown(self) -> list[str]:
        """Points to prove that the words meet."""
        return list(dict.fromkeys(p for one in self.quotes for p in one.told.shown))

    @property
    def missing(self) -> list[str]:
        """Points to prove that the words leave open."""
        met = set(self.shown)
        return [p for p in dict.fromkeys(p for q in self.quotes for p in q.told.missing) if p not in met]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Now:
    """Everything the page of a log's disclosures shows of the finder's own."""

    finding: Finding
    suggestions: tuple[Suggestion, ...]
    apart: tuple[Quoted, ...]
    contradictions: tuple[Reason, ...]
    second: tuple[Reason, ...]
    crimes: tuple[Crime, ...]
    sum: Sum

    @property
    def shown(self) -> int:
        """The score as pages show it, 0 to 99."""
        return shown_score(kept_score(self.finding.parts.total))

    def of(self, offence: str) -> Suggestion | None:
        return next((s for s in self.suggestions if s.offence.title == offence), None)


def parts_of(log: Log) -> list[Part]:
    """What was said, oldest first: the first account, then entries by people, then the words it was closed with."""
    parts = [Part("first account", log.text, log.received_at)]
    closing = []
    for line in entries_of(log, _MOST_ENTRIES):
        if not line.text.strip() or line.text in log.text:
            continue
        if line.kind in SAID:
            parts.append(Part(str(line.get_kind_display()), line.text, line.entered_at, line.author))  # fmt: skip
        elif line.kind == EntryKind.CLOSED and not _program_wrote(line):
            closing.append(Part("closing words", line.text, line.entered_at, line.author))
    return parts + closing


def _program_wrote(line: LogEntry) -> bool:
    """Whether the closing entry is the program's own sentence, because nobody wrote one."""
    return line.text == f"Log closed: {(line.detail or {}).get('closing_code')}."


def kind_of(crime: Crime) -> str:
    """A crime as the finder is told of it: class, code and title."""
    told = (crime.crime_class, crime.ho_code, crime.offence)
    return " ".join(part for part in told if part) or "class not given"


def crimes_of(log: Log) -> tuple[Crime, ...]:
    """The crimes on record for the log: cancelled and transferred ones are not."""
    return tuple(crime for crime in log.crimes.order_by("id") if crime.counted)


def fits(crime: Crime, offence: Offence) -> bool:
    """Whether a crime is of the kind that the offence is: its class, or its group of the official list.

    Where the crime's class is not on the list, the big groups that audits count in decide, "other" never.
    """
    own = normal_class(crime.crime_class)
    if offence.crime_class and own == normal_class(offence.crime_class):
        return True
    listed = find(crime.ho_code, crime.crime_class) or find(crime.ho_code)
    if listed:
        return listed[0].group.casefold() == offence.group.casefold()
    group = group_of(crime.ho_code, crime.crime_class, crime.offence)
    return group != OTHER and group == big_group(offence)


def big_group(offence: Offence) -> str:
    """The group in which audits count: violence, sexual, other."""
    return group_of(offence.code, offence.crime_class, offence.group)


def disclosed_now(log: Log, finder: Finder | None = None) -> Now:
    """What the finder makes of the log as it stands."""
    finder = finder or finder_here()
    parts, crimes = parts_of(log), crimes_of(log)
    facts = _facts(log, "\n".join(part.text for part in parts))
    kinds = tuple(dict.fromkeys(kind_of(crime) for crime in crimes))
    finding = finder.find(facts, kinds)
    second = tuple(r for r in finding.reasons if r.points >= 0) if kinds else ()
    told: list[Quoted] = []
    apart: list[Quoted] = []
    for one in finding.disclosed:
        counts = one.stance in (TOLD, RECORDED) and one.offence.group != NOT_NOTIFIABLE
        (told if counts else apart).append(_in_place(one, parts, "" if counts else _why(one)))
    apart += [replace(q, why=APART[RECORDED]) for q in told if q.told.stance == RECORDED]
    differ = finder.book.in_text.get("told first, denied later")
    contradictions = tuple(r for r in finding.reasons if differ and r.rule == differ.id)
    points = {rule.id: rule.points for rule in finder.book.words}
    suggestions = _suggestions(told, crimes, {r.rule for r in second}, points)
    adds = adding_up(finder, finding, facts, crimes=bool(kinds))
    return Now(finding, suggestions, tuple(apart), contradictions, second, crimes, adds)


def _facts(log: Log, text: str) -> LogFacts:
    """The log as rules see it, with all that was said, and as if no crime were linked: that is told apart here."""
    seen = FactReader().these([log.pk])[0]
    return replace(
        seen.facts,
        text=text,
        link=str(LinkState.NONE),
        register=False,
        minutes_to_crime=None,
        limit=None,
    )


def _why(one: Disclosure) -> str:
    if one.stance in APART:
        return APART[one.stance]
    return "not notifiable by itself" if one.offence.group == NOT_NOTIFIABLE else one.stance


def _in_place(one: Disclosure, parts: Sequence[Part], why: str) -> Quoted:
    """The quote with the part of the log it stands in, and what stands around it."""
    words = [re.escape(word) for word in one.quote.split()]
    # Between words may stand spaces, line ends, and marks that were taken out of the text.
    wanted = re.compile(r"(?:\s|<[^<>]{0,300}>)+".join(words)) if words else None
    for part in parts:
        found = wanted.search(part.text) if wanted else None
        if found:
            start, end = found.span()
            before = part.text[max(0, start - _AROUND) : start]
            after = part.text[end : end + _AROUND]
            return Quoted(
                one,
                part,
                ("… " if start > _AROUND else "") + before,
                found.group(),
                after + (" …" if end + _AROUND < len(part.text) else ""),
                why,
            )
    return Quoted(one, None, "", one.quote, "", why)


def _suggestions(
    told: Iterable[Quoted],
    crimes: Sequence[Crime],
    second: set[str],
    points: dict[str, int],
) -> tuple[Suggestion, ...]:
    by_title: dict[str, list[Quoted]] = {}
    for one in told:
        by_title.setdefault(one.told.offence.title, []).append(one)
    found = []
    for quotes in by_title.values():
        offence = quotes[0].told.offence
        rules = tuple(dict.fromkeys(q.told.rule for q in quotes))
        beside = bool(second.intersection(rules))
        own = tuple(crime for crime in crimes if _answers(crime, offence, beside))
        most = max(points.get(rule, 0) for rule in rules)
        found.append(Suggestion(offence, tuple(quotes), rules, most, own, beside and not own))
    return tuple(sorted(found, key=lambda each: -each.points))


def _answers(crime: Crime, offence: Offence, beside: bool) -> bool:
    """Whether a crime on record answers a suggestion: it may be the one told of, it covers it as a robbery does a theft, or
    it is of its group, unless the finder tells another one of that group beside it."""
    return not besides(offence, (kind_of(crime),)) or (not beside and fits(crime, offence))


def is_closed(log: Log) -> bool:
    return log.closed_at is not None or bool(log.closing_code)
