"""What reporters are told besides what became of their report: words that are data (`rights.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from django.utils import timezone

from onrecord.response.clock import working_day_from

FILE: Final = Path(__file__).with_name("rights.toml")


@dataclass(frozen=True)
class Rights:
    """See rights.toml. `why`: lay words by the test that was not passed; `incident`: by the kind of record."""

    working_days: int
    why: Mapping[str, str]
    incident: Mapping[str, str]
    source: str
    lead: str
    text: tuple[str, ...]
    speak: tuple[str, ...]
    # What is left once a challenge was answered and the decision stands.
    further: tuple[str, ...]


@cache
def rights() -> Rights:
    """The words as shipped, in English: whoever shows them translates them."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Rights(
        working_days=data["challenge"]["working_days"],
        why={key: each["text"] for key, each in data["why"].items()},
        incident={key: each["text"] for key, each in data["incident"].items()},
        source=data["rights"]["note"],
        lead=data["rights"]["lead"],
        text=tuple(data["rights"]["text"]),
        speak=tuple(data["speak"]["text"]),
        further=tuple(data["further"]["text"]),
    )


def answer_by(written: datetime) -> datetime:
    """Until when a challenge is answered: the end of the tenth working day after the day on which it was written."""
    day = timezone.localdate(written)
    for _ in range(rights().working_days):
        day = working_day_from(day + timedelta(days=1))
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
