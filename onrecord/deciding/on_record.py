"""The crimes that a log has on record already, given to the rules: what joins one of them, and what is no second crime.

The rules decide where offender and victim are known to be the same (`crimerules.counting.continuing`). Where that can't
be told, and class and code are the same, whoever decides is asked, under the field `same[REFERENCE]`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crimerules.decision import Crime as Decided
from crimerules.decision import Decision, Joined, Question
from crimerules.offences import UnknownOffence, normal_class, normal_code, require
from onrecord.contact.content import moment
from onrecord.contact.models import LogPerson
from onrecord.deciding.chain import chain_of
from onrecord.deciding.facts import slots_of
from onrecord.deciding.models import RecordingDecision
from onrecord.recording.actions.classify import is_conduct, last_incident
from onrecord.recording.models import Crime
from onrecord.recording.people import SUSPECT, VICTIM
from onrecord.recording.states import LIVE

RULE = "continuing.earlier-offending"


@dataclass(frozen=True)
class OnRecord:
    """A crime of the log, and which people of the case are in it. `victims_known`: each of its victims is somebody by
    name, so that it can be told whether somebody else was wronged now."""

    crime: Crime
    by: tuple[str, ...]
    to: tuple[str, ...]
    victims_known: bool

    @property
    def offence(self) -> tuple[str, str]:
        return normal_class(self.crime.crime_class), normal_code(self.crime.ho_code)

    @property
    def for_rules(self) -> dict[str, Any] | None:
        """As `crimerules.case.Recorded`, in plain data; None where the rules couldn't say anything about it."""
        class_, code = self.offence
        known = self.crime.known_at or self.crime.recorded_at
        if not (self.by and self.to) or known is None:
            return None
        try:
            require(code, class_)
        except UnknownOffence:
            return None
        held: dict[str, Any] = {
            "ref": self.crime.ref,
            "class": class_,
            "code": code,
            "by": list(self.by),
            "to": list(self.to),
            # An incident is over when it comes to the notice of the police (p. 12), not when it is written down.
            "recorded": moment(known),
        }
        if is_conduct(self.crime):
            held["last_incident"] = moment(last_incident(self.crime) or known)
        return held


def on_record(row: RecordingDecision, case: Mapping[str, Any]) -> list[OnRecord]:
    """The crimes of the log that count, but for those that this decision, or one that it corrects, recorded."""
    if row.log is None:
        return []
    rows = Crime.objects.filter(crimelog__log=row.log, state__in=(*LIVE, ""))
    own = rows.exclude(decision_ref__in=chain_of(row)).prefetch_related("people")
    crimes = list(own.distinct().order_by("recorded_at", "id"))
    who = who_is_who(row, case) if crimes else {}
    return [_matched(crime, who) for crime in crimes]


def who_is_who(
    row: RecordingDecision, case: Mapping[str, Any]
) -> dict[str, tuple[int | None, str]]:
    """Id in the case -> the person of the log behind it, and the name in small letters."""
    slots = slots_of(case)
    of_log = {each.label: each for each in LogPerson.objects.filter(log=row.log)}
    found: dict[str, tuple[int | None, str]] = dict.fromkeys(slots.values(), (None, ""))
    for each in row.facts.get("people", ()):
        if each["as"] in slots:
            known = of_log.get(each.get("label", ""))
            name = each.get("name") or (known.name if known else "")
            found[slots[each["as"]]] = (known.pk if known else None, _folded(name))
    return found


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _matched(crime: Crime, who: Mapping[str, tuple[int | None, str]]) -> OnRecord:
    held = [each for each in crime.people.all() if not each.removed]
    victims = [each for each in held if VICTIM in each.roles]
    return OnRecord(
        crime,
        _ids([each for each in held if SUSPECT in each.roles], who),
        _ids(victims, who),
        bool(victims) and all(each.name for each in victims),
    )


def _ids(people: Iterable[Any], who: Mapping[str, tuple[int | None, str]]) -> tuple[str, ...]:
    found = []
    for one, (number, name) in who.items():
        if any(
            (number is not None and number == each.log_person)
            or (name and name == _folded(each.name))
            for each in people
        ):
            found.append(one)
    return tuple(found)


def without_doubles(
    made: Decision,
    known: Iterable[OnRecord],
    who_named: Mapping[str, bool],
    said: Mapping[str, str],
) -> Decision:
    """The decision without what is on record already, by what was answered (`said`); with the questions that are left.

    `who_named`: id in the case -> whether it is known who that is. What isn't known is left as a question, and recorded.
    """
    crimes, joined, questions = list(made.crimes), list(made.joined), list(made.questions)
    for each in known:
        if any(one.ref == each.crime.ref for one in made.joined):
            continue
        at = next((n for n, one in enumerate(crimes) if _may_be(each, one, who_named)), None)
        if at is None:
            continue
        field = f"same[{each.crime.ref}]"
        answer = said.get(field)
        if answer == "yes":
            one = crimes[at]
            joined.append(Joined(each.crime.ref, one.acts, RULE, "it is the crime on record"))
            crimes[at : at + 1] = [replace(one, count=one.count - 1)] if one.count > 1 else []
        elif answer != "no":
            questions.append(_question(field, each.crime))
    return replace(made, crimes=tuple(crimes), joined=tuple(joined), questions=tuple(questions))


def _may_be(each: OnRecord, one: Decided, who_named: Mapping[str, bool]) -> bool:
    """Whether a decided crime may be the one on record: same offence, and nothing shows that somebody else was wronged
    or that the rules have told them apart."""
    if each.offence != (normal_class(one.class_), normal_code(one.code)):
        return False
    if set(each.to) & set(one.victims):
        # With the same offender the rules have decided by the time.
        return not set(each.by) & set(one.by)
    told_apart = each.victims_known and one.victims and all(map(who_named.get, one.victims))
    return not told_apart


def _question(field: str, crime: Crime) -> Question:
    about = f"{crime.offence} ({crime.crime_class}, {crime.ho_code})"
    return Question(
        field,
        field,
        f"Is it crime {crime.ref}, {about}, which this log has on record already?",
        "The same crime is not recorded twice. If it is another one, it is recorded.",
        RULE,
    )
