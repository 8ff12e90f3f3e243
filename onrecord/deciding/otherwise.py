"""Choosing otherwise than the rules: another offence, none, or one more; with a reason, and both answers kept.

`facts["otherwise"]` is {"reason": words, "of": [what the rules said], "instead": {"c0": {"class", "code"}, "x1": ...},
"also": [{"class", "code"}]}. "c0" is the first crime of the rules' answer, "x0" its first way out without a crime;
{"none": true} leaves a crime unrecorded, which then needs a rationale. If the answers change so that the rules say
something else, the choice no longer holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crimerules.decision import Crime, NotRecorded
from crimerules.offences import Offence, UnknownOffence, all_offences, require
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.judge import Judged, certain
from onrecord.deciding.rationale import negated

MOST_FOUND = 40
MOST_MORE = 20
_WORD = re.compile(r"[a-z0-9/]+")
_PART = re.compile(r"[cx]\d{1,2}\Z")


@dataclass(frozen=True)
class Final:
    """What is to be recorded: crimes, and ways out that each need a rationale. `disagreed`: not all as the rules say."""

    crimes: tuple[Crime, ...]
    exits: tuple[NotRecorded, ...]
    disagreed: bool = False
    reason: str = ""


def stands_of(judged: Judged) -> list[str]:
    """The rules' answer in short, by which a choice knows whether it still fits."""
    made = judged.decision
    return [
        *(f"{each.class_} {each.code} {','.join(each.victims)}" for each in made.crimes),
        *(f"{each.exit} {each.code}" for each in judged.exits),
    ]


def final(judged: Judged, facts: Mapping[str, Any]) -> Final:
    """What is to be recorded with the choice in the facts, if there is one that still fits; else what the rules say."""
    crimes, exits = certain(judged), judged.exits
    held = facts.get("otherwise") or {}
    if not held or held.get("of") != stands_of(judged):
        return Final(tuple(crimes), tuple(exits))
    instead = held.get("instead", {})
    kept: list[Crime] = []
    out: list[NotRecorded] = []
    for number, crime in enumerate(crimes):
        chosen = instead.get(f"c{number}")
        if chosen is None:
            kept.append(crime)
        elif chosen.get("none"):
            out.append(
                negated("balance", "rape" if crime.class_.startswith("19") else "other", crime.acts)
            )
        else:
            kept.append(_other(crime, chosen, judged.decision.on))
    for number, entry in enumerate(exits):
        chosen = instead.get(f"x{number}")
        if chosen is None:
            # Where the rules of that day aren't held, the choice stands in for them: there is nothing to give reasons for.
            if entry.exit != "not-held":
                out.append(entry)
        else:
            kept.append(_other(_whole(judged, entry.acts), chosen, judged.decision.on))
    whole = _whole(judged, tuple(act.id for act in judged.case.acts))
    kept += [_other(whole, chosen, judged.decision.on) for chosen in held.get("also", ())]
    return Final(tuple(kept), tuple(out), True, held.get("reason", ""))


def _whole(judged: Judged, acts: tuple[str, ...]) -> Crime:
    """A crime of these acts without a class yet, against all to whom they were done."""
    own = [act for act in judged.case.acts if act.id in acts] or list(judged.case.acts)
    victims = tuple(dict.fromkeys(one for act in own for one in act.to))
    by = tuple(dict.fromkeys(one for act in own for one in act.by))
    return Crime("", "", "", victims, by, tuple(act.id for act in own), force=judged.case.force)


def _other(crime: Crime, chosen: Mapping[str, str], on: date) -> Crime:
    entry = offence(chosen.get("class", ""), chosen.get("code", ""), on)
    return replace(
        crime, class_=entry.crime_class, code=entry.code, title=entry.title, absorbed=(), rules=()
    )


def offence(class_: str, code: str, on: date) -> Offence:
    """The entry of the list with this class and code, in force on the day. Raises DecisionError."""
    try:
        return require(code, class_, on)
    except UnknownOffence as error:
        raise DecisionError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None


def choose(
    judged: Judged, facts: Mapping[str, Any], *, part: str, class_: str, code: str, reason: str
) -> dict[str, Any]:
    """The choice after one more: for `part` ("c0", "x0", or "also"), this offence; no class: not recorded.

    Raises DecisionError for an offence that isn't on the list, a part that isn't there, or no reason.
    """
    reason = reason.strip()
    if not reason:
        raise DecisionError(
            "Say why: the reason is kept beside the rules' answer, and the registrar reads both."
        )
    if len(reason) > 20_000:
        raise DecisionError("The reason is longer than 20,000 characters.")
    held = facts.get("otherwise") or {}
    if held.get("of") != stands_of(judged):
        held = {}
    instead, also = dict(held.get("instead", {})), list(held.get("also", ()))
    if class_ or code:
        entry = offence(class_, code, judged.decision.on)
        chosen: dict[str, Any] = {"class": entry.crime_class, "code": entry.code}
    elif part.startswith("c"):
        chosen = {"none": True}
    else:
        raise DecisionError("Choose an offence from the list.")
    if part == "also":
        if len(also) >= MOST_MORE:
            raise DecisionError(f"{MOST_MORE} more are as many as one decision takes.")
        also.append(chosen)
    else:
        there = len(certain(judged)) if part.startswith("c") else len(judged.exits)
        if not _PART.match(part) or int(part[1:]) >= there:
            raise DecisionError(f"{part!r} is no part of the rules' answer.")
        instead[part] = chosen
    before = held.get("reason", "")
    words = reason if not before or before == reason else f"{before}\n{reason}"
    return {"reason": words, "of": stands_of(judged), "instead": instead, "also": also}


def search(words: str, on: date) -> list[Offence]:
    """Entries of the list that police record and that hold all the words, in force on the day; the closest first."""
    asked = _WORD.findall(words.lower())
    if not asked:
        return []
    found = []
    for entry in all_offences():
        if not entry.in_force(on) or entry.crime_class.startswith(("NFIB", "N1", "N2", "N3")):
            continue
        text = f"{entry.crime_class} {entry.code} {entry.class_name} {entry.title}".lower()
        hits = [text.find(word) for word in asked]
        if min(hits) >= 0:
            exact = entry.code in asked or entry.crime_class.lower() in asked
            found.append((not exact, len(text), entry.crime_class, entry.code, entry))
    return [row[-1] for row in sorted(found, key=lambda row: row[:4])[:MOST_FOUND]]
