"""Who reads what: records shared out between readers, and handed over when a reader leaves. Called through `actions.py`."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit, CheckState, Phase, Reading, SampleItem, SecondCheck
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.eligible import given_readers, may_be_given
from onrecord.audit.stopping.prefix import stop_of
from onrecord.ledger.actions import append
from onrecord.people.models import User


def share_out(*, audit: Audit, readers: Sequence[str], by: str) -> dict[str, int]:
    """Give each record that nobody has read to one of these readers, in turn; returns how many each got.

    In turn, and in the order of reading, which is random: so no reader gets an easier share. Supervisors get only records
    of their own department; what none of the readers may have is given to nobody in particular. Raises AuditError without
    readers, or when the programme isn't read by the role of one.
    """
    names = list(dict.fromkeys(name.strip() for name in readers if name.strip()))
    if not names:
        raise AuditError("Name at least one reader.")
    limited = _limited(audit, names)
    given: dict[str, list[int]] = {name: [] for name in names}
    with transaction.atomic():
        items = list(unread(audit).select_for_update().order_by("position"))
        for item in items:
            able = [n for n in names if n not in limited or may_be_given(limited[n], item)]
            # Whoever has least is next; where all may have all, that is in turn.
            item.reader = min(able, key=lambda name: len(given[name]), default="")
            if item.reader:
                given[item.reader].append(item.position)
        SampleItem.objects.bulk_update(items, ["reader"], batch_size=500)
        append(
            kind="audit.shared-out",
            subject=f"audit:{audit.pk}",
            body={"positions": given},
            by=by,
        )
    return {name: len(positions) for name, positions in given.items()}


def hand_over(*, audit: Audit, leaver: str, to: str, by: str) -> int:
    """Give what `leaver` still had to read, first or second, to somebody else (`to` empty: to whoever comes); returns how
    many records. What was read stays as it is, under the name of who read it. Raises AuditError when nothing was theirs.
    """
    if leaver.strip() == to.strip():
        raise AuditError("Hand over to somebody else, or to nobody in particular.")
    limited = _limited(audit, [to])
    with transaction.atomic():
        first = list(unread(audit).filter(reader=leaver).order_by("position"))
        parked = list(
            SampleItem.objects.filter(
                audit=audit,
                reader__in=("", leaver),
                readings__current=True,
                readings__phase=Phase.FIRST,
                readings__outcome="parked",
                readings__reader=leaver,
            ).order_by("position")
        )
        second = list(
            SecondCheck.objects.filter(
                item__audit=audit, state=CheckState.WAITING, reader=leaver
            ).select_related("item")
        )
        items = list({item.pk: item for item in [*first, *parked]}.values())
        if not items and not second:
            raise AuditError(f"{leaver} has nothing left to read in this audit.")
        barred = [i for i in items if to in limited and not may_be_given(limited[to], i)]
        if barred:
            raise AuditError(
                f"{len(barred):,} of these records may not be given to {to}: they are of another department, or {to} worked "
                "on them. Hand over to somebody else."
            )
        if to in limited and second:
            raise AuditError(
                f"{to} reads first only, and {len(second):,} second readings are among these."
            )
        for item in items:
            item.reader = to
        SampleItem.objects.bulk_update(items, ["reader"], batch_size=500)
        for check in second:
            # Whoever read it first can't read it second.
            read_by_them = check.item.readings.filter(current=True, reader=to).exists()
            check.reader = "" if read_by_them else to
        SecondCheck.objects.bulk_update(second, ["reader"], batch_size=500)
        append(
            kind="audit.handed-over",
            subject=f"audit:{audit.pk}",
            body={
                "from": leaver,
                "to": to,
                "positions": [item.position for item in items],
                "second": [check.item.position for check in second],
            },
            by=by,
        )
    return len(items) + len(second)


def _limited(audit: Audit, names: Sequence[str]) -> dict[str, User]:
    """Those of these readers who may read only what is given to them. Raises AuditError where the programme doesn't name
    their role."""
    found = {user.username: user for user in given_readers() if user.username in names}
    roles = programme_of(audit).readers.roles
    strange = sorted(name for name, user in found.items() if user.role not in roles)
    if strange:
        raise AuditError(
            f"This programme is not read by the role of {', '.join(strange)}. It is read by: {', '.join(roles)}."
        )
    return found


def unread(audit: Audit) -> QuerySet[SampleItem]:
    """Items that are still to be read: without a first reading that is an answer, and not behind the place where reading was stopped."""
    read = Reading.objects.counted().filter(item__audit=audit)
    items = SampleItem.objects.filter(audit=audit).exclude(pk__in=read.values("item_id"))
    stop = stop_of(audit)
    return items if stop is None else items.filter(position__lte=stop.after)
