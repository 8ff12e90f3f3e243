"""Which records the ledger speaks of: from the subjects of its entries to the logs, crimes and incidents whose documents
they change."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from onrecord.calls.models import Mark, Recording
from onrecord.contact.models import Log
from onrecord.contact.references import reference_key
from onrecord.finding.models import Kind
from onrecord.ledger.actions import ERASED
from onrecord.recording.models import Crime, CrimeLog, ReportedIncident

T = TypeVar("T")
# System (None: any) and key of a reference.
Name = tuple[str | None, str]
# Id of a record, and the last entry of the ledger that speaks of it.
Last = dict[int, int]
AT_A_TIME = 2_000

MODELS: Mapping[Kind, type[Log] | type[Crime] | type[ReportedIncident]] = {
    Kind.LOG: Log,
    Kind.CRIME: Crime,
    Kind.INCIDENT: ReportedIncident,
}


def _of_system(rest: str) -> list[Name]:
    """SYSTEM:KEY. Either may hold a colon, so every way of reading it counts; those that name nothing do no harm."""
    return [(rest[:at], rest[at + 1 :]) for at, char in enumerate(rest) if char == ":"]


def _part(rest: str) -> list[Name]:
    """REFERENCE:PART, of something that belongs to a record kept here."""
    return [(None, reference_key(rest.rpartition(":")[0]))]


# What a subject begins with -> what it is about, and how the rest names it.
_SUBJECTS: Mapping[str, tuple[Kind, Callable[[str], list[Name]]]] = {
    "log": (Kind.LOG, _of_system),
    "entry": (Kind.LOG, _of_system),
    "log-person": (Kind.LOG, _part),
    "log-place": (Kind.LOG, _part),
    "recording": (Kind.LOG, _of_system),
    "crime": (Kind.CRIME, _of_system),
    "crime-person": (Kind.CRIME, _part),
    "crime-property": (Kind.CRIME, _part),
    "incident": (Kind.INCIDENT, _of_system),
}


def touched(entries: Sequence[tuple[int, str, str]]) -> tuple[dict[Kind, Last], bool]:
    """For entries (seq, kind, subject): the records whose documents they change, and whether anything was erased."""
    names: dict[Kind, dict[Name, int]] = {kind: {} for kind in MODELS}
    # Of these the links to crimes may be new, and with them who may find the crimes.
    whole: dict[Name, int] = {}
    by_mark: dict[str, int] = {}
    by_sound: dict[str, int] = {}
    erased = False
    for seq, kind, subject in entries:
        erased = erased or kind == ERASED
        what, _, rest = subject.partition(":")
        if what in _SUBJECTS:
            about, read = _SUBJECTS[what]
            for name in read(rest):
                names[about][name] = seq
                if what == "log":
                    whole[name] = seq
        elif what == "call-mark":
            by_mark[rest] = seq
        elif what == "transcript":
            by_sound[rest] = seq
    found = {kind: _ids(model, names[kind]) for kind, model in MODELS.items()}
    _add(found[Kind.LOG], _logs_of_calls(by_mark, by_sound))
    _add(found[Kind.CRIME], _crimes_of(_ids(Log, whole)))
    return found, erased


def _ids(model: type[Log] | type[Crime] | type[ReportedIncident], names: dict[Name, int]) -> Last:
    found: Last = {}
    for refs in batched(dict.fromkeys(key for _, key in names)):
        rows = model.objects.filter(ref_key__in=refs).values_list("id", "system", "ref_key")
        for number, system, key in rows:
            said = [names[name] for name in ((system, key), (None, key)) if name in names]
            if said:
                found[number] = max(said)
    return found


def _logs_of_calls(by_mark: dict[str, int], by_sound: dict[str, int]) -> Iterator[tuple[int, int]]:
    for some in batched(by_mark):
        marks = Mark.objects.filter(origin__in=some).values_list("origin", "recording__log_id")
        yield from ((log, by_mark[origin]) for origin, log in marks)
    for some in batched(by_sound):
        sounds = Recording.objects.filter(sha256__in=some).values_list("sha256", "log_id")
        yield from ((log, by_sound[sha256]) for sha256, log in sounds)


def _crimes_of(logs: Last) -> Iterator[tuple[int, int]]:
    for some in batched(logs):
        links = CrimeLog.objects.filter(log_id__in=some).values_list("crime_id", "log_id")
        yield from ((crime, logs[log]) for crime, log in links)


def _add(found: Last, more: Iterable[tuple[int, int]]) -> None:
    for number, seq in more:
        found[number] = max(seq, found.get(number, -1))


def batched(items: Iterable[T], size: int = AT_A_TIME) -> Iterator[list[T]]:
    rows = list(items)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
