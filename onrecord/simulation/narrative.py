"""The story of one log: what the call-taker wrote, what followed, and how it was closed."""

from typing import NamedTuple

from onrecord.simulation.clock import wall_clock
from onrecord.simulation.dice import Dice
from onrecord.simulation.incidents import Disclosed, Incident
from onrecord.simulation.outcome import HATE_CODES
from onrecord.simulation.supervising import Supervision
from onrecord.simulation.wording import Phrase, Phrasebook, say

_CHILDREN = ("child", "girl", "boy")
# Racially or religiously aggravated offences whose kind's phrases don't say so by themselves.
_HATE_IN_WORDS = HATE_CODES - {"008/55"}


class Line(NamedTuple):
    """One time-stamped line of a log."""

    at: int
    author: str
    role: str
    text: str


class Narrator:
    """Writes logs from the phrase book. Throws come from a source of their own, so that words never change facts."""

    def __init__(self, dice: Dice, roster: dict[str, tuple[str, ...]], supervisors: Dice) -> None:
        self._dice = dice
        self._book = Phrasebook()
        self._supervision = Supervision(supervisors, self._book, roster)
        self._handlers = roster["Force Contact"]
        self._sergeants = tuple(
            f"Sgt {person.rsplit(' ', 1)[1]}" for person in roster["Force Response"][::9]
        )

    def tell(self, incident: Incident) -> tuple[str, list[Line]]:
        """The text of the log, and its lines in order of time."""
        dice, book = self._dice, self._book
        known = self._known(incident)
        account = self._account(incident, known)
        updates = self._updates(incident, known, account)
        closing = self._closing(incident, known)
        style = dice.unit()
        handler = dice.pick(self._handlers)
        told = [_styled(account, style, dice), *updates]
        lines = [Line(incident.received + dice.between(30, 240), handler, "call handler", told[0])]
        if dice.chance(0.35):
            at = max(min(lines[0].at + dice.between(60, 600), incident.seen), lines[0].at)
            note = self._one(book.updates["thrive"], known)
            lines.append(Line(at, dice.pick(self._handlers), "dispatcher", note))
        at = max(incident.seen, lines[-1].at)
        for update in updates:
            lines.append(Line(at, incident.officer, "officer", update))
            at += dice.between(30, 600)
        if dice.chance(0.12):
            note = self._one(book.updates["supervisor"], known)
            lines.append(Line(at, dice.pick(self._sergeants), "supervisor", note))
        if closing:
            told.append(closing)
            lines.append(Line(max(incident.closed, at), incident.officer, "closing", closing))
        entry = self._supervision.entry(incident, known)
        if entry:
            lines.append(Line(max(entry.at, lines[0].at), entry.author, "supervisor", entry.text))
            lines.sort(key=lambda line: line.at)
        return " // ".join(told), lines

    def _one(self, phrases: tuple[Phrase, ...], known: dict[str, str]) -> str:
        return say(self._dice.pick(phrases), known, self._dice)

    def _known(self, incident: Incident) -> dict[str, str]:
        dice = self._dice
        hers = incident.victim_female
        his = not incident.suspect_female
        sex = "male" if his else "female"
        relations = self._book.relations[sex]
        victim = incident.crimes[0].offence.victim if incident.crimes else ""
        noun = "female" if hers else "male"
        if victim in _CHILDREN:
            noun = "girl" if hers else "boy"
            relations = ["dad", "step dad", "mum's partner"] if his else ["mum", "step mum"]
        refs = [crime.ref for crime in incident.crimes if crime.recorded_at and crime.in_log]
        refs += [crime.ref for crime in incident.others]
        known = {
            "v": noun,
            "vs": "she" if hers else "he",
            "vo": "her" if hers else "him",
            "vp": "her" if hers else "his",
            "s": "male" if his else "female",
            "ss": "he" if his else "she",
            "so": "him" if his else "her",
            "sp": "his" if his else "her",
            "rel": dice.pick(relations),
            "crime": refs[0] if refs else "(number not to hand)",
            "other_log": incident.see.ref if incident.see else "",
            "grade": incident.grade.lower(),
            "clock": wall_clock(incident.received - 60 * dice.between(4, 50)),
            "partner": dice.pick(self._book.partners[sex]),
        }
        known["suspect"] = self._one(self._book.suspects[sex], known)
        return known

    def _account(self, incident: Incident, known: dict[str, str]) -> str:
        told_first = incident
        if incident.about == "duplicate" and incident.see is not None:
            # A second caller about the same thing; of a crime, this one tells plainly.
            told_first = incident.see
        if told_first.about in self._book.calls:
            return self._one(self._book.calls[told_first.about]["accounts"], known)
        first, *further = told_first.crimes
        situation = incident.situation or "plain"
        if situation in ("plain", "contradicted", "delayed", "unrecognised"):
            parts = ("domestic", "plain") if incident.domestic else ("plain",)
            sentences = [self._one(self._phrases(first, parts), known)]
        else:
            lead = "professional" if situation == "professional" else incident.opening
            told = self._one(self._phrases(first, ("disclosure",)), known)
            sentences = [self._one(self._book.leads[lead], known), told]
        if first.offence.ho_code in _HATE_IN_WORDS:
            sentences.append(self._one(self._book.leads["hate"], known))
        for crime in further:
            if crime.where == "first account" and told_first is incident:
                sentences.append(self._disclosure(crime, known, sentences))
        return " ".join(sentences)

    def _phrases(self, crime: Disclosed, parts: tuple[str, ...]) -> tuple[Phrase, ...]:
        """The kind's phrases: those of the very offence before those of the kind, parts in the order given."""
        words = self._book.crimes[crime.kind.key]
        code = crime.offence.ho_code.replace("/", "_")
        names = [f"{part}_{key}" for part in parts for key in (code, crime.offence.crime_class)]
        return next(words[name] for name in (*names, *parts) if name in words)

    def _disclosure(self, crime: Disclosed, known: dict[str, str], said: list[str]) -> str:
        """A sentence about a further crime, not in words that were said already."""
        phrases = self._phrases(crime, ("disclosure",))
        sentence = self._one(phrases, known)
        for _ in range(3):
            if not any(sentence in before for before in said):
                break
            sentence = self._one(phrases, known)
        lead = self._dice.pick(self._book.leads["also"])
        return say(lead, {**known, "d": sentence}, self._dice)

    def _updates(self, incident: Incident, known: dict[str, str], account: str) -> list[str]:
        book, about = self._book, incident.about
        if about == "duplicate":
            return []
        if about in book.calls:
            return [self._one(book.calls[about]["updates"], known)]
        situation = incident.situation
        if situation == "plain" and incident.domestic:
            situation = "domestic"
        kind = incident.crimes[0].kind
        text = self._one(
            book.updates.get(f"{situation}_{kind.key}")
            or book.updates.get(f"{situation}_{kind.group}")
            or book.updates[situation],
            known,
        )
        for crime in incident.crimes[1:]:
            if crime.where != "first account":
                text = f"{text} {self._disclosure(crime, known, [account, text])}"
        return [text]

    def _closing(self, incident: Incident, known: dict[str, str]) -> str:
        dice, closings = self._dice, self._book.closings
        recorded = [crime for crime in incident.crimes if crime.recorded_at is not None]
        if any(crime.recorded_at <= incident.closed for crime in recorded if crime.recorded_at):
            named = any(crime.in_log for crime in recorded) and dice.chance(0.8)
            return self._one(closings["recorded" if named else "recorded_unnamed"], known)
        if dice.chance(0.06):
            return ""
        code = incident.closing
        if code.startswith("Crime:"):
            return self._one(closings["crime_open"], known)
        return self._one(closings.get(code, closings["other"]), known)


def _styled(text: str, style: float, dice: Dice) -> str:
    """Some call-takers write capitals, some never do, and anybody's finger slips."""
    if style < 0.08:
        return text.upper()
    if style < 0.20:
        return text.lower()
    if style < 0.26:
        place = dice.below(len(text) - 1)
        pair = text[place : place + 2]
        if pair.isalpha() and pair.islower():
            return f"{text[:place]}{pair[1]}{pair[0]}{text[place + 2 :]}"
    return text
