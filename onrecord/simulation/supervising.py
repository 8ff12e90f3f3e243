"""Supervisors in the made-up force: which logs they write in, when, and in what words.

They know the log's department, times and people, and nothing of the truth: whether a supervisor wrote says nothing about
whether a crime was told of or recorded. Throws come from a source of their own, so that nothing else hangs on them.
"""

from typing import NamedTuple

from onrecord.simulation.dice import Dice, Weighted
from onrecord.simulation.incidents import Incident
from onrecord.simulation.outcome import HOUR
from onrecord.simulation.tables import rates
from onrecord.simulation.wording import Phrasebook, say


class Entry(NamedTuple):
    """One entry of a supervisor; `at` in seconds since 1970."""

    at: int
    author: str
    text: str


class Supervision:
    """Draws what supervisors write, one log after another."""

    def __init__(self, dice: Dice, book: Phrasebook, roster: dict[str, tuple[str, ...]]) -> None:
        self._dice, self._book = dice, book
        told = rates()["supervision"]
        self._own: dict[str, float] = told["own"]
        self._late, self._copied = told["late"], told["copied"]
        self._waits = Weighted([((low, high), odds) for odds, low, high in told["minutes"]])
        self._sergeants = {
            department: tuple(f"Sgt {person.rsplit(' ', 1)[1]}" for person in people[::9])
            for department, people in roster.items()
        }

    def entry(self, incident: Incident, known: dict[str, str]) -> Entry | None:
        """What a supervisor of the log's department writes in it, if one does."""
        dice = self._dice
        lot = dice.unit() - self._own[incident.department]
        if lot < 0:
            text, at = self._words(incident, known), self._in_time(incident)
        elif lot < self._copied:
            text, at = say(dice.pick(self._book.copied), known, dice), self._in_time(incident)
        elif lot < self._copied + self._late:
            # Of its own, and too late for the measure.
            text = self._words(incident, known)
            at = incident.received + dice.between(25 * HOUR, 60 * HOUR)
        else:
            return None
        return Entry(at, dice.pick(self._sergeants[incident.department]), text)

    def _in_time(self, incident: Incident) -> int:
        low, high = self._waits.draw(self._dice)
        return incident.received + 60 * self._dice.between(low, high)

    def _words(self, incident: Incident, known: dict[str, str]) -> str:
        filled = {**known, "officer": incident.officer}
        return " ".join(say(self._dice.pick(part), filled, self._dice) for part in self._book.own)
