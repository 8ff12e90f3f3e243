"""An audit whose failures, and a share of whose passes, are read twice."""

import io

from openpyxl import load_workbook

from onrecord.audit.actions import (
    freeze_audit,
    keep_programme,
    record_reading,
)
from onrecord.audit.models import CheckState, SampleItem
from onrecord.audit.programmes.kept import current
from onrecord.people.models import User
from onrecord.people.roles import Role
from tests.audit_world import make_logs, truth_of

SECRET = "ZEBRA-CROSSING-4711"


def person(name, role=Role.AUDITOR, **values):
    user = User(username=name, role=role, **values)
    user.set_unusable_password()
    user.save()
    return user


def make_world():
    """The audit, frozen, and its people by name: three auditors and the registrar."""
    make_logs()
    keep_programme(
        definition={
            **current("recording-of-logs").programme.to_json(),
            "slug": "read-twice",
            "second_reading": {"failures": True, "passes_percent": 20},
        },
        by="fcr",
    )
    audit = freeze_audit(name="Twice", seed="7", sample_size=100, by="fcr", programme="read-twice")
    people = {name: person(name) for name in ("anna", "ben", "cleo")}
    people["fcr"] = person("fcr", Role.REGISTRAR)
    return audit, people


def read(item, by, **values):
    return record_reading(item=item, by=by, **{**truth_of(item.log), **values})


def read_all(audit, by="anna"):
    for item in audit.items.select_related("log"):
        read(item, by, comment=SECRET)


def waiting(audit, failure=True):
    return SampleItem.objects.filter(
        audit=audit, check_up__failure=failure, check_up__state=CheckState.WAITING
    ).order_by("position")


def text_of(response):
    """What an answer says, be it a page, a list or a book."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        book = load_workbook(io.BytesIO(body))
        return "\n".join(
            str(cell.value) for page in book for row in page.rows for cell in row if cell.value
        )
    return body.decode("utf-8-sig")
