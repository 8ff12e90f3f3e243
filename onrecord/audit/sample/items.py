"""From drawn lines of a frame to the records themselves, with what is kept of each at the moment of freezing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onrecord.audit.models import RecordKind
from onrecord.audit.sample.design import Item
from onrecord.audit.sample.populations import kind_of
from onrecord.contact.models import Log
from onrecord.contact.page import called_domestic
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.screening.models import STEP, LogScore

_AT_A_TIME = 500
_MODELS: dict[RecordKind, Any] = {
    RecordKind.LOG: Log,
    RecordKind.CRIME: Crime,
    RecordKind.INCIDENT: ReportedIncident,
}
# What calls a person vulnerable in opening code, closing code or qualifiers; compared without regard to capitals.
VULNERABLE = ("vulnerable", "child", "missing", "mental", "abuse", "exploit", "slavery")


def records_of(items: Iterable[Item]) -> Mapping[tuple[str, str], Any]:
    """The records by (system as in the frame, reference key)."""
    wanted: dict[RecordKind, list[str]] = {}
    for item in items:
        wanted.setdefault(kind_of(item.system)[0], []).append(item.ref_key)
    found: dict[tuple[str, str], Any] = {}
    for kind, keys in wanted.items():
        prefix = "" if kind == RecordKind.LOG else f"{kind}:"
        ordered = sorted(set(keys))
        for at in range(0, len(ordered), _AT_A_TIME):
            rows = _MODELS[kind].objects.filter(ref_key__in=ordered[at : at + _AT_A_TIME])
            if kind == RecordKind.LOG:
                rows = rows.defer("text", "extra")
            for row in rows:
                found[prefix + row.system, row.ref_key] = row
    return found


def scores_of(logs: Iterable[int]) -> dict[int, int]:
    """The finder's score of each log that has one, in the frame's steps, by the log's row."""
    ordered = sorted(logs)
    found: dict[int, int] = {}
    for at in range(0, len(ordered), _AT_A_TIME):
        rows = LogScore.objects.filter(pk__in=ordered[at : at + _AT_A_TIME])
        found.update((log_id, score // STEP) for log_id, score in rows.values_list("pk", "score"))
    return found


def log_flags(opening: str, closing: str, qualifiers: Sequence[object]) -> tuple[bool, bool]:
    """Whether a log's codes and qualifiers call it domestic, and whether they speak of somebody vulnerable."""
    names = list(map(str, qualifiers))
    said = " ".join([opening, closing, *names]).casefold()
    domestic = called_domestic(opening, names) or "domestic" in said
    return domestic, any(word in said for word in VULNERABLE)


def facts_of(record: Any, kind: RecordKind, score: int = 0) -> dict[str, Any]:
    """What stands of a record as it was when the frame was frozen: for domains of the estimate, and to see later changes."""
    facts: dict[str, Any] = {"version": record.version, "department": record.department}
    if kind == RecordKind.LOG:
        domestic, vulnerable = log_flags(
            record.opening_code, record.closing_code, record.qualifiers
        )
        facts |= {
            "route": record.first_report or record.source,
            "officer": record.officer,
            "domestic": domestic,
            "vulnerable": vulnerable,
            "score": score,
        }
    elif kind == RecordKind.CRIME:
        flags = record.flags or ()
        facts |= {
            "route": "recorded without a log" if not record.log_refs else "",
            "officer": record.recorded_by,
            "group": record.group,
            "class": record.crime_class,
            "domestic": "domestic-abuse" in flags,
        }
    else:
        facts |= {"officer": record.recorded_by, "kind": record.kind, "class": record.sub_code}
    return facts
