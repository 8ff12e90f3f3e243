"""What may happen in the register of courses; each change with its ledger entry, in one transaction.

keep_course(course=, by=)                       a course made or changed
write_done(course=, person=, done_on=, by=)     somebody did it
withdraw_done(done=, by=)                       it was a slip
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.training.content import (
    course_content,
    course_subject,
    done_content,
    done_subject,
)
from onrecord.training.courses import Course, build, course_named
from onrecord.training.errors import TrainingError
from onrecord.training.models import CourseDone, CourseVersion
from onrecord.training.policies import check_can_keep_training, check_can_write_done

EARLIEST = date(2000, 1, 1)


def keep_course(*, course: Course, by: User) -> CourseVersion:
    """Make a course, or change it: the same short name is the same course."""
    check_can_keep_training(by)
    definition = build(course.to_json(), "The course").to_json()
    with transaction.atomic():
        row = CourseVersion.objects.select_for_update().filter(slug=course.slug).first()
        if row is None:
            row = CourseVersion(slug=course.slug, version=0)
        elif row.definition == definition:
            return row
        row.definition, row.version = definition, row.version + 1
        row.entry_seq = append(
            kind="course.kept",
            subject=course_subject(row),
            body=course_content(row),
            by=by.username,
        )
        row.save()
        return row


def check_day(done_on: date) -> None:
    """Raises TrainingError for a day on which nobody can have done a course."""
    if done_on > timezone.localdate():
        raise TrainingError("The day is still to come. Write the day on which it was done.")
    if done_on < EARLIEST:
        raise TrainingError("The day is too long ago. Write it as 31/12/2026.")


def write_done(
    *, course: str, person: User, done_on: date, by: User, through: str = "page"
) -> tuple[CourseDone, bool]:
    """Write down that somebody did a course on a day. Returns the row, and whether it is new: twice is once.

    A row that was withdrawn counts again.
    """
    check_can_write_done(by, person)
    if course_named(course) is None:
        raise TrainingError(f"There is no course {course!r}. Make it first.")
    check_day(done_on)
    with transaction.atomic():
        row = (
            CourseDone.objects.select_for_update()
            .filter(course=course, person=person.username, done_on=done_on)
            .first()
        )
        if row is not None and not row.withdrawn:
            return row, False
        if row is None:
            row = CourseDone(course=course, person=person.username, done_on=done_on, version=0)
        row.department, row.through, row.withdrawn = person.department, through, False
        row.made_by = by.username
        return _keep(row, "training.done", by), True


def withdraw_done(*, done: CourseDone, by: User) -> CourseDone:
    """Take back what was written by a slip. It stays in the register as withdrawn."""
    person = User.objects.filter(username=done.person).first()
    if person is None:
        check_can_keep_training(by)
    else:
        check_can_write_done(by, person)
    with transaction.atomic():
        row = CourseDone.objects.select_for_update().get(pk=done.pk)
        if row.withdrawn:
            return row
        row.withdrawn = True
        return _keep(row, "training.withdrawn", by)


def _keep(row: CourseDone, kind: str, by: User) -> CourseDone:
    row.version += 1
    row.entry_seq = append(
        kind=kind, subject=done_subject(row), body=done_content(row), by=by.username
    )
    row.save()
    return row
