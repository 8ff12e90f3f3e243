"""Which records are read a second time, and what two readings of one record come to. Pure.

Every failure is read again. Of the others, those whose lot number lies below the programme's share: the number is the
SHA-256 of

    second reading|seed|frame hash|system|reference key

so that it was fixed when the frame was frozen, before anybody had read anything, and anybody can work it out again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from onrecord.audit.planning.figures import GROUPS
from onrecord.audit.programmes.programme import CRIMES, Programme, SecondReading

OUTCOME = "outcome"


class Read(Protocol):
    """What two readings are compared by; `models.Reading` is one."""

    outcome: str
    answers: Any


def lot_number(seed: str, frame_hash: str, system: str, ref_key: str) -> float:
    """A number from 0 to 1 that nobody chose."""
    text = f"second reading|{seed}|{frame_hash}|{system}|{ref_key}"
    # 52 bits, so that the division is exact on every machine.
    return int(hashlib.sha256(text.encode()).hexdigest()[:13], 16) / 16**13


def by_lot(wanted: SecondReading, number: float) -> bool:
    """Whether a record that is no failure is read again."""
    return number < wanted.passes_percent / 100


def probability(wanted: SecondReading, failure: bool) -> float:
    """With which a record is read again, given its first reading."""
    return 1.0 if failure and wanted.failures else wanted.passes_percent / 100


def differing(programme: Programme, one: Read, other: Read) -> list[str]:
    """On what two readings of a record differ: outcome, crime groups, questions. Comments don't count."""
    if one.outcome != other.outcome:
        return [OUTCOME]
    found = []
    if programme.measure == CRIMES:
        for group in GROUPS:
            names = (f"should_{group}", f"recorded_{group}")
            if any(getattr(one, name) != getattr(other, name) for name in names):
                found.append(group)
    for question in programme.questions:
        if question.answers and one.answers.get(question.id) != other.answers.get(question.id):
            found.append(question.id)
    return found


def pairs_of(
    programme: Programme, pairs: Sequence[tuple[Any, Any]]
) -> Mapping[str, list[tuple[str, str]]]:
    """The first and the second answer in words that can be counted, by question or crime group, for agreement.

    Of a crime group the answer is "none", "recorded" or "missed"; records that one of the two could not decide, or did
    not find a question asked in, have "undecidable" or "not asked".
    """
    found: dict[str, list[tuple[str, str]]] = {}
    names = [*(GROUPS if programme.measure == CRIMES else ()), *(q.id for q in programme.judged)]
    for name in names:
        found[name] = [(_said(one, name), _said(other, name)) for one, other in pairs]
    return found


def _said(reading: Any, name: str) -> str:
    if reading.outcome != "decided":
        return str(reading.outcome)
    if name in GROUPS:
        should, recorded = (getattr(reading, f"{kind}_{name}") for kind in ("should", "recorded"))
        return "none" if not should else "recorded" if should == recorded else "missed"
    return str(reading.answers.get(name, "not asked"))
