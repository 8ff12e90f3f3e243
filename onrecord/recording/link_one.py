"""The links of a few records, worked out at once: the same answer as `onrecord.recording.linking`, without its sets.

The bulk linking makes temporary tables and looks at every record; that suits an import. When one crime is recorded
here, only the logs that it names or that name it, and their duplicates, can change.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.contact.after import tell_links_changed
from onrecord.contact.models import LinkState, Log
from onrecord.contact.references import reference_key
from onrecord.recording.models import Crime, CrimeLog, NamedReference, UnlinkedReference

_LOG, _CRIME, _DOUBLE = (
    NamedReference.Side.LOG,
    NamedReference.Side.CRIME,
    NamedReference.Side.DOUBLE,
)
_HOW = CrimeLog.How


@dataclass(slots=True)
class _Known:
    """What was read of the records in question."""

    logs: dict[int, Log] = field(default_factory=dict)
    family: dict[int, frozenset[int]] = field(default_factory=dict)
    direct: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))


def relink(*, logs: Iterable[Log] = (), crimes: Iterable[Crime] = ()) -> None:
    """Bring the links, marks and unlinked references of these records, and of all they touch, up to date.

    Must run inside the transaction that changed them.
    """
    logs, crimes = list(logs), list(crimes)
    for log in logs:
        _name(_LOG, log.pk, log.crime_refs)
        _name(_DOUBLE, log.pk, [log.duplicate_of] if log.duplicate_of else [])
    for crime in crimes:
        _name(_CRIME, crime.pk, crime.log_refs)
    touched = {log.pk for log in logs} | _logs_of(crimes)
    # A log that left a family changes those who stayed; those are linked to the same crimes still.
    shared = CrimeLog.objects.filter(log__in=touched).values("crime")
    touched |= set(CrimeLog.objects.filter(crime__in=shared).values_list("log", flat=True))
    known = _Known()
    for start in sorted(touched):
        if start not in known.family:
            group = _family(start)
            known.family.update(dict.fromkeys(group, group))
    known.logs = Log.objects.in_bulk(list(known.family))
    _find_direct(known)
    seen = {crime.pk for crime in crimes}
    for pk, log in known.logs.items():
        seen |= _put_right(log, _wanted(pk, known))
    _list_unlinked(list(known.logs.values()), seen)


def _name(side: str, owner: int, names: Iterable[str]) -> None:
    wanted = {reference_key(name): name for name in names}
    wanted.pop("", None)
    held = {row.key: row for row in NamedReference.objects.filter(side=side, owner_id=owner)}
    gone = [row.pk for key, row in held.items() if wanted.get(key) != row.shown]
    NamedReference.objects.filter(pk__in=gone).delete()
    NamedReference.objects.bulk_create(
        NamedReference(side=side, owner_id=owner, key=key, shown=shown)
        for key, shown in wanted.items()
        if key not in held or held[key].shown != shown
    )


def _logs_of(crimes: Iterable[Crime]) -> set[int]:
    """The logs that name one of these crimes or one of the same reference, that it names, or that it is linked to."""
    keys = {crime.ref_key for crime in crimes}
    same = list(Crime.objects.filter(ref_key__in=keys).values_list("pk", flat=True))
    named = NamedReference.objects.filter(side=_CRIME, owner_id__in=same).values_list(
        "key", flat=True
    )
    return {
        *NamedReference.objects.filter(side=_LOG, key__in=keys).values_list("owner_id", flat=True),
        *Log.objects.filter(ref_key__in=list(named)).values_list("pk", flat=True),
        *CrimeLog.objects.filter(crime__in=same).values_list("log", flat=True),
    }


def _family(start: int) -> frozenset[int]:
    """The log with all its duplicates and re-openings."""
    found, ahead = {start}, {start}
    while ahead:
        keys = set(Log.objects.filter(pk__in=ahead).values_list("ref_key", flat=True))
        named = NamedReference.objects.filter(side=_DOUBLE, owner_id__in=ahead)
        up = _only_one(Log, {row.key for row in named})
        only = set(_only_one(Log, keys))
        repeats = NamedReference.objects.filter(side=_DOUBLE, key__in=only)
        ahead = {*up.values(), *repeats.values_list("owner_id", flat=True)} - found
        found |= ahead
    return frozenset(found)


def _only_one(model: type[Log] | type[Crime], keys: set[str]) -> dict[str, int]:
    """Key -> number of the record, where the key fits exactly one."""
    rows: dict[str, list[int]] = defaultdict(list)
    for key, pk in model.objects.filter(ref_key__in=keys).values_list("ref_key", "pk"):
        rows[key].append(pk)
    return {key: pks[0] for key, pks in rows.items() if len(pks) == 1}


def _find_direct(known: _Known) -> None:
    """The links by reference: log -> crime -> how."""
    named = list(
        NamedReference.objects.filter(side=_LOG, owner_id__in=known.logs).values_list(
            "owner_id", "key"
        )
    )
    crimes = _only_one(Crime, {key for _, key in named})
    for owner, key in named:
        if key in crimes:
            known.direct[owner][crimes[key]] = _HOW.LOG_NAMES_CRIME
    logs = _only_one(Log, {log.ref_key for log in known.logs.values()})
    for owner, key in NamedReference.objects.filter(side=_CRIME, key__in=logs).values_list(
        "owner_id", "key"
    ):
        there = known.direct[logs[key]]
        there[owner] = _HOW.BOTH if owner in there else _HOW.CRIME_NAMES_LOG


def _wanted(pk: int, known: _Known) -> dict[int, str]:
    wanted = {
        crime: str(_HOW.DUPLICATE_LOG)
        for other in known.family[pk]
        if other != pk
        for crime in known.direct[other]
    }
    return wanted | known.direct[pk]


def _put_right(log: Log, wanted: dict[int, str]) -> set[int]:
    """Make the links of a log and its marks what they should be. Returns every crime concerned."""
    held = {row.crime_id: row for row in CrimeLog.objects.filter(log=log)}
    gone = [row.pk for crime, row in held.items() if crime not in wanted]
    CrimeLog.objects.filter(pk__in=gone).delete()
    for crime, how in wanted.items():
        if crime in held and held[crime].how != how:
            CrimeLog.objects.filter(pk=held[crime].pk).update(how=how)
    CrimeLog.objects.bulk_create(
        CrimeLog(crime_id=crime, log=log, how=how)
        for crime, how in wanted.items()
        if crime not in held
    )
    before = (log.crime_count, log.first_recorded_at, log.link_state)
    times = Crime.objects.filter(pk__in=wanted, recorded_precision="minute").values_list(
        "recorded_at", flat=True
    )
    log.crime_count = len(wanted)
    log.first_recorded_at = min((at for at in times if at is not None), default=None)
    log.link_state = (
        LinkState.LINKED if wanted else LinkState.CLAIMED if log.crime_refs else LinkState.NONE
    )
    Log.objects.filter(pk=log.pk).update(
        crime_count=log.crime_count,
        first_recorded_at=log.first_recorded_at,
        link_state=log.link_state,
    )
    if before != (log.crime_count, log.first_recorded_at, log.link_state):
        tell_links_changed(log)
    return {*held, *wanted}


def _list_unlinked(logs: list[Log], crimes: set[int]) -> None:
    """The references of these records that name nothing we hold, or more than one thing."""
    sides = UnlinkedReference.Side
    UnlinkedReference.objects.filter(log__in=logs).delete()
    UnlinkedReference.objects.filter(crime__in=crimes).delete()
    rows: list[UnlinkedReference] = []
    by_log = {log.pk: log for log in logs}
    for side, target, none in (
        (_LOG, Crime, sides.LOG),
        (_DOUBLE, Log, sides.DOUBLE),
    ):
        for name in NamedReference.objects.filter(side=side, owner_id__in=by_log).order_by("id"):
            rows += _unlinked(name, target, none, by_log[name.owner_id])
    linked = set(CrimeLog.objects.filter(crime__in=crimes).values_list("crime", flat=True))
    for crime in Crime.objects.filter(pk__in=crimes).order_by("pk"):
        names = list(NamedReference.objects.filter(side=_CRIME, owner_id=crime.pk).order_by("id"))
        for name in names:
            rows += _unlinked(name, Log, sides.CRIME, crime)
        if not names and crime.pk not in linked:
            rows.append(_row(sides.NEITHER, crime, ""))
    UnlinkedReference.objects.bulk_create(rows)


def _unlinked(
    name: NamedReference, target: type[Log] | type[Crime], none: str, owner: Log | Crime
) -> list[UnlinkedReference]:
    fits = target.objects.filter(ref_key=name.key).count()
    if fits == 1:
        return []
    return [_row(none if fits == 0 else UnlinkedReference.Side.SEVERAL, owner, name.shown)]


def _row(side: str, owner: Log | Crime, named: str) -> UnlinkedReference:
    return UnlinkedReference(
        side=side,
        system=owner.system,
        owner_ref=owner.ref,
        named_ref=named,
        log=owner if isinstance(owner, Log) else None,
        crime=owner if isinstance(owner, Crime) else None,
    )
