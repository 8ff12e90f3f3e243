"""The tables of supervision, put under the ledger's eye."""

from onrecord.ledger.records import RecordSource, register
from onrecord.supervision import models
from onrecord.supervision.departments import content as departments_content
from onrecord.supervision.lists import content as lists_content
from onrecord.supervision.reviews import content as reviews_content
from onrecord.supervision.shifts import content as shifts_content

SOURCES = (
    RecordSource(
        "department",
        ("department.kept",),
        models.Department,
        departments_content.department_subject,
        departments_content.department_content,
    ),
    RecordSource(
        "membership",
        ("membership.kept",),
        models.Membership,
        departments_content.membership_subject,
        departments_content.membership_content,
    ),
    RecordSource(
        "version of a worklist",
        ("worklist.kept",),
        models.ListVersion,
        lists_content.list_subject,
        lists_content.list_content,
        versions=False,
    ),
    RecordSource(
        "item of a worklist",
        ("item.kept",),
        models.Item,
        lists_content.item_subject,
        lists_content.item_content,
    ),
    RecordSource(
        "request for authority",
        ("authority.kept",),
        models.AuthorityRequest,
        lists_content.request_subject,
        lists_content.request_content,
    ),
    RecordSource(
        "shift",
        ("shift.kept",),
        models.Shift,
        shifts_content.shift_subject,
        shifts_content.shift_content,
    ),
    RecordSource(
        "absence",
        ("absence.kept",),
        models.Absence,
        shifts_content.absence_subject,
        shifts_content.absence_content,
    ),
    RecordSource(
        "hand-over",
        ("handover.kept",),
        models.Handover,
        shifts_content.handover_subject,
        shifts_content.handover_content,
    ),
    RecordSource(
        "dip sample",
        ("team-sample.drawn",),
        models.TeamSample,
        reviews_content.sample_subject,
        reviews_content.sample_content,
        versions=False,
    ),
    RecordSource(
        "check of a dip sample",
        ("sample-check.kept",),
        models.SampleCheck,
        reviews_content.check_subject,
        reviews_content.check_content,
    ),
    RecordSource(
        "feedback",
        ("feedback.kept",),
        models.Feedback,
        reviews_content.feedback_subject,
        reviews_content.feedback_content,
    ),
    RecordSource(
        "supervisor's look",
        ("look.made",),
        models.Look,
        reviews_content.look_subject,
        reviews_content.look_content,
        versions=False,
    ),
)


def register_records() -> None:
    for each in SOURCES:
        register(each)
