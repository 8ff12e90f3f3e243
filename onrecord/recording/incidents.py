"""The codes of records that are no crime. Crime Recording Rules 2026/27, pp. 9-10, 34 and 63;
Home Office, Notifiable Offence and Notifiable Reported Incidents list, April 2026."""

import re
from datetime import date, timedelta
from functools import cache

from django.utils import timezone

from crimerules.units import reported_incidents
from onrecord.recording.errors import CrimeError
from onrecord.recording.states import IncidentKind

_NUMBERED_KINDS = (IncidentKind.N100, IncidentKind.N300)
_OWN: dict[str, dict[str, str]] = {
    IncidentKind.CRIME_RELATED: {
        "": "no reason chosen",
        "not-confirmed": "the victim was found and doesn't confirm it",
        "not-traced": "the victim can't be found yet",
        "other-force": "another force deals with it and records it",
        "rule": "a rule says that it isn't recorded, such as the schools protocol",
    },
    IncidentKind.NON_CRIME: {
        "domestic": "domestic abuse",
        "child": "child",
        "adult": "vulnerable adult",
        "other": "other",
    },
}
_NUMBERED = re.compile(r"(?:[nN]?[13]00\s*/\s*)?0?(\d)\Z")


@cache
def sub_codes(kind: str) -> dict[str, str]:
    """The codes of a kind of record, each with its meaning; those of N100 and N300 are the Home Office's."""
    if kind in _NUMBERED_KINDS:
        known = reported_incidents().items()
        return {name: one.meaning for name, one in known if name.startswith(f"{kind}/")}
    return _OWN[kind]


def normal_sub_code(kind: str, text: str) -> str:
    """The code as kept: "N100/01" for "100/01", "N100/1" or "1". Raises CrimeError for one that the kind doesn't have."""
    text = text.strip()
    if kind in _NUMBERED_KINDS:
        found = _NUMBERED.match(text)
        if found:
            text = f"{kind}/0{found[1]}"
    if text not in sub_codes(kind):
        known = ", ".join(code for code in sub_codes(kind) if code)
        raise CrimeError(
            f"{text!r} is no code for {IncidentKind(kind).label}. Use one of: {known}."
        )
    return text


def check_comes_up(day: date | None) -> date | None:
    """A day on which something comes up again: today or later, within two years. Raises CrimeError."""
    if day is None:
        return None
    today = timezone.localdate()
    if day < today:
        raise CrimeError(
            f"It would come up again on {day:%d/%m/%Y}, which is past. Give a day from today on."
        )
    if day > today + timedelta(days=731):
        raise CrimeError(
            f"It would come up again on {day:%d/%m/%Y}. Give a day within the next two years."
        )
    return day
