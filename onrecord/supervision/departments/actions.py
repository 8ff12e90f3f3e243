"""What may happen to departments and to who belongs to them; each change with its ledger entry, in one transaction.

open_department(name=, by=, since=, parent=, head=)   a department begins
place_department(name=, by=, parent=, since=)         it comes under another parent, from a day on
name_head(name=, by=, head=)                          who answers for it when nobody is on shift
end_department(name=, by=, until=, merged_into=)      it ends, or becomes part of another
list_names(by=)                                       the names that records and accounts bear already
follow(person, by)                                    somebody was added or moved: their membership follows
date_membership(membership=, by=, since=)             the move was on another day than it was entered
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.supervision.departments.content import (
    department_content,
    department_subject,
    membership_content,
    membership_subject,
)
from onrecord.supervision.departments.models import Department, Membership
from onrecord.supervision.departments.policies import check_can_keep_departments
from onrecord.supervision.departments.queries import key, standing, unlisted
from onrecord.supervision.errors import SupervisionError

AHEAD = timedelta(days=366)


def open_department(
    *, name: str, by: User, since: date, parent: str = "", head: str = "", why: str = ""
) -> Department:
    """A department begins on a day. Raises SupervisionError, NotAllowed."""
    check_can_keep_departments(by)
    name = _name(name)
    _check_day(since)
    with transaction.atomic():
        rows = list(Department.objects.select_for_update().filter(name_key=key(name)))
        if any(row.until is None or row.until > since for row in rows):
            raise SupervisionError(
                f"{name} stands on {since:%d/%m/%Y} already. Choose another name, or a day after its end."
            )
        return _keep(
            Department(
                name=name,
                name_key=key(name),
                parent=_parent(name, parent, since),
                head=_head(head),
                since=since,
                why=_words(why),
                version=0,
            ),
            by.username,
        )


def place_department(*, name: str, by: User, parent: str, since: date, why: str = "") -> Department:
    """It comes under another parent (empty: under none). What was before stays as it was."""
    check_can_keep_departments(by)
    _check_day(since)
    with transaction.atomic():
        row = _standing_now(name)
        to = _parent(row.name, parent, since)
        if key(to) == key(row.parent):
            raise SupervisionError(f"{row.name} is there already. Choose another parent.")
        if since < row.since:
            raise SupervisionError(
                f"{row.name} stands so since {row.since:%d/%m/%Y} only. Choose that day or a later one."
            )
        if since == row.since:
            row.parent, row.why = to, _words(why)
            return _keep(row, by.username)
        row.until = since
        _keep(row, by.username)
        after = Department(
            name=row.name, name_key=row.name_key, parent=to, head=row.head, since=since, version=0
        )
        after.why = _words(why)
        return _keep(after, by.username)


def name_head(*, name: str, by: User, head: str) -> Department:
    """Say who answers for the department when nobody of it is on shift. `head`: a user name, or empty."""
    check_can_keep_departments(by)
    with transaction.atomic():
        row = _standing_now(name)
        head = _head(head)
        if row.head == head:
            return row
        row.head = head
        return _keep(row, by.username)


def end_department(
    *, name: str, by: User, until: date, merged_into: str = "", why: str = ""
) -> Department:
    """The department is no more from a day on. `merged_into`: the one that goes on with its work, and from that day sees
    what bears the old name. The records keep the name that they have. Raises SupervisionError, NotAllowed."""
    check_can_keep_departments(by)
    _check_day(until)
    with transaction.atomic():
        row = _standing_now(name)
        if until <= row.since:
            raise SupervisionError(
                f"{row.name} stands so since {row.since:%d/%m/%Y}. Choose a later day for its end."
            )
        under = [each.name for each in standing(until) if key(each.parent) == row.name_key]
        if under:
            raise SupervisionError(
                f"{', '.join(under)} stand under {row.name}. Put them under another department first."
            )
        into = ""
        if merged_into.strip():
            other = _standing_now(merged_into)
            if other.pk == row.pk or other.since > until:
                raise SupervisionError(
                    "Choose another department, one that stands on that day, to go on with the work."
                )
            into = other.name
        row.until, row.merged_into, row.why = until, into, _words(why)
        return _keep(row, by.username)


def list_names(*, by: User) -> list[Department]:
    """List the names that logs and accounts bear and that stand nowhere yet, each since its earliest log."""
    check_can_keep_departments(by)
    made = []
    with transaction.atomic():
        for name in unlisted():
            first = Log.objects.filter(department=name).aggregate(first=Min("received_at"))["first"]
            since = timezone.localdate(first) if first else timezone.localdate()
            why = "named by records taken in" if first else "named by an account"
            row = Department(name=name, name_key=key(name), since=since, why=why, version=0)
            made.append(_keep(row, by.username))
    return made


def follow(person: User, by: str) -> None:
    """Somebody was added or came to another department: their membership follows, from today on. Inside a transaction."""
    today = timezone.localdate()
    rows = Membership.objects.select_for_update().filter(person=person.username)
    held = rows.order_by("-since").first()
    if held is None and not person.department:
        return
    if held is not None and held.until is None and held.department == person.department:
        return
    if held is not None and held.since >= today:
        # Entered twice on one day: the second entry corrects the first.
        held.department, held.until = person.department, None
        _keep_membership(held, by)
        return
    if held is not None and held.until is None:
        held.until = today
        _keep_membership(held, by)
    _keep_membership(
        Membership(
            person=person.username,
            number=1 if held is None else held.number + 1,
            department=person.department,
            since=today,
            version=0,
        ),
        by,
    )


def date_membership(*, membership: Membership, by: User, since: date) -> Membership:
    """The move was on another day than it was entered: that membership begins then, and the one before ends. Changes
    figures by department, and nobody's access. Raises SupervisionError, NotAllowed."""
    check_can_keep_departments(by)
    if since > timezone.localdate():
        raise SupervisionError("That day is still to come. Choose today or an earlier day.")
    with transaction.atomic():
        rows = list(
            Membership.objects.select_for_update()
            .filter(person=membership.person)
            .order_by("since")
        )
        at = next(n for n, row in enumerate(rows) if row.pk == membership.pk)
        row, before = rows[at], rows[at - 1] if at else None
        if row.since == since:
            return row
        if before is not None and since <= before.since:
            raise SupervisionError(
                f"They came to {before.department or 'no department'} on {before.since:%d/%m/%Y}. Choose a later day."
            )
        if row.until is not None and since >= row.until:
            raise SupervisionError(f"They left it on {row.until:%d/%m/%Y}. Choose an earlier day.")
        if before is not None:
            before.until = since
            _keep_membership(before, by.username)
        row.since = since
        return _keep_membership(row, by.username)


def _standing_now(name: str) -> Department:
    row = Department.objects.select_for_update().filter(name_key=key(name), until=None).first()
    if row is None:
        raise SupervisionError(
            f"There is no department {name.strip()[:60]!r} that stands today. Choose one of the list."
        )
    return row


def _parent(name: str, parent: str, day: date) -> str:
    """The parent's name. Raises SupervisionError where it doesn't stand, or stands under the department itself."""
    if not parent.strip():
        return ""
    by_key = {each.name_key: each for each in standing(day)}
    found = by_key.get(key(parent))
    if found is None:
        raise SupervisionError(f"{parent.strip()} doesn't stand on {day:%d/%m/%Y}. Choose another.")
    above: Department | None = found
    while above is not None:
        if above.name_key == key(name):
            raise SupervisionError(
                f"{found.name} stands under {name}, so {name} can't stand under it."
            )
        above = by_key.get(key(above.parent)) if above.parent else None
    return found.name


def _head(username: str) -> str:
    if not username.strip():
        return ""
    found = User.objects.filter(username=username.strip(), is_active=True).first()
    if found is None:
        raise SupervisionError(f"Nobody here has the user name {username.strip()[:60]!r}.")
    return found.username


def _name(name: str) -> str:
    text = " ".join(name.replace("\0", "").split())
    if not text or len(text) > 200:
        raise SupervisionError("Write the department's name, 200 letters at most.")
    return text


def _words(why: str) -> str:
    return " ".join(why.replace("\0", "").split())[:300]


def _check_day(day: date) -> None:
    if not date(1974, 1, 1) <= day <= timezone.localdate() + AHEAD:
        raise SupervisionError("Choose a day between 1974 and a year from now.")


def _keep(row: Department, by: str) -> Department:
    row.version += 1
    row.entry_seq = append(
        kind="department.kept",
        subject=department_subject(row),
        body=department_content(row),
        by=by,
    )
    row.save()
    return row


def _keep_membership(row: Membership, by: str) -> Membership:
    row.version += 1
    row.entry_seq = append(
        kind="membership.kept",
        subject=membership_subject(row),
        body=membership_content(row),
        by=by,
    )
    row.save()
    return row
