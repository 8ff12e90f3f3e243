"""What the rules answer: crimes, named exits, questions, referrals, and every step that led there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

EXITS = {
    "incident-only": "incident record only (NSIR): no notifiable crime",
    "crime-related-incident": "crime-related incident: a notifiable crime may have happened, but is not recorded here",
    "N100": "reported incident of rape, not confirmed as a crime",
    "N300": "reported incident of sudden or unexpected death",
    "intelligence-only": "intelligence record only",
    "not-recorded-yet": "no crime until another body has decided",
    "other-authority": "to be recorded by another police force or body",
    "not-held": "no edition of the rules is held for this date and rule",
}
"""Every way in which a report can end without a crime here."""


class Step(NamedTuple):
    """One rule applied: which, to what, with what finding, and whether it settled something."""

    rule: str
    about: str
    finding: str
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Offence:
    """What an act amounts to in class and code, before it is decided whether and how often to record.

    ``basis`` is "V" (victim-based), "S" (state-based). ``sentence`` is the maximum in months (life
    is 1200). ``unit`` is the counting unit of the class. ``victims`` and ``by`` are ids of people.
    """

    class_: str
    code: str
    title: str
    act: str
    by: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    basis: str = "V"
    sentence: float = 0
    unit: str = "per_victim"
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crime:
    """Crimes to record of one class and code for one victim (or none) and one offender group.

    ``absorbed`` are the offences written into it and not counted; ``force`` is who records it
    (empty when not known); ``rules`` are the ids of the rules that fixed it.
    """

    class_: str
    code: str
    title: str
    victims: tuple[str, ...]
    by: tuple[str, ...]
    acts: tuple[str, ...]
    count: int = 1
    force: str = ""
    absorbed: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """A report that ends without a crime here. ``exit`` is a key of :data:`EXITS`."""

    exit: str
    reason: str
    acts: tuple[str, ...]
    rule: str
    code: str = ""
    victims: tuple[str, ...] = ()
    count: int = 1
    force: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Acts that belong to a crime already recorded: no new crime."""

    ref: str
    acts: tuple[str, ...]
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """A fact still to be asked: ``field`` is where the answer goes in the case; ``why`` needs no rulebook."""

    id: str
    field: str
    asks: str
    why: str
    rule: str
    answers: tuple[str, ...] = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Referral:
    """A point the text leaves open: the registrar decides. A ruling with the same ``id`` settles it."""

    id: str
    asks: str
    readings: tuple[str, ...]
    rule: str
    acts: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer for a case under the rules in force ``on`` a day."""

    on: date
    edition: str
    crimes: tuple[Crime, ...] = ()
    not_recorded: tuple[NotRecorded, ...] = ()
    joined: tuple[Joined, ...] = ()
    questions: tuple[Question, ...] = ()
    referrals: tuple[Referral, ...] = ()
    steps: tuple[Step, ...] = ()
    record_by: str = ""
    notes: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Nothing is left to ask or to refer, and every act has its answer."""
        return not self.questions and not self.referrals

    @property
    def count(self) -> int:
        """How many crimes to record here."""
        return sum(each.count for each in self.crimes)

    def rules(self) -> Iterator[str]:
        """Ids of the rules applied, each once, in order."""
        yield from dict.fromkeys(step.rule for step in self.steps)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        plain = {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}
        return {**plain, "count": self.count, "settled": self.settled}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Decision:
        """A decision read back from :meth:`to_dict`. Raises ``ValueError`` when it can't be one."""
        try:
            values = {name: data[name] for name in cls.__dataclass_fields__}
            values["on"] = date.fromisoformat(values["on"])
            for name, sort in _PARTS.items():
                values[name] = tuple(_build(sort, each) for each in values[name])
            values["notes"] = tuple(values["notes"])
            return cls(**values)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"this is not a decision written by crimerules: {error!s:.200}"
            ) from error


_PARTS: dict[str, type] = {
    "crimes": Crime,
    "not_recorded": NotRecorded,
    "joined": Joined,
    "questions": Question,
    "referrals": Referral,
    "steps": Step,
}


def _build(sort: type, data: dict[str, Any]) -> Any:
    known = {("class_" if key == "class" else key): _tuples(value) for key, value in data.items()}
    return sort(**known)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Step):
        return value._asdict()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {
            ("class" if name == "class_" else name): _plain(getattr(value, name))
            for name in value.__dataclass_fields__
        }
    return value
