"""What is answered, by kind of question: plain data as drafts and reports keep it, and the same in words.

    text, number        text as it was typed          choice, yes-no   the answer's word; several: a list of them
    when                day, month, year, time, words as typed; at: 2026-05-31 or 2026-05-31T21:30 where that is a time
    place               text, postcode                person           name, age, phone, address, words
    contact             name, age, phone, email, address, safe, mail ("yes": send the reference)

An empty part is left out; a question that was skipped is "".
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from onrecord.reporting.languages import answer_in_words, day_said
from onrecord.reporting.types.shape import (
    CHOOSING,
    CONTACT,
    EMPTY,
    PERSON,
    PLACE,
    WHEN,
    Question,
    ReportType,
)

LABELS: Final[dict[str, dict[str, str]]] = {
    PLACE: {"text": gettext_noop("Place"), "postcode": gettext_noop("Postcode")},
    PERSON: {
        "name": gettext_noop("Name"),
        "age": gettext_noop("Age, or about how old"),
        "phone": gettext_noop("Telephone"),
        "address": gettext_noop("Address"),
        "words": gettext_noop("What else you know"),
    },
    CONTACT: {
        "name": gettext_noop("Your name"),
        "age": gettext_noop("Your age"),
        "phone": gettext_noop("Telephone"),
        "email": gettext_noop("E-mail"),
        "address": gettext_noop("Address"),
        "safe": gettext_noop("How and when it is safe to reach you"),
    },
}
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
# Welsh, where its first letters aren't the English ones.
_WELSH: Final = {"ion": 1, "chw": 2, "maw": 3, "ebr": 4, "mai": 5, "meh": 6, "gor": 7, "aws": 8, "med": 9, "hyd": 10, "tac": 11, "rha": 12}  # fmt: skip
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?\Z", re.IGNORECASE)

# Written like a time of the clock, whether or not there is such a time.
_CLOCK: Final = re.compile(
    r"(\d+\s*[:.h]\s*\d+|\d{3,}|\d+(?=\s*[ap]))\s*(am|pm|a\.m\.|p\.m\.)?\Z", re.IGNORECASE
)


def plain(parts: Mapping[str, str]) -> dict[str, str] | str:
    """Parts without the empty ones; "" when nothing is left."""
    return {name: text for name, text in parts.items() if text} or ""


def day_of(day: str, month: str, year: str) -> date | None:
    """The date, or None where there is none such. Months may be words, years two figures."""
    try:
        number = int(month) if month.isdecimal() else _month(month)
        given = int(year)
        if given < 100:
            given += 2000 if given <= timezone.localdate().year % 100 else 1900
        return date(given, number, int(day))
    except (ValueError, OverflowError):
        return None


def _month(word: str) -> int:
    start = word.strip().lower()[:3]
    return _WELSH[start] if start in _WELSH else _MONTHS.index(start) + 1


def time_of(text: str) -> str:
    """21:30 for 9.30pm and the like; "" where it is no time of day, such as "in the evening"."""
    found = _TIME.match(text.strip())
    if not found or not (found[2] or found[3]):
        return ""
    hours, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()[:1]
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half == "p" else 0)
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else ""


def no_time(text: str) -> bool:
    """Whether it is written like a time of the clock and can't be one, such as 25:99; words are none."""
    return bool(_CLOCK.match(text.strip())) and not time_of(text)


def happened(value: object) -> tuple[date | None, datetime | None]:
    """The day, and the moment, of an answer of the kind `when`; None where it isn't known."""
    at = value.get("at", "") if isinstance(value, Mapping) else ""
    if not at:
        return None, None
    if "T" not in at:
        return date.fromisoformat(at), None
    moment = timezone.make_aware(datetime.fromisoformat(at))
    return moment.date(), moment


def in_lines(question: Question, value: Any, kind: ReportType) -> list[tuple[str, str]]:
    """An answer in words for whoever reads it: lines, each with a label or without."""
    if value in EMPTY:
        return []
    if question.kind in CHOOSING:
        says = value if isinstance(value, list) else [value]
        found = [question.choice(say) for say in says]
        return [
            ("", answer_in_words(question.asks, each.text, kind.welsh))
            for each in found
            if each is not None
        ]
    if question.kind == WHEN and isinstance(value, Mapping):
        return _when(value)
    if isinstance(value, Mapping):
        labels = LABELS.get(question.kind, {})
        return [(_(labels[name]), value[name]) for name in labels if value.get(name)]
    return [("", str(value))]


def _when(value: Mapping[str, str]) -> list[tuple[str, str]]:
    typed = " ".join(value[name] for name in ("day", "month", "year") if value.get(name))
    day, _moment = happened(value)
    lines = [("", day_said(day) if day else typed), (_("Time"), value.get("time", ""))]
    return [(label, text) for label, text in [*lines, ("", value.get("words", ""))] if text]
