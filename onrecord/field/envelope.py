"""What a phone, or a form of paper, sends: one report in plain data, read strictly. Pure.

{
  "origin": UUID made on the device,           "log_ref": a log there is already, or "",
  "known_at", "recorded_at", "sent_at": ISO 8601 with zone: when somebody told the officer, when it was written down,
      when it was sent (empty where it was written straight into the system),
  "first_account": word for word,              "source": how it was reported,
  "place": free text,                          "names": {label of the case ("victim1", "suspect1"): name},
  "answers": [word, word, ...] of the questions of crimerules in the order in which they were asked,
  "note": what else the officer wants kept
}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_ANSWERS = 400
MOST_NAMES = 60
_TEXTS = {"log_ref": 120, "first_account": 100_000, "source": 120, "place": 300, "note": 100_000}
_TIMES = ("known_at", "recorded_at", "sent_at")


class EnvelopeError(ValueError):
    """The report can't be read; the message names the field and the remedy."""


@dataclass(frozen=True)
class Envelope:
    """One report as it was written. Times are aware; `sent_at` is None where nothing was sent later."""

    origin: str
    known_at: datetime
    recorded_at: datetime
    sent_at: datetime | None
    first_account: str
    source: str
    place: str
    names: Mapping[str, str]
    answers: tuple[str, ...]
    note: str
    log_ref: str


def read_envelope(data: object) -> Envelope:
    """The report in plain data (from JSON). Raises EnvelopeError with the first mistake."""
    if not isinstance(data, dict):
        raise EnvelopeError('A report is a JSON object: {"origin": ..., "first_account": ...}.')
    known = {"origin", *_TEXTS, *_TIMES, "names", "answers"}
    strange = sorted(set(map(str, data)) - known)
    if strange:
        raise EnvelopeError(f"{strange[0][:60]!r} is no part of a report. Leave it out.")
    texts = {name: _text(data, name, most) for name, most in _TEXTS.items()}
    known_at, recorded_at = _time(data, "known_at"), _time(data, "recorded_at")
    if known_at is None or recorded_at is None:
        raise EnvelopeError(
            "known_at and recorded_at are needed: when it was told, and when it was written down."
        )
    if recorded_at < known_at:
        raise EnvelopeError(
            "recorded_at lies before known_at: it can't be written down before it is told. Correct one of them."
        )
    return Envelope(
        origin=_text(data, "origin", 36),
        known_at=known_at,
        recorded_at=recorded_at,
        sent_at=_time(data, "sent_at"),
        names=_names(data.get("names", {})),
        answers=_answers(data.get("answers", [])),
        **texts,
    )


def _text(data: Mapping[str, Any], name: str, most: int) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise EnvelopeError(f"{name} must be text.")
    if len(value) > most:
        raise EnvelopeError(f"{name} has {len(value):,} characters; {most:,} at most.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise EnvelopeError(f"{name} holds half a character. Write it again.") from error
    return value.replace("\x00", "").strip()


def _time(data: Mapping[str, Any], name: str) -> datetime | None:
    value = data.get(name) or ""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise EnvelopeError(
            f"{name} = {str(value)[:60]!r} is no time. Write it as 2026-06-01T21:30:00+01:00."
        ) from error
    if moment.tzinfo is None:
        raise EnvelopeError(
            f"{name} = {value!r} has no time zone. Write it as 2026-06-01T21:30:00+01:00."
        )
    return moment


def _names(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_NAMES:
        raise EnvelopeError(
            f'names is an object of at most {MOST_NAMES} names: {{"victim1": "Ann Smith"}}.'
        )
    return {
        _text({"names": key}, "names", 40): _text({"names": name}, "names", 200)
        for key, name in value.items()
    }


def _answers(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_ANSWERS:
        raise EnvelopeError(f"answers is a list of at most {MOST_ANSWERS} words.")
    return tuple(_text({"answers": word}, "answers", 60) for word in value)
